/*
 * unmap.c: unmapping more than goes in one step: each step takes a bounded part, nobody runs before
 * the last, and all in all it is the same as unmapping piece by piece.
 */
#include <string.h>

#include "steps.h"

/* ---- The same in small pieces. ---- */

/* The node goes by a call of its own. */
static void unmap_one(struct machine *m, node_id node)
{
    bool is_name = node < NODE_FIRST_MAPPING;
    const struct mapping *mapping =
        &machine_kernel(m)->mapping[is_name ? 0u : node - NODE_FIRST_MAPPING + 1u];
    process_id owner = is_name ? process_of_node(node) : mapping->process;
    uint32_t page = is_name ? slot_page(slot_of_node(node), 0, R)
                            : memory_page(mapping->region.base, mapping->region.order, R);
    uint32_t label = A;
    while (machine_process(m, label) != owner) {
        label++;
    }
    assert_int_equal(l4(m, SYS_TASK_UNMAP, name_of(label), page, L4_ALL_SPACES), 0);
}

static void unmap_one_by_one(struct machine *m, node_id node, bool itself)
{
    for (node_id last = tree_last_below(machine_kernel(m), node); last != node;
         last = tree_last_below(machine_kernel(m), node)) {
        unmap_one(m, last);
    }
    if (itself) {
        unmap_one(m, node);
    }
}

/* ---- One page. ---- */

/* Unmaps what is below the node and compares: so many nodes must go. */
static void compare_unmap(struct machine *m, uint32_t page, node_id node, unsigned below)
{
    struct machine *before = copy_of(m);
    struct machine *other = copy_of(m);
    for (unsigned itself = 0; itself < 2; itself++) {
        machine_copy(m, before);
        machine_copy(other, before);
        struct nodes all = nodes_of(m);
        assert_int_equal(enter(m, SYS_TASK_UNMAP, SELF, page, itself << 31), 0);
        struct nodes left = nodes_of(m);
        assert_int_equal(all.names + all.mappings - left.names - left.mappings, STEP_NODES);
        assert_true(kernel_has_work(machine_kernel(m)));
        assert_int_equal(steps(m), 1);
        left = nodes_of(m);
        assert_int_equal(all.names + all.mappings - left.names - left.mappings, below + itself);
        assert_nothing_unmapped(m);
        assert_int_equal(machine_current(m), thread_of(m, A));
        check(m);
        unmap_one_by_one(other, node, itself != 0);
        assert_int_equal(machine_hash(m), machine_hash(other));
    }
}

static void memory_goes_in_steps(void **state)
{
    (void)state;
    for (enum shape shape = WIDE; shape < SHAPES; shape++) {
        struct machine *m = steps_machine(ENDING_NONE);
        unsigned free = free_mappings(m);
        unsigned made = spread_memory(m, shape);
        assert_true(made > STEP_NODES);
        uint32_t word = 0;
        for (uint32_t label = B; label <= LAST; label++) { /* what has gone is in no MPU */
            be(m, label);
            bool has = access_at(m, label, piece_at(m, label)) != 0;
            assert_true(!has || machine_store(m, piece_at(m, label), &word, sizeof word));
        }
        be(m, A);
        mapping_id data = space_find(machine_kernel(m), machine_process(m, A), data_of(m, A));
        uint32_t page = memory_page(data_of(m, A), DATA_ORDER, R);
        compare_unmap(m, page, node_of_mapping(data), made);
        for (uint32_t label = A; label <= LAST; label++) {
            assert_true(has_no_piece(m, label));
        }
        assert_int_equal(free_mappings(m), free);
        assert_int_equal(used_by(m, B, POOL_MAPPINGS), 0);
    }
}

static void names_go_in_steps(void **state)
{
    (void)state;
    for (enum shape shape = WIDE; shape < SHAPES; shape++) {
        struct machine *m = steps_machine(ENDING_NONE);
        unsigned made = spread_names(m, shape, EVENT_SLOT);
        object_id event = slot_at(m, machine_process(m, A), EVENT_SLOT)->object;
        assert_int_equal(machine_kernel(m)->object[event].handles, made + 1);
        node_id node = node_of_slot(machine_process(m, A), EVENT_SLOT);
        compare_unmap(m, slot_page(EVENT_SLOT, 0, R), node, made);
        assert_int_equal(machine_kernel(m)->object[event].type, OBJECT_FREE);
        assert_int_equal(used_by(m, A, POOL_EVENTS), 0);
    }
}

/* ---- Several pages. ---- */

enum { LIST_PLACE = 0x1f00 }; /* in A's data, behind the pieces */

/* Takes A's data, the list in it included; then nothing, again and again; then two events, of which
 * the last has names elsewhere. */
static void write_list(struct machine *m, uint32_t list[UNMAP_BATCH_MAX])
{
    list[0] = memory_page(data_of(m, A), DATA_ORDER, R);
    for (unsigned i = 1; i < UNMAP_BATCH_MAX - 2; i++) {
        list[i] = memory_page(0x60000000u + i * 0x1000, 12, R);
    }
    list[UNMAP_BATCH_MAX - 2] = slot_page(EVENT_SLOT, 0, R);
    list[UNMAP_BATCH_MAX - 1] = slot_page(EVENT_SLOT + 1, 0, R);
    memcpy(machine_memory(m, data_of(m, A) + LIST_PLACE, UNMAP_BATCH_MAX * sizeof list[0]), list,
           UNMAP_BATCH_MAX * sizeof list[0]);
}

static void longest_list_goes_in_steps(void **state)
{
    (void)state;
    struct machine *m = steps_machine(ENDING_NONE);
    unsigned free = free_mappings(m);
    uint32_t list[UNMAP_BATCH_MAX];
    (void)spread_memory(m, SPREAD);
    (void)place(m, A, EVENT_SLOT, object_of_process(machine_process(m, B)), RIGHTS_ALL);
    unsigned made = spread_names(m, CHAINS, EVENT_SLOT + 1);
    write_list(m, list);
    struct machine *other = copy_of(m);
    struct nodes all = nodes_of(m);
    assert_int_equal(enter(m, SYS_TASK_UNMAP_BATCH, SELF, data_of(m, A) + LIST_PLACE,
                           UNMAP_BATCH_MAX, L4_ALL_SPACES),
                     0);
    /* 41 mappings, 61 pages and 37 names: more than four steps full. */
    assert_true(steps(m) >= 4);
    struct nodes left = nodes_of(m);
    assert_int_equal(all.mappings - left.mappings, PIECES + 1);
    assert_int_equal(all.names - left.names, made + 2);
    assert_int_equal(free_mappings(m), free);
    assert_nothing_unmapped(m);
    assert_int_equal(machine_current(m), thread_of(m, A));
    check(m);
    for (unsigned i = 0; i < UNMAP_BATCH_MAX; i++) {
        assert_int_equal(l4(other, SYS_TASK_UNMAP, SELF, list[i], L4_ALL_SPACES), 0);
    }
    assert_int_equal(machine_hash(m), machine_hash(other));
}

/* Each page costs something, also when it meets nothing. */
static void pages_of_nothing_take_two_steps(void **state)
{
    (void)state;
    struct machine *m = steps_machine(ENDING_NONE);
    uint32_t *list = machine_memory(m, data_of(m, A), UNMAP_BATCH_MAX * sizeof(uint32_t));
    for (unsigned i = 0; i < UNMAP_BATCH_MAX; i++) {
        list[i] = memory_page(0x60000000u, 12, R);
    }
    struct machine *before = copy_of(m);
    for (unsigned count = 0; count <= UNMAP_BATCH_MAX; count++) {
        machine_copy(m, before);
        assert_int_equal(enter(m, SYS_TASK_UNMAP_BATCH, SELF, data_of(m, A), count, L4_ALL_SPACES),
                         0);
        assert_int_equal(steps(m), count > STEP_NODES);
        assert_nothing_unmapped(m);
        assert_int_equal(machine_hash(m), machine_hash(before));
    }
}

/* A page of several names, each with others made from it. */
static void slots_of_a_page_go_in_steps(void **state)
{
    (void)state;
    struct machine *m = steps_machine(ENDING_NONE);
    unsigned made = spread_names(m, SPREAD, EVENT_SLOT);
    be(m, A);
    struct nodes all = nodes_of(m);
    uint32_t page = slot_page(8, 2, R); /* the names of F, G and H, and the event's */
    assert_int_equal(enter(m, SYS_TASK_UNMAP, SELF, page, OTHER_SPACES), 0);
    assert_int_equal(steps(m), 1);
    assert_int_equal(all.names - nodes_of(m).names, made);
    all = nodes_of(m);
    assert_int_equal(enter(m, SYS_TASK_UNMAP, SELF, page, L4_ALL_SPACES), 0);
    assert_int_equal(steps(m), 0);
    assert_int_equal(all.names - nodes_of(m).names, 4);
    assert_nothing_unmapped(m);
}

/* Rights go, nodes stay. */
static void rights_go_and_nobody_runs_with_them(void **state)
{
    (void)state;
    for (unsigned itself = 0; itself < 2; itself++) {
        struct machine *m = steps_machine(ENDING_NONE);
        uint32_t word = 0;
        (void)spread_memory(m, WIDE);
        be(m, B);
        assert_true(machine_store(m, piece_at(m, PIECES - 1), &word, sizeof word));
        be(m, A);
        struct nodes all = nodes_of(m);
        uint32_t page = memory_page(data_of(m, A), DATA_ORDER, W);
        assert_int_equal(enter(m, SYS_TASK_UNMAP, SELF, page, itself << 31), 0);
        (void)steps(m);
        struct nodes left = nodes_of(m);
        assert_memory_equal(&left, &all, sizeof all);
        for (unsigned n = 0; n < PIECES; n++) {
            assert_int_equal(access_at(m, B, piece_at(m, n)), R);
        }
        assert_int_equal(access_at(m, A, data_of(m, A)), itself != 0 ? R : RW);
        assert_nothing_unmapped(m);
        be(m, B);
        assert_false(user_permits(machine_kernel(m), piece_at(m, PIECES - 1), 4, W));
    }
}

/* ---- Meanwhile. ---- */

/* What is due between two steps waits for the last. */
static void nobody_runs_between_the_steps(void **state)
{
    (void)state;
    struct machine *m = steps_machine(ENDING_NONE);
    struct kernel *k = machine_kernel(m);
    (void)spread_memory(m, WIDE);
    be(m, C);
    k->thread[thread_of(m, C)].priority = 5;
    call_parks(m, SYS_SLEEP, 1, 0);
    be(m, A);
    uint32_t page = memory_page(data_of(m, A), DATA_ORDER, R);
    assert_int_equal(enter(m, SYS_TASK_UNMAP, SELF, page, OTHER_SPACES), 0);
    assert_int_equal(thread_state_of(m, thread_of(m, C))->state, THREAD_SLEEPING);
    k->thread[thread_of(m, C)].priority = 9;
    k->arch.clock.deadline = TIME_NEVER; /* the clock goes on, and then the timer fires */
    machine_advance(m, 2 * (uint64_t)MACHINE_TICKS_PER_MS);
    kernel_timer(k);
    assert_between(m);
    assert_int_equal(thread_state_of(m, thread_of(m, C))->state, THREAD_READY);
    assert_true(kernel_has_work(k) && machine_current(m) == NONE);
    (void)steps(m);
    assert_int_equal(machine_current(m), thread_of(m, C));
    assert_true(has_no_piece(m, B));
    check(m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(memory_goes_in_steps),          TEST(names_go_in_steps),
        TEST(longest_list_goes_in_steps),    TEST(pages_of_nothing_take_two_steps),
        TEST(slots_of_a_page_go_in_steps),   TEST(rights_go_and_nobody_runs_with_them),
        TEST(nobody_runs_between_the_steps),
    };
    return cmocka_run_group_tests_name("unmap_steps", tests, NULL, NULL);
}
