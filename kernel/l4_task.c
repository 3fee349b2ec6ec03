/*
 * The L4Re family's calls. It owns no state: map_*.c, unmap.c and area.c do the work.
 */
#include "l4.h"

#include <string.h>

#include "map.h"
#include "sentry.h"
#include "syscall.h"

static process_id caller(const struct kernel *k)
{
    return k->thread[k->sched.current].process;
}

/* ---- task_map ---- */

/* The source, which is looked up last. Objects say by their own rights whether they can be granted;
 * for memory the name of the process that has it does. */
static int32_t source_decode(const struct kernel *k, uint32_t name, struct map *map)
{
    struct named named;
    if (name_decode(k, caller(k), name, OBJECT_PROCESS, 0, &named) != REFUSED_NOTHING) {
        return L4_EINVAL;
    }
    map->from = process_of_object(named.object);
    if (map->from != caller(k)) {
        uint32_t rights = k->slot[node_of_slot(caller(k), named.slot)].rights;
        bool grants_memory = map->page.kind == L4_MEMORY && (map->base & L4_GRANT) != 0;
        uint32_t needed = RIGHT_READ | (grants_memory ? (uint32_t)RIGHT_TRANSFER : 0);
        map->may_share = map->may_share && (rights & RIGHT_TRANSFER) != 0;
        if ((rights & needed) != needed) {
            return L4_EPERM;
        }
    }
    return process_lives(k, map->from) ? 0 : L4_EINVAL;
}

uint32_t call_task_map(struct kernel *k, struct task_map_arguments a)
{
    struct map map = {.to = a.destination.process,
                      .page = a.page,
                      .base = a.base,
                      .may_share = a.destination.may_share};
    int32_t error = process_lives(k, map.to) ? source_decode(k, a.source, &map) : L4_EINVAL;
    if (error != 0) {
        return l4_result(error);
    }
    error = map.page.kind == L4_MEMORY ? map_memory(k, &map) : map_objects(k, &map);
    if (error == 0) {
        sched_settle(k);
    }
    return l4_result(error);
}

/* ---- task_unmap ---- */

uint32_t call_task_unmap(struct kernel *k, struct task_unmap_arguments a)
{
    unmap_begin(k, a.task.process, &a.page, a.mask);
    sched_settle(k);
    return l4_result(0);
}

uint32_t call_task_unmap_batch(struct kernel *k, struct task_unmap_batch_arguments a)
{
    uint32_t words[UNMAP_BATCH_MAX];
    struct flexpage page;
    if (a.count > UNMAP_BATCH_MAX ||
        !user_read(k, words, a.fpages, a.count * (uint32_t)sizeof words[0])) {
        return l4_result(L4_EINVAL);
    }
    for (unsigned i = a.count; i-- > 0;) {
        if (!flexpage_decode(words[i], &page)) {
            return l4_result(L4_EINVAL);
        }
    }
    if (a.count > 0 && process_lives(k, a.task.process)) {
        /* Commit. */
        k->unmap.count = (uint8_t)(a.count - 1);
        (void)memcpy(k->unmap.batch, &words[1], k->unmap.count * sizeof words[0]);
        unmap_begin(k, a.task.process, &page, a.mask); /* the first, decoded last */
    }
    sched_settle(k);
    return l4_result(0);
}

/* ---- Looking. ---- */

uint32_t call_task_cap_valid(struct kernel *k, struct task_cap_valid_arguments a)
{
    process_id process = process_of_object(a.task.object);
    return l4_result(name_slot(k, process, a.cap) != NONE);
}

uint32_t call_task_cap_has_child(struct kernel *k, struct task_cap_has_child_arguments a)
{
    process_id process = process_of_object(a.task.object);
    slot_id slot = name_slot(k, process, a.cap);
    node_id node = node_of_slot(process, slot);
    return l4_result(slot != NONE && tree_next_below(k, node, node) != NODE_ROOT);
}

uint32_t call_task_cap_equal(struct kernel *k, struct task_cap_equal_arguments a)
{
    process_id process = process_of_object(a.task.object);
    slot_id slot_a = name_slot(k, process, a.cap_a);
    slot_id slot_b = name_slot(k, process, a.cap_b);
    if (slot_a == NONE || slot_b == NONE) {
        return l4_result(slot_a == slot_b);
    }
    const struct slot *first = &k->slot[node_of_slot(process, slot_a)];
    const struct slot *second = &k->slot[node_of_slot(process, slot_b)];
    return l4_result(first->object == second->object && first->rights == second->rights);
}

/* ---- Exchange areas and new tasks. ---- */

/* A stretch of the arena that can be given to a process charged to this job. */
struct stretch {
    unsigned first;
    unsigned count;
};

static int32_t stretch_find(const struct kernel *k, const struct flexpage *page, job_id job,
                            struct stretch *stretch)
{
    if (page->kind != L4_MEMORY ||
        !area_range(k, page->base, page->order, &stretch->first, &stretch->count)) {
        return L4_EINVAL;
    }
    if (!area_free(k, stretch->first, stretch->count)) {
        return L4_EEXIST;
    }
    return quota_room(k, job, POOL_AREAS, stretch->count) ? 0 : L4_ENOMEM;
}

uint32_t call_task_add_ku_mem(struct kernel *k, struct task_add_ku_mem_arguments a)
{
    struct stretch stretch;
    if (!process_lives(k, a.task.process)) {
        return l4_result(L4_EINVAL);
    }
    int32_t error = stretch_find(k, &a.page, k->process[a.task.process].job, &stretch);
    if (error == 0) {
        /* Commit. */
        area_give(k, a.task.process, stretch.first, stretch.count);
    }
    return l4_result(error);
}

/* The same by a flexpage's word; 0 is an empty stretch. */
static int32_t stretch_decode(const struct kernel *k, uint32_t word, job_id job,
                              struct stretch *stretch)
{
    struct flexpage page;
    *stretch = (struct stretch){0, 0};
    if (word == 0) {
        return 0;
    }
    return flexpage_decode(word, &page) ? stretch_find(k, &page, job, stretch) : L4_EINVAL;
}

/* The slot of the caller's window that a selector means, free or not; NONE: none. */
static slot_id target_decode(const struct kernel *k, uint32_t selector)
{
    uint32_t slot = selector >> SELECTOR_SHIFT;
    bool good = selector == slot << SELECTOR_SHIFT && slot >= 1 && slot <= arch_image(k)->window;
    return good ? (slot_id)slot : NONE;
}

static int32_t task_make(struct kernel *k, const struct factory_create_task_arguments *a)
{
    job_id job = job_of_object(a->factory.object);
    slot_id slot = target_decode(k, a->target);
    struct stretch stretch;
    if (slot == NONE || !job_ready(k, job)) {
        return L4_EINVAL;
    }
    int32_t error = stretch_decode(k, a->areas, job, &stretch);
    if (error != 0) {
        return error;
    }
    process_id process = process_create(k, job);
    if (process == NONE) {
        return L4_ENOMEM;
    }
    /* Commit. */
    node_id node = node_of_slot(caller(k), slot);
    if (k->slot[node].object != NONE) {
        node_revoke(k, node, true);
    }
    handle_place(k, caller(k), slot, object_of_process(process), object_rights[OBJECT_PROCESS]);
    area_give(k, process, stretch.first, stretch.count);
    return 0;
}

uint32_t call_factory_create_task(struct kernel *k, struct factory_create_task_arguments a)
{
    thread_id self = k->sched.current;
    enum policy_action action = policy_asked(k, self, POLICY_NEW_PROCESS);
    int32_t error = policy_permits(action) ? task_make(k, &a) : L4_EPERM;
    if (error == 0) {
        sched_settle(k); /* whoever waited by the name that had to go */
    }
    return policy_applied(k, self, POLICY_NEW_PROCESS, action, l4_result(error));
}

uint32_t call_get_arena(struct kernel *k, struct get_arena_arguments a)
{
    const uint32_t arena[] = {arch_image(k)->arena, arch_image(k)->area_count * EXCHANGE_AREA_SIZE};
    return user_write(k, a.out, arena, sizeof arena) ? SENTRY_OK : SENTRY_INVALID;
}
