/*
 * Channels: two ends, each with a queue of messages for whoever holds it.
 *
 * A message is bytes and handles. While it is queued its handles are in transit: they belong to no
 * process, but are nodes of the derivation tree like any other, so that revoking reaches them; one
 * that is gone by the time of reading reads as 0. An end has exactly one name, since its rights
 * never include DUPLICATE; so "queued inside" is a forest, and no end is ever put inside itself.
 */
#ifndef ANVIL_CHANNEL_H
#define ANVIL_CHANNEL_H

#include "config.h"
#include "tree.h"
#include "types.h"

/* One end, by its place in the pool of channels. */
struct channel_end {
    message_id first; /* waiting to be read, oldest first; by message.next */
    message_id last;
    node_id name; /* the place of its one handle; NODE_ROOT: it has lost it, or never had one */
    object_id listens; /* the task whose exceptions the kernel sends through this end, NONE */
};

/* The messages of the pool come first, then each thread's own, for its exception. */
struct message {
    message_id next; /* in the queue, or in the list of free messages */
    object_id end;   /* in whose queue it is; NONE: in none */
    job_id job;      /* charged for it, and kept alive by it; NONE for a thread's own */
    uint16_t length; /* bytes */
    uint8_t handles; /* places in use, those whose handle is gone included */
    uint8_t reserved[3];
};

#define MESSAGES_ALL (CONFIG_MESSAGES + CONFIG_THREADS)

struct channel_state {
    struct channel_end end[2 * CONFIG_CHANNELS];
    struct message message[MESSAGES_ALL + 1];
    uint8_t bytes[CONFIG_MESSAGES + 1][CONFIG_MESSAGE_BYTES]; /* of the pool's */
    message_id free_first;                                    /* free messages of the pool */
    uint16_t reserved[3 - (MESSAGES_ALL + 1) % 2 * 2];
};

static inline message_id message_of_thread(thread_id thread)
{
    return (message_id)(CONFIG_MESSAGES + thread);
}

COLD void channel_init(struct kernel *k);
/* The end's handle is in this place now. */
void channel_named(struct kernel *k, object_id end, node_id node);
/* Where that is; NODE_ROOT when the end has lost it. */
node_id channel_name(const struct kernel *k, object_id end);
/* The end has lost its name: its messages go, one at each call; then its peer learns of it. True:
 * that has happened. */
bool channel_closed(struct kernel *k, object_id end);
/* Whether the end has a peer. */
bool channel_heard(const struct kernel *k, object_id end);
/* Whether the moved end is the receiver, or holds it somewhere among its unread messages. */
bool channel_contains(const struct kernel *k, object_id moved, object_id receiver);
/* The message to be read next from the end, NONE: there is none. */
message_id channel_oldest(const struct kernel *k, object_id end);
/* The end is not there any more for its peer. */
void channel_end_gone(struct kernel *k, object_id end);

/* A free message, charged to the job; NONE: there is none for it. */
message_id message_create(struct kernel *k, job_id job);
/* The message is free again; its handles have gone. */
void message_free(struct kernel *k, message_id freed);
/* The message can be read from the end. */
void channel_append(struct kernel *k, object_id end, message_id appended);
/* Takes the oldest message out of the queue. */
message_id channel_take(struct kernel *k, object_id end);
/* The message, in no queue any more, goes unread. */
void message_discard(struct kernel *k, message_id discarded);
/* Where a handle of the message is while it is in transit: the pool's messages have several places
 * each, a thread's own has one. */
node_id message_place(message_id message, unsigned i);

/* The end is the kernel's, and listens to this task (NONE: not any more). */
void channel_listens(struct kernel *k, object_id end, object_id task);
object_id channel_listened(const struct kernel *k, object_id end);
/* Sends the thread's own message, about its exception, to whoever reads from the end. */
void channel_deliver(struct kernel *k, object_id end, thread_id thread, object_id exception,
                     uint32_t rights);
/* The thread's own message is in no queue any more. */
COLD void channel_withdraw(struct kernel *k, thread_id thread);

#endif
