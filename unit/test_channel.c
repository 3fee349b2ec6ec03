/*
 * Channels: messages in order, what the ends show, and what is left when they are closed.
 */
#include "zircon_calls.h"

#include <string.h>

enum { UNTOUCHED = 0xa5 };

/* The running task's oldest message is this text, without handles. */
static void assert_text(struct machine *m, uint32_t channel, const char *text)
{
    char bytes[CONFIG_MESSAGE_BYTES] = {0};
    uint32_t length = (uint32_t)strlen(text);
    assert_int_equal(receive(m, channel, 0, CONFIG_MESSAGE_BYTES, 0), ZX_OK);
    assert_int_equal(word(m, ACTUAL), length);
    assert_int_equal(word(m, AVAIL), 0);
    get(m, READ_BYTES, bytes, length);
    assert_memory_equal(bytes, text, length);
}

/* ---- What the ends show. ---- */

static void ends_are_writable_by_default(void **state)
{
    (void)state;
    struct machine *m = zircon_machine();
    struct ends c = make_channel(m);
    assert_int_equal(signals(m, c.a), ZX_WRITABLE);
    assert_int_equal(signals(m, c.b), ZX_WRITABLE);
}

static void writing_makes_the_other_end_readable(void **state)
{
    (void)state;
    struct machine *m = zircon_machine();
    struct ends c = make_channel(m);
    for (unsigned i = 0; i < 2; i++) {
        uint32_t from = i == 0 ? c.a : c.b;
        uint32_t to = i == 0 ? c.b : c.a;
        assert_int_equal(send(m, from, "1", 0, NULL), ZX_OK);
        assert_int_equal(send(m, from, "2", 0, NULL), ZX_OK);
        assert_int_equal(signals(m, to), ZX_READABLE | ZX_WRITABLE);
        assert_int_equal(signals(m, from), ZX_WRITABLE);
        assert_text(m, to, "1");
        assert_int_equal(signals(m, to), ZX_READABLE | ZX_WRITABLE);
        assert_text(m, to, "2");
        assert_int_equal(signals(m, to), ZX_WRITABLE);
    }
}

static void closing_clears_writable(void **state)
{
    (void)state;
    struct machine *m = zircon_machine();
    for (unsigned i = 0; i < 2; i++) {
        struct ends c = make_channel(m);
        uint32_t closed = i == 0 ? c.a : c.b;
        uint32_t left = i == 0 ? c.b : c.a;
        assert_int_equal(zx(m, SYS_HANDLE_CLOSE, closed), ZX_OK);
        assert_int_equal(signals(m, left), ZX_PEER_CLOSED_BIT);
        assert_int_equal(send(m, left, "", 0, NULL), ZX_PEER_CLOSED);
        assert_int_equal(zx(m, SYS_HANDLE_CLOSE, left), ZX_OK);
        assert_as_booted(m);
    }
}

static void reading_when_empty(void **state)
{
    (void)state;
    struct machine *m = zircon_machine();
    struct ends c = make_channel(m);
    assert_int_equal(receive(m, c.a, 0, 0, 0), ZX_SHOULD_WAIT);
    assert_int_equal(receive(m, c.a, ZX_CHANNEL_MAY_DISCARD, 0, 0), ZX_SHOULD_WAIT);
    assert_int_equal(send(m, c.a, "mine is not yours", 0, NULL), ZX_OK);
    assert_int_equal(receive(m, c.a, 0, 0, 0), ZX_SHOULD_WAIT);
    assert_int_equal(zx(m, SYS_HANDLE_CLOSE, c.b), ZX_OK);
    assert_int_equal(receive(m, c.a, 0, 0, 0), ZX_PEER_CLOSED);
    assert_int_equal(receive(m, c.a, ZX_CHANNEL_MAY_DISCARD, 0, 0), ZX_PEER_CLOSED);
    assert_int_equal(zx(m, SYS_HANDLE_CLOSE, c.a), ZX_OK);
    assert_as_booted(m);
}

static void remaining_messages_are_read_when_the_peer_is_closed(void **state)
{
    (void)state;
    struct machine *m = zircon_machine();
    struct ends c = make_channel(m);
    uint32_t event = make_event(m);
    assert_int_equal(send(m, c.a, "first", 0, NULL), ZX_OK);
    assert_int_equal(send_one(m, c.a, event), ZX_OK);
    assert_int_equal(zx(m, SYS_HANDLE_CLOSE, c.a), ZX_OK);
    assert_int_equal(signals(m, c.b), ZX_READABLE | ZX_PEER_CLOSED_BIT);
    assert_text(m, c.b, "first");
    event = receive_one(m, c.b);
    assert_int_equal(basic(m, event).type, 5);
    assert_int_equal(signals(m, c.b), ZX_PEER_CLOSED_BIT);
    assert_int_equal(receive(m, c.b, 0, 0, 0), ZX_PEER_CLOSED);
}

static void closing_ends_with_messages(void **state)
{
    (void)state;
    struct machine *m = zircon_machine();
    for (unsigned i = 0; i < 4; i++) {
        struct ends c = make_channel(m);
        for (unsigned j = 0; j < 3; j++) {
            const uint32_t events[2] = {make_event(m), make_event(m)};
            assert_int_equal(send(m, (i & 1) != 0 ? c.a : c.b, "text", 2, events), ZX_OK);
        }
        assert_int_equal(zx(m, SYS_HANDLE_CLOSE, (i & 2) != 0 ? c.a : c.b), ZX_OK);
        assert_int_equal(zx(m, SYS_HANDLE_CLOSE, (i & 2) != 0 ? c.b : c.a), ZX_OK);
        assert_as_booted(m);
    }
}

/* ---- Messages. ---- */

/* First in, first out, exactly once, through both ends at a time. */
static void messages_come_in_order(void **state)
{
    (void)state;
    struct machine *m = zircon_machine();
    struct ends c = make_channel(m);
    static const char *const texts[] = {"a", "bb", "ccc", "dddd", "eeeee"};
    for (unsigned round = 1; round <= 5; round++) {
        for (unsigned i = 0; i < round; i++) {
            assert_int_equal(send(m, c.a, texts[i], 0, NULL), ZX_OK);
            assert_int_equal(send(m, c.b, texts[4 - i], 0, NULL), ZX_OK);
        }
        for (unsigned i = 0; i < round; i++) {
            assert_text(m, c.b, texts[i]);
            assert_text(m, c.a, texts[4 - i]);
        }
        assert_int_equal(receive(m, c.a, 0, 0, 0), ZX_SHOULD_WAIT);
        assert_int_equal(receive(m, c.b, 0, 0, 0), ZX_SHOULD_WAIT);
    }
    close_all(m);
    assert_as_booted(m);
}

/* Bytes arrive as they were when they were written, all of them, and no others. */
static void bytes_of_every_length(void **state)
{
    (void)state;
    struct machine *m = zircon_machine();
    struct ends c = make_channel(m);
    for (uint32_t length = 0; length <= CONFIG_MESSAGE_BYTES; length++) {
        uint8_t sent[CONFIG_MESSAGE_BYTES];
        uint8_t read[CONFIG_MESSAGE_BYTES + 1];
        for (unsigned i = 0; i < sizeof sent; i++) {
            sent[i] = (uint8_t)(i * 3 + length);
        }
        put(m, SENT_BYTES, sent, sizeof sent);
        assert_int_equal(zx(m, SYS_CHANNEL_WRITE, c.a, 0, at(m, SENT_BYTES), length, 0, 0), ZX_OK);
        memset(read, UNTOUCHED, sizeof read);
        put(m, SENT_BYTES, read, sizeof sent);
        put(m, READ_BYTES, read, sizeof read);
        assert_int_equal(receive(m, c.b, 0, length, 0), ZX_OK);
        assert_int_equal(word(m, ACTUAL), length);
        get(m, READ_BYTES, read, sizeof read);
        assert_memory_equal(read, sent, length);
        for (unsigned i = length; i < sizeof read; i++) {
            assert_int_equal(read[i], UNTOUCHED);
        }
    }
}

static void empty_messages_need_no_memory(void **state)
{
    (void)state;
    struct machine *m = zircon_machine();
    struct ends c = make_channel(m);
    assert_int_equal(zx(m, SYS_CHANNEL_WRITE, c.a, 0, 0, 0, 0, 0), ZX_OK);
    assert_int_equal(zx(m, SYS_CHANNEL_WRITE, c.a, 0, HOLE, 0, HOLE, 0), ZX_OK);
    assert_int_equal(signals(m, c.b), ZX_READABLE | ZX_WRITABLE);
    assert_int_equal(zx(m, SYS_CHANNEL_READ, c.b, 0, 0, 0, 0, 0, 0, 0), ZX_OK);
    assert_int_equal(receive(m, c.b, 0, 99, 99), ZX_OK);
    assert_int_equal(word(m, ACTUAL), 0);
    assert_int_equal(word(m, AVAIL), 0);
    assert_int_equal(signals(m, c.b), ZX_WRITABLE);
}

/* ---- Handles in messages. ---- */

/* Rights and objects stay, in order; the values are new, and the old ones dead. */
static void handles_of_every_count(void **state)
{
    (void)state;
    enum { MOST = CONFIG_MESSAGE_HANDLES };
    struct machine *m = zircon_machine();
    struct ends c = make_channel(m);
    uint32_t here = hand_over(m, c.b, BOB);
    for (unsigned count = 0; count <= MOST; count++) {
        uint32_t handles[MOST] = {0};
        struct basic sent[MOST];
        be(m, ALICE);
        for (unsigned i = 0; i < count; i++) {
            handles[i] = make_event(m);
            if (i % 3 == 0) { /* not the eighth: no slot is left to replace it into */
                handles[i] = reduced(m, handles[i], RIGHT_TRANSFER | RIGHT_WAIT);
            }
            sent[i] = basic(m, handles[i]);
        }
        assert_int_equal(send(m, c.a, "with", count, handles), ZX_OK);
        for (unsigned i = 0; i < count; i++) {
            assert_false(is_valid(m, handles[i]));
        }
        be(m, BOB);
        assert_int_equal(receive(m, here, 0, 4, count), ZX_OK);
        assert_int_equal(word(m, AVAIL), count);
        get(m, TAKEN, handles, sizeof handles);
        for (unsigned i = 0; i < count; i++) {
            struct basic taken = basic(m, handles[i]);
            assert_memory_equal(&taken, &sent[i], sizeof taken);
            assert_int_equal(zx(m, SYS_HANDLE_CLOSE, handles[i]), ZX_OK);
        }
    }
    close_all(m);
    be(m, ALICE);
    close_all(m);
    assert_as_booted(m);
}

/* A handle of the very channel's other end, through another channel, and then used. */
static void ends_travel_and_work(void **state)
{
    (void)state;
    struct machine *m = zircon_machine();
    struct ends c = make_channel(m);
    struct ends road = make_channel(m);
    uint32_t their_road = hand_over(m, road.b, BOB);
    assert_int_equal(send(m, c.a, "early", 0, NULL), ZX_OK);
    assert_int_equal(send_one(m, road.a, c.b), ZX_OK);
    assert_int_equal(send(m, c.a, "while away", 0, NULL), ZX_OK);
    assert_int_equal(signals(m, c.a), ZX_WRITABLE);
    be(m, BOB);
    uint32_t end = receive_one(m, their_road);
    assert_text(m, end, "early");
    assert_text(m, end, "while away");
    assert_int_equal(send(m, end, "back", 0, NULL), ZX_OK);
    be(m, ALICE);
    assert_text(m, c.a, "back");
}

/* Duplicates end with the channel they are in, originals do not. */
static void closing_over_a_channel(void **state)
{
    (void)state;
    struct machine *m = zircon_machine();
    struct ends c = make_channel(m);
    struct ends pair = make_eventpair(m);
    uint32_t copy = with_rights(m, pair.b, ZX_RIGHT_SAME_RIGHTS);
    assert_int_equal(send_one(m, c.a, copy), ZX_OK);
    assert_int_equal(zx(m, SYS_HANDLE_CLOSE, pair.b), ZX_OK);
    assert_int_equal(signals(m, pair.a), 0);
    assert_int_equal(zx(m, SYS_HANDLE_CLOSE, c.b), ZX_OK);
    assert_int_equal(signals(m, pair.a), ZX_PEER_CLOSED_BIT);
}

/* What is revoked on the way is nothing when it arrives; the others keep their places. */
static void revoked_handles_are_read_as_nothing(void **state)
{
    (void)state;
    struct machine *m = zircon_machine();
    struct kernel *k = machine_kernel(m);
    process_id self = machine_process(m, ALICE);
    for (unsigned mask = 0; mask < 8; mask++) {
        struct ends c = make_channel(m);
        uint32_t handles[3];
        object_id objects[3];
        uint64_t koids[3];
        for (unsigned i = 0; i < 3; i++) {
            handles[i] = make_event(m);
            koids[i] = basic(m, handles[i]).koid;
            objects[i] = k->slot[node_of_slot(self, name_slot(k, self, handles[i]))].object;
        }
        assert_int_equal(send(m, c.a, "", 3, handles), ZX_OK);
        for (unsigned i = 0; i < 3; i++) {
            if ((mask & 1u << i) != 0) {
                handle_revoke(k, objects[i]);
                check(m);
            }
        }
        assert_int_equal(receive(m, c.b, 0, 0, 2), ZX_BUFFER_TOO_SMALL);
        assert_int_equal(word(m, AVAIL), 3);
        assert_int_equal(receive(m, c.b, 0, 0, 3), ZX_OK);
        assert_int_equal(word(m, AVAIL), 3);
        get(m, TAKEN, handles, sizeof handles);
        for (unsigned i = 0; i < 3; i++) {
            assert_int_equal(handles[i] == 0, (mask & 1u << i) != 0);
            assert_true(handles[i] == 0 || basic(m, handles[i]).koid == koids[i]);
        }
        close_all(m);
        assert_as_booted(m);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(ends_are_writable_by_default),
        TEST(writing_makes_the_other_end_readable),
        TEST(closing_clears_writable),
        TEST(reading_when_empty),
        TEST(remaining_messages_are_read_when_the_peer_is_closed),
        TEST(closing_ends_with_messages),
        TEST(messages_come_in_order),
        TEST(bytes_of_every_length),
        TEST(empty_messages_need_no_memory),
        TEST(handles_of_every_count),
        TEST(ends_travel_and_work),
        TEST(closing_over_a_channel),
        TEST(revoked_handles_are_read_as_nothing),
    };
    return cmocka_run_group_tests_name("channel", tests, NULL, NULL);
}
