/*
 * Measures how long calls take, in whole milliseconds, by a counter that the kernel does not use.
 */
#include "report.h"
#include "stopwatch.h"

static uint32_t started;

static void start(void)
{
    started = stopwatch_ticks();
}

/* Reports the call's result and the time since start. */
static void stop(const char *call, enum Status status)
{
    uint32_t ms = (stopwatch_ticks() - started) / STOPWATCH_TICKS_PER_MS;
    report("%s: %s after %lu ms", call, status_name(status), (unsigned long)ms);
}

#define MEASURE(call) (start(), stop(#call, call))

static void sleeps(void)
{
    MEASURE(sys_sleep(1, SLEEP_MODE_DEEP));
    MEASURE(sys_sleep(10, SLEEP_MODE_SHALLOW));
    MEASURE(sys_sleep(1000, SLEEP_MODE_DEEP));
    MEASURE(sys_sleep(100000, SLEEP_MODE_DEEP));
    MEASURE(sys_sleep(10, (enum SleepMode)2));
}

static void timeouts(void)
{
    MEASURE(sys_wait_for_event(EVENT_TYPE_IPC, -1));
    MEASURE(sys_wait_for_event(EVENT_TYPE_IPC, 1));
    MEASURE(sys_wait_for_event(EVENT_TYPE_ALL, 250));
    MEASURE(sys_wait_for_event(EVENT_TYPE_NONE, 20));
    MEASURE(sys_wait_for_event(EVENT_TYPE_NONE, -1));
    MEASURE(sys_wait_for_event(EVENT_TYPE_NONE, 0));
    MEASURE(sys_wait_for_event(EVENT_TYPE_IPC, -2));
    MEASURE(sys_wait_for_event(16, 10));
}

/* The caller sends 30 ms after it has been sent to, and again when that was read. */
static void events(void)
{
    taskh_t caller = find_task(2);
    (void)send_text(caller, "begin");
    MEASURE(sys_sleep(100, SLEEP_MODE_SHALLOW));
    MEASURE(sys_wait_for_event(EVENT_TYPE_IPC, 100));
    MEASURE(sys_wait_for_event(EVENT_TYPE_IPC, 100));
    MEASURE(sys_wait_for_event(EVENT_TYPE_IPC, 100));
}

int main(void)
{
    stopwatch_start();
    sleeps();
    timeouts();
    events();
    return 0;
}
