/*
 * inspect.c: what a task may learn about the tasks of its domain.
 */
#include <string.h>

#include <anvil/inspect.h>

#include "fixture.h"

enum { WATCHER = 0x10, WORKER = 0x20, LATE = 0x30, STRANGER = 0x18 };
enum { SEED = 0x33, WORKER_PRIORITY = 4, WATCHER_PRIORITY = 5 };

static struct machine *make_watched(uint8_t on_exit, uint8_t on_fault)
{
    return MACHINE(
        {.label = LATE, .priority = 3, .domain = 1, .start = START_MANUAL},
        {.label = WATCHER,
         .priority = WATCHER_PRIORITY,
         .domain = 1,
         .capabilities = CAPABILITY_INSPECT | CAPABILITY_START},
        {.label = STRANGER, .priority = 6, .domain = 2, .capabilities = CAPABILITY_INSPECT},
        {.label = WORKER,
         .priority = WORKER_PRIORITY,
         .domain = 1,
         .stack_order = 10,
         .on_exit = on_exit,
         .on_fault = on_fault});
}

/* What the watcher is told about its domain's index-th task. */
static struct anvil_task_info info_of(struct machine *m, uint32_t index)
{
    struct anvil_task_info info;
    thread_id watcher = thread_of(m, WATCHER);
    run(m, watcher);
    assert_int_equal(call_returns(m, SYS_TASK_INFO, index), SENTRY_OK);
    (void)memcpy(&info, machine_area(m, watcher), sizeof info);
    return info;
}

static void tasks_of_the_domain_are_numbered(void **state)
{
    (void)state;
    static const uint32_t labels[] = {WATCHER, WORKER, LATE};
    struct machine *m = make_watched(ENDING_NONE, ENDING_NONE);
    for (uint32_t i = 0; i < 3; i++) {
        assert_int_equal(info_of(m, i).label, labels[i]);
    }
    static const uint32_t beyond[] = {3, 4, 0x80000000u, UINT32_MAX};
    for (unsigned i = 0; i < 4; i++) {
        run(m, thread_of(m, WATCHER));
        assert_int_equal(call_returns(m, SYS_TASK_INFO, beyond[i]), SENTRY_NO_ENTITY);
    }
    run(m, thread_of(m, STRANGER));
    assert_int_equal(call_returns(m, SYS_TASK_INFO, 0), SENTRY_OK);
    assert_int_equal(call_returns(m, SYS_TASK_INFO, 1), SENTRY_NO_ENTITY);
}

static void it_takes_the_capability_and_an_area(void **state)
{
    (void)state;
    struct machine *m = make_watched(ENDING_NONE, ENDING_NONE);
    run(m, thread_of(m, WORKER));
    assert_int_equal(call_returns(m, SYS_TASK_INFO, 0), SENTRY_DENIED);
    assert_int_equal(call_returns(m, SYS_TASK_INFO, 99), SENTRY_DENIED);
    thread_id bare = machine_thread(m, machine_process(m, WATCHER), false);
    run(m, bare);
    assert_int_equal(call_returns(m, SYS_TASK_INFO, 0), SENTRY_INVALID);
    assert_int_equal(call_returns(m, SYS_TASK_INFO, 99), SENTRY_INVALID);
}

static void the_rest_of_the_area_is_left_alone(void **state)
{
    (void)state;
    struct machine *m = make_watched(ENDING_NONE, ENDING_NONE);
    thread_id watcher = thread_of(m, WATCHER);
    area_fill(m, watcher, SEED);
    struct anvil_task_info info = info_of(m, 1);
    static const uint8_t zeros[2];
    assert_memory_equal(info.reserved, zeros, sizeof zeros);
    for (unsigned i = sizeof info; i < EXCHANGE_AREA_SIZE; i++) {
        assert_int_equal(machine_area(m, watcher)[i], area_pattern(SEED, i));
    }
}

static void what_does_not_change_is_the_images(void **state)
{
    (void)state;
    struct machine *m = make_watched(ENDING_NONE, ENDING_NONE);
    struct anvil_task_info info = info_of(m, 1);
    assert_int_equal(info.priority, WORKER_PRIORITY);
    assert_int_equal(info.stack_size, 1024);
    assert_int_equal(info.handle, handle_of(m, WORKER));
    assert_int_equal(info.runs, 1);
    info = info_of(m, 2);
    assert_int_equal(info.priority, 3);
    assert_int_equal(info.stack_size, 256);
    assert_int_equal(info.handle, 0);
    assert_int_equal(info.runs, 0);
}

/* The state the worker is shown in after a call of its own. */
static uint8_t state_after(struct machine *m, uint32_t number, uint32_t a0, uint32_t a1)
{
    run(m, thread_of(m, WORKER));
    call_parks(m, number, a0, a1);
    return info_of(m, 1).state;
}

static void states_are_told_apart(void **state)
{
    (void)state;
    struct machine *m = make_watched(ENDING_NONE, ENDING_NONE);
    assert_int_equal(info_of(m, 0).state, ANVIL_TASK_READY);
    assert_int_equal(info_of(m, 1).state, ANVIL_TASK_READY);
    assert_int_equal(info_of(m, 2).state, ANVIL_TASK_IDLE);
    assert_int_equal(state_after(m, SYS_SLEEP, 5, 1), ANVIL_TASK_SLEEPING);
    advance_ms(m, 5);
    assert_int_equal(state_after(m, SYS_WAIT_FOR_EVENT, 1, 5), ANVIL_TASK_WAITING);
    advance_ms(m, 5);
    uint32_t watcher = handle_of(m, WATCHER);
    assert_int_equal(state_after(m, SYS_SEND_IPC, watcher, 1), ANVIL_TASK_SENDING);
    run(m, thread_of(m, WATCHER));
    assert_int_equal(call_returns(m, SYS_WAIT_FOR_EVENT, 1, (uint32_t)-1), SENTRY_OK);
    assert_int_equal(state_after(m, SYS_EXIT, 7, 0), ANVIL_TASK_EXITED);
    assert_int_equal(info_of(m, 1).exit_status, 7);
    assert_int_equal(info_of(m, 1).handle, 0);
    assert_int_equal(info_of(m, 1).run_ns, 0);
}

static void a_fault_is_not_an_exit(void **state)
{
    (void)state;
    struct machine *m = make_watched(ENDING_NONE, ENDING_NONE);
    run(m, thread_of(m, WORKER));
    machine_fault(m, FAULT_UNDEFINED, 0);
    assert_int_equal(info_of(m, 1).state, ANVIL_TASK_FAULTED);
    assert_int_equal(info_of(m, 1).runs, 1);
}

static void restarts_are_counted_and_waited_for(void **state)
{
    (void)state;
    struct machine *m = make_watched(ENDING_RESTART, ENDING_NONE);
    run(m, thread_of(m, WORKER));
    call_parks(m, SYS_EXIT, 1);
    assert_int_equal(info_of(m, 1).state, ANVIL_TASK_READY);
    assert_int_equal(info_of(m, 1).runs, 2);
    run(m, thread_of(m, WORKER));
    call_parks(m, SYS_EXIT, 3);
    assert_int_equal(info_of(m, 1).state, ANVIL_TASK_RESTARTING);
    assert_int_equal(info_of(m, 1).exit_status, 3);
    assert_int_equal(info_of(m, 1).runs, 2);
    advance_ms(m, 1);
    assert_int_equal(info_of(m, 1).state, ANVIL_TASK_READY);
    assert_int_equal(info_of(m, 1).runs, 3);
}

/* Of several threads the one started first tells the state; when it is gone, the next. */
static void the_eldest_thread_speaks_for_its_task(void **state)
{
    (void)state;
    struct machine *m = make_watched(ENDING_NONE, ENDING_NONE);
    thread_id eldest = thread_of(m, WORKER);
    thread_id second = machine_thread(m, machine_process(m, WORKER), true);
    thread_id third = machine_thread(m, machine_process(m, WORKER), true);
    run(m, eldest);
    call_parks(m, SYS_WAIT_FOR_EVENT, 1, 0);
    run(m, second);
    call_parks(m, SYS_SLEEP, 50, 1);
    assert_int_equal(info_of(m, 1).state, ANVIL_TASK_WAITING);
    machine_thread_exit(m, eldest);
    assert_int_equal(info_of(m, 1).state, ANVIL_TASK_SLEEPING);
    machine_thread_exit(m, second);
    assert_int_equal(info_of(m, 1).state, ANVIL_TASK_READY);
    assert_int_equal(thread_state_of(m, third)->state, THREAD_READY);
}

#define MS_NS ((uint64_t)1000000)

static void time_is_charged_to_who_runs(void **state)
{
    (void)state;
    struct machine *m = make_watched(ENDING_NONE, ENDING_NONE);
    run(m, thread_of(m, WORKER));
    advance_ms(m, 3);
    run(m, thread_of(m, WATCHER));
    advance_ms(m, 2); /* of which it is told while it still runs */
    assert_true(info_of(m, 0).run_ns == 2u * MS_NS);
    assert_true(info_of(m, 1).run_ns == 3u * MS_NS);
    thread_id second = machine_thread(m, machine_process(m, WORKER), true);
    run(m, second);
    advance_ms(m, 4);
    assert_true(info_of(m, 1).run_ns == 7u * MS_NS);
    assert_true(info_of(m, 0).run_ns == 2u * MS_NS);
    machine_thread_exit(m, second); /* and its time goes with it */
    assert_true(info_of(m, 1).run_ns == 3u * MS_NS);
}

static void idle_time_is_nobodys(void **state)
{
    (void)state;
    struct machine *m =
        MACHINE({.label = WATCHER, .priority = 5, .domain = 1, .capabilities = CAPABILITY_INSPECT});
    run(m, thread_of(m, WATCHER));
    advance_ms(m, 1);
    call_parks(m, SYS_SLEEP, 1000, 1);
    advance_ms(m, 1000);
    assert_true(info_of(m, 0).run_ns == MS_NS);
}

/* More ticks than fit into 32 bits, also in one go. */
static void run_time_does_not_wrap(void **state)
{
    (void)state;
    struct machine *m = make_watched(ENDING_NONE, ENDING_NONE);
    uint64_t ticks = 0;
    for (unsigned i = 0; i < 5; i++) {
        run(m, thread_of(m, WORKER));
        advance_ticks(m, (uint64_t)UINT32_MAX * i);
        ticks += (uint64_t)UINT32_MAX * i;
        (void)info_of(m, 0);
    }
    uint64_t ns = ticks / MACHINE_TICKS_PER_MS * MS_NS +
                  ticks % MACHINE_TICKS_PER_MS * MS_NS / MACHINE_TICKS_PER_MS;
    assert_true(info_of(m, 1).run_ns == ns);
}

static void the_deepest_word_used_is_the_mark(void **state)
{
    (void)state;
    struct machine *m = make_watched(ENDING_NONE, ENDING_NONE);
    uint32_t base = arch_image(machine_kernel(m))->tasks[2].stack.base;
    static const uint32_t deepest[] = {1023, 1020, 1019, 512, 511, 32, 31, 4, 3, 0};
    for (unsigned i = 0; i < sizeof deepest / sizeof deepest[0]; i++) {
        *(uint8_t *)machine_memory(m, base + deepest[i], 1) = 1;
        assert_int_equal(info_of(m, 1).stack_used, 1024 - (deepest[i] & ~3u));
    }
    run(m, thread_of(m, WORKER));
    call_parks(m, SYS_EXIT, 0);
    run(m, thread_of(m, WATCHER));
    assert_int_equal(call_returns(m, SYS_START, WORKER), SENTRY_OK);
    assert_int_equal(info_of(m, 1).stack_used, 0);
}

static void refills_are_those_of_its_threads(void **state)
{
    (void)state;
    struct machine *m = make_watched(ENDING_NONE, ENDING_NONE);
    thread_id second = machine_thread(m, machine_process(m, WORKER), true);
    struct kernel *k = machine_kernel(m);
    k->arch.context[thread_of(m, WORKER)].refills = 3;
    k->arch.context[second].refills = 4;
    k->arch.context[thread_of(m, STRANGER)].refills = 9;
    assert_int_equal(info_of(m, 1).refills, 7);
    assert_int_equal(info_of(m, 0).refills, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(tasks_of_the_domain_are_numbered),
        TEST(it_takes_the_capability_and_an_area),
        TEST(the_rest_of_the_area_is_left_alone),
        TEST(what_does_not_change_is_the_images),
        TEST(states_are_told_apart),
        TEST(a_fault_is_not_an_exit),
        TEST(restarts_are_counted_and_waited_for),
        TEST(the_eldest_thread_speaks_for_its_task),
        TEST(time_is_charged_to_who_runs),
        TEST(idle_time_is_nobodys),
        TEST(run_time_does_not_wrap),
        TEST(the_deepest_word_used_is_the_mark),
        TEST(refills_are_those_of_its_threads),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
