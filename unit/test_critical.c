/*
 * process.c: critical processes, whose end is the end of a job.
 */
#include "children.h"

static void errors_of_set_critical_in_order(void **state)
{
    (void)state;
    struct machine *m = family_machine();
    uint32_t call = SYS_JOB_SET_CRITICAL;
    uint32_t job = make_job(m, DOMAIN_JOB);
    uint32_t beside = make_job(m, DOMAIN_JOB);
    uint32_t process = make_process(m, job);
    uint32_t dead = make_process(m, job);
    kill_task(m, dead);
    uint32_t weak = with_rights(m, job, object_rights[OBJECT_JOB] & ~(uint32_t)RIGHT_DESTROY);
    uint32_t mute = with_rights(m, process, object_rights[OBJECT_PROCESS] & ~(uint32_t)RIGHT_WAIT);
    assert_int_equal(zx(m, call, 0, 2, 0), ZX_INVALID_ARGS);
    assert_int_equal(zx(m, call, 0, 0, 0), ZX_BAD_HANDLE);
    assert_int_equal(zx(m, call, process, 0, 0), ZX_WRONG_TYPE);
    assert_int_equal(zx(m, call, weak, 0, 0), ZX_ACCESS_DENIED);
    assert_int_equal(zx(m, call, job, 0, 0), ZX_BAD_HANDLE);
    assert_int_equal(zx(m, call, job, 0, job), ZX_WRONG_TYPE);
    assert_int_equal(zx(m, call, job, 0, mute), ZX_ACCESS_DENIED);
    assert_int_equal(zx(m, call, beside, 0, process), ZX_INVALID_ARGS);
    assert_int_equal(zx(m, call, job, 0, dead), ZX_BAD_STATE);
    assert_int_equal(zx(m, call, DOMAIN_JOB, 1, process), ZX_OK);
    assert_int_equal(zx(m, call, job, 0, process), ZX_ALREADY_BOUND);
}

/* Exit with 0, with another code, a kill, and the end of a process that never started. */
static void the_end_of_a_critical_process(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 8; i++) {
        struct machine *m = family_machine();
        bool only_nonzero = i / 4 != 0;
        uint32_t top = make_job(m, DOMAIN_JOB);
        uint32_t job = make_job(m, top);
        struct child other = child_run(m, top, 1);
        close_handle(m, other.thread);
        struct child child = child_make(m, job, 0);
        assert_int_equal(zx(m, SYS_JOB_SET_CRITICAL, top, only_nonzero, child.process), ZX_OK);
        int64_t code = 0;
        if (i % 4 < 2) {
            code = i % 4;
            assert_int_equal(child_start(m, &child, 0), ZX_OK);
            run(m, child.tid);
            call_parks(m, SYS_PROCESS_EXIT, NS(code));
            be(m, ALICE);
        } else if (i % 4 == 2) {
            code = ZX_TASK_RETCODE_SYSCALL_KILL;
            kill_task(m, child.process);
        } else {
            close_handle(m, child.process);
        }
        bool killed = !only_nonzero || code != 0;
        assert_int_equal((signals(m, top) & TERMINATED) != 0, killed);
        assert_int_equal((signals(m, other.process) & TERMINATED) != 0, killed);
        if (killed) {
            assert_int_equal(job_info(m, top).return_code, ZX_TASK_RETCODE_CRITICAL_PROCESS_KILL);
            assert_int_equal(return_code_of(m, other.process),
                             ZX_TASK_RETCODE_CRITICAL_PROCESS_KILL);
        }
        if (i % 4 != 3) {
            assert_int_equal(return_code_of(m, child.process), code);
        }
        fixture_end(NULL);
    }
}

/* The job that dies with a process is gone before that: its entry may be another's. */
static void a_critical_job_is_held_by_its_process(void **state)
{
    (void)state;
    struct machine *m = family_machine();
    uint32_t job = make_job(m, DOMAIN_JOB);
    struct child child = child_run(m, job, 0);
    assert_int_equal(zx(m, SYS_JOB_SET_CRITICAL, job, 0, child.process), ZX_OK);
    close_handle(m, job);
    uint32_t fresh = make_job(m, DOMAIN_JOB);
    kill_task(m, child.process);
    assert_int_equal(signals(m, fresh) & TERMINATED, 0);
}

/* What a job that is being killed will return has been decided, also for who ends later. */
static void a_kill_comes_before_what_it_brings_about(void **state)
{
    (void)state;
    struct machine *m = family_machine();
    uint32_t job = make_job(m, DOMAIN_JOB);
    struct child critical = child_run(m, job, 0);
    struct child other = child_run(m, job, 1);
    assert_int_equal(zx(m, SYS_JOB_SET_CRITICAL, job, 0, critical.process), ZX_OK);
    kill_task(m, job);
    assert_int_equal(return_code_of(m, critical.process), ZX_TASK_RETCODE_SYSCALL_KILL);
    assert_int_equal(return_code_of(m, other.process), ZX_TASK_RETCODE_SYSCALL_KILL);
    assert_int_equal(job_info(m, job).return_code, ZX_TASK_RETCODE_SYSCALL_KILL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(errors_of_set_critical_in_order),
        TEST(the_end_of_a_critical_process),
        TEST(a_critical_job_is_held_by_its_process),
        TEST(a_kill_comes_before_what_it_brings_about),
    };
    return cmocka_run_group_tests_name("critical", tests, NULL, NULL);
}
