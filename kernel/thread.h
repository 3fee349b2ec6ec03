/*
 * Threads: what runs, and what each of those that do not run is waiting for.
 *
 * A thread's state says which queue links it: READY the ready queue of its priority, SENDING its
 * target's senders, WAITING its process's waiters, none otherwise. Its timer runs while its wait
 * has a deadline.
 */
#ifndef ANVIL_THREAD_H
#define ANVIL_THREAD_H

#include "config.h"
#include "image.h"
#include "types.h"

enum thread_state {
    THREAD_FREE = 0,
    THREAD_INITIAL,      /* created, not started */
    THREAD_READY,        /* runs or could */
    THREAD_SENDING,      /* in send_ipc, unread */
    THREAD_WAITING,      /* in wait_for_event */
    THREAD_SLEEPING,     /* in sleep */
    THREAD_NANOSLEEPING, /* in nanosleep */
    THREAD_AWAITING,     /* in object_wait_one or _many */
    THREAD_EXCEPTION,    /* until a handler has answered */
    THREAD_DEAD          /* ended, but still named */
};

/* Threads in order, linked in a circle through thread.next and thread.previous. */
struct queue {
    thread_id first; /* NONE: empty */
};

struct thread {
    uint32_t slice_left; /* ticks of its quantum not used yet */
    uint32_t quantum;    /* ticks it may run while others of its priority are ready */
    uint32_t area;       /* user address of its exchange area, 0: none */
    uint32_t source;     /* its process's task handle: what its messages come from */
    process_id process;  /* the process it belongs to */
    thread_id sibling;   /* next started thread of the process */
    thread_id next;      /* in the queue of its state */
    thread_id previous;
    uint8_t state;     /* enum thread_state */
    uint8_t priority;  /* 0 to 31, larger is more urgent */
    uint8_t domain;    /* its process's, copied for the send path */
    uint8_t stopped;   /* 1: suspended; then it is in no queue but its target's senders */
    uint16_t suspends; /* tokens of its own that keep it so */
    uint8_t reserved[2];
};

/* What a thread needs to run its first instruction. */
struct thread_start {
    struct region stack;  /* one writable mapping of its process, whole */
    uint32_t sp;          /* the first stack pointer, in it or at its end */
    uint32_t area;        /* exchange area, zeroed by the kernel; 0: none */
    uint32_t entry;       /* first instruction, Thumb bit included */
    uint32_t argument[2]; /* r0 and r1 there */
};

/* A thread of the process, not started; NONE when the pool is empty. */
COLD thread_id thread_create(struct kernel *k, process_id process, uint8_t priority,
                             uint8_t quantum_ms);
/* The same in this pool entry, which must be free. */
COLD void thread_create_at(struct kernel *k, thread_id thread, process_id process, uint8_t priority,
                           uint8_t quantum_ms);
COLD void thread_start(struct kernel *k, thread_id thread, const struct thread_start *start);
/* It will never start: its process has ended, or nothing names it any more. */
COLD void thread_abandon(struct kernel *k, thread_id thread);
/* Takes a READY thread off the processor until thread_wake, into the queue of its new state; a
 * stopped one waits for that queue, too. */
void thread_park(struct kernel *k, thread_id thread, enum thread_state state, uint64_t deadline);
/* Its parked call returns result; it is ready again. */
void thread_wake(struct kernel *k, thread_id thread, uint32_t result);
/* The same for a thread that is known to be WAITING. */
void thread_wake_waiting(struct kernel *k, thread_id thread, uint32_t result);
/* The same for one that is known to be SENDING. */
void thread_wake_sending(struct kernel *k, thread_id thread, uint32_t result);
/* The same, but what its parked call returns is known when it runs: kernel_resume. */
void thread_resume(struct kernel *k, thread_id thread);
/* It leaves an exception and goes on where it was. */
void thread_unpark(struct kernel *k, thread_id thread);
/* It was stopped, and what it waits for until this deadline is evaluated anew. */
void thread_reconsider(struct kernel *k, thread_id thread, uint64_t deadline);
/* The deadline of its wait has come. */
void thread_timeout(struct kernel *k, thread_id thread);
/* Ends one thread; the process ends with its last one (thread_exit), or already is ending. */
COLD void thread_end(struct kernel *k, thread_id thread);
/* Ends one thread of a process that may live on. */
COLD void thread_exit(struct kernel *k, thread_id thread);
bool thread_started(const struct kernel *k, thread_id thread);

void queue_append(struct kernel *k, struct queue *queue, thread_id thread);
void queue_remove(struct kernel *k, struct queue *queue, thread_id thread);

#endif
