/*
 * Spaces: the list of mappings of each process, checks against it, and the refill of the MPU.
 *
 * Invariants: a mapping is either in exactly one process's list or in the free list; mappings of
 * one process do not overlap; every region an MPU holds for a thread is a mapping of its process
 * or its exchange area. Which regions are legal at all is image.c's arithmetic.
 */
#include "space.h"

#include "kernel.h"

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
    if (k->mapping[added].process != NONE) {
        node_revoke(k, node_of_mapping(added), true);
    }
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

void space_clear(struct kernel *k, process_id process)
{
    while (k->process[process].first_mapping != NONE) {
        node_revoke(k, node_of_mapping(k->process[process].first_mapping), true);
    }
}

/* ---- Looking. ---- */

static bool mapping_holds(const struct kernel *k, mapping_id mapping, uint32_t address)
{
    const struct region *region = &k->mapping[mapping].region;
    return mapping != NONE && address - region->base < region_size(region);
}

mapping_id space_find(const struct kernel *k, process_id process, uint32_t address)
{
    mapping_id found = k->process[process].first_mapping;
    while (found != NONE && !mapping_holds(k, found, address)) {
        found = k->mapping[found].next;
    }
    return found;
}

/* How many of size bytes from address the mapping holds. */
static uint32_t mapping_piece(const struct kernel *k, mapping_id mapping, uint32_t address,
                              uint32_t size)
{
    const struct region *region = &k->mapping[mapping].region;
    uint32_t left = region_size(region) - (address - region->base);
    return size < left ? size : left;
}

bool space_permits(const struct kernel *k, process_id process, uint32_t address, uint32_t size,
                   unsigned access)
{
    while (size > 0) {
        mapping_id mapping = space_find(k, process, address);
        if (mapping == NONE || (k->mapping[mapping].region.access & access) != access) {
            return false;
        }
        uint32_t piece = mapping_piece(k, mapping, address, size);
        address += piece;
        size -= piece;
        if (size > 0 && address == 0) {
            return false; /* ran over the end of the address space */
        }
    }
    return true;
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

bool space_refill(struct kernel *k, thread_id thread, uint32_t address)
{
    struct arch_context *context = &k->arch.context[thread];
    mapping_id mapping = space_find(k, k->thread[thread].process, address);
    if (mapping == NONE) {
        return area_refill(k, thread, address);
    }
    if (space_loaded(context, mapping)) {
        return false;
    }
    space_load(k, thread, region_next(context), mapping);
    return true;
}

/* ---- The running thread's memory. ---- */

/* As many of the bytes from an address as can be copied at once. */
struct piece {
    uint32_t size;
    mapping_id mapping; /* that holds them, NONE: the exchange area, or nothing */
};

/* Whether all of it lies in the running thread's exchange area, which is loaded whenever it runs.
 */
static bool area_holds(const struct kernel *k, uint32_t address, uint32_t size)
{
    uint32_t area = k->thread[k->sched.current].area;
    uint32_t offset = address - area;
    return area != 0 && offset < EXCHANGE_AREA_SIZE && size <= EXCHANGE_AREA_SIZE - offset;
}

/* What holds the address: mostly data or stack, so these are looked at first. */
static struct piece piece_at(const struct kernel *k, uint32_t address, uint32_t size)
{
    thread_id thread = k->sched.current;
    const mapping_id *loaded = k->arch.context[thread].loaded;
    mapping_id mapping = NONE;
    if (mapping_holds(k, loaded[REGION_DATA], address)) {
        mapping = loaded[REGION_DATA];
    } else if (mapping_holds(k, loaded[REGION_STACK], address)) {
        mapping = loaded[REGION_STACK];
    } else {
        mapping = space_find(k, k->thread[thread].process, address);
    }
    uint32_t held = mapping == NONE ? 0 : mapping_piece(k, mapping, address, size);
    return (struct piece){.size = held, .mapping = mapping};
}

/* Checks every byte before any is copied; the first piece is what copying begins with. */
static bool user_check(const struct kernel *k, uint32_t address, uint32_t size, unsigned access,
                       struct piece *first)
{
    *first = (struct piece){.size = size};
    if (size == 0 || area_holds(k, address, size)) {
        return true;
    }
    *first = piece_at(k, address, size);
    if (first->mapping == NONE || (k->mapping[first->mapping].region.access & access) != access) {
        return false;
    }
    uint32_t rest = address + first->size;
    return first->size == size ||
           (rest != 0 && space_permits(k, k->thread[k->sched.current].process, rest,
                                       size - first->size, access));
}

/* Copying the piece will not miss. */
static void piece_load(struct kernel *k, const struct piece *piece)
{
    thread_id thread = k->sched.current;
    struct arch_context *context = &k->arch.context[thread];
    if (piece->mapping != NONE && !space_loaded(context, piece->mapping)) {
        space_load(k, thread, region_next(context), piece->mapping);
    }
}

bool user_permits(const struct kernel *k, uint32_t address, uint32_t size, unsigned access)
{
    struct piece first;
    return user_check(k, address, size, access, &first);
}

bool user_read(struct kernel *k, void *to, uint32_t from, uint32_t size)
{
    uint8_t *bytes = to;
    struct piece piece;
    bool good = user_check(k, from, size, ACCESS_READ, &piece);
    while (good && size > 0) {
        piece_load(k, &piece);
        good = arch_user_read(k, bytes, from, piece.size);
        bytes += piece.size;
        from += piece.size;
        size -= piece.size;
        if (size > 0) {
            piece = piece_at(k, from, size);
        }
    }
    return good;
}

bool user_write(struct kernel *k, uint32_t to, const void *from, uint32_t size)
{
    const uint8_t *bytes = from;
    struct piece piece;
    bool good = user_check(k, to, size, ACCESS_WRITE, &piece);
    while (good && size > 0) {
        piece_load(k, &piece);
        good = arch_user_write(k, to, bytes, piece.size);
        bytes += piece.size;
        to += piece.size;
        size -= piece.size;
        if (size > 0) {
            piece = piece_at(k, to, size);
        }
    }
    return good;
}
