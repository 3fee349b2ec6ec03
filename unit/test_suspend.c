/*
 * suspend.c: who can be suspended, what a thread shows then, and what its tokens mean wherever they
 * are.
 */
#include "children.h"

/* ---- task_suspend ---- */

static void errors_of_task_suspend_in_order(void **state)
{
    (void)state;
    struct machine *m = family_machine();
    struct child child = child_make(m, DOMAIN_JOB, 0);
    uint32_t dead = make_process(m, DOMAIN_JOB);
    uint32_t event = make_event(m);
    kill_task(m, dead);
    assert_int_equal(zx(m, SYS_TASK_SUSPEND, 0, HOLE), ZX_BAD_HANDLE);
    assert_int_equal(zx(m, SYS_TASK_SUSPEND, event, HOLE), ZX_ACCESS_DENIED);
    uint32_t poor = all_but(m, child.process, RIGHT_WRITE);
    assert_int_equal(zx(m, SYS_TASK_SUSPEND, poor, HOLE), ZX_ACCESS_DENIED);
    close_handle(m, poor);
    assert_int_equal(zx(m, SYS_TASK_SUSPEND, DOMAIN_JOB, HOLE), ZX_WRONG_TYPE);
    struct ends channel = make_channel(m);
    assert_int_equal(zx(m, SYS_TASK_SUSPEND, channel.a, HOLE), ZX_WRONG_TYPE);
    assert_int_equal(zx(m, SYS_TASK_SUSPEND, SELF, HOLE), ZX_NOT_SUPPORTED);
    assert_int_equal(zx(m, SYS_TASK_SUSPEND, ME, HOLE), ZX_NOT_SUPPORTED);
    assert_int_equal(zx(m, SYS_TASK_SUSPEND, dead, HOLE), ZX_BAD_STATE);
    assert_int_equal(zx(m, SYS_TASK_SUSPEND, child.process, HOLE), ZX_INVALID_ARGS);
    (void)fill_table(m, event);
    assert_int_equal(zx(m, SYS_TASK_SUSPEND, child.process, HOLE), ZX_INVALID_ARGS);
    assert_int_equal(zx(m, SYS_TASK_SUSPEND, child.process, at(m, OUT)), ZX_NO_MEMORY);
}

/* The conformance case SuspendAfterDeath. */
static void the_dead_cannot_be_suspended(void **state)
{
    (void)state;
    struct machine *m = family_machine();
    struct child child = child_run(m, DOMAIN_JOB, 0);
    kill_task(m, child.process);
    assert_int_equal(zx(m, SYS_TASK_SUSPEND, child.thread, at(m, OUT)), ZX_BAD_STATE);
    assert_int_equal(zx(m, SYS_TASK_SUSPEND, child.process, at(m, OUT)), ZX_BAD_STATE);
}

/* ---- Signals. ---- */

/* Every row of the table of signals, by thread and by process. */
static void signals_follow_the_table(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 4; i++) {
        struct machine *m = family_machine();
        struct child child = child_make(m, DOMAIN_JOB, 0);
        uint32_t task = i % 2 == 0 ? child.thread : child.process;
        uint32_t token = 0;
        assert_shows(m, child.tid, 0);
        if (i / 2 != 0) {
            token = suspend(m, task);
            assert_shows(m, child.tid, 0);
        }
        assert_int_equal(child_start(m, &child, 0), ZX_OK);
        assert_shows(m, child.tid, token != 0 ? SUSPENDED : RUNNING);
        token = token != 0 ? token : suspend(m, task);
        assert_shows(m, child.tid, SUSPENDED);
        assert_int_equal(thread_info_state(m, child.thread), 2);
        close_handle(m, token);
        assert_shows(m, child.tid, RUNNING);
        (void)suspend(m, task);
        kill_task(m, child.process);
        assert_shows(m, child.tid, TERMINATED);
        fixture_end(NULL);
    }
}

/* A started thread asserts RUNNING first, even when it is suspended. */
static void starting_suspended_is_seen_as_running_first(void **state)
{
    (void)state;
    struct machine *m = family_machine();
    struct child child = child_make(m, DOMAIN_JOB, 0);
    (void)suspend(m, child.process);
    thread_id waiter = machine_thread(m, machine_process(m, ALICE), true);
    run(m, waiter);
    call_parks(m, SYS_OBJECT_WAIT_ONE, child.thread, ZX_RUNNING, FOR_EVER, at(m, OBSERVED));
    be(m, ALICE);
    assert_int_equal(child_start(m, &child, 0), ZX_OK);
    run(m, waiter);
    assert_int_equal(machine_call_result(m, waiter), ZX_OK);
    assert_int_equal(word(m, OBSERVED), RUNNING);
    assert_shows(m, child.tid, SUSPENDED);
}

static void who_waits_for_suspension_learns_of_it(void **state)
{
    (void)state;
    struct machine *m = family_machine();
    struct child child = child_run(m, DOMAIN_JOB, 0);
    thread_id waiter = machine_thread(m, machine_process(m, ALICE), true);
    run(m, waiter);
    call_parks(m, SYS_OBJECT_WAIT_ONE, child.thread, ZX_SUSPENDED, FOR_EVER, 0);
    be(m, ALICE);
    (void)suspend(m, child.thread);
    run(m, waiter);
    assert_int_equal(machine_call_result(m, waiter), ZX_OK);
}

/* ---- Counts. ---- */

/* The conformance case SuspendProcessThenThread, and all other orders of four tokens. */
static void a_thread_runs_when_all_tokens_are_gone(void **state)
{
    (void)state;
    for (unsigned order = 0; order < 24; order++) {
        struct machine *m = family_machine();
        struct child child = child_run(m, DOMAIN_JOB, 0);
        uint32_t token[4] = {suspend(m, child.process), suspend(m, child.thread),
                             suspend(m, child.process), suspend(m, child.thread)};
        unsigned left = order;
        for (unsigned count = 4; count > 0; count--) {
            unsigned which = left % count;
            left /= count;
            assert_shows(m, child.tid, SUSPENDED);
            close_handle(m, token[which]);
            token[which] = token[count - 1];
        }
        assert_shows(m, child.tid, RUNNING);
        run(m, child.tid);
        fixture_end(NULL);
    }
}

/* The conformance case SuspendBeforeStartingThreads. */
static void threads_started_later_are_suspended_with_their_process(void **state)
{
    (void)state;
    struct machine *m = family_machine();
    struct child child = child_make(m, DOMAIN_JOB, 0);
    uint32_t token = suspend(m, child.process);
    assert_int_equal(child_start(m, &child, 0), ZX_OK);
    uint32_t handle;
    thread_id second = child_thread(m, child.process, 1, &handle);
    assert_state(m, child.tid, THREAD_READY, true);
    assert_state(m, second, THREAD_READY, true);
    uint32_t own = suspend(m, handle);
    close_handle(m, token);
    assert_shows(m, child.tid, RUNNING);
    assert_shows(m, second, SUSPENDED);
    close_handle(m, own);
    assert_shows(m, second, RUNNING);
}

/* The conformance case SuspendStopsThread: it is not picked, whatever its priority. */
static void a_suspended_thread_does_not_run(void **state)
{
    (void)state;
    struct machine *m = family_machine();
    struct child child = child_run(m, DOMAIN_JOB, 0);
    (void)suspend(m, child.thread);
    for (unsigned i = 0; i < 8; i++) {
        (void)fixture_call(m, FIXTURE_CALL(SYS_SCHED_YIELD));
        assert_int_not_equal(machine_current(m), child.tid);
    }
}

static void a_sibling_can_be_suspended(void **state)
{
    (void)state;
    struct machine *m = family_machine();
    thread_id sibling = machine_thread(m, machine_process(m, ALICE), true);
    uint32_t handle = get_child(m, SELF, object_of_thread(sibling));
    uint32_t token = suspend(m, handle);
    assert_shows(m, sibling, SUSPENDED);
    close_handle(m, token);
    assert_shows(m, sibling, RUNNING);
    run(m, sibling);
    /* The sibling suspends the first one in turn. */
    (void)suspend(m, ME);
    assert_shows(m, thread_of(m, ALICE), SUSPENDED);
    assert_int_equal(zx(m, SYS_TASK_SUSPEND, handle, at(m, OUT)), ZX_NOT_SUPPORTED);
}

/* ---- Tokens. ---- */

static void a_token_can_be_moved_and_not_copied(void **state)
{
    (void)state;
    struct machine *m = family_machine();
    struct child child = child_run(m, DOMAIN_JOB, 0);
    uint32_t token = suspend(m, child.thread);
    assert_int_equal(basic(m, token).rights, RIGHT_TRANSFER | RIGHT_INSPECT);
    assert_int_equal(basic(m, token).type, 27);
    assert_int_equal(zx(m, SYS_HANDLE_DUPLICATE, token, ZX_RIGHT_SAME_RIGHTS, at(m, OUT)),
                     ZX_ACCESS_DENIED);
    token = reduced(m, token, RIGHT_TRANSFER);
    (void)hand_over(m, token, BOB);
    assert_shows(m, child.tid, SUSPENDED);
    be(m, BOB);
    close_all(m);
    assert_shows(m, child.tid, RUNNING);
}

static void a_token_in_transit_holds(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 3; i++) {
        struct machine *m = family_machine();
        struct child child = child_run(m, DOMAIN_JOB, 0);
        struct ends channel = make_channel(m);
        assert_int_equal(send_one(m, channel.a, suspend(m, child.process)), ZX_OK);
        assert_shows(m, child.tid, SUSPENDED);
        if (i == 0) {
            close_handle(m, receive_one(m, channel.b));
        } else {
            close_handle(m, i == 1 ? channel.b : channel.a);
            if (i == 2) {
                assert_shows(m, child.tid, SUSPENDED);
                close_handle(m, channel.b);
            }
        }
        assert_shows(m, child.tid, RUNNING);
        fixture_end(NULL);
    }
}

static void tokens_of_a_dead_owner_resume(void **state)
{
    (void)state;
    struct machine *m = family_machine();
    struct child child = child_run(m, DOMAIN_JOB, 0);
    struct child owner = child_make(m, DOMAIN_JOB, 1);
    assert_int_equal(child_start(m, &owner, suspend(m, child.process)), ZX_OK);
    assert_shows(m, child.tid, SUSPENDED);
    kill_task(m, owner.process);
    assert_shows(m, child.tid, RUNNING);
}

/* A token outlives what it held, and does no harm then. */
static void tokens_of_the_dead_mean_nothing(void **state)
{
    (void)state;
    struct machine *m = family_machine();
    struct census before = census_of(m);
    struct child child = child_run(m, DOMAIN_JOB, 0);
    uint32_t one = suspend(m, child.process);
    uint32_t other = suspend(m, child.thread);
    kill_task(m, child.process);
    close_handle(m, child.process);
    close_handle(m, child.thread);
    assert_shows(m, child.tid, TERMINATED);
    close_handle(m, one);
    close_handle(m, other);
    assert_census(m, &before);
}

/* A task that respawns starts without the tokens of its earlier run. */
static void a_new_run_is_free_of_old_tokens(void **state)
{
    (void)state;
    struct machine *m = family_machine();
    for (unsigned i = 0; i < 6; i++) {
        process_id process = machine_process(m, CAROL);
        uint32_t carol = get_child(m, DOMAIN_JOB, object_of_process(process));
        (void)suspend(m, carol);
        kill_task(m, carol);
        advance_ms(m, 3000);
        assert_int_not_equal(machine_process(m, CAROL), process);
        assert_shows(m, thread_of(m, CAROL), RUNNING);
        be(m, CAROL);
        be(m, ALICE);
        close_handle(m, carol);
        if (i % 2 == 1) {
            close_all(m);
        }
    }
}

static void the_pool_of_tokens_has_an_end(void **state)
{
    (void)state;
    struct machine *m = family_machine();
    struct child child = child_run(m, DOMAIN_JOB, 0);
    struct census before = census_of(m);
    close_handle(m, child.thread);
    struct ends channel = make_channel(m);
    for (unsigned i = 0; i < CONFIG_TOKENS; i++) {
        assert_int_equal(send_one(m, channel.a, suspend(m, child.process)), ZX_OK);
    }
    assert_int_equal(zx(m, SYS_TASK_SUSPEND, child.process, at(m, OUT)), ZX_NO_MEMORY);
    assert_shows(m, child.tid, SUSPENDED);
    close_handle(m, channel.b);
    assert_shows(m, child.tid, RUNNING);
    close_handle(m, channel.a);
    assert_census(m, &before);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(errors_of_task_suspend_in_order),
        TEST(the_dead_cannot_be_suspended),
        TEST(signals_follow_the_table),
        TEST(starting_suspended_is_seen_as_running_first),
        TEST(who_waits_for_suspension_learns_of_it),
        TEST(a_thread_runs_when_all_tokens_are_gone),
        TEST(threads_started_later_are_suspended_with_their_process),
        TEST(a_suspended_thread_does_not_run),
        TEST(a_sibling_can_be_suspended),
        TEST(a_token_can_be_moved_and_not_copied),
        TEST(a_token_in_transit_holds),
        TEST(tokens_of_a_dead_owner_resume),
        TEST(tokens_of_the_dead_mean_nothing),
        TEST(a_new_run_is_free_of_old_tokens),
        TEST(the_pool_of_tokens_has_an_end),
    };
    return cmocka_run_group_tests_name("suspend", tests, NULL, NULL);
}
