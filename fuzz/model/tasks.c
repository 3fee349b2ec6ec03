/*
 * The model's objects, names and messages, and what follows when the last name is gone. See
 * tasks.h. Owns nothing but what it is given.
 */
#include "tasks.h"

#include <string.h>

#define R_BASIC  (R_DUPLICATE | R_TRANSFER | R_WAIT | R_INSPECT)
#define R_IO     (R_READ | R_WRITE)
#define R_PROP   (R_GET_PROPERTY | R_SET_PROPERTY)
#define R_MANAGE (R_MANAGE_PROCESS | R_MANAGE_THREAD)

const uint32_t tasks_rights[KINDS] = {
    [JOB] = R_BASIC | R_IO | R_PROP | R_SET_POLICY | R_GET_POLICY | R_ENUMERATE | R_DESTROY |
            R_SIGNAL | R_MANAGE_JOB | R_MANAGE,
    [PROCESS] = R_BASIC | R_IO | R_PROP | R_ENUMERATE | R_DESTROY | R_SIGNAL | R_MANAGE,
    [THREAD] = R_BASIC | R_IO | R_PROP | R_DESTROY | R_SIGNAL | R_MANAGE_THREAD,
    [CHANNEL] = R_TRANSFER | R_WAIT | R_INSPECT | R_IO | R_SIGNAL | R_SIGNAL_PEER,
    [TOKEN] = R_TRANSFER | R_INSPECT,
    [EXCEPTION] = R_TRANSFER | R_PROP | R_INSPECT,
};

struct thing *object_begins(struct tasks *m, unsigned id, enum tasks_kind kind, unsigned parent)
{
    struct thing *object = at(m, id);
    bool image = object->image;
    *object = (struct thing){.kind = kind, .parent = parent, .image = image};
    return object;
}

/* ---- Names. ---- */

unsigned names_of(const struct tasks *m, unsigned id)
{
    unsigned count = 0;
    for (unsigned i = m->first[PROCESS]; i < m->first[THREAD]; i++) {
        bool lives = m->object[i].kind == PROCESS;
        for (unsigned slot = 1; lives && slot <= CONFIG_SLOTS; slot++) {
            count += m->object[i].slot[slot].object == id;
        }
    }
    for (unsigned i = 0; i < m->messages; i++) {
        count += m->message[i].held.object == id;
    }
    return count;
}

unsigned free_slots(const struct tasks *m, unsigned process)
{
    unsigned count = 0;
    for (unsigned slot = m->window + 1; slot <= CONFIG_SLOTS; slot++) {
        count += m->object[process].slot[slot].object == 0;
    }
    return count;
}

void name_make(struct tasks *m, unsigned process, unsigned slot, unsigned id, uint32_t rights)
{
    at(m, process)->slot[slot] = (struct held){id, rights, ++m->serial};
}

void name_drop(struct tasks *m, struct held *held)
{
    struct held gone = *held;
    *held = (struct held){0};
    if (gone.object == 0) {
        return;
    }
    name_cancels(m, gone.serial);
    if (names_of(m, gone.object) == 0 && !at(m, gone.object)->due) {
        at(m, gone.object)->due = true;
        m->unnamed[m->unnamed_count++] = gone.object;
    }
}

void names_revoke(struct tasks *m, unsigned id)
{
    for (unsigned i = m->first[PROCESS]; i < m->first[THREAD]; i++) {
        for (unsigned slot = 1; slot <= CONFIG_SLOTS; slot++) {
            if (at(m, i)->slot[slot].object == id) {
                name_drop(m, &at(m, i)->slot[slot]);
            }
        }
    }
    for (unsigned i = 0; i < m->messages; i++) {
        if (m->message[i].held.object == id) {
            name_drop(m, &m->message[i].held);
        }
    }
}

/* ---- Messages. ---- */

void pair_begins(struct tasks *m, unsigned a, unsigned b, unsigned job)
{
    object_begins(m, a, CHANNEL, job)->peer = b;
    object_begins(m, b, CHANNEL, job)->peer = a;
    at(m, a)->signals = at(m, b)->signals = WRITABLE;
}

void end_gone(struct tasks *m, unsigned end)
{
    unsigned peer = at(m, end)->peer;
    if (at(m, peer)->kind == CHANNEL && at(m, peer)->peer == end) {
        show(m, peer, WRITABLE, PEER_CLOSED);
    }
}

void message_send(struct tasks *m, const struct letter *message)
{
    m->message[m->messages++] = *message;
    show(m, message->end, 0, READABLE);
}

struct letter *message_oldest(struct tasks *m, unsigned end)
{
    for (unsigned i = 0; i < m->messages; i++) {
        if (m->message[i].end == end) {
            return &m->message[i];
        }
    }
    return NULL;
}

struct letter message_take(struct tasks *m, struct letter *taken)
{
    struct letter message = *taken;
    m->messages--;
    memmove(taken, taken + 1, (size_t)(&m->message[m->messages] - taken) * sizeof *taken);
    if (message_oldest(m, message.end) == NULL) {
        show(m, message.end, READABLE, 0);
    }
    return message;
}

/* Whether one end is the other, or lies somewhere among its messages. */
bool holds(const struct tasks *m, unsigned outer, unsigned inner)
{
    for (unsigned depth = 0; depth <= CONFIG_MESSAGES; depth++) {
        if (outer == inner) {
            return true;
        }
        unsigned around = 0;
        for (unsigned i = 0; i < m->messages; i++) {
            around = m->message[i].held.object == inner ? m->message[i].end : around;
        }
        if (around == 0) {
            return false;
        }
        inner = around;
    }
    return false;
}

/* ---- Quota. ---- */

bool lies_within(const struct tasks *m, unsigned job, unsigned above)
{
    while (job != 0 && job != above) {
        job = m->object[job].parent;
    }
    return job != 0;
}

/* The job that an object counts for. */
static unsigned job_of(const struct tasks *m, unsigned id)
{
    id = m->object[id].parent;
    while (id != 0 && m->object[id].kind != JOB) {
        id = m->object[id].parent;
    }
    return id;
}

static const enum tasks_kind pool_kind[IN_POOLS] = {
    [IN_JOBS] = JOB,         [IN_PROCESSES] = PROCESS, [IN_THREADS] = THREAD,
    [IN_CHANNELS] = CHANNEL, [IN_TOKENS] = TOKEN,
};

/* How much of the pool this one object is. */
static unsigned counts(const struct tasks *m, unsigned id, enum tasks_pool pool)
{
    const struct thing *object = &m->object[id];
    if (pool == IN_AREAS) {
        return object->kind == PROCESS ? object->areas : 0;
    }
    if (object->kind == NOTHING || object->kind != pool_kind[pool] ||
        (object->image && pool != IN_JOBS)) {
        return 0;
    }
    /* Of two ends the lower one counts, while it lives. */
    const struct thing *peer = &m->object[object->peer];
    bool other_counts = pool == IN_CHANNELS && id > object->peer && peer->kind == CHANNEL;
    return other_counts ? 0 : 1;
}

unsigned used(const struct tasks *m, unsigned job, enum tasks_pool pool)
{
    unsigned count = 0;
    for (unsigned i = 0; pool == IN_MESSAGES && i < m->messages; i++) {
        count += m->message[i].thread == 0 && lies_within(m, m->message[i].job, job);
    }
    for (unsigned id = 1; pool != IN_MESSAGES && id < TASKS_OBJECTS; id++) {
        unsigned one = counts(m, id, pool);
        if (one > 0 && lies_within(m, job_of(m, id), job)) {
            count += one;
        }
    }
    return count;
}

bool has_room(const struct tasks *m, unsigned job, enum tasks_pool pool)
{
    bool room = used(m, m->first[JOB], pool) < m->room[pool];
    for (; job != 0; job = m->object[job].parent) {
        room = room && used(m, job, pool) < m->limit[job][pool];
    }
    return room;
}

/* ---- Garbage. ---- */

/* Whether the kernel keeps it without a name. */
static bool is_kept(const struct tasks *m, unsigned id)
{
    const struct thing *object = &m->object[id];
    bool kept = (object->kind == JOB && object->image) || object->listens != 0 || object->due;
    kept = kept || (object->kind == PROCESS && object->life == ALIVE) ||
           (object->kind == PROCESS && object->life == UNBORN) ||
           (object->kind == THREAD && object->life == ALIVE);
    for (unsigned i = 1; i < TASKS_OBJECTS; i++) {
        const struct thing *other = &m->object[i];
        kept = kept || (other->kind != NOTHING && other->parent == id) ||
               (other->kind == TOKEN && other->target_of_token == id);
    }
    for (unsigned i = 0; i < m->messages; i++) {
        kept = kept || (m->message[i].thread == 0 && m->message[i].job == id);
    }
    return kept;
}

/* Objects that nothing keeps are not there any more. */
static void sweep(struct tasks *m)
{
    for (bool again = true; again;) {
        again = false;
        for (unsigned id = 1; id < TASKS_OBJECTS; id++) {
            struct thing *object = at(m, id);
            if (object->kind == NOTHING || is_kept(m, id) || names_of(m, id) > 0) {
                continue;
            }
            listeners_leave(m, id);
            struct thing gone = *object;
            *object = (struct thing){.image = gone.image};
            if (gone.kind == JOB) {
                job_shows(m, gone.parent);
            }
            again = true;
        }
    }
}

static void channel_closes(struct tasks *m, unsigned end)
{
    struct letter *message;
    while ((message = message_oldest(m, end)) != NULL) {
        struct letter dropped = message_take(m, message);
        name_drop(m, &dropped.held);
    }
    end_gone(m, end);
    unsigned peer = at(m, end)->peer;
    if (at(m, peer)->listens != 0) {
        listener_leaves(m, peer);
    }
}

/* What it means that nobody names the object any more. */
static void loses_last_name(struct tasks *m, unsigned id)
{
    switch (at(m, id)->kind) {
    case CHANNEL:
        channel_closes(m, id);
        break;
    case PROCESS:
        if (at(m, id)->life == UNBORN) {
            process_ends(m, id, false, 0);
        }
        break;
    case TOKEN:
        token_released(m, id);
        break;
    case EXCEPTION:
        exception_closed(m, id);
        break;
    default:
        break;
    }
}

void settle_names(struct tasks *m)
{
    while (m->unnamed_count > 0) {
        unsigned id = m->unnamed[--m->unnamed_count];
        loses_last_name(m, id);
        at(m, id)->due = false;
        sweep(m);
    }
    sweep(m);
}

void settle(struct tasks *m)
{
    do {
        settle_names(m);
    } while (starts_step(m) || kills_step(m));
}
