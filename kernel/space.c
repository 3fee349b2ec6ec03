/*
 * Spaces: the list of mappings of each process, checks against it, and the refill of the MPU.
 *
 * Invariants: a mapping is either in exactly one process's list or in the free list; mappings of
 * one process do not overlap; every region an MPU holds for a thread is a mapping of its process
 * or its exchange area. Which regions are legal at all is image.c's arithmetic.
 */
#include "space.h"

#include "kernel.h"

#define CLEAR_STEP 32u /* nodes that go at once: some 8000 instructions */

void space_init(struct kernel *k)
{
    k->space.image_last = (mapping_id)image_mappings(arch_image(k), arch_image(k)->task_count);
    for (mapping_id mapping = CONFIG_MAPPINGS; mapping > k->space.image_last; mapping--) {
        k->mapping[mapping].next = k->space.free_first;
        k->space.free_first = mapping;
    }
}

/* ---- The lists. ---- */

static void space_link(struct kernel *k, process_id process, mapping_id linked)
{
    struct mapping *mapping = &k->mapping[linked];
    mapping_id first = k->process[process].first_mapping;
    mapping->process = process;
    mapping->previous = NONE;
    mapping->next = first;
    if (first != NONE) {
        k->mapping[first].previous = linked;
    }
    k->process[process].first_mapping = linked;
}

static void space_unlink(struct kernel *k, mapping_id unlinked)
{
    struct mapping *mapping = &k->mapping[unlinked];
    if (mapping->previous != NONE) {
        k->mapping[mapping->previous].next = mapping->next;
    } else {
        k->process[mapping->process].first_mapping = mapping->next;
    }
    if (mapping->next != NONE) {
        k->mapping[mapping->next].previous = mapping->previous;
    }
}

static mapping_id mapping_take(struct kernel *k, const struct region *region)
{
    mapping_id taken = k->space.free_first;
    if (taken != NONE) {
        k->space.free_first = k->mapping[taken].next;
        k->mapping[taken] = (struct mapping){.region = *region};
    }
    return taken;
}

static void space_add_root(struct kernel *k, process_id process, mapping_id added)
{
    space_link(k, process, added);
    tree_add(k, node_of_mapping(added));
}

mapping_id space_add(struct kernel *k, process_id process, const struct region *region)
{
    mapping_id added = mapping_take(k, region);
    if (added != NONE) {
        space_add_root(k, process, added);
    }
    return added;
}

void space_add_at(struct kernel *k, mapping_id added, process_id process,
                  const struct region *region)
{
    k->mapping[added].region = *region;
    space_add_root(k, process, added);
}

bool space_room(const struct kernel *k, process_id process, unsigned count)
{
    mapping_id free = k->space.free_first;
    for (unsigned i = 0; i < count; i++) {
        if (free == NONE) {
            return false;
        }
        free = k->mapping[free].next;
    }
    return quota_room(k, k->process[process].job, POOL_MAPPINGS, count);
}

static void space_charge(struct kernel *k, mapping_id mapping, job_id job)
{
    quota_charge(k, job, POOL_MAPPINGS);
    object_reference(k, object_of_job(job));
    k->mapping[mapping].job = job;
}

static void space_release(struct kernel *k, mapping_id mapping)
{
    job_id job = k->mapping[mapping].job;
    if (job != NONE) {
        k->mapping[mapping].job = NONE;
        quota_release(k, job, POOL_MAPPINGS);
        object_dereference(k, object_of_job(job));
    }
}

void space_derive(struct kernel *k, mapping_id parent, process_id process,
                  const struct region *region)
{
    mapping_id derived = mapping_take(k, region);
    space_charge(k, derived, k->process[process].job);
    space_link(k, process, derived);
    tree_add_child(k, node_of_mapping(parent), node_of_mapping(derived));
}

/* ---- What an MPU holds. ---- */

/* Loads the mapping anew (NONE: nothing in its place) wherever a thread of its process has it. */
static void space_reload(struct kernel *k, mapping_id changed, mapping_id instead)
{
    thread_id thread = k->process[k->mapping[changed].process].first_thread;
    for (; thread != NONE; thread = k->thread[thread].sibling) {
        for (unsigned index = 0; index < REGIONS; index++) {
            if (k->arch.context[thread].loaded[index] == changed) {
                space_load(k, thread, index, instead);
            }
        }
    }
}

/* The space has the mapping no more, nor have the threads that start later. */
static void space_lose(struct kernel *k, mapping_id lost)
{
    struct process *process = &k->process[k->mapping[lost].process];
    space_reload(k, lost, NONE);
    process->code = process->code == lost ? NONE : process->code;
    process->data = process->data == lost ? NONE : process->data;
    space_unlink(k, lost);
}

void space_remove(struct kernel *k, mapping_id removed)
{
    space_lose(k, removed);
    space_release(k, removed);
    tree_remove(k, node_of_mapping(removed));
    k->mapping[removed] = (struct mapping){0};
    if (removed > k->space.image_last) {
        k->mapping[removed].next = k->space.free_first;
        k->space.free_first = removed;
    }
}

void space_move(struct kernel *k, mapping_id moved, process_id process)
{
    space_lose(k, moved);
    space_release(k, moved);
    space_charge(k, moved, k->process[process].job);
    space_link(k, process, moved);
}

void space_set_access(struct kernel *k, mapping_id mapping, uint8_t access)
{
    k->mapping[mapping].region.access = access;
    space_reload(k, mapping, mapping);
}

bool space_clear(struct kernel *k, process_id process)
{
    const mapping_id *first = &k->process[process].first_mapping;
    unsigned budget = CLEAR_STEP;
    while (*first != NONE && node_revoke_some(k, node_of_mapping(*first), true, &budget)) {
    }
    return *first == NONE;
}

bool space_reclaim(struct kernel *k, mapping_id first, unsigned count)
{
    unsigned budget = CLEAR_STEP;
    bool done = true;
    for (unsigned i = 0; done && i < count; i++) {
        mapping_id mapping = (mapping_id)(first + i);
        done = k->mapping[mapping].process == NONE ||
               node_revoke_some(k, node_of_mapping(mapping), true, &budget);
    }
    return done;
}

/* ---- Looking. ---- */

mapping_id space_find(const struct kernel *k, process_id process, uint32_t address)
{
    mapping_id found = k->process[process].first_mapping;
    while (found != NONE && !region_has(&k->mapping[found].region, address)) {
        found = k->mapping[found].next;
    }
    return found;
}

bool space_permits(const struct kernel *k, process_id process, uint32_t address, uint32_t size,
                   unsigned access)
{
    while (size > 0) {
        mapping_id mapping = space_find(k, process, address);
        if (mapping == NONE || (k->mapping[mapping].region.access & access) != access) {
            return false;
        }
        uint32_t piece = region_piece(&k->mapping[mapping].region, address, size);
        address += piece;
        size -= piece;
        if (size > 0 && address == 0) {
            return false; /* ran over the end of the address space */
        }
    }
    return true;
}

bool space_ends_at(const struct kernel *k, process_id process, uint32_t address)
{
    return space_find(k, process, address - 1) != NONE ||
           area_find(k, process, address - 1) < CONFIG_AREAS;
}

void space_load(struct kernel *k, thread_id thread, unsigned index, mapping_id mapping)
{
    k->arch.context[thread].loaded[index] = mapping;
    arch_region_set(k, thread, index, mapping == NONE ? NULL : &k->mapping[mapping].region);
}

static bool space_loaded(const struct arch_context *context, mapping_id mapping)
{
    for (unsigned index = 0; index < REGIONS; index++) {
        if (context->loaded[index] == mapping) {
            return true;
        }
    }
    return false;
}

/* The dynamic region to be loaded next. */
static unsigned region_next(struct arch_context *context)
{
    unsigned index = REGIONS_PINNED + context->fifo;
    context->fifo = (context->fifo + 1) % (REGIONS - REGIONS_PINNED);
    context->refills++;
    return index;
}

/* Loads an area of the process that is not the thread's own. */
static bool area_refill(struct kernel *k, thread_id thread, uint32_t address)
{
    struct arch_context *context = &k->arch.context[thread];
    unsigned number = area_find(k, k->thread[thread].process, address);
    mapping_id loaded = (mapping_id)(LOADED_FIRST_AREA + number);
    if (number == CONFIG_AREAS || k->area.area[number].thread == thread ||
        space_loaded(context, loaded)) {
        return false;
    }
    const struct region region = {.base = area_address(k, number),
                                  .order = EXCHANGE_AREA_ORDER,
                                  .access = ACCESS_READ | ACCESS_WRITE};
    unsigned index = region_next(context);
    context->loaded[index] = loaded;
    arch_region_set(k, thread, index, &region);
    return true;
}

bool space_keep(struct kernel *k, thread_id thread, mapping_id mapping)
{
    struct arch_context *context = &k->arch.context[thread];
    if (space_loaded(context, mapping)) {
        return false;
    }
    space_load(k, thread, region_next(context), mapping);
    return true;
}

bool space_refill(struct kernel *k, thread_id thread, uint32_t address)
{
    mapping_id mapping = space_find(k, k->thread[thread].process, address);
    return mapping == NONE ? area_refill(k, thread, address) : space_keep(k, thread, mapping);
}
