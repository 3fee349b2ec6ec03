/*
 * Spaces: what memory a process may touch. The list of mappings is the truth; the MPU caches it.
 *
 * The four pinned regions of a thread hold its stack, code, data and exchange area. Other mappings
 * are loaded on a fault, first in first out, into the remaining four. Mappings of one space never
 * overlap, and none ends where a stack begins, so that a stack overflows into nothing.
 */
#ifndef ANVIL_SPACE_H
#define ANVIL_SPACE_H

#include "config.h"
#include "image.h"
#include "tree.h"
#include "types.h"

struct mapping {
    struct region region;
    mapping_id next;    /* in its space, or in the free list */
    process_id process; /* whose space; NONE: free */
    struct tree_node node;
    mapping_id previous; /* in its space */
    job_id job;          /* charged for it and kept alive by it; NONE: the image's own */
    uint16_t reserved;
};

/* In arch_context.loaded: a region that holds an area of the arena, not a mapping. */
#define LOADED_FIRST_AREA (CONFIG_MAPPINGS + 1u)

/*
 * The first entries of the pool are kept for what the image gives its tasks, so that a task can
 * always be restarted; the rest is free for all.
 */
struct space_state {
    mapping_id free_first; /* free mappings, by mapping.next */
    mapping_id image_last; /* the last of those kept for the image */
    uint16_t reserved[2];
};

COLD void space_init(struct kernel *k);
/* Adds a mapping; NONE when the pool is empty. The region keeps the rules and overlaps nothing. */
COLD mapping_id space_add(struct kernel *k, process_id process, const struct region *region);
/* The same in this entry of those kept for the image, which has none (space_reclaim). */
COLD void space_add_at(struct kernel *k, mapping_id mapping, process_id process,
                       const struct region *region);
/* A mapping made from another; there is one to be had (space_room). */
void space_derive(struct kernel *k, mapping_id parent, process_id process,
                  const struct region *region);
/* Whether so many mappings are free, and may be charged to the process's job. */
bool space_room(const struct kernel *k, process_id process, unsigned count);
/* The mapping goes into another process's space, what was made from it along with it. */
void space_move(struct kernel *k, mapping_id moved, process_id process);
/* The mapping goes; no MPU holds it any more. Its children in the tree are somebody else's care. */
void space_remove(struct kernel *k, mapping_id removed);
/* The mapping permits this now. */
void space_set_access(struct kernel *k, mapping_id mapping, uint8_t access);
/* The process's memory goes, and all that was made from it, in steps. False: some is left. */
COLD bool space_clear(struct kernel *k, process_id process);
/* So many entries of those kept for the image have no memory any more, wherever an earlier run has
 * granted it, in steps likewise. */
COLD bool space_reclaim(struct kernel *k, mapping_id first, unsigned count);
/* The mapping that holds this address, or NONE. */
mapping_id space_find(const struct kernel *k, process_id process, uint32_t address);
/* Whether every byte lies in mappings with this access (enum access bits). */
bool space_permits(const struct kernel *k, process_id process, uint32_t address, uint32_t size,
                   unsigned access);
/* Whether some memory of the process, an exchange area included, ends at this address. */
bool space_ends_at(const struct kernel *k, process_id process, uint32_t address);
/* Puts a mapping (NONE: nothing) into one of the thread's MPU regions. */
void space_load(struct kernel *k, thread_id thread, unsigned index, mapping_id mapping);
/* Loads a mapping of the thread's space, if it is not loaded. True: it was not. */
bool space_keep(struct kernel *k, thread_id thread, mapping_id mapping);
/* Loads what the thread's space holds at address, if it is not loaded. True: it was not. */
bool space_refill(struct kernel *k, thread_id thread, uint32_t address);

#endif
