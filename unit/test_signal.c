/*
 * signal.c: one cell for each sender and target, read in the order of arrival; and what senders
 * learn when a target ends without having read.
 */
#include "fixture.h"

enum { A = 10, B = 20, C = 30, D = 40, EVE = 50 };

static struct machine *make_five(void)
{
    return MACHINE(
        {.label = A, .priority = 5, .domain = 1}, {.label = B, .priority = 5, .domain = 1},
        {.label = C, .priority = 5, .domain = 1}, {.label = D, .priority = 5, .domain = 1},
        {.label = EVE, .priority = 5, .domain = 2});
}

static void signal_from(struct machine *m, uint32_t from, uint32_t to, uint32_t number)
{
    run(m, thread_of(m, from));
    assert_int_equal(call_returns(m, SYS_SEND_SIGNAL, handle_of(m, to), number), SENTRY_OK);
}

static void end(struct machine *m, uint32_t label)
{
    run(m, thread_of(m, label));
    call_parks(m, SYS_EXIT, 0);
}

static void every_signal_arrives_with_its_source(void **state)
{
    (void)state;
    struct machine *m = make_five();
    for (uint32_t number = SIGNAL_ABORT; number <= SIGNAL_USR2; number++) {
        signal_from(m, A, B, number);
        run(m, thread_of(m, B));
        area_fill(m, thread_of(m, B), 3);
        assert_polled(m, EVENT_SIGNAL, EVENT_SIGNAL, handle_of(m, A), number);
        assert_int_equal(machine_area(m, thread_of(m, B))[12], area_pattern(3, 12));
        assert_nothing(m, EVENT_MASK_ALL);
    }
}

static void bad_signals_and_targets_are_refused(void **state)
{
    (void)state;
    struct machine *m = make_five();
    uint32_t dead = handle_of(m, D);
    end(m, D);
    run(m, thread_of(m, A));
    assert_int_equal(call_returns(m, SYS_SEND_SIGNAL, handle_of(m, B), 0), SENTRY_INVALID);
    assert_int_equal(call_returns(m, SYS_SEND_SIGNAL, handle_of(m, B), 13), SENTRY_INVALID);
    assert_int_equal(call_returns(m, SYS_SEND_SIGNAL, handle_of(m, EVE), 1), SENTRY_INVALID);
    assert_int_equal(call_returns(m, SYS_SEND_SIGNAL, dead, 1), SENTRY_INVALID);
    assert_int_equal(call_returns(m, SYS_SEND_SIGNAL, 0, 1), SENTRY_INVALID);
}

/* Taken: by this sender, towards this target, until it is read; a signal is no right to more. */
static void cell_is_taken_until_it_is_read(void **state)
{
    (void)state;
    struct machine *m = make_five();
    signal_from(m, A, B, SIGNAL_USR1);
    assert_int_equal(call_returns(m, SYS_SEND_SIGNAL, handle_of(m, B), SIGNAL_USR1), SENTRY_BUSY);
    assert_int_equal(call_returns(m, SYS_SEND_SIGNAL, handle_of(m, B), SIGNAL_USR2), SENTRY_BUSY);
    assert_int_equal(call_returns(m, SYS_SEND_SIGNAL, handle_of(m, B), 0), SENTRY_INVALID);
    assert_int_equal(call_returns(m, SYS_GET_TASK_HANDLE, B), SENTRY_BUSY);
    assert_int_equal(call_returns(m, SYS_GET_TASK_HANDLE, C), SENTRY_OK);
    assert_int_equal(call_returns(m, SYS_GET_TASK_HANDLE, A), SENTRY_OK);
    signal_from(m, A, C, SIGNAL_BUS); /* another target */
    signal_from(m, B, A, SIGNAL_IO);  /* the other way */
    assert_int_equal(call_returns(m, SYS_GET_TASK_HANDLE, A), SENTRY_BUSY);
    signal_from(m, C, B, SIGNAL_CONT); /* another sender */
    run(m, thread_of(m, B));
    assert_polled(m, EVENT_SIGNAL, EVENT_SIGNAL, handle_of(m, A), SIGNAL_USR1);
    run(m, thread_of(m, A));
    assert_int_equal(call_returns(m, SYS_GET_TASK_HANDLE, B), SENTRY_OK);
    signal_from(m, A, B, SIGNAL_USR2);
}

/* Every order in which three senders signal; a cell freed goes to the end again. */
static void signals_are_read_in_order_of_arrival(void **state)
{
    (void)state;
    static const uint32_t orders[6][3] = {{A, C, D}, {A, D, C}, {C, A, D},
                                          {C, D, A}, {D, A, C}, {D, C, A}};
    struct machine *m = make_five();
    for (unsigned o = 0; o < 6; o++) {
        const uint32_t *order = orders[o];
        machine_reset(m);
        for (unsigned i = 0; i < 3; i++) {
            signal_from(m, order[i], B, 1 + i);
        }
        run(m, thread_of(m, B));
        assert_polled(m, EVENT_SIGNAL, EVENT_SIGNAL, handle_of(m, order[0]), 1);
        signal_from(m, order[0], B, 4);
        run(m, thread_of(m, B));
        assert_polled(m, EVENT_SIGNAL, EVENT_SIGNAL, handle_of(m, order[1]), 2);
        assert_polled(m, EVENT_SIGNAL, EVENT_SIGNAL, handle_of(m, order[2]), 3);
        assert_polled(m, EVENT_SIGNAL, EVENT_SIGNAL, handle_of(m, order[0]), 4);
        assert_nothing(m, EVENT_MASK_ALL);
    }
}

static void a_process_may_signal_itself(void **state)
{
    (void)state;
    struct machine *m = make_five();
    signal_from(m, A, A, SIGNAL_TERM);
    assert_int_equal(call_returns(m, SYS_SEND_SIGNAL, handle_of(m, A), 1), SENTRY_BUSY);
    assert_polled(m, EVENT_SIGNAL, EVENT_SIGNAL, handle_of(m, A), SIGNAL_TERM);
    signal_from(m, A, A, SIGNAL_TERM);
    end(m, A);
    assert_int_equal(machine_kernel(m)->signal.row[NONE].first, 0); /* nobody is told */
    assert_int_equal(machine_kernel(m)->event.process[NONE].pending, 0);
}

static void waiter_gets_it_at_once(void **state)
{
    (void)state;
    struct machine *m = MACHINE({.label = A, .priority = 5}, {.label = B, .priority = 6});
    assert_int_equal(machine_current(m), thread_of(m, B));
    call_parks(m, SYS_WAIT_FOR_EVENT, EVENT_SIGNAL, 0);
    struct machine_result r =
        fixture_call(m, FIXTURE_CALL(SYS_SEND_SIGNAL, handle_of(m, B), SIGNAL_POLL));
    assert_int_equal(r.value, SENTRY_OK);
    assert_int_equal(machine_current(m), thread_of(m, B)); /* and preempts */
    assert_int_equal(machine_call_result(m, thread_of(m, B)), SENTRY_OK);
    assert_event(m, thread_of(m, B), EVENT_SIGNAL, handle_of(m, A), SIGNAL_POLL);
    assert_nothing(m, EVENT_MASK_ALL);
    call_parks(m, SYS_SLEEP, 1, SLEEP_DEEP);
    assert_int_equal(call_returns(m, SYS_GET_TASK_HANDLE, B), SENTRY_OK);
}

/* ---- Ends. ---- */

static void signal_outlives_its_sender(void **state)
{
    (void)state;
    struct machine *m = make_five();
    uint32_t sender = handle_of(m, A);
    signal_from(m, A, B, SIGNAL_USR1);
    end(m, A);
    run(m, thread_of(m, B));
    assert_polled(m, EVENT_SIGNAL, EVENT_SIGNAL, sender, SIGNAL_USR1);
}

/* Those whose signals it had read, or never sent one, hear nothing. */
static void senders_learn_that_nobody_will_read(void **state)
{
    (void)state;
    struct machine *m = make_five();
    uint32_t ended = handle_of(m, B);
    signal_from(m, D, B, SIGNAL_USR1);
    run(m, thread_of(m, B));
    assert_polled(m, EVENT_SIGNAL, EVENT_SIGNAL, handle_of(m, D), SIGNAL_USR1);
    signal_from(m, A, B, SIGNAL_USR1);
    signal_from(m, C, B, SIGNAL_USR2);
    run(m, thread_of(m, C));
    call_parks(m, SYS_WAIT_FOR_EVENT, EVENT_SIGNAL, 0);
    end(m, B);
    assert_event(m, thread_of(m, C), EVENT_SIGNAL, ended, SIGNAL_PIPE);
    assert_int_equal(machine_call_result(m, thread_of(m, C)), SENTRY_OK);
    run(m, thread_of(m, A));
    assert_polled(m, EVENT_SIGNAL, EVENT_SIGNAL, ended, SIGNAL_PIPE);
    assert_nothing(m, EVENT_MASK_ALL);
    run(m, thread_of(m, D));
    assert_nothing(m, EVENT_MASK_ALL);
}

/* Two pipes unread are one, of the first that ended; a process's own signals do not matter. */
static void pipes_merge(void **state)
{
    (void)state;
    struct machine *m = make_five();
    uint32_t first = handle_of(m, C);
    signal_from(m, A, B, SIGNAL_USR1);
    signal_from(m, A, C, SIGNAL_USR1);
    signal_from(m, D, A, SIGNAL_PIPE); /* a cell of its own */
    end(m, C);
    end(m, B);
    run(m, thread_of(m, A));
    assert_polled(m, EVENT_SIGNAL, EVENT_SIGNAL, handle_of(m, D), SIGNAL_PIPE);
    assert_polled(m, EVENT_SIGNAL, EVENT_SIGNAL, first, SIGNAL_PIPE);
    assert_nothing(m, EVENT_MASK_ALL);
}

/* A run that follows has nothing to do with what its forerunner signalled. */
static void pipe_does_not_reach_a_respawned_sender(void **state)
{
    (void)state;
    struct machine *m = MACHINE({.label = A, .priority = 5, .on_exit = ENDING_RESTART},
                                {.label = B, .priority = 5});
    signal_from(m, A, B, SIGNAL_USR1);
    end(m, A);
    run(m, thread_of(m, A));
    assert_int_equal(call_returns(m, SYS_GET_TASK_HANDLE, B), SENTRY_OK); /* a cell of its own */
    end(m, B);
    run(m, thread_of(m, A));
    assert_nothing(m, EVENT_MASK_ALL);
}

static void handles_need_the_right_to_signal(void **state)
{
    (void)state;
    struct machine *m = make_five();
    process_id a = machine_process(m, A);
    object_id b = object_of_process(machine_process(m, B));
    uint32_t signals = machine_handle(m, a, b, RIGHT_SIGNAL);
    uint32_t writes = machine_handle(m, a, b, RIGHTS_ALL - RIGHT_SIGNAL);
    run(m, thread_of(m, A));
    assert_int_equal(call_returns(m, SYS_SEND_SIGNAL, writes, 1), SENTRY_INVALID);
    assert_int_equal(call_returns(m, SYS_SEND_SIGNAL, signals, 1), SENTRY_OK);
}

/* Cells taken back out of the front, the middle and the end of the order. */
static void dropped_cell_leaves_the_others_in_order(void **state)
{
    (void)state;
    struct machine *m = make_five();
    for (unsigned place = 0; place < 3; place++) {
        machine_reset(m);
        process_id b = machine_process(m, B);
        uint32_t others[2] = {A, C};
        for (unsigned i = 0, other = 0; i < 3; i++) {
            if (i == place) {
                signal_raise(machine_kernel(m), b, CELL_ALARM, SIGNAL_ALARM, 0);
            } else {
                signal_from(m, others[other++], B, SIGNAL_USR1);
            }
        }
        signal_drop(machine_kernel(m), b, CELL_ALARM);
        signal_drop(machine_kernel(m), b, CELL_PIPE); /* nothing there */
        check(m);
        signal_from(m, D, B, SIGNAL_USR2);
        run(m, thread_of(m, B));
        assert_polled(m, EVENT_SIGNAL, EVENT_SIGNAL, handle_of(m, A), SIGNAL_USR1);
        assert_polled(m, EVENT_SIGNAL, EVENT_SIGNAL, handle_of(m, C), SIGNAL_USR1);
        assert_polled(m, EVENT_SIGNAL, EVENT_SIGNAL, handle_of(m, D), SIGNAL_USR2);
        assert_nothing(m, EVENT_MASK_ALL);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(every_signal_arrives_with_its_source),
        TEST(bad_signals_and_targets_are_refused),
        TEST(cell_is_taken_until_it_is_read),
        TEST(signals_are_read_in_order_of_arrival),
        TEST(a_process_may_signal_itself),
        TEST(waiter_gets_it_at_once),
        TEST(signal_outlives_its_sender),
        TEST(senders_learn_that_nobody_will_read),
        TEST(pipes_merge),
        TEST(pipe_does_not_reach_a_respawned_sender),
        TEST(handles_need_the_right_to_signal),
        TEST(dropped_cell_leaves_the_others_in_order),
    };
    return cmocka_run_group_tests_name("signal", tests, NULL, NULL);
}
