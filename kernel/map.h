/*
 * Mapping: handing memory and objects from one process to another, by flexpages.
 *
 * Everything is checked before anything changes; a call that fails has mapped nothing. Addresses
 * are identity-mapped, so memory is found at the same place in every space that has it.
 */
#ifndef ANVIL_MAP_H
#define ANVIL_MAP_H

#include "l4.h"

#define HOT_SPOT_SHIFT 12u /* of a send base: what lies below are flags */

/* From which process what is mapped or granted into which. */
struct map {
    process_id from;
    process_id to;
    struct flexpage page;
    uint32_t base;  /* the send base: hot spot and flags */
    bool may_share; /* the names of both processes permit handing on the S rights */
};

/* The label of the call, or an error. */
int32_t map_memory(struct kernel *k, const struct map *map);
int32_t map_objects(struct kernel *k, const struct map *map);

#endif
