/*
 * zircon_task.c: making processes and threads, what they are before they start, and whose quota
 * they take; each call's errors in their order.
 */
#include "children.h"

/* ---- process_create ---- */

static void errors_of_process_create_in_order(void **state)
{
    (void)state;
    struct machine *m = family_machine();
    uint32_t event = make_event(m);
    uint32_t poor = all_but(m, DOMAIN_JOB, RIGHT_MANAGE_PROCESS);
    uint32_t dead = make_job(m, DOMAIN_JOB);
    uint32_t out = at(m, OUT);
    uint32_t name = at(m, SENT_BYTES);
    kill_task(m, dead);
    assert_int_equal(zx(m, SYS_PROCESS_CREATE, 0, HOLE, 4, 1, HOLE, HOLE), ZX_INVALID_ARGS);
    assert_int_equal(zx(m, SYS_PROCESS_CREATE, 0, HOLE, 4, 0, HOLE, HOLE), ZX_BAD_HANDLE);
    assert_int_equal(zx(m, SYS_PROCESS_CREATE, event, HOLE, 4, 0, HOLE, HOLE), ZX_WRONG_TYPE);
    assert_int_equal(zx(m, SYS_PROCESS_CREATE, poor, HOLE, 4, 0, HOLE, HOLE), ZX_ACCESS_DENIED);
    assert_int_equal(zx(m, SYS_PROCESS_CREATE, dead, HOLE, 4, 0, HOLE, HOLE), ZX_BAD_STATE);
    assert_int_equal(zx(m, SYS_PROCESS_CREATE, DOMAIN_JOB, HOLE, 4, 0, out, 0), ZX_INVALID_ARGS);
    assert_int_equal(zx(m, SYS_PROCESS_CREATE, DOMAIN_JOB, name, 4, 0, HOLE, 0), ZX_INVALID_ARGS);
    assert_int_equal(zx(m, SYS_PROCESS_CREATE, DOMAIN_JOB, name, 4, 0, out, HOLE), ZX_INVALID_ARGS);
    (void)fill_table(m, event);
    assert_int_equal(zx(m, SYS_PROCESS_CREATE, DOMAIN_JOB, name, 4, 0, out, 0), ZX_NO_MEMORY);
}

static void the_pool_of_processes_has_an_end(void **state)
{
    (void)state;
    struct machine *m = family_machine();
    struct census before = census_of(m);
    uint32_t job = make_job(m, DOMAIN_JOB);
    for (unsigned made = 0; made < CONFIG_PROCESSES - RESERVED; made++) {
        uint32_t process = make_process(m, job);
        /* A running process needs no name. */
        uint32_t thread = make_thread(m, process);
        uint32_t stack = give_stack(m, process, 0);
        assert_int_equal(zx(m, SYS_PROCESS_START, process, thread, 1, stack, 0, 0), ZX_OK);
        close_handle(m, thread);
        close_handle(m, process);
    }
    assert_int_equal(zx(m, SYS_PROCESS_CREATE, job, HOLE, 4, 0, HOLE, HOLE), ZX_NO_MEMORY);
    kill_task(m, job);
    close_all(m);
    assert_census(m, &before);
}

static void a_new_process_is_empty(void **state)
{
    (void)state;
    struct machine *m = family_machine();
    uint32_t job = make_job(m, DOMAIN_JOB);
    uint32_t process = make_process(m, job);
    process_id id = process_of_object(object_named(m, process));
    const struct process *p = &machine_kernel(m)->process[id];
    assert_int_equal(p->state, PROCESS_INITIAL);
    assert_int_equal(p->first_mapping, NONE);
    assert_int_equal(p->first_thread, NONE);
    assert_int_equal(p->task, TASK_NONE);
    assert_int_equal(signals(m, process), 0);
    assert_int_equal(basic(m, process).rights, object_rights[OBJECT_PROCESS]);
    assert_int_equal(process_info(m, process).flags, 0);
}

/* It could never be started: nobody can name it. */
static void the_last_handle_of_an_initial_process_ends_it(void **state)
{
    (void)state;
    struct machine *m = family_machine();
    struct census before = census_of(m);
    uint32_t process = make_process(m, DOMAIN_JOB);
    uint32_t thread = make_thread(m, process);
    thread_id tid = thread_of_object(object_named(m, thread));
    share_data(m, process);
    give_area(m, process, 0);
    uint32_t twin = with_rights(m, process, ZX_RIGHT_SAME_RIGHTS);
    close_handle(m, process);
    assert_int_equal(signals(m, thread), 0);
    close_handle(m, twin);
    assert_int_equal(signals(m, thread), TERMINATED);
    assert_int_equal(thread_state_of(m, tid)->state, THREAD_DEAD);
    assert_int_equal(zx(m, SYS_THREAD_START, thread, 1, 8, 0, 0), ZX_BAD_STATE);
    close_handle(m, thread);
    assert_census(m, &before);
}

/* The conformance case ProcessNotKilledViaProcessClose. */
static void the_last_handle_of_a_running_process_ends_nothing(void **state)
{
    (void)state;
    struct machine *m = family_machine();
    struct child child = child_run(m, DOMAIN_JOB, 0);
    close_handle(m, child.process);
    assert_int_equal(signals(m, child.thread), RUNNING);
    close_handle(m, child.thread);
    assert_int_equal(thread_state_of(m, child.tid)->state, THREAD_READY);
}

/* ---- thread_create ---- */

static void errors_of_thread_create_in_order(void **state)
{
    (void)state;
    struct machine *m = family_machine();
    uint32_t event = make_event(m);
    uint32_t process = make_process(m, DOMAIN_JOB);
    uint32_t poor = all_but(m, process, RIGHT_MANAGE_THREAD);
    uint32_t dead = make_process(m, DOMAIN_JOB);
    uint32_t name = at(m, SENT_BYTES);
    kill_task(m, dead);
    assert_int_equal(zx(m, SYS_THREAD_CREATE, 0, HOLE, 4, 1, HOLE), ZX_INVALID_ARGS);
    assert_int_equal(zx(m, SYS_THREAD_CREATE, 0, HOLE, 4, 0, HOLE), ZX_BAD_HANDLE);
    assert_int_equal(zx(m, SYS_THREAD_CREATE, event, HOLE, 4, 0, HOLE), ZX_WRONG_TYPE);
    assert_int_equal(zx(m, SYS_THREAD_CREATE, poor, HOLE, 4, 0, HOLE), ZX_ACCESS_DENIED);
    assert_int_equal(zx(m, SYS_THREAD_CREATE, dead, HOLE, 4, 0, HOLE), ZX_BAD_STATE);
    assert_int_equal(zx(m, SYS_THREAD_CREATE, process, HOLE, 4, 0, at(m, OUT)), ZX_INVALID_ARGS);
    assert_int_equal(zx(m, SYS_THREAD_CREATE, process, name, 4, 0, HOLE), ZX_INVALID_ARGS);
    (void)fill_table(m, event);
    assert_int_equal(zx(m, SYS_THREAD_CREATE, process, name, 4, 0, at(m, OUT)), ZX_NO_MEMORY);
}

static void a_new_thread_is_like_its_maker(void **state)
{
    (void)state;
    struct machine *m = family_machine();
    uint32_t process = make_process(m, DOMAIN_JOB);
    uint32_t thread = make_thread(m, process);
    const struct thread *made = thread_state_of(m, thread_of_object(object_named(m, thread)));
    const struct thread *maker = thread_state_of(m, machine_current(m));
    assert_int_equal(made->priority, maker->priority);
    assert_int_equal(made->quantum, maker->quantum);
    assert_int_equal(basic(m, thread).rights, object_rights[OBJECT_THREAD]);
    assert_int_equal(signals(m, thread), 0);
    assert_int_equal(thread_info_state(m, thread), 0);
}

/* An initial thread is nothing without a name. */
static void an_unnamed_thread_that_never_started_is_gone(void **state)
{
    (void)state;
    struct machine *m = family_machine();
    uint32_t process = make_process(m, DOMAIN_JOB);
    struct census before = census_of(m);
    close_handle(m, make_thread(m, process));
    assert_census(m, &before);
}

/* ---- Limits. ---- */

static void quotas_bound_what_is_made(void **state)
{
    (void)state;
    struct machine *m = family_machine();
    struct job *limits = &machine_kernel(m)->job[job_of_object(object_named(m, DOMAIN_JOB))];
    struct child child = child_run(m, DOMAIN_JOB, 0);
    uint32_t name = at(m, SENT_BYTES);
    uint32_t out = at(m, OUT);
    for (unsigned pool = 0; pool < POOLS; pool++) {
        limits->limit[pool] = limits->used[pool];
    }
    assert_int_equal(zx(m, SYS_JOB_CREATE, DOMAIN_JOB, 0, out), ZX_NO_MEMORY);
    assert_int_equal(zx(m, SYS_PROCESS_CREATE, DOMAIN_JOB, name, 0, 0, out, 0), ZX_NO_MEMORY);
    assert_int_equal(zx(m, SYS_THREAD_CREATE, child.process, name, 0, 0, out), ZX_NO_MEMORY);
    assert_int_equal(zx(m, SYS_TASK_SUSPEND, child.process, out), ZX_NO_MEMORY);
    assert_int_equal(zx(m, SYS_TASK_CREATE_EXCEPTION_CHANNEL, child.process, 0, out), ZX_NO_MEMORY);
    limits->limit[POOL_TOKENS]++;
    close_handle(m, suspend(m, child.process));
    uint32_t token = suspend(m, child.process);
    assert_int_equal(zx(m, SYS_TASK_SUSPEND, child.process, out), ZX_NO_MEMORY);
    close_handle(m, token);
}

/* Nothing can be made below a job that is dead, by whatever call. */
static void l4_makes_no_task_in_a_dead_job(void **state)
{
    (void)state;
    struct machine *m = family_machine();
    uint32_t job = make_job(m, DOMAIN_JOB);
    kill_task(m, job);
    assert_true((int32_t)call_returns(m, SYS_FACTORY_CREATE_TASK, job, 4u << SELECTOR_SHIFT, 0) <
                0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(errors_of_process_create_in_order),
        TEST(the_pool_of_processes_has_an_end),
        TEST(a_new_process_is_empty),
        TEST(the_last_handle_of_an_initial_process_ends_it),
        TEST(the_last_handle_of_a_running_process_ends_nothing),
        TEST(errors_of_thread_create_in_order),
        TEST(a_new_thread_is_like_its_maker),
        TEST(an_unnamed_thread_that_never_started_is_gone),
        TEST(quotas_bound_what_is_made),
        TEST(l4_makes_no_task_in_a_dead_job),
    };
    return cmocka_run_group_tests_name("task_create", tests, NULL, NULL);
}
