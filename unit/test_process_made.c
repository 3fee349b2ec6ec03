/*
 * process.c: processes beyond those of the tasks: what they are charged to, and that their names
 * are their life until they start.
 */
#include "l4_calls.h"

/* From the pool and the quota, the job's and all above it; nothing has changed when there is none.
 */
static void processes_are_charged(void **state)
{
    (void)state;
    struct machine *m = l4_machine();
    struct kernel *k = machine_kernel(m);
    job_id job = k->process[machine_process(m, A)].job;
    job_id domain = k->job[job].parent;
    const job_id limited[] = {job, domain};
    for (unsigned i = 0; i < 2; i++) {
        k->job[limited[i]].limit[POOL_PROCESSES] = 0;
        uint64_t hash = machine_hash(m);
        assert_int_equal(process_create(k, job), NONE);
        assert_true(machine_hash(m) == hash);
        k->job[limited[i]].limit[POOL_PROCESSES] = QUOTA_UNLIMITED;
    }
    for (process_id process = RESERVED + 1; process <= CONFIG_PROCESSES; process++) {
        assert_int_equal(process_create(k, job), process);
        assert_int_equal(k->job[domain].used[POOL_PROCESSES], process - RESERVED);
        check(m);
    }
    uint64_t hash = machine_hash(m);
    assert_int_equal(process_create(k, job), NONE);
    assert_true(machine_hash(m) == hash);
}

/* One that has not started lives by its names; one that runs, or has ended, does not. */
static void unnamed_process_never_starts(void **state)
{
    (void)state;
    struct machine *m = l4_machine();
    struct kernel *k = machine_kernel(m);
    process_id holder = machine_process(m, A);
    job_id job = k->process[holder].job;
    process_id unborn = process_create(k, job);
    uint32_t names[2];
    for (unsigned i = 0; i < 2; i++) {
        names[i] = machine_handle(m, holder, object_of_process(unborn), RIGHTS_ALL);
    }
    const struct region memory = {.base = 0x20004000, .order = 8, .access = ACCESS_READ};
    (void)space_add(k, unborn, &memory);
    (void)machine_handle(m, unborn, object_of_thread(thread_of(m, A)), RIGHTS_ALL);
    handle_close(k, holder, name_slot(k, holder, names[0]));
    check(m);
    assert_int_equal(k->process[unborn].state, PROCESS_INITIAL);
    handle_close(k, holder, name_slot(k, holder, names[1]));
    check(m);
    assert_int_equal(k->process[unborn].state, PROCESS_FREE);
    assert_int_equal(k->process[unborn].first_mapping, NONE);
    assert_int_equal(k->job[job].used[POOL_PROCESSES], 0);
    assert_int_equal(k->object[object_of_thread(thread_of(m, A))].handles, 1);
    handle_close(k, holder, SLOT_PROCESS); /* its own, and only, name */
    check(m);
    assert_int_equal(k->process[holder].state, PROCESS_RUNNING);
}

/* Each of those that have not started holds the next one's last name. */
static void unborn_processes_end_in_a_chain(void **state)
{
    (void)state;
    struct machine *m = l4_machine();
    struct kernel *k = machine_kernel(m);
    process_id holder = machine_process(m, A);
    process_id process = holder;
    for (unsigned i = RESERVED; i < CONFIG_PROCESSES; i++) {
        process_id next = process_create(k, k->process[holder].job);
        assert_int_not_equal(machine_handle(m, process, object_of_process(next), RIGHTS_ALL), 0);
        process = next;
    }
    check(m);
    slot_id first = arch_image(k)->window + 1;
    handle_close(k, holder, first);
    check(m);
    for (unsigned i = RESERVED; i < CONFIG_PROCESSES; i++) {
        assert_int_equal(k->process[i + 1].state, PROCESS_FREE);
    }
    assert_int_equal(k->job[k->process[holder].job].used[POOL_PROCESSES], 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(processes_are_charged),
        TEST(unnamed_process_never_starts),
        TEST(unborn_processes_end_in_a_chain),
    };
    return cmocka_run_group_tests_name("process_made", tests, NULL, NULL);
}
