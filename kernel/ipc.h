/*
 * IPC and events: blocking messages between processes, and the wait that receives them.
 *
 * A sender waits in its target's queue of senders until a thread of the target reads the message,
 * straight from exchange area to exchange area. Threads that wait for events are in their own
 * process's queue of waiters, longest first.
 */
#ifndef ANVIL_IPC_H
#define ANVIL_IPC_H

#include "config.h"
#include "thread.h"

#define EVENT_HEADER_SIZE 8u
#define EVENT_MAGIC       0x4242u
#define IPC_LENGTH_MAX    248u

/* Kinds of events, as bits of a mask. */
enum event_kind {
    EVENT_NONE = 0,
    EVENT_IPC = 1,
    EVENT_SIGNAL = 2,
    EVENT_IRQ = 4,
    EVENT_DMA = 8,
    EVENT_MASK_ALL = 15
};

enum sleep_mode { SLEEP_SHALLOW = 0, SLEEP_DEEP = 1 };

struct ipc_thread {
    uint64_t sent;     /* SENDING: order of the send among all, for "oldest first" */
    process_id target; /* SENDING: who is to read it */
    uint8_t length;    /* SENDING: of the message */
    uint8_t mask;      /* WAITING: kinds waited for; SLEEPING: nonzero if an event ends it */
    uint8_t reserved[4];
};

struct ipc_process {
    struct queue senders; /* SENDING threads whose target it is, oldest first */
    struct queue waiters; /* its own WAITING threads, longest first */
    uint16_t reserved[2];
};

struct ipc_state {
    uint64_t sends; /* sends that blocked so far */
    struct ipc_thread thread[CONFIG_THREADS + 1];
    struct ipc_process process[CONFIG_PROCESSES + 1];
};

/* Everybody who sends to this process gets BROKENPIPE; it is not running any more. */
void ipc_process_ended(struct kernel *k, process_id process);

/* deadlock.c: whether a send from the running thread to target would never be read. */
bool deadlock_would_close(const struct kernel *k, thread_id sender, process_id target);
/* A thread has ended: wakes senders that became stuck, oldest first, until none is. */
void deadlock_resolve(struct kernel *k);

#endif
