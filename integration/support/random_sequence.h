/*
 * A random number generator that gives the same sequence on every run (xorshift, by G. Marsaglia).
 */
#ifndef INTEGRATION_RANDOM_SEQUENCE_H
#define INTEGRATION_RANDOM_SEQUENCE_H

#include <stdint.h>

static inline uint32_t random_next(uint32_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 17;
    *state ^= *state << 5;
    return *state;
}

/* From 0 to below - 1. */
static inline uint32_t random_below(uint32_t *state, uint32_t below)
{
    return random_next(state) % below;
}

#endif
