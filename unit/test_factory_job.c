/*
 * The factory makes processes below jobs: what the job forbids, it does not do either.
 */
#include "children.h"
#include "l4.h"

enum { TARGET = 5 << SELECTOR_SHIFT };

static int32_t create(struct machine *m, uint32_t factory)
{
    return (int32_t)call_returns(m, SYS_FACTORY_CREATE_TASK, factory, TARGET, 0);
}

static void dead_jobs_make_nothing(void **state)
{
    (void)state;
    struct machine *m = family_machine();
    uint32_t job = make_job(m, DOMAIN_JOB);
    kill_task(m, job);
    assert_int_equal(create(m, job), L4_EINVAL);
    assert_false(is_valid(m, TARGET));
}

/* The caller's own policy decides, as for zx_process_create. */
static void policies_hold_for_the_factory_too(void **state)
{
    (void)state;
    struct machine *m = family_machine();
    uint64_t *policy = &machine_kernel(m)->process[machine_process(m, ALICE)].policy;
    uint32_t place = at(m, OUT);
    assert_true(policy_decide(policy, POLICY_NEW_PROCESS, ACTION_DENY, true));
    assert_int_equal(zx(m, SYS_PROCESS_CREATE, DOMAIN_JOB, place, 0, 0, place, 0),
                     ZX_ACCESS_DENIED);
    assert_int_equal(create(m, DOMAIN_JOB), L4_EPERM);
    assert_false(is_valid(m, TARGET));
    *policy = 0;
    assert_int_equal(create(m, DOMAIN_JOB), 0);
    assert_true(is_valid(m, TARGET));
}

static void policies_kill_who_asks_the_factory(void **state)
{
    (void)state;
    struct machine *m = family_machine();
    process_id alice = machine_process(m, ALICE);
    uint64_t *policy = &machine_kernel(m)->process[alice].policy;
    assert_true(policy_decide(policy, POLICY_NEW_PROCESS, ACTION_KILL, true));
    call_parks(m, SYS_FACTORY_CREATE_TASK, DOMAIN_JOB, TARGET, 0);
    assert_int_equal(machine_kernel(m)->process[alice].return_code, ZX_TASK_RETCODE_POLICY_KILL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(dead_jobs_make_nothing),
        TEST(policies_hold_for_the_factory_too),
        TEST(policies_kill_who_asks_the_factory),
    };
    return cmocka_run_group_tests_name("factory_job", tests, NULL, NULL);
}
