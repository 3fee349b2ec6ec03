/*
 * The stubs of the L4Re family and <anvil/arena.h>, compiled on the host: each must pass its
 * arguments to the native call of its name, whose place is taken by a recorder, and make a message
 * tag of the result.
 */
#include "native_calls.h"

#include <anvil/arena.h>
#include <l4/sys/factory.h>
#include <l4/sys/task.h>

/* ---- Message tags. ---- */

static void tags_are_taken_apart(void **state)
{
    (void)state;
    l4_msgtag_t tag = l4_msgtag(-22, 63, 62, 0x7000);
    assert_int_equal((uint32_t)tag.raw, 0xffea7fbf);
    assert_int_equal(l4_msgtag_label(tag), -22);
    assert_int_equal(l4_msgtag_words(tag), 63);
    assert_int_equal(l4_msgtag_items(tag), 62);
    assert_int_equal(l4_msgtag_flags(tag), 0x7000);
    assert_int_equal(l4_msgtag_has_error(tag), 0);
    tag = l4_msgtag(0x18001, 64, 65, 0x1f800); /* what is too large is cut */
    assert_int_equal(l4_msgtag_label(tag), -32767);
    assert_int_equal(l4_msgtag_words(tag), 0);
    assert_int_equal(l4_msgtag_items(tag), 1);
    assert_int_equal(l4_msgtag_flags(tag), L4_MSGTAG_ERROR | 0x7000);
    assert_int_not_equal(l4_msgtag_has_error(tag), 0);
    assert_int_equal(L4_MSGTAG_ERROR, 0x8000);
    assert_int_equal(L4_MSGTAG_PROPAGATE, 0x4000);
    assert_int_equal(L4_MSGTAG_SCHEDULE, 0x2000);
    assert_int_equal(L4_MSGTAG_TRANSFER_FPU, 0x1000);
    assert_int_equal(L4_MSGTAG_FLAGS, 0xf000);
}

/* What the kernel returns is what l4_error makes of the tag. */
static void results_become_tags(void **state)
{
    (void)state;
    static const int32_t labels[] = {0,   1,     0x7fff, -L4_EPERM, -L4_EINVAL, -L4_EBADPROTO,
                                     -13, -1003, -1999};
    for (unsigned i = 0; i < sizeof labels / sizeof labels[0]; i++) {
        l4_msgtag_t tag = anvil_l4_tag((uint32_t)labels[i]);
        assert_int_equal(l4_error(tag), labels[i]);
        assert_int_equal(l4_msgtag_label(tag), labels[i]);
        assert_int_equal(l4_msgtag_has_error(tag), 0);
        assert_int_equal(tag.raw & 0xffff, 0);
    }
    for (int32_t error = 0; error <= 31; error++) {
        l4_msgtag_t tag = anvil_l4_tag((uint32_t)(-2000 - error));
        assert_int_equal(l4_error(tag), -2000 - error);
        assert_int_not_equal(l4_msgtag_has_error(tag), 0);
        assert_int_equal(l4_msgtag_label(tag), 0);
    }
    assert_int_equal(l4_ipc_to_errno(L4_IPC_ENOT_EXISTENT), -2004);
}

/* ---- Stubs: names use all their bits. ---- */

#define TASK  0xfedcba9fu
#define OTHER 0xabcdef03u

static void mapping(void **state)
{
    (void)state;
    const l4_fpage_t page = {.raw = 0xdeadbeef};
    recorder.result = (uint32_t)-17;
    assert_int_equal(l4_error(l4_task_map(TASK, OTHER, page, 0x89abcdef)), -L4_EEXIST);
    assert_recorded("task_map", TASK, OTHER, 0xdeadbeef, 0x89abcdef);
    recorder.result = (uint32_t)-2004;
    assert_int_equal(l4_error(l4_task_unmap(TASK, page, L4_FP_ALL_SPACES)), -2004);
    assert_recorded("task_unmap", TASK, 0xdeadbeef, 0x80000000);
    assert_int_equal(l4_error(l4_task_add_ku_mem(TASK, page)), -2004);
    assert_recorded("task_add_ku_mem", TASK, 0xdeadbeef);
    recorder.result = (uint32_t)-1;
    assert_int_equal(l4_error(l4_factory_create_task(TASK, OTHER, page)), -L4_EPERM);
    assert_recorded("factory_create_task", TASK, OTHER, 0xdeadbeef);
}

static void lists_go_by_address(void **state)
{
    (void)state;
    const l4_fpage_t pages[3] = {{.raw = 1}};
    recorder.result = (uint32_t)-22;
    assert_int_equal(l4_error(l4_task_unmap_batch(TASK, pages, 3, L4_FP_DELETE_OBJ)), -L4_EINVAL);
    assert_recorded("task_unmap_batch", TASK, low_half(pages), 3, 0xc0000000);
    assert_int_equal(sizeof pages, 12);
}

/* Two calls that are unmaps of one slot. */
static void names_are_released_and_objects_deleted(void **state)
{
    (void)state;
    recorder.result = 0;
    assert_int_equal(l4_error(l4_task_release_cap(TASK, 0x9000)), L4_EOK);
    assert_recorded("task_unmap", TASK, 0x903f, 0x80000000);
    assert_int_equal(l4_error(l4_task_delete_obj(TASK, 0xfffff000)), L4_EOK);
    assert_recorded("task_unmap", TASK, 0xfffff03f, 0xc0000000);
    (void)l4_task_release_cap(TASK, 0x9003); /* not taken for slot 9 */
    assert_recorded("task_unmap", TASK, 0, 0x80000000);
    (void)l4_task_delete_obj(TASK, L4_INVALID_CAP);
    assert_recorded("task_unmap", TASK, 0, 0xc0000000);
}

static void looking(void **state)
{
    (void)state;
    recorder.result = 1;
    assert_int_equal(l4_msgtag_label(l4_task_cap_valid(TASK, OTHER)), 1);
    assert_recorded("task_cap_valid", TASK, OTHER);
    assert_int_equal(l4_msgtag_label(l4_task_cap_has_child(TASK, OTHER)), 1);
    assert_recorded("task_cap_has_child", TASK, OTHER);
    recorder.result = 0;
    assert_int_equal(l4_msgtag_label(l4_task_cap_equal(TASK, OTHER, 0x87654321)), 0);
    assert_recorded("task_cap_equal", TASK, OTHER, 0x87654321);
}

static void the_arena(void **state)
{
    (void)state;
    struct anvil_arena arena;
    assert_run(0, 4, offsetof(struct anvil_arena, address), offsetof(struct anvil_arena, size),
               sizeof arena);
    recorder.result = 1;
    assert_int_equal(anvil_arena_get(&arena), 1);
    assert_recorded("get_arena", low_half(&arena));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tags_are_taken_apart),
        cmocka_unit_test(results_become_tags),
        cmocka_unit_test(mapping),
        cmocka_unit_test(lists_go_by_address),
        cmocka_unit_test(names_are_released_and_objects_deleted),
        cmocka_unit_test(looking),
        cmocka_unit_test(the_arena),
    };
    return cmocka_run_group_tests_name("l4_stubs", tests, NULL, NULL);
}
