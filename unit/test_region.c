/*
 * image.c's arithmetic of regions: what a legal region is, and how regions and ranges lie to each
 * other, by comparing with sets of bytes.
 */
#include "fixture.h"

#include <string.h>

static struct region region(uint32_t base, uint8_t order)
{
    return (struct region){.base = base, .order = order, .access = ACCESS_READ};
}

static const char *error_of(uint32_t base, uint8_t order, uint8_t access, uint8_t kind)
{
    const struct region r = {.base = base, .order = order, .access = access, .kind = kind};
    return region_error(&r);
}

/* The rules in words, for a place where nothing else is wrong. */
static bool is_good(unsigned order, unsigned access, unsigned kind)
{
    bool executable = (access & ACCESS_EXECUTE) != 0;
    unsigned smallest = kind == MEMORY_DEVICE ? 5 : executable ? 10 : 7;
    return kind <= 1 && access < 8 && (access & ACCESS_READ) != 0 && order >= smallest;
}

/* Every order that does not reach into system space, with every access and kind. */
static void orders_accesses_and_kinds(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 256 * 16 * 4; i++) {
        unsigned order = i / 64;
        unsigned access = i / 4 % 16;
        unsigned kind = i % 4;
        bool good = is_good(order, access, kind) && order <= 30;
        if (order != 31) {
            const char *error =
                error_of(0x80000000u, (uint8_t)order, (uint8_t)access, (uint8_t)kind);
            assert_int_equal(error == NULL, good);
        }
    }
    assert_non_null(error_of(0x80000000u, 10, 0x80 | ACCESS_READ, MEMORY_NORMAL));
    assert_non_null(error_of(0x80000000u, 10, ACCESS_READ, 0x80));
}

/* Every base of the first two KiB with every order that fits there, access and kind. */
static void all_small_regions(void **state)
{
    (void)state;
    for (uint32_t base = 0; base < 2048; base++) {
        for (unsigned i = 0; i < 12 * 16 * 3; i++) {
            unsigned order = i / 48;
            unsigned access = i / 3 % 16;
            uint8_t kind = (uint8_t)(i % 3);
            bool good = is_good(order, access, kind) && base % (1u << order) == 0;
            if ((error_of(base, (uint8_t)order, (uint8_t)access, kind) == NULL) != good) {
                fail_msg("base %#x order %u access %u kind %u", (unsigned)base, order, access,
                         kind);
            }
        }
    }
}

static void alignment(void **state)
{
    (void)state;
    for (uint8_t order = 7; order < 29; order++) {
        uint32_t size = 1u << order;
        for (uint32_t bit = 1; bit != 0; bit <<= 1) {
            uint32_t base = 0x60000000u | bit;
            const char *error = error_of(base, order, ACCESS_READ, MEMORY_NORMAL);
            bool aligned = base % size == 0;
            assert_int_equal(error != NULL && strstr(error, "aligned") != NULL, !aligned);
        }
    }
}

static void places_no_region_may_lie_in(void **state)
{
    (void)state;
    static const struct {
        uint32_t base;
        uint8_t order;
        const char *words; /* NULL: fine */
    } cases[] = {
        {0xdfffff80u, 7, NULL},        {0xe0000000u, 7, "system"},   {0xffffff80u, 7, "system"},
        {0xc0000000u, 29, NULL},       {0xc0000000u, 30, "system"},  {0x80000000u, 31, "system"},
        {0x80000000u, 30, NULL},       {0x00000000u, 29, NULL},      {0x00000000u, 30, "bit-band"},
        {0x21ffff80u, 7, NULL},        {0x22000000u, 7, "bit-band"}, {0x23ffff80u, 7, "bit-band"},
        {0x24000000u, 7, NULL},        {0x20000000u, 25, NULL},      {0x20000000u, 26, "bit-band"},
        {0x41ffff80u, 7, NULL},        {0x42000000u, 7, "bit-band"}, {0x43ffff80u, 7, "bit-band"},
        {0x44000000u, 7, NULL},        {0x40000000u, 25, NULL},      {0x40000000u, 26, "bit-band"},
        {0x00000000u, 31, "bit-band"},
    };
    for (unsigned i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const char *error =
            error_of(cases[i].base, cases[i].order, ACCESS_READ | ACCESS_WRITE, MEMORY_NORMAL);
        if (cases[i].words == NULL) {
            assert_null(error);
        } else {
            assert_non_null(error);
            assert_non_null(strstr(error, cases[i].words));
        }
    }
}

static void sizes(void **state)
{
    (void)state;
    for (uint8_t order = 0; order < 32; order++) {
        struct region r = region(0, order);
        assert_int_equal(region_size(&r), (uint32_t)1 << order);
    }
}

/* All pairs of blocks in 64 bytes, as sets of bytes. */
static uint64_t bytes_of(const struct region *r)
{
    uint64_t ones = r->order == 6 ? UINT64_MAX : (UINT64_C(1) << (1u << r->order)) - 1;
    return ones << r->base;
}

static void overlaps_of_all_small_blocks(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 7 * 64; i++) {
        for (unsigned j = 0; j < 7 * 64; j++) {
            struct region a = region(i % 64, (uint8_t)(i / 64));
            struct region b = region(j % 64, (uint8_t)(j / 64));
            if (a.base % region_size(&a) != 0 || b.base % region_size(&b) != 0) {
                continue;
            }
            assert_int_equal(region_overlaps(&a, &b), (bytes_of(&a) & bytes_of(&b)) != 0);
        }
    }
}

static void blocks_inside_all_small_ranges(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 6 * 64; i++) {
        struct region r = region(i % 64, (uint8_t)(i / 64));
        if (r.base % region_size(&r) != 0 || r.base + region_size(&r) > 64) {
            continue;
        }
        for (uint32_t base = 0; base < 64; base++) {
            for (uint32_t size = 0; size <= 64 - base; size++) {
                const struct memory_range range = {base, size};
                bool inside = r.base >= base && r.base + region_size(&r) <= base + size;
                assert_int_equal(region_inside(&r, &range), inside);
            }
        }
    }
}

static void the_end_of_the_address_space(void **state)
{
    (void)state;
    const struct region last = region(0xffffff00u, 8);
    const struct region first = region(0, 8);
    const struct region half = region(0x80000000u, 31);
    const struct memory_range all_but_nothing = {0, UINT32_MAX};
    const struct memory_range top = {0xffffff00u, 0x100};
    assert_false(region_overlaps(&last, &first));
    assert_true(region_overlaps(&last, &half));
    assert_false(region_overlaps(&first, &half));
    assert_true(region_inside(&last, &top));
    assert_false(region_inside(&half, &top));
    assert_false(region_inside(&last, &all_but_nothing)); /* its last byte is not */
    assert_true(region_inside(&first, &all_but_nothing));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(orders_accesses_and_kinds),
        TEST(all_small_regions),
        TEST(alignment),
        TEST(places_no_region_may_lie_in),
        TEST(sizes),
        TEST(overlaps_of_all_small_blocks),
        TEST(blocks_inside_all_small_ranges),
        TEST(the_end_of_the_address_space),
    };
    return cmocka_run_group_tests_name("region", tests, NULL, NULL);
}
