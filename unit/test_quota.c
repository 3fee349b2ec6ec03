/*
 * quota.c, and who is charged for what: each thing counts for its maker's job and all jobs above
 * it, from the call that makes it until the last of it is gone; whoever has reached a limit is
 * refused, and nobody else notices.
 */
#include "zircon_calls.h"

#include <string.h>

enum { LIMIT = 3, TABLE = CONFIG_SLOTS - 7 /* slots above the window */ };

/* What a task can make by a call, one at a time. */
enum made { EVENT, EVENTPAIR, CHANNEL, MESSAGE, MADE };

static const enum pool pool_of[MADE] = {POOL_EVENTS, POOL_EVENTPAIRS, POOL_CHANNELS, POOL_MESSAGES};

/* Alice and Bob of one domain, Alice with this limit for all she makes. */
static struct machine *make_limited(uint16_t limit)
{
    struct machine_task tasks[2] = {
        {.label = ALICE, .priority = 5, .domain = 1, .stack_order = 10, .data_order = 10},
        {.label = BOB, .priority = 5, .domain = 1, .stack_order = 10, .data_order = 10}};
    struct machine_image *image = fixture_image(tasks, 2);
    for (unsigned made = 0; made < MADE; made++) {
        image->tasks[0].quota[pool_of[made]] = limit;
    }
    struct machine *m = fixture_boot(image);
    be(m, ALICE);
    return m;
}

static job_id job_of(struct machine *m, uint32_t label)
{
    return machine_kernel(m)->process[machine_process(m, label)].job;
}

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

static unsigned used(struct machine *m, uint32_t label, enum pool pool)
{
    return machine_kernel(m)->job[job_of(m, label)].used[pool];
}

/* The channel that messages are written to: the first that the task has made. */
static uint32_t channel_to_fill;

/* Makes one; a message goes into the channel. The handles stay in the table. */
static int32_t make(struct machine *m, enum made made)
{
    static const uint32_t calls[] = {SYS_EVENT_CREATE, SYS_EVENTPAIR_CREATE, SYS_CHANNEL_CREATE};
    if (made == MESSAGE) {
        return send(m, channel_to_fill, "text", 0, NULL);
    }
    return zx(m, calls[made], 0, at(m, OUT), at(m, OUT_2));
}

/* A running task with what it needs to make these. */
static struct ends prepare(struct machine *m, enum made made)
{
    struct ends ends = {0, 0};
    if (made == MESSAGE) {
        ends = make_channel(m);
        channel_to_fill = ends.a;
    }
    return ends;
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

/* ---- Giving back. ---- */

static void pair_is_charged_until_both_ends_are_gone(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 4; i++) {
        struct machine *m = make_limited(1);
        enum made made = i % 2 == 0 ? CHANNEL : EVENTPAIR;
        assert_int_equal(make(m, made), ZX_OK);
        const uint32_t ends[2] = {word(m, OUT), word(m, OUT_2)};
        assert_int_equal(zx(m, SYS_HANDLE_CLOSE, ends[i / 2]), ZX_OK);
        assert_int_equal(used(m, ALICE, pool_of[made]), 1);
        assert_int_equal(make(m, made), ZX_NO_MEMORY);
        assert_int_equal(zx(m, SYS_HANDLE_CLOSE, ends[1 - i / 2]), ZX_OK);
        assert_int_equal(used(m, ALICE, pool_of[made]), 0);
        assert_int_equal(make(m, made), ZX_OK);
    }
}

/* Whoever has it now, its maker has paid for it. */
static void given_away_is_not_given_back(void **state)
{
    (void)state;
    struct machine *m = make_limited(1);
    uint32_t event = hand_over(m, make_event(m), BOB);
    assert_int_equal(make(m, EVENT), ZX_NO_MEMORY);
    be(m, BOB);
    assert_int_equal(used(m, BOB, POOL_EVENTS), 0);
    assert_int_equal(zx(m, SYS_HANDLE_CLOSE, event), ZX_OK);
    be(m, ALICE);
    assert_int_equal(make(m, EVENT), ZX_OK);
}

/* ... and so it is when she has ended: the job remains, and the next run starts with it. */
static void maker_that_ends_has_still_paid(void **state)
{
    (void)state;
    struct machine *m = make_limited(2);
    struct kernel *k = machine_kernel(m);
    job_id job = job_of(m, ALICE);
    uint32_t event = hand_over(m, make_event(m), BOB);
    assert_int_equal(make(m, EVENT), ZX_OK);
    call_parks(m, SYS_EXIT, 0);
    assert_int_equal(k->job[job].used[POOL_EVENTS], 1);
    be(m, BOB);
    assert_int_equal(zx(m, SYS_HANDLE_CLOSE, event), ZX_OK);
    assert_int_equal(k->job[job].used[POOL_EVENTS], 0);
}

static void messages_are_the_writers(void **state)
{
    (void)state;
    struct machine *m = make_limited(LIMIT);
    struct ends ends = prepare(m, MESSAGE);
    uint32_t bobs = hand_over(m, ends.b, BOB);
    for (unsigned i = 0; i < LIMIT; i++) {
        assert_int_equal(make(m, MESSAGE), ZX_OK);
    }
    assert_int_equal(make(m, MESSAGE), ZX_NO_MEMORY);
    assert_int_equal(used(m, BOB, POOL_MESSAGES), 0);
    be(m, BOB);
    channel_to_fill = bobs;
    for (unsigned i = 0; i < 2 * LIMIT; i++) {
        assert_int_equal(make(m, MESSAGE), ZX_OK); /* he has room */
    }
    assert_int_equal(used(m, ALICE, POOL_MESSAGES), LIMIT);
    assert_int_equal(receive(m, bobs, 0, 8, 0), ZX_OK);
    assert_int_equal(used(m, ALICE, POOL_MESSAGES), LIMIT - 1);
    assert_int_equal(used(m, BOB, POOL_MESSAGES), 2 * LIMIT);
    assert_int_equal(zx(m, SYS_HANDLE_CLOSE, bobs), ZX_OK); /* unread ones go */
    assert_int_equal(used(m, ALICE, POOL_MESSAGES), 0);
    assert_int_equal(used(m, BOB, POOL_MESSAGES), 2 * LIMIT);
}

static void discarded_message_is_given_back(void **state)
{
    (void)state;
    struct machine *m = make_limited(1);
    struct ends ends = prepare(m, MESSAGE);
    assert_int_equal(make(m, MESSAGE), ZX_OK);
    assert_int_equal(receive(m, ends.b, 0, 1, 0), ZX_BUFFER_TOO_SMALL);
    assert_int_equal(used(m, ALICE, POOL_MESSAGES), 1);
    assert_int_equal(receive(m, ends.b, ZX_CHANNEL_MAY_DISCARD, 1, 0), ZX_BUFFER_TOO_SMALL);
    assert_int_equal(used(m, ALICE, POOL_MESSAGES), 0);
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
        TEST(pair_is_charged_until_both_ends_are_gone),
        TEST(given_away_is_not_given_back),
        TEST(maker_that_ends_has_still_paid),
        TEST(messages_are_the_writers),
        TEST(discarded_message_is_given_back),
        TEST(failed_call_is_not_charged),
    };
    return cmocka_run_group_tests_name("quota", tests, NULL, NULL);
}
