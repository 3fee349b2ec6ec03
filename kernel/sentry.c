/*
 * The Sentry family's calls about tasks and time: looking up, yielding, sleeping, logging, leaving.
 *
 * It owns no state of its own. Messages and events are ipc.c's.
 */
#include "sentry.h"

#include "syscall.h"

/* The task's place in the image's table, which is sorted by label; TASK_NONE: no such task. */
static task_index task_by_label(const struct image *image, uint32_t label)
{
    uint32_t low = 0;
    uint32_t high = image->task_count;
    while (low < high) {
        uint32_t middle = (low + high) / 2;
        if (image->tasks[middle].label < label) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    bool found = low < image->task_count && image->tasks[low].label == label;
    return found ? (task_index)low : TASK_NONE;
}

uint32_t call_get_task_handle(struct kernel *k, struct get_task_handle_arguments a)
{
    const struct thread *self = &k->thread[k->sched.current];
    task_index task = task_by_label(arch_image(k), a.label);
    if (self->area == 0 || task == TASK_NONE) {
        return SENTRY_INVALID;
    }
    process_id process = k->task_process[task];
    if (process == NONE || k->process[process].domain != k->process[self->process].domain) {
        return SENTRY_INVALID;
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
    k->ipc.thread[k->sched.current].mask = a.mode == SLEEP_SHALLOW ? EVENT_MASK_ALL : EVENT_NONE;
    thread_park(k, THREAD_SLEEPING, time_after_ms(k, a.duration_ms));
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
