/*
 * Steps of a script: what the detours of watch.c write, each between action_begin and action_end.
 *
 * Invariant: hash is that of the state after the last step, shadow the tasks' RAM as the board has
 * it then.
 */
#ifndef ANVIL_LOCKSTEP_STEPS_H
#define ANVIL_LOCKSTEP_STEPS_H

#include "script.h"
#include "watch.h"

/* What is being recorded. */
struct watch {
    struct machine *machine; /* NULL: nothing is watched */
    FILE *out;               /* the script */
    const uint8_t *ram;      /* the machine's */
    uint64_t hash;           /* of its state after the last step */
    uint32_t log;            /* sum over the log since boot */
    unsigned inside;         /* calls under way that have been noted */
    thread_id removed;       /* whose priority is being changed */
    uint32_t pc;             /* of the access under way, where it faults; 0: none is */
    struct watch_counts counts;
    uint32_t stop;         /* the step after which to end */
    const char *stop_file; /* NULL: never */
    uint8_t shadow[SCRIPT_RAM_SIZE];
};

extern struct watch watch;

/* Whether a call is an action: of the machine that is watched, and not part of another action. */
bool is_action(const void *machine_or_kernel);
/* Before an action; the result is to be handed to action_end. */
struct script_step action_begin(enum action action);
/* It is over, and has led to the state that is now. */
void action_end(struct script_step *step);

#endif
