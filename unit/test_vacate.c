/*
 * process.c: the end of a process whose memory is spread so far that it does not go in one step:
 * the process holds on to itself meanwhile, and nothing follows before the last of it is gone.
 */
#include <string.h>

#include "steps.h"
#include "zircon.h"

enum ending { BY_EXIT, BY_FAULT, BY_KILL, BY_JOB, ENDINGS };

/* A with its memory in B, and C, running, with names by which it can end A. */
static struct machine *spread_machine(uint8_t ending)
{
    struct machine *m = steps_machine(ending);
    share_pieces(m, A, B);
    be(m, C);
    return m;
}

/* Ends A by an entry of its own. */
static void end_by(struct machine *m, enum ending ending)
{
    struct kernel *k = machine_kernel(m);
    static const struct fault fault = {.kind = FAULT_UNDEFINED};
    job_id job = k->process[machine_process(m, A)].job;
    uint32_t name = 0;
    switch (ending) {
    case BY_EXIT:
        be(m, A);
        (void)enter(m, SYS_EXIT, 0);
        return;
    case BY_FAULT:
        be(m, A);
        kernel_fault(k, &fault);
        assert_between(m);
        return;
    case BY_KILL:
        name = place_task(m, C, FIRST_SLOT, A, RIGHTS_ALL);
        break;
    default:
        name = place(m, C, FIRST_SLOT, object_of_job(job), RIGHTS_ALL);
        break;
    }
    assert_int_equal(enter(m, SYS_TASK_KILL, name), ZX_OK);
    handle_close(k, machine_process(m, C), FIRST_SLOT);
}

/* A step, in which no more mappings go than may. */
static void step_bounded(struct machine *m)
{
    assert_true(step(m).mappings <= STEP_NODES);
}

/* However it ends: some of its memory is left, then all is gone, and then it is gone itself; or
 * dead, as long as somebody names it. */
static void much_memory_goes_in_steps(void **state)
{
    (void)state;
    for (unsigned i = 0; i < ENDINGS * 2u; i++) {
        bool named = i % 2 != 0;
        struct machine *m = spread_machine(ENDING_NONE);
        struct kernel *k = machine_kernel(m);
        process_id a = machine_process(m, A);
        if (named) {
            (void)place_task(m, D, FIRST_SLOT, A, RIGHTS_ALL);
        }
        end_by(m, i / 2);
        unsigned vacating = 0;
        while (kernel_has_work(k)) {
            vacating += k->process[a].vacates;
            bool some_left = k->process[a].first_mapping != NONE;
            assert_int_equal(k->process[a].vacates, some_left && !process_lives(k, a));
            step_bounded(m);
        }
        assert_true(vacating >= 1);
        assert_int_equal(k->process[a].vacates, 0);
        assert_int_equal(k->process[a].state, named ? PROCESS_DEAD : PROCESS_FREE);
        assert_int_equal(k->object[object_of_process(a)].handles, named);
        assert_int_equal(k->process[a].first_mapping, NONE);
        assert_true(has_no_piece(m, B));
        assert_int_equal(free_mappings(m), CONFIG_MAPPINGS - 3 * TASKS);
        assert_int_equal(used_by(m, B, POOL_MAPPINGS), 0);
        be(m, D);
        assert_true(!named || l4(m, SYS_HANDLE_CLOSE, selector(FIRST_SLOT)) == ZX_OK);
        assert_int_equal(k->process[a].state, PROCESS_FREE);
    }
}

/* What it alone had a name of ends when its memory is gone, not before. */
static void its_objects_end_afterwards(void **state)
{
    (void)state;
    struct machine *m = spread_machine(ENDING_NONE);
    struct kernel *k = machine_kernel(m);
    process_id a = machine_process(m, A);
    object_id event = object_create(k, OBJECT_EVENT, object_of_job(k->process[a].job));
    (void)place(m, A, EVENT_SLOT, event, RIGHTS_ALL);
    end_by(m, BY_EXIT);
    assert_int_equal(k->process[a].vacates, 1);
    assert_int_equal(k->object[event].handles, 0);
    while (k->process[a].vacates != 0) {
        assert_int_equal(k->object[event].type, OBJECT_EVENT);
        step_bounded(m);
    }
    while (kernel_has_work(k)) {
        step_bounded(m);
    }
    assert_int_equal(k->object[event].type, OBJECT_FREE);
}

/* The last name goes while it vacates: it stays until it has. */
static void name_that_goes_meanwhile(void **state)
{
    (void)state;
    struct machine *m = spread_machine(ENDING_NONE);
    struct kernel *k = machine_kernel(m);
    process_id a = machine_process(m, A);
    (void)place_task(m, D, FIRST_SLOT, A, RIGHTS_ALL);
    end_by(m, BY_EXIT);
    assert_int_equal(k->process[a].vacates, 1);
    handle_close(k, machine_process(m, D), FIRST_SLOT);
    assert_between(m);
    assert_int_equal(k->process[a].state, PROCESS_DEAD);
    while (kernel_has_work(k)) {
        step_bounded(m);
    }
    assert_int_equal(k->process[a].state, PROCESS_FREE);
    check(m);
}

/* As many steps as it takes, and not more than that. */
static void little_memory_goes_at_once(void **state)
{
    (void)state;
    for (unsigned pieces = 0; pieces < PIECES; pieces++) {
        struct machine *m = steps_machine(ENDING_NONE);
        for (unsigned n = 0; n < pieces; n++) {
            share_piece(m, A, B, n);
        }
        process_id a = machine_process(m, A);
        end_by(m, BY_EXIT);
        /* With its code, data and stack; a step that has done just what it may says so next. */
        assert_int_equal(machine_kernel(m)->process[a].vacates, pieces + 3 > STEP_NODES);
        while (kernel_has_work(machine_kernel(m))) {
            step_bounded(m);
        }
        assert_int_equal(machine_kernel(m)->process[a].state, PROCESS_FREE);
        check(m);
    }
}

/* ---- Two at once. ---- */

/* H's code is spread over four others, as far as it goes. */
static void spread_code(struct machine *m)
{
    struct kernel *k = machine_kernel(m);
    mapping_id code = space_find(k, machine_process(m, LAST), code_of(m, LAST));
    for (unsigned i = 0; free_mappings(m) > 0; i++) {
        const struct region region = {
            .base = code_of(m, LAST) + (i / 4 << PIECE_ORDER), .order = PIECE_ORDER, .access = R};
        space_derive(k, code, machine_process(m, D + i % 4), &region);
    }
}

static void two_processes_vacate_at_once(void **state)
{
    (void)state;
    struct machine *m = spread_machine(ENDING_NONE);
    struct kernel *k = machine_kernel(m);
    process_id a = machine_process(m, A);
    process_id h = machine_process(m, LAST);
    end_by(m, BY_EXIT);
    assert_int_equal(k->process[a].vacates, 1);
    /* What has gone is enough for another one; larger pools would have both from the start. */
    spread_code(m);
    process_end(k, h, ENDED_KILLED, 0);
    assert_between(m);
    assert_int_equal(k->process[a].vacates + k->process[h].vacates, 2);
    unsigned count = 0;
    while (kernel_has_work(k)) {
        step_bounded(m);
        count++;
    }
    assert_true(count >= 2);
    assert_int_equal(k->process[a].state, PROCESS_FREE);
    assert_int_equal(k->process[h].state, PROCESS_FREE);
    assert_int_equal(free_mappings(m), CONFIG_MAPPINGS - 3 * TASKS);
    check(m);
}

/* ---- Taken from elsewhere meanwhile. ---- */

/* A list deletes a process that A has lent memory, and then takes that memory from A. */
static void memory_is_taken_by_another_revocation_meanwhile(void **state)
{
    (void)state;
    struct machine *m = steps_machine(ENDING_NONE);
    struct kernel *k = machine_kernel(m);
    process_id made = make_task(m, EVENT_SLOT);
    uint32_t name = selector(EVENT_SLOT);
    give(m, name, memory_page(data_of(m, A), DATA_ORDER, RW));
    for (unsigned n = 0; n < PIECES - 2; n++) {
        assert_int_equal(l4(m, SYS_TASK_MAP, name_of(B), name, piece(m, n, RW), piece_at(m, n)), 0);
    }
    uint32_t list[2] = {slot_page(EVENT_SLOT, 0, RWSD), memory_page(data_of(m, A), DATA_ORDER, R)};
    memcpy(machine_memory(m, data_of(m, A), sizeof list), list, sizeof list);
    assert_int_equal(enter(m, SYS_TASK_UNMAP_BATCH, SELF, data_of(m, A), 2, L4_DELETE_OBJ), 0);
    unsigned empty = 0;
    while (kernel_has_work(k)) {
        empty += k->process[made].vacates != 0 && k->process[made].first_mapping == NONE;
        step_bounded(m);
    }
    assert_int_equal(empty, 1);
    assert_int_equal(k->process[made].state, PROCESS_FREE);
    assert_int_equal(access_at(m, A, data_of(m, A)), 0);
    assert_true(has_no_piece(m, B));
    assert_int_equal(used_by(m, A, POOL_PROCESSES), 0);
    assert_int_equal(used_by(m, A, POOL_MAPPINGS), 0);
    assert_nothing_unmapped(m);
    assert_int_equal(machine_current(m), thread_of(m, A));
    check(m);
}

/* ---- What follows. ---- */

static void task_restarts_only_afterwards(void **state)
{
    (void)state;
    for (enum ending ending = BY_EXIT; ending <= BY_KILL; ending++) {
        struct machine *m = spread_machine(ENDING_RESTART);
        struct kernel *k = machine_kernel(m);
        process_id a = machine_process(m, A);
        end_by(m, ending);
        assert_int_equal(k->process[a].vacates, 1);
        while (machine_process(m, A) == NONE) {
            assert_true(kernel_has_work(k));
            bool vacates = k->process[a].vacates != 0;
            step_bounded(m);
            assert_true(!vacates || machine_process(m, A) == NONE);
        }
        assert_int_equal(k->process[a].state, PROCESS_FREE);
        assert_true(has_no_piece(m, B));
        assert_int_equal(access_at(m, A, data_of(m, A)), RW);
        check(m);
    }
}

/* A job's kill goes on to the next process when the last one's memory is gone. */
static void kill_goes_on_only_afterwards(void **state)
{
    (void)state;
    struct machine *m = spread_machine(ENDING_RESTART);
    struct kernel *k = machine_kernel(m);
    process_id a = machine_process(m, A);
    job_id domain = k->job[k->process[a].job].parent;
    (void)place(m, C, FIRST_SLOT, object_of_job(domain), RIGHTS_ALL);
    assert_int_equal(enter(m, SYS_TASK_KILL, selector(FIRST_SLOT)), ZX_OK);
    unsigned vacating = 0;
    while (kernel_has_work(k)) {
        bool vacates = k->process[a].vacates != 0;
        vacating += vacates;
        bool last_lives = process_lives(k, machine_process(m, LAST));
        step_bounded(m);
        assert_true(!vacates || last_lives == process_lives(k, machine_process(m, LAST)));
    }
    assert_int_equal(vacating, 1);
    assert_int_equal(k->job[domain].state, JOB_DEAD);
    for (uint32_t label = A; label <= LAST; label++) {
        assert_int_equal(machine_process(m, label), NONE);
    }
    assert_int_equal(free_mappings(m), CONFIG_MAPPINGS - 3 * TASKS);
    assert_true(machine_halted(m, NULL)); /* nobody is left */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(much_memory_goes_in_steps),     TEST(its_objects_end_afterwards),
        TEST(name_that_goes_meanwhile),      TEST(little_memory_goes_at_once),
        TEST(two_processes_vacate_at_once),  TEST(memory_is_taken_by_another_revocation_meanwhile),
        TEST(task_restarts_only_afterwards), TEST(kill_goes_on_only_afterwards),
    };
    return cmocka_run_group_tests_name("vacate", tests, NULL, NULL);
}
