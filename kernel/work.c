/*
 * Work. It owns no state: sched.work says which kinds there are, their owners what it is.
 *
 * Restarts and kills wait until no object is unnamed, so that they find what has ended gone; and
 * objects end when nothing is half revoked.
 */
#include "work.h"

#include "kernel.h"

#define LIGHT_STEPS 4u /* a step closes one message, at most: some 2000 instructions */

void work_settle(struct kernel *k)
{
    const uint32_t first = WORK_UNMAP | WORK_VACATE | WORK_UNNAMED;
    for (unsigned i = 0; i < LIGHT_STEPS && (k->sched.work & first) == WORK_UNNAMED; i++) {
        object_collect(k);
    }
}

void kernel_work(struct kernel *k)
{
    switch (k->sched.work & (0u - k->sched.work)) {
    case WORK_UNMAP:
        unmap_step(k);
        break;
    case WORK_VACATE:
        process_vacate_step(k);
        break;
    case WORK_START:
        task_start_step(k);
        break;
    case WORK_KILL:
        job_kill_step(k);
        break;
    default:
        break; /* the light steps are enough */
    }
    sched_settle(k);
}
