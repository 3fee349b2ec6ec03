/*
 * The halt and the entropy of boards that run under QEMU or a debugger: Arm semihosting. Only
 * privileged code may ask for it.
 */
#include "board.h"

static uint32_t semihosting_call(uint32_t call, const uint32_t *block)
{
    register uint32_t operation __asm__("r0") = call;
    register const uint32_t *argument __asm__("r1") = block;
    __asm__ volatile("bkpt 0xab" : "+r"(operation) : "r"(argument) : "memory");
    return operation;
}

/* SYS_EXIT_EXTENDED carries a reason and an exit status. */
#define SEMIHOSTING_EXIT_EXTENDED    0x20u
#define SEMIHOSTING_APPLICATION_EXIT 0x20026u

_Noreturn void board_halt(uint32_t status)
{
    const uint32_t block[2] = {SEMIHOSTING_APPLICATION_EXIT, status};
    (void)semihosting_call(SEMIHOSTING_EXIT_EXTENDED, block);
    for (;;) {
        __asm__ volatile("wfi");
    }
}

/* Files of the host: its random numbers, since QEMU's boards have no source of their own. */
#define SEMIHOSTING_OPEN    0x01u
#define SEMIHOSTING_READ    0x06u
#define SEMIHOSTING_OPEN_RB 1u

void board_entropy(struct entropy *entropy)
{
    static const char name[] = "/dev/urandom";
    const uint32_t open[] = {(uint32_t)(uintptr_t)name, SEMIHOSTING_OPEN_RB, sizeof name - 1};
    uint32_t file = semihosting_call(SEMIHOSTING_OPEN, open);
    const uint32_t read[] = {file, (uint32_t)(uintptr_t)entropy->key, sizeof entropy->key};
    entropy->present = file != UINT32_MAX && semihosting_call(SEMIHOSTING_READ, read) == 0;
}
