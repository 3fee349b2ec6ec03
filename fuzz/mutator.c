/*
 * The mutator: changes programs as programs, for both engines.
 *
 *     libFuzzer   LLVMFuzzerCustomMutator, LLVMFuzzerCustomCrossOver: linked with the target
 *     AFL++       afl_custom_init, _fuzz, _deinit: a library, in AFL_CUSTOM_MUTATOR_LIBRARY
 *
 * The values that it puts in are plausible.c's. Now and then it leaves the bytes to the engine, so
 * nothing that bytes can say is out of reach. The same seed, input and limit give the same output;
 * nothing is kept from one input to the next.
 */
#include "mutator.h"

#include <stdlib.h>
#include <string.h>

#include <anvil/syscalls.h>

#include "chance.h"
#include "engine.h"
#include "model/names.h"
#include "plausible.h"
#include "world.h"

#define STEPS_MAX 4096u /* no operator makes a program longer */
#define RUN_MAX   12u   /* steps that are copied or repeated at once */

#define MISSING_NOTHING 31u /* of a handle: no right has this number */

struct chance chance_of(unsigned seed)
{
    struct chance c = {.state = (seed + 1u) * 0x9e3779b97f4a7c15u};
    (void)chance_next(&c);
    return c;
}

/* A step, mostly one of the last; the program is not empty. */
static unsigned place_chosen(struct chance *c, const struct program *p)
{
    return chance_one_in(c, 2) ? p->count - 1 - chance_small(c, p->count)
                               : chance_below(c, p->count);
}

/* ---- Operators. Each leaves a program that is one, whatever it was. ---- */

static void insert(struct chance *c, struct program *p)
{
    const struct step step = step_made(c);
    program_insert(p, place_chosen(c, p) + 1, &step);
}

static void drop(struct chance *c, struct program *p)
{
    unsigned place = place_chosen(c, p);
    unsigned run = 1 + chance_small(c, RUN_MAX);
    for (unsigned i = 0; i < run && place < p->count; i++) {
        program_remove(p, place);
    }
}

/* A stretch of steps again, elsewhere: in this order. */
static void duplicate(struct chance *c, struct program *p)
{
    unsigned from = place_chosen(c, p);
    unsigned to = place_chosen(c, p) + 1;
    unsigned run = 1 + chance_small(c, p->count - from < RUN_MAX ? p->count - from : RUN_MAX);
    struct step steps[RUN_MAX];
    memcpy(steps, p->steps + from, run * sizeof *steps);
    for (unsigned i = 0; i < run; i++) {
        program_insert(p, to + i, &steps[i]);
    }
}

static void swap(struct chance *c, struct program *p)
{
    struct step *one = &p->steps[place_chosen(c, p)];
    struct step *other = &p->steps[place_chosen(c, p)];
    const struct step step = *one;
    *one = *other;
    *other = step;
}

static void change_value(struct chance *c, struct program *p)
{
    struct step *step = &p->steps[place_chosen(c, p)];
    const struct verb *verb = verb_at(step->verb);
    unsigned operands = verb_operands(verb);
    if (operands == 0) {
        step->who = who_made(c, verb);
    } else {
        unsigned i = chance_below(c, operands);
        step->value[i] = operand_made(c, step->verb, i);
    }
}

static void change_who(struct chance *c, struct program *p)
{
    struct step *step = &p->steps[place_chosen(c, p)];
    step->who = who_made(c, verb_at(step->verb));
}

static void change_step(struct chance *c, struct program *p)
{
    p->steps[place_chosen(c, p)] = step_made(c);
}

static void change_world(struct chance *c, struct program *p)
{
    p->world = chance_below(c, WORLDS_ALL);
}

/* The same step again and again, one of its small numbers counted up: each name in turn. */
static void march(struct chance *c, struct program *p)
{
    unsigned place = place_chosen(c, p);
    struct step step = p->steps[place];
    unsigned operands = verb_operands(verb_at(step.verb));
    unsigned counted = chance_below(c, operands + 1);
    unsigned times = 1 + chance_small(c, RUN_MAX);
    for (unsigned i = 1; i <= times; i++) {
        struct value *value = &step.value[counted];
        if (counted < operands && value->wording <= WORDED_RECENT &&
            value->index + 1u < wording_indices(value->wording) &&
            verb_at(step.verb)->operand[counted].kind >= OPERAND_ANY) {
            value->index++;
        }
        program_insert(p, place + i, &step);
    }
}

/* Everybody who can does one and the same call; then time passes, until nobody waits any more. */
static void drain(struct chance *c, struct program *p)
{
    const struct step deadline = {.verb = VERB_OPERATION + OPERATION_DEADLINE};
    struct step call = step_of(c, chance_below(c, verb_calls()));
    unsigned times = 1 + chance_below(c, RUN_MAX);
    for (unsigned i = 0; i < times; i++) {
        call.who = (uint16_t)(1 + i % 4);
        program_insert(p, p->count, chance_one_in(c, 3) ? &deadline : &call);
    }
}

/* A call that is handed a list, behind a step that writes one. */
static void hand_over(struct chance *c, struct program *p)
{
    static const struct {
        uint8_t call;
        uint8_t list;  /* the operand that says where it is */
        uint8_t count; /* the one that says how long */
        uint8_t items; /* their kind */
    } takers[] = {{SYS_HANDLE_CLOSE_MANY, 0, 1, OPERAND_HANDLE},
                  {SYS_OBJECT_WAIT_MANY, 0, 1, OPERAND_HANDLE},
                  {SYS_CHANNEL_WRITE, 4, 5, OPERAND_HANDLE},
                  {SYS_CHANNEL_WRITE, 4, 5, OPERAND_HANDLE},
                  {SYS_TASK_UNMAP_BATCH, 1, 2, OPERAND_FPAGE}};
    unsigned taker = chance_below(c, sizeof takers / sizeof takers[0]);
    unsigned place = place_chosen(c, p) + 1;
    const struct operand item = {.name = "", .kind = takers[taker].items};
    struct step list = step_of(c, VERB_OPERATION + OPERATION_MEMORY);
    struct step call = step_of(c, takers[taker].call);
    const struct value address = address_made(c);
    list.value[0].index = (uint8_t)address.detail;
    list.value[1] = value_made(c, &item);
    list.value[2] = chance_one_in(c, 2) ? value_made(c, &item) : list.value[2];
    call.who = 0;
    call.value[takers[taker].list] = address;
    call.value[takers[taker].count] = (struct value){.index = (uint8_t)(1 + chance_small(c, 3))};
    program_insert(p, place, &list);
    program_insert(p, place + 1, &call);
}

/* A call on the space of another task, behind a step that gives the caller a handle of it. */
static void reach_over(struct chance *c, struct program *p)
{
    static const uint8_t calls[] = {SYS_TASK_MAP, SYS_TASK_MAP, SYS_TASK_UNMAP, SYS_TASK_ADD_KU_MEM,
                                    SYS_TASK_CAP_HAS_CHILD};
    unsigned place = place_chosen(c, p) + 1;
    struct step handle = step_of(c, VERB_OPERATION + OPERATION_HANDLE);
    struct step call = step_of(c, calls[chance_below(c, sizeof calls)]);
    bool is_source = call.verb == SYS_TASK_MAP && chance_one_in(c, 2);
    handle.value[0].index = NAMES_PROCESS - 1;
    handle.value[2].index = chance_one_in(c, 4) ? handle.value[2].index : MISSING_NOTHING;
    call.who = (uint16_t)(1 + handle.who); /* its thread, if all are ready */
    call.value[is_source] = (struct value){.wording = WORDED_RECENT};
    if (call.verb == SYS_TASK_MAP) {
        call.value[!is_source] = (struct value){.wording = WORDED_SELECTOR, .detail = SLOT_PROCESS};
    }
    program_insert(p, place, &handle);
    program_insert(p, place + 1, &call);
}

static void cut(struct chance *c, struct program *p)
{
    p->count = 1 + chance_below(c, p->count);
}

static void (*const operators[MUTATOR_OPERATORS])(struct chance *, struct program *) = {
    insert, insert,       insert,       drop,         duplicate,  hand_over,
    swap,   change_value, change_value, change_value, change_who, change_step,
    march,  drain,        change_world, cut,          reach_over, reach_over,
};

unsigned program_mutate(struct program *p, struct chance *c)
{
    unsigned chosen = chance_below(c, MUTATOR_OPERATORS);
    if (p->count == 0 || p->count + RUN_MAX > STEPS_MAX) {
        const struct step step = step_made(c);
        p->count = p->count == 0 ? 0 : p->count / 2;
        program_insert(p, p->count, &step);
    } else {
        operators[chosen](c, p);
    }
    return chosen;
}

void program_cross(struct program *p, const struct program *other, struct chance *c)
{
    p->count = chance_below(c, p->count + 1);
    for (unsigned i = chance_below(c, other->count + 1); i < other->count; i++) {
        program_insert(p, p->count, &other->steps[i]);
    }
    if (chance_one_in(c, 2)) {
        p->world = other->world;
    }
}

/* ---- Bytes. ---- */

/* Several changes at once: a state that needs two new steps is not reached by one. */
static size_t bytes_mutate(uint8_t *data, size_t size, size_t max_size, struct chance *c)
{
    static struct program program;
    program_decode(&program, data, size);
    unsigned times = 1 + chance_small(c, 4);
    for (unsigned i = 0; i < times; i++) {
        (void)program_mutate(&program, c);
    }
    return program_encode(&program, data, max_size);
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned seed)
{
    struct chance c = chance_of(seed);
    if (LLVMFuzzerMutate != NULL && chance_one_in(&c, 16)) {
        return LLVMFuzzerMutate(data, size, max_size);
    }
    return bytes_mutate(data, size, max_size, &c);
}

/* NOLINTNEXTLINE(readability-function-size): the engine says what it hands over */
size_t LLVMFuzzerCustomCrossOver(const uint8_t *data1, size_t size1, const uint8_t *data2,
                                 size_t size2, uint8_t *out, size_t max_out_size, unsigned seed)
{
    static struct program programs[2];
    struct chance c = chance_of(seed);
    program_decode(&programs[0], data1, size1);
    program_decode(&programs[1], data2, size2);
    program_cross(&programs[0], &programs[1], &c);
    return program_encode(&programs[0], out, max_out_size);
}

/* ---- AFL++. ---- */

/* What it is given back with every call. */
struct afl_mutator {
    struct chance chance;
    uint8_t *out; /* the last output */
    size_t room;  /* of it */
};

void *afl_custom_init(void *afl, unsigned seed)
{
    (void)afl;
    struct afl_mutator *mutator = calloc(1, sizeof *mutator);
    if (mutator != NULL) {
        mutator->chance = chance_of(seed);
    }
    return mutator;
}

/* Room for an output of this size. False: there is no memory for it. */
static bool afl_reserve(struct afl_mutator *mutator, size_t size)
{
    if (size > mutator->room) {
        uint8_t *out = realloc(mutator->out, size);
        if (out == NULL) {
            return false;
        }
        mutator->out = out;
        mutator->room = size;
    }
    return true;
}

/* NOLINTNEXTLINE(readability-function-size): likewise */
size_t afl_custom_fuzz(void *data, uint8_t *buf, size_t buf_size, uint8_t **out_buf,
                       const uint8_t *add_buf, size_t add_buf_size, size_t max_size)
{
    struct afl_mutator *mutator = data;
    unsigned seed = chance_next(&mutator->chance);
    if (!afl_reserve(mutator, max_size > buf_size ? max_size : buf_size)) {
        return 0;
    }
    *out_buf = mutator->out;
    if (add_buf != NULL && add_buf_size > 0 && chance_one_in(&mutator->chance, 8)) {
        return LLVMFuzzerCustomCrossOver(buf, buf_size, add_buf, add_buf_size, mutator->out,
                                         max_size, seed);
    }
    memcpy(mutator->out, buf, buf_size);
    return bytes_mutate(mutator->out, buf_size, max_size, &mutator->chance);
}

void afl_custom_deinit(void *data)
{
    struct afl_mutator *mutator = data;
    free(mutator->out);
    free(mutator);
}
