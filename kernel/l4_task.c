/*
 * The L4Re family's calls. It owns no state: map_*.c, revoke.c and space.c do the work.
 */
#include "l4.h"

#include "map.h"
#include "sentry.h"
#include "syscall.h"

#define BATCH_MAX 61u /* L4_UTCB_GENERIC_DATA_SIZE - 2 */

static process_id caller(const struct kernel *k)
{
    return k->thread[k->sched.current].process;
}

/* Whether a process has a space: it runs, or is being made. */
static bool has_space(const struct kernel *k, process_id process)
{
    uint8_t state = k->process[process].state;
    return state == PROCESS_RUNNING || state == PROCESS_INITIAL;
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
    return has_space(k, map->from) ? 0 : L4_EINVAL;
}

uint32_t call_task_map(struct kernel *k, struct task_map_arguments a)
{
    struct map map = {.to = a.destination.process,
                      .page = a.page,
                      .base = a.base,
                      .may_share = a.destination.may_share};
    int32_t error = has_space(k, map.to) ? source_decode(k, a.source, &map) : L4_EINVAL;
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

/* Takes one node's rights, or all of it. */
static void unmap_node(struct kernel *k, node_id node, const struct flexpage *page, uint32_t mask)
{
    bool itself = (mask & L4_ALL_SPACES) != 0;
    if ((page->rights & L4_RIGHT_R) != 0) {
        node_revoke(k, node, itself);
    } else {
        node_revoke_rights(k, node, itself, page->rights);
    }
}

static void unmap_memory(struct kernel *k, process_id process, const struct flexpage *page,
                         uint32_t mask)
{
    mapping_id mapping = k->process[process].first_mapping;
    while (mapping != NONE) {
        const struct region region = k->mapping[mapping].region;
        mapping_id next = k->mapping[mapping].next;
        uint8_t larger = region.order > page->order ? region.order : page->order;
        if ((region.base ^ page->base) >> larger == 0) {
            unmap_node(k, node_of_mapping(mapping), page, mask);
        }
        mapping = next;
    }
}

static void unmap_slot(struct kernel *k, node_id node, const struct flexpage *page, uint32_t mask)
{
    const struct slot slot = k->slot[node];
    bool deletes = (mask & L4_DELETE_OBJ) == L4_DELETE_OBJ && (page->rights & L4_RIGHT_R) != 0 &&
                   (slot.rights & RIGHT_DESTROY) != 0;
    if (deletes) {
        object_reference(k, slot.object); /* its end may take the name along */
    }
    unmap_node(k, node, page, mask);
    object_collect(k);
    if (deletes) {
        object_delete(k, slot.object);
        object_dereference(k, slot.object);
    }
}

static void unmap_objects(struct kernel *k, process_id process, const struct flexpage *page,
                          uint32_t mask)
{
    uint32_t end = page->base + ((uint32_t)1 << page->order);
    end = end < CONFIG_SLOTS + 1u ? end : CONFIG_SLOTS + 1u;
    for (uint32_t slot = page->base == 0 ? 1 : page->base; slot < end; slot++) {
        node_id node = node_of_slot(process, (slot_id)slot);
        if (k->slot[node].object != NONE && has_space(k, process)) {
            unmap_slot(k, node, page, mask);
        }
    }
}

static void unmap(struct kernel *k, process_id process, const struct flexpage *page, uint32_t mask)
{
    if (page->kind == L4_MEMORY) {
        unmap_memory(k, process, page, mask);
    } else {
        unmap_objects(k, process, page, mask);
    }
}

uint32_t call_task_unmap(struct kernel *k, struct task_unmap_arguments a)
{
    unmap(k, a.task.process, &a.page, a.mask);
    sched_settle(k);
    return l4_result(0);
}

uint32_t call_task_unmap_batch(struct kernel *k, struct task_unmap_batch_arguments a)
{
    uint32_t words[BATCH_MAX];
    struct flexpage page;
    if (a.count > BATCH_MAX ||
        !user_read(k, words, a.fpages, a.count * (uint32_t)sizeof words[0])) {
        return l4_result(L4_EINVAL);
    }
    for (unsigned i = 0; i < a.count; i++) {
        if (!flexpage_decode(words[i], &page)) {
            return l4_result(L4_EINVAL);
        }
    }
    /* Commit. */
    for (unsigned i = 0; i < a.count && has_space(k, a.task.process); i++) {
        (void)flexpage_decode(words[i], &page);
        unmap(k, a.task.process, &page, a.mask);
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
    if (!has_space(k, a.task.process)) {
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

uint32_t call_factory_create_task(struct kernel *k, struct factory_create_task_arguments a)
{
    job_id job = job_of_object(a.factory.object);
    slot_id slot = target_decode(k, a.target);
    struct stretch stretch;
    int32_t error = slot == NONE ? L4_EINVAL : stretch_decode(k, a.areas, job, &stretch);
    if (error != 0) {
        return l4_result(error);
    }
    process_id process = process_create(k, job);
    if (process == NONE) {
        return l4_result(L4_ENOMEM);
    }
    /* Commit. */
    node_id node = node_of_slot(caller(k), slot);
    if (k->slot[node].object != NONE) {
        node_revoke(k, node, true);
    }
    handle_place(k, caller(k), slot, object_of_process(process), object_rights[OBJECT_PROCESS]);
    area_give(k, process, stretch.first, stretch.count);
    object_collect(k);
    sched_settle(k);
    return l4_result(0);
}

uint32_t call_get_arena(struct kernel *k, struct get_arena_arguments a)
{
    const uint32_t arena[] = {arch_image(k)->arena, arch_image(k)->area_count * EXCHANGE_AREA_SIZE};
    return user_write(k, a.out, arena, sizeof arena) ? SENTRY_OK : SENTRY_INVALID;
}
