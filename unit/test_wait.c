/*
 * ipc.c, seen from time and from death: masks and timeouts of waits, sleepers that a sender
 * disturbs, and every way in which a send or a wait ends without a message.
 */
#include "fixture.h"

#include <string.h>

enum { ALICE = 0xa1, BOB = 0xb0, CAROL = 0xca };
enum { OTHER_SEED = 0x33 }; /* what an area holds that nobody has written to */
#define POLL     ((uint32_t)-1)
#define FOR_EVER 0u

static struct machine *make_friends(void)
{
    return MACHINE({.label = ALICE, .priority = 5}, {.label = BOB, .priority = 5},
                   {.label = CAROL, .priority = 5});
}

static void assert_area_untouched(struct machine *m, thread_id thread)
{
    for (unsigned i = 0; i < EXCHANGE_AREA_SIZE; i++) {
        assert_int_equal(machine_area(m, thread)[i], area_pattern(OTHER_SEED, i));
    }
}

static void assert_ready(struct machine *m, thread_id thread, uint32_t result)
{
    assert_int_equal(thread_state_of(m, thread)->state, THREAD_READY);
    assert_int_equal(machine_call_result(m, thread), result);
}

static void run_task(struct machine *m, uint32_t label)
{
    run(m, thread_of(m, label));
}

/* ---- Masks. ---- */

/* With an unread message there: every mask, every way of waiting. */
static void masks_of_a_wait_with_a_sender(void **state)
{
    (void)state;
    static const uint32_t timeouts[] = {POLL, FOR_EVER, 1, INT32_MAX};
    struct machine *m = make_friends();
    for (uint32_t mask = 0; mask <= EVENT_MASK_ALL; mask++) {
        for (unsigned i = 0; i < 4; i++) {
            machine_reset(m);
            run_task(m, ALICE);
            call_parks(m, SYS_SEND_IPC, handle_of(m, BOB), 4);
            run_task(m, BOB);
            struct machine_result r =
                fixture_call(m, FIXTURE_CALL(SYS_WAIT_FOR_EVENT, mask, timeouts[i]));
            bool wants = (mask & EVENT_IPC) != 0;
            bool returns = wants || timeouts[i] == POLL || (mask == 0 && timeouts[i] == FOR_EVER);
            assert_int_equal(r.returned, returns);
            if (wants) {
                assert_int_equal(r.value, SENTRY_OK);
            } else if (returns) {
                assert_int_equal(r.value, timeouts[i] == POLL ? SENTRY_AGAIN : SENTRY_INVALID);
            }
            assert_int_equal(thread_state_of(m, thread_of(m, ALICE))->state,
                             wants ? THREAD_READY : THREAD_SENDING);
        }
    }
}

/* The same with the waiter first. */
static void masks_of_a_wait_without_a_sender(void **state)
{
    (void)state;
    static const uint32_t timeouts[] = {FOR_EVER, 50};
    struct machine *m = make_friends();
    for (uint32_t mask = 1; mask <= EVENT_MASK_ALL; mask++) {
        for (unsigned i = 0; i < 2; i++) {
            machine_reset(m);
            run_task(m, BOB);
            area_fill(m, thread_of(m, BOB), OTHER_SEED);
            call_parks(m, SYS_WAIT_FOR_EVENT, mask, timeouts[i]);
            run_task(m, ALICE);
            bool wants = (mask & EVENT_IPC) != 0;
            struct machine_result r =
                fixture_call(m, FIXTURE_CALL(SYS_SEND_IPC, handle_of(m, BOB), 4));
            assert_int_equal(r.returned, wants);
            assert_int_equal(thread_state_of(m, thread_of(m, BOB))->state,
                             wants ? THREAD_READY : THREAD_WAITING);
            if (!wants) {
                assert_area_untouched(m, thread_of(m, BOB));
            }
        }
    }
}

static void bad_masks_and_timeouts(void **state)
{
    (void)state;
    static const uint32_t masks[] = {16, 17, 31, 128, 256, 257, 0x80000001u, UINT32_MAX};
    static const uint32_t timeouts[] = {(uint32_t)-2, (uint32_t)-3, 0x80000000u, 0x80000001u};
    struct machine *m = make_friends();
    run_task(m, BOB);
    for (unsigned i = 0; i < sizeof masks / sizeof masks[0]; i++) {
        assert_int_equal(call_returns(m, SYS_WAIT_FOR_EVENT, masks[i], POLL), SENTRY_INVALID);
        assert_int_equal(call_returns(m, SYS_WAIT_FOR_EVENT, masks[i], 9), SENTRY_INVALID);
    }
    for (unsigned i = 0; i < sizeof timeouts / sizeof timeouts[0]; i++) {
        assert_int_equal(call_returns(m, SYS_WAIT_FOR_EVENT, EVENT_IPC, timeouts[i]),
                         SENTRY_INVALID);
        assert_int_equal(call_returns(m, SYS_WAIT_FOR_EVENT, 0, timeouts[i]), SENTRY_INVALID);
    }
    assert_int_equal(call_returns(m, SYS_WAIT_FOR_EVENT, 0, FOR_EVER), SENTRY_INVALID);
    assert_int_equal(call_returns(m, SYS_WAIT_FOR_EVENT, 0, POLL), SENTRY_AGAIN);
}

/* ---- Timeouts. ---- */

static void wait_times_out_exactly(void **state)
{
    (void)state;
    static const uint32_t times[] = {1, 2, 10, 1000, INT32_MAX};
    static const uint32_t masks[] = {0, EVENT_IPC, EVENT_SIGNAL, EVENT_MASK_ALL};
    struct machine *m = make_friends();
    for (unsigned i = 0; i < 5 * 4; i++) {
        machine_reset(m);
        thread_id bob = thread_of(m, BOB);
        uint64_t ticks = (uint64_t)times[i / 4] * MACHINE_TICKS_PER_MS;
        run(m, bob);
        area_fill(m, bob, OTHER_SEED);
        call_parks(m, SYS_WAIT_FOR_EVENT, masks[i % 4], times[i / 4]);
        assert_int_equal(deadline_of(m, bob), machine_now(m) + ticks);
        if (times[i / 4] > 1000) {
            continue;
        }
        advance_ticks(m, ticks - 1);
        assert_int_equal(thread_state_of(m, bob)->state, THREAD_WAITING);
        advance_ticks(m, 1);
        assert_ready(m, bob, SENTRY_TIMEOUT);
        assert_area_untouched(m, bob);
    }
}

static void message_in_time_stops_the_clock(void **state)
{
    (void)state;
    struct machine *m = make_friends();
    run_task(m, BOB);
    call_parks(m, SYS_WAIT_FOR_EVENT, EVENT_IPC, 5);
    advance_ms(m, 4);
    run_task(m, ALICE);
    assert_int_equal(call_returns(m, SYS_SEND_IPC, handle_of(m, BOB), 4), SENTRY_OK);
    assert_int_equal(deadline_of(m, thread_of(m, BOB)), TIME_NEVER);
    run_task(m, BOB);
    call_parks(m, SYS_WAIT_FOR_EVENT, EVENT_IPC, FOR_EVER);
    advance_ms(m, 100);
    assert_int_equal(thread_state_of(m, thread_of(m, BOB))->state, THREAD_WAITING);
}

static void message_after_the_timeout_is_for_the_next_wait(void **state)
{
    (void)state;
    struct machine *m = make_friends();
    run_task(m, BOB);
    call_parks(m, SYS_WAIT_FOR_EVENT, EVENT_IPC, 5);
    advance_ms(m, 5);
    run_task(m, ALICE);
    call_parks(m, SYS_SEND_IPC, handle_of(m, BOB), 4);
    assert_ready(m, thread_of(m, BOB), SENTRY_TIMEOUT);
    run_task(m, BOB);
    assert_int_equal(call_returns(m, SYS_WAIT_FOR_EVENT, EVENT_IPC, 5), SENTRY_OK);
    assert_ready(m, thread_of(m, ALICE), SENTRY_OK);
}

static void send_waits_for_ever(void **state)
{
    (void)state;
    struct machine *m = make_friends();
    run_task(m, ALICE);
    call_parks(m, SYS_SEND_IPC, handle_of(m, BOB), 4);
    assert_int_equal(deadline_of(m, thread_of(m, ALICE)), TIME_NEVER);
    advance_ms(m, 1000000);
    assert_int_equal(thread_state_of(m, thread_of(m, ALICE))->state, THREAD_SENDING);
}

/* ---- Sleepers. ---- */

static void sender_wakes_a_shallow_sleeper(void **state)
{
    (void)state;
    struct machine *m = make_friends();
    thread_id bob = thread_of(m, BOB);
    run(m, bob);
    area_fill(m, bob, OTHER_SEED);
    call_parks(m, SYS_SLEEP, 100, SLEEP_SHALLOW);
    run_task(m, ALICE);
    call_parks(m, SYS_SEND_IPC, handle_of(m, BOB), 4);
    assert_ready(m, bob, SENTRY_INTR);
    assert_area_untouched(m, bob);
    assert_int_equal(deadline_of(m, bob), TIME_NEVER);
    assert_int_equal(thread_state_of(m, thread_of(m, ALICE))->state, THREAD_SENDING);
}

/* All who sleep lightly learn of it, also of a message from their own process. */
static void sender_wakes_all_shallow_sleepers_of_its_target(void **state)
{
    (void)state;
    struct machine *m = make_friends();
    process_id bob = machine_process(m, BOB);
    const uint32_t senders[] = {ALICE, BOB};
    for (unsigned i = 0; i < 2; i++) {
        machine_reset(m);
        thread_id light[2] = {machine_thread(m, bob, true), machine_thread(m, bob, false)};
        thread_id deep = machine_thread(m, bob, true);
        for (unsigned t = 0; t < 2; t++) {
            run(m, light[t]);
            call_parks(m, SYS_SLEEP, 100, SLEEP_SHALLOW);
        }
        run(m, deep);
        call_parks(m, SYS_SLEEP, 100, SLEEP_DEEP);
        run_task(m, senders[i]);
        call_parks(m, SYS_SEND_IPC, handle_of(m, BOB), 4);
        assert_ready(m, light[0], SENTRY_INTR);
        assert_ready(m, light[1], SENTRY_INTR);
        assert_int_equal(thread_state_of(m, light[1])->next, light[0]); /* last started, first */
        assert_int_equal(thread_state_of(m, deep)->state, THREAD_SLEEPING);
    }
}

static void sender_leaves_a_deep_sleeper(void **state)
{
    (void)state;
    struct machine *m = make_friends();
    thread_id bob = thread_of(m, BOB);
    run(m, bob);
    call_parks(m, SYS_SLEEP, 100, SLEEP_DEEP);
    run_task(m, ALICE);
    call_parks(m, SYS_SEND_IPC, handle_of(m, BOB), 4);
    assert_int_equal(thread_state_of(m, bob)->state, THREAD_SLEEPING);
    advance_ms(m, 100);
    assert_ready(m, bob, SENTRY_TIMEOUT);
}

static void message_for_a_waiter_lets_sleepers_sleep(void **state)
{
    (void)state;
    struct machine *m = make_friends();
    thread_id sleeper = machine_thread(m, machine_process(m, BOB), true);
    run(m, sleeper);
    call_parks(m, SYS_SLEEP, 100, SLEEP_SHALLOW);
    run_task(m, BOB);
    call_parks(m, SYS_WAIT_FOR_EVENT, EVENT_IPC, FOR_EVER);
    run_task(m, ALICE);
    assert_int_equal(call_returns(m, SYS_SEND_IPC, handle_of(m, BOB), 4), SENTRY_OK);
    assert_int_equal(thread_state_of(m, sleeper)->state, THREAD_SLEEPING);
}

static void sender_lets_others_sleep(void **state)
{
    (void)state;
    struct machine *m = make_friends();
    run_task(m, CAROL);
    call_parks(m, SYS_SLEEP, 100, SLEEP_SHALLOW);
    run_task(m, ALICE);
    call_parks(m, SYS_SEND_IPC, handle_of(m, BOB), 4);
    assert_int_equal(thread_state_of(m, thread_of(m, CAROL))->state, THREAD_SLEEPING);
}

/* ---- Broken pipes. ---- */

enum target_end { BY_EXIT, BY_FAULT, BY_BAD_ACCESS, BY_LAST_THREAD, TARGET_ENDS };

static void end_target(struct machine *m, enum target_end end)
{
    uint32_t word = 0;
    run_task(m, BOB);
    switch (end) {
    case BY_EXIT:
        call_parks(m, SYS_EXIT, 3);
        break;
    case BY_FAULT:
        machine_fault(m, FAULT_UNDEFINED, 0);
        break;
    case BY_BAD_ACCESS:
        assert_false(machine_store(m, MACHINE_RAM_BASE, &word, sizeof word));
        break;
    default:
        machine_thread_exit(m, thread_of(m, BOB));
        break;
    }
    check(m);
    assert_int_equal(machine_process(m, BOB), NONE);
}

static void senders_get_broken_pipes(void **state)
{
    (void)state;
    struct machine *m = make_friends();
    for (unsigned end = 0; end < TARGET_ENDS; end++) {
        machine_reset(m);
        run_task(m, CAROL);
        call_parks(m, SYS_SEND_IPC, handle_of(m, BOB), 4);
        run_task(m, ALICE);
        call_parks(m, SYS_SEND_IPC, handle_of(m, BOB), 4);
        end_target(m, end);
        assert_ready(m, thread_of(m, ALICE), SENTRY_BROKENPIPE);
        assert_ready(m, thread_of(m, CAROL), SENTRY_BROKENPIPE);
        assert_int_equal(machine_current(m), thread_of(m, CAROL)); /* she waited longer */
    }
}

static void sender_in_a_faulting_process_is_withdrawn(void **state)
{
    (void)state;
    struct machine *m = make_friends();
    thread_id second = machine_thread(m, machine_process(m, ALICE), true);
    run_task(m, ALICE);
    call_parks(m, SYS_SEND_IPC, handle_of(m, BOB), 4);
    run_task(m, CAROL);
    call_parks(m, SYS_SEND_IPC, handle_of(m, BOB), 4);
    uint32_t carol = handle_of(m, CAROL);
    run(m, second);
    machine_fault(m, FAULT_DIVIDE, 0);
    check(m);
    assert_int_equal(machine_process(m, ALICE), NONE);
    run_task(m, BOB);
    assert_int_equal(call_returns(m, SYS_WAIT_FOR_EVENT, EVENT_IPC, POLL), SENTRY_OK);
    uint32_t source = 0;
    memcpy(&source, machine_area(m, thread_of(m, BOB)) + 4, sizeof source);
    assert_int_equal(source, carol);
    assert_int_equal(call_returns(m, SYS_WAIT_FOR_EVENT, EVENT_IPC, POLL), SENTRY_AGAIN);
}

static void waiters_and_sleepers_end_with_their_process(void **state)
{
    (void)state;
    struct machine *m = make_friends();
    thread_id waiter = machine_thread(m, machine_process(m, ALICE), true);
    thread_id sleeper = machine_thread(m, machine_process(m, ALICE), true);
    run(m, waiter);
    call_parks(m, SYS_WAIT_FOR_EVENT, EVENT_IPC, 10);
    run(m, sleeper);
    call_parks(m, SYS_SLEEP, 20, SLEEP_SHALLOW);
    run_task(m, ALICE);
    call_parks(m, SYS_EXIT, 0);
    assert_int_equal(machine_process(m, ALICE), NONE);
    assert_int_equal(machine_kernel(m)->time.first, NONE);
    advance_ms(m, 30);
}

/* Both threads of Alice wait for Bob, who waits for Alice: the thread that was free has left. */
static void end_of_a_thread_leaves_senders_stuck(void **state)
{
    (void)state;
    struct machine *m = make_friends();
    thread_id second = machine_thread(m, machine_process(m, ALICE), true);
    run_task(m, ALICE);
    call_parks(m, SYS_SEND_IPC, handle_of(m, BOB), 4);
    run_task(m, BOB);
    call_parks(m, SYS_SEND_IPC, handle_of(m, ALICE), 4);
    run(m, second);
    machine_thread_exit(m, second);
    check(m);
    assert_ready(m, thread_of(m, ALICE), SENTRY_DEADLK); /* the oldest */
    assert_int_equal(thread_state_of(m, thread_of(m, BOB))->state, THREAD_SENDING);
    run_task(m, ALICE);
    assert_int_equal(call_returns(m, SYS_WAIT_FOR_EVENT, EVENT_IPC, POLL), SENTRY_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(masks_of_a_wait_with_a_sender),
        TEST(masks_of_a_wait_without_a_sender),
        TEST(bad_masks_and_timeouts),
        TEST(wait_times_out_exactly),
        TEST(message_in_time_stops_the_clock),
        TEST(message_after_the_timeout_is_for_the_next_wait),
        TEST(send_waits_for_ever),
        TEST(sender_wakes_a_shallow_sleeper),
        TEST(sender_wakes_all_shallow_sleepers_of_its_target),
        TEST(sender_leaves_a_deep_sleeper),
        TEST(message_for_a_waiter_lets_sleepers_sleep),
        TEST(sender_lets_others_sleep),
        TEST(senders_get_broken_pipes),
        TEST(sender_in_a_faulting_process_is_withdrawn),
        TEST(waiters_and_sleepers_end_with_their_process),
        TEST(end_of_a_thread_leaves_senders_stuck),
    };
    return cmocka_run_group_tests_name("wait", tests, NULL, NULL);
}
