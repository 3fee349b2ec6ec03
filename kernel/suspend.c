/*
 * Suspension. It owns struct suspend_state, the counts, and thread.stopped.
 *
 * Invariants: a count is the number of living tokens of its thread or process; a started thread is
 * stopped if and only if it is held and not in an exception; a stopped thread is neither in the
 * ready queue nor among its process's waiters, and its timer does not run.
 */
#include "suspend.h"

#include "kernel.h"
#include "zircon.h"

static unsigned token_index(object_id token)
{
    return token - OBJECT_FIRST_TOKEN;
}

static bool thread_held(const struct kernel *k, thread_id thread)
{
    const struct thread *held = &k->thread[thread];
    return held->suspends > 0 || k->process[held->process].suspends > 0;
}

/* ---- One thread. ---- */

static void thread_stop(struct kernel *k, thread_id thread)
{
    struct thread *stopped = &k->thread[thread];
    timer_id timer = timer_of_thread(thread);
    k->suspend.deadline[thread] = k->time.timer[timer].deadline;
    if (k->time.timer[timer].running != 0) {
        timer_stop(k, timer);
    }
    if (stopped->state == THREAD_READY) {
        sched_remove(k, thread);
    } else if (stopped->state == THREAD_WAITING) {
        queue_remove(k, &k->event.process[stopped->process].waiters, thread);
    }
    stopped->stopped = 1;
    object_signal(k, object_of_thread(thread), ZX_RUNNING, ZX_SUSPENDED);
}

static void thread_go_on(struct kernel *k, thread_id thread)
{
    uint64_t deadline = k->suspend.deadline[thread];
    k->thread[thread].stopped = 0;
    k->suspend.deadline[thread] = 0;
    object_signal(k, object_of_thread(thread), ZX_SUSPENDED, ZX_RUNNING);
    thread_reconsider(k, thread, deadline);
}

void suspend_update(struct kernel *k, thread_id thread)
{
    bool started = thread_started(k, thread);
    bool stops = started && thread_held(k, thread) && k->thread[thread].state != THREAD_EXCEPTION;
    if (stops && k->thread[thread].stopped == 0) {
        thread_stop(k, thread);
    } else if (started && !stops && k->thread[thread].stopped != 0) {
        thread_go_on(k, thread);
    }
}

/* ---- Counts. ---- */

static void process_update(struct kernel *k, process_id process)
{
    thread_id thread = k->process[process].first_thread;
    while (thread != NONE) {
        thread_id next = k->thread[thread].sibling;
        suspend_update(k, thread);
        thread = next;
    }
}

static uint16_t *count_of(struct kernel *k, object_id task)
{
    return k->object[task].type == OBJECT_THREAD ? &k->thread[thread_of_object(task)].suspends
                                                 : &k->process[process_of_object(task)].suspends;
}

static void suspend_count(struct kernel *k, object_id task, int change)
{
    uint16_t *count = count_of(k, task);
    *count = (uint16_t)(*count + change);
    if (k->object[task].type == OBJECT_THREAD) {
        suspend_update(k, thread_of_object(task));
    } else {
        process_update(k, process_of_object(task));
    }
}

void suspend_add(struct kernel *k, object_id token, object_id task)
{
    k->suspend.task[token_index(token)] = task;
    object_reference(k, task);
    suspend_count(k, task, 1);
}

void suspend_release(struct kernel *k, object_id token)
{
    object_id task = k->suspend.task[token_index(token)];
    if (task != NONE) {
        k->suspend.task[token_index(token)] = NONE;
        suspend_count(k, task, -1);
        object_dereference(k, task);
    }
}

void suspend_forget(struct kernel *k, object_id task)
{
    uint16_t count = *count_of(k, task);
    for (object_id token = OBJECT_FIRST_TOKEN; count > 0; token++) {
        if (k->suspend.task[token_index(token)] == task) {
            suspend_release(k, token);
            count--;
        }
    }
}
