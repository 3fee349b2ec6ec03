/*
 * The tables of verbs and wordings, and programs from and to bytes.
 *
 * Both directions walk the same rows, so neither can know a verb that the other does not.
 */
#include "program.h"

#include <stdlib.h>
#include <string.h>

#include <anvil/syscalls.h>

#include "kernel.h"
#include "named.h"
#include "sentry.h"
#include "world.h"

/* ---- Verbs. ---- */

#define NO_ARGUMENTS
#define NEEDS(capability)
#define ARGUMENT(place, name, kind, low, high)                                                     \
    [place] = {#name, kind, (uint32_t)(low), (uint32_t)(high)},
#define ANY(place, name)                  ARGUMENT(place, name, OPERAND_ANY, 0, UINT32_MAX)
#define INT(place, name)                  ARGUMENT(place, name, OPERAND_INT, INT32_MIN, INT32_MAX)
#define RANGE(place, name, low, high)     ARGUMENT(place, name, OPERAND_RANGE, low, high)
#define MIN(place, name, low)             ARGUMENT(place, name, OPERAND_MIN, low, INT32_MAX)
#define PEER(place, name, right)          ARGUMENT(place, name, OPERAND_PEER, 0, UINT32_MAX)
#define IRQ(place, name)                  ARGUMENT(place, name, OPERAND_IRQ, 0, CONFIG_IRQS - 1)
#define HANDLE(place, name, type, rights) ARGUMENT(place, name, OPERAND_HANDLE, 0, UINT32_MAX)
#define SPACE(place, name)                ARGUMENT(place, name, OPERAND_SPACE, 0, UINT32_MAX)
#define FPAGE(place, name)                ARGUMENT(place, name, OPERAND_FPAGE, 0, UINT32_MAX)
#define NAME(place, name)                 ARGUMENT(place, name, OPERAND_NAME, 0, UINT32_MAX)
#define IN(place, name)                   ARGUMENT(place, name, OPERAND_IN, 0, UINT32_MAX)
#define OUT(place, name)                  ARGUMENT(place, name, OPERAND_OUT, 0, UINT32_MAX)
#define DEADLINE(place, name)                                                                      \
    ARGUMENT(place, name, OPERAND_DEADLINE, 0, UINT32_MAX)                                         \
    ARGUMENT((place) + 1, name, OPERAND_SECOND, 0, UINT32_MAX)
#define GIVEN(place, name) ARGUMENT(place, name, OPERAND_NAME, 0, UINT32_MAX)
#define CONSUMED(place, name)                                                                      \
    ARGUMENT(place, name, OPERAND_IN, 0, UINT32_MAX)                                               \
    [(place) + 1] = {#name "_count", OPERAND_COUNT, 0, HANDLE_LIST_MAX},
#define SYSCALL(number, name, family, blocking, summary, results, arguments)                       \
    [number] = {#name, ACTOR_THREAD, {arguments}},
static const struct verb calls[] = {
#include "syscalls.def"
};

#define WORD(place, name)            ARGUMENT(place, name, OPERAND_WORD, 0, UINT32_MAX)
#define CHOICE(place, name, choices) ARGUMENT(place, name, OPERAND_CHOICE, 0, (choices) - 1)
#define VALUE(place, name)           ARGUMENT(place, name, OPERAND_ANY, 0, UINT32_MAX)
#define OPERATION(number, constant, name, actor, operands)                                         \
    [number] = {#name, ACTOR_##actor, {operands}},
static const struct verb operations[OPERATIONS] = {
#include "operations.def"
};

#define NS_PER_MS    1000000
#define COUNT(array) ((unsigned)(sizeof(array) / sizeof(array)[0]))

/*
 * Programs make the calls below this one. The others control tasks and are played by the target
 * `tasks`, which has a model of that; stored bytes keep their meaning, as a verb is reduced to so
 * many.
 */
#define CALLS_PLAYED SYS_JOB_CREATE
_Static_assert(COUNT(calls) == SYS_CALLS && CALLS_PLAYED <= VERB_OPERATION, "each has its byte");
_Static_assert(OPERATIONS <= 0x100 - VERB_OPERATION, "and operation");

const struct verb *verb_at(unsigned verb)
{
    return verb < VERB_OPERATION ? &calls[verb] : &operations[verb - VERB_OPERATION];
}

unsigned verb_calls(void)
{
    return CALLS_PLAYED;
}

uint32_t verb_number(uint32_t number)
{
    bool played = number < CALLS_PLAYED || number >= SYS_CALLS;
    return played ? number : number - CALLS_PLAYED + SYS_CALLS;
}

unsigned verb_operands(const struct verb *verb)
{
    unsigned count = 0;
    while (count < PROGRAM_OPERANDS && verb->operand[count].name != NULL) {
        count++;
    }
    return count;
}

/* ---- Values. ---- */

/* From which first byte on a value is worded so; the next row begins where this one ends. */
static const struct {
    uint8_t first;    /* byte */
    uint8_t indices;  /* the byte less first is reduced to so many */
    uint16_t details; /* a second byte is reduced to so many; 0: there is none */
} wordings[WORDINGS] = {
    [WORDED_SMALL] = {0x00, 96, 0},
    [WORDED_NAME] = {0x60, 48, 0},
    [WORDED_RECENT] = {0x90, 16, 0},
    [WORDED_BENT] = {0xa0, 16, 32},
    [WORDED_EDGE] = {0xb0, 16, 0},
    [WORDED_LABEL] = {0xc0, 16, 0},
    [WORDED_SELECTOR] = {0xd0, 1, 256},
    [WORDED_OWN] = {0xd1, 15, 0},
    [WORDED_ADDRESS] = {0xe0, ADDRESSES, 256},
    [WORDED_WORD] = {0xf0, 1, 0},
    [WORDED_MEMORY] = {0xf1, PLACES, 256},
    [WORDED_OBJECTS] = {0xf9, OBJECTS_ORDERS, 256},
    [WORDED_BASE] = {0xff, 1, 256},
};

unsigned wording_indices(enum wording wording)
{
    return wordings[wording].indices;
}

unsigned wording_details(enum wording wording)
{
    return wordings[wording].details;
}

uint32_t operand_edge(const struct operand *operand, unsigned index)
{
    static const uint32_t general[] = {UINT32_MAX, 0x7fffffff, 0x80000000, 0xff,
                                       0x100,      0x101,      0xffff,     0x10000,
                                       0x10001,    0xfffffffe, 0x1000,     0x20000000};
    const uint32_t own[] = {operand->low - 1, operand->low, operand->high, operand->high + 1};
    _Static_assert(COUNT(own) + COUNT(general) == 16, "an edge for each index");
    return index < COUNT(own) ? own[index] : general[index - COUNT(own)];
}

int64_t operand_deadline(const struct value *value, uint32_t word, uint64_t now_ns)
{
    static const int64_t limits[] = {INT64_MAX,        INT64_MAX - 1,         INT64_MIN, -1, 0, 1,
                                     (int64_t)1 << 32, ((int64_t)1 << 32) - 1};
    switch (value->wording) {
    case WORDED_SMALL:
        return (int64_t)(now_ns + value->index * (uint64_t)NS_PER_MS);
    case WORDED_WORD:
        return (int64_t)(now_ns + (uint64_t)(int32_t)value->word);
    case WORDED_EDGE:
        return limits[value->index % COUNT(limits)];
    default:
        return word;
    }
}

static struct value value_worded(struct reader *reader)
{
    struct value value = {.wording = WORDINGS - 1};
    uint8_t byte = reader_byte(reader);
    while (byte < wordings[value.wording].first) {
        value.wording--;
    }
    value.index =
        (uint8_t)((byte - wordings[value.wording].first) % wordings[value.wording].indices);
    if (wordings[value.wording].details != 0) {
        value.detail = (uint16_t)reader_below(reader, wordings[value.wording].details);
    }
    if (value.wording == WORDED_WORD) {
        value.word = reader_word(reader);
    }
    return value;
}

static struct value value_next(struct reader *reader, const struct operand *operand)
{
    if (operand->kind == OPERAND_SECOND) {
        return (struct value){0};
    }
    if (operand->kind >= OPERAND_ANY) {
        return value_worded(reader);
    }
    if (operand->kind == OPERAND_WORD) {
        return (struct value){.wording = WORDED_WORD, .word = reader_word(reader)};
    }
    return (struct value){.index = (uint8_t)reader_below(reader, operand->high + 1)};
}

static unsigned word_put(uint32_t word, uint8_t *out)
{
    for (unsigned i = 0; i < 4; i++) {
        out[i] = (uint8_t)(word >> 8 * i);
    }
    return 4;
}

static unsigned value_put(const struct value *value, const struct operand *operand, uint8_t *out)
{
    if (operand->kind == OPERAND_WORD) {
        return word_put(value->word, out);
    }
    if (operand->kind == OPERAND_SECOND) {
        return 0;
    }
    unsigned size = 1;
    out[0] = (uint8_t)(wordings[value->wording].first + value->index);
    if (wordings[value->wording].details != 0) {
        out[size++] = (uint8_t)value->detail;
    }
    if (value->wording == WORDED_WORD) {
        size += word_put(value->word, out + size);
    }
    return size;
}

/* ---- Steps. ---- */

unsigned world_next(struct reader *reader)
{
    return reader_below(reader, WORLDS_ALL);
}

struct step step_next(struct reader *reader)
{
    struct step step = {0};
    uint8_t byte = reader_byte(reader);
    step.verb =
        (uint16_t)(byte < VERB_OPERATION ? byte % CALLS_PLAYED
                                         : VERB_OPERATION + (byte - VERB_OPERATION) % OPERATIONS);
    const struct verb *verb = verb_at(step.verb);
    step.who = verb->actor == ACTOR_OUTSIDE ? 0 : reader_byte(reader);
    for (unsigned i = 0; i < verb_operands(verb); i++) {
        step.value[i] = value_next(reader, &verb->operand[i]);
    }
    return step;
}

unsigned step_put(const struct step *step, uint8_t out[STEP_BYTES])
{
    const struct verb *verb = verb_at(step->verb);
    unsigned size = 0;
    out[size++] = (uint8_t)step->verb;
    if (verb->actor != ACTOR_OUTSIDE) {
        out[size++] = (uint8_t)step->who;
    }
    for (unsigned i = 0; i < verb_operands(verb); i++) {
        size += value_put(&step->value[i], &verb->operand[i], out + size);
    }
    return size;
}

/* ---- Programs. ---- */

void program_insert(struct program *p, unsigned place, const struct step *step)
{
    const struct step copy = *step; /* it may be one of the program's own */
    if (p->count == p->room) {
        p->room = p->room == 0 ? 64 : 2 * p->room;
        struct step *steps = realloc(p->steps, p->room * sizeof *steps);
        if (steps == NULL) {
            abort(); /* a program has no more steps than its input has bytes */
        }
        p->steps = steps;
    }
    place = place < p->count ? place : p->count;
    memmove(p->steps + place + 1, p->steps + place, (p->count - place) * sizeof *p->steps);
    p->steps[place] = copy;
    p->count++;
}

void program_remove(struct program *p, unsigned place)
{
    p->count--;
    memmove(p->steps + place, p->steps + place + 1, (p->count - place) * sizeof *p->steps);
}

void program_free(struct program *p)
{
    free(p->steps);
    *p = (struct program){0};
}

void program_decode(struct program *p, const uint8_t *data, size_t size)
{
    struct reader reader = {data, size};
    p->count = 0;
    p->world = world_next(&reader);
    while (reader_has_more(&reader)) {
        const struct step step = step_next(&reader);
        program_insert(p, p->count, &step);
    }
}

size_t program_encode(const struct program *p, uint8_t *out, size_t size)
{
    uint8_t bytes[STEP_BYTES];
    size_t used = 0;
    if (size == 0) {
        return 0;
    }
    out[used++] = (uint8_t)p->world;
    for (unsigned i = 0; i < p->count; i++) {
        unsigned length = step_put(&p->steps[i], bytes);
        if (length > size - used) {
            break;
        }
        memcpy(out + used, bytes, length);
        used += length;
    }
    return used;
}
