/*
 * channel_read: what is refused, in which order, and that the message stays when it is.
 */
#include "zircon_calls.h"

#include <string.h>

enum { MARK = 0x5a5a5a5a };
#define SAME    ZX_RIGHT_SAME_RIGHTS
#define DISCARD ZX_CHANNEL_MAY_DISCARD

/* Alice's channel; a message of this text with so many events waits at its end b. */
struct scene {
    struct machine *m;
    struct ends c;
};

static struct scene make_scene(const char *text, unsigned count)
{
    struct scene s = {zircon_machine(), {0, 0}};
    uint32_t events[CONFIG_MESSAGE_HANDLES];
    s.c = make_channel(s.m);
    for (unsigned i = 0; i < count; i++) {
        events[i] = make_event(s.m);
    }
    assert_int_equal(send(s.m, s.c.a, text, count, events), ZX_OK);
    return s;
}

/* The message is still there, whole; nothing is left after it was read and its handles closed. */
static void assert_still_there(const struct scene *s, const char *text, unsigned count)
{
    char read[CONFIG_MESSAGE_BYTES];
    uint32_t handles[CONFIG_MESSAGE_HANDLES];
    uint32_t length = (uint32_t)strlen(text);
    assert_int_equal(receive(s->m, s->c.b, 0, length, count), ZX_OK);
    assert_int_equal(word(s->m, ACTUAL), length);
    assert_int_equal(word(s->m, AVAIL), count);
    get(s->m, READ_BYTES, read, length);
    assert_memory_equal(read, text, length);
    get(s->m, TAKEN, handles, sizeof handles);
    for (unsigned i = 0; i < count; i++) {
        assert_int_equal(basic(s->m, handles[i]).type, 5);
    }
    close_all(s->m);
    assert_as_booted(s->m);
}

/* ---- Buffers that are too small. ---- */

/* Every smaller size of either buffer: both sizes are told, nothing is written, nothing lost. */
static void small_buffers_are_told_the_sizes(void **state)
{
    (void)state;
    struct scene s = make_scene("seven..", 3);
    for (uint32_t bytes = 0; bytes <= 8; bytes++) {
        for (uint32_t handles = 0; handles <= 4; handles++) {
            if (bytes >= 7 && handles >= 3) {
                continue;
            }
            put_words(s.m, READ_BYTES, MARK);
            put_words(s.m, TAKEN, MARK);
            put_words(s.m, ACTUAL, MARK, MARK);
            assert_int_equal(receive(s.m, s.c.b, 0, bytes, handles), ZX_BUFFER_TOO_SMALL);
            assert_int_equal(word(s.m, ACTUAL), 7);
            assert_int_equal(word(s.m, AVAIL), 3);
            assert_int_equal(word(s.m, READ_BYTES), MARK);
            assert_int_equal(word(s.m, TAKEN), MARK);
            assert_int_equal(zx(s.m, SYS_CHANNEL_READ, s.c.b, 0, HOLE, HOLE, bytes, handles, 0, 0),
                             ZX_BUFFER_TOO_SMALL);
        }
    }
    assert_still_there(&s, "seven..", 3);
}

static void larger_buffers_will_do(void **state)
{
    (void)state;
    struct scene s = make_scene("seven..", 1);
    put_words(s.m, TAKEN, MARK, MARK);
    put_words(s.m, READ_BYTES + 7, MARK);
    assert_int_equal(receive(s.m, s.c.b, 0, 0xffffffff, 0xffffffff), ZX_OK);
    assert_int_equal(word(s.m, TAKEN + 4), MARK);
    assert_int_equal(word(s.m, READ_BYTES + 7), MARK);
}

/* The message that does not fit is dropped, with its handles; the next one is not. */
static void too_large_messages_may_be_discarded(void **state)
{
    (void)state;
    static const uint32_t sizes[][2] = {{0, 0}, {3, 1}, {4, 0}};
    for (unsigned i = 0; i < 3; i++) {
        struct scene s = make_scene("text", 0);
        struct ends pair = make_eventpair(s.m);
        assert_int_equal(receive(s.m, s.c.b, 0, 4, 0), ZX_OK);
        assert_int_equal(send(s.m, s.c.a, "text", 1, (const uint32_t[]){pair.b}), ZX_OK);
        assert_int_equal(send(s.m, s.c.a, "next", 0, NULL), ZX_OK);
        assert_int_equal(zx_loses(s.m, SYS_CHANNEL_READ, s.c.b, DISCARD, HOLE, HOLE, sizes[i][0],
                                  sizes[i][1], at(s.m, ACTUAL), at(s.m, AVAIL)),
                         ZX_BUFFER_TOO_SMALL);
        assert_int_equal(word(s.m, ACTUAL), 4);
        assert_int_equal(word(s.m, AVAIL), 1);
        assert_int_equal(signals(s.m, pair.a), ZX_PEER_CLOSED_BIT);
        assert_int_equal(signals(s.m, s.c.b), ZX_READABLE | ZX_WRITABLE);
        assert_int_equal(zx_loses(s.m, SYS_CHANNEL_READ, s.c.b, DISCARD, 0, 0, 3, 0, 0, 0),
                         ZX_BUFFER_TOO_SMALL);
        assert_int_equal(signals(s.m, s.c.b), ZX_WRITABLE);
        close_all(s.m);
        assert_as_booted(s.m);
    }
}

static void fitting_messages_are_not_discarded(void **state)
{
    (void)state;
    struct scene s = make_scene("text", 1);
    assert_int_equal(receive(s.m, s.c.b, DISCARD, 4, 1), ZX_OK);
    assert_true(is_valid(s.m, word(s.m, TAKEN)));
}

/* ---- Refusals. ---- */

static void read_refuses_in_order(void **state)
{
    (void)state;
    struct scene s = make_scene("text", 1);
    uint32_t event = make_event(s.m);
    uint32_t b = s.c.b;
    /* Of what is wrong here, the last line has all. */
    assert_int_equal(zx(s.m, SYS_CHANNEL_READ, b, 0, HOLE, HOLE, 4, 1, 0, 0), ZX_INVALID_ARGS);
    (void)fill_table(s.m, event);
    assert_int_equal(zx(s.m, SYS_CHANNEL_READ, b, 0, HOLE, HOLE, 4, 1, 0, 0), ZX_NO_MEMORY);
    assert_int_equal(zx(s.m, SYS_CHANNEL_READ, b, 0, HOLE, HOLE, 3, 1, 0, 0), ZX_BUFFER_TOO_SMALL);
    assert_int_equal(zx(s.m, SYS_CHANNEL_READ, b, 0, HOLE, HOLE, 3, 1, HOLE, 0), ZX_INVALID_ARGS);
    assert_int_equal(zx(s.m, SYS_CHANNEL_READ, s.c.a, 0, HOLE, HOLE, 3, 1, HOLE, 0),
                     ZX_SHOULD_WAIT);
    for (unsigned bit = 1; bit < 32; bit++) {
        uint32_t options = 1u << bit;
        assert_int_equal(zx(s.m, SYS_CHANNEL_READ, b, options, HOLE, HOLE, 3, 1, HOLE, 0),
                         ZX_NOT_SUPPORTED);
        assert_int_equal(zx(s.m, SYS_CHANNEL_READ, s.c.a, options | 1, 0, 0, 0, 0, 0, 0),
                         ZX_NOT_SUPPORTED);
        assert_int_equal(zx(s.m, SYS_CHANNEL_READ, event, options, 0, 0, 0, 0, 0, 0),
                         ZX_WRONG_TYPE);
    }
    assert_int_equal(zx(s.m, SYS_HANDLE_CLOSE, event), ZX_OK);
    assert_int_equal(zx(s.m, SYS_CHANNEL_READ, event, 2, HOLE, HOLE, 3, 1, HOLE, 0), ZX_BAD_HANDLE);
    b = reduced(s.m, b, object_rights[OBJECT_CHANNEL] & ~(uint32_t)RIGHT_READ);
    assert_int_equal(zx(s.m, SYS_CHANNEL_READ, b, 2, HOLE, HOLE, 3, 1, HOLE, 0), ZX_ACCESS_DENIED);
}

/* Each address in turn is bad: the message stays, and none of its handles was given. */
static void faults_keep_the_message(void **state)
{
    (void)state;
    struct scene s = make_scene("text", 2);
    struct machine *m = s.m;
    const uint32_t bad[] = {HOLE, READ_ONLY, 0xfffffffe, at(m, MEMORY_SIZE - 3)};
    uint32_t good = at(m, OUT);
    for (unsigned i = 0; i < 4; i++) {
        for (unsigned may = 0; may < 2; may++) {
            assert_int_equal(zx(m, SYS_CHANNEL_READ, s.c.b, may, bad[i], good, 4, 2, good, good),
                             ZX_INVALID_ARGS);
            assert_int_equal(zx(m, SYS_CHANNEL_READ, s.c.b, may, good, bad[i], 4, 2, good, good),
                             ZX_INVALID_ARGS);
            assert_int_equal(zx(m, SYS_CHANNEL_READ, s.c.b, may, good, good, 4, 2, bad[i], good),
                             ZX_INVALID_ARGS);
            assert_int_equal(zx(m, SYS_CHANNEL_READ, s.c.b, may, good, good, 4, 2, good, bad[i]),
                             ZX_INVALID_ARGS);
            assert_int_equal(zx(m, SYS_CHANNEL_READ, s.c.b, may, good, good, 0, 0, bad[i], good),
                             ZX_INVALID_ARGS);
            assert_int_equal(zx(m, SYS_CHANNEL_READ, s.c.b, may, good, good, 0, 0, good, bad[i]),
                             ZX_INVALID_ARGS);
        }
    }
    assert_int_equal(zx(m, SYS_CHANNEL_READ, s.c.b, 0, 0, good, 4, 2, 0, 0), ZX_INVALID_ARGS);
    assert_int_equal(zx(m, SYS_CHANNEL_READ, s.c.b, 0, good, 0, 4, 2, 0, 0), ZX_INVALID_ARGS);
    assert_still_there(&s, "text", 2);
}

static void sizes_need_not_be_told(void **state)
{
    (void)state;
    struct scene s = make_scene("text", 1);
    put_words(s.m, ACTUAL, MARK, MARK);
    assert_int_equal(zx(s.m, SYS_CHANNEL_READ, s.c.b, 0, 0, 0, 0, 0, 0, at(s.m, AVAIL)),
                     ZX_BUFFER_TOO_SMALL);
    assert_int_equal(word(s.m, ACTUAL), MARK);
    assert_int_equal(word(s.m, AVAIL), 1);
    assert_int_equal(zx(s.m, SYS_CHANNEL_READ, s.c.b, 0, 0, 0, 0, 0, at(s.m, ACTUAL), 0),
                     ZX_BUFFER_TOO_SMALL);
    assert_int_equal(word(s.m, ACTUAL), 4);
    assert_int_equal(
        zx(s.m, SYS_CHANNEL_READ, s.c.b, 0, at(s.m, READ_BYTES), at(s.m, TAKEN), 4, 1, 0, 0),
        ZX_OK);
    assert_int_equal(basic(s.m, word(s.m, TAKEN)).type, 5);
}

/* As many slots as handles, or one less: then the message stays until there is room. */
static void full_tables_keep_the_message(void **state)
{
    (void)state;
    for (unsigned count = 0; count <= 3; count++) {
        struct scene s = make_scene("text", count);
        uint32_t event = make_event(s.m);
        unsigned filled = fill_table(s.m, event);
        for (unsigned freed = 0; freed < count; freed++) {
            assert_int_equal(receive(s.m, s.c.b, 0, 4, 3), ZX_NO_MEMORY);
            assert_int_equal(receive(s.m, s.c.b, DISCARD, 4, 3), ZX_NO_MEMORY);
            slot_id slot = (slot_id)(CONFIG_SLOTS - freed);
            assert_int_equal(basic(s.m, name_of_selector(slot)).type, 5);
            assert_int_equal(zx(s.m, SYS_HANDLE_CLOSE, name_of_selector(slot)), ZX_OK);
        }
        assert_true(filled >= count);
        assert_still_there(&s, "text", count);
    }
}

/* What is gone takes no slot. */
static void revoked_handles_need_no_slot(void **state)
{
    (void)state;
    struct scene s = make_scene("text", 2);
    struct kernel *k = machine_kernel(s.m);
    uint32_t event = make_event(s.m);
    (void)fill_table(s.m, event);
    handle_revoke(k, OBJECT_FIRST_EVENT);
    check(s.m);
    assert_int_equal(receive(s.m, s.c.b, 0, 4, 2), ZX_NO_MEMORY);
    handle_revoke(k, OBJECT_FIRST_EVENT + 1);
    check(s.m);
    assert_int_equal(receive(s.m, s.c.b, 0, 4, 2), ZX_OK);
    assert_int_equal(word(s.m, TAKEN), 0);
    assert_int_equal(word(s.m, TAKEN + 4), 0);
    assert_int_equal(word(s.m, AVAIL), 2);
    close_all(s.m);
    assert_as_booted(s.m);
}

/* Nor does it trouble whoever discards the message, or closes the channel. */
static void revoked_handles_are_discarded(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 2; i++) {
        struct scene s = make_scene("text", 3);
        handle_revoke(machine_kernel(s.m), OBJECT_FIRST_EVENT + 1);
        check(s.m);
        if (i == 0) {
            assert_int_equal(zx_loses(s.m, SYS_CHANNEL_READ, s.c.b, DISCARD, 0, 0, 0, 3, 0, 0),
                             ZX_BUFFER_TOO_SMALL);
        } else {
            assert_int_equal(zx(s.m, SYS_HANDLE_CLOSE, s.c.b), ZX_OK);
        }
        close_all(s.m);
        assert_as_booted(s.m);
    }
}

/* ---- Addresses. ---- */

/* A mapping of 128 bytes in memory that nobody has, to be loaded when it is touched. */
static void add_mapping(struct machine *m, uint32_t base, uint8_t access)
{
    const struct region region = {.base = base, .order = MEMORY_ORDER_MIN, .access = access};
    assert_int_not_equal(space_add(machine_kernel(m), machine_process(m, ALICE), &region), NONE);
    check(m);
}

/* Bytes and handles at any address, and across mappings of which none is loaded. */
static void buffers_lie_anywhere(void **state)
{
    (void)state;
    enum { BASE = HOLE, EACH = 1 << MEMORY_ORDER_MIN };
    struct machine *m = zircon_machine();
    for (uint32_t i = 0; i < 6; i++) {
        add_mapping(m, BASE + i * EACH, ACCESS_READ | ACCESS_WRITE);
    }
    add_mapping(m, BASE + 6 * EACH, ACCESS_READ);
    struct ends c = make_channel(m);
    for (uint32_t offset = 0; offset < 8; offset++) {
        uint32_t bytes = BASE + 2 * EACH - 120 + offset;
        uint32_t handles = BASE + 5 * EACH - offset;
        uint32_t event = make_event(m);
        memset(machine_memory(m, bytes, CONFIG_MESSAGE_BYTES), (int)(offset + 1),
               CONFIG_MESSAGE_BYTES);
        memcpy(machine_memory(m, handles, 4), &event, 4);
        assert_int_equal(zx(m, SYS_CHANNEL_WRITE, c.a, 0, bytes, CONFIG_MESSAGE_BYTES, handles, 1),
                         ZX_OK);
        assert_false(is_valid(m, event));
        memset(machine_memory(m, bytes, CONFIG_MESSAGE_BYTES), 0, CONFIG_MESSAGE_BYTES);
        assert_int_equal(zx(m, SYS_CHANNEL_READ, c.b, 0, bytes, handles, CONFIG_MESSAGE_BYTES, 1,
                            BASE + 6 * EACH - 3, 0),
                         ZX_INVALID_ARGS);
        assert_int_equal(zx(m, SYS_CHANNEL_READ, c.b, 0, bytes, handles, CONFIG_MESSAGE_BYTES, 1,
                            BASE + 4 * EACH - 2, BASE + 6 * EACH - 4),
                         ZX_OK);
        const uint8_t *read = machine_memory(m, bytes, CONFIG_MESSAGE_BYTES);
        for (unsigned i = 0; i < CONFIG_MESSAGE_BYTES; i++) {
            assert_int_equal(read[i], offset + 1);
        }
        memcpy(&event, machine_memory(m, handles, 4), 4);
        assert_int_equal(basic(m, event).type, 5);
        assert_int_equal(zx(m, SYS_HANDLE_CLOSE, event), ZX_OK);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(small_buffers_are_told_the_sizes),
        TEST(larger_buffers_will_do),
        TEST(too_large_messages_may_be_discarded),
        TEST(fitting_messages_are_not_discarded),
        TEST(read_refuses_in_order),
        TEST(faults_keep_the_message),
        TEST(sizes_need_not_be_told),
        TEST(full_tables_keep_the_message),
        TEST(revoked_handles_need_no_slot),
        TEST(revoked_handles_are_discarded),
        TEST(buffers_lie_anywhere),
    };
    return cmocka_run_group_tests_name("channel_read", tests, NULL, NULL);
}
