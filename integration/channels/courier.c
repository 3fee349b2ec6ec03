/*
 * One of two that exchange messages and handles, and look at all that comes, while a hostile task
 * does its worst, to whom the first has a channel, too. FIRST: the one that begins. It is MAIN,
 * more urgent than the others, and ends when the hostile one has.
 */
#include "zircon_report.h"

#define OTHER    ANVIL_SHARED(0) /* the channel between the two; the first has another one */
#define NUMBERS  300u            /* messages, at the least */
#define PAUSE_US 100u
#define EVENTS   3u /* handles that come with each message */

struct parcel {
    uint32_t number;
    zx_koid_t koids[EVENTS];
    uint8_t rest[64];
};

static void parcel_send(uint32_t number)
{
    struct parcel parcel = {.number = number};
    zx_handle_t events[EVENTS];
    for (uint32_t i = 0; i < EVENTS; i++) {
        events[i] = event_make();
        parcel.koids[i] = basic_of(events[i]).koid;
    }
    for (uint32_t i = 0; i < sizeof parcel.rest; i++) {
        parcel.rest[i] = pattern_byte(number, i);
    }
    expect_status("write", ZX_OK,
                  zx_channel_write(OTHER, 0, &parcel, sizeof parcel, events, EVENTS));
}

static void parcel_expect(const struct parcel *parcel, const zx_handle_t *events, uint32_t number)
{
    expect_number("number", number, parcel->number);
    for (uint32_t i = 0; i < EVENTS; i++) {
        zx_info_handle_basic_t basic = basic_of(events[i]);
        expect("the event", basic.koid == parcel->koids[i] && signals_of(events[i]) == 0);
        expect_number("rights", ZX_DEFAULT_EVENT_RIGHTS, basic.rights);
    }
    for (uint32_t i = 0; i < sizeof parcel->rest; i++) {
        expect("bytes", parcel->rest[i] == pattern_byte(number, i));
    }
}

static void parcel_receive(uint32_t number)
{
    struct parcel parcel = {0};
    zx_handle_t events[EVENTS] = {0};
    zx_signals_t shown = 0;
    expect_status("wait", ZX_OK,
                  zx_object_wait_one(OTHER, ZX_CHANNEL_READABLE | ZX_CHANNEL_PEER_CLOSED,
                                     zx_deadline_after(ZX_SEC(1000)), &shown));
    expect_number("shown", ZX_CHANNEL_READABLE | ZX_CHANNEL_WRITABLE, shown);
    expect_status("read", ZX_OK,
                  zx_channel_read(OTHER, 0, &parcel, events, sizeof parcel, EVENTS, NULL, NULL));
    parcel_expect(&parcel, events, number);
    close_all(events, EVENTS);
}

/* Every round takes a while, or all would be over before the hostile one has done much. */
static void begin(void)
{
    for (uint32_t number = 0; number < NUMBERS || find_task(LABEL_HOSTILE) != 0; number += 2) {
        parcel_send(number);
        parcel_receive(number + 1);
        (void)zx_nanosleep(zx_deadline_after(ZX_USEC(PAUSE_US)));
    }
    report("couriers: %u things went wrong", wrong);
}

static void follow(void)
{
    zx_signals_t shown = 0;
    for (uint32_t number = 0;; number += 2) {
        (void)zx_object_wait_one(OTHER, ZX_CHANNEL_READABLE | ZX_CHANNEL_PEER_CLOSED,
                                 ZX_TIME_INFINITE, &shown);
        if (shown == ZX_CHANNEL_PEER_CLOSED) {
            return;
        }
        parcel_receive(number);
        parcel_send(number + 1);
    }
}

int main(void)
{
    if (FIRST) {
        begin();
    } else {
        follow();
    }
    return (int)wrong;
}
