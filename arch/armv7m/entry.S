/*
 * Exception entry and exit: the only way between user code and the kernel.
 *
 * One exception per operation: a handler saves the running thread, calls the core, and returns to
 * whichever thread the core chose, without a second exception for the switch. The thread that
 * leaves is saved in its struct arch_context in kernel memory, never on its own stack, so that
 * whatever a task does to its stack pointer it gives the kernel nothing to write to.
 *
 * Invariants:
 * - All handlers but those of faults share one priority, so no handler that calls the core
 *   interrupts another. Faults are more urgent and are never masked: a fault in a copy window is
 *   taken at once, inside the handler (see FIXUP), or becomes a HardFault that is treated alike.
 * - User code and idle loop are left with the kernel's stack holding nothing but the idle loop's
 *   frame, FRAME_SIZE bytes, which lie there also while the idle loop itself is interrupted. So
 *   at the start of every handler struct port, right above the stack, is at sp + PORT_FROM_SP.
 * - r4-r11 are the thread's from entry to the call of the core, and again after it, since C
 *   preserves them: a call without a switch restores nothing.
 * - Every handler ends with DSB and BX, and is longer than two instructions: errata 838869 (a store
 *   just before the return, with the MPU in use) and 776924 (a division of the FPU interrupted by a
 *   very short handler).
 * - While a thread with a basic frame runs, the FPU registers hold zeros or its own values. The
 *   kernel has no floating-point code.
 *
 * Must not know of the core beyond kernel_syscall; whom to run next it reads from struct port.
 */
#include "port.h"

    .syntax unified
    .cpu cortex-m4
    .fpu fpv4-sp-d16
    .thumb
    .text

/*
 * A copy window: a memory or bus fault between the labels continues at landing (fault.c does it by
 * editing the stacked pc and nothing else). end is inclusive and comes right behind a DSB: a
 * buffered store that fails late does so no later than there.
 */
.macro FIXUP start, end, landing
    .pushsection .fixup, "a"
    .word \start, \end, \landing
    .popsection
.endm

.macro HANDLER name
    .balign 8
    .global \name
    .type \name, %function
    .thumb_func
\name:
.endm

/*
 * What every handler does first. Leaves the thread's context in r12 and its psp in r0.
 *
 * The DSB drains the thread's buffered stores: one that ends in an imprecise bus error does so
 * here, while this thread is still the running one, and is charged to it (drain_failed).
 *
 * The stack pointer of a thread is checked at every exception, not at the switch alone: the frame
 * must lie in the thread's stack, else it is the thread's fault. The idle loop's context lets
 * every value pass.
 */
.macro ENTER
.Lenter\@:
    dsb
.Ldrained\@:
    ldr     r12, [sp, #PORT_FROM_SP]
    mrs     r0, psp
    ldrd    r1, r2, [r12, #CONTEXT_STACK_BASE]
    strd    r0, lr, [r12, #CONTEXT_PSP]
    subs    r1, r0, r1
    cmp     r1, r2
    bhi     stack_failed
    FIXUP   .Lenter\@, .Ldrained\@, drain_failed
.endm

/* Saves r4-r11 where no call is made with them. */
.macro SAVE
    add     r1, r12, #CONTEXT_R4
    stm     r1, {r4-r11}
.endm

/*
 * An interrupt, between any two instructions: r0 is kept like the result of a call, so that the way
 * back is the same for all threads. The idle loop (DEBT_NOTHING) has no frame at psp.
 */
.macro SAVE_INTERRUPTED
    ldr     r1, [r12, #CONTEXT_DEBT]
    cbz     r1, .Lsave\@
.Lkeep\@:
    ldrt    r2, [r0]
.Lkeep_end\@:
    str     r2, [r12, #CONTEXT_RESULT]
.Lsave\@:
    SAVE
    FIXUP   .Lkeep\@, .Lkeep_end\@, stack_failed
.endm

/*
 * A system call: its number is in r6, still as the caller left it; the immediate of the instruction
 * means nothing. r0-r3 are read from the frame: what the registers hold at entry is unknown by the
 * architecture, and a late-arriving exception may have used them.
 */
HANDLER svc_entry
    ENTER
.Larguments:
    ldrt    r3, [r0, #12]
    ldrt    r2, [r0, #8]
    ldrt    r1, [r0, #4]
    ldrt    r0, [r0]
.Larguments_end:
    FIXUP   .Larguments, .Larguments_end, stack_failed
    stm     r12, {r0-r11}
    mov     r2, r12
    mov     r1, r6
    ldr     r0, =kernel
    bl      kernel_syscall
    ldrd    r1, r2, [sp, #PORT_FROM_SP]
    cmp     r1, r2
    bne     svc_switch
    ldrd    r3, lr, [r1, #CONTEXT_PSP]
.Lresult:
    strt    r0, [r3]
    dsb
.Lresult_end:
    bx      lr
    FIXUP   .Lresult, .Lresult_end, debt_failed

/* The timer of the board. */
HANDLER timer_entry
    ENTER
    SAVE_INTERRUPTED
    bl      timer_taken
    b       leave

/* An interrupt line of a task. */
HANDLER irq_entry
    ENTER
    SAVE_INTERRUPTED
    bl      irq_taken
    b       leave

/* PendSV, pended by the idle loop and by nobody else: a step of the kernel's work, or, at the end of
 * boot, nothing but the way to the first thread. */
HANDLER work_entry
    ENTER
    SAVE_INTERRUPTED
    bl      work_taken
    b       leave

/*
 * MemManage, BusFault, UsageFault. From user code (EXC_RETURN: thread mode, process stack) it is
 * the thread's fault, from anywhere else a copy window's or the kernel's.
 *
 * sp is set anew: QEMU stacks the frame of a return that failed (INVPC) on the kernel's stack,
 * where it would stay.
 */
HANDLER fault_entry
    mvn     r0, lr
    tst     r0, #0xc
    bne     fault_nested
    dsb
.Lfault_drained:
    FIXUP   fault_entry, .Lfault_drained, drain_failed
    ldr     r0, =__kernel_stack_end - FRAME_SIZE
    mov     sp, r0
    ldr     r12, [sp, #PORT_FROM_SP]
    mrs     r0, psp
    strd    r0, lr, [r12, #CONTEXT_PSP]
    SAVE
    bl      fault_taken
    b       leave

/*
 * HardFault. What it says about itself does not matter: from user code it is the thread's fault
 * (bkpt is one), whatever HFSR holds. It is handed to UsageFault, which follows without a step of
 * user code between, because in a HardFault the MPU is off and unprivileged stores go unchecked.
 */
HANDLER hard_fault_entry
    mvn     r0, lr
    tst     r0, #0xc
    bne     fault_nested
    ldr     r0, =SCB_SHCSR
    ldr     r1, [r0]
    orr     r1, r1, #SHCSR_USGFAULTPENDED
    str     r1, [r0]
    dsb
    bx      lr

/* A fault in a handler: its frame is on the kernel's stack, at sp. */
fault_nested:
    mov     r0, sp
    push    {r3, lr}
    bl      fault_nested_taken
    pop     {r3, lr}
    dsb
    bx      lr

HANDLER unexpected_entry
    bl      unexpected_taken

/* Landings: the running thread caused a fault that hardware did not see as one in its code. A store
 * that fails when no thread was interrupted is the kernel's own. */
drain_failed:
    mvn     r0, lr
    tst     r0, #0xc
    bne     unexpected_entry
    ldr     r12, [sp, #PORT_FROM_SP]
    mrs     r0, psp
    strd    r0, lr, [r12, #CONTEXT_PSP]
    SAVE
    bl      fault_bus_taken
    b       leave

stack_failed:
    SAVE
    bl      fault_stack_taken
    b       leave

/* Back to the running thread, unless the core has chosen another. */
leave:
    ldrd    r1, r2, [sp, #PORT_FROM_SP]
    cmp     r1, r2
    bne     switch
    ldr     lr, [r1, #CONTEXT_EXC_RETURN]
    dsb
    bx      lr

/* What is owed cannot be stored: the thread that was to run next has lost its stack. Its registers
 * are not loaded, so whoever runs now is switched to. */
debt_failed:
    bl      fault_stack_taken
    ldrd    r1, r2, [sp, #PORT_FROM_SP]

/* A call whose caller does not go on now: the result is stored when it does, and the core may change
 * it until then (arch_context_result). */
svc_switch:
    str     r0, [r1, #CONTEXT_RESULT]

/*
 * From the thread whose context is r1 to the one whose context is r2. r4-r11 are saved already.
 */
switch:
    str     r2, [sp, #PORT_FROM_SP]
    ldr     r3, [r1, #CONTEXT_EXC_RETURN]
    ldrd    r0, lr, [r2, #CONTEXT_PSP]
    ands    r3, r3, lr
    tst     r3, #EXC_RETURN_BASIC
    beq     switch_fpu
switch_mpu:
    msr     psp, r0
    /*
     * The MPU is off while regions change: an RBAR in force with the old RASR is a region nobody
     * meant, and one that denies execution of kernel text would be the end. No exception can
     * come in between; the kernel needs no region.
     */
    ldr     r12, =MPU_CTRL
    movs    r3, #0
    str     r3, [r12], #(MPU_RBAR - MPU_CTRL)
    add     r1, r2, #CONTEXT_REGION
    ldm     r1!, {r4-r11}
    stm     r12, {r4-r11}
    ldm     r1, {r4-r11}
    stm     r12, {r4-r11}
    movs    r3, #MPU_CTRL_ON
    str     r3, [r12, #(MPU_CTRL - MPU_RBAR)]
    ldr     r3, [r2, #CONTEXT_CONTROL]
    msr     control, r3
    ldrd    r1, r3, [r2, #CONTEXT_RESULT]
    cmp     r3, #DEBT_RESULT
    bne     switch_pay
    /*
     * The debt is paid in the thread's own space and with its own rights, after a DSB that puts
     * the new regions in force: if its stack is gone, it is the thread that faults. For the
     * thread's own fetches the exception return is the ISB.
     */
    dsb
.Ldebt:
    strt    r1, [r0]
switch_restore:
    add     r3, r2, #CONTEXT_R4
    ldm     r3, {r4-r11}
    dsb
.Ldebt_end:
    bx      lr
    FIXUP   .Ldebt, .Ldebt_end, debt_failed

/* A first frame, or a fault put off; nothing for the idle loop. */
switch_pay:
    dsb
    mov     r0, r2
    bl      debt_pay
    cbz     r0, debt_failed_near
    ldr     r2, [sp, #PORT_FROM_SP]
    ldr     lr, [r2, #CONTEXT_EXC_RETURN]
    b       switch_restore
debt_failed_near:
    b       debt_failed

/*
 * One of the two has FPU state. The old thread's is saved before the MPU changes, since touching
 * the FPU makes hardware store s0-s15, lazily, into the old thread's frame. A new thread without
 * FPU state finds zeros, which EXC_RETURN alone does not give it.
 */
switch_fpu:
    ldr     r3, [r1, #CONTEXT_EXC_RETURN]
    tst     r3, #EXC_RETURN_BASIC
    bne     fpu_load
    /* The entry check made room for a basic frame only. */
    ldr     r3, [r1, #CONTEXT_PSP]
    ldrd    r4, r5, [r1, #CONTEXT_STACK_BASE]
    subs    r3, r3, r4
    subs    r5, r5, #FRAME_FPU_SIZE
    cmp     r3, r5
    bhi     fpu_save_failed
    add     r3, r1, #CONTEXT_FPU
.Lfpu_save:
    vstm    r3, {s16-s31}
    dsb
.Lfpu_save_end:
    FIXUP   .Lfpu_save, .Lfpu_save_end, fpu_save_failed
fpu_next:
    tst     lr, #EXC_RETURN_BASIC
    beq     fpu_load
    mov     r4, lr
    bl      fpu_clear
    mov     lr, r4
    b       switch_mpu
fpu_load:
    add     r3, r2, #CONTEXT_FPU
    vldm    r3, {s16-s31}
    b       switch_mpu

/* The old thread's frame does not lie in its stack. It is charged when it would run next, since
 * the core no longer takes it for the running one. */
fpu_save_failed:
    ldr     r3, =FPU_FPCCR
    ldr     r4, [r3]
    bic     r4, r4, #FPCCR_LSPACT
    str     r4, [r3]
    movs    r3, #DEBT_FAULT
    str     r3, [r1, #CONTEXT_DEBT]
    b       fpu_next

/* Zeroes s0-s31 and the flags; LSPACT is clear, so nothing is stored anywhere. Keeps r1, r2. */
HANDLER fpu_clear
    movs    r3, #0
    .irp    n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
    vmov    d\n, r3, r3
    .endr
    vmsr    fpscr, r3
    bx      lr

/*
 * Reset: boot as a thread without interrupts, then be the idle loop. At the first interrupt, the
 * PendSV that boot left pending, the stack is empty but for the frame.
 *
 * While there is work, the idle loop asks for a step of it and no more: interrupts that came during
 * one step are served before the next. It looks with interrupts off, so that what they leave to do
 * is seen before it waits; those that are pending end the wait all the same.
 */
HANDLER reset_entry
    cpsid   i
    ldr     r0, =__kernel_stack_end
    mov     sp, r0
    bl      boot_main
    ldr     r4, =kernel
    ldr     r5, =SCB_ICSR
    ldr     r6, =ICSR_PENDSVSET
1:  cpsie   i
    isb
    cpsid   i
    ldr     r0, [r4, #KERNEL_WORK]
    cbz     r0, 2f
    str     r6, [r5]
    b       1b
2:  dsb
    wfi
    b       1b

    .ltorg

/*
 * bool arch_user_read(k, void *to, uint32_t from, uint32_t size)
 * bool arch_user_write(k, uint32_t to, const void *from, uint32_t size)
 *
 * Whole words where both sides are aligned. The DSB at the end flushes a failing store out while
 * the window is still open.
 */
.macro USER_COPY name, load_word, load_byte, store_word, store_byte
HANDLER \name
    orr     r12, r1, r2
    tst     r12, #3
    bne     3f
1:  subs    r3, r3, #4
    blo     2f
    \load_word r12, [r2]
    \store_word r12, [r1]
    adds    r2, r2, #4
    adds    r1, r1, #4
    b       1b
2:  adds    r3, r3, #4
3:  subs    r3, r3, #1
    blo     4f
    \load_byte r12, [r2]
    \store_byte r12, [r1]
    adds    r2, r2, #1
    adds    r1, r1, #1
    b       3b
4:  dsb
.L\name\()_end:
    movs    r0, #1
    bx      lr
.L\name\()_failed:
    movs    r0, #0
    bx      lr
    FIXUP   \name, .L\name\()_end, .L\name\()_failed
.endm

    USER_COPY arch_user_read, ldrt, ldrbt, str, strb
    USER_COPY arch_user_write, ldr, ldrb, strt, strbt
