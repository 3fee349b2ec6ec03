/*
 * Boot: from reset to the idle loop with the first thread about to run. It owns the vector table
 * and what is set up once: fault handling, priorities, FPU, MPU.
 */
#include "board.h"
#include "mpu.h"
#include "port.h"

/* Of the linker script. */
extern uint32_t __kernel_stack_end[];
extern uint32_t __kernel_data_start[];
extern uint32_t __kernel_data_end[];

/* Exception numbers (ARMv7-M Architecture Reference Manual, B1.5.2); from EXCEPTIONS on they are
 * interrupt lines. */
enum {
    EXCEPTION_RESET = 1,
    EXCEPTION_HARD_FAULT = 3,
    EXCEPTION_MEM_MANAGE,
    EXCEPTION_BUS_FAULT,
    EXCEPTION_USAGE_FAULT,
    EXCEPTION_SVC = 11,
    EXCEPTION_PENDSV = 14
};

typedef void vector_entry(void);

struct vector_table {
    uint32_t *stack;                                    /* the kernel's, at reset */
    vector_entry *handler[EXCEPTIONS + BOARD_IRQS - 1]; /* from number 1 on */
};

/* Nothing is expected but what is named. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Woverride-init"
__attribute__((section(".vectors"), used)) static const struct vector_table vector_table = {
    .stack = __kernel_stack_end,
    .handler =
        {
            [0 ... EXCEPTIONS - 2] = unexpected_entry,
            [EXCEPTIONS - 1 ... EXCEPTIONS + BOARD_IRQS - 2] = irq_entry,
            [EXCEPTION_RESET - 1] = reset_entry,
            [EXCEPTION_HARD_FAULT - 1] = hard_fault_entry,
            [EXCEPTION_MEM_MANAGE - 1] = fault_entry,
            [EXCEPTION_BUS_FAULT - 1] = fault_entry,
            [EXCEPTION_USAGE_FAULT - 1] = fault_entry,
            [EXCEPTION_SVC - 1] = svc_entry,
            [EXCEPTION_PENDSV - 1] = work_entry,
            [BOARD_TIMER_EXCEPTION - 1] = timer_entry,
        },
};
#pragma GCC diagnostic pop

/*
 * Two levels. Faults above everything and never masked, or a fault of user code or in a copy
 * window would become a HardFault; all the rest alike, so that it never nests. 0x20 is the highest
 * level after 0 that parts with three priority bits have.
 */
#define PRIORITY_FAULTS 0u
#define PRIORITY_REST   0x20u

static void priorities_set_up(void)
{
    volatile uint32_t *system_handlers = system_register(SCB_SHPR);
    system_handlers[0] = PRIORITY_FAULTS * 0x01010101u;
    system_handlers[1] = PRIORITY_REST * 0x01010101u; /* SVC */
    system_handlers[2] = PRIORITY_REST * 0x01010101u; /* PendSV, SysTick */
    for (unsigned i = 0; i < (BOARD_IRQS + 3) / 4; i++) {
        system_register(NVIC_IPR)[i] = PRIORITY_REST * 0x01010101u;
    }
}

#define SHCSR_ENABLED (7u << 16) /* MemManage, BusFault and UsageFault instead of HardFault */
/* Division by zero faults; frames are aligned to 8. Single unaligned accesses are left legal, since
 * the C library's memcpy makes them. User code may not trigger interrupts (USERSETMPEND off). */
#define CCR_VALUE ((1u << 4) | (1u << 9))

static void faults_set_up(void)
{
    *system_register(SCB_VTOR) = (uint32_t)(uintptr_t)&vector_table;
    *system_register(SCB_CCR) = CCR_VALUE;
    *system_register(SCB_SHCSR) = SHCSR_ENABLED;
}

#define CPACR_FPU  (15u << 20) /* full access to coprocessors 10 and 11 */
#define FPCCR_LAZY (3u << 30)  /* room in the frame at once, stores only when it is needed */

static void fpu_set_up(void)
{
    *system_register(SCB_CPACR) |= CPACR_FPU;
    *system_register(FPU_FPCCR) = FPCCR_LAZY;
    *system_register(FPU_FPDSCR) = 0;
    __asm__ volatile("dsb\n\tisb" ::: "memory");
    fpu_clear();
    /* Boot has used the FPU and so has FPU state (CONTROL.FPCA). The idle loop must have none: its
     * frame has a fixed size. */
    __asm__ volatile("msr control, %0\n\tisb" ::"r"(0) : "memory");
}

/* The idle loop is thread 0: privileged, on the kernel's stack, whatever psp says. */
static void idle_set_up(void)
{
    struct arch_context *idle = &kernel.arch.context[NONE];
    *idle = (struct arch_context){.exc_return = EXC_RETURN_IDLE, .stack_span = UINT32_MAX};
    for (unsigned index = 0; index < REGIONS; index++) {
        mpu_encode(idle->region[index], index, NULL);
    }
}

/* The board's timer may be SysTick, which is always enabled, or an interrupt. */
static void timer_enable(void)
{
    if (BOARD_TIMER_EXCEPTION >= EXCEPTIONS) {
        uint32_t interrupt = BOARD_TIMER_EXCEPTION - EXCEPTIONS;
        system_register(NVIC_ISER)[interrupt / 32] = 1u << interrupt % 32;
    }
}

/* Runs on the stack the idle loop will have, with interrupts off. */
void boot_main(void)
{
    for (uint32_t *word = __kernel_data_start; word != __kernel_data_end; word++) {
        *word = 0;
    }
    faults_set_up();
    priorities_set_up();
    fpu_set_up();
    board_set_up();
    port.current = &kernel.arch.context[NONE];
    port.next = port.current;
    struct entropy entropy = {0};
    board_entropy(&entropy);
    kernel_boot(&kernel, &entropy);
    idle_set_up();
    timer_arm();
    timer_enable();
    *system_register(SCB_ICSR) = ICSR_PENDSVSET;
}
