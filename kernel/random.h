/* Random numbers for tasks, from the entropy that the board gave at boot. */
#ifndef ANVIL_RANDOM_H
#define ANVIL_RANDOM_H

#include "types.h"

#define RANDOM_KEY_WORDS 8u

/* What a board hands to kernel_boot. Without entropy there are no random numbers. */
struct entropy {
    bool present;
    uint32_t key[RANDOM_KEY_WORDS];
};

struct random {
    uint32_t seeded; /* 1: key is unpredictable */
    uint32_t reserved;
    uint32_t key[RANDOM_KEY_WORDS]; /* of the next block; never handed out */
};

COLD void random_init(struct kernel *k, const struct entropy *entropy);
/* An unpredictable number; false: there was no entropy. */
bool random_next(struct kernel *k, uint32_t *number);

#endif
