/*
 * suspend.c: threads that are suspended while they wait: deadlines stay what they were, and what
 * has come meanwhile is noticed when they go on.
 */
#include "children.h"

enum { DEADLINE_MS = 5, BEFORE_MS = 3, AFTER_MS = 9 };
#define FAR NS(1000000000000)

/* Parks the child in a call with a deadline. */
static void block_until_deadline(struct machine *m, unsigned how)
{
    uint32_t event = make_event(m);
    uint64_t ns = (uint64_t)DEADLINE_MS * 1000000;
    switch (how) {
    case 0:
        call_parks(m, SYS_SLEEP, DEADLINE_MS, SLEEP_DEEP);
        break;
    case 1:
        call_parks(m, SYS_SLEEP, DEADLINE_MS, SLEEP_SHALLOW);
        break;
    case 2:
        call_parks(m, SYS_NANOSLEEP, NS(ns));
        break;
    case 3:
        call_parks(m, SYS_WAIT_FOR_EVENT, EVENT_MASK_ALL, DEADLINE_MS);
        break;
    case 4:
        call_parks(m, SYS_OBJECT_WAIT_ONE, event, ZX_SIGNALED, NS(ns), 0);
        break;
    default:
        put_words(m, ITEMS, event, ZX_SIGNALED, 0);
        call_parks(m, SYS_OBJECT_WAIT_MANY, at(m, ITEMS), 1, NS(ns));
        break;
    }
}

static const int32_t at_deadline[] = {SENTRY_TIMEOUT, SENTRY_TIMEOUT, ZX_OK,
                                      SENTRY_TIMEOUT, ZX_TIMED_OUT,   ZX_TIMED_OUT};

/* The conformance case SuspendSleeping, for every call: the deadline is the one it was. */
static void deadlines_are_kept(void **state)
{
    (void)state;
    for (unsigned how = 0; how < 6; how++) {
        struct machine *m = family_machine();
        struct child child = child_run(m, DOMAIN_JOB, 0);
        run(m, child.tid);
        block_until_deadline(m, how);
        uint64_t deadline = deadline_of(m, child.tid);
        be(m, ALICE);
        uint32_t token = suspend(m, child.thread);
        assert_shows(m, child.tid, SUSPENDED);
        assert_int_equal(deadline_of(m, child.tid), TIME_NEVER);
        advance_ms(m, BEFORE_MS);
        close_handle(m, token);
        assert_int_equal(deadline_of(m, child.tid), deadline);
        advance_ticks(m, deadline - machine_now(m) - 1);
        assert_true(thread_state_of(m, child.tid)->state != THREAD_READY);
        advance_ticks(m, 1);
        run(m, child.tid);
        assert_int_equal((int32_t)machine_call_result(m, child.tid), at_deadline[how]);
        fixture_end(NULL);
    }
}

/* A deadline that passes meanwhile is noticed at the end of the suspension. */
static void deadlines_pass_during_suspension(void **state)
{
    (void)state;
    for (unsigned how = 0; how < 6; how++) {
        struct machine *m = family_machine();
        struct child child = child_run(m, DOMAIN_JOB, 0);
        run(m, child.tid);
        block_until_deadline(m, how);
        be(m, ALICE);
        uint32_t token = suspend(m, child.process);
        advance_ms(m, AFTER_MS);
        assert_shows(m, child.tid, SUSPENDED);
        close_handle(m, token);
        assert_state(m, child.tid, THREAD_READY, false);
        run(m, child.tid);
        assert_int_equal((int32_t)machine_call_result(m, child.tid), at_deadline[how]);
        fixture_end(NULL);
    }
}

/* Event first, then deadline. */
static void what_came_during_suspension_comes_before_the_deadline(void **state)
{
    (void)state;
    for (unsigned how = 3; how < 6; how++) {
        struct machine *m = family_machine();
        struct child child = child_make(m, DOMAIN_JOB, 0);
        uint32_t event = make_event(m);
        uint32_t twin = with_rights(m, event, ZX_RIGHT_SAME_RIGHTS);
        assert_int_equal(child_start(m, &child, twin), ZX_OK);
        uint32_t given = machine_kernel(m)->arch.context[child.tid].argument[0];
        run(m, child.tid);
        uint64_t ns = (uint64_t)DEADLINE_MS * 1000000;
        if (how == 3) {
            call_parks(m, SYS_WAIT_FOR_EVENT, EVENT_MASK_ALL, DEADLINE_MS);
        } else if (how == 4) {
            call_parks(m, SYS_OBJECT_WAIT_ONE, given, ZX_SIGNALED, NS(ns), at(m, OBSERVED));
        } else {
            put_words(m, ITEMS, given, ZX_SIGNALED, 0);
            call_parks(m, SYS_OBJECT_WAIT_MANY, at(m, ITEMS), 1, NS(ns));
        }
        be(m, ALICE);
        uint32_t token = suspend(m, child.thread);
        if (how == 3) {
            assert_int_equal(call_returns(m, SYS_SEND_SIGNAL, child_name(m, &child), SIGNAL_USR1),
                             SENTRY_OK);
        } else {
            assert_int_equal(zx(m, SYS_OBJECT_SIGNAL, event, 0, ZX_SIGNALED), ZX_OK);
        }
        assert_true(thread_state_of(m, child.tid)->state != THREAD_READY);
        advance_ms(m, AFTER_MS);
        close_handle(m, token);
        run(m, child.tid);
        assert_int_equal(machine_call_result(m, child.tid), 0);
        fixture_end(NULL);
    }
}

/* Whichever of the objects it was that showed something. */
static void any_of_many_ends_the_wait_afterwards(void **state)
{
    (void)state;
    for (unsigned shown = 0; shown < 2; shown++) {
        struct machine *m = family_machine();
        thread_id waiter = machine_thread(m, machine_process(m, ALICE), true);
        uint32_t thread = get_child(m, SELF, object_of_thread(waiter));
        uint32_t events[2] = {make_event(m), make_event(m)};
        put_words(m, ITEMS, events[0], ZX_SIGNALED, 0, events[1], ZX_SIGNALED, 0);
        run(m, waiter);
        call_parks(m, SYS_OBJECT_WAIT_MANY, at(m, ITEMS), 2, FOR_EVER);
        be(m, ALICE);
        uint32_t token = suspend(m, thread);
        assert_int_equal(zx(m, SYS_OBJECT_SIGNAL, events[shown], 0, ZX_SIGNALED), ZX_OK);
        assert_state(m, waiter, THREAD_AWAITING, true);
        close_handle(m, token);
        assert_state(m, waiter, THREAD_READY, false);
        run(m, waiter);
        assert_int_equal((int32_t)machine_call_result(m, waiter), ZX_OK);
        assert_int_equal(word(m, ITEMS + 8), shown == 0 ? ZX_SIGNALED : 0);
        assert_int_equal(word(m, ITEMS + 20), shown == 1 ? ZX_SIGNALED : 0);
        fixture_end(NULL);
    }
}

/* A signal that is shown and gone again while the thread is suspended was never there. */
static void a_signal_that_is_gone_ends_no_wait(void **state)
{
    (void)state;
    struct machine *m = family_machine();
    thread_id waiter = machine_thread(m, machine_process(m, ALICE), true);
    uint32_t event = make_event(m);
    uint32_t thread = get_child(m, SELF, object_of_thread(waiter));
    run(m, waiter);
    call_parks(m, SYS_OBJECT_WAIT_ONE, event, ZX_SIGNALED, FOR_EVER, 0);
    be(m, ALICE);
    uint32_t token = suspend(m, thread);
    assert_int_equal(zx(m, SYS_OBJECT_SIGNAL, event, 0, ZX_SIGNALED), ZX_OK);
    assert_int_equal(zx(m, SYS_OBJECT_SIGNAL, event, ZX_SIGNALED, 0), ZX_OK);
    close_handle(m, token);
    assert_state(m, waiter, THREAD_AWAITING, false);
    assert_int_equal(zx(m, SYS_OBJECT_SIGNAL, event, 0, ZX_SIGNALED), ZX_OK);
    assert_state(m, waiter, THREAD_READY, false);
}

/* The handle by which it waits is closed meanwhile: the wait is over, and it still does not run. */
static void waits_are_cancelled_during_suspension(void **state)
{
    (void)state;
    struct machine *m = family_machine();
    thread_id waiter = machine_thread(m, machine_process(m, ALICE), true);
    uint32_t event = make_event(m);
    uint32_t thread = get_child(m, SELF, object_of_thread(waiter));
    run(m, waiter);
    call_parks(m, SYS_OBJECT_WAIT_ONE, event, ZX_SIGNALED, FAR, at(m, OBSERVED));
    be(m, ALICE);
    uint32_t token = suspend(m, thread);
    close_handle(m, event);
    assert_state(m, waiter, THREAD_READY, true);
    assert_shows(m, waiter, SUSPENDED);
    close_handle(m, token);
    run(m, waiter);
    assert_int_equal((int32_t)machine_call_result(m, waiter), ZX_CANCELED);
    assert_int_equal(word(m, OBSERVED) & ZX_HANDLE_CLOSED, ZX_HANDLE_CLOSED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(deadlines_are_kept),
        TEST(deadlines_pass_during_suspension),
        TEST(what_came_during_suspension_comes_before_the_deadline),
        TEST(any_of_many_ends_the_wait_afterwards),
        TEST(a_signal_that_is_gone_ends_no_wait),
        TEST(waits_are_cancelled_during_suspension),
    };
    return cmocka_run_group_tests_name("suspend_wait", tests, NULL, NULL);
}
