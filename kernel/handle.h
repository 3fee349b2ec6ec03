/*
 * Handle tables: which objects a process can name, with which rights.
 *
 * Every process has its own slots, 1 to CONFIG_SLOTS. The first ones, the L4 window, are filled by
 * explicit placement; those above are allocated first in, first out, so that a stale handle value
 * stays refused for as long as possible. The slots of all tables and the places of handles in
 * transit (channel.h) lie in one array, by their nodes in the derivation tree.
 */
#ifndef ANVIL_HANDLE_H
#define ANVIL_HANDLE_H

#include "config.h"
#include "tree.h"
#include "types.h"

struct slot {
    uint32_t rights;       /* enum right; 0 is legal */
    uint32_t generation;   /* of its next or current use, CONFIG_GENERATION_BITS wide */
    object_id object;      /* NONE: the slot is free */
    struct tree_node node; /* while it is free, node.next is the next free slot of its table */
};

struct handle_table {
    slot_id free_first; /* oldest free slot above the window, NONE when the table is full */
    slot_id free_last;
    uint16_t reserved[2];
};

/* What a name was decoded to. */
struct named {
    object_id object;
    slot_id slot; /* of the caller */
};

/* What a name of a process was decoded to by a call on its space. */
struct named_space {
    process_id process;
    bool may_share; /* the name permits handing on the right to hand on */
};

/* A list of handles in user memory. */
struct handle_list {
    uint32_t address;
    uint32_t count;
};
/* No list is longer: there are not more slots. */
#define HANDLE_LIST_MAX ((uint32_t)CONFIG_SLOTS)

/* The slot that a node is, of whoever. */
static inline slot_id slot_of_node(node_id node)
{
    return (slot_id)(((unsigned)node - NODE_FIRST_SLOT) % CONFIG_SLOTS + 1u);
}
static inline process_id process_of_node(node_id node)
{
    return (process_id)(((unsigned)node - NODE_FIRST_SLOT) / CONFIG_SLOTS + 1u);
}

/* Makes the process's table empty, as a new process finds it. */
COLD void handle_table_init(struct kernel *k, process_id process);
/*
 * The values that the next count handles of the process will have. False: its table has not so
 * many free slots.
 */
bool handle_predict(const struct kernel *k, process_id process, unsigned count, uint32_t *values);
/* Names object in the process's table. Returns the slot, NONE when the table is full. */
slot_id handle_create(struct kernel *k, process_id process, object_id object, uint32_t rights);
/* Names object in this free place, whatever it is. */
void handle_place_at(struct kernel *k, node_id node, object_id object, uint32_t rights);
/* Names object in this slot of the L4 window, which must be free. */
void handle_place(struct kernel *k, process_id process, slot_id slot, object_id object,
                  uint32_t rights);
/* Another handle of what slot names; the table has room. */
void handle_duplicate(struct kernel *k, process_id process, slot_id slot, uint32_t rights);
/* The handle moves into the next free slot, with these rights. */
void handle_replace(struct kernel *k, process_id process, slot_id slot, uint32_t rights);
/* A handle in a free slot of a window, made from another, with these rights. */
void handle_derive(struct kernel *k, node_id from, node_id to, uint32_t rights);
/* The handle moves into a free slot of a window, with these rights. */
void handle_grant(struct kernel *k, node_id from, node_id to, uint32_t rights);
/* The handle leaves its table for a free place in transit, and comes from there into another. */
void handle_send(struct kernel *k, process_id process, slot_id slot, node_id transit);
void handle_receive(struct kernel *k, node_id transit, process_id process);
/* Closes a handle wherever it is; what that ends, ends before any thread runs. */
void handle_drop(struct kernel *k, node_id node);
void handle_close(struct kernel *k, process_id process, slot_id slot);
/* Closes what can be closed of a list in the running process's memory, nothing when it cannot be
 * read. False: it is not all. */
bool handle_consume(struct kernel *k, struct handle_list list);
/* The handle moves from one process's table into another's, where there is room. */
void handle_give(struct kernel *k, process_id process, slot_id slot, process_id to);
/* Closes the running process's handle of this value, if there is one. */
void handle_lose(struct kernel *k, uint32_t value);
/* Closes every handle of the object, whoever has it, in transit too. */
COLD void handle_revoke(struct kernel *k, object_id object);
COLD void handle_close_all(struct kernel *k, process_id process);

#endif
