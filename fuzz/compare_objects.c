/*
 * Compares a machine's objects with the model's: which there are, what they show, who has which
 * handles of them, the messages of every channel, and the tasks' memory.
 *
 * An object of the one is that of the other when their koids are the same. Knows both the kernel's
 * structures and the model's, and changes neither.
 */
#include <string.h>

#include "expect.h"
#include "session.h"

_Static_assert(MODEL_RAM == MACHINE_RAM_SIZE, "all of it is compared");

/* What the model calls the types of objects. */
static const enum names_type types[OBJECT_TYPES] = {
    [OBJECT_JOB] = NAMES_JOB,       [OBJECT_PROCESS] = NAMES_PROCESS,
    [OBJECT_THREAD] = NAMES_THREAD, [OBJECT_CHANNEL] = NAMES_CHANNEL,
    [OBJECT_EVENT] = NAMES_EVENT,   [OBJECT_EVENTPAIR] = NAMES_EVENTPAIR,
};

/* ---- Handles. ---- */

/* That a place of the kernel's has a handle of that object, with those rights. */
static void compare_place(const struct session *s, node_id node, enum names_type type,
                          unsigned number, uint32_t rights)
{
    const struct slot *slot = &s->kernel->slot[node];
    const struct object *object = &s->kernel->object[slot->object];
    const struct model_object *expected = model_object_at(s->model, type, number);
    EXPECT(slot->object != NONE, "place %u is empty", node);
    EXPECT(types[object->type] == type && object->koid == expected->koid,
           "place %u names koid %llu, model %llu", node, (unsigned long long)object->koid,
           (unsigned long long)expected->koid);
    EXPECT(slot->rights == rights, "place %u has rights %#x, model %#x", node, slot->rights,
           rights);
}

static void compare_table(const struct session *s, process_id process)
{
    const struct names_process *table = &s->model->names.process[process];
    for (slot_id slot = 1; slot <= CONFIG_SLOTS; slot++) {
        node_id node = node_of_slot(process, slot);
        if (table->occupant[slot] == 0) {
            EXPECT(s->kernel->slot[node].object == NONE, "process %u has slot %u", process, slot);
            continue;
        }
        const struct names_entry *entry = &s->model->names.log[table->occupant[slot] - 1];
        compare_place(s, node, entry->type, entry->object, entry->rights);
        EXPECT(entry->value == name_of_handle(s->kernel, process, slot),
               "process %u, slot %u: another value", process, slot);
    }
}

/* ---- Objects. ---- */

#define NUMBERS (CONFIG_THREADS + MODEL_OBJECTS + MODEL_PROCESSES)

/* How many handles the model has of each object, by type and number. */
struct tally {
    uint16_t count[NAMES_EVENTPAIR + 1][NUMBERS];
};

static struct tally handles_tally(const struct model *m)
{
    struct tally tally = {0};
    for (unsigned process = 1; process < MODEL_PROCESSES; process++) {
        for (unsigned slot = 1; slot <= m->names.slots; slot++) {
            unsigned occupant = m->names.process[process].occupant[slot];
            if (occupant != 0) {
                const struct names_entry *entry = &m->names.log[occupant - 1];
                tally.count[entry->type][entry->object]++;
            }
        }
    }
    for (unsigned i = 1; i < MODEL_MESSAGES; i++) {
        for (unsigned j = 0; j < m->message[i].count; j++) {
            const struct model_handle *handle = &m->message[i].handle[j];
            tally.count[handle->type][handle->object]++; /* of type 0 are those that are gone */
        }
    }
    return tally;
}

static void compare_object(const struct session *s, object_id id, const struct tally *tally,
                           enum names_type type, unsigned number)
{
    const struct object *object = &s->kernel->object[id];
    const struct model_object *expected = model_object_at(s->model, type, number);
    unsigned handles = tally->count[type][number];
    EXPECT(object->koid == expected->koid, "object %u: koid %llu, model %llu", id,
           (unsigned long long)object->koid, (unsigned long long)expected->koid);
    EXPECT(object->signals == expected->signals, "object %u shows %#x, model %#x", id,
           object->signals, expected->signals);
    EXPECT(object->handles == handles, "object %u has %u handles, model %u", id, object->handles,
           handles);
}

/* The number of the model's object with this koid, of the types that are made at run time. */
static unsigned number_of_koid(const struct model *m, uint64_t koid)
{
    unsigned number = MODEL_OBJECTS - 1;
    while (number > 0 && (m->object[number].type == NAMES_ANY || m->object[number].koid != koid)) {
        number--;
    }
    return number;
}

static void compare_made(const struct session *s, const struct tally *tally)
{
    unsigned difference = 0;
    for (object_id id = OBJECT_FIRST_EVENT; id < OBJECT_END; id++) {
        if (s->kernel->object[id].type != OBJECT_FREE) {
            unsigned number = number_of_koid(s->model, s->kernel->object[id].koid);
            EXPECT(number != 0, "object %u should not be there", id);
            EXPECT(s->model->object[number].type == types[s->kernel->object[id].type],
                   "object %u is of another type", id);
            compare_object(s, id, tally, s->model->object[number].type, number);
            difference++;
        }
    }
    for (unsigned number = 1; number < MODEL_OBJECTS; number++) {
        difference -= s->model->object[number].type != NAMES_ANY;
    }
    EXPECT(difference == 0, "objects are missing");
}

static void compare_tasks(const struct session *s, const struct tally *tally)
{
    for (process_id process = 1; process <= CONFIG_PROCESSES; process++) {
        if (s->kernel->object[object_of_process(process)].type != OBJECT_FREE) {
            compare_object(s, object_of_process(process), tally, NAMES_PROCESS, process);
        }
    }
    for (thread_id thread = 1; thread <= CONFIG_THREADS; thread++) {
        if (s->kernel->object[object_of_thread(thread)].type != OBJECT_FREE) {
            compare_object(s, object_of_thread(thread), tally, NAMES_THREAD, thread);
        }
    }
    for (task_index task = 0; task < s->world->count; task++) {
        compare_object(s, object_of_job(s->kernel->task.task[task].job), tally, NAMES_JOB,
                       1u + task);
    }
}

/* ---- Messages. ---- */

static void compare_message(const struct session *s, message_id id,
                            const struct model_message *expected)
{
    const struct message *message = &s->kernel->channel.message[id];
    EXPECT(message->length == expected->length && message->handles == expected->count,
           "message %u: %u bytes, %u handles; model %u, %u", id, message->length, message->handles,
           expected->length, expected->count);
    EXPECT(memcmp(s->kernel->channel.bytes[id], expected->bytes, sizeof expected->bytes) == 0,
           "message %u: contents differ", id);
    for (unsigned i = 0; i < expected->count; i++) {
        const struct model_handle *handle = &expected->handle[i];
        node_id node = (node_id)(NODE_FIRST_TRANSIT + (id - 1u) * CONFIG_MESSAGE_HANDLES + i);
        if (handle->identity != 0) {
            compare_place(s, node, handle->type, handle->object, handle->rights);
        } else {
            EXPECT(s->kernel->slot[node].object == NONE, "message %u has handle %u", id, i);
        }
    }
}

/* The model's message that came to the end next after a time; NULL: none. */
static const struct model_message *message_after(const struct model *m, unsigned end,
                                                 uint64_t since)
{
    const struct model_message *next = NULL;
    for (unsigned i = 1; i < MODEL_MESSAGES; i++) {
        const struct model_message *message = &m->message[i];
        if (message->since > since && message->end == end &&
            (next == NULL || message->since < next->since)) {
            next = message;
        }
    }
    return next;
}

static void compare_queue(const struct session *s, object_id end)
{
    unsigned number = number_of_koid(s->model, s->kernel->object[end].koid);
    message_id id = s->kernel->channel.end[end - OBJECT_FIRST_CHANNEL].first;
    const struct model_message *expected = message_after(s->model, number, 0);
    for (; id != NONE && expected != NULL; id = s->kernel->channel.message[id].next) {
        compare_message(s, id, expected);
        expected = message_after(s->model, number, expected->since);
    }
    EXPECT(id == NONE && expected == NULL, "object %u: other messages", end);
}

/* ---- Memory. ---- */

static void compare_memory(const struct session *s, const uint8_t *ram, uint32_t base,
                           uint32_t size)
{
    const uint8_t *is = ram + (base - MACHINE_RAM_BASE);
    const uint8_t *expected = s->model->ram + (base - MACHINE_RAM_BASE);
    uint32_t same = 0;
    if (memcmp(is, expected, size) == 0) {
        return;
    }
    while (is[same] == expected[same]) {
        same++;
    }
    EXPECT(same == size, "memory at %#x is %#x, model %#x", base + same, is[same], expected[same]);
}

static void compare_memories(const struct session *s)
{
    const uint8_t *ram = machine_memory(s->machine, MACHINE_RAM_BASE, 1);
    for (task_index task = 0; task < s->world->count; task++) {
        const struct image_task *image = &arch_image(s->kernel)->tasks[task];
        compare_memory(s, ram, image->data.base, region_size(&image->data));
        compare_memory(s, ram, image->stack.base, region_size(&image->stack));
    }
    for (thread_id thread = RESERVED + 1; thread <= CONFIG_THREADS; thread++) {
        const struct arch_context *context = &s->kernel->arch.context[thread];
        if (context->stack_base != 0) {
            compare_memory(s, ram, context->stack_base, context->stack_span);
        }
    }
}

void compare_objects(const struct session *s)
{
    const struct tally tally = handles_tally(s->model);
    for (process_id process = 1; process <= CONFIG_PROCESSES; process++) {
        compare_table(s, process);
    }
    compare_tasks(s, &tally);
    compare_made(s, &tally);
    for (object_id end = OBJECT_FIRST_CHANNEL; end < OBJECT_FIRST_EVENTPAIR; end++) {
        if (s->kernel->object[end].type != OBJECT_FREE) {
            compare_queue(s, end);
        }
    }
    compare_memories(s);
}
