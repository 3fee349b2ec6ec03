/*
 * handle_duplicate and handle_replace: rights, refusals, and where the new handle stands.
 */
#include "zircon_calls.h"

#define SAME ZX_RIGHT_SAME_RIGHTS
static const uint32_t event_rights =
    RIGHT_DUPLICATE | RIGHT_TRANSFER | RIGHT_WAIT | RIGHT_INSPECT | RIGHT_SIGNAL;

/* ---- Rights: what duplicate and replace have in common. ---- */

/* Each bit alone, and beside all the handle has: fine if and only if the handle has it. */
static void rights_are_never_added(void **state)
{
    (void)state;
    static const uint32_t calls[] = {SYS_HANDLE_DUPLICATE, SYS_HANDLE_REPLACE};
    struct machine *m = zircon_machine();
    for (unsigned i = 0; i < 2 * 32 * 2; i++) {
        uint32_t bit = 1u << i / 2 % 32;
        uint32_t asked = i % 2 == 0 ? bit : event_rights | bit;
        bool same = asked == SAME;
        machine_reset(m);
        be(m, ALICE);
        uint32_t handle = make_event(m);
        const uint32_t call[9] = {calls[i / 64], handle, asked, at(m, OUT)};
        if (same || (asked & ~event_rights) == 0) {
            assert_int_equal(fixture_call_returns(m, call), ZX_OK);
            assert_int_equal(basic(m, word(m, OUT)).rights, same ? event_rights : asked);
        } else {
            struct machine_result result = machine_call(m, call[0], &call[1]);
            check(m);
            assert_int_equal((int32_t)result.value, ZX_INVALID_ARGS);
            assert_int_equal(word(m, OUT), handle);
            assert_int_equal(is_valid(m, handle), calls[i / 64] == SYS_HANDLE_DUPLICATE);
        }
        close_all(m);
        assert_as_booted(m);
    }
}

static void rights_may_be_none(void **state)
{
    (void)state;
    struct machine *m = zircon_machine();
    uint32_t handle = make_event(m);
    uint32_t nothing = with_rights(m, handle, 0);
    assert_int_equal(basic(m, nothing).rights, 0);
    assert_int_equal(basic(m, nothing).koid, basic(m, handle).koid);
    uint32_t still_nothing = reduced(m, nothing, SAME);
    assert_int_equal(basic(m, still_nothing).rights, 0);
    assert_int_equal(basic(m, reduced(m, still_nothing, 0)).rights, 0);
    assert_int_equal(zx(m, SYS_HANDLE_CLOSE, handle), ZX_OK);
    close_all(m);
    assert_as_booted(m);
}

/* ---- duplicate ---- */

static void duplicate_names_the_same_object(void **state)
{
    (void)state;
    struct machine *m = zircon_machine();
    struct basic before;
    uint32_t handle = make_event(m);
    before = basic(m, handle);
    uint32_t other = with_rights(m, handle, SAME);
    assert_int_not_equal(other, handle);
    assert_int_equal(basic(m, other).koid, before.koid);
    assert_int_equal(count_of(m, handle), 2);
    uint32_t less = with_rights(m, other, RIGHT_WAIT | RIGHT_INSPECT);
    assert_int_equal(basic(m, less).rights, RIGHT_WAIT | RIGHT_INSPECT);
    assert_int_equal(basic(m, handle).rights, before.rights);
    assert_int_equal(count_of(m, less), 3);
    assert_int_equal(zx(m, SYS_HANDLE_CLOSE, handle), ZX_OK);
    assert_int_equal(zx(m, SYS_HANDLE_CLOSE, other), ZX_OK);
    assert_int_equal(basic(m, less).koid, before.koid);
    assert_int_equal(count_of(m, less), 1);
    assert_int_equal(zx(m, SYS_HANDLE_CLOSE, less), ZX_OK);
    assert_as_booted(m);
}

/* What is wrong is added in the reverse order of what is told first. */
static void duplicate_refuses_in_order(void **state)
{
    (void)state;
    struct machine *m = zircon_machine();
    uint32_t event = make_event(m);
    uint32_t poor = with_rights(m, event, RIGHT_WAIT);
    uint32_t closed = with_rights(m, event, SAME);
    assert_int_equal(zx(m, SYS_HANDLE_DUPLICATE, event, SAME, 0), ZX_INVALID_ARGS);
    assert_int_equal(zx(m, SYS_HANDLE_DUPLICATE, event, SAME, HOLE), ZX_INVALID_ARGS);
    assert_int_equal(zx(m, SYS_HANDLE_DUPLICATE, event, SAME, READ_ONLY), ZX_INVALID_ARGS);
    assert_int_equal(zx(m, SYS_HANDLE_DUPLICATE, event, SAME, at(m, MEMORY_SIZE - 3)),
                     ZX_INVALID_ARGS);
    assert_int_equal(zx(m, SYS_HANDLE_CLOSE, closed), ZX_OK);
    (void)fill_table(m, event);
    assert_int_equal(zx(m, SYS_HANDLE_DUPLICATE, event, SAME, at(m, OUT)), ZX_NO_MEMORY);
    assert_int_equal(zx(m, SYS_HANDLE_DUPLICATE, event, SAME, HOLE), ZX_NO_MEMORY);
    assert_int_equal(zx(m, SYS_HANDLE_DUPLICATE, event, RIGHT_READ, HOLE), ZX_INVALID_ARGS);
    assert_int_equal(zx(m, SYS_HANDLE_DUPLICATE, poor, RIGHT_READ, HOLE), ZX_ACCESS_DENIED);
    assert_int_equal(zx(m, SYS_HANDLE_DUPLICATE, closed, RIGHT_READ, HOLE), ZX_BAD_HANDLE);
    close_all(m);
    assert_as_booted(m);
}

/* ---- replace ---- */

static void replaced_handle_is_invalid(void **state)
{
    (void)state;
    struct machine *m = zircon_machine();
    uint32_t old = make_event(m);
    uint64_t koid = basic(m, old).koid;
    uint32_t new = reduced(m, old, RIGHT_INSPECT);
    assert_int_not_equal(new, old);
    assert_false(is_valid(m, old));
    assert_int_equal(basic(m, new).koid, koid);
    assert_int_equal(basic(m, new).rights, RIGHT_INSPECT);
    assert_int_equal(count_of(m, new), 1);
    assert_int_equal(zx(m, SYS_HANDLE_CLOSE, old), ZX_BAD_HANDLE);
    assert_int_equal(zx(m, SYS_HANDLE_CLOSE, new), ZX_OK);
    assert_as_booted(m);
}

/* Wrong rights or a wrong address: neither the old handle is there nor a new one. */
static void failed_replace_loses_the_handle(void **state)
{
    (void)state;
    struct machine *m = zircon_machine();
    const uint32_t bad[][2] = {{SAME, 0},          {SAME, HOLE},           {SAME, READ_ONLY},
                               {RIGHT_READ, HOLE}, {RIGHT_READ, at(m, 0)}, {SAME | 1, at(m, 0)}};
    for (unsigned i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        uint32_t handle = make_event(m);
        uint32_t other = with_rights(m, handle, SAME);
        assert_int_equal(zx_loses(m, SYS_HANDLE_REPLACE, handle, bad[i][0], bad[i][1]),
                         ZX_INVALID_ARGS);
        assert_false(is_valid(m, handle));
        assert_int_equal(count_of(m, other), 1);
        assert_int_equal(zx(m, SYS_HANDLE_CLOSE, other), ZX_OK);
        assert_as_booted(m);
    }
}

/* It was the last handle: what that means for an object happens at once. */
static void failed_replace_may_close_an_end(void **state)
{
    (void)state;
    struct machine *m = zircon_machine();
    struct ends pair = make_eventpair(m);
    assert_int_equal(zx_loses(m, SYS_HANDLE_REPLACE, pair.a, SAME, 0), ZX_INVALID_ARGS);
    assert_int_equal(signals(m, pair.b), ZX_PEER_CLOSED_BIT);
}

static void replace_keeps_the_handle_without_a_slot(void **state)
{
    (void)state;
    struct machine *m = zircon_machine();
    uint32_t event = make_event(m);
    (void)fill_table(m, event);
    assert_int_equal(zx(m, SYS_HANDLE_REPLACE, event, SAME, at(m, OUT)), ZX_NO_MEMORY);
    assert_int_equal(zx(m, SYS_HANDLE_REPLACE, event, SAME, HOLE), ZX_NO_MEMORY);
    assert_true(is_valid(m, event));
    /* Wrong rights are told first, and the slot is there for another. */
    assert_int_equal(zx_loses(m, SYS_HANDLE_REPLACE, event, RIGHT_READ, at(m, OUT)),
                     ZX_INVALID_ARGS);
    assert_false(is_valid(m, event));
    close_all(m);
    assert_as_booted(m);
}

static void replace_empties_a_slot_of_the_window(void **state)
{
    (void)state;
    struct machine *m = zircon_machine();
    uint64_t koid = basic(m, name_of_selector(3)).koid;
    uint32_t rights = basic(m, name_of_selector(3)).rights;
    uint32_t thread = reduced(m, name_of_selector(3), SAME);
    assert_false(is_valid(m, name_of_selector(3)));
    assert_int_equal(basic(m, thread).koid, koid);
    assert_int_equal(basic(m, thread).rights, rights);
    assert_int_equal(reduced(m, thread, 0) & SPELLING_MASK, SPELLING_HANDLE);
}

/* ---- The derivation tree. ---- */

static const struct tree_node *node_of(struct machine *m, uint32_t handle)
{
    const struct kernel *k = machine_kernel(m);
    process_id self = thread_state_of(m, machine_current(m))->process;
    return &k->slot[node_of_slot(self, name_slot(k, self, handle))].node;
}

static node_id id_of(struct machine *m, uint32_t handle)
{
    struct kernel *k = machine_kernel(m);
    process_id self = thread_state_of(m, machine_current(m))->process;
    return node_of_slot(self, name_slot(k, self, handle));
}

/* A child, which only mapping makes, of this handle. */
static uint32_t make_child(struct machine *m, uint32_t parent)
{
    uint32_t child = with_rights(m, parent, SAME);
    tree_remove(machine_kernel(m), id_of(m, child));
    tree_add_child(machine_kernel(m), id_of(m, parent), id_of(m, child));
    check(m);
    return child;
}

static void duplicates_are_siblings(void **state)
{
    (void)state;
    struct machine *m = zircon_machine();
    uint32_t event = make_event(m);
    uint32_t child = make_child(m, event);
    uint32_t other = with_rights(m, event, SAME);
    assert_int_equal(node_of(m, other)->depth, 1);
    assert_int_equal(node_of(m, event)->depth, 1);
    assert_int_equal(node_of(m, child)->previous, id_of(m, event));
    uint32_t brother = with_rights(m, child, SAME);
    assert_int_equal(node_of(m, brother)->depth, 2);
    assert_int_equal(zx(m, SYS_HANDLE_CLOSE, brother), ZX_OK);
    uint32_t grandchild = make_child(m, child);
    assert_int_equal(zx(m, SYS_HANDLE_CLOSE, event), ZX_OK); /* the child has no parent now */
    assert_int_equal(node_of(m, child)->depth, 1);
    assert_int_equal(node_of(m, grandchild)->depth, 2);
    assert_int_equal(node_of(m, grandchild)->previous, id_of(m, child));
}

static void children_follow_a_handle(void **state)
{
    (void)state;
    struct machine *m = zircon_machine();
    struct ends channel = make_channel(m);
    uint32_t event = make_event(m);
    uint32_t child = make_child(m, event);
    uint32_t other = make_event(m);
    event = reduced(m, event, SAME);
    assert_int_equal(node_of(m, child)->previous, id_of(m, event));
    assert_int_equal(node_of(m, child)->depth, 2);
    assert_int_equal(send_one(m, channel.a, event), ZX_OK);
    assert_int_equal(node_of(m, child)->depth, 2);
    assert_true(node_of(m, child)->previous >= NODE_FIRST_TRANSIT);
    event = receive_one(m, channel.b);
    assert_int_equal(node_of(m, child)->previous, id_of(m, event));
    assert_int_equal(node_of(m, child)->depth, 2);
    assert_int_equal(node_of(m, other)->depth, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(rights_are_never_added),
        TEST(rights_may_be_none),
        TEST(duplicate_names_the_same_object),
        TEST(duplicate_refuses_in_order),
        TEST(replaced_handle_is_invalid),
        TEST(failed_replace_loses_the_handle),
        TEST(failed_replace_may_close_an_end),
        TEST(replace_keeps_the_handle_without_a_slot),
        TEST(replace_empties_a_slot_of_the_window),
        TEST(duplicates_are_siblings),
        TEST(children_follow_a_handle),
    };
    return cmocka_run_group_tests_name("zircon_handle", tests, NULL, NULL);
}
