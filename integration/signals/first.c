/*
 * Signals the target before that runs, then again: the cell is taken, which the look-up tells too.
 * When the target has read the signal and says so, the cell is free again. The last signal outlives
 * its sender.
 */
#include "events.h"

#define TARGET 1

static void look_up_while_busy(void)
{
    const uint32_t before = 0x5e2713e1;
    uint32_t after = 0;
    (void)copy_to_kernel((const uint8_t *)&before, sizeof before);
    enum Status status = sys_get_task_handle(TARGET);
    (void)copy_from_kernel((uint8_t *)&after, sizeof after);
    report("first: look-up: %s, %s", status_name(status), after == before ? "silent" : "written");
}

int main(void)
{
    taskh_t target = meet(TARGET);
    report_status("first: signal 0", sys_send_signal(target, 0));
    report_status("first: signal 13", sys_send_signal(target, SIGNAL_USR2 + 1));
    report_status("first: to nobody", sys_send_signal(0, SIGNAL_USR1));
    report_status("first: USR1", sys_send_signal(target, SIGNAL_USR1));
    report_status("first: USR2", sys_send_signal(target, SIGNAL_USR2));
    look_up_while_busy();
    report_wait("first", EVENT_TYPE_SIGNAL, 0);
    report_status("first: USR2", sys_send_signal(target, SIGNAL_USR2));
    report("first: look-up: %s", status_name(sys_get_task_handle(TARGET)));
    return 0;
}
