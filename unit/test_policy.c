/*
 * policy.c: what a job forbids its processes, and what happens to those that do it.
 */
#include "children.h"

#include <string.h>

enum { ABSOLUTE = 1, RELATIVE = 0, BASIC = 0 };
enum { PLACE = 900 }; /* where lists of decisions lie */

static int32_t set_policy(struct machine *m, uint32_t job, uint32_t options, uint32_t condition,
                          uint32_t action)
{
    put_words(m, PLACE, condition, action);
    return zx(m, SYS_JOB_SET_POLICY, job, options, BASIC, at(m, PLACE), 1);
}

/* A child of a new job with this policy, running. */
static struct child child_under(struct machine *m, uint32_t condition, uint32_t action)
{
    uint32_t job = make_job(m, DOMAIN_JOB);
    assert_int_equal(set_policy(m, job, ABSOLUTE, condition, action), ZX_OK);
    struct child child = child_run(m, job, 0);
    run(m, child.tid);
    return child;
}

/* ---- job_set_policy ---- */

static void errors_of_set_policy_in_order(void **state)
{
    (void)state;
    struct machine *m = family_machine();
    uint32_t call = SYS_JOB_SET_POLICY;
    uint32_t job = make_job(m, DOMAIN_JOB);
    uint32_t poor = with_rights(m, job, object_rights[OBJECT_JOB] & ~(uint32_t)RIGHT_SET_POLICY);
    assert_int_equal(zx(m, call, 0, 2, 9, HOLE, 0), ZX_INVALID_ARGS);
    assert_int_equal(zx(m, call, 0, 0, 9, HOLE, 0), ZX_BAD_HANDLE);
    assert_int_equal(zx(m, call, SELF, 0, 9, HOLE, 0), ZX_WRONG_TYPE);
    assert_int_equal(zx(m, call, poor, 0, 9, HOLE, 0), ZX_ACCESS_DENIED);
    assert_int_equal(zx(m, call, job, 0, 9, HOLE, 1), ZX_INVALID_ARGS);
    assert_int_equal(zx(m, call, job, 0, 0, HOLE, 0), ZX_INVALID_ARGS);
    assert_int_equal(zx(m, call, job, 0, 0, HOLE, 17), ZX_OUT_OF_RANGE);
    assert_int_equal(zx(m, call, job, 0, 0, HOLE, 1), ZX_INVALID_ARGS);
    assert_int_equal(set_policy(m, job, 0, POLICY_NEW_EVENT, 5), ZX_NOT_SUPPORTED);
    assert_int_equal(set_policy(m, job, 0, 16, 0), ZX_NOT_SUPPORTED);
    uint32_t below = make_job(m, job);
    assert_int_equal(set_policy(m, job, 0, POLICY_NEW_EVENT, 1), ZX_BAD_STATE);
    close_handle(m, below);
    uint32_t process = make_process(m, job);
    assert_int_equal(set_policy(m, job, 0, POLICY_NEW_EVENT, 1), ZX_BAD_STATE);
    kill_task(m, process);
    assert_int_equal(set_policy(m, job, 0, POLICY_NEW_EVENT, 1), ZX_OK);
    assert_int_equal(set_policy(m, job, ABSOLUTE, POLICY_NEW_EVENT, 2), ZX_ALREADY_EXISTS);
    kill_task(m, job);
    assert_int_equal(set_policy(m, job, 0, POLICY_NEW_CHANNEL, 1), ZX_BAD_STATE);
}

/* All of a list or nothing. */
static void a_list_counts_as_a_whole(void **state)
{
    (void)state;
    struct machine *m = family_machine();
    uint32_t job = make_job(m, DOMAIN_JOB);
    const struct job *set = &machine_kernel(m)->job[job_of_object(object_named(m, job))];
    put_words(m, PLACE, POLICY_NEW_EVENT, ACTION_DENY, POLICY_NEW_CHANNEL, 99);
    assert_int_equal(zx(m, SYS_JOB_SET_POLICY, job, ABSOLUTE, BASIC, at(m, PLACE), 2),
                     ZX_NOT_SUPPORTED);
    assert_int_equal(set->policy, 0);
    put_words(m, PLACE, POLICY_NEW_EVENT, ACTION_DENY, POLICY_NEW_EVENT, ACTION_KILL);
    assert_int_equal(zx(m, SYS_JOB_SET_POLICY, job, ABSOLUTE, BASIC, at(m, PLACE), 2),
                     ZX_ALREADY_EXISTS);
    assert_int_equal(set->policy, 0);
    assert_int_equal(zx(m, SYS_JOB_SET_POLICY, job, RELATIVE, BASIC, at(m, PLACE), 2), ZX_OK);
    assert_int_equal(set->policy, (uint64_t)(ACTION_DENY + 1) << 4 * POLICY_NEW_EVENT);
}

static void a_policy_is_inherited_and_narrowed(void **state)
{
    (void)state;
    struct machine *m = family_machine();
    struct kernel *k = machine_kernel(m);
    uint32_t job = make_job(m, DOMAIN_JOB);
    assert_int_equal(set_policy(m, job, ABSOLUTE, POLICY_NEW_EVENT, ACTION_DENY), ZX_OK);
    uint32_t below = make_job(m, job);
    uint64_t above = k->job[job_of_object(object_named(m, job))].policy;
    assert_int_equal(k->job[job_of_object(object_named(m, below))].policy, above);
    assert_int_equal(set_policy(m, below, ABSOLUTE, POLICY_NEW_EVENT, ACTION_ALLOW),
                     ZX_ALREADY_EXISTS);
    assert_int_equal(set_policy(m, below, ABSOLUTE, POLICY_NEW_EVENT, ACTION_DENY), ZX_OK);
    assert_int_equal(set_policy(m, below, RELATIVE, POLICY_NEW_EVENT, ACTION_ALLOW), ZX_OK);
    assert_int_equal(k->job[job_of_object(object_named(m, below))].policy, above);
    assert_int_equal(set_policy(m, below, RELATIVE, POLICY_NEW_ANY, ACTION_KILL), ZX_OK);
    process_id process = process_of_object(object_named(m, make_process(m, below)));
    uint64_t policy = k->process[process].policy;
    assert_int_equal(policy >> 4 * POLICY_NEW_EVENT & 15, ACTION_DENY + 1);
    assert_int_equal(policy >> 4 * POLICY_NEW_CHANNEL & 15, ACTION_KILL + 1);
    assert_int_equal(policy >> 4 * POLICY_NEW_EVENTPAIR & 15, ACTION_KILL + 1);
    assert_int_equal(policy >> 4 * POLICY_NEW_PROCESS & 15, ACTION_KILL + 1);
    assert_int_equal(policy >> 4 * POLICY_BAD_HANDLE & 15, 0);
}

/* A process keeps the policy it was made with. */
static void a_policy_is_copied_when_a_process_is_made(void **state)
{
    (void)state;
    struct machine *m = family_machine();
    struct child child = child_under(m, POLICY_NEW_EVENT, ACTION_ALLOW);
    struct kernel *k = machine_kernel(m);
    k->job[k->process[child.pid].job].policy = 0;
    assert_int_equal(k->process[child.pid].policy, (uint64_t)(ACTION_ALLOW + 1)
                                                       << 4 * POLICY_NEW_EVENT);
    (void)make_event(m);
}

/* ---- What the child does, and what comes of it. ---- */

/* The call of a condition, its arguments good or its handle bad. */
static struct machine_result try(struct machine *m, uint32_t condition)
{
    uint32_t call[1 + CALL_REGISTERS] = {0, 0, at(m, OUT), at(m, OUT_2)};
    switch (condition) {
    case POLICY_NEW_CHANNEL:
        call[0] = SYS_CHANNEL_CREATE;
        break;
    case POLICY_NEW_EVENT:
        call[0] = SYS_EVENT_CREATE;
        break;
    case POLICY_NEW_EVENTPAIR:
        call[0] = SYS_EVENTPAIR_CREATE;
        break;
    case POLICY_NEW_PROCESS: {
        const uint32_t create[] = {
            SYS_PROCESS_CREATE, 8u << SELECTOR_SHIFT, at(m, LIST), 0, 0, at(m, OUT), 0};
        memcpy(call, create, sizeof create);
        break;
    }
    default:
        call[0] = SYS_HANDLE_DUPLICATE;
        call[1] = 0xdeadbeef;
        break;
    }
    struct machine_result result = machine_call(m, call[0], &call[1]);
    check(m);
    return result;
}

/* Every condition with every action. */
static void actions_of_conditions(void **state)
{
    (void)state;
    static const uint32_t conditions[] = {POLICY_BAD_HANDLE, POLICY_NEW_CHANNEL, POLICY_NEW_EVENT,
                                          POLICY_NEW_EVENTPAIR, POLICY_NEW_PROCESS};
    for (unsigned i = 0; i < 5 * ACTIONS; i++) {
        struct machine *m = family_machine();
        uint32_t condition = conditions[i / ACTIONS];
        uint32_t action = i % ACTIONS;
        uint32_t job = make_job(m, DOMAIN_JOB);
        assert_int_equal(set_policy(m, job, ABSOLUTE, condition, action), ZX_OK);
        struct child child = child_make(m, job, 0);
        uint32_t given = with_rights(m, job, ZX_RIGHT_SAME_RIGHTS);
        assert_int_equal(child_start(m, &child, given), ZX_OK);
        uint32_t channel = listen_to(m, child.process, REGULAR);
        run(m, child.tid);
        struct machine_result result = try(m, condition);
        bool raises = action == ACTION_ALLOW_EXCEPTION || action == ACTION_DENY_EXCEPTION;
        bool allowed = action == ACTION_ALLOW || action == ACTION_ALLOW_EXCEPTION;
        int32_t status = condition == POLICY_BAD_HANDLE ? ZX_BAD_HANDLE
                         : allowed                      ? ZX_OK
                                                        : ZX_ACCESS_DENIED;
        assert_int_equal(result.returned, !raises && action != ACTION_KILL);
        if (result.returned) {
            assert_int_equal((int32_t)result.value, status);
        }
        be(m, ALICE);
        if (raises) {
            struct exception_info info;
            uint32_t report[8];
            assert_int_equal(zx(m, SYS_OBJECT_GET_INFO, child.thread,
                                ZX_INFO_THREAD_EXCEPTION_REPORT, at(m, OUT), 32, 0, 0),
                             ZX_OK);
            get(m, OUT, report, sizeof report);
            assert_int_equal(report[5], condition);
            uint32_t exception = read_exception(m, channel, &info);
            assert_int_equal(info.type, ZX_EXCP_POLICY_ERROR);
            answer(m, exception, 1);
            run(m, child.tid);
            assert_int_equal((int32_t)machine_call_result(m, child.tid), status);
            be(m, ALICE);
        }
        assert_int_equal(return_code_of(m, child.process),
                         action == ACTION_KILL ? ZX_TASK_RETCODE_POLICY_KILL : 0);
        fixture_end(NULL);
    }
}

/* Nobody handles it: the end, as of any exception. */
static void a_policy_exception_that_nobody_handles(void **state)
{
    (void)state;
    struct machine *m = family_machine();
    struct child child = child_under(m, POLICY_NEW_EVENT, ACTION_DENY_EXCEPTION);
    (void)try(m, POLICY_NEW_EVENT);
    be(m, ALICE);
    assert_int_equal(return_code_of(m, child.process), ZX_TASK_RETCODE_EXCEPTION_KILL);
}

/* The conformance case TestExceptionOnBadHandle: whatever call looks a bad handle up. */
static void bad_handles_of_all_calls(void **state)
{
    (void)state;
    static const uint32_t calls[] = {
        SYS_HANDLE_DUPLICATE, SYS_HANDLE_REPLACE,      SYS_OBJECT_SIGNAL, SYS_OBJECT_SIGNAL_PEER,
        SYS_OBJECT_WAIT_ONE,  SYS_CHANNEL_READ,        SYS_TASK_KILL,     SYS_TASK_SUSPEND,
        SYS_JOB_CREATE,       SYS_OBJECT_SET_PROPERTY, SYS_HANDLE_CLOSE};
    for (unsigned i = 0; i < sizeof calls / sizeof calls[0]; i++) {
        struct machine *m = family_machine();
        struct child child = child_under(m, POLICY_BAD_HANDLE, ACTION_KILL);
        const uint32_t arguments[CALL_REGISTERS] = {0x7777777f};
        assert_false(machine_call(m, calls[i], arguments).returned);
        check(m);
        be(m, ALICE);
        assert_int_equal(return_code_of(m, child.process), ZX_TASK_RETCODE_POLICY_KILL);
        fixture_end(NULL);
    }
}

/* To ask whether a handle is good, and to close none, is no mistake. */
static void what_is_no_bad_handle(void **state)
{
    (void)state;
    struct machine *m = family_machine();
    (void)child_under(m, POLICY_BAD_HANDLE, ACTION_KILL);
    assert_int_equal(zx(m, SYS_OBJECT_GET_INFO, 0xdeadbeef, ZX_INFO_HANDLE_VALID, 0, 0, 0, 0),
                     ZX_BAD_HANDLE);
    assert_int_equal(zx(m, SYS_HANDLE_CLOSE, 0), ZX_OK);
    put_words(m, LIST, 0, 0);
    assert_int_equal(zx(m, SYS_HANDLE_CLOSE_MANY, at(m, LIST), 2), ZX_OK);
    assert_int_equal(call_returns(m, SYS_SEND_IPC, 0xdeadbeed, 4), SENTRY_INVALID);
}

/*
 * A call that fails by a bad handle, and by that closes another whose end lets a more urgent thread
 * run: the caller is judged, not the one that runs now.
 */
static void the_caller_is_judged_and_nobody_else(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 3; i++) {
        struct machine *m = family_machine();
        struct child urgent = child_run(m, DOMAIN_JOB, 1);
        uint32_t token = suspend(m, urgent.thread);
        machine_kernel(m)->thread[urgent.tid].priority = 9;
        uint32_t job = make_job(m, DOMAIN_JOB);
        assert_int_equal(set_policy(m, job, ABSOLUTE, POLICY_BAD_HANDLE, ACTION_KILL), ZX_OK);
        struct child child = child_make(m, job, 0);
        assert_int_equal(child_start(m, &child, token), ZX_OK);
        run(m, child.tid);
        uint32_t given = machine_kernel(m)->arch.context[child.tid].argument[0];
        put_words(m, LIST, given, 0xdeadbeef);
        struct ends channel = make_channel(m);
        const uint32_t calls[3][1 + CALL_REGISTERS] = {
            {SYS_CHANNEL_WRITE, channel.a, 0, 0, 0, at(m, LIST), 2},
            {SYS_HANDLE_CLOSE_MANY, at(m, LIST), 2},
            {SYS_PROCESS_START, 0xdeadbeef, 0, 0, 0, given, 0}};
        (void)machine_call(m, calls[i][0], &calls[i][1]);
        check(m);
        assert_int_equal(machine_current(m), urgent.tid);
        assert_int_equal(machine_kernel(m)->process[urgent.pid].state, PROCESS_RUNNING);
        assert_int_equal(machine_kernel(m)->process[child.pid].state, PROCESS_DEAD);
        assert_int_equal(machine_kernel(m)->process[child.pid].return_code,
                         ZX_TASK_RETCODE_POLICY_KILL);
        fixture_end(NULL);
    }
}

/* The exception channel of a task is a channel, too. */
static void exception_channels_are_channels(void **state)
{
    (void)state;
    struct machine *m = family_machine();
    struct child child = child_under(m, POLICY_NEW_CHANNEL, ACTION_DENY);
    (void)child;
    assert_int_equal(zx(m, SYS_TASK_CREATE_EXCEPTION_CHANNEL, 0, 2, HOLE), ZX_INVALID_ARGS);
    assert_int_equal(zx(m, SYS_TASK_CREATE_EXCEPTION_CHANNEL, 0, 0, HOLE), ZX_ACCESS_DENIED);
}

/* No process by another family's call either. */
static void l4_makes_no_process_against_the_policy(void **state)
{
    (void)state;
    struct machine *m = family_machine();
    uint32_t job = make_job(m, DOMAIN_JOB);
    assert_int_equal(set_policy(m, job, ABSOLUTE, POLICY_NEW_PROCESS, ACTION_DENY), ZX_OK);
    struct child child = child_make(m, job, 0);
    uint32_t given = with_rights(m, job, ZX_RIGHT_SAME_RIGHTS);
    assert_int_equal(child_start(m, &child, given), ZX_OK);
    run(m, child.tid);
    assert_true((int32_t)call_returns(m, SYS_FACTORY_CREATE_TASK, 8u << SELECTOR_SHIFT,
                                      4u << SELECTOR_SHIFT, 0) < 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(errors_of_set_policy_in_order),
        TEST(a_list_counts_as_a_whole),
        TEST(a_policy_is_inherited_and_narrowed),
        TEST(a_policy_is_copied_when_a_process_is_made),
        TEST(actions_of_conditions),
        TEST(a_policy_exception_that_nobody_handles),
        TEST(bad_handles_of_all_calls),
        TEST(what_is_no_bad_handle),
        TEST(the_caller_is_judged_and_nobody_else),
        TEST(exception_channels_are_channels),
        TEST(l4_makes_no_process_against_the_policy),
    };
    return cmocka_run_group_tests_name("policy", tests, NULL, NULL);
}
