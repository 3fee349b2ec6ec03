/* Sleeps in its MODE while events arrive, which are read afterwards: none is lost. */
#include "events.h"

static void sleep_and_read(uint32_t ms)
{
    unsigned before = now_ms();
    enum Status status = sys_sleep(ms, MODE);
    report("%s: %s after %u ms", NAME, status_name(status), now_ms() - before);
    report_wait(NAME, EVENT_TYPE_ALL, -1);
}

/* Nothing arrives, a signal does (10 ms after it began), a message does, an alarm does. */
int main(void)
{
    (void)meet(3);
    sleep_and_read(50);
    (void)sys_sleep(100 - now_ms(), SLEEP_MODE_DEEP);
    sleep_and_read(50);
    (void)sys_sleep(200 - now_ms(), SLEEP_MODE_DEEP);
    sleep_and_read(50);
    (void)sys_sleep(300 - now_ms(), SLEEP_MODE_DEEP);
    (void)sys_alarm(10, ALARM_START);
    sleep_and_read(50);
    report_status(NAME, sys_sleep(10, (enum SleepMode)2));
    report_status(NAME, sys_sleep(0, MODE));
    return 0;
}
