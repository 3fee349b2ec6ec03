/*
 * space.c: the list of mappings, checks of buffers against it byte for byte, copies from and to
 * user memory, and the four MPU regions that are refilled first in, first out.
 */
#include "fixture.h"

#include <string.h>

enum { LABEL = 7, OTHER = 9 };
#define DEVICE MACHINE_DEVICE_BASE

struct space {
    struct machine *m;
    struct kernel *k;
    process_id process;
    thread_id thread;
};

static struct space make_space(void)
{
    struct space s = {.m = MACHINE({.label = LABEL, .priority = 5}, {.label = OTHER})};
    s.k = machine_kernel(s.m);
    s.process = machine_process(s.m, LABEL);
    s.thread = thread_of(s.m, LABEL);
    return s;
}

static mapping_id add(const struct space *s, uint32_t base, uint8_t order, uint8_t access)
{
    const struct region region = {
        .base = base, .order = order, .access = access, .kind = MEMORY_DEVICE};
    return space_add(s->k, s->process, &region);
}

/* A device and its neighbours: 32 bytes read-only, 64 writable, a gap, 32 writable. */
static void add_neighbours(const struct space *s)
{
    assert_int_not_equal(add(s, DEVICE, 5, ACCESS_READ), NONE);
    assert_int_not_equal(add(s, DEVICE + 0x40, 6, ACCESS_READ | ACCESS_WRITE), NONE);
    assert_int_not_equal(add(s, DEVICE + 0x20, 5, ACCESS_READ), NONE);
    assert_int_not_equal(add(s, DEVICE + 0xa0, 5, ACCESS_READ | ACCESS_WRITE), NONE);
    check(s->m);
}

/* What add_neighbours permits at an offset into the device. */
static unsigned model_access(uint32_t offset)
{
    if (offset < 0x40) {
        return ACCESS_READ;
    }
    bool writable = offset < 0x80 || (offset >= 0xa0 && offset < 0xc0);
    return writable ? ACCESS_READ | ACCESS_WRITE : 0;
}

static bool model_permits(uint32_t offset, uint32_t size, unsigned access)
{
    bool permits = true;
    for (uint32_t i = offset; i < offset + size; i++) {
        permits &= (model_access(i) & access) == access;
    }
    return permits;
}

static void every_buffer_in_a_small_space(void **state)
{
    (void)state;
    struct space s = make_space();
    add_neighbours(&s);
    static const unsigned accesses[] = {ACCESS_READ, ACCESS_WRITE, ACCESS_READ | ACCESS_WRITE};
    for (uint32_t offset = 0; offset < 0xd0; offset++) {
        for (uint32_t size = 0; size < 0xa0; size++) {
            for (unsigned a = 0; a < 3; a++) {
                bool permits = space_permits(s.k, s.process, DEVICE + offset, size, accesses[a]);
                if (permits != model_permits(offset, size, accesses[a])) {
                    print_error("offset %#x size %#x\n", (unsigned)offset, (unsigned)size);
                    fail();
                }
            }
        }
    }
}

static void buffers_do_not_wrap_round(void **state)
{
    (void)state;
    struct space s = make_space();
    struct region high = {.base = 0xffffff00u, .order = 8, .access = ACCESS_READ};
    struct region low = {.base = 0, .order = 10, .access = ACCESS_READ};
    while (!space_clear(s.k, s.process)) {
    }
    (void)space_add(s.k, s.process, &high);
    (void)space_add(s.k, s.process, &low);
    assert_true(space_permits(s.k, s.process, 0xffffff00u, 0x100, ACCESS_READ));
    assert_false(space_permits(s.k, s.process, 0xffffff00u, 0x101, ACCESS_READ));
    assert_false(space_permits(s.k, s.process, 0xffffffffu, 2, ACCESS_READ));
    assert_false(space_permits(s.k, s.process, 0, UINT32_MAX, ACCESS_READ));
    assert_true(space_permits(s.k, s.process, 0, 0x400, ACCESS_READ));
    assert_false(space_permits(s.k, s.process, 0, 0x401, ACCESS_READ));
}

static void mapping_is_found_by_any_of_its_bytes(void **state)
{
    (void)state;
    struct space s = make_space();
    mapping_id first = add(&s, DEVICE + 0x100, 5, ACCESS_READ);
    mapping_id second = add(&s, DEVICE + 0x120, 5, ACCESS_READ);
    assert_int_equal(space_find(s.k, s.process, DEVICE + 0xff), NONE);
    assert_int_equal(space_find(s.k, s.process, DEVICE + 0x100), first);
    assert_int_equal(space_find(s.k, s.process, DEVICE + 0x11f), first);
    assert_int_equal(space_find(s.k, s.process, DEVICE + 0x120), second);
    assert_int_equal(space_find(s.k, s.process, DEVICE + 0x13f), second);
    assert_int_equal(space_find(s.k, s.process, DEVICE + 0x140), NONE);
    assert_int_equal(space_find(s.k, machine_process(s.m, OTHER), DEVICE + 0x100), NONE);
}

static unsigned fill_pool(const struct space *s)
{
    unsigned added = 0;
    while (add(s, DEVICE + added * 0x20, 5, ACCESS_READ) != NONE) {
        added++;
        check(s->m);
    }
    return added;
}

static void pool_is_exhausted_and_refilled(void **state)
{
    (void)state;
    struct space s = make_space();
    unsigned free = CONFIG_MAPPINGS - 6; /* code, data and stack of two tasks */
    assert_int_equal(fill_pool(&s), free);
    uint64_t hash = machine_hash(s.m);
    assert_int_equal(add(&s, DEVICE + 0x8000, 5, ACCESS_READ), NONE);
    assert_int_equal(machine_hash(s.m), hash);
    while (!space_clear(s.k, s.process)) {
    }
    assert_int_equal(s.k->process[s.process].first_mapping, NONE);
    check(s.m);
    assert_int_equal(fill_pool(&s), free); /* its code, data and stack are kept for its next run */
    assert_int_not_equal(
        space_find(
            s.k, machine_process(s.m, OTHER),
            s.k->mapping[s.k->process[machine_process(s.m, OTHER)].first_mapping].region.base),
        NONE);
}

static void cleared_mappings_are_empty(void **state)
{
    (void)state;
    struct space s = make_space();
    mapping_id mapping = add(&s, DEVICE, 5, ACCESS_READ);
    while (!space_clear(s.k, s.process)) {
    }
    assert_int_equal(s.k->mapping[mapping].process, NONE);
    assert_int_equal(s.k->mapping[mapping].region.base, 0);
    assert_int_equal(s.k->mapping[mapping].region.order, 0);
    assert_int_equal(s.k->mapping[mapping].region.access, 0);
}

/* ---- Copies. ---- */

static void copies_over_several_mappings(void **state)
{
    (void)state;
    struct space s = make_space();
    add_neighbours(&s);
    run(s.m, s.thread);
    uint8_t pattern[0x80];
    uint8_t got[0x80];
    for (unsigned i = 0; i < sizeof pattern; i++) {
        pattern[i] = (uint8_t)(i * 3 + 1);
    }
    memcpy(machine_memory(s.m, DEVICE, 0x80), pattern, 0x80);
    for (uint32_t from = 0; from < 0x80; from += 7) {
        uint32_t size = 0x80 - from;
        assert_true(user_read(s.k, got, DEVICE + from, size));
        assert_memory_equal(got, &pattern[from], size);
        assert_false(user_read(s.k, got, DEVICE + from, size + 1));
    }
    assert_true(user_write(s.k, DEVICE + 0x41, pattern, 0x3f));
    assert_memory_equal(machine_memory(s.m, DEVICE + 0x41, 0x3f), pattern, 0x3f);
    assert_true(user_read(s.k, got, DEVICE + 0x90, 0)); /* nothing, of nowhere */
}

/* Every size at every place over the seam of two mappings. */
static void writes_over_a_seam(void **state)
{
    (void)state;
    struct space s = make_space();
    (void)add(&s, DEVICE, 5, ACCESS_READ | ACCESS_WRITE);
    (void)add(&s, DEVICE + 0x20, 5, ACCESS_READ | ACCESS_WRITE);
    run(s.m, s.thread);
    uint8_t expected[0x40];
    uint8_t pattern[0x40];
    uint8_t got[0x40];
    for (uint32_t to = 0; to < 0x40; to++) {
        for (uint32_t size = 1; size <= 0x40 - to; size++) {
            memset(machine_memory(s.m, DEVICE, 0x40), 0xee, 0x40);
            memset(expected, 0xee, sizeof expected);
            for (uint32_t i = 0; i < size; i++) {
                pattern[i] = expected[to + i] = (uint8_t)(to + i);
            }
            assert_true(user_write(s.k, DEVICE + to, pattern, size));
            assert_memory_equal(machine_memory(s.m, DEVICE, 0x40), expected, 0x40);
            memset(got, 0, sizeof got);
            assert_true(user_read(s.k, got, DEVICE + to, size));
            assert_memory_equal(got, pattern, size);
        }
    }
}

static void refused_copies_copy_nothing(void **state)
{
    (void)state;
    struct space s = make_space();
    add_neighbours(&s);
    run(s.m, s.thread);
    uint8_t before[0x100];
    uint8_t zeros[0x100] = {0};
    memset(machine_memory(s.m, DEVICE, 0x100), 0x5a, 0x100);
    memcpy(before, machine_memory(s.m, DEVICE, 0x100), 0x100);
    assert_false(user_write(s.k, DEVICE, zeros, 4));           /* read-only */
    assert_false(user_write(s.k, DEVICE + 0x3f, zeros, 2));    /* from there on */
    assert_false(user_write(s.k, DEVICE + 0x7f, zeros, 2));    /* into a gap */
    assert_false(user_write(s.k, DEVICE + 0x7c, zeros, 0x30)); /* over the gap */
    assert_false(user_write(s.k, DEVICE + 0x80, zeros, 1));
    assert_memory_equal(machine_memory(s.m, DEVICE, 0x100), before, 0x100);
    memset(before, 0x11, sizeof before);
    assert_false(user_read(s.k, zeros, DEVICE + 0x7f, 2));
    assert_int_equal(zeros[0], 0);
}

static void memory_of_another_process_is_not_there(void **state)
{
    (void)state;
    struct space s = make_space();
    add_neighbours(&s);
    run(s.m, thread_of(s.m, OTHER));
    uint8_t byte = 0;
    assert_false(user_read(s.k, &byte, DEVICE, 1));
    assert_false(user_write(s.k, DEVICE + 0x40, &byte, 1));
}

/* The list permits it, the hardware does not: there are no such bytes. */
static void fault_during_a_copy_is_a_refusal(void **state)
{
    (void)state;
    struct space s = make_space();
    uint32_t nowhere = DEVICE + MACHINE_DEVICE_SIZE;
    (void)add(&s, DEVICE, 5, ACCESS_READ | ACCESS_WRITE);
    (void)add(&s, nowhere, 5, ACCESS_READ | ACCESS_WRITE);
    run(s.m, s.thread);
    uint8_t bytes[8] = {0};
    assert_false(user_read(s.k, bytes, nowhere, 8));
    assert_false(user_write(s.k, nowhere, bytes, 8));
    assert_true(user_read(s.k, bytes, DEVICE, 8));
}

/* ---- Refills. ---- */

static void refills_go_round_four_regions(void **state)
{
    (void)state;
    struct space s = make_space();
    struct arch_context *context = &s.k->arch.context[s.thread];
    mapping_id mappings[6];
    for (unsigned i = 0; i < 6; i++) {
        mappings[i] = add(&s, DEVICE + i * 0x20, 5, ACCESS_READ);
    }
    for (unsigned i = 0; i < 6; i++) {
        context[1].r[0] = mappings[i]; /* the next thread's business */
        assert_true(space_refill(s.k, s.thread, DEVICE + i * 0x20 + 0x1f));
        assert_int_equal(context->loaded[REGIONS_PINNED + i % 4], mappings[i]);
        assert_int_equal(context->refills, i + 1);
        assert_false(space_refill(s.k, s.thread, DEVICE + i * 0x20)); /* it is loaded */
        assert_int_equal(context->refills, i + 1);
    }
    assert_true(space_refill(s.k, s.thread, DEVICE)); /* the first is out again */
    assert_false(space_refill(s.k, s.thread, DEVICE + 6 * 0x20));
    assert_int_equal(context->refills, 7);
}

static void pinned_regions_are_not_loaded_twice(void **state)
{
    (void)state;
    struct space s = make_space();
    const struct mapping *code = &s.k->mapping[s.k->process[s.process].code];
    const struct mapping *data = &s.k->mapping[s.k->process[s.process].data];
    assert_false(space_refill(s.k, s.thread, code->region.base));
    assert_false(space_refill(s.k, s.thread, data->region.base));
    assert_false(space_refill(s.k, s.thread, s.k->arch.context[s.thread].stack_base));
}

/* A thread's own exchange area is memory like any other to the calls it makes. */
static void the_own_area_can_be_copied_to(void **state)
{
    (void)state;
    struct machine *m = MACHINE({.label = 1, .priority = 5}, {.label = 2, .priority = 5});
    struct kernel *k = machine_kernel(m);
    run(m, thread_of(m, 1));
    uint32_t own = k->thread[thread_of(m, 1)].area;
    uint32_t other = k->thread[thread_of(m, 2)].area;
    static const uint32_t word = 0x12345678;
    uint32_t got = 0;
    assert_true(user_write(k, own + EXCHANGE_AREA_SIZE - 4, &word, sizeof word));
    assert_true(user_read(k, &got, own + EXCHANGE_AREA_SIZE - 4, sizeof got));
    assert_int_equal(got, word);
    assert_false(user_write(k, own + EXCHANGE_AREA_SIZE - 3, &word, sizeof word));
    assert_false(user_read(k, &got, own - 1, sizeof got));
    assert_false(user_read(k, &got, other, sizeof got));
    assert_false(user_permits(k, own, UINT32_MAX, ACCESS_READ));
    thread_id bare = machine_thread(m, machine_process(m, 1), false);
    run(m, bare);
    assert_false(user_read(k, &got, own, sizeof got));
    assert_false(user_read(k, &got, 0xe0000000u, sizeof got)); /* an area of 0 is none */
}

/* No area is not one at address 0. */
static void thread_without_an_area_has_none(void **state)
{
    (void)state;
    struct machine *m = MACHINE({.label = 1, .priority = 5});
    struct kernel *k = machine_kernel(m);
    run(m, machine_thread(m, machine_process(m, 1), false));
    assert_false(user_permits(k, 0, 4, ACCESS_WRITE));
    assert_false(user_permits(k, EXCHANGE_AREA_SIZE - 4, 4, ACCESS_WRITE));
}

static void user_code_refills_on_its_way(void **state)
{
    (void)state;
    struct space s = make_space();
    run(s.m, s.thread);
    for (unsigned i = 0; i < 6; i++) {
        (void)add(&s, DEVICE + i * 0x20, 5, ACCESS_READ | ACCESS_WRITE);
    }
    uint8_t written[0xc0];
    uint8_t got[0xc0];
    memset(written, 0x77, sizeof written);
    assert_true(machine_store(s.m, DEVICE, written, sizeof written));
    assert_true(machine_load(s.m, DEVICE, got, sizeof got));
    assert_memory_equal(got, written, sizeof got);
    assert_int_equal(s.k->arch.context[s.thread].refills, 12);
    assert_false(machine_load(s.m, DEVICE + 0xbf, got, 2));
    assert_int_equal(machine_process(s.m, LABEL), NONE);
}

/* A thread entry used again begins without a trace of what its predecessor had loaded. */
static void next_thread_starts_with_nothing_loaded(void **state)
{
    (void)state;
    struct space s = make_space();
    thread_id second = machine_thread(s.m, s.process, true);
    (void)add(&s, DEVICE, 5, ACCESS_READ);
    assert_true(space_refill(s.k, second, DEVICE));
    machine_thread_exit(s.m, second);
    assert_int_equal(machine_thread(s.m, machine_process(s.m, OTHER), true), second);
    for (unsigned i = REGIONS_PINNED; i < REGIONS; i++) {
        assert_int_equal(s.k->arch.context[second].loaded[i], NONE);
    }
    assert_int_equal(s.k->arch.context[second].fifo, 0);
    assert_false(space_refill(s.k, second, DEVICE)); /* no mapping of the other process */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(every_buffer_in_a_small_space),
        TEST(buffers_do_not_wrap_round),
        TEST(mapping_is_found_by_any_of_its_bytes),
        TEST(pool_is_exhausted_and_refilled),
        TEST(cleared_mappings_are_empty),
        TEST(copies_over_several_mappings),
        TEST(writes_over_a_seam),
        TEST(refused_copies_copy_nothing),
        TEST(memory_of_another_process_is_not_there),
        TEST(fault_during_a_copy_is_a_refusal),
        TEST(refills_go_round_four_regions),
        TEST(pinned_regions_are_not_loaded_twice),
        TEST(the_own_area_can_be_copied_to),
        TEST(thread_without_an_area_has_none),
        TEST(user_code_refills_on_its_way),
        TEST(next_thread_starts_with_nothing_loaded),
    };
    return cmocka_run_group_tests_name("space", tests, NULL, NULL);
}
