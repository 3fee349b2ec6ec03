/*
 * The model's calls: what each answers, and whom it blocks and wakes.
 *
 * Arguments are looked at in the published order of precedence. A refused call touches nothing.
 * Must not know how a kernel queues anything.
 */
#include "spaces.h"

#include <stddef.h>
#include <string.h>

#include <anvil/syscalls.h>

#define KINDS_ALL    15u
#define LENGTH_MAX   248u
#define WRITE_RIGHT  (1u << 3)
#define SIGNAL_RIGHT (1u << 12)
#define SIGNAL_LAST  12u

static struct model_outcome returns(struct model *m, uint32_t value)
{
    m->thread[m->current].result = value;
    m->thread[m->current].has_result = true;
    return (struct model_outcome){.returned = true, .value = value};
}

static struct model_outcome refuses(struct model *m, uint32_t value)
{
    struct model_outcome outcome = returns(m, value);
    outcome.refused = true;
    return outcome;
}

/* A call that changed who is ready: it has answered its caller, but another may run now. */
static struct model_outcome settles(struct model *m, struct model_outcome outcome)
{
    model_settle(m);
    return outcome;
}

static struct model_outcome blocks(struct model *m)
{
    return settles(m, (struct model_outcome){.returned = false});
}

/* The caller's process. */
static unsigned caller_process(const struct model *m)
{
    return m->thread[m->current].process;
}

static bool caller_may(struct model *m, enum model_capability capability)
{
    return (model_task_of(m, m->current)->capabilities & capability) != 0;
}

static bool caller_has_area(const struct model *m)
{
    return m->thread[m->current].area_at != 0;
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

/* What a send is refused with: whatever is wrong, before a deadlock. */
static uint32_t send_refusal(const struct model *m, uint32_t name, uint32_t length,
                             unsigned *target)
{
    if (length < 1 || length > LENGTH_MAX || !caller_has_area(m) ||
        names_decode_peer(&m->names, caller_process(m), name, WRITE_RIGHT, target) !=
            NAMES_ACCEPTED) {
        return MODEL_INVALID;
    }
    return model_stuck(m, m->current, *target) != 0 ? MODEL_DEADLK : MODEL_OK;
}

/* A send that is allowed. False: the caller is blocked in it. */
static bool send_delivered(struct model *m, unsigned target, uint32_t length)
{
    unsigned waiter = model_waiter(m, target, MODEL_IPC);
    if (waiter != 0) {
        model_message_copy(m, m->current, waiter, length);
        model_wake(m, waiter, MODEL_OK);
        return true;
    }
    struct model_thread *caller = model_block(m, m->current, MODEL_SENDING);
    caller->target = target;
    caller->length = length;
    caller->follows = false;
    model_sleepers_interrupt(m, target);
    return false;
}

static struct model_outcome model_send(struct model *m, uint32_t name, uint32_t length)
{
    unsigned target = 0;
    uint32_t refusal = send_refusal(m, name, length, &target);
    if (refusal != MODEL_OK) {
        return refuses(m, refusal);
    }
    struct model_outcome delivered = returns(m, MODEL_OK);
    return send_delivered(m, target, length) ? settles(m, delivered) : blocks(m);
}

/* Whether the wait could ever end. */
static bool wait_is_valid(const struct model *m, uint32_t mask, int32_t timeout)
{
    return mask <= KINDS_ALL && timeout >= -1 && caller_has_area(m) && (mask != 0 || timeout != 0);
}

static struct model_outcome wait_now(struct model *m, uint32_t mask, int32_t timeout)
{
    uint32_t status = MODEL_OK;
    if (model_wait_begin(m, m->current, mask, timeout, &status)) {
        return settles(m, returns(m, status));
    }
    return blocks(m);
}

static struct model_outcome model_wait(struct model *m, uint32_t mask, int32_t timeout)
{
    if (!wait_is_valid(m, mask, timeout)) {
        return refuses(m, MODEL_INVALID);
    }
    unsigned self = m->current;
    struct model_outcome outcome = wait_now(m, mask, timeout);
    /* A thread that was chosen past a more urgent one gives way even if it got nothing. */
    outcome.refused = outcome.returned && outcome.value == MODEL_AGAIN && m->current == self;
    return outcome;
}

static struct model_outcome model_send_and_wait(struct model *m, const uint32_t arguments[8])
{
    uint32_t mask = arguments[2];
    int32_t timeout = (int32_t)arguments[3];
    unsigned target = 0;
    uint32_t refusal = wait_is_valid(m, mask, timeout)
                           ? send_refusal(m, arguments[0], arguments[1], &target)
                           : MODEL_INVALID;
    if (refusal != MODEL_OK) {
        return refuses(m, refusal);
    }
    unsigned self = m->current;
    if (send_delivered(m, target, arguments[1])) {
        return wait_now(m, mask, timeout);
    }
    m->thread[self].follows = true;
    m->thread[self].mask = mask;
    m->thread[self].timeout = timeout;
    return blocks(m);
}

static struct model_outcome model_send_signal(struct model *m, uint32_t name, uint32_t number)
{
    unsigned self = caller_process(m);
    unsigned target = 0;
    if (number < 1 || number > SIGNAL_LAST ||
        names_decode_peer(&m->names, self, name, SIGNAL_RIGHT, &target) != NAMES_ACCEPTED) {
        return refuses(m, MODEL_INVALID);
    }
    if (m->process[target].signal[self].since != 0) {
        return refuses(m, MODEL_BUSY);
    }
    struct model_outcome outcome = returns(m, MODEL_OK);
    model_signal_raise(m, target, self, number, m->process[self].handle);
    return settles(m, outcome);
}

static struct model_outcome alarm_stop(struct model *m, struct model_process *process)
{
    bool running = process->alarm != MODEL_NEVER;
    if (!running && process->signal[MODEL_CELL_ALARM].since == 0) {
        return refuses(m, MODEL_NO_ENTITY);
    }
    process->alarm = MODEL_NEVER;
    process->signal[MODEL_CELL_ALARM] = (struct model_signal){0};
    return returns(m, MODEL_OK);
}

static struct model_outcome model_alarm(struct model *m, uint32_t delay, uint32_t flag)
{
    enum { ONCE = 0, PERIODIC = 1, STOP = 2 };
    struct model_process *process = &m->process[caller_process(m)];
    if (flag > STOP) {
        return refuses(m, MODEL_INVALID);
    }
    if (flag == STOP) {
        return alarm_stop(m, process);
    }
    if (process->alarm != MODEL_NEVER) {
        return refuses(m, MODEL_BUSY);
    }
    if (delay == 0) {
        return refuses(m, MODEL_INVALID);
    }
    process->alarm = m->now + delay * m->ms;
    process->alarm_since = ++m->serial;
    process->period = flag == PERIODIC ? delay * m->ms : 0;
    return returns(m, MODEL_OK);
}

/* NULL: the caller does not own that line, and this is why. */
static struct model_line *caller_line(struct model *m, uint32_t number, uint32_t *refusal)
{
    if (number >= MODEL_LINES) {
        *refusal = MODEL_INVALID;
        return NULL;
    }
    struct model_line *line = &m->line[number];
    *refusal = MODEL_DENIED;
    bool owned = line->granted && line->task == m->process[caller_process(m)].task;
    return owned ? line : NULL;
}

static struct model_outcome model_irq(struct model *m, uint32_t call, uint32_t number)
{
    uint32_t refusal = MODEL_OK;
    struct model_line *line = caller_line(m, number, &refusal);
    if (line == NULL) {
        return refuses(m, refusal);
    }
    if (call == SYS_IRQ_ACKNOWLEDGE) {
        line->masked = false;
    } else {
        line->enabled = call == SYS_IRQ_ENABLE;
    }
    return returns(m, MODEL_OK);
}

static struct model_outcome model_start(struct model *m, uint32_t label)
{
    if (!caller_may(m, MODEL_MAY_START)) {
        return refuses(m, MODEL_DENIED);
    }
    struct model_task *task = task_labelled(m, label);
    if (task == NULL || task->process != 0) {
        return refuses(m, MODEL_INVALID);
    }
    if (task->restart != MODEL_NEVER) {
        task->last_restart = m->now; /* the restart that was ahead is this one */
    }
    struct model_outcome outcome = returns(m, MODEL_OK);
    model_task_start(m, (unsigned)(task - m->task));
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
    model_process_end(m, m->thread[m->current].process, false, status);
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
