/*
 * The machines that the targets play with: a few images, each chosen to make certain situations
 * likely. A machine is created once and reset for every input.
 */
#ifndef ANVIL_FUZZ_WORLD_H
#define ANVIL_FUZZ_WORLD_H

#include <anvil/machine.h>

enum {
    WORLD_CROWD = 0,    /* eight tasks of one domain and priority */
    WORLD_LADDER = 1,   /* four priorities; the least urgent task is MAIN */
    WORLD_DOMAINS = 2,  /* six tasks in three domains */
    WORLD_SERVERS = 3,  /* a server above its clients, the first client is MAIN */
    WORLD_PANICS = 4,   /* ends that the image's author wants to stop the board */
    WORLD_LONE = 5,     /* one task, MAIN */
    WORLD_NO_MAIN = 6,  /* the servers again */
    WORLD_THREE = 7,    /* three of the crowd, the last is MAIN */
    WORLD_DRIVERS = 8,  /* interrupt lines, capabilities */
    WORLD_RESTARTS = 9, /* tasks that restart, that start by hand, that may start others */
    WORLD_REBORN = 10,  /* MAIN restarts, and a watcher above it */
    WORLDS = 11,        /* so many are for all targets; the rest is for programs */
    WORLD_SHARES = 11,  /* tasks that restart, with channels and an event in common */
    WORLD_QUOTA = 12,   /* tasks whose jobs may not have much */
    WORLD_SPACES = 13,  /* tasks with much memory, that may have few mappings and areas */
    WORLDS_ALL = 14
};
#define MAIN_NONE 0xffu

struct world {
    const struct machine_task *tasks; /* what the image is built of */
    unsigned count;                   /* of them */
    unsigned main;                    /* index of the task whose exit decides, or MAIN_NONE */
    const struct image_share *shares; /* what they have in common */
    unsigned share_count;             /* parts in it */
    unsigned channels;                /* that are among it */
    unsigned events;                  /* likewise */
    unsigned window;                  /* slots of the window, 0: as the library has it */
    const uint16_t (*quota)[POOLS]; /* of each task, in the order of the labels; NULL: no limits */
};

const struct world *world_at(unsigned world);
/* One of two equal machines of a world, as it is after boot. */
struct machine *world_machine(unsigned world, unsigned twin);

#endif
