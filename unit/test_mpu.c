/*
 * arch/armv7m/mpu.c: the words of each region by the bit fields of the manual, and what a set of
 * regions permits, byte by byte, against a plain search.
 */
#include "mpu.h"

#include "fixture.h"

#include <string.h>

enum { READ_WRITE = ACCESS_READ | ACCESS_WRITE, FETCH = ACCESS_READ | ACCESS_EXECUTE };

/* All accesses that an image may grant. */
static const uint8_t accesses[] = {ACCESS_READ, READ_WRITE, FETCH, READ_WRITE | ACCESS_EXECUTE};

static void nothing(uint32_t region[REGIONS][2])
{
    for (unsigned i = 0; i < REGIONS; i++) {
        mpu_encode(region[i], i, NULL);
    }
}

/* ARMv7-M B3.5: RBAR is address, VALID, region; RASR is XN, AP, TEX S C B, SIZE, ENABLE. */
static void words_by_the_manual(void **state)
{
    (void)state;
    static const uint32_t permission[] = {
        [ACCESS_READ] = 2u << 24 | 1u << 28, /* both read, no execution */
        [READ_WRITE] = 3u << 24 | 1u << 28,
        [FETCH] = 2u << 24,
        [READ_WRITE | ACCESS_EXECUTE] = 3u << 24,
    };
    for (unsigned index = 0; index < REGIONS; index++) {
        for (uint8_t order = DEVICE_ORDER_MIN; order <= ORDER_MAX; order++) {
            for (unsigned a = 0; a < sizeof accesses; a++) {
                for (uint8_t kind = 0; kind < 2; kind++) {
                    const struct region r = {.base = order == 31 ? 0x80000000u : 1u << order,
                                             .order = order,
                                             .access = accesses[a],
                                             .kind = kind};
                    uint32_t attributes = kind == MEMORY_DEVICE ? 5u << 16 : 2u << 16;
                    uint32_t words[2];
                    mpu_encode(words, index, &r);
                    assert_int_equal(words[0], r.base | 0x10u | index);
                    assert_int_equal(words[1],
                                     permission[r.access] | attributes | (order - 1u) << 1 | 1u);
                }
            }
        }
    }
}

static void empty_region_is_disabled_and_selected(void **state)
{
    (void)state;
    for (unsigned index = 0; index < REGIONS; index++) {
        uint32_t words[2] = {0xffffffffu, 0xffffffffu};
        mpu_encode(words, index, NULL);
        assert_int_equal(words[0], 0x10u | index);
        assert_int_equal(words[1], 0);
    }
}

/* Without the right to read, nothing is granted: the MPU has no words for less. */
static void access_without_reading_is_no_access(void **state)
{
    (void)state;
    uint32_t region[REGIONS][2];
    for (uint8_t access = 0; access < ACCESS_READ; access++) {
        const struct region r = {.base = 0x20000000, .order = 8, .access = access};
        nothing(region);
        mpu_encode(region[0], 0, &r);
        for (unsigned asked = 1; asked < 8; asked++) {
            assert_false(mpu_permits(region, 0x20000000, asked));
        }
    }
}

/* One region at each place: each byte around it, each access. */
static void one_region_byte_by_byte(void **state)
{
    (void)state;
    uint32_t region[REGIONS][2];
    for (unsigned index = 0; index < REGIONS; index++) {
        for (uint8_t order = 5; order <= 8; order++) {
            for (unsigned a = 0; a < sizeof accesses; a++) {
                const struct region r = {.base = 0x20000400, .order = order, .access = accesses[a]};
                nothing(region);
                mpu_encode(region[index], index, &r);
                for (uint32_t address = 0x20000300; address < 0x20000600; address++) {
                    bool inside = address - r.base < region_size(&r);
                    for (unsigned access = 1; access < 8; access++) {
                        bool granted = inside && (access & ~(unsigned)r.access) == 0;
                        assert_int_equal(mpu_permits(region, address, access), granted);
                    }
                }
            }
        }
    }
}

static void large_regions_at_their_edges(void **state)
{
    (void)state;
    uint32_t region[REGIONS][2];
    for (uint8_t order = 9; order <= ORDER_MAX; order++) {
        uint32_t size = (uint32_t)1 << order;
        uint32_t base = order == 31 ? 0 : size;
        const struct region r = {.base = base, .order = order, .access = ACCESS_READ};
        nothing(region);
        mpu_encode(region[3], 3, &r);
        assert_true(mpu_permits(region, base, ACCESS_READ));
        assert_true(mpu_permits(region, base + size - 1, ACCESS_READ));
        assert_false(mpu_permits(region, base - 1, ACCESS_READ));
        assert_false(mpu_permits(region, base + size, ACCESS_READ));
        assert_false(mpu_permits(region, base ^ size / 2 ^ 0x80000000u, ACCESS_WRITE));
    }
}

/* All of memory in one region, as RASR can say it: an order of 32. */
static void region_of_all_memory(void **state)
{
    (void)state;
    uint32_t region[REGIONS][2];
    nothing(region);
    region[0][0] = 0x10;
    region[0][1] = 3u << 24 | 31u << 1 | 1u;
    assert_true(mpu_permits(region, 0, READ_WRITE | ACCESS_EXECUTE));
    assert_true(mpu_permits(region, 0xdfffffffu, READ_WRITE));
    assert_false(mpu_permits(region, 0xe0000000u, ACCESS_READ)); /* never for a task */
    assert_false(mpu_permits(region, 0xffffffffu, ACCESS_READ));
}

/* Two regions on top of each other in all orders: the higher number decides alone. */
static void higher_number_decides(void **state)
{
    (void)state;
    uint32_t region[REGIONS][2];
    for (unsigned low = 0; low < REGIONS; low++) {
        for (unsigned high = low + 1; high < REGIONS; high++) {
            for (unsigned a = 0; a < sizeof accesses; a++) {
                for (unsigned b = 0; b < sizeof accesses; b++) {
                    const struct region wide = {.base = 0, .order = 8, .access = accesses[a]};
                    const struct region narrow = {.base = 0x40, .order = 6, .access = accesses[b]};
                    nothing(region);
                    mpu_encode(region[low], low, &wide);
                    mpu_encode(region[high], high, &narrow);
                    for (unsigned access = 1; access < 8; access++) {
                        assert_int_equal(mpu_permits(region, 0x40, access),
                                         (access & ~(unsigned)accesses[b]) == 0);
                        assert_int_equal(mpu_permits(region, 0x80, access),
                                         (access & ~(unsigned)accesses[a]) == 0);
                    }
                }
            }
        }
    }
}

static void no_region_no_access(void **state)
{
    (void)state;
    uint32_t region[REGIONS][2];
    nothing(region);
    for (uint32_t bit = 1; bit != 0; bit <<= 1) {
        assert_false(mpu_permits(region, bit, ACCESS_READ));
    }
    assert_false(mpu_permits(region, 0, ACCESS_READ));
}

/* What each value of RASR.AP means to unprivileged code. */
static void permissions_by_the_manual(void **state)
{
    (void)state;
    static const unsigned granted[8] = {0, 0, ACCESS_READ, READ_WRITE,
                                        0, 0, ACCESS_READ, ACCESS_READ};
    uint32_t region[REGIONS][2];
    for (uint32_t permission = 0; permission < 8; permission++) {
        for (uint32_t never = 0; never < 2; never++) {
            nothing(region);
            region[5][0] = 0x20000015;
            region[5][1] = never << 28 | permission << 24 | 7u << 1 | 1u;
            bool fetch = never == 0 && (granted[permission] & ACCESS_READ) != 0;
            assert_int_equal(mpu_permits(region, 0x20000000, ACCESS_READ),
                             (granted[permission] & ACCESS_READ) != 0);
            assert_int_equal(mpu_permits(region, 0x20000000, ACCESS_WRITE),
                             (granted[permission] & ACCESS_WRITE) != 0);
            assert_int_equal(mpu_permits(region, 0x20000000, ACCESS_EXECUTE), fetch);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(words_by_the_manual),
        TEST(empty_region_is_disabled_and_selected),
        TEST(one_region_byte_by_byte),
        TEST(large_regions_at_their_edges),
        TEST(region_of_all_memory),
        TEST(higher_number_decides),
        TEST(access_without_reading_is_no_access),
        TEST(no_region_no_access),
        TEST(permissions_by_the_manual),
    };
    return cmocka_run_group_tests_name("mpu", tests, NULL, NULL);
}
