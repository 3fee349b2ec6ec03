/*
 * job.c: the tree of jobs, what a job shows, and its one end.
 */
#include "check.h"

#include "children.h"

enum { TASK_LEVEL = 2 }; /* of a task's job: root, domain, task */
enum { LOWEST = 8 };     /* of all jobs */
enum { IMAGE_JOBS = 4 }; /* below the root: the domain's and those of three tasks */

static const uint32_t nothing = ZX_NO_JOBS | ZX_NO_PROCESSES | ZX_NO_CHILDREN;

static job_id job_named(struct machine *m, uint32_t handle)
{
    return job_of_object(object_named(m, handle));
}

static const struct job *job_at(struct machine *m, uint32_t handle)
{
    return &machine_kernel(m)->job[job_named(m, handle)];
}

/* ---- Making. ---- */

static void new_job_shows_that_it_is_empty(void **state)
{
    (void)state;
    struct machine *m = family_machine();
    uint32_t job = make_job(m, DOMAIN_JOB);
    assert_int_equal(signals(m, job), nothing);
    assert_int_equal(basic(m, job).rights, object_rights[OBJECT_JOB]);
    assert_int_equal(basic(m, job).related_koid, koid_of(m, DOMAIN_JOB));
    assert_int_equal(job_info(m, job).exited, 0);
    assert_int_equal(job_info(m, job).return_code, 0);
}

/* Each error by itself, and before all that come later. */
static void errors_of_job_create_in_order(void **state)
{
    (void)state;
    struct machine *m = family_machine();
    uint32_t event = make_event(m);
    uint32_t poor = with_rights(
        m, DOMAIN_JOB, RIGHTS_ALL & ~(uint32_t)RIGHT_MANAGE_JOB & basic(m, DOMAIN_JOB).rights);
    uint32_t dead = make_job(m, DOMAIN_JOB);
    kill_task(m, dead);
    assert_int_equal(zx(m, SYS_JOB_CREATE, 0, 1, HOLE), ZX_INVALID_ARGS);
    assert_int_equal(zx(m, SYS_JOB_CREATE, 0, 0, HOLE), ZX_BAD_HANDLE);
    assert_int_equal(zx(m, SYS_JOB_CREATE, event, 0, HOLE), ZX_WRONG_TYPE);
    assert_int_equal(zx(m, SYS_JOB_CREATE, poor, 0, HOLE), ZX_ACCESS_DENIED);
    assert_int_equal(zx(m, SYS_JOB_CREATE, dead, 0, HOLE), ZX_BAD_STATE);
    assert_int_equal(zx(m, SYS_JOB_CREATE, DOMAIN_JOB, 0, HOLE), ZX_INVALID_ARGS);
    assert_int_equal(zx(m, SYS_JOB_CREATE, DOMAIN_JOB, 0, READ_ONLY), ZX_INVALID_ARGS);
    (void)fill_table(m, event);
    assert_int_equal(zx(m, SYS_JOB_CREATE, DOMAIN_JOB, 0, at(m, OUT)), ZX_NO_MEMORY);
}

/* The conformance case MaxHeightSmoke: a chain down to the last level, and no further. */
static void jobs_lie_only_so_deep(void **state)
{
    (void)state;
    struct machine *m = family_machine();
    uint32_t job = make_job(m, DOMAIN_JOB);
    for (unsigned level = TASK_LEVEL; level < LOWEST; level++) {
        assert_int_equal(job_at(m, job)->level, level);
        uint32_t below = make_job(m, job);
        close_handle(m, job);
        job = below;
    }
    assert_int_equal(job_at(m, job)->level, LOWEST);
    assert_int_equal(zx(m, SYS_JOB_CREATE, job, 0, HOLE), ZX_OUT_OF_RANGE);
    (void)make_process(m, job);
}

/* A job needs no name of its own while there is one below it. */
static void the_pool_of_jobs_has_an_end(void **state)
{
    (void)state;
    struct machine *m = family_machine();
    struct census before = census_of(m);
    unsigned made = 0;
    while (zx(m, SYS_JOB_CREATE, DOMAIN_JOB, 0, at(m, OUT)) == ZX_OK) {
        uint32_t above = word(m, OUT);
        made++;
        if (zx(m, SYS_JOB_CREATE, above, 0, at(m, OUT)) != ZX_OK) {
            break;
        }
        made++;
        close_handle(m, above);
    }
    assert_int_equal(made, CONFIG_JOBS - before.objects[OBJECT_JOB]);
    assert_int_equal(zx(m, SYS_JOB_CREATE, DOMAIN_JOB, 0, at(m, OUT)), ZX_NO_MEMORY);
    close_all(m);
    assert_census(m, &before);
}

/* ---- Members. ---- */

static void a_job_shows_what_it_lacks(void **state)
{
    (void)state;
    struct machine *m = family_machine();
    uint32_t job = make_job(m, DOMAIN_JOB);
    uint32_t below = make_job(m, job);
    assert_int_equal(signals(m, job), ZX_NO_PROCESSES);
    uint32_t process = make_process(m, job);
    assert_int_equal(signals(m, job), 0);
    close_handle(m, below);
    assert_int_equal(signals(m, job), ZX_NO_JOBS);
    close_handle(m, process);
    assert_int_equal(signals(m, job), nothing);
    process = make_process(m, job);
    kill_task(m, process);
    assert_int_equal(signals(m, job), nothing);
}

static void a_process_counts_for_its_own_job_only(void **state)
{
    (void)state;
    struct machine *m = family_machine();
    uint32_t job = make_job(m, DOMAIN_JOB);
    uint32_t below = make_job(m, job);
    (void)make_process(m, below);
    assert_int_equal(signals(m, job), ZX_NO_PROCESSES);
    assert_int_equal(signals(m, below), ZX_NO_JOBS);
}

/* What holds a job without a name: its members. */
static void a_job_stays_while_it_has_members(void **state)
{
    (void)state;
    struct machine *m = family_machine();
    struct census before = census_of(m);
    uint32_t job = make_job(m, DOMAIN_JOB);
    struct child child = child_run(m, job, 0);
    close_handle(m, job);
    close_handle(m, child.process);
    close_handle(m, child.thread);
    assert_int_equal(thread_state_of(m, child.tid)->state, THREAD_READY);
    run(m, child.tid);
    call_parks(m, SYS_PROCESS_EXIT, 0, 0);
    be(m, ALICE);
    assert_census(m, &before);
}

/* ---- The end. ---- */

static void killing_an_empty_job_ends_it_at_once(void **state)
{
    (void)state;
    struct machine *m = family_machine();
    uint32_t job = make_job(m, DOMAIN_JOB);
    kill_task(m, job);
    assert_int_equal(signals(m, job), nothing | TERMINATED);
    assert_int_equal(job_info(m, job).return_code, ZX_TASK_RETCODE_SYSCALL_KILL);
    assert_int_equal(job_info(m, job).exited, 1);
    kill_task(m, job);
    assert_int_equal(zx(m, SYS_JOB_CREATE, job, 0, at(m, OUT)), ZX_BAD_STATE);
}

/* The conformance case KillJobChain: all below end, and only they. */
static void killing_a_job_ends_all_below(void **state)
{
    (void)state;
    struct machine *m = family_machine();
    struct census before = census_of(m);
    uint32_t top = make_job(m, DOMAIN_JOB);
    uint32_t middle = make_job(m, top);
    uint32_t bottom = make_job(m, middle);
    uint32_t in_top = make_process(m, top);
    uint32_t in_bottom = make_process(m, bottom);
    uint32_t beside = make_job(m, DOMAIN_JOB);
    kill_task(m, middle);
    assert_int_equal(signals(m, middle) & TERMINATED, TERMINATED);
    assert_int_equal(signals(m, bottom) & TERMINATED, TERMINATED);
    assert_int_equal(signals(m, in_bottom), TERMINATED);
    assert_int_equal(signals(m, top), ZX_NO_JOBS);
    assert_int_equal(signals(m, in_top), 0);
    assert_int_equal(signals(m, beside), nothing);
    assert_int_equal(job_info(m, bottom).return_code, ZX_TASK_RETCODE_SYSCALL_KILL);
    assert_int_equal(return_code_of(m, in_bottom), ZX_TASK_RETCODE_SYSCALL_KILL);
    kill_task(m, top);
    assert_int_equal(signals(m, in_top), TERMINATED);
    close_all(m);
    assert_census(m, &before);
}

/* A job with a lower number than the one above: its place had been another's. */
static void killing_a_job_ends_those_of_lower_numbers(void **state)
{
    (void)state;
    struct machine *m = family_machine();
    uint32_t gone = make_job(m, DOMAIN_JOB);
    uint32_t top = make_job(m, DOMAIN_JOB);
    close_handle(m, gone);
    uint32_t below = make_job(m, top);
    assert_true(job_named(m, below) < job_named(m, top));
    kill_task(m, top);
    assert_int_equal(signals(m, below) & TERMINATED, TERMINATED);
}

/* Step by step: all jobs are being killed before the first process ends, and none is dead before
 * what is below it. */
static void jobs_die_from_the_bottom(void **state)
{
    (void)state;
    struct machine *m = family_machine();
    struct kernel *k = machine_kernel(m);
    uint32_t top = make_job(m, DOMAIN_JOB);
    uint32_t bottom = make_job(m, top);
    process_id first = process_of_object(object_named(m, make_process(m, top)));
    process_id second = process_of_object(object_named(m, make_process(m, bottom)));
    job_id above = job_named(m, top);
    job_id below = job_named(m, bottom);
    job_kill(k, above, -5);
    bool below_was_dead = false;
    unsigned steps = 0;
    assert_int_equal(k->job[above].state, JOB_KILLING);
    assert_int_equal(k->job[below].state, JOB_KILLING);
    assert_true(process_lives(k, first) && process_lives(k, second));
    while (kernel_has_work(k)) {
        unsigned lived = process_lives(k, first) + process_lives(k, second);
        kernel_work(k);
        assert_true(lived - (process_lives(k, first) + process_lives(k, second)) <= 1);
        bool above_dead = k->job[above].state == JOB_DEAD;
        below_was_dead = below_was_dead || k->job[below].state == JOB_DEAD;
        assert_true(!above_dead || below_was_dead);
        assert_true(!below_was_dead || !process_lives(k, second));
        assert_true(!above_dead || !process_lives(k, first));
        bool shown = (k->object[object_of_job(above)].signals & TERMINATED) != 0;
        assert_int_equal(shown, above_dead);
        assert_true(++steps < 20);
    }
    check(m);
    assert_int_equal(k->job[above].state, JOB_DEAD);
    assert_int_equal(k->job[above].return_code, -5);
    assert_int_equal(k->job[below].return_code, -5);
}

/* No thread runs in between. */
static void nobody_runs_while_a_job_is_killed(void **state)
{
    (void)state;
    struct machine *m = family_machine();
    uint32_t job = make_job(m, DOMAIN_JOB);
    for (unsigned i = 0; i < 3; i++) {
        (void)make_process(m, job);
    }
    const uint32_t registers[12] = {job};
    uint32_t result = kernel_syscall(machine_kernel(m), SYS_TASK_KILL, registers);
    assert_int_equal(result, ZX_OK);
    while (kernel_has_work(machine_kernel(m))) {
        assert_int_equal(machine_current(m), NONE);
        assert_null(kernel_check(machine_kernel(m)));
        kernel_work(machine_kernel(m));
    }
    machine_settle(m);
    check(m);
}

static void the_first_return_code_stays(void **state)
{
    (void)state;
    struct machine *m = family_machine();
    uint32_t top = make_job(m, DOMAIN_JOB);
    uint32_t bottom = make_job(m, top);
    struct child exited = child_run(m, bottom, 0);
    run(m, exited.tid);
    call_parks(m, SYS_PROCESS_EXIT, NS(-77777777777));
    be(m, ALICE);
    assert_int_equal(return_code_of(m, exited.process), -77777777777);
    kill_task(m, exited.process);
    assert_int_equal(return_code_of(m, exited.process), -77777777777);
    machine_kernel(m)->job[job_named(m, bottom)].return_code = 0;
    job_kill(machine_kernel(m), job_named(m, bottom), -9);
    machine_settle(m);
    be(m, ALICE);
    kill_task(m, top);
    assert_int_equal(job_info(m, bottom).return_code, -9);
    assert_int_equal(job_info(m, top).return_code, ZX_TASK_RETCODE_SYSCALL_KILL);
    kill_task(m, top);
}

static void a_child_may_kill_its_own_job(void **state)
{
    (void)state;
    struct machine *m = family_machine();
    uint32_t job = make_job(m, DOMAIN_JOB);
    struct child child = child_make(m, job, 0);
    uint32_t given = with_rights(m, job, ZX_RIGHT_SAME_RIGHTS);
    assert_int_equal(child_start(m, &child, given), ZX_OK);
    run(m, child.tid);
    call_parks(m, SYS_TASK_KILL, (CONFIG_SLOTS / 2) << SELECTOR_SHIFT);
    be(m, ALICE);
    assert_int_equal(signals(m, job), nothing | TERMINATED);
    assert_int_equal(return_code_of(m, child.process), ZX_TASK_RETCODE_SYSCALL_KILL);
}

/* All that members of a job can have is back in its pool. */
static void killing_a_full_job_gives_all_back(void **state)
{
    (void)state;
    struct machine *m = family_machine();
    struct census before = census_of(m);
    uint32_t job = make_job(m, DOMAIN_JOB);
    uint32_t below = make_job(m, job);
    close_handle(m, make_job(m, below));
    for (unsigned n = 0; n < 4; n++) {
        struct child child = child_make(m, n % 2 == 0 ? job : below, n);
        uint32_t given = with_rights(m, below, ZX_RIGHT_SAME_RIGHTS);
        assert_int_equal(child_start(m, &child, given), ZX_OK);
        uint32_t further;
        (void)child_thread(m, child.process, n + 4, &further);
        close_handle(m, further);
        (void)make_thread(m, child.process);
        close_handle(m, word(m, OUT));
        uint32_t exceptions = listen_to(m, child.process, REGULAR);
        if (n < 3) {
            close_handle(m, exceptions);
        }
        run(m, child.tid);
        uint32_t event = make_event(m);
        struct ends channel = make_channel(m);
        assert_int_equal(send_one(m, channel.a, make_eventpair(m).a), ZX_OK);
        if (n == 0) {
            call_parks(m, SYS_SLEEP, 1000, SLEEP_DEEP);
        } else if (n == 1) {
            call_parks(m, SYS_OBJECT_WAIT_ONE, event, ZX_SIGNALED, NS(1000000000), 0);
        } else if (n == 2) {
            call_parks(m, SYS_WAIT_FOR_EVENT, EVENT_IPC, 0);
        } else {
            fault_now(m, FAULT_MEMORY);
        }
        be(m, ALICE);
        if (n == 0) {
            (void)suspend(m, child.process);
        }
        close_handle(m, child.process);
        close_handle(m, child.thread);
    }
    kill_task(m, job);
    close_all(m);
    assert_census(m, &before);
}

/* Killing the job above all leaves nothing alive but itself, and the board halts. */
static void killing_the_root_job_leaves_nothing(void **state)
{
    (void)state;
    struct machine *m = family_machine();
    (void)child_run(m, DOMAIN_JOB, 0);
    struct kernel *k = machine_kernel(m);
    job_kill(k, 1, ZX_TASK_RETCODE_SYSCALL_KILL);
    machine_settle(m);
    assert_null(machine_check(m));
    assert_true(machine_halted(m, NULL));
    struct census left = census_of(m);
    assert_int_equal(left.messages, CONFIG_MESSAGES);
    assert_int_equal(left.areas + left.waits + left.timers, 0);
    assert_int_equal(left.objects[OBJECT_PROCESS] + left.objects[OBJECT_THREAD], 0);
    assert_int_equal(left.objects[OBJECT_TOKEN] + left.objects[OBJECT_EXCEPTION], 0);
    for (unsigned pool = 0; pool < POOLS; pool++) {
        assert_int_equal(left.used[pool], pool == POOL_JOBS ? IMAGE_JOBS : 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(new_job_shows_that_it_is_empty),
        TEST(errors_of_job_create_in_order),
        TEST(jobs_lie_only_so_deep),
        TEST(the_pool_of_jobs_has_an_end),
        TEST(a_job_shows_what_it_lacks),
        TEST(a_process_counts_for_its_own_job_only),
        TEST(a_job_stays_while_it_has_members),
        TEST(killing_an_empty_job_ends_it_at_once),
        TEST(killing_a_job_ends_all_below),
        TEST(killing_a_job_ends_those_of_lower_numbers),
        TEST(jobs_die_from_the_bottom),
        TEST(nobody_runs_while_a_job_is_killed),
        TEST(the_first_return_code_stays),
        TEST(a_child_may_kill_its_own_job),
        TEST(killing_a_full_job_gives_all_back),
        TEST(killing_the_root_job_leaves_nothing),
    };
    return cmocka_run_group_tests_name("job", tests, NULL, NULL);
}
