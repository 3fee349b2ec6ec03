/*
 * deadlock.c against the definition itself, over all wirings (wiring.h).
 *
 * Every wiring is built in a struct kernel and both must agree: on every possible send, and on
 * every end of a thread. One kernel is reused, so that millions of wirings take seconds.
 */
#include "fixture.h"
#include "wiring.h"

/* Orders in which the senders of a wiring came. */
static const unsigned orders[][THREADS_MAX] = {
    {0, 1, 2, 3, 4, 5, 6, 7},
    {7, 6, 5, 4, 3, 2, 1, 0},
    {3, 6, 1, 4, 7, 2, 5, 0},
};

static void print_wiring(const struct wiring *w)
{
    for (unsigned t = 0; t < wiring_threads(w); t++) {
        print_error("%s%u", t % THREADS_EACH != 0 ? "," : " ", w->role[t]);
    }
    print_error("\n");
}

/* ---- Every send. ---- */

/* Compares all sends of all running threads; returns how many there were. */
static unsigned compare_sends(struct machine *m, const struct wiring *before)
{
    struct kernel *k = machine_kernel(m);
    struct wiring w = *before;
    unsigned compared = 0;
    wiring_build(k, &w, orders[0]);
    for (unsigned t = 0; t < wiring_threads(&w); t++) {
        for (unsigned target = 0; before->role[t] == RUNS && target < w.processes; target++) {
            w.role[t] = SENDS + target;
            bool expected = model_stuck(&w) != 0;
            bool closes = deadlock_would_close(k, wiring_thread(t), wiring_process(target));
            if (closes != expected) {
                print_wiring(&w);
            }
            assert_int_equal(closes, expected);
            compared++;
        }
        w.role[t] = before->role[t];
    }
    return compared;
}

/* ---- All of them. ---- */

/* Some machine whose pools the wirings may fill. */
static struct machine *any_machine(void)
{
    return MACHINE({.label = 1});
}

static const unsigned all_roles[] = {ABSENT, INITIAL, DEAD, RUNS, WAITS, SLEEPS};
static const unsigned most_roles[] = {DEAD, RUNS, WAITS, SLEEPS};
static const unsigned some_roles[] = {DEAD, RUNS, WAITS};

/* Runs compare over all wirings whose set of stuck threads is empty; the sum of its results. */
static unsigned walk_all(struct walk *walk, unsigned processes, struct machine *m,
                         unsigned (*compare)(struct machine *m, const struct wiring *w))
{
    unsigned compared = 0;
    walk_start(walk, processes);
    do {
        if (model_stuck(&walk->wiring) == 0) {
            compared += compare(m, &walk->wiring);
        }
    } while (walk_next(walk));
    return compared;
}

/* The quick model is the definition too. */
static void model_agrees_with_all_subsets(void **state)
{
    (void)state;
    struct walk walk = {.alphabet = all_roles, .roles = 6, .ordered = true};
    for (unsigned processes = 1; processes <= 2; processes++) {
        walk_start(&walk, processes);
        do {
            assert_int_equal(model_stuck(&walk.wiring), model_stuck_slowly(&walk.wiring));
        } while (walk_next(&walk));
    }
    struct walk three = {.alphabet = some_roles, .roles = 2, .ordered = true};
    walk_start(&three, 3);
    do {
        assert_int_equal(model_stuck(&three.wiring), model_stuck_slowly(&three.wiring));
    } while (walk_next(&three));
}

static void sends_among_up_to_two_processes_in_every_role(void **state)
{
    (void)state;
    struct walk walk = {.alphabet = all_roles, .roles = 6, .ordered = true};
    struct machine *m = any_machine();
    assert_true(walk_all(&walk, 1, m, compare_sends) > 10);
    assert_true(walk_all(&walk, 2, m, compare_sends) > 2000);
}

static void sends_among_three_processes(void **state)
{
    (void)state;
    struct walk walk = {.alphabet = most_roles, .roles = 4, .ordered = true};
    assert_true(walk_all(&walk, 3, any_machine(), compare_sends) > 200000);
}

static void sends_among_four_processes(void **state)
{
    (void)state;
    struct walk walk = {.alphabet = some_roles, .roles = 3, .ordered = false};
    assert_true(walk_all(&walk, 4, any_machine(), compare_sends) > 1000000);
}

/* ---- Every end of a thread. ---- */

static bool in_queue(const struct kernel *k, const struct queue *queue, thread_id thread)
{
    thread_id at = queue->first;
    if (at == NONE) {
        return false;
    }
    do {
        if (at == thread) {
            return true;
        }
        at = k->thread[at].next;
    } while (at != queue->first);
    return false;
}

/* Each sender is still there, or is ready again with DEADLK, as woken says. */
static void assert_woken(struct machine *m, const struct wiring *w, unsigned woken)
{
    const struct kernel *k = machine_kernel(m);
    for (unsigned t = 0; t < wiring_threads(w); t++) {
        if (w->role[t] < SENDS) {
            continue;
        }
        thread_id id = wiring_thread(t);
        process_id target = wiring_process(w->role[t] - SENDS);
        bool wakes = (woken >> t & 1) != 0;
        if (k->thread[id].state != (wakes ? THREAD_READY : THREAD_SENDING)) {
            print_wiring(w);
        }
        assert_int_equal(k->thread[id].state, wakes ? THREAD_READY : THREAD_SENDING);
        assert_int_equal(in_queue(k, &k->ipc.process[target].senders, id), !wakes);
        if (wakes) {
            assert_int_equal(machine_call_result(m, id), SENTRY_DEADLK);
            assert_true(in_queue(k, &k->sched.ready_queue[0], id));
        }
    }
}

/* Ends each started thread in turn where its process lives on; how many ends woke somebody. */
static unsigned compare_ends(struct machine *m, const struct wiring *before)
{
    struct kernel *k = machine_kernel(m);
    struct wiring w = *before;
    unsigned compared = 0;
    for (unsigned t = 0; t < wiring_threads(&w); t++) {
        w = *before;
        w.role[t] = DEAD;
        bool lives_on = model_team(&w, t / THREADS_EACH) != 0;
        if (!model_started(before, t) || !lives_on) {
            continue;
        }
        for (unsigned o = 0; o < sizeof orders / sizeof orders[0]; o++) {
            unsigned woken = model_woken(&w, orders[o]);
            wiring_build(k, &w, orders[o]);
            deadlock_resolve(k);
            assert_woken(m, &w, woken);
            compared += woken != 0;
        }
    }
    return compared;
}

static void ends_among_three_processes(void **state)
{
    (void)state;
    struct walk walk = {.alphabet = most_roles, .roles = 4, .ordered = true};
    struct machine *m = any_machine();
    assert_true(walk_all(&walk, 2, m, compare_ends) > 20);
    assert_true(walk_all(&walk, 3, m, compare_ends) > 5000);
}

static void ends_among_four_processes(void **state)
{
    (void)state;
    struct walk walk = {.alphabet = some_roles, .roles = 2, .ordered = false};
    assert_true(walk_all(&walk, 4, any_machine(), compare_ends) > 20000);
}

/* ---- The longest chain and the widest team there can be, through the kernel's calls. ---- */

static void chain_of_all_processes(void **state)
{
    (void)state;
    struct machine_task tasks[CONFIG_TASKS] = {{0}};
    for (unsigned i = 0; i < CONFIG_TASKS; i++) {
        tasks[i] = (struct machine_task){.label = i + 1, .priority = 5, .on_exit = ENDING_RESTART};
    }
    for (unsigned respawned = 0; respawned < 2; respawned++) { /* both processes of each task */
        struct machine *m = fixture_machine(tasks, CONFIG_TASKS);
        for (uint32_t i = 1; respawned != 0 && i <= CONFIG_TASKS; i++) {
            run(m, thread_of(m, i));
            call_parks(m, SYS_EXIT, 0);
        }
        for (uint32_t i = 1; i < CONFIG_TASKS; i++) {
            run(m, thread_of(m, i));
            call_parks(m, SYS_SEND_IPC, handle_of(m, i + 1), 1);
        }
        run(m, thread_of(m, CONFIG_TASKS));
        assert_int_equal(machine_process(m, CONFIG_TASKS), RESERVED - 1 + respawned);
        for (uint32_t i = 1; i <= CONFIG_TASKS; i++) {
            assert_int_equal(call_returns(m, SYS_SEND_IPC, handle_of(m, i), 1), SENTRY_DEADLK);
        }
    }
}

static void team_of_all_threads(void **state)
{
    (void)state;
    struct machine *m = MACHINE({.label = 1, .priority = 5}, {.label = 2, .priority = 5});
    unsigned senders = 1;
    while (machine_thread(m, machine_process(m, 1), true) != NONE) {
        senders++;
    }
    assert_true(senders > THREADS_EACH);
    process_id team = machine_process(m, 1);
    for (unsigned i = 1; i < senders; i++) {
        run(m, machine_kernel(m)->sched.ready_queue[5].first);
        if (machine_kernel(m)->thread[machine_current(m)].process != team) {
            assert_int_equal(call_returns(m, SYS_SCHED_YIELD), SENTRY_OK);
        }
        call_parks(m, SYS_SEND_IPC, handle_of(m, 2), 1);
    }
    run(m, thread_of(m, 2)); /* one of the team is still free */
    call_parks(m, SYS_SEND_IPC, handle_of(m, 1), 1);
    assert_int_equal(call_returns(m, SYS_SEND_IPC, handle_of(m, 2), 1), SENTRY_DEADLK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(model_agrees_with_all_subsets), TEST(sends_among_up_to_two_processes_in_every_role),
        TEST(sends_among_three_processes),   TEST(sends_among_four_processes),
        TEST(ends_among_three_processes),    TEST(ends_among_four_processes),
        TEST(chain_of_all_processes),        TEST(team_of_all_threads),
    };
    return cmocka_run_group_tests_name("deadlock", tests, NULL, NULL);
}
