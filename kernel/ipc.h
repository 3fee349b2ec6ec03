/*
 * IPC: blocking messages between processes, without deadlock.
 *
 * A sender waits in its target's queue of senders until a thread of the target reads the message,
 * straight from exchange area to exchange area.
 */
#ifndef ANVIL_IPC_H
#define ANVIL_IPC_H

#include "config.h"
#include "event.h"
#include "thread.h"

#define IPC_LENGTH_MAX EVENT_DATA_MAX

struct ipc_thread {
    uint64_t sent;     /* SENDING: order of the send among all, for "oldest first" */
    process_id target; /* SENDING: who is to read it */
    uint8_t length;    /* SENDING: of the message */
    uint8_t reserved[5];
};

struct ipc_process {
    struct queue senders; /* SENDING threads whose target it is, oldest first */
    uint16_t reserved[3];
};

struct ipc_state {
    uint64_t sends; /* sends that blocked so far */
    struct ipc_thread thread[CONFIG_THREADS + 1];
    struct ipc_process process[CONFIG_PROCESSES + 1];
};

/* Hands the oldest message for the process to reader; returns its sender, who is done. */
thread_id ipc_take(struct kernel *k, process_id process, thread_id reader);
/* The thread leaves the queue of its target, read or not. */
void ipc_leave(struct kernel *k, thread_id sender);
/* Everybody who sends to this process gets BROKENPIPE; it is not running any more. */
COLD void ipc_process_ended(struct kernel *k, process_id process);

/* deadlock.c: whether a send from the running thread to target would never be read. */
bool deadlock_would_close(const struct kernel *k, thread_id sender, process_id target);
/* A thread has ended: wakes senders that became stuck, oldest first, until none is. */
COLD void deadlock_resolve(struct kernel *k);

#endif
