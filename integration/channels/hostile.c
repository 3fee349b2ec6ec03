/*
 * Makes thousands of calls of the Zircon family with registers that a seeded generator fills: its
 * own handles and selectors, values nearby, good and bad addresses, sizes around the limits, and
 * noise. It never waits for long. Each answer must be a documented one, and change no register but
 * r0; and it must be answered in every way there is, or it was not hostile enough.
 */
#include "random_sequence.h"
#include "raw_call.h"
#include "zircon_report.h"

#include <stdbool.h>

#define CALLS 20000u
#define SEED  0x2545f491u
#define NOISE ANVIL_SHARED(0) /* a channel that nobody reads at the other end */

static uint32_t state = SEED;

/* Where calls may write: what they leave there are values to go on with. */
static uint32_t scratch[64];
#define SCRATCH_WORDS (sizeof scratch / sizeof scratch[0])

static uint32_t handle_any(void)
{
    switch (random_below(&state, 8)) {
    case 0:
        return ANVIL_SELECTOR(random_below(&state, 40));
    case 1:
        return NOISE;
    case 2:
        return scratch[random_below(&state, SCRATCH_WORDS)] ^ (1u << random_below(&state, 32));
    default:
        return scratch[random_below(&state, SCRATCH_WORDS)];
    }
}

static uint32_t address_any(void)
{
    static const uint32_t bad[] = {0,          PLACE_KERNEL_TEXT, PLACE_RAM_LAST, PLACE_TIMER,
                                   PLACE_VOID, 0xe000ed94,        0xfffffffc,     0xffffffff};
    if (random_below(&state, 4) == 0) {
        return bad[random_below(&state, sizeof bad / sizeof bad[0])];
    }
    return (uint32_t)(uintptr_t)&scratch[random_below(&state, SCRATCH_WORDS / 4)] +
           random_below(&state, 8) / 7;
}

static uint32_t small_any(void)
{
    static const uint32_t sizes[] = {0,  0,  0,  1,  2,   4,   8,   9,
                                     16, 24, 32, 64, 127, 128, 129, 1u << 31};
    return sizes[random_below(&state, sizeof sizes / sizeof sizes[0])];
}

static uint32_t register_any(void)
{
    switch (random_below(&state, 7)) {
    case 0:
    case 1:
        return handle_any();
    case 2:
    case 3:
        return address_any();
    case 4:
    case 5:
        return small_any();
    default:
        return random_next(&state);
    }
}

/* What a call expects in its first registers more often than not, so that it comes to something. */
enum argument { ANYTHING, HANDLE, ADDRESS, SMALL, RIGHTS };

static const uint8_t arguments[][8] = {
    [SYS_HANDLE_DUPLICATE - SYS_HANDLE_DUPLICATE] = {HANDLE, RIGHTS, ADDRESS},
    [SYS_HANDLE_REPLACE - SYS_HANDLE_DUPLICATE] = {HANDLE, RIGHTS, ADDRESS},
    [SYS_HANDLE_CLOSE - SYS_HANDLE_DUPLICATE] = {HANDLE},
    [SYS_HANDLE_CLOSE_MANY - SYS_HANDLE_DUPLICATE] = {ADDRESS, SMALL},
    [SYS_OBJECT_GET_INFO -
        SYS_HANDLE_DUPLICATE] = {HANDLE, SMALL, ADDRESS, SMALL, ADDRESS, ADDRESS},
    [SYS_OBJECT_SIGNAL - SYS_HANDLE_DUPLICATE] = {HANDLE, SMALL, RIGHTS},
    [SYS_OBJECT_SIGNAL_PEER - SYS_HANDLE_DUPLICATE] = {HANDLE, SMALL, RIGHTS},
    [SYS_OBJECT_WAIT_ONE - SYS_HANDLE_DUPLICATE] = {HANDLE, SMALL, SMALL, SMALL, ADDRESS},
    [SYS_OBJECT_WAIT_MANY - SYS_HANDLE_DUPLICATE] = {ADDRESS, SMALL, SMALL, SMALL},
    [SYS_EVENT_CREATE - SYS_HANDLE_DUPLICATE] = {SMALL, ADDRESS},
    [SYS_EVENTPAIR_CREATE - SYS_HANDLE_DUPLICATE] = {SMALL, ADDRESS, ADDRESS},
    [SYS_CHANNEL_CREATE - SYS_HANDLE_DUPLICATE] = {SMALL, ADDRESS, ADDRESS},
    [SYS_CHANNEL_WRITE - SYS_HANDLE_DUPLICATE] = {HANDLE, SMALL, ADDRESS, SMALL, ADDRESS, SMALL},
    [SYS_CHANNEL_READ -
        SYS_HANDLE_DUPLICATE] = {HANDLE, SMALL, ADDRESS, ADDRESS, SMALL, SMALL, ADDRESS, ADDRESS},
    [SYS_CLOCK_GET_MONOTONIC - SYS_HANDLE_DUPLICATE] = {ADDRESS},
    [SYS_NANOSLEEP - SYS_HANDLE_DUPLICATE] = {SMALL, SMALL},
};
#define HOSTILE_CALLS (sizeof arguments / sizeof arguments[0])

static uint32_t argument_any(enum argument kind)
{
    switch (random_below(&state, 8) == 0 ? ANYTHING : kind) {
    case HANDLE:
        return handle_any();
    case ADDRESS:
        return address_any();
    case SMALL:
        return small_any();
    case RIGHTS:
        return random_below(&state, 3) == 0 ? ZX_RIGHT_SAME_RIGHTS : random_next(&state);
    default:
        return register_any();
    }
}

/* A deadline is in the past, or a little ahead. */
static void deadline_tame(uint32_t *low, uint32_t *high)
{
    zx_time_t deadline = zx_deadline_after((zx_duration_t)random_below(&state, 200000));
    *low = random_below(&state, 2) == 0 ? 0 : (uint32_t)deadline;
    *high = *low == 0 ? random_next(&state) | 1u << 31 : (uint32_t)(deadline >> 32);
}

static void registers_fill(uint32_t registers[REGISTERS])
{
    uint32_t call = random_below(&state, HOSTILE_CALLS);
    for (uint32_t i = 0; i < REGISTERS; i++) {
        registers[i] = register_any();
    }
    for (uint32_t i = 0; i < 8; i++) {
        registers[i < 6 ? i : i + 2] = argument_any(arguments[call][i]);
    }
    registers[6] = SYS_HANDLE_DUPLICATE + call;
    if (registers[6] == SYS_OBJECT_WAIT_ONE || registers[6] == SYS_OBJECT_WAIT_MANY) {
        deadline_tame(&registers[2], &registers[3]);
    } else if (registers[6] == SYS_NANOSLEEP) {
        deadline_tame(&registers[0], &registers[1]);
    }
}

/* How often each status was the answer, by its negative. */
static uint32_t answers[64];

static void call_any(void)
{
    uint32_t before[REGISTERS];
    uint32_t after[REGISTERS];
    registers_fill(before);
    (void)memcpy(after, before, sizeof after);
    call(after);
    expect("no register but r0", memcmp(&after[1], &before[1], sizeof after - 4) == 0);
    expect("a documented answer", zircon_status_documented((zx_status_t)after[0]));
    answers[(0u - after[0]) % 64]++;
}

/* Handles to begin with, over and over: it soon has closed or sent away what there was. */
static void handles_refresh(void)
{
    scratch[0] = NOISE;
    (void)zx_channel_create(0, &scratch[8], &scratch[9]);
    (void)zx_eventpair_create(0, &scratch[10], &scratch[11]);
    (void)zx_event_create(0, &scratch[12]);
    (void)zx_handle_duplicate(ANVIL_SELF_THREAD, ZX_RIGHT_SAME_RIGHTS, &scratch[13]);
}

/* Every way that these calls have of failing; waits cannot be CANCELED by a task of one thread. */
static void answers_check(void)
{
    static const zx_status_t expected[] = {
        ZX_OK,
        ZX_ERR_NOT_SUPPORTED,
        ZX_ERR_NO_MEMORY,
        ZX_ERR_INVALID_ARGS,
        ZX_ERR_BAD_HANDLE,
        ZX_ERR_WRONG_TYPE,
        ZX_ERR_OUT_OF_RANGE,
        ZX_ERR_BUFFER_TOO_SMALL,
        ZX_ERR_TIMED_OUT,
        ZX_ERR_SHOULD_WAIT,
        ZX_ERR_PEER_CLOSED,
        ZX_ERR_ACCESS_DENIED,
    };
    for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++) {
        expect(zircon_status_name(expected[i]), answers[-expected[i]] > 0);
    }
}

int main(void)
{
    for (uint32_t i = 0; i < CALLS; i++) {
        if (i % 64 == 0) {
            handles_refresh();
        }
        call_any();
    }
    answers_check();
    report("hostile: %u calls, %u things went wrong", CALLS, wrong);
    return (int)wrong;
}
