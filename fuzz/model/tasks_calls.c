/*
 * The model's calls about jobs, processes, threads and names: in which order each is refused, and
 * what it does. See tasks_calls.h.
 */
#include "tasks_calls.h"

#include <stddef.h>

struct thing *caller(struct tasks *m, unsigned self)
{
    return at(m, process_of(m, self));
}

unsigned caller_job(struct tasks *m, unsigned self)
{
    return caller(m, self)->parent;
}

struct held *named(struct tasks *m, unsigned self, unsigned slot)
{
    struct held *held = &caller(m, self)->slot[slot <= CONFIG_SLOTS ? slot : 0];
    return held->object != 0 ? held : NULL;
}

unsigned object_named(struct tasks *m, unsigned self, unsigned slot)
{
    return named(m, self, slot)->object;
}

int32_t look_up(struct tasks *m, unsigned self, unsigned slot, enum tasks_kind kind,
                uint32_t rights)
{
    const struct held *held = named(m, self, slot);
    if (held == NULL) {
        return Z_BAD_HANDLE;
    }
    if (kind != NOTHING && at(m, held->object)->kind != kind) {
        return Z_WRONG_TYPE;
    }
    return (held->rights & rights) == rights ? Z_OK : Z_ACCESS_DENIED;
}

int32_t promise(struct tasks *m, unsigned self, unsigned count)
{
    if (free_slots(m, process_of(m, self)) < count) {
        return Z_NO_MEMORY;
    }
    return caller(m, self)->memory ? Z_OK : Z_INVALID_ARGS;
}

void receives(struct tasks *m, unsigned self, unsigned slot, unsigned id)
{
    name_make(m, process_of(m, self), slot, id, tasks_rights[at(m, id)->kind]);
}

/* ---- Policy. ---- */

unsigned policy_of(const struct tasks *m, unsigned self, unsigned condition)
{
    unsigned decided = m->object[process_of(m, self)].policy[condition];
    return decided == 0 ? A_ALLOW : decided - 1;
}

bool caller_may(struct tasks *m, unsigned self, unsigned condition)
{
    unsigned action = policy_of(m, self, condition);
    return action == A_ALLOW || action == A_ALLOW_EXCEPTION;
}

static void policy_acts(struct tasks *m, unsigned self, unsigned condition)
{
    unsigned action = policy_of(m, self, condition);
    bool is_here = started(m, self) && at(m, self)->doing == READY;
    if (!is_here) {
        return;
    }
    if (action == A_KILL) {
        process_ends(m, process_of(m, self), true, KILLED_BY_POLICY);
    } else if (action == A_ALLOW_EXCEPTION || action == A_DENY_EXCEPTION) {
        exception_raised(m, self, E_POLICY_ERROR);
    }
}

void call_ends(struct tasks *m, unsigned self, int32_t result, bool asked, unsigned condition)
{
    at(m, self)->result = (uint32_t)result;
    if (asked) {
        policy_acts(m, self, condition);
    }
    if (result == Z_BAD_HANDLE) {
        settle_names(m); /* what was consumed is gone before the call ends */
        policy_acts(m, self, P_BAD_HANDLE);
    }
    settle(m);
}

/* ---- Making. ---- */

int32_t can_job_create(struct tasks *m, unsigned self, unsigned parent)
{
    int32_t status = look_up(m, self, parent, JOB, R_MANAGE_JOB);
    if (status != Z_OK) {
        return status;
    }
    unsigned job = object_named(m, self, parent);
    if (at(m, job)->life != ALIVE) {
        return Z_BAD_STATE;
    }
    if (at(m, job)->level >= JOB_LEVELS) {
        return Z_OUT_OF_RANGE;
    }
    return has_room(m, job, IN_JOBS) ? promise(m, self, 1) : Z_NO_MEMORY;
}

void do_job_create(struct tasks *m, unsigned self, unsigned parent, struct made made)
{
    unsigned above = object_named(m, self, parent);
    struct thing *job = object_begins(m, made.id, JOB, above);
    job->life = ALIVE;
    job->level = at(m, above)->level + 1;
    job->signals = NO_JOBS | NO_PROCESSES | NO_CHILDREN;
    for (unsigned i = 0; i < P_CONDITIONS; i++) {
        job->policy[i] = at(m, above)->policy[i];
    }
    for (unsigned i = 0; i < IN_POOLS; i++) {
        m->limit[made.id][i] = ~0u;
    }
    job_shows(m, above);
    receives(m, self, made.slot, made.id);
}

int32_t can_process_create(struct tasks *m, unsigned self, unsigned job, bool *asked)
{
    int32_t status = look_up(m, self, job, JOB, R_MANAGE_PROCESS);
    *asked = status == Z_OK;
    if (status != Z_OK) {
        return status;
    }
    if (!caller_may(m, self, P_NEW_PROCESS)) {
        return Z_ACCESS_DENIED;
    }
    if (at(m, object_named(m, self, job))->life != ALIVE) {
        return Z_BAD_STATE;
    }
    bool room = has_room(m, object_named(m, self, job), IN_PROCESSES);
    return room ? promise(m, self, 1) : Z_NO_MEMORY;
}

void do_process_create(struct tasks *m, unsigned self, unsigned job, struct made made)
{
    (void)object_begins(m, made.id, PROCESS, object_named(m, self, job));
    process_begins(m, made.id);
    receives(m, self, made.slot, made.id);
}

int32_t can_thread_create(struct tasks *m, unsigned self, unsigned process)
{
    int32_t status = look_up(m, self, process, PROCESS, R_MANAGE_THREAD);
    if (status != Z_OK) {
        return status;
    }
    const struct thing *of = at(m, object_named(m, self, process));
    if (of->life == DEAD) {
        return Z_BAD_STATE;
    }
    return has_room(m, of->parent, IN_THREADS) ? promise(m, self, 1) : Z_NO_MEMORY;
}

void do_thread_create(struct tasks *m, unsigned self, unsigned process, struct made made)
{
    struct thing *thread = object_begins(m, made.id, THREAD, object_named(m, self, process));
    thread->priority = at(m, self)->priority;
    receives(m, self, made.slot, made.id);
}

bool can_give(struct tasks *m, unsigned self, unsigned process)
{
    const struct thing *to = look_up(m, self, process, PROCESS, R_WRITE | R_TRANSFER) == Z_OK
                                 ? at(m, object_named(m, self, process))
                                 : NULL;
    return to != NULL && to->life != DEAD && !to->memory && caller(m, self)->memory;
}

void do_give(struct tasks *m, unsigned self, unsigned process)
{
    struct thing *to = at(m, object_named(m, self, process));
    to->memory = true;
    to->giver = process_of(m, self);
    to->page = caller(m, self)->page;
    to->code_at = caller(m, self)->code_at;
}

bool can_give_area(struct tasks *m, unsigned self, unsigned process)
{
    const struct thing *to = look_up(m, self, process, PROCESS, R_WRITE) == Z_OK
                                 ? at(m, object_named(m, self, process))
                                 : NULL;
    return to != NULL && to->life != DEAD && has_room(m, to->parent, IN_AREAS);
}

void do_give_area(struct tasks *m, unsigned self, unsigned process)
{
    at(m, object_named(m, self, process))->areas++;
}

/* ---- Starting. ---- */

static void takes_area(struct tasks *m, unsigned thread)
{
    struct thing *process = at(m, process_of(m, thread));
    unsigned taken = 0;
    for (unsigned i = m->first[THREAD]; i < m->first[EVENT]; i++) {
        taken += started(m, i) && at(m, i)->parent == at(m, thread)->parent && at(m, i)->of_arena;
    }
    if (taken == process->areas && process->task != 0 && has_room(m, process->parent, IN_AREAS)) {
        process->areas++;
    }
    at(m, thread)->area = at(m, thread)->of_arena = taken < process->areas;
}

static int32_t given_refused(struct tasks *m, unsigned self, unsigned given, unsigned process)
{
    if (given == NO_NAME) {
        return Z_OK;
    }
    int32_t status = look_up(m, self, given, NOTHING, R_TRANSFER);
    return status == Z_OK && free_slots(m, process) == 0 ? Z_NO_MEMORY : status;
}

int32_t can_process_start(struct tasks *m, unsigned self, unsigned process, unsigned thread,
                          unsigned given)
{
    int32_t status = look_up(m, self, process, PROCESS, R_WRITE);
    status = status == Z_OK ? look_up(m, self, thread, THREAD, R_WRITE) : status;
    if (status != Z_OK) {
        return status;
    }
    unsigned starts = object_named(m, self, process);
    unsigned by = object_named(m, self, thread);
    if (process_of(m, by) != starts) {
        return Z_ACCESS_DENIED;
    }
    if (at(m, starts)->life != UNBORN || at(m, by)->life != UNBORN) {
        return Z_BAD_STATE;
    }
    status = given_refused(m, self, given, starts);
    return status == Z_OK && !at(m, starts)->memory ? Z_INVALID_ARGS : status;
}

void do_process_start(struct tasks *m, unsigned self, unsigned process, unsigned thread,
                      unsigned given, struct made made)
{
    unsigned starts = object_named(m, self, process);
    unsigned by = object_named(m, self, thread);
    at(m, starts)->life = ALIVE;
    if (given != NO_NAME) {
        struct held moved = *named(m, self, given);
        *named(m, self, given) = (struct held){0};
        name_cancels(m, moved.serial);
        name_make(m, starts, made.slot, moved.object, moved.rights);
    }
    takes_area(m, by);
    thread_begins(m, by);
}

int32_t can_thread_start(struct tasks *m, unsigned self, unsigned thread)
{
    int32_t status = look_up(m, self, thread, THREAD, R_MANAGE_THREAD);
    if (status != Z_OK) {
        return status;
    }
    unsigned starts = object_named(m, self, thread);
    const struct thing *process = at(m, process_of(m, starts));
    if (at(m, starts)->life != UNBORN || process->life != ALIVE) {
        return Z_BAD_STATE;
    }
    return process->memory ? Z_OK : Z_INVALID_ARGS;
}

void do_thread_start(struct tasks *m, unsigned self, unsigned thread)
{
    unsigned starts = object_named(m, self, thread);
    takes_area(m, starts);
    thread_begins(m, starts);
}

/* ---- Ending. ---- */

void do_thread_exit(struct tasks *m, unsigned self)
{
    if (caller(m, self)->listener[LISTEN_DEBUGGER] != 0) {
        exception_raised(m, self, E_THREAD_EXITING);
    } else {
        thread_leaves(m, self);
    }
}

int32_t can_kill(struct tasks *m, unsigned self, unsigned task)
{
    int32_t status = look_up(m, self, task, NOTHING, R_DESTROY);
    if (status != Z_OK) {
        return status;
    }
    enum tasks_kind kind = kind_at(m, object_named(m, self, task));
    return kind == JOB || kind == PROCESS ? Z_OK : Z_WRONG_TYPE;
}

void do_kill(struct tasks *m, unsigned self, unsigned task)
{
    unsigned killed = object_named(m, self, task);
    if (kind_at(m, killed) == JOB) {
        job_killed(m, killed, KILLED_BY_CALL);
    } else {
        process_ends(m, killed, true, KILLED_BY_CALL);
    }
}

/* ---- Suspending. ---- */

int32_t can_suspend(struct tasks *m, unsigned self, unsigned task)
{
    int32_t status = look_up(m, self, task, NOTHING, R_WRITE);
    if (status != Z_OK) {
        return status;
    }
    unsigned id = object_named(m, self, task);
    if (kind_at(m, id) != THREAD && kind_at(m, id) != PROCESS) {
        return Z_WRONG_TYPE;
    }
    if (id == self || id == process_of(m, self)) {
        return Z_NOT_SUPPORTED;
    }
    if (at(m, id)->life == DEAD) {
        return Z_BAD_STATE;
    }
    if (!caller(m, self)->memory) {
        return Z_INVALID_ARGS;
    }
    return has_room(m, caller_job(m, self), IN_TOKENS) ? promise(m, self, 1) : Z_NO_MEMORY;
}

void do_suspend(struct tasks *m, unsigned self, unsigned task, struct made made)
{
    unsigned held = object_named(m, self, task);
    object_begins(m, made.id, TOKEN, caller_job(m, self))->target_of_token = held;
    receives(m, self, made.slot, made.id);
    suspend_count(m, held, 1);
}

/* ---- Names. ---- */

void do_close(struct tasks *m, unsigned self, unsigned slot)
{
    if (slot != NO_NAME && named(m, self, slot) != NULL) {
        name_drop(m, named(m, self, slot));
    }
}

int32_t can_duplicate(struct tasks *m, unsigned self, unsigned slot, uint32_t rights)
{
    int32_t status = look_up(m, self, slot, NOTHING, R_DUPLICATE);
    if (status != Z_OK) {
        return status;
    }
    bool more = (rights & ~named(m, self, slot)->rights) != 0;
    return more ? Z_INVALID_ARGS : promise(m, self, 1);
}

void do_duplicate(struct tasks *m, unsigned self, unsigned slot, uint32_t rights, struct made made)
{
    name_make(m, process_of(m, self), made.slot, object_named(m, self, slot), rights);
}
