/*
 * alarm.c: alarms to the tick, once and again and again, and how they stop.
 */
#include "fixture.h"

enum { A = 10, B = 20 };
#define MS ((uint64_t)MACHINE_TICKS_PER_MS)

static struct machine *make_two(void)
{
    struct machine *m = MACHINE({.label = A, .priority = 5}, {.label = B, .priority = 5});
    run(m, thread_of(m, A));
    return m;
}

static void assert_alarm(struct machine *m)
{
    assert_polled(m, EVENT_SIGNAL, EVENT_SIGNAL, 0, SIGNAL_ALARM);
    assert_nothing(m, EVENT_MASK_ALL);
}

static uint64_t alarm_deadline(struct machine *m)
{
    return machine_kernel(m)->time.timer[timer_of_alarm(machine_process(m, A))].deadline;
}

static void alarm_fires_once_to_the_tick(void **state)
{
    (void)state;
    static const uint32_t times[] = {1, 2, 1000};
    for (unsigned i = 0; i < 3; i++) {
        struct machine *m = make_two();
        advance_ticks(m, 17);
        run(m, thread_of(m, A));
        assert_int_equal(call_returns(m, SYS_ALARM, times[i], ALARM_ONCE), SENTRY_OK);
        advance_ticks(m, times[i] * MS - 1);
        run(m, thread_of(m, A));
        assert_nothing(m, EVENT_MASK_ALL);
        advance_ticks(m, 1);
        run(m, thread_of(m, A));
        assert_alarm(m);
        assert_int_equal(alarm_deadline(m), TIME_NEVER);
        advance_ms(m, 3000);
        run(m, thread_of(m, A));
        assert_nothing(m, EVENT_MASK_ALL);
        assert_int_equal(call_returns(m, SYS_ALARM, 0, ALARM_STOP), SENTRY_NO_ENTITY);
        assert_int_equal(call_returns(m, SYS_ALARM, UINT32_MAX, ALARM_ONCE), SENTRY_OK);
        assert_int_equal(alarm_deadline(m), machine_now(m) + UINT32_MAX * MS);
    }
}

static void alarm_ends_a_wait_and_not_another_ones(void **state)
{
    (void)state;
    struct machine *m = make_two();
    assert_int_equal(call_returns(m, SYS_ALARM, 5, ALARM_ONCE), SENTRY_OK);
    area_fill(m, thread_of(m, B), 7);
    call_parks(m, SYS_WAIT_FOR_EVENT, EVENT_SIGNAL, 0);
    call_parks(m, SYS_WAIT_FOR_EVENT, EVENT_MASK_ALL, 0);
    assert_int_equal(machine_current(m), NONE);
    advance_ms(m, 5);
    assert_int_equal(machine_current(m), thread_of(m, A));
    assert_int_equal(machine_call_result(m, thread_of(m, A)), SENTRY_OK);
    assert_event(m, thread_of(m, A), EVENT_SIGNAL, 0, SIGNAL_ALARM);
    assert_int_equal(machine_area(m, thread_of(m, B))[0], area_pattern(7, 0));
}

/* No drift, whenever it is read; what is not read merges; what was missed is skipped. */
static void periodic_alarm_keeps_its_beat(void **state)
{
    (void)state;
    struct machine *m = make_two();
    advance_ticks(m, 99);
    run(m, thread_of(m, A));
    assert_int_equal(call_returns(m, SYS_ALARM, 10, ALARM_PERIODIC), SENTRY_OK);
    for (unsigned beat = 1; beat <= 4; beat++) {
        assert_int_equal(alarm_deadline(m), 99 + UINT64_C(10) * beat * MS);
        advance_ticks(m, 10 * MS);
        run(m, thread_of(m, A));
        if (beat % 2 == 0) {
            assert_alarm(m);
        }
    }
    machine_kernel(m)->arch.clock.deadline = TIME_NEVER; /* a timer that comes late */
    machine_advance(m, 35 * MS);
    kernel_timer(machine_kernel(m));
    check(m);
    assert_int_equal(alarm_deadline(m), 99 + 80 * MS);
    run(m, thread_of(m, A));
    assert_alarm(m);
    machine_kernel(m)->arch.clock.deadline = TIME_NEVER;
    machine_advance(m, 15 * MS); /* exactly one period late: at 90 ms, due at 80 */
    kernel_timer(machine_kernel(m));
    check(m);
    assert_int_equal(alarm_deadline(m), 99 + 100 * MS);
}

static void second_alarm_is_busy(void **state)
{
    (void)state;
    struct machine *m = make_two();
    for (uint32_t flag = ALARM_ONCE; flag <= ALARM_PERIODIC; flag++) {
        machine_reset(m);
        run(m, thread_of(m, A));
        assert_int_equal(call_returns(m, SYS_ALARM, 0, flag), SENTRY_INVALID);
        assert_int_equal(call_returns(m, SYS_ALARM, 9, flag), SENTRY_OK);
        assert_int_equal(call_returns(m, SYS_ALARM, 9, ALARM_ONCE), SENTRY_BUSY);
        assert_int_equal(call_returns(m, SYS_ALARM, 9, ALARM_PERIODIC), SENTRY_BUSY);
        assert_int_equal(call_returns(m, SYS_ALARM, 0, ALARM_ONCE), SENTRY_BUSY); /* first */
        assert_int_equal(call_returns(m, SYS_ALARM, 9, 3), SENTRY_INVALID);
        run(m, thread_of(m, B)); /* each process has one */
        assert_int_equal(call_returns(m, SYS_ALARM, 9, flag), SENTRY_OK);
        advance_ms(m, 9);
        run(m, thread_of(m, A)); /* fired: running only if periodic */
        assert_int_equal(call_returns(m, SYS_ALARM, 9, flag),
                         flag == ALARM_PERIODIC ? SENTRY_BUSY : SENTRY_OK);
    }
}

static void stop_takes_everything_back(void **state)
{
    (void)state;
    struct machine *m = make_two();
    assert_int_equal(call_returns(m, SYS_ALARM, 0, ALARM_STOP), SENTRY_NO_ENTITY);
    for (unsigned i = 0; i < 4; i++) {
        uint32_t flag = i % 2;
        bool fired = i >= 2;
        machine_reset(m);
        run(m, thread_of(m, A));
        assert_int_equal(call_returns(m, SYS_ALARM, 9, flag), SENTRY_OK);
        advance_ms(m, fired ? 9 : 8);
        run(m, thread_of(m, A));
        assert_int_equal(call_returns(m, SYS_ALARM, 77, ALARM_STOP), SENTRY_OK);
        assert_int_equal(alarm_deadline(m), TIME_NEVER);
        assert_nothing(m, EVENT_MASK_ALL);
        assert_int_equal(call_returns(m, SYS_ALARM, 0, ALARM_STOP), SENTRY_NO_ENTITY);
        advance_ms(m, 100);
        run(m, thread_of(m, A));
        assert_nothing(m, EVENT_MASK_ALL);
        assert_int_equal(call_returns(m, SYS_ALARM, 1, ALARM_ONCE), SENTRY_OK);
        advance_ms(m, 100); /* the old period is forgotten */
        run(m, thread_of(m, A));
        assert_alarm(m);
        assert_int_equal(alarm_deadline(m), TIME_NEVER);
    }
}

static void alarm_ends_with_its_process(void **state)
{
    (void)state;
    struct machine *m = MACHINE({.label = A, .priority = 5, .on_exit = ENDING_RESTART},
                                {.label = B, .priority = 5});
    for (unsigned fired = 0; fired < 2; fired++) {
        machine_reset(m);
        run(m, thread_of(m, A));
        assert_int_equal(call_returns(m, SYS_ALARM, 9, ALARM_PERIODIC), SENTRY_OK);
        advance_ms(m, fired != 0 ? 9 : 1);
        run(m, thread_of(m, A));
        call_parks(m, SYS_EXIT, 0);
        advance_ms(m, 100);
        run(m, thread_of(m, A));
        assert_nothing(m, EVENT_MASK_ALL);
        assert_int_equal(call_returns(m, SYS_ALARM, 0, ALARM_STOP), SENTRY_NO_ENTITY);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(alarm_fires_once_to_the_tick),  TEST(alarm_ends_a_wait_and_not_another_ones),
        TEST(periodic_alarm_keeps_its_beat), TEST(second_alarm_is_busy),
        TEST(stop_takes_everything_back),    TEST(alarm_ends_with_its_process),
    };
    return cmocka_run_group_tests_name("alarm", tests, NULL, NULL);
}
