/*
 * What all kernel objects share: a type, a koid, and what keeps them alive.
 *
 * The pools of jobs, processes and threads lie behind each other in one space of object ids, so
 * that a handle is one 16-bit id whatever it names. A pool entry is free again when nothing holds
 * it: neither a handle (handles) nor the kernel itself (references: its life as a running thing,
 * and its children's).
 */
#ifndef ANVIL_OBJECT_H
#define ANVIL_OBJECT_H

#include "config.h"
#include "types.h"

enum {
    OBJECT_FIRST_JOB = 1,
    OBJECT_FIRST_PROCESS = OBJECT_FIRST_JOB + CONFIG_JOBS,
    OBJECT_FIRST_THREAD = OBJECT_FIRST_PROCESS + CONFIG_PROCESSES,
    OBJECT_END = OBJECT_FIRST_THREAD + CONFIG_THREADS
};

struct object {
    uint64_t koid;       /* unique since boot; never 0 for a live object */
    uint16_t handles;    /* names of it in handle tables */
    uint16_t references; /* what else in the kernel keeps it */
    uint8_t type;        /* enum object_type */
    uint8_t domain;      /* its creator's, a process's its job's */
    uint16_t reserved;
};

struct job {
    job_id parent; /* NONE for the root job */
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
static inline process_id process_of_object(object_id object)
{
    return (process_id)(object - (OBJECT_FIRST_PROCESS - 1));
}

/* Takes a free entry of the type's pool, with one reference; NONE when there is none. */
COLD object_id object_create(struct kernel *k, enum object_type type, uint8_t domain);
/* Takes this entry, which must be free, with one reference. */
COLD void object_create_at(struct kernel *k, object_id id, enum object_type type, uint8_t domain);
void object_reference(struct kernel *k, object_id id);
void object_dereference(struct kernel *k, object_id id);
void object_name_added(struct kernel *k, object_id id);
void object_name_removed(struct kernel *k, object_id id);

/* A job below parent (NONE: the root job), or NONE when the pool is empty. */
COLD job_id job_create(struct kernel *k, job_id parent, uint8_t domain);

#endif
