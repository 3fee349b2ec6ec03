/*
 * ipc.c, send_and_wait: each way in which the send can go, times each way in which the wait can.
 */
#include "fixture.h"

enum { A = 10, B = 20, C = 30 };
#define POLL ((uint32_t)-1)
enum { IPC_OR_SIGNAL = EVENT_IPC | EVENT_SIGNAL };

static struct machine *make_three(void)
{
    return MACHINE({.label = A, .priority = 5}, {.label = B, .priority = 5},
                   {.label = C, .priority = 5});
}

static void wait_parked(struct machine *m, uint32_t label, uint32_t mask)
{
    run(m, thread_of(m, label));
    call_parks(m, SYS_WAIT_FOR_EVENT, mask, 0);
}

/* B reads A's message of 5 bytes. */
static void read_by_b(struct machine *m)
{
    run(m, thread_of(m, B));
    area_fill(m, thread_of(m, B), 9);
    assert_int_equal(call_returns(m, SYS_WAIT_FOR_EVENT, EVENT_IPC, POLL), SENTRY_OK);
    assert_message(m, thread_of(m, B), handle_of(m, A), 5, 1, 9);
}

static void start_a(struct machine *m)
{
    run(m, thread_of(m, A));
    area_fill(m, thread_of(m, A), 1);
}

static void assert_waits(struct machine *m, uint64_t deadline)
{
    assert_int_equal(thread_state_of(m, thread_of(m, A))->state, THREAD_WAITING);
    assert_int_equal(deadline_of(m, thread_of(m, A)), deadline);
}

/* The waiting reader gets it now; the answer comes back to the waiting sender. */
static void round_trip_to_a_waiting_reader(void **state)
{
    (void)state;
    struct machine *m = make_three();
    wait_parked(m, B, EVENT_IPC);
    area_fill(m, thread_of(m, B), 9);
    start_a(m);
    call_parks(m, SYS_SEND_AND_WAIT, handle_of(m, B), 5, EVENT_IPC, 0);
    assert_message(m, thread_of(m, B), handle_of(m, A), 5, 1, 9);
    assert_waits(m, TIME_NEVER);
    run(m, thread_of(m, B));
    area_fill(m, thread_of(m, B), 2);
    call_parks(m, SYS_SEND_AND_WAIT, handle_of(m, A), 248, EVENT_IPC, 3);
    assert_message(m, thread_of(m, A), handle_of(m, B), 248, 2, 1);
    assert_int_equal(machine_call_result(m, thread_of(m, A)), SENTRY_OK);
    advance_ms(m, 3);
    assert_int_equal(machine_call_result(m, thread_of(m, B)), SENTRY_TIMEOUT);
}

/* Queued, then read: the wait's time counts from the reading. */
static void wait_begins_when_the_message_is_read(void **state)
{
    (void)state;
    static const uint32_t timeouts[] = {0, 7, POLL};
    struct machine *m = make_three();
    for (unsigned i = 0; i < 3; i++) {
        machine_reset(m);
        thread_id a = thread_of(m, A);
        start_a(m);
        call_parks(m, SYS_SEND_AND_WAIT, handle_of(m, B), 5, EVENT_IPC, timeouts[i]);
        assert_int_equal(thread_state_of(m, a)->state, THREAD_SENDING);
        advance_ms(m, 100);
        assert_int_equal(thread_state_of(m, a)->state, THREAD_SENDING);
        read_by_b(m);
        if (timeouts[i] == POLL) {
            assert_int_equal(thread_state_of(m, a)->state, THREAD_READY);
            assert_int_equal(machine_call_result(m, a), SENTRY_AGAIN);
            continue;
        }
        uint64_t deadline = machine_now(m) + UINT64_C(7) * MACHINE_TICKS_PER_MS;
        assert_waits(m, timeouts[i] == 0 ? TIME_NEVER : deadline);
        if (timeouts[i] == 7) {
            advance_ticks(m, 7 * MACHINE_TICKS_PER_MS - 1);
            assert_waits(m, deadline);
            advance_ticks(m, 1);
            assert_int_equal(machine_call_result(m, a), SENTRY_TIMEOUT);
        }
    }
}

/* A signal that is pending already, wanted or not, in both orders of send and read. */
static void event_that_is_pending(void **state)
{
    (void)state;
    struct machine *m = make_three();
    for (unsigned i = 0; i < 8; i++) {
        bool reader_waits = (i & 1) != 0;
        bool wanted = (i & 2) != 0;
        bool polled = (i & 4) != 0;
        machine_reset(m);
        thread_id a = thread_of(m, A);
        if (reader_waits) {
            wait_parked(m, B, EVENT_IPC);
        }
        run(m, thread_of(m, C));
        assert_int_equal(call_returns(m, SYS_SEND_SIGNAL, handle_of(m, A), SIGNAL_IO), SENTRY_OK);
        start_a(m);
        (void)fixture_call(m, FIXTURE_CALL(SYS_SEND_AND_WAIT, handle_of(m, B), 5,
                                           wanted ? IPC_OR_SIGNAL : EVENT_IPC, polled ? POLL : 0));
        if (!reader_waits) {
            assert_int_equal(thread_state_of(m, a)->state, THREAD_SENDING);
            assert_int_equal(machine_area(m, a)[0], area_pattern(1, 0)); /* the message, unread */
            read_by_b(m);
        }
        bool ready = wanted || polled;
        assert_int_equal(thread_state_of(m, a)->state, ready ? THREAD_READY : THREAD_WAITING);
        if (ready) {
            assert_int_equal(machine_call_result(m, a), wanted ? SENTRY_OK : SENTRY_AGAIN);
        }
        if (wanted) {
            assert_event(m, a, EVENT_SIGNAL, handle_of(m, C), SIGNAL_IO);
        } else {
            assert_int_equal(machine_area(m, a)[0], area_pattern(1, 0));
        }
    }
}

/* Whoever answers; and what comes while the message is unread does not wake the sender. */
static void wait_is_for_any_sender(void **state)
{
    (void)state;
    struct machine *m = make_three();
    start_a(m);
    call_parks(m, SYS_SEND_AND_WAIT, handle_of(m, B), 5, IPC_OR_SIGNAL, 0);
    run(m, thread_of(m, C));
    area_fill(m, thread_of(m, C), 4);
    call_parks(m, SYS_SEND_IPC, handle_of(m, A), 3);
    assert_int_equal(thread_state_of(m, thread_of(m, A))->state, THREAD_SENDING);
    read_by_b(m);
    assert_message(m, thread_of(m, A), handle_of(m, C), 3, 4, 1);
    assert_int_equal(machine_call_result(m, thread_of(m, A)), SENTRY_OK);
    assert_int_equal(thread_state_of(m, thread_of(m, C))->state, THREAD_READY);
}

/* Each of a chain's messages is read as soon as its reader waits. */
static void chain_unwinds_at_once(void **state)
{
    (void)state;
    struct machine *m = make_three();
    run(m, thread_of(m, C));
    call_parks(m, SYS_SEND_AND_WAIT, handle_of(m, A), 3, EVENT_IPC, 0);
    start_a(m);
    call_parks(m, SYS_SEND_AND_WAIT, handle_of(m, B), 5, EVENT_IPC, 0);
    read_by_b(m);
    assert_int_equal(machine_call_result(m, thread_of(m, A)), SENTRY_OK);
    assert_int_equal(thread_state_of(m, thread_of(m, C))->state, THREAD_WAITING);
}

static void failed_send_does_not_wait(void **state)
{
    (void)state;
    struct machine *m = make_three();
    thread_id a = thread_of(m, A);
    start_a(m);
    assert_int_equal(call_returns(m, SYS_SEND_AND_WAIT, handle_of(m, A), 5, EVENT_IPC, 0),
                     SENTRY_DEADLK);
    call_parks(m, SYS_SEND_AND_WAIT, handle_of(m, B), 5, EVENT_IPC, 0);
    run(m, thread_of(m, B));
    assert_int_equal(call_returns(m, SYS_SEND_AND_WAIT, handle_of(m, A), 5, EVENT_IPC, 9),
                     SENTRY_DEADLK);
    call_parks(m, SYS_EXIT, 0);
    assert_int_equal(thread_state_of(m, a)->state, THREAD_READY);
    assert_int_equal(machine_call_result(m, a), SENTRY_BROKENPIPE);
    assert_int_equal(machine_kernel(m)->event.wait[a].follows, 0);
}

/* All of it is checked before anything is sent, whether somebody waits for it or not. */
static void all_arguments_are_checked_first(void **state)
{
    (void)state;
    struct machine *m = make_three();
    for (unsigned waits = 0; waits < 2; waits++) {
        machine_reset(m);
        if (waits != 0) {
            wait_parked(m, B, EVENT_IPC);
        }
        uint32_t b = handle_of(m, B);
        start_a(m);
        assert_int_equal(call_returns(m, SYS_SEND_AND_WAIT, b, 0, 1, 0), SENTRY_INVALID);
        assert_int_equal(call_returns(m, SYS_SEND_AND_WAIT, b, 249, 1, 0), SENTRY_INVALID);
        assert_int_equal(call_returns(m, SYS_SEND_AND_WAIT, 0, 1, 1, 0), SENTRY_INVALID);
        assert_int_equal(call_returns(m, SYS_SEND_AND_WAIT, b, 1, 16, 0), SENTRY_INVALID);
        assert_int_equal(call_returns(m, SYS_SEND_AND_WAIT, b, 1, 1, (uint32_t)-2), SENTRY_INVALID);
        assert_int_equal(call_returns(m, SYS_SEND_AND_WAIT, b, 1, 0, 0), SENTRY_INVALID);
        assert_int_equal(call_returns(m, SYS_SEND_AND_WAIT, handle_of(m, A), 1, 0, 0),
                         SENTRY_INVALID);
        run(m, machine_thread(m, machine_process(m, A), false));
        assert_int_equal(call_returns(m, SYS_SEND_AND_WAIT, b, 1, 1, 0), SENTRY_INVALID);
        assert_int_equal(call_returns(m, SYS_SEND_AND_WAIT, b, 1, 1, POLL), SENTRY_INVALID);
    }
}

/* An empty mask is a sleep after the send, or nothing when polled. */
static void empty_mask_waits_out_its_time(void **state)
{
    (void)state;
    struct machine *m = make_three();
    wait_parked(m, B, EVENT_IPC);
    start_a(m);
    assert_int_equal(call_returns(m, SYS_SEND_AND_WAIT, handle_of(m, B), 5, 0, POLL), SENTRY_AGAIN);
    call_parks(m, SYS_SEND_AND_WAIT, handle_of(m, B), 5, 0, 4);
    read_by_b(m); /* the second; the first is overwritten */
    advance_ms(m, 4);
    assert_int_equal(machine_call_result(m, thread_of(m, A)), SENTRY_TIMEOUT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(round_trip_to_a_waiting_reader),  TEST(wait_begins_when_the_message_is_read),
        TEST(event_that_is_pending),           TEST(wait_is_for_any_sender),
        TEST(chain_unwinds_at_once),           TEST(failed_send_does_not_wait),
        TEST(all_arguments_are_checked_first), TEST(empty_mask_waits_out_its_time),
    };
    return cmocka_run_group_tests_name("send_and_wait", tests, NULL, NULL);
}
