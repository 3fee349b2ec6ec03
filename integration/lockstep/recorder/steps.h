/*
 * Steps of a script: what the detours of watch.c write, each between action_begin and action_end.
 *
 * Invariant: state, kernel and shadow are what the last step has led to, as the board has it then.
 */
#ifndef ANVIL_LOCKSTEP_STEPS_H
#define ANVIL_LOCKSTEP_STEPS_H

#include "script.h"
#include "watch.h"

/* Declares both ends of the detour that the linker makes, and begins it. */
#define WATCHED(result, name, ...)                                                                 \
    result __real_##name(__VA_ARGS__);                                                             \
    result __wrap_##name(__VA_ARGS__);                                                             \
    result __wrap_##name(__VA_ARGS__)

/* What is being recorded. */
struct watch {
    struct machine *machine;       /* NULL: nothing is watched */
    FILE *out;                     /* the script */
    uint8_t *ram;                  /* the machine's */
    uint32_t log;                  /* sum over the log since boot */
    thread_id self;                /* who was running when the action began */
    unsigned inside;               /* calls under way that have been noted */
    thread_id removed;             /* whose priority is being changed */
    uint32_t pc;                   /* of the access under way, where it faults; 0: none is */
    bool has_halted;               /* in the action under way, or in the last step */
    bool is_over;                  /* no more steps are written */
    bool fetches;                  /* that access is a fetch */
    struct watch_counts counts;    /* so far */
    uint32_t steps_max;            /* after so many the recording ends */
    uint32_t stop;                 /* the step after which to end */
    const char *stop_file;         /* NULL: never */
    struct script_callers callers; /* as the board has them */
    struct script_frames frames;   /* likewise */
    struct script_state state;     /* after the last step */
    uint8_t kernel[offsetof(struct kernel, arch)]; /* what of it is compared */
    uint8_t shadow[SCRIPT_RAM_SIZE];               /* the tasks' RAM */
};

extern struct watch watch;

/* Whether a call is an action: of the machine that is watched, and not part of another action. */
bool is_action(const void *machine_or_kernel);
/* The board cannot do what is done now: the step before was the last. */
void action_obstruct(enum obstacle obstacle);
/* Whether there is something on both sides that is the same. */
bool is_compared(uint32_t address);
/* Whether a thread has room for its frame. */
bool has_stack(const struct kernel *k, thread_id thread);
/* Before an action; the result is to be handed to action_end. */
struct script_step action_begin(enum action action);
/* It is over, and has led to the state that is now, or, if the machine has halted, was then. */
void action_end(struct script_step *step);
/* The machine has just halted. A board is stopped by that, in the middle of the kernel's entry. */
void action_halt(void);

#endif
