/*
 * The model's suspension, exceptions, and who listens to them. See tasks.h.
 */
#include "tasks.h"

#include <stddef.h>

/* ---- Listeners. ---- */

static void listener_drop(struct tasks *m, unsigned end)
{
    at(m, end)->listens = 0;
    end_gone(m, end);
}

void listener_leaves(struct tasks *m, unsigned end)
{
    struct thing *task = at(m, at(m, end)->listens);
    for (unsigned i = 0; i < LISTEN_ALL; i++) {
        task->listener[i] = task->listener[i] == end ? 0 : task->listener[i];
    }
    listener_drop(m, end);
}

/* The task is dead: whoever listened to it sees that there is nothing more to come. */
void listeners_leave(struct tasks *m, unsigned task)
{
    for (unsigned i = 0; i < LISTEN_ALL; i++) {
        unsigned end = at(m, task)->listener[i];
        at(m, task)->listener[i] = 0;
        if (end != 0) {
            listener_drop(m, end);
        }
    }
}

/* ---- Suspension. ---- */

void thread_updates(struct tasks *m, unsigned thread)
{
    struct thing *one = at(m, thread);
    bool held = one->suspends > 0 || at(m, one->parent)->suspends > 0;
    bool stops = started(m, thread) && held && one->doing != EXCEPTED;
    if (stops && !one->stopped) {
        one->stopped = true;
        show(m, thread, RUNNING, SUSPENDED);
    } else if (started(m, thread) && !stops && one->stopped) {
        one->stopped = false;
        one->since = one->doing == READY ? ++m->serial : one->since;
        show(m, thread, SUSPENDED, RUNNING);
        thread_reconsiders(m, thread);
    }
}

/* The thread of the process that was started last before this moment. */
static unsigned latest_before(const struct tasks *m, unsigned process, unsigned moment)
{
    unsigned latest = 0;
    for (unsigned i = m->first[THREAD]; i < m->first[EVENT]; i++) {
        const struct thing *one = &m->object[i];
        if (started(m, i) && one->parent == process && one->born < moment &&
            (latest == 0 || one->born > m->object[latest].born)) {
            latest = i;
        }
    }
    return latest;
}

void suspend_count(struct tasks *m, unsigned task, int change)
{
    at(m, task)->suspends = (unsigned)((int)at(m, task)->suspends + change);
    if (at(m, task)->kind == THREAD) {
        thread_updates(m, task);
        return;
    }
    unsigned moment = ~0u;
    unsigned thread;
    while ((thread = latest_before(m, task, moment)) != 0) {
        moment = at(m, thread)->born;
        thread_updates(m, thread);
    }
}

void token_released(struct tasks *m, unsigned token)
{
    unsigned task = at(m, token)->target_of_token;
    at(m, token)->target_of_token = 0;
    if (task != 0) {
        suspend_count(m, task, -1);
    }
}

/* ---- Exceptions. ---- */

unsigned exception_of(const struct tasks *m, unsigned thread)
{
    return m->first[EXCEPTION] + thread - m->first[THREAD];
}

static unsigned job_above(const struct tasks *m, unsigned job, unsigned levels)
{
    for (; levels > 0 && job != 0; levels--) {
        job = m->object[job].parent;
    }
    return job;
}

/* The place of that number in the search order; listener LISTEN_ALL: nobody there; task 0: end. */
struct asked asked_at(struct tasks *m, unsigned thread, unsigned place)
{
    unsigned process = process_of(m, thread);
    unsigned job = at(m, process)->parent;
    const struct excepted *excepted = &at(m, thread)->excepted;
    switch (excepted->type) {
    case E_PROCESS_STARTING:
        return (struct asked){job_above(m, job, place / JOB_DEBUGGERS),
                              LISTEN_DEBUGGER + place % JOB_DEBUGGERS};
    case E_THREAD_STARTING:
    case E_THREAD_EXITING:
        return (struct asked){place == 0 ? process : 0, LISTEN_DEBUGGER};
    default:
        break;
    }
    switch (place) {
    case 0:
        return (struct asked){process, LISTEN_DEBUGGER};
    case 1:
        return (struct asked){thread, LISTEN_REGULAR};
    case 2:
        return (struct asked){process, LISTEN_REGULAR};
    case 3:
        return (struct asked){process, excepted->second ? LISTEN_DEBUGGER : LISTEN_ALL};
    default:
        return (struct asked){job_above(m, job, place - 4), LISTEN_REGULAR};
    }
}

static void exception_sent(struct tasks *m, unsigned thread, unsigned end)
{
    unsigned id = exception_of(m, thread);
    struct excepted *excepted = &at(m, thread)->excepted;
    if (at(m, id)->kind == NOTHING) {
        (void)object_begins(m, id, EXCEPTION, thread);
    }
    excepted->answer = TRY_NEXT;
    at(m, id)->own = at(m, end)->listens == thread;
    struct letter message = {.end = at(m, end)->peer,
                             .thread = thread,
                             .type = excepted->type,
                             .carries = true,
                             .held = {id, tasks_rights[EXCEPTION], ++m->serial}};
    message_send(m, &message);
}

/* The next handler that there is gets it. */
static bool exception_asks(struct tasks *m, unsigned thread)
{
    struct excepted *excepted = &at(m, thread)->excepted;
    for (;;) {
        struct asked handler = asked_at(m, thread, excepted->asked);
        if (handler.task == 0) {
            return false;
        }
        excepted->asked++;
        unsigned end =
            handler.listener == LISTEN_ALL ? 0 : at(m, handler.task)->listener[handler.listener];
        if (end != 0) {
            exception_sent(m, thread, end);
            return true;
        }
    }
}

static void exception_over(struct tasks *m, unsigned thread)
{
    uint32_t type = at(m, thread)->excepted.type;
    at(m, thread)->excepted = (struct excepted){0};
    at(m, thread)->doing = READY;
    at(m, thread)->since = ++m->serial;
    if (type == E_THREAD_EXITING) {
        thread_leaves(m, thread);
    } else {
        thread_updates(m, thread);
    }
}

/* What debuggers only see, and which goes on when none of them objects. */
static bool only_shown(uint32_t type)
{
    return type == E_PROCESS_STARTING || type == E_THREAD_STARTING || type == E_THREAD_EXITING;
}

static void exception_goes_on(struct tasks *m, unsigned thread, bool handled)
{
    struct excepted *excepted = &at(m, thread)->excepted;
    bool asks = !handled && exception_asks(m, thread);
    if (!asks && excepted->type == E_PROCESS_STARTING) {
        *excepted = (struct excepted){.type = E_THREAD_STARTING}; /* follows at once */
        asks = exception_asks(m, thread);
    }
    if (asks) {
        return;
    }
    if (handled || only_shown(excepted->type)) {
        exception_over(m, thread);
    } else {
        process_ends(m, process_of(m, thread), true, KILLED_BY_EXCEPTION);
    }
}

void exception_raised(struct tasks *m, unsigned thread, uint32_t type)
{
    at(m, thread)->doing = EXCEPTED;
    at(m, thread)->excepted = (struct excepted){.type = type};
    exception_goes_on(m, thread, false);
}

void exception_closed(struct tasks *m, unsigned exception)
{
    unsigned thread = at(m, exception)->parent;
    if (!started(m, thread) || at(m, thread)->doing != EXCEPTED) {
        return;
    }
    if (at(m, thread)->excepted.answer == THREAD_EXIT) {
        thread_leaves(m, thread);
    } else {
        exception_goes_on(m, thread, at(m, thread)->excepted.answer == HANDLED);
    }
}

unsigned lost_next(const struct tasks *m)
{
    unsigned next = 0;
    for (unsigned i = m->first[THREAD]; i < m->first[EVENT]; i++) {
        const struct thing *one = &m->object[i];
        const struct thing *other = &m->object[next];
        bool could = started(m, i) && one->lost && one->doing == READY && !one->stopped;
        bool before = next == 0 || one->priority > other->priority ||
                      (one->priority == other->priority && one->since < other->since);
        next = could && before ? i : next;
    }
    return next;
}
