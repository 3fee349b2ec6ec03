/*
 * unmap.c: deleting what has many names or much memory, and several objects by one page, in steps.
 */
#include <string.h>

#include "steps.h"

static unsigned living(struct machine *m)
{
    unsigned count = 0;
    for (process_id process = 1; process <= CONFIG_PROCESSES; process++) {
        count += process_lives(machine_kernel(m), process);
    }
    return count;
}

/* Many names of an event go in steps before it is deleted; one that lost its last name at the start
 * does not end before the rest has gone. */
static void deleted_event_goes_in_steps(void **state)
{
    (void)state;
    struct machine *m = steps_machine(ENDING_NONE);
    struct kernel *k = machine_kernel(m);
    job_id job = k->process[machine_process(m, A)].job;
    int made = (int)spread_names(m, WIDE, EVENT_SLOT);
    assert_int_equal(l4(m, SYS_TASK_UNMAP, SELF, slot_page(10, 0, R), L4_ALL_SPACES), 0);
    object_id first = object_create(k, OBJECT_EVENT, object_of_job(job));
    (void)place(m, A, 10, first, RIGHTS_ALL);
    object_id event = slot_at(m, machine_process(m, A), EVENT_SLOT)->object;
    struct nodes all = nodes_of(m);
    assert_int_equal(enter(m, SYS_TASK_UNMAP, SELF, slot_page(10, 1, RWSD), L4_DELETE_OBJ), 0);
    assert_int_equal(all.names - nodes_of(m).names, 1); /* a deletion is enough for a step */
    assert_int_equal(k->object[first].handles, 0);
    (void)step(m);
    assert_int_equal(all.names - nodes_of(m).names, 1 + STEP_NODES);
    assert_int_equal(k->object[first].type, OBJECT_EVENT);
    (void)step(m);
    assert_int_equal(all.names - nodes_of(m).names, made + 2);
    assert_false(kernel_has_work(k));
    assert_int_equal(k->object[first].type, OBJECT_FREE);
    assert_int_equal(k->object[event].type, OBJECT_FREE);
    assert_nothing_unmapped(m);
    check(m);
}

/* Three tasks and a job with a process, all by one page: one object ends in each step. */
static void tasks_and_jobs_deleted_by_one_page(void **state)
{
    (void)state;
    struct machine *m = steps_machine(ENDING_NONE);
    struct kernel *k = machine_kernel(m);
    job_id job = job_create(k, k->process[machine_process(m, A)].job, 1);
    process_id inmate = process_create(k, job);
    assert_int_not_equal(inmate, NONE);
    (void)place(m, C, EVENT_SLOT, object_of_process(inmate), RIGHTS_ALL); /* keeps it */
    (void)place(m, A, EVENT_SLOT, object_of_job(job), RIGHTS_ALL);
    unsigned before = living(m);
    uint32_t page = slot_page(8, 2, RWSD); /* F, G, H and the job */
    assert_int_equal(enter(m, SYS_TASK_UNMAP, SELF, page, L4_DELETE_OBJ), 0);
    assert_int_equal(living(m), before - 1);
    unsigned count = 0;
    while (kernel_has_work(k)) {
        unsigned alive = living(m);
        (void)step(m);
        assert_true(alive - living(m) <= 1);
        count++;
    }
    assert_true(count >= 3);
    assert_int_equal(before - living(m), 4);
    assert_false(process_lives(k, inmate));
    assert_int_equal(k->job[job].state, JOB_DEAD);
    assert_nothing_unmapped(m);
    assert_int_equal(machine_current(m), thread_of(m, A));
    check(m);
}

/* The caller among them: what it could still have deleted stays, and so do the further pages. */
static void caller_deleted_by_its_own_page(void **state)
{
    (void)state;
    for (unsigned listed = 0; listed < 2; listed++) {
        struct machine *m = steps_machine(ENDING_NONE);
        struct kernel *k = machine_kernel(m);
        process_id self = machine_process(m, A);
        (void)spread_memory(m, WIDE);
        assert_int_equal(l4(m, SYS_TASK_UNMAP, SELF, slot_page(9, 0, RWSD), L4_ALL_SPACES), 0);
        (void)place_task(m, A, 9, A, RIGHTS_ALL);
        uint32_t page = slot_page(8, 2, RWSD); /* F, A, H */
        uint32_t list[2] = {page, slot_page(4, 0, RWSD)};
        memcpy(machine_memory(m, data_of(m, A), sizeof list), list, sizeof list);
        if (listed != 0) {
            (void)enter(m, SYS_TASK_UNMAP_BATCH, SELF, data_of(m, A), 2, L4_DELETE_OBJ);
        } else {
            (void)enter(m, SYS_TASK_UNMAP, SELF, page, L4_DELETE_OBJ);
        }
        while (kernel_has_work(k)) {
            assert_true(step(m).mappings <= STEP_NODES);
        }
        assert_int_equal(machine_process(m, 6), NONE); /* F */
        assert_int_equal(machine_process(m, A), NONE);
        assert_int_not_equal(machine_process(m, LAST), NONE);
        assert_int_not_equal(machine_process(m, B), NONE);
        assert_int_equal(k->process[self].state, PROCESS_FREE);
        assert_true(has_no_piece(m, B));
        assert_nothing_unmapped(m);
        check(m);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(deleted_event_goes_in_steps),
        TEST(tasks_and_jobs_deleted_by_one_page),
        TEST(caller_deleted_by_its_own_page),
    };
    return cmocka_run_group_tests_name("delete_steps", tests, NULL, NULL);
}
