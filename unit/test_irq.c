/*
 * irq.c: lines that are granted, enabled, fire, are masked, read and acknowledged.
 */
#include "fixture.h"

enum { A = 10, B = 20, FIRST = 4, OTHER = 9 };

/* A owns lines 4, 5 and 6; B owns line 9. */
static struct machine *make_two(void)
{
    struct machine *m = MACHINE({.label = A, .priority = 5, .irq_first = FIRST, .irq_count = 3},
                                {.label = B, .priority = 5, .irq_first = OTHER, .irq_count = 1});
    run(m, thread_of(m, A));
    return m;
}

static void ok(struct machine *m, uint32_t number, uint32_t line)
{
    assert_int_equal(call_returns(m, number, line), SENTRY_OK);
}

static void fire(struct machine *m, uint32_t line)
{
    assert_true(machine_irq(m, line));
    check(m);
}

static void lines_are_disabled_at_the_start(void **state)
{
    (void)state;
    struct machine *m = make_two();
    for (uint32_t line = 0; line < CONFIG_IRQS; line++) {
        assert_false(machine_irq_enabled(m, line));
    }
    assert_int_equal(machine_kernel(m)->irq.armed, 0);
    ok(m, SYS_IRQ_ACKNOWLEDGE, FIRST); /* which enables nothing */
    assert_false(machine_irq_enabled(m, FIRST));
}

/* What a line may do in each of its states, and how many of all are counted as armed. */
static void line_goes_through_its_states(void **state)
{
    (void)state;
    struct machine *m = make_two();
    struct kernel *k = machine_kernel(m);
    ok(m, SYS_IRQ_ENABLE, FIRST);
    ok(m, SYS_IRQ_ENABLE, FIRST); /* again: the same */
    assert_int_equal(k->irq.armed, 1);
    ok(m, SYS_IRQ_ENABLE, FIRST + 2);
    assert_int_equal(k->irq.armed, 2);
    assert_true(machine_irq_enabled(m, FIRST));
    assert_false(machine_irq_enabled(m, FIRST + 1));
    assert_true(machine_irq_enabled(m, FIRST + 2));
    fire(m, FIRST);
    assert_false(machine_irq_enabled(m, FIRST));
    assert_int_equal(k->irq.armed, 1);
    assert_polled(m, EVENT_IRQ, EVENT_IRQ, 0, FIRST);
    assert_false(machine_irq_enabled(m, FIRST)); /* reading is not acknowledging */
    ok(m, SYS_IRQ_ENABLE, FIRST);                /* nor is enabling */
    assert_false(machine_irq_enabled(m, FIRST));
    ok(m, SYS_IRQ_ACKNOWLEDGE, FIRST);
    assert_true(machine_irq_enabled(m, FIRST));
    ok(m, SYS_IRQ_DISABLE, FIRST);
    assert_false(machine_irq_enabled(m, FIRST));
    assert_int_equal(k->irq.armed, 1);
    ok(m, SYS_IRQ_DISABLE, FIRST + 2);
    assert_int_equal(k->irq.armed, 0);
}

/* Disabled while masked: stays masked when enabled again, and the other way round. */
static void mask_and_enable_are_two_things(void **state)
{
    (void)state;
    struct machine *m = make_two();
    ok(m, SYS_IRQ_ENABLE, FIRST);
    fire(m, FIRST);
    ok(m, SYS_IRQ_DISABLE, FIRST);
    ok(m, SYS_IRQ_ENABLE, FIRST);
    assert_false(machine_irq_enabled(m, FIRST));
    ok(m, SYS_IRQ_DISABLE, FIRST);
    ok(m, SYS_IRQ_ACKNOWLEDGE, FIRST);
    assert_false(machine_irq_enabled(m, FIRST));
    ok(m, SYS_IRQ_ENABLE, FIRST);
    assert_true(machine_irq_enabled(m, FIRST));
    assert_polled(m, EVENT_IRQ, EVENT_IRQ, 0, FIRST); /* what has fired is still there */
}

static void lines_are_read_in_order_of_arrival(void **state)
{
    (void)state;
    static const uint32_t orders[6][3] = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2},
                                          {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
    struct machine *m = make_two();
    for (unsigned o = 0; o < 6; o++) {
        machine_reset(m);
        run(m, thread_of(m, A));
        for (unsigned i = 0; i < 3; i++) {
            ok(m, SYS_IRQ_ENABLE, FIRST + i);
        }
        for (unsigned i = 0; i < 3; i++) {
            fire(m, FIRST + orders[o][i]);
        }
        assert_polled(m, EVENT_IRQ, EVENT_IRQ, 0, FIRST + orders[o][0]);
        ok(m, SYS_IRQ_ACKNOWLEDGE, FIRST + orders[o][0]);
        fire(m, FIRST + orders[o][0]);
        assert_polled(m, EVENT_IRQ, EVENT_IRQ, 0, FIRST + orders[o][1]);
        assert_polled(m, EVENT_IRQ, EVENT_IRQ, 0, FIRST + orders[o][2]);
        assert_polled(m, EVENT_IRQ, EVENT_IRQ, 0, FIRST + orders[o][0]);
        assert_nothing(m, EVENT_MASK_ALL);
    }
}

/* Acknowledged before it was read: it may fire again, and is one event. */
static void line_is_queued_once(void **state)
{
    (void)state;
    struct machine *m = make_two();
    ok(m, SYS_IRQ_ENABLE, FIRST);
    for (unsigned i = 0; i < 20; i++) {
        fire(m, FIRST);
        assert_false(machine_irq(m, FIRST));
        ok(m, SYS_IRQ_ACKNOWLEDGE, FIRST);
    }
    fire(m, FIRST);
    assert_false(machine_irq_enabled(m, FIRST));
    assert_polled(m, EVENT_IRQ, EVENT_IRQ, 0, FIRST);
    assert_nothing(m, EVENT_MASK_ALL);
}

static void waiter_gets_it_at_once(void **state)
{
    (void)state;
    struct machine *m =
        MACHINE({.label = A, .priority = 6, .irq_first = 0, .irq_count = 1},
                {.label = B, .priority = 5, .irq_first = CONFIG_IRQS - 1, .irq_count = 1});
    ok(m, SYS_IRQ_ENABLE, 0);
    call_parks(m, SYS_WAIT_FOR_EVENT, EVENT_IRQ, 0);
    assert_int_equal(machine_current(m), thread_of(m, B));
    ok(m, SYS_IRQ_ENABLE, CONFIG_IRQS - 1);
    fire(m, CONFIG_IRQS - 1); /* B's own */
    assert_int_equal(machine_current(m), thread_of(m, B));
    fire(m, 0);
    assert_int_equal(machine_current(m), thread_of(m, A));
    assert_int_equal(machine_call_result(m, thread_of(m, A)), SENTRY_OK);
    assert_event(m, thread_of(m, A), EVENT_IRQ, 0, 0);
    call_parks(m, SYS_SLEEP, 1, SLEEP_DEEP);
    assert_polled(m, EVENT_IRQ, EVENT_IRQ, 0, CONFIG_IRQS - 1);
}

/* An armed line may wake somebody yet; a masked or disabled one will not. */
static void board_halts_when_no_line_is_armed(void **state)
{
    (void)state;
    struct machine *m = make_two();
    for (unsigned armed = 0; armed < 3; armed++) {
        machine_reset(m);
        run(m, thread_of(m, A));
        if (armed > 0) {
            ok(m, SYS_IRQ_ENABLE, FIRST);
        }
        if (armed == 2) {
            fire(m, FIRST);
        }
        call_parks(m, SYS_WAIT_FOR_EVENT, EVENT_SIGNAL, 0);
        call_parks(m, SYS_WAIT_FOR_EVENT, EVENT_SIGNAL, 0);
        assert_int_equal(machine_halted(m, NULL), armed != 1);
    }
}

/* Of the ended run nothing is left: no line, no event; the next one starts over. */
static void lines_end_with_their_process(void **state)
{
    (void)state;
    for (unsigned restarts = 0; restarts < 2; restarts++) {
        struct machine *m =
            MACHINE({.label = A,
                     .priority = 5,
                     .irq_first = FIRST,
                     .irq_count = 3,
                     .on_exit = restarts != 0 ? ENDING_RESTART : ENDING_NONE},
                    {.label = B, .priority = 5, .irq_first = OTHER, .irq_count = 1});
        run(m, thread_of(m, B));
        ok(m, SYS_IRQ_ENABLE, OTHER);
        run(m, thread_of(m, A));
        for (unsigned i = 0; i < 3; i++) {
            ok(m, SYS_IRQ_ENABLE, FIRST + i);
        }
        fire(m, FIRST + 1);
        fire(m, FIRST);
        call_parks(m, SYS_EXIT, 0);
        for (unsigned i = 0; i < 3; i++) {
            const struct irq_line *line = &machine_kernel(m)->irq.line[FIRST + i];
            assert_false(machine_irq_enabled(m, FIRST + i));
            assert_int_equal(line->enabled + line->masked + line->queued, 0);
            assert_int_equal(line->owner, machine_process(m, A));
        }
        assert_true(machine_irq_enabled(m, OTHER));
        assert_int_equal(machine_kernel(m)->irq.armed, 1);
        if (restarts != 0) {
            run(m, thread_of(m, A));
            assert_nothing(m, EVENT_MASK_ALL);
            ok(m, SYS_IRQ_ENABLE, FIRST + 1);
            fire(m, FIRST + 1);
            assert_polled(m, EVENT_IRQ, EVENT_IRQ, 0, FIRST + 1);
        }
    }
}

/* It was on its way when it was disabled, or is nobody's at all: nobody hears of it. */
static void line_that_is_not_armed_is_ignored(void **state)
{
    (void)state;
    struct machine *m = make_two();
    ok(m, SYS_IRQ_ENABLE, FIRST);
    ok(m, SYS_IRQ_ENABLE, FIRST + 1);
    ok(m, SYS_IRQ_DISABLE, FIRST);
    fire(m, FIRST + 1);
    static const uint32_t lines[] = {FIRST, FIRST + 1, FIRST + 2, CONFIG_IRQS - 1};
    uint64_t hash = machine_hash(m);
    for (unsigned i = 0; i < 4; i++) {
        kernel_irq(machine_kernel(m), lines[i]);
        assert_int_equal(machine_hash(m), hash);
        assert_false(machine_irq_enabled(m, lines[i]));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(lines_are_disabled_at_the_start),
        TEST(line_goes_through_its_states),
        TEST(mask_and_enable_are_two_things),
        TEST(lines_are_read_in_order_of_arrival),
        TEST(line_is_queued_once),
        TEST(waiter_gets_it_at_once),
        TEST(board_halts_when_no_line_is_armed),
        TEST(lines_end_with_their_process),
        TEST(line_that_is_not_armed_is_ignored),
    };
    return cmocka_run_group_tests_name("irq", tests, NULL, NULL);
}
