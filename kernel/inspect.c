/*
 * Looking at tasks, for a task that the image trusts with it.
 *
 * It owns nothing and changes nothing. A caller sees the tasks of its own domain only, numbered in
 * the order of their labels, so that other domains cannot even be counted.
 */
#include "include/anvil/inspect.h"

#include "sentry.h"
#include "syscall.h"

/* The n-th task of a domain; TASK_NONE: there are not so many. */
static task_index task_of_domain(const struct kernel *k, uint8_t domain, uint32_t n)
{
    const struct image *image = arch_image(k);
    for (task_index task = 0; task < image->task_count; task++) {
        if (image->tasks[task].domain == domain && n-- == 0) {
            return task;
        }
    }
    return TASK_NONE;
}

/* The one of its living threads that was started first. */
static thread_id first_thread(const struct kernel *k, process_id process)
{
    thread_id thread = k->process[process].first_thread;
    while (k->thread[thread].sibling != NONE) {
        thread = k->thread[thread].sibling;
    }
    return thread;
}

static const uint8_t state_of_thread[] = {
    [THREAD_READY] = ANVIL_TASK_READY,           [THREAD_SENDING] = ANVIL_TASK_SENDING,
    [THREAD_WAITING] = ANVIL_TASK_WAITING,       [THREAD_SLEEPING] = ANVIL_TASK_SLEEPING,
    [THREAD_NANOSLEEPING] = ANVIL_TASK_SLEEPING, [THREAD_AWAITING] = ANVIL_TASK_WAITING,
    [THREAD_EXCEPTION] = ANVIL_TASK_EXCEPTION,
};

static const uint8_t state_of_ending[] = {
    [ENDED_NOT] = ANVIL_TASK_IDLE,
    [ENDED_EXIT] = ANVIL_TASK_EXITED,
    [ENDED_FAULT] = ANVIL_TASK_FAULTED,
    [ENDED_KILLED] = ANVIL_TASK_KILLED,
};

static uint8_t state_of_task(const struct kernel *k, task_index index)
{
    const struct task *task = &k->task.task[index];
    if (task->process != NONE) {
        const struct thread *first = &k->thread[first_thread(k, task->process)];
        return first->stopped != 0 ? (uint8_t)ANVIL_TASK_SUSPENDED : state_of_thread[first->state];
    }
    bool restarts = k->time.timer[timer_of_restart(index)].running != 0;
    return restarts ? (uint8_t)ANVIL_TASK_RESTARTING : state_of_ending[task->ending];
}

/* Adds up what the machine has counted for each thread of the running process. */
static void info_count(struct kernel *k, struct anvil_task_info *info, process_id process)
{
    uint64_t ticks = 0;
    thread_id thread = k->process[process].first_thread;
    for (; thread != NONE; thread = k->thread[thread].sibling) {
        ticks += arch_run_ticks(k, thread);
        info->refills += k->arch.context[thread].refills;
    }
    info->run_ns = time_ns_of(k, ticks);
}

uint32_t call_task_info(struct kernel *k, struct task_info_arguments a)
{
    const struct thread *self = &k->thread[k->sched.current];
    task_index index = task_of_domain(k, k->process[self->process].domain, a.index);
    if (self->area == 0) {
        return SENTRY_INVALID;
    }
    if (index == TASK_NONE) {
        return SENTRY_NO_ENTITY;
    }
    const struct image_task *image = &arch_image(k)->tasks[index];
    const struct task *task = &k->task.task[index];
    uint32_t stack_size = region_size(&image->stack);
    struct anvil_task_info info = {
        .label = image->label,
        .handle = task->process == NONE ? 0 : name_of_task(k, task->process),
        .runs = task->runs,
        .stack_size = stack_size,
        /* Stacks are zeroed at each start: what is not zero has been used. */
        .stack_used = stack_size - arch_memory_zeros(k, image->stack.base, stack_size),
        .exit_status = task->exit_status,
        .state = state_of_task(k, index),
        .priority = image->priority,
    };
    if (task->process != NONE) {
        info_count(k, &info, task->process);
    }
    arch_memory_write(k, self->area, &info, sizeof info);
    return SENTRY_OK;
}
