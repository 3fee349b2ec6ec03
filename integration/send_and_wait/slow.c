/* Reads one message 50 ms after boot and another at 300 ms. It answers neither. */
#include "events.h"

int main(void)
{
    (void)sys_sleep(50 - now_ms(), SLEEP_MODE_DEEP);
    (void)sys_wait_for_event(EVENT_TYPE_IPC, 0);
    (void)sys_sleep(300 - now_ms(), SLEEP_MODE_DEEP);
    (void)sys_wait_for_event(EVENT_TYPE_IPC, 0);
    return 0;
}
