/*
 * MAIN: sets alarms, and tells what each call brings and how many milliseconds after the scene
 * began it returned.
 */
#include "events.h"

#define SLOW_READS_MS 1000u

static unsigned begin;

static void scene(const char *name)
{
    report("%s", name);
    begin = now_ms();
}

static void tell(const char *what, enum Status status)
{
    exchange_event_t event = *received();
    uint32_t number = received_number();
    unsigned elapsed = now_ms() - begin;
    if (status != STATUS_OK || event.magic != EXCHANGE_EVENT_MAGIC) {
        report("  %s: %s at %u ms", what, status_name(status), elapsed);
    } else {
        report("  %s: %s %u from %u at %u ms", what, kind_name(event.type), (unsigned)number,
               label_of(event.source), elapsed);
    }
}

/* The exchange area holds no event before the call. */
#define TELL(call)                                                                                 \
    do {                                                                                           \
        (void)memset(sys_exchange_area(), 0, SVC_EXCHANGE_AREA_LEN);                               \
        enum Status status = call;                                                                 \
        tell(#call, status);                                                                       \
    } while (false)

static void once(void)
{
    scene("once");
    TELL(sys_alarm(10, ALARM_START));
    TELL(sys_wait_for_event(EVENT_TYPE_SIGNAL, 0));
    TELL(sys_wait_for_event(EVENT_TYPE_ALL, 50));
    scene("before a timeout, which must not come later");
    TELL(sys_alarm(10, ALARM_START));
    TELL(sys_wait_for_event(EVENT_TYPE_ALL, 20));
    TELL(sys_sleep(30, SLEEP_MODE_SHALLOW));
    scene("during a wait for something else");
    TELL(sys_alarm(10, ALARM_START));
    TELL(sys_wait_for_event(EVENT_TYPE_IPC, 20));
    TELL(sys_wait_for_event(EVENT_TYPE_ALL, -1));
    scene("during sleeps");
    TELL(sys_alarm(10, ALARM_START));
    TELL(sys_sleep(20, SLEEP_MODE_SHALLOW));
    TELL(sys_wait_for_event(EVENT_TYPE_ALL, -1));
    TELL(sys_alarm(10, ALARM_START));
    TELL(sys_sleep(20, SLEEP_MODE_DEEP));
    TELL(sys_wait_for_event(EVENT_TYPE_ALL, -1));
}

static void during_send(void)
{
    taskh_t slow = meet(2);
    scene("during a send");
    TELL(sys_alarm(10, ALARM_START));
    unsigned before = now_ms();
    enum Status sent = send_number(slow, 0);
    bool long_enough = now_ms() >= SLOW_READS_MS && before < SLOW_READS_MS;
    report("  send: %s, %s", status_name(sent), long_enough ? "long after" : "at once");
    scene("it is still there");
    TELL(sys_wait_for_event(EVENT_TYPE_ALL, -1));
}

static void refusals(void)
{
    scene("refusals");
    TELL(sys_alarm(0, ALARM_START));
    TELL(sys_alarm(0, ALARM_START_PERIODIC));
    TELL(sys_alarm(10, 3));
    TELL(sys_alarm(0, ALARM_STOP));
    TELL(sys_alarm(10, ALARM_START));
    TELL(sys_alarm(10, ALARM_START));
    TELL(sys_alarm(10, ALARM_START_PERIODIC));
    TELL(sys_alarm(0, ALARM_START));
    TELL(sys_alarm(10, 3));
}

static void stop(void)
{
    scene("stopped before it fires");
    TELL(sys_alarm(0, ALARM_STOP));
    TELL(sys_alarm(0, ALARM_STOP));
    TELL(sys_wait_for_event(EVENT_TYPE_ALL, 20));
    scene("stopped when it has fired");
    TELL(sys_alarm(10, ALARM_START));
    TELL(sys_sleep(20, SLEEP_MODE_DEEP));
    TELL(sys_alarm(0, ALARM_STOP));
    TELL(sys_wait_for_event(EVENT_TYPE_ALL, -1));
}

/* Not read in time, alarms merge; the beat is kept. */
static void periodic(void)
{
    scene("periodic");
    TELL(sys_alarm(10, ALARM_START_PERIODIC));
    TELL(sys_wait_for_event(EVENT_TYPE_ALL, 0));
    TELL(sys_wait_for_event(EVENT_TYPE_ALL, 0));
    TELL(sys_wait_for_event(EVENT_TYPE_ALL, 0));
    TELL(sys_sleep(35, SLEEP_MODE_DEEP));
    TELL(sys_wait_for_event(EVENT_TYPE_ALL, -1));
    TELL(sys_wait_for_event(EVENT_TYPE_ALL, -1));
    TELL(sys_wait_for_event(EVENT_TYPE_ALL, 0));
    TELL(sys_alarm(10, ALARM_START));
    TELL(sys_sleep(15, SLEEP_MODE_DEEP));
    TELL(sys_alarm(0, ALARM_STOP));
    TELL(sys_wait_for_event(EVENT_TYPE_ALL, 50));
}

int main(void)
{
    once();
    refusals();
    stop();
    periodic();
    during_send();
    return 0;
}
