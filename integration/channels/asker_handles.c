/*
 * MAIN of the image channels-handles: handles sent to another task, used there, and sent back.
 */
#include "asker.h"

#define DEPTH 4u /* channels inside each other */

static const struct order use = {.kind = ORDER_USE};

static void signals_await(const char *what, zx_handle_t handle, zx_signals_t signals)
{
    zx_signals_t shown = 0;
    expect_status(what, ZX_OK, zx_object_wait_one(handle, signals, ZX_TIME_INFINITE, &shown));
    expect(what, (shown & signals) != 0);
}

/* The peer signals it. */
static void event_send(const struct peer *peer)
{
    zx_handle_t event = event_make();
    zx_handle_t other = ZX_HANDLE_INVALID;
    expect_status("duplicate", ZX_OK, zx_handle_duplicate(event, ZX_RIGHT_SAME_RIGHTS, &other));
    order_give(peer, &use, &other, 1);
    expect("a handle that was sent is gone", !handle_is_valid(other));
    signals_await("event", event, ZX_EVENT_SIGNALED);
    expect_status("close", ZX_OK, zx_handle_close(event));
    report("%s: an event, signalled by the other task", peer->name);
}

/* The peer signals the end that stays here, then closes its own. */
static void eventpair_send(const struct peer *peer)
{
    zx_handle_t ends[2] = {0, 0};
    expect_status("eventpair_create", ZX_OK, zx_eventpair_create(0, &ends[0], &ends[1]));
    order_give(peer, &use, &ends[1], 1);
    signals_await("eventpair", ends[0], ZX_USER_SIGNAL_3);
    signals_await("its end", ends[0], ZX_EVENTPAIR_PEER_CLOSED);
    expect_status("signal_peer", ZX_ERR_PEER_CLOSED,
                  zx_object_signal_peer(ends[0], 0, ZX_USER_SIGNAL_0));
    expect_status("close", ZX_OK, zx_handle_close(ends[0]));
    report("%s: one of a pair of events, used and closed by the other task", peer->name);
}

/* The peer writes through it, then closes it. */
static void channel_send(const struct peer *peer)
{
    zx_handle_t ends[2] = {0, 0};
    struct message message = {0};
    expect_status("channel_create", ZX_OK, zx_channel_create(0, &ends[0], &ends[1]));
    order_give(peer, &use, &ends[1], 1);
    message_await(ends[0], &message);
    expect("greeting", message.length == sizeof GREETING &&
                           memcmp(message.bytes, GREETING, sizeof GREETING) == 0);
    signals_await("its end", ends[0], ZX_CHANNEL_PEER_CLOSED);
    expect_status("write", ZX_ERR_PEER_CLOSED, zx_channel_write(ends[0], 0, NULL, 0, NULL, 0));
    expect_status("close", ZX_OK, zx_handle_close(ends[0]));
    report("%s: an end of a channel, used and closed by the other task", peer->name);
}

/* As many as a message holds, and each is found again. */
static void many_send(const struct peer *peer)
{
    zx_handle_t events[ZX_CHANNEL_MAX_MSG_HANDLES];
    zx_koid_t koids[ZX_CHANNEL_MAX_MSG_HANDLES];
    const uint32_t count = ZX_CHANNEL_MAX_MSG_HANDLES;
    struct message back = {0};
    for (uint32_t i = 0; i < count; i++) {
        zx_handle_t full = event_make();
        koids[i] = basic_of(full).koid;
        expect_status(
            "replace", ZX_OK,
            zx_handle_replace(full, ZX_RIGHT_TRANSFER | ZX_RIGHT_WAIT << (i % 2), &events[i]));
    }
    handles_exchange(peer, events, count, &back);
    for (uint32_t i = 0; i < count; i++) {
        zx_info_handle_basic_t basic = basic_of(back.handles[count - 1 - i]);
        expect("the object", basic.koid == koids[i] && basic.type == ZX_OBJ_TYPE_EVENT);
        expect_number("rights", ZX_RIGHT_TRANSFER | ZX_RIGHT_WAIT << (i % 2), basic.rights);
        expect("the old value", !handle_is_valid(events[i]));
    }
    close_all(back.handles, count);
    report("%s: %u handles there and back", peer->name, (unsigned)count);
}

/* A channel that travels with a message in it, itself in a channel, and so on. */
static void nested_send(const struct peer *peer)
{
    zx_handle_t outer = event_make();
    zx_koid_t koid = basic_of(outer).koid;
    struct message message = {0};
    for (uint32_t depth = 0; depth < DEPTH; depth++) {
        zx_handle_t ends[2] = {0, 0};
        expect_status("channel_create", ZX_OK, zx_channel_create(0, &ends[0], &ends[1]));
        expect_status("put in", ZX_OK, zx_channel_write(ends[0], 0, &depth, 1, &outer, 1));
        expect_status("close", ZX_OK, zx_handle_close(ends[0]));
        outer = ends[1];
    }
    handles_exchange(peer, &outer, 1, &message);
    for (uint32_t depth = DEPTH; depth-- > 0;) {
        zx_handle_t opened = message.handles[0];
        message_await(opened, &message);
        expect("in its place", message.count == 1 && message.bytes[0] == depth);
        expect_status("read more", ZX_ERR_PEER_CLOSED,
                      zx_channel_read(opened, 0, NULL, NULL, 0, 0, NULL, NULL));
        expect_status("close", ZX_OK, zx_handle_close(opened));
    }
    expect("the innermost", basic_of(message.handles[0]).koid == koid);
    expect_status("close", ZX_OK, zx_handle_close(message.handles[0]));
    report("%s: an event in %u channels, one in the other", peer->name, DEPTH);
}

/* An end that is to be put into itself is lost, as documented, and its peer learns of it. */
static void self_send(void)
{
    zx_handle_t ends[2] = {0, 0};
    expect_status("channel_create", ZX_OK, zx_channel_create(0, &ends[0], &ends[1]));
    expect_status("into its peer's queue", ZX_ERR_NOT_SUPPORTED,
                  zx_channel_write(ends[0], 0, NULL, 0, &ends[1], 1));
    expect_number("what is left shows", ZX_CHANNEL_PEER_CLOSED, signals_of(ends[0]));
    expect_status("close", ZX_OK, zx_handle_close(ends[0]));
    expect_status("close what was sent", ZX_ERR_BAD_HANDLE, zx_handle_close(ends[1]));
    report("no channel into itself");
}

/* What must not leave, does not arrive. */
static void refused_send(const struct peer *peer)
{
    zx_handle_t handles[2] = {event_make(), ZX_HANDLE_INVALID};
    expect_status(
        "replace", ZX_OK,
        zx_handle_replace(event_make(), ZX_RIGHTS_BASIC & ~ZX_RIGHT_TRANSFER, &handles[1]));
    expect_status("without TRANSFER", ZX_ERR_ACCESS_DENIED,
                  zx_channel_write(peer->echo, 0, NULL, 0, handles, 2));
    expect("both are closed", !handle_is_valid(handles[0]) && !handle_is_valid(handles[1]));
    expect_status(
        "nothing comes back", ZX_ERR_TIMED_OUT,
        zx_object_wait_one(peer->echo, ZX_CHANNEL_READABLE, zx_deadline_after(ZX_MSEC(1)), NULL));
    report("%s: nothing without the right TRANSFER", peer->name);
}

int main(void)
{
    for (size_t i = 0; i < PEERS; i++) {
        event_send(&peers[i]);
        eventpair_send(&peers[i]);
        channel_send(&peers[i]);
        many_send(&peers[i]);
        nested_send(&peers[i]);
        refused_send(&peers[i]);
    }
    self_send();
    return peers_dismiss();
}
