/*
 * Reads whatever it is sent, when nothing more urgent runs.
 */
#include <uapi/uapi.h>

int main(void)
{
    while (sys_wait_for_event(EVENT_TYPE_IPC, 0) == STATUS_OK) {
    }
    return 1;
}
