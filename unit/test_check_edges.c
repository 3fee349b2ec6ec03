/*
 * kernel_check at the edges of the pools: full pools are no mistake, and the first and the last
 * entry are watched like all others.
 */
#include "check.h"

#include "fixture.h"

#include <string.h>

/* The last process that runs: the first run of the last task. */
#define LAST_PROCESS ((process_id)(RESERVED - 1))

static void assert_complaint(const struct kernel *k, const char *words)
{
    const char *broken = kernel_check(k);
    assert_non_null(broken);
    assert_non_null(strstr(broken, words));
}

/* All the processes and threads there can be: one for each task, the rest in the last one. */
static struct machine *make_full_house(void)
{
    struct machine_task tasks[CONFIG_TASKS] = {{0}};
    for (unsigned i = 0; i < CONFIG_TASKS; i++) {
        tasks[i] = (struct machine_task){.label = i + 1, .priority = 5};
    }
    struct machine *m = fixture_machine(tasks, CONFIG_TASKS);
    while (machine_thread(m, LAST_PROCESS, true) != NONE) {
        check(m);
    }
    return m;
}

/* ---- Full pools are no mistake. ---- */

static void all_threads_in_one_process(void **state)
{
    (void)state;
    struct machine *m = MACHINE({.label = 1, .priority = 5});
    unsigned threads = 1;
    while (machine_thread(m, 1, true) != NONE) {
        threads++;
        check(m);
    }
    assert_int_equal(threads, 1 + CONFIG_THREADS - RESERVED);
    for (unsigned i = 0; i < threads; i++) {
        call_parks(m, SYS_SLEEP, i, SLEEP_DEEP);
    }
    assert_int_equal(machine_current(m), NONE);
}

/* Twice, since a list that was given back comes out in the other order. */
static void all_mappings_in_one_space(void **state)
{
    (void)state;
    struct machine *m = MACHINE({.label = 1});
    struct kernel *k = machine_kernel(m);
    for (unsigned filled = 0; filled < 2; filled++) {
        struct region device = {
            .base = MACHINE_DEVICE_BASE, .order = 5, .access = ACCESS_READ, .kind = MEMORY_DEVICE};
        unsigned free = CONFIG_MAPPINGS - 3; /* code, data and stack are the image's for ever */
        while (space_add(k, 1, &device) != NONE) {
            device.base += 32;
            check(m);
        }
        assert_int_equal(device.base, MACHINE_DEVICE_BASE + free * 32);
        while (!space_clear(k, 1)) {
        }
    }
}

static void any_thread_may_send(void **state)
{
    (void)state;
    struct machine *m = make_full_house();
    for (thread_id thread = 1; thread <= CONFIG_THREADS; thread++) {
        machine_reset(m);
        while (machine_thread(m, LAST_PROCESS, true) != NONE) {
        }
        if (!thread_started(machine_kernel(m), thread)) {
            continue; /* the second of its task's pair */
        }
        run(m, thread);
        call_parks(m, SYS_SEND_IPC, handle_of(m, 1 + thread % CONFIG_TASKS), 1);
    }
}

static void all_jobs_below_the_root(void **state)
{
    (void)state;
    struct machine *m = MACHINE({.label = 1});
    struct kernel *k = machine_kernel(m);
    job_id last = NONE;
    for (job_id job = job_create(k, 1, 0); job != NONE; job = job_create(k, 1, 0)) {
        last = job;
        object_reference(k, object_of_job(job)); /* a table has not so many slots */
        check(m);
    }
    assert_int_equal(last, CONFIG_JOBS);
    k->object[object_of_job(last)].references = 3;
    assert_complaint(k, "object held too often");
    k->object[object_of_job(last)].references = 1;
    k->object[object_of_job(1)].references += 1;
    assert_complaint(k, "object held too often");
}

static void largest_generations(void **state)
{
    (void)state;
    struct machine *m = make_full_house();
    struct kernel *k = machine_kernel(m);
    k->process[1].generation = GENERATION_MASK;
    k->slot[node_of_slot(1, 1)].generation = GENERATION_MASK;
    check(m);
}

static void handles_in_the_last_process(void **state)
{
    (void)state;
    struct machine *m = make_full_house();
    assert_int_not_equal(machine_handle(m, LAST_PROCESS, object_of_thread(1), 0), 0);
    check(m);
}

/* A running process that is directly in its domain's job, as one made at run time may be. */
static void process_in_a_job_with_children(void **state)
{
    (void)state;
    static const process_id moved[] = {1, LAST_PROCESS};
    for (unsigned i = 0; i < 2; i++) {
        struct machine *m = make_full_house();
        struct kernel *k = machine_kernel(m);
        job_id job = k->process[moved[i]].job;
        job_id domain = k->job[job].parent;
        object_reference(k, object_of_job(domain));
        job_process_added(k, domain);
        job_process_ended(k, job);
        k->process[moved[i]].job = domain;
        k->object[object_of_process(moved[i])].parent = object_of_job(domain);
        k->job[job].used[POOL_THREADS] = 0; /* its domain's all the same */
        k->job[job].used[POOL_AREAS] = 0;
        object_dereference(k, object_of_job(job));
        check(m);
    }
}

static void process_in_the_root_job(void **state)
{
    (void)state;
    struct machine *m = MACHINE({.label = 1});
    assert_int_not_equal(process_create(machine_kernel(m), 1), NONE);
    check(m);
}

/* ---- The first and the last are watched. ---- */

static void every_thread_is_watched(void **state)
{
    (void)state;
    struct machine *m = make_full_house();
    struct kernel *k = machine_kernel(m);
    for (thread_id thread = 1; thread <= CONFIG_THREADS; thread++) {
        machine_reset(m);
        while (machine_thread(m, LAST_PROCESS, true) != NONE) {
        }
        check(m);
        if (thread_started(k, thread)) {
            k->event.wait[thread].mask = 1;
            assert_complaint(k, "stale mask");
            k->event.wait[thread].mask = 0;
        }
        k->time.timer[timer_of_thread(thread)].deadline = 0;
        assert_complaint(k, "timer neither running nor not");
    }
}

static void every_process_is_watched(void **state)
{
    (void)state;
    struct machine *m = make_full_house();
    struct kernel *k = machine_kernel(m);
    for (process_id process = 1; process <= CONFIG_PROCESSES; process++) {
        uint32_t before = k->process[process].generation;
        k->process[process].generation = GENERATION_MASK + 1;
        assert_complaint(k, "generation too wide");
        k->process[process].generation = before;
        k->slot[node_of_slot(process, CONFIG_SLOTS)].generation = GENERATION_MASK + 1;
        assert_complaint(k, "generation too wide");
        k->slot[node_of_slot(process, CONFIG_SLOTS)].generation = 0;
        k->ipc.process[process].senders.first = CONFIG_THREADS + 1;
        assert_complaint(k, "senders are no circle");
        k->ipc.process[process].senders.first = NONE;
        check(m);
    }
}

static void every_object_is_watched(void **state)
{
    (void)state;
    struct machine *m = make_full_house();
    struct kernel *k = machine_kernel(m);
    for (object_id id = 1; id < OBJECT_END; id++) {
        struct object *object = &k->object[id];
        struct object before = *object;
        object->handles++;
        assert_complaint(k, "wrong count of handles");
        *object = before;
        object->references += 2;
        bool is_free = object->type == OBJECT_FREE;
        assert_complaint(k, is_free ? "free object held" : "object held too often");
        *object = before;
        if (before.type != OBJECT_FREE) {
            object->koid = k->object[id == 1 ? OBJECT_FIRST_PROCESS : 1].koid;
            assert_complaint(k, "koid given out twice");
        }
        *object = before;
        check(m);
    }
}

/* Two senders to this process, made to look as if the younger had come first. */
static void order_of_senders_is_watched_everywhere(void **state)
{
    (void)state;
    struct machine *m = make_full_house();
    struct kernel *k = machine_kernel(m);
    for (uint32_t target = 1; target <= CONFIG_TASKS; target++) {
        machine_reset(m);
        thread_id senders[2];
        for (uint32_t i = 0; i < 2; i++) {
            uint32_t label = 1 + (target + i) % CONFIG_TASKS;
            senders[i] = thread_of(m, label);
            run(m, senders[i]);
            call_parks(m, SYS_SEND_IPC, handle_of(m, target), 1);
        }
        k->ipc.thread[senders[0]].sent = 2;
        k->ipc.thread[senders[1]].sent = 1;
        assert_complaint(k, "senders out of order");
    }
}

/* Each single thread, stuck in a message to itself. */
static void every_stuck_thread_is_noticed(void **state)
{
    (void)state;
    for (thread_id stuck = 1; stuck <= CONFIG_THREADS; stuck++) {
        struct machine *m = make_full_house();
        struct kernel *k = machine_kernel(m);
        if (!thread_started(k, stuck)) {
            continue; /* the second of its task's pair */
        }
        process_id process = k->thread[stuck].process;
        for (thread_id other = 1; other <= CONFIG_THREADS; other++) {
            if (other != stuck && thread_started(k, other) && k->thread[other].process == process) {
                machine_thread_exit(m, other);
            }
        }
        run(m, stuck == 1 ? 3 : 1);
        check(m);
        k->thread[stuck].state = THREAD_SENDING;
        k->ipc.thread[stuck].target = process;
        assert_complaint(k, "deadlock");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(all_threads_in_one_process),
        TEST(all_mappings_in_one_space),
        TEST(any_thread_may_send),
        TEST(all_jobs_below_the_root),
        TEST(largest_generations),
        TEST(handles_in_the_last_process),
        TEST(process_in_a_job_with_children),
        TEST(process_in_the_root_job),
        TEST(every_thread_is_watched),
        TEST(every_process_is_watched),
        TEST(every_object_is_watched),
        TEST(order_of_senders_is_watched_everywhere),
        TEST(every_stuck_thread_is_noticed),
    };
    return cmocka_run_group_tests_name("check_edges", tests, NULL, NULL);
}
