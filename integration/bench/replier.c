/*
 * Sends each request back as it is and waits for the next one in the same call. What it does itself
 * is not counted.
 */
#include "marker.h"

#include <uapi/uapi.h>

int main(void)
{
    enum Status status = sys_wait_for_event(EVENT_TYPE_IPC, 0);
    for (;;) {
        MARK(MARKER_PAUSE);
        if (status != STATUS_OK) {
            return 1;
        }
        taskh_t client = *(const uint32_t *)&_s_svc_exchange[4];
        uint32_t length = _s_svc_exchange[1];
        MARK(MARKER_RESUME);
        status = sys_send_and_wait(client, length, EVENT_TYPE_IPC, 0);
    }
}
