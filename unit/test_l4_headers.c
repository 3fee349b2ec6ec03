/*
 * The headers of the L4Re family, compiled on the host: published values are literal here, and what
 * the functions encode must be what the kernel decodes. Tags and stubs are test_l4_stubs.c's.
 */
#include "native_calls.h"

#include "image.h"
#include "l4.h"
#include "name.h"

/* Both sides use these words; the kernel's values are kept for kernel_agrees. */
static const int64_t kernel_errors[] = {L4_EPERM,  L4_ENOENT, L4_ENOMEM,
                                        L4_EEXIST, L4_EINVAL, L4_EBADPROTO};
#define L4_EPERM     USER_L4_EPERM
#define L4_ENOENT    USER_L4_ENOENT
#define L4_ENOMEM    USER_L4_ENOMEM
#define L4_EEXIST    USER_L4_EEXIST
#define L4_EINVAL    USER_L4_EINVAL
#define L4_EBADPROTO USER_L4_EBADPROTO

#include <l4/sys/factory.h>
#include <l4/sys/task.h>

assert_type(l4_mword_t, int32_t);
assert_type(l4_umword_t, uint32_t);
assert_type(l4_addr_t, uint32_t);
assert_type(l4_cap_idx_t, uint32_t);

static void published_errors(void **state)
{
    (void)state;
    static const int64_t values[][2] = {
        {L4_EOK, 0},
        {L4_EPERM, 1},
        {L4_ENOENT, 2},
        {L4_EIO, 5},
        {L4_ENXIO, 6},
        {L4_E2BIG, 7},
        {L4_EAGAIN, 11},
        {L4_ENOMEM, 12},
        {L4_EACCESS, 13},
        {L4_EFAULT, 14},
        {L4_EBUSY, 16},
        {L4_EEXIST, 17},
        {L4_ENODEV, 19},
        {L4_EINVAL, 22},
        {L4_ENOSPC, 28},
        {L4_ERANGE, 34},
        {L4_ENAMETOOLONG, 36},
        {L4_ENOSYS, 38},
        {L4_EBADPROTO, 39},
        {L4_EADDRNOTAVAIL, 99},
        {L4_ERRNOMAX, 100},
        {L4_ENOREPLY, 1000},
        {L4_EMSGTOOSHORT, 1001},
        {L4_EMSGTOOLONG, 1002},
        {L4_EMSGMISSARG, 1003},
        {L4_EIPC_LO, 2000},
        {L4_EIPC_HI, 2031},
        {L4_IPC_ERROR_MASK, 31},
        {L4_IPC_ENOT_EXISTENT, 4},
    };
    assert_values(values);
}

static void published_constants(void **state)
{
    (void)state;
    static const int64_t values[][2] = {
        {L4_MWORD_BITS, 32},
        {L4_CAP_SHIFT, 12},
        {L4_CAP_OFFSET, 0x1000},
        {L4_CAP_SIZE, 0x1000},
        {L4_CAP_MASK, 0xfffff800},
        {L4_INVALID_CAP, 0xfffff800},
        {L4_INVALID_CAP_BIT, 0x800},
        {L4_BASE_TASK_CAP, 0x1000},
        {L4_BASE_FACTORY_CAP, 0x2000},
        {L4_BASE_THREAD_CAP, 0x3000},
        {L4_FP_OTHER_SPACES, 0},
        {L4_FP_ALL_SPACES, 0x80000000},
        {L4_FP_DELETE_OBJ, 0xc0000000},
        {L4_MAP_ITEM_MAP, 0},
        {L4_ITEM_CONT, 1},
        {L4_MAP_ITEM_GRANT, 2},
        {L4_ITEM_MAP, 8},
        {L4_UTCB_GENERIC_DATA_SIZE, 63},
        {L4_PAGESHIFT, 7},
        {L4_LOG2_PAGESIZE, 7},
        {L4_PAGESIZE, 128},
        {L4_PAGEMASK, 0xffffff80},
    };
    assert_values(values);
}

static void published_flexpages(void **state)
{
    (void)state;
    static const int64_t values[][2] = {
        {L4_FPAGE_RIGHTS_SHIFT, 0},
        {L4_FPAGE_TYPE_SHIFT, 4},
        {L4_FPAGE_SIZE_SHIFT, 6},
        {L4_FPAGE_ADDR_SHIFT, 12},
        {L4_FPAGE_RIGHTS_BITS, 4},
        {L4_FPAGE_TYPE_BITS, 2},
        {L4_FPAGE_SIZE_BITS, 6},
        {L4_FPAGE_ADDR_BITS, 20},
        {L4_FPAGE_RIGHTS_MASK, 0xf},
        {L4_FPAGE_RIGHTS_ALL, 0xf},
        {L4_FPAGE_TYPE_MASK, 0x30},
        {L4_FPAGE_SIZE_MASK, 0xfc0},
        {L4_FPAGE_ADDR_MASK, 0xfffff000},
        {L4_FPAGE_CONTROL_OFFSET_SHIFT, 12},
        {L4_FPAGE_CONTROL_MASK, 0xfffff000},
        {L4_FPAGE_MEMORY_ORDER_MIN, 7},
        {L4_FPAGE_MEMORY_ORDER_MAX, 31},
    };
    assert_values(values);
    assert_run(0, 1, L4_FPAGE_SPECIAL, L4_FPAGE_MEMORY, L4_FPAGE_IO, L4_FPAGE_OBJ);
    assert_bits(0, L4_FPAGE_X, L4_FPAGE_W, L4_FPAGE_RO);
    assert_run(5, 1, L4_FPAGE_RX, L4_FPAGE_RW, L4_FPAGE_RWX);
    assert_bits(0, L4_CAP_FPAGE_W, L4_CAP_FPAGE_S, L4_CAP_FPAGE_R, L4_CAP_FPAGE_D);
    assert_run(4, 1, L4_CAP_FPAGE_RO, L4_CAP_FPAGE_RW, L4_CAP_FPAGE_RS, L4_CAP_FPAGE_RWS);
    assert_run(13, 1, L4_CAP_FPAGE_RWD, L4_CAP_FPAGE_RSD, L4_CAP_FPAGE_RWSD);
    assert_int_equal(sizeof(l4_fpage_t), 4);
}

/* The kernel's own words for the same things. */
static void kernel_agrees(void **state)
{
    (void)state;
    static const int64_t published[] = {-L4_EPERM,  -L4_ENOENT, -L4_ENOMEM,
                                        -L4_EEXIST, -L4_EINVAL, -L4_EBADPROTO};
    assert_memory_equal(kernel_errors, published, sizeof published);
    assert_int_equal(L4_NO_TASK, l4_ipc_to_errno(L4_IPC_ENOT_EXISTENT));
    static const int64_t values[][2] = {
        {L4_SPECIAL, L4_FPAGE_SPECIAL},
        {L4_MEMORY, L4_FPAGE_MEMORY},
        {L4_IO, L4_FPAGE_IO},
        {L4_OBJECTS, L4_FPAGE_OBJ},
        {L4_RIGHT_W, L4_CAP_FPAGE_W},
        {L4_RIGHT_S, L4_CAP_FPAGE_S},
        {L4_RIGHT_R, L4_CAP_FPAGE_R},
        {L4_RIGHT_D, L4_CAP_FPAGE_D},
        {ACCESS_EXECUTE, L4_FPAGE_X},
        {ACCESS_WRITE, L4_FPAGE_W},
        {ACCESS_READ, L4_FPAGE_RO},
        {L4_GRANT, L4_MAP_ITEM_GRANT},
        {L4_ALL_SPACES, L4_FP_ALL_SPACES},
        {L4_DELETE_OBJ, L4_FP_DELETE_OBJ},
        {SELECTOR_SHIFT, L4_CAP_SHIFT},
    };
    assert_values(values);
    assert_int_equal(l4_error(anvil_l4_tag((uint32_t)L4_NO_TASK)), -2004);
}

/* ---- Selectors and addresses. ---- */

static void selectors(void **state)
{
    (void)state;
    assert_int_equal(l4_is_valid_cap(L4_BASE_TASK_CAP), 1);
    assert_int_equal(l4_is_invalid_cap(L4_BASE_TASK_CAP), 0);
    assert_int_equal(l4_is_valid_cap(L4_INVALID_CAP), 0);
    assert_int_not_equal(l4_is_invalid_cap(L4_INVALID_CAP), 0);
    assert_int_equal(l4_capability_equal(0x5000, 0x5fff), 1);
    assert_int_equal(l4_capability_equal(0x5000, 0x6000), 0);
    assert_int_equal(l4_capability_next(L4_BASE_THREAD_CAP), 0x4000);
}

static void addresses_are_rounded(void **state)
{
    (void)state;
    const int64_t values[][2] = {
        {l4_trunc_page(0x1ff), 0x180},     {l4_trunc_page(0x180), 0x180},
        {l4_round_page(0x181), 0x200},     {l4_round_page(0x180), 0x180},
        {l4_trunc_size(0x1fff, 12), 4096}, {l4_round_size(0x1001, 12), 8192},
        {l4_round_size(0x1000, 12), 4096}, {l4_trunc_size(UINT32_MAX, 31), 0x80000000},
    };
    assert_values(values);
}

/* ---- Flexpages. ---- */

static void check_memory(l4_addr_t address, unsigned order, unsigned char rights)
{
    l4_fpage_t page = l4_fpage(address, order, rights);
    l4_addr_t first = l4_trunc_size(address, (unsigned char)order);
    struct flexpage decoded;
    assert_true(flexpage_decode(page.raw, &decoded));
    assert_int_equal(decoded.kind, L4_MEMORY);
    assert_int_equal(decoded.base, first);
    assert_int_equal(decoded.order, order);
    assert_int_equal(decoded.rights, rights);
    assert_int_equal(page.fpage, page.raw);
    assert_int_equal(l4_fpage_type(page), L4_FPAGE_MEMORY);
    assert_int_equal(l4_fpage_memaddr(page), first);
    assert_int_equal(l4_fpage_page(page), first >> 12);
    assert_int_equal(l4_fpage_size(page), order);
    assert_int_equal(l4_fpage_rights(page), rights);
    assert_int_equal(l4_is_fpage_writable(page) != 0, (rights & 2) != 0);
    assert_int_equal(l4_fpage_contains(page, address, 0), 1);
}

static void memory_is_what_the_kernel_decodes(void **state)
{
    (void)state;
    static const l4_addr_t addresses[] = {0,          0x80,       0x20000000, 0x20001280,
                                          0x40028000, 0x80000000, 0xdeadbeef, UINT32_MAX};
    for (unsigned order = 7; order <= 31; order++) {
        for (unsigned char rights = 0; rights < 16; rights++) {
            for (unsigned i = 0; i < sizeof addresses / sizeof addresses[0]; i++) {
                check_memory(addresses[i], order, rights);
            }
        }
    }
}

static void memory_as_words(void **state)
{
    (void)state;
    assert_int_equal(l4_fpage(0x20000480, 7, L4_FPAGE_RW).raw, 0x200004d6);
    assert_int_equal(l4_fpage(0x20000480, 10, L4_FPAGE_RO).raw, 0x20000614);
    assert_int_equal(l4_fpage(UINT32_MAX, 31, 0xff).raw, 0xc000001f);
}

static void sizes_that_there_cannot_be_are_refused(void **state)
{
    (void)state;
    static const unsigned sizes[] = {0, 1, 5, 6, 32, 33, 63, UINT32_MAX};
    struct flexpage decoded;
    for (unsigned i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        l4_fpage_t page = l4_fpage(0x20000480, sizes[i], L4_FPAGE_RW);
        assert_false(flexpage_decode(page.raw, &decoded));
        assert_int_equal(l4_fpage_type(page), L4_FPAGE_MEMORY);
        assert_int_equal(l4_fpage_size(page), 0);
        assert_int_equal(l4_fpage_memaddr(page), 0);
    }
    assert_int_equal(l4_fpage_invalid().raw, 0);
    assert_false(flexpage_decode(l4_fpage_invalid().raw, &decoded));
}

static void objects_are_what_the_kernel_decodes(void **state)
{
    (void)state;
    for (unsigned order = 0; order <= 20; order++) {
        for (unsigned char rights = 0; rights < 16; rights++) {
            const uint32_t slot = 0xfffffu >> order << order;
            l4_fpage_t page = l4_obj_fpage(slot << 12, order, rights);
            struct flexpage decoded;
            assert_true(flexpage_decode(page.raw, &decoded));
            assert_int_equal(decoded.kind, L4_OBJECTS);
            assert_int_equal(decoded.base, slot);
            assert_int_equal(decoded.order, order);
            assert_int_equal(decoded.rights, rights);
            assert_int_equal(l4_fpage_type(page), L4_FPAGE_OBJ);
            assert_int_equal(l4_fpage_obj(page), slot << 12);
            assert_int_equal(l4_fpage_page(page), slot);
            assert_int_equal(l4_fpage_size(page), order);
            assert_int_equal(l4_fpage_rights(page), rights);
        }
    }
    assert_int_equal(l4_obj_fpage(5u << 12, 2, 0xff).raw, 0x50bf);
    assert_int_equal(l4_fpage_size(l4_obj_fpage(0, 63, 0)), 63);
}

/* Only a selector tells a slot. */
static void other_names_are_no_flexpage(void **state)
{
    (void)state;
    static const l4_cap_idx_t names[] = {L4_INVALID_CAP, 1, 0x5003, 0x5001, 0x5004, 0xfffffcff};
    for (unsigned i = 0; i < sizeof names / sizeof names[0]; i++) {
        assert_int_equal(l4_obj_fpage(names[i], 0, L4_CAP_FPAGE_RWSD).raw, 0);
    }
}

static void rights_are_replaced(void **state)
{
    (void)state;
    l4_fpage_t page = l4_fpage(0x20000480, 7, L4_FPAGE_RW);
    assert_int_equal(l4_fpage_set_rights(page, L4_FPAGE_RX).raw, 0x200004d5);
    assert_int_equal(l4_fpage_set_rights(page, 0xf0).raw, 0x200004d0);
}

static void ranges_within_memory(void **state)
{
    (void)state;
    const l4_fpage_t page = l4_fpage(0x20000400, 10, L4_FPAGE_RW);
    assert_int_equal(l4_fpage_contains(page, 0x20000400, 10), 1);
    assert_int_equal(l4_fpage_contains(page, 0x20000780, 7), 1);
    assert_int_equal(l4_fpage_contains(page, 0x20000781, 7), 0);
    assert_int_equal(l4_fpage_contains(page, 0x200003ff, 0), 0);
    assert_int_equal(l4_fpage_contains(page, 0x20000800, 0), 0);
    assert_int_equal(l4_fpage_contains(page, 0x20000400, 11), 0);
    assert_int_equal(l4_fpage_contains(page, 0x20000400, 32), 0);
    assert_int_equal(l4_fpage_contains(page, 0x20000400, 64), 0);
    assert_int_equal(l4_fpage_contains(l4_fpage(0x80000000, 31, 0), 0xffffff80, 7), 1);
    assert_int_equal(l4_fpage_contains(l4_fpage(0x80000000, 31, 0), 0xffffff80, 8), 0);
}

static void send_bases(void **state)
{
    (void)state;
    assert_int_equal(l4_map_control(0x20000480, 0, L4_MAP_ITEM_MAP), 0x20000008);
    assert_int_equal(l4_map_control(0x20001fff, 5, L4_MAP_ITEM_GRANT), 0x2000105a);
    assert_int_equal(l4_map_obj_control(5u << 12, L4_MAP_ITEM_MAP), 0x5008);
    assert_int_equal(l4_map_obj_control(5u << 12, L4_MAP_ITEM_GRANT), 0x500a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(published_errors),
        cmocka_unit_test(published_constants),
        cmocka_unit_test(published_flexpages),
        cmocka_unit_test(kernel_agrees),
        cmocka_unit_test(selectors),
        cmocka_unit_test(addresses_are_rounded),
        cmocka_unit_test(memory_is_what_the_kernel_decodes),
        cmocka_unit_test(memory_as_words),
        cmocka_unit_test(sizes_that_there_cannot_be_are_refused),
        cmocka_unit_test(objects_are_what_the_kernel_decodes),
        cmocka_unit_test(other_names_are_no_flexpage),
        cmocka_unit_test(rights_are_replaced),
        cmocka_unit_test(ranges_within_memory),
        cmocka_unit_test(send_bases),
    };
    return cmocka_run_group_tests_name("l4_headers", tests, NULL, NULL);
}
