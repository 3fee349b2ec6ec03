/*
 * bootstrap.c: what a task finds in its slots at the start of each run: itself, its job, its
 * thread; and the channels and events that the image gives it together with others.
 */
#include "shares.h"

/* ---- The task itself. ---- */

/* As the reference lists them; a task's job cannot be destroyed by it. */
static uint32_t rights_due(slot_id slot)
{
    const uint32_t all = RIGHT_DUPLICATE | RIGHT_TRANSFER | RIGHT_WAIT | RIGHT_INSPECT |
                         RIGHT_READ | RIGHT_WRITE | RIGHT_GET_PROPERTY | RIGHT_SET_PROPERTY |
                         RIGHT_SIGNAL | RIGHT_MANAGE_THREAD;
    switch (slot) {
    case SLOT_PROCESS:
        return all | RIGHT_ENUMERATE | RIGHT_DESTROY | RIGHT_MANAGE_PROCESS;
    case SLOT_JOB:
        return all | RIGHT_ENUMERATE | RIGHT_GET_POLICY | RIGHT_SET_POLICY | RIGHT_MANAGE_PROCESS |
               RIGHT_MANAGE_JOB;
    default:
        return all | RIGHT_DESTROY;
    }
}

static void assert_own_slots(struct machine *m, uint32_t label, unsigned window)
{
    const struct kernel *k = machine_kernel(m);
    process_id process = machine_process(m, label);
    const object_id own[] = {[SLOT_PROCESS] = object_of_process(process),
                             [SLOT_JOB] = object_of_job(k->process[process].job),
                             [SLOT_THREAD] = object_of_thread(thread_of(m, label))};
    for (slot_id slot = SLOT_PROCESS; slot <= SLOT_THREAD; slot++) {
        bool there = slot <= window;
        assert_int_equal(slot_of(m, label, slot)->object, there ? own[slot] : NONE);
        assert_int_equal(slot_of(m, label, slot)->rights, there ? rights_due(slot) : 0);
    }
}

static void a_task_finds_itself(void **state)
{
    (void)state;
    struct machine *m = shares_machine(START_BOOT);
    for (unsigned runs = 0; runs < 3; runs++) {
        assert_own_slots(m, ALICE, WINDOW);
        assert_own_slots(m, BOB, WINDOW);
        assert_own_slots(m, CAROL, WINDOW);
        respawn(m, ALICE, BOB);
        respawn(m, BOB, ALICE);
    }
}

static void all_other_slots_are_empty(void **state)
{
    (void)state;
    struct machine *m = shares_machine(START_BOOT);
    for (unsigned runs = 0; runs < 3; runs++) {
        unsigned handles = 0;
        for (slot_id slot = 1; slot <= CONFIG_SLOTS; slot++) {
            bool filled = slot_of(m, ALICE, slot)->object != NONE;
            assert_int_equal(filled, slot <= SLOT_THREAD || slot == ALICE_TO_BOB ||
                                         slot == ALICE_TO_CAROL || slot == ALICE_EVENT);
            handles += filled;
        }
        assert_int_equal(handles, 6);
        (void)make_event(m); /* of this run only */
        respawn(m, ALICE, BOB);
        be(m, ALICE);
    }
}

/* Only as much as the window holds. */
static void small_windows(void **state)
{
    (void)state;
    for (uint16_t window = 0; window <= 4; window++) {
        struct machine_image *image =
            fixture_image(&(const struct machine_task){.label = ALICE, .priority = 5}, 1);
        image->image.window = window;
        struct machine *m = fixture_boot(image);
        assert_own_slots(m, ALICE, window);
    }
}

/* ---- What is shared. ---- */

static void shared_things_have_their_rights(void **state)
{
    (void)state;
    struct machine *m = shares_machine(START_BOOT);
    const uint32_t channel = RIGHT_TRANSFER | RIGHT_WAIT | RIGHT_INSPECT | RIGHT_READ |
                             RIGHT_WRITE | RIGHT_SIGNAL | RIGHT_SIGNAL_PEER;
    const uint32_t event =
        RIGHT_DUPLICATE | RIGHT_TRANSFER | RIGHT_WAIT | RIGHT_INSPECT | RIGHT_SIGNAL;
    for (unsigned runs = 0; runs < 2; runs++) {
        assert_int_equal(slot_of(m, ALICE, ALICE_TO_BOB)->rights, channel);
        assert_int_equal(slot_of(m, BOB, BOB_TO_ALICE)->rights, channel);
        assert_int_equal(slot_of(m, CAROL, CAROL_TO_ALICE)->rights, channel);
        assert_int_equal(slot_of(m, ALICE, ALICE_EVENT)->rights, event);
        assert_int_equal(slot_of(m, CAROL, CAROL_EVENT)->rights, event);
        respawn(m, BOB, ALICE);
    }
}

static void channels_connect_their_tasks(void **state)
{
    (void)state;
    struct machine *m = shares_machine(START_BOOT);
    assert_all_talk(m);
}

static void events_are_the_same_for_all(void **state)
{
    (void)state;
    struct machine *m = shares_machine(START_BOOT);
    assert_int_equal(zx(m, SYS_OBJECT_SIGNAL, selector(ALICE_EVENT), 0, ZX_SIGNALED), ZX_OK);
    assert_int_equal(count_of(m, selector(ALICE_EVENT)), 3);
    be(m, BOB);
    assert_int_equal(signals(m, selector(BOB_EVENT)), ZX_SIGNALED);
    be(m, CAROL);
    assert_int_equal(signals(m, selector(CAROL_EVENT)), ZX_SIGNALED);
}

/* They are nobody's quota, and what tasks make themselves never takes their places. */
static void shared_things_are_the_images(void **state)
{
    (void)state;
    struct machine *m = shares_machine(START_BOOT);
    struct kernel *k = machine_kernel(m);
    job_id task = k->process[machine_process(m, ALICE)].job;
    job_id domain = k->job[task].parent;
    for (object_id id = OBJECT_FIRST_CHANNEL; id < OBJECT_FIRST_CHANNEL + 4; id++) {
        assert_int_equal(k->object[id].parent, object_of_job(domain));
        assert_int_equal(k->object[id].domain, 1);
    }
    assert_int_equal(k->object[OBJECT_FIRST_EVENT].parent, object_of_job(domain));
    for (job_id job = task; job != NONE; job = k->job[job].parent) {
        assert_int_equal(k->job[job].used[POOL_CHANNELS], 0);
        assert_int_equal(k->job[job].used[POOL_EVENTS], 0);
    }
    end(m, CAROL);
    be(m, ALICE);
    uint32_t carols = value_of(m, ALICE, ALICE_TO_CAROL);
    assert_int_equal(zx(m, SYS_HANDLE_CLOSE, carols), ZX_OK); /* both ends are gone now */
    (void)make_channel(m);
    (void)make_event(m);
    assert_int_equal(k->object[OBJECT_FIRST_CHANNEL + 2].type, OBJECT_FREE);
    assert_int_equal(k->object[OBJECT_FIRST_CHANNEL + 3].type, OBJECT_FREE);
    assert_int_equal(k->object[OBJECT_FIRST_CHANNEL + 4].type, OBJECT_CHANNEL);
    assert_int_equal(k->job[task].used[POOL_CHANNELS], 1);
}

/* ---- A task that does not run. ---- */

static void peer_that_has_not_started_is_closed(void **state)
{
    (void)state;
    struct machine *m = shares_machine(START_MANUAL);
    uint32_t early = value_of(m, ALICE, ALICE_TO_BOB);
    assert_int_equal(signals(m, selector(ALICE_TO_BOB)), ZX_PEER_CLOSED_BIT);
    assert_int_equal(send(m, selector(ALICE_TO_BOB), "text", 0, NULL), ZX_PEER_CLOSED);
    assert_int_equal(receive(m, selector(ALICE_TO_BOB), 0, 8, 0), ZX_PEER_CLOSED);
    assert_talk(m, ALICE, ALICE_TO_CAROL, CAROL, CAROL_TO_ALICE);
    be(m, ALICE);
    assert_int_equal(call_returns(m, SYS_START, BOB), SENTRY_OK);
    assert_false(is_valid(m, early));
    assert_all_talk(m);
}

static void peer_that_has_ended_is_closed(void **state)
{
    (void)state;
    struct machine *m = shares_machine(START_BOOT);
    uint32_t value = value_of(m, ALICE, ALICE_TO_CAROL);
    be(m, CAROL);
    assert_int_equal(send(m, selector(CAROL_TO_ALICE), "last", 0, NULL), ZX_OK);
    be(m, ALICE);
    call_parks(m, SYS_OBJECT_WAIT_ONE, selector(ALICE_TO_CAROL), ZX_PEER_CLOSED_BIT, FOR_EVER,
               at(m, OUT));
    end(m, CAROL);
    be(m, ALICE);
    assert_int_equal(word(m, OUT), ZX_PEER_CLOSED_BIT | ZX_READABLE);
    assert_true(is_valid(m, value));
    assert_int_equal(receive(m, value, 0, 8, 0), ZX_OK); /* what was sent before can be read */
    assert_int_equal(receive(m, value, 0, 8, 0), ZX_PEER_CLOSED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_task_finds_itself),
        TEST(all_other_slots_are_empty),
        TEST(small_windows),
        TEST(shared_things_have_their_rights),
        TEST(channels_connect_their_tasks),
        TEST(events_are_the_same_for_all),
        TEST(shared_things_are_the_images),
        TEST(peer_that_has_not_started_is_closed),
        TEST(peer_that_has_ended_is_closed),
    };
    return cmocka_run_group_tests_name("bootstrap", tests, NULL, NULL);
}
