/*
 * Threads: their life from creation to end, parking and waking.
 *
 * It owns struct thread but for the links of the queues (queue.c, time.c) and the slice (sched.c).
 */
#include "thread.h"

#include "kernel.h"
#include "sentry.h"
#include "zircon.h"

static void thread_init(struct kernel *k, thread_id thread, process_id process, uint8_t priority,
                        uint8_t quantum_ms)
{
    k->thread[thread] = (struct thread){
        .quantum = quantum_ms * arch_image(k)->ticks_per_ms,
        .process = process,
        .state = THREAD_INITIAL,
        .priority = priority,
        .domain = k->process[process].domain,
    };
}

thread_id thread_create(struct kernel *k, process_id process, uint8_t priority, uint8_t quantum_ms)
{
    object_id object = object_create(k, OBJECT_THREAD, object_of_process(process));
    if (object == NONE) {
        return NONE;
    }
    thread_id thread = thread_of_object(object);
    thread_init(k, thread, process, priority, quantum_ms);
    return thread;
}

void thread_create_at(struct kernel *k, thread_id thread, process_id process, uint8_t priority,
                      uint8_t quantum_ms)
{
    object_create_at(k, object_of_thread(thread), OBJECT_THREAD, object_of_process(process),
                     k->process[process].domain);
    thread_init(k, thread, process, priority, quantum_ms);
}

/* What is one mapping is in one region: the stack may lie in the data, or where the code is. */
static void thread_load_regions(struct kernel *k, thread_id thread, const struct region *stack)
{
    const struct process *process = &k->process[k->thread[thread].process];
    uint32_t area = k->thread[thread].area;
    const struct region area_region = {
        .base = area, .order = EXCHANGE_AREA_ORDER, .access = ACCESS_READ | ACCESS_WRITE};
    mapping_id stacked = space_find(k, k->thread[thread].process, stack->base);
    mapping_id code = process->code == stacked ? (mapping_id)NONE : process->code;
    mapping_id data =
        process->data == stacked || process->data == code ? (mapping_id)NONE : process->data;
    space_load(k, thread, REGION_STACK, stacked);
    space_load(k, thread, REGION_CODE, code);
    space_load(k, thread, REGION_DATA, data);
    arch_region_set(k, thread, REGION_AREA, area == 0 ? NULL : &area_region);
}

void thread_start(struct kernel *k, thread_id thread, const struct thread_start *start)
{
    struct thread *started = &k->thread[thread];
    struct process *process = &k->process[started->process];
    started->area = start->area;
    started->source = name_of_task(k, started->process);
    if (start->area != 0) {
        arch_memory_zero(k, start->area, EXCHANGE_AREA_SIZE);
    }
    started->sibling = process->first_thread;
    process->first_thread = thread;
    object_reference(k, object_of_thread(thread));
    arch_context_init(k, thread, start);
    thread_load_regions(k, thread, &start->stack);
    started->state = THREAD_EXCEPTION;
    object_signal(k, object_of_thread(thread), 0, ZX_RUNNING);
    exception_starting(k, thread, started->sibling == NONE);
}

void thread_abandon(struct kernel *k, thread_id thread)
{
    k->thread[thread].state = THREAD_DEAD;
    exception_unbind_all(k, object_of_thread(thread));
    object_signal(k, object_of_thread(thread), 0, ZX_TERMINATED);
}

bool thread_started(const struct kernel *k, thread_id thread)
{
    uint8_t state = k->thread[thread].state;
    return state >= THREAD_READY && state < THREAD_DEAD;
}

/* What the thread waited for, and until when, is forgotten. */
static void thread_forget_wait(struct kernel *k, thread_id thread)
{
    if (k->time.timer[timer_of_thread(thread)].running != 0) {
        timer_stop(k, timer_of_thread(thread));
    }
    k->event.wait[thread] = (struct event_wait){0};
}

static void thread_leave_waiters(struct kernel *k, thread_id thread)
{
    queue_remove(k, &k->event.process[k->thread[thread].process].waiters, thread);
}

/* Takes the thread out of whatever it is in: the ready queue, or what it waits for. */
static void thread_leave_state(struct kernel *k, thread_id thread)
{
    switch (k->thread[thread].state) {
    case THREAD_READY:
        if (k->thread[thread].stopped == 0) {
            sched_remove(k, thread);
        }
        return;
    case THREAD_SENDING:
        ipc_leave(k, thread);
        break;
    case THREAD_WAITING:
        if (k->thread[thread].stopped == 0) {
            thread_leave_waiters(k, thread);
        }
        break;
    case THREAD_AWAITING:
        wait_leave(k, thread);
        break;
    default:
        break;
    }
    thread_forget_wait(k, thread);
}

void thread_park(struct kernel *k, thread_id thread, enum thread_state state, uint64_t deadline)
{
    k->thread[thread].state = (uint8_t)state;
    if (k->thread[thread].stopped != 0) {
        k->suspend.deadline[thread] = deadline;
        return;
    }
    sched_remove(k, thread);
    if (state == THREAD_SENDING) {
        queue_append(k, &k->ipc.process[k->ipc.thread[thread].target].senders, thread);
    } else if (state == THREAD_WAITING) {
        queue_append(k, &k->event.process[k->thread[thread].process].waiters, thread);
    }
    if (deadline != TIME_NEVER) {
        timer_start(k, timer_of_thread(thread), deadline);
    }
}

/* It has left whatever it was in. */
static void thread_ready(struct kernel *k, thread_id thread, uint32_t result)
{
    k->thread[thread].state = THREAD_READY;
    arch_context_result(k, thread, result);
    if (k->thread[thread].stopped == 0) {
        sched_add(k, thread);
    }
}

void thread_unpark(struct kernel *k, thread_id thread)
{
    k->thread[thread].state = THREAD_READY;
    sched_add(k, thread);
    suspend_update(k, thread);
}

void thread_wake(struct kernel *k, thread_id thread, uint32_t result)
{
    thread_leave_state(k, thread);
    thread_ready(k, thread, result);
}

void thread_wake_sending(struct kernel *k, thread_id thread, uint32_t result)
{
    ipc_leave(k, thread);
    k->event.wait[thread] = (struct event_wait){0}; /* a send has no deadline */
    thread_ready(k, thread, result);
}

void thread_wake_waiting(struct kernel *k, thread_id thread, uint32_t result)
{
    thread_leave_waiters(k, thread); /* where no stopped one is */
    thread_forget_wait(k, thread);
    k->thread[thread].state = THREAD_READY;
    arch_context_result(k, thread, result);
    sched_add(k, thread);
}

void thread_resume(struct kernel *k, thread_id thread)
{
    thread_wake(k, thread, 0);
    arch_context_resume(k, thread);
}

/* What a call returns when its time has come. */
static const uint32_t timeout_result[] = {
    [THREAD_WAITING] = SENTRY_TIMEOUT,
    [THREAD_SLEEPING] = SENTRY_TIMEOUT,
    [THREAD_NANOSLEEPING] = ZX_OK,
};

void thread_timeout(struct kernel *k, thread_id thread)
{
    uint8_t state = k->thread[thread].state;
    if (state == THREAD_AWAITING) {
        wait_timeout(k, thread);
    } else {
        thread_wake(k, thread, timeout_result[state]);
    }
}

void thread_reconsider(struct kernel *k, thread_id thread, uint64_t deadline)
{
    switch (k->thread[thread].state) {
    case THREAD_READY:
        sched_add(k, thread);
        return;
    case THREAD_SENDING:
        deadlock_resolve(k); /* it was free while it was stopped */
        return;
    case THREAD_WAITING:
        if (event_reconsider(k, thread)) {
            return;
        }
        break;
    case THREAD_AWAITING:
        if (wait_reconsider(k, thread)) {
            return;
        }
        break;
    default:
        break;
    }
    if (deadline <= arch_now(k)) {
        thread_timeout(k, thread);
    } else if (deadline != TIME_NEVER) {
        timer_start(k, timer_of_thread(thread), deadline);
    }
}

static void thread_leave_process(struct kernel *k, thread_id thread)
{
    thread_id *link = &k->process[k->thread[thread].process].first_thread;
    while (*link != thread) {
        link = &k->thread[*link].sibling;
    }
    *link = k->thread[thread].sibling;
    k->thread[thread].sibling = NONE;
}

void thread_end(struct kernel *k, thread_id thread)
{
    struct thread *ended = &k->thread[thread];
    thread_leave_state(k, thread);
    thread_leave_process(k, thread);
    if (ended->area != 0) {
        area_leave(k, thread);
        arch_memory_zero(k, ended->area, EXCHANGE_AREA_SIZE);
        ended->area = 0;
    }
    k->wait.thread[thread] = (struct wait_thread){0};
    k->exception.thread[thread] = (struct exception){.own = k->exception.thread[thread].own,
                                                     .told = k->exception.thread[thread].told};
    k->suspend.deadline[thread] = 0;
    ended->stopped = 0;
    arch_context_drop(k, thread);
    ended->state = THREAD_DEAD;
    exception_unbind_all(k, object_of_thread(thread));
    object_signal(k, object_of_thread(thread), ZX_RUNNING | ZX_SUSPENDED, ZX_TERMINATED);
    object_dereference(k, object_of_thread(thread));
}

void thread_exit(struct kernel *k, thread_id thread)
{
    process_id process = k->thread[thread].process;
    thread_end(k, thread);
    if (k->process[process].first_thread == NONE) {
        process_end(k, process, ENDED_EXIT, 0);
    } else {
        deadlock_resolve(k);
    }
}
