/*
 * One run of one program by fuzz_syscalls: a machine, the model beside it, and the names known.
 *
 * session.c begins it and turns choices into threads and processes, values.c values into registers;
 * operations.c and calls.c play; compare.c says whether machine and model agree. A session without
 * a model plays the same program and compares nothing: the second run of an input, whose hash must
 * be the first one's. A session with a script writes down what it does, as statements of a test in
 * C, with what the model says should come of it.
 */
#ifndef ANVIL_FUZZ_SESSION_H
#define ANVIL_FUZZ_SESSION_H

#include <stdio.h>

#include <anvil/machine.h>

#include "model/sentry.h"
#include "program.h"
#include "world.h"

#define SESSION_NAMES 256u
#define SESSION_GIVEN (NAMES_LOG - 256u) /* a program ends when so many names were given out */

struct session {
    const struct world *world;
    struct machine *machine;       /* played with */
    struct machine *spare;         /* an equal one, for what is only tried */
    struct kernel *kernel;         /* its kernel, looked at to choose a thread */
    struct model *model;           /* what should happen, or NULL */
    uint32_t names[SESSION_NAMES]; /* given out so far, dead ones too; task handles first */
    unsigned name_count;           /* how many they are */
    uint32_t runs[CONFIG_TASKS];   /* of each task, as far as their names are known */
    uint32_t slots[CONFIG_PROCESSES + 1][CONFIG_SLOTS + 1]; /* handles seen there last */
    unsigned given;  /* names given out so far, the first handles included */
    uint32_t serial; /* steps so far; makes messages differ */
    FILE *script;    /* what is done goes there, NULL: nowhere */
};

/* Writes a statement of the script. */
#define SCRIPT(s, ...) ((s)->script == NULL ? (void)0 : (void)fprintf((s)->script, __VA_ARGS__))

/* A booted machine of that world, and its model when there is to be one. */
void session_begin(struct session *s, unsigned world, unsigned twin, struct model *model,
                   FILE *script);
/* Plays one step. */
void session_step(struct session *s, const struct step *step);
/* Plays all steps that the reader has left; returns the hash of the machine at their end. */
uint64_t session_play(struct session *s, struct reader *steps);

/* ---- Choosing. ---- */
/* Makes the running thread the n-th ready one, or leaves it (0). NONE: nobody can run. */
thread_id session_choose(struct session *s, unsigned n);
/* Makes a ready thread the running one, whatever its priority. */
void session_run(struct session *s, thread_id thread);
/* The n-th started thread, ready or blocked; NONE: all tasks have ended. */
thread_id session_choose_started(const struct session *s, unsigned n);
/* The process of the n-th task, or where its first run was if it does not run. */
process_id session_choose_process(const struct session *s, unsigned n);
/* How many threads there are, ready or blocked. */
unsigned session_threads(const struct session *s);

/* ---- values.c ---- */
/* What a value is now, for this operand of a verb, in this process. */
uint32_t session_value(const struct session *s, process_id process, const struct operand *operand,
                       const struct value *value);
/* The same, behind a register that holds this. */
uint32_t session_value_after(const struct session *s, process_id process,
                             const struct operand *operand, const struct value *value,
                             uint32_t before);

/* ---- Learning. ---- */
/* Names of processes that have begun since the last time. */
void session_learn_runs(struct session *s);
/* Handles that have been made since the last time; those above the window will be tried again. */
void session_learn_handles(struct session *s);

/* ---- calls.c ---- */
/* The running thread calls. */
void call_play(struct session *s, thread_id caller, uint32_t number,
               const uint32_t arguments[CALL_REGISTERS]);

/* ---- user_memory.c: operations. ---- */
void operation_memory(struct session *s, thread_id thread, const struct step *step);
void operation_access(struct session *s, thread_id thread, const struct step *step);

/* ---- baseline.c ---- */
/* Kills the root job of a session without a model, which is over then; stops if anything is left.
 */
void session_kill_root(struct session *s);

/* ---- compare_objects.c ---- */
/* Stops unless objects, handles, messages and user memory are the model's. */
void compare_objects(const struct session *s);

/* ---- compare_spaces.c ---- */
/* Stops unless memory, exchange areas and derivation are the model's. */
void compare_spaces(const struct session *s);

/* ---- compare.c ---- */
/* Stops unless the model's whole state is the machine's. */
void compare_all(const struct session *s);
/* Stops unless the name of a process that has begun is new. */
void compare_new_name(const struct session *s, process_id process, uint32_t name);
/* Stops unless the call did to its caller what the model says. */
void compare_result(const struct model_outcome *expected, const struct machine_result *result);

/* ---- script.c: the test around the statements. ---- */
/* Forgets the session before. */
void script_reset(void);
/* The head of a test of this name that boots the world, its end, and what a step should do. */
void script_begin(const struct session *s, const char *name, unsigned world);
void script_end(const struct session *s, const char *name);
void script_expect(const struct session *s);

/* ---- counters.c ---- */
/* Tells the engine what state a call and its caller's result have led to. */
void counters_call(uint32_t number, const struct machine_result *result);
void counters_state(const struct kernel *k);

#endif
