/*
 * sched.c: who runs, for how long, and when nobody ever will again.
 *
 * Time passes only when a test moves the clock, so every slice is exact to the tick.
 */
#include "fixture.h"

enum { A = 0xa, B = 0xb, C = 0xc, D = 0xd };
enum { QUANTUM_MS = 10 };
#define QUANTUM ((uint64_t)QUANTUM_MS * MACHINE_TICKS_PER_MS)

/* Three equals, each with a quantum of its own: A 10 ms, B 20 ms, C 30 ms. */
static struct machine *make_equals(void)
{
    return MACHINE({.label = A, .priority = 5, .quantum_ms = QUANTUM_MS},
                   {.label = B, .priority = 5, .quantum_ms = 2 * QUANTUM_MS},
                   {.label = C, .priority = 5, .quantum_ms = 3 * QUANTUM_MS});
}

static void assert_runs(const struct machine *m, uint32_t label)
{
    assert_int_equal(machine_current(m), thread_of(m, label));
}

static void yield(struct machine *m)
{
    assert_int_equal(fixture_call(m, FIXTURE_CALL(SYS_SCHED_YIELD)).value, SENTRY_OK);
}

static void sleep_ms(struct machine *m, uint32_t ms)
{
    call_parks(m, SYS_SLEEP, ms, SLEEP_DEEP);
}

/* ---- Priorities. ---- */

static void most_urgent_runs_first(void **state)
{
    (void)state;
    for (unsigned high = 1; high <= PRIORITY_MAX; high++) {
        struct machine *m = MACHINE({.label = A, .priority = (uint8_t)(high - 1)},
                                    {.label = B, .priority = (uint8_t)high});
        assert_runs(m, B);
        sleep_ms(m, 5);
        assert_runs(m, A);
        advance_ms(m, 5);
        assert_runs(m, B); /* its wake-up preempts */
    }
}

static void urgency_is_not_starved_by_equals(void **state)
{
    (void)state;
    struct machine *m = MACHINE({.label = A, .priority = 4}, {.label = B, .priority = 4},
                                {.label = C, .priority = 9}, {.label = D, .priority = 0});
    for (unsigned i = 0; i < 5; i++) {
        assert_runs(m, C);
        sleep_ms(m, 3);
        assert_true(machine_current(m) == thread_of(m, A) || machine_current(m) == thread_of(m, B));
        yield(m);
        advance_ms(m, 3);
    }
    sleep_ms(m, 30);
    sleep_ms(m, 30);
    sleep_ms(m, 30);
    assert_runs(m, D);
}

static void ready_bits_follow_the_queues(void **state)
{
    (void)state;
    struct machine *m = MACHINE({.label = A, .priority = 0}, {.label = B, .priority = 31},
                                {.label = C, .priority = 31});
    const struct sched *sched = &machine_kernel(m)->sched;
    assert_int_equal(sched->ready, 0x80000001u);
    sleep_ms(m, 1);
    assert_int_equal(sched->ready, 0x80000001u);
    sleep_ms(m, 1);
    assert_int_equal(sched->ready, 1);
    sleep_ms(m, 1);
    assert_int_equal(sched->ready, 0);
    assert_int_equal(machine_current(m), NONE);
    advance_ms(m, 1);
    assert_int_equal(sched->ready, 0x80000001u);
}

/* ---- Yielding. ---- */

static void yield_goes_round(void **state)
{
    (void)state;
    struct machine *m = make_equals();
    for (unsigned round = 0; round < 3; round++) {
        assert_runs(m, A);
        yield(m);
        assert_runs(m, B);
        yield(m);
        assert_runs(m, C);
        yield(m);
    }
}

static void yield_alone_changes_nothing(void **state)
{
    (void)state;
    struct machine *m = MACHINE({.label = A, .priority = 5}, {.label = B, .priority = 4});
    uint64_t hash = machine_hash(m);
    yield(m);
    assert_runs(m, A);
    assert_int_equal(machine_hash(m), hash);
}

static void woken_thread_goes_to_the_tail(void **state)
{
    (void)state;
    struct machine *m = make_equals();
    sleep_ms(m, 1);
    assert_runs(m, B);
    advance_ms(m, 1);
    assert_runs(m, B);
    yield(m);
    assert_runs(m, C);
    yield(m);
    assert_runs(m, A);
}

/* ---- Slices. ---- */

static void quantum_ends_to_the_tick(void **state)
{
    (void)state;
    struct machine *m = make_equals();
    const uint32_t labels[] = {A, B, C};
    for (unsigned i = 0; i < 6; i++) {
        assert_runs(m, labels[i % 3]);
        advance_ticks(m, (i % 3 + 1) * QUANTUM - 1);
        assert_runs(m, labels[i % 3]);
        advance_ticks(m, 1);
    }
    assert_runs(m, A);
}

static void nobody_else_no_slice(void **state)
{
    (void)state;
    struct machine *m = MACHINE({.label = A, .priority = 5}, {.label = B, .priority = 4});
    assert_int_equal(slice_end_of(m), TIME_NEVER);
    assert_int_equal(machine_kernel(m)->arch.clock.deadline, TIME_NEVER);
    advance_ms(m, 100000);
    assert_runs(m, A);
    assert_int_equal(machine_kernel(m)->arch.clock.deadline, TIME_NEVER);
}

static void slice_counts_only_while_contended(void **state)
{
    (void)state;
    struct machine *m = MACHINE({.label = A, .priority = 5, .quantum_ms = QUANTUM_MS},
                                {.label = B, .priority = 5, .quantum_ms = QUANTUM_MS});
    yield(m);
    sleep_ms(m, 1000); /* B */
    assert_runs(m, A);
    assert_int_equal(slice_end_of(m), TIME_NEVER);
    advance_ms(m, 999);
    advance_ms(m, 1); /* B is back: A's quantum starts now */
    assert_runs(m, A);
    assert_int_equal(slice_end_of(m), machine_now(m) + QUANTUM);
    advance_ticks(m, QUANTUM - 1);
    assert_runs(m, A);
    advance_ticks(m, 1);
    assert_runs(m, B);
}

/* A has used up 4 ms when its only rival is gone; 6 are left when the rival is back. */
static void slice_is_kept_while_nobody_contends(void **state)
{
    (void)state;
    struct machine *m = MACHINE({.label = A, .priority = 5, .quantum_ms = QUANTUM_MS},
                                {.label = B, .priority = 5, .quantum_ms = QUANTUM_MS});
    thread_id rival = thread_of(m, B);
    advance_ms(m, 4);
    struct kernel *k = machine_kernel(m);
    sched_remove(k, rival);
    sched_settle(k);
    assert_int_equal(slice_end_of(m), TIME_NEVER);
    assert_int_equal(k->thread[thread_of(m, A)].slice_left, QUANTUM / 10 * 6);
    machine_advance(m, 5 * QUANTUM);
    sched_add(k, rival);
    sched_settle(k);
    advance_ticks(m, QUANTUM / 10 * 6 - 1);
    assert_runs(m, A);
    advance_ticks(m, 1);
    assert_runs(m, B);
}

static void preempted_thread_keeps_its_place_and_the_rest_of_its_slice(void **state)
{
    (void)state;
    struct machine *m = MACHINE({.label = A, .priority = 5, .quantum_ms = QUANTUM_MS},
                                {.label = B, .priority = 5, .quantum_ms = QUANTUM_MS},
                                {.label = C, .priority = 6, .quantum_ms = QUANTUM_MS});
    sleep_ms(m, 3); /* C */
    assert_runs(m, A);
    advance_ms(m, 3);
    assert_runs(m, C);
    advance_ms(m, 50); /* however long it takes */
    assert_runs(m, C);
    sleep_ms(m, 1000);
    assert_runs(m, A);
    advance_ticks(m, QUANTUM / 10 * 7 - 1);
    assert_runs(m, A);
    advance_ticks(m, 1);
    assert_runs(m, B);
    advance_ticks(m, QUANTUM - 1);
    assert_runs(m, B);
    advance_ticks(m, 1);
    assert_runs(m, A);
    advance_ticks(m, QUANTUM - 1); /* its next slice is whole again */
    assert_runs(m, A);
    advance_ticks(m, 1);
    assert_runs(m, B);
}

/* The timer was late: the slice of the preempted thread has ended, it is not negative. */
static void slice_left_is_never_negative(void **state)
{
    (void)state;
    struct machine *m = make_equals();
    struct kernel *k = machine_kernel(m);
    thread_id b = thread_of(m, B);
    k->sched.slice_end = 5;
    k->arch.clock.deadline = TIME_NEVER; /* it does not fire */
    machine_advance(m, 6);
    machine_run(m, b);
    assert_int_equal(k->thread[thread_of(m, A)].slice_left, 0);
}

static void yield_gives_a_fresh_quantum(void **state)
{
    (void)state;
    struct machine *m = MACHINE({.label = A, .priority = 5, .quantum_ms = QUANTUM_MS},
                                {.label = B, .priority = 5, .quantum_ms = QUANTUM_MS});
    advance_ms(m, 6);
    yield(m);
    assert_runs(m, B);
    advance_ticks(m, QUANTUM - 1);
    assert_runs(m, B);
    advance_ticks(m, 1);
    assert_runs(m, A);
    advance_ticks(m, QUANTUM - 1);
    assert_runs(m, A);
}

static void blocking_gives_a_fresh_quantum(void **state)
{
    (void)state;
    struct machine *m = make_equals();
    advance_ms(m, 6);
    sleep_ms(m, 1); /* A */
    advance_ms(m, 1);
    yield(m); /* B */
    yield(m); /* C */
    assert_runs(m, A);
    assert_int_equal(slice_end_of(m), machine_now(m) + QUANTUM);
}

static void timer_is_set_for_the_slice_or_the_first_deadline(void **state)
{
    (void)state;
    struct machine *m = make_equals();
    const struct kernel *k = machine_kernel(m);
    assert_int_equal(k->arch.clock.deadline, QUANTUM);
    yield(m);
    sleep_ms(m, 1); /* B, long before the slice of C ends */
    assert_int_equal(k->arch.clock.deadline, MACHINE_TICKS_PER_MS);
    advance_ms(m, 1);
    assert_runs(m, C);
    assert_int_equal(k->arch.clock.deadline, 3 * QUANTUM);
}

/* ---- Nobody. ---- */

static void idle_until_somebody_wakes(void **state)
{
    (void)state;
    struct machine *m = make_equals();
    sleep_ms(m, 5);
    sleep_ms(m, 6);
    sleep_ms(m, 7);
    assert_int_equal(machine_current(m), NONE);
    assert_int_equal(machine_kernel(m)->arch.clock.deadline, 5 * MACHINE_TICKS_PER_MS);
    assert_false(machine_halted(m, NULL));
    advance_ms(m, 5);
    assert_runs(m, A);
}

static void board_halts_when_nobody_can_ever_run(void **state)
{
    (void)state;
    struct machine *m = make_equals();
    call_parks(m, SYS_EXIT, 7);
    call_parks(m, SYS_WAIT_FOR_EVENT, EVENT_IPC, 0);
    sleep_ms(m, 5);
    assert_false(machine_halted(m, NULL)); /* a deadline is ahead */
    advance_ms(m, 5);
    assert_false(machine_halted(m, NULL));
    call_parks(m, SYS_EXIT, 0);
    uint32_t status = 77;
    assert_true(machine_halted(m, &status));
    assert_int_equal(status, 0); /* no task is the main one */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(most_urgent_runs_first),
        TEST(urgency_is_not_starved_by_equals),
        TEST(ready_bits_follow_the_queues),
        TEST(yield_goes_round),
        TEST(yield_alone_changes_nothing),
        TEST(woken_thread_goes_to_the_tail),
        TEST(quantum_ends_to_the_tick),
        TEST(nobody_else_no_slice),
        TEST(slice_counts_only_while_contended),
        TEST(slice_is_kept_while_nobody_contends),
        TEST(preempted_thread_keeps_its_place_and_the_rest_of_its_slice),
        TEST(slice_left_is_never_negative),
        TEST(yield_gives_a_fresh_quantum),
        TEST(blocking_gives_a_fresh_quantum),
        TEST(timer_is_set_for_the_slice_or_the_first_deadline),
        TEST(idle_until_somebody_wakes),
        TEST(board_halts_when_nobody_can_ever_run),
    };
    return cmocka_run_group_tests_name("sched", tests, NULL, NULL);
}
