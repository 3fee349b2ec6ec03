/*
 * IPC and events: send_ipc, wait_for_event, and what happens to senders whose target ends.
 *
 * It owns struct ipc_state. Invariants: a SENDING thread is in the senders of its running target,
 * in the order of the sends; a message is copied once, when a thread of the target reads it, and
 * its sender is woken in the same step; while a thread of a process waits for IPC, that process
 * has no senders.
 */
#include "ipc.h"

#include "sentry.h"
#include "syscall.h"

/* What precedes the payload in the receiver's exchange area; the layout is the users'. */
struct event_header {
    uint8_t type;    /* enum event_kind */
    uint8_t length;  /* bytes of payload */
    uint16_t magic;  /* EVENT_MAGIC */
    uint32_t source; /* task handle of the sender */
};
_Static_assert(sizeof(struct event_header) == EVENT_HEADER_SIZE, "published layout");

static void ipc_copy(struct kernel *k, thread_id sender, uint32_t length, thread_id receiver)
{
    const struct event_header header = {
        .type = EVENT_IPC,
        .length = (uint8_t)length,
        .magic = EVENT_MAGIC,
        .source = name_of_task(k, k->thread[sender].process),
    };
    uint32_t area = k->thread[receiver].area;
    arch_memory_write(k, area, &header, EVENT_HEADER_SIZE);
    arch_memory_copy(k, area + EVENT_HEADER_SIZE, k->thread[sender].area, length);
}

/* The waiter of the process that an event of this kind goes to: most urgent, then longest. */
static thread_id ipc_reader(const struct kernel *k, process_id process, enum event_kind kind)
{
    thread_id first = k->ipc.process[process].waiters.first;
    thread_id best = NONE;
    thread_id thread = first;
    while (thread != NONE) {
        bool asks = (k->ipc.thread[thread].mask & kind) != 0;
        if (asks && (best == NONE || k->thread[thread].priority > k->thread[best].priority)) {
            best = thread;
        }
        thread = k->thread[thread].next == first ? NONE : k->thread[thread].next;
    }
    return best;
}

/* An event has arrived that nobody waits for: threads that sleep lightly learn of it, the one
 * started last first. */
static void ipc_rouse(struct kernel *k, process_id process)
{
    thread_id thread = k->process[process].first_thread;
    while (thread != NONE) {
        thread_id next = k->thread[thread].sibling;
        if (k->thread[thread].state == THREAD_SLEEPING && k->ipc.thread[thread].mask != 0) {
            thread_wake(k, thread, SENTRY_INTR);
        }
        thread = next;
    }
}

uint32_t call_send_ipc(struct kernel *k, struct send_ipc_arguments a)
{
    thread_id self = k->sched.current;
    if (k->thread[self].area == 0) {
        return SENTRY_INVALID;
    }
    thread_id reader = ipc_reader(k, a.target, EVENT_IPC);
    if (reader == NONE && deadlock_would_close(k, self, a.target)) {
        return SENTRY_DEADLK;
    }
    /* Commit. */
    if (reader != NONE) {
        ipc_copy(k, self, a.len, reader);
        thread_wake(k, reader, SENTRY_OK);
    } else {
        k->ipc.thread[self].sent = ++k->ipc.sends;
        k->ipc.thread[self].target = a.target;
        k->ipc.thread[self].length = (uint8_t)a.len;
        thread_park(k, THREAD_SENDING, TIME_NEVER);
        ipc_rouse(k, a.target);
    }
    sched_settle(k);
    return SENTRY_OK;
}

static uint32_t ipc_receive(struct kernel *k, thread_id receiver, thread_id sender)
{
    ipc_copy(k, sender, k->ipc.thread[sender].length, receiver);
    thread_wake(k, sender, SENTRY_OK);
    sched_settle(k);
    return SENTRY_OK;
}

uint32_t call_wait_for_event(struct kernel *k, struct wait_for_event_arguments a)
{
    thread_id self = k->sched.current;
    bool for_ever = a.timeout == 0;
    if (k->thread[self].area == 0 || (a.mask == EVENT_NONE && for_ever)) {
        return SENTRY_INVALID;
    }
    thread_id sender = k->ipc.process[k->thread[self].process].senders.first;
    if ((a.mask & EVENT_IPC) != 0 && sender != NONE) {
        return ipc_receive(k, self, sender);
    }
    if (a.timeout < 0) {
        return SENTRY_AGAIN;
    }
    /* Commit. */
    k->ipc.thread[self].mask = (uint8_t)a.mask;
    thread_park(k, THREAD_WAITING, for_ever ? TIME_NEVER : time_after_ms(k, (uint32_t)a.timeout));
    sched_settle(k);
    return SENTRY_OK;
}

void ipc_process_ended(struct kernel *k, process_id process)
{
    while (k->ipc.process[process].senders.first != NONE) {
        thread_wake(k, k->ipc.process[process].senders.first, SENTRY_BROKENPIPE);
    }
}
