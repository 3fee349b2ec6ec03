/*
 * MAIN of the image channels-waits: waits that other tasks end, or nobody. What they observe is
 * written after the processor has been somebody else's meanwhile; nothing else changes.
 */
#include "asker.h"
#include "raw_call.h"
#include "registers.h"

#include <stdbool.h>

#define DELAY_MS 3u

static void signal_order(const struct peer *peer, uint32_t delay_ms, zx_signals_t signals)
{
    const struct order order = {.kind = ORDER_SIGNAL, .delay_ms = delay_ms, .signals = signals};
    order_give(peer, &order, NULL, 0);
}

/* No event shows anything from here on. */
static void event_clear(const struct peer *peer)
{
    expect_status("clear", ZX_OK,
                  zx_object_signal(peer->event, ZX_EVENT_SIGNAL_MASK, ZX_SIGNAL_NONE));
}

/* Nobody signals: it is over at its deadline, not before, and tells what there is. */
static void deadline_try(const struct peer *peer)
{
    zx_signals_t shown = UINT32_MAX;
    zx_time_t deadline = zx_deadline_after(ZX_MSEC(DELAY_MS));
    expect_status("set", ZX_OK, zx_object_signal(peer->event, 0, ZX_USER_SIGNAL_7));
    expect_status("deadline", ZX_ERR_TIMED_OUT,
                  zx_object_wait_one(peer->event, ZX_EVENT_SIGNALED, deadline, &shown));
    expect_number("shown", ZX_USER_SIGNAL_7, shown);
    expect("not too early", zx_clock_get_monotonic() >= deadline);
    expect_status("deadline passed", ZX_ERR_TIMED_OUT,
                  zx_object_wait_one(peer->event, ZX_EVENT_SIGNALED, deadline, NULL));
    event_clear(peer);
    report("%s: a deadline", peer->name);
}

/* The other one signals in time. */
static void signal_try(const struct peer *peer)
{
    zx_signals_t shown = 0;
    zx_time_t deadline = zx_deadline_after(ZX_SEC(100));
    signal_order(peer, DELAY_MS, ZX_EVENT_SIGNALED | ZX_USER_SIGNAL_2);
    expect_status("signal", ZX_OK,
                  zx_object_wait_one(peer->event, ZX_EVENT_SIGNALED, deadline, &shown));
    expect_number("shown", ZX_EVENT_SIGNALED | ZX_USER_SIGNAL_2, shown);
    expect("before the deadline", zx_clock_get_monotonic() < deadline);
    event_clear(peer);
    report("%s: a signal before the deadline", peer->name);
}

#define SPARES (ZX_WAIT_MANY_MAX_ITEMS - 1)

/* As many objects as can be waited for; each item is told what its object shows. */
static void many_try(const struct peer *peer)
{
    zx_wait_item_t items[ZX_WAIT_MANY_MAX_ITEMS];
    zx_handle_t events[SPARES];
    for (uint32_t i = 0; i < SPARES; i++) {
        events[i] = event_make();
        expect_status("set", ZX_OK, zx_object_signal(events[i], 0, ZX_USER_SIGNAL_0 << i));
        items[i] = (zx_wait_item_t){
            .handle = events[i], .waitfor = ZX_EVENT_SIGNALED | i, .pending = UINT32_MAX};
    }
    items[SPARES] = (zx_wait_item_t){.handle = peer->event, .waitfor = ZX_USER_SIGNAL_4};
    signal_order(peer, DELAY_MS, ZX_USER_SIGNAL_4);
    expect_status("many", ZX_OK,
                  zx_object_wait_many(items, ZX_WAIT_MANY_MAX_ITEMS, ZX_TIME_INFINITE));
    for (uint32_t i = 0; i < SPARES; i++) {
        expect("an item's own words",
               items[i].handle == events[i] && items[i].waitfor == (ZX_EVENT_SIGNALED | i));
        expect_number("pending", ZX_USER_SIGNAL_0 << i, items[i].pending);
    }
    expect_number("pending of the one", ZX_USER_SIGNAL_4, items[SPARES].pending);
    event_clear(peer);
    expect_status(
        "many, deadline", ZX_ERR_TIMED_OUT,
        zx_object_wait_many(items, ZX_WAIT_MANY_MAX_ITEMS, zx_deadline_after(ZX_MSEC(DELAY_MS))));
    expect_number("pending of the one, then", 0, items[SPARES].pending);
    close_all(events, SPARES);
    report("%s: %u objects at once", peer->name, (unsigned)ZX_WAIT_MANY_MAX_ITEMS);
}

/* A wait during which somebody else fills all registers changes none but r0. */
static void registers_try(const struct peer *peer)
{
    static uint32_t shown;
    uint32_t pattern[FPU_WORDS];
    const uint32_t before[REGISTERS] = {peer->event,
                                        ZX_USER_SIGNAL_1,
                                        UINT32_MAX,
                                        INT32_MAX,
                                        (uint32_t)(uintptr_t)&shown,
                                        0x55555555,
                                        0,
                                        0x77777777,
                                        0x88888888,
                                        0x99999999,
                                        0xaaaaaaaa,
                                        0xbbbbbbbb};
    uint32_t after[REGISTERS];
    (void)memcpy(after, before, sizeof after);
    after[6] = SYS_OBJECT_WAIT_ONE;
    shown = 0;
    fpu_pattern(pattern, 0xa5ce);
    signal_order(peer, DELAY_MS, ZX_USER_SIGNAL_1);
    fpu_load(pattern);
    call(after);
    uint32_t differences = fpu_differences(pattern);
    expect_status("wait", ZX_OK, (zx_status_t)after[0]);
    expect_number("shown", ZX_USER_SIGNAL_1, shown);
    expect_number("FPU registers that have changed", 0, differences);
    after[6] = before[6];
    expect("registers", memcmp(&after[1], &before[1], sizeof after - sizeof after[0]) == 0);
    event_clear(peer);
    report("%s: registers kept", peer->name);
}

int main(void)
{
    for (size_t i = 0; i < PEERS; i++) {
        deadline_try(&peers[i]);
        signal_try(&peers[i]);
        many_try(&peers[i]);
        registers_try(&peers[i]);
    }
    return peers_dismiss();
}
