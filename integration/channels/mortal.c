/*
 * Greets, and ends as it is told, with handles in its table, messages that it has not read, and
 * last words with a handle in them.
 */
#include "ending.h"
#include "zircon_report.h"

#define CHANNEL ANVIL_SHARED(0)
#define EVENT   ANVIL_SHARED(1)

static void greet(void)
{
    zx_info_handle_basic_t event = {0};
    (void)zx_object_get_info(EVENT, ZX_INFO_HANDLE_BASIC, &event, sizeof event, NULL, NULL);
    const struct greeting greeting = {.respawned = sys_has_respawned() == STATUS_OK,
                                      .channel = basic_of(CHANNEL).koid,
                                      .event = event.koid};
    expect_status("greet", ZX_OK,
                  zx_channel_write(CHANNEL, 0, &greeting, sizeof greeting, NULL, 0));
}

/* The handle that comes with the order stays in the table. */
static struct ending_order order_await(void)
{
    struct ending_order order = {0};
    zx_handle_t kept = ZX_HANDLE_INVALID;
    expect_status("wait", ZX_OK,
                  zx_object_wait_one(CHANNEL, ZX_CHANNEL_READABLE, ZX_TIME_INFINITE, NULL));
    expect_status("read", ZX_OK,
                  zx_channel_read(CHANNEL, 0, &order, &kept, sizeof order, 1, NULL, NULL));
    return order;
}

static void last_words_say(void)
{
    zx_handle_t event = event_make();
    expect_status("last words", ZX_OK,
                  zx_channel_write(CHANNEL, 0, LAST_WORDS, sizeof LAST_WORDS, &event, 1));
}

int main(void)
{
    greet();
    struct ending_order order = order_await();
    (void)zx_nanosleep(zx_deadline_after(ZX_MSEC(order.delay_ms)));
    last_words_say();
    if (order.ending == ENDING_FAULT) {
        __asm__ volatile("udf #0");
    }
    return (int)wrong;
}
