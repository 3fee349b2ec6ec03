/*
 * What the files of the lockstep board share: which step is being played, and how a difference ends
 * it all.
 */
#ifndef ANVIL_LOCKSTEP_DRIVER_H
#define ANVIL_LOCKSTEP_DRIVER_H

#include "board.h"
#include "port.h"
#include "script.h"

/* Where QEMU puts the script, and how much room there is. */
#define SCRIPT_PLACE 0x21000000u
#define SCRIPT_ROOM  0x01000000u

/* RAM behind the kernel's, which outlives a reset. */
#define LOADED_PLACE 0x20100000u

struct loaded {
    struct image image; /* must be first: it is anvil_image */
    uint32_t magic;     /* SCRIPT_MAGIC when the rest is from the reset before */
    uint32_t program;   /* number of the program to be played */
    uint32_t place;     /* address of it */
    uint32_t steps;     /* of the programs before */
    uint32_t calls;
};

static inline struct loaded *loaded(void)
{
    return (struct loaded *)(uintptr_t)LOADED_PLACE;
}

/* ---- driver.c ---- */
struct driver {
    const struct script_step *step; /* being played, or played and not compared yet */
    uint32_t number;                /* of that step, from 0 */
    uint32_t calls;                 /* made so far */
    uint32_t log;                   /* sum over the log since boot */
    thread_id self;                 /* who was running when the step began */
    thread_id probed;               /* whose access is under way, NONE: nobody's */
    uint32_t r0;                    /* what that thread had in it */
    uint32_t pc;                    /* where self goes on to act, 0: nowhere */
    uint32_t refills;               /* of self, until then */
    struct script_callers callers;  /* whose results are compared */
    struct script_frames frames;    /* what memory is not */
};

extern struct driver driver;

/* Whether the next svc is for the driver alone; threads.S reads it. */
enum { PROBE_NONE = 0, PROBE_AWAITED = 1, PROBE_DONE = 2 };
extern uint32_t driver_probe;

static inline const struct script_access *access_of(const struct script_step *step)
{
    return (const struct script_access *)step->operand;
}

/* r4-r11 of the thread that was interrupted. */
struct driver_registers {
    uint32_t r[8];
};

void driver_taken(struct driver_registers *registers);
/* The driver again, after this return from an exception, before any thread. */
void driver_pend(void);
/* The frame of the running thread. */
struct exception_frame *driver_frame(void);

/* ---- actions.c ---- */
/* What has become of an action. */
enum played {
    PLAYED,  /* the driver comes back by itself */
    AWAITED, /* an exception has been made, and after it the driver has the processor */
    AGAIN    /* like that, but the action is not over */
};
enum played action_play(const struct script_step *step, struct driver_registers *registers);

/* ---- report.c ---- */
/* Ends QEMU with status 1, unless expected and found are the same. */
void same(const char *what, uint64_t expected, uint64_t found);
/* Every program has been played. */
_Noreturn void report_end(void);
/* The script cannot be played here. */
_Noreturn void report_refusal(const char *why);

/* ---- loader.c ---- */
void loader_load(void);
const struct script_program *loader_program(void);
/* Resets the board for the next program; ends QEMU if there is none. */
_Noreturn void loader_next(void);

#endif
