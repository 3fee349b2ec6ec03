/*
 * The model's calls: what each answers, and whom it blocks and wakes.
 *
 * Arguments are looked at in the published order of precedence. A refused call touches nothing.
 * Must not know how a kernel queues anything.
 */
#include "sentry.h"

#include <stddef.h>
#include <string.h>

#include <anvil/syscalls.h>

#define KIND_IPC    1u
#define KINDS_ALL   15u
#define LENGTH_MAX  248u
#define HEADER      8u
#define MAGIC       0x4242u
#define WRITE_RIGHT (1u << 3)

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

static void put_word(uint8_t *at, uint32_t word)
{
    for (unsigned i = 0; i < 4; i++) {
        at[i] = (uint8_t)(word >> 8 * i);
    }
}

/* The message goes from the one area into the other, behind an event's header. */
static void message_delivered(struct model *m, unsigned sender, unsigned receiver, unsigned length)
{
    const struct model_thread *from = &m->thread[sender];
    uint8_t *area = m->thread[receiver].area;
    area[0] = KIND_IPC;
    area[1] = (uint8_t)length;
    area[2] = (uint8_t)(MAGIC & 0xff);
    area[3] = (uint8_t)(MAGIC >> 8);
    put_word(&area[4], m->process[from->process].handle);
    memcpy(&area[HEADER], from->area, length);
}

/* The thread of the process that waits for messages: the most urgent, then the longest. */
static unsigned waiter_of(const struct model *m, unsigned process)
{
    unsigned best = 0;
    for (unsigned i = 1; i < MODEL_THREADS; i++) {
        const struct model_thread *thread = &m->thread[i];
        if (thread->state != MODEL_WAITING || thread->process != process ||
            (thread->mask & KIND_IPC) == 0) {
            continue;
        }
        bool better =
            best == 0 || thread->priority > m->thread[best].priority ||
            (thread->priority == m->thread[best].priority && thread->since < m->thread[best].since);
        best = better ? i : best;
    }
    return best;
}

/* The thread that has been sending to the process longest, 0: none. */
static unsigned sender_to(const struct model *m, unsigned process)
{
    unsigned oldest = 0;
    for (unsigned i = 1; i < MODEL_THREADS; i++) {
        const struct model_thread *thread = &m->thread[i];
        if (thread->state == MODEL_SENDING && thread->target == process &&
            (oldest == 0 || thread->since < m->thread[oldest].since)) {
            oldest = i;
        }
    }
    return oldest;
}

/* The process has an event now: its shallow sleepers wake, the latest begun thread first. */
static void sleepers_interrupted(struct model *m, unsigned process)
{
    for (;;) {
        unsigned latest = 0;
        for (unsigned i = 1; i < MODEL_THREADS; i++) {
            const struct model_thread *thread = &m->thread[i];
            bool sleeps = thread->state == MODEL_SLEEPING && thread->shallow;
            if (sleeps && thread->process == process && thread->born > m->thread[latest].born) {
                latest = i;
            }
        }
        if (latest == 0) {
            return;
        }
        model_wake(m, latest, MODEL_INTR);
    }
}

static struct model_outcome model_get_task_handle(struct model *m, uint32_t label)
{
    struct model_thread *caller = &m->thread[m->current];
    unsigned domain = m->process[caller->process].domain;
    for (unsigned i = 1; i < MODEL_PROCESSES; i++) {
        const struct model_process *process = &m->process[i];
        bool meant = process->running && process->label == label && process->domain == domain;
        if (meant && caller->area_at != 0) {
            put_word(caller->area, process->handle);
            return returns(m, MODEL_OK);
        }
    }
    return refuses(m, MODEL_INVALID);
}

static struct model_outcome model_send(struct model *m, uint32_t name, uint32_t length)
{
    struct model_thread *caller = &m->thread[m->current];
    unsigned target = 0;
    if (length < 1 || length > LENGTH_MAX ||
        names_decode_peer(&m->names, caller->process, name, WRITE_RIGHT, &target) !=
            NAMES_ACCEPTED ||
        caller->area_at == 0) {
        return refuses(m, MODEL_INVALID);
    }
    if (model_stuck(m, m->current, target) != 0) {
        return refuses(m, MODEL_DEADLK);
    }
    unsigned waiter = waiter_of(m, target);
    if (waiter != 0) {
        message_delivered(m, m->current, waiter, length);
        model_wake(m, waiter, MODEL_OK);
        return settles(m, returns(m, MODEL_OK));
    }
    model_block(m, m->current, MODEL_SENDING);
    caller->target = target;
    caller->length = length;
    sleepers_interrupted(m, target);
    return blocks(m);
}

static struct model_outcome model_wait(struct model *m, uint32_t mask, int32_t timeout)
{
    struct model_thread *caller = &m->thread[m->current];
    if (mask > KINDS_ALL || timeout < -1 || caller->area_at == 0 || (mask == 0 && timeout == 0)) {
        return refuses(m, MODEL_INVALID);
    }
    unsigned sender = (mask & KIND_IPC) != 0 ? sender_to(m, caller->process) : 0;
    if (sender != 0) {
        message_delivered(m, sender, m->current, m->thread[sender].length);
        model_wake(m, sender, MODEL_OK);
        return settles(m, returns(m, MODEL_OK));
    }
    if (timeout == -1) {
        return refuses(m, MODEL_AGAIN);
    }
    model_block(m, m->current, MODEL_WAITING);
    caller->mask = mask;
    caller->deadline = timeout == 0 ? MODEL_NEVER : m->now + (uint64_t)timeout * m->ms;
    return blocks(m);
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
    case SYS_EXIT:
        return model_exit(m, (int32_t)arguments[0]);
    default:
        return refuses(m, MODEL_NO_SUCH_CALL);
    }
}
