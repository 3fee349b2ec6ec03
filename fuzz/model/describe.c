/*
 * The model's description of a task, for those that may look.
 *
 * Nobody uses a stack but by handing out its address. How often an MPU was refilled is not
 * modelled. Must not know any kernel structure.
 */
#include "sentry.h"

#include <stddef.h>

#define NS_PER_MS 1000000u

/* As published. */
enum { IDLE = 0, READY = 1, SENDING = 2, WAITING = 3, SLEEPING = 4, RESTARTING = 5, EXITED = 6 };
enum { FAULTED = 7, KILLED = 8 };

static const uint8_t published[] = {
    [MODEL_READY] = READY,       [MODEL_SENDING] = SENDING,       [MODEL_WAITING] = WAITING,
    [MODEL_SLEEPING] = SLEEPING, [MODEL_NANOSLEEPING] = SLEEPING, [MODEL_AWAITING] = WAITING,
};

/* The task that so many tasks of its domain have smaller labels than, NULL: none. */
static struct model_task *task_at(struct model *m, unsigned domain, uint32_t index)
{
    for (unsigned i = 0; i < MODEL_TASKS; i++) {
        uint32_t smaller = 0;
        for (unsigned other = 0; other < MODEL_TASKS; other++) {
            smaller += m->task[other].exists && m->task[other].domain == domain &&
                       m->task[other].label < m->task[i].label;
        }
        if (m->task[i].exists && m->task[i].domain == domain && smaller == index) {
            return &m->task[i];
        }
    }
    return NULL;
}

/* The living thread of the process that began first. */
static const struct model_thread *eldest(const struct model *m, unsigned process)
{
    const struct model_thread *found = NULL;
    for (unsigned i = 1; i < MODEL_THREADS; i++) {
        const struct model_thread *thread = &m->thread[i];
        if (thread->state != MODEL_ABSENT && thread->process == process &&
            (found == NULL || thread->born < found->born)) {
            found = thread;
        }
    }
    return found;
}

static uint64_t ran_together(const struct model *m, unsigned process)
{
    uint64_t ran = 0;
    for (unsigned i = 1; i < MODEL_THREADS; i++) {
        bool counts = m->thread[i].state != MODEL_ABSENT && m->thread[i].process == process;
        ran += counts ? m->thread[i].ran : 0;
    }
    return ran;
}

static unsigned task_state(const struct model *m, const struct model_task *task)
{
    if (task->process != 0) {
        return published[eldest(m, task->process)->state];
    }
    if (task->restart != MODEL_NEVER) {
        return RESTARTING;
    }
    static const uint8_t ended[] = {[MODEL_HAS_NOT_ENDED] = IDLE,
                                    [MODEL_EXITED] = EXITED,
                                    [MODEL_FAULTED] = FAULTED,
                                    [MODEL_KILLED] = KILLED};
    return ended[task->ending];
}

/* Bytes of the task's stack that are not what it was at the start, in whole words. */
static uint32_t stack_used(const struct model *m, const struct model_task *task)
{
    const struct model_region *stack = &task->memory[MODEL_STACK];
    uint32_t zeros = 0;
    while (zeros < stack->size && m->ram[stack->base - m->ram_at + zeros] == 0) {
        zeros++;
    }
    return stack->size - zeros / 4 * 4;
}

bool model_task_describe(struct model *m, uint32_t index)
{
    const struct model_task *task = task_at(m, model_task_of(m, m->current)->domain, index);
    if (task == NULL) {
        return false;
    }
    bool runs = task->process != 0;
    uint64_t ran = runs ? ran_together(m, task->process) : 0;
    uint64_t ns = model_units(m, ran, NS_PER_MS);
    const uint32_t words[] = {
        (uint32_t)ns,
        (uint32_t)(ns >> 32),
        task->label,
        runs ? m->process[task->process].handle : 0,
        task->runs,
        0, /* refills */
        task->memory[MODEL_STACK].size,
        stack_used(m, task),
        (uint32_t)task->status,
        task_state(m, task) | task->priority << 8,
    };
    for (unsigned i = 0; i < sizeof words / sizeof words[0]; i++) {
        model_word_put(m->thread[m->current].area + i * sizeof words[0], words[i]);
    }
    return true;
}
