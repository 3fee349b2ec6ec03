/*
 * Values and steps made by chance, such that calls are likely to do something with them.
 *
 * What it knows of calls it knows from their rows: an argument gets values of its kind. Where a row
 * admits any value and its call means something by it, the table meant says what.
 */
#include "plausible.h"

#include <anvil/syscalls.h>

#include "chance.h"
#include "kernel.h"
#include "l4.h"

#define WINDOW_COMMON 8u /* so many of the first slots are what selectors mostly mean */

/* A wording, and how many times in eight an argument gets it. */
struct share {
    uint8_t wording;
    uint8_t times;
};
#define SHARES  8u
#define SHARERS 5u /* at the most */

/* Which wordings an argument of a kind gets. */
static const struct share wordings_of[OPERAND_KINDS][SHARERS] = {
    [OPERAND_ANY] =
        {{WORDED_SMALL, 3}, {WORDED_LABEL, 1}, {WORDED_EDGE, 1}, {WORDED_OWN, 2}, {WORDED_WORD, 1}},
    [OPERAND_INT] = {{WORDED_SMALL, 6}, {WORDED_EDGE, 2}},
    [OPERAND_RANGE] = {{WORDED_WORD, 6}, {WORDED_EDGE, 2}},
    [OPERAND_MIN] = {{WORDED_SMALL, 4}, {WORDED_EDGE, 3}, {WORDED_WORD, 1}},
    [OPERAND_PEER] = {{WORDED_NAME, 5}, {WORDED_RECENT, 1}, {WORDED_BENT, 1}, {WORDED_SELECTOR, 1}},
    [OPERAND_IRQ] = {{WORDED_SMALL, 7}, {WORDED_EDGE, 1}},
    [OPERAND_HANDLE] = {{WORDED_OWN, 5},
                        {WORDED_RECENT, 1},
                        {WORDED_NAME, 1},
                        {WORDED_SELECTOR, 1}},
    [OPERAND_SPACE] = {{WORDED_OWN, 4}, {WORDED_SELECTOR, 2}, {WORDED_RECENT, 1}, {WORDED_NAME, 1}},
    [OPERAND_FPAGE] = {{WORDED_MEMORY, 4}, {WORDED_OBJECTS, 3}, {WORDED_EDGE, 1}},
    [OPERAND_NAME] = {{WORDED_OWN, 4},
                      {WORDED_RECENT, 1},
                      {WORDED_NAME, 1},
                      {WORDED_SELECTOR, 1},
                      {WORDED_SMALL, 1}},
    [OPERAND_IN] = {{WORDED_ADDRESS, 7}, {WORDED_SMALL, 1}},
    [OPERAND_OUT] = {{WORDED_ADDRESS, 7}, {WORDED_SMALL, 1}},
    [OPERAND_COUNT] = {{WORDED_SMALL, 7}, {WORDED_EDGE, 1}},
    [OPERAND_DEADLINE] = {{WORDED_SMALL, 4},
                          {WORDED_EDGE, 2},
                          {WORDED_SELECTOR, 1},
                          {WORDED_WORD, 1}},
};

static enum wording wording_of(struct chance *c, unsigned kind)
{
    const struct share *share = wordings_of[kind];
    unsigned left = chance_below(c, SHARES);
    unsigned i = 0;
    while (i < SHARERS - 1 && left >= share[i].times) {
        left -= share[i].times;
        i++;
    }
    return share[i].wording;
}

static uint32_t word_within(struct chance *c, const struct operand *operand)
{
    uint32_t span = operand->high - operand->low;
    return operand->low + (span == UINT32_MAX ? chance_next(c) : chance_next(c) % (span + 1));
}

/* A number that is accepted, in the shortest wording; where all are, often a single bit. */
static struct value number_made(struct chance *c, const struct operand *operand)
{
    uint32_t word = operand->kind == OPERAND_ANY && chance_one_in(c, 2)
                        ? (uint32_t)1 << chance_below(c, 32)
                        : word_within(c, operand);
    if (word < wording_indices(WORDED_SMALL)) {
        return (struct value){.index = (uint8_t)word};
    }
    return (struct value){.wording = WORDED_WORD, .word = word};
}

/* Mostly among the first words of the caller's data: calls are to meet there. */
struct value address_made(struct chance *c)
{
    bool common = !chance_one_in(c, 6);
    return (struct value){
        .wording = WORDED_ADDRESS,
        .index = (uint8_t)(common ? (unsigned)ADDRESS_DATA : chance_below(c, ADDRESSES)),
        .detail = (uint16_t)(common ? 4 * chance_small(c, 32) : chance_below(c, 256))};
}

/* Mostly all of the caller's data, to be read and written. */
static struct value memory_made(struct chance *c)
{
    enum place place = chance_one_in(c, 2) ? PLACE_DATA : chance_below(c, PLACES);
    unsigned block = chance_one_in(c, 2) ? 1 : chance_small(c, 32);
    unsigned access = chance_one_in(c, 2) ? ACCESS_READ | ACCESS_WRITE : chance_below(c, 8);
    return (struct value){.wording = WORDED_MEMORY,
                          .index = (uint8_t)place,
                          .detail = (uint16_t)(block << DETAIL_BLOCK_SHIFT | access)};
}

/* Mostly with all rights, or only to be read. */
static struct value objects_made(struct chance *c)
{
    static const uint8_t common[] = {15, 15, 4, 6};
    unsigned rights = chance_one_in(c, 3) ? chance_below(c, 16) : common[chance_below(c, 4)];
    return (struct value){.wording = WORDED_OBJECTS,
                          .index = (uint8_t)chance_small(c, OBJECTS_ORDERS),
                          .detail = (uint16_t)(chance_small(c, 16) << DETAIL_SLOT_SHIFT | rights)};
}

/* Mapped three times in four, else granted; rarely with flags that say nothing. */
static struct value base_made(struct chance *c)
{
    unsigned flags = chance_one_in(c, 4) ? L4_GRANT : 0;
    flags = chance_one_in(c, 16) ? chance_below(c, 16) : flags;
    return (struct value){
        .wording = WORDED_BASE,
        .detail = (uint16_t)(chance_below(c, WINDOW_COMMON) << DETAIL_SLOT_SHIFT | flags)};
}

static struct value selector_made(struct chance *c)
{
    unsigned slot = chance_one_in(c, 8) ? chance_below(c, wording_details(WORDED_SELECTOR))
                                        : chance_below(c, WINDOW_COMMON);
    return (struct value){.wording = WORDED_SELECTOR, .detail = (uint16_t)slot};
}

struct value value_made(struct chance *c, const struct operand *operand)
{
    static struct value (*const of_wording[WORDINGS])(struct chance *) = {
        [WORDED_SELECTOR] = selector_made, [WORDED_ADDRESS] = address_made,
        [WORDED_MEMORY] = memory_made,     [WORDED_OBJECTS] = objects_made,
        [WORDED_BASE] = base_made,
    };
    if (operand->kind == OPERAND_SECOND) {
        return (struct value){0};
    }
    if (operand->kind < OPERAND_ANY) {
        uint32_t word = word_within(c, operand);
        return operand->kind == OPERAND_WORD ? (struct value){.wording = WORDED_WORD, .word = word}
                                             : (struct value){.index = (uint8_t)word};
    }
    enum wording wording =
        chance_one_in(c, 24) ? chance_below(c, WORDINGS) : wording_of(c, operand->kind);
    if (wording == WORDED_WORD) {
        return number_made(c, operand);
    }
    if (of_wording[wording] != NULL) {
        return of_wording[wording](c);
    }
    unsigned limit = wording_indices(wording);
    return (struct value){
        .wording = (uint8_t)wording,
        .index = (uint8_t)(wording == WORDED_EDGE ? chance_small(c, limit)
                                                  : chance_small(c, limit < 24 ? limit : 24)),
        .detail = (uint16_t)chance_below(c, wording_details(wording)),
    };
}

/* ---- What a row calls any value, and its call does not. ---- */

/* Of an unmap: the others, the task as well, the objects too; or only one bit of that. */
static struct value mask_made(struct chance *c)
{
    static const uint32_t masks[] = {0, L4_ALL_SPACES, L4_DELETE_OBJ, 1u << 30};
    return (struct value){.wording = WORDED_WORD,
                          .word = masks[chance_below(c, sizeof masks / sizeof masks[0])]};
}

static struct value count_made(struct chance *c)
{
    return (struct value){.index = (uint8_t)chance_small(c, 4)};
}

/* Some of the arena, or nothing. */
static struct value areas_made(struct chance *c)
{
    struct value value = memory_made(c);
    value.index = PLACE_ARENA;
    return chance_one_in(c, 2) ? value : (struct value){0};
}

static const struct {
    uint8_t call;
    uint8_t place;
    struct value (*made)(struct chance *c);
} meant[] = {
    {SYS_TASK_MAP, 3, base_made},
    {SYS_TASK_UNMAP, 2, mask_made},
    {SYS_TASK_UNMAP_BATCH, 2, count_made},
    {SYS_TASK_UNMAP_BATCH, 3, mask_made},
    {SYS_TASK_ADD_KU_MEM, 1, areas_made},
    {SYS_FACTORY_CREATE_TASK, 1, selector_made},
    {SYS_FACTORY_CREATE_TASK, 2, areas_made},
};

struct value operand_made(struct chance *c, unsigned verb, unsigned place)
{
    for (unsigned i = 0; i < sizeof meant / sizeof meant[0]; i++) {
        if (meant[i].call == verb && meant[i].place == place && !chance_one_in(c, 8)) {
            return meant[i].made(c);
        }
    }
    return value_made(c, &verb_at(verb)->operand[place]);
}

/* ---- Steps. ---- */

uint16_t who_made(struct chance *c, const struct verb *verb)
{
    return verb->actor == ACTOR_OUTSIDE ? 0 : (uint16_t)chance_small(c, 16);
}

struct step step_of(struct chance *c, unsigned number)
{
    const struct verb *verb = verb_at(number);
    struct step step = {.verb = (uint16_t)number, .who = who_made(c, verb)};
    for (unsigned i = 0; i < verb_operands(verb); i++) {
        step.value[i] = operand_made(c, number, i);
    }
    return step;
}

/* A raw call is the least likely of all. */
struct step step_made(struct chance *c)
{
    if (chance_one_in(c, 3)) {
        unsigned operation = chance_below(c, OPERATIONS);
        if (operation != OPERATION_RAW || chance_one_in(c, 4)) {
            return step_of(c, VERB_OPERATION + operation);
        }
    }
    return step_of(c, chance_below(c, verb_calls()));
}
