/*
 * MAIN of the image channels-limits: takes of everything until there is no more. What is refused
 * changes nothing, what is given back can be taken again, and the peers, whose quotas are their
 * own, do not notice. QUOTA_ are the limits that the image gives this task.
 */
#include "asker.h"

/* The handles that are held at once; the image's table is not larger. */
#define HANDLES_MAX 32u

static struct {
    uint32_t count;
    zx_handle_t handles[HANDLES_MAX];
} held;

static void hold(zx_handle_t handle)
{
    held.handles[held.count % HANDLES_MAX] = handle;
    held.count++;
}

static void release(void)
{
    close_all(held.handles, held.count);
    held.count = 0;
}

static zx_status_t events_more(void)
{
    zx_handle_t out = ZX_HANDLE_INVALID;
    zx_status_t status = zx_event_create(0, &out);
    if (status == ZX_OK) {
        hold(out);
    }
    return status;
}

static zx_status_t pairs_more(zx_status_t (*create)(uint32_t, zx_handle_t *, zx_handle_t *))
{
    zx_handle_t out[2] = {0, 0};
    zx_status_t status = create(0, &out[0], &out[1]);
    if (status == ZX_OK) {
        hold(out[0]);
        hold(out[1]);
    }
    return status;
}

static zx_status_t eventpairs_more(void)
{
    return pairs_more(zx_eventpair_create);
}

static zx_status_t channels_more(void)
{
    return pairs_more(zx_channel_create);
}

/* How many there are before the answer is NO_MEMORY. */
static uint32_t count_until_full(const char *what, zx_status_t (*more)(void))
{
    uint32_t count = 0;
    zx_status_t status = more();
    while (status == ZX_OK && count < HANDLES_MAX) {
        count++;
        status = more();
    }
    expect_status(what, ZX_ERR_NO_MEMORY, status);
    return count;
}

/* Twice: all that was taken comes back. */
static void quota_try(const char *what, uint32_t limit, zx_status_t (*more)(void))
{
    for (unsigned round = 0; round < 2; round++) {
        expect_number(what, limit, count_until_full(what, more));
        release();
    }
    report("%u %s, no more", (unsigned)limit, what);
}

/* A message is charged to who wrote it, until it is read or its channel has gone. */
static void messages_try(void)
{
    zx_handle_t ends[2] = {0, 0};
    uint32_t count = 0;
    expect_status("channel_create", ZX_OK, zx_channel_create(0, &ends[0], &ends[1]));
    while (zx_channel_write(ends[0], 0, &count, sizeof count, NULL, 0) == ZX_OK) {
        count++;
    }
    expect_number("messages", QUOTA_MESSAGES, count);
    expect_status("a message too many", ZX_ERR_NO_MEMORY,
                  zx_channel_write(peers[0].echo, 0, NULL, 0, NULL, 0));
    expect_status("read one", ZX_OK,
                  zx_channel_read(ends[1], 0, &count, NULL, sizeof count, 0, NULL, NULL));
    expect_number("the oldest", 0, count);
    struct message message = {0};
    handles_exchange(&peers[0], NULL, 0, &message);
    close_all(ends, 2);
    handles_exchange(&peers[1], NULL, 0, &message);
    report("%u messages, no more", (unsigned)QUOTA_MESSAGES);
}

/* Fills the table with handles of one event; returns how many. */
static uint32_t table_fill(zx_handle_t event)
{
    zx_status_t status = ZX_OK;
    while (status == ZX_OK && held.count < HANDLES_MAX) {
        zx_handle_t out = ZX_HANDLE_INVALID;
        status = zx_handle_duplicate(event, ZX_RIGHT_SAME_RIGHTS, &out);
        if (status == ZX_OK) {
            hold(out);
        }
    }
    expect_status("duplicate", ZX_ERR_NO_MEMORY, status);
    return held.count;
}

/* A full table takes no handle from a message either: it waits in the queue until there is room. */
static void table_try(const struct peer *peer)
{
    zx_handle_t event = event_make();
    zx_handle_t sent = event_make();
    zx_handle_t received_handle = ZX_HANDLE_INVALID;
    zx_signals_t shown = 0;
    expect_status("send", ZX_OK, zx_channel_write(peer->echo, 0, NULL, 0, &sent, 1));
    expect_status("it comes back", ZX_OK,
                  zx_object_wait_one(peer->echo, ZX_CHANNEL_READABLE, ZX_TIME_INFINITE, &shown));
    uint32_t filled = table_fill(event);
    expect_status("create", ZX_ERR_NO_MEMORY, zx_event_create(0, &received_handle));
    expect_status("replace", ZX_ERR_NO_MEMORY,
                  zx_handle_replace(event, ZX_RIGHT_SAME_RIGHTS, &received_handle));
    expect("it stays", handle_is_valid(event));
    expect_status("read", ZX_ERR_NO_MEMORY,
                  zx_channel_read(peer->echo, 0, NULL, &received_handle, 0, 1, NULL, NULL));
    expect_number("shown", shown, signals_of(peer->echo));
    release();
    expect_status("read", ZX_OK,
                  zx_channel_read(peer->echo, 0, NULL, &received_handle, 0, 1, NULL, NULL));
    expect_status("close", ZX_OK, zx_handle_close(received_handle));
    expect_status("close", ZX_OK, zx_handle_close(event));
    report("%s: %u handles beside one, no more, and none from a message", peer->name,
           (unsigned)filled);
}

int main(void)
{
    quota_try("events", QUOTA_EVENTS, events_more);
    quota_try("pairs of events", QUOTA_EVENTPAIRS, eventpairs_more);
    quota_try("channels", QUOTA_CHANNELS, channels_more);
    messages_try();
    for (size_t i = 0; i < PEERS; i++) {
        table_try(&peers[i]);
    }
    return peers_dismiss();
}
