/*
 * Faults: what the running thread did and may not do.
 *
 * It owns no state. Memory that the space list holds but the MPU does not is loaded and the thread
 * goes on; everything else ends the thread's process. The others learn of it by broken pipes.
 */
#include "kernel.h"

void kernel_fault(struct kernel *k, const struct fault *fault)
{
    thread_id thread = k->sched.current;
    KERNEL_ASSERT(k, thread != NONE);
    bool may_refill = fault->kind == FAULT_MEMORY && fault->has_address;
    if (may_refill && space_refill(k, thread, fault->address)) {
        return;
    }
    report_fault(k, fault);
    process_end(k, k->thread[thread].process, ENDED_FAULT, 0);
    sched_settle(k);
}
