/*
 * Flexpages as programs word them: a block of a place or some slots, and what may be done with it.
 *
 *   MEMORY   index: enum place; detail: block << 3 | access. Blocks are counted like the nodes of a
 *            heap: 1 is the whole place, 2 and 3 its halves, 4 to 7 its quarters, down to 31; 0 is
 *            the block twice as large that holds it. None is smaller than memory is mapped in.
 *   OBJECTS  index: how many, 2^index of them, the last one more than any table has;
 *            detail: first slot << 4 | rights
 *   BASE     detail: slot << 4 | flags. Behind a flexpage of memory its address, else the slot as
 *            the place of its first name; and the flags
 */
#ifndef ANVIL_FUZZ_FLEXPAGES_H
#define ANVIL_FUZZ_FLEXPAGES_H

#include <stdint.h>

/* Where a flexpage of memory lies: in the caller's task, the next task, or elsewhere. */
enum place {
    PLACE_DATA,
    PLACE_STACK,
    PLACE_CODE,
    PLACE_OTHER,  /* the next task's data */
    PLACE_AREA,   /* the exchange area of the task's first thread */
    PLACE_ARENA,  /* the exchange areas of all others */
    PLACE_DEVICE, /* the first devices there are */
    PLACE_ALL,    /* the lower half of all addresses */
    PLACES
};

#define OBJECTS_ORDERS     6u
#define DETAIL_BLOCK_SHIFT 3u
#define DETAIL_SLOT_SHIFT  4u

/* Where a place is: a naturally aligned block of 2^order bytes. */
struct place_range {
    uint32_t base;
    unsigned order;
};

uint32_t flexpage_memory(struct place_range range, unsigned detail);
uint32_t flexpage_objects(unsigned index, unsigned detail);
/* The send base for this flexpage. */
uint32_t flexpage_base(uint32_t page, unsigned detail);

#endif
