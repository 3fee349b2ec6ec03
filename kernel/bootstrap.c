/*
 * Bootstrap: the initial handles of a task's run.
 *
 * It owns the entries of the pools of channels and events that the image has reserved: the n-th
 * declared one is the n-th of its pool, for ever. Invariant: while both of its tasks run, each
 * finds its end of a channel in the declared slot, unless it has moved it away itself.
 */
#include "bootstrap.h"

#include "kernel.h"

static object_id event_of_image(unsigned number)
{
    return (object_id)(OBJECT_FIRST_EVENT + number);
}

static object_id channel_of_image(unsigned number, unsigned side)
{
    return (object_id)(OBJECT_FIRST_CHANNEL + 2u * number + side);
}

/* The next task's part in the same thing, from share i on. NULL: there is none. */
static const struct image_share *share_next(const struct image *image, unsigned i,
                                            enum share_kind kind, unsigned number)
{
    for (; i < image->share_count; i++) {
        if (image->shares[i].kind == kind && image->shares[i].number == number) {
            return &image->shares[i];
        }
    }
    return NULL;
}

/* What tasks share belongs to the job of their domain. */
static void shared_create(struct kernel *k, object_id id, enum object_type type, task_index task)
{
    job_id domain = k->job[k->task.task[task].job].parent;
    object_create_at(k, id, type, object_of_job(domain), arch_image(k)->tasks[task].domain);
}

void bootstrap_init(struct kernel *k)
{
    const struct image *image = arch_image(k);
    for (unsigned number = 0; number < image->event_count; number++) {
        task_index task = share_next(image, 0, SHARE_EVENT, number)->task;
        shared_create(k, event_of_image(number), OBJECT_EVENT, task);
        object_reference(k, event_of_image(number));
    }
}

/* Names the object in this slot, whatever was there. */
static void slot_replace(struct kernel *k, process_id process, slot_id slot, object_id object)
{
    if (k->slot[node_of_slot(process, slot)].object != NONE) {
        handle_close(k, process, slot);
    }
    handle_place(k, process, slot, object, object_rights[k->object[object].type]);
}

/* An end for a task that does not run: as if it had closed it. */
static void end_give_up(struct kernel *k, object_id end)
{
    object_name_added(k, end);
    object_name_removed(k, end);
}

/* A fresh channel in the place of the old one, which is gone. */
static void channel_renew(struct kernel *k, unsigned number)
{
    const struct image *image = arch_image(k);
    const struct image_share *share[2];
    share[0] = share_next(image, 0, SHARE_CHANNEL, number);
    share[1] = share_next(image, (unsigned)(share[0] - image->shares) + 1, SHARE_CHANNEL, number);
    for (unsigned side = 0; side < 2; side++) {
        shared_create(k, channel_of_image(number, side), OBJECT_CHANNEL, share[0]->task);
    }
    for (unsigned side = 0; side < 2; side++) {
        process_id process = k->task.task[share[side]->task].process;
        if (process != NONE) {
            slot_replace(k, process, share[side]->slot, channel_of_image(number, side));
        } else {
            end_give_up(k, channel_of_image(number, side));
        }
    }
}

void bootstrap_release(struct kernel *k, task_index task)
{
    const struct image *image = arch_image(k);
    for (unsigned i = 0; i < image->share_count; i++) {
        const struct image_share *share = &image->shares[i];
        if (share->task == task && share->kind == SHARE_CHANNEL) {
            handle_revoke(k, channel_of_image(share->number, 0));
            handle_revoke(k, channel_of_image(share->number, 1));
        }
    }
}

static void bootstrap_shares(struct kernel *k, task_index task, process_id process)
{
    const struct image *image = arch_image(k);
    for (unsigned i = 0; i < image->share_count; i++) {
        const struct image_share *share = &image->shares[i];
        if (share->task != task) {
            continue;
        }
        if (share->kind == SHARE_CHANNEL) {
            channel_renew(k, share->number);
        } else {
            slot_replace(k, process, share->slot, event_of_image(share->number));
        }
    }
}

void bootstrap_process(struct kernel *k, task_index task, process_id process)
{
    bool supervises = task_can(k, process, CAPABILITY_SUPERVISOR);
    job_id job = k->process[process].job;
    const object_id initial[] = {
        [SLOT_PROCESS] = object_of_process(process),
        [SLOT_JOB] = object_of_job(supervises ? k->job[job].parent : job),
        [SLOT_THREAD] = object_of_thread(process),
    };
    for (slot_id slot = SLOT_PROCESS; slot <= SLOT_THREAD && slot <= arch_image(k)->window;
         slot++) {
        uint32_t rights = object_rights[k->object[initial[slot]].type];
        rights &= slot == SLOT_JOB && !supervises ? ~(uint32_t)RIGHT_DESTROY : RIGHTS_ALL;
        handle_place(k, process, slot, initial[slot], rights);
    }
    bootstrap_shares(k, task, process);
}
