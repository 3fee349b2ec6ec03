/*
 * Channels' calls: messages packed from the caller's memory and handles, and unpacked into them.
 *
 * It owns no state: channel.c has the messages and queues. A write fills a message nobody can see
 * yet and gives it back when anything is wrong with it; a read takes the oldest one only when all
 * of it has reached the caller.
 */
#include "channel.h"
#include "syscall.h"
#include "zircon.h"

/* ---- Writing. ---- */

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
    bool inside =
        k->object[slot->object].type == OBJECT_CHANNEL &&
        (slot->object == channel || channel_contains(k, slot->object, object_peer(channel)));
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
    message->length = (uint16_t)a->num_bytes; /* and if it fails, no more than these are cleared */
    if (!user_read(k, k->channel.bytes[packed], a->bytes, a->num_bytes)) {
        return ZX_INVALID_ARGS;
    }
    enum zircon_status status = parcel_pack(k, parcel, a->handles, a->channel.object);
    if (status != ZX_OK) {
        return status;
    }
    message->handles = (uint8_t)parcel->count;
    return channel_heard(k, a->channel.object) ? ZX_OK : ZX_PEER_CLOSED;
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
        handle_send(k, self, parcel.slot[i], message_place(message, i));
    }
    channel_append(k, object_peer(a->channel.object), message);
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
        left += k->slot[message_place(message, i)].object != NONE;
    }
    if (!handle_predict(k, k->thread[k->sched.current].process, left, next)) {
        return false;
    }
    left = 0;
    for (unsigned i = 0; i < places; i++) {
        values[i] = k->slot[message_place(message, i)].object != NONE ? next[left++] : 0;
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
    struct exception_message exception;
    const void *bytes = &exception;
    if (copied > CONFIG_MESSAGES) {
        exception_describe(k, (thread_id)(copied - CONFIG_MESSAGES), &exception);
    } else {
        bytes = k->channel.bytes[copied];
    }
    uint32_t values[CONFIG_MESSAGE_HANDLES];
    if (!message_predict(k, copied, values)) {
        return ZX_NO_MEMORY;
    }
    bool good = user_write(k, a->bytes, bytes, message->length) &&
                user_write(k, a->handles, values, message->handles * (uint32_t)sizeof values[0]);
    return good ? ZX_OK : ZX_INVALID_ARGS;
}

/* The message's handles become the caller's, as predicted. */
static void message_accept(struct kernel *k, message_id accepted)
{
    process_id self = k->thread[k->sched.current].process;
    for (unsigned i = 0; i < k->channel.message[accepted].handles; i++) {
        node_id node = message_place(accepted, i);
        if (k->slot[node].object != NONE) {
            handle_receive(k, node, self);
        }
    }
    message_free(k, accepted);
}

uint32_t call_channel_read(struct kernel *k, struct channel_read_arguments a)
{
    object_id end = a.channel.object;
    message_id oldest = channel_oldest(k, end);
    const struct message *message = &k->channel.message[oldest];
    if ((a.options & ~ZX_CHANNEL_MAY_DISCARD) != 0) {
        return zircon(ZX_NOT_SUPPORTED);
    }
    if (oldest == NONE) {
        return zircon(channel_heard(k, end) ? ZX_SHOULD_WAIT : ZX_PEER_CLOSED);
    }
    if (!write_optional(k, a.actual_bytes, message->length) ||
        !write_optional(k, a.actual_handles, message->handles)) {
        return zircon(ZX_INVALID_ARGS);
    }
    if (message->length > a.num_bytes || message->handles > a.num_handles) {
        if (a.options == ZX_CHANNEL_MAY_DISCARD) {
            message_discard(k, channel_take(k, end));
            sched_settle(k);
        }
        return zircon(ZX_BUFFER_TOO_SMALL);
    }
    enum zircon_status status = message_copy_out(k, oldest, &a);
    if (status == ZX_OK) {
        /* Commit. */
        message_accept(k, channel_take(k, end));
        sched_settle(k);
    }
    return zircon(status);
}

uint32_t call_channel_create(struct kernel *k, struct channel_create_arguments a)
{
    const uint32_t outs[] = {a.out0, a.out1};
    return object_give(k, OBJECT_CHANNEL, outs, 2);
}
