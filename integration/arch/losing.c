/*
 * The port alone, with this file in the place of the core: threads that cannot go on, because their
 * stack has gone while they were in the kernel or because their frame has been tampered with. Each
 * must fault in its own name; the next one takes its place at once.
 */
#include "stage.h"

static const struct region stack = {STACK, 10, ACCESS_READ | ACCESS_WRITE, MEMORY_NORMAL, 0};
static const struct region second_stack = {CONST, 8, ACCESS_READ | ACCESS_WRITE, MEMORY_NORMAL, 0};

/* What happens to thread 1 in its call, or before. */
enum loss {
    LOSES_STACK,           /* the result cannot be stored at the end of the call */
    LOSES_STACK_PARKED,    /* nor when it runs again */
    LOSES_STACK_AT_FIRST,  /* there is no room for its first frame */
    LOSES_STACK_PREEMPTED, /* its frame cannot be read after an interrupt */
    RETURNS_TO_HANDLER,    /* its frame says that it is a handler */
    RETURNS_TO_KERNEL,     /* its frame leads into the kernel */
    RETURNS_TO_ARM,        /* its frame leads into a state that this processor has not */
    LOSSES
};

static const struct {
    const char *text;
    enum fault_kind kind;
} losses[LOSSES] = {
    [LOSES_STACK] = {"the stack goes during a call\n", FAULT_STACK},
    [LOSES_STACK_PARKED] = {"the stack goes while another thread runs\n", FAULT_STACK},
    [LOSES_STACK_AT_FIRST] = {"there never was a stack\n", FAULT_STACK},
    [LOSES_STACK_PREEMPTED] = {"the stack goes in an interrupt\n", FAULT_STACK},
    [RETURNS_TO_HANDLER] = {"the frame is a handler's\n", FAULT_RETURN},
    [RETURNS_TO_KERNEL] = {"the frame leads into the kernel\n", FAULT_MEMORY},
    [RETURNS_TO_ARM] = {"the frame leads into Arm state\n", FAULT_UNDEFINED},
};

static enum loss loss;

/* r4 is the loss. Waits for the timer, or makes a call; must not come back from either. */
__attribute__((naked, section(".user"))) static void user_loses(void)
{
    __asm__ volatile("cmp r4, %0\n\t"
                     "1: beq 1b\n\t"
                     "movs r6, #0\n\t"
                     "svc 0\n\t"
                     "movs r6, #2\n\t"
                     "svc 0" ::"i"(LOSES_STACK_PREEMPTED));
}

__attribute__((naked, section(".user"))) static void user_between(void)
{
    __asm__ volatile("1: movs r6, #1\n\t"
                     "svc 0\n\t"
                     "b 1b");
}

static void start_loser(struct kernel *k)
{
    arch_report(k, losses[loss].text);
    stage_start(k, 1, &stack, user_loses);
    k->arch.context[1].r[4] = loss;
    if (loss == LOSES_STACK_AT_FIRST) {
        arch_region_set(k, 1, REGION_STACK, NULL);
    }
    uint64_t soon = arch_now(k) + 1000;
    arch_timer_set(k, loss == LOSES_STACK_PREEMPTED ? soon : UINT64_MAX);
    arch_switch(k, NONE, 1);
}

void kernel_boot(struct kernel *k, const struct entropy *entropy)
{
    (void)entropy;
    loss = LOSES_STACK;
    stage_start(k, 2, &second_stack, user_between);
    start_loser(k);
}

static struct exception_frame *frame(struct kernel *k)
{
    return (struct exception_frame *)(uintptr_t)k->arch.context[1].psp;
}

static void lose(struct kernel *k)
{
    switch (loss) {
    case LOSES_STACK_PARKED:
        arch_switch(k, NONE, 2);
        arch_region_set(k, 1, REGION_STACK, NULL);
        break;
    case RETURNS_TO_HANDLER:
        frame(k)->xpsr |= 4;
        break;
    case RETURNS_TO_KERNEL:
        frame(k)->pc = PLACE_KERNEL_TEXT;
        break;
    case RETURNS_TO_ARM:
        frame(k)->xpsr &= ~(1u << 24);
        break;
    default:
        arch_region_set(k, 1, REGION_STACK, NULL);
        break;
    }
}

uint32_t kernel_syscall(struct kernel *k, uint32_t number, const uint32_t registers[12])
{
    (void)registers;
    if (number == 0) {
        lose(k);
    } else if (number == 1) {
        arch_switch(k, NONE, 1);
    } else {
        expect(k, "it came back", false);
        finish(k);
    }
    return 0;
}

void kernel_timer(struct kernel *k)
{
    lose(k);
    arch_timer_set(k, UINT64_MAX);
}

void kernel_irq(struct kernel *k, uint32_t line)
{
    (void)line;
    expect(k, "no line was enabled", false);
}

void kernel_fault(struct kernel *k, const struct fault *fault)
{
    expect(k, "not the fault it should be", fault->kind == losses[loss].kind);
    expect(k, "not the thread it should be", port.current == &k->arch.context[1]);
    bool at_kernel = fault->has_address && fault->address == PLACE_KERNEL_TEXT;
    expect(k, "not the address it should be", at_kernel == (loss == RETURNS_TO_KERNEL));
    arch_context_drop(k, 1);
    loss++;
    if (loss == LOSSES) {
        finish(k);
    } else {
        start_loser(k);
    }
}
