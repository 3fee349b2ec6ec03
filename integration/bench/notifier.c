/*
 * Answers each signal with one of its own. What it does itself is not counted.
 */
#include "marker.h"

#include <uapi/uapi.h>

int main(void)
{
    for (;;) {
        enum Status status = sys_wait_for_event(EVENT_TYPE_SIGNAL, 0);
        MARK(MARKER_PAUSE);
        if (status != STATUS_OK) {
            return 1;
        }
        taskh_t client = *(const uint32_t *)&_s_svc_exchange[4];
        MARK(MARKER_RESUME);
        (void)sys_send_signal(client, SIGNAL_USR2);
    }
}
