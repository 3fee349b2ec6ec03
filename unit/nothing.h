/*
 * A kernel in which nothing exists but the root job, for the tests of objects as such. It is not
 * for running threads in.
 */
#ifndef ANVIL_UNIT_NOTHING_H
#define ANVIL_UNIT_NOTHING_H

#include "fixture.h"

enum { DOMAIN = 3, ROOT = OBJECT_FIRST_JOB };

/* Nothing but the root job, held by one reference. */
static inline struct kernel *empty_kernel(void)
{
    struct kernel *k = machine_kernel(MACHINE({.label = 1}));
    for (unsigned i = 0; i < OBJECT_END; i++) {
        k->object[i] = (struct object){0};
    }
    for (unsigned i = 0; i <= CONFIG_JOBS; i++) {
        k->job[i] = (struct job){0};
    }
    k->objects.koids = 0;
    k->sched.work = 0;
    assert_int_equal(job_create(k, NONE, DOMAIN), 1);
    object_reference(k, ROOT);
    return k;
}

static inline bool is_free(const struct kernel *k, object_id id)
{
    return k->object[id].type == OBJECT_FREE;
}

/* An object held by one reference, as nothing is that has only just been made. */
static inline object_id create_held(struct kernel *k, enum object_type type, object_id parent)
{
    object_id id = object_create(k, type, parent);
    if (id != NONE) {
        object_reference(k, id);
    }
    return id;
}

/* A job held likewise. */
static inline job_id create_held_job(struct kernel *k, job_id parent, uint8_t domain)
{
    job_id job = job_create(k, parent, domain);
    assert_int_not_equal(job, NONE);
    object_reference(k, object_of_job(job));
    return job;
}

/* All zero-handles steps that are due, with those that follow from them. */
static inline void collect(struct kernel *k)
{
    while ((k->sched.work & WORK_UNNAMED) != 0) {
        object_collect(k);
    }
}

#endif
