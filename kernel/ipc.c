/*
 * IPC: send_ipc, send_and_wait, and what happens to senders whose target ends.
 *
 * It owns struct ipc_state. Invariants: a SENDING thread is in the senders of its running target,
 * in the order of the sends; a message is copied once, when a thread of the target reads it, and
 * its sender goes on in the same step.
 */
#include "ipc.h"

#include "sentry.h"
#include "syscall.h"

/* The one copy, from the sender's area to behind the header in the reader's. */
static void ipc_copy(struct kernel *k, thread_id sender, uint32_t length, thread_id reader)
{
    event_write_header(k, reader, EVENT_IPC, k->thread[sender].source, length);
    arch_memory_copy(k, k->thread[reader].area + EVENT_HEADER_SIZE, k->thread[sender].area, length);
}

thread_id ipc_take(struct kernel *k, process_id process, thread_id reader)
{
    thread_id sender = k->ipc.process[process].senders.first;
    ipc_copy(k, sender, k->ipc.thread[sender].length, reader);
    return sender;
}

void ipc_leave(struct kernel *k, thread_id sender)
{
    struct ipc_thread *left = &k->ipc.thread[sender];
    struct queue *senders = &k->ipc.process[left->target].senders;
    queue_remove(k, senders, sender);
    if (senders->first == NONE) {
        event_drained(k, left->target, EVENT_IPC);
    }
    *left = (struct ipc_thread){0};
}

/* Why the running thread cannot send; SENTRY_OK if it can. */
static uint32_t ipc_refuse(const struct kernel *k, process_id target, thread_id reader)
{
    thread_id self = k->sched.current;
    if (k->thread[self].area == 0) {
        return SENTRY_INVALID;
    }
    bool closes = reader == NONE && deadlock_would_close(k, self, target);
    return closes ? SENTRY_DEADLK : SENTRY_OK;
}

/* The running thread waits in the target's queue until it is read. */
static void ipc_enqueue(struct kernel *k, process_id target, uint32_t length)
{
    thread_id self = k->sched.current;
    k->ipc.thread[self].sent = ++k->ipc.sends;
    k->ipc.thread[self].target = target;
    k->ipc.thread[self].length = (uint8_t)length;
    thread_park(k, self, THREAD_SENDING, TIME_NEVER);
    event_queued(k, target, EVENT_IPC);
}

static void ipc_hand_over(struct kernel *k, thread_id reader, uint32_t length)
{
    ipc_copy(k, k->sched.current, length, reader);
    thread_wake_waiting(k, reader, SENTRY_OK);
}

uint32_t call_send_ipc(struct kernel *k, struct send_ipc_arguments a)
{
    thread_id reader = event_reader(k, a.target, EVENT_IPC);
    uint32_t status = ipc_refuse(k, a.target, reader);
    if (status != SENTRY_OK) {
        return status;
    }
    /* Commit. */
    if (reader != NONE) {
        ipc_hand_over(k, reader, a.len);
    } else {
        ipc_enqueue(k, a.target, a.len);
    }
    sched_settle(k);
    return SENTRY_OK;
}

uint32_t call_send_and_wait(struct kernel *k, struct send_and_wait_arguments a)
{
    thread_id self = k->sched.current;
    thread_id reader = event_reader(k, a.target, EVENT_IPC);
    uint32_t status = ipc_refuse(k, a.target, reader);
    if (!event_wait_valid(a.mask, a.timeout)) {
        status = SENTRY_INVALID;
    }
    if (status != SENTRY_OK) {
        return status;
    }
    /* Commit. */
    if (reader != NONE) {
        ipc_hand_over(k, reader, a.len);
        status = event_wait_begin(k, self, a.mask, a.timeout);
    } else {
        ipc_enqueue(k, a.target, a.len);
        k->event.wait[self] =
            (struct event_wait){.timeout = a.timeout, .mask = (uint8_t)a.mask, .follows = 1};
    }
    sched_settle(k);
    return status;
}

void ipc_process_ended(struct kernel *k, process_id process)
{
    while (k->ipc.process[process].senders.first != NONE) {
        thread_wake(k, k->ipc.process[process].senders.first, SENTRY_BROKENPIPE);
    }
}
