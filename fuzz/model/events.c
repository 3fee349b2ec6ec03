/*
 * The model's events: what is queued for a process, who gets it, and in which order.
 *
 * Signals come before interrupts and interrupts before messages; within a kind the longest waiting
 * comes first. Nothing is kept in order here: the oldest is looked for. Must not know any kernel
 * structure.
 */
#include <string.h>

#include "sentry.h"

#define HEADER       8u
#define MAGIC        0x4242u
#define SIGNAL_ALARM 2u

struct model_task *model_task_of(struct model *m, unsigned thread)
{
    return &m->task[m->process[m->thread[thread].process].task];
}

void model_word_put(uint8_t *at, uint32_t word)
{
    for (unsigned i = 0; i < 4; i++) {
        at[i] = (uint8_t)(word >> 8 * i);
    }
}

static void header_put(uint8_t *area, enum model_kind kind, uint32_t source, unsigned length)
{
    area[0] = (uint8_t)kind;
    area[1] = (uint8_t)length;
    area[2] = (uint8_t)(MAGIC & 0xff);
    area[3] = (uint8_t)(MAGIC >> 8);
    model_word_put(&area[4], source);
}

void model_message_copy(struct model *m, unsigned sender, unsigned reader, unsigned length)
{
    const struct model_thread *from = &m->thread[sender];
    uint8_t *area = m->thread[reader].area;
    header_put(area, MODEL_IPC, m->process[from->process].handle, length);
    memcpy(&area[HEADER], from->area, length);
}

/* ---- Who gets it. ---- */

unsigned model_waiter(const struct model *m, unsigned process, enum model_kind kind)
{
    unsigned best = 0;
    for (unsigned i = 1; i < MODEL_THREADS; i++) {
        const struct model_thread *thread = &m->thread[i];
        if (thread->state != MODEL_WAITING || thread->process != process ||
            (thread->mask & kind) == 0) {
            continue;
        }
        bool better =
            best == 0 || thread->priority > m->thread[best].priority ||
            (thread->priority == m->thread[best].priority && thread->since < m->thread[best].since);
        best = better ? i : best;
    }
    return best;
}

void model_sleepers_interrupt(struct model *m, unsigned process)
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

/* Something of this kind is there now: a waiter gets it, or sleepers hear of it. */
static void event_arrives(struct model *m, unsigned process, enum model_kind kind)
{
    unsigned waiter = model_waiter(m, process, kind);
    if (waiter == 0) {
        model_sleepers_interrupt(m, process);
    } else {
        (void)model_event_take(m, waiter, kind);
        model_wake(m, waiter, MODEL_OK);
    }
}

/* ---- What there is. ---- */

/* Takes the oldest unread signal of the reader's process. */
static bool signal_take(struct model *m, unsigned reader)
{
    struct model_signal *oldest = NULL;
    struct model_process *process = &m->process[m->thread[reader].process];
    for (unsigned i = 0; i < MODEL_CELLS; i++) {
        struct model_signal *signal = &process->signal[i];
        if (signal->since != 0 && (oldest == NULL || signal->since < oldest->since)) {
            oldest = signal;
        }
    }
    if (oldest == NULL) {
        return false;
    }
    uint8_t *area = m->thread[reader].area;
    header_put(area, MODEL_SIGNAL, oldest->source, 4);
    model_word_put(&area[HEADER], oldest->number);
    *oldest = (struct model_signal){0};
    return true;
}

/* Takes the line of the reader's task that fired first and was not read. */
static bool line_take(struct model *m, unsigned reader)
{
    struct model_line *oldest = NULL;
    unsigned task = m->process[m->thread[reader].process].task;
    for (unsigned i = 0; i < MODEL_LINES; i++) {
        struct model_line *line = &m->line[i];
        if (line->granted && line->task == task && line->since != 0 &&
            (oldest == NULL || line->since < oldest->since)) {
            oldest = line;
        }
    }
    if (oldest == NULL) {
        return false;
    }
    uint8_t *area = m->thread[reader].area;
    header_put(area, MODEL_IRQ, 0, 4);
    model_word_put(&area[HEADER], (uint32_t)(oldest - m->line));
    oldest->since = 0;
    return true;
}

/* The thread that has been sending to the process longest, 0: none. */
static unsigned oldest_sender(const struct model *m, unsigned process)
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

static bool signal_or_line_take(struct model *m, unsigned reader, unsigned kinds)
{
    return ((kinds & MODEL_SIGNAL) != 0 && signal_take(m, reader)) ||
           ((kinds & MODEL_IRQ) != 0 && line_take(m, reader));
}

/* There is nothing for the thread: true when it goes on all the same, since it only polled. */
static bool nothing_there(struct model *m, unsigned thread, unsigned mask, int32_t timeout)
{
    if (timeout == -1) {
        return true;
    }
    struct model_thread *waits = model_block(m, thread, MODEL_WAITING);
    waits->mask = mask;
    waits->deadline = timeout == 0 ? MODEL_NEVER : m->now + (uint64_t)timeout * m->ms;
    return false;
}

/* A sender's message was read: it goes on. True: to read a message in its turn. */
static bool sender_goes_on(struct model *m, unsigned sender)
{
    struct model_thread *thread = &m->thread[sender];
    model_wake(m, sender, MODEL_OK);
    if (!thread->follows || signal_or_line_take(m, sender, thread->mask)) {
        return false;
    }
    if ((thread->mask & MODEL_IPC) != 0 && oldest_sender(m, thread->process) != 0) {
        return true;
    }
    if (nothing_there(m, sender, thread->mask, thread->timeout)) {
        thread->result = MODEL_AGAIN;
    }
    return false;
}

/* Takes the message that has waited longest; whose sender may take one, and so on. */
static bool message_take(struct model *m, unsigned reader)
{
    unsigned sender = oldest_sender(m, m->thread[reader].process);
    bool taken = sender != 0;
    while (sender != 0) {
        model_message_copy(m, sender, reader, m->thread[sender].length);
        reader = sender;
        sender = sender_goes_on(m, reader) ? oldest_sender(m, m->thread[reader].process) : 0;
    }
    return taken;
}

bool model_event_take(struct model *m, unsigned reader, unsigned kinds)
{
    return signal_or_line_take(m, reader, kinds) ||
           ((kinds & MODEL_IPC) != 0 && message_take(m, reader));
}

bool model_wait_begin(struct model *m, unsigned thread, unsigned mask, int32_t timeout,
                      uint32_t *status)
{
    bool taken = model_event_take(m, thread, mask);
    *status = taken ? MODEL_OK : MODEL_AGAIN;
    return taken || nothing_there(m, thread, mask, timeout);
}

/* ---- How it comes to be there. ---- */

void model_signal_raise(struct model *m, unsigned target, unsigned cell, unsigned number,
                        uint32_t source)
{
    struct model_signal *signal = &m->process[target].signal[cell];
    if (signal->since == 0) {
        *signal = (struct model_signal){++m->serial, number, source};
        event_arrives(m, target, MODEL_SIGNAL);
    }
}

void model_alarm_fire(struct model *m, unsigned number)
{
    struct model_process *process = &m->process[number];
    process->alarm_since = ++m->serial;
    if (process->period == 0) {
        process->alarm = MODEL_NEVER;
    }
    while (process->alarm <= m->now) {
        process->alarm += process->period;
    }
    model_signal_raise(m, number, MODEL_CELL_ALARM, SIGNAL_ALARM, 0);
}

bool model_line_armed(const struct model *m, unsigned line)
{
    return m->line[line].enabled && !m->line[line].masked;
}

void model_line_fire(struct model *m, unsigned number)
{
    struct model_line *line = &m->line[number];
    line->masked = true;
    if (line->since == 0) {
        line->since = ++m->serial;
        event_arrives(m, m->task[line->task].process, MODEL_IRQ);
    }
    model_settle(m);
}
