/*
 * The end of processes at the edges: threads in the last entry of the pool, threads that leave
 * before a debugger's eyes, and what a policy says of an exception channel.
 */
#include "children.h"

/* Threads of this task that never start, until its table is full or the pool has one entry left. */
static void crowd(struct machine *m, uint32_t label)
{
    enum { TASKS_THREADS = 3, MOST = CONFIG_THREADS - RESERVED + TASKS_THREADS - 1 };
    be(m, label);
    while (census_of(m).objects[OBJECT_THREAD] < MOST &&
           zx(m, SYS_THREAD_CREATE, SELF, at(m, SENT_BYTES), 0, 0, at(m, OUT)) == ZX_OK) {
    }
}

static void carol_faults(struct machine *m)
{
    be(m, CAROL);
    fault_now(m, FAULT_DIVIDE);
    be(m, ALICE);
}

/* Wherever it lies in the pool: it ends with its process, its names when the entry is due again. */
static void the_last_thread_of_the_pool_ends_like_all(void **state)
{
    (void)state;
    struct machine *m = family_machine();
    uint32_t place = make_event(m);
    crowd(m, ALICE);
    close_handle(m, place);
    crowd(m, BOB);
    be(m, CAROL);
    uint32_t thread = make_thread(m, SELF);
    assert_int_equal(object_named(m, thread), OBJECT_FIRST_EVENT - 1);
    uint32_t seen = hand_over(m, thread, ALICE);
    process_id first = machine_process(m, CAROL);
    carol_faults(m);
    assert_int_equal(signals(m, seen), TERMINATED);
    assert_int_not_equal(machine_process(m, CAROL), first);
    carol_faults(m);
    advance_ms(m, 1);
    assert_int_equal(machine_process(m, CAROL), first);
    assert_false(is_valid(m, seen));
}

static void a_thread_that_will_never_start_has_no_listener(void **state)
{
    (void)state;
    struct machine *m = family_machine();
    uint32_t process = make_process(m, DOMAIN_JOB);
    uint32_t thread = make_thread(m, process);
    uint32_t channel = listen_to(m, thread, REGULAR);
    kill_task(m, process);
    assert_int_equal(signals(m, thread), TERMINATED);
    assert_int_equal(signals(m, channel), ZX_PEER_CLOSED_BIT);
}

/* A handler that wants the next one to be asked: there is none for this. */
static void nobody_but_the_debugger_sees_a_thread_leave(void **state)
{
    (void)state;
    struct machine *m = family_machine();
    struct child child = child_run(m, DOMAIN_JOB, 0);
    uint32_t stays;
    (void)child_thread(m, child.process, 1, &stays);
    uint32_t debugger = listen_to(m, child.process, DEBUGGER);
    uint32_t of_thread = listen_to(m, child.thread, REGULAR);
    uint32_t of_process = listen_to(m, child.process, REGULAR);
    run(m, child.tid);
    call_parks(m, SYS_THREAD_EXIT, 0);
    be(m, ALICE);
    struct exception_info info;
    uint32_t exception = read_exception(m, debugger, &info);
    assert_int_equal(info.type, ZX_EXCP_THREAD_EXITING);
    close_handle(m, exception);
    assert_int_equal(signals(m, child.thread), TERMINATED);
    assert_int_equal(signals(m, of_thread), ZX_PEER_CLOSED_BIT);
    assert_int_equal(signals(m, of_process), ZX_WRITABLE);
    assert_int_equal(signals(m, child.process), 0);
}

/* The exception of a call that makes a channel for another purpose says so, too. */
static void exception_channels_count_as_channels(void **state)
{
    (void)state;
    struct machine *m = family_machine();
    uint32_t job = make_job(m, DOMAIN_JOB);
    put_words(m, LIST, POLICY_NEW_CHANNEL, ACTION_ALLOW_EXCEPTION);
    assert_int_equal(zx(m, SYS_JOB_SET_POLICY, job, 1, 0, at(m, LIST), 1), ZX_OK);
    struct child child = child_make(m, job, 0);
    assert_int_equal(child_start(m, &child, with_rights(m, job, ZX_RIGHT_SAME_RIGHTS)), ZX_OK);
    (void)listen_to(m, child.process, REGULAR);
    run(m, child.tid);
    uint32_t given = machine_kernel(m)->arch.context[child.tid].argument[0];
    call_parks(m, SYS_TASK_CREATE_EXCEPTION_CHANNEL, given, 0, at(m, OUT));
    be(m, ALICE);
    assert_int_equal(zx(m, SYS_OBJECT_GET_INFO, child.thread, ZX_INFO_THREAD_EXCEPTION_REPORT,
                        at(m, OUT), 32, 0, 0),
                     ZX_OK);
    assert_int_equal(word(m, OUT + 20), POLICY_NEW_CHANNEL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_last_thread_of_the_pool_ends_like_all),
        TEST(a_thread_that_will_never_start_has_no_listener),
        TEST(nobody_but_the_debugger_sees_a_thread_leave),
        TEST(exception_channels_count_as_channels),
    };
    return cmocka_run_group_tests_name("kill_edges", tests, NULL, NULL);
}
