/*
 * flexpage.c: every word that may be a flexpage, against the definition of its bits; and which of
 * the kernel's rights L4's four stand for.
 */
#include "fixture.h"
#include "l4.h"

#include <string.h>

/* ---- The definition, bit by bit. ---- */

static bool bit(uint32_t word, unsigned number)
{
    return (word >> number & 1u) != 0;
}

/* The n for which bit n-1 is set and bits n-2 to 6 are clear; 0: there is none. */
static unsigned memory_order(uint32_t word)
{
    for (unsigned n = 7; n <= 31; n++) {
        bool clear = true;
        for (unsigned i = 6; i + 2 <= n; i++) {
            clear = clear && !bit(word, i);
        }
        if (clear && bit(word, n - 1)) {
            return n;
        }
    }
    return 0;
}

static bool expected(uint32_t word, struct flexpage *page)
{
    unsigned kind = (unsigned)bit(word, 4) + 2u * bit(word, 5);
    *page = (struct flexpage){.kind = (uint8_t)kind, .rights = word % 16};
    if (kind == L4_MEMORY) {
        unsigned order = memory_order(word);
        page->order = (uint8_t)order;
        page->base = order == 31 ? word & 0x80000000u : word / (1u << order) * (1u << order);
        return order != 0;
    }
    unsigned order = word / 64 % 64;
    page->order = (uint8_t)(order < 20 ? order : 20); /* there are not more slots to be meant */
    page->base = (word / 4096) / (1u << page->order) * (1u << page->order);
    return kind == L4_OBJECTS;
}

static void assert_decoded(uint32_t word)
{
    struct flexpage page;
    struct flexpage due;
    memset(&page, 0xff, sizeof page);
    bool good = flexpage_decode(word, &page);
    if (good != expected(word, &due) || (good && memcmp(&page, &due, sizeof page) != 0)) {
        fail_msg("word %#x: order %u base %#x", word, page.order, (unsigned)page.base);
    }
}

/* All words of 16 low bits and, of the high ones, none, one or all but one; and their neighbours.
 */
static void every_word_of_low_bits(void **state)
{
    (void)state;
    for (uint32_t low = 0; low < 0x10000; low++) {
        assert_decoded(low);
        for (unsigned high = 16; high < 32; high++) {
            assert_decoded(low | 1u << high);
            assert_decoded(low | (0xffff0000u & ~(1u << high)));
            assert_decoded(low << 16 | 1u << 4 | (low >> 12));
        }
    }
}

/* Every size at every kind of place, made as l4_fpage makes it. */
static void memory_of_every_size(void **state)
{
    (void)state;
    for (unsigned order = 7; order <= 31; order++) {
        for (unsigned high = order; high < 33; high++) {
            uint32_t base = high == 32 ? 0 : (uint32_t)1 << high;
            for (uint32_t rights = 0; rights < 16; rights++) {
                struct flexpage page;
                uint32_t word = base | 1u << (order - 1) | L4_MEMORY << 4 | rights;
                assert_true(flexpage_decode(word, &page));
                assert_int_equal(page.kind, L4_MEMORY);
                assert_int_equal(page.order, order);
                assert_int_equal(page.base, base);
                assert_int_equal(page.rights, rights);
                assert_int_equal(page.reserved, 0);
            }
        }
    }
}

static void words_that_are_no_flexpage(void **state)
{
    (void)state;
    static const uint32_t words[] = {
        0,          0x0f,       0x1000,      0xfffff000u, /* special */
        0x20,       0x2f,       0xffffffefu, 0x120,       /* ports */
        0x10,       0x1f,                                 /* memory without a size */
        0x80000010, 0x8000001f,                           /* all of the address space */
    };
    struct flexpage page;
    for (unsigned i = 0; i < sizeof words / sizeof words[0]; i++) {
        assert_false(flexpage_decode(words[i], &page));
    }
    assert_true(flexpage_decode(0x30, &page)); /* slot 0, though nothing is there */
}

/* ---- Rights. ---- */

/* By the words of the design: which of the four a right of the kernel belongs to. */
static uint32_t group_of(uint32_t right)
{
    switch (right) {
    case RIGHT_READ:
    case RIGHT_WAIT:
    case RIGHT_INSPECT:
    case RIGHT_GET_PROPERTY:
    case RIGHT_GET_POLICY:
    case RIGHT_ENUMERATE:
        return L4_RIGHT_R;
    case RIGHT_TRANSFER:
    case RIGHT_DUPLICATE:
        return L4_RIGHT_S;
    case RIGHT_DESTROY:
        return L4_RIGHT_D;
    default:
        return L4_RIGHT_W;
    }
}

static void each_right_is_in_one_group(void **state)
{
    (void)state;
    for (uint32_t rights = 0; rights < 16; rights++) {
        uint32_t due = 0;
        for (uint32_t right = 1; right <= RIGHTS_ALL; right <<= 1) {
            due |= (group_of(right) & rights) != 0 ? right : 0;
        }
        assert_int_equal(l4_rights_mask(rights), due);
    }
    assert_int_equal(l4_rights_mask(15), RIGHTS_ALL);
}

static void labels_are_signed_words(void **state)
{
    (void)state;
    assert_int_equal(l4_result(1), 1);
    assert_int_equal(l4_result(L4_NO_TASK), 0xfffff82cu);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(every_word_of_low_bits),     TEST(memory_of_every_size),
        TEST(words_that_are_no_flexpage), TEST(each_right_is_in_one_group),
        TEST(labels_are_signed_words),
    };
    return cmocka_run_group_tests_name("flexpage", tests, NULL, NULL);
}
