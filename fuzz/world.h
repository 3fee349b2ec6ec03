/*
 * The machines that the targets play with: a few images, each chosen to make certain situations
 * likely. A machine is created once and reset for every input.
 */
#ifndef ANVIL_FUZZ_WORLD_H
#define ANVIL_FUZZ_WORLD_H

#include <anvil/machine.h>

#define WORLDS 8u
#define WORLD_CROWD 0u   /* eight tasks of one domain and priority */
#define WORLD_DOMAINS 2u /* six tasks in three domains */
#define WORLD_NO_MAIN 0xffu

struct world {
    const struct machine_task *tasks; /* what the image is built of */
    unsigned count;                   /* of them */
    unsigned main;                    /* index of the task whose exit decides, or WORLD_NO_MAIN */
};

const struct world *world_at(unsigned world);
/* One of two equal machines of a world, as it is after boot. */
struct machine *world_machine(unsigned world, unsigned twin);

#endif
