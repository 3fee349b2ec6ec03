/*
 * Objects: pool entries, what keeps them alive, and what they show.
 *
 * Invariants: an entry is free if and only if neither a handle nor a reference is left. An object
 * that has lost its last handle is in the list of the unnamed until object_collect has run its
 * zero-handles step, once; the list is empty whenever a thread runs. Freeing an object gives up its
 * hold on its parent: a loop upwards, as emptying the list is a loop, since there is no recursion.
 */
#include "object.h"

#include <string.h>

#include "kernel.h"
#include "zircon.h"

#define RIGHTS_BASIC  (RIGHT_DUPLICATE | RIGHT_TRANSFER | RIGHT_WAIT | RIGHT_INSPECT)
#define RIGHTS_IO     (RIGHT_READ | RIGHT_WRITE)
#define RIGHTS_PROP   (RIGHT_GET_PROPERTY | RIGHT_SET_PROPERTY)
#define RIGHTS_POLICY (RIGHT_GET_POLICY | RIGHT_SET_POLICY)
#define RIGHTS_MANAGE (RIGHT_MANAGE_PROCESS | RIGHT_MANAGE_THREAD)

const uint32_t object_rights[OBJECT_TYPES] = {
    [OBJECT_JOB] = RIGHTS_BASIC | RIGHTS_IO | RIGHTS_PROP | RIGHTS_POLICY | RIGHT_ENUMERATE |
                   RIGHT_DESTROY | RIGHT_SIGNAL | RIGHT_MANAGE_JOB | RIGHTS_MANAGE,
    [OBJECT_PROCESS] = RIGHTS_BASIC | RIGHTS_IO | RIGHTS_PROP | RIGHT_ENUMERATE | RIGHT_DESTROY |
                       RIGHT_SIGNAL | RIGHTS_MANAGE,
    [OBJECT_THREAD] =
        RIGHTS_BASIC | RIGHTS_IO | RIGHTS_PROP | RIGHT_DESTROY | RIGHT_SIGNAL | RIGHT_MANAGE_THREAD,
    [OBJECT_CHANNEL] =
        (RIGHTS_BASIC & ~(uint32_t)RIGHT_DUPLICATE) | RIGHTS_IO | RIGHT_SIGNAL | RIGHT_SIGNAL_PEER,
    [OBJECT_EVENT] = RIGHTS_BASIC | RIGHT_SIGNAL,
    [OBJECT_EVENTPAIR] = RIGHTS_BASIC | RIGHT_SIGNAL | RIGHT_SIGNAL_PEER,
    [OBJECT_TOKEN] = RIGHT_TRANSFER | RIGHT_INSPECT,
};

/* What a new object shows. */
static const uint8_t first_signals[OBJECT_TYPES] = {
    [OBJECT_JOB] = ZX_NO_JOBS | ZX_NO_PROCESSES | ZX_NO_CHILDREN,
    [OBJECT_CHANNEL] = ZX_WRITABLE,
};

/* The pool of each type. */
static const struct range {
    object_id first;
    object_id end;
    uint16_t step;  /* 2: an entry and its peer are taken together */
    uint16_t quota; /* enum pool: what they are charged as */
} ranges[OBJECT_TYPES] = {
    [OBJECT_JOB] = {OBJECT_FIRST_JOB, OBJECT_FIRST_PROCESS, 1, POOL_JOBS},
    [OBJECT_PROCESS] = {OBJECT_FIRST_PROCESS, OBJECT_FIRST_THREAD, 1, POOL_PROCESSES},
    [OBJECT_THREAD] = {OBJECT_FIRST_THREAD, OBJECT_FIRST_EVENT, 1, POOL_THREADS},
    [OBJECT_EVENT] = {OBJECT_FIRST_EVENT, OBJECT_FIRST_CHANNEL, 1, POOL_EVENTS},
    [OBJECT_CHANNEL] = {OBJECT_FIRST_CHANNEL, OBJECT_FIRST_EVENTPAIR, 2, POOL_CHANNELS},
    [OBJECT_EVENTPAIR] = {OBJECT_FIRST_EVENTPAIR, OBJECT_FIRST_TOKEN, 2, POOL_EVENTPAIRS},
    [OBJECT_TOKEN] = {OBJECT_FIRST_TOKEN, OBJECT_FIRST_EXCEPTION, 1, POOL_TOKENS},
    [OBJECT_EXCEPTION] = {OBJECT_FIRST_EXCEPTION, OBJECT_END, 1, POOLS},
};

/* Entries before this one are the image's: taken by name, never charged. */
static object_id range_first(const struct kernel *k, enum object_type type)
{
    const struct image *image = arch_image(k);
    const uint32_t reserved[OBJECT_TYPES] = {
        [OBJECT_PROCESS] = RESERVED,         [OBJECT_THREAD] = RESERVED,
        [OBJECT_EVENT] = image->event_count, [OBJECT_CHANNEL] = 2u * image->channel_count,
        [OBJECT_EXCEPTION] = CONFIG_THREADS, /* each its thread's */
    };
    return (object_id)(ranges[type].first + reserved[type]);
}

/* The job whose quota an object below this parent is charged to. */
static job_id job_of_parent(const struct kernel *k, object_id parent)
{
    while (parent != NONE && k->object[parent].type != OBJECT_JOB) {
        parent = k->object[parent].parent;
    }
    return parent == NONE ? NONE : job_of_object(parent);
}

static bool entry_is_free(const struct kernel *k, object_id id, enum object_type type)
{
    return k->object[id].type == OBJECT_FREE &&
           (ranges[type].step == 1 || k->object[object_peer(id)].type == OBJECT_FREE);
}

object_id object_find(const struct kernel *k, enum object_type type, object_id parent)
{
    const struct range *range = &ranges[type];
    object_id id = range_first(k, type);
    while (id < range->end && !entry_is_free(k, id, type)) {
        id += range->step;
    }
    bool found = id < range->end && quota_room(k, job_of_parent(k, parent), range->quota, 1);
    return found ? id : NONE;
}

void object_take(struct kernel *k, object_id id, enum object_type type, object_id parent)
{
    quota_charge(k, job_of_parent(k, parent), ranges[type].quota);
    for (object_id each = id; each < id + ranges[type].step; each++) {
        object_create_at(k, each, type, parent, k->object[parent].domain);
    }
}

object_id object_create(struct kernel *k, enum object_type type, object_id parent)
{
    object_id id = object_find(k, type, parent);
    if (id != NONE) {
        object_take(k, id, type, parent);
    }
    return id;
}

void object_create_at(struct kernel *k, object_id id, enum object_type type, object_id parent,
                      uint8_t domain)
{
    KERNEL_ASSERT(k, k->object[id].type == OBJECT_FREE);
    k->object[id] = (struct object){.koid = ++k->objects.koids,
                                    .signals = first_signals[type],
                                    .parent = parent,
                                    .type = (uint8_t)type,
                                    .domain = domain};
    if (parent != NONE) {
        k->object[parent].references++;
    }
}

void object_abandon(struct kernel *k, object_id id)
{
    k->object[id].unnamed = k->objects.unnamed_first;
    k->objects.unnamed_first = id;
    work_add(&k->sched.work, WORK_UNNAMED);
}

/* What else holds the entry of an object that is free now. */
static void object_forget(struct kernel *k, object_id id, enum object_type type)
{
    if (type == OBJECT_JOB || type == OBJECT_PROCESS || type == OBJECT_THREAD) {
        exception_abandon_all(k, id);
        property_forget(k, id);
    }
    if (type == OBJECT_JOB) {
        job_forget(k, job_of_object(id));
    } else if (type == OBJECT_PROCESS) {
        k->process[process_of_object(id)].state = PROCESS_FREE;
        k->process[process_of_object(id)].job = NONE;
    } else if (type == OBJECT_THREAD) {
        k->thread[thread_of_object(id)].state = THREAD_FREE;
    } else if (type == OBJECT_EXCEPTION) {
        k->exception.thread[thread_of_exception(id)].own = 0;
        k->exception.thread[thread_of_exception(id)].told = 0;
    }
}

/* Frees the pool entry; returns its parent, which is still held. */
static object_id object_free(struct kernel *k, object_id id)
{
    object_id parent = k->object[id].parent;
    enum object_type type = k->object[id].type;
    k->object[id] = (struct object){0};
    object_forget(k, id, type);
    if (id >= range_first(k, type) && entry_is_free(k, id, type)) {
        quota_release(k, job_of_parent(k, parent), ranges[type].quota);
    }
    return parent;
}

static void object_free_unheld(struct kernel *k, object_id id)
{
    while (id != NONE && k->object[id].handles == 0 && k->object[id].references == 0) {
        id = object_free(k, id);
        if (id != NONE) {
            k->object[id].references--;
        }
    }
}

void object_reference(struct kernel *k, object_id id)
{
    k->object[id].references++;
}

void object_dereference(struct kernel *k, object_id id)
{
    KERNEL_ASSERT(k, k->object[id].references > 0);
    k->object[id].references--;
    object_free_unheld(k, id);
}

void object_name_added(struct kernel *k, object_id id)
{
    k->object[id].handles++;
}

void object_name_removed(struct kernel *k, object_id id)
{
    struct object *object = &k->object[id];
    KERNEL_ASSERT(k, object->handles > 0);
    if (--object->handles == 0) {
        object->references++; /* the list's: its child's end must not free it there */
        object_abandon(k, id);
    }
}

static void eventpair_closed(struct kernel *k, object_id id)
{
    object_id peer = object_peer(id);
    if (k->object[peer].type != OBJECT_FREE) {
        object_signal(k, peer, 0, ZX_PEER_CLOSED_BIT);
    }
}

/* What it means that nothing names the object any more. False: it takes another step. */
static bool object_unnamed(struct kernel *k, object_id id)
{
    switch (k->object[id].type) {
    case OBJECT_CHANNEL:
        return channel_closed(k, id);
    case OBJECT_EVENTPAIR:
        eventpair_closed(k, id);
        return true;
    case OBJECT_PROCESS:
        process_unnamed(k, process_of_object(id));
        return true;
    case OBJECT_TOKEN:
        suspend_release(k, id);
        return true;
    case OBJECT_EXCEPTION:
        exception_answered(k, id);
        return true;
    default:
        return true;
    }
}

void object_collect(struct kernel *k)
{
    object_id id = k->objects.unnamed_first;
    k->objects.unnamed_first = k->object[id].unnamed;
    k->object[id].unnamed = NONE;
    if (object_unnamed(k, id)) {
        object_dereference(k, id);
    } else {
        k->object[id].unnamed = k->objects.unnamed_first;
        k->objects.unnamed_first = id;
    }
    if (k->objects.unnamed_first == NONE) {
        work_done(&k->sched.work, WORK_UNNAMED);
    }
}

void object_signal(struct kernel *k, object_id id, uint32_t clear, uint32_t set)
{
    struct object *object = &k->object[id];
    object->signals = (object->signals & ~clear) | set;
    if (object->first_wait != NONE) {
        wait_notify(k, id);
    }
}

bool task_lives(const struct kernel *k, object_id id)
{
    switch (k->object[id].type) {
    case OBJECT_JOB:
        return job_ready(k, job_of_object(id));
    case OBJECT_PROCESS:
        return process_lives(k, process_of_object(id));
    default:
        return k->thread[thread_of_object(id)].state != THREAD_DEAD;
    }
}

void object_delete(struct kernel *k, object_id id)
{
    if (k->object[id].type == OBJECT_JOB) {
        job_kill(k, job_of_object(id), ZX_TASK_RETCODE_SYSCALL_KILL);
    } else if (k->object[id].type == OBJECT_PROCESS && process_lives(k, process_of_object(id))) {
        process_end(k, process_of_object(id), ENDED_KILLED, ZX_TASK_RETCODE_SYSCALL_KILL);
    } else if (k->object[id].type == OBJECT_THREAD && thread_started(k, thread_of_object(id))) {
        thread_exit(k, thread_of_object(id));
    }
    handle_revoke(k, id);
}
