/*
 * The model's Sentry calls but for those about messages and events: what each answers, and whom it
 * blocks and wakes; and which call is whose.
 *
 * Arguments are looked at in the published order of precedence. A refused call touches nothing.
 * Must not know any kernel structure.
 */
#include "sentry_calls.h"
#include "spaces.h"

#include <stddef.h>
#include <string.h>

#include <anvil/syscalls.h>

static bool caller_may(struct model *m, enum model_capability capability)
{
    return (model_task_of(m, m->current)->capabilities & capability) != 0;
}

/* The task of the caller's domain with this label, NULL: none. */
static struct model_task *task_labelled(struct model *m, uint32_t label)
{
    unsigned domain = model_task_of(m, m->current)->domain;
    for (unsigned i = 0; i < MODEL_TASKS; i++) {
        struct model_task *task = &m->task[i];
        if (task->exists && task->label == label && task->domain == domain) {
            return task;
        }
    }
    return NULL;
}

static struct model_outcome model_get_task_handle(struct model *m, uint32_t label)
{
    const struct model_task *task = task_labelled(m, label);
    if (task == NULL || task->process == 0 || !caller_has_area(m)) {
        return refuses(m, MODEL_INVALID);
    }
    const struct model_process *process = &m->process[task->process];
    if (process->signal[caller_process(m)].since != 0) {
        return refuses(m, MODEL_BUSY);
    }
    model_word_put(m->thread[m->current].area, process->handle);
    return returns(m, MODEL_OK);
}

static struct model_outcome model_start(struct model *m, uint32_t label)
{
    if (!caller_may(m, MODEL_MAY_START)) {
        return refuses(m, MODEL_DENIED);
    }
    struct model_task *task = task_labelled(m, label);
    if (task == NULL || task->process != 0 || task->job == MODEL_KILLED) {
        return refuses(m, MODEL_INVALID);
    }
    if (task->restart != MODEL_NEVER) {
        task->last_restart = m->now; /* the restart that was ahead is this one */
    }
    struct model_outcome outcome = returns(m, MODEL_OK);
    model_task_request(m, (unsigned)(task - m->task));
    return settles(m, outcome);
}

static struct model_outcome model_get_random(struct model *m)
{
    if (!caller_may(m, MODEL_MAY_RANDOM)) {
        return refuses(m, MODEL_DENIED);
    }
    if (!caller_has_area(m)) {
        return refuses(m, MODEL_INVALID);
    }
    struct model_outcome outcome = returns(m, MODEL_OK);
    outcome.chosen = true;
    return outcome;
}

/* One tick of the simulated clock is one cycle. */
static struct model_outcome model_get_cycle(struct model *m, uint32_t precision)
{
    enum { CYCLES = 0, NANOSECONDS = 1, MICROSECONDS = 2, MILLISECONDS = 3 };
    if (precision > MILLISECONDS) {
        return refuses(m, MODEL_INVALID);
    }
    if (precision == CYCLES && !caller_may(m, MODEL_MAY_CYCLES)) {
        return refuses(m, MODEL_DENIED);
    }
    if (!caller_has_area(m)) {
        return refuses(m, MODEL_INVALID);
    }
    static const uint32_t per_ms[] = {0, 1000000, 1000, 1};
    uint64_t time = precision == CYCLES ? m->now : model_units(m, m->now, per_ms[precision]);
    uint8_t *area = m->thread[m->current].area;
    model_word_put(area, (uint32_t)time);
    model_word_put(area + 4, (uint32_t)(time >> 32));
    return returns(m, MODEL_OK);
}

static struct model_outcome model_has_respawned(struct model *m)
{
    return returns(m, model_task_of(m, m->current)->runs > 1 ? MODEL_OK : MODEL_AGAIN);
}

static struct model_outcome model_task_info(struct model *m, uint32_t index)
{
    if (!caller_may(m, MODEL_MAY_INSPECT)) {
        return refuses(m, MODEL_DENIED);
    }
    if (!caller_has_area(m)) {
        return refuses(m, MODEL_INVALID);
    }
    if (!model_task_describe(m, index)) {
        return refuses(m, MODEL_NO_ENTITY);
    }
    struct model_outcome outcome = returns(m, MODEL_OK);
    outcome.chosen = true; /* how often an MPU was refilled */
    outcome.word = 5;
    return outcome;
}

static struct model_outcome model_sleep(struct model *m, uint32_t duration, uint32_t mode)
{
    struct model_thread *caller = &m->thread[m->current];
    if (mode > 1) {
        return refuses(m, MODEL_INVALID);
    }
    model_block(m, m->current, MODEL_SLEEPING);
    caller->shallow = mode == 0;
    caller->deadline = m->now + duration * m->ms;
    return blocks(m);
}

static struct model_outcome model_yield(struct model *m)
{
    struct model_outcome outcome = returns(m, MODEL_OK);
    model_place_last(m, m->current);
    return settles(m, outcome);
}

static struct model_outcome model_exit(struct model *m, int32_t status)
{
    model_process_finish(m, m->thread[m->current].process, MODEL_EXITED, status);
    model_settle(m);
    return (struct model_outcome){.returned = false};
}

static struct model_outcome model_log(struct model *m, uint32_t length)
{
    bool allowed = length <= MODEL_AREA && m->thread[m->current].area_at != 0;
    return allowed ? returns(m, MODEL_OK) : refuses(m, MODEL_INVALID);
}

struct model_outcome model_call(struct model *m, uint32_t number, const uint32_t arguments[8])
{
    switch (number) {
    case SYS_NOP:
        return returns(m, 0);
    case SYS_EXCHANGE_AREA:
        return returns(m, m->thread[m->current].area_at);
    case SYS_GET_TASK_HANDLE:
        return model_get_task_handle(m, arguments[0]);
    case SYS_SEND_IPC:
        return model_send(m, arguments[0], arguments[1]);
    case SYS_WAIT_FOR_EVENT:
        return model_wait(m, arguments[0], (int32_t)arguments[1]);
    case SYS_SCHED_YIELD:
        return model_yield(m);
    case SYS_SLEEP:
        return model_sleep(m, arguments[0], arguments[1]);
    case SYS_LOG:
        return model_log(m, arguments[0]);
    case SYS_SEND_AND_WAIT:
        return model_send_and_wait(m, arguments);
    case SYS_SEND_SIGNAL:
        return model_send_signal(m, arguments[0], arguments[1]);
    case SYS_ALARM:
        return model_alarm(m, arguments[0], arguments[1]);
    case SYS_IRQ_ACKNOWLEDGE:
    case SYS_IRQ_ENABLE:
    case SYS_IRQ_DISABLE:
        return model_irq(m, number, arguments[0]);
    case SYS_START:
        return model_start(m, arguments[0]);
    case SYS_GET_RANDOM:
        return model_get_random(m);
    case SYS_GET_CYCLE:
        return model_get_cycle(m, arguments[0]);
    case SYS_HAS_RESPAWNED:
        return model_has_respawned(m);
    case SYS_TASK_INFO:
        return model_task_info(m, arguments[0]);
    case SYS_EXIT:
        return model_exit(m, (int32_t)arguments[0]);
    default:
        if (number >= SYS_CALLS) {
            return refuses(m, MODEL_NO_SUCH_CALL);
        }
        return number < SYS_TASK_MAP ? model_zircon_call(m, number, arguments)
                                     : model_l4_call(m, number, arguments);
    }
}
