/*
 * Does what the asker wants, under Magenta's names: sends messages back, uses the handles that it
 * is given, signals. It comes in two sorts, more and less urgent than the asker (LABEL tells them
 * apart in what they report).
 */
#include "protocol.h"
#include "registers.h"
#include "zircon_report.h"

#include <magenta/syscalls.h>
#include <magenta/syscalls/object.h>

#define ORDERS ANVIL_SHARED(0)
#define ECHO   ANVIL_SHARED(1)
#define EVENT  ANVIL_SHARED(2)

struct message {
    uint32_t length;
    uint32_t count;
    uint8_t bytes[MX_CHANNEL_MAX_MSG_BYTES];
    mx_handle_t handles[MX_CHANNEL_MAX_MSG_HANDLES];
};

static bool message_read(mx_handle_t channel, struct message *message)
{
    mx_status_t status =
        mx_channel_read(channel, 0, message->bytes, message->handles, sizeof message->bytes,
                        MX_CHANNEL_MAX_MSG_HANDLES, &message->length, &message->count);
    return status == MX_OK;
}

static void echo_serve(void)
{
    struct message message = {0};
    mx_handle_t reversed[MX_CHANNEL_MAX_MSG_HANDLES];
    expect("a message to send back", message_read(ECHO, &message));
    for (uint32_t i = 0; i < message.length; i++) {
        message.bytes[i] = (uint8_t)~message.bytes[i];
    }
    for (uint32_t i = 0; i < message.count; i++) {
        reversed[i] = message.handles[message.count - 1 - i];
    }
    expect_status(
        "send back", MX_OK,
        mx_channel_write(ECHO, 0, message.bytes, message.length, reversed, message.count));
}

/* What can be done with a handle of each type so that its sender notices. */
static mx_status_t handle_use(mx_handle_t handle)
{
    mx_info_handle_basic_t basic = {0};
    mx_status_t status =
        mx_object_get_info(handle, MX_INFO_HANDLE_BASIC, &basic, sizeof basic, NULL, NULL);
    if (status != MX_OK) {
        return status;
    }
    switch (basic.type) {
    case MX_OBJ_TYPE_EVENT:
        return mx_object_signal(handle, 0, MX_EVENT_SIGNALED);
    case MX_OBJ_TYPE_EVENT_PAIR:
        return mx_object_signal_peer(handle, 0, MX_USER_SIGNAL_3);
    default:
        return mx_channel_write(handle, 0, GREETING, sizeof GREETING, NULL, 0);
    }
}

static void handles_use(const struct message *message)
{
    for (uint32_t i = 0; i < message->count; i++) {
        expect_status("use", MX_OK, handle_use(message->handles[i]));
        expect_status("close", MX_OK, mx_handle_close(message->handles[i]));
    }
}

/* Meanwhile all of the FPU's registers are this task's. */
static void signal_serve(const struct order *order)
{
    uint32_t pattern[FPU_WORDS];
    fpu_pattern(pattern, LABEL);
    fpu_load(pattern);
    if (order->delay_ms != 0) {
        (void)mx_nanosleep(mx_deadline_after(MX_MSEC(order->delay_ms)));
    }
    expect_status("signal", MX_OK, mx_object_signal(EVENT, 0, order->signals));
    expect("FPU registers", fpu_differences(pattern) == 0);
}

/* False: it was the last order. */
static bool order_serve(void)
{
    struct message message = {0};
    struct order order = {.kind = ORDER_END};
    expect("an order", message_read(ORDERS, &message) && message.length == sizeof order);
    (void)memcpy(&order, message.bytes, sizeof order);
    if (order.kind == ORDER_USE) {
        handles_use(&message);
    } else if (order.kind == ORDER_SIGNAL) {
        signal_serve(&order);
    }
    return order.kind != ORDER_END;
}

int main(void)
{
    mx_wait_item_t items[] = {{.handle = ORDERS, .waitfor = MX_CHANNEL_READABLE},
                              {.handle = ECHO, .waitfor = MX_CHANNEL_READABLE}};
    bool more = true;
    while (more) {
        expect_status("wait for work", MX_OK, mx_object_wait_many(items, 2, MX_TIME_INFINITE));
        if ((items[1].pending & MX_CHANNEL_READABLE) != 0) {
            echo_serve();
        }
        if ((items[0].pending & MX_CHANNEL_READABLE) != 0) {
            more = order_serve();
        }
    }
    report("answerer %u: %u things went wrong", LABEL, wrong);
    return (int)wrong;
}
