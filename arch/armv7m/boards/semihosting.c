/*
 * The halt of boards that run under QEMU or a debugger: Arm semihosting. Only privileged code may
 * ask for it.
 */
#include "board.h"

/* SYS_EXIT_EXTENDED carries a reason and an exit status. */
#define SEMIHOSTING_EXIT_EXTENDED    0x20u
#define SEMIHOSTING_APPLICATION_EXIT 0x20026u

_Noreturn void board_halt(uint32_t status)
{
    const uint32_t block[2] = {SEMIHOSTING_APPLICATION_EXIT, status};
    register uint32_t operation __asm__("r0") = SEMIHOSTING_EXIT_EXTENDED;
    register const uint32_t *argument __asm__("r1") = block;
    __asm__ volatile("bkpt 0xab" : "+r"(operation) : "r"(argument) : "memory");
    for (;;) {
        __asm__ volatile("wfi");
    }
}
