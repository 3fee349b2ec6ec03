/*
 * zircon_task.c: how tasks end, by themselves or killed, wherever they are blocked; and whether
 * they are restarted.
 */
#include "children.h"

/* ---- By itself. ---- */

static void exit_codes_have_64_bits(void **state)
{
    (void)state;
    static const int64_t codes[] = {0, 1, -1, INT32_MAX, INT64_MAX, INT64_MIN, 1LL << 32};
    for (unsigned i = 0; i < sizeof codes / sizeof codes[0]; i++) {
        struct machine *m = family_machine();
        struct child child = child_run(m, DOMAIN_JOB, 0);
        run(m, child.tid);
        call_parks(m, SYS_PROCESS_EXIT, NS(codes[i]));
        be(m, ALICE);
        assert_int_equal(return_code_of(m, child.process), codes[i]);
        fixture_end(NULL);
    }
}

static void the_last_thread_ends_its_process(void **state)
{
    (void)state;
    struct machine *m = family_machine();
    struct child child = child_run(m, DOMAIN_JOB, 0);
    uint32_t handle;
    thread_id second = child_thread(m, child.process, 1, &handle);
    (void)make_thread(m, child.process);
    uint32_t never = word(m, OUT);
    run(m, child.tid);
    call_parks(m, SYS_THREAD_EXIT);
    be(m, ALICE);
    assert_int_equal(signals(m, child.thread), TERMINATED);
    assert_int_equal(signals(m, child.process), 0);
    run(m, second);
    call_parks(m, SYS_THREAD_EXIT);
    be(m, ALICE);
    assert_int_equal(signals(m, child.process), TERMINATED);
    assert_int_equal(signals(m, never), TERMINATED);
    assert_int_equal(return_code_of(m, child.process), 0);
}

/* ---- task_kill ---- */

static void errors_of_task_kill_in_order(void **state)
{
    (void)state;
    struct machine *m = family_machine();
    struct child child = child_run(m, DOMAIN_JOB, 0);
    assert_int_equal(zx(m, SYS_TASK_KILL, 0), ZX_BAD_HANDLE);
    uint32_t event = make_event(m);
    assert_int_equal(zx(m, SYS_TASK_KILL, event), ZX_ACCESS_DENIED);
    assert_int_equal(zx(m, SYS_TASK_KILL, all_but(m, child.thread, RIGHT_DESTROY)),
                     ZX_ACCESS_DENIED);
    assert_int_equal(zx(m, SYS_TASK_KILL, all_but(m, child.process, RIGHT_DESTROY)),
                     ZX_ACCESS_DENIED);
    assert_int_equal(zx(m, SYS_TASK_KILL, child.thread), ZX_WRONG_TYPE);
    kill_task(m, child.process);
    kill_task(m, child.process);
}

/* What a child blocks in: it is killed there. */
static void block(struct machine *m, unsigned how)
{
    uint32_t event = make_event(m);
    switch (how) {
    case 0:
        call_parks(m, SYS_SLEEP, 5, SLEEP_DEEP);
        break;
    case 1:
        call_parks(m, SYS_SLEEP, 5, SLEEP_SHALLOW);
        break;
    case 2:
        call_parks(m, SYS_NANOSLEEP, NS(5000000));
        break;
    case 3:
        call_parks(m, SYS_WAIT_FOR_EVENT, EVENT_MASK_ALL, 0);
        break;
    case 4:
        call_parks(m, SYS_WAIT_FOR_EVENT, EVENT_IPC, 5);
        break;
    case 5:
        call_parks(m, SYS_OBJECT_WAIT_ONE, event, ZX_SIGNALED, NS(5000000), 0);
        break;
    case 6:
        put_words(m, ITEMS, event, ZX_SIGNALED, 0, event, ZX_READABLE, 0);
        call_parks(m, SYS_OBJECT_WAIT_MANY, at(m, ITEMS), 2, FOR_EVER);
        break;
    case 7:
        call_parks(m, SYS_SEND_IPC, handle_of(m, BOB), 4);
        break;
    case 8:
        call_parks(m, SYS_SEND_AND_WAIT, handle_of(m, BOB), 4, EVENT_IPC, 5);
        break;
    default:
        fault_now(m, FAULT_UNDEFINED);
        break;
    }
}

enum { WAYS_TO_BLOCK = 10 };

static void a_blocked_child_is_killed(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 4 * WAYS_TO_BLOCK; i++) {
        struct machine *m = family_machine();
        struct census before = census_of(m);
        struct child child = child_run(m, DOMAIN_JOB, 0);
        uint32_t exceptions = listen_to(m, child.process, REGULAR);
        run(m, child.tid);
        block(m, i / 4);
        be(m, ALICE);
        if (i % 2 == 1) {
            (void)suspend(m, child.process);
        }
        if (i % 4 >= 2) {
            (void)suspend(m, child.thread);
        }
        kill_task(m, child.process);
        assert_int_equal(signals(m, child.thread), TERMINATED);
        assert_int_equal(return_code_of(m, child.process), ZX_TASK_RETCODE_SYSCALL_KILL);
        assert_int_equal(signals(m, exceptions) & ZX_PEER_CLOSED_BIT, ZX_PEER_CLOSED_BIT);
        close_all(m);
        assert_census(m, &before);
        advance_ms(m, 10);
        fixture_end(NULL);
    }
}

/* Senders to a child that is killed learn of it. */
static void who_sends_to_a_killed_child_is_told(void **state)
{
    (void)state;
    struct machine *m = family_machine();
    struct child child = child_run(m, DOMAIN_JOB, 0);
    uint32_t name = child_name(m, &child);
    be(m, BOB);
    call_parks(m, SYS_SEND_IPC, name, 4);
    be(m, ALICE);
    kill_task(m, child.process);
    assert_int_equal(machine_call_result(m, thread_of(m, BOB)), SENTRY_BROKENPIPE);
    be(m, BOB);
    assert_int_equal(call_returns(m, SYS_SEND_IPC, name, 4), SENTRY_INVALID);
}

/* Its own process: the call never returns. */
static void a_child_kills_itself(void **state)
{
    (void)state;
    struct machine *m = family_machine();
    struct child child = child_make(m, DOMAIN_JOB, 0);
    uint32_t given = with_rights(m, DOMAIN_JOB, ZX_RIGHT_SAME_RIGHTS);
    assert_int_equal(child_start(m, &child, given), ZX_OK);
    uint64_t koid = koid_of(m, child.process);
    run(m, child.tid);
    uint32_t own_job = machine_kernel(m)->arch.context[child.tid].argument[0];
    assert_int_equal(
        zx(m, SYS_OBJECT_GET_CHILD, own_job, NS(koid), ZX_RIGHT_SAME_RIGHTS, at(m, OUT)), ZX_OK);
    call_parks(m, SYS_TASK_KILL, word(m, OUT));
    be(m, ALICE);
    assert_int_equal(return_code_of(m, child.process), ZX_TASK_RETCODE_SYSCALL_KILL);
}

/* ---- Restarts. ---- */

/* The process of a task, by the supervisor. */
static uint32_t process_of_task(struct machine *m, uint32_t label)
{
    return get_child(m, DOMAIN_JOB, object_of_process(machine_process(m, label)));
}

/* The job that a task's processes are in, likewise. */
static uint32_t job_of_task(struct machine *m, uint32_t label)
{
    job_id job = machine_kernel(m)->process[machine_process(m, label)].job;
    return get_child(m, DOMAIN_JOB, object_of_job(job));
}

static void a_killed_task_is_restarted_as_after_a_fault(void **state)
{
    (void)state;
    struct machine *m = family_machine();
    process_id first = machine_process(m, CAROL);
    uint32_t process = process_of_task(m, CAROL);
    kill_task(m, process);
    assert_int_not_equal(machine_process(m, CAROL), NONE);
    assert_int_not_equal(machine_process(m, CAROL), first);
    assert_int_equal(return_code_of(m, process), ZX_TASK_RETCODE_SYSCALL_KILL);
    be(m, CAROL);
    assert_int_equal(call_returns(m, SYS_HAS_RESPAWNED), SENTRY_OK);
}

static void a_killed_task_without_that_property_stays_dead(void **state)
{
    (void)state;
    struct machine *m = family_machine();
    kill_task(m, process_of_task(m, BOB));
    assert_int_equal(machine_process(m, BOB), NONE);
}

static void killing_a_job_restarts_nothing(void **state)
{
    (void)state;
    struct machine *m = family_machine();
    uint32_t handle = job_of_task(m, CAROL);
    kill_task(m, handle);
    assert_int_equal(machine_process(m, CAROL), NONE);
    advance_ms(m, 5000);
    assert_int_equal(machine_process(m, CAROL), NONE);
    assert_int_equal(signals(m, handle) & TERMINATED, TERMINATED);
}

/* Also while it waits for its next restart. */
static void killing_a_job_stops_a_restart_that_is_due(void **state)
{
    (void)state;
    struct machine *m = family_machine();
    uint32_t handle = job_of_task(m, CAROL);
    for (unsigned i = 0; machine_process(m, CAROL) != NONE; i++) {
        uint32_t process = process_of_task(m, CAROL);
        kill_task(m, process);
        close_handle(m, process);
        assert_true(i < 3);
    }
    kill_task(m, handle);
    advance_ms(m, 5000);
    assert_int_equal(machine_process(m, CAROL), NONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(exit_codes_have_64_bits),
        TEST(the_last_thread_ends_its_process),
        TEST(errors_of_task_kill_in_order),
        TEST(a_blocked_child_is_killed),
        TEST(who_sends_to_a_killed_child_is_told),
        TEST(a_child_kills_itself),
        TEST(a_killed_task_is_restarted_as_after_a_fault),
        TEST(a_killed_task_without_that_property_stays_dead),
        TEST(killing_a_job_restarts_nothing),
        TEST(killing_a_job_stops_a_restart_that_is_due),
    };
    return cmocka_run_group_tests_name("task_end", tests, NULL, NULL);
}
