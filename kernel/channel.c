/*
 * Channels: their ends, the pool of messages, and the queues between them.
 *
 * It owns struct channel_state, but for what zircon_channel.c packs into a message it has made, and
 * the places of handles in transit. Invariants: a message is in
 * the queue of one end or in the free list; an end shows READABLE if and only if its queue is not
 * empty, WRITABLE if and only if its peer is there; the handles of a message are in the places with
 * its number, and no handle is in the place of a free message.
 */
#include "channel.h"

#include <string.h>

#include "kernel.h"
#include "zircon.h"

static struct channel_end *end_at(struct kernel *k, object_id end)
{
    return &k->channel.end[end - OBJECT_FIRST_CHANNEL];
}

node_id message_place(message_id message, unsigned i)
{
    if (message > CONFIG_MESSAGES) {
        return (node_id)(NODE_FIRST_OWN + (unsigned)message - CONFIG_MESSAGES - 1u);
    }
    return (node_id)(NODE_FIRST_TRANSIT + (message - 1u) * CONFIG_MESSAGE_HANDLES + i);
}

/* The message of the pool that has this place; a thread's own holds no channel, and is not asked.
 */
static message_id message_of_transit(node_id node)
{
    return (message_id)(((unsigned)node - NODE_FIRST_TRANSIT) / CONFIG_MESSAGE_HANDLES + 1u);
}

void channel_init(struct kernel *k)
{
    k->channel.free_first = 1;
    for (message_id message = 1; message < CONFIG_MESSAGES; message++) {
        k->channel.message[message].next = (message_id)(message + 1);
    }
}

void channel_named(struct kernel *k, object_id end, node_id node)
{
    end_at(k, end)->name = node;
}

node_id channel_name(const struct kernel *k, object_id end)
{
    return k->channel.end[end - OBJECT_FIRST_CHANNEL].name;
}

/* ---- Messages. ---- */

message_id message_create(struct kernel *k, job_id job)
{
    message_id created = k->channel.free_first;
    if (created == NONE || !quota_room(k, job, POOL_MESSAGES, 1)) {
        return NONE;
    }
    quota_charge(k, job, POOL_MESSAGES);
    struct message *message = &k->channel.message[created];
    k->channel.free_first = message->next;
    message->next = NONE;
    message->job = job;
    object_reference(k, object_of_job(job));
    return created;
}

void message_free(struct kernel *k, message_id freed)
{
    struct message *message = &k->channel.message[freed];
    job_id job = message->job;
    if (freed > CONFIG_MESSAGES) {
        *message = (struct message){0};
        return;
    }
    (void)memset(k->channel.bytes[freed], 0, message->length);
    *message = (struct message){.next = k->channel.free_first};
    k->channel.free_first = freed;
    quota_release(k, job, POOL_MESSAGES);
    object_dereference(k, object_of_job(job));
}

void channel_append(struct kernel *k, object_id end, message_id appended)
{
    struct channel_end *queue = end_at(k, end);
    k->channel.message[appended].end = end;
    if (queue->first == NONE) {
        queue->first = appended;
    } else {
        k->channel.message[queue->last].next = appended;
    }
    queue->last = appended;
    object_signal(k, end, 0, ZX_READABLE);
}

message_id channel_take(struct kernel *k, object_id end)
{
    struct channel_end *queue = end_at(k, end);
    message_id taken = queue->first;
    queue->first = k->channel.message[taken].next;
    if (queue->first == NONE) {
        queue->last = NONE;
        object_signal(k, end, ZX_READABLE, 0);
    }
    return taken;
}

void message_discard(struct kernel *k, message_id discarded)
{
    for (unsigned i = 0; i < k->channel.message[discarded].handles; i++) {
        node_id node = message_place(discarded, i);
        if (k->slot[node].object != NONE) {
            handle_drop(k, node);
        }
    }
    message_free(k, discarded);
}

/* ---- Ends. ---- */

bool channel_contains(const struct kernel *k, object_id moved, object_id receiver)
{
    while (receiver != moved) {
        node_id name = channel_name(k, receiver);
        if (name < NODE_FIRST_TRANSIT) {
            return false; /* some process has it; or, closed, nobody */
        }
        receiver = k->channel.message[message_of_transit(name)].end;
    }
    return true;
}

message_id channel_oldest(const struct kernel *k, object_id end)
{
    return k->channel.end[end - OBJECT_FIRST_CHANNEL].first;
}

bool channel_heard(const struct kernel *k, object_id end)
{
    return k->object[object_peer(end)].type != OBJECT_FREE;
}

void channel_end_gone(struct kernel *k, object_id end)
{
    if (channel_heard(k, end)) {
        object_signal(k, object_peer(end), ZX_WRITABLE, ZX_PEER_CLOSED_BIT);
    }
}

bool channel_closed(struct kernel *k, object_id end)
{
    end_at(k, end)->name = NODE_ROOT;
    if (end_at(k, end)->first != NONE) {
        message_discard(k, channel_take(k, end));
    }
    if (end_at(k, end)->first != NONE) {
        return false;
    }
    channel_end_gone(k, end);
    exception_unbind(k, object_peer(end));
    return true;
}

/* ---- Exceptions. ---- */

void channel_listens(struct kernel *k, object_id end, object_id task)
{
    end_at(k, end)->listens = task;
}

object_id channel_listened(const struct kernel *k, object_id end)
{
    return k->channel.end[end - OBJECT_FIRST_CHANNEL].listens;
}

void channel_deliver(struct kernel *k, object_id end, thread_id thread, object_id exception,
                     uint32_t rights)
{
    message_id own = message_of_thread(thread);
    k->channel.message[own] =
        (struct message){.length = sizeof(struct exception_message), .handles = 1};
    handle_place_at(k, message_place(own, 0), exception, rights);
    channel_append(k, end, own);
}

void channel_withdraw(struct kernel *k, thread_id thread)
{
    message_id own = message_of_thread(thread);
    object_id end = k->channel.message[own].end;
    if (end == NONE) {
        return;
    }
    struct channel_end *queue = end_at(k, end);
    message_id before = NONE;
    for (message_id at = queue->first; at != own; at = k->channel.message[at].next) {
        before = at;
    }
    if (before == NONE) {
        (void)channel_take(k, end);
    } else {
        k->channel.message[before].next = k->channel.message[own].next;
        queue->last = queue->last == own ? before : queue->last;
    }
    message_discard(k, own);
}
