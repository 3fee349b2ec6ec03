/*
 * What all kernel objects share: a type, a koid, signals, and what keeps them alive.
 *
 * The pools lie behind each other in one space of object ids, so that a handle is one 16-bit id
 * whatever it names. A pool entry is free again when nothing holds it: neither a handle (handles)
 * nor the kernel itself (references: its life as a running thing, and its children's). Each object
 * but the root job has a parent that it keeps alive: a thread its process, a process its job, all
 * else the job of its creator, whose quota it is charged to.
 */
#ifndef ANVIL_OBJECT_H
#define ANVIL_OBJECT_H

#include "config.h"
#include "quota.h"
#include "types.h"

/* The two ends of a pair lie next to each other. */
enum {
    OBJECT_FIRST_JOB = 1,
    OBJECT_FIRST_PROCESS = OBJECT_FIRST_JOB + CONFIG_JOBS,
    OBJECT_FIRST_THREAD = OBJECT_FIRST_PROCESS + CONFIG_PROCESSES,
    OBJECT_FIRST_EVENT = OBJECT_FIRST_THREAD + CONFIG_THREADS,
    OBJECT_FIRST_CHANNEL = OBJECT_FIRST_EVENT + CONFIG_EVENTS,
    OBJECT_FIRST_EVENTPAIR = OBJECT_FIRST_CHANNEL + 2 * CONFIG_CHANNELS,
    OBJECT_FIRST_TOKEN = OBJECT_FIRST_EVENTPAIR + 2 * CONFIG_EVENTPAIRS,
    OBJECT_FIRST_EXCEPTION = OBJECT_FIRST_TOKEN + CONFIG_TOKENS,
    OBJECT_END = OBJECT_FIRST_EXCEPTION + CONFIG_THREADS /* each thread's own */
};
_Static_assert(OBJECT_END <= 0xffff, "an object's id has 16 bits");

struct object {
    uint64_t koid;       /* unique since boot; never 0 for a live object */
    uint32_t signals;    /* what it shows to those who wait for it */
    uint16_t handles;    /* names of it, in handle tables and in transit */
    uint16_t references; /* what else in the kernel keeps it */
    object_id parent;    /* what it keeps alive, NONE for the root job */
    object_id unnamed;   /* in the list of those that have lost their last name, see object.c */
    wait_id first_wait;  /* of those that wait for it, longest first; by wait_item.next */
    uint8_t type;        /* enum object_type */
    uint8_t domain;      /* its creator's, a process's its job's */
};

struct object_state {
    uint64_t koids; /* given out so far */
    object_id
        unnamed_first; /* list of objects whose zero-handles step is due, NONE outside a call */
    uint16_t reserved[3];
};

static inline object_id object_of_job(job_id job)
{
    return (object_id)(OBJECT_FIRST_JOB - 1 + job);
}
static inline object_id object_of_process(process_id process)
{
    return (object_id)(OBJECT_FIRST_PROCESS - 1 + process);
}
static inline object_id object_of_thread(thread_id thread)
{
    return (object_id)(OBJECT_FIRST_THREAD - 1 + thread);
}
static inline job_id job_of_object(object_id object)
{
    return (job_id)(object - (OBJECT_FIRST_JOB - 1));
}
static inline process_id process_of_object(object_id object)
{
    return (process_id)(object - (OBJECT_FIRST_PROCESS - 1));
}
static inline thread_id thread_of_object(object_id object)
{
    return (thread_id)(object - (OBJECT_FIRST_THREAD - 1));
}
static inline object_id object_of_exception(thread_id thread)
{
    return (object_id)(OBJECT_FIRST_EXCEPTION - 1 + thread);
}
static inline thread_id thread_of_exception(object_id object)
{
    return (thread_id)(object - (OBJECT_FIRST_EXCEPTION - 1));
}
/* The other end of a pair. */
static inline object_id object_peer(object_id end)
{
    return (object_id)(((end - OBJECT_FIRST_CHANNEL) ^ 1) + OBJECT_FIRST_CHANNEL);
}

/* The rights a new object's first handle has, by type. */
extern const uint32_t object_rights[OBJECT_TYPES];

/* A free entry of the type's pool for a child of parent, of a pair the first of two; NONE: there is
 * none, or no quota for it. */
object_id object_find(const struct kernel *k, enum object_type type, object_id parent);
/* Takes what has been found; of a pair, both. Its caller names or references it at once. */
void object_take(struct kernel *k, object_id id, enum object_type type, object_id parent);
/* Both in one. */
object_id object_create(struct kernel *k, enum object_type type, object_id parent);
/* Takes this entry, which must be free; domain is the parent's but for jobs. */
void object_create_at(struct kernel *k, object_id id, enum object_type type, object_id parent,
                      uint8_t domain);
void object_reference(struct kernel *k, object_id id);
void object_dereference(struct kernel *k, object_id id);
void object_name_added(struct kernel *k, object_id id);
/* The object has one name less. If it was the last, object_collect does what that means, before any
 * thread runs. */
void object_name_removed(struct kernel *k, object_id id);
/* The kernel gives up a nameless object that it holds, as if that had been the last name. */
void object_abandon(struct kernel *k, object_id id);
/* Runs one zero-handles step that is due; what follows from it becomes due. */
void object_collect(struct kernel *k);
/* Changes what the object shows; wakes whoever waits for that. */
void object_signal(struct kernel *k, object_id id, uint32_t clear, uint32_t set);

/* Whether a job, process or thread has not ended, nor is ending. */
bool task_lives(const struct kernel *k, object_id id);
/* Ends what the object stands for, and every name of it. */
COLD void object_delete(struct kernel *k, object_id id);

#endif
