/*
 * channel_write: what is refused, in which order, and what is lost when it is.
 */
#include "zircon_calls.h"

#include <string.h>

#define SAME ZX_RIGHT_SAME_RIGHTS

/* Alice's channel, the table of whose handles has room for a message's. */
struct scene {
    struct machine *m;
    struct ends c;
};

static struct scene make_scene(void)
{
    struct machine *m = zircon_machine();
    return (struct scene){m, make_channel(m)};
}

/* Whether writing these handles fails so, and leaves none of them. */
static void assert_loses_all(const struct scene *s, uint32_t channel, unsigned count,
                             const uint32_t *handles, int32_t status)
{
    assert_int_equal(send(s->m, channel, "text", count, handles), status);
    for (unsigned i = 0; i < count; i++) {
        assert_false(is_valid(s->m, handles[i]));
    }
}

/* All else is gone too: nothing was sent. */
static void assert_nothing_sent(const struct scene *s)
{
    close_all(s->m);
    assert_as_booted(s->m);
}

/* ---- Every refusal, and the loss. ---- */

enum refusal_of_write {
    BAD_OPTIONS,
    NO_CHANNEL,
    NOT_A_CHANNEL,
    NO_WRITE,
    TOO_MANY_BYTES,
    TOO_MANY_HANDLES,
    NO_MESSAGE,
    NO_QUOTA,
    BAD_BYTES,
    BAD_ENTRY,
    NO_TRANSFER,
    ITSELF,
    NO_PEER,
    REFUSALS_OF_WRITE
};

static const int32_t due[REFUSALS_OF_WRITE] = {
    [BAD_OPTIONS] = ZX_INVALID_ARGS,    [NO_CHANNEL] = ZX_BAD_HANDLE,
    [NOT_A_CHANNEL] = ZX_WRONG_TYPE,    [NO_WRITE] = ZX_ACCESS_DENIED,
    [TOO_MANY_BYTES] = ZX_OUT_OF_RANGE, [TOO_MANY_HANDLES] = ZX_OUT_OF_RANGE,
    [NO_MESSAGE] = ZX_NO_MEMORY,        [NO_QUOTA] = ZX_NO_MEMORY,
    [BAD_BYTES] = ZX_INVALID_ARGS,      [BAD_ENTRY] = ZX_BAD_HANDLE,
    [NO_TRANSFER] = ZX_ACCESS_DENIED,   [ITSELF] = ZX_NOT_SUPPORTED,
    [NO_PEER] = ZX_PEER_CLOSED,
};

/* A write of which these things are wrong (a set of refusals), with two handles that are fine. */
struct attempt {
    uint32_t call[1 + CALL_REGISTERS];
    uint32_t handles[2];
};

static void exhaust_messages(const struct scene *s)
{
    while (send(s->m, s->c.b, "", 0, NULL) == ZX_OK) {
    }
}

static struct attempt make_attempt(const struct scene *s, uint32_t wrong)
{
#define WRONG(refusal) ((wrong & 1u << (refusal)) != 0)
    struct machine *m = s->m;
    uint32_t event = make_event(m);
    struct attempt a = {{SYS_CHANNEL_WRITE, s->c.a, 0, at(m, SENT_BYTES), 4, at(m, LIST), 2},
                        {event, with_rights(m, event, SAME)}};
    uint32_t list[CONFIG_MESSAGE_HANDLES + 1] = {a.handles[0], a.handles[1]};
    struct kernel *k = machine_kernel(m);
    if (WRONG(NO_MESSAGE)) {
        exhaust_messages(s);
    }
    if (WRONG(NO_QUOTA)) {
        struct job *job = &k->job[k->process[machine_process(m, ALICE)].job];
        job->limit[POOL_MESSAGES] = job->used[POOL_MESSAGES];
    }
    if (WRONG(NO_WRITE)) {
        a.call[1] = reduced(m, a.call[1], RIGHT_READ | RIGHT_TRANSFER);
    }
    if (WRONG(NO_PEER)) {
        assert_int_equal(zx(m, SYS_HANDLE_CLOSE, s->c.b), ZX_OK);
    }
    /* The entries that cannot be sent stand between the two that can, the worst one last. */
    a.call[6] = 1;
    if (WRONG(BAD_ENTRY)) {
        list[a.call[6]++] = 0xffffffff;
    }
    if (WRONG(NO_TRANSFER)) {
        list[a.call[6]++] = with_rights(m, event, 0);
    }
    if (WRONG(ITSELF)) {
        list[a.call[6]++] = a.call[1];
    }
    list[a.call[6]++] = a.handles[1];
    put(m, LIST, list, sizeof list);
    a.call[2] = WRONG(BAD_OPTIONS) ? 1 : 0;
    a.call[1] = WRONG(NOT_A_CHANNEL) ? name_of_selector(1) : a.call[1];
    a.call[1] = WRONG(NO_CHANNEL) ? 0xffffffff : a.call[1];
    a.call[4] = WRONG(TOO_MANY_BYTES) ? CONFIG_MESSAGE_BYTES + 1 : 4;
    a.call[3] = WRONG(BAD_BYTES) ? HOLE : a.call[3];
    a.call[6] = WRONG(TOO_MANY_HANDLES) ? CONFIG_MESSAGE_HANDLES + 1 : a.call[6];
    return a;
#undef WRONG
}

/* Each refusal alone and beside each later one: the earlier one is told, both handles are lost. */
static void refusals_in_order_lose_all_handles(void **state)
{
    (void)state;
    struct scene s = make_scene();
    for (unsigned i = 0; i < REFUSALS_OF_WRITE * REFUSALS_OF_WRITE; i++) {
        unsigned first = i / REFUSALS_OF_WRITE;
        unsigned later = i % REFUSALS_OF_WRITE;
        if (later < first) {
            continue;
        }
        machine_reset(s.m);
        be(s.m, ALICE);
        s.c = make_channel(s.m);
        struct attempt a = make_attempt(&s, 1u << first | 1u << later);
        uint64_t koids = machine_kernel(s.m)->objects.koids;
        struct machine_result result = machine_call(s.m, a.call[0], &a.call[1]);
        check(s.m);
        assert_true(result.returned);
        assert_int_equal((int32_t)result.value, due[first]);
        assert_false(is_valid(s.m, a.handles[0]));
        assert_false(is_valid(s.m, a.handles[1]));
        assert_int_equal(machine_kernel(s.m)->objects.koids, koids);
        struct kernel *k = machine_kernel(s.m);
        k->job[k->process[machine_process(s.m, ALICE)].job].limit[POOL_MESSAGES] = QUOTA_UNLIMITED;
        assert_nothing_sent(&s);
    }
}

/* The first handle that is wrong decides, whichever place it has. */
static void first_bad_entry_is_told(void **state)
{
    (void)state;
    struct scene s = make_scene();
    for (unsigned i = 0; i < 9; i++) {
        struct ends c = i == 0 ? s.c : make_channel(s.m);
        uint32_t event = make_event(s.m);
        const uint32_t bad[3] = {0xffffffff, with_rights(s.m, event, RIGHT_WAIT), c.a};
        static const int32_t statuses[3] = {ZX_BAD_HANDLE, ZX_ACCESS_DENIED, ZX_NOT_SUPPORTED};
        const uint32_t list[4] = {event, bad[i % 3], bad[i / 3], make_event(s.m)};
        uint32_t channel = c.a;
        assert_loses_all(&s, channel, 4, list, statuses[i % 3]);
        assert_nothing_sent(&s);
    }
}

/* ---- Single cases. ---- */

static void repeated_handles_are_bad_and_lost(void **state)
{
    (void)state;
    struct scene s = make_scene();
    struct kernel *k = machine_kernel(s.m);
    process_id self = machine_process(s.m, ALICE);
    for (unsigned i = 0; i < 4 * 4; i++) {
        uint32_t list[4];
        for (unsigned j = 0; j < 4; j++) {
            list[j] = make_event(s.m);
        }
        if (i % 4 == i / 4) {
            put(s.m, LIST, list, sizeof list);
            assert_int_equal(zx(s.m, SYS_HANDLE_CLOSE_MANY, at(s.m, LIST), 4), ZX_OK);
            continue;
        }
        uint32_t left = list[i / 4];
        list[i / 4] = list[i % 4];
        if (i % 2 == 0) { /* in another spelling */
            list[i / 4] = name_of_selector(name_slot(k, self, list[i % 4]));
        }
        assert_loses_all(&s, s.c.a, 4, list, ZX_BAD_HANDLE);
        assert_int_equal(zx(s.m, SYS_HANDLE_CLOSE, left), ZX_OK);
    }
    assert_int_equal(receive(s.m, s.c.b, 0, 9, 9), ZX_SHOULD_WAIT);
    assert_nothing_sent(&s);
}

static void zero_is_no_handle_to_send(void **state)
{
    (void)state;
    struct scene s = make_scene();
    const uint32_t list[] = {make_event(s.m), 0};
    assert_loses_all(&s, s.c.a, 2, list, ZX_BAD_HANDLE);
    assert_nothing_sent(&s);
}

static void channel_is_written_with_its_right_alone(void **state)
{
    (void)state;
    struct scene s = make_scene();
    s.c.a = reduced(s.m, s.c.a, RIGHT_WRITE);
    s.c.b = reduced(s.m, s.c.b, RIGHT_READ);
    assert_int_equal(send_one(s.m, s.c.a, make_event(s.m)), ZX_OK);
    assert_int_equal(basic(s.m, receive_one(s.m, s.c.b)).type, 5);
    assert_int_equal(send(s.m, s.c.b, "", 0, NULL), ZX_ACCESS_DENIED);
    assert_int_equal(receive(s.m, s.c.a, 0, 0, 0), ZX_ACCESS_DENIED);
}

/* The array of handles itself cannot be read, in part or at all: they stay. */
static void unreadable_handles_stay(void **state)
{
    (void)state;
    struct scene s = make_scene();
    uint32_t event = make_event(s.m);
    put_words(s.m, MEMORY_SIZE - 4, event);
    const uint32_t bad[] = {0, HOLE, 0xfffffffc, at(s.m, MEMORY_SIZE - 4)};
    for (unsigned i = 0; i < 4; i++) {
        assert_int_equal(zx(s.m, SYS_CHANNEL_WRITE, s.c.a, 0, 0, 0, bad[i], 2), ZX_INVALID_ARGS);
        assert_int_equal(zx(s.m, SYS_CHANNEL_WRITE, s.c.a, 1, 0, 0, bad[i], 2), ZX_INVALID_ARGS);
        assert_int_equal(zx(s.m, SYS_CHANNEL_WRITE, 0, 0, 0, 0, bad[i], 2), ZX_BAD_HANDLE);
        assert_int_equal(
            zx(s.m, SYS_CHANNEL_WRITE, s.c.a, 0, 0, CONFIG_MESSAGE_BYTES + 1, bad[i], 2),
            ZX_OUT_OF_RANGE);
        assert_int_equal(zx(s.m, SYS_CHANNEL_WRITE, s.c.a, 0, HOLE, 4, bad[i], 2), ZX_INVALID_ARGS);
        assert_true(is_valid(s.m, event));
    }
    assert_int_equal(zx(s.m, SYS_CHANNEL_WRITE, s.c.a, 0, 0, 0, HOLE, 0xffffffff), ZX_OUT_OF_RANGE);
    assert_int_equal(zx(s.m, SYS_CHANNEL_WRITE, s.c.a, 0, 0, 0, bad[3], 1), ZX_OK);
}

/* A write's list may be longer than a message: it is lost up to what a table could hold. */
static void long_lists_are_lost(void **state)
{
    (void)state;
    struct scene s = make_scene();
    uint32_t list[HANDLE_LIST_MAX] = {0};
    list[HANDLE_LIST_MAX - 1] = make_event(s.m);
    list[0] = make_event(s.m);
    put(s.m, LIST, list, sizeof list);
    assert_int_equal(
        zx_loses(s.m, SYS_CHANNEL_WRITE, s.c.a, 0, 0, 0, at(s.m, LIST), HANDLE_LIST_MAX),
        ZX_OUT_OF_RANGE);
    assert_false(is_valid(s.m, list[0]));
    assert_false(is_valid(s.m, list[HANDLE_LIST_MAX - 1]));
    assert_nothing_sent(&s);
}

/* What is lost is what its end means: here the writer's own channel and an eventpair. */
static void losing_handles_closes_objects(void **state)
{
    (void)state;
    struct scene s = make_scene();
    struct ends pair = make_eventpair(s.m);
    const uint32_t list[] = {pair.b, s.c.a};
    assert_loses_all(&s, s.c.a, 2, list, ZX_NOT_SUPPORTED);
    assert_int_equal(signals(s.m, pair.a), ZX_PEER_CLOSED_BIT);
    assert_int_equal(signals(s.m, s.c.b), ZX_PEER_CLOSED_BIT);
    assert_nothing_sent(&s);
}

static void bytes_come_from_anywhere(void **state)
{
    (void)state;
    struct scene s = make_scene();
    char read[8];
    for (uint32_t offset = 0; offset < 8; offset++) { /* also from the stack into the data */
        uint32_t from = at(s.m, 0) - offset;
        memcpy(machine_memory(s.m, from, 7), "message", 7);
        assert_int_equal(zx(s.m, SYS_CHANNEL_WRITE, s.c.a, 0, from, 7, 0, 0), ZX_OK);
        assert_int_equal(receive(s.m, s.c.b, 0, 8, 0), ZX_OK);
        get(s.m, READ_BYTES, read, 7);
        assert_memory_equal(read, "message", 7);
    }
    assert_int_equal(zx(s.m, SYS_CHANNEL_WRITE, s.c.a, 0, READ_ONLY, 64, 0, 0), ZX_OK);
    assert_int_equal(zx(s.m, SYS_CHANNEL_WRITE, s.c.a, 0, at(s.m, MEMORY_SIZE - 3), 4, 0, 0),
                     ZX_INVALID_ARGS);
}

/* Messages are one pool: whoever has none left is told, and all of them come back. */
static void messages_run_out(void **state)
{
    (void)state;
    struct scene s = make_scene();
    unsigned count = 0;
    while (send(s.m, count % 2 == 0 ? s.c.a : s.c.b, "", 0, NULL) == ZX_OK) {
        count++;
    }
    assert_int_equal(count, CONFIG_MESSAGES);
    assert_int_equal(send(s.m, s.c.a, "", 0, NULL), ZX_NO_MEMORY);
    assert_int_equal(receive(s.m, s.c.a, 0, 0, 0), ZX_OK);
    assert_int_equal(send(s.m, s.c.a, "", 0, NULL), ZX_OK);
    assert_int_equal(send(s.m, s.c.a, "", 0, NULL), ZX_NO_MEMORY);
    assert_nothing_sent(&s);
}

/* A message is charged to its writer's job and those above, until it is gone. */
static void messages_are_charged_to_the_writer(void **state)
{
    (void)state;
    struct scene s = make_scene();
    struct kernel *k = machine_kernel(s.m);
    for (job_id job = k->process[machine_process(s.m, ALICE)].job; job != NONE;
         job = k->job[job].parent) {
        k->job[job].limit[POOL_MESSAGES] = 2;
        assert_int_equal(send(s.m, s.c.a, "", 0, NULL), ZX_OK);
        assert_int_equal(send(s.m, s.c.b, "", 0, NULL), ZX_OK);
        assert_int_equal(k->job[job].used[POOL_MESSAGES], 2);
        assert_int_equal(send(s.m, s.c.b, "", 0, NULL), ZX_NO_MEMORY);
        assert_int_equal(receive(s.m, s.c.a, 0, 0, 0), ZX_OK);
        assert_int_equal(send(s.m, s.c.b, "", 0, NULL), ZX_OK);
        assert_int_equal(receive(s.m, s.c.a, 0, 0, 0), ZX_OK);
        assert_int_equal(receive(s.m, s.c.b, 0, 0, 0), ZX_OK);
        k->job[job].limit[POOL_MESSAGES] = QUOTA_UNLIMITED;
    }
    assert_nothing_sent(&s);
}

/* A message is there, and paid for, until it is read, whatever becomes of its writer. */
static void messages_outlive_their_writer(void **state)
{
    (void)state;
    struct scene s = make_scene();
    struct kernel *k = machine_kernel(s.m);
    uint32_t theirs = hand_over(s.m, s.c.a, BOB);
    be(s.m, BOB);
    const struct job *job = &k->job[k->process[machine_process(s.m, BOB)].job];
    assert_int_equal(send_one(s.m, theirs, make_event(s.m)), ZX_OK);
    call_parks(s.m, SYS_EXIT, 0);
    assert_int_equal(job->used[POOL_MESSAGES], 1);
    assert_int_equal(job->used[POOL_EVENTS], 1);
    be(s.m, ALICE);
    uint32_t event = receive_one(s.m, s.c.b);
    assert_int_equal(job->used[POOL_MESSAGES], 0);
    assert_int_equal(zx(s.m, SYS_HANDLE_CLOSE, event), ZX_OK);
    assert_int_equal(job->used[POOL_EVENTS], 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(refusals_in_order_lose_all_handles),
        TEST(first_bad_entry_is_told),
        TEST(repeated_handles_are_bad_and_lost),
        TEST(zero_is_no_handle_to_send),
        TEST(channel_is_written_with_its_right_alone),
        TEST(unreadable_handles_stay),
        TEST(long_lists_are_lost),
        TEST(losing_handles_closes_objects),
        TEST(bytes_come_from_anywhere),
        TEST(messages_run_out),
        TEST(messages_are_charged_to_the_writer),
        TEST(messages_outlive_their_writer),
    };
    return cmocka_run_group_tests_name("channel_write", tests, NULL, NULL);
}
