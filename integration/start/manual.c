/* Runs when somebody starts it; ends when it has been sent a message. */
#include "events.h"

int main(void)
{
    report("manual: runs, has_respawned %s", status_name(sys_has_respawned()));
    (void)sys_wait_for_event(EVENT_TYPE_IPC, 0);
    return 1;
}
