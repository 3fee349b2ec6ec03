/*
 * Yields to the client, which yields to it, from the moment it is told to.
 */
#include "marker.h"

#include <uapi/uapi.h>

int main(void)
{
    (void)sys_wait_for_event(EVENT_TYPE_IPC, 0);
    for (unsigned i = 0; i < SAMPLES; i++) {
        MARK_START(ROW_YIELD);
        (void)sys_sched_yield();
        MARK_STOP();
    }
    return 0;
}
