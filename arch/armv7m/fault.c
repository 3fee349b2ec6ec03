/*
 * Faults: from the processor's status registers to the thread, and the reason, that the core is
 * told.
 *
 * Invariants: a fault taken from user code is always the running thread's; one taken in a handler
 * is the running thread's if the pc is in a copy window, else a bug of the kernel; whatever is
 * left pending by a faulting thread is cleared before another one runs. Must not know what the core
 * does about a fault.
 */
#include "mpu.h"
#include "port.h"

/* Bits of CFSR (ARMv7-M Architecture Reference Manual, B3.2.15). */
#define IACCVIOL     (1u << 0)
#define DACCVIOL     (1u << 1)
#define MUNSTKERR    (1u << 3)
#define MSTKERR      (1u << 4)
#define MLSPERR      (1u << 5)
#define IBUSERR      (1u << 8)
#define PRECISERR    (1u << 9)
#define IMPRECISERR  (1u << 10)
#define UNSTKERR     (1u << 11)
#define STKERR       (1u << 12)
#define LSPERR       (1u << 13)
#define UNDEFINSTR   (1u << 16)
#define INVSTATE     (1u << 17)
#define INVPC        (1u << 18)
#define NOCP         (1u << 19)
#define UNALIGNED    (1u << 24)
#define DIVBYZERO    (1u << 25)
#define USAGE_FAULTS 0xffff0000u

#define STACKING   (MSTKERR | STKERR)
#define UNSTACKING (MUNSTKERR | UNSTKERR | MLSPERR | LSPERR)

/* Exceptions that user code can leave pending: the three faults and SVC. */
#define SHCSR_PENDED (15u << 12)

/* Where the address of a fault is found. */
enum address_source { ADDRESS_NONE, ADDRESS_MMFAR, ADDRESS_BFAR, ADDRESS_PC };

/* What a status bit means. */
struct cause {
    uint32_t bits;   /* of CFSR, any of them */
    uint8_t kind;    /* enum fault_kind */
    uint8_t address; /* enum address_source */
    bool has_frame;  /* the stacked pc is there and belongs to the fault */
};

/*
 * In the order in which they are asked: several bits may be set.
 * - A frame that was not stacked comes first: nothing that is read from it is true. Loading a
 *   region would not bring it back, so the core is never asked to.
 * - A frame that could not be taken from the stack is still there, and psp still at it, but it is
 *   not that of an instruction.
 * - What ends the thread comes before what the core may put right by loading a region.
 * A user's access to the private peripheral bus is a bus error, whatever the regions permit.
 */
static const struct cause causes[] = {
    {STACKING, FAULT_STACK, ADDRESS_NONE, false},
    {UNSTACKING, FAULT_STACK, ADDRESS_NONE, false},
    {IMPRECISERR, FAULT_BUS, ADDRESS_NONE, false},
    {PRECISERR, FAULT_BUS, ADDRESS_BFAR, true},
    {IBUSERR, FAULT_BUS, ADDRESS_PC, true},
    {INVPC, FAULT_RETURN, ADDRESS_NONE, false},
    {UNDEFINSTR | INVSTATE | NOCP, FAULT_UNDEFINED, ADDRESS_NONE, true},
    {UNALIGNED, FAULT_UNALIGNED, ADDRESS_NONE, true},
    {DIVBYZERO, FAULT_DIVIDE, ADDRESS_NONE, true},
    {IACCVIOL, FAULT_MEMORY, ADDRESS_PC, true},
    {DACCVIOL, FAULT_MEMORY, ADDRESS_MMFAR, true},
};

/* No bit at all: a HardFault that says nothing, which is what bkpt gives. */
static const struct cause cause_breakpoint = {0, FAULT_BREAKPOINT, ADDRESS_NONE, true};

static const struct cause *cause_of(uint32_t cfsr)
{
    for (unsigned i = 0; i < sizeof causes / sizeof causes[0]; i++) {
        if ((cfsr & causes[i].bits) != 0) {
            return &causes[i];
        }
    }
    return &cause_breakpoint;
}

/* The status bits are sticky: left set, they would be blamed on the next fault. */
static uint32_t fault_status_take(void)
{
    uint32_t cfsr = *system_register(SCB_CFSR);
    *system_register(SCB_CFSR) = cfsr;
    *system_register(SCB_HFSR) = *system_register(SCB_HFSR);
    *system_register(SCB_DFSR) = *system_register(SCB_DFSR);
    return cfsr;
}

/*
 * An SVC whose frame could not be stacked is still pending, as is a fault whose own stacking
 * failed: taken later, they would run in the name of the next thread.
 */
static void fault_pending_clear(void)
{
    *system_register(SCB_SHCSR) &= ~SHCSR_PENDED;
}

/* A fetch reports no address: it is the pc's, or the second half of an instruction that begins in
 * the last two bytes of a loaded region. */
static uint32_t fetch_address(uint32_t pc)
{
    return mpu_permits(port.current->region, pc, ACCESS_EXECUTE) ? pc + 2 : pc;
}

static uint32_t fault_address(enum address_source source, uint32_t pc, uint32_t mmfar,
                              uint32_t bfar)
{
    switch (source) {
    case ADDRESS_MMFAR:
        return mmfar;
    case ADDRESS_BFAR:
        return bfar;
    case ADDRESS_PC:
        return fetch_address(pc);
    case ADDRESS_NONE:
        break;
    }
    return 0;
}

static bool frame_in_stack(const struct arch_context *context)
{
    return context->psp - context->stack_base <= context->stack_span;
}

/* A fault of the running thread for which hardware gave no status of its own. */
static void fault_report(enum fault_kind kind)
{
    const struct fault fault = {.kind = kind};
    (void)fault_status_take();
    fault_pending_clear();
    kernel_fault(&kernel, &fault);
}

/* The frame does not lie in the thread's stack, or what is owed to it cannot be stored there. */
void fault_stack_taken(void)
{
    fault_report(FAULT_STACK);
}

/* A buffered store of the thread failed after it had left for the kernel. */
void fault_bus_taken(void)
{
    fault_report(FAULT_BUS);
}

/* A fault of user code. */
void fault_taken(void)
{
    /* The addresses first: clearing the status makes them invalid. */
    uint32_t mmfar = *system_register(SCB_MMFAR);
    uint32_t bfar = *system_register(SCB_BFAR);
    const struct cause *cause = cause_of(fault_status_take());
    fault_pending_clear();
    struct exception_frame frame = {0};
    bool readable = cause->has_frame && frame_in_stack(port.current) &&
                    arch_user_read(&kernel, &frame, port.current->psp, sizeof frame);
    if (cause->has_frame && !readable) {
        fault_report(FAULT_STACK);
        return;
    }
    port.current->result = frame.r0; /* owed, should another thread run before this one */
    const struct fault fault = {
        .kind = cause->kind,
        .address = fault_address((enum address_source)cause->address, frame.pc, mmfar, bfar),
        .pc = frame.pc,
        .has_address = cause->address != ADDRESS_NONE,
        .has_pc = readable,
    };
    kernel_fault(&kernel, &fault);
}

/* Of the linker script. */
extern const struct fixup __fixup_start[];
extern const struct fixup __fixup_end[];

static const struct fixup *fixup_find(uint32_t pc)
{
    for (const struct fixup *fixup = __fixup_start; fixup != __fixup_end; fixup++) {
        if (pc >= (fixup->start & ~1u) && pc <= (fixup->end & ~1u)) {
            return fixup;
        }
    }
    return NULL;
}

/*
 * A fault in a handler, with its frame on the kernel's stack; a HardFault where the handler itself
 * serves a fault and has the faults' priority. In a copy window it only moves the pc.
 */
void fault_nested_taken(struct exception_frame *frame)
{
    uint32_t cfsr = fault_status_take();
    const struct fixup *fixup = fixup_find(frame->pc);
    if (fixup == NULL || (cfsr & (USAGE_FAULTS | STACKING | UNSTKERR | MUNSTKERR)) != 0) {
        kernel_panic(&kernel, "fault in the kernel");
        return;
    }
    frame->pc = fixup->landing & ~1u;
}

/* An exception that nobody has enabled. */
void unexpected_taken(void)
{
    kernel_panic(&kernel, "unexpected exception");
}
