/*
 * The model's beginning: the jobs, what a new process finds in its slots, and what the image lets
 * tasks share.
 *
 * An event of the image is always the same. A channel is made anew whenever one of its two tasks
 * begins, and all names of the old one die. Must not know any kernel structure.
 */
#include <stddef.h>

#include "sentry.h"

enum first_slot { SLOT_PROCESS = 1, SLOT_JOB = 2, SLOT_THREAD = 3 };

/* The task before this one in whose domain it is, which has made the domain's job. */
static const struct model_task *domain_founder(const struct model *m, unsigned task)
{
    for (unsigned i = 0; i < task; i++) {
        if (m->task[i].exists && m->task[i].domain == m->task[task].domain) {
            return &m->task[i];
        }
    }
    return NULL;
}

/* The root's job comes first, and a domain's before that of its first task. */
static void jobs_begin(struct model *m)
{
    m->koids = 1;
    for (unsigned i = 0; i < MODEL_TASKS; i++) {
        if (!m->task[i].exists) {
            continue;
        }
        const struct model_task *founder = domain_founder(m, i);
        uint64_t domain = founder != NULL ? m->job[1 + (founder - m->task)].related : ++m->koids;
        m->job[1 + i] = (struct model_object){.type = NAMES_JOB,
                                              .koid = ++m->koids,
                                              .related = domain,
                                              .signals = MODEL_NO_JOBS | MODEL_NO_PROCESSES |
                                                         MODEL_NO_CHILDREN};
    }
}

void model_objects_begin(struct model *m)
{
    jobs_begin(m);
    for (unsigned i = MODEL_MESSAGES - 1; i > 0; i--) {
        m->free_message[m->free_messages++] = i;
    }
    for (unsigned number = 0; number < m->reserved[NAMES_EVENT]; number++) {
        unsigned made[2];
        model_object_make(m, NAMES_EVENT, MODEL_IMAGE, made);
        m->shared_event[number] = made[0];
    }
}

void model_thread_object(struct model *m, unsigned thread, unsigned process)
{
    m->past[thread] = process;
    m->threads[thread] = (struct model_object){.type = NAMES_THREAD,
                                               .koid = ++m->koids,
                                               .related = m->processes[process].koid,
                                               .signals = MODEL_RUNNING};
}

/* The process finds this in that slot, and not what was there. */
static void slot_give(struct model *m, unsigned process, unsigned slot, enum names_type type,
                      unsigned number)
{
    if (m->names.process[process].occupant[slot] != 0) {
        model_handle_close(m, process, slot);
    }
    const struct model_handle handle = {
        .type = type,
        .object = number,
        .rights = model_first_rights(type) & ~(type == NAMES_JOB ? (uint32_t)MODEL_DESTROY : 0)};
    model_handle_make(m, process, slot, &handle, 0);
}

/* Which of the two ends of a channel this part is. */
static unsigned side_of(const struct model *m, const struct model_share *share)
{
    for (const struct model_share *other = m->share; other < share; other++) {
        if (other->is_channel && other->number == share->number) {
            return 1;
        }
    }
    return 0;
}

static void end_give(struct model *m, const struct model_share *share)
{
    unsigned end = m->shared_channel[share->number][side_of(m, share)];
    unsigned process = m->task[share->task].process;
    if (process != 0) {
        slot_give(m, process, share->slot, NAMES_CHANNEL, end);
    } else {
        m->object[end].unnamed = ++m->serial; /* as if the task had closed it */
    }
}

static void channel_renew(struct model *m, unsigned number)
{
    model_object_make(m, NAMES_CHANNEL, MODEL_IMAGE, m->shared_channel[number]);
    for (unsigned i = 0; i < m->shares; i++) {
        if (m->share[i].is_channel && m->share[i].number == number) {
            end_give(m, &m->share[i]);
        }
    }
}

void model_last_handles(struct model *m, unsigned task)
{
    for (unsigned i = 0; i < m->shares; i++) {
        const struct model_share *share = &m->share[i];
        const unsigned *ends = m->shared_channel[share->number];
        for (unsigned side = 0; share->task == task && share->is_channel && side < 2; side++) {
            if (ends[side] != 0) {
                model_revoke(m, NAMES_CHANNEL, ends[side]);
            }
        }
    }
}

void model_first_handles(struct model *m, unsigned task)
{
    unsigned process = m->task[task].process;
    slot_give(m, process, SLOT_PROCESS, NAMES_PROCESS, process);
    slot_give(m, process, SLOT_JOB, NAMES_JOB, 1 + task);
    slot_give(m, process, SLOT_THREAD, NAMES_THREAD, process);
    for (unsigned i = 0; i < m->shares; i++) {
        const struct model_share *share = &m->share[i];
        if (share->task != task) {
            continue;
        }
        if (share->is_channel) {
            channel_renew(m, share->number);
        } else {
            slot_give(m, process, share->slot, NAMES_EVENT, m->shared_event[share->number]);
        }
    }
}
