/*
 * What the askers of the channels images share: their two peers, a more urgent one that preempts
 * the asker and a less urgent one that runs only while it waits, and how they are talked to.
 */
#ifndef CHANNELS_ASKER_H
#define CHANNELS_ASKER_H

#include "protocol.h"
#include "zircon_report.h"

struct peer {
    const char *name;
    zx_handle_t orders;
    zx_handle_t echo;
    zx_handle_t event; /* its tasks share it */
};

static const struct peer peers[] = {
    {"more urgent", ANVIL_SHARED(0), ANVIL_SHARED(1), ANVIL_SHARED(4)},
    {"less urgent", ANVIL_SHARED(2), ANVIL_SHARED(3), ANVIL_SHARED(5)},
};
#define PEERS (sizeof peers / sizeof peers[0])

struct message {
    uint32_t length;
    uint32_t count; /* handles */
    uint8_t bytes[ZX_CHANNEL_MAX_MSG_BYTES];
    zx_handle_t handles[ZX_CHANNEL_MAX_MSG_HANDLES];
};

/* Waits for a message and reads it. */
static inline void message_await(zx_handle_t channel, struct message *message)
{
    zx_signals_t shown = 0;
    expect_status("wait for a message", ZX_OK,
                  zx_object_wait_one(channel, ZX_CHANNEL_READABLE, ZX_TIME_INFINITE, &shown));
    expect("READABLE", (shown & ZX_CHANNEL_READABLE) != 0);
    expect_status("read", ZX_OK,
                  zx_channel_read(channel, 0, message->bytes, message->handles,
                                  sizeof message->bytes, ZX_CHANNEL_MAX_MSG_HANDLES,
                                  &message->length, &message->count));
}

/* Sends handles to be sent back, last one first. */
static inline void handles_exchange(const struct peer *peer, const zx_handle_t *handles,
                                    uint32_t count, struct message *back)
{
    expect_status("send handles", ZX_OK, zx_channel_write(peer->echo, 0, NULL, 0, handles, count));
    message_await(peer->echo, back);
    expect_number("handles that came back", count, back->count);
}

static inline void order_give(const struct peer *peer, const struct order *order,
                              const zx_handle_t *handles, uint32_t count)
{
    expect_status("order", ZX_OK,
                  zx_channel_write(peer->orders, 0, order, sizeof *order, handles, count));
}

/* Both end, and so does the image. */
static inline int peers_dismiss(void)
{
    static const struct order end = {.kind = ORDER_END};
    for (size_t i = 0; i < PEERS; i++) {
        order_give(&peers[i], &end, NULL, 0);
        expect_status(
            "until it has ended", ZX_OK,
            zx_object_wait_one(peers[i].orders, ZX_CHANNEL_PEER_CLOSED, ZX_TIME_INFINITE, NULL));
    }
    report("asker: %u things went wrong", wrong);
    return (int)wrong;
}

#endif
