/*
 * One place in a ring or chain: does what its order says and tells how its send went. A message
 * from another member is an empty order.
 */
#include "order.h"
#include "report.h"

static void obey(const struct order *order)
{
    if (order->sleep_ms > 0) {
        (void)sys_sleep(order->sleep_ms, SLEEP_MODE_DEEP);
    }
    if (order->peer == 0) {
        return;
    }
    const struct order empty = {0, 0};
    taskh_t peer = find_task(order->peer);
    (void)copy_to_kernel((const uint8_t *)&empty, sizeof empty);
    report("%u -> %u: %s", NUMBER, order->peer, status_name(sys_send_ipc(peer, sizeof empty)));
}

int main(void)
{
    while (sys_wait_for_event(EVENT_TYPE_IPC, 0) == STATUS_OK) {
        struct order order;
        (void)memcpy(&order, received()->data, sizeof order);
        obey(&order);
    }
    return 1;
}
