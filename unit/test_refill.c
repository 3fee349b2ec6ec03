/*
 * space.c, the MPU as a cache: with more memory than regions whatever the list permits goes through
 * after a few refills, whatever it does not permit never does, and no instruction waits for ever.
 */
#include "l4_calls.h"

#include <string.h>

#include "mpu.h"

#define NODE_SIZE 128u /* of the smallest node of ordinary memory */

struct cache {
    struct machine *m;
    struct kernel *k;
    process_id process;
    thread_id thread;
    struct arch_context *context;
};

static struct cache make_cache(void)
{
    struct cache c = {.m = MACHINE({.label = A, .priority = 5}, {.label = B})};
    c.k = machine_kernel(c.m);
    c.process = machine_process(c.m, A);
    c.thread = thread_of(c.m, A);
    c.context = &c.k->arch.context[c.thread];
    be(c.m, A);
    return c;
}

static mapping_id add(const struct cache *c, uint32_t base, uint8_t order, uint8_t access)
{
    const struct region region = {.base = base, .order = order, .access = access};
    mapping_id added = space_add(c->k, c->process, &region);
    assert_int_not_equal(added, NONE);
    return added;
}

/* A stretch of bytes that an instruction touches as a whole, or none of it. */
struct span {
    uint32_t address;
    uint32_t size;
    unsigned access;
};

/* The first byte of the spans that the MPU does not let through; false: it is all there. */
static bool miss(const struct cache *c, const struct span *spans, unsigned count, uint32_t *where)
{
    for (unsigned i = 0; i < count; i++) {
        for (uint32_t at = 0; at < spans[i].size; at++) {
            *where = spans[i].address + at;
            if (!mpu_permits(c->context->region, *where, spans[i].access)) {
                return true;
            }
        }
    }
    return false;
}

/* An instruction, which starts anew after each fault. Returns how many refills it took. */
static unsigned refills_of(const struct cache *c, const struct span *spans, unsigned count)
{
    uint32_t where;
    unsigned refills = 0;
    while (miss(c, spans, count, &where)) {
        const struct fault fault = {.kind = FAULT_MEMORY, .address = where, .has_address = true};
        kernel_fault(c->k, &fault);
        assert_int_equal(machine_process(c->m, A), c->process);
        assert_in_range(++refills, 1, REGIONS - REGIONS_PINNED);
    }
    return refills;
}

/* ---- One instruction needs two pieces of code and two of data at most. ---- */

/* Whatever the order of the four regions was before: LDM and VLDM at every place over a border,
 * fetched over a border. */
static void no_instruction_starts_for_ever(void **state)
{
    (void)state;
    struct cache c = make_cache();
    uint32_t base = 0x20004000;
    mapping_id nodes[4];
    for (unsigned i = 0; i < 2; i++) {
        nodes[i] = add(&c, base + i * 1024, 10, RX);
        nodes[2 + i] = add(&c, base + 0x800 + i * NODE_SIZE, 7, RW);
    }
    static const uint32_t sizes[] = {4, 8, 64, 128}; /* LDR, LDRD, LDM and VLDM of all registers */
    for (unsigned i = 0; i < 4 * 4 * 36; i++) {
        for (unsigned region = REGIONS_PINNED; region < REGIONS; region++) {
            space_load(c.k, c.thread, region, NONE);
        }
        c.context->fifo = i % 4; /* where the next refill goes ... */
        mapping_id stale = nodes[i / 4 % 4];
        space_load(c.k, c.thread, REGIONS_PINNED + (i + 1) % 4, stale); /* ... and what is there */
        uint32_t place = i / 16 * 4;
        const struct span spans[] = {
            {base + 1024 - 2, 4, X},
            {base + 0x800 + place, sizes[i % 4], i % 2 == 0 ? R : W},
        };
        if (place + spans[1].size > 2 * NODE_SIZE) {
            continue;
        }
        (void)refills_of(&c, spans, 2);
        assert_regions(c.m);
        check(c.m);
    }
}

/* With code and data pinned, and the stack, only two of four can be missing. */
static void pinned_regions_need_no_refill(void **state)
{
    (void)state;
    struct cache c = make_cache();
    const struct span spans[] = {{code_of(c.m, A), 4, X},
                                 {data_of(c.m, A), 64, W},
                                 {stack_of(c.m, A) + 128, 128, W},
                                 {c.k->thread[c.thread].area, EXCHANGE_AREA_SIZE, W}};
    assert_int_equal(refills_of(&c, spans, 4), 0);
    for (unsigned i = 0; i < 5; i++) { /* however much else comes and goes */
        (void)add(&c, 0x20004000 + i * NODE_SIZE, 7, R);
        assert_true(space_refill(c.k, c.thread, 0x20004000 + i * NODE_SIZE));
        assert_int_equal(refills_of(&c, spans, 4), 0);
        assert_regions(c.m);
    }
}

/* ---- More memory than regions. ---- */

/* Random accesses to five nodes, some read-only, with gaps: as the list says, by first in, first
 * out, each miss counted. */
static void accesses_are_what_the_list_permits(void **state)
{
    (void)state;
    struct cache c = make_cache();
    static const unsigned access[8] = {R, RW, 0, RW, RX, 0, RW, 0};
    mapping_id nodes[8] = {NONE};
    for (unsigned i = 0; i < 8; i++) {
        nodes[i] = access[i] != 0 ? add(&c, 0x20004000 + i * 1024, 10, (uint8_t)access[i]) : NONE;
    }
    mapping_id queue[4] = {NONE}; /* a model of the four regions */
    unsigned next = 0;
    unsigned refills = 0;
    uint32_t seed = 2463534242u;
    for (unsigned i = 0; i < 5000; i++) {
        seed ^= seed << 13;
        seed ^= seed >> 17;
        seed ^= seed << 5;
        unsigned node = seed % 8;
        static const unsigned wants[] = {R, W, X};
        unsigned want = wants[seed / 8 % 3];
        uint32_t address = 0x20004000 + node * 1024 + seed / 32 % 1024;
        bool loaded = false;
        for (unsigned q = 0; q < 4; q++) {
            loaded = loaded || (nodes[node] != NONE && queue[q] == nodes[node]);
        }
        bool filled = space_refill(c.k, c.thread, address);
        assert_int_equal(filled, nodes[node] != NONE && !loaded);
        if (filled) {
            queue[next] = nodes[node];
            next = (next + 1) % 4;
            refills++;
        }
        assert_int_equal(mpu_permits(c.context->region, address, want), (access[node] & want) != 0);
        assert_memory_equal(&c.context->loaded[REGIONS_PINNED], queue, sizeof queue);
        assert_int_equal(c.context->refills, refills);
        assert_int_equal(c.context->fifo, next);
    }
}

/* A violation of what is loaded is no miss: the thread ends, instead of faulting for ever. */
static void violations_are_not_refilled(void **state)
{
    (void)state;
    static const uint32_t page = 0x20004000;
    for (unsigned i = 0; i < 6; i++) {
        struct cache c = make_cache();
        (void)add(&c, page, 10, i < 4 ? R : RX);
        uint32_t word = 0;
        const uint32_t addresses[] = {page, page, code_of(c.m, A), data_of(c.m, A), page, page - 4};
        assert_true(machine_load(c.m, page, &word, 4));
        bool done = i == 1 || i == 3 ? machine_fetch(c.m, addresses[i])
                                     : machine_store(c.m, addresses[i], &word, 4);
        assert_false(done);
        check(c.m);
        assert_int_equal(machine_process(c.m, A), NONE);
    }
}

/* Each thread has its own regions, and its own count. */
static void threads_do_not_share_a_cache(void **state)
{
    (void)state;
    struct cache c = make_cache();
    thread_id second = machine_thread(c.m, c.process, false);
    (void)add(&c, 0x20004000, 7, RW);
    uint32_t word = 5;
    run(c.m, c.thread);
    assert_true(machine_store(c.m, 0x20004000, &word, 4));
    assert_int_equal(c.context->refills, 1);
    assert_int_equal(c.k->arch.context[second].refills, 0);
    run(c.m, second);
    word = 0;
    assert_true(machine_load(c.m, 0x20004000, &word, 4));
    assert_int_equal(word, 5);
    assert_int_equal(c.k->arch.context[second].refills, 1);
    assert_int_equal(c.context->refills, 1);
    uint64_t hash = machine_hash(c.m);
    c.context->refills++; /* the count is the machine's, not of the state */
    assert_true(machine_hash(c.m) == hash);
}

/* ---- Areas of the arena. ---- */

/* The process's areas are refilled like mappings, but not the thread's own, which is pinned, and
 * nobody else's. */
static void areas_are_refilled(void **state)
{
    (void)state;
    struct cache c = make_cache();
    thread_id second = machine_thread(c.m, c.process, true);
    area_give(c.k, c.process, 1, 1);
    uint32_t own = c.k->thread[second].area;
    uint32_t idle = area_address(c.k, 1);
    assert_int_equal(own, area_address(c.k, 0));
    assert_false(space_refill(c.k, second, own));
    assert_true(space_refill(c.k, second, idle));
    assert_false(space_refill(c.k, second, idle + 255));
    assert_true(space_refill(c.k, c.thread, own + 255));
    assert_false(space_refill(c.k, c.thread, idle + EXCHANGE_AREA_SIZE));
    assert_false(space_refill(c.k, thread_of(c.m, B), own));
    assert_int_equal(c.k->arch.context[second].refills, 1);
    assert_int_equal(c.context->loaded[REGIONS_PINNED], LOADED_FIRST_AREA);
    assert_regions(c.m);
    check(c.m);
    /* First in, first out with the mappings. */
    for (unsigned i = 0; i < 4; i++) {
        (void)add(&c, 0x20004000 + i * NODE_SIZE, 7, R);
        assert_true(space_refill(c.k, c.thread, 0x20004000 + i * NODE_SIZE));
    }
    assert_false(mpu_permits(c.context->region, own, R));
    assert_true(space_refill(c.k, c.thread, own));
    assert_true(mpu_permits(c.context->region, own, RW));
    assert_int_equal(c.context->refills, 6);
}

/* A copy by a call over three nodes, two of them not loaded, with the cache already full. */
static void copies_refill_on_their_way(void **state)
{
    (void)state;
    struct cache c = make_cache();
    uint8_t written[4 * NODE_SIZE];
    uint8_t got[4 * NODE_SIZE];
    for (unsigned i = 0; i < 4; i++) {
        (void)add(&c, 0x20004000 + i * NODE_SIZE, 7, RW);
    }
    memset(written, 0x3c, sizeof written);
    for (unsigned from = 0; from < sizeof written; from += 60) {
        uint32_t size = (uint32_t)sizeof written - from;
        memset(machine_memory(c.m, 0x20004000, sizeof written), 0, sizeof written);
        assert_true(user_write(c.k, 0x20004000 + from, written, size));
        assert_true(user_read(c.k, got, 0x20004000 + from, size));
        assert_memory_equal(got, written, size);
        assert_false(user_write(c.k, 0x20004000 + from, written, size + 1));
        assert_regions(c.m);
    }
    assert_int_equal(c.context->refills, 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(no_instruction_starts_for_ever),     TEST(pinned_regions_need_no_refill),
        TEST(accesses_are_what_the_list_permits), TEST(violations_are_not_refilled),
        TEST(threads_do_not_share_a_cache),       TEST(areas_are_refilled),
        TEST(copies_refill_on_their_way),
    };
    return cmocka_run_group_tests_name("refill", tests, NULL, NULL);
}
