/*
 * How the board speaks: Arm semihosting, by which it ends QEMU too.
 *
 * The last line it writes is for lockstep.py. With a difference it leaves the kernel's state in a
 * file, in QEMU's working directory, so that the host can say where it differs.
 */
#include "driver.h"

#define SEMIHOSTING_OPEN          0x01u
#define SEMIHOSTING_CLOSE         0x02u
#define SEMIHOSTING_WRITE0        0x04u
#define SEMIHOSTING_WRITE         0x05u
#define SEMIHOSTING_OPEN_WB       5u
#define SEMIHOSTING_EXIT_EXTENDED 0x20u
#define APPLICATION_EXIT          0x20026u

static uint32_t semihosting_call(uint32_t call, const void *block)
{
    register uint32_t operation __asm__("r0") = call;
    register const void *argument __asm__("r1") = block;
    __asm__ volatile("bkpt 0xab" : "+r"(operation) : "r"(argument) : "memory");
    return operation;
}

static void text(const char *words)
{
    (void)semihosting_call(SEMIHOSTING_WRITE0, words);
}

static void number(const char *name, uint64_t value)
{
    char digits[] = "=0x0000000000000000";
    for (unsigned i = sizeof digits - 2; i > 2; i--) {
        digits[i] = "0123456789abcdef"[value & 15u];
        value >>= 4;
    }
    text(" ");
    text(name);
    text(digits);
}

static _Noreturn void end(uint32_t status)
{
    const uint32_t block[2] = {APPLICATION_EXIT, status};
    text("\n");
    (void)semihosting_call(SEMIHOSTING_EXIT_EXTENDED, block);
    for (;;) {
        __asm__ volatile("wfi");
    }
}

static uint32_t address_of(const void *memory)
{
    return (uint32_t)(uintptr_t)memory;
}

/* The state, and the tasks' RAM. */
static void state_write(void)
{
    static const char name[] = "lockstep.state";
    const uint32_t open[] = {address_of(name), SEMIHOSTING_OPEN_WB, sizeof name - 1};
    uint32_t file = semihosting_call(SEMIHOSTING_OPEN, open);
    const uint32_t write[] = {file, address_of(&kernel), offsetof(struct kernel, arch)};
    const uint32_t write_ram[] = {file, SCRIPT_RAM, SCRIPT_RAM_SIZE};
    (void)semihosting_call(SEMIHOSTING_WRITE, write);
    (void)semihosting_call(SEMIHOSTING_WRITE, write_ram);
    (void)semihosting_call(SEMIHOSTING_CLOSE, &file);
}

void same(const char *what, uint64_t expected, uint64_t found)
{
    if (expected == found) {
        return;
    }
    state_write();
    text("difference:");
    number("program", loaded()->program);
    number("step", driver.number);
    number("expected", expected);
    number("found", found);
    text(" in ");
    text(what);
    end(1);
}

_Noreturn void report_end(void)
{
    text("end:");
    number("programs", loaded()->program);
    number("steps", loaded()->steps);
    number("calls", loaded()->calls);
    end(0);
}

_Noreturn void report_refusal(const char *why)
{
    text("refused: ");
    text(why);
    end(2);
}
