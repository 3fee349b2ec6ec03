/*
 * Makes every call with every register holding kernel, foreign and impossible values, one register
 * at a time and all at once, when it is told to. Each call must return a documented status and
 * change no register but r0. Then it makes a call with its stack somewhere else and must not come
 * back (ATTACK, a row of attacks).
 *
 * Calls that would wait for long or print what is in the exchange area are left out: they are legal
 * and other tests make them.
 */
#include "report.h"

#include <anvil/slots.h>
#include <stdbool.h>
#include <zircon/errors.h>

#define REGISTERS  12u  /* r0 to r11 */
#define L4_NO_TASK 2004 /* the greatest error of the L4 family, negated */

/* Addresses that are not this task's, by short names. */
#define KERNEL   PLACE_KERNEL_TEXT
#define LAST_ROM PLACE_KERNEL_FLASH_LAST
#define TASKS    PLACE_TASK_FLASH
#define LAST_RAM PLACE_RAM_LAST
#define TIMER    PLACE_TIMER
#define LOG_PORT PLACE_LOG

/* Neighbours of limits, and addresses. */
static const uint32_t values[] = {
    0,          1,          2,          249,        256,        257,        0x7fffffff,
    0x80000000, 0xffffffff, 0xfffffffe, KERNEL,     LAST_ROM,   TASKS,      0x20000000,
    0x20000001, 0x20010000, LAST_RAM,   TIMER,      LOG_PORT,   0x22000000, 0xe000ed94,
    0xe000ef00, 0xfffffffc, 0x00001000, 0x00000800, 0x00000003, 0x00000005, 0x00000006,
};
#define VALUES (sizeof values / sizeof values[0])

static unsigned wrong;

/* svc with r0-r11 from registers, which then holds them as they are after the call. */
__attribute__((naked, noinline)) static void call(uint32_t registers[REGISTERS])
{
    __asm__ volatile("push {r0, r4-r11, lr}\n\t"
                     "mov r12, r0\n\t"
                     "ldm r12, {r0-r11}\n\t"
                     "svc 0\n\t"
                     "ldr r12, [sp]\n\t"
                     "stm r12, {r0-r11}\n\t"
                     "pop {r0, r4-r11, pc}");
}

static bool documented(uint32_t number, uint32_t result)
{
    if (number >= SYS_CALLS) {
        return result == SYS_BAD_SYSCALL;
    }
    if (number >= SYS_TASK_MAP && number <= SYS_FACTORY_CREATE_TASK) {
        return result <= 1 || result >= (uint32_t)-L4_NO_TASK;
    }
    if ((number >= SYS_HANDLE_DUPLICATE && number < SYS_TASK_MAP) || number >= SYS_JOB_CREATE) {
        return result == ZX_OK || (result >= (uint32_t)ZX_ERR_ACCESS_DENIED);
    }
    return number == SYS_EXCHANGE_AREA ? result == (uint32_t)(uintptr_t)_s_svc_exchange
                                       : result <= STATUS_BROKENPIPE;
}

static void try_call(const uint32_t before[REGISTERS])
{
    uint32_t after[REGISTERS];
    (void)memcpy(after, before, sizeof after);
    call(after);
    if (memcmp(&after[1], &before[1], sizeof after - sizeof after[0]) != 0) {
        wrong++;
        report("call %u changes registers", (unsigned)before[6]);
    }
    if (!documented(before[6], after[0])) {
        wrong++;
        report("call %u returns %#x", (unsigned)before[6], (unsigned)after[0]);
    }
}

/* Whether a deadline is more than 100 ms after boot. */
static bool is_far(uint32_t low, uint32_t high)
{
    return (int64_t)((uint64_t)high << 32 | low) > 100000000;
}

/* Whether the call ends the task, waits for long, or writes the exchange area to the log. */
static bool left_out(const uint32_t registers[REGISTERS])
{
    switch (registers[6]) {
    case SYS_EXIT:
    case SYS_PROCESS_EXIT:
    case SYS_THREAD_EXIT:
        return true;
    case SYS_TASK_KILL:
        return registers[0] == ANVIL_SELF_PROCESS;
    case SYS_LOG:
        return registers[0] <= SVC_EXCHANGE_AREA_LEN;
    case SYS_SLEEP:
        return registers[1] <= SLEEP_MODE_DEEP && registers[0] > 100;
    case SYS_WAIT_FOR_EVENT:
        return registers[0] <= EVENT_TYPE_ALL && (int32_t)registers[1] >= 0 &&
               (registers[1] == 0 || registers[1] > 100);
    case SYS_OBJECT_WAIT_ONE:
    case SYS_OBJECT_WAIT_MANY:
        return is_far(registers[2], registers[3]);
    case SYS_NANOSLEEP:
        return is_far(registers[0], registers[1]);
    default:
        return false;
    }
}

static void fill(uint32_t registers[REGISTERS], uint32_t value, uint32_t number)
{
    for (unsigned i = 0; i < REGISTERS; i++) {
        registers[i] = value;
    }
    registers[6] = number;
}

static void try_number(uint32_t number)
{
    uint32_t registers[REGISTERS];
    for (unsigned i = 0; i < VALUES * REGISTERS; i++) {
        fill(registers, 0xffffffff, number);
        registers[i % REGISTERS] = values[i / REGISTERS];
        registers[6] = number;
        if (!left_out(registers)) {
            try_call(registers);
        }
    }
    for (unsigned i = 0; i < VALUES; i++) {
        fill(registers, values[i], number);
        if (!left_out(registers)) {
            try_call(registers);
        }
    }
}

/* The last call, with the stack pointer at address. */
static void attack(uint32_t number, uint32_t r0, uint32_t r1, uint32_t address)
{
    register uint32_t a0 __asm__("r0") = r0;
    register uint32_t a1 __asm__("r1") = r1;
    register uint32_t r6 __asm__("r6") = number;
    __asm__ volatile("mov sp, %3\n\tsvc 0" ::"r"(a0), "r"(a1), "r"(r6), "r"(address) : "memory");
}

static uint64_t data[32];

static const struct {
    uint32_t number;
    uint32_t r0;
    uint32_t r1;
    uintptr_t stack;
} attacks[] = {
    {SYS_EXIT, 66, 0, KERNEL},
    {SYS_EXIT, 66, 0, 0x20000000},
    {SYS_EXIT, 66, 0, LAST_RAM - 4},
    {SYS_EXIT, 66, 0, (uintptr_t)&data[16]},
    {SYS_EXIT, 66, 0, (uintptr_t)_s_stack},
    {SYS_EXIT, 66, 0, (uintptr_t)_s_stack + 24},
    {SYS_SLEEP, 1000000, 1, KERNEL},
    {SYS_SLEEP, 1000000, 1, (uintptr_t)_s_stack + 8},
    {SYS_WAIT_FOR_EVENT, 1, 0, KERNEL},
    {SYS_WAIT_FOR_EVENT, 1, 0, 0xfffffff8},
    {SYS_LOG, 256, 0, KERNEL},
    {SYS_SCHED_YIELD, 0, 0, KERNEL},
};
_Static_assert(sizeof attacks / sizeof attacks[0] == ATTACKS, "a caller for each attack");

int main(void)
{
    if (sys_wait_for_event(EVENT_TYPE_IPC, 0) != STATUS_OK) {
        return 1;
    }
    taskh_t judge = received()->source;
    for (uint32_t number = 0; number < SYS_CALLS + 3; number++) {
        try_number(number);
    }
    for (unsigned i = 0; i < VALUES; i++) {
        if (values[i] >= SYS_CALLS) {
            try_number(values[i]);
        }
    }
    (void)copy_to_kernel((const uint8_t *)&wrong, sizeof wrong);
    if (sys_send_ipc(judge, sizeof wrong) != STATUS_OK) {
        return 1;
    }
    attack(attacks[ATTACK].number, attacks[ATTACK].r0, attacks[ATTACK].r1, attacks[ATTACK].stack);
    report("CAME BACK");
    return 2;
}
