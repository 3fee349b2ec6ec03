/*
 * The scheduler: fixed priorities, round robin within one, a quantum while it is contended.
 *
 * The running thread stays first in the ready queue of its priority. Whatever makes threads ready
 * or not ready only edits the queues; sched_settle, once at the end of each kernel entry that may
 * have done so, picks the thread and starts or stops the time slice.
 */
#ifndef ANVIL_SCHED_H
#define ANVIL_SCHED_H

#include "thread.h"

#define PRIORITIES (PRIORITY_MAX + 1u)

struct sched {
    uint64_t slice_end; /* when the running thread's quantum is used up, if sliced */
    uint32_t ready;     /* bit p: ready_queue[p] is not empty */
    thread_id current;  /* the running thread, NONE: idle */
    uint16_t sliced;    /* 1 while another thread of the running one's priority is ready */
    uint32_t work;      /* enum work that is to be done before any thread runs */
    uint32_t reserved;
    struct queue ready_queue[PRIORITIES];
};

void sched_add(struct kernel *k, thread_id thread);
void sched_remove(struct kernel *k, thread_id thread);
/* The running thread goes behind its equals, with a fresh quantum for its next turn. */
void sched_rotate(struct kernel *k);
/* Makes a ready thread (NONE: idle) the running one; keeps what is left of the former's slice. */
void sched_run(struct kernel *k, thread_id thread);
/* Picks the thread to run. Halts the board when nothing can ever run again. */
void sched_settle(struct kernel *k);

#endif
