/*
 * Waits for signals of objects: what object_wait_one and object_wait_many lean on.
 *
 * A thread waits for up to WAIT_ITEMS objects at once. Each is bound, when the wait begins, to the
 * object and to the place of the handle it was named by: a slot that is filled anew satisfies no
 * old wait, a handle that is closed ends it, a handle in transit carries it along.
 */
#ifndef ANVIL_WAIT_H
#define ANVIL_WAIT_H

#include "config.h"
#include "types.h"

#define WAIT_ITEMS 8u

struct wait_item {
    uint32_t signals; /* any of these ends the wait; once it is over: what the object had then */
    object_id object; /* NONE: not waiting */
    node_id node;     /* the place of the handle */
    wait_id next;     /* of the object's, in the order in which they began */
    wait_id previous;
};

struct wait_thread {
    struct wait_item item[WAIT_ITEMS];
    uint32_t out;   /* where the caller wants to find the signals; 0: nowhere */
    int16_t status; /* enum zircon_status, once the wait is over */
    uint8_t count;  /* items in use, until the results are written; 0: none */
    uint8_t many;   /* 1: out is a list of struct wait_record, else one word of signals */
};

struct wait_state {
    struct wait_thread thread[CONFIG_THREADS + 1];
};

/* What a caller of object_wait_many passes for each object, as published. */
struct wait_record {
    uint32_t handle;
    uint32_t signals; /* to wait for */
    uint32_t pending; /* written: what the object had when the wait was over */
};

/*
 * The running thread waits for these items, or is done at once. Its list of results can be written.
 * Returns the call's result.
 */
uint32_t wait_begin(struct kernel *k, const struct wait_thread *wanted, int64_t deadline);
/* The object's signals have changed. */
void wait_notify(struct kernel *k, object_id object);
/* The handle in this place is closed or moves out of reach. */
void wait_cancel(struct kernel *k, object_id object, node_id node);
/* The handle moves, its waits with it. */
void wait_follow(struct kernel *k, object_id object, node_id from, node_id to);
/* The thread's deadline has come. */
void wait_timeout(struct kernel *k, thread_id thread);
/* The thread was stopped and goes on: its wait is over if it is satisfied now. True: it is. */
bool wait_reconsider(struct kernel *k, thread_id thread);
/* The thread does not wait any more, whatever the reason. */
void wait_leave(struct kernel *k, thread_id thread);

#endif
