/*
 * MAIN of the image channels-endings: sees others end, one for good, the other to be restarted. Of
 * a channel whose peer has ended, what was sent can still be read. When the peer runs again, the
 * channel in the slot is a fresh one, and the old one's names are dead.
 */
#include "ending.h"
#include "zircon_report.h"

#define MORTAL       ANVIL_SHARED(0) /* the channel to the one that is restarted */
#define GONER        ANVIL_SHARED(1) /* to the one that is not */
#define MORTAL_EVENT ANVIL_SHARED(2)

#define DELAY_MS 3u

static struct greeting greeting_await(zx_handle_t channel)
{
    struct greeting greeting = {0};
    uint32_t length = 0;
    expect_status("wait for the greeting", ZX_OK,
                  zx_object_wait_one(channel, ZX_CHANNEL_READABLE, ZX_TIME_INFINITE, NULL));
    expect_status("greeting", ZX_OK,
                  zx_channel_read(channel, 0, &greeting, NULL, sizeof greeting, 0, &length, NULL));
    expect_number("its length", sizeof greeting, length);
    expect("each end knows the other", basic_of(channel).related_koid == greeting.channel &&
                                           basic_of(channel).koid != greeting.channel);
    return greeting;
}

/* Tells the one behind the channel to end, and gives it a handle. */
static void end_order(zx_handle_t channel, enum ending ending, zx_handle_t given)
{
    const struct ending_order order = {.ending = ending, .delay_ms = DELAY_MS};
    expect_status("order", ZX_OK, zx_channel_write(channel, 0, &order, sizeof order, &given, 1));
}

/* A pair of events: the first one stays here and tells what has become of the second. */
struct pair {
    zx_handle_t here;
    zx_handle_t there;
};

static struct pair pair_make(void)
{
    struct pair pair = {0};
    expect_status("eventpair_create", ZX_OK, zx_eventpair_create(0, &pair.here, &pair.there));
    return pair;
}

static void pair_expect_closed(const char *what, const struct pair *pair)
{
    expect_number(what, ZX_EVENTPAIR_PEER_CLOSED, signals_of(pair->here));
    expect_status("close", ZX_OK, zx_handle_close(pair->here));
}

/* What was sent before the end is there, and works. */
static void last_words_read(zx_handle_t channel)
{
    char words[sizeof LAST_WORDS] = "";
    zx_handle_t event = ZX_HANDLE_INVALID;
    expect_status("last words", ZX_OK,
                  zx_channel_read(channel, 0, words, &event, sizeof words, 1, NULL, NULL));
    expect("the words", memcmp(words, LAST_WORDS, sizeof words) == 0);
    expect_status("signal", ZX_OK, zx_object_signal(event, 0, ZX_EVENT_SIGNALED));
    expect_number("shown", ZX_EVENT_SIGNALED, signals_of(event));
    expect_status("close", ZX_OK, zx_handle_close(event));
}

/* It is not restarted: its end of the channel is closed, for good. */
static void goner_try(void)
{
    struct pair read = pair_make();
    struct pair unread = pair_make();
    struct pair late = pair_make();
    zx_signals_t shown = 0;
    expect("a first run", greeting_await(GONER).respawned == 0);
    end_order(GONER, ENDING_EXIT, read.there);
    expect_status("another message", ZX_OK, zx_channel_write(GONER, 0, NULL, 0, &unread.there, 1));
    expect_number("the handles are there", 0, signals_of(read.here) | signals_of(unread.here));
    expect_status("wait for its end", ZX_OK,
                  zx_object_wait_one(GONER, ZX_CHANNEL_PEER_CLOSED, ZX_TIME_INFINITE, &shown));
    expect_number("shown", ZX_CHANNEL_PEER_CLOSED | ZX_CHANNEL_READABLE, shown);
    pair_expect_closed("a handle in its table", &read);
    pair_expect_closed("a handle in its queue", &unread);
    last_words_read(GONER);
    expect_status("read more", ZX_ERR_PEER_CLOSED,
                  zx_channel_read(GONER, 0, NULL, NULL, 0, 0, NULL, NULL));
    expect_status("write", ZX_ERR_PEER_CLOSED, zx_channel_write(GONER, 0, NULL, 0, &late.there, 1));
    pair_expect_closed("a handle sent too late", &late);
    expect_number("shown in the end", ZX_CHANNEL_PEER_CLOSED, signals_of(GONER));
    report("an end for good");
}

/*
 * A restart at once: there is no time to see the peer closed. Who waited on the old channel is told
 * that the handle has been closed.
 */
static void restart_at_once_try(const struct greeting *first)
{
    struct pair queued = pair_make();
    zx_handle_t old = ZX_HANDLE_INVALID;
    expect_status("replace", ZX_OK, zx_handle_replace(MORTAL, ZX_RIGHT_SAME_RIGHTS, &old));
    expect("the slot is empty", !handle_is_valid(MORTAL));
    end_order(old, ENDING_FAULT, event_make());
    expect_status("another message", ZX_OK, zx_channel_write(old, 0, NULL, 0, &queued.there, 1));
    zx_wait_item_t items[] = {{.handle = MORTAL_EVENT, .waitfor = ZX_EVENT_SIGNALED},
                              {.handle = old, .waitfor = ZX_USER_SIGNAL_0}};
    expect_status("wait", ZX_ERR_CANCELED, zx_object_wait_many(items, 2, ZX_TIME_INFINITE));
    expect_number("the event", 0, items[0].pending);
    expect("the channel", (items[1].pending & ZX_SIGNAL_HANDLE_CLOSED) != 0);
    expect("the old handle is dead", !handle_is_valid(old));
    expect_status("close", ZX_ERR_BAD_HANDLE, zx_handle_close(old));
    pair_expect_closed("a handle in the old channel", &queued);
    struct greeting second = greeting_await(MORTAL);
    expect("a restart", second.respawned == 1);
    expect("a fresh channel", second.channel != first->channel);
    expect("the same event", second.event == first->event);
    report("a restart at once");
}

/* One that waits: first the peer closes, then the channel is a fresh one. */
static void restart_later_try(void)
{
    zx_signals_t shown = 0;
    zx_koid_t before = basic_of(MORTAL).koid;
    end_order(MORTAL, ENDING_EXIT, event_make());
    expect_status("wait for its end", ZX_OK,
                  zx_object_wait_one(MORTAL, ZX_CHANNEL_PEER_CLOSED, ZX_TIME_INFINITE, &shown));
    expect_number("shown", ZX_CHANNEL_PEER_CLOSED | ZX_CHANNEL_READABLE, shown);
    last_words_read(MORTAL);
    expect_status("wait for its next run", ZX_ERR_CANCELED,
                  zx_object_wait_one(MORTAL, ZX_USER_SIGNAL_0, ZX_TIME_INFINITE, &shown));
    expect_number("shown", ZX_CHANNEL_PEER_CLOSED | ZX_SIGNAL_HANDLE_CLOSED, shown);
    expect("a restart", greeting_await(MORTAL).respawned == 1);
    expect("a fresh channel", basic_of(MORTAL).koid != before);
    report("a restart after a pause");
}

int main(void)
{
    goner_try();
    struct greeting first = greeting_await(MORTAL);
    expect("the same event for both", first.event == basic_of(MORTAL_EVENT).koid);
    restart_at_once_try(&first);
    restart_later_try();
    report("survivor: %u things went wrong", wrong);
    return (int)wrong;
}
