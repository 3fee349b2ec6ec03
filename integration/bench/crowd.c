/*
 * One of several that send to the large task whenever they are told, and are never read.
 */
#include "marker.h"

#include <uapi/uapi.h>

int main(void)
{
    while (sys_wait_for_event(EVENT_TYPE_IPC, 0) == STATUS_OK) {
        taskh_t large = 0;
        (void)sys_get_task_handle(LABEL_LARGE);
        (void)copy_from_kernel((uint8_t *)&large, sizeof large);
        if (sys_send_ipc(large, 1) != STATUS_BROKENPIPE) {
            break;
        }
    }
    return 1;
}
