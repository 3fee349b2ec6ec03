/*
 * Quota: how much of each pool the members of a job may hold.
 *
 * A charge counts against the job and all its ancestors, so that whoever exhausts a limit is the
 * only one to notice. The image's tasks and what they share are not charged: their places in the
 * pools are reserved.
 */
#ifndef ANVIL_QUOTA_H
#define ANVIL_QUOTA_H

#include "config.h"
#include "types.h"

/* What is counted. */
enum pool {
    POOL_JOBS = 0,
    POOL_PROCESSES,
    POOL_THREADS,
    POOL_EVENTS,
    POOL_CHANNELS,   /* whole ones, until both ends are gone */
    POOL_EVENTPAIRS, /* likewise */
    POOL_MESSAGES,
    POOL_MAPPINGS,
    POOL_AREAS,  /* exchange areas of the arena */
    POOL_TOKENS, /* suspend tokens */
    POOLS
};
#define QUOTA_UNLIMITED 0xffffu

/* Whether count more fit into the limits of the job and of all above it. */
bool quota_room(const struct kernel *k, job_id job, enum pool pool, unsigned count);
/* One of the pool more, or less, for the job and all above it. */
void quota_charge(struct kernel *k, job_id job, enum pool pool);
void quota_release(struct kernel *k, job_id job, enum pool pool);

#endif
