/*
 * handle.c: tables are filled first in, first out above the window, exactly where asked inside it,
 * and no slot is ever lost. What a value of a handle means is test_name.c's business.
 */
#include "fixture.h"

enum { LABEL = 7, WINDOW = 4, FREE = CONFIG_SLOTS - WINDOW };

struct table {
    struct machine *m;
    struct kernel *k;
    process_id owner;
    object_id object; /* of the owner itself */
};

static struct table make_table(uint16_t window)
{
    struct machine_image *image = fixture_image(&(const struct machine_task){.label = LABEL}, 1);
    image->image.window = window;
    struct table t = {.m = fixture_boot(image)};
    t.k = machine_kernel(t.m);
    t.owner = machine_process(t.m, LABEL);
    t.object = object_of_process(t.owner);
    handle_close_all(t.k, t.owner); /* what it finds at its start */
    return t;
}

static slot_id create(const struct table *t)
{
    slot_id slot = handle_create(t->k, t->owner, t->object, RIGHT_READ);
    check(t->m);
    return slot;
}

static void close_slot(const struct table *t, slot_id slot)
{
    handle_close(t->k, t->owner, slot);
    check(t->m);
}

static void slots_come_in_order_until_there_are_none(void **state)
{
    (void)state;
    struct table t = make_table(WINDOW);
    for (slot_id slot = WINDOW + 1; slot <= CONFIG_SLOTS; slot++) {
        assert_int_equal(create(&t), slot);
        assert_int_equal(t.k->object[t.object].handles, slot - WINDOW);
        assert_int_equal(t.k->slot[node_of_slot(t.owner, slot)].object, t.object);
        assert_int_equal(t.k->slot[node_of_slot(t.owner, slot)].rights, RIGHT_READ);
    }
    uint64_t hash = machine_hash(t.m);
    assert_int_equal(create(&t), NONE);
    assert_int_equal(machine_hash(t.m), hash);
}

static void closed_slots_are_reused_first_in_first_out(void **state)
{
    (void)state;
    struct table t = make_table(WINDOW);
    slot_id closed[3] = {WINDOW + 2, WINDOW + 1, CONFIG_SLOTS};
    for (unsigned i = 0; i < FREE; i++) {
        (void)create(&t);
    }
    for (unsigned i = 0; i < 3; i++) {
        close_slot(&t, closed[i]);
    }
    for (unsigned i = 0; i < 3; i++) {
        assert_int_equal(create(&t), closed[i]);
    }
    assert_int_equal(create(&t), NONE);
}

static void closing_waits_behind_all_free_slots(void **state)
{
    (void)state;
    struct table t = make_table(WINDOW);
    for (unsigned i = 0; i < 3 * FREE; i++) {
        slot_id slot = create(&t);
        assert_int_equal(slot, WINDOW + 1 + i % FREE);
        close_slot(&t, slot);
    }
}

static void closing_changes_the_generation_and_empties_the_slot(void **state)
{
    (void)state;
    struct table t = make_table(WINDOW);
    slot_id slot = create(&t);
    struct slot *entry = &t.k->slot[node_of_slot(t.owner, slot)];
    for (uint32_t generation = 0; generation < 2; generation++) {
        entry->generation = generation * (GENERATION_MASK - 1);
        uint32_t before = entry->generation;
        uint32_t other = t.k->slot[node_of_slot(t.owner, slot + 1)].generation;
        close_slot(&t, slot);
        assert_int_equal(entry->generation, before + 1);
        assert_int_equal(t.k->slot[node_of_slot(t.owner, slot + 1)].generation, other);
        assert_int_equal(entry->object, NONE);
        assert_int_equal(entry->rights, 0);
        assert_int_equal(t.k->object[t.object].handles, 0);
        for (unsigned i = 0; i < FREE; i++) {
            (void)create(&t);
        }
        assert_int_equal(entry->generation, before + 1); /* filling does not */
        handle_close_all(t.k, t.owner);
        for (slot_id i = WINDOW + 1; i <= slot; i++) {
            (void)create(&t);
        }
    }
    entry->generation = GENERATION_MASK;
    close_slot(&t, slot);
    assert_int_equal(entry->generation, 0);
}

static void window_slots_are_filled_only_by_placing(void **state)
{
    (void)state;
    struct table t = make_table(WINDOW);
    for (slot_id slot = 1; slot <= WINDOW; slot++) {
        handle_place(t.k, t.owner, slot, t.object, RIGHTS_ALL);
        check(t.m);
        assert_int_equal(t.k->slot[node_of_slot(t.owner, slot)].object, t.object);
        assert_int_equal(t.k->slot[node_of_slot(t.owner, slot)].rights, RIGHTS_ALL);
    }
    assert_int_equal(t.k->object[t.object].handles, WINDOW);
    for (slot_id slot = 1; slot <= WINDOW; slot++) {
        close_slot(&t, slot);
    }
    assert_int_equal(t.k->object[t.object].handles, 0);
    for (unsigned i = 0; i < FREE; i++) {
        assert_true(create(&t) > WINDOW);
    }
    assert_int_equal(create(&t), NONE);
}

static void table_without_a_window(void **state)
{
    (void)state;
    struct table t = make_table(0);
    assert_int_equal(create(&t), 1);
}

static void closing_all_leaves_an_empty_table(void **state)
{
    (void)state;
    struct table t = make_table(WINDOW);
    for (unsigned i = 0; i < FREE; i++) {
        (void)create(&t);
    }
    handle_place(t.k, t.owner, 1, t.object, 0);
    handle_place(t.k, t.owner, WINDOW, t.object, 0);
    close_slot(&t, WINDOW + 3);
    handle_close_all(t.k, t.owner);
    check(t.m);
    assert_int_equal(t.k->object[t.object].handles, 0);
    assert_int_equal(create(&t), WINDOW + 3); /* free for the longest time */
    handle_place(t.k, t.owner, 1, t.object, 0);
}

static void tables_are_apart(void **state)
{
    (void)state;
    struct machine *m = MACHINE({.label = 1}, {.label = 2});
    struct kernel *k = machine_kernel(m);
    process_id a = machine_process(m, 1);
    process_id b = machine_process(m, 2);
    slot_id slot = handle_create(k, a, object_of_process(b), RIGHT_READ);
    assert_int_equal(k->slot[node_of_slot(b, slot)].object, NONE);
    assert_int_equal(handle_create(k, b, object_of_process(b), RIGHT_READ), slot);
    handle_close_all(k, b);
    check(m);
    assert_int_equal(k->slot[node_of_slot(a, slot)].object, object_of_process(b));
    assert_int_equal(k->object[object_of_process(b)].handles, 1);
}

static void place_outside_the_window(void *context)
{
    const struct table *t = context;
    handle_place(t->k, t->owner, WINDOW + 1, t->object, 0);
}

static void place_in_slot_none(void *context)
{
    const struct table *t = context;
    handle_place(t->k, t->owner, NONE, t->object, 0);
}

static void place_twice(void *context)
{
    const struct table *t = context;
    handle_place(t->k, t->owner, WINDOW, t->object, 0);
    handle_place(t->k, t->owner, WINDOW, t->object, 0);
}

static void place_once(void *context)
{
    const struct table *t = context;
    handle_place(t->k, t->owner, WINDOW, t->object, 0);
}

static void placing_wrongly_is_a_bug_of_the_kernel(void **state)
{
    (void)state;
    struct table t = make_table(WINDOW);
    assert_false(panics(place_once, &t));
    assert_true(panics(place_outside_the_window, &t));
    assert_true(panics(place_in_slot_none, &t));
    assert_true(panics(place_twice, &t));
}

static void rights_are_zircons_bits(void **state)
{
    (void)state;
    static const uint32_t in_order[] = {
        RIGHT_DUPLICATE,    RIGHT_TRANSFER,     RIGHT_READ,
        RIGHT_WRITE,        RIGHT_EXECUTE,      RIGHT_MAP,
        RIGHT_GET_PROPERTY, RIGHT_SET_PROPERTY, RIGHT_ENUMERATE,
        RIGHT_DESTROY,      RIGHT_SET_POLICY,   RIGHT_GET_POLICY,
        RIGHT_SIGNAL,       RIGHT_SIGNAL_PEER,  RIGHT_WAIT,
        RIGHT_INSPECT,      RIGHT_MANAGE_JOB,   RIGHT_MANAGE_PROCESS,
        RIGHT_MANAGE_THREAD};
    uint32_t all = 0;
    for (unsigned bit = 0; bit < sizeof in_order / sizeof in_order[0]; bit++) {
        assert_int_equal(in_order[bit], 1u << bit);
        all |= in_order[bit];
    }
    assert_int_equal(RIGHTS_ALL, all);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(slots_come_in_order_until_there_are_none),
        TEST(closed_slots_are_reused_first_in_first_out),
        TEST(closing_waits_behind_all_free_slots),
        TEST(closing_changes_the_generation_and_empties_the_slot),
        TEST(window_slots_are_filled_only_by_placing),
        TEST(table_without_a_window),
        TEST(closing_all_leaves_an_empty_table),
        TEST(tables_are_apart),
        TEST(rights_are_zircons_bits),
        TEST(placing_wrongly_is_a_bug_of_the_kernel),
    };
    return cmocka_run_group_tests_name("handle", tests, NULL, NULL);
}
