/*
 * Events: what a process can be told, and the threads that wait for it.
 *
 * Signals, interrupts and messages are queued by their owners (signal.c, irq.c, ipc.c), each of
 * which keeps its bit in the process's pending mask. This part knows who waits for what, hands out
 * exactly one event at a time, and decides the order: signals, then interrupts, then messages.
 */
#ifndef ANVIL_EVENT_H
#define ANVIL_EVENT_H

#include "config.h"
#include "thread.h"

#define EVENT_HEADER_SIZE 8u
#define EVENT_MAGIC       0x4242u
#define EVENT_DATA_MAX    248u

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

/* What a thread waits for. */
struct event_wait {
    int32_t timeout; /* SENDING before a wait, or stopped since: the wait's timeout */
    uint8_t mask;    /* WAITING: kinds waited for; SLEEPING: nonzero if an event ends it;
                        SENDING before a wait: the wait's mask */
    uint8_t follows; /* SENDING: a wait follows the send */
    uint8_t reserved[2];
};

struct event_process {
    struct queue waiters; /* its WAITING threads, longest first */
    uint8_t pending;      /* kinds of which it has an event nobody has read */
    uint8_t reserved;
    uint8_t reserved_2[4];
};

struct event_state {
    struct event_wait wait[CONFIG_THREADS + 1];
    struct event_process process[CONFIG_PROCESSES + 1];
};

/* The thread of the process that an event of this kind goes to at once, or NONE. */
thread_id event_reader(const struct kernel *k, process_id process, enum event_kind kind);
/* A thread that waits for this kind gets a number as its event. False: nobody does. */
bool event_hand_over(struct kernel *k, process_id process, enum event_kind kind, uint32_t source,
                     uint32_t number);
/* An event that nobody waits for has been queued by its owner: rouses light sleepers. */
void event_queued(struct kernel *k, process_id process, enum event_kind kind);
/* Its owner has no more events of this kind for the process. */
void event_drained(struct kernel *k, process_id process, enum event_kind kind);
/* Writes an event to the thread's exchange area. Data lies in kernel memory. */
void event_write(struct kernel *k, thread_id reader, enum event_kind kind, uint32_t source,
                 const void *data, uint32_t length);
/* Writes the header alone; who calls it copies the data. */
void event_write_header(struct kernel *k, thread_id reader, enum event_kind kind, uint32_t source,
                        uint32_t length);

/* Whether this wait could be begun at all: not an empty one for ever. */
bool event_wait_valid(uint32_t mask, int32_t timeout);
/* The thread waits, or gets what is there; the status is for a thread that need not block. */
uint32_t event_wait_begin(struct kernel *k, thread_id thread, uint32_t mask, int32_t timeout);
/* A waiting thread that was stopped waits again. True: it is over. */
bool event_reconsider(struct kernel *k, thread_id thread);
/* Nothing is left of what the process had not read; nobody of it waits. */
COLD void event_process_ended(struct kernel *k, process_id process);

#endif
