/*
 * The model's states of jobs, processes, threads and tasks. See tasks.h.
 */
#include "tasks.h"

#include <stddef.h>

unsigned process_of(const struct tasks *m, unsigned thread)
{
    return m->object[thread].parent;
}

bool started(const struct tasks *m, unsigned thread)
{
    return m->object[thread].kind == THREAD && m->object[thread].life == ALIVE;
}

static bool lives(const struct tasks *m, unsigned process)
{
    enum tasks_life life = m->object[process].life;
    return m->object[process].kind == PROCESS && (life == UNBORN || life == ALIVE);
}

/* ---- Jobs. ---- */

static unsigned living_jobs(const struct tasks *m, unsigned job)
{
    unsigned count = 0;
    for (unsigned i = m->first[JOB]; i < m->first[PROCESS]; i++) {
        count +=
            m->object[i].kind == JOB && m->object[i].parent == job && m->object[i].life != DEAD;
    }
    return count;
}

static unsigned living_processes(const struct tasks *m, unsigned job)
{
    unsigned count = 0;
    for (unsigned i = m->first[PROCESS]; i < m->first[THREAD]; i++) {
        count += lives(m, i) && m->object[i].parent == job;
    }
    return count;
}

void job_shows(struct tasks *m, unsigned job)
{
    if (job == 0) {
        return;
    }
    unsigned jobs = living_jobs(m, job);
    unsigned processes = living_processes(m, job);
    uint32_t all = NO_JOBS | NO_PROCESSES | NO_CHILDREN;
    uint32_t none = (jobs == 0 ? NO_JOBS : 0u) | (processes == 0 ? NO_PROCESSES : 0u) |
                    (jobs + processes == 0 ? NO_CHILDREN : 0u);
    show(m, job, all & ~none, none);
}

void job_settles(struct tasks *m, unsigned job)
{
    for (; job != 0; job = at(m, job)->parent) {
        job_shows(m, job);
        bool empty = living_jobs(m, job) + living_processes(m, job) == 0;
        if (at(m, job)->life != DYING || !empty) {
            return;
        }
        at(m, job)->life = DEAD;
        listeners_leave(m, job);
        show(m, job, 0, TERMINATED);
    }
}

void job_killed(struct tasks *m, unsigned job, int64_t code)
{
    for (unsigned i = m->first[JOB]; i < m->first[PROCESS]; i++) {
        struct thing *one = at(m, i);
        if (one->kind == JOB && one->life == ALIVE && lies_within(m, i, job)) {
            one->life = DYING;
            one->code = code;
        }
    }
}

bool kills_step(struct tasks *m)
{
    for (unsigned i = m->first[PROCESS]; i < m->first[THREAD]; i++) {
        if (lives(m, i) && at(m, at(m, i)->parent)->life == DYING) {
            process_ends(m, i, true, at(m, at(m, i)->parent)->code);
            return true;
        }
    }
    for (unsigned i = m->first[JOB]; i < m->first[PROCESS]; i++) {
        bool empty = living_jobs(m, i) + living_processes(m, i) == 0;
        if (at(m, i)->kind == JOB && at(m, i)->life == DYING && empty) {
            job_settles(m, i);
            return true;
        }
    }
    return false;
}

/* ---- Processes. ---- */

void process_begins(struct tasks *m, unsigned process)
{
    struct thing *made = at(m, process);
    for (unsigned i = 0; i < P_CONDITIONS; i++) {
        made->policy[i] = at(m, made->parent)->policy[i];
    }
    job_shows(m, made->parent);
}

static void thread_ends(struct tasks *m, unsigned thread)
{
    struct thing *ended = at(m, thread);
    bool of_arena = ended->of_arena;
    ended->life = DEAD;
    ended->items = 0;
    ended->deadline = TASKS_NEVER;
    ended->stopped = ended->area = ended->of_arena = ended->reports = false;
    (void)of_arena; /* it stays with the process */
    listeners_leave(m, thread);
    show(m, thread, RUNNING | SUSPENDED, TERMINATED);
}

/* The thread of the process that was started last. */
static unsigned latest_thread(const struct tasks *m, unsigned process)
{
    unsigned latest = 0;
    for (unsigned i = m->first[THREAD]; i < m->first[EVENT]; i++) {
        if (started(m, i) && process_of(m, i) == process &&
            (latest == 0 || m->object[i].born > m->object[latest].born)) {
            latest = i;
        }
    }
    return latest;
}

static void threads_end(struct tasks *m, unsigned process)
{
    unsigned thread;
    while ((thread = latest_thread(m, process)) != 0) {
        thread_ends(m, thread);
    }
    for (unsigned i = m->first[THREAD]; i < m->first[EVENT]; i++) {
        if (at(m, i)->kind == THREAD && at(m, i)->life == UNBORN && process_of(m, i) == process) {
            thread_ends(m, i);
        }
    }
}

/* Whoever sends to it learns that it has ended, the longest waiting first. */
static void senders_wake(struct tasks *m, unsigned process)
{
    for (;;) {
        unsigned oldest = 0;
        for (unsigned i = m->first[THREAD]; i < m->first[EVENT]; i++) {
            bool sends = started(m, i) && at(m, i)->doing == SENDING && at(m, i)->target == process;
            if (sends && (oldest == 0 || at(m, i)->since < at(m, oldest)->since)) {
                oldest = i;
            }
        }
        if (oldest == 0) {
            return;
        }
        thread_wakes(m, oldest, S_BROKENPIPE);
    }
}

/* Its page goes, and so it does from whoever has it from there. */
static void memory_goes(struct tasks *m, unsigned giver)
{
    at(m, giver)->memory = false;
    for (bool again = true; again;) {
        again = false;
        for (unsigned i = m->first[PROCESS]; i < m->first[THREAD]; i++) {
            struct thing *one = at(m, i);
            if (one->kind == PROCESS && one->memory && one->giver != 0 &&
                !at(m, one->giver)->memory) {
                one->memory = false;
                again = true;
            }
        }
    }
}

/* A task's process has ended: as the image wishes. */
static void task_ends(struct tasks *m, unsigned number, bool faulty)
{
    enum { SECOND = 1000 };
    struct program *task = &m->task[number];
    task->process = 0;
    bool wish = faulty ? task->restarts_on_fault : task->restarts_on_exit;
    if (!wish || at(m, task->job)->life != ALIVE) {
        return;
    }
    bool calm = task->delay == 0 || m->now - task->restarted > SECOND * m->ms;
    unsigned delay = calm ? 0 : task->delay;
    unsigned longer = delay == 0 ? 1 : 2 * delay;
    task->delay = longer < SECOND ? longer : SECOND;
    task->restarted = m->now + delay * m->ms;
    if (delay == 0) {
        task->due = true;
    } else {
        task->timer = task->restarted;
        task->timed = ++m->serial;
    }
}

void process_ends(struct tasks *m, unsigned process, bool faulty, int64_t code)
{
    struct thing *ended = at(m, process);
    if (!lives(m, process)) {
        return;
    }
    ended->life = DEAD;
    ended->code = code;
    threads_end(m, process);
    senders_wake(m, process);
    listeners_leave(m, process);
    for (unsigned slot = 1; slot <= CONFIG_SLOTS; slot++) {
        name_drop(m, &ended->slot[slot]);
    }
    memory_goes(m, process);
    ended->areas = 0;
    show(m, process, 0, TERMINATED);
    job_settles(m, ended->parent);
    if (ended->critical != 0 && (!ended->only_nonzero || code != 0)) {
        job_killed(m, ended->critical, KILLED_AS_CRITICAL);
    }
    if (ended->task != 0) {
        task_ends(m, ended->task, faulty);
    }
}

/* ---- Tasks of the image. ---- */

void task_due(struct tasks *m, unsigned task)
{
    m->task[task].due = true;
}

/* Nobody may hold on to what has ended, and will run again. */
static void place_forgets(struct tasks *m, unsigned id)
{
    for (unsigned i = m->first[TOKEN]; i < m->first[EXCEPTION]; i++) {
        if (at(m, i)->kind == TOKEN && at(m, i)->target_of_token == id) {
            token_released(m, i);
        }
    }
    names_revoke(m, id);
}

static void thread_forgets(struct tasks *m, unsigned thread)
{
    for (unsigned i = 0; i < m->messages; i++) {
        if (m->message[i].thread == thread) {
            struct letter gone = message_take(m, &m->message[i]);
            name_drop(m, &gone.held);
        }
    }
    names_revoke(m, exception_of(m, thread));
    place_forgets(m, thread);
}

static void task_starts(struct tasks *m, unsigned number)
{
    struct program *task = &m->task[number];
    unsigned process = task->place[task->runs % 2];
    unsigned thread = task->thread[task->runs % 2];
    unsigned above = at(m, task->job)->parent;
    task->runs++;
    task->process = process;
    struct thing *made = object_begins(m, process, PROCESS, task->job);
    made->life = ALIVE;
    made->task = number;
    made->memory = true;
    made->page = task->page;
    made->code_at = task->code_at;
    process_begins(m, process);
    struct thing *first = object_begins(m, thread, THREAD, process);
    first->priority = task->priority;
    first->area = true;
    uint32_t destroy = task->supervises ? 0 : R_DESTROY;
    name_make(m, process, 1, process, tasks_rights[PROCESS]);
    name_make(m, process, 2, task->supervises ? above : task->job, tasks_rights[JOB] & ~destroy);
    name_make(m, process, 3, thread, tasks_rights[THREAD]);
    thread_begins(m, thread);
}

bool starts_step(struct tasks *m)
{
    for (unsigned i = 1; i <= m->tasks; i++) {
        struct program *task = &m->task[i];
        if (!task->due) {
            continue;
        }
        unsigned process = task->place[task->runs % 2];
        for (unsigned id = m->first[THREAD]; id < m->first[EVENT]; id++) {
            if (at(m, id)->kind == THREAD && process_of(m, id) == process) {
                thread_forgets(m, id);
            }
        }
        place_forgets(m, process);
        if (m->unnamed_count > 0) {
            return true;
        }
        task->due = false;
        if (at(m, task->job)->life == ALIVE) {
            task_starts(m, i);
        }
        return true;
    }
    return false;
}

/* ---- Threads. ---- */

void thread_begins(struct tasks *m, unsigned thread)
{
    unsigned process = process_of(m, thread);
    bool first = latest_thread(m, process) == 0;
    at(m, thread)->life = ALIVE;
    at(m, thread)->deadline = TASKS_NEVER;
    at(m, thread)->born = ++m->serial;
    show(m, thread, 0, RUNNING);
    exception_raised(m, thread, first ? E_PROCESS_STARTING : E_THREAD_STARTING);
}

void thread_leaves(struct tasks *m, unsigned thread)
{
    unsigned process = process_of(m, thread);
    thread_ends(m, thread);
    if (latest_thread(m, process) == 0) {
        process_ends(m, process, false, 0);
    } else {
        stuck_wake(m);
    }
}
