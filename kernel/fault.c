/*
 * Faults: what the running thread did and may not do.
 *
 * It owns no state. Memory that the space list holds but the MPU does not is loaded and the thread
 * goes on; everything else is an exception of the thread.
 */
#include "kernel.h"
#include "zircon.h"

/* What a fault is called in a report. */
static const uint32_t exception_types[FAULT_KINDS] = {
    [FAULT_MEMORY] = ZX_EXCP_FATAL_PAGE_FAULT,
    [FAULT_STACK] = ZX_EXCP_FATAL_PAGE_FAULT,
    [FAULT_BUS] = ZX_EXCP_GENERAL,
    [FAULT_UNDEFINED] = ZX_EXCP_UNDEFINED_INSTRUCTION,
    [FAULT_UNALIGNED] = ZX_EXCP_UNALIGNED_ACCESS,
    [FAULT_DIVIDE] = ZX_EXCP_GENERAL,
    [FAULT_BREAKPOINT] = ZX_EXCP_SW_BREAKPOINT,
    [FAULT_RETURN] = ZX_EXCP_GENERAL,
};

void kernel_fault(struct kernel *k, const struct fault *fault)
{
    thread_id thread = k->sched.current;
    KERNEL_ASSERT(k, thread != NONE);
    bool may_refill = fault->kind == FAULT_MEMORY && fault->has_address;
    if (may_refill && space_refill(k, thread, fault->address)) {
        return;
    }
    const struct report report = {
        .type = exception_types[fault->kind],
        .status = fault->status,
        .address = fault->has_address ? fault->address : 0,
        .pc = fault->has_pc ? fault->pc : 0,
        .kind = (uint8_t)fault->kind,
        .has_address = fault->has_address,
        .has_pc = fault->has_pc,
    };
    exception_raise(k, thread, &report);
    sched_settle(k);
}
