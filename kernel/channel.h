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
    node_id name; /* the place of its one handle */
    uint16_t reserved;
};

struct message {
    message_id next; /* in the queue, or in the list of free messages */
    object_id end;   /* in whose queue it is */
    job_id job;      /* charged for it, and kept alive by it */
    uint16_t length; /* bytes */
    uint8_t handles; /* places in use, those whose handle is gone included */
    uint8_t reserved[7];
    uint8_t bytes[CONFIG_MESSAGE_BYTES];
};

struct channel_state {
    struct channel_end end[2 * CONFIG_CHANNELS];
    struct message message[CONFIG_MESSAGES + 1];
    message_id free_first; /* free messages */
    uint16_t reserved[3];
};

COLD void channel_init(struct kernel *k);
/* The end's handle is in this place now. */
void channel_named(struct kernel *k, object_id end, node_id node);
/* Where that is; NODE_ROOT when the end has lost it. */
node_id channel_name(const struct kernel *k, object_id end);
/* The end has lost its name: its messages go, its peer learns of it. */
void channel_closed(struct kernel *k, object_id end);

#endif
