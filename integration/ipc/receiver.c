/*
 * Receives messages and checks all there is to know about each: header, contents, and that nothing
 * behind the last byte was written. Sleeps after every other message.
 */
#include <stdbool.h>

#include "pattern.h"
#include "report.h"

#define SENDER     0x5e
#define UNTOUCHED  0xee
#define SLEEP_MS   10u
#define DATA_START sizeof(exchange_event_t)

/* What is wrong with the area's contents after one message, in words. */
static const char *area_check(const uint8_t area[SVC_EXCHANGE_AREA_LEN], taskh_t sender)
{
    exchange_event_t event;
    (void)memcpy(&event, area, sizeof event);
    if (event.type != EVENT_TYPE_IPC || event.magic != EXCHANGE_EVENT_MAGIC) {
        return "not an IPC";
    }
    if (event.source != sender) {
        return "not from the sender";
    }
    for (size_t place = 0; place < SVC_EXCHANGE_AREA_LEN - DATA_START; place++) {
        bool inside = place < event.length;
        uint8_t right = inside ? pattern(event.length, place) : UNTOUCHED;
        if (area[DATA_START + place] != right) {
            return inside ? "wrong contents" : "written behind its end";
        }
    }
    return "right";
}

int main(void)
{
    taskh_t sender = find_task(SENDER);
    for (unsigned count = 1;; count++) {
        uint8_t area[SVC_EXCHANGE_AREA_LEN];
        (void)memset(area, UNTOUCHED, sizeof area);
        (void)copy_to_kernel(area, sizeof area);
        if (sys_wait_for_event(EVENT_TYPE_IPC, 0) != STATUS_OK) {
            return 1;
        }
        (void)copy_from_kernel(area, sizeof area);
        report("received %u: %s", area[1], area_check(area, sender));
        if (count % 2 == 1) {
            (void)sys_sleep(SLEEP_MS, SLEEP_MODE_DEEP);
        }
    }
}
