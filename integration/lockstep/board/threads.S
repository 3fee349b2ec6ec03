/*
 * What is not C: the first instructions after a reset, the detour of all exceptions, and the code
 * of the tasks.
 */
#include <anvil_config.h>

#include "port.h"

    .syntax unified
    .cpu cortex-m4
    .thumb

/* Known to the loader as LOADED: outside of what boot clears, since the image is constant then. */
    .global anvil_image
    .set    anvil_image, 0x20100000

    .text

.macro HANDLER name
    .balign 8
    .global \name
    .type \name, %function
    .thumb_func
\name:
.endm

/* After a reset: the image's table, then the port's own beginning. */
HANDLER lockstep_reset
    bl      loader_load
    b       reset_entry

/*
 * The port's handler, then the driver's, before any instruction of a thread: PendSV, which has the
 * same priority, follows without a return in between. Hardware has saved r0 and r1.
 */
.macro OBSERVED name, entry
HANDLER \name
    ldr     r0, =SCB_ICSR
    ldr     r1, =(1 << 28)
    str     r1, [r0]
    b       \entry
.endm

/* An svc that ends an access (script.h) is no call: it is for the driver alone. */
HANDLER observed_svc
    ldr     r0, =SCB_ICSR
    ldr     r1, =(1 << 28)
    str     r1, [r0]
    ldr     r0, =driver_probe
    ldr     r1, [r0]
    cbz     r1, 1f
    movs    r1, #2          /* PROBE_DONE */
    str     r1, [r0]
    bx      lr
1:  b       svc_entry

    OBSERVED observed_timer, timer_entry
    OBSERVED observed_irq, irq_entry
    OBSERVED observed_fault, fault_entry

/*
 * PendSV. The driver may change the thread's registers, r4-r11 here and the others in its frame,
 * and let the core choose another thread: the port's own PendSV does the switch.
 */
HANDLER driver_entry
    push    {r3-r11, lr}
    add     r0, sp, #4
    bl      driver_taken
    pop     {r3-r11, lr}
    b       work_entry

    .ltorg

/*
 * Each task's code; the offsets are in script.h. The driver puts the pc here. The board's flash
 * begins with the first task, as on the host, so it is there that a reset looks for the stack and
 * the first instruction.
 */
    .section .user, "ax"
.rept CONFIG_TASKS
    .balign 1024
    .word   __kernel_stack_end
    .word   lockstep_reset
    svc     #0              /* CODE_CALL */
    b       .
    ldrb    r0, [r0]        /* CODE_LOAD */
    b       .
    mov     sp, r0          /* CODE_STACK */
    svc     #0
    udf     #0              /* CODE_UNDEFINED */
    b       .
    ldm     r0, {r0, r1}    /* CODE_UNALIGNED */
    b       .
    udiv    r0, r0, r1      /* CODE_DIVIDE, where r1 is 0 */
    bkpt    #0              /* CODE_BREAKPOINT */
    b       .
    ldrb    r0, [r0]        /* CODE_LOADED */
    svc     #0
    strb    r1, [r0]        /* CODE_STORED */
    svc     #0
.endr
    .balign 1024
