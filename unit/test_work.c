/*
 * work.c: what is due is done in steps, before any thread runs, and in which order.
 */
#include "check.h"

#include "children.h"

/* A call as the board makes it: what it leaves to be done is not done by it. */
static uint32_t entry(struct machine *m, uint32_t number, uint32_t first)
{
    const uint32_t registers[12] = {first};
    return kernel_syscall(machine_kernel(m), number, registers);
}

static void one_handle_is_closed_at_once(void **state)
{
    (void)state;
    struct machine *m = family_machine();
    struct ends pair = make_eventpair(m);
    assert_int_equal(entry(m, SYS_HANDLE_CLOSE, pair.a), ZX_OK);
    assert_false(kernel_has_work(machine_kernel(m)));
    assert_int_equal(machine_current(m), thread_of(m, ALICE));
    assert_int_equal(signals(m, pair.b) & ZX_PEER_CLOSED_BIT, ZX_PEER_CLOSED_BIT);
}

/* Messages that hold channels that hold messages: some now, the rest later. */
static void much_is_done_in_steps(void **state)
{
    (void)state;
    struct machine *m = family_machine();
    struct kernel *k = machine_kernel(m);
    struct census before = census_of(m);
    struct ends outer = make_channel(m);
    for (unsigned i = 0; i < CONFIG_CHANNELS - 2; i++) {
        struct ends inner = make_channel(m);
        assert_int_equal(send_one(m, inner.a, make_event(m)), ZX_OK);
        assert_int_equal(send_one(m, outer.a, inner.b), ZX_OK);
        close_handle(m, inner.a);
    }
    assert_int_equal(entry(m, SYS_HANDLE_CLOSE, outer.b), ZX_OK);
    unsigned steps = 0;
    while (kernel_has_work(k)) {
        assert_int_equal(machine_current(m), NONE);
        assert_null(kernel_check(k));
        kernel_work(k);
        assert_true(++steps < 100);
    }
    assert_true(steps >= 2);
    assert_int_equal(machine_current(m), thread_of(m, ALICE));
    close_handle(m, outer.a);
    assert_census(m, &before);
}

/* However much is due: four objects in each entry, so that interrupts are served soon. */
static void no_entry_takes_more_than_four_light_steps(void **state)
{
    (void)state;
    enum { EVENTS = 9, LIGHT = 4 };
    struct machine *m = family_machine();
    struct kernel *k = machine_kernel(m);
    uint32_t events[EVENTS];
    for (unsigned i = 0; i < EVENTS; i++) {
        events[i] = make_event(m);
    }
    put(m, LIST, events, sizeof events);
    unsigned left = census_of(m).objects[OBJECT_EVENT];
    assert_int_equal(left, EVENTS);
    const uint32_t registers[12] = {at(m, LIST), EVENTS};
    assert_int_equal(kernel_syscall(k, SYS_HANDLE_CLOSE_MANY, registers), ZX_OK);
    for (left -= LIGHT; left >= LIGHT; left -= LIGHT) {
        assert_int_equal(census_of(m).objects[OBJECT_EVENT], left);
        kernel_work(k);
    }
    assert_int_equal(census_of(m).objects[OBJECT_EVENT], left);
    assert_true(left > 0 && kernel_has_work(k));
    kernel_work(k);
    assert_int_equal(census_of(m).objects[OBJECT_EVENT], 0);
    assert_false(kernel_has_work(k));
    check(m);
}

/* Time goes on between the steps: what is due then waits for them. */
static void timers_fire_between_the_steps(void **state)
{
    (void)state;
    struct machine *m = family_machine();
    struct kernel *k = machine_kernel(m);
    uint32_t job = make_job(m, DOMAIN_JOB);
    (void)make_process(m, job);
    (void)make_process(m, job);
    be(m, BOB);
    call_parks(m, SYS_SLEEP, 1, SLEEP_DEEP);
    be(m, ALICE);
    assert_int_equal(entry(m, SYS_TASK_KILL, job), ZX_OK);
    assert_true(kernel_has_work(k));
    k->thread[thread_of(m, BOB)].priority = 9;
    machine_advance(m, MACHINE_TICKS_PER_MS);
    assert_int_equal(machine_current(m), thread_of(m, BOB));
    check(m);
}

/* A restart waits until what has ended is gone; so does a kill. */
static void the_unnamed_come_first(void **state)
{
    (void)state;
    struct machine *m = family_machine();
    struct kernel *k = machine_kernel(m);
    uint32_t job = make_job(m, DOMAIN_JOB);
    process_id process = process_of_object(object_named(m, make_process(m, job)));
    object_id event = object_named(m, make_event(m));
    job_id killed = job_of_object(object_named(m, job));
    job_kill(k, killed, 0);
    handle_revoke(k, event);
    assert_int_equal(k->sched.work, WORK_KILL | WORK_UNNAMED);
    k->sched.current = NONE;
    kernel_work(k);
    assert_int_equal(k->object[event].type, OBJECT_FREE);
    assert_true(process_lives(k, process));
    kernel_work(k);
    assert_false(process_lives(k, process));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(one_handle_is_closed_at_once),
        TEST(much_is_done_in_steps),
        TEST(no_entry_takes_more_than_four_light_steps),
        TEST(timers_fire_between_the_steps),
        TEST(the_unnamed_come_first),
    };
    return cmocka_run_group_tests_name("work", tests, NULL, NULL);
}
