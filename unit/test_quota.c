/*
 * quota.c, and who is charged for what: each thing counts for its maker's job and all jobs above
 * it, from the call that makes it until the last of it is gone; whoever has reached a limit is
 * refused, and nobody else notices.
 */
#include "limits.h"

#include <string.h>

/* A job and those above it, up to the root. */
struct line {
    job_id task;
    job_id domain;
    job_id root;
};

static struct line line_of(struct machine *m, uint32_t label)
{
    const struct kernel *k = machine_kernel(m);
    struct line line = {.task = job_of(m, label)};
    line.domain = k->job[line.task].parent;
    line.root = k->job[line.domain].parent;
    return line;
}

/* ---- What the image says. ---- */

static void limits_are_the_images(void **state)
{
    (void)state;
    struct machine_image *image = fixture_image(
        (const struct machine_task[]){{.label = ALICE, .domain = 1}, {.label = BOB}}, 2);
    for (uint16_t pool = 0; pool < POOLS; pool++) {
        image->tasks[0].quota[pool] = (uint16_t)(10 + pool);
        image->tasks[1].quota[pool] = pool;
    }
    struct machine *m = fixture_boot(image);
    const struct kernel *k = machine_kernel(m);
    struct line line = line_of(m, ALICE);
    for (unsigned pool = 0; pool < POOLS; pool++) {
        assert_int_equal(k->job[line.task].limit[pool], 10 + pool);
        assert_int_equal(k->job[job_of(m, BOB)].limit[pool], pool);
        assert_int_equal(k->job[line.domain].limit[pool], QUOTA_UNLIMITED);
        assert_int_equal(k->job[line.root].limit[pool], QUOTA_UNLIMITED);
    }
}

/* A task's own processes and threads cost it nothing, in its first run and in later ones. */
static void what_the_image_grants_is_not_charged(void **state)
{
    (void)state;
    const struct machine_task task = {.label = ALICE, .on_exit = ENDING_RESTART};
    struct machine_image *image = fixture_image(&task, 1);
    memset(image->tasks[0].quota, 0, sizeof image->tasks[0].quota);
    struct machine *m = fixture_boot(image);
    for (unsigned runs = 0; runs < 4; runs++) {
        for (unsigned pool = 0; pool < POOLS; pool++) {
            assert_int_equal(used(m, ALICE, pool), 0);
        }
        be(m, ALICE);
        call_parks(m, SYS_EXIT, 0);
        while (machine_process(m, ALICE) == NONE) {
            advance_ms(m, 1);
        }
    }
}

/* ---- Charging and refusing. ---- */

static void all_jobs_above_are_charged(void **state)
{
    (void)state;
    for (enum made made = 0; made < MADE; made++) {
        struct machine *m = make_limited(QUOTA_UNLIMITED);
        struct kernel *k = machine_kernel(m);
        struct line line = line_of(m, ALICE);
        enum pool pool = pool_of[made];
        (void)prepare(m, made);
        for (unsigned count = 1; count <= 2; count++) {
            assert_int_equal(make(m, made), ZX_OK);
            assert_int_equal(k->job[line.task].used[pool], count);
            assert_int_equal(k->job[line.domain].used[pool], count);
            assert_int_equal(k->job[line.root].used[pool], count);
        }
        be(m, BOB); /* shares all but the first */
        (void)prepare(m, made);
        assert_int_equal(make(m, made), ZX_OK);
        assert_int_equal(k->job[line.task].used[pool], 2);
        assert_int_equal(k->job[line.domain].used[pool], 3);
        assert_int_equal(k->job[line.root].used[pool], 3);
    }
}

/* Whichever of the three has the limit, it is the limit; a call too many changes nothing. */
static void every_level_can_refuse(void **state)
{
    (void)state;
    for (unsigned i = 0; i < MADE * 3; i++) {
        enum made made = i / 3;
        struct machine *m = make_limited(QUOTA_UNLIMITED);
        struct line line = line_of(m, ALICE);
        const job_id jobs[3] = {line.task, line.domain, line.root};
        struct ends filled = prepare(m, made);
        machine_kernel(m)->job[jobs[i % 3]].limit[pool_of[made]] = LIMIT;
        for (unsigned count = 0; count < LIMIT; count++) {
            assert_int_equal(make(m, made), ZX_OK);
        }
        for (unsigned again = 0; again < 2; again++) {
            assert_int_equal(make(m, made), ZX_NO_MEMORY);
            assert_int_equal(used(m, ALICE, pool_of[made]), LIMIT);
        }
        if (made == MESSAGE) {
            assert_int_equal(receive(m, filled.b, 0, 8, 0), ZX_OK);
        } else {
            close_all(m);
        }
        assert_int_equal(make(m, made), ZX_OK); /* there is room again */
    }
}

static void limit_of_none(void **state)
{
    (void)state;
    struct machine *m = make_limited(0);
    for (enum made made = 0; made < MESSAGE; made++) {
        assert_int_equal(make(m, made), ZX_NO_MEMORY);
    }
    be(m, BOB);
    for (enum made made = 0; made < MESSAGE; made++) {
        assert_int_equal(make(m, made), ZX_OK);
    }
}

/* Alice at her limit leaves the rest of the pool to Bob. */
static void exhaustion_is_nobody_elses_business(void **state)
{
    (void)state;
    static const unsigned rest[MADE] = {TABLE, CONFIG_EVENTPAIRS - 2u, TABLE / 2,
                                        CONFIG_MESSAGES - 2u};
    for (enum made made = 0; made < MADE; made++) {
        struct machine *m = make_limited(2);
        (void)prepare(m, made);
        assert_int_equal(make(m, made), ZX_OK);
        assert_int_equal(make(m, made), ZX_OK);
        assert_int_equal(make(m, made), ZX_NO_MEMORY);
        be(m, BOB);
        (void)prepare(m, made);
        unsigned count = 0;
        while (make(m, made) == ZX_OK) {
            count++;
        }
        assert_int_equal(count, rest[made]);
    }
}

/* With no limit at all the pool is the limit. */
static void empty_pool_refuses_as_well(void **state)
{
    (void)state;
    struct machine *m = make_limited(QUOTA_UNLIMITED);
    struct ends ends = prepare(m, MESSAGE);
    for (unsigned i = 0; i < CONFIG_MESSAGES; i++) {
        assert_int_equal(make(m, MESSAGE), ZX_OK);
    }
    assert_int_equal(make(m, MESSAGE), ZX_NO_MEMORY);
    assert_int_equal(used(m, ALICE, POOL_MESSAGES), CONFIG_MESSAGES);
    assert_int_equal(zx(m, SYS_HANDLE_CLOSE, ends.b), ZX_OK);
    assert_int_equal(used(m, ALICE, POOL_MESSAGES), 0);
}

/* Threads beyond the first, and jobs, by the kernel's own functions: no call makes them yet. */
static void threads_and_jobs_are_charged(void **state)
{
    (void)state;
    struct machine *m = make_limited(QUOTA_UNLIMITED);
    struct kernel *k = machine_kernel(m);
    struct line line = line_of(m, ALICE);
    unsigned jobs = k->job[line.root].used[POOL_JOBS];
    k->job[line.task].limit[POOL_THREADS] = 1;
    k->job[line.task].limit[POOL_JOBS] = 1;
    process_id alice = machine_process(m, ALICE);
    thread_id thread = machine_thread(m, alice, true);
    assert_int_not_equal(thread, NONE);
    assert_int_equal(machine_thread(m, alice, true), NONE);
    assert_int_not_equal(machine_thread(m, machine_process(m, BOB), true), NONE);
    job_id child = job_create(k, line.task, 1);
    assert_int_not_equal(child, NONE);
    object_reference(k, object_of_job(child));
    assert_int_equal(job_create(k, line.task, 1), NONE);
    assert_int_equal(job_create(k, child, 1), NONE); /* its parent's limit counts for it too */
    check(m);
    assert_int_equal(k->job[line.root].used[POOL_THREADS], 2);
    assert_int_equal(k->job[line.root].used[POOL_JOBS], jobs + 1);
    machine_thread_exit(m, thread);
    object_dereference(k, object_of_job(child));
    check(m);
    assert_int_equal(used(m, ALICE, POOL_THREADS), 0);
    assert_int_equal(used(m, ALICE, POOL_JOBS), 0);
    assert_int_equal(k->job[line.root].used[POOL_JOBS], jobs);
}

/* A job made at run time has no limit of its own, but its parents have. */
static void members_of_a_child_job_count_for_its_parents(void **state)
{
    (void)state;
    struct machine *m = make_limited(LIMIT);
    struct kernel *k = machine_kernel(m);
    process_id alice = machine_process(m, ALICE);
    job_id child = job_create(k, job_of(m, ALICE), 1);
    for (unsigned i = 0; i < LIMIT; i++) {
        object_id event = object_create(k, OBJECT_EVENT, object_of_job(child));
        assert_int_not_equal(machine_handle(m, alice, event, RIGHTS_ALL), 0);
        check(m);
        assert_int_equal(k->job[child].used[POOL_EVENTS], i + 1);
        assert_int_equal(used(m, ALICE, POOL_EVENTS), i + 1);
    }
    assert_int_equal(object_create(k, OBJECT_EVENT, object_of_job(child)), NONE);
    assert_int_equal(make(m, EVENT), ZX_NO_MEMORY);
    close_all(m);
    assert_int_equal(k->job[child].used[POOL_EVENTS], 0);
    assert_int_equal(used(m, ALICE, POOL_EVENTS), 0);
}

/* ---- Failing. ---- */

static void failed_call_is_not_charged(void **state)
{
    (void)state;
    struct machine *m = make_limited(QUOTA_UNLIMITED);
    struct ends ends = make_channel(m);
    uint32_t event = make_event(m);
    uint32_t bytes = at(m, SENT_BYTES);
    static const uint32_t calls[] = {SYS_EVENT_CREATE, SYS_EVENTPAIR_CREATE, SYS_CHANNEL_CREATE};
    const struct kernel *k = machine_kernel(m);
    const struct job before = k->job[job_of(m, ALICE)];
    for (unsigned i = 0; i < 3; i++) {
        assert_int_equal(zx(m, calls[i], 0, HOLE, at(m, OUT)), ZX_INVALID_ARGS);
        assert_int_equal(zx(m, calls[i], 1, at(m, OUT), at(m, OUT_2)), ZX_INVALID_ARGS);
    }
    assert_int_equal(zx(m, SYS_EVENTPAIR_CREATE, 0, at(m, OUT), HOLE), ZX_INVALID_ARGS);
    assert_int_equal(zx(m, SYS_CHANNEL_CREATE, 0, at(m, OUT), HOLE), ZX_INVALID_ARGS);
    assert_int_equal(zx(m, SYS_CHANNEL_WRITE, ends.a, 0, HOLE, 1, 0, 0), ZX_INVALID_ARGS);
    (void)fill_table(m, event);
    for (unsigned i = 0; i < 3; i++) {
        assert_int_equal(zx(m, calls[i], 0, at(m, OUT), at(m, OUT_2)), ZX_NO_MEMORY);
    }
    assert_memory_equal(&k->job[job_of(m, ALICE)], &before, sizeof before);
    assert_int_equal(zx(m, SYS_HANDLE_CLOSE, ends.b), ZX_OK);
    assert_int_equal(zx(m, SYS_CHANNEL_WRITE, ends.a, 0, bytes, 1, 0, 0), ZX_PEER_CLOSED);
    assert_memory_equal(&k->job[job_of(m, ALICE)], &before, sizeof before);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(limits_are_the_images),
        TEST(what_the_image_grants_is_not_charged),
        TEST(all_jobs_above_are_charged),
        TEST(every_level_can_refuse),
        TEST(limit_of_none),
        TEST(exhaustion_is_nobody_elses_business),
        TEST(empty_pool_refuses_as_well),
        TEST(threads_and_jobs_are_charged),
        TEST(members_of_a_child_job_count_for_its_parents),
        TEST(failed_call_is_not_charged),
    };
    return cmocka_run_group_tests_name("quota", tests, NULL, NULL);
}
