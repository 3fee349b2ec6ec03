/*
 * suspend.c: messages and events to and from suspended threads, and the deadlocks that these close
 * when they go on.
 */
#include "children.h"

enum { DEADLINE_MS = 5, AFTER_MS = 9 };

/* ---- Messages. ---- */

static void a_suspended_receiver_reads_nothing(void **state)
{
    (void)state;
    struct machine *m = family_machine();
    struct child child = child_run(m, DOMAIN_JOB, 0);
    run(m, child.tid);
    call_parks(m, SYS_WAIT_FOR_EVENT, EVENT_IPC, 0);
    be(m, ALICE);
    uint32_t token = suspend(m, child.thread);
    uint32_t name = child_name(m, &child);
    be(m, BOB);
    area_fill(m, thread_of(m, BOB), 3);
    call_parks(m, SYS_SEND_IPC, name, 9);
    be(m, ALICE);
    assert_state(m, child.tid, THREAD_WAITING, true);
    assert_state(m, thread_of(m, BOB), THREAD_SENDING, false);
    close_handle(m, token);
    assert_state(m, child.tid, THREAD_READY, false);
    assert_int_equal(machine_call_result(m, thread_of(m, BOB)), SENTRY_OK);
    assert_int_equal(machine_area(m, child.tid)[1], 9);
}

/* Another thread of the process gets what the suspended one would have. */
static void events_go_to_a_thread_that_can_read_them(void **state)
{
    (void)state;
    struct machine *m = family_machine();
    struct child child = child_run(m, DOMAIN_JOB, 0);
    uint32_t handle;
    thread_id second = child_thread(m, child.process, 1, &handle);
    run(m, child.tid);
    call_parks(m, SYS_WAIT_FOR_EVENT, EVENT_SIGNAL, 0);
    run(m, second);
    call_parks(m, SYS_WAIT_FOR_EVENT, EVENT_SIGNAL, 0);
    be(m, ALICE);
    (void)suspend(m, child.thread);
    assert_int_equal(call_returns(m, SYS_SEND_SIGNAL, child_name(m, &child), SIGNAL_USR1),
                     SENTRY_OK);
    assert_state(m, second, THREAD_READY, false);
    assert_state(m, child.tid, THREAD_WAITING, true);
}

static void a_suspended_sender_can_be_read(void **state)
{
    (void)state;
    struct machine *m = family_machine();
    struct child child = child_run(m, DOMAIN_JOB, 0);
    run(m, child.tid);
    area_fill(m, child.tid, 5);
    call_parks(m, SYS_SEND_IPC, handle_of(m, BOB), 8);
    be(m, ALICE);
    uint32_t token = suspend(m, child.thread);
    assert_state(m, child.tid, THREAD_SENDING, true);
    be(m, BOB);
    area_fill(m, thread_of(m, BOB), 6);
    assert_int_equal(call_returns(m, SYS_WAIT_FOR_EVENT, EVENT_IPC, 0), SENTRY_OK);
    assert_message(m, thread_of(m, BOB), child_name(m, &child), 8, 5, 6);
    assert_state(m, child.tid, THREAD_READY, true);
    assert_shows(m, child.tid, SUSPENDED);
    be(m, ALICE);
    close_handle(m, token);
    run(m, child.tid);
    assert_int_equal(machine_call_result(m, child.tid), SENTRY_OK);
}

/* send_and_wait: the wait that follows begins when the message is read, and is evaluated when the
 * thread goes on. */
static void the_wait_that_follows_is_evaluated_later(void **state)
{
    (void)state;
    static const int32_t timeouts[] = {-1, 0, DEADLINE_MS};
    for (unsigned i = 0; i < 6; i++) {
        struct machine *m = family_machine();
        bool signalled = i % 2 == 1;
        int32_t timeout = timeouts[i / 2];
        struct child child = child_run(m, DOMAIN_JOB, 0);
        run(m, child.tid);
        call_parks(m, SYS_SEND_AND_WAIT, handle_of(m, BOB), 8, EVENT_SIGNAL, (uint32_t)timeout);
        be(m, ALICE);
        uint32_t token = suspend(m, child.thread);
        be(m, BOB);
        assert_int_equal(call_returns(m, SYS_WAIT_FOR_EVENT, EVENT_IPC, 0), SENTRY_OK);
        assert_state(m, child.tid, THREAD_WAITING, true);
        if (signalled) {
            assert_int_equal(call_returns(m, SYS_SEND_SIGNAL, child_name(m, &child), SIGNAL_USR2),
                             SENTRY_OK);
        }
        be(m, ALICE);
        close_handle(m, token);
        if (signalled) {
            assert_state(m, child.tid, THREAD_READY, false);
            assert_int_equal(machine_call_result(m, child.tid), SENTRY_OK);
        } else if (timeout < 0) {
            assert_int_equal(machine_call_result(m, child.tid), SENTRY_AGAIN);
        } else {
            assert_state(m, child.tid, THREAD_WAITING, false);
            advance_ms(m, AFTER_MS);
            assert_state(m, child.tid, timeout == 0 ? THREAD_WAITING : THREAD_READY, false);
        }
        fixture_end(NULL);
    }
}

/* ---- Deadlock. ---- */

/* Two processes that have sent to each other; the first was suspended before the second did. */
struct cycle {
    struct child first;
    struct child second;
    uint32_t token; /* that suspends the first */
};

static struct cycle cycle_make(struct machine *m)
{
    struct cycle cycle = {.first = child_run(m, DOMAIN_JOB, 0)};
    cycle.second = child_run(m, DOMAIN_JOB, 1);
    uint32_t first = child_name(m, &cycle.first);
    uint32_t second = child_name(m, &cycle.second);
    run(m, cycle.first.tid);
    call_parks(m, SYS_SEND_IPC, second, 4);
    be(m, ALICE);
    cycle.token = suspend(m, cycle.first.thread);
    run(m, cycle.second.tid);
    call_parks(m, SYS_SEND_IPC, first, 4);
    be(m, ALICE);
    return cycle;
}

/* A suspended sender is free, so a cycle may close over it; going on, it makes the cycle complete,
 * and the oldest of its senders is told. */
static void resuming_a_sender_may_close_a_cycle(void **state)
{
    (void)state;
    struct machine *m = family_machine();
    struct cycle cycle = cycle_make(m);
    assert_state(m, cycle.first.tid, THREAD_SENDING, true);
    assert_state(m, cycle.second.tid, THREAD_SENDING, false);
    close_handle(m, cycle.token);
    assert_state(m, cycle.first.tid, THREAD_READY, false);
    assert_int_equal(machine_call_result(m, cycle.first.tid), SENTRY_DEADLK);
    assert_state(m, cycle.second.tid, THREAD_SENDING, false);
}

static void only_the_last_of_several_suspended_closes_it(void **state)
{
    (void)state;
    struct machine *m = family_machine();
    struct cycle cycle = cycle_make(m);
    uint32_t token = suspend(m, cycle.second.process);
    close_handle(m, cycle.token);
    assert_state(m, cycle.first.tid, THREAD_SENDING, false);
    close_handle(m, token);
    assert_int_equal(machine_call_result(m, cycle.first.tid), SENTRY_DEADLK);
    assert_state(m, cycle.second.tid, THREAD_SENDING, false);
}

/* A send to a process of suspended threads waits for them, and is no deadlock. */
static void a_suspended_thread_is_free(void **state)
{
    (void)state;
    struct machine *m = family_machine();
    struct child child = child_run(m, DOMAIN_JOB, 0);
    run(m, child.tid);
    call_parks(m, SYS_SEND_IPC, handle_of(m, BOB), 4);
    be(m, BOB);
    assert_int_equal(call_returns(m, SYS_SEND_IPC, child_name(m, &child), 4), SENTRY_DEADLK);
    be(m, ALICE);
    (void)suspend(m, child.thread);
    be(m, BOB);
    call_parks(m, SYS_SEND_IPC, child_name(m, &child), 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_suspended_receiver_reads_nothing),
        TEST(events_go_to_a_thread_that_can_read_them),
        TEST(a_suspended_sender_can_be_read),
        TEST(the_wait_that_follows_is_evaluated_later),
        TEST(resuming_a_sender_may_close_a_cycle),
        TEST(only_the_last_of_several_suspended_closes_it),
        TEST(a_suspended_thread_is_free),
    };
    return cmocka_run_group_tests_name("suspend_ipc", tests, NULL, NULL);
}
