/*
 * The registers of threads that do not run, as the contract shows them (kernel/arch.h).
 *
 * They lie in three places: r4-r11 and s16-s31 in the context, the rest in the frame that hardware
 * has stacked, and what is owed (enum context_debt) nowhere yet. A thread that does not run has all
 * its FPU registers in memory: the switch has made hardware store them.
 *
 * Invariants: a frame is read and written with privilege, but only in the thread's stack, whole,
 * and aligned as hardware aligns it; nothing that is written gives a thread more than user code
 * could give itself. Must not know who asks, nor whether the stack is still the thread's.
 */
#include "port.h"

#define XPSR_THUMB 0x01000000u /* the only instruction set there is */
#define XPSR_FLAGS 0xf80f0000u /* what user code sets by itself: N, Z, C, V, Q, GE */
#define XPSR_STATE 0x0600fc00u /* of an IT block, or an interrupted load or store of several */
#define XPSR_ALIGN 0x00000200u /* of a frame: hardware has put a word above it */
#define FPSCR_USER 0xf7c0009fu /* all that is there */

/* What hardware stacks of a thread with FPU state. */
struct frame {
    struct exception_frame basic;
    uint32_t s[16];
    uint32_t fpscr;
    uint32_t reserved;
};

_Static_assert(sizeof(struct frame) == FRAME_SIZE + FRAME_FPU_SIZE, "as hardware stacks it");

struct exception_frame frame_first(const struct arch_context *context)
{
    return (struct exception_frame){
        .r0 = context->argument[0],
        .r1 = context->argument[1],
        .pc = context->entry & ~1u,
        .xpsr = XPSR_THUMB,
    };
}

static bool has_fpu(const struct arch_context *context)
{
    return (context->exc_return & EXC_RETURN_BASIC) == 0;
}

static uint32_t frame_size(bool fpu)
{
    return fpu ? FRAME_SIZE + FRAME_FPU_SIZE : FRAME_SIZE;
}

/* ---- Frames. ---- */

/* What the thread will find in its registers, s0-s15 and FPSCR included. False: nothing is left. */
static bool frame_take(const struct arch_context *context, struct frame *frame)
{
    uint32_t size = frame_size(has_fpu(context));
    uint32_t span = context->stack_span + FRAME_SIZE - size;
    *frame = (struct frame){.basic = frame_first(context)};
    if (context->debt == OWES_FRAME) {
        return true;
    }
    if (context->debt == DEBT_FAULT || context->psp - context->stack_base > span) {
        return false;
    }
    (void)__builtin_memcpy(frame, (const void *)(uintptr_t)context->psp, size);
    if (context->debt == OWES_RESULT) {
        frame->basic.r0 = context->result;
    }
    return true;
}

/* The stack pointer that the thread will find. */
static uint32_t frame_sp(const struct arch_context *context, const struct frame *frame)
{
    uint32_t end = context->psp + frame_size(has_fpu(context));
    return (frame->basic.xpsr & XPSR_ALIGN) != 0 ? end | 4u : end;
}

/*
 * The thread will find these registers, and this stack pointer. A call that it has yet to finish
 * still will return its own result. False: there is no room in the stack, and nothing has changed.
 * The frame's xpsr has nothing in it that a frame may not have.
 */
static bool frame_put(struct arch_context *context, uint32_t sp, bool fpu,
                      const struct frame *frame)
{
    uint32_t size = frame_size(fpu);
    uint32_t depth = context->stack_base + context->stack_span + FRAME_SIZE - sp;
    struct frame put = *frame;
    if (sp % 4 != 0 || depth > context->stack_span + FRAME_SIZE - size) {
        return false;
    }
    put.basic.xpsr &= XPSR_FLAGS | XPSR_STATE;
    put.basic.xpsr |= XPSR_THUMB | ((sp & 4u) != 0 ? XPSR_ALIGN : 0);
    context->psp = (sp - size) & ~7u;
    context->exc_return &= ~(uint32_t)EXC_RETURN_BASIC;
    context->exc_return |= fpu ? 0 : EXC_RETURN_BASIC;
    context->result = put.basic.r0;
    if (context->debt != OWES_RESUME) {
        context->debt = OWES_RESULT;
    }
    (void)__builtin_memcpy((void *)(uintptr_t)context->psp, &put, size);
    return true;
}

/* ---- General registers. ---- */

bool arch_registers_read(struct kernel *k, thread_id thread, struct arch_registers *registers)
{
    const struct arch_context *context = &k->arch.context[thread];
    const struct exception_frame *basic;
    struct frame frame;
    if (!frame_take(context, &frame)) {
        return false;
    }
    basic = &frame.basic;
    *registers = (struct arch_registers){
        .r = {basic->r0, basic->r1, basic->r2, basic->r3},
        .sp = frame_sp(context, &frame),
        .lr = basic->lr,
        .pc = basic->pc,
        .xpsr = (basic->xpsr & (XPSR_FLAGS | XPSR_STATE)) | XPSR_THUMB,
    };
    (void)__builtin_memcpy(&registers->r[4], &context->r[4], 8 * sizeof registers->r[0]);
    registers->r[12] = basic->r12;
    return true;
}

/*
 * What is left of an instruction belongs to its place: it stays as it is, whatever is written, or
 * goes when the thread goes on somewhere else. FPU registers that were lost with their frame are
 * zero from now on.
 */
bool arch_registers_write(struct kernel *k, thread_id thread,
                          const struct arch_registers *registers)
{
    struct arch_context *context = &k->arch.context[thread];
    const uint32_t *r = registers->r;
    struct frame frame;
    bool taken = frame_take(context, &frame);
    bool fpu = taken && has_fpu(context);
    bool stays = taken && frame.basic.pc == (registers->pc & ~1u);
    uint32_t state = stays ? frame.basic.xpsr & XPSR_STATE : 0;
    frame.basic = (struct exception_frame){
        .r0 = r[0],
        .r1 = r[1],
        .r2 = r[2],
        .r3 = r[3],
        .r12 = r[12],
        .lr = registers->lr,
        .pc = registers->pc & ~1u,
        .xpsr = (registers->xpsr & XPSR_FLAGS) | state,
    };
    if (!frame_put(context, registers->sp, fpu, &frame)) {
        return false;
    }
    (void)__builtin_memcpy(&context->r[4], &r[4], 8 * sizeof r[0]);
    return true;
}

/* ---- FPU registers. ---- */

bool arch_fpu_read(struct kernel *k, thread_id thread, struct arch_fpu *fpu)
{
    const struct arch_context *context = &k->arch.context[thread];
    struct frame frame;
    *fpu = (struct arch_fpu){.fpscr = 0};
    if (!frame_take(context, &frame)) {
        return false;
    }
    if (has_fpu(context)) {
        (void)__builtin_memcpy(fpu->s, frame.s, sizeof frame.s);
        (void)__builtin_memcpy(&fpu->s[16], context->s16_s31, sizeof context->s16_s31);
        fpu->fpscr = frame.fpscr;
    }
    return true;
}

/* A thread without FPU state gets some, if there is room for it under its stack pointer. */
bool arch_fpu_write(struct kernel *k, thread_id thread, const struct arch_fpu *fpu)
{
    struct arch_context *context = &k->arch.context[thread];
    struct frame frame;
    if (!frame_take(context, &frame)) {
        return false;
    }
    (void)__builtin_memcpy(frame.s, fpu->s, sizeof frame.s);
    frame.fpscr = fpu->fpscr & FPSCR_USER;
    frame.reserved = 0;
    if (!frame_put(context, frame_sp(context, &frame), true, &frame)) {
        return false;
    }
    (void)__builtin_memcpy(context->s16_s31, &fpu->s[16], sizeof context->s16_s31);
    return true;
}
