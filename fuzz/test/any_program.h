/*
 * Programs by chance, made field by field: not by the decoder, nor by the mutator, which these are
 * to test.
 */
#ifndef ANVIL_FUZZ_TEST_ANY_PROGRAM_H
#define ANVIL_FUZZ_TEST_ANY_PROGRAM_H

#include "program.h"
#include "world.h"

/* xorshift: the same numbers in every run. */
static inline uint32_t any_next(uint64_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    return (uint32_t)(*seed >> 16);
}

static inline struct value any_value(uint64_t *seed, const struct operand *operand)
{
    if (operand->kind == OPERAND_SECOND) {
        return (struct value){0};
    }
    if (operand->kind == OPERAND_CHOICE) {
        return (struct value){.index = (uint8_t)(any_next(seed) % (operand->high + 1))};
    }
    uint32_t wording = operand->kind == OPERAND_WORD ? WORDED_WORD : any_next(seed) % WORDINGS;
    struct value value = {.wording = (uint8_t)wording};
    value.index = (uint8_t)(any_next(seed) % wording_indices(value.wording));
    if (wording_details(value.wording) != 0) {
        value.detail = (uint16_t)(any_next(seed) % wording_details(value.wording));
    }
    value.word = wording == WORDED_WORD ? any_next(seed) : 0;
    return value;
}

static inline struct step any_step(uint64_t *seed)
{
    unsigned row = any_next(seed) % (verb_calls() + OPERATIONS);
    unsigned number = row < verb_calls() ? row : VERB_OPERATION + row - verb_calls();
    const struct verb *verb = verb_at(number);
    struct step step = {.verb = (uint16_t)number};
    step.who = verb->actor == ACTOR_OUTSIDE ? 0 : (uint16_t)(any_next(seed) % 256);
    for (unsigned i = 0; i < verb_operands(verb); i++) {
        step.value[i] = any_value(seed, &verb->operand[i]);
    }
    return step;
}

/* A program of fewer than steps_max steps. */
static inline void any_program(struct program *p, uint64_t seed, unsigned steps_max)
{
    p->count = 0;
    p->world = any_next(&seed) % WORLDS_ALL;
    for (unsigned i = any_next(&seed) % steps_max; i > 0; i--) {
        const struct step step = any_step(&seed);
        program_insert(p, p->count, &step);
    }
}

#endif
