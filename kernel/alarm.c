/*
 * Alarms: sys_alarm and the signals it causes.
 *
 * It owns struct alarm_state and the alarms' timers. A periodic alarm's next deadline is its last
 * one plus the period, so that it does not drift; times it has missed are skipped.
 */
#include "alarm.h"

#include "sentry.h"
#include "syscall.h"

static bool alarm_running(const struct kernel *k, process_id process)
{
    return k->time.timer[timer_of_alarm(process)].running != 0;
}

void alarm_stop(struct kernel *k, process_id process)
{
    if (alarm_running(k, process)) {
        timer_stop(k, timer_of_alarm(process));
    }
    k->alarm.alarm[process].period_ms = 0;
    signal_drop(k, process, CELL_ALARM);
}

static void alarm_start(struct kernel *k, process_id process, uint32_t ms, bool periodic)
{
    k->alarm.alarm[process].period_ms = periodic ? ms : 0;
    timer_start(k, timer_of_alarm(process), time_after_ms(k, ms));
}

void alarm_fire(struct kernel *k, process_id process, uint64_t deadline)
{
    uint64_t period = (uint64_t)k->alarm.alarm[process].period_ms * arch_image(k)->ticks_per_ms;
    if (period != 0) {
        uint64_t missed = (arch_now(k) - deadline) / period;
        timer_start(k, timer_of_alarm(process), deadline + (missed + 1) * period);
    }
    signal_raise(k, process, CELL_ALARM, SIGNAL_ALARM, 0);
}

uint32_t call_alarm(struct kernel *k, struct alarm_arguments a)
{
    process_id self = k->thread[k->sched.current].process;
    bool running = alarm_running(k, self);
    bool pending = signal_busy(k, CELL_ALARM, self);
    if (a.flag == ALARM_STOP) {
        alarm_stop(k, self);
        return running || pending ? SENTRY_OK : SENTRY_NO_ENTITY;
    }
    if (running) {
        return SENTRY_BUSY;
    }
    if (a.delay_ms == 0) {
        return SENTRY_INVALID;
    }
    alarm_start(k, self, a.delay_ms, a.flag == ALARM_PERIODIC);
    return SENTRY_OK;
}
