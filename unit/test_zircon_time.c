/*
 * clock_get_monotonic and nanosleep: one clock, in nanoseconds, of which a tick is NS_PER_TICK.
 */
#include "zircon_calls.h"

#include <string.h>

static uint64_t now_ns(struct machine *m)
{
    uint64_t now;
    assert_int_equal(zx(m, SYS_CLOCK_GET_MONOTONIC, at(m, OUT)), ZX_OK);
    get(m, OUT, &now, sizeof now);
    return now;
}

/* ---- The clock. ---- */

static void clock_counts_nanoseconds(void **state)
{
    (void)state;
    struct machine *m = zircon_machine();
    uint64_t ticks = machine_now(m);
    static const uint64_t steps[] = {0, 1, 24999, 25000, 25001, 107374182, 107374183, 1u << 31};
    for (unsigned i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        advance_ticks(m, steps[i]);
        be(m, ALICE);
        ticks += steps[i];
        assert_int_equal(now_ns(m), ticks * (uint64_t)NS_PER_TICK);
    }
    assert_true(now_ns(m) > UINT32_MAX);
}

static void clock_refuses_bad_pointers(void **state)
{
    (void)state;
    struct machine *m = zircon_machine();
    const uint32_t bad[] = {0, HOLE, READ_ONLY, 0xfffffffc, at(m, MEMORY_SIZE - 7)};
    for (unsigned i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        assert_int_equal(zx(m, SYS_CLOCK_GET_MONOTONIC, bad[i]), ZX_INVALID_ARGS);
    }
    advance_ticks(m, 1);
    uint64_t now;
    assert_int_equal(zx(m, SYS_CLOCK_GET_MONOTONIC, at(m, MEMORY_SIZE - 8)), ZX_OK);
    get(m, MEMORY_SIZE - 8, &now, sizeof now);
    assert_int_equal(now, NS_PER_TICK);
    /* From the stack into the data. */
    assert_int_equal(zx(m, SYS_CLOCK_GET_MONOTONIC, at(m, 0) - 5), ZX_OK);
    memcpy(&now, machine_memory(m, at(m, 0) - 5, sizeof now), sizeof now);
    assert_int_equal(now, NS_PER_TICK);
}

/* ---- nanosleep ---- */

/* The first tick that does not come before the deadline. */
static void sleep_ends_no_sooner_and_no_later(void **state)
{
    (void)state;
    static const struct {
        int64_t ns;
        uint64_t tick;
    } deadlines[] = {
        {1, 1},
        {NS_PER_TICK - 1, 1},
        {NS_PER_TICK, 1},
        {NS_PER_TICK + 1, 2},
        {1000000 - 1, 25000},
        {1000000, 25000},
        {1000001, 25001},
        {(int64_t)1 << 32, 107374183},
        {((int64_t)1 << 40) + 1, 27487790695},
    };
    struct machine *m = zircon_machine();
    for (unsigned i = 0; i < sizeof deadlines / sizeof deadlines[0]; i++) {
        machine_reset(m);
        thread_id alice = thread_of(m, ALICE);
        be(m, ALICE);
        call_parks(m, SYS_NANOSLEEP, NS(deadlines[i].ns));
        assert_int_equal(deadline_of(m, alice), deadlines[i].tick);
        be(m, BOB);
        call_parks(m, SYS_SLEEP, UINT32_MAX, SLEEP_DEEP);
        advance_ticks(m, deadlines[i].tick - 1);
        assert_int_equal(thread_state_of(m, alice)->state, THREAD_NANOSLEEPING);
        advance_ticks(m, 1);
        assert_int_equal(machine_current(m), alice);
        assert_int_equal(machine_call_result(m, alice), ZX_OK);
    }
}

static void sleep_is_absolute(void **state)
{
    (void)state;
    struct machine *m = zircon_machine();
    advance_ticks(m, 100);
    be(m, ALICE);
    call_parks(m, SYS_NANOSLEEP, NS(150 * NS_PER_TICK));
    assert_int_equal(deadline_of(m, thread_of(m, ALICE)), 150);
}

/* A deadline that has come: the others of the same priority run first. */
static void past_deadline_yields(void **state)
{
    (void)state;
    static const int64_t past[] = {INT64_MIN, -1, 0, 1, NS_PER_TICK, 10 * NS_PER_TICK};
    struct machine *m = zircon_machine();
    for (unsigned i = 0; i < sizeof past / sizeof past[0]; i++) {
        machine_reset(m);
        advance_ticks(m, 10);
        be(m, ALICE);
        thread_id alice = machine_current(m);
        assert_int_equal(zx(m, SYS_NANOSLEEP, NS(past[i])), ZX_OK);
        assert_int_equal(machine_current(m), thread_of(m, BOB));
        assert_int_equal(thread_state_of(m, alice)->state, THREAD_READY);
        assert_int_equal(deadline_of(m, alice), TIME_NEVER);
        call_parks(m, SYS_NANOSLEEP, NS(11 * NS_PER_TICK));
        assert_int_equal(machine_current(m), alice);
        assert_int_equal(zx(m, SYS_NANOSLEEP, NS(past[i])), ZX_OK); /* nobody to yield to */
        assert_int_equal(machine_current(m), alice);
    }
}

static void endless_sleep_has_no_deadline(void **state)
{
    (void)state;
    struct machine *m = zircon_machine();
    thread_id alice = machine_current(m);
    call_parks(m, SYS_NANOSLEEP, FOR_EVER);
    assert_int_equal(deadline_of(m, alice), TIME_NEVER);
    advance_ticks(m, (uint64_t)1 << 40);
    assert_int_equal(thread_state_of(m, alice)->state, THREAD_NANOSLEEPING);
    be(m, BOB);
    call_parks(m, SYS_NANOSLEEP, NS(INT64_MAX - 1));
    assert_int_equal(deadline_of(m, thread_of(m, BOB)), 230584300921369396u);
}

/* Unlike sleep, it is no matter of events. */
static void events_do_not_end_it(void **state)
{
    (void)state;
    struct machine *m = zircon_machine();
    thread_id alice = machine_current(m);
    call_parks(m, SYS_NANOSLEEP, NS(1000 * NS_PER_TICK));
    assert_int_equal(call_returns(m, SYS_SEND_SIGNAL, handle_of(m, ALICE), SIGNAL_IO), SENTRY_OK);
    assert_int_equal(thread_state_of(m, alice)->state, THREAD_NANOSLEEPING);
    advance_ticks(m, 1000);
    run(m, alice);
    assert_polled(m, EVENT_SIGNAL, EVENT_SIGNAL, handle_of(m, BOB), SIGNAL_IO);
}

static void sleepers_end_with_their_process(void **state)
{
    (void)state;
    struct machine *m = zircon_machine();
    thread_id second = machine_thread(m, machine_process(m, ALICE), true);
    call_parks(m, SYS_NANOSLEEP, NS(1000 * NS_PER_TICK));
    run(m, second);
    call_parks(m, SYS_EXIT, 0);
    assert_int_equal(machine_kernel(m)->time.first, NONE);
    advance_ticks(m, 2000);
    assert_int_equal(machine_current(m), thread_of(m, BOB));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(clock_counts_nanoseconds),
        TEST(clock_refuses_bad_pointers),
        TEST(sleep_ends_no_sooner_and_no_later),
        TEST(sleep_is_absolute),
        TEST(past_deadline_yields),
        TEST(endless_sleep_has_no_deadline),
        TEST(events_do_not_end_it),
        TEST(sleepers_end_with_their_process),
    };
    return cmocka_run_group_tests_name("zircon_time", tests, NULL, NULL);
}
