/*
 * sentry.c: looking up tasks, yielding, sleeping, logging, leaving.
 */
#include "fixture.h"

#include <string.h>

enum { A = 0x1000, B = 0x2000, EVE = 0x3000 };
enum { SEED = 0x21 };

static struct machine *make_three(void)
{
    return MACHINE({.label = EVE, .priority = 5, .domain = 2},
                   {.label = A, .priority = 5, .domain = 1},
                   {.label = B, .priority = 5, .domain = 1});
}

/* ---- get_task_handle ---- */

/* The first word of the area is the handle; the rest is as it was. */
static void assert_handle(struct machine *m, thread_id thread, uint32_t handle)
{
    const uint8_t *area = machine_area(m, thread);
    assert_memory_equal(area, &handle, sizeof handle);
    for (unsigned i = sizeof handle; i < EXCHANGE_AREA_SIZE; i++) {
        assert_int_equal(area[i], area_pattern(SEED, i));
    }
}

static void handles_of_the_domain_are_found(void **state)
{
    (void)state;
    struct machine *m = make_three();
    static const uint32_t labels[] = {A, B};
    run(m, thread_of(m, A));
    for (unsigned i = 0; i < 4; i++) { /* the same value at every look-up */
        area_fill(m, thread_of(m, A), SEED);
        assert_int_equal(call_returns(m, SYS_GET_TASK_HANDLE, labels[i % 2]), SENTRY_OK);
        assert_handle(m, thread_of(m, A), handle_of(m, labels[i % 2]));
    }
}

static void unknown_and_foreign_labels_are_refused(void **state)
{
    (void)state;
    static const uint32_t labels[] = {0,     1,   A - 1,          A + 1,   B - 1,
                                      B + 1, EVE, EVE - 1,        EVE + 1, 0x10000u | A,
                                      ~0u,   ~1u, 0x80000000u | A};
    struct machine *m = make_three();
    run(m, thread_of(m, A));
    area_fill(m, thread_of(m, A), SEED);
    for (unsigned i = 0; i < sizeof labels / sizeof labels[0]; i++) {
        assert_int_equal(call_returns(m, SYS_GET_TASK_HANDLE, labels[i]), SENTRY_INVALID);
    }
    run(m, thread_of(m, EVE));
    assert_int_equal(call_returns(m, SYS_GET_TASK_HANDLE, A), SENTRY_INVALID);
    assert_int_equal(call_returns(m, SYS_GET_TASK_HANDLE, EVE), SENTRY_OK);
}

/* Tables of every size, labels at both ends of 32 bits included, whatever the order given. */
static void every_label_of_every_table_is_found(void **state)
{
    (void)state;
    static const uint32_t labels[CONFIG_TASKS] = {UINT32_MAX, 0, 7, 6, 0x80000000u, 5, 9, 8};
    for (unsigned count = 1; count <= CONFIG_TASKS; count++) {
        struct machine_task tasks[CONFIG_TASKS] = {{0}};
        for (unsigned i = 0; i < count; i++) {
            tasks[i].label = labels[i];
        }
        struct machine *m = fixture_machine(tasks, count);
        for (unsigned i = 0; i < CONFIG_TASKS; i++) {
            uint32_t status = call_returns(m, SYS_GET_TASK_HANDLE, labels[i]);
            assert_int_equal(status, i < count ? SENTRY_OK : SENTRY_INVALID);
            if (i < count) {
                uint32_t handle = handle_of(m, labels[i]);
                assert_memory_equal(machine_area(m, machine_current(m)), &handle, 4);
            }
        }
    }
}

/* What lies behind the table looks like a task, and is none. */
static void table_ends_where_it_ends(void **state)
{
    (void)state;
    const struct machine_task tasks[] = {{.label = A}, {.label = B}};
    struct machine_image *image = fixture_image(tasks, 2);
    image->tasks[2] = image->tasks[1];
    image->tasks[2].label = EVE;
    struct machine *m = fixture_boot(image);
    machine_kernel(m)->task.task[2].process = machine_process(m, B);
    run(m, thread_of(m, A));
    assert_int_equal(call_returns(m, SYS_GET_TASK_HANDLE, EVE), SENTRY_INVALID);
    assert_int_equal(call_returns(m, SYS_GET_TASK_HANDLE, B), SENTRY_OK);
}

static void ended_task_has_no_handle(void **state)
{
    (void)state;
    struct machine *m = make_three();
    run(m, thread_of(m, B));
    call_parks(m, SYS_EXIT, 0);
    run(m, thread_of(m, A));
    assert_int_equal(call_returns(m, SYS_GET_TASK_HANDLE, B), SENTRY_INVALID);
}

static void handle_needs_an_area(void **state)
{
    (void)state;
    struct machine *m = make_three();
    thread_id bare = machine_thread(m, machine_process(m, A), false);
    run(m, bare);
    assert_int_equal(call_returns(m, SYS_GET_TASK_HANDLE, B), SENTRY_INVALID);
    assert_int_equal(call_returns(m, SYS_GET_TASK_HANDLE, 1), SENTRY_INVALID);
}

/* ---- exchange_area ---- */

static void each_thread_learns_its_own_area(void **state)
{
    (void)state;
    struct machine *m = make_three();
    thread_id second = machine_thread(m, machine_process(m, A), true);
    run(m, second);
    uint32_t area = call_returns(m, SYS_EXCHANGE_AREA);
    assert_int_equal(area, thread_state_of(m, second)->area);
    run(m, thread_of(m, A));
    assert_int_equal(call_returns(m, SYS_EXCHANGE_AREA), thread_state_of(m, thread_of(m, A))->area);
    assert_int_not_equal(area, thread_state_of(m, thread_of(m, A))->area);
}

/* ---- sleep ---- */

static void sleep_ends_to_the_tick(void **state)
{
    (void)state;
    static const uint32_t times[] = {1, 3, 1000, UINT32_MAX};
    struct machine *m = make_three();
    for (unsigned i = 0; i < 2 * 4; i++) {
        machine_reset(m);
        thread_id a = thread_of(m, A);
        uint64_t ticks = (uint64_t)times[i / 2] * MACHINE_TICKS_PER_MS;
        run(m, a);
        area_fill(m, a, SEED);
        call_parks(m, SYS_SLEEP, times[i / 2], i % 2);
        assert_int_equal(thread_state_of(m, a)->state, THREAD_SLEEPING);
        assert_int_equal(deadline_of(m, a), ticks);
        if (times[i / 2] == UINT32_MAX) {
            continue;
        }
        advance_ticks(m, ticks - 1);
        assert_int_equal(thread_state_of(m, a)->state, THREAD_SLEEPING);
        advance_ticks(m, 1);
        assert_int_equal(thread_state_of(m, a)->state, THREAD_READY);
        assert_int_equal(machine_call_result(m, a), SENTRY_TIMEOUT);
        assert_int_equal(machine_area(m, a)[0], SEED);
    }
}

static void sleep_of_no_time_still_lets_others_run(void **state)
{
    (void)state;
    struct machine *m = make_three();
    thread_id a = thread_of(m, A);
    run(m, a);
    call_parks(m, SYS_SLEEP, 0, SLEEP_DEEP);
    assert_int_not_equal(machine_current(m), a);
    advance_ticks(m, 0);
    assert_int_equal(thread_state_of(m, a)->state, THREAD_READY);
    assert_int_equal(machine_call_result(m, a), SENTRY_TIMEOUT);
}

static void unknown_sleep_modes_are_refused(void **state)
{
    (void)state;
    static const uint32_t modes[] = {2, 3, 255, 256, 257, 0x80000000u, UINT32_MAX};
    struct machine *m = make_three();
    run(m, thread_of(m, A));
    uint64_t hash = machine_hash(m);
    for (unsigned i = 0; i < sizeof modes / sizeof modes[0]; i++) {
        assert_int_equal(call_returns(m, SYS_SLEEP, 1, modes[i]), SENTRY_INVALID);
        assert_int_equal(machine_hash(m), hash);
    }
}

/* ---- get_cycle ---- */

static uint64_t cycle(struct machine *m, uint32_t precision)
{
    uint64_t time = 0;
    area_fill(m, machine_current(m), SEED);
    assert_int_equal(call_returns(m, SYS_GET_CYCLE, precision), SENTRY_OK);
    memcpy(&time, machine_area(m, machine_current(m)), sizeof time);
    assert_int_equal(machine_area(m, machine_current(m))[8], area_pattern(SEED, 8));
    return time;
}

/* Beyond 32 bits in each unit, and rounded down. */
static void time_is_told_in_each_precision(void **state)
{
    (void)state;
    static const uint64_t ticks[] = {
        0, 1, 24, 25, 24999, 25000, (uint64_t)1 << 40, 180000000000000};
    struct machine_image *image = fixture_image(
        (const struct machine_task[]){{.label = A, .capabilities = CAPABILITY_CYCLES}}, 1);
    image->image.cycles_per_tick = 5;
    for (unsigned i = 0; i < sizeof ticks / sizeof ticks[0]; i++) {
        struct machine *m = fixture_boot(image);
        machine_advance(m, ticks[i]);
        assert_int_equal(cycle(m, PRECISION_CYCLES), ticks[i] * 5);
        assert_int_equal(cycle(m, PRECISION_NANOSECONDS), ticks[i] * 40);
        assert_int_equal(cycle(m, PRECISION_MICROSECONDS), ticks[i] / 25);
        assert_int_equal(cycle(m, PRECISION_MILLISECONDS), ticks[i] / 25000);
    }
}

static void cycles_need_their_capability(void **state)
{
    (void)state;
    struct machine *m = MACHINE({.label = A, .capabilities = CAPABILITIES_ALL - CAPABILITY_CYCLES},
                                {.label = B, .capabilities = CAPABILITY_CYCLES});
    run(m, thread_of(m, A));
    assert_int_equal(call_returns(m, SYS_GET_CYCLE, PRECISION_CYCLES), SENTRY_DENIED);
    (void)cycle(m, PRECISION_NANOSECONDS);
    assert_int_equal(call_returns(m, SYS_GET_CYCLE, 4), SENTRY_INVALID);
    run(m, machine_thread(m, machine_process(m, A), false));
    assert_int_equal(call_returns(m, SYS_GET_CYCLE, PRECISION_CYCLES), SENTRY_DENIED);
    assert_int_equal(call_returns(m, SYS_GET_CYCLE, PRECISION_NANOSECONDS), SENTRY_INVALID);
    run(m, machine_thread(m, machine_process(m, B), false));
    assert_int_equal(call_returns(m, SYS_GET_CYCLE, PRECISION_CYCLES), SENTRY_INVALID);
}

/* ---- log ---- */

static void log_writes_exactly_what_is_asked(void **state)
{
    (void)state;
    struct machine *m = make_three();
    thread_id a = thread_of(m, A);
    uint32_t size = 0;
    uint32_t written = 0;
    run(m, a);
    area_fill(m, a, SEED); /* zero bytes and all */
    for (uint32_t length = 0; length <= EXCHANGE_AREA_SIZE; length += length < 8 ? 1 : 62) {
        uint64_t hash = machine_hash(m);
        assert_int_equal(call_returns(m, SYS_LOG, length), SENTRY_OK);
        const char *log = machine_log(m, &size);
        assert_int_equal(size, written + length);
        assert_memory_equal(&log[written], machine_area(m, a), length);
        assert_int_equal(machine_hash(m), hash);
        written += length;
    }
    assert_int_equal(written, 0 + 1 + 2 + 3 + 4 + 5 + 6 + 7 + 8 + 70 + 132 + 194 + 256);
}

static void bad_log_lengths_are_refused(void **state)
{
    (void)state;
    static const uint32_t lengths[] = {257, 512, 0x10000u, 0x80000000u, UINT32_MAX};
    struct machine *m = make_three();
    uint32_t size = 1;
    run(m, thread_of(m, A));
    for (unsigned i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
        assert_int_equal(call_returns(m, SYS_LOG, lengths[i]), SENTRY_INVALID);
    }
    run(m, machine_thread(m, machine_process(m, A), false));
    assert_int_equal(call_returns(m, SYS_LOG, 0), SENTRY_INVALID);
    assert_int_equal(call_returns(m, SYS_LOG, 1), SENTRY_INVALID);
    (void)machine_log(m, &size);
    assert_int_equal(size, 0);
}

/* ---- exit and yield ---- */

static void exit_ends_the_whole_process(void **state)
{
    (void)state;
    struct machine *m = make_three();
    struct kernel *k = machine_kernel(m);
    process_id process = machine_process(m, A);
    thread_id second = machine_thread(m, process, true);
    (void)machine_handle(m, machine_process(m, B), object_of_process(process), 0);
    run(m, second);
    call_parks(m, SYS_EXIT, 0x80000001u);
    assert_int_equal(k->process[process].state, PROCESS_DEAD);
    assert_int_equal(k->process[process].ending, ENDED_EXIT);
    assert_int_equal(k->process[process].return_code, INT32_MIN + 1);
    assert_int_equal(machine_process(m, A), NONE);
    assert_int_not_equal(machine_current(m), NONE);
}

static void yield_of_another_priority_changes_nothing(void **state)
{
    (void)state;
    struct machine *m = MACHINE({.label = A, .priority = 6}, {.label = B, .priority = 5});
    assert_int_equal(call_returns(m, SYS_SCHED_YIELD), SENTRY_OK);
    assert_int_equal(machine_current(m), thread_of(m, A));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(handles_of_the_domain_are_found),
        TEST(unknown_and_foreign_labels_are_refused),
        TEST(every_label_of_every_table_is_found),
        TEST(table_ends_where_it_ends),
        TEST(ended_task_has_no_handle),
        TEST(handle_needs_an_area),
        TEST(each_thread_learns_its_own_area),
        TEST(sleep_ends_to_the_tick),
        TEST(sleep_of_no_time_still_lets_others_run),
        TEST(unknown_sleep_modes_are_refused),
        TEST(time_is_told_in_each_precision),
        TEST(cycles_need_their_capability),
        TEST(log_writes_exactly_what_is_asked),
        TEST(bad_log_lengths_are_refused),
        TEST(exit_ends_the_whole_process),
        TEST(yield_of_another_priority_changes_nothing),
    };
    return cmocka_run_group_tests_name("sentry", tests, NULL, NULL);
}
