/*
 * exception.c: a thread that is in an exception, or that a debugger is shown when it starts and
 * exits: what it does meanwhile, and what is pending then.
 */
#include "children.h"

/* ---- With suspension and messages. ---- */

static void an_exception_comes_before_a_suspension(void **state)
{
    (void)state;
    struct machine *m = family_machine();
    struct child child = child_run(m, DOMAIN_JOB, 0);
    uint32_t channel = listen_to(m, child.process, REGULAR);
    child_faults(m, &child);
    uint32_t token = suspend(m, child.thread);
    assert_in_exception(m, child.tid);
    struct exception_info info;
    answer(m, read_exception(m, channel, &info), HANDLED);
    assert_shows(m, child.tid, SUSPENDED);
    close_handle(m, token);
    assert_shows(m, child.tid, RUNNING);
    run(m, child.tid);
}

/* Messages to a process whose threads are in exceptions wait. */
static void a_thread_in_an_exception_receives_nothing(void **state)
{
    (void)state;
    struct machine *m = family_machine();
    struct child child = child_run(m, DOMAIN_JOB, 0);
    uint32_t name = name_of_task(machine_kernel(m), child.pid);
    uint32_t channel = listen_to(m, child.process, REGULAR);
    child_faults(m, &child);
    be(m, BOB);
    call_parks(m, SYS_SEND_IPC, name, 4);
    be(m, ALICE);
    struct exception_info info;
    answer(m, read_exception(m, channel, &info), HANDLED);
    run(m, child.tid);
    assert_int_equal(call_returns(m, SYS_WAIT_FOR_EVENT, EVENT_IPC, 0), SENTRY_OK);
}

/* ---- Debug exceptions. ---- */

/* The conformance case OrderOfProcessStartExceptions: job debuggers, nearest first, then the
 * process's; all of them before a pending suspension. */
static void starting_is_shown_to_debuggers(void **state)
{
    (void)state;
    struct machine *m = family_machine();
    uint32_t job = make_job(m, DOMAIN_JOB);
    uint32_t far = listen_to(m, DOMAIN_JOB, DEBUGGER);
    uint32_t near = listen_to(m, job, DEBUGGER);
    uint32_t near_too = listen_to(m, job, DEBUGGER);
    struct child child = child_make(m, job, 0);
    close_handle(m, job);
    uint32_t own = listen_to(m, child.process, DEBUGGER);
    uint32_t token = suspend(m, child.process);
    assert_int_equal(child_start(m, &child, 0), ZX_OK);
    const struct {
        uint32_t channel;
        uint32_t type;
    } order[] = {{near, ZX_EXCP_PROCESS_STARTING},
                 {near_too, ZX_EXCP_PROCESS_STARTING},
                 {far, ZX_EXCP_PROCESS_STARTING},
                 {own, ZX_EXCP_THREAD_STARTING}};
    for (unsigned i = 0; i < 4; i++) {
        struct exception_info info;
        for (unsigned later = i + 1; later < 4; later++) {
            assert_int_equal(signals(m, order[later].channel) & ZX_READABLE, 0);
        }
        assert_shows(m, child.tid, RUNNING);
        uint32_t exception = read_exception(m, order[i].channel, &info);
        assert_int_equal(info.type, order[i].type);
        assert_int_equal(info.tid, koid_of(m, child.thread));
        close_handle(m, exception);
    }
    assert_shows(m, child.tid, SUSPENDED);
    close_handle(m, token);
    run(m, child.tid);
}

/* A debugger that has handled the start is the last to be asked about it. */
static void one_debugger_handles_the_start(void **state)
{
    (void)state;
    struct machine *m = family_machine();
    uint32_t job = make_job(m, DOMAIN_JOB);
    uint32_t far = listen_to(m, DOMAIN_JOB, DEBUGGER);
    uint32_t near = listen_to(m, job, DEBUGGER);
    struct child child = child_make(m, job, 0);
    assert_int_equal(child_start(m, &child, 0), ZX_OK);
    struct exception_info info;
    answer(m, read_exception(m, near, &info), HANDLED);
    assert_int_equal(signals(m, far) & ZX_READABLE, 0);
    assert_int_equal(thread_state_of(m, child.tid)->state, THREAD_READY);
}

static void further_threads_start_with_the_process_debugger(void **state)
{
    (void)state;
    struct machine *m = family_machine();
    uint32_t by_job = listen_to(m, DOMAIN_JOB, DEBUGGER);
    struct child child = child_run(m, DOMAIN_JOB, 0);
    struct exception_info info;
    close_handle(m, read_exception(m, by_job, &info));
    uint32_t debugger = listen_to(m, child.process, DEBUGGER);
    uint32_t handle;
    thread_id second = child_thread(m, child.process, 1, &handle);
    assert_in_exception(m, second);
    assert_int_equal(signals(m, by_job) & ZX_READABLE, 0);
    close_handle(m, read_exception(m, debugger, &info));
    assert_int_equal(info.type, ZX_EXCP_THREAD_STARTING);
    assert_int_equal(info.tid, koid_of(m, handle));
    run(m, second);
}

static void exiting_is_shown_to_the_debugger(void **state)
{
    (void)state;
    struct machine *m = family_machine();
    struct child child = child_run(m, DOMAIN_JOB, 0);
    uint32_t debugger = listen_to(m, child.process, DEBUGGER);
    run(m, child.tid);
    call_parks(m, SYS_THREAD_EXIT);
    be(m, ALICE);
    assert_in_exception(m, child.tid);
    struct exception_info info;
    uint32_t exception = read_exception(m, debugger, &info);
    assert_int_equal(info.type, ZX_EXCP_THREAD_EXITING);
    answer(m, exception, HANDLED);
    assert_shows(m, child.tid, TERMINATED);
    assert_int_equal(return_code_of(m, child.process), 0);
}

/* A kill waits for no debugger; nor does the end of the process. */
static void a_kill_does_not_wait_for_the_debugger(void **state)
{
    (void)state;
    struct machine *m = family_machine();
    struct census before = census_of(m);
    struct child child = child_run(m, DOMAIN_JOB, 0);
    uint32_t debugger = listen_to(m, child.process, DEBUGGER);
    run(m, child.tid);
    call_parks(m, SYS_THREAD_EXIT);
    be(m, ALICE);
    kill_task(m, child.process);
    assert_int_equal(return_code_of(m, child.process), ZX_TASK_RETCODE_SYSCALL_KILL);
    assert_int_equal(signals(m, debugger), ZX_READABLE | ZX_PEER_CLOSED_BIT);
    close_all(m);
    assert_census(m, &before);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(an_exception_comes_before_a_suspension),
        TEST(a_thread_in_an_exception_receives_nothing),
        TEST(starting_is_shown_to_debuggers),
        TEST(one_debugger_handles_the_start),
        TEST(further_threads_start_with_the_process_debugger),
        TEST(exiting_is_shown_to_the_debugger),
        TEST(a_kill_does_not_wait_for_the_debugger),
    };
    return cmocka_run_group_tests_name("exception_thread", tests, NULL, NULL);
}
