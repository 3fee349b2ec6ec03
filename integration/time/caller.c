/* Sends twice to whoever sends to it, each time 30 ms after the last. */
#include "report.h"

#define PAUSE_MS 30u

int main(void)
{
    (void)sys_wait_for_event(EVENT_TYPE_IPC, 0);
    taskh_t clock = received()->source;
    for (int i = 0; i < 2; i++) {
        (void)sys_sleep(PAUSE_MS, SLEEP_MODE_DEEP);
        (void)send_text(clock, "tick");
    }
    return 0;
}
