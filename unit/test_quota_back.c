/*
 * quota.c, and until when somebody is charged: what has been made counts for its maker's job until
 * the last of it is gone, whoever has it by then.
 */
#include "limits.h"

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(pair_is_charged_until_both_ends_are_gone), TEST(given_away_is_not_given_back),
        TEST(maker_that_ends_has_still_paid),           TEST(messages_are_the_writers),
        TEST(discarded_message_is_given_back),
    };
    return cmocka_run_group_tests_name("quota_back", tests, NULL, NULL);
}
