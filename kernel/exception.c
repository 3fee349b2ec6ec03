/*
 * Exceptions. It owns struct exception_state.
 *
 * Invariants: a thread's exception has a name if and only if a handler has it or its message is
 * unread, and then the thread is in an exception or dead; stage is 0 unless the thread is in one. A
 * bound end of a channel has no name but is held by the kernel, its task lives, and bound counts
 * it.
 */
#include "exception.h"

#include "kernel.h"
#include "zircon.h"

#define EXCEPTION_RIGHTS (RIGHT_TRANSFER | RIGHT_GET_PROPERTY | RIGHT_SET_PROPERTY | RIGHT_INSPECT)

/* ---- The search order. ---- */

/* The job so many levels above the thread's process, from 0; NONE: there is none. */
static object_id job_above(const struct kernel *k, thread_id thread, unsigned levels)
{
    job_id job = k->process[k->thread[thread].process].job;
    for (; job != NONE && levels > 0; levels--) {
        job = k->job[job].parent;
    }
    return job == NONE ? NONE : object_of_job(job);
}

/* Process debugger, thread, process, for a second chance the debugger again, the jobs upwards. */
static struct handler handler_of_fault(const struct kernel *k, thread_id thread, unsigned stage)
{
    object_id process = object_of_process(k->thread[thread].process);
    bool second = k->exception.thread[thread].strategy != 0;
    const struct handler first[] = {
        {process, LISTENER_DEBUGGER},
        {object_of_thread(thread), LISTENER_REGULAR},
        {process, LISTENER_REGULAR},
        {process, second ? LISTENER_DEBUGGER : LISTENERS},
    };
    const unsigned count = sizeof first / sizeof first[0];
    return stage < count ? first[stage]
                         : (struct handler){job_above(k, thread, stage - count), LISTENER_REGULAR};
}

static struct handler handler_at(const struct kernel *k, thread_id thread, unsigned stage)
{
    object_id process = object_of_process(k->thread[thread].process);
    switch (k->exception.thread[thread].report.type) {
    case ZX_EXCP_PROCESS_STARTING:
        return (struct handler){job_above(k, thread, stage / JOB_DEBUGGERS_MAX),
                                LISTENER_DEBUGGER + stage % JOB_DEBUGGERS_MAX};
    case ZX_EXCP_THREAD_STARTING:
    case ZX_EXCP_THREAD_EXITING:
        return (struct handler){stage == 0 ? process : NONE, LISTENER_DEBUGGER};
    default:
        return handler_of_fault(k, thread, stage);
    }
}

struct handler exception_handler(const struct kernel *k, thread_id thread)
{
    return handler_at(k, thread, k->exception.thread[thread].stage - 1u);
}

bool exception_at_debugger(const struct kernel *k, thread_id thread)
{
    const struct exception *exception = &k->exception.thread[thread];
    return exception->report.type != ZX_EXCP_PROCESS_STARTING && exception->stage == 1;
}

/* ---- Asking. ---- */

void exception_describe(const struct kernel *k, thread_id thread, struct exception_message *message)
{
    *message = (struct exception_message){
        .pid = k->object[object_of_process(k->thread[thread].process)].koid,
        .tid = k->object[object_of_thread(thread)].koid,
        .type = k->exception.thread[thread].told,
    };
}

static void exception_deliver(struct kernel *k, thread_id thread, object_id end)
{
    object_id id = object_of_exception(thread);
    if (k->object[id].type == OBJECT_FREE) {
        object_create_at(k, id, OBJECT_EXCEPTION, object_of_thread(thread),
                         k->thread[thread].domain);
    }
    k->exception.thread[thread].answer = ANSWER_TRY_NEXT;
    k->exception.thread[thread].own = channel_listened(k, end) == object_of_thread(thread);
    k->exception.thread[thread].told = k->exception.thread[thread].report.type;
    channel_deliver(k, object_peer(end), thread, id, EXCEPTION_RIGHTS);
}

/* Asks the next handler there is. False: there is none left. */
static bool exception_ask(struct kernel *k, thread_id thread)
{
    struct exception *exception = &k->exception.thread[thread];
    struct handler handler;
    if (k->exception.bound == 0) {
        return false; /* as for most threads, when they start */
    }
    while ((handler = handler_at(k, thread, exception->stage)).task != NONE) {
        exception->stage++;
        object_id end = handler.listener < LISTENERS
                            ? k->exception.channel[handler.task][handler.listener]
                            : (object_id)NONE;
        if (end != NONE) {
            exception_deliver(k, thread, end);
            return true;
        }
    }
    return false;
}

/* ---- Its end. ---- */

/* What is shown to debuggers only, and goes on when they do not object. */
static bool exception_shown_only(const struct kernel *k, thread_id thread)
{
    uint32_t type = k->exception.thread[thread].report.type;
    return (type & ZX_EXCP_SYNTH) != 0 && type != ZX_EXCP_POLICY_ERROR;
}

/* A process's start is followed by its first thread's. False: nothing follows. */
static bool exception_next_phase(struct kernel *k, thread_id thread)
{
    struct exception *exception = &k->exception.thread[thread];
    bool follows = exception->report.type == ZX_EXCP_PROCESS_STARTING;
    if (follows) {
        *exception = (struct exception){.report.type = ZX_EXCP_THREAD_STARTING};
    }
    return follows;
}

/* The exception is over and the thread goes on, by whatever way it came in. */
static void exception_leave(struct kernel *k, thread_id thread)
{
    uint32_t type = k->exception.thread[thread].report.type;
    k->exception.thread[thread] = (struct exception){0};
    if (type == ZX_EXCP_THREAD_EXITING) {
        thread_exit(k, thread);
    } else {
        thread_unpark(k, thread);
    }
}

/* On to the next handler, or, once it has been handled, to whatever is next. */
static void exception_proceed(struct kernel *k, thread_id thread, bool handled)
{
    bool asked = !handled && exception_ask(k, thread);
    while (!asked && exception_next_phase(k, thread)) {
        asked = exception_ask(k, thread);
    }
    if (asked) {
        return;
    }
    if (handled || exception_shown_only(k, thread)) {
        exception_leave(k, thread);
        return;
    }
    report_fault(k, thread);
    process_end(k, k->thread[thread].process, ENDED_FAULT, ZX_TASK_RETCODE_EXCEPTION_KILL);
}

static void exception_begin(struct kernel *k, thread_id thread, const struct report *report)
{
    k->exception.thread[thread] = (struct exception){.report = *report};
    exception_proceed(k, thread, false);
}

void exception_raise(struct kernel *k, thread_id thread, const struct report *report)
{
    thread_park(k, thread, THREAD_EXCEPTION, TIME_NEVER);
    exception_begin(k, thread, report);
}

void exception_starting(struct kernel *k, thread_id thread, bool first)
{
    const struct report report = {.type =
                                      first ? ZX_EXCP_PROCESS_STARTING : ZX_EXCP_THREAD_STARTING};
    exception_begin(k, thread, &report);
}

void exception_exiting(struct kernel *k, thread_id thread)
{
    const struct report report = {.type = ZX_EXCP_THREAD_EXITING};
    exception_raise(k, thread, &report);
}

void exception_answered(struct kernel *k, object_id answered)
{
    thread_id thread = thread_of_exception(answered);
    if (k->thread[thread].state != THREAD_EXCEPTION) {
        return; /* it has died meanwhile */
    }
    uint8_t answer = k->exception.thread[thread].answer;
    if (answer == ANSWER_THREAD_EXIT) {
        thread_exit(k, thread);
    } else {
        exception_proceed(k, thread, answer == ANSWER_HANDLED);
    }
}

void exception_forget(struct kernel *k, thread_id thread)
{
    channel_withdraw(k, thread);
    handle_revoke(k, object_of_exception(thread));
}

/* ---- Listeners. ---- */

unsigned exception_place(const struct kernel *k, object_id task, bool debugger)
{
    unsigned place = debugger ? LISTENER_DEBUGGER : LISTENER_REGULAR;
    unsigned end = place + 1;
    if (debugger && k->object[task].type == OBJECT_JOB) {
        end += JOB_DEBUGGERS_MAX - 1;
    }
    while (place < end && k->exception.channel[task][place] != NONE) {
        place++;
    }
    return place < end ? place : LISTENERS;
}

void exception_bind(struct kernel *k, object_id task, unsigned listener, object_id end)
{
    k->exception.channel[task][listener] = end;
    k->exception.bound++;
    channel_listens(k, end, task);
    object_reference(k, end);
}

/* The end listens no more. The kernel's hold on it is its caller's care. */
static object_id listener_take(struct kernel *k, object_id task, unsigned listener)
{
    object_id end = k->exception.channel[task][listener];
    k->exception.channel[task][listener] = NONE;
    k->exception.bound--;
    channel_listens(k, end, NONE);
    return end;
}

/* The kernel gives up its end, as if it had closed it. */
static void listener_drop(struct kernel *k, object_id task, unsigned listener)
{
    object_id end = listener_take(k, task, listener);
    channel_end_gone(k, end);
    object_dereference(k, end);
}

void exception_unbind(struct kernel *k, object_id end)
{
    object_id task = channel_listened(k, end);
    for (unsigned listener = 0; listener < LISTENERS; listener++) {
        if (k->exception.channel[task][listener] == end) {
            listener_drop(k, task, listener);
            return;
        }
    }
}

void exception_unbind_all(struct kernel *k, object_id task)
{
    for (unsigned listener = 0; listener < LISTENERS; listener++) {
        if (k->exception.channel[task][listener] != NONE) {
            listener_drop(k, task, listener);
        }
    }
}

void exception_abandon_all(struct kernel *k, object_id task)
{
    for (unsigned listener = 0; listener < LISTENERS; listener++) {
        if (k->exception.channel[task][listener] != NONE) {
            object_abandon(k, listener_take(k, task, listener)); /* its reader hears of it there */
        }
    }
}

bool exception_debugged(const struct kernel *k, object_id task)
{
    bool debugged = false;
    for (unsigned listener = LISTENER_DEBUGGER; listener < LISTENERS; listener++) {
        debugged = debugged || k->exception.channel[task][listener] != NONE;
    }
    return debugged;
}
