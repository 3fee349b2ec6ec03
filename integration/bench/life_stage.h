/*
 * What the client's rows about jobs, processes and threads need, and the steps before each sample.
 * Processes execute functions of the client's program, on a stack in its memory.
 */
#ifndef BENCH_LIFE_STAGE_H
#define BENCH_LIFE_STAGE_H

#include <stdbool.h>
#include <zircon/syscalls.h>
#include <zircon/syscalls/debug.h>
#include <zircon/syscalls/exception.h>
#include <zircon/syscalls/object.h>
#include <zircon/syscalls/policy.h>

#define NAME     "bench"
#define NAME_LEN (sizeof NAME - 1)

/* What a process or thread of the client's executes. */
typedef void program(void);

struct life {
    zx_handle_t process;
    zx_handle_t thread;    /* its first */
    zx_handle_t second;    /* another one */
    zx_handle_t channel;   /* of its exceptions */
    zx_handle_t exception; /* of its first thread */
    zx_handle_t job;
    zx_handle_t made;
    zx_koid_t koid; /* the process's */
    zx_thread_state_general_regs_t registers;
    zx_policy_basic_t policy;
    uint32_t state; /* of an exception */
    char name[ZX_MAX_NAME_LEN];
};

extern struct life life;

/* Where each thread of a process of the client's begins to use its stack. */
zx_vaddr_t life_stack(void);

/* Programs: sleep for ever; and what the rows of their names measure. */
void life_sleeps(void);
void life_exits(void);
void life_thread_exits(void);
void life_faults(void);

/* Ends the process and closes all handles. */
void life_end(void);
/* Each returns whether all went well. */
/* The same, then makes the process anew, with memory and a thread; not started. */
bool life_make(void);
bool life_start(program *entry);
/* Both, and lets it fall asleep. */
bool life_sleep(void);
/* Both, and makes a second thread. */
bool life_second(void);
/* Makes it, and lets it fault; the exception waits for an answer. */
bool life_fault(void);
/* The same, unless there is one; and closes what was made. */
bool life_fault_kept(void);
/* The next exception by the channel. */
bool life_read(void);
bool life_close_made(void);
bool life_suspend(zx_handle_t task);
/* A new job; with a process in it. */
bool life_job(void);
bool life_job_with_process(void);
/* A job with as many jobs, processes and threads below it as there are left; how many processes. */
unsigned life_tree(void);

#endif
