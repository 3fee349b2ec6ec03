/*
 * MAIN, less urgent than its senders: when it first runs, a message and two signals are there. It
 * reads them, then sends signals to two tasks that end without reading.
 */
#include "events.h"

static void read_all(void)
{
    report_wait("target: interrupts only", EVENT_TYPE_IRQ, -1);
    report_status("target: itself", sys_send_signal(meet(1), SIGNAL_IO));
    report_wait("target", EVENT_TYPE_ALL, 0);
    report_wait("target", EVENT_TYPE_ALL, 0);
    report_wait("target: messages first", EVENT_TYPE_IPC, 0);
    report_wait("target", EVENT_TYPE_ALL, 0);
    report_wait("target", EVENT_TYPE_ALL, -1);
}

/* First is more urgent: it answers within the call that wakes it. */
static void answer(void)
{
    report_status("target: CONT", sys_send_signal(peers[2], SIGNAL_CONT));
    report_wait("target", EVENT_TYPE_ALL, -1);
    report_status("target: to one that has ended", sys_send_signal(peers[2], SIGNAL_CONT));
}

/* The first pipe signal is read before the other comes; a wait for messages does not see it. */
static void signal_deaf(void)
{
    report_status("target: to deaf", sys_send_signal(peers[5], SIGNAL_BUS));
    report_wait("target: messages only", EVENT_TYPE_IPC, 10);
    report_wait("target", EVENT_TYPE_ALL, -1);
    report_wait("target", EVENT_TYPE_ALL, -1);
}

int main(void)
{
    for (uint32_t label = 2; label <= 6; label++) {
        (void)meet(label);
    }
    report_status("target: to broken", sys_send_signal(peers[6], SIGNAL_ILL));
    read_all();
    answer();
    signal_deaf();
    return 0;
}
