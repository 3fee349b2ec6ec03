/*
 * revoke.c and space.c: memory that is taken back, from everybody who was given any of it and from
 * nobody else, and is gone from the MPU when the call returns.
 */
#include "l4_calls.h"

#include <string.h>

#define unmap(m, task, page, mask) assert_int_equal(l4(m, SYS_TASK_UNMAP, task, page, mask), 0)

/* ---- Memory, in three generations over four processes. ---- */

/* A's data: B has half of it, C a quarter and D, who never runs, an eighth, each of the last. */
static struct machine *make_heirs(process_id *heir)
{
    struct machine *m = l4_machine();
    uint32_t base = data_of(m, A);
    uint32_t b = place_task(m, A, 4, B, RIGHTS_ALL);
    uint32_t c = place_task(m, A, 5, C, RIGHTS_ALL);
    *heir = make_task(m, 6);
    give(m, b, memory_page(base, 9, RW));
    assert_int_equal(l4(m, SYS_TASK_MAP, c, b, memory_page(base, 8, RW), base), 0);
    assert_int_equal(l4(m, SYS_TASK_MAP, selector(6), c, memory_page(base, 7, RW), base), 0);
    give(m, c, memory_page(base + 512, 9, RW)); /* their aunt */
    return m;
}

static void memory_goes_generation_by_generation(void **state)
{
    (void)state;
    static const uint32_t names[] = {SELF, 4u << 12, 5u << 12, 6u << 12};
    process_id heir;
    struct machine *m = make_heirs(&heir);
    struct machine *before = copy_of(m);
    for (unsigned i = 0; i < 4u * 2u * 3u; i++) {
        unsigned from = i / 6;
        bool itself = i / 3 % 2 != 0;
        static const unsigned rights[] = {RWX, W, W | X};
        unsigned taken = rights[i % 3];
        machine_copy(m, before);
        /* The last 128 bytes of the first 256: a part takes the whole mapping, if it is met. */
        uint32_t page = memory_page(data_of(m, A) + (from == 3 ? 0 : 128), 7, taken);
        unmap(m, names[from], page, itself ? L4_ALL_SPACES : OTHER_SPACES);
        const process_id holders[] = {machine_process(m, A), machine_process(m, B),
                                      machine_process(m, C), heir};
        for (unsigned h = 0; h < 4; h++) {
            bool met = h > from || (h == from && itself);
            unsigned left = (taken & R) != 0 ? 0 : R;
            assert_int_equal(access_in(m, holders[h], data_of(m, A)), met ? left : RW);
        }
        bool aunt = from == 0; /* her father's memory, as the page meets all of it */
        unsigned left = (taken & R) != 0 ? 0 : R;
        assert_int_equal(access_at(m, C, data_of(m, A) + 512), aunt ? left : RW);
        assert_int_equal(access_at(m, A, stack_of(m, A)), RW);
        assert_int_equal(access_at(m, B, data_of(m, B)), RW);
    }
}

/* A page that meets several mappings takes each of them, whole; those beside it stay. */
static void range_over_several_mappings(void **state)
{
    (void)state;
    struct machine *m = l4_machine();
    uint32_t base = data_of(m, A);
    uint32_t b = place_task(m, A, 4, B, RIGHTS_ALL);
    for (unsigned i = 0; i < 4; i++) {
        give(m, b, memory_page(base + i * 256, 8, RW));
    }
    unmap(m, b, memory_page(base + 512, 9, W), L4_ALL_SPACES);
    static const unsigned due[] = {RW, RW, R, R};
    for (unsigned i = 0; i < 4; i++) {
        assert_int_equal(access_at(m, B, base + i * 256), due[i]);
    }
    unmap(m, b, memory_page(base + 256 + 128, 7, R), L4_ALL_SPACES);
    assert_int_equal(access_at(m, B, base + 256), 0);
    assert_int_equal(access_at(m, B, base), RW);
    unmap(m, b, memory_page(base, 7, 0), L4_ALL_SPACES);
    assert_int_equal(access_at(m, B, base), RW);
    unmap(m, b, memory_page(0x60000000, 28, RWX), L4_ALL_SPACES); /* nothing is there */
    unmap(m, b, memory_page(0, 31, RWX), L4_ALL_SPACES);
    assert_int_equal(access_at(m, B, base), 0);
    assert_int_equal(machine_kernel(m)->process[machine_process(m, B)].first_mapping, NONE);
}

/* ---- At once. ---- */

/* A running thread's own stack, code and data, the pinned regions; X alone may go as well. */
static void own_memory_goes_at_once(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 6; i++) {
        struct machine *m = l4_machine();
        const uint32_t bases[] = {data_of(m, A), stack_of(m, A), code_of(m, A)};
        uint32_t base = bases[i % 3];
        uint32_t word = 0;
        bool partly = i / 3 != 0;
        assert_true(machine_load(m, base, &word, sizeof word));
        unmap(m, SELF, memory_page(base, 7, partly ? W | X : R), L4_ALL_SPACES);
        assert_int_equal(access_at(m, A, base), partly ? R : 0);
        assert_true(!partly || machine_load(m, base, &word, sizeof word));
        bool done = base == code_of(m, A) ? machine_fetch(m, base)
                                          : machine_store(m, base, &word, sizeof word);
        assert_false(done);
        check(m);
        assert_int_equal(machine_process(m, A), NONE);
    }
}

/* So does what was loaded into the other regions, of every thread that has it. */
static void loaded_memory_goes_at_once(void **state)
{
    (void)state;
    struct machine *m = l4_machine();
    uint32_t base = data_of(m, A);
    uint32_t word = 7;
    give(m, place_task(m, A, 4, B, RIGHTS_ALL), memory_page(base, 8, RW));
    const thread_id threads[] = {thread_of(m, B), machine_thread(m, machine_process(m, B), false)};
    for (unsigned i = 0; i < 2; i++) {
        run(m, threads[i]);
        assert_true(machine_store(m, base, &word, sizeof word));
    }
    be(m, A);
    unmap(m, SELF, memory_page(base, 10, W), OTHER_SPACES);
    for (unsigned i = 0; i < 2; i++) {
        run(m, threads[i]);
        assert_true(machine_load(m, base, &word, sizeof word));
        assert_false(user_permits(machine_kernel(m), base, 4, ACCESS_WRITE));
    }
    assert_int_equal(machine_kernel(m)->arch.context[threads[0]].refills, 1); /* it stayed loaded */
    be(m, A);
    unmap(m, SELF, memory_page(base, 10, R), OTHER_SPACES);
    run(m, threads[1]);
    assert_false(machine_load(m, base, &word, sizeof word));
    assert_int_equal(machine_process(m, B), NONE);
}

/* A thread that starts after its process has lost code and data finds neither. */
static void later_threads_do_not_find_it(void **state)
{
    (void)state;
    struct machine *m = l4_machine();
    unmap(m, SELF, memory_page(data_of(m, A), 10, R), L4_ALL_SPACES);
    unmap(m, SELF, memory_page(code_of(m, A), 10, R), L4_ALL_SPACES);
    thread_id later = machine_thread(m, machine_process(m, A), true);
    assert_regions(m);
    check(m);
    assert_int_equal(machine_kernel(m)->arch.context[later].loaded[REGION_CODE], NONE);
    assert_int_equal(machine_kernel(m)->arch.context[later].loaded[REGION_DATA], NONE);
}

/* ---- Ends. ---- */

static void everything_derived_ends_with_its_owner(void **state)
{
    (void)state;
    process_id heir;
    struct machine *m = make_heirs(&heir);
    be(m, B);
    call_parks(m, SYS_EXIT, 0);
    assert_regions(m);
    assert_int_equal(access_at(m, A, data_of(m, A)), RW);
    assert_int_equal(access_at(m, C, data_of(m, A)), 0);
    assert_int_equal(access_in(m, heir, data_of(m, A)), 0);
    assert_int_equal(access_at(m, C, data_of(m, A) + 512), RW);
    be(m, A);
    call_parks(m, SYS_EXIT, 0);
    assert_int_equal(access_at(m, C, data_of(m, A) + 512), 0);
    be(m, C);
    assert_int_equal(free_mappings(m), CONFIG_MAPPINGS - 9);
}

/* A restarted task has its memory for itself, wherever an earlier run has granted or mapped it. */
static void restart_takes_everything_back(void **state)
{
    (void)state;
    struct machine *m =
        MACHINE({.label = A, .priority = 5, .data_order = 10, .on_exit = ENDING_RESTART},
                {.label = B, .priority = 5, .data_order = 10},
                {.label = C, .priority = 5, .data_order = 10});
    const uint32_t bases[] = {data_of(m, A), stack_of(m, A), code_of(m, A)};
    static const unsigned orders[] = {10, 8, 10};
    for (unsigned runs = 0; runs < 3; runs++) {
        be(m, A);
        uint32_t b = place_task(m, A, 4, B, RIGHTS_ALL);
        give(m, place_task(m, A, 5, C, RIGHTS_ALL), memory_page(bases[0], 8, RW));
        for (unsigned i = 0; i < 3; i++) {
            assert_int_equal(l4(m, SYS_TASK_MAP, b, SELF, memory_page(bases[i], orders[i], RWX),
                                bases[i] | L4_GRANT),
                             0);
        }
        be(m, B);
        memset(machine_memory(m, bases[0], 1024), 0x77, 1024);
        be(m, A);
        call_parks(m, SYS_EXIT, 0);
        while (machine_process(m, A) == NONE) {
            assert_int_equal(access_at(m, B, bases[0]), RW); /* what was granted is B's till then */
            advance_ms(m, 1);
        }
        assert_regions(m);
        for (unsigned i = 0; i < 3; i++) {
            assert_int_equal(access_at(m, A, bases[i]), i == 2 ? RX : RW);
            assert_int_equal(access_at(m, B, bases[i]), 0);
        }
        assert_int_equal(access_at(m, C, bases[0]), 0);
        assert_int_equal(*(uint8_t *)machine_memory(m, bases[0], 1), 0);
        assert_int_equal(used_by(m, B, POOL_MAPPINGS), 0);
        assert_int_equal(free_mappings(m), CONFIG_MAPPINGS - 9);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(memory_goes_generation_by_generation),
        TEST(range_over_several_mappings),
        TEST(own_memory_goes_at_once),
        TEST(loaded_memory_goes_at_once),
        TEST(later_threads_do_not_find_it),
        TEST(everything_derived_ends_with_its_owner),
        TEST(restart_takes_everything_back),
    };
    return cmocka_run_group_tests_name("revoke_memory", tests, NULL, NULL);
}
