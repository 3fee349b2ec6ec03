/*
 * zircon_info.c: what can be learnt of jobs, processes and threads. Handles are the business of
 * test_zircon_info.c, single records that of the tests of what they tell.
 */
#include "children.h"

#include <anvil/inspect.h>

#include <string.h>

/* Which task has a topic, and what it needs. */
static const struct {
    uint32_t topic;
    uint32_t right;
    uint32_t size;
    enum object_type type;
} topics[] = {{ZX_INFO_PROCESS, RIGHT_INSPECT, 24, OBJECT_PROCESS},
              {ZX_INFO_PROCESS_THREADS, RIGHT_ENUMERATE, 8, OBJECT_PROCESS},
              {ZX_INFO_JOB_CHILDREN, RIGHT_ENUMERATE, 8, OBJECT_JOB},
              {ZX_INFO_JOB_PROCESSES, RIGHT_ENUMERATE, 8, OBJECT_JOB},
              {ZX_INFO_THREAD, RIGHT_INSPECT, 72, OBJECT_THREAD},
              {ZX_INFO_JOB, RIGHT_INSPECT, 16, OBJECT_JOB},
              {ZX_INFO_ANVIL_TASK, RIGHT_INSPECT, 4, OBJECT_PROCESS}};
enum { TOPICS = sizeof topics / sizeof topics[0] };

static uint32_t task_of(enum object_type type)
{
    return type == OBJECT_PROCESS ? SELF : type == OBJECT_THREAD ? ME : DOMAIN_JOB;
}

static int32_t ask(struct machine *m, uint32_t handle, uint32_t topic, uint32_t size)
{
    return zx(m, SYS_OBJECT_GET_INFO, handle, topic, at(m, LIST), size, at(m, ACTUAL),
              at(m, AVAIL));
}

static void errors_in_order(void **state)
{
    (void)state;
    struct machine *m = family_machine();
    uint32_t event = make_event(m);
    (void)make_process(m, DOMAIN_JOB); /* no list is empty */
    for (unsigned i = 0; i < TOPICS; i++) {
        uint32_t task = task_of(topics[i].type);
        uint32_t poor = with_rights(m, task, basic(m, task).rights & ~topics[i].right);
        uint32_t topic = topics[i].topic;
        assert_int_equal(zx(m, SYS_OBJECT_GET_INFO, 0, topic, HOLE, 0, HOLE, 0), ZX_BAD_HANDLE);
        assert_int_equal(zx(m, SYS_OBJECT_GET_INFO, event, topic, HOLE, 0, HOLE, 0), ZX_WRONG_TYPE);
        assert_int_equal(zx(m, SYS_OBJECT_GET_INFO, poor, topic, HOLE, 0, HOLE, 0),
                         ZX_ACCESS_DENIED);
        assert_int_equal(zx(m, SYS_OBJECT_GET_INFO, task, topic, HOLE, 0, HOLE, 0),
                         ZX_INVALID_ARGS);
        assert_int_equal(zx(m, SYS_OBJECT_GET_INFO, task, topic, HOLE, topics[i].size, 0, 0),
                         ZX_INVALID_ARGS);
        bool is_list = topics[i].size == 8;
        assert_int_equal(ask(m, task, topic, topics[i].size - 1),
                         is_list ? ZX_OK : ZX_BUFFER_TOO_SMALL);
        assert_int_equal(word(m, ACTUAL), 0);
        assert_int_equal(ask(m, task, topic, topics[i].size), ZX_OK);
        assert_int_equal(word(m, ACTUAL), 1);
        close_handle(m, poor);
    }
}

/* As many as fit, and how many there are. */
static void lists_of_children(void **state)
{
    (void)state;
    struct machine *m = family_machine();
    uint32_t job = make_job(m, DOMAIN_JOB);
    uint64_t jobs[2] = {koid_of(m, make_job(m, job)), koid_of(m, make_job(m, job))};
    uint32_t process = make_process(m, job);
    uint64_t processes[2] = {koid_of(m, process), koid_of(m, make_process(m, job))};
    uint64_t threads[2] = {koid_of(m, make_thread(m, process)),
                           koid_of(m, make_thread(m, process))};
    const struct {
        uint32_t handle;
        uint32_t topic;
        const uint64_t *koids;
    } lists[] = {{job, ZX_INFO_JOB_CHILDREN, jobs},
                 {job, ZX_INFO_JOB_PROCESSES, processes},
                 {process, ZX_INFO_PROCESS_THREADS, threads}};
    for (unsigned i = 0; i < 3; i++) {
        for (unsigned room = 0; room < 4; room++) {
            uint64_t koids[4] = {7, 7, 7, 7};
            unsigned fit = room < 2 ? room : 2;
            put(m, LIST, koids, sizeof koids);
            assert_int_equal(ask(m, lists[i].handle, lists[i].topic, room * 8), ZX_OK);
            assert_int_equal(word(m, ACTUAL), fit);
            assert_int_equal(word(m, AVAIL), 2);
            get(m, LIST, koids, sizeof koids);
            assert_memory_equal(koids, lists[i].koids, fit * sizeof koids[0]);
            assert_int_equal(koids[fit], 7);
        }
    }
    kill_task(m, process);
    assert_int_equal(ask(m, job, ZX_INFO_JOB_PROCESSES, 32), ZX_OK);
    assert_int_equal(word(m, ACTUAL), 1);
    assert_int_equal(ask(m, process, ZX_INFO_PROCESS_THREADS, 32), ZX_OK);
    assert_int_equal(word(m, ACTUAL), 0);
}

/* A running process has a task handle, also one made at run time; no other has. */
static void task_handles_of_processes(void **state)
{
    (void)state;
    struct machine *m = family_machine();
    struct child child = child_make(m, DOMAIN_JOB, 0);
    assert_int_equal(ask(m, SELF, ZX_INFO_ANVIL_TASK, 4), ZX_OK);
    assert_int_equal(word(m, LIST), handle_of(m, ALICE));
    assert_int_equal(ask(m, child.process, ZX_INFO_ANVIL_TASK, 4), ZX_OK);
    assert_int_equal(word(m, LIST), 0);
    assert_int_equal(child_start(m, &child, 0), ZX_OK);
    assert_int_equal(ask(m, child.process, ZX_INFO_ANVIL_TASK, 4), ZX_OK);
    uint32_t name = word(m, LIST);
    assert_int_equal(call_returns(m, SYS_SEND_SIGNAL, name, SIGNAL_USR1), SENTRY_OK);
    kill_task(m, child.process);
    assert_int_equal(ask(m, child.process, ZX_INFO_ANVIL_TASK, 4), ZX_OK);
    assert_int_equal(word(m, LIST), 0);
    assert_int_equal(call_returns(m, SYS_SEND_SIGNAL, name, SIGNAL_USR1), SENTRY_INVALID);
}

/* Each blocking call has its published state. */
static void states_of_threads(void **state)
{
    (void)state;
    struct machine *m = family_machine();
    struct child child = child_make(m, DOMAIN_JOB, 0);
    assert_int_equal(thread_info_state(m, child.thread), 0);
    assert_int_equal(child_start(m, &child, 0), ZX_OK);
    assert_int_equal(thread_info_state(m, child.thread), 1);
    run(m, child.tid);
    uint32_t event = make_event(m);
    put_words(m, ITEMS, event, ZX_SIGNALED, 0);
    const struct {
        uint32_t call[1 + CALL_REGISTERS];
        uint32_t state;
    } waits[] = {{{SYS_SLEEP, 1, SLEEP_DEEP}, 0x203},
                 {{SYS_NANOSLEEP, NS(5000000)}, 0x203},
                 {{SYS_OBJECT_WAIT_ONE, event, ZX_SIGNALED, NS(8000000), 0}, 0x603},
                 {{SYS_OBJECT_WAIT_MANY, at(m, ITEMS), 1, NS(11000000)}, 0x703},
                 {{SYS_WAIT_FOR_EVENT, EVENT_IPC, 1}, 0x503}};
    for (unsigned i = 0; i < sizeof waits / sizeof waits[0]; i++) {
        run(m, child.tid);
        fixture_call_parks(m, waits[i].call);
        be(m, ALICE);
        assert_int_equal(thread_info_state(m, child.thread), waits[i].state);
        advance_ms(m, 3);
    }
    kill_task(m, child.process);
    assert_int_equal(thread_info_state(m, child.thread), 5);
}

/* ---- What tasks are told. ---- */

static void suspended_tasks_are_told(void **state)
{
    (void)state;
    struct machine *m = MACHINE({.label = BOB, .priority = 5, .stack_order = 10, .data_order = 10},
                                {.label = ALICE,
                                 .priority = 5,
                                 .stack_order = 10,
                                 .data_order = 10,
                                 .capabilities = CAPABILITY_SUPERVISOR | CAPABILITY_INSPECT});
    be(m, ALICE);
    const struct anvil_task_info *info = (void *)machine_area(m, machine_current(m));
    uint32_t process = get_child(m, DOMAIN_JOB, object_of_process(machine_process(m, BOB)));
    assert_int_equal(call_returns(m, SYS_TASK_INFO, 1), SENTRY_OK);
    assert_int_equal(info->label, BOB);
    assert_int_equal(info->state, ANVIL_TASK_READY);
    uint32_t token = suspend(m, process);
    assert_int_equal(call_returns(m, SYS_TASK_INFO, 1), SENTRY_OK);
    assert_int_equal(info->state, ANVIL_TASK_SUSPENDED);
    close_handle(m, token);
    assert_int_equal(call_returns(m, SYS_TASK_INFO, 1), SENTRY_OK);
    assert_int_equal(info->state, ANVIL_TASK_READY);
}

/* A process that a task has made is no run of a task. */
static void children_have_not_respawned(void **state)
{
    (void)state;
    struct machine *m = family_machine();
    struct child child = child_run(m, DOMAIN_JOB, 0);
    run(m, child.tid);
    assert_int_equal(call_returns(m, SYS_HAS_RESPAWNED), SENTRY_AGAIN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(errors_in_order),   TEST(lists_of_children),        TEST(task_handles_of_processes),
        TEST(states_of_threads), TEST(suspended_tasks_are_told), TEST(children_have_not_respawned),
    };
    return cmocka_run_group_tests_name("info_tasks", tests, NULL, NULL);
}
