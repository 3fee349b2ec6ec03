/*
 * Watching a machine: whatever a session does with it becomes steps of a script.
 *
 * The session does not know. What it calls is led here by the linker, acts as ever, and is written
 * down with what came of it. What changes the state in any other way is found at the next step,
 * and ends the recorder.
 */
#ifndef ANVIL_LOCKSTEP_WATCH_H
#define ANVIL_LOCKSTEP_WATCH_H

#include <stdio.h>

#include <anvil/machine.h>

/* Why a recording ends before the program does. */
enum obstacle {
    OBSTACLE_NONE,
    OBSTACLE_READS, /* a call reads memory that is not the same on a board */
    OBSTACLE_CODE,  /* a thread acts without code, or without code that the driver knows */
    OBSTACLE_STACK, /* a thread goes on without room for its frame */
    OBSTACLE_STEPS, /* too many of them */
    OBSTACLE_TIME,  /* too much of it */
    OBSTACLES
};

/* What is in a recording so far. */
struct watch_counts {
    enum obstacle obstacle; /* why the rest is not recorded */
    uint32_t steps;
    uint32_t calls;
};

/* From now on this machine is watched, which has just booted; steps go to out, but no more than so
 * many. */
void watch_begin(struct machine *m, FILE *out, uint32_t steps_max);
/* The last step. */
struct watch_counts watch_end(void);
/* The recorder ends after this step of the next program and writes state and memory to the file. */
void watch_stop_at(uint32_t step, const char *file);

#endif
