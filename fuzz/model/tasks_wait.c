/*
 * The model's blocked threads: who waits for what, what ends it, and time. See tasks.h.
 *
 * Nobody keeps a list of who waits: all threads are looked at, the longest waiting first.
 */
#include "tasks.h"

#include <stddef.h>

enum { IPC = 1 };

void thread_blocks(struct tasks *m, unsigned thread, enum tasks_doing doing, uint64_t deadline)
{
    struct thing *blocked = at(m, thread);
    blocked->doing = doing;
    blocked->deadline = deadline;
    blocked->since = ++m->serial;
    blocked->timed = m->serial;
}

void thread_wakes(struct tasks *m, unsigned thread, uint32_t result)
{
    struct thing *woken = at(m, thread);
    woken->doing = READY;
    woken->deadline = TASKS_NEVER;
    woken->items = 0;
    woken->result = result;
}

/* ---- Signals of objects. ---- */

/* The wait is over; gone: by this name's end. What has been seen is kept for the report. */
static void wait_ends(struct tasks *m, unsigned thread, int32_t status, unsigned gone)
{
    struct thing *waiter = at(m, thread);
    unsigned items = waiter->items;
    for (unsigned i = 0; i < items; i++) {
        struct item *item = &waiter->item[i];
        item->signals = at(m, item->object)->signals | (item->serial == gone ? HANDLE_CLOSED : 0u);
    }
    thread_wakes(m, thread, (uint32_t)status);
    waiter->items = items;
    waiter->reports = true;
}

bool wait_satisfied(struct tasks *m, unsigned thread)
{
    const struct thing *waiter = at(m, thread);
    for (unsigned i = 0; i < waiter->items; i++) {
        if ((at(m, waiter->item[i].object)->signals & waiter->item[i].signals) != 0) {
            return true;
        }
    }
    return false;
}

static bool waits_by(const struct thing *waiter, unsigned serial)
{
    for (unsigned i = 0; i < waiter->items; i++) {
        if (waiter->item[i].serial == serial) {
            return true;
        }
    }
    return false;
}

void show(struct tasks *m, unsigned id, uint32_t clear, uint32_t set)
{
    at(m, id)->signals = (at(m, id)->signals & ~clear) | set;
    for (unsigned i = m->first[THREAD]; i < m->first[EVENT]; i++) {
        bool awaits = started(m, i) && at(m, i)->doing == AWAITING && !at(m, i)->stopped;
        if (awaits && wait_satisfied(m, i)) {
            wait_ends(m, i, Z_OK, 0);
        }
    }
}

void name_cancels(struct tasks *m, unsigned serial)
{
    for (unsigned i = m->first[THREAD]; i < m->first[EVENT]; i++) {
        bool awaits = started(m, i) && at(m, i)->doing == AWAITING;
        if (awaits && waits_by(at(m, i), serial)) {
            wait_ends(m, i, Z_CANCELED, serial);
        }
    }
}

/* ---- Deadlock: the largest set whose members wait for members only. ---- */

static bool all_threads_in(const struct tasks *m, const bool *set, unsigned process)
{
    for (unsigned i = m->first[THREAD]; i < m->first[EVENT]; i++) {
        if (started(m, i) && process_of(m, i) == process && !set[i]) {
            return false;
        }
    }
    return true;
}

static void stuck_set(const struct tasks *m, bool *set)
{
    for (unsigned i = m->first[THREAD]; i < m->first[EVENT]; i++) {
        const struct thing *one = &m->object[i];
        set[i] = started(m, i) && one->doing == SENDING && !one->stopped;
    }
    for (bool again = true; again;) {
        again = false;
        for (unsigned i = m->first[THREAD]; i < m->first[EVENT]; i++) {
            if (set[i] && !all_threads_in(m, set, m->object[i].target)) {
                set[i] = false;
                again = true;
            }
        }
    }
}

void stuck_wake(struct tasks *m)
{
    for (;;) {
        bool set[TASKS_OBJECTS] = {false};
        unsigned oldest = 0;
        stuck_set(m, set);
        for (unsigned i = m->first[THREAD]; i < m->first[EVENT]; i++) {
            if (set[i] && (oldest == 0 || at(m, i)->since < at(m, oldest)->since)) {
                oldest = i;
            }
        }
        if (oldest == 0) {
            return;
        }
        thread_wakes(m, oldest, S_DEADLK);
    }
}

bool would_be_stuck(struct tasks *m, unsigned sender, unsigned target)
{
    bool set[TASKS_OBJECTS] = {false};
    struct thing before = *at(m, sender);
    at(m, sender)->doing = SENDING;
    at(m, sender)->target = target;
    stuck_set(m, set);
    *at(m, sender) = before;
    return set[sender];
}

/* ---- Messages. ---- */

static unsigned oldest_sender(const struct tasks *m, unsigned process)
{
    unsigned oldest = 0;
    for (unsigned i = m->first[THREAD]; i < m->first[EVENT]; i++) {
        const struct thing *one = &m->object[i];
        bool sends = started(m, i) && one->doing == SENDING && one->target == process;
        if (sends && (oldest == 0 || one->since < m->object[oldest].since)) {
            oldest = i;
        }
    }
    return oldest;
}

/* There is nothing for the thread: it waits, or has only asked. */
static void nothing_there(struct tasks *m, unsigned thread)
{
    struct thing *one = at(m, thread);
    if (one->timeout < 0 && !one->stopped) {
        one->result = S_AGAIN;
        return;
    }
    uint64_t end = one->timeout > 0 ? m->now + (uint64_t)one->timeout * m->ms : TASKS_NEVER;
    thread_blocks(m, thread, WAITING, end);
}

/* Its message was read: it goes on. True: to read one in its turn. */
static bool sender_goes_on(struct tasks *m, unsigned sender)
{
    struct thing *one = at(m, sender);
    bool follows = one->follows;
    thread_wakes(m, sender, S_OK);
    one->follows = false;
    bool reads = follows && !one->stopped && (one->mask & IPC) != 0 &&
                 oldest_sender(m, process_of(m, sender)) != 0;
    if (follows && !reads) {
        nothing_there(m, sender);
    }
    return reads;
}

bool event_taken(struct tasks *m, unsigned reader)
{
    unsigned sender =
        (at(m, reader)->mask & IPC) != 0 ? oldest_sender(m, process_of(m, reader)) : 0;
    bool taken = sender != 0;
    while (sender != 0) {
        thread_wakes(m, reader, S_OK);
        at(m, reader)->heard = sender;
        reader = sender;
        sender = sender_goes_on(m, reader) ? oldest_sender(m, process_of(m, reader)) : 0;
    }
    return taken;
}

void waits_for_event(struct tasks *m, unsigned thread, unsigned mask, int32_t timeout)
{
    at(m, thread)->mask = mask;
    at(m, thread)->timeout = timeout;
    if (!event_taken(m, thread)) {
        nothing_there(m, thread);
    }
}

/* Who of the process waits for a message: the most urgent, of those the longest waiting. */
static unsigned reader_of(const struct tasks *m, unsigned process)
{
    unsigned best = 0;
    for (unsigned i = m->first[THREAD]; i < m->first[EVENT]; i++) {
        const struct thing *one = &m->object[i];
        bool waits = started(m, i) && one->doing == WAITING && !one->stopped;
        if (!waits || one->parent != process || (one->mask & IPC) == 0) {
            continue;
        }
        const struct thing *other = &m->object[best];
        bool better = best == 0 || one->priority > other->priority ||
                      (one->priority == other->priority && one->since < other->since);
        best = better ? i : best;
    }
    return best;
}

/* The sender blocks, unless somebody waits for it. */
void message_offered(struct tasks *m, unsigned sender)
{
    unsigned reader = reader_of(m, at(m, sender)->target);
    if (reader != 0) {
        thread_wakes(m, reader, S_OK);
        at(m, reader)->heard = sender;
        if (sender_goes_on(m, sender)) {
            (void)event_taken(m, sender);
        }
        return;
    }
    thread_blocks(m, sender, SENDING, TASKS_NEVER);
    for (unsigned i = m->first[THREAD]; i < m->first[EVENT]; i++) {
        struct thing *one = at(m, i);
        if (started(m, i) && one->parent == at(m, sender)->target && one->doing == SLEEPING &&
            one->shallow) {
            thread_wakes(m, i, S_INTR);
        }
    }
}

/* ---- Time. ---- */

static void deadline_comes(struct tasks *m, unsigned thread)
{
    switch (at(m, thread)->doing) {
    case AWAITING:
        wait_ends(m, thread, Z_TIMED_OUT, 0);
        break;
    case NANOSLEEPING:
        thread_wakes(m, thread, Z_OK);
        break;
    default:
        thread_wakes(m, thread, S_TIMEOUT);
        break;
    }
}

/* It was stopped and goes on: first what it waits for, then how long. */
void thread_reconsiders(struct tasks *m, unsigned thread)
{
    struct thing *one = at(m, thread);
    if (one->doing == SENDING) {
        stuck_wake(m);
    } else if (one->doing == WAITING) {
        one->since = ++m->serial;
        if (!event_taken(m, thread) && one->timeout < 0) {
            thread_wakes(m, thread, S_AGAIN);
        }
    } else if (one->doing == AWAITING && wait_satisfied(m, thread)) {
        wait_ends(m, thread, Z_OK, 0);
    }
    if (one->doing != READY && one->deadline <= m->now) {
        deadline_comes(m, thread);
    }
    one->timed = ++m->serial;
}

/* What comes next, by this time: a task (from 1), or a thread's number above them; 0: nothing. */
static unsigned next_timer(struct tasks *m, uint64_t end)
{
    unsigned best = 0;
    uint64_t when = end;
    unsigned since = ~0u;
    for (unsigned i = 1; i <= m->tasks; i++) {
        const struct program *task = &m->task[i];
        if (task->timer < when || (task->timer == when && task->timed < since)) {
            best = i;
            when = task->timer;
            since = task->timed;
        }
    }
    for (unsigned i = m->first[THREAD]; i < m->first[EVENT]; i++) {
        const struct thing *one = at(m, i);
        bool runs = started(m, i) && !one->stopped && one->doing != READY;
        if (runs && (one->deadline < when || (one->deadline == when && one->timed < since))) {
            best = TASKS_IMAGE + i;
            when = one->deadline;
            since = one->timed;
        }
    }
    m->now = best != 0 && when > m->now ? when : m->now;
    return best;
}

void tasks_advance(struct tasks *m, uint64_t ticks)
{
    uint64_t end = m->now + ticks;
    unsigned timer;
    while ((timer = next_timer(m, end)) != 0) {
        uint64_t moment = m->now;
        do { /* all that falls into one moment, before what follows from it */
            if (timer > TASKS_IMAGE) {
                deadline_comes(m, timer - TASKS_IMAGE);
            } else {
                m->task[timer].timer = TASKS_NEVER;
                task_due(m, timer);
            }
            timer = next_timer(m, moment);
        } while (timer != 0);
        settle(m);
    }
    m->now = end;
}
