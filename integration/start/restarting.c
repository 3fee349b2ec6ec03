/* Ends again and again, which restarts it, until somebody has it stay. */
#include "events.h"

int main(void)
{
    if (sys_wait_for_event(EVENT_TYPE_IPC, 100) == STATUS_OK) {
        (void)sys_wait_for_event(EVENT_TYPE_SIGNAL, 0);
    }
    return 0;
}
