/*
 * The Sentry family's calls about tasks, time and numbers.
 *
 * It owns no state of its own. Messages, events, signals, interrupts and alarms have their files.
 */
#include "sentry.h"

#include "syscall.h"

/* The running process of a task of the caller's domain, by label; NONE: none. */
static process_id process_by_label(const struct kernel *k, uint32_t label)
{
    task_index task = task_by_label(k, label);
    process_id process = task == TASK_NONE ? NONE : k->task.task[task].process;
    uint8_t domain = k->process[k->thread[k->sched.current].process].domain;
    return process != NONE && k->process[process].domain == domain ? process : NONE;
}

uint32_t call_get_task_handle(struct kernel *k, struct get_task_handle_arguments a)
{
    const struct thread *self = &k->thread[k->sched.current];
    process_id process = process_by_label(k, a.label);
    if (self->area == 0 || process == NONE) {
        return SENTRY_INVALID;
    }
    if (signal_busy(k, self->process, process)) {
        return SENTRY_BUSY;
    }
    uint32_t handle = name_of_task(k, process);
    arch_memory_write(k, self->area, &handle, sizeof handle);
    return SENTRY_OK;
}

uint32_t call_sched_yield(struct kernel *k, struct sched_yield_arguments a)
{
    (void)a;
    sched_rotate(k);
    sched_settle(k);
    return SENTRY_OK;
}

uint32_t call_sleep(struct kernel *k, struct sleep_arguments a)
{
    thread_id self = k->sched.current;
    thread_park(k, self, THREAD_SLEEPING, time_after_ms(k, a.duration_ms));
    k->event.wait[self].mask = a.mode == SLEEP_SHALLOW ? EVENT_MASK_ALL : EVENT_NONE;
    sched_settle(k);
    return SENTRY_OK;
}

uint32_t call_log(struct kernel *k, struct log_arguments a)
{
    const struct thread *self = &k->thread[k->sched.current];
    if (self->area == 0) {
        return SENTRY_INVALID;
    }
    arch_log(k, self->area, a.len);
    return SENTRY_OK;
}

uint32_t call_exit(struct kernel *k, struct exit_arguments a)
{
    process_id process = k->thread[k->sched.current].process;
    process_end(k, process, ENDED_EXIT, a.status);
    sched_settle(k);
    return SENTRY_OK;
}

uint32_t call_start(struct kernel *k, struct start_arguments a)
{
    task_index task = task_by_label(k, a.label);
    uint8_t domain = k->process[k->thread[k->sched.current].process].domain;
    if (task == TASK_NONE || arch_image(k)->tasks[task].domain != domain ||
        k->task.task[task].process != NONE || !job_ready(k, k->task.task[task].job)) {
        return SENTRY_INVALID;
    }
    if (k->time.timer[timer_of_restart(task)].running != 0) {
        timer_stop(k, timer_of_restart(task)); /* the restart that was ahead is this one */
        k->task.task[task].restarted = arch_now(k);
    }
    task_request(k, task);
    sched_settle(k);
    return SENTRY_OK;
}

uint32_t call_has_respawned(struct kernel *k, struct has_respawned_arguments a)
{
    (void)a;
    task_index task = k->process[k->thread[k->sched.current].process].task;
    return task != TASK_NONE && k->task.task[task].runs > 1 ? SENTRY_OK : SENTRY_AGAIN;
}

uint32_t call_get_random(struct kernel *k, struct get_random_arguments a)
{
    (void)a;
    uint32_t area = k->thread[k->sched.current].area;
    uint32_t number = 0;
    if (area == 0) {
        return SENTRY_INVALID;
    }
    if (!random_next(k, &number)) {
        return SENTRY_CRITICAL;
    }
    arch_memory_write(k, area, &number, sizeof number);
    return SENTRY_OK;
}

/* Nanoseconds in a unit of each precision but cycles. */
static const uint32_t precision_ns[] = {
    [PRECISION_NANOSECONDS] = 1,
    [PRECISION_MICROSECONDS] = 1000,
    [PRECISION_MILLISECONDS] = 1000000,
};

uint32_t call_get_cycle(struct kernel *k, struct get_cycle_arguments a)
{
    const struct thread *self = &k->thread[k->sched.current];
    bool cycles = a.precision == PRECISION_CYCLES;
    if (cycles && !task_can(k, self->process, CAPABILITY_CYCLES)) {
        return SENTRY_DENIED;
    }
    if (self->area == 0) {
        return SENTRY_INVALID;
    }
    uint64_t time = cycles ? arch_now(k) * arch_image(k)->cycles_per_tick
                           : time_ns(k) / precision_ns[a.precision];
    arch_memory_write(k, self->area, &time, sizeof time);
    return SENTRY_OK;
}
