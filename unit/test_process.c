/*
 * process.c: creation, start and the one way in which all processes end; and what the board halts
 * with.
 */
#include "fixture.h"

#include <string.h>

enum { A = 0xa, B = 0xb, C = 0xc };

static struct machine *make_three(void)
{
    return MACHINE({.label = A, .priority = 5, .domain = 1},
                   {.label = B, .priority = 5, .domain = 1},
                   {.label = C, .priority = 5, .domain = 2});
}

/* A machine whose main task is this entry of its table (TASK_NONE: none). */
static struct machine *make_main(task_index main, const struct machine_task *tasks, unsigned count)
{
    struct machine_image *image = fixture_image(tasks, count);
    image->image.main = main;
    return fixture_boot(image);
}

/* ---- Creation and start. ---- */

static void created_process_is_empty(void **state)
{
    (void)state;
    struct machine *m = make_three();
    struct kernel *k = machine_kernel(m);
    job_id job = k->process[machine_process(m, C)].job;
    uint16_t held = k->object[object_of_job(job)].references;
    const process_id process = RESERVED + 1;
    k->process[process].return_code = 9; /* as an earlier process may leave it */
    k->process[process].ending = ENDED_FAULT;
    assert_int_equal(process_create(k, job), process);
    check(m);
    const struct process *p = &k->process[process];
    assert_int_equal(p->state, PROCESS_INITIAL);
    assert_int_equal(p->domain, 2);
    assert_int_equal(k->object[object_of_process(process)].domain, 2);
    assert_int_equal(p->job, job);
    assert_int_equal(p->task, TASK_NONE);
    assert_int_equal(p->first_thread, NONE);
    assert_int_equal(p->first_mapping, NONE);
    assert_int_equal(p->code, NONE);
    assert_int_equal(p->data, NONE);
    assert_int_equal(p->return_code, 0);
    assert_int_equal(p->ending, ENDED_NOT);
    assert_int_equal(k->object[object_of_job(job)].references, held + 1);
    assert_int_not_equal(handle_create(k, process, object_of_process(process), 0), NONE);
}

static void create_over_a_living_process(void *context)
{
    struct kernel *k = context;
    process_create_at(k, 1, k->process[1].job, TASK_NONE);
}

static void create_in_a_free_entry(void *context)
{
    struct kernel *k = context;
    process_create_at(k, 2, k->process[1].job, TASK_NONE);
}

static void taken_entry_is_not_taken_again(void **state)
{
    (void)state;
    struct kernel *k = machine_kernel(make_three());
    assert_true(panics(create_over_a_living_process, k));
    assert_false(panics(create_in_a_free_entry, k));
}

static void every_start_has_its_own_task_handle(void **state)
{
    (void)state;
    struct machine *m = make_three();
    struct kernel *k = machine_kernel(m);
    const process_id process = process_create(k, k->process[1].job);
    uint32_t before = name_of_task(k, process);
    process_start(k, process);
    assert_int_equal(k->process[process].state, PROCESS_RUNNING);
    assert_int_not_equal(name_of_task(k, process), before);
    k->process[process].generation = GENERATION_MASK - 1;
    process_start(k, process);
    assert_int_equal(k->process[process].generation, GENERATION_MASK);
    process_start(k, process);
    assert_int_equal(k->process[process].generation, 0);
}

static void generation_survives_the_pool_entry(void **state)
{
    (void)state;
    struct machine *m = make_three();
    struct kernel *k = machine_kernel(m);
    process_id process = machine_process(m, A);
    uint32_t generation = k->process[process].generation;
    run(m, thread_of(m, A));
    call_parks(m, SYS_EXIT, 0);
    assert_int_equal(k->process[process].state, PROCESS_FREE);
    process_create_at(k, process, k->process[machine_process(m, B)].job, TASK_NONE);
    assert_int_equal(k->process[process].generation, generation);
    process_start(k, process);
    assert_int_equal(k->process[process].generation, generation + 1);
}

static void started_task_is_found_by_its_label(void **state)
{
    (void)state;
    struct machine *m = make_three();
    struct kernel *k = machine_kernel(m);
    run(m, thread_of(m, B));
    call_parks(m, SYS_EXIT, 0);
    assert_int_equal(machine_process(m, B), NONE);
    const process_id others[2] = {machine_process(m, A), machine_process(m, C)};
    task_request(k, 1);
    while (kernel_has_work(k)) {
        kernel_work(k);
    }
    check(m);
    process_id process = machine_process(m, B);
    assert_int_not_equal(process, NONE);
    assert_int_equal(k->process[process].task, 1);
    process_start(k, process_create(k, k->process[process].job));
    assert_int_equal(machine_process(m, A), others[0]);
    assert_int_equal(machine_process(m, B), process);
    assert_int_equal(machine_process(m, C), others[1]);
}

/* ---- The end. ---- */

enum { EXITS, FAULTS, ENDINGS };

static void end(struct machine *m, uint32_t label, unsigned ending, int32_t status)
{
    run(m, thread_of(m, label));
    if (ending == EXITS) {
        call_parks(m, SYS_EXIT, (uint32_t)status);
    } else {
        machine_fault(m, FAULT_UNDEFINED, 0);
        check(m);
    }
}

static void nothing_is_left_of_an_ended_process(void **state)
{
    (void)state;
    struct machine *m = make_three();
    for (unsigned ending = 0; ending < ENDINGS; ending++) {
        machine_reset(m);
        struct kernel *k = machine_kernel(m);
        process_id process = machine_process(m, A);
        thread_id thread = thread_of(m, A);
        uint32_t area = k->thread[thread].area;
        job_id job = k->process[process].job;
        object_id other = object_of_process(machine_process(m, B));
        (void)machine_handle(m, process, other, RIGHTS_ALL);
        (void)machine_handle(m, process, object_of_process(process), RIGHTS_ALL);
        handle_place(k, process, SLOT_THREAD + 1, object_of_job(job), RIGHTS_ALL);
        area_fill(m, thread, 9);
        end(m, A, ending, 5);
        assert_int_equal(k->process[process].state, PROCESS_FREE);
        assert_int_equal(k->process[process].first_mapping, NONE);
        assert_int_equal(k->process[process].job, NONE);
        assert_int_equal(k->process[process].code, NONE);
        assert_int_equal(k->process[process].data, NONE);
        assert_int_equal(k->thread[thread].state, THREAD_FREE);
        assert_int_equal(k->object[other].handles, 1);                 /* its own */
        assert_int_equal(k->object[object_of_job(job)].references, 1); /* its task's */
        assert_int_equal(k->object[object_of_job(job)].handles, 0);
        assert_int_equal(machine_process(m, A), NONE);
        const uint8_t zeros[EXCHANGE_AREA_SIZE] = {0};
        assert_memory_equal(machine_memory(m, area, EXCHANGE_AREA_SIZE), zeros, sizeof zeros);
        assert_int_not_equal(machine_process(m, B), NONE);
        assert_int_not_equal(machine_process(m, C), NONE);
    }
}

static void ended_process_is_there_while_it_is_named(void **state)
{
    (void)state;
    struct machine *m = make_three();
    struct kernel *k = machine_kernel(m);
    process_id process = machine_process(m, A);
    process_id holder = machine_process(m, B);
    uint32_t handle = machine_handle(m, holder, object_of_process(process), RIGHTS_ALL);
    end(m, A, EXITS, -17);
    assert_int_equal(k->process[process].state, PROCESS_DEAD);
    assert_int_equal(k->process[process].ending, ENDED_EXIT);
    assert_int_equal(k->process[process].return_code, -17);
    handle_close(k, holder, name_slot(k, holder, handle));
    machine_settle(m);
    assert_int_equal(k->process[process].state, PROCESS_FREE);
    check(m);
}

static void all_threads_end_with_their_process(void **state)
{
    (void)state;
    struct machine *m = make_three();
    struct kernel *k = machine_kernel(m);
    process_id process = machine_process(m, A);
    uint32_t areas[3];
    thread_id threads[3] = {thread_of(m, A), machine_thread(m, process, true),
                            machine_thread(m, process, true)};
    for (unsigned i = 0; i < 3; i++) {
        areas[i] = k->thread[threads[i]].area;
        area_fill(m, threads[i], 1);
    }
    run(m, threads[2]);
    call_parks(m, SYS_WAIT_FOR_EVENT, EVENT_IPC, 50);
    run(m, threads[1]);
    call_parks(m, SYS_SEND_IPC, handle_of(m, B), 4);
    end(m, A, EXITS, 0);
    for (unsigned i = 0; i < 3; i++) {
        const uint8_t zeros[EXCHANGE_AREA_SIZE] = {0};
        assert_int_equal(k->thread[threads[i]].state, THREAD_FREE);
        assert_memory_equal(machine_memory(m, areas[i], EXCHANGE_AREA_SIZE), zeros, sizeof zeros);
    }
    assert_int_equal(k->ipc.process[machine_process(m, B)].senders.first, NONE);
    assert_int_equal(k->time.first, NONE);
}

/* ---- What the image wants, and what the board halts with. ---- */

static void image_may_want_a_halt(void **state)
{
    (void)state;
    for (unsigned wish = 0; wish < 4; wish++) {
        for (unsigned ending = 0; ending < ENDINGS; ending++) {
            struct machine *m = MACHINE({.label = 0xbeef,
                                         .priority = 5,
                                         .on_exit = wish & 1,
                                         .on_fault = (uint8_t)(wish >> 1)},
                                        {.label = B, .priority = 5});
            end(m, 0xbeef, ending, 0);
            uint32_t status = 0;
            uint32_t size = 0;
            bool halts = (wish >> ending & 1) != 0;
            assert_int_equal(machine_halted(m, &status), halts);
            const char *log = machine_log(m, &size);
            bool named = strstr(log, "anvil: the image asks for a halt when this task ends: "
                                     "0x0000beef\n") != NULL;
            assert_int_equal(named, halts);
            assert_int_equal(status, halts ? BOARD_PANIC : 0);
        }
    }
}

static void exit_status_of_main_is_the_boards(void **state)
{
    (void)state;
    static const struct {
        int32_t exit;
        uint32_t halt;
    } cases[] = {{0, 0},  {1, 1},     {2, 2},           {99, 99},       {100, 100}, {101, 100},
                 {-1, 1}, {102, 100}, {INT32_MAX, 100}, {INT32_MIN, 1}, {103, 100}, {256, 100}};
    const struct machine_task tasks[] = {{.label = A, .priority = 5}, {.label = B, .priority = 5}};
    for (unsigned i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct machine *m = make_main(0, tasks, 2);
        uint32_t status = 77;
        end(m, A, EXITS, cases[i].exit);
        assert_false(machine_halted(m, &status));
        end(m, B, EXITS, 55);
        assert_true(machine_halted(m, &status));
        assert_int_equal(status, cases[i].halt);
    }
}

static void fault_of_main_is_told_apart(void **state)
{
    (void)state;
    const struct machine_task tasks[] = {{.label = A, .priority = 5}, {.label = B, .priority = 5}};
    for (task_index main = 0; main < 2; main++) {
        struct machine *m = make_main(main, tasks, 2);
        uint32_t status = 77;
        end(m, A, FAULTS, 0);
        end(m, B, EXITS, 0);
        assert_true(machine_halted(m, &status));
        assert_int_equal(status, main == 0 ? 101 : 0);
    }
}

static void main_that_is_still_there_is_told_apart(void **state)
{
    (void)state;
    const struct machine_task tasks[] = {{.label = A, .priority = 5}, {.label = B, .priority = 5}};
    static const task_index mains[] = {0, 1, TASK_NONE};
    static const uint32_t statuses[] = {102, 9, 0};
    for (unsigned i = 0; i < 3; i++) {
        struct machine *m = make_main(mains[i], tasks, 2);
        uint32_t status = 77;
        run(m, thread_of(m, A));
        call_parks(m, SYS_WAIT_FOR_EVENT, EVENT_IPC, 0);
        end(m, B, EXITS, 9);
        assert_true(machine_halted(m, &status));
        assert_int_equal(status, statuses[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(created_process_is_empty),
        TEST(taken_entry_is_not_taken_again),
        TEST(every_start_has_its_own_task_handle),
        TEST(generation_survives_the_pool_entry),
        TEST(started_task_is_found_by_its_label),
        TEST(nothing_is_left_of_an_ended_process),
        TEST(ended_process_is_there_while_it_is_named),
        TEST(all_threads_end_with_their_process),
        TEST(image_may_want_a_halt),
        TEST(exit_status_of_main_is_the_boards),
        TEST(fault_of_main_is_told_apart),
        TEST(main_that_is_still_there_is_told_apart),
    };
    return cmocka_run_group_tests_name("process", tests, NULL, NULL);
}
