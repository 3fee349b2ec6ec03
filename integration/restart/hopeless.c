/* Asks the counter, as soon as it is started, how long to live, and ends by then. */
#include "events.h"

int main(void)
{
    (void)send_number(find_task(2), now_ms());
    (void)sys_wait_for_event(EVENT_TYPE_IPC, 0);
    (void)sys_sleep(received_number(), SLEEP_MODE_DEEP);
    return 0;
}
