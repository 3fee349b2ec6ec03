/*
 * What tests of events share: waiting for one and telling what it was and whom it came from, and
 * the time. Every function here overwrites the exchange area.
 */
#ifndef INTEGRATION_EVENTS_H
#define INTEGRATION_EVENTS_H

#include "report.h"

/* Tasks that may be told apart: their labels are 1 to PEERS. */
#define PEERS 8u

/* Who was behind each label when it was last looked up; index 0 is nobody. */
static taskh_t peers[PEERS + 1];

/* Looks a peer up, so that its events can be told from others'. */
static inline taskh_t meet(uint32_t label)
{
    peers[label] = find_task(label);
    return peers[label];
}

/* The label of a source, 0 for a source of 0, 99 for somebody never met. */
static inline unsigned label_of(taskh_t source)
{
    for (unsigned label = 1; source != 0 && label <= PEERS; label++) {
        if (peers[label] == source) {
            return label;
        }
    }
    return source == 0 ? 0 : 99;
}

static inline const char *kind_name(uint8_t type)
{
    static const char *const names[] = {[EVENT_TYPE_IPC] = "message",
                                        [EVENT_TYPE_SIGNAL] = "signal",
                                        [EVENT_TYPE_IRQ] = "interrupt"};
    bool known = type < sizeof names / sizeof names[0] && names[type] != NULL;
    return known ? names[type] : "unknown event";
}

/* The first word of the data of the event that has arrived. */
static inline uint32_t received_number(void)
{
    uint32_t number = 0;
    (void)memcpy(&number, received()->data, sizeof number);
    return number;
}

/* Tells what a wait brought: its status, or the event. */
static inline void report_event(const char *what, enum Status status)
{
    if (status != STATUS_OK) {
        report("%s: %s", what, status_name(status));
        return;
    }
    const char *kind = kind_name(received()->type);
    bool whole =
        received()->length == sizeof(uint32_t) && received()->magic == EXCHANGE_EVENT_MAGIC;
    unsigned number = (unsigned)received_number();
    unsigned source = label_of(received()->source);
    report("%s: %s %u from %u%s", what, kind, number, source, whole ? "" : ", malformed");
}

/* Waits for an event and tells what it was. */
static inline void report_wait(const char *what, uint8_t mask, int32_t timeout)
{
    report_event(what, sys_wait_for_event(mask, timeout));
}

static inline void report_status(const char *what, enum Status status)
{
    report("%s: %s", what, status_name(status));
}

/* Sends one word. */
static inline enum Status send_number(taskh_t to, uint32_t number)
{
    (void)copy_to_kernel((const uint8_t *)&number, sizeof number);
    return sys_send_ipc(to, sizeof number);
}

/* Milliseconds since boot. */
static inline unsigned now_ms(void)
{
    uint64_t ms = 0;
    if (sys_get_cycle(PRECISION_MILLISECONDS) == STATUS_OK) {
        (void)copy_from_kernel((uint8_t *)&ms, sizeof ms);
    }
    return (unsigned)ms;
}

#endif
