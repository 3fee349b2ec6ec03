/*
 * Processes that a task makes at run time out of its own memory: they execute functions of its own
 * program, on stacks and in exchange areas that it gives them, and share a few words with it.
 *
 * A program (of a child) must not touch the task's data: only what is shared, and its stack.
 */
#ifndef TASKS_CHILDREN_H
#define TASKS_CHILDREN_H

#include "zircon_report.h"

#include <zircon/syscalls/debug.h>
#include <zircon/syscalls/exception.h>

#define CHILDREN   4u
#define STACK_SIZE 512u

/* What a child and its maker both see. */
struct shared {
    taskh_t supervisor;      /* the maker */
    uint32_t what;           /* the child is to do */
    uint8_t *area;           /* the child's exchange area */
    volatile uint32_t count; /* how far it has come */
    volatile uint32_t word[16];
};

/* What a child executes. Its process has no way to return. */
typedef void program(zx_handle_t given, struct shared *shared);

struct child {
    zx_handle_t process;
    zx_handle_t thread; /* its first */
    unsigned place;     /* which of the maker's pieces of memory it has */
    struct shared *shared;
    uint32_t stack_end;
};

/* How many expectations of this file were not met. */
unsigned children_wrong(void);

zx_handle_t job_make(zx_handle_t parent);
zx_handle_t process_make(zx_handle_t job);
zx_handle_t thread_make(zx_handle_t process);
/* A process in the job, with a thread and all its memory; not started. */
struct child child_make(zx_handle_t job, unsigned place);
/* Starts it, with a handle (which moves to it) or without. */
void child_start(const struct child *child, program *entry, uint32_t what, zx_handle_t given);
/* Both. */
struct child child_run(zx_handle_t job, unsigned place, program *entry, uint32_t what);
/* Gives up the names of an ended child. */
void child_close(const struct child *child);
/* Waits until it has ended with this return code, and gives up its names. */
void child_bury(const struct child *child, int64_t return_code);
/* Lets the others run for a while. */
void rest(void);

/* Memory of the maker for the child, with these rights (4 read, 2 write, 1 execute); what L4 says.
 */
int32_t memory_give(zx_handle_t process, uint32_t base, unsigned order, uint32_t rights);
/* The n-th exchange area of the arena. */
int32_t area_give(zx_handle_t process, unsigned n);

int64_t return_code_of(zx_handle_t process);
zx_thread_state_t thread_state_of(zx_handle_t thread);
zx_handle_t token_make(zx_handle_t task);

/* ---- Exceptions. ---- */

zx_handle_t listen_to(zx_handle_t task, uint32_t options);
/* The next exception that comes by the channel, which is of this type and of the child's thread. */
zx_handle_t exception_read(zx_handle_t channel, zx_excp_type_t type, const struct child *child);
void exception_answer(zx_handle_t exception, uint32_t answer);

/* ---- What is left in the pools. ---- */

enum { CENSUS_POOLS = 10 };
struct census {
    uint32_t left[CENSUS_POOLS]; /* as many could be taken now */
};
struct census census_take(void);
void census_expect(const char *what, const struct census *before);

#endif
