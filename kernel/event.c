/*
 * Events: wait_for_event, the choice of the waiter and of the event.
 *
 * It owns struct event_state. Invariants: a bit of pending is set if and only if its owner has an
 * event for the process; no thread waits for a kind that is pending; a wait ends with exactly one
 * event, whole, or with none and an untouched exchange area.
 */
#include "event.h"

#include "sentry.h"
#include "syscall.h"

/*
 * What precedes the data in the reader's exchange area, as users know it: type and length in a
 * byte each, the magic in two, then the source.
 */
void event_write_header(struct kernel *k, thread_id reader, enum event_kind kind, uint32_t source,
                        uint32_t length)
{
    const uint32_t header[] = {(uint32_t)kind | length << 8 | EVENT_MAGIC << 16, source};
    _Static_assert(sizeof header == EVENT_HEADER_SIZE, "published layout");
    arch_memory_write(k, k->thread[reader].area, header, sizeof header);
}

void event_write(struct kernel *k, thread_id reader, enum event_kind kind, uint32_t source,
                 const void *data, uint32_t length)
{
    event_write_header(k, reader, kind, source, length);
    arch_memory_write(k, k->thread[reader].area + EVENT_HEADER_SIZE, data, length);
}

/*
 * Takes the most urgent pending event of these kinds for the reader. Returns the thread whose send
 * has been read by that, NONE for other events.
 */
static thread_id event_take(struct kernel *k, process_id process, thread_id reader, unsigned kinds)
{
    if ((kinds & EVENT_SIGNAL) != 0) {
        signal_take(k, process, reader);
        return NONE;
    }
    if ((kinds & EVENT_IRQ) != 0) {
        irq_take(k, process, reader);
        return NONE;
    }
    return ipc_take(k, process, reader);
}

static bool waiter_asks(const struct kernel *k, thread_id thread, enum event_kind kind)
{
    return (k->event.wait[thread].mask & kind) != 0;
}

/* Of several waiters the most urgent is served, then the one waiting longest. */
static thread_id event_reader_of_many(const struct kernel *k, thread_id first, enum event_kind kind)
{
    thread_id best = NONE;
    thread_id thread = first;
    do {
        bool better = best == NONE || k->thread[thread].priority > k->thread[best].priority;
        best = better && waiter_asks(k, thread, kind) ? thread : best;
        thread = k->thread[thread].next;
    } while (thread != first);
    return best;
}

thread_id event_reader(const struct kernel *k, process_id process, enum event_kind kind)
{
    thread_id first = k->event.process[process].waiters.first;
    if (first != k->thread[first].next) {
        return event_reader_of_many(k, first, kind);
    }
    return waiter_asks(k, first, kind) ? first : NONE; /* one, or NONE, which asks for nothing */
}

/* Threads that sleep lightly learn that something has arrived, the one started last first; it stays
 * to be read. */
static void event_rouse(struct kernel *k, process_id process)
{
    thread_id thread = k->process[process].first_thread;
    while (thread != NONE) {
        if (k->thread[thread].state == THREAD_SLEEPING && k->event.wait[thread].mask != 0) {
            thread_wake(k, thread, SENTRY_INTR);
        }
        thread = k->thread[thread].sibling;
    }
}

void event_queued(struct kernel *k, process_id process, enum event_kind kind)
{
    k->event.process[process].pending |= (uint8_t)kind;
    event_rouse(k, process);
}

void event_drained(struct kernel *k, process_id process, enum event_kind kind)
{
    k->event.process[process].pending &= (uint8_t)~kind;
}

bool event_wait_valid(uint32_t mask, int32_t timeout)
{
    return mask != EVENT_NONE || timeout != 0;
}

/* The kinds of this mask of which there is an event for the thread. */
static unsigned wait_kinds(const struct kernel *k, thread_id thread, uint32_t mask)
{
    return k->event.process[k->thread[thread].process].pending & mask;
}

/* Nothing is there for the thread: it blocks, unless it only polls. */
static uint32_t wait_block(struct kernel *k, thread_id thread, uint32_t mask, int32_t timeout)
{
    if (timeout < 0) {
        return SENTRY_AGAIN;
    }
    /* Commit. */
    uint64_t deadline = timeout == 0 ? TIME_NEVER : time_after_ms(k, (uint32_t)timeout);
    thread_park(k, thread, THREAD_WAITING, deadline);
    k->event.wait[thread].mask = (uint8_t)mask;
    return SENTRY_OK;
}

/* A stopped thread's wait begins, and will be evaluated when the thread goes on. */
COLD static void wait_stopped(struct kernel *k, thread_id thread, uint8_t mask, int32_t timeout)
{
    uint64_t deadline = timeout <= 0 ? TIME_NEVER : time_after_ms(k, (uint32_t)timeout);
    thread_park(k, thread, THREAD_WAITING, deadline);
    k->event.wait[thread] = (struct event_wait){.timeout = timeout < 0 ? timeout : 0, .mask = mask};
}

/*
 * The thread's send has been read: its call returns, or goes on to the wait that follows. That may
 * read another thread's send, and so on: a loop, since the chain can be as long as there are
 * threads.
 */
static void send_done(struct kernel *k, thread_id sender)
{
    while (sender != NONE) {
        thread_id self = sender;
        const struct event_wait wait = k->event.wait[self];
        sender = NONE;
        thread_wake_sending(k, self, SENTRY_OK);
        if (wait.follows == 0) {
            continue;
        }
        if (k->thread[self].stopped != 0) {
            wait_stopped(k, self, wait.mask, wait.timeout);
            continue;
        }
        unsigned kinds = wait_kinds(k, self, wait.mask);
        if (kinds != 0) {
            sender = event_take(k, k->thread[self].process, self, kinds);
        } else {
            arch_context_result(k, self, wait_block(k, self, wait.mask, wait.timeout));
        }
    }
}

uint32_t event_wait_begin(struct kernel *k, thread_id thread, uint32_t mask, int32_t timeout)
{
    unsigned kinds = wait_kinds(k, thread, mask);
    if (kinds == 0) {
        return wait_block(k, thread, mask, timeout);
    }
    send_done(k, event_take(k, k->thread[thread].process, thread, kinds));
    return SENTRY_OK;
}

bool event_reconsider(struct kernel *k, thread_id thread)
{
    process_id process = k->thread[thread].process;
    const struct event_wait wait = k->event.wait[thread];
    unsigned kinds = wait_kinds(k, thread, wait.mask);
    queue_append(k, &k->event.process[process].waiters, thread);
    if (kinds != 0) {
        thread_wake_waiting(k, thread, SENTRY_OK);
        send_done(k, event_take(k, process, thread, kinds));
    } else if (wait.timeout < 0) {
        thread_wake_waiting(k, thread, SENTRY_AGAIN);
    }
    return kinds != 0 || wait.timeout < 0;
}

bool event_hand_over(struct kernel *k, process_id process, enum event_kind kind, uint32_t source,
                     uint32_t number)
{
    thread_id reader = event_reader(k, process, kind);
    if (reader != NONE) {
        event_write(k, reader, kind, source, &number, sizeof number);
        thread_wake_waiting(k, reader, SENTRY_OK);
    }
    return reader != NONE;
}

uint32_t call_wait_for_event(struct kernel *k, struct wait_for_event_arguments a)
{
    thread_id self = k->sched.current;
    if (k->thread[self].area == 0 || !event_wait_valid(a.mask, a.timeout)) {
        return SENTRY_INVALID;
    }
    uint32_t status = event_wait_begin(k, self, a.mask, a.timeout);
    sched_settle(k);
    return status;
}

void event_process_ended(struct kernel *k, process_id process)
{
    ipc_process_ended(k, process);
    signal_process_ended(k, process);
    irq_process_ended(k, process);
    alarm_stop(k, process);
}
