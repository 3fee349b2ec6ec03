/*
 * event.c: which event, to which thread, and who else notices.
 */
#include "fixture.h"

enum { A = 10, B = 20, C = 30, LINE = 4 };
#define POLL ((uint32_t)-1)

static struct machine *make_three(void)
{
    return MACHINE({.label = A, .priority = 5, .irq_first = LINE, .irq_count = 1},
                   {.label = B, .priority = 5}, {.label = C, .priority = 5});
}

static void arrive_ipc(struct machine *m)
{
    run(m, thread_of(m, B));
    area_fill(m, thread_of(m, B), 1);
    (void)fixture_call(m, FIXTURE_CALL(SYS_SEND_IPC, handle_of(m, A), 4));
}

static void arrive_signal(struct machine *m)
{
    run(m, thread_of(m, C));
    assert_int_equal(call_returns(m, SYS_SEND_SIGNAL, handle_of(m, A), SIGNAL_IO), SENTRY_OK);
}

static void arrive_irq(struct machine *m)
{
    run(m, thread_of(m, A));
    assert_int_equal(call_returns(m, SYS_IRQ_ENABLE, LINE), SENTRY_OK);
    assert_true(machine_irq(m, LINE));
    check(m);
}

static void (*const arrive[])(struct machine *) = {arrive_ipc, arrive_signal, arrive_irq};
static const uint8_t kinds[] = {EVENT_IPC, EVENT_SIGNAL, EVENT_IRQ};
/* In the order in which they are served. */
static const uint8_t urgency[] = {EVENT_SIGNAL, EVENT_IRQ, EVENT_IPC};

static void assert_first_event(struct machine *m, uint8_t kind)
{
    assert_int_equal(machine_area(m, thread_of(m, A))[0], kind);
}

/* Whatever is there and whatever is asked for: the most urgent of both, one at a time. */
static void kinds_are_served_in_order(void **state)
{
    (void)state;
    static const unsigned orders[6][3] = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2},
                                          {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
    struct machine *m = make_three();
    for (unsigned o = 0; o < 6; o++) {
        for (uint32_t mask = 0; mask <= EVENT_MASK_ALL; mask++) {
            machine_reset(m);
            for (unsigned i = 0; i < 3; i++) {
                arrive[orders[o][i]](m);
            }
            run(m, thread_of(m, A));
            for (unsigned i = 0; i < 3; i++) {
                if ((mask & urgency[i]) != 0) {
                    assert_int_equal(call_returns(m, SYS_WAIT_FOR_EVENT, mask, 0), SENTRY_OK);
                    assert_first_event(m, urgency[i]);
                }
            }
            assert_nothing(m, mask);
            const struct event_process *p =
                &machine_kernel(m)->event.process[machine_process(m, A)];
            assert_int_equal(p->pending, (EVENT_IPC | EVENT_SIGNAL | EVENT_IRQ) & ~mask);
        }
    }
}

/* Each kind against each mask, with the waiter first. */
static void kind_outside_the_mask_never_wakes(void **state)
{
    (void)state;
    struct machine *m = make_three();
    for (unsigned kind = 0; kind < 3; kind++) {
        for (uint32_t mask = 1; mask <= EVENT_MASK_ALL; mask++) {
            machine_reset(m);
            thread_id a = thread_of(m, A);
            run(m, a);
            assert_int_equal(call_returns(m, SYS_IRQ_ENABLE, LINE), SENTRY_OK);
            area_fill(m, a, 9);
            call_parks(m, SYS_WAIT_FOR_EVENT, mask, 0);
            if (kinds[kind] == EVENT_IRQ) {
                assert_true(machine_irq(m, LINE));
                check(m);
            } else {
                arrive[kind](m);
            }
            bool wakes = (mask & kinds[kind]) != 0;
            assert_int_equal(thread_state_of(m, a)->state, wakes ? THREAD_READY : THREAD_WAITING);
            assert_int_equal(machine_area(m, a)[0], wakes ? kinds[kind] : area_pattern(9, 0));
            const struct event_process *p =
                &machine_kernel(m)->event.process[machine_process(m, A)];
            assert_int_equal(p->pending, wakes ? 0 : kinds[kind]);
        }
    }
}

/* Of two that wait, the one that asks for the kind; of two that ask, the one waiting longest. */
static void right_waiter_is_served(void **state)
{
    (void)state;
    struct machine *m = make_three();
    for (unsigned i = 0; i < 4; i++) {
        machine_reset(m);
        thread_id a = thread_of(m, A);
        thread_id second = machine_thread(m, machine_process(m, A), true);
        run(m, a);
        call_parks(m, SYS_WAIT_FOR_EVENT, (i & 1) != 0 ? EVENT_SIGNAL : EVENT_IPC, 0);
        run(m, second);
        call_parks(m, SYS_WAIT_FOR_EVENT, (i & 2) != 0 ? EVENT_SIGNAL : EVENT_IPC, 0);
        arrive_signal(m);
        bool first = (i & 1) != 0;
        assert_int_equal(thread_state_of(m, a)->state, first ? THREAD_READY : THREAD_WAITING);
        bool other = (i & 2) != 0 && !first;
        assert_int_equal(thread_state_of(m, second)->state, other ? THREAD_READY : THREAD_WAITING);
    }
}

static void most_urgent_waiter_is_served_first(void **state)
{
    (void)state;
    struct machine *m = make_three();
    for (unsigned urgent = 0; urgent < 3; urgent++) {
        machine_reset(m);
        thread_id threads[3] = {thread_of(m, A), machine_thread(m, machine_process(m, A), true),
                                machine_thread(m, machine_process(m, A), true)};
        for (unsigned i = 0; i < 3; i++) {
            run(m, threads[i]);
            call_parks(m, SYS_WAIT_FOR_EVENT, EVENT_SIGNAL, 0);
        }
        machine_kernel(m)->thread[threads[urgent]].priority = 6;
        arrive_signal(m);
        for (unsigned i = 0; i < 3; i++) {
            assert_int_equal(thread_state_of(m, threads[i])->state,
                             i == urgent ? THREAD_READY : THREAD_WAITING);
        }
    }
}

/* Every event of every kind ends a light sleep, none a deep one; it stays to be read. */
static void events_end_light_sleep(void **state)
{
    (void)state;
    struct machine *m = make_three();
    for (unsigned i = 0; i < 6; i++) {
        uint8_t kind = kinds[i / 2];
        bool deep = i % 2 != 0;
        machine_reset(m);
        thread_id a = thread_of(m, A);
        thread_id second = machine_thread(m, machine_process(m, A), true);
        run(m, a);
        assert_int_equal(call_returns(m, SYS_IRQ_ENABLE, LINE), SENTRY_OK);
        call_parks(m, SYS_SLEEP, 50, deep ? SLEEP_DEEP : SLEEP_SHALLOW);
        run(m, second);
        call_parks(m, SYS_SLEEP, 60, SLEEP_SHALLOW);
        if (kind == EVENT_IRQ) {
            assert_true(machine_irq(m, LINE));
            check(m);
        } else {
            arrive[i / 2](m);
        }
        assert_int_equal(thread_state_of(m, a)->state, deep ? THREAD_SLEEPING : THREAD_READY);
        assert_int_equal(thread_state_of(m, second)->state, THREAD_READY);
        assert_int_equal(machine_call_result(m, second), SENTRY_INTR);
        run(m, second);
        assert_int_equal(call_returns(m, SYS_WAIT_FOR_EVENT, EVENT_MASK_ALL, POLL), SENTRY_OK);
        assert_int_equal(machine_area(m, second)[0], kind);
        advance_ms(m, 50);
        assert_int_equal(machine_call_result(m, a), deep ? SENTRY_TIMEOUT : SENTRY_INTR);
    }
}

/* What a waiter gets at once is no news for those who sleep. */
static void event_that_is_read_at_once_rouses_nobody(void **state)
{
    (void)state;
    struct machine *m = make_three();
    for (unsigned i = 0; i < 2; i++) {
        machine_reset(m);
        thread_id second = machine_thread(m, machine_process(m, A), true);
        run(m, second);
        call_parks(m, SYS_SLEEP, 50, SLEEP_SHALLOW);
        run(m, thread_of(m, A));
        call_parks(m, SYS_WAIT_FOR_EVENT, EVENT_MASK_ALL, 0);
        arrive[i](m);
        assert_int_equal(thread_state_of(m, second)->state, THREAD_SLEEPING);
    }
}

/* A wait with a mask of its own leaves the pending event where it is. */
static void pending_event_waits_for_its_reader(void **state)
{
    (void)state;
    struct machine *m = make_three();
    arrive_signal(m);
    run(m, thread_of(m, A));
    area_fill(m, thread_of(m, A), 9);
    call_parks(m, SYS_WAIT_FOR_EVENT, EVENT_IPC, 5);
    arrive_ipc(m);
    assert_message(m, thread_of(m, A), handle_of(m, B), 4, 1, 9);
    run(m, thread_of(m, A));
    assert_polled(m, EVENT_MASK_ALL, EVENT_SIGNAL, handle_of(m, C), SIGNAL_IO);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(kinds_are_served_in_order),
        TEST(kind_outside_the_mask_never_wakes),
        TEST(right_waiter_is_served),
        TEST(most_urgent_waiter_is_served_first),
        TEST(events_end_light_sleep),
        TEST(event_that_is_read_at_once_rouses_nobody),
        TEST(pending_event_waits_for_its_reader),
    };
    return cmocka_run_group_tests_name("event", tests, NULL, NULL);
}
