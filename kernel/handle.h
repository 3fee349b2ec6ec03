/*
 * Handle tables: which objects a process can name, with which rights.
 *
 * Every process has its own slots, 1 to CONFIG_SLOTS. The first ones, the L4 window, are filled by
 * explicit placement; those above are allocated first in, first out, so that a stale handle value
 * stays refused for as long as possible.
 */
#ifndef ANVIL_HANDLE_H
#define ANVIL_HANDLE_H

#include "config.h"
#include "types.h"

struct slot {
    uint32_t rights;     /* enum right; 0 is legal */
    uint32_t generation; /* of its next or current use, CONFIG_GENERATION_BITS wide */
    object_id object;    /* NONE: the slot is free */
    slot_id next_free;   /* in its process's list of free slots */
    uint32_t reserved;
};

struct handle_table {
    slot_id free_first; /* oldest free slot above the window, NONE when the table is full */
    slot_id free_last;
    uint16_t reserved[2];
};

/* Makes the process's table empty, as a new process finds it. */
COLD void handle_table_init(struct kernel *k, process_id process);
/* Names object in the process's table. Returns the slot, NONE when the table is full. */
slot_id handle_create(struct kernel *k, process_id process, object_id object, uint32_t rights);
/* Names object in this slot of the L4 window, which must be free. */
void handle_place(struct kernel *k, process_id process, slot_id slot, object_id object,
                  uint32_t rights);
void handle_close(struct kernel *k, process_id process, slot_id slot);
/* Closes every handle of the object, whoever has it. */
COLD void handle_revoke(struct kernel *k, object_id object);
COLD void handle_close_all(struct kernel *k, process_id process);

#endif
