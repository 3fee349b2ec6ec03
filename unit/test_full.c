/*
 * Pools used to their last entry: what is at the end of an array behaves as what is at its start,
 * and nothing is counted in numbers smaller than the pool.
 */
#include "fixture.h"

enum { FIRST_LABEL = 10 };

static uint32_t label_at(unsigned task)
{
    return FIRST_LABEL + task;
}

/* As many tasks as there are entries, each of which starts once more when it exits. */
static struct machine *make_full(void)
{
    struct machine_task tasks[CONFIG_TASKS];
    for (unsigned task = 0; task < CONFIG_TASKS; task++) {
        tasks[task] = (struct machine_task){
            .label = label_at(task), .priority = 5, .on_exit = ENDING_RESTART};
    }
    return fixture_machine(tasks, CONFIG_TASKS);
}

/* Every task signals the target, the target's alarm fires, and every other task sends to it. */
static void tell_target(struct machine *m, unsigned target)
{
    uint32_t handles[CONFIG_TASKS];
    for (unsigned task = 0; task < CONFIG_TASKS; task++) {
        run(m, thread_of(m, label_at(task)));
        handles[task] = handle_of(m, label_at(target));
        assert_int_equal(call_returns(m, SYS_SEND_SIGNAL, handles[task], task + 1), SENTRY_OK);
    }
    run(m, thread_of(m, label_at(target)));
    assert_int_equal(call_returns(m, SYS_ALARM, 1, ALARM_ONCE), SENTRY_OK);
    advance_ms(m, 1);
    for (unsigned task = 0; task < CONFIG_TASKS; task++) {
        if (task != target) {
            run(m, thread_of(m, label_at(task)));
            call_parks(m, SYS_SEND_IPC, handles[task], task + 1);
        }
    }
}

/* The target reads all that, in order, and nobody else has got anything. */
static void assert_told(struct machine *m, unsigned target)
{
    uint32_t sources[CONFIG_TASKS];
    for (unsigned task = 0; task < CONFIG_TASKS; task++) {
        sources[task] = name_of_task(machine_kernel(m), machine_process(m, label_at(task)));
    }
    thread_id reader = thread_of(m, label_at(target));
    run(m, reader);
    for (unsigned task = 0; task < CONFIG_TASKS; task++) {
        assert_polled(m, EVENT_MASK_ALL, EVENT_SIGNAL, sources[task], task + 1);
    }
    assert_polled(m, EVENT_MASK_ALL, EVENT_SIGNAL, 0, SIGNAL_ALARM);
    for (unsigned task = 0; task < CONFIG_TASKS; task++) {
        if (task != target) {
            area_fill(m, reader, 0);
            assert_int_equal(call_returns(m, SYS_WAIT_FOR_EVENT, EVENT_MASK_ALL, (uint32_t)-1),
                             SENTRY_OK);
            const uint8_t *area = machine_memory(m, thread_state_of(m, reader)->area, 8);
            assert_int_equal(area[0], EVENT_IPC);
            assert_int_equal(area[1], task + 1);
            assert_memory_equal(&area[4], &sources[task], sizeof sources[task]);
        }
    }
    for (unsigned task = 0; task < CONFIG_TASKS; task++) {
        run(m, thread_of(m, label_at(task)));
        assert_nothing(m, EVENT_MASK_ALL);
    }
}

/* The first runs have the odd processes, the second ones the even ones, to the last of the pool. */
static void every_process_of_a_full_table_gets_its_own_events(void **state)
{
    (void)state;
    struct machine *m = make_full();
    for (unsigned turn = 0; turn < 2; turn++) {
        for (unsigned target = 0; target < CONFIG_TASKS; target++) {
            assert_int_equal(machine_process(m, label_at(target)), 1 + 2 * target + turn);
            tell_target(m, target);
            assert_told(m, target);
        }
        for (unsigned task = 0; task < CONFIG_TASKS; task++) {
            run(m, thread_of(m, label_at(task)));
            call_parks(m, SYS_EXIT, 0);
        }
    }
}

/* All lines of one task fire before any is read, upwards and downwards. */
static void every_line_may_wait_to_be_read(void **state)
{
    (void)state;
    for (unsigned down = 0; down < 2; down++) {
        struct machine *m = MACHINE({.label = FIRST_LABEL, .irq_count = CONFIG_IRQS});
        run(m, thread_of(m, FIRST_LABEL));
        for (uint32_t line = 0; line < CONFIG_IRQS; line++) {
            assert_int_equal(call_returns(m, SYS_IRQ_ENABLE, line), SENTRY_OK);
        }
        for (uint32_t i = 0; i < CONFIG_IRQS; i++) {
            assert_true(machine_irq(m, down != 0 ? CONFIG_IRQS - 1 - i : i));
            check(m);
        }
        for (uint32_t i = 0; i < CONFIG_IRQS; i++) {
            assert_polled(m, EVENT_MASK_ALL, EVENT_IRQ, 0, down != 0 ? CONFIG_IRQS - 1 - i : i);
        }
        assert_nothing(m, EVENT_MASK_ALL);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(every_process_of_a_full_table_gets_its_own_events),
        TEST(every_line_may_wait_to_be_read),
    };
    return cmocka_run_group_tests_name("full", tests, NULL, NULL);
}
