/*
 * Unmapping: what task_unmap takes from a process and from all that have it from there, in steps.
 *
 * The first step is the call's own, and mostly the only one; what is left is work (work.h), done
 * before any thread runs again. So nobody sees half of it, and no step takes long however much was
 * made from what goes. Only rights are taken from all that was made from one node at once: that is
 * a fraction of the time.
 */
#ifndef ANVIL_UNMAP_H
#define ANVIL_UNMAP_H

#include "config.h"
#include "l4.h"
#include "types.h"

#define UNMAP_BATCH_MAX 61u /* flexpages; L4_UTCB_GENERIC_DATA_SIZE - 2 */

struct unmap_state {
    uint32_t batch[UNMAP_BATCH_MAX - 1]; /* flexpages that follow the first, as words */
    uint32_t mask;                       /* L4_ALL_SPACES, L4_DELETE_OBJ */
    struct flexpage page;                /* under way */
    process_id process;                  /* that loses it; NONE: nothing is under way */
    uint8_t count;                       /* of the batch */
    uint8_t next;                        /* in the batch */
};

/* Unmaps the page; what follows of the batch is there already. */
void unmap_begin(struct kernel *k, process_id process, const struct flexpage *page, uint32_t mask);
/* Goes on with what is under way. */
void unmap_step(struct kernel *k);

#endif
