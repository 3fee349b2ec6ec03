/*
 * Ends as it is told by a signal, by exit or by a fault, and is restarted. ROW_OF_EXIT is the row
 * of its exit, SIZE the bytes of its data.
 */
#include "marker.h"

#include <uapi/uapi.h>

static volatile uint8_t data[SIZE];

int main(void)
{
    MARK_STOP();
    data[0] = 1; /* or it would not be there */
    enum Status status = sys_wait_for_event(EVENT_TYPE_SIGNAL, 0);
    if (status == STATUS_OK && _s_svc_exchange[8] == SIGNAL_USR2) {
        MARK_START(ROW_FAULT_RESPAWN);
        __asm__ volatile("udf #0");
    }
    MARK_START(ROW_OF_EXIT);
    sys_exit(0);
}
