/*
 * The model's scheduler and clock: who runs, for how long, and whose wait ends by itself.
 *
 * Ready threads of one priority are ordered by place alone. A quantum is charged as time passes,
 * only to the running thread and only while an equal is ready. Must not know any kernel structure.
 */
#include "sentry.h"

static bool thread_is_ready(const struct model *m, unsigned thread)
{
    return m->thread[thread].state == MODEL_READY;
}

/* The ready thread of this priority that runs first, 0: none. */
static unsigned first_of(const struct model *m, unsigned priority)
{
    unsigned first = 0;
    for (unsigned i = 1; i < MODEL_THREADS; i++) {
        if (thread_is_ready(m, i) && m->thread[i].priority == priority &&
            (first == 0 || m->thread[i].place < m->thread[first].place)) {
            first = i;
        }
    }
    return first;
}

static unsigned most_urgent(const struct model *m)
{
    unsigned highest = 0;
    for (unsigned i = 1; i < MODEL_THREADS; i++) {
        if (thread_is_ready(m, i) && m->thread[i].priority > highest) {
            highest = m->thread[i].priority;
        }
    }
    return first_of(m, highest);
}

/* Whether another ready thread has the running thread's priority. */
static bool is_contended(const struct model *m)
{
    for (unsigned i = 1; i < MODEL_THREADS; i++) {
        if (m->current != 0 && i != m->current && thread_is_ready(m, i) &&
            m->thread[i].priority == m->thread[m->current].priority) {
            return true;
        }
    }
    return false;
}

uint64_t model_next_deadline(const struct model *m)
{
    uint64_t next = MODEL_NEVER;
    for (unsigned i = 1; i < MODEL_THREADS; i++) {
        if (m->thread[i].state != MODEL_ABSENT && m->thread[i].deadline < next) {
            next = m->thread[i].deadline;
        }
    }
    return next;
}

/*
 * What the board's exit status is when nothing can run: without a main task 0; 101 when its last
 * run faulted, 102 when it is still there, else its own status clamped to 1 to 100.
 */
static uint32_t halt_status(const struct model *m)
{
    const struct model_process *main = &m->process[m->main];
    if (m->main == 0) {
        return 0;
    }
    if (main->running) {
        return 102;
    }
    if (main->faulted) {
        return 101;
    }
    if (main->status == 0) {
        return 0;
    }
    if (main->status < 1) {
        return 1;
    }
    return main->status > 100 ? 100 : (uint32_t)main->status;
}

void model_settle(struct model *m)
{
    m->current = most_urgent(m);
    if (m->current == 0 && model_next_deadline(m) == MODEL_NEVER && !m->halted) {
        m->halted = true;
        m->halt_status = halt_status(m);
    }
}

void model_place_last(struct model *m, unsigned thread)
{
    m->thread[thread].place = ++m->last_place;
    m->thread[thread].slice = m->thread[thread].quantum;
}

void model_thread_add(struct model *m, unsigned thread, unsigned process, unsigned priority,
                      uint64_t quantum, uint32_t area_at)
{
    m->thread[thread] = (struct model_thread){.state = MODEL_READY,
                                              .process = process,
                                              .priority = priority,
                                              .quantum = quantum,
                                              .deadline = MODEL_NEVER,
                                              .area_at = area_at,
                                              .born = ++m->serial};
    m->process[process].threads++;
    model_place_last(m, thread);
}

struct model_thread *model_block(struct model *m, unsigned thread, enum model_state state)
{
    struct model_thread *blocked = &m->thread[thread];
    blocked->state = state;
    blocked->since = ++m->serial;
    blocked->has_result = false;
    return blocked;
}

void model_wake(struct model *m, unsigned thread, uint32_t result)
{
    struct model_thread *woken = &m->thread[thread];
    woken->state = MODEL_READY;
    woken->deadline = MODEL_NEVER;
    woken->result = result;
    woken->has_result = true;
    model_place_last(m, thread);
}

/* Those of its equals that would have run before it go behind all others, in their order. */
void model_run(struct model *m, unsigned thread)
{
    unsigned priority = m->thread[thread].priority;
    for (unsigned first = first_of(m, priority); first != thread; first = first_of(m, priority)) {
        m->thread[first].place = ++m->last_place;
    }
    m->current = thread;
}

/* The thread whose deadline is due: the earliest one, of equal ones the one set first; 0: none. */
static unsigned next_due(const struct model *m)
{
    unsigned due = 0;
    for (unsigned i = 1; i < MODEL_THREADS; i++) {
        const struct model_thread *thread = &m->thread[i];
        if (thread->state == MODEL_ABSENT || thread->deadline > m->now) {
            continue;
        }
        bool earlier =
            due == 0 || thread->deadline < m->thread[due].deadline ||
            (thread->deadline == m->thread[due].deadline && thread->since < m->thread[due].since);
        due = earlier ? i : due;
    }
    return due;
}

/* What happens at this moment by itself: waits end, then a used-up quantum. */
static void moment_comes(struct model *m)
{
    bool used_up = is_contended(m) && m->thread[m->current].slice == 0;
    for (unsigned due = next_due(m); due != 0; due = next_due(m)) {
        model_wake(m, due, MODEL_TIMEOUT);
    }
    if (used_up) {
        model_place_last(m, m->current);
    }
    model_settle(m);
}

static void time_passes(struct model *m, uint64_t ticks)
{
    if (is_contended(m)) {
        m->thread[m->current].slice -= ticks;
    }
    m->now += ticks;
}

void model_advance(struct model *m, uint64_t ticks)
{
    uint64_t end = m->now + ticks;
    while (!m->halted) {
        uint64_t moment = model_next_deadline(m);
        if (is_contended(m) && m->now + m->thread[m->current].slice < moment) {
            moment = m->now + m->thread[m->current].slice;
        }
        if (moment > end) {
            break;
        }
        time_passes(m, moment > m->now ? moment - m->now : 0);
        moment_comes(m);
    }
    if (!m->halted) {
        time_passes(m, end - m->now);
    }
}
