/*
 * The model's objects: what there is, who has handles of it, and what the end of the last one
 * means.
 *
 * Nothing is counted in advance: how many handles an object has, or a job objects, is found by
 * looking at all of them. Must not know any kernel structure. One thing is taken over from the
 * kernel, since nobody publishes it: of several objects that lose their last name at once, the one
 * that did so last comes first.
 */
#include <string.h>

#include "spaces.h"

#define BASIC      (MODEL_DUPLICATE | MODEL_TRANSFER | MODEL_WAIT | MODEL_INSPECT)
#define IO         (MODEL_READ | MODEL_WRITE)
#define PROPERTIES (MODEL_GET_PROPERTY | MODEL_SET_PROPERTY)
#define POLICIES   (MODEL_GET_POLICY | MODEL_SET_POLICY)
#define MANAGES    (MODEL_MANAGE_PROCESS | MODEL_MANAGE_THREAD)

uint32_t model_first_rights(enum names_type type)
{
    static const uint32_t rights[] = {
        [NAMES_JOB] = BASIC | IO | PROPERTIES | POLICIES | MODEL_ENUMERATE | MODEL_DESTROY |
                      MODEL_MAY_SIGNAL | MODEL_MANAGE_JOB | MANAGES,
        [NAMES_PROCESS] =
            BASIC | IO | PROPERTIES | MODEL_ENUMERATE | MODEL_DESTROY | MODEL_MAY_SIGNAL | MANAGES,
        [NAMES_THREAD] =
            BASIC | IO | PROPERTIES | MODEL_DESTROY | MODEL_MAY_SIGNAL | MODEL_MANAGE_THREAD,
        [NAMES_CHANNEL] = MODEL_TRANSFER | MODEL_WAIT | MODEL_INSPECT | IO | MODEL_MAY_SIGNAL |
                          MODEL_MAY_SIGNAL_PEER,
        [NAMES_EVENT] = BASIC | MODEL_MAY_SIGNAL,
        [NAMES_EVENTPAIR] = BASIC | MODEL_MAY_SIGNAL | MODEL_MAY_SIGNAL_PEER,
    };
    return rights[type];
}

static bool type_is_pair(enum names_type type)
{
    return type == NAMES_CHANNEL || type == NAMES_EVENTPAIR;
}

struct model_object *model_object_at(struct model *m, enum names_type type, unsigned number)
{
    switch (type) {
    case NAMES_JOB:
        return &m->job[number];
    case NAMES_PROCESS:
        return &m->processes[number];
    case NAMES_THREAD:
        return &m->threads[number];
    default:
        return &m->object[number];
    }
}

/* ---- Counting. ---- */

unsigned model_handles(const struct model *m, enum names_type type, unsigned number)
{
    unsigned count = 0;
    for (unsigned owner = 1; owner < MODEL_PROCESSES; owner++) {
        for (unsigned slot = 1; slot <= m->names.slots; slot++) {
            unsigned occupant = m->names.process[owner].occupant[slot];
            count += occupant != 0 && m->names.log[occupant - 1].type == type &&
                     m->names.log[occupant - 1].object == number;
        }
    }
    for (unsigned i = 1; i < MODEL_MESSAGES; i++) {
        for (unsigned j = 0; j < m->message[i].count; j++) {
            const struct model_handle *handle = &m->message[i].handle[j];
            count += handle->identity != 0 && handle->type == type && handle->object == number;
        }
    }
    return count;
}

unsigned model_peer(const struct model *m, unsigned number)
{
    const struct model_object *object = &m->object[number];
    for (unsigned i = 1; type_is_pair(object->type) && i < MODEL_OBJECTS; i++) {
        if (m->object[i].type == object->type && m->object[i].koid == object->related) {
            return i;
        }
    }
    return 0;
}

/* How many (pairs) there are that were charged to the task, MODEL_IMAGE: to all tasks together. */
static unsigned objects_charged(const struct model *m, enum names_type type, unsigned task)
{
    unsigned count = 0;
    for (unsigned i = 1; i < MODEL_OBJECTS; i++) {
        const struct model_object *object = &m->object[i];
        unsigned peer = object->type == type ? model_peer(m, i) : 0;
        bool is_first = peer == 0 || peer > i;
        bool counts = task == MODEL_IMAGE ? object->owner != MODEL_IMAGE : object->owner == task;
        count += object->type == type && is_first && counts;
    }
    return count;
}

bool model_room(const struct model *m, enum names_type type, unsigned task)
{
    static const unsigned sizes[] = {[NAMES_CHANNEL] = CONFIG_CHANNELS,
                                     [NAMES_EVENT] = CONFIG_EVENTS,
                                     [NAMES_EVENTPAIR] = CONFIG_EVENTPAIRS};
    return objects_charged(m, type, MODEL_IMAGE) < sizes[type] - m->reserved[type] &&
           objects_charged(m, type, task) < m->task[task].limit[type];
}

/* ---- Making. ---- */

static unsigned object_add(struct model *m, enum names_type type, unsigned owner)
{
    unsigned number = 1;
    while (m->object[number].type != NAMES_ANY) {
        number++;
    }
    m->object[number] =
        (struct model_object){.type = type,
                              .owner = owner,
                              .koid = ++m->koids,
                              .signals = type == NAMES_CHANNEL ? MODEL_WRITABLE : 0};
    return number;
}

void model_object_make(struct model *m, enum names_type type, unsigned owner, unsigned pair[2])
{
    pair[0] = object_add(m, type, owner);
    if (type_is_pair(type)) {
        pair[1] = object_add(m, type, owner);
        m->object[pair[0]].related = m->object[pair[1]].koid;
        m->object[pair[1]].related = m->object[pair[0]].koid;
    }
}

/* The handle is in this slot, 0: in the next free one. */
static void handle_place(struct model *m, unsigned process, unsigned slot,
                         const struct model_handle *handle, uint32_t at)
{
    struct names_entry entry = {.owner = process,
                                .slot = slot == 0 ? names_next_slot(&m->names, process) : slot,
                                .type = handle->type,
                                .object = handle->object,
                                .rights = handle->rights,
                                .identity = handle->identity,
                                .alive = true};
    names_reserve(&m->names, &entry);
    m->given[m->given_count++] = (struct model_given){process, entry.slot, at};
}

void model_handle_make(struct model *m, unsigned process, unsigned slot,
                       const struct model_handle *handle, uint32_t at)
{
    struct model_handle made = *handle;
    made.identity = ++m->serial;
    model_kin_add(m, made.identity, 0);
    handle_place(m, process, slot, &made, at);
}

void model_handle_derive(struct model *m, unsigned process, unsigned slot,
                         const struct model_handle *from)
{
    struct model_handle made = *from;
    made.identity = ++m->serial;
    model_kin_add(m, made.identity, from->identity);
    handle_place(m, process, slot, &made, 0);
}

void model_handle_copy(struct model *m, unsigned process, const struct model_handle *other,
                       uint32_t at)
{
    struct model_handle made = *other;
    made.identity = ++m->serial;
    model_kin_add_beside(m, made.identity, other->identity);
    handle_place(m, process, 0, &made, at);
}

void model_handle_arrive(struct model *m, unsigned process, const struct model_handle *handle,
                         uint32_t at)
{
    handle_place(m, process, 0, handle, at);
}

void model_handle_move(struct model *m, unsigned process, unsigned slot, unsigned to_process,
                       unsigned to, uint32_t rights, uint32_t at)
{
    const struct names_entry *entry = &m->names.log[m->names.process[process].occupant[slot] - 1];
    const struct model_handle moved = {entry->identity, entry->type, entry->object, rights};
    model_waits_cancel(m, moved.identity);
    handle_place(m, to_process, to, &moved, at);
    names_close(&m->names, process, slot);
}

bool model_value_learn(struct model *m, const struct model_given *given, uint32_t value)
{
    const struct names_process *process = &m->names.process[given->process];
    unsigned occupant = process->occupant[given->slot];
    if (occupant == 0 || m->names.log[occupant - 1].value != 0) {
        return true; /* it was closed, or has been told */
    }
    if (given->at != 0) {
        uint8_t bytes[4];
        model_word_put(bytes, value);
        model_memory_put(m, given->at, bytes, sizeof bytes);
    }
    return names_learn(&m->names, given->process, given->slot, value);
}

/* ---- Closing. ---- */

void model_show(struct model *m, enum names_type type, unsigned number, uint32_t clear,
                uint32_t set)
{
    struct model_object *object = model_object_at(m, type, number);
    object->signals = (object->signals & ~clear) | set;
    model_waits_notify(m, type, number);
}

void model_handle_gone(struct model *m, const struct model_handle *gone)
{
    model_waits_cancel(m, gone->identity);
    model_kin_remove(m, gone->identity);
    if (model_handles(m, gone->type, gone->object) == 0) {
        model_object_at(m, gone->type, gone->object)->unnamed = ++m->serial;
    }
}

void model_handle_close(struct model *m, unsigned process, unsigned slot)
{
    const struct names_entry *entry = &m->names.log[m->names.process[process].occupant[slot] - 1];
    const struct model_handle gone = {entry->identity, entry->type, entry->object, entry->rights};
    names_close(&m->names, process, slot);
    model_handle_gone(m, &gone);
}

/* The object that lost its last name latest and has not borne the consequences, NULL: none. */
static struct model_object *latest_unnamed(struct model *m)
{
    struct model_object *latest = &m->object[0];
    for (unsigned i = 1; i < MODEL_OBJECTS; i++) {
        latest = m->object[i].unnamed > latest->unnamed ? &m->object[i] : latest;
    }
    for (unsigned i = 1; i < MODEL_PROCESSES; i++) {
        latest = m->processes[i].unnamed > latest->unnamed ? &m->processes[i] : latest;
    }
    return latest->unnamed != 0 ? latest : NULL;
}

/* The image's channel has this end no more; its number may be another object's soon. */
static void shared_forget(struct model *m, unsigned number)
{
    for (unsigned i = 0; i < CONFIG_CHANNELS; i++) {
        for (unsigned side = 0; side < 2; side++) {
            if (m->shared_channel[i][side] == number) {
                m->shared_channel[i][side] = 0;
            }
        }
    }
}

/* Nobody can name the object any more: its messages go, its peer hears of it. */
static void object_ends(struct model *m, unsigned number)
{
    struct model_object *object = &m->object[number];
    unsigned peer = model_peer(m, number);
    object->unnamed = 0;
    if (object->type == NAMES_EVENT && object->owner == MODEL_IMAGE) {
        return; /* it outlives the tasks that have it */
    }
    if (object->type == NAMES_CHANNEL) {
        for (struct model_message *message = model_oldest(m, number); message != NULL;
             message = model_oldest(m, number)) {
            model_message_drop(m, message);
        }
    }
    if (peer != 0) {
        model_show(m, object->type, peer, MODEL_WRITABLE, MODEL_PEER_CLOSED);
    }
    *object = (struct model_object){0};
    shared_forget(m, number);
}

/* Nobody can name the process any more: one that has not begun never will. */
static void process_ends(struct model *m, unsigned number)
{
    m->processes[number].unnamed = 0;
    if (m->process[number].empty) {
        model_process_finish(m, number, MODEL_EXITED, 0);
    }
}

bool model_collect(struct model *m)
{
    struct model_object *latest = latest_unnamed(m);
    if (latest == NULL) {
        return false;
    }
    if (latest->type == NAMES_PROCESS) {
        process_ends(m, (unsigned)(latest - m->processes));
    } else {
        object_ends(m, (unsigned)(latest - m->object));
    }
    return true;
}

void model_revoke(struct model *m, enum names_type type, unsigned number)
{
    for (unsigned owner = 1; owner < MODEL_PROCESSES; owner++) {
        for (unsigned slot = 1; slot <= m->names.slots; slot++) {
            unsigned occupant = m->names.process[owner].occupant[slot];
            if (occupant != 0 && m->names.log[occupant - 1].type == type &&
                m->names.log[occupant - 1].object == number) {
                model_handle_close(m, owner, slot);
            }
        }
    }
    for (unsigned i = 1; i < MODEL_MESSAGES; i++) {
        for (unsigned j = 0; j < m->message[i].count; j++) {
            struct model_handle *handle = &m->message[i].handle[j];
            struct model_handle gone = *handle;
            if (gone.identity != 0 && gone.type == type && gone.object == number) {
                *handle = (struct model_handle){0};
                model_handle_gone(m, &gone);
            }
        }
    }
}
