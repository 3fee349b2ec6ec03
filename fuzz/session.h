/*
 * One run of one input of fuzz_syscalls: a machine, the model beside it, and the names known.
 *
 * session.c begins it and turns bytes into choices; operations.c plays; compare.c says whether
 * machine and model agree. A session without a model plays the same operations and compares
 * nothing: the second run of an input, whose hash must be the first one's.
 */
#ifndef ANVIL_FUZZ_SESSION_H
#define ANVIL_FUZZ_SESSION_H

#include <anvil/machine.h>

#include "model/sentry.h"
#include "reader.h"
#include "world.h"

#define SESSION_NAMES 256u
#define SESSION_AREAS 64u

struct session {
    const struct world *world;
    struct machine *machine;       /* played with */
    struct kernel *kernel;         /* its kernel, looked at to choose a thread */
    struct model *model;           /* what should happen, or NULL */
    struct reader reader;          /* the operations still to come */
    uint32_t names[SESSION_NAMES]; /* given out so far, dead ones too; task handles first */
    unsigned name_count;           /* how many they are */
    uint32_t areas[SESSION_AREAS]; /* addresses that have been an exchange area */
    unsigned area_count;           /* how many they are */
    uint32_t runs[CONFIG_TASKS];   /* of each task, as far as their names are known */
    uint32_t serial;               /* operations so far; makes messages differ */
};

/* A booted machine of that world, and its model when there is to be one. */
void session_begin(struct session *s, unsigned world, unsigned twin, struct model *model);
/* Plays one operation. */
void session_step(struct session *s);

/* ---- For operations.c: what the bytes choose. ---- */
/* Makes the running thread the n-th ready one, or leaves it (0). NONE: nobody can run. */
thread_id session_choose(struct session *s, unsigned n);
/* Makes a ready thread the running one, whatever its priority. */
void session_run(struct session *s, thread_id thread);
/* A started thread, ready or blocked; NONE: all tasks have ended. */
thread_id session_choose_started(struct session *s);
/* The process of a task, or where its first run was if it does not run. */
process_id session_choose_process(struct session *s);
/* How many threads there are, ready or blocked. */
unsigned session_threads(const struct session *s);
/* Names of processes that have begun since the last time. */
void session_learn_runs(struct session *s);
/* A register's value, in one of the spellings of program.h. */
uint32_t session_value(struct session *s);
/* A name was given out; it will be tried again. */
void session_learn_name(struct session *s, uint32_t name);
/* A thread's exchange area, 0: none; it will be looked at also when the thread has ended. */
uint32_t session_learn_area(struct session *s, thread_id thread);

/* Stops unless the model's whole state is the machine's. */
void compare_all(const struct session *s);
/* Stops unless the name of a process that has begun is new. */
void compare_new_name(const struct session *s, process_id process, uint32_t name);
/* Stops unless the call did to its caller what the model says. */
void compare_result(const struct model_outcome *expected, const struct machine_result *result);

#endif
