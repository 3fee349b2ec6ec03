/*
 * Work: what the kernel has yet to do before a thread runs again.
 *
 * Whatever could take long, or could lead to more of its kind, is not done where it is found to be
 * due but noted here and done in steps: revoking, zero-handles steps, restarts of tasks, kills of
 * jobs. So nothing recurses, and no kernel entry takes long: a few light steps follow at its end,
 * the others in entries of their own (kernel_work), between which interrupts are served.
 */
#ifndef ANVIL_WORK_H
#define ANVIL_WORK_H

#include "types.h"

/* In the order in which it is done. */
enum work {
    WORK_UNMAP = 1,   /* a call has taken memory or names from a process: unmap_step */
    WORK_VACATE = 2,  /* processes have ended that had much memory: process_vacate_step */
    WORK_UNNAMED = 4, /* objects have lost their last name: object_collect */
    WORK_START = 8,   /* tasks are to be started: task_start_step */
    WORK_KILL = 16    /* jobs are being killed: job_kill_step */
};

/* There is work of this kind from now on, or no more of it. */
static inline void work_add(uint32_t *pending, enum work work)
{
    *pending |= (uint32_t)work;
}
static inline void work_done(uint32_t *pending, enum work work)
{
    *pending &= ~(uint32_t)work;
}
/* The light steps at the end of a kernel entry. */
COLD void work_settle(struct kernel *k);

#endif
