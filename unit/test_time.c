/*
 * time.c: the list of timers against a sorted array, and the timer that follows it.
 */
#include "fixture.h"

#include <string.h>

enum { MEMBERS = 5 };

static struct kernel *quiet_kernel(struct machine **machine)
{
    struct machine *m = MACHINE({.label = 1});
    struct kernel *k = machine_kernel(m);
    memset(&k->time, 0, sizeof k->time);
    time_init(k);
    *machine = m;
    return k;
}

/* Timers of each kind, from both ends of their pools. */
static const timer_id members[MEMBERS] = {TIMER_FIRST_THREAD, TIMER_FIRST_ALARM - 1,
                                          TIMER_FIRST_ALARM, TIMER_FIRST_RESTART, TIMER_END - 1};

/* The list, walked both ways, holds exactly these timers in this order. */
static void assert_list(const struct kernel *k, const timer_id *expected, unsigned count)
{
    timer_id previous = NONE;
    timer_id timer = k->time.first;
    for (unsigned i = 0; i < count; i++) {
        assert_int_equal(timer, expected[i]);
        assert_int_equal(k->time.timer[timer].previous, previous);
        assert_int_equal(k->time.timer[timer].running, 1);
        previous = timer;
        timer = k->time.timer[timer].next;
    }
    assert_int_equal(timer, NONE);
}

/* All ways to give five timers one of three deadlines each, started one after the other. */
static void insertion_sorts_and_keeps_the_order_of_equals(void **state)
{
    (void)state;
    struct machine *m = NULL;
    struct kernel *k = quiet_kernel(&m);
    const struct timer *timers = k->time.timer;
    for (unsigned code = 0; code < 3 * 3 * 3 * 3 * 3; code++) {
        timer_id expected[MEMBERS];
        unsigned count = 0;
        unsigned digits = code;
        for (unsigned i = 0; i < MEMBERS; i++, digits /= 3) {
            uint64_t deadline = 100 + digits % 3;
            timer_start(k, members[i], deadline);
            unsigned at = count++;
            while (at > 0 && timers[expected[at - 1]].deadline > deadline) {
                expected[at] = expected[at - 1];
                at--;
            }
            expected[at] = members[i];
            assert_int_equal(timers[members[i]].deadline, deadline);
            assert_list(k, expected, count);
        }
        while (count > 0) { /* taken out from all over the place */
            unsigned at = (code + count) % count;
            const struct timer stopped = {.deadline = TIME_NEVER};
            timer_stop(k, expected[at]);
            assert_memory_equal(&timers[expected[at]], &stopped, sizeof stopped);
            count--;
            memmove(&expected[at], &expected[at + 1], (count - at) * sizeof expected[0]);
            assert_list(k, expected, count);
        }
    }
}

static void stop_an_idle_timer(void *context)
{
    timer_stop(context, TIMER_FIRST_ALARM);
}

static void stopping_a_timer_that_does_not_run_is_a_bug(void **state)
{
    (void)state;
    struct machine *m = NULL;
    assert_true(panics(stop_an_idle_timer, quiet_kernel(&m)));
}

/* Each timer is somebody's, and nobody shares one. */
static void timers_lie_behind_each_other(void **state)
{
    (void)state;
    timer_id next = 1;
    for (thread_id thread = 1; thread <= CONFIG_THREADS; thread++) {
        assert_int_equal(timer_of_thread(thread), next++);
    }
    for (process_id process = 1; process <= CONFIG_PROCESSES; process++) {
        assert_int_equal(timer_of_alarm(process), next++);
    }
    for (task_index task = 0; task < CONFIG_TASKS; task++) {
        assert_int_equal(timer_of_restart(task), next++);
    }
    assert_int_equal(next, TIMER_END);
}

static void milliseconds_are_ticks_from_now(void **state)
{
    (void)state;
    struct machine *m = NULL;
    struct kernel *k = quiet_kernel(&m);
    static const uint32_t times[] = {0, 1, 2, 999, 171798, 171799, INT32_MAX, UINT32_MAX};
    for (unsigned i = 0; i < sizeof times / sizeof times[0]; i++) {
        uint64_t ticks = (uint64_t)times[i] * MACHINE_TICKS_PER_MS;
        assert_int_equal(time_after_ms(k, times[i]), machine_now(m) + ticks);
        machine_advance(m, 12345);
    }
}

static void timer_follows_the_earliest(void **state)
{
    (void)state;
    struct machine *m = NULL;
    struct kernel *k = quiet_kernel(&m);
    k->arch.clock.deadline = TIME_NEVER;
    timer_start(k, 1, 500);
    assert_int_equal(k->arch.clock.deadline, 500);
    timer_start(k, 2, 600);
    assert_int_equal(k->arch.clock.deadline, 500);
    timer_start(k, 3, 400);
    assert_int_equal(k->arch.clock.deadline, 400);
    time_arm(k, 300);
    assert_int_equal(k->arch.clock.deadline, 300);
    time_arm(k, 301); /* too early is put right when it fires */
    assert_int_equal(k->arch.clock.deadline, 300);
}

static void timer_that_fires_early_is_set_again(void **state)
{
    (void)state;
    struct machine *m = MACHINE({.label = 1, .priority = 5});
    struct kernel *k = machine_kernel(m);
    call_parks(m, SYS_SLEEP, 10, SLEEP_DEEP);
    machine_advance(m, 1000);
    kernel_timer(k);
    check(m);
    assert_int_equal(machine_current(m), NONE);
    assert_int_equal(k->arch.clock.deadline, 10 * MACHINE_TICKS_PER_MS);
}

static void timer_is_off_when_nobody_waits(void **state)
{
    (void)state;
    struct machine *m = MACHINE({.label = 1, .priority = 5});
    call_parks(m, SYS_SLEEP, 10, SLEEP_DEEP);
    advance_ms(m, 10);
    assert_int_equal(machine_kernel(m)->arch.clock.deadline, TIME_NEVER);
}

/* All that are due are woken in one go, earliest first; the one a tick later is not. */
static void due_threads_wake_in_order(void **state)
{
    (void)state;
    struct machine *m = MACHINE({.label = 1, .priority = 5}, {.label = 2, .priority = 5},
                                {.label = 3, .priority = 5}, {.label = 4, .priority = 5});
    struct kernel *k = machine_kernel(m);
    static const uint32_t times[] = {20, 30, 10, 31};
    for (unsigned i = 0; i < 4; i++) {
        run(m, thread_of(m, i + 1));
        call_parks(m, SYS_SLEEP, times[i], SLEEP_DEEP);
    }
    k->arch.clock.deadline = TIME_NEVER; /* a timer that comes late */
    const uint64_t last = (uint64_t)31 * MACHINE_TICKS_PER_MS;
    machine_advance(m, last - 1);
    kernel_timer(k);
    check(m);
    thread_id first = k->sched.ready_queue[5].first;
    assert_int_equal(first, thread_of(m, 3));
    assert_int_equal(k->thread[first].next, thread_of(m, 1));
    assert_int_equal(k->thread[k->thread[first].next].next, thread_of(m, 2));
    assert_int_equal(thread_state_of(m, thread_of(m, 4))->state, THREAD_SLEEPING);
    for (uint32_t label = 1; label <= 3; label++) {
        assert_int_equal(machine_call_result(m, thread_of(m, label)), SENTRY_TIMEOUT);
    }
    uint64_t slice_end = slice_end_of(m);
    assert_int_equal(k->arch.clock.deadline, slice_end < last ? slice_end : last);
}

/* A deadline and the end of the slice at the same tick: the sleeper comes last. */
static void deadline_and_slice_end_together(void **state)
{
    (void)state;
    struct machine *m = MACHINE({.label = 1, .priority = 5, .quantum_ms = 10},
                                {.label = 2, .priority = 5, .quantum_ms = 10},
                                {.label = 3, .priority = 5, .quantum_ms = 10});
    call_parks(m, SYS_SLEEP, 10, SLEEP_DEEP);
    assert_int_equal(machine_current(m), thread_of(m, 2));
    advance_ms(m, 10);
    assert_int_equal(machine_current(m), thread_of(m, 3));
    advance_ms(m, 10);
    assert_int_equal(machine_current(m), thread_of(m, 1));
}

static void time_beyond_32_bits(void **state)
{
    (void)state;
    struct machine *m = MACHINE({.label = 1, .priority = 5});
    machine_advance(m, (uint64_t)7 << 32);
    call_parks(m, SYS_SLEEP, UINT32_MAX, SLEEP_DEEP);
    uint64_t ticks = (uint64_t)UINT32_MAX * MACHINE_TICKS_PER_MS;
    advance_ticks(m, ticks - 1);
    assert_int_equal(machine_current(m), NONE);
    advance_ticks(m, 1);
    assert_int_equal(machine_current(m), thread_of(m, 1));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(insertion_sorts_and_keeps_the_order_of_equals),
        TEST(stopping_a_timer_that_does_not_run_is_a_bug),
        TEST(timers_lie_behind_each_other),
        TEST(milliseconds_are_ticks_from_now),
        TEST(timer_follows_the_earliest),
        TEST(timer_that_fires_early_is_set_again),
        TEST(timer_is_off_when_nobody_waits),
        TEST(due_threads_wake_in_order),
        TEST(deadline_and_slice_end_together),
        TEST(time_beyond_32_bits),
    };
    return cmocka_run_group_tests_name("time", tests, NULL, NULL);
}
