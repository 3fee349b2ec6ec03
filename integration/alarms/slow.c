/* Reads one message, a second after boot. Its own alarm is of no use to anybody, and stops with it:
 * else the board would never halt. */
#include "events.h"

int main(void)
{
    (void)sys_alarm(7, ALARM_START_PERIODIC);
    (void)sys_sleep(1000, SLEEP_MODE_DEEP);
    (void)sys_wait_for_event(EVENT_TYPE_IPC, 0);
    return 0;
}
