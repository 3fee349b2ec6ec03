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
    bool has_frame;  /* the thread can go on by its frame */
    bool has_pc;     /* and the pc in it belongs to the fault */
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
    {STACKING, FAULT_STACK, ADDRESS_NONE, false, false},
    {UNSTACKING, FAULT_STACK, ADDRESS_NONE, false, false},
    {IMPRECISERR, FAULT_BUS, ADDRESS_NONE, true, false},
    {PRECISERR, FAULT_BUS, ADDRESS_BFAR, true, true},
    {IBUSERR, FAULT_BUS, ADDRESS_PC, true, true},
    {INVPC, FAULT_RETURN, ADDRESS_NONE, false, false},
    {UNDEFINSTR | INVSTATE | NOCP, FAULT_UNDEFINED, ADDRESS_NONE, true, true},
    {UNALIGNED, FAULT_UNALIGNED, ADDRESS_NONE, true, true},
    {DIVBYZERO, FAULT_DIVIDE, ADDRESS_NONE, true, true},
    {IACCVIOL, FAULT_MEMORY, ADDRESS_PC, true, true},
    {DACCVIOL, FAULT_MEMORY, ADDRESS_MMFAR, true, true},
};

/* No bit at all: a HardFault that says nothing, which is what bkpt gives. */
static const struct cause cause_breakpoint = {0, FAULT_BREAKPOINT, ADDRESS_NONE, true, true};

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

/*
 * The thread's frame, and r0 in it is what it is owed, should another thread run before this one.
 * False: the thread has no frame that it could go on by.
 */
static bool frame_read(struct arch_context *context, struct exception_frame *frame)
{
    bool readable = context->psp - context->stack_base <= context->stack_span &&
                    arch_user_read(&kernel, frame, context->psp, sizeof *frame);
    if (readable) {
        context->result = frame->r0;
    }
    return readable;
}

/* The running thread cannot go on, unless it is given other registers. */
static void fault_fatal(enum fault_kind kind, uint32_t status)
{
    const struct fault fault = {.kind = kind, .status = status};
    port.current->debt = DEBT_FAULT;
    kernel_fault(&kernel, &fault);
}

/* The frame does not lie in the thread's stack, or what is owed to it cannot be stored there. */
void fault_stack_taken(void)
{
    uint32_t status = fault_status_take();
    fault_pending_clear();
    fault_fatal(FAULT_STACK, status);
}

/* What the last fault in a handler said about itself. */
static uint32_t nested_status;

/* A buffered store of the thread failed after it had left for the kernel. */
void fault_bus_taken(void)
{
    const struct fault fault = {.kind = FAULT_BUS, .status = nested_status};
    struct exception_frame frame;
    fault_pending_clear();
    if (frame_read(port.current, &frame)) {
        kernel_fault(&kernel, &fault);
    } else {
        fault_fatal(FAULT_BUS, fault.status);
    }
}

/* A fault of user code. */
void fault_taken(void)
{
    /* The addresses first: clearing the status makes them invalid. */
    uint32_t mmfar = *system_register(SCB_MMFAR);
    uint32_t bfar = *system_register(SCB_BFAR);
    uint32_t status = fault_status_take();
    const struct cause *cause = cause_of(status);
    struct exception_frame frame;
    fault_pending_clear();
    if (!cause->has_frame || !frame_read(port.current, &frame)) {
        fault_fatal(cause->has_frame ? FAULT_STACK : (enum fault_kind)cause->kind, status);
        return;
    }
    const struct fault fault = {
        .kind = cause->kind,
        .address = fault_address((enum address_source)cause->address, frame.pc, mmfar, bfar),
        .pc = cause->has_pc ? frame.pc : 0,
        .status = status,
        .has_address = cause->address != ADDRESS_NONE,
        .has_pc = cause->has_pc,
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
    nested_status = fault_status_take();
    const struct fixup *fixup = fixup_find(frame->pc);
    if (fixup == NULL || (nested_status & (USAGE_FAULTS | STACKING | UNSTKERR | MUNSTKERR)) != 0) {
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
