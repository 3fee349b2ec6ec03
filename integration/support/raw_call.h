/*
 * A system call as it is: all registers go in and come out, so that a test can see that a call
 * changes none but r0.
 */
#ifndef INTEGRATION_RAW_CALL_H
#define INTEGRATION_RAW_CALL_H

#include <stdint.h>

#define REGISTERS 12u /* r0 to r11 */

/* svc with r0-r11 from registers, which then holds them as they are after the call. */
__attribute__((naked, noinline)) static void
call(__attribute__((unused)) uint32_t registers[REGISTERS])
{
    __asm__ volatile("push {r0, r4-r11, lr}\n\t"
                     "mov r12, r0\n\t"
                     "ldm r12, {r0-r11}\n\t"
                     "svc 0\n\t"
                     "ldr r12, [sp]\n\t"
                     "stm r12, {r0-r11}\n\t"
                     "pop {r0, r4-r11, pc}");
}

#endif
