/*
 * Channels: queues of messages, and the calls that write and read them.
 *
 * It owns struct channel_state and the places of handles in transit. Invariants: a message is in
 * the queue of one end or in the free list; an end shows READABLE if and only if its queue is not
 * empty, WRITABLE if and only if its peer is there; the handles of a message are in the places with
 * its number, and no handle is in the place of a free message.
 */
#include "channel.h"

#include "syscall.h"
#include "zircon.h"

static struct channel_end *end_at(struct kernel *k, object_id end)
{
    return &k->channel.end[end - OBJECT_FIRST_CHANNEL];
}

static node_id transit_of(message_id message, unsigned i)
{
    return (node_id)(NODE_FIRST_TRANSIT + (message - 1u) * CONFIG_MESSAGE_HANDLES + i);
}

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

/* A free message, charged to the job; NONE: there is none for it. */
static message_id message_create(struct kernel *k, job_id job)
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

/* The message is free again; its handles have gone. */
static void message_free(struct kernel *k, message_id freed)
{
    struct message *message = &k->channel.message[freed];
    job_id job = message->job;
    *message = (struct message){.next = k->channel.free_first};
    k->channel.free_first = freed;
    quota_release(k, job, POOL_MESSAGES);
    object_dereference(k, object_of_job(job));
}

static void message_append(struct kernel *k, object_id end, message_id appended)
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

/* Takes the oldest message out of the queue. */
static message_id message_take(struct kernel *k, object_id end)
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

/* The message goes unread. */
static void message_discard(struct kernel *k, message_id discarded)
{
    for (unsigned i = 0; i < k->channel.message[discarded].handles; i++) {
        node_id node = transit_of(discarded, i);
        if (k->slot[node].object != NONE) {
            handle_drop(k, node);
        }
    }
    message_free(k, discarded);
}

void channel_closed(struct kernel *k, object_id end)
{
    while (end_at(k, end)->first != NONE) {
        message_discard(k, message_take(k, end));
    }
    end_at(k, end)->name = NONE;
    object_id peer = object_peer(end);
    if (k->object[peer].type != OBJECT_FREE) {
        object_signal(k, peer, ZX_WRITABLE, ZX_PEER_CLOSED_BIT);
    }
}

/* ---- Writing. ---- */

/* Whether the moved end is the receiver, or holds it somewhere among its unread messages. */
static bool end_contains(struct kernel *k, object_id moved, object_id receiver)
{
    while (receiver != moved) {
        node_id name = end_at(k, receiver)->name;
        if (name < NODE_FIRST_TRANSIT) {
            return false; /* some process has it; or, closed, nobody */
        }
        receiver = k->channel.message[message_of_transit(name)].end;
    }
    return true;
}

/* What is to be sent: the caller's slots, decoded. */
struct parcel {
    slot_id slot[CONFIG_MESSAGE_HANDLES];
    uint32_t count;
};

/* Why this handle cannot be sent through the channel. */
static enum zircon_status parcel_refuse(struct kernel *k, const struct parcel *parcel, unsigned i,
                                        object_id channel)
{
    process_id self = k->thread[k->sched.current].process;
    for (unsigned earlier = 0; earlier < i; earlier++) {
        if (parcel->slot[earlier] == parcel->slot[i]) {
            return ZX_BAD_HANDLE;
        }
    }
    if (parcel->slot[i] == NONE) {
        return ZX_BAD_HANDLE;
    }
    const struct slot *slot = &k->slot[node_of_slot(self, parcel->slot[i])];
    if ((slot->rights & RIGHT_TRANSFER) == 0) {
        return ZX_ACCESS_DENIED;
    }
    bool inside = k->object[slot->object].type == OBJECT_CHANNEL &&
                  (slot->object == channel || end_contains(k, slot->object, object_peer(channel)));
    return inside ? ZX_NOT_SUPPORTED : ZX_OK;
}

/* Decodes the list and says what is wrong with the first handle that cannot be sent. */
static enum zircon_status parcel_pack(struct kernel *k, struct parcel *parcel,
                                      struct handle_list list, object_id channel)
{
    uint32_t values[CONFIG_MESSAGE_HANDLES];
    if (!user_read(k, values, list.address, list.count * (uint32_t)sizeof values[0])) {
        return ZX_INVALID_ARGS;
    }
    enum zircon_status status = ZX_OK;
    parcel->count = list.count;
    for (unsigned i = 0; i < list.count; i++) {
        parcel->slot[i] = name_slot(k, k->thread[k->sched.current].process, values[i]);
        enum zircon_status refused = parcel_refuse(k, parcel, i, channel);
        status = status == ZX_OK ? refused : status;
    }
    return status;
}

/* All that can be wrong once there is a message to write to. */
static enum zircon_status message_pack(struct kernel *k, message_id packed, struct parcel *parcel,
                                       const struct channel_write_arguments *a)
{
    struct message *message = &k->channel.message[packed];
    if (!user_read(k, message->bytes, a->bytes, a->num_bytes)) {
        return ZX_INVALID_ARGS;
    }
    enum zircon_status status = parcel_pack(k, parcel, a->handles, a->channel.object);
    if (status != ZX_OK) {
        return status;
    }
    message->length = (uint16_t)a->num_bytes;
    message->handles = (uint8_t)parcel->count;
    bool heard = k->object[object_peer(a->channel.object)].type != OBJECT_FREE;
    return heard ? ZX_OK : ZX_PEER_CLOSED;
}

static enum zircon_status channel_write(struct kernel *k, const struct channel_write_arguments *a)
{
    process_id self = k->thread[k->sched.current].process;
    if (a->num_bytes > CONFIG_MESSAGE_BYTES || a->handles.count > CONFIG_MESSAGE_HANDLES) {
        return ZX_OUT_OF_RANGE;
    }
    message_id message = message_create(k, k->process[self].job);
    if (message == NONE) {
        return ZX_NO_MEMORY;
    }
    struct parcel parcel;
    enum zircon_status status = message_pack(k, message, &parcel, a);
    if (status != ZX_OK) {
        message_free(k, message);
        return status;
    }
    /* Commit. */
    for (unsigned i = 0; i < parcel.count; i++) {
        handle_send(k, self, parcel.slot[i], transit_of(message, i));
    }
    message_append(k, object_peer(a->channel.object), message);
    return ZX_OK;
}

uint32_t call_channel_write(struct kernel *k, struct channel_write_arguments a)
{
    enum zircon_status status = channel_write(k, &a);
    if (status != ZX_OK) {
        (void)handle_consume(k, a.handles);
    }
    sched_settle(k);
    return zircon(status);
}

/* ---- Reading. ---- */

/* The values that the message's handles will have; 0 for those that are gone. */
static bool message_predict(const struct kernel *k, message_id message, uint32_t *values)
{
    unsigned places = k->channel.message[message].handles;
    uint32_t next[CONFIG_MESSAGE_HANDLES];
    unsigned left = 0;
    for (unsigned i = 0; i < places; i++) {
        left += k->slot[transit_of(message, i)].object != NONE;
    }
    if (!handle_predict(k, k->thread[k->sched.current].process, left, next)) {
        return false;
    }
    left = 0;
    for (unsigned i = 0; i < places; i++) {
        values[i] = k->slot[transit_of(message, i)].object != NONE ? next[left++] : 0;
    }
    return true;
}

static bool write_optional(struct kernel *k, uint32_t to, uint32_t value)
{
    return to == 0 || user_write(k, to, &value, sizeof value);
}

static enum zircon_status message_copy_out(struct kernel *k, message_id copied,
                                           const struct channel_read_arguments *a)
{
    const struct message *message = &k->channel.message[copied];
    uint32_t values[CONFIG_MESSAGE_HANDLES];
    if (!message_predict(k, copied, values)) {
        return ZX_NO_MEMORY;
    }
    bool good = user_write(k, a->bytes, message->bytes, message->length) &&
                user_write(k, a->handles, values, message->handles * (uint32_t)sizeof values[0]);
    return good ? ZX_OK : ZX_INVALID_ARGS;
}

/* The message's handles become the caller's, as predicted. */
static void message_accept(struct kernel *k, message_id accepted)
{
    process_id self = k->thread[k->sched.current].process;
    for (unsigned i = 0; i < k->channel.message[accepted].handles; i++) {
        node_id node = transit_of(accepted, i);
        if (k->slot[node].object != NONE) {
            handle_receive(k, node, self);
        }
    }
    message_free(k, accepted);
}

uint32_t call_channel_read(struct kernel *k, struct channel_read_arguments a)
{
    object_id end = a.channel.object;
    message_id oldest = end_at(k, end)->first;
    const struct message *message = &k->channel.message[oldest];
    if ((a.options & ~ZX_CHANNEL_MAY_DISCARD) != 0) {
        return zircon(ZX_NOT_SUPPORTED);
    }
    if (oldest == NONE) {
        bool heard = k->object[object_peer(end)].type != OBJECT_FREE;
        return zircon(heard ? ZX_SHOULD_WAIT : ZX_PEER_CLOSED);
    }
    if (!write_optional(k, a.actual_bytes, message->length) ||
        !write_optional(k, a.actual_handles, message->handles)) {
        return zircon(ZX_INVALID_ARGS);
    }
    if (message->length > a.num_bytes || message->handles > a.num_handles) {
        if (a.options == ZX_CHANNEL_MAY_DISCARD) {
            message_discard(k, message_take(k, end));
            object_collect(k);
            sched_settle(k);
        }
        return zircon(ZX_BUFFER_TOO_SMALL);
    }
    enum zircon_status status = message_copy_out(k, oldest, &a);
    if (status == ZX_OK) {
        /* Commit. */
        message_accept(k, message_take(k, end));
        sched_settle(k);
    }
    return zircon(status);
}

uint32_t call_channel_create(struct kernel *k, struct channel_create_arguments a)
{
    const uint32_t outs[] = {a.out0, a.out1};
    return zircon(object_give(k, OBJECT_CHANNEL, outs, 2));
}
