/*
 * MAIN: has the phoenix end, again and again, and tells what becomes of its handles. The last time
 * it leaves it waiting.
 */
#include "phoenix.h"

/* Orders the phoenix to end and waits until it has: a second message is not read. */
static taskh_t end_phoenix(enum order order, taskh_t before)
{
    taskh_t phoenix = meet(PHOENIX);
    report("watcher: a new handle: %s", phoenix != before ? "yes" : "NO");
    report_status("watcher: order", send_number(phoenix, order));
    report_status("watcher: unread signal", sys_send_signal(phoenix, SIGNAL_TERM));
    report_status("watcher: unread message", send_number(phoenix, 0));
    report_wait("watcher", EVENT_TYPE_ALL, -1);
    report_status("watcher: old handle, message", send_number(phoenix, 0));
    report_status("watcher: old handle, signal", sys_send_signal(phoenix, SIGNAL_TERM));
    report_status("watcher: old handle, both", sys_send_and_wait(phoenix, 4, EVENT_TYPE_ALL, -1));
    return phoenix;
}

int main(void)
{
    static const enum order orders[] = {ORDER_EXIT, ORDER_FAULT, ORDER_FAULT, ORDER_EXIT};
    taskh_t phoenix = 0;
    for (size_t i = 0; i < sizeof orders / sizeof orders[0]; i++) {
        (void)sys_sleep(2000, SLEEP_MODE_DEEP);
        phoenix = end_phoenix(orders[i], phoenix);
    }
    (void)sys_sleep(2000, SLEEP_MODE_DEEP);
    report_status("watcher: the oldest handle", send_number(phoenix, 0));
    return 0;
}
