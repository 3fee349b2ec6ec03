/*
 * Quota. It owns used and limit of every struct job.
 *
 * Invariant: a job's used is the sum of its members' and of its child jobs', and within its limit.
 */
#include "quota.h"

#include "kernel.h"

bool quota_room(const struct kernel *k, job_id job, enum pool pool, unsigned count)
{
    bool room = true;
    for (; job != NONE; job = k->job[job].parent) {
        room = room && k->job[job].used[pool] + count <= k->job[job].limit[pool];
    }
    return room;
}

void quota_charge(struct kernel *k, job_id job, enum pool pool)
{
    for (; job != NONE; job = k->job[job].parent) {
        k->job[job].used[pool]++;
    }
}

void quota_release(struct kernel *k, job_id job, enum pool pool)
{
    for (; job != NONE; job = k->job[job].parent) {
        k->job[job].used[pool]--;
    }
}
