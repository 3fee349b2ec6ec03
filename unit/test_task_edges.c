/*
 * Jobs, processes and threads at the edges: what is left when a task is forgotten that never died,
 * stacks and tables that just do not do, objects of types that a call has no use for, and callers
 * that their own call has ended.
 */
#include "children.h"

#include <string.h>

/* A handle of Alice's with every right, also those that the type never has. */
static uint32_t all_rights(struct machine *m, object_id object)
{
    return machine_handle(m, machine_process(m, ALICE), object, RIGHTS_ALL);
}

/* ---- Forgotten tasks. ---- */

static void listener_to_a_forgotten_job(void **state)
{
    (void)state;
    struct machine *m = family_machine();
    struct census before = census_of(m);
    uint32_t job = make_job(m, DOMAIN_JOB);
    uint32_t regular = listen_to(m, job, REGULAR);
    uint32_t debugger = listen_to(m, job, DEBUGGER);
    close_handle(m, job); /* nobody has it, nobody is in it */
    assert_int_equal(signals(m, regular), ZX_PEER_CLOSED_BIT);
    assert_int_equal(signals(m, debugger), ZX_PEER_CLOSED_BIT);
    close_handle(m, regular);
    close_handle(m, debugger);
    assert_census(m, &before);
}

static void listener_to_a_thread_that_never_started(void **state)
{
    (void)state;
    struct machine *m = family_machine();
    uint32_t process = make_process(m, DOMAIN_JOB);
    struct census before = census_of(m);
    uint32_t thread = make_thread(m, process);
    uint32_t channel = listen_to(m, thread, REGULAR);
    close_handle(m, thread);
    assert_int_equal(signals(m, channel), ZX_PEER_CLOSED_BIT);
    close_handle(m, channel);
    assert_census(m, &before);
}

/* The job is killed when its task's restart is due already: nothing starts, nothing stays due. */
static void job_that_is_killed_before_its_task_starts(void **state)
{
    (void)state;
    struct machine *m = family_machine();
    struct kernel *k = machine_kernel(m);
    task_index carol = task_by_label(k, CAROL);
    job_id job = k->process[machine_process(m, CAROL)].job;
    process_end(k, machine_process(m, CAROL), ENDED_FAULT, 0);
    assert_int_equal(k->task.due, 1u << carol);
    job_kill(k, job, 0);
    check(m);
    assert_int_equal(machine_process(m, CAROL), NONE);
    assert_int_equal(k->task.due, 0);
    assert_int_equal(k->job[job].state, JOB_DEAD);
    task_request(k, carol);
    assert_int_equal(k->task.due, 0);
    assert_false(kernel_has_work(k));
}

/* ---- Starting. ---- */

/* A child without a stack; Alice may map anything into it. */
static struct child stackless(struct machine *m)
{
    struct child child = {.process = make_process(m, DOMAIN_JOB)};
    child.pid = process_of_object(object_named(m, child.process));
    child.thread = make_thread(m, child.process);
    child.tid = thread_of_object(object_named(m, child.thread));
    return child;
}

static void map_into(struct machine *m, process_id process, uint32_t base, uint8_t order,
                     uint8_t access, uint8_t kind)
{
    const struct region region = {.base = base, .order = order, .access = access, .kind = kind};
    assert_int_not_equal(space_add(machine_kernel(m), process, &region), NONE);
    check(m);
}

static void memory_that_is_no_stack(void **state)
{
    (void)state;
    static const struct {
        uint8_t order;
        uint8_t access;
        uint8_t kind;
        int32_t status;
    } rows[] = {
        {8, ACCESS_READ | ACCESS_WRITE, MEMORY_NORMAL, ZX_OK},
        {7, ACCESS_READ | ACCESS_WRITE, MEMORY_NORMAL, ZX_INVALID_ARGS},
        {8, ACCESS_READ, MEMORY_NORMAL, ZX_INVALID_ARGS},
        {10, ACCESS_READ | ACCESS_EXECUTE, MEMORY_NORMAL, ZX_INVALID_ARGS},
        {8, ACCESS_READ | ACCESS_WRITE, MEMORY_DEVICE, ZX_INVALID_ARGS},
    };
    for (unsigned i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct machine *m = family_machine();
        struct child child = stackless(m);
        uint32_t base = rows[i].kind == MEMORY_DEVICE ? MACHINE_DEVICE_BASE : at(m, SHARED_SIZE);
        map_into(m, child.pid, base, rows[i].order, rows[i].access, rows[i].kind);
        child.stack = base + (1u << rows[i].order);
        assert_int_equal(child_start(m, &child, 0), rows[i].status);
        fixture_end(NULL);
    }
}

/* What runs over a stack must hit nothing: neither a mapping nor an exchange area ends there. */
static void stack_that_begins_where_something_ends(void **state)
{
    (void)state;
    struct machine *m = family_machine();
    struct child child = stackless(m);
    uint32_t base = at(m, SHARED_SIZE + STACK_SIZE);
    map_into(m, child.pid, base, 8, ACCESS_READ | ACCESS_WRITE, MEMORY_NORMAL);
    map_into(m, child.pid, base - 128, 7, ACCESS_READ | ACCESS_WRITE, MEMORY_NORMAL);
    child.stack = base + STACK_SIZE;
    assert_int_equal(child_start(m, &child, 0), ZX_INVALID_ARGS);
    const struct image *image = arch_image(machine_kernel(m));
    uint32_t end = image->arena + image->area_count * EXCHANGE_AREA_SIZE;
    map_into(m, child.pid, end, 8, ACCESS_READ | ACCESS_WRITE, MEMORY_NORMAL);
    child.stack = end + STACK_SIZE;
    give_area(m, child.process, image->area_count - 1u);
    assert_int_equal(child_start(m, &child, 0), ZX_INVALID_ARGS);
}

/* Code that lies in the stack's mapping, or in the data's, is loaded once. */
static void code_in_the_stack(void **state)
{
    (void)state;
    struct machine *m = family_machine();
    struct kernel *k = machine_kernel(m);
    struct child child = stackless(m);
    uint32_t base = at(m, SHARED_SIZE);
    map_into(m, child.pid, base, 10, ACCESS_READ | ACCESS_WRITE | ACCESS_EXECUTE, MEMORY_NORMAL);
    assert_int_equal(
        zx(m, SYS_PROCESS_START, child.process, child.thread, base | 1, base + STACK_SIZE, 0, 0),
        ZX_OK);
    mapping_id stack = space_find(k, child.pid, base);
    assert_int_equal(k->process[child.pid].code, stack);
    assert_int_equal(k->arch.context[child.tid].loaded[REGION_STACK], stack);
    assert_int_equal(k->arch.context[child.tid].loaded[REGION_CODE], NONE);
}

/* What is pinned as its code is where its first instruction lies. */
static void code_beside_the_stack(void **state)
{
    (void)state;
    struct machine *m = family_machine();
    struct kernel *k = machine_kernel(m);
    struct child child = stackless(m);
    uint32_t base = at(m, SHARED_SIZE);
    map_into(m, child.pid, base, 9, ACCESS_READ | ACCESS_WRITE, MEMORY_NORMAL);
    map_into(m, child.pid, base + 1024, 10, ACCESS_READ | ACCESS_EXECUTE, MEMORY_NORMAL);
    mapping_id code = space_find(k, child.pid, base + 1024);
    assert_int_equal(
        zx(m, SYS_PROCESS_START, child.process, child.thread, base + 1025, base + STACK_SIZE, 0, 0),
        ZX_OK);
    assert_int_equal(k->process[child.pid].code, code);
    assert_int_equal(k->arch.context[child.tid].loaded[REGION_CODE], code);
}

/* The new process has no slot left for what it would be given: that is lost. */
static void full_table_is_given_nothing(void **state)
{
    (void)state;
    struct machine *m = family_machine();
    struct child child = child_make(m, DOMAIN_JOB, 0);
    uint32_t given = make_event(m);
    object_id event = object_named(m, given);
    struct kernel *k = machine_kernel(m);
    while (handle_create(k, child.pid, event, RIGHTS_ALL) != NONE) {
    }
    unsigned names = k->object[event].handles;
    assert_int_equal(
        zx_loses(m, SYS_PROCESS_START, child.process, child.thread, 1, child.stack, given, 0),
        ZX_NO_MEMORY);
    assert_int_equal(k->object[event].handles, names - 1);
    assert_int_equal(k->process[child.pid].state, PROCESS_INITIAL);
    handle_close(k, child.pid, CONFIG_SLOTS);
    check(m);
    assert_int_equal(child_start(m, &child, with_rights(m, make_event(m), RIGHT_TRANSFER)), ZX_OK);
}

/* ---- Types that cannot have the right that is needed. ---- */

static void objects_that_nobody_listens_to(void **state)
{
    (void)state;
    struct machine *m = family_machine();
    uint32_t tasks[] = {make_event(m), make_eventpair(m).a,
                        suspend(m, make_process(m, DOMAIN_JOB))};
    for (unsigned i = 0; i < sizeof tasks / sizeof tasks[0]; i++) {
        uint32_t name = all_rights(m, object_named(m, tasks[i]));
        for (uint32_t options = REGULAR; options <= DEBUGGER; options++) {
            assert_int_equal(zx(m, SYS_TASK_CREATE_EXCEPTION_CHANNEL, name, options, at(m, OUT)),
                             ZX_WRONG_TYPE);
        }
    }
}

static void objects_without_children(void **state)
{
    (void)state;
    struct machine *m = family_machine();
    uint32_t objects[] = {make_event(m), make_eventpair(m).a, ME};
    for (unsigned i = 0; i < sizeof objects / sizeof objects[0]; i++) {
        object_id object = object_named(m, objects[i]);
        assert_int_equal(zx(m, SYS_OBJECT_GET_CHILD, all_rights(m, object), NS(1),
                            ZX_RIGHT_SAME_RIGHTS, at(m, OUT)),
                         ZX_WRONG_TYPE);
    }
}

/* ---- Debuggers. ---- */

enum { THREAD_TYPE_WORD = 4, BY_JOB_DEBUGGER = 5, STRATEGY = 18 };

static void process_that_starts_is_shown_by_its_jobs_debugger(void **state)
{
    (void)state;
    struct machine *m = family_machine();
    uint32_t job = make_job(m, DOMAIN_JOB);
    uint32_t channel = listen_to(m, job, DEBUGGER);
    struct child child = child_run(m, job, 0);
    assert_int_equal(thread_info_state(m, child.thread), 0x103);
    assert_int_equal(word(m, LIST + THREAD_TYPE_WORD), BY_JOB_DEBUGGER);
    struct exception_info info;
    uint32_t exception = read_exception(m, channel, &info);
    assert_int_equal(info.type, ZX_EXCP_PROCESS_STARTING);
    put_words(m, LIST, 1);
    assert_int_equal(zx(m, SYS_OBJECT_SET_PROPERTY, exception, STRATEGY, at(m, LIST), 4),
                     ZX_BAD_STATE); /* only faults get a second chance */
    answer(m, exception, 0);
    assert_int_equal(thread_info_state(m, child.thread), 1);
}

/* ---- Policies. ---- */

/* One decision for all objects meets one that has been taken before. */
static void decision_for_all_that_contradicts_one(void **state)
{
    (void)state;
    static const uint32_t all[] = {POLICY_NEW_CHANNEL, POLICY_NEW_EVENT, POLICY_NEW_EVENTPAIR,
                                   POLICY_NEW_PROCESS};
    for (unsigned i = 0; i < sizeof all / sizeof all[0]; i++) {
        uint64_t policy = 0;
        assert_true(policy_decide(&policy, all[i], ACTION_DENY, true));
        uint64_t before = policy;
        assert_false(policy_decide(&policy, POLICY_NEW_ANY, ACTION_ALLOW, true));
        policy = before;
        assert_true(policy_decide(&policy, POLICY_NEW_ANY, ACTION_ALLOW, false)); /* keeps it */
        assert_int_equal(policy & before, before);
        policy = before;
        assert_true(policy_decide(&policy, POLICY_NEW_ANY, ACTION_DENY, true)); /* agrees */
    }
}

/* The call of a bad handle has ended its own caller already: no action follows. */
static void caller_that_its_call_has_ended(void **state)
{
    (void)state;
    for (unsigned action = 0; action < ACTIONS; action++) {
        struct machine *m = family_machine();
        struct kernel *k = machine_kernel(m);
        process_id alice = machine_process(m, ALICE);
        thread_id first = machine_current(m);
        thread_id second = machine_thread(m, alice, true);
        (void)machine_handle(m, machine_process(m, BOB), object_of_process(alice), 0);
        assert_true(policy_decide(&k->process[alice].policy, POLICY_BAD_HANDLE, action, true));
        uint32_t channel = listen_to(m, SELF, REGULAR);
        run(m, second);
        fault_now(m, FAULT_UNDEFINED);
        run(m, first);
        struct exception_info info;
        uint32_t exception = read_exception(m, channel, &info);
        close_handle(m, channel);
        put_words(m, LIST, exception, 0xdeadbeef);
        call_parks(m, SYS_HANDLE_CLOSE_MANY, at(m, LIST), 2);
        assert_int_equal(k->process[alice].state, PROCESS_DEAD);
        assert_int_equal(k->process[alice].return_code, ZX_TASK_RETCODE_EXCEPTION_KILL);
        fixture_end(NULL);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(listener_to_a_forgotten_job),
        TEST(listener_to_a_thread_that_never_started),
        TEST(job_that_is_killed_before_its_task_starts),
        TEST(memory_that_is_no_stack),
        TEST(stack_that_begins_where_something_ends),
        TEST(code_in_the_stack),
        TEST(code_beside_the_stack),
        TEST(full_table_is_given_nothing),
        TEST(objects_that_nobody_listens_to),
        TEST(objects_without_children),
        TEST(process_that_starts_is_shown_by_its_jobs_debugger),
        TEST(decision_for_all_that_contradicts_one),
        TEST(caller_that_its_call_has_ended),
    };
    return cmocka_run_group_tests_name("task_edges", tests, NULL, NULL);
}
