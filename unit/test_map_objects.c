/*
 * map_objects.c: names copied and moved between tables by flexpages of slots.
 */
#include "l4_calls.h"

#include "zircon.h"

#define map(m, to, from, page, base) l4(m, SYS_TASK_MAP, to, from, page, base)

/* An event with one name, in this slot. */
static object_id place_event(struct machine *m, uint32_t label, unsigned slot, uint32_t rights)
{
    struct kernel *k = machine_kernel(m);
    object_id job = object_of_job(k->process[machine_process(m, label)].job);
    object_id event = object_create(k, OBJECT_EVENT, job);
    assert_int_not_equal(event, NONE);
    (void)place(m, label, slot, event, rights);
    return event;
}

/* The same above the window; which slot that is. */
static unsigned hold_event(struct machine *m, uint32_t label)
{
    struct kernel *k = machine_kernel(m);
    object_id job = object_of_job(k->process[machine_process(m, label)].job);
    object_id event = object_create(k, OBJECT_EVENT, job);
    uint32_t handle = machine_handle(m, machine_process(m, label), event, RIGHTS_ALL);
    assert_int_not_equal(handle, 0);
    return name_slot(k, machine_process(m, label), handle);
}

static void assert_slot(struct machine *m, uint32_t label, unsigned slot, object_id object,
                        uint32_t rights)
{
    assert_int_equal(slot_at(m, machine_process(m, label), slot)->object, object);
    assert_int_equal(slot_at(m, machine_process(m, label), slot)->rights, rights);
}

/* What the four L4 rights leave of all rights, by the table in the design. */
static uint32_t masked(uint32_t rights, unsigned l4_rights)
{
    const uint32_t s = RIGHT_TRANSFER | RIGHT_DUPLICATE;
    const uint32_t r = RIGHT_READ | RIGHT_WAIT | RIGHT_INSPECT | RIGHT_GET_PROPERTY |
                       RIGHT_GET_POLICY | RIGHT_ENUMERATE;
    uint32_t left = 0;
    left |= (l4_rights & L4_RIGHT_D) != 0 ? RIGHT_DESTROY : 0;
    left |= (l4_rights & L4_RIGHT_R) != 0 ? r : 0;
    left |= (l4_rights & L4_RIGHT_S) != 0 ? s : 0;
    left |= (l4_rights & L4_RIGHT_W) != 0 ? RIGHTS_ALL & ~(r | s | (uint32_t)RIGHT_DESTROY) : 0;
    return rights & left;
}

/* ---- Rights. ---- */

/* Each mask, with each single right of the source's missing. */
static void rights_of_a_copy(void **state)
{
    (void)state;
    struct machine *m = l4_machine();
    for (unsigned missing = 0; missing < 20; missing++) {
        const uint32_t handed_on = RIGHT_DUPLICATE | RIGHT_TRANSFER;
        uint32_t held = (RIGHTS_ALL & ~((uint32_t)1 << missing)) | handed_on;
        machine_reset(m);
        be(m, A);
        object_id event = place_event(m, A, 4, held);
        uint32_t b = place_task(m, A, 5, B, RIGHTS_ALL);
        for (unsigned rights = 0; rights < 16; rights++) {
            assert_int_equal(map(m, b, SELF, slot_page(4, 0, rights), 7u << 12), 0);
            bool there = (rights & L4_RIGHT_R) != 0;
            assert_slot(m, B, 7, there ? event : NONE, there ? masked(held, rights) : 0);
            assert_slot(m, A, 4, event, held);
            assert_int_equal(l4(m, SYS_TASK_UNMAP, SELF, slot_page(4, 0, R), OTHER_SPACES), 0);
        }
    }
}

/* The S rights pass if both names of tasks have TRANSFER; one's own process always does. */
static void s_needs_both_tasks(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 8; i++) {
        struct machine *m = l4_machine();
        uint32_t to_rights = (i & 1) != 0 ? RIGHTS_ALL : RIGHTS_ALL & ~(uint32_t)RIGHT_TRANSFER;
        uint32_t from_rights = (i & 2) != 0 ? RIGHTS_ALL : RIGHTS_ALL & ~(uint32_t)RIGHT_TRANSFER;
        uint32_t to = place_task(m, A, 5, B, to_rights);
        uint32_t from = place_task(m, A, 6, C, from_rights);
        object_id event = place_event(m, C, 4, RIGHTS_ALL);
        bool grants = (i & 4) != 0;
        assert_int_equal(
            map(m, to, from, slot_page(4, 0, RWSD), 4u << 12 | (grants ? L4_GRANT : 0)), 0);
        unsigned left = (i & 3) == 3 ? RWSD : RWSD & ~(unsigned)L4_RIGHT_S;
        assert_slot(m, B, 4, event, masked(RIGHTS_ALL, left));
        assert_slot(m, C, 4, grants ? NONE : event, grants ? 0 : RIGHTS_ALL);
    }
}

/* What a handle must have: DUPLICATE for a copy, TRANSFER towards another process or to move. */
static void handles_that_may_not_be_handed_on(void **state)
{
    (void)state;
    struct machine *m = l4_machine();
    for (unsigned i = 0; i < 16; i++) {
        bool duplicates = (i & 1) != 0;
        bool transfers = (i & 2) != 0;
        bool abroad = (i & 4) != 0;
        bool grants = (i & 8) != 0;
        struct kernel *k = machine_kernel(m);
        machine_reset(m);
        be(m, A);
        uint32_t b = place_task(m, A, 5, B, RIGHTS_ALL);
        uint32_t held = RIGHTS_ALL & ~(uint32_t)(RIGHT_DUPLICATE | RIGHT_TRANSFER);
        held |= (duplicates ? RIGHT_DUPLICATE : 0) | (transfers ? RIGHT_TRANSFER : 0);
        object_id event = place_event(m, A, 4, held);
        bool may = grants ? transfers : duplicates && (transfers || !abroad);
        assert_int_equal(map(m, abroad ? b : SELF, SELF, slot_page(4, 0, RWSD),
                             7u << 12 | (grants ? L4_GRANT : 0)),
                         may ? 0 : L4_EPERM);
        assert_slot(m, abroad ? B : A, 7, may ? event : NONE, may ? held : 0);
        assert_int_equal(k->object[event].handles, may && !grants ? 2 : 1);
    }
}

/* From another task nothing can be taken without READ; from one's own everything can. */
static void source_needs_read(void **state)
{
    (void)state;
    struct machine *m = l4_machine();
    uint32_t b = place_task(m, A, 4, B, RIGHTS_ALL & ~(uint32_t)RIGHT_READ);
    uint32_t weak = place_task(m, A, 5, B, RIGHT_READ | RIGHT_TRANSFER);
    uint32_t self = place_task(m, A, 6, A, 0);
    assert_int_equal(map(m, SELF, b, slot_page(3, 0, RWSD), 7u << 12), L4_EPERM);
    assert_int_equal(map(m, SELF, weak, slot_page(3, 0, RWSD), 7u << 12), 0); /* W is not needed */
    assert_slot(m, A, 7, object_of_thread(thread_of(m, B)), object_rights[OBJECT_THREAD]);
    assert_int_equal(map(m, self, self, slot_page(3, 0, RWSD), 7u << 12), 0);
    assert_slot(m, A, 7, object_of_thread(thread_of(m, A)), object_rights[OBJECT_THREAD]);
}

/* ---- Where to. ---- */

static void destination_is_the_window(void **state)
{
    (void)state;
    struct machine *m = l4_machine();
    uint32_t b = place_task(m, A, 4, B, RIGHTS_ALL);
    unsigned from = hold_event(m, A);
    object_id event = slot_at(m, machine_process(m, A), from)->object;
    assert_true(from > WINDOW_LAST);
    for (unsigned to = 0; to < CONFIG_SLOTS + 3; to++) {
        bool good = to >= 1 && to <= WINDOW_LAST;
        assert_int_equal(map(m, b, SELF, slot_page(from, 0, RWSD), to << 12), good ? 0 : L4_EINVAL);
        if (good) {
            assert_slot(m, B, to, event, RIGHTS_ALL);
        }
    }
    assert_int_equal(map(m, b, SELF, slot_page(from, 0, RWSD), 0xfffff000u), L4_EINVAL);
    assert_int_equal(map(m, b, SELF, slot_page(from, 0, 0), 8u << 12),
                     L4_EINVAL); /* all the same */
}

/* The hot spot: a page of 2^n slots goes to where the send base's own 2^n slots begin. */
static void hot_spot_of_several_slots(void **state)
{
    (void)state;
    struct machine *m = l4_machine();
    for (unsigned base = 4; base < 8; base++) {
        machine_reset(m);
        be(m, A);
        (void)place_task(m, A, 4, B, RIGHTS_ALL);
        (void)place_task(m, A, 5, C, RIGHTS_ALL);
        /* Slots 2 and 3, whichever of them the page names. */
        assert_int_equal(map(m, selector(4), SELF, slot_page(2 + base % 2, 1, RWS), base << 12), 0);
        unsigned first = base / 2 * 2;
        assert_slot(m, B, first, object_of_job(machine_kernel(m)->process[1].job),
                    slot_at(m, machine_process(m, A), SLOT_JOB)->rights);
        assert_slot(m, B, first + 1, object_of_thread(thread_of(m, A)),
                    masked(object_rights[OBJECT_THREAD], RWS));
        assert_slot(m, B, first ^ 2, NONE, 0);
    }
}

static void void_slots_are_skipped(void **state)
{
    (void)state;
    struct machine *m = l4_machine();
    uint32_t b = place_task(m, A, 5, B, RIGHTS_ALL);
    object_id event = place_event(m, A, 6, RIGHTS_ALL);
    (void)place_task(m, B, 4, C, RIGHTS_ALL);
    (void)place_task(m, B, 6, C, RIGHTS_ALL);
    assert_int_equal(map(m, b, SELF, slot_page(4, 2, RWSD), 4u << 12), 0);      /* 4 to 7 */
    assert_slot(m, B, 4, object_of_process(machine_process(m, C)), RIGHTS_ALL); /* as it was */
    assert_slot(m, B, 5, object_of_process(machine_process(m, B)), RIGHTS_ALL);
    assert_slot(m, B, 6, event, RIGHTS_ALL); /* instead of what was there */
    assert_slot(m, B, 7, NONE, 0);
    assert_int_equal(map(m, b, SELF, slot_page(7, 0, RWSD), 4u << 12), 0); /* nothing sent */
    assert_int_equal(l4(m, SYS_TASK_CAP_VALID, b, selector(7)), 0);
    assert_int_equal(map(m, b, SELF, slot_page(7, 0, RWSD), 9u << 12), 0); /* to nowhere */
    assert_int_equal(map(m, b, SELF, slot_page(0, 0, RWSD), 5u << 12), 0);
    assert_int_equal(map(m, b, SELF, slot_page(CONFIG_SLOTS + 1, 0, RWSD), 5u << 12), 0);
    assert_int_equal(map(m, b, SELF, slot_page(0xfffff, 0, RWSD), 5u << 12), 0);
    assert_slot(m, B, 5, object_of_process(machine_process(m, B)), RIGHTS_ALL);
}

/* A page of all slots there can be, of whatever size, is one of those that there are. */
static void page_of_everything(void **state)
{
    (void)state;
    struct machine *m = l4_machine();
    for (unsigned order = 5; order < 64; order++) {
        machine_reset(m);
        be(m, A);
        process_id made = make_task(m, 4);
        assert_int_equal(map(m, selector(4), SELF, slot_page(0, order, RWS), 0), L4_EINVAL);
        (void)place_task(m, A, 5, B, RIGHTS_ALL);
        (void)hold_event(m, B); /* above the window nothing can be put */
        assert_int_equal(map(m, SELF, selector(5), slot_page(0, order, RWS), 0), L4_EINVAL);
        uint32_t c = place_task(m, A, 6, C, RIGHTS_ALL);
        assert_int_equal(map(m, selector(4), c, slot_page(0, order, RWS), 0), 0);
        assert_int_equal(slot_at(m, made, SLOT_PROCESS)->object,
                         object_of_process(machine_process(m, C)));
        assert_int_equal(slot_at(m, made, SLOT_THREAD)->object, object_of_thread(thread_of(m, C)));
        assert_int_equal(slot_at(m, made, SLOT_THREAD + 1)->object, NONE);
    }
}

/* One that cannot be copied, and none is. */
static void all_or_nothing(void **state)
{
    (void)state;
    struct machine *m = l4_machine();
    uint32_t b = place_task(m, A, 4, B, RIGHTS_ALL);
    (void)place_task(m, A, 5, C, RIGHTS_ALL);
    (void)place_task(m, A, 6, C, RIGHTS_ALL);
    (void)place_task(m, A, 7, C, RIGHTS_ALL & ~(uint32_t)RIGHT_DUPLICATE);
    assert_int_equal(map(m, b, SELF, slot_page(4, 2, RWSD), 4u << 12), L4_EPERM);
    assert_slot(m, B, 4, NONE, 0);
    assert_int_equal(map(m, b, SELF, slot_page(4, 2, RWSD), 4u << 12 | L4_GRANT), 0);
    assert_slot(m, B, 4, object_of_process(machine_process(m, B)), RIGHTS_ALL);
    assert_slot(m, A, 4, NONE, 0);
    assert_slot(m, A, 7, NONE, 0);
}

/* ---- What is in the way. ---- */

static void occupants_go_with_their_children(void **state)
{
    (void)state;
    struct machine *m = l4_machine();
    struct kernel *k = machine_kernel(m);
    uint32_t b = place_task(m, A, 5, B, RIGHTS_ALL);
    object_id lost = place_event(m, B, 4, RIGHTS_ALL);
    (void)place_task(m, B, 5, C, RIGHTS_ALL);
    be(m, B);
    assert_int_equal(map(m, selector(5), SELF, slot_page(4, 0, RWSD), 4u << 12), 0);
    be(m, A);
    assert_int_equal(map(m, b, SELF, slot_page(3, 0, RWSD), 4u << 12), 0);
    assert_slot(m, C, 4, NONE, 0);
    assert_int_equal(k->object[lost].type, OBJECT_FREE);
    /* The same again, with less: rights can shrink. */
    assert_int_equal(map(m, b, SELF, slot_page(3, 0, R), 4u << 12), 0);
    assert_slot(m, B, 4, object_of_thread(thread_of(m, A)),
                masked(object_rights[OBJECT_THREAD], R));
}

static void origin_is_not_replaced(void **state)
{
    (void)state;
    struct machine *m = l4_machine();
    uint32_t b = place_task(m, A, 5, B, RIGHTS_ALL);
    (void)place_event(m, A, 4, RIGHTS_ALL);
    assert_int_equal(map(m, SELF, SELF, slot_page(4, 0, RWSD), 6u << 12), 0);
    assert_int_equal(map(m, b, SELF, slot_page(6, 0, RWSD), 4u << 12), 0);
    static const unsigned origins[] = {4, 6};
    for (unsigned i = 0; i < 4; i++) {
        uint32_t grant = i / 2 != 0 ? L4_GRANT : 0;
        uint32_t base = origins[i % 2] << 12 | grant;
        assert_int_equal(map(m, SELF, b, slot_page(4, 0, RWSD), base), L4_EINVAL);
        assert_int_equal(map(m, b, b, slot_page(4, 0, RWSD), 4u << 12 | grant), L4_EINVAL);
        assert_int_equal(map(m, SELF, SELF, slot_page(6, 0, RWSD), base), L4_EINVAL);
    }
    assert_int_equal(map(m, SELF, b, slot_page(4, 0, RWSD), 7u << 12), 0); /* beside them */
    assert_int_equal(l4(m, SYS_TASK_CAP_HAS_CHILD, b, selector(4)), 1);
}

/* What is in the way of one name may be what another of the page was made from. */
static void source_that_goes_with_an_occupant(void **state)
{
    (void)state;
    struct machine *m = l4_machine();
    uint32_t b = place_task(m, A, 1 + WINDOW_LAST / 2, B, RIGHTS_ALL); /* slot 4 */
    (void)place_event(m, B, 6, RIGHTS_ALL);
    (void)place_event(m, B, 7, RIGHTS_ALL);
    assert_int_equal(map(m, SELF, b, slot_page(6, 0, RWSD), 7u << 12), 0);
    assert_int_equal(map(m, SELF, b, slot_page(7, 0, RWSD), 6u << 12), 0);
    /* Slot 6 of A, made from B's 7, goes to B's 6, from which A's 7 was made. */
    assert_int_equal(map(m, b, SELF, slot_page(6, 1, RWSD), 6u << 12), 0);
    assert_slot(m, A, 7, NONE, 0);
    assert_int_equal(l4(m, SYS_TASK_CAP_EQUAL, b, selector(6), selector(7)), 1);
    assert_int_equal(l4(m, SYS_TASK_CAP_HAS_CHILD, b, selector(7)), 1);
}

/* ---- Granting, and names of a kind of their own. ---- */

static void granted_name_moves_with_its_children(void **state)
{
    (void)state;
    struct machine *m = l4_machine();
    struct kernel *k = machine_kernel(m);
    uint32_t b = place_task(m, A, 4, B, RIGHTS_ALL);
    uint32_t c = place_task(m, A, 5, C, RIGHTS_ALL);
    unsigned from = hold_event(m, A);
    object_id event = slot_at(m, machine_process(m, A), from)->object;
    uint32_t handle = name_of_handle(k, machine_process(m, A), (slot_id)from);
    assert_int_equal(map(m, c, SELF, slot_page(from, 0, RWSD), 4u << 12), 0);
    assert_int_equal(map(m, b, SELF, slot_page(from, 0, R | W), 4u << 12 | L4_GRANT), 0);
    assert_int_equal(l4(m, SYS_TASK_CAP_VALID, SELF, handle), 0);
    assert_int_equal(l4(m, SYS_TASK_CAP_HAS_CHILD, b, selector(4)), 1);
    assert_int_equal(k->object[event].handles, 2);
    assert_int_equal(l4(m, SYS_TASK_UNMAP, b, slot_page(4, 0, R), OTHER_SPACES), 0);
    assert_slot(m, C, 4, NONE, 0);
    assert_int_equal(k->object[event].handles, 1);
    /* The slot it left is the table's again. */
    assert_int_not_equal(machine_handle(m, machine_process(m, A), event, RIGHTS_ALL), 0);
    check(m);
}

/* An end of a channel has one name: it can be granted, never copied. */
static void channel_end_is_only_granted(void **state)
{
    (void)state;
    struct machine *m = l4_machine();
    struct kernel *k = machine_kernel(m);
    object_id job = object_of_job(k->process[machine_process(m, A)].job);
    object_id end = object_create(k, OBJECT_CHANNEL, job);
    handle_place(k, machine_process(m, A), 5, end, object_rights[OBJECT_CHANNEL]);
    uint32_t other = place(m, A, 6, object_peer(end), object_rights[OBJECT_CHANNEL]);
    uint32_t b = place_task(m, A, 4, B, RIGHTS_ALL);
    assert_int_equal(map(m, b, SELF, slot_page(5, 0, RWSD), 4u << 12), L4_EPERM);
    assert_int_equal(map(m, b, SELF, slot_page(5, 0, RWSD), 4u << 12 | L4_GRANT), 0);
    assert_slot(m, B, 4, end, object_rights[OBJECT_CHANNEL]);
    assert_int_equal(l4(m, SYS_CHANNEL_WRITE, other, 0, data_of(m, A), 8, 0, 0), 0);
    be(m, B);
    assert_int_equal(l4(m, SYS_CHANNEL_READ, selector(4), 0, data_of(m, B), 0, 8, 0, 0, 0), ZX_OK);
}

/* A process that has not started never gets a name of itself; one that runs may. */
static void unborn_process_does_not_name_itself(void **state)
{
    (void)state;
    struct machine *m = l4_machine();
    process_id made = make_task(m, 4);
    assert_int_equal(map(m, selector(4), SELF, slot_page(4, 0, RWSD), 5u << 12), L4_EINVAL);
    assert_int_equal(map(m, selector(4), SELF, slot_page(4, 0, RWSD), 5u << 12 | L4_GRANT),
                     L4_EINVAL);
    uint32_t b = place_task(m, A, 5, B, RIGHTS_ALL);
    assert_int_equal(map(m, b, SELF, slot_page(5, 0, RWSD), 4u << 12), 0);
    assert_int_equal(map(m, selector(4), SELF, slot_page(3, 0, RWSD), 4u << 12), 0);
    assert_int_equal(slot_at(m, made, 4)->object, object_of_thread(thread_of(m, A)));
    assert_int_equal(map(m, SELF, selector(4), slot_page(4, 0, RWSD), 6u << 12), 0); /* and back */
    assert_int_equal(l4(m, SYS_TASK_CAP_EQUAL, SELF, selector(6), ME), 1);
}

/* Nor one of another that has not started either: they would keep each other alive. */
static void unborn_processes_do_not_name_each_other(void **state)
{
    (void)state;
    struct machine *m = l4_machine();
    process_id first = make_task(m, 4);
    process_id second = make_task(m, 5);
    assert_int_equal(map(m, selector(5), SELF, slot_page(4, 0, RWSD), 4u << 12), L4_EINVAL);
    assert_int_equal(map(m, selector(4), SELF, slot_page(5, 0, RWSD), 4u << 12 | L4_GRANT),
                     L4_EINVAL);
    assert_int_equal(l4(m, SYS_TASK_UNMAP, SELF, slot_page(4, 1, RWSD), L4_ALL_SPACES), 0);
    assert_int_equal(machine_kernel(m)->process[first].state, PROCESS_FREE);
    assert_int_equal(machine_kernel(m)->process[second].state, PROCESS_FREE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(rights_of_a_copy),
        TEST(s_needs_both_tasks),
        TEST(handles_that_may_not_be_handed_on),
        TEST(source_needs_read),
        TEST(destination_is_the_window),
        TEST(hot_spot_of_several_slots),
        TEST(void_slots_are_skipped),
        TEST(page_of_everything),
        TEST(all_or_nothing),
        TEST(occupants_go_with_their_children),
        TEST(origin_is_not_replaced),
        TEST(source_that_goes_with_an_occupant),
        TEST(granted_name_moves_with_its_children),
        TEST(channel_end_is_only_granted),
        TEST(unborn_process_does_not_name_itself),
        TEST(unborn_processes_do_not_name_each_other),
    };
    return cmocka_run_group_tests_name("map_objects", tests, NULL, NULL);
}
