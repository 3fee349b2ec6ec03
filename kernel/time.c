/*
 * Time: the list of running timers, and what happens when one comes due.
 *
 * Invariant: a timer is in the list if and only if it is running, else its deadline is TIME_NEVER;
 * the list is sorted. Reading the clock and setting the hardware are the machine's.
 */
#include "time.h"

#include "kernel.h"
#include "sentry.h"

#define NS_PER_MS 1000000u

void time_init(struct kernel *k)
{
    for (timer_id timer = 0; timer < TIMER_END; timer++) {
        k->time.timer[timer].deadline = TIME_NEVER;
    }
}

uint64_t time_after_ms(struct kernel *k, uint32_t ms)
{
    return arch_now(k) + (uint64_t)ms * arch_image(k)->ticks_per_ms;
}

uint64_t time_ns_of(const struct kernel *k, uint64_t ticks)
{
    /* In two steps, since ticks times NS_PER_MS would overflow within hours. */
    uint32_t ticks_per_ms = arch_image(k)->ticks_per_ms;
    uint64_t rest = ticks % ticks_per_ms;
    return ticks / ticks_per_ms * NS_PER_MS + rest * NS_PER_MS / ticks_per_ms;
}

uint64_t time_of_ns(const struct kernel *k, int64_t ns)
{
    if (ns <= 0 || ns == INT64_MAX) {
        return ns <= 0 ? 0 : TIME_NEVER;
    }
    uint32_t ticks_per_ms = arch_image(k)->ticks_per_ms;
    uint64_t rest = (uint64_t)ns % NS_PER_MS;
    return (uint64_t)ns / NS_PER_MS * ticks_per_ms +
           (rest * ticks_per_ms + NS_PER_MS - 1) / NS_PER_MS;
}

uint64_t time_ns(struct kernel *k)
{
    return time_ns_of(k, arch_now(k));
}

void timer_start(struct kernel *k, timer_id timer, uint64_t deadline)
{
    struct timer *timers = k->time.timer;
    timer_id previous = NONE;
    timer_id next = k->time.first;
    while (next != NONE && timers[next].deadline <= deadline) {
        previous = next;
        next = timers[next].next;
    }
    timers[timer] =
        (struct timer){.deadline = deadline, .next = next, .previous = previous, .running = 1};
    if (next != NONE) {
        timers[next].previous = timer;
    }
    if (previous != NONE) {
        timers[previous].next = timer;
    } else {
        k->time.first = timer;
        time_arm(k, deadline);
    }
}

void timer_stop(struct kernel *k, timer_id timer)
{
    struct timer *stopped = &k->time.timer[timer];
    KERNEL_ASSERT(k, stopped->running != 0);
    if (stopped->next != NONE) {
        k->time.timer[stopped->next].previous = stopped->previous;
    }
    if (stopped->previous != NONE) {
        k->time.timer[stopped->previous].next = stopped->next;
    } else {
        k->time.first = stopped->next;
    }
    *stopped = (struct timer){.deadline = TIME_NEVER};
}

/* A timer has come due and has been stopped: who hears of it. */
static void timer_fire(struct kernel *k, timer_id timer, uint64_t deadline)
{
    if (timer < TIMER_FIRST_ALARM) {
        thread_timeout(k, (thread_id)(timer - (TIMER_FIRST_THREAD - 1)));
    } else if (timer < TIMER_FIRST_RESTART) {
        alarm_fire(k, (process_id)(timer - (TIMER_FIRST_ALARM - 1)), deadline);
    } else {
        task_request(k, (task_index)(timer - TIMER_FIRST_RESTART));
    }
}

/* When the kernel has to act by itself next. */
static uint64_t time_next(const struct kernel *k)
{
    uint64_t slice_end = k->sched.sliced != 0 ? k->sched.slice_end : TIME_NEVER;
    uint64_t deadline = k->time.timer[k->time.first].deadline; /* timer 0 never runs */
    return deadline < slice_end ? deadline : slice_end;
}

void time_arm(struct kernel *k, uint64_t when)
{
    /* A timer that fires too early is put right by kernel_timer; that is cheaper than following
     * every wait that is over before its deadline. */
    if (when < k->arch.clock.deadline) {
        arch_timer_set(k, when);
    }
}

void kernel_timer(struct kernel *k)
{
    uint64_t now = arch_now(k);
    while (k->time.timer[k->time.first].deadline <= now) {
        timer_id due = k->time.first;
        uint64_t deadline = k->time.timer[due].deadline;
        timer_stop(k, due);
        timer_fire(k, due, deadline);
    }
    if (k->sched.sliced != 0 && k->sched.slice_end <= now) {
        sched_rotate(k);
    }
    sched_settle(k);
    arch_timer_set(k, time_next(k));
}
