/*
 * Time: 64-bit ticks since boot, and the timers that wait for one.
 *
 * A timer belongs to a thread (the end of its wait), a process (its alarm) or a task (its restart);
 * its id says which. Running timers are a list sorted by deadline, equal ones in order of
 * insertion. The hardware timer is set for the earlier of the list's first deadline and the end of
 * the slice; it may fire early, never late. Nobody waiting means no interrupt.
 */
#ifndef ANVIL_TIME_H
#define ANVIL_TIME_H

#include "config.h"
#include "types.h"

#define TIME_NEVER UINT64_MAX

enum {
    TIMER_FIRST_THREAD = 1,
    TIMER_FIRST_ALARM = TIMER_FIRST_THREAD + CONFIG_THREADS,
    TIMER_FIRST_RESTART = TIMER_FIRST_ALARM + CONFIG_PROCESSES,
    TIMER_END = TIMER_FIRST_RESTART + CONFIG_TASKS
};

struct timer {
    uint64_t deadline; /* in ticks; TIME_NEVER when it does not run */
    timer_id next;     /* in the list of running timers, earliest first */
    timer_id previous;
    uint16_t running; /* 1: it is in that list */
    uint16_t reserved;
};

struct time_state {
    timer_id first; /* earliest deadline */
    uint16_t reserved[3];
    struct timer timer[TIMER_END];
};

static inline timer_id timer_of_thread(thread_id thread)
{
    return (timer_id)(TIMER_FIRST_THREAD - 1 + thread);
}
static inline timer_id timer_of_alarm(process_id process)
{
    return (timer_id)(TIMER_FIRST_ALARM - 1 + process);
}
static inline timer_id timer_of_restart(task_index task)
{
    return (timer_id)(TIMER_FIRST_RESTART + task);
}

COLD void time_init(struct kernel *k);
/* The time that lies ms milliseconds ahead, never rounded down. */
uint64_t time_after_ms(struct kernel *k, uint32_t ms);
/* Nanoseconds since boot. */
uint64_t time_ns(struct kernel *k);
/* A number of ticks, in nanoseconds. */
uint64_t time_ns_of(const struct kernel *k, uint64_t ticks);
/* The first tick at or after so many nanoseconds since boot; INT64_MAX is never, negative ones are
 * past. */
uint64_t time_of_ns(const struct kernel *k, int64_t ns);
/* Starts a timer that does not run, for a time that comes. */
void timer_start(struct kernel *k, timer_id timer, uint64_t deadline);
/* Stops a timer that runs. */
void timer_stop(struct kernel *k, timer_id timer);
/* Makes the hardware call the kernel at this time at the latest. */
void time_arm(struct kernel *k, uint64_t when);

#endif
