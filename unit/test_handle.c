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

/* ---- Handles that move, and where they stand in the derivation tree. ---- */

static struct tree_node *node_at(const struct table *t, node_id node)
{
    return &t->k->slot[node].node;
}

/* A handle that was made from another one. */
static slot_id create_child(const struct table *t, slot_id parent)
{
    slot_id child = create(t);
    tree_remove(t->k, node_of_slot(t->owner, child));
    tree_add_child(t->k, node_of_slot(t->owner, parent), node_of_slot(t->owner, child));
    check(t->m);
    return child;
}

static void assert_child(const struct table *t, node_id parent, slot_id child)
{
    node_id node = node_of_slot(t->owner, child);
    assert_int_equal(node_at(t, parent)->next, node);
    assert_int_equal(node_at(t, node)->depth, node_at(t, parent)->depth + 1);
}

static void values_are_known_beforehand(void **state)
{
    (void)state;
    struct table t = make_table(WINDOW);
    uint32_t values[FREE];
    uint32_t more[FREE + 1];
    assert_true(handle_predict(t.k, t.owner, 0, values));
    assert_true(handle_predict(t.k, t.owner, FREE, values));
    assert_false(handle_predict(t.k, t.owner, FREE + 1, more));
    for (unsigned i = 0; i < FREE; i++) {
        uint32_t next = 0;
        assert_true(handle_predict(t.k, t.owner, 1, &next));
        assert_int_equal(next, values[i]);
        assert_int_equal(name_of_handle(t.k, t.owner, create(&t)), values[i]);
        assert_false(handle_predict(t.k, t.owner, FREE - i, more));
    }
    assert_true(handle_predict(t.k, t.owner, 0, values));
}

static void duplicate_is_a_sibling(void **state)
{
    (void)state;
    struct table t = make_table(WINDOW);
    slot_id parent = create(&t);
    slot_id child = create_child(&t, parent);
    handle_duplicate(t.k, t.owner, child, 0);
    check(t.m);
    assert_child(&t, node_of_slot(t.owner, parent), child + 1);
    assert_int_equal(node_at(&t, node_of_slot(t.owner, child + 1))->next,
                     node_of_slot(t.owner, child));
    assert_int_equal(node_at(&t, node_of_slot(t.owner, child))->depth, 2);
    assert_int_equal(t.k->slot[node_of_slot(t.owner, child + 1)].rights, 0);
    assert_int_equal(t.k->slot[node_of_slot(t.owner, child)].rights, RIGHT_READ);
    assert_int_equal(t.k->object[t.object].handles, 3);
}

static void replaced_handle_keeps_its_children(void **state)
{
    (void)state;
    struct table t = make_table(WINDOW);
    slot_id slot = create(&t);
    slot_id child = create_child(&t, slot);
    uint32_t value = name_of_handle(t.k, t.owner, slot);
    handle_replace(t.k, t.owner, slot, 0);
    check(t.m);
    assert_int_equal(name_slot(t.k, t.owner, value), NONE);
    assert_int_equal(t.k->slot[node_of_slot(t.owner, slot)].object, NONE);
    assert_int_equal(t.k->slot[node_of_slot(t.owner, child + 1)].object, t.object);
    assert_int_equal(t.k->slot[node_of_slot(t.owner, child + 1)].rights, 0);
    assert_child(&t, node_of_slot(t.owner, child + 1), child);
    assert_int_equal(t.k->object[t.object].handles, 2);
}

static void closed_handle_leaves_its_children_to_its_parent(void **state)
{
    (void)state;
    struct table t = make_table(WINDOW);
    slot_id slot = create(&t);
    slot_id child = create_child(&t, slot);
    slot_id grandchild = create_child(&t, child);
    close_slot(&t, child);
    assert_child(&t, node_of_slot(t.owner, slot), grandchild);
    close_slot(&t, slot);
    assert_int_equal(node_at(&t, node_of_slot(t.owner, grandchild))->depth, 1);
}

/* To every place in transit and back, at the edges of them all. */
static void handles_go_through_transit(void **state)
{
    (void)state;
    static const node_id places[] = {NODE_FIRST_TRANSIT, NODE_FIRST_TRANSIT + 1,
                                     NODE_FIRST_MAPPING - 1};
    for (unsigned i = 0; i < 3; i++) {
        struct table t = make_table(WINDOW);
        slot_id slot = create(&t);
        slot_id child = create_child(&t, slot);
        uint32_t generation = t.k->slot[node_of_slot(t.owner, slot)].generation;
        handle_send(t.k, t.owner, slot, places[i]);
        assert_int_equal(t.k->slot[node_of_slot(t.owner, slot)].object, NONE);
        assert_int_equal(t.k->slot[node_of_slot(t.owner, slot)].generation, generation + 1);
        assert_int_equal(t.k->slot[places[i]].object, t.object);
        assert_int_equal(t.k->slot[places[i]].rights, RIGHT_READ);
        assert_child(&t, places[i], child);
        handle_receive(t.k, places[i], t.owner);
        check(t.m);
        static const struct slot empty;
        assert_memory_equal(&t.k->slot[places[i]], &empty, sizeof empty);
        assert_child(&t, node_of_slot(t.owner, child + 1), child);
        assert_int_equal(t.k->slot[node_of_slot(t.owner, child + 1)].rights, RIGHT_READ);
        assert_int_equal(t.k->object[t.object].handles, 2);
    }
}

/* One object's names go, in whatever table and in transit; others stay. */
static void revoking_reaches_every_name(void **state)
{
    (void)state;
    struct table t = make_table(WINDOW);
    object_id other = object_of_thread(thread_of(t.m, LABEL));
    for (unsigned i = 0; i < 3; i++) {
        (void)create(&t);
        assert_int_not_equal(handle_create(t.k, t.owner, other, 0), NONE);
    }
    handle_place(t.k, t.owner, 1, t.object, 0);
    handle_send(t.k, t.owner, WINDOW + 1, NODE_FIRST_TRANSIT);
    handle_send(t.k, t.owner, WINDOW + 3, NODE_FIRST_MAPPING - 1);
    handle_send(t.k, t.owner, WINDOW + 2, NODE_FIRST_TRANSIT + 1);
    assert_int_equal(t.k->object[t.object].handles, 4);
    handle_revoke(t.k, t.object);
    assert_int_equal(t.k->object[t.object].handles, 0);
    assert_int_equal(t.k->object[other].handles, 3);
    assert_int_equal(t.k->slot[NODE_FIRST_TRANSIT].object, NONE);
    assert_int_equal(t.k->slot[NODE_FIRST_MAPPING - 1].object, NONE);
    assert_int_equal(t.k->slot[NODE_FIRST_TRANSIT + 1].object, other);
    handle_revoke(t.k, t.object); /* nothing is left to be done */
    handle_revoke(t.k, other);
    check(t.m);
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
        TEST(values_are_known_beforehand),
        TEST(duplicate_is_a_sibling),
        TEST(replaced_handle_keeps_its_children),
        TEST(closed_handle_leaves_its_children_to_its_parent),
        TEST(handles_go_through_transit),
        TEST(revoking_reaches_every_name),
        TEST(rights_are_zircons_bits),
        TEST(placing_wrongly_is_a_bug_of_the_kernel),
    };
    return cmocka_run_group_tests_name("handle", tests, NULL, NULL);
}
