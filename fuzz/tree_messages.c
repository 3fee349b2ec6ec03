/*
 * The operations of fuzz_tree that are calls: handles leave a process for a message and arrive in
 * another, and threads wait by them.
 */
#include <string.h>

#include <anvil/syscalls.h>

#include "expect.h"
#include "tree_scene.h"
#include "zircon.h"

#define NEVER_SHOWN (1u << 24)
#define SEND_AT     0u /* in a task's data: handles to send, and those that were received */
#define RECEIVE_AT  64u

/* ---- Calls. ---- */

/* A call of a ready thread. A process's first one, which has its number, is always ready. */
static int32_t call(struct scene *s, thread_id thread, uint32_t number,
                    const uint32_t arguments[CALL_REGISTERS])
{
    machine_run(s->machine, thread);
    count_call();
    return (int32_t)machine_call(s->machine, number, arguments).value;
}

static uint32_t data_of(const struct scene *s, process_id process)
{
    return arch_image(s->k)->tasks[s->k->process[process].task].data.base;
}

static uint32_t value_at(const struct scene *s, node_id node)
{
    return name_of_handle(s->k, process_of_node(node), slot_of_node(node));
}

/* ---- Messages. ---- */

/* Handles to be sent, as they lie in the sender's memory. */
static void parcel_write(struct scene *s, process_id process, const struct lineage_message *parcel)
{
    uint32_t values[CONFIG_MESSAGE_HANDLES];
    for (unsigned i = 0; i < parcel->count; i++) {
        values[i] = value_at(s, (node_id)parcel->place[i]);
    }
    uint32_t size = parcel->count * (uint32_t)sizeof values[0];
    if (size > 0) {
        memcpy(machine_memory(s->machine, data_of(s, process) + SEND_AT, size), values, size);
    }
}

static bool parcel_repeats(const struct lineage_message *parcel)
{
    bool repeats = false;
    for (unsigned i = 0; i < parcel->count; i++) {
        for (unsigned j = 0; j < i; j++) {
            repeats = repeats || parcel->place[i] == parcel->place[j];
        }
    }
    return repeats;
}

/* Whether this can be sent: nothing twice, nothing without the right, no end into itself. */
static bool parcel_allowed(const struct scene *s, object_id channel,
                           const struct lineage_message *parcel)
{
    bool allowed = s->lineage.object[parcel->end].lives && !parcel_repeats(parcel) &&
                   s->lineage.messages < CONFIG_MESSAGES;
    for (unsigned i = 0; i < parcel->count; i++) {
        const struct lineage_node *node = scene_node(s, (node_id)parcel->place[i]);
        bool inside =
            scene_is_channel(s, (node_id)parcel->place[i]) &&
            (node->object == channel || lineage_contains(&s->lineage, node->object, parcel->end));
        allowed = allowed && (node->rights & RIGHT_TRANSFER) != 0 && !inside;
    }
    return allowed;
}

/* What was sent is in transit, in places of the kernel's choice. */
static void parcel_leaves(struct scene *s, struct lineage_message *parcel)
{
    message_id message = s->k->channel.end[parcel->end - OBJECT_FIRST_CHANNEL].last;
    EXPECT(message != NONE && s->k->channel.message[message].handles == parcel->count,
           "message %u has other handles", message);
    for (unsigned i = 0; i < parcel->count; i++) {
        node_id from = (node_id)parcel->place[i];
        node_id to = (node_id)(NODE_FIRST_TRANSIT + (message - 1u) * CONFIG_MESSAGE_HANDLES + i);
        scene_move(s, from, to, scene_node(s, from)->rights, true);
        parcel->place[i] = to;
    }
    EXPECT(lineage_send(&s->lineage, parcel), "message %u of a full pool", message);
}

void operation_send(struct scene *s, process_id process)
{
    node_id node = scene_read_handle(s, process, true);
    object_id channel = (object_id)scene_node(s, node)->object;
    struct lineage_message parcel = {.count = reader_below(&s->reader, CONFIG_MESSAGE_HANDLES + 1)};
    for (unsigned i = 0; i < parcel.count; i++) {
        parcel.place[i] = scene_read_handle(s, process, false);
    }
    if (node == NODE_ROOT) {
        return;
    }
    parcel.end = object_peer(channel);
    bool allowed = parcel_allowed(s, channel, &parcel);
    parcel_write(s, process, &parcel);
    const uint32_t arguments[CALL_REGISTERS] = {
        value_at(s, node), 0, 0, 0, data_of(s, process) + SEND_AT, parcel.count};
    int32_t status = call(s, process, SYS_CHANNEL_WRITE, arguments);
    trace("channel %u takes %u handles: %d\n", channel, parcel.count, status);
    EXPECT(allowed == (status == ZX_OK), "channel %u takes %u handles: %d", channel, parcel.count,
           status);
    if (allowed) {
        parcel_leaves(s, &parcel);
        return;
    }
    for (unsigned i = 0; i < parcel.count; i++) {
        (void)lineage_remove(&s->lineage, parcel.place[i]);
    }
}

/* The handles that are left of the message are the reader's, in slots of the kernel's choice. */
static void parcel_arrives(struct scene *s, process_id process, unsigned end)
{
    const struct lineage_message parcel = *lineage_oldest(&s->lineage, end);
    uint32_t values[CONFIG_MESSAGE_HANDLES];
    memcpy(values, machine_memory(s->machine, data_of(s, process) + RECEIVE_AT, sizeof values),
           sizeof values);
    for (unsigned i = 0; i < parcel.count; i++) {
        node_id from = (node_id)parcel.place[i];
        slot_id slot = name_slot(s->k, process, values[i]);
        EXPECT(scene_node(s, from)->there == (values[i] != 0), "handle %#x received", values[i]);
        if (values[i] != 0) {
            EXPECT(slot != NONE, "handle %#x received", values[i]);
            scene_move(s, from, node_of_slot(process, slot), scene_node(s, from)->rights, false);
        }
    }
    lineage_take(&s->lineage, end);
}

static int32_t read_expected(const struct scene *s, process_id process, object_id end)
{
    const struct lineage_message *oldest = lineage_oldest(&s->lineage, end);
    unsigned left = 0;
    if (oldest == NULL) {
        return s->lineage.object[object_peer(end)].lives ? ZX_SHOULD_WAIT : ZX_PEER_CLOSED;
    }
    for (unsigned i = 0; i < oldest->count; i++) {
        left += scene_node(s, (node_id)oldest->place[i])->there;
    }
    return left <= scene_room(s, process) ? ZX_OK : ZX_NO_MEMORY;
}

void operation_read(struct scene *s, process_id process)
{
    node_id node = scene_read_handle(s, process, true);
    object_id end = (object_id)scene_node(s, node)->object;
    if (node == NODE_ROOT) {
        return;
    }
    const uint32_t arguments[CALL_REGISTERS] = {
        value_at(s, node), 0, 0, data_of(s, process) + RECEIVE_AT, 0, CONFIG_MESSAGE_HANDLES};
    int32_t expected = read_expected(s, process, end);
    int32_t status = call(s, process, SYS_CHANNEL_READ, arguments);
    trace("channel %u gives: %d\n", end, status);
    EXPECT(status == expected, "channel %u gives %d, not %d", end, status, expected);
    if (status == ZX_OK) {
        parcel_arrives(s, process, end);
    }
}

void operation_discard(struct scene *s, process_id process)
{
    node_id node = scene_read_handle(s, process, true);
    object_id end = (object_id)scene_node(s, node)->object;
    const struct lineage_message *oldest = lineage_oldest(&s->lineage, end);
    if (node == NODE_ROOT || oldest == NULL) {
        return;
    }
    const uint32_t arguments[CALL_REGISTERS] = {value_at(s, node), ZX_CHANNEL_MAY_DISCARD};
    int32_t status = call(s, process, SYS_CHANNEL_READ, arguments);
    EXPECT(status == (oldest->count == 0 ? ZX_OK : ZX_BUFFER_TOO_SMALL), "channel %u drops: %d",
           end, status);
    for (unsigned i = 0; i < oldest->count; i++) {
        (void)lineage_remove(&s->lineage, oldest->place[i]);
    }
    lineage_take(&s->lineage, end);
}

/* A further thread of the process that does nothing yet; NONE: there is no room for one. */
static thread_id waiter_of(struct scene *s, process_id process)
{
    for (thread_id thread = RESERVED + 1; thread <= CONFIG_THREADS; thread++) {
        if (s->process[thread] == process && s->lineage.waits[thread] == 0) {
            return thread;
        }
    }
    thread_id thread = machine_thread(s->machine, process, false);
    if (thread != NONE) {
        s->process[thread] = process;
        lineage_object_begins(&s->lineage, object_of_thread(thread), object_of_process(process),
                              true);
        scene_add_mappings(s, process);
    }
    return thread;
}

void operation_wait(struct scene *s, process_id process)
{
    node_id node = scene_read_handle(s, process, false);
    thread_id thread = node == NODE_ROOT ? (thread_id)NONE : waiter_of(s, process);
    if (thread == NONE) {
        return;
    }
    bool allowed = (scene_node(s, node)->rights & RIGHT_WAIT) != 0;
    const uint32_t arguments[CALL_REGISTERS] = {value_at(s, node), NEVER_SHOWN, UINT32_MAX,
                                                INT32_MAX};
    int32_t status = call(s, thread, SYS_OBJECT_WAIT_ONE, arguments);
    trace("thread %u waits by %u: %d\n", thread, node, status);
    EXPECT(allowed || status == ZX_ACCESS_DENIED, "thread %u waits: %d", thread, status);
    s->lineage.waits[thread] = allowed ? node : NODE_ROOT;
}
