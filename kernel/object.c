/*
 * Objects: pool entries, what keeps them alive, and the jobs.
 *
 * Invariant: an entry is free if and only if neither a handle nor a reference is left. Giving up
 * the last one frees the entry at once, and with a job its hold on its parent: a loop upwards,
 * since there is no recursion.
 */
#include "object.h"

#include "kernel.h"

/* Where entries of each type can be taken: the tasks' reserved processes and threads lie before. */
static const struct pool {
    object_id first;
    object_id end;
} pools[] = {
    [OBJECT_JOB] = {OBJECT_FIRST_JOB, OBJECT_FIRST_PROCESS},
    [OBJECT_PROCESS] = {OBJECT_FIRST_PROCESS + RESERVED, OBJECT_FIRST_THREAD},
    [OBJECT_THREAD] = {OBJECT_FIRST_THREAD + RESERVED, OBJECT_END},
};

object_id object_create(struct kernel *k, enum object_type type, uint8_t domain)
{
    for (object_id id = pools[type].first; id < pools[type].end; id++) {
        if (k->object[id].type == OBJECT_FREE) {
            object_create_at(k, id, type, domain);
            return id;
        }
    }
    return NONE;
}

void object_create_at(struct kernel *k, object_id id, enum object_type type, uint8_t domain)
{
    KERNEL_ASSERT(k, k->object[id].type == OBJECT_FREE);
    k->object[id] = (struct object){
        .koid = ++k->koids, .references = 1, .type = (uint8_t)type, .domain = domain};
}

/* Frees the pool entry; returns the object it held a reference to, or NONE. */
static object_id object_free(struct kernel *k, object_id id)
{
    struct object *object = &k->object[id];
    object_id held = NONE;
    switch (object->type) {
    case OBJECT_JOB: {
        struct job *job = &k->job[id - (OBJECT_FIRST_JOB - 1)];
        held = job->parent == NONE ? NONE : object_of_job(job->parent);
        job->parent = NONE;
        break;
    }
    case OBJECT_PROCESS:
        k->process[process_of_object(id)].state = PROCESS_FREE;
        break;
    default:
        k->thread[id - (OBJECT_FIRST_THREAD - 1)].state = THREAD_FREE;
        break;
    }
    *object = (struct object){0};
    return held;
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
    KERNEL_ASSERT(k, k->object[id].handles > 0);
    k->object[id].handles--;
    object_free_unheld(k, id);
}

job_id job_create(struct kernel *k, job_id parent, uint8_t domain)
{
    object_id id = object_create(k, OBJECT_JOB, domain);
    if (id == NONE) {
        return NONE;
    }
    job_id job = (job_id)(id - (OBJECT_FIRST_JOB - 1));
    k->job[job].parent = parent;
    if (parent != NONE) {
        object_reference(k, object_of_job(parent));
    }
    return job;
}
