/*
 * The model's scheduler and clock: who runs, for how long, and what happens by itself.
 *
 * Ready threads of one priority are ordered by place alone. A quantum is charged as time passes,
 * only to the running thread and only while an equal is ready. Must not know any kernel structure.
 */
#include "sentry.h"

static bool thread_is_ready(const struct model *m, unsigned thread)
{
    return m->thread[thread].state == MODEL_READY;
}

/* Whole milliseconds and the rest apart: no product is larger than the result. */
uint64_t model_units(const struct model *m, uint64_t ticks, uint32_t per_ms)
{
    return ticks / m->ms * per_ms + ticks % m->ms * per_ms / m->ms;
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

/* Something that happens by itself: whose it is, and when. */
enum due_kind { DUE_NOTHING = 0, DUE_WAIT, DUE_ALARM, DUE_RESTART };
struct due {
    uint64_t deadline; /* ticks */
    uint64_t since;    /* serial number of the moment it was set */
    enum due_kind kind;
    unsigned number; /* of the thread, process or task */
};

/* The earlier one; of equal ones the one set first. */
static struct due due_earlier(struct due a, struct due b)
{
    bool later = b.deadline < a.deadline || (b.deadline == a.deadline && b.since < a.since);
    return later ? b : a;
}

static struct due next_due(const struct model *m)
{
    struct due next = {.deadline = MODEL_NEVER};
    for (unsigned i = 1; i < MODEL_THREADS; i++) {
        const struct model_thread *t = &m->thread[i];
        if (t->state != MODEL_ABSENT && t->deadline != MODEL_NEVER) {
            next = due_earlier(next, (struct due){t->deadline, t->since, DUE_WAIT, i});
        }
    }
    for (unsigned i = 1; i < MODEL_PROCESSES; i++) {
        const struct model_process *p = &m->process[i];
        if (p->running && p->alarm != MODEL_NEVER) {
            next = due_earlier(next, (struct due){p->alarm, p->alarm_since, DUE_ALARM, i});
        }
    }
    for (unsigned i = 0; i < MODEL_TASKS; i++) {
        const struct model_task *t = &m->task[i];
        if (t->exists && t->restart != MODEL_NEVER) {
            next = due_earlier(next, (struct due){t->restart, t->restart_since, DUE_RESTART, i});
        }
    }
    return next;
}

uint64_t model_next_deadline(const struct model *m)
{
    return next_due(m).deadline;
}

/*
 * What the board's exit status is when nothing can run: without a main task 0; 101 when its last
 * run faulted or was killed, 102 when it is still there, else its own status clamped to 1 to 100.
 */
static uint32_t halt_status(const struct model *m)
{
    const struct model_task *main = &m->task[m->main];
    if (!m->has_main) {
        return 0;
    }
    if (main->ending == MODEL_HAS_NOT_ENDED) {
        return 102;
    }
    if (main->ending != MODEL_EXITED) {
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

static bool any_armed(const struct model *m)
{
    bool any = false;
    for (unsigned i = 0; i < MODEL_LINES; i++) {
        any = any || model_line_armed(m, i);
    }
    return any;
}

void model_settle(struct model *m)
{
    while (!m->halted && model_due_step(m)) {
    }
    m->current = most_urgent(m);
    model_wait_report(m);
    bool can_go_on = m->current != 0 || model_next_deadline(m) != MODEL_NEVER || any_armed(m);
    if (!can_go_on && !m->halted) {
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
                      uint64_t quantum, uint32_t area_at, uint32_t stack_at)
{
    m->thread[thread] = (struct model_thread){.state = MODEL_READY,
                                              .process = process,
                                              .priority = priority,
                                              .quantum = quantum,
                                              .deadline = MODEL_NEVER,
                                              .area_at = area_at,
                                              .stack_at = stack_at,
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
    model_wait_report(m);
}

/* A thread has waited long enough. */
static void wait_times_out(struct model *m, unsigned thread)
{
    enum model_state state = m->thread[thread].state;
    if (state == MODEL_AWAITING) {
        model_wait_times_out(m, thread);
    } else {
        model_wake(m, thread, state == MODEL_NANOSLEEPING ? MODEL_OK : MODEL_TIMEOUT);
    }
}

static void due_happens(struct model *m, const struct due *due)
{
    if (due->kind == DUE_WAIT) {
        wait_times_out(m, due->number);
    } else if (due->kind == DUE_ALARM) {
        model_alarm_fire(m, due->number);
    } else {
        model_task_request(m, due->number);
    }
}

/* What happens at this moment by itself: waits end, alarms and restarts come, then a quantum. */
static void moment_comes(struct model *m)
{
    bool used_up = is_contended(m) && m->thread[m->current].slice == 0;
    for (struct due due = next_due(m); due.deadline <= m->now; due = next_due(m)) {
        due_happens(m, &due);
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
    m->thread[m->current].ran += ticks; /* 0 is nobody */
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
