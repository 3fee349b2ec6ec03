/*
 * Numbers by chance, for the mutator: xorshift, so that the same seed gives the same numbers.
 */
#ifndef ANVIL_FUZZ_CHANCE_H
#define ANVIL_FUZZ_CHANCE_H

#include "mutator.h"

static inline uint32_t chance_next(struct chance *c)
{
    c->state ^= c->state << 13;
    c->state ^= c->state >> 7;
    c->state ^= c->state << 17;
    return (uint32_t)(c->state >> 16);
}

static inline unsigned chance_below(struct chance *c, unsigned limit)
{
    return limit == 0 ? 0 : chance_next(c) % limit;
}

static inline bool chance_one_in(struct chance *c, unsigned times)
{
    return chance_below(c, times) == 0;
}

/* A small number more often than a large one. */
static inline unsigned chance_small(struct chance *c, unsigned limit)
{
    return chance_below(c, 1 + chance_below(c, limit));
}

#endif
