/*
 * Jobs. It owns every struct job but for its quota and its policy.
 *
 * Invariants: jobs and processes count the members that are not dead; a job shows which of them it
 * has none of; a job that is KILLING or DEAD has no READY job below it, a DEAD one no living
 * member; there is work for job_kill_step as long as some job is KILLING.
 */
#include "job.h"

#include <string.h>

#include "kernel.h"
#include "zircon.h"

job_id job_create(struct kernel *k, job_id parent, uint8_t domain)
{
    object_id id = OBJECT_FIRST_JOB;
    if (parent == NONE) {
        object_create_at(k, id, OBJECT_JOB, NONE, domain);
    } else {
        id = object_create(k, OBJECT_JOB, object_of_job(parent));
    }
    if (id == NONE) {
        return NONE;
    }
    struct job *job = &k->job[job_of_object(id)];
    *job = (struct job){.parent = parent, .state = JOB_READY};
    (void)memset(job->limit, 0xff, sizeof job->limit);
    k->object[id].domain = domain;
    if (parent != NONE) {
        job->policy = k->job[parent].policy;
        job->level = (uint8_t)(k->job[parent].level + 1u);
        k->job[parent].jobs++;
        object_signal(k, object_of_job(parent), ZX_NO_JOBS | ZX_NO_CHILDREN, 0);
    }
    return job_of_object(id);
}

bool job_ready(const struct kernel *k, job_id job)
{
    return k->job[job].state == JOB_READY;
}

bool job_within(const struct kernel *k, job_id job, job_id above)
{
    while (job != NONE && job != above) {
        job = k->job[job].parent;
    }
    return job != NONE;
}

/* What the job shows of how many members it has. */
static void job_show(struct kernel *k, job_id shown)
{
    const struct job *job = &k->job[shown];
    uint32_t none = (job->jobs == 0 ? ZX_NO_JOBS : 0) |
                    (job->processes == 0 ? ZX_NO_PROCESSES : 0) |
                    (job->jobs + job->processes == 0 ? ZX_NO_CHILDREN : 0);
    object_signal(k, object_of_job(shown), 0, none);
}

/* A job that is being killed and holds nothing any more is dead, and so may be the one above. */
static void job_settle(struct kernel *k, job_id settled)
{
    struct job *job = &k->job[settled];
    job_show(k, settled);
    while (job->state == JOB_KILLING && job->jobs + job->processes == 0) {
        job->state = JOB_DEAD;
        exception_unbind_all(k, object_of_job(settled));
        object_signal(k, object_of_job(settled), 0, ZX_TERMINATED);
        settled = job->parent;
        if (settled == NONE) {
            return;
        }
        job = &k->job[settled];
        job->jobs--;
        job_show(k, settled);
    }
}

void job_process_added(struct kernel *k, job_id job)
{
    k->job[job].processes++;
    object_signal(k, object_of_job(job), ZX_NO_PROCESSES | ZX_NO_CHILDREN, 0);
}

void job_process_ended(struct kernel *k, job_id job)
{
    k->job[job].processes--;
    job_settle(k, job);
}

void job_forget(struct kernel *k, job_id forgotten)
{
    const struct job job = k->job[forgotten];
    k->job[forgotten] = (struct job){0};
    if (job.state != JOB_DEAD && job.parent != NONE) {
        k->job[job.parent].jobs--;
        job_show(k, job.parent); /* if that is being killed, job_kill_step will settle it */
    }
}

void job_kill(struct kernel *k, job_id killed, int64_t return_code)
{
    for (job_id job = 1; job <= CONFIG_JOBS; job++) {
        if (k->job[job].state == JOB_READY && job_within(k, job, killed)) {
            k->job[job].state = JOB_KILLING;
            k->job[job].return_code = return_code;
            work_add(&k->sched.work, WORK_KILL);
        }
    }
}

/* A process that lives in a job which is being killed; NONE: there is none left. */
static process_id process_doomed(const struct kernel *k)
{
    for (process_id process = 1; process <= CONFIG_PROCESSES; process++) {
        if (process_lives(k, process) && k->job[k->process[process].job].state == JOB_KILLING) {
            return process;
        }
    }
    return NONE;
}

void job_kill_step(struct kernel *k)
{
    process_id process = process_doomed(k);
    if (process != NONE) {
        process_end(k, process, ENDED_KILLED, k->job[k->process[process].job].return_code);
        return;
    }
    for (job_id job = 1; job <= CONFIG_JOBS; job++) {
        if (k->job[job].state == JOB_KILLING) {
            job_settle(k, job);
        }
    }
    work_done(&k->sched.work, WORK_KILL);
}
