/*
 * Time: the list of deadlines, and what happens when one comes.
 *
 * Invariant: a thread is in the list if and only if its deadline is not TIME_NEVER; the list is
 * sorted. Reading the clock and setting the timer are the machine's.
 */
#include "time.h"

#include "kernel.h"
#include "sentry.h"

uint64_t time_after_ms(struct kernel *k, uint32_t ms)
{
    return arch_now(k) + (uint64_t)ms * arch_image(k)->ticks_per_ms;
}

void time_insert(struct kernel *k, thread_id thread, uint64_t deadline)
{
    thread_id previous = NONE;
    thread_id next = k->time.first;
    while (next != NONE && k->thread[next].deadline <= deadline) {
        previous = next;
        next = k->thread[next].timer_next;
    }
    struct thread *inserted = &k->thread[thread];
    inserted->deadline = deadline;
    inserted->timer_previous = previous;
    inserted->timer_next = next;
    if (next != NONE) {
        k->thread[next].timer_previous = thread;
    }
    if (previous != NONE) {
        k->thread[previous].timer_next = thread;
    } else {
        k->time.first = thread;
        time_program(k);
    }
}

void time_remove(struct kernel *k, thread_id thread)
{
    struct thread *removed = &k->thread[thread];
    if (removed->timer_next != NONE) {
        k->thread[removed->timer_next].timer_previous = removed->timer_previous;
    }
    if (removed->timer_previous != NONE) {
        k->thread[removed->timer_previous].timer_next = removed->timer_next;
    } else {
        k->time.first = removed->timer_next;
    }
    removed->deadline = TIME_NEVER;
    removed->timer_next = NONE;
    removed->timer_previous = NONE;
}

/* When the kernel has to act by itself next. */
static uint64_t time_next(const struct kernel *k)
{
    uint64_t slice_end = k->sched.slice_end;
    uint64_t deadline = k->time.first == NONE ? TIME_NEVER : k->thread[k->time.first].deadline;
    return deadline < slice_end ? deadline : slice_end;
}

void time_program(struct kernel *k)
{
    /* A timer that fires too early is put right by kernel_timer; that is cheaper than following
     * every wait that is over before its deadline. */
    uint64_t next = time_next(k);
    if (next < k->arch.clock.deadline) {
        arch_timer_set(k, next);
    }
}

void kernel_timer(struct kernel *k)
{
    uint64_t now = arch_now(k);
    while (k->time.first != NONE && k->thread[k->time.first].deadline <= now) {
        thread_wake(k, k->time.first, SENTRY_TIMEOUT);
    }
    if (k->sched.slice_end <= now) {
        sched_rotate(k);
    }
    sched_settle(k);
    arch_timer_set(k, time_next(k));
}
