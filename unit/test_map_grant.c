/*
 * map_memory.c: memory that is granted goes from its source, with all that was made from it.
 */
#include "l4_calls.h"

#define map(m, to, from, page, base) l4(m, SYS_TASK_MAP, to, from, page, base)

static void granted_node_moves_with_its_children(void **state)
{
    (void)state;
    struct machine *m = l4_machine();
    uint32_t base = data_of(m, A);
    uint32_t b = place_task(m, A, 4, B, RIGHTS_ALL);
    give(m, place_task(m, A, 5, C, RIGHTS_ALL), memory_page(base, 8, RW));
    assert_int_equal(map(m, b, SELF, memory_page(base, 9, RW), base | L4_GRANT), L4_EINVAL);
    assert_int_equal(map(m, b, SELF, memory_page(base, 10, RW), base | L4_GRANT), 0);
    assert_access(m, A, "--------");
    assert_access(m, B, "++++++++");
    assert_access(m, C, "++------");
    assert_int_equal(map(m, b, SELF, memory_page(base, 10, RW), base), L4_ENOENT); /* no more */
    be(m, B);
    assert_int_equal(l4(m, SYS_TASK_UNMAP, SELF, memory_page(base, 10, RW), OTHER_SPACES), 0);
    assert_access(m, C, "--------"); /* it is B's child now */
    assert_access(m, B, "++++++++");
}

/* Who may only look at a process cannot take its memory away. */
static void granting_anothers_memory_needs_transfer(void **state)
{
    (void)state;
    struct machine *m = l4_machine();
    uint32_t data = data_of(m, B);
    uint32_t reader = place_task(m, A, 4, B, RIGHT_READ);
    uint32_t owner = place_task(m, A, 5, B, RIGHT_READ | RIGHT_TRANSFER);
    assert_int_equal(map(m, SELF, reader, memory_page(data, 10, RW), data | L4_GRANT), L4_EPERM);
    assert_int_equal(access_at(m, B, data), RW);
    assert_int_equal(map(m, SELF, reader, memory_page(data, 10, RW), data), 0);
    assert_int_equal(map(m, SELF, owner, memory_page(data, 10, RW), data | L4_GRANT), 0);
    assert_int_equal(access_at(m, B, data), 0);
    assert_int_equal(access_at(m, A, data), RW);
}

/* Over its own child: that goes, with what was made from it, and the source takes its place. */
static void granted_memory_replaces_its_child(void **state)
{
    (void)state;
    struct machine *m = l4_machine();
    uint32_t base = data_of(m, A);
    uint32_t b = place_task(m, A, 4, B, RIGHTS_ALL);
    give(m, b, memory_page(base, 10, RW));
    be(m, B);
    give(m, place_task(m, B, 4, C, RIGHTS_ALL), memory_page(base, 8, RW));
    be(m, A);
    assert_int_equal(map(m, b, SELF, memory_page(base, 10, R), base | L4_GRANT), 0);
    assert_access(m, A, "--------");
    assert_access(m, B, "rrrrrrrr");
    assert_access(m, C, "--------");
    assert_int_equal(free_mappings(m), CONFIG_MAPPINGS - 9);
}

/* Nothing readable is granted, and nothing goes. */
static void granting_nothing(void **state)
{
    (void)state;
    struct machine *m = l4_machine();
    uint32_t base = data_of(m, A);
    uint32_t b = place_task(m, A, 4, B, RIGHTS_ALL);
    assert_int_equal(map(m, b, SELF, memory_page(base, 10, W | X), base | L4_GRANT), 0);
    assert_access(m, A, "++++++++");
    assert_access(m, B, "--------");
}

/* A granted stack, by the thread that runs on it: the next push is its end, and the others'
 * registers hold nothing stale. */
static void granted_stack_is_gone(void **state)
{
    (void)state;
    struct machine *m = l4_machine();
    uint32_t base = stack_of(m, A);
    uint32_t word = 0;
    process_id made = make_task(m, 4);
    assert_int_equal(map(m, selector(4), SELF, memory_page(base, 8, RW), base | L4_GRANT), 0);
    assert_int_equal(access_in(m, made, base), RW);
    assert_int_equal(machine_kernel(m)->arch.context[thread_of(m, A)].loaded[REGION_STACK], NONE);
    assert_false(machine_store(m, base + 252, &word, sizeof word));
    assert_int_equal(machine_process(m, A), NONE);
}

static void granted_memory_is_gone_from_a_running_thread(void **state)
{
    (void)state;
    struct machine *m = l4_machine();
    uint32_t base = data_of(m, A);
    uint32_t word = 7;
    assert_true(machine_store(m, base, &word, sizeof word));
    assert_int_equal(
        map(m, place_task(m, A, 4, B, RIGHTS_ALL), SELF, memory_page(base, 10, R), base | L4_GRANT),
        0);
    assert_false(machine_load(m, base, &word, sizeof word));
    assert_int_equal(machine_process(m, A), NONE);
    be(m, B);
    word = 0;
    assert_true(machine_load(m, base, &word, sizeof word));
    assert_int_equal(word, 7);
    assert_false(machine_store(m, base, &word, sizeof word));
}

/* All mappings that lie whole in the page are granted, or none. */
static void several_mappings_are_granted(void **state)
{
    (void)state;
    struct machine *m = l4_machine();
    uint32_t base = data_of(m, A);
    (void)make_task(m, 4);
    give(m, selector(4), memory_page(base, 8, RW));
    give(m, selector(4), memory_page(base + 512, 9, RW));
    uint32_t b = place_task(m, A, 5, B, RIGHTS_ALL);
    assert_int_equal(map(m, b, selector(4), memory_page(base + 512, 8, RW), base | L4_GRANT),
                     L4_EINVAL);
    assert_int_equal(map(m, b, selector(4), memory_page(base, 10, RW), base | L4_GRANT), 0);
    assert_access(m, B, "++--++++");
    process_id made = process_of_object(slot_at(m, machine_process(m, A), 4)->object);
    assert_int_equal(machine_kernel(m)->process[made].first_mapping, NONE);
    assert_access(m, A, "++++++++");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(granted_node_moves_with_its_children),
        TEST(granting_anothers_memory_needs_transfer),
        TEST(granted_memory_replaces_its_child),
        TEST(granting_nothing),
        TEST(granted_stack_is_gone),
        TEST(granted_memory_is_gone_from_a_running_thread),
        TEST(several_mappings_are_granted),
    };
    return cmocka_run_group_tests_name("map_grant", tests, NULL, NULL);
}
