/*
 * Processes: one running instance of a task each, with a handle table, a space and threads.
 *
 * A process is RUNNING from process_start until its last thread has ended; from then on its task
 * handle is refused for ever and its pool entry waits for its last name to go.
 */
#ifndef ANVIL_PROCESS_H
#define ANVIL_PROCESS_H

#include "config.h"
#include "types.h"

enum process_state { PROCESS_FREE = 0, PROCESS_INITIAL, PROCESS_RUNNING, PROCESS_DEAD };

/* How a process ended. */
enum process_ending { ENDED_NOT = 0, ENDED_EXIT, ENDED_FAULT, ENDED_KILLED };

struct process {
    int64_t return_code;      /* once it has ended */
    uint64_t started;         /* when it was started, in ticks since boot */
    uint64_t policy;          /* policy.h: its job's when it was made */
    uint32_t generation;      /* of its task handle; survives in the free pool entry */
    job_id job;               /* its container */
    task_index task;          /* the task it runs, TASK_NONE when made otherwise */
    thread_id first_thread;   /* started threads that have not ended, by thread.sibling */
    mapping_id first_mapping; /* its space, by mapping.next */
    mapping_id code;          /* pinned in every thread's MPU regions, NONE: nothing */
    mapping_id data;          /* likewise */
    uint16_t suspends;        /* tokens that keep its threads suspended */
    job_id critical;          /* the job that is killed when it ends, NONE: none */
    uint8_t state;            /* enum process_state */
    uint8_t domain;           /* its job's, copied for the send path */
    uint8_t ending;           /* enum process_ending */
    uint8_t only_nonzero;     /* 1: that job is killed for a return code that is not 0 only */
    uint8_t was_started;      /* 1: it is or has been RUNNING */
    uint8_t vacates;          /* 1: it has ended, and what is left of its memory keeps it */
    uint8_t reserved[6];
};

/* Makes this free pool entry an empty process in job that runs the task. */
COLD void process_create_at(struct kernel *k, process_id process, job_id job, task_index task);
/* An empty process below the job, of no task, that has not started; NONE: no pool or quota. */
COLD process_id process_create(struct kernel *k, job_id job);
/* Nothing names the ended process or a thread of it any more: the pool entry is free. One thing at
 * each call; false: there is more. */
COLD bool process_forget(struct kernel *k, process_id process);
/* Takes more of the memory of those that have ended. */
COLD void process_vacate_step(struct kernel *k);
/* Its first thread is about to start: it has a task handle from now on. */
COLD void process_start(struct kernel *k, process_id process);
/* It has lost its last name: if it has not started, it never will. */
void process_unnamed(struct kernel *k, process_id process);
/* Ends it with all its threads, if it has not ended; everybody who waits for it is woken. */
COLD void process_end(struct kernel *k, process_id process, enum process_ending ending,
                      int64_t return_code);
/* Whether it has a space and a table: it has been made and has not ended. */
static inline bool process_state_lives(uint8_t state)
{
    return state == PROCESS_INITIAL || state == PROCESS_RUNNING;
}
bool process_lives(const struct kernel *k, process_id process);

#endif
