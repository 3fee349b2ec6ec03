/*
 * object_signal and object_signal_peer: which signals, of which objects, and what comes of them.
 */
#include "zircon_calls.h"

/* Every type of object the running task can have, and which signals it may change. */
struct kind {
    uint32_t handle;
    uint32_t peer; /* 0: it has none */
    uint32_t mask; /* that user code may change */
    uint32_t own;  /* that it shows by itself */
};
enum { KINDS = 6 };

static void make_kinds(struct machine *m, struct kind kinds[KINDS])
{
    struct ends pair = make_eventpair(m);
    struct ends channel = make_channel(m);
    const struct kind made[KINDS] = {
        {make_event(m), 0, 0xff000008, 0},
        {pair.a, pair.b, 0xff000008, 0},
        {channel.b, channel.a, 0xff000000, ZX_WRITABLE},
        {name_of_selector(1), 0, 0xff000000, signals(m, name_of_selector(1))},
        {name_of_selector(2), 0, 0xff000000, signals(m, name_of_selector(2))},
        {name_of_selector(3), 0, 0xff000000, signals(m, name_of_selector(3))},
    };
    for (unsigned i = 0; i < KINDS; i++) {
        kinds[i] = made[i];
    }
}

/* The object's name with this right alone. */
static uint32_t name_with(struct machine *m, uint32_t handle, uint32_t right)
{
    const struct kernel *k = machine_kernel(m);
    process_id self = machine_process(m, ALICE);
    slot_id slot = name_slot(k, self, handle);
    return machine_handle(m, self, k->slot[node_of_slot(self, slot)].object, right);
}

/* ---- Which. ---- */

static void each_bit_by_type(void **state)
{
    (void)state;
    struct machine *m = zircon_machine();
    struct kind kinds[KINDS];
    make_kinds(m, kinds);
    for (unsigned i = 0; i < KINDS * 32; i++) {
        const struct kind *kind = &kinds[i / 32];
        uint32_t bit = 1u << i % 32;
        bool good = (kind->mask & bit) != 0;
        int32_t due = good ? ZX_OK : ZX_INVALID_ARGS;
        assert_int_equal(zx(m, SYS_OBJECT_SIGNAL, kind->handle, 0, bit), due);
        assert_int_equal(signals(m, kind->handle), kind->own | (good ? bit : 0));
        assert_int_equal(zx(m, SYS_OBJECT_SIGNAL, kind->handle, bit, 0), due);
        assert_int_equal(signals(m, kind->handle), kind->own);
        assert_int_equal(zx(m, SYS_OBJECT_SIGNAL, kind->handle, bit, 1u << 24), due);
        assert_int_equal(zx(m, SYS_OBJECT_SIGNAL, kind->handle, 1u << 24, 0), ZX_OK);
    }
}

static void each_bit_of_a_peer(void **state)
{
    (void)state;
    struct machine *m = zircon_machine();
    struct kind kinds[KINDS];
    make_kinds(m, kinds);
    for (unsigned i = 32; i < 3 * 32; i++) {
        const struct kind *kind = &kinds[i / 32];
        uint32_t bit = 1u << i % 32;
        bool good = (kind->mask & bit) != 0;
        int32_t due = good ? ZX_OK : ZX_INVALID_ARGS;
        assert_int_equal(zx(m, SYS_OBJECT_SIGNAL_PEER, kind->handle, 0, bit), due);
        assert_int_equal(signals(m, kind->peer), kind->own | (good ? bit : 0));
        assert_int_equal(signals(m, kind->handle), kind->own);
        assert_int_equal(zx(m, SYS_OBJECT_SIGNAL_PEER, kind->handle, bit, 0), due);
        assert_int_equal(signals(m, kind->peer), kind->own);
    }
}

static void objects_without_a_peer(void **state)
{
    (void)state;
    struct machine *m = zircon_machine();
    struct kind kinds[KINDS];
    make_kinds(m, kinds);
    for (unsigned i = 0; i < KINDS; i++) {
        if (kinds[i].peer != 0) {
            continue;
        }
        assert_int_equal(zx(m, SYS_OBJECT_SIGNAL_PEER, kinds[i].handle, 0, 1u << 24),
                         ZX_ACCESS_DENIED);
        uint32_t name = name_with(m, kinds[i].handle, RIGHT_SIGNAL_PEER);
        assert_int_equal(zx(m, SYS_OBJECT_SIGNAL_PEER, name, 0, 1u << 24), ZX_NOT_SUPPORTED);
        assert_int_equal(zx(m, SYS_OBJECT_SIGNAL_PEER, name, 1, 1), ZX_NOT_SUPPORTED);
        assert_int_equal(zx(m, SYS_HANDLE_CLOSE, name), ZX_OK);
    }
}

/* ---- What comes of it. ---- */

static void set_wins_over_clear(void **state)
{
    (void)state;
    struct machine *m = zircon_machine();
    struct ends pair = make_eventpair(m);
    for (unsigned i = 0; i < 2 * 2 * 2; i++) {
        const uint32_t bit = ZX_SIGNALED;
        bool was = (i & 1) != 0;
        bool clear = (i & 2) != 0;
        bool set = (i & 4) != 0;
        for (unsigned peer = 0; peer < 2; peer++) {
            uint32_t shown = peer != 0 ? pair.b : pair.a;
            uint32_t call = peer != 0 ? SYS_OBJECT_SIGNAL_PEER : SYS_OBJECT_SIGNAL;
            assert_int_equal(zx(m, call, pair.a, bit | 1u << 25, (was ? bit : 0) | 1u << 30),
                             ZX_OK);
            assert_int_equal(zx(m, call, pair.a, clear ? bit : 0, set ? bit : 0), ZX_OK);
            bool is = set || (was && !clear);
            assert_int_equal(signals(m, shown), (is ? bit : 0) | 1u << 30);
        }
    }
}

/* All handles of an object show the same; nothing else does. */
static void signals_are_the_objects(void **state)
{
    (void)state;
    struct machine *m = zircon_machine();
    uint32_t event = make_event(m);
    uint32_t other = make_event(m);
    uint32_t copy = with_rights(m, event, RIGHT_WAIT);
    assert_int_equal(zx(m, SYS_OBJECT_SIGNAL, event, 0, ZX_SIGNALED), ZX_OK);
    assert_int_equal(signals(m, copy), ZX_SIGNALED);
    assert_int_equal(signals(m, other), 0);
    event = reduced(m, event, RIGHT_WAIT);
    assert_int_equal(signals(m, event), ZX_SIGNALED);
    close_all(m);
    assert_int_equal(signals(m, make_event(m)), 0);
    close_all(m);
    assert_as_booted(m);
}

/* ---- Refusals. ---- */

static void signal_refuses_in_order(void **state)
{
    (void)state;
    struct machine *m = zircon_machine();
    uint32_t event = make_event(m);
    uint32_t poor = with_rights(m, event, RIGHT_WAIT | RIGHT_DUPLICATE | RIGHT_INSPECT);
    uint32_t able = with_rights(m, event, RIGHT_SIGNAL);
    assert_int_equal(zx(m, SYS_OBJECT_SIGNAL, able, 1, 1), ZX_INVALID_ARGS);
    assert_int_equal(zx(m, SYS_OBJECT_SIGNAL, poor, 1, 1), ZX_ACCESS_DENIED);
    assert_int_equal(zx(m, SYS_OBJECT_SIGNAL, poor, 0, ZX_SIGNALED), ZX_ACCESS_DENIED);
    assert_int_equal(zx(m, SYS_OBJECT_SIGNAL, 0, 1, 1), ZX_BAD_HANDLE);
    assert_int_equal(zx(m, SYS_OBJECT_SIGNAL, able, 0, ZX_SIGNALED), ZX_OK);
    assert_int_equal(zx(m, SYS_OBJECT_SIGNAL, able, 0, 0), ZX_OK);
}

static void signal_peer_refuses_in_order(void **state)
{
    (void)state;
    struct machine *m = zircon_machine();
    for (unsigned i = 0; i < 2; i++) {
        struct ends pair = i == 0 ? make_eventpair(m) : make_channel(m);
        uint32_t others = object_rights[i == 0 ? OBJECT_EVENTPAIR : OBJECT_CHANNEL];
        others &= ~(uint32_t)RIGHT_SIGNAL_PEER;
        pair.a = reduced(m, pair.a, RIGHT_SIGNAL_PEER);
        assert_int_equal(zx(m, SYS_OBJECT_SIGNAL_PEER, pair.a, 0, 1u << 31), ZX_OK);
        assert_int_equal(zx(m, SYS_OBJECT_SIGNAL_PEER, pair.a, 1, 0), ZX_INVALID_ARGS);
        assert_int_equal(zx(m, SYS_HANDLE_CLOSE, pair.b), ZX_OK);
        assert_int_equal(zx(m, SYS_OBJECT_SIGNAL_PEER, pair.a, 0, 1u << 31), ZX_PEER_CLOSED);
        assert_int_equal(zx(m, SYS_OBJECT_SIGNAL_PEER, pair.a, 0, 0), ZX_PEER_CLOSED);
        assert_int_equal(zx(m, SYS_OBJECT_SIGNAL_PEER, pair.a, 1, 0), ZX_INVALID_ARGS);
        assert_int_equal(zx(m, SYS_OBJECT_SIGNAL, pair.a, 0, 1u << 31), ZX_ACCESS_DENIED);
        assert_int_equal(zx(m, SYS_OBJECT_SIGNAL_PEER, 0, 1, 0), ZX_BAD_HANDLE);
        pair = i == 0 ? make_eventpair(m) : make_channel(m);
        pair.a = reduced(m, pair.a, others);
        assert_int_equal(zx(m, SYS_OBJECT_SIGNAL_PEER, pair.a, 1, 0), ZX_ACCESS_DENIED);
        assert_int_equal(zx(m, SYS_OBJECT_SIGNAL, pair.a, 0, 1u << 31), ZX_OK);
        close_all(m);
        assert_as_booted(m);
    }
}

/* ---- Ends. ---- */

static void closing_an_end_is_shown_by_the_other(void **state)
{
    (void)state;
    struct machine *m = zircon_machine();
    for (unsigned i = 0; i < 4; i++) {
        struct ends ends = i / 2 == 0 ? make_channel(m) : make_eventpair(m);
        uint32_t closed = i % 2 == 0 ? ends.a : ends.b;
        uint32_t left = i % 2 == 0 ? ends.b : ends.a;
        uint32_t open = i / 2 == 0 ? ZX_WRITABLE : 0;
        assert_int_equal(zx(m, SYS_OBJECT_SIGNAL, left, 0, 1u << 24), ZX_OK);
        assert_int_equal(signals(m, left), open | 1u << 24);
        if (i / 2 != 0) { /* only the last handle of it is the end */
            uint32_t copy = with_rights(m, closed, ZX_RIGHT_SAME_RIGHTS);
            assert_int_equal(zx(m, SYS_HANDLE_CLOSE, copy), ZX_OK);
            assert_int_equal(signals(m, left), 1u << 24);
        }
        assert_int_equal(zx(m, SYS_HANDLE_CLOSE, closed), ZX_OK);
        assert_int_equal(signals(m, left), ZX_PEER_CLOSED_BIT | 1u << 24);
        assert_int_equal(zx(m, SYS_HANDLE_CLOSE, left), ZX_OK);
        assert_as_booted(m);
    }
}

/* The end of a process closes what it has. */
static void end_of_a_process_closes_its_ends(void **state)
{
    (void)state;
    struct machine *m = zircon_machine();
    struct ends pair = make_eventpair(m);
    struct ends channel = make_channel(m);
    (void)hand_over(m, pair.b, BOB);
    uint32_t theirs = hand_over(m, channel.b, BOB);
    struct ends inner = make_eventpair(m);
    assert_int_equal(send_one(m, channel.a, inner.b), ZX_OK);
    be(m, BOB);
    assert_int_equal(signals(m, theirs), ZX_WRITABLE | ZX_READABLE);
    call_parks(m, SYS_EXIT, 0);
    be(m, ALICE);
    assert_int_equal(signals(m, pair.a), ZX_PEER_CLOSED_BIT);
    assert_int_equal(signals(m, inner.a), ZX_PEER_CLOSED_BIT);
    assert_int_equal(signals(m, channel.a), ZX_PEER_CLOSED_BIT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(each_bit_by_type),
        TEST(each_bit_of_a_peer),
        TEST(objects_without_a_peer),
        TEST(set_wins_over_clear),
        TEST(signals_are_the_objects),
        TEST(signal_refuses_in_order),
        TEST(signal_peer_refuses_in_order),
        TEST(closing_an_end_is_shown_by_the_other),
        TEST(end_of_a_process_closes_its_ends),
    };
    return cmocka_run_group_tests_name("object_signal", tests, NULL, NULL);
}
