/*
 * map_memory.c: which pieces of memory a flexpage hands on, what is in their way, and when nothing
 * is mapped at all.
 */
#include "l4_calls.h"

#define map(m, to, from, page, base) l4(m, SYS_TASK_MAP, to, from, page, base)

/* ---- What is mapped. ---- */

static void piece_of_a_mapping(void **state)
{
    (void)state;
    struct machine *m =
        MACHINE({.label = A, .priority = 5, .data_order = 12}, {.label = B, .priority = 5});
    uint32_t data = data_of(m, A);
    be(m, A);
    uint32_t b = place_task(m, A, 4, B, RIGHTS_ALL);
    for (unsigned order = 7; order <= 12; order++) {
        for (uint32_t at = 0; at < 4096; at += 1u << order) {
            give(m, b, memory_page(data + at, order, RW));
            for (uint32_t i = 0; i < 4096; i += 64) {
                bool inside = i - at < 1u << order;
                assert_int_equal(access_at(m, B, data + i), inside ? RW : 0);
                assert_int_equal(access_at(m, A, data + i), RW);
            }
            assert_int_equal(
                l4(m, SYS_TASK_UNMAP, b, memory_page(data + at, order, RW), L4_ALL_SPACES), 0);
            assert_int_equal(access_at(m, B, data + at), 0);
        }
    }
}

static void access_is_the_sources_and_the_pages(void **state)
{
    (void)state;
    struct machine *m = l4_machine();
    uint32_t b = place_task(m, A, 4, B, RIGHTS_ALL);
    const uint32_t bases[] = {data_of(m, A), code_of(m, A)};
    static const unsigned held[] = {RW, RX};
    for (unsigned i = 0; i < 2; i++) {
        for (unsigned access = 0; access < 16; access++) {
            give(m, b, memory_page(bases[i], 10, access));
            unsigned due = (access & R) != 0 ? access & held[i] : 0; /* nothing is unreadable */
            assert_int_equal(access_at(m, B, bases[i]), due);
            assert_int_equal(access_at(m, A, bases[i]), held[i]);
            (void)l4(m, SYS_TASK_UNMAP, b, memory_page(bases[i], 10, R), L4_ALL_SPACES);
        }
    }
}

/* A flexpage larger than what is there maps all that it meets, each in its own size. */
static void all_that_a_large_page_meets(void **state)
{
    (void)state;
    struct machine *m = l4_machine();
    uint32_t b = place_task(m, A, 4, B, RIGHTS_ALL);
    give(m, b, memory_page(data_of(m, A), 8, RW));
    give(m, b, memory_page(data_of(m, A) + 512, 9, R));
    be(m, B);
    uint32_t c = place_task(m, B, 4, C, RIGHTS_ALL);
    uint32_t base = data_of(m, A);
    assert_int_equal(map(m, c, SELF, memory_page(base, 10, RWX), base), 0);
    assert_access(m, C, "++--rrrr");
    assert_int_equal(l4(m, SYS_TASK_UNMAP, c, memory_page(base, 10, R), L4_ALL_SPACES), 0);
    assert_int_equal(map(m, c, SELF, memory_page(base + 512, 9, RWX), base), 0);
    assert_access(m, C, "----rrrr");
    assert_int_equal(free_mappings(m), CONFIG_MAPPINGS - 9 - 3);
}

/* The page may reach far beyond the task's memory, to its size's natural base. */
static void whole_memory_of_a_task(void **state)
{
    (void)state;
    struct machine *m = l4_machine();
    process_id made = make_task(m, 4);
    uint32_t base = data_of(m, A) & ~0xffffffu;
    assert_int_equal(map(m, selector(4), SELF, memory_page(base, 24, RWX), base), 0);
    assert_int_equal(access_in(m, made, data_of(m, A) + 1023), RW);
    assert_int_equal(access_in(m, made, stack_of(m, A)), RW);
    assert_int_equal(access_in(m, made, code_of(m, A)), 0); /* not in that page */
    assert_int_equal(access_in(m, made, data_of(m, B)), 0);
}

/* Executable memory cannot be had in pieces smaller than fetches are checked by. */
static void code_in_small_pieces(void **state)
{
    (void)state;
    struct machine *m = l4_machine();
    uint32_t b = place_task(m, A, 4, B, RIGHTS_ALL);
    uint32_t base = code_of(m, A);
    for (unsigned order = 7; order < 10; order++) {
        assert_int_equal(map(m, b, SELF, memory_page(base, order, RX), base), L4_EINVAL);
        assert_int_equal(map(m, b, SELF, memory_page(base, order, R), base), 0);
        assert_int_equal(access_at(m, B, base), R);
    }
    assert_int_equal(map(m, b, SELF, memory_page(base, 10, RX), base), 0);
    assert_int_equal(access_at(m, B, base), RX);
    be(m, B);
    assert_true(machine_fetch(m, base));
    assert_true(machine_fetch(m, base + 1022));
}

/* A device stays one, and may be smaller than the smallest page: then it is mapped whole. */
static void devices_stay_devices(void **state)
{
    (void)state;
    struct machine *m = l4_machine();
    struct kernel *k = machine_kernel(m);
    process_id made = make_task(m, 4);
    uint32_t base = MACHINE_DEVICE_BASE;
    static const struct {
        uint32_t at;
        uint8_t order;
    } devices[] = {{0, 5}, {0x60, 5}, {0x100, 8}};
    for (unsigned i = 0; i < 3; i++) {
        const struct region device = {.base = base + devices[i].at,
                                      .order = devices[i].order,
                                      .access = RW,
                                      .kind = MEMORY_DEVICE};
        (void)space_add(k, machine_process(m, A), &device);
    }
    give(m, selector(4), memory_page(base, 7, RW)); /* the first two */
    static const unsigned due[] = {RW, 0, 0, RW, 0, 0, 0, 0, 0};
    for (unsigned i = 0; i < sizeof due / sizeof due[0]; i++) {
        assert_int_equal(access_in(m, made, base + i * 32), due[i]);
    }
    assert_int_equal(l4(m, SYS_TASK_UNMAP, selector(4), memory_page(base, 7, R), L4_ALL_SPACES), 0);
    give(m, selector(4), memory_page(base + 0x180, 7, R));
    mapping_id half = space_find(k, made, base + 0x180);
    assert_int_equal(k->mapping[half].region.order, 7);
    assert_int_equal(k->mapping[half].region.kind, MEMORY_DEVICE);
    assert_int_equal(access_in(m, made, base + 0x100), 0);
}

/* The address is where it is: the hot spot must say the same, down to 4 KiB. */
static void memory_stays_where_it_is(void **state)
{
    (void)state;
    struct machine *m = l4_machine();
    uint32_t b = place_task(m, A, 4, B, RIGHTS_ALL);
    uint32_t base = data_of(m, A) & ~4095u;
    uint32_t page = memory_page(data_of(m, A), 10, RW);
    for (unsigned i = 12; i < 32; i++) {
        assert_int_equal(map(m, b, SELF, page, base ^ 1u << i), L4_EINVAL);
    }
    for (unsigned i = 0; i < 12; i++) {
        assert_int_equal(map(m, b, SELF, page, base | (i == 1 ? 0 : 1u << i)), 0);
    }
    assert_access(m, B, "++++++++");
}

/* ---- What is in the way. ---- */

static void rights_are_united_over_a_child(void **state)
{
    (void)state;
    struct machine *m = l4_machine();
    uint32_t b = place_task(m, A, 4, B, RIGHTS_ALL);
    uint32_t base = data_of(m, A);
    give(m, b, memory_page(base, 8, RW));
    be(m, B);
    give(m, place_task(m, B, 4, C, RIGHTS_ALL), memory_page(base, 7, RW));
    be(m, A);
    unsigned free = free_mappings(m);
    give(m, b, memory_page(base, 8, R)); /* keeps W, and what was made from it */
    assert_access(m, B, "++------");
    assert_access(m, C, "+-------");
    give(m, b, memory_page(base, 8, 0)); /* nothing at all */
    assert_access(m, B, "++------");
    assert_int_equal(l4(m, SYS_TASK_UNMAP, b, memory_page(base, 8, W), L4_ALL_SPACES), 0);
    assert_access(m, B, "rr------");
    assert_access(m, C, "r-------");
    give(m, b, memory_page(base, 8, RW)); /* W again, for B; what C had of it is gone */
    assert_access(m, B, "++------");
    assert_access(m, C, "r-------");
    assert_int_equal(free_mappings(m), free);
}

static void other_sizes_are_replaced(void **state)
{
    (void)state;
    struct machine *m = l4_machine();
    uint32_t b = place_task(m, A, 4, B, RIGHTS_ALL);
    uint32_t base = data_of(m, A);
    give(m, b, memory_page(base, 10, RW));
    be(m, B);
    give(m, place_task(m, B, 4, C, RIGHTS_ALL), memory_page(base + 512, 9, RW));
    be(m, A);
    give(m, b, memory_page(base + 128, 7, R));
    assert_access(m, B, "-r------");
    assert_access(m, C, "--------"); /* went with what it was made from */
    give(m, b, memory_page(base + 512, 7, R));
    give(m, b, memory_page(base, 10, R)); /* in place of both */
    assert_access(m, B, "rrrrrrrr");
    assert_int_equal(free_mappings(m), CONFIG_MAPPINGS - 9 - 1);
}

/* The same memory from somebody else takes the place of what is there. */
static void another_source_replaces(void **state)
{
    (void)state;
    struct machine *m = l4_machine();
    uint32_t b = place_task(m, A, 4, B, RIGHTS_ALL);
    uint32_t c = place_task(m, A, 5, C, RIGHTS_ALL);
    uint32_t base = data_of(m, A);
    give(m, b, memory_page(base, 8, RW));
    give(m, c, memory_page(base, 8, RW));
    assert_int_equal(map(m, c, b, memory_page(base, 8, R), base), 0);
    assert_access(m, C, "rr------");
    assert_int_equal(l4(m, SYS_TASK_UNMAP, b, memory_page(base, 8, R), L4_ALL_SPACES), 0);
    assert_access(m, C, "--------"); /* it was B's child */
}

/* Over itself or an ancestor of itself nothing can be mapped, from however far below. */
static void origin_is_not_replaced(void **state)
{
    (void)state;
    struct machine *m = l4_machine();
    uint32_t base = data_of(m, A);
    uint32_t page = memory_page(base, 8, RW);
    uint32_t b = place_task(m, A, 4, B, RIGHTS_ALL);
    uint32_t c = place_task(m, A, 5, C, RIGHTS_ALL);
    give(m, b, page);
    assert_int_equal(map(m, c, b, page, base), 0);
    assert_int_equal(map(m, SELF, c, page, base), L4_EINVAL);
    assert_int_equal(map(m, b, c, page, base), L4_EINVAL);
    assert_int_equal(map(m, SELF, b, page, base), L4_EINVAL);
    assert_int_equal(map(m, SELF, SELF, page, base), L4_EINVAL);
    assert_int_equal(map(m, b, b, page, base), L4_EINVAL);
    assert_int_equal(map(m, SELF, c, page, base | L4_GRANT), L4_EINVAL);
    assert_int_equal(map(m, SELF, SELF, memory_page(base, 10, RW), base | L4_GRANT), L4_EINVAL);
    assert_int_equal(map(m, SELF, c, memory_page(base, 8, 0), base), 0); /* nothing */
}

/* ---- Where a stack begins nothing ends. ---- */

static void nothing_ends_where_a_stack_begins(void **state)
{
    (void)state;
    static const struct machine_task tasks[] = {{.label = A, .priority = 5, .data_order = 10},
                                                {.label = B, .priority = 5}};
    struct machine_image *image = fixture_image(tasks, 2);
    uint32_t below = image->tasks[1].stack.base - 256;
    image->tasks[0].data = (struct region){.base = below, .order = 8, .access = RW};
    struct machine *m = fixture_boot(image);
    be(m, A);
    uint32_t b = place_task(m, A, 4, B, RIGHTS_ALL);
    assert_int_equal(map(m, b, SELF, memory_page(below, 8, RW), below), L4_EINVAL);
    assert_int_equal(map(m, b, SELF, memory_page(below + 128, 7, R), below), L4_EINVAL);
    assert_int_equal(map(m, b, SELF, memory_page(below, 8, RW), below | L4_GRANT), L4_EINVAL);
    assert_int_equal(map(m, b, SELF, memory_page(below, 7, RW), below), 0);
    (void)make_task(m, 5); /* has no stack yet */
    assert_int_equal(map(m, selector(5), SELF, memory_page(below, 8, RW), below), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(piece_of_a_mapping),          TEST(access_is_the_sources_and_the_pages),
        TEST(all_that_a_large_page_meets), TEST(whole_memory_of_a_task),
        TEST(code_in_small_pieces),        TEST(devices_stay_devices),
        TEST(memory_stays_where_it_is),    TEST(rights_are_united_over_a_child),
        TEST(other_sizes_are_replaced),    TEST(another_source_replaces),
        TEST(origin_is_not_replaced),      TEST(nothing_ends_where_a_stack_begins),
    };
    return cmocka_run_group_tests_name("map_memory", tests, NULL, NULL);
}
