/* Signals the target after first has, and itself. */
#include "events.h"

int main(void)
{
    taskh_t target = find_task(1);
    taskh_t self = meet(3);
    report_status("second: itself", sys_send_signal(self, SIGNAL_ABORT));
    report_status("second: itself again", sys_send_signal(self, SIGNAL_TERM));
    report_wait("second", EVENT_TYPE_ALL, -1);
    report_status("second: TERM", sys_send_signal(target, SIGNAL_TERM));
    (void)sys_wait_for_event(EVENT_TYPE_IPC, 0);
    return 0;
}
