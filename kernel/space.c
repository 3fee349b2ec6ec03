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
    k->space.free_first = 1;
    for (mapping_id mapping = 1; mapping < CONFIG_MAPPINGS; mapping++) {
        k->mapping[mapping].next = (mapping_id)(mapping + 1);
    }
}

mapping_id space_add(struct kernel *k, process_id process, const struct region *region)
{
    mapping_id added = k->space.free_first;
    if (added == NONE) {
        return NONE;
    }
    struct mapping *mapping = &k->mapping[added];
    k->space.free_first = mapping->next;
    mapping->region = *region;
    mapping->process = process;
    mapping->next = k->process[process].first_mapping;
    k->process[process].first_mapping = added;
    tree_add(k, node_of_mapping(added));
    return added;
}

void space_clear(struct kernel *k, process_id process)
{
    mapping_id cleared = k->process[process].first_mapping;
    while (cleared != NONE) {
        struct mapping *mapping = &k->mapping[cleared];
        mapping_id next = mapping->next;
        tree_remove(k, node_of_mapping(cleared));
        *mapping = (struct mapping){.next = k->space.free_first};
        k->space.free_first = cleared;
        cleared = next;
    }
    k->process[process].first_mapping = NONE;
}

mapping_id space_find(const struct kernel *k, process_id process, uint32_t address)
{
    mapping_id found = k->process[process].first_mapping;
    while (found != NONE) {
        const struct region *region = &k->mapping[found].region;
        if (address - region->base < region_size(region)) {
            break;
        }
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

bool space_refill(struct kernel *k, thread_id thread, uint32_t address)
{
    struct arch_context *context = &k->arch.context[thread];
    mapping_id mapping = space_find(k, k->thread[thread].process, address);
    if (mapping == NONE || space_loaded(context, mapping)) {
        return false;
    }
    unsigned index = REGIONS_PINNED + context->fifo;
    context->fifo = (context->fifo + 1) % (REGIONS - REGIONS_PINNED);
    context->refills++;
    space_load(k, thread, index, mapping);
    return true;
}

/* Whether all of it lies in the running thread's exchange area, which is loaded whenever it runs.
 */
static bool area_holds(const struct kernel *k, uint32_t address, uint32_t size)
{
    uint32_t area = k->thread[k->sched.current].area;
    uint32_t offset = address - area;
    return area != 0 && offset < EXCHANGE_AREA_SIZE && size <= EXCHANGE_AREA_SIZE - offset;
}

bool user_permits(const struct kernel *k, uint32_t address, uint32_t size, unsigned access)
{
    return area_holds(k, address, size) ||
           space_permits(k, k->thread[k->sched.current].process, address, size, access);
}

/* How many bytes from address can be copied at once; they are loaded. */
static uint32_t user_piece(struct kernel *k, uint32_t address, uint32_t size)
{
    if (area_holds(k, address, size)) {
        return size;
    }
    thread_id thread = k->sched.current;
    mapping_id mapping = space_find(k, k->thread[thread].process, address);
    (void)space_refill(k, thread, address);
    return mapping_piece(k, mapping, address, size);
}

bool user_read(struct kernel *k, void *to, uint32_t from, uint32_t size)
{
    uint8_t *bytes = to;
    bool good = user_permits(k, from, size, ACCESS_READ);
    while (good && size > 0) {
        uint32_t piece = user_piece(k, from, size);
        good = arch_user_read(k, bytes, from, piece);
        bytes += piece;
        from += piece;
        size -= piece;
    }
    return good;
}

bool user_write(struct kernel *k, uint32_t to, const void *from, uint32_t size)
{
    const uint8_t *bytes = from;
    bool good = user_permits(k, to, size, ACCESS_WRITE);
    while (good && size > 0) {
        uint32_t piece = user_piece(k, to, size);
        good = arch_user_write(k, to, bytes, piece);
        bytes += piece;
        to += piece;
        size -= piece;
    }
    return good;
}
