/*
 * Channels inside channels: no end is ever put inside itself, at any depth, and what lies inside
 * goes with what it lies in.
 */
#include "zircon_calls.h"

/* As deep as the pool of channels allows; and so that the table has room for all the ends. */
enum { DEPTH = CONFIG_CHANNELS, DEPTH_KEPT = DEPTH - 1 };

/* A nest: the n-th channel's end b lies in the queue of the next one's; the last one's is ours. */
struct nest {
    struct machine *m;
    uint32_t a[DEPTH]; /* where each can be written to */
    uint32_t b;        /* where the outermost is read */
    uint32_t event;    /* whose peer lies in the innermost */
};

static struct nest make_nest(bool keep)
{
    struct nest n = {.m = zircon_machine()};
    struct ends pair = make_eventpair(n.m);
    n.event = hand_over(n.m, pair.a, BOB); /* out of the way: her table is small */
    uint32_t inner = pair.b;
    for (unsigned i = 0; i < (keep ? DEPTH_KEPT : DEPTH); i++) {
        struct ends c = make_channel(n.m);
        assert_int_equal(send_one(n.m, c.a, inner), ZX_OK);
        inner = c.b;
        n.a[i] = c.a;
        if (!keep) {
            assert_int_equal(zx(n.m, SYS_HANDLE_CLOSE, c.a), ZX_OK);
        }
    }
    n.b = inner;
    return n;
}

static bool innermost_is_closed(struct nest *n)
{
    be(n->m, BOB);
    bool closed = (signals(n->m, n->event) & ZX_PEER_CLOSED_BIT) != 0;
    be(n->m, ALICE);
    return closed;
}

static void assert_all_gone(struct nest *n)
{
    close_all(n->m);
    be(n->m, BOB);
    close_all(n->m);
    be(n->m, ALICE);
    assert_as_booted(n->m);
}

static void nesting_is_ok(void **state)
{
    (void)state;
    struct nest n = make_nest(false);
    uint32_t end = n.b;
    for (unsigned i = 0; i < DEPTH; i++) {
        uint32_t inner = receive_one(n.m, end);
        assert_int_equal(zx(n.m, SYS_HANDLE_CLOSE, end), ZX_OK);
        assert_int_equal(basic(n.m, inner).type, i + 1 < DEPTH ? 4 : 16);
        end = inner;
    }
    assert_false(innermost_is_closed(&n));
    assert_int_equal(zx(n.m, SYS_HANDLE_CLOSE, end), ZX_OK);
    assert_true(innermost_is_closed(&n));
    assert_all_gone(&n);
}

/* Closing the outermost end closes all, however deep; so do dropping and losing its message. */
static void whole_nest_goes_at_once(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 4; i++) {
        struct nest n = make_nest(i != 3);
        if (i == 0) {
            assert_int_equal(zx(n.m, SYS_HANDLE_CLOSE, n.b), ZX_OK);
        } else if (i == 1) {
            assert_int_equal(
                zx_loses(n.m, SYS_CHANNEL_READ, n.b, ZX_CHANNEL_MAY_DISCARD, 0, 0, 0, 0, 0, 0),
                ZX_BUFFER_TOO_SMALL);
        } else if (i == 2) {
            put_words(n.m, LIST, n.b);
            assert_int_equal(zx_loses(n.m, SYS_CHANNEL_WRITE, 0, 0, 0, 0, at(n.m, LIST), 1),
                             ZX_BAD_HANDLE);
        } else {
            call_parks(n.m, SYS_EXIT, 0);
            be(n.m, BOB);
            assert_int_equal(signals(n.m, n.event), ZX_PEER_CLOSED_BIT);
            continue;
        }
        assert_true(innermost_is_closed(&n));
        for (unsigned j = 0; j + 1 < DEPTH_KEPT; j++) {
            assert_int_equal(signals(n.m, n.a[j]), ZX_PEER_CLOSED_BIT);
        }
        assert_all_gone(&n);
    }
}

/* The outermost end may go into no channel of its own nest, at whatever depth. */
static void no_end_goes_inside_itself(void **state)
{
    (void)state;
    for (unsigned i = 0; i < DEPTH_KEPT; i++) {
        struct nest n = make_nest(true);
        assert_int_equal(send_one(n.m, n.a[i], n.b), ZX_NOT_SUPPORTED);
        assert_false(is_valid(n.m, n.b)); /* it is lost, and the nest with it */
        assert_true(innermost_is_closed(&n));
        assert_all_gone(&n);
    }
}

/* What only touches the nest may go into it: the other ends, and things besides. */
static void other_ends_go_inside(void **state)
{
    (void)state;
    for (unsigned i = 0; i < DEPTH_KEPT; i++) {
        for (unsigned j = 0; j < DEPTH_KEPT; j++) {
            struct nest n = make_nest(true);
            int32_t due = i == j ? ZX_NOT_SUPPORTED : ZX_OK;
            assert_int_equal(send_one(n.m, n.a[j], n.a[i]), due);
            assert_int_equal(innermost_is_closed(&n), false);
            assert_int_equal(zx(n.m, SYS_HANDLE_CLOSE, n.b), ZX_OK);
            assert_true(innermost_is_closed(&n));
            assert_all_gone(&n);
        }
    }
}

/* Two channels: a end in b, then b's in a's. */
static void writing_into_each_other(void **state)
{
    (void)state;
    struct machine *m = zircon_machine();
    for (unsigned i = 0; i < 4; i++) {
        struct ends one = make_channel(m);
        struct ends two = make_channel(m);
        uint32_t moved = (i & 1) != 0 ? one.a : one.b;
        uint32_t left = (i & 1) != 0 ? one.b : one.a;
        assert_int_equal(send_one(m, two.a, moved), ZX_OK); /* inside two.b */
        uint32_t second = (i & 2) != 0 ? two.a : two.b;
        /* Whatever is written to left arrives at the end that lies inside two.b. */
        assert_int_equal(send_one(m, left, second), second == two.b ? ZX_NOT_SUPPORTED : ZX_OK);
        assert_int_equal(zx(m, SYS_HANDLE_CLOSE, left), ZX_OK);
        close_all(m);
        assert_as_booted(m);
    }
}

static void own_ends_are_not_supported(void **state)
{
    (void)state;
    struct machine *m = zircon_machine();
    for (unsigned i = 0; i < 4; i++) {
        struct ends c = make_channel(m);
        uint32_t channel = (i & 1) != 0 ? c.a : c.b;
        uint32_t other = (i & 1) != 0 ? c.b : c.a;
        bool itself = (i & 2) != 0;
        uint32_t sent = itself ? channel : other;
        assert_int_equal(send_one(m, channel, sent), ZX_NOT_SUPPORTED);
        assert_false(is_valid(m, sent));
        assert_int_equal(signals(m, itself ? other : channel), ZX_PEER_CLOSED_BIT);
        close_all(m);
        assert_as_booted(m);
    }
}

/* Ends that were inside may go on elsewhere, also into what they came from. */
static void ends_move_on(void **state)
{
    (void)state;
    struct machine *m = zircon_machine();
    struct ends one = make_channel(m);
    struct ends two = make_channel(m);
    for (unsigned i = 0; i < 5; i++) {
        assert_int_equal(send_one(m, two.a, one.b), ZX_OK);
        one.b = receive_one(m, two.b);
        assert_int_equal(send_one(m, one.a, two.b), ZX_OK);
        two.b = receive_one(m, one.b);
    }
    /* An end whose peer is closed can hold no more, and goes into anything. */
    assert_int_equal(zx(m, SYS_HANDLE_CLOSE, two.a), ZX_OK);
    assert_int_equal(send_one(m, one.a, two.b), ZX_OK);
    assert_int_equal(zx(m, SYS_HANDLE_CLOSE, one.a), ZX_OK);
    two.b = receive_one(m, one.b);
    assert_int_equal(signals(m, two.b), ZX_PEER_CLOSED_BIT);
    close_all(m);
    assert_as_booted(m);
}

/* Refused for its peer's sake only: without one, an end goes nowhere, not even inside itself. */
static void closed_peers_are_told_last(void **state)
{
    (void)state;
    struct machine *m = zircon_machine();
    struct ends c = make_channel(m);
    assert_int_equal(zx(m, SYS_HANDLE_CLOSE, c.b), ZX_OK);
    uint32_t event = make_event(m);
    assert_int_equal(send_one(m, c.a, event), ZX_PEER_CLOSED);
    assert_false(is_valid(m, event));
    assert_int_equal(send_one(m, c.a, c.a), ZX_NOT_SUPPORTED);
    assert_as_booted(m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(nesting_is_ok),
        TEST(whole_nest_goes_at_once),
        TEST(no_end_goes_inside_itself),
        TEST(other_ends_go_inside),
        TEST(writing_into_each_other),
        TEST(own_ends_are_not_supported),
        TEST(ends_move_on),
        TEST(closed_peers_are_told_last),
    };
    return cmocka_run_group_tests_name("channel_nesting", tests, NULL, NULL);
}
