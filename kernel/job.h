/*
 * Jobs: containers of processes and of further jobs, with a quota, a policy and one end.
 *
 * A job is READY until it is killed; then nothing more can be made in it, and it is DEAD once all
 * that it holds has ended. It never ends by itself. One without names and members is forgotten.
 */
#ifndef ANVIL_JOB_H
#define ANVIL_JOB_H

#include "config.h"
#include "policy.h"
#include "quota.h"
#include "types.h"

#define JOB_HEIGHT_MAX 8u /* levels of jobs below the root */

enum job_state { JOB_FREE = 0, JOB_READY, JOB_KILLING, JOB_DEAD };

struct job {
    int64_t return_code;   /* of the kill that came first */
    uint64_t policy;       /* policy.h: what its processes may do */
    uint16_t used[POOLS];  /* quota: by its members, those of jobs below it included */
    uint16_t limit[POOLS]; /* QUOTA_UNLIMITED: the pool's own size is the limit */
    job_id parent;         /* NONE for the root job */
    uint16_t jobs;         /* directly in it, not dead */
    uint16_t processes;    /* likewise */
    uint8_t state;         /* enum job_state */
    uint8_t level;         /* 0: the root job, 1: a job of it, ... */
};

/* A job below parent (NONE: the root job), or NONE when there is no pool entry or quota for it. Its
 * caller names or references it at once. */
COLD job_id job_create(struct kernel *k, job_id parent, uint8_t domain);
/* Whether processes and jobs can be made in it. */
bool job_ready(const struct kernel *k, job_id job);
/* Whether a job is the other or lies below it. */
bool job_within(const struct kernel *k, job_id job, job_id above);
/* A process has joined the job, or has ended. */
void job_process_added(struct kernel *k, job_id job);
void job_process_ended(struct kernel *k, job_id job);
/* Nothing names or holds the job any more: its parent loses it. */
void job_forget(struct kernel *k, job_id forgotten);
/* Ends the job and all that is below it, in steps. The first return code stays. */
COLD void job_kill(struct kernel *k, job_id killed, int64_t return_code);
/* One step of a kill that is under way: ends one process. */
COLD void job_kill_step(struct kernel *k);

#endif
