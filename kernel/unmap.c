/*
 * Unmapping. It owns struct unmap_state.
 *
 * Invariants: a process is noted there if and only if there is work for unmap_step; pages are done
 * in the order of the list. A page is gone through from its start at every step: what is gone is
 * not met again, and what stays has nothing below it any more, so each step comes further.
 */
#include "unmap.h"

#include <string.h>

#include "kernel.h"

#define UNMAP_STEP 32u /* nodes of the tree, or pages: some 8000 instructions */

static bool unmap_node(struct kernel *k, node_id node, unsigned *budget)
{
    bool itself = (k->unmap.mask & L4_ALL_SPACES) != 0;
    uint8_t rights = k->unmap.page.rights;
    if ((rights & L4_RIGHT_R) != 0) {
        return node_revoke_some(k, node, itself, budget);
    }
    unsigned stripped = node_revoke_rights(k, node, itself, rights);
    *budget -= stripped < *budget ? stripped : *budget;
    return true;
}

static bool unmap_memory(struct kernel *k, unsigned *budget)
{
    const struct flexpage *page = &k->unmap.page;
    mapping_id mapping = k->process[k->unmap.process].first_mapping;
    while (mapping != NONE) {
        mapping_id next = k->mapping[mapping].next;
        if (region_meets_page(&k->mapping[mapping].region, page->base, page->order) &&
            !unmap_node(k, node_of_mapping(mapping), budget)) {
            return false;
        }
        mapping = next;
    }
    return true;
}

static bool unmap_slot(struct kernel *k, node_id node, unsigned *budget)
{
    const struct slot slot = k->slot[node];
    bool deletes = (k->unmap.mask & L4_DELETE_OBJ) == L4_DELETE_OBJ &&
                   (k->unmap.page.rights & L4_RIGHT_R) != 0 && (slot.rights & RIGHT_DESTROY) != 0;
    object_reference(k, slot.object); /* its end may take the name along */
    bool done = unmap_node(k, node, budget);
    if (done && deletes) {
        object_delete(k, slot.object);
        *budget = 0;
    }
    object_dereference(k, slot.object);
    return done;
}

static bool unmap_objects(struct kernel *k, unsigned *budget)
{
    const struct flexpage *page = &k->unmap.page;
    uint32_t end = page->base + ((uint32_t)1 << page->order);
    end = end < CONFIG_SLOTS + 1u ? end : CONFIG_SLOTS + 1u;
    for (uint32_t slot = page->base == 0 ? 1 : page->base; slot < end; slot++) {
        node_id node = node_of_slot(k->unmap.process, (slot_id)slot);
        if (k->slot[node].object != NONE && !unmap_slot(k, node, budget)) {
            return false;
        }
    }
    return true;
}

/* False: it takes another step. */
static bool unmap_page(struct kernel *k, unsigned *budget)
{
    return k->unmap.page.kind == L4_MEMORY ? unmap_memory(k, budget) : unmap_objects(k, budget);
}

/* False: that was the last page, or the process has gone with it. */
static bool unmap_next(struct kernel *k)
{
    struct unmap_state *state = &k->unmap;
    if (state->next == state->count || !process_lives(k, state->process)) {
        return false;
    }
    (void)flexpage_decode(state->batch[state->next++], &state->page);
    return true;
}

static void unmap_end(struct kernel *k)
{
    struct unmap_state *state = &k->unmap;
    (void)memset(state->batch, 0, state->count * sizeof state->batch[0]);
    state->mask = 0;
    state->page = (struct flexpage){0};
    state->process = NONE;
    state->count = 0;
    state->next = 0;
    work_done(&k->sched.work, WORK_UNMAP);
}

void unmap_step(struct kernel *k)
{
    unsigned budget = UNMAP_STEP;
    do {
        if (!unmap_page(k, &budget)) {
            return;
        }
        if (!unmap_next(k)) {
            unmap_end(k);
            return;
        }
        budget -= budget > 0;
    } while (budget > 0);
}

void unmap_begin(struct kernel *k, process_id process, const struct flexpage *page, uint32_t mask)
{
    k->unmap.process = process;
    k->unmap.page = *page;
    k->unmap.mask = mask;
    work_add(&k->sched.work, WORK_UNMAP);
    unmap_step(k);
}
