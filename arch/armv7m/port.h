/*
 * What the port's assembly and C share: the layout of a context as entry.S uses it, the pointers
 * by which it finds contexts, and the processor's own registers.
 *
 * Read by the assembler too, hence the guard around everything that only C understands.
 */
#ifndef ANVIL_ARMV7M_PORT_H
#define ANVIL_ARMV7M_PORT_H

/* Offsets into struct arch_context, in bytes; machine.c asserts each of them. */
#define CONTEXT_R4         16
#define CONTEXT_PSP        48
#define CONTEXT_EXC_RETURN 52
#define CONTEXT_STACK_BASE 56
#define CONTEXT_RESULT     64
#define CONTEXT_DEBT       68
#define CONTEXT_CONTROL    84
#define CONTEXT_REGION     96
#define CONTEXT_FPU        160

/* Offset into struct kernel: not 0 while there is work (kernel_has_work). */
#define KERNEL_WORK 16

/* enum context_debt, for the assembler. */
#define DEBT_NOTHING 0
#define DEBT_RESULT  1
/* The port's own: there is no frame to return by, or no room in the stack for its FPU registers.
 * Paid by a fault, unless registers are written first. */
#define DEBT_FAULT 3

/* Where struct port is, seen from the stack pointer at the start of a handler: see entry.S. */
#define PORT_FROM_SP 32

/* Bytes of an exception frame, and what the FPU registers s0-s15 and FPSCR add to it. */
#define FRAME_SIZE     32
#define FRAME_FPU_SIZE 72

/* Numbers below this are the processor's own exceptions, interrupt line 0 is this one. */
#define EXCEPTIONS 16u

/* EXC_RETURN to thread mode: on the process stack without FPU state, and to the idle loop. */
#define EXC_RETURN_THREAD 0xfffffffd
#define EXC_RETURN_IDLE   0xfffffff9
/* Its bit 4 is clear when the frame has room for FPU registers. */
#define EXC_RETURN_BASIC 0x10

/* Addresses of system registers (ARMv7-M Architecture Reference Manual, B3.2). */
#define SCB_ICSR   0xe000ed04
#define SCB_VTOR   0xe000ed08
#define SCB_CCR    0xe000ed14
#define SCB_SHPR   0xe000ed18
#define SCB_SHCSR  0xe000ed24
#define SCB_CFSR   0xe000ed28
#define SCB_HFSR   0xe000ed2c
#define SCB_DFSR   0xe000ed30
#define SCB_MMFAR  0xe000ed34
#define SCB_BFAR   0xe000ed38
#define SCB_CPACR  0xe000ed88
#define MPU_CTRL   0xe000ed94
#define MPU_RBAR   0xe000ed9c
#define NVIC_ISER  0xe000e100
#define NVIC_ICER  0xe000e180
#define NVIC_ICPR  0xe000e280
#define NVIC_IPR   0xe000e400
#define FPU_FPCCR  0xe000ef34
#define FPU_FPDSCR 0xe000ef3c

#define SHCSR_USGFAULTPENDED 0x1000
#define ICSR_PENDSVSET       0x10000000
#define FPCCR_LSPACT         1
/* On, the background map for the kernel alone. HFNMIENA stays off: the last resort, HardFault,
 * must run whatever the MPU holds. */
#define MPU_CTRL_ON 5

#ifndef __ASSEMBLER__

#include "kernel.h"

/*
 * Whose registers are in the processor, and whose are to be there after the next return. The
 * linker script places it right above the kernel's stack, where entry.S finds it.
 */
struct port {
    struct arch_context *current;
    struct arch_context *next;
};

extern struct port port;
extern struct kernel kernel;

/* One copy window: while the pc is in it, a memory or bus fault leads to landing. */
struct fixup {
    uint32_t start;
    uint32_t end; /* inclusive: where an imprecise fault shows after the window's last DSB */
    uint32_t landing;
};

/* What hardware stacks at an exception, without FPU registers. */
struct exception_frame {
    uint32_t r0, r1, r2, r3, r12, lr, pc, xpsr;
};

static inline volatile uint32_t *system_register(uint32_t address)
{
    return (volatile uint32_t *)(uintptr_t)address;
}

/* entry.S: the first instruction of the handlers, for the vector table. */
void reset_entry(void);
void svc_entry(void);
void work_entry(void);
void timer_entry(void);
void irq_entry(void);
void fault_entry(void);
void hard_fault_entry(void);
void unexpected_entry(void);
/* entry.S: zeroes the FPU registers. */
void fpu_clear(void);

/* Called by entry.S. */
void boot_main(void);
void timer_taken(void);
void irq_taken(void);
void fault_taken(void);
void fault_stack_taken(void);
void fault_bus_taken(void);
void fault_nested_taken(struct exception_frame *frame);
void unexpected_taken(void);
void work_taken(void);
bool debt_pay(struct arch_context *context);

/* registers.c: the frame that a thread which never ran is to find. */
struct exception_frame frame_first(const struct arch_context *context);

/* machine.c: sets the timer for the next deadline, or for the upkeep of the counter's wraps. */
void timer_arm(void);

#endif
#endif
