/*
 * The model's calls about messages and events: what each answers, and whom it blocks and wakes.
 *
 * Arguments are looked at in the published order of precedence. A refused call touches nothing.
 * Must not know how a kernel queues anything.
 */
#include "sentry_calls.h"

#include <stddef.h>

#include <anvil/syscalls.h>

#define KINDS_ALL    15u
#define LENGTH_MAX   248u
#define WRITE_RIGHT  (1u << 3)
#define SIGNAL_RIGHT (1u << 12)
#define SIGNAL_LAST  12u

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

struct model_outcome model_send(struct model *m, uint32_t name, uint32_t length)
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

struct model_outcome model_wait(struct model *m, uint32_t mask, int32_t timeout)
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

struct model_outcome model_send_and_wait(struct model *m, const uint32_t arguments[8])
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

struct model_outcome model_send_signal(struct model *m, uint32_t name, uint32_t number)
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

struct model_outcome model_alarm(struct model *m, uint32_t delay, uint32_t flag)
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

struct model_outcome model_irq(struct model *m, uint32_t call, uint32_t number)
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
