/*
 * What the mutator does to programs. The engines use the functions of engine.h, the tests these.
 */
#ifndef ANVIL_FUZZ_MUTATOR_H
#define ANVIL_FUZZ_MUTATOR_H

#include "program.h"

#define MUTATOR_OPERATORS 18u

/* A sequence of numbers that its seed determines. */
struct chance {
    uint64_t state; /* never 0 */
};

struct chance chance_of(unsigned seed);
/* Changes a program in one way; returns in which. */
unsigned program_mutate(struct program *p, struct chance *c);
/* Makes p the beginning of p and the end of other. */
void program_cross(struct program *p, const struct program *other, struct chance *c);

#endif
