/*
 * The machine's half of the contract in kernel/arch.h, but for user copies (entry.S) and memory
 * (memory.S). It owns the one struct kernel, struct port, the contexts and the clock.
 *
 * Invariants: while a handler runs, port.current is the context whose registers and MPU regions are
 * loaded, and every change of these regions reaches the MPU; once the running thread has been
 * dropped, port.current is a context of nobody, so that nothing is saved in its name and the exit
 * always switches.
 */
#include "board.h"
#include "mpu.h"
#include "port.h"

struct kernel kernel;
struct port port __attribute__((section(".port")));

/* Takes the place of the running thread's context after that thread has ended. */
static struct arch_context context_of_nobody;

extern const struct image anvil_image;

#define ASSERT_OFFSET(field, offset)                                                               \
    _Static_assert(offsetof(struct arch_context, field) == (offset), "entry.S relies on it")

ASSERT_OFFSET(r[0], 0);
ASSERT_OFFSET(r[4], CONTEXT_R4);
ASSERT_OFFSET(psp, CONTEXT_PSP);
ASSERT_OFFSET(exc_return, CONTEXT_EXC_RETURN);
ASSERT_OFFSET(stack_base, CONTEXT_STACK_BASE);
ASSERT_OFFSET(stack_span, CONTEXT_STACK_BASE + 4);
ASSERT_OFFSET(result, CONTEXT_RESULT);
ASSERT_OFFSET(debt, CONTEXT_DEBT);
ASSERT_OFFSET(control, CONTEXT_CONTROL);
ASSERT_OFFSET(region, CONTEXT_REGION);
ASSERT_OFFSET(s16_s31, CONTEXT_FPU);
_Static_assert(OWES_NOTHING == DEBT_NOTHING && OWES_RESULT == DEBT_RESULT, "entry.S relies on it");
_Static_assert(sizeof(struct exception_frame) == FRAME_SIZE, "as hardware stacks it");
_Static_assert(offsetof(struct kernel, sched.work) == KERNEL_WORK, "entry.S relies on it");

#define CONTROL_UNPRIVILEGED 1u

const struct image *arch_image(const struct kernel *k)
{
    (void)k;
    return &anvil_image;
}

static void context_clear(struct arch_context *context)
{
    *context = (struct arch_context){.exc_return = EXC_RETURN_THREAD};
    for (unsigned index = 0; index < REGIONS; index++) {
        mpu_encode(context->region[index], index, NULL);
    }
}

void arch_context_init(struct kernel *k, thread_id thread, const struct thread_start *start)
{
    struct arch_context *context = &k->arch.context[thread];
    context_clear(context);
    context->stack_base = start->stack.base;
    context->stack_span = region_size(&start->stack) - FRAME_SIZE;
    context->psp = start->sp - FRAME_SIZE;
    context->debt = OWES_FRAME;
    context->entry = start->entry;
    context->argument[0] = start->argument[0];
    context->argument[1] = start->argument[1];
    context->control = CONTROL_UNPRIVILEGED;
}

/* Every thread that is not new owes a result: see debt_pay. */
void arch_context_result(struct kernel *k, thread_id thread, uint32_t value)
{
    k->arch.context[thread].result = value;
}

void arch_context_resume(struct kernel *k, thread_id thread)
{
    k->arch.context[thread].debt = OWES_RESUME;
}

/*
 * Hardware may still hold s0-s15 of the running thread, to be stored into its frame at the next
 * use of the FPU by anybody: with the thread gone, that memory may be somebody else's by then.
 */
static void fpu_drop(void)
{
    *system_register(FPU_FPCCR) &= ~(uint32_t)FPCCR_LSPACT;
    fpu_clear();
}

void arch_context_drop(struct kernel *k, thread_id thread)
{
    struct arch_context *context = &k->arch.context[thread];
    if (port.current == context) {
        if ((context->exc_return & EXC_RETURN_BASIC) == 0) {
            fpu_drop();
        }
        context_clear(&context_of_nobody);
        port.current = &context_of_nobody;
    }
    context_clear(context);
}

/* In 32 bits, and so cheap enough for every switch: timer_taken comes before the counter wraps. */
static inline void run_charge(struct arch_context *context, struct arch_clock *clock)
{
    uint32_t counter = board_counter();
    context->run += counter - clock->switched;
    clock->switched = counter;
}

void arch_switch(struct kernel *k, thread_id from, thread_id to)
{
    (void)from;
    run_charge(port.next, &k->arch.clock);
    port.next = &k->arch.context[to];
}

uint64_t arch_run_ticks(struct kernel *k, thread_id thread)
{
    run_charge(port.next, &k->arch.clock);
    return k->arch.context[thread].run;
}

/* The MPU is off in between, since a new RBAR with an old RASR is a region nobody meant. */
static void mpu_load(const uint32_t words[2])
{
    uint32_t control = *system_register(MPU_CTRL);
    *system_register(MPU_CTRL) = 0;
    system_register(MPU_RBAR)[0] = words[0];
    system_register(MPU_RBAR)[1] = words[1];
    *system_register(MPU_CTRL) = control;
    __asm__ volatile("dsb" ::: "memory");
}

void arch_region_set(struct kernel *k, thread_id thread, unsigned index,
                     const struct region *region)
{
    struct arch_context *context = &k->arch.context[thread];
    mpu_encode(context->region[index], index, region);
    if (port.current == context) {
        mpu_load(context->region[index]);
    }
}

/* What the first instruction of a thread finds in its registers. The first stack pointer may leave
 * no room for it. */
static bool frame_write(const struct arch_context *context)
{
    const struct exception_frame frame = frame_first(context);
    return context->psp - context->stack_base <= context->stack_span &&
           arch_user_write(&kernel, context->psp, &frame, sizeof frame);
}

/*
 * A thread whose space is loaded, and which does not just owe a result, is to run. From here on it
 * does: a call has its result, and an interrupt keeps r0 in the same place. The idle loop never
 * owes anything. False: the thread faults instead.
 */
bool debt_pay(struct arch_context *context)
{
    uint32_t debt = context->debt;
    if (debt == OWES_NOTHING) {
        return true;
    }
    context->debt = OWES_RESULT;
    if (debt == OWES_RESUME) {
        context->result = kernel_resume(&kernel);
        return arch_user_write(&kernel, context->psp, &context->result, sizeof context->result);
    }
    return debt == OWES_FRAME && frame_write(context);
}

uint64_t arch_now(struct kernel *k)
{
    struct arch_clock *clock = &k->arch.clock;
    uint32_t counter = board_counter();
    clock->base += counter - clock->counter;
    clock->counter = counter;
    return clock->base;
}

/* Half of the counter's period: read at least this often, no wrap of it is missed. */
#define UPKEEP 0x7fffffffu

void timer_arm(void)
{
    uint64_t now = arch_now(&kernel);
    uint64_t deadline = kernel.arch.clock.deadline;
    uint64_t wait = deadline > now ? deadline - now : 1;
    board_timer_start(wait < UPKEEP ? (uint32_t)wait : UPKEEP);
}

void arch_timer_set(struct kernel *k, uint64_t deadline)
{
    k->arch.clock.deadline = deadline;
    timer_arm();
}

/* The timer has run down: for the deadline, for the upkeep alone, or because the board's timer
 * cannot count so long a wait. */
void timer_taken(void)
{
    board_timer_acknowledge();
    run_charge(port.next, &kernel.arch.clock);
    if (arch_now(&kernel) >= kernel.arch.clock.deadline) {
        kernel_timer(&kernel);
    } else {
        timer_arm();
    }
}

/*
 * A device that still held its line when the handler returned has made it pending again. That is
 * forgotten when the line is enabled, or each interrupt would come twice; a device that wants
 * something by then still holds its line, which so stays pending.
 */
void arch_irq_set_enabled(struct kernel *k, uint32_t line, bool enabled)
{
    (void)k;
    uint32_t bit = 1u << line % 32;
    if (enabled) {
        system_register(NVIC_ICPR)[line / 32] = bit;
        system_register(NVIC_ISER)[line / 32] = bit;
    } else {
        system_register(NVIC_ICER)[line / 32] = bit;
    }
    __asm__ volatile("dsb\n\tisb" ::: "memory"); /* a line taken after this is one that may fire */
}

_Static_assert(CONFIG_IRQS <= BOARD_IRQS, "lines the board does not have");

/* PendSV. The idle loop has seen work, which an interrupt may have found done by now. */
void work_taken(void)
{
    if (kernel_has_work(&kernel)) {
        kernel_work(&kernel);
    }
}

/* The interrupt that is being handled, by its line. */
void irq_taken(void)
{
    uint32_t exception;
    __asm__ volatile("mrs %0, ipsr" : "=r"(exception));
    kernel_irq(&kernel, exception - EXCEPTIONS);
}

void arch_memory_write(struct kernel *k, uint32_t to, const void *from, uint32_t size)
{
    (void)k;
    (void)__builtin_memcpy((void *)(uintptr_t)to, from, size);
}

void arch_log(struct kernel *k, uint32_t from, uint32_t size)
{
    (void)k;
    for (const char *byte = (const char *)(uintptr_t)from; size > 0; size--) {
        board_log(*byte++);
    }
}

void arch_report(struct kernel *k, const char *text)
{
    (void)k;
    while (*text != '\0') {
        board_log(*text++);
    }
}

void arch_halt(struct kernel *k, uint32_t status)
{
    (void)k;
    board_halt(status);
}

void kernel_panic(struct kernel *k, const char *message)
{
    arch_report(k, "anvil: kernel panic: ");
    arch_report(k, message);
    arch_report(k, "\n");
    arch_halt(k, BOARD_PANIC);
}
