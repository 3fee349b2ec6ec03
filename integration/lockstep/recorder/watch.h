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

/* What is in a recording so far. */
struct watch_counts {
    uint64_t time;     /* ticks since boot at the end */
    bool is_elsewhere; /* something was played that a board cannot do likewise: watch.c */
    uint32_t steps;
    uint32_t calls;
};

/* From now on this machine is watched, which has just booted; steps go to out. */
void watch_begin(struct machine *m, FILE *out);
/* The last step. */
struct watch_counts watch_end(void);
/* The recorder ends after this step of the next program and writes state and memory to the file. */
void watch_stop_at(uint32_t step, const char *file);

#endif
