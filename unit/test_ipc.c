/*
 * ipc.c: send_ipc and wait_for_event, and how a send ends when nobody reads it.
 *
 * Every exchange is tried in both orders, sender first and receiver first. Which sends are
 * deadlocks is test_deadlock.c's business, timeouts are test_wait.c's.
 */
#include "fixture.h"

#include <string.h>

enum { ALICE = 0xa1, BOB = 0xb0, CAROL = 0xca, EVE = 0xe0 };
enum { OTHER_SEED = 0x33 }; /* what an area holds that nobody has written to */

/* Alice, Bob and Carol of one domain and priority, Eve of another domain. */
static struct machine *make_friends(void)
{
    return MACHINE(
        {.label = ALICE, .priority = 5, .domain = 1}, {.label = BOB, .priority = 5, .domain = 1},
        {.label = CAROL, .priority = 5, .domain = 1}, {.label = EVE, .priority = 5, .domain = 2});
}

/* Parks the task's first thread in a send of length bytes of the pattern seed. */
static void send_parked(struct machine *m, uint32_t from, uint32_t to, uint32_t length,
                        uint8_t seed)
{
    run(m, thread_of(m, from));
    area_fill(m, thread_of(m, from), seed);
    call_parks(m, SYS_SEND_IPC, handle_of(m, to), length);
    assert_int_equal(thread_state_of(m, thread_of(m, from))->state, THREAD_SENDING);
}

static void wait_parked(struct machine *m, thread_id thread, uint32_t mask, uint32_t timeout)
{
    run(m, thread);
    area_fill(m, thread, OTHER_SEED);
    call_parks(m, SYS_WAIT_FOR_EVENT, mask, timeout);
    assert_int_equal(thread_state_of(m, thread)->state, THREAD_WAITING);
}

static void receive_from(struct machine *m, uint32_t receiver, uint32_t sender, uint8_t length,
                         uint8_t seed)
{
    thread_id thread = thread_of(m, receiver);
    run(m, thread);
    area_fill(m, thread, OTHER_SEED);
    assert_int_equal(call_returns(m, SYS_WAIT_FOR_EVENT, EVENT_IPC, (uint32_t)-1), SENTRY_OK);
    assert_message(m, thread, handle_of(m, sender), length, seed, OTHER_SEED);
}

/* ---- One message. ---- */

static void every_length_sender_first(void **state)
{
    (void)state;
    struct machine *m = make_friends();
    for (uint32_t length = 1; length <= IPC_LENGTH_MAX; length++) {
        machine_reset(m);
        send_parked(m, ALICE, BOB, length, (uint8_t)length);
        receive_from(m, BOB, ALICE, (uint8_t)length, (uint8_t)length);
        assert_int_equal(thread_state_of(m, thread_of(m, ALICE))->state, THREAD_READY);
        assert_int_equal(machine_call_result(m, thread_of(m, ALICE)), SENTRY_OK);
        for (unsigned i = 0; i < EXCHANGE_AREA_SIZE; i++) {
            assert_int_equal(machine_area(m, thread_of(m, ALICE))[i],
                             area_pattern((uint8_t)length, i));
        }
    }
}

static void every_length_receiver_first(void **state)
{
    (void)state;
    struct machine *m = make_friends();
    for (uint32_t length = 1; length <= IPC_LENGTH_MAX; length++) {
        machine_reset(m);
        wait_parked(m, thread_of(m, BOB), EVENT_IPC, 0);
        run(m, thread_of(m, ALICE));
        area_fill(m, thread_of(m, ALICE), (uint8_t)length);
        assert_int_equal(call_returns(m, SYS_SEND_IPC, handle_of(m, BOB), length), SENTRY_OK);
        assert_message(m, thread_of(m, BOB), handle_of(m, ALICE), (uint8_t)length, (uint8_t)length,
                       OTHER_SEED);
        assert_int_equal(thread_state_of(m, thread_of(m, BOB))->state, THREAD_READY);
        assert_int_equal(machine_call_result(m, thread_of(m, BOB)), SENTRY_OK);
    }
}

static void bad_lengths(void **state)
{
    (void)state;
    static const uint32_t lengths[] = {
        0,       IPC_LENGTH_MAX + 1, 250,         255,         256,         257,
        256 + 8, 0x10001u,           0x7fffffffu, 0x80000001u, 0xffffff01u, UINT32_MAX};
    struct machine *m = make_friends();
    run(m, thread_of(m, ALICE));
    for (unsigned i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
        assert_int_equal(call_returns(m, SYS_SEND_IPC, handle_of(m, BOB), lengths[i]),
                         SENTRY_INVALID);
    }
}

static void message_is_read_when_it_is_received(void **state)
{
    (void)state;
    struct machine *m = make_friends();
    send_parked(m, ALICE, BOB, 16, 1);
    area_fill(m, thread_of(m, ALICE), 77); /* as a second thread of hers could */
    receive_from(m, BOB, ALICE, 16, 77);
}

static void receiver_of_higher_priority_preempts(void **state)
{
    (void)state;
    struct machine *m = MACHINE({.label = ALICE, .priority = 5}, {.label = BOB, .priority = 6},
                                {.label = CAROL, .priority = 5});
    wait_parked(m, thread_of(m, BOB), EVENT_IPC, 0);
    run(m, thread_of(m, ALICE));
    assert_int_equal(fixture_call(m, FIXTURE_CALL(SYS_SEND_IPC, handle_of(m, BOB), 8)).value,
                     SENTRY_OK);
    assert_int_equal(machine_current(m), thread_of(m, BOB));
    assert_int_equal(thread_state_of(m, thread_of(m, ALICE))->state, THREAD_READY);
    assert_int_equal(machine_call_result(m, thread_of(m, ALICE)), SENTRY_OK);
    call_parks(m, SYS_WAIT_FOR_EVENT, EVENT_IPC, 0);
    assert_int_equal(machine_current(m), thread_of(m, ALICE)); /* she kept her place */
}

static void receiver_of_equal_priority_does_not(void **state)
{
    (void)state;
    struct machine *m = make_friends();
    wait_parked(m, thread_of(m, BOB), EVENT_IPC, 0);
    run(m, thread_of(m, ALICE));
    assert_int_equal(call_returns(m, SYS_SEND_IPC, handle_of(m, BOB), 8), SENTRY_OK);
    assert_int_equal(machine_current(m), thread_of(m, ALICE));
}

static void sender_of_higher_priority_goes_on_when_read(void **state)
{
    (void)state;
    struct machine *m = MACHINE({.label = ALICE, .priority = 9}, {.label = BOB, .priority = 5});
    send_parked(m, ALICE, BOB, 8, 1);
    assert_int_equal(machine_current(m), thread_of(m, BOB));
    struct machine_result r =
        fixture_call(m, FIXTURE_CALL(SYS_WAIT_FOR_EVENT, EVENT_IPC, (uint32_t)-1));
    assert_int_equal(r.value, SENTRY_OK);
    assert_int_equal(machine_current(m), thread_of(m, ALICE));
    assert_int_equal(machine_call_result(m, thread_of(m, BOB)), SENTRY_OK);
}

/* ---- Several senders, several receivers. ---- */

static void oldest_sender_is_read_first(void **state)
{
    (void)state;
    struct machine *m = make_friends();
    send_parked(m, CAROL, BOB, 3, 30);
    send_parked(m, ALICE, BOB, 4, 40);
    receive_from(m, BOB, CAROL, 3, 30);
    send_parked(m, CAROL, BOB, 5, 50);
    receive_from(m, BOB, ALICE, 4, 40);
    receive_from(m, BOB, CAROL, 5, 50);
    assert_int_equal(call_returns(m, SYS_WAIT_FOR_EVENT, EVENT_IPC, (uint32_t)-1), SENTRY_AGAIN);
}

static void priority_of_senders_does_not_count(void **state)
{
    (void)state;
    struct machine *m = MACHINE({.label = ALICE, .priority = 5}, {.label = BOB, .priority = 5},
                                {.label = CAROL, .priority = 5});
    send_parked(m, ALICE, BOB, 1, 1);
    machine_kernel(m)->thread[thread_of(m, ALICE)].priority = 4;
    send_parked(m, CAROL, BOB, 2, 2);
    receive_from(m, BOB, ALICE, 1, 1);
}

static void longest_waiting_receiver_is_served(void **state)
{
    (void)state;
    struct machine *m = make_friends();
    thread_id first = thread_of(m, BOB);
    thread_id second = machine_thread(m, machine_process(m, BOB), true);
    thread_id third = machine_thread(m, machine_process(m, BOB), true);
    wait_parked(m, second, EVENT_IPC, 0);
    wait_parked(m, first, EVENT_IPC, 0);
    wait_parked(m, third, EVENT_IPC, 0);
    run(m, thread_of(m, ALICE));
    const thread_id expected[] = {second, first, third};
    for (unsigned i = 0; i < 3; i++) {
        assert_int_equal(call_returns(m, SYS_SEND_IPC, handle_of(m, BOB), 1), SENTRY_OK);
        for (unsigned j = 0; j < 3; j++) {
            assert_int_equal(thread_state_of(m, expected[j])->state,
                             j <= i ? THREAD_READY : THREAD_WAITING);
        }
    }
}

static void most_urgent_receiver_is_served(void **state)
{
    (void)state;
    static const uint8_t priorities[][3] = {{5, 6, 6}, {5, 6, 7}, {7, 6, 5}, {6, 5, 7}};
    static const unsigned winner[] = {1, 2, 0, 2};
    struct machine *m = make_friends();
    for (unsigned n = 0; n < sizeof winner / sizeof winner[0]; n++) {
        machine_reset(m);
        thread_id bobs[3] = {thread_of(m, BOB), machine_thread(m, machine_process(m, BOB), true),
                             machine_thread(m, machine_process(m, BOB), true)};
        for (unsigned i = 0; i < 3; i++) {
            wait_parked(m, bobs[i], EVENT_IPC, 0);
            machine_kernel(m)->thread[bobs[i]].priority = priorities[n][i];
        }
        run(m, thread_of(m, ALICE));
        (void)fixture_call(m, FIXTURE_CALL(SYS_SEND_IPC, handle_of(m, BOB), 1));
        for (unsigned i = 0; i < 3; i++) {
            assert_int_equal(thread_state_of(m, bobs[i])->state,
                             i == winner[n] ? THREAD_READY : THREAD_WAITING);
        }
    }
}

static void urgent_receiver_that_does_not_want_it_is_passed_over(void **state)
{
    (void)state;
    struct machine *m = make_friends();
    thread_id urgent = thread_of(m, BOB);
    thread_id other = machine_thread(m, machine_process(m, BOB), true);
    wait_parked(m, urgent, EVENT_MASK_ALL & ~EVENT_IPC, 0);
    machine_kernel(m)->thread[urgent].priority = 9;
    wait_parked(m, other, EVENT_IPC, 0);
    run(m, thread_of(m, ALICE));
    area_fill(m, thread_of(m, ALICE), 4);
    assert_int_equal(call_returns(m, SYS_SEND_IPC, handle_of(m, BOB), 9), SENTRY_OK);
    assert_message(m, other, handle_of(m, ALICE), 9, 4, OTHER_SEED);
    assert_int_equal(thread_state_of(m, urgent)->state, THREAD_WAITING);
}

static void source_is_the_process_whatever_the_thread(void **state)
{
    (void)state;
    struct machine *m = make_friends();
    thread_id second = machine_thread(m, machine_process(m, ALICE), true);
    run(m, second);
    area_fill(m, second, 9);
    call_parks(m, SYS_SEND_IPC, handle_of(m, BOB), 12);
    receive_from(m, BOB, ALICE, 12, 9);
}

static void message_within_one_process(void **state)
{
    (void)state;
    struct machine *m = make_friends();
    thread_id second = machine_thread(m, machine_process(m, ALICE), true);
    send_parked(m, ALICE, ALICE, 5, 55);
    run(m, second);
    area_fill(m, second, OTHER_SEED);
    assert_int_equal(call_returns(m, SYS_WAIT_FOR_EVENT, EVENT_IPC, (uint32_t)-1), SENTRY_OK);
    assert_message(m, second, handle_of(m, ALICE), 5, 55, OTHER_SEED);
}

static void message_to_oneself_ends_with_the_process(void **state)
{
    (void)state;
    struct machine *m = make_friends();
    thread_id second = machine_thread(m, machine_process(m, ALICE), true);
    send_parked(m, ALICE, ALICE, 4, 1);
    run(m, second);
    call_parks(m, SYS_EXIT, 0);
    assert_int_equal(machine_process(m, ALICE), NONE);
}

/* ---- Targets. ---- */

static void targets_by_every_spelling(void **state)
{
    (void)state;
    struct machine *m = make_friends();
    const struct kernel *k = machine_kernel(m);
    process_id alice = machine_process(m, ALICE);
    uint32_t handle = machine_handle(m, alice, object_of_process(machine_process(m, BOB)),
                                     RIGHT_WRITE | RIGHT_WAIT);
    uint32_t selector = name_of_selector(name_slot(k, alice, handle));
    const uint32_t names[] = {handle_of(m, BOB), handle, selector};
    for (unsigned i = 0; i < 3; i++) {
        run(m, thread_of(m, ALICE));
        area_fill(m, thread_of(m, ALICE), 8);
        call_parks(m, SYS_SEND_IPC, names[i], 10);
        receive_from(m, BOB, ALICE, 10, 8);
    }
}

static void targets_refused(void **state)
{
    (void)state;
    struct machine *m = make_friends();
    process_id alice = machine_process(m, ALICE);
    process_id bob = machine_process(m, BOB);
    const uint32_t names[] = {
        0,
        0x800,
        UINT32_MAX,
        handle_of(m, BOB) + (64 << 2),                              /* no process has this index */
        handle_of(m, BOB) ^ 1u << 12,                               /* another generation */
        handle_of(m, EVE),                                          /* another domain */
        machine_handle(m, bob, object_of_process(bob), RIGHTS_ALL), /* another's handle */
        machine_handle(m, alice, object_of_process(bob), RIGHTS_ALL & ~(uint32_t)RIGHT_WRITE),
        machine_handle(m, alice, object_of_thread(thread_of(m, BOB)), RIGHTS_ALL),
        machine_handle(m, alice, object_of_job(machine_kernel(m)->process[alice].job), RIGHTS_ALL),
    };
    run(m, thread_of(m, ALICE));
    for (unsigned i = 0; i < sizeof names / sizeof names[0]; i++) {
        assert_int_equal(call_returns(m, SYS_SEND_IPC, names[i], 1), SENTRY_INVALID);
    }
}

static void dead_target_is_refused_by_every_name(void **state)
{
    (void)state;
    struct machine *m = make_friends();
    process_id bob = machine_process(m, BOB);
    uint32_t by_task = handle_of(m, BOB);
    uint32_t by_handle =
        machine_handle(m, machine_process(m, ALICE), object_of_process(bob), RIGHTS_ALL);
    run(m, thread_of(m, BOB));
    call_parks(m, SYS_EXIT, 0);
    run(m, thread_of(m, ALICE));
    assert_int_equal(call_returns(m, SYS_SEND_IPC, by_task, 1), SENTRY_INVALID);
    assert_int_equal(call_returns(m, SYS_SEND_IPC, by_handle, 1), SENTRY_INVALID);
}

/* A thread without exchange area: refused before anybody asks whether it is a deadlock. */
static void no_area_no_message(void **state)
{
    (void)state;
    struct machine *m = make_friends();
    thread_id bare = machine_thread(m, machine_process(m, ALICE), false);
    send_parked(m, ALICE, BOB, 1, 1);
    send_parked(m, BOB, ALICE, 1, 1);
    run(m, bare);
    assert_int_equal(call_returns(m, SYS_SEND_IPC, handle_of(m, BOB), 1), SENTRY_INVALID);
    assert_int_equal(call_returns(m, SYS_SEND_IPC, handle_of(m, CAROL), 1), SENTRY_INVALID);
    assert_int_equal(call_returns(m, SYS_WAIT_FOR_EVENT, EVENT_IPC, (uint32_t)-1), SENTRY_INVALID);
    assert_int_equal(call_returns(m, SYS_WAIT_FOR_EVENT, EVENT_IPC, 0), SENTRY_INVALID);
    assert_int_equal(call_returns(m, SYS_WAIT_FOR_EVENT, EVENT_IPC, 7), SENTRY_INVALID);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(every_length_sender_first),
        TEST(every_length_receiver_first),
        TEST(bad_lengths),
        TEST(message_is_read_when_it_is_received),
        TEST(receiver_of_higher_priority_preempts),
        TEST(receiver_of_equal_priority_does_not),
        TEST(sender_of_higher_priority_goes_on_when_read),
        TEST(oldest_sender_is_read_first),
        TEST(priority_of_senders_does_not_count),
        TEST(longest_waiting_receiver_is_served),
        TEST(most_urgent_receiver_is_served),
        TEST(urgent_receiver_that_does_not_want_it_is_passed_over),
        TEST(source_is_the_process_whatever_the_thread),
        TEST(message_within_one_process),
        TEST(message_to_oneself_ends_with_the_process),
        TEST(targets_by_every_spelling),
        TEST(targets_refused),
        TEST(dead_target_is_refused_by_every_name),
        TEST(no_area_no_message),
    };
    return cmocka_run_group_tests_name("ipc", tests, NULL, NULL);
}
