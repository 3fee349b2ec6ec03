/*
 * revoke.c: names that are taken back, from everybody who was given any of them and from nobody
 * else. Memory is test_revoke_memory.c's.
 */
#include "l4_calls.h"

#include <string.h>

#include "zircon.h"

#define unmap(m, task, page, mask) assert_int_equal(l4(m, SYS_TASK_UNMAP, task, page, mask), 0)

/* ---- A tree of seven names, in three tables and four generations. ---- */

enum { NODES = 7, ROOT = 0 };

/* Node 0 is the father, 1 and 2 his children, 6 is the child of the child of the child. */
static const struct {
    uint32_t label; /* in whose table */
    unsigned slot;
    int parent;
} family[NODES] = {
    {A, 4, -1}, {B, 4, 0}, {A, 5, 0}, {C, 4, 1}, {C, 5, 1}, {C, 6, 2}, {B, 5, 3},
};

/* Names by which A means the three tasks. */
static uint32_t task_name(uint32_t label)
{
    return label == A ? SELF : selector(label == B ? 6 : 7);
}

static struct machine *make_family(void)
{
    struct machine *m = l4_machine();
    struct kernel *k = machine_kernel(m);
    object_id job = object_of_job(k->process[machine_process(m, A)].job);
    (void)place_task(m, A, 6, B, RIGHTS_ALL);
    (void)place_task(m, A, 7, C, RIGHTS_ALL);
    object_id event = object_create(k, OBJECT_EVENT, job);
    (void)place(m, A, 4, event, RIGHTS_ALL);
    for (int i = 1; i < NODES; i++) {
        unsigned from = family[family[i].parent].slot;
        assert_int_equal(l4(m, SYS_TASK_MAP, task_name(family[i].label),
                            task_name(family[family[i].parent].label), slot_page(from, 0, RWSD),
                            family[i].slot << 12),
                         0);
    }
    return m;
}

static bool descends(int node, int from)
{
    while (node != from && node >= 0) {
        node = family[node].parent;
    }
    return node == from;
}

static const struct slot *family_slot(struct machine *m, int i)
{
    return slot_at(m, machine_process(m, family[i].label), family[i].slot);
}

/* Each node, with and without the node itself: what is below is gone, all else as it was. */
static void subtree_goes_and_nothing_else(void **state)
{
    (void)state;
    static const uint32_t masks[] = {OTHER_SPACES, L4_ALL_SPACES, 1u << 30, L4_ALL_SPACES | 1};
    struct machine *m = make_family();
    struct machine *before = copy_of(m);
    for (unsigned i = 0; i < NODES * 4u; i++) {
        int node = (int)(i / 4);
        bool itself = (masks[i % 4] & L4_ALL_SPACES) != 0;
        machine_copy(m, before);
        unmap(m, task_name(family[node].label), slot_page(family[node].slot, 0, RWSD),
              masks[i % 4]);
        for (int other = 0; other < NODES; other++) {
            bool gone = descends(other, node) && (itself || other != node);
            const struct slot *was = family_slot(before, other);
            assert_int_equal(family_slot(m, other)->object, gone ? NONE : was->object);
            assert_int_equal(family_slot(m, other)->rights, gone ? 0 : was->rights);
            assert_int_equal(family_slot(m, other)->generation, was->generation + gone);
        }
    }
}

/* The bits named go, from the subtree alone. */
static void rights_go_from_the_subtree(void **state)
{
    (void)state;
    struct machine *m = make_family();
    struct machine *before = copy_of(m);
    for (unsigned i = 0; i < NODES * 16u * 2u; i++) {
        int node = (int)(i / 32);
        unsigned rights = i / 2 % 16;
        bool itself = i % 2 != 0;
        if ((rights & L4_RIGHT_R) != 0) {
            continue;
        }
        machine_copy(m, before);
        unmap(m, task_name(family[node].label), slot_page(family[node].slot, 0, rights),
              itself ? L4_DELETE_OBJ : OTHER_SPACES); /* without R nothing is deleted */
        for (int other = 0; other < NODES; other++) {
            bool less = descends(other, node) && (itself || other != node);
            uint32_t was = family_slot(before, other)->rights;
            assert_int_equal(family_slot(m, other)->rights,
                             less ? was & ~l4_rights_mask(rights) : was);
        }
        assert_true(rights != 0 || machine_hash(m) == machine_hash(before));
    }
}

/* ---- Ends. ---- */

/* Handles are closed, not revoked, at their holder's end: what was made from them stays. */
static void names_derived_outlive_their_holder(void **state)
{
    (void)state;
    struct machine *m = make_family();
    object_id event = family_slot(m, ROOT)->object;
    be(m, B);
    call_parks(m, SYS_EXIT, 0);
    assert_int_equal(family_slot(m, 3)->object, event);
    be(m, A);
    unmap(m, SELF, slot_page(4, 0, R), OTHER_SPACES); /* they are the father's now */
    assert_int_equal(family_slot(m, 3)->object, NONE);
    assert_int_equal(machine_kernel(m)->object[event].handles, 1);
}

/* The last name of a process that never started is its life. */
static void revoked_unborn_process_ends(void **state)
{
    (void)state;
    struct machine *m = l4_machine();
    process_id made = make_task(m, 4);
    give(m, selector(4), memory_page(data_of(m, A), 10, RW));
    be(m, A);
    assert_int_equal(l4(m, SYS_TASK_MAP, place_task(m, A, 5, B, RIGHTS_ALL), selector(4),
                        memory_page(data_of(m, A), 8, RW), data_of(m, A)),
                     0);
    unmap(m, SELF, slot_page(4, 0, R), L4_ALL_SPACES);
    assert_int_equal(machine_kernel(m)->process[made].state, PROCESS_FREE);
    assert_int_equal(access_at(m, B, data_of(m, A)), 0);
    assert_int_equal(used_by(m, A, POOL_PROCESSES), 0);
    assert_int_equal(used_by(m, A, POOL_MAPPINGS), 0);
}

/* ---- Elsewhere. ---- */

/* A name in a message is taken back as well: its reader finds nothing in its place. */
static void names_in_transit_are_revoked(void **state)
{
    (void)state;
    struct machine *m = make_family();
    uint32_t data = data_of(m, A);
    uint32_t *words = machine_memory(m, data, 64);
    assert_int_equal(l4(m, SYS_CHANNEL_CREATE, 0, data, data + 4), ZX_OK);
    uint32_t ends[2];
    memcpy(ends, words, sizeof ends);
    words[0] = selector(5); /* node 2; C has a child of it */
    words[1] = ME;
    assert_int_equal(l4(m, SYS_CHANNEL_WRITE, ends[0], 0, 0, 0, data, 2), ZX_OK);
    assert_int_equal(family_slot(m, 2)->object, NONE);
    assert_int_not_equal(family_slot(m, 5)->object, NONE);
    unmap(m, SELF, slot_page(4, 0, R), OTHER_SPACES);
    assert_int_equal(family_slot(m, 5)->object, NONE);
    assert_int_equal(l4(m, SYS_HANDLE_CLOSE, ends[0]), ZX_OK); /* room for what is left to read */
    assert_int_equal(l4(m, SYS_CHANNEL_READ, ends[1], 0, 0, data + 16, 0, 2, 0, 0), ZX_OK);
    assert_int_equal(words[4], 0);
    assert_int_equal(l4(m, SYS_TASK_CAP_VALID, SELF, words[5]), 1);
}

/* Who waits by a name that is taken back is told. */
static void waits_by_a_revoked_name_are_canceled(void **state)
{
    (void)state;
    for (unsigned grants = 0; grants < 2; grants++) {
        struct machine *m = make_family();
        be(m, C);
        call_parks(m, SYS_OBJECT_WAIT_ONE, selector(5), 1, UINT32_MAX, INT32_MAX, 0);
        thread_id waiter = thread_of(m, C);
        be(m, A);
        if (grants == 0) {
            unmap(m, SELF, slot_page(4, 0, R), OTHER_SPACES);
        } else {
            assert_int_equal(
                l4(m, SYS_TASK_MAP, SELF, task_name(C), slot_page(5, 0, RWSD), 3u << 12 | L4_GRANT),
                0);
        }
        assert_int_equal(thread_state_of(m, waiter)->state, THREAD_READY);
        run(m, waiter);
        assert_int_equal((int32_t)machine_call_result(m, waiter), ZX_CANCELED);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(subtree_goes_and_nothing_else),      TEST(rights_go_from_the_subtree),
        TEST(names_derived_outlive_their_holder), TEST(revoked_unborn_process_ends),
        TEST(names_in_transit_are_revoked),       TEST(waits_by_a_revoked_name_are_canceled),
    };
    return cmocka_run_group_tests_name("revoke", tests, NULL, NULL);
}
