/*
 * MAIN of the image channels-sizes: messages of every size there and back, every byte of them
 * looked at, and those around them.
 */
#include "asker.h"

#define GUARD 0xa5u

/* One more byte than any message has. */
static uint8_t received_bytes[ZX_CHANNEL_MAX_MSG_BYTES + 1];

static void message_send(const struct peer *peer, uint32_t length)
{
    uint8_t bytes[ZX_CHANNEL_MAX_MSG_BYTES];
    for (uint32_t i = 0; i < length; i++) {
        bytes[i] = pattern_byte(length, i);
    }
    expect_status("write", ZX_OK, zx_channel_write(peer->echo, 0, bytes, length, NULL, 0));
    (void)memset(bytes, 0, sizeof bytes); /* the message is the kernel's now */
}

/* How many bytes are not what they should be; those behind the message must be untouched. */
static uint32_t bytes_wrong(uint32_t length)
{
    uint32_t differences = 0;
    for (uint32_t i = 0; i < sizeof received_bytes; i++) {
        uint8_t expected = i < length ? (uint8_t)~pattern_byte(length, i) : GUARD;
        differences += received_bytes[i] != expected;
    }
    return differences;
}

static void message_receive(const struct peer *peer, uint32_t length)
{
    uint32_t actual_bytes = UINT32_MAX;
    uint32_t actual_handles = UINT32_MAX;
    (void)memset(received_bytes, GUARD, sizeof received_bytes);
    expect_status("wait", ZX_OK,
                  zx_object_wait_one(peer->echo, ZX_CHANNEL_READABLE, ZX_TIME_INFINITE, NULL));
    if (length > 0) {
        expect_status("read with too little room", ZX_ERR_BUFFER_TOO_SMALL,
                      zx_channel_read(peer->echo, 0, received_bytes, NULL, length - 1, 0,
                                      &actual_bytes, &actual_handles));
        expect_number("its length", length, actual_bytes);
    }
    expect_status("read", ZX_OK,
                  zx_channel_read(peer->echo, 0, received_bytes, NULL, length, 0, &actual_bytes,
                                  &actual_handles));
    expect_number("length", length, actual_bytes);
    expect_number("handles", 0, actual_handles);
    expect_number("wrong bytes", 0, bytes_wrong(length));
    expect_status("read again", ZX_ERR_SHOULD_WAIT,
                  zx_channel_read(peer->echo, 0, received_bytes, NULL, length, 0, NULL, NULL));
}

static void sizes_try(const struct peer *peer)
{
    for (uint32_t length = 0; length <= ZX_CHANNEL_MAX_MSG_BYTES; length++) {
        message_send(peer, length);
        message_receive(peer, length);
    }
    expect_status(
        "one byte more", ZX_ERR_OUT_OF_RANGE,
        zx_channel_write(peer->echo, 0, received_bytes, ZX_CHANNEL_MAX_MSG_BYTES + 1, NULL, 0));
    report("%s: 0 to %u bytes and back", peer->name, (unsigned)ZX_CHANNEL_MAX_MSG_BYTES);
}

/* Several are under way at once, and arrive in order. */
static void order_try(const struct peer *peer)
{
    static const uint8_t lengths[] = {3, 128, 0, 64};
    struct message message = {0};
    for (size_t i = 0; i < sizeof lengths; i++) {
        message_send(peer, lengths[i]);
    }
    for (size_t i = 0; i < sizeof lengths; i++) {
        message_await(peer->echo, &message);
        expect_number("length in its turn", lengths[i], message.length);
    }
    report("%s: %u messages in order", peer->name, sizeof lengths);
}

int main(void)
{
    for (size_t i = 0; i < PEERS; i++) {
        sizes_try(&peers[i]);
        order_try(&peers[i]);
    }
    return peers_dismiss();
}
