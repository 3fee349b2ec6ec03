/*
 * The model's channel_write and channel_read: in which order things are refused, what is lost by
 * it, and what is written to user memory. Must not know any kernel structure.
 */
#include <string.h>

#include "calls.h"

#define WORD 4u

/* What is to be written, as the call's registers say it. */
struct writing {
    uint32_t bytes, length, list, count;
    struct model_named channel;
    struct model_named handle[MODEL_MESSAGE_HANDLES];
    unsigned peer; /* whom it is for */
};

static uint32_t list_entry(struct model *m, uint32_t list, uint32_t index)
{
    uint8_t bytes[WORD] = {0};
    (void)model_memory_read(m, list + index * WORD, bytes, sizeof bytes);
    return model_word_of(bytes);
}

/* Why the index-th handle cannot be sent. */
static int32_t handle_refusal(struct model *m, struct writing *w, unsigned index)
{
    struct model_named *named = &w->handle[index];
    int32_t status = model_look_up(m, list_entry(m, w->list, index), NAMES_ANY, 0, named);
    if (status != MODEL_ZX_OK) {
        *named = (struct model_named){0};
        return status;
    }
    for (unsigned earlier = 0; earlier < index; earlier++) {
        if (w->handle[earlier].slot == named->slot) {
            return MODEL_ZX_BAD_HANDLE;
        }
    }
    if ((named->handle.rights & MODEL_TRANSFER) == 0) {
        return MODEL_ZX_ACCESS_DENIED;
    }
    unsigned moved = named->handle.object;
    bool inside =
        named->handle.type == NAMES_CHANNEL &&
        (moved == w->channel.handle.object || (w->peer != 0 && model_end_holds(m, moved, w->peer)));
    return inside ? MODEL_ZX_NOT_SUPPORTED : MODEL_ZX_OK;
}

static int32_t handles_refusal(struct model *m, struct writing *w)
{
    if (!model_permits(m, w->list, w->count * WORD, false)) {
        return MODEL_ZX_INVALID_ARGS;
    }
    int32_t first = MODEL_ZX_OK;
    for (unsigned i = 0; i < w->count; i++) {
        int32_t status = handle_refusal(m, w, i);
        first = first == MODEL_ZX_OK ? status : first;
    }
    return first;
}

static int32_t write_refusal(struct model *m, struct writing *w)
{
    if (w->length > CONFIG_MESSAGE_BYTES || w->count > MODEL_MESSAGE_HANDLES) {
        return MODEL_ZX_OUT_OF_RANGE;
    }
    if (model_message_room(m, m->process[m->thread[m->current].process].task) == 0) {
        return MODEL_ZX_NO_MEMORY;
    }
    if (!model_permits(m, w->bytes, w->length, false)) {
        return MODEL_ZX_INVALID_ARGS;
    }
    w->peer = model_peer(m, w->channel.handle.object);
    int32_t status = handles_refusal(m, w);
    if (status != MODEL_ZX_OK) {
        return status;
    }
    return w->peer == 0 ? MODEL_ZX_PEER_CLOSED : MODEL_ZX_OK;
}

static void message_send(struct model *m, const struct writing *w)
{
    unsigned process = m->thread[m->current].process;
    unsigned task = m->process[process].task;
    struct model_message *message = &m->message[model_message_room(m, task)];
    m->free_messages--;
    *message = (struct model_message){.since = ++m->serial,
                                      .end = w->peer,
                                      .owner = task,
                                      .length = w->length,
                                      .count = w->count};
    (void)model_memory_read(m, w->bytes, message->bytes, w->length);
    for (unsigned i = 0; i < w->count; i++) {
        message->handle[i] = w->handle[i].handle;
        names_close(&m->names, process, w->handle[i].slot);
    }
    model_show(m, NAMES_CHANNEL, w->peer, 0, MODEL_READABLE);
}

/* Nothing was sent; the listed handles are gone all the same. */
static struct model_outcome write_fails(struct model *m, const struct writing *w, int32_t status)
{
    unsigned self = m->current;
    uint64_t before = m->serial;
    struct model_outcome outcome = model_fails(m, status);
    (void)model_consume(m, w->list, w->count);
    model_settle(m);
    outcome.refused = m->serial == before && m->current == self;
    return outcome;
}

struct model_outcome model_channel_write(struct model *m, const uint32_t a[8])
{
    struct writing w = {.bytes = a[2], .length = a[3], .list = a[4], .count = a[5]};
    int32_t status = a[1] != 0 ? MODEL_ZX_INVALID_ARGS
                               : model_look_up(m, a[0], NAMES_CHANNEL, MODEL_WRITE, &w.channel);
    if (status != MODEL_ZX_OK && w.count == 0) {
        return model_fails(m, status);
    }
    status = status == MODEL_ZX_OK ? write_refusal(m, &w) : status;
    if (status != MODEL_ZX_OK) {
        return write_fails(m, &w, status);
    }
    struct model_outcome outcome = model_answers(m, MODEL_ZX_OK);
    message_send(m, &w);
    model_settle(m);
    return outcome;
}

/* ---- Reading. ---- */

static unsigned handles_left(const struct model_message *message)
{
    unsigned left = 0;
    for (unsigned i = 0; i < message->count; i++) {
        left += message->handle[i].identity != 0;
    }
    return left;
}

/* Bytes, then handles, which are 0 where one is gone. */
static int32_t message_read(struct model *m, const struct model_message *message,
                            const uint32_t a[8])
{
    static const uint8_t zeros[MODEL_MESSAGE_HANDLES * WORD];
    unsigned process = m->thread[m->current].process;
    if (handles_left(message) > m->names.process[process].free_count) {
        return MODEL_ZX_NO_MEMORY;
    }
    bool good = model_memory_write(m, a[2], message->bytes, message->length) &&
                model_memory_write(m, a[3], zeros, message->count * WORD);
    return good ? MODEL_ZX_OK : MODEL_ZX_INVALID_ARGS;
}

/* The queue is shorter; what shows that comes before what the message is about. */
static struct model_message message_take(struct model *m, struct model_message *message)
{
    struct model_message taken = *message;
    message->since = 0;
    if (model_oldest(m, taken.end) == NULL) {
        model_show(m, NAMES_CHANNEL, taken.end, MODEL_READABLE, 0);
    }
    return taken;
}

/* What is read has new names: who waited by the old ones waits no more. */
static void handles_arrive(struct model *m, const struct model_message *message, uint32_t at)
{
    for (unsigned i = 0; i < message->count; i++) {
        const struct model_handle *handle = &message->handle[i];
        if (handle->identity != 0) {
            model_waits_cancel(m, handle->identity);
            model_handle_arrive(m, m->thread[m->current].process, handle, at + i * WORD);
        }
    }
}

static struct model_outcome read_discards(struct model *m, struct model_message *message)
{
    (void)message_take(m, message);
    model_message_drop(m, message);
    struct model_outcome outcome = model_answers(m, MODEL_ZX_BUFFER_TOO_SMALL);
    model_settle(m);
    return outcome;
}

struct model_outcome model_channel_read(struct model *m, const uint32_t a[8])
{
    enum { MAY_DISCARD = 1 };
    struct model_named channel;
    int32_t status = model_look_up(m, a[0], NAMES_CHANNEL, MODEL_READ, &channel);
    if (status != MODEL_ZX_OK) {
        return model_fails(m, status);
    }
    if (a[1] > MAY_DISCARD) {
        return model_fails(m, MODEL_ZX_NOT_SUPPORTED);
    }
    struct model_message *message = model_oldest(m, channel.handle.object);
    if (message == NULL) {
        bool heard = model_peer(m, channel.handle.object) != 0;
        return model_fails(m, heard ? MODEL_ZX_SHOULD_WAIT : MODEL_ZX_PEER_CLOSED);
    }
    if (!model_word_wanted(m, a[6], message->length) ||
        !model_word_wanted(m, a[7], message->count)) {
        return model_fails(m, MODEL_ZX_INVALID_ARGS);
    }
    if (message->length > a[4] || message->count > a[5]) {
        return a[1] == MAY_DISCARD ? read_discards(m, message)
                                   : model_fails(m, MODEL_ZX_BUFFER_TOO_SMALL);
    }
    status = message_read(m, message, a);
    if (status != MODEL_ZX_OK) {
        return model_fails(m, status);
    }
    struct model_outcome outcome = model_answers(m, MODEL_ZX_OK);
    struct model_message taken = message_take(m, message);
    handles_arrive(m, &taken, a[3]);
    model_message_free(m, message);
    model_settle(m);
    return outcome;
}
