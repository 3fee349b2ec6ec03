/*
 * bootstrap.c, when a task ends and comes back: its channels are new, in its own slots and in the
 * other task's, and whoever has a name of the old ones has nothing. Its events are the same.
 */
#include "shares.h"

#include <string.h>

static void respawn_renews_the_channels(void **state)
{
    (void)state;
    static const uint32_t labels[] = {ALICE, BOB};
    struct machine *m = shares_machine(START_BOOT);
    for (unsigned runs = 0; runs < 6; runs++) {
        uint32_t who = labels[runs % 2];
        uint32_t other = labels[1 - runs % 2];
        uint64_t koid = basic(m, selector(ALICE_TO_BOB)).koid;
        assert_int_equal(send(m, selector(ALICE_TO_BOB), "old", 0, NULL), ZX_OK);
        uint32_t value = value_of(m, other, other == ALICE ? ALICE_TO_BOB : BOB_TO_ALICE);
        be(m, other);
        assert_true(is_valid(m, value));
        respawn(m, who, other);
        assert_false(is_valid(m, value)); /* although its slot is filled again */
        be(m, ALICE);
        assert_true(basic(m, selector(ALICE_TO_BOB)).koid > koid);
        assert_all_talk(m); /* nothing is left of the old message */
    }
}

/* Others' channels and events go on as they were. */
static void respawn_leaves_the_rest_alone(void **state)
{
    (void)state;
    struct machine *m = shares_machine(START_BOOT);
    uint64_t channel = basic(m, selector(ALICE_TO_CAROL)).koid;
    uint64_t event = basic(m, selector(ALICE_EVENT)).koid;
    uint32_t value = value_of(m, ALICE, ALICE_TO_CAROL);
    assert_int_equal(send(m, selector(ALICE_TO_CAROL), "kept", 0, NULL), ZX_OK);
    respawn(m, BOB, ALICE);
    assert_true(is_valid(m, value));
    assert_int_equal(basic(m, value).koid, channel);
    assert_int_equal(basic(m, selector(ALICE_EVENT)).koid, event);
    be(m, CAROL);
    assert_int_equal(receive(m, selector(CAROL_TO_ALICE), 0, 8, 0), ZX_OK);
    assert_int_equal(word(m, ACTUAL), 4);
}

static void event_survives_all_its_tasks(void **state)
{
    (void)state;
    struct machine *m = shares_machine(START_BOOT);
    uint64_t koid = basic(m, selector(ALICE_EVENT)).koid;
    assert_int_equal(zx(m, SYS_OBJECT_SIGNAL, selector(ALICE_EVENT), 0, ZX_SIGNALED), ZX_OK);
    assert_int_equal(zx(m, SYS_HANDLE_CLOSE, selector(ALICE_EVENT)), ZX_OK);
    be(m, BOB);
    assert_int_equal(zx(m, SYS_HANDLE_CLOSE, selector(BOB_EVENT)), ZX_OK);
    end(m, CAROL); /* the last name */
    assert_int_equal(machine_kernel(m)->object[OBJECT_FIRST_EVENT].handles, 0);
    respawn(m, BOB, BOB);
    assert_int_equal(basic(m, selector(BOB_EVENT)).koid, koid);
    assert_int_equal(signals(m, selector(BOB_EVENT)), ZX_SIGNALED);
    assert_int_equal(count_of(m, selector(BOB_EVENT)), 1);
}

/* Waits on a channel that is renewed are over. */
static void wait_for_a_renewed_channel_is_canceled(void **state)
{
    (void)state;
    struct machine *m = shares_machine(START_BOOT);
    thread_id alice = machine_current(m);
    call_parks(m, SYS_OBJECT_WAIT_ONE, selector(ALICE_TO_BOB), ZX_READABLE, FOR_EVER, at(m, OUT));
    respawn(m, BOB, ALICE);
    assert_int_equal((int32_t)machine_call_result(m, alice), ZX_CANCELED);
    assert_true((word(m, OUT) & ZX_HANDLE_CLOSED) != 0);
    assert_all_talk(m);
}

/* Both start again and again while the other may be there or not. */
static void restarts_in_any_order(void **state)
{
    (void)state;
    struct machine *m = shares_machine(START_BOOT);
    struct kernel *k = machine_kernel(m);
    for (unsigned i = 0; i < 40; i++) {
        if (machine_process(m, ALICE) != NONE && i % 3 != 0) {
            end(m, ALICE);
        }
        if (machine_process(m, BOB) != NONE && i % 5 != 0) {
            end(m, BOB);
        }
        advance_ms(m, 1 + i % 7);
        bool alice = machine_process(m, ALICE) != NONE;
        bool bob = machine_process(m, BOB) != NONE;
        assert_int_equal(k->object[OBJECT_FIRST_CHANNEL].handles, alice);
        assert_int_equal(k->object[OBJECT_FIRST_CHANNEL + 1].handles, bob);
        if (alice && bob) {
            assert_talk(m, ALICE, ALICE_TO_BOB, BOB, BOB_TO_ALICE);
        }
    }
    advance_ms(m, 5000);
    assert_all_talk(m);
}

/* ---- Names that have gone elsewhere. ---- */

static void hoarded_ends_are_revoked(void **state)
{
    (void)state;
    struct machine *m = shares_machine(START_BOOT);
    assert_int_equal(send_one(m, selector(ALICE_TO_CAROL), selector(ALICE_TO_BOB)), ZX_OK);
    assert_false(is_valid(m, selector(ALICE_TO_BOB)));
    be(m, CAROL);
    uint32_t hoarded = receive_one(m, selector(CAROL_TO_ALICE));
    assert_int_equal(send(m, hoarded, "text", 0, NULL), ZX_OK);
    respawn(m, BOB, CAROL);
    assert_false(is_valid(m, hoarded));
    assert_all_talk(m); /* Alice has her end back */
}

static void ends_in_transit_are_revoked(void **state)
{
    (void)state;
    struct machine *m = shares_machine(START_BOOT);
    uint32_t event = make_event(m);
    const uint32_t handles[2] = {selector(ALICE_TO_BOB), event};
    assert_int_equal(send(m, selector(ALICE_TO_CAROL), "", 2, handles), ZX_OK);
    respawn(m, BOB, CAROL);
    assert_int_equal(receive(m, selector(CAROL_TO_ALICE), 0, 0, 2), ZX_OK);
    assert_int_equal(word(m, AVAIL), 2);
    assert_int_equal(word(m, TAKEN), 0);
    assert_true(is_valid(m, word(m, TAKEN + 4)));
    assert_all_talk(m);
}

/* An end that lies unread in a channel that is renewed with it. */
static void end_inside_its_own_tasks_channel(void **state)
{
    (void)state;
    struct machine *m = shares_machine(START_BOOT);
    assert_int_equal(send_one(m, selector(ALICE_TO_BOB), selector(ALICE_TO_CAROL)), ZX_OK);
    be(m, CAROL);
    assert_int_equal(signals(m, selector(CAROL_TO_ALICE)), ZX_WRITABLE);
    respawn(m, ALICE, ALICE);
    assert_all_talk(m);
}

/* The other task has moved its end away and uses it by another handle, or has closed it. */
static void declared_slot_is_filled_again(void **state)
{
    (void)state;
    for (unsigned moved = 0; moved < 2; moved++) {
        struct machine *m = shares_machine(START_BOOT);
        be(m, BOB);
        uint32_t value =
            moved != 0 ? reduced(m, selector(BOB_TO_ALICE), RIGHT_WRITE) : selector(BOB_TO_ALICE);
        assert_int_equal(is_valid(m, selector(BOB_TO_ALICE)), moved == 0);
        if (moved == 0) {
            assert_int_equal(zx(m, SYS_HANDLE_CLOSE, value), ZX_OK);
        }
        respawn(m, ALICE, BOB);
        assert_true(moved == 0 || !is_valid(m, value));
        assert_true(is_valid(m, selector(BOB_TO_ALICE)));
        assert_all_talk(m);
    }
}

/* Whatever the other task has put there gives way. */
static void declared_slot_is_taken_back(void **state)
{
    (void)state;
    struct machine *m = shares_machine(START_BOOT);
    struct kernel *k = machine_kernel(m);
    process_id bob = machine_process(m, BOB);
    object_id own = object_of_process(bob);
    handle_close(k, bob, BOB_TO_ALICE);
    handle_place(k, bob, BOB_TO_ALICE, own, RIGHTS_ALL);
    check(m);
    uint16_t names = k->object[own].handles;
    respawn(m, ALICE, ALICE);
    assert_int_equal(k->object[own].handles, names - 1);
    assert_all_talk(m);
}

/* However often: no pool loses an entry. */
static void nothing_is_lost_by_respawning(void **state)
{
    (void)state;
    struct machine *m = shares_machine(START_BOOT);
    struct kernel *k = machine_kernel(m);
    static struct object before[OBJECT_END];
    memcpy(before, k->object, sizeof before);
    for (unsigned i = 0; i < 20; i++) {
        (void)make_channel(m);
        assert_int_equal(send_one(m, word(m, OUT), word(m, OUT_2)), ZX_NOT_SUPPORTED);
        (void)send_one(m, selector(ALICE_TO_CAROL), make_event(m));
        respawn(m, i % 2 == 0 ? ALICE : BOB, ALICE);
        assert_talk(m, ALICE, ALICE_TO_BOB, BOB, BOB_TO_ALICE);
        be(m, ALICE);
    }
    respawn(m, ALICE, ALICE);
    respawn(m, BOB, ALICE);
    assert_all_talk(m);
    for (object_id id = 1; id < OBJECT_END; id++) {
        bool reserved = id >= OBJECT_FIRST_PROCESS && id < OBJECT_FIRST_EVENT;
        if (!reserved) {
            assert_int_equal(k->object[id].type, before[id].type);
            assert_int_equal(k->object[id].handles, before[id].handles);
            assert_int_equal(k->object[id].references, before[id].references);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(respawn_renews_the_channels),   TEST(respawn_leaves_the_rest_alone),
        TEST(event_survives_all_its_tasks),  TEST(wait_for_a_renewed_channel_is_canceled),
        TEST(restarts_in_any_order),         TEST(hoarded_ends_are_revoked),
        TEST(ends_in_transit_are_revoked),   TEST(end_inside_its_own_tasks_channel),
        TEST(declared_slot_is_filled_again), TEST(declared_slot_is_taken_back),
        TEST(nothing_is_lost_by_respawning),
    };
    return cmocka_run_group_tests_name("respawn", tests, NULL, NULL);
}
