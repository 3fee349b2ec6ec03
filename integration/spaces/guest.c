/*
 * Does what it is told with its memory and its names, and tells what came of it. It is restarted
 * whenever it ends: each run introduces itself with its layout and a handle of its process.
 */
#include "guest.h"
#include "report.h"

#include <zircon/process.h>
#include <zircon/syscalls.h>

#define MASTER ANVIL_SHARED(0)

/* Makes the data larger than an exchange area, so that layout.h knows its size. */
static volatile uint8_t room[512];
static volatile uint32_t mark = MARK_FRESH;

/* ---- What needs its own registers: naked, with their arguments in r0 and r1. ---- */

__attribute__((naked, noinline)) static uint32_t push_at(__attribute__((unused)) uint32_t end)
{
    __asm__ volatile("ldr r1, [r0, #-4]\n\t"
                     "mov r2, sp\n\t"
                     "movw r3, #0x5afe\n\t"
                     "mov sp, r0\n\t"
                     "push {r3}\n\t"
                     "pop {r0}\n\t"
                     "mov sp, r2\n\t"
                     "bx lr");
}

__attribute__((naked, noinline)) static uint32_t stand_at(__attribute__((unused)) uint32_t end)
{
    __asm__ volatile("push {r6, lr}\n\t"
                     "ldr r1, [r0, #-4]\n\t"
                     "mov r2, sp\n\t"
                     "movs r6, #0\n\t"
                     "mov sp, r0\n\t"
                     "svc 0\n\t"
                     "mov sp, r2\n\t"
                     "pop {r6, pc}");
}

__attribute__((naked, noinline)) static uint32_t load_at(__attribute__((unused)) uint32_t address)
{
    __asm__ volatile("push {r4-r8, lr}\n\t"
                     "ldm r0, {r1-r8}\n\t"
                     "add r0, r1, r2\n\t"
                     "add r0, r3\n\t"
                     "add r0, r4\n\t"
                     "add r0, r5\n\t"
                     "add r0, r6\n\t"
                     "add r0, r7\n\t"
                     "add r0, r8\n\t"
                     "pop {r4-r8, pc}");
}

__attribute__((naked, noinline)) static void store_at(__attribute__((unused)) uint32_t address,
                                                      __attribute__((unused)) uint32_t first)
{
    __asm__ volatile("push {r4-r8, lr}\n\t"
                     "adds r2, r1, #1\n\t"
                     "adds r3, r1, #2\n\t"
                     "adds r4, r1, #3\n\t"
                     "adds r5, r1, #4\n\t"
                     "adds r6, r1, #5\n\t"
                     "adds r7, r1, #6\n\t"
                     "add r8, r1, #7\n\t"
                     "stm r0, {r1-r8}\n\t"
                     "pop {r4-r8, pc}");
}

static const uint32_t fpu_zeros[32];

/* The FPU's registers as they are; in between, the compiler uses none of them. */
__attribute__((naked, noinline)) static void fpu_out(__attribute__((unused)) uint32_t words[32])
{
    __asm__ volatile("vstm r0, {s0-s31}\n\t"
                     "bx lr");
}

__attribute__((naked, noinline)) static void fpu_in(__attribute__((unused)) const uint32_t *words)
{
    __asm__ volatile("vldm r0, {s0-s31}\n\t"
                     "bx lr");
}

static uint32_t fpu_sum(void)
{
    uint32_t words[32] = {0};
    uint32_t sum = 0;
    fpu_out(words);
    fpu_in(fpu_zeros);
    for (size_t i = 0; i < 32; i++) {
        sum += words[i];
    }
    return sum;
}

/* ---- The deeds. ---- */

#define BYTE(address) ((volatile uint8_t *)(uintptr_t)(address))

static uint32_t read_do(const uint32_t *argument)
{
    return *BYTE(argument[0]);
}

static uint32_t write_do(const uint32_t *argument)
{
    *BYTE(argument[0]) = (uint8_t)argument[1];
    return 0;
}

typedef uint32_t code(uint32_t argument);

static uint32_t execute_do(const uint32_t *argument)
{
    return ((code *)(uintptr_t)(argument[0] | 1u))(argument[1]);
}

static uint32_t push_do(const uint32_t *argument)
{
    return push_at(argument[0]);
}

static uint32_t stand_do(const uint32_t *argument)
{
    return stand_at(argument[0]);
}

static uint32_t load_do(const uint32_t *argument)
{
    return load_at(argument[0]);
}

static uint32_t store_do(const uint32_t *argument)
{
    store_at(argument[0], argument[1]);
    return 0;
}

static uint32_t load_fpu_do(const uint32_t *argument)
{
    fpu_in((const uint32_t *)(uintptr_t)argument[0]);
    return fpu_sum();
}

static uint32_t store_fpu_do(const uint32_t *argument)
{
    uint32_t words[32];
    for (uint32_t i = 0; i < 32; i++) {
        words[i] = argument[1] + i;
    }
    fpu_in(words);
    fpu_out((uint32_t *)(uintptr_t)argument[0]);
    return 0;
}

static uint32_t execute_fpu_do(const uint32_t *argument)
{
    (void)execute_do(argument);
    return fpu_sum();
}

static uint32_t spin_do(const uint32_t *argument)
{
    volatile uint32_t count = 0;
    while (count < argument[0]) {
        count++;
        room[1]++;
    }
    return 0;
}

static uint32_t cycle_do(const uint32_t *argument)
{
    uint32_t sum = 0;
    for (uint32_t round = 0; round < argument[3]; round++) {
        for (uint32_t i = 0; i < argument[2]; i++) {
            sum += *(volatile uint32_t *)(uintptr_t)(argument[0] + i * argument[1]);
        }
    }
    return sum;
}

static uint32_t call_do(const uint32_t *argument)
{
    return anvil_call5(argument[0], argument[1], argument[2], argument[3], argument[4],
                       argument[5]);
}

static uint32_t take_do(const uint32_t *argument)
{
    zx_handle_t handle = ZX_HANDLE_INVALID;
    (void)argument;
    (void)zx_channel_read(MASTER, 0, NULL, &handle, 0, 1, NULL, NULL);
    return handle;
}

static uint32_t wait_one_do(const uint32_t *argument)
{
    zx_time_t deadline = zx_deadline_after(ZX_MSEC(argument[3]));
    return (uint32_t)zx_object_wait_one(argument[0], argument[1], deadline,
                                        (zx_signals_t *)(uintptr_t)argument[2]);
}

static uint32_t wait_many_do(const uint32_t *argument)
{
    zx_wait_item_t *items = (zx_wait_item_t *)(uintptr_t)argument[2];
    items[0] = (zx_wait_item_t){.handle = argument[0], .waitfor = argument[1]};
    return (uint32_t)zx_object_wait_many(items, 1, zx_deadline_after(ZX_MSEC(argument[3])));
}

typedef uint32_t doing(const uint32_t *argument);

static doing *const doings[DEEDS] = {
    [DEED_READ] = read_do,           [DEED_WRITE] = write_do,
    [DEED_EXECUTE] = execute_do,     [DEED_PUSH] = push_do,
    [DEED_STAND] = stand_do,         [DEED_LOAD] = load_do,
    [DEED_STORE] = store_do,         [DEED_LOAD_FPU] = load_fpu_do,
    [DEED_STORE_FPU] = store_fpu_do, [DEED_EXECUTE_FPU] = execute_fpu_do,
    [DEED_SPIN] = spin_do,           [DEED_CYCLE] = cycle_do,
    [DEED_CALL] = call_do,           [DEED_TAKE] = take_do,
    [DEED_WAIT_ONE] = wait_one_do,   [DEED_WAIT_MANY] = wait_many_do,
};

/* ---- Talking to the master. ---- */

static void introduce(void)
{
    const struct introduction introduction = {
        .layout = own_layout(), .mark = (uint32_t)(uintptr_t)&mark, .value = mark};
    zx_handle_t self = ZX_HANDLE_INVALID;
    (void)zx_handle_duplicate(ANVIL_SELF_PROCESS, ZX_RIGHT_SAME_RIGHTS, &self);
    (void)zx_channel_write(MASTER, 0, &introduction, sizeof introduction, &self, 1);
    mark = ~MARK_FRESH;
}

int main(void)
{
    introduce();
    while (sys_wait_for_event(EVENT_TYPE_IPC, 0) == STATUS_OK) {
        struct errand errand;
        taskh_t master = received()->source;
        (void)memcpy(&errand, received()->data, sizeof errand);
        uint32_t answer = doings[errand.deed](errand.argument);
        room[0]++; /* nobody goes on whose data has gone */
        (void)copy_to_kernel((const uint8_t *)&answer, sizeof answer);
        (void)sys_send_ipc(master, sizeof answer);
    }
    return 1;
}
