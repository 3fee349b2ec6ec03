/*
 * The derivation tree: which name or mapping was made from which.
 *
 * Its nodes are the occupied slots, the handles in transit and the mappings; where each keeps its
 * links is its own business. The tree is a list in pre-order with depths, behind a root that stands
 * for the kernel: a node's descendants are the run of deeper nodes right behind it. So no question
 * needs recursion, and revoking is linear in what it revokes.
 */
#ifndef ANVIL_TREE_H
#define ANVIL_TREE_H

#include "config.h"
#include "types.h"

enum {
    NODE_ROOT = 0,
    NODE_FIRST_SLOT = 1,
    NODE_FIRST_TRANSIT = NODE_FIRST_SLOT + CONFIG_PROCESSES * CONFIG_SLOTS,
    NODE_FIRST_OWN = NODE_FIRST_TRANSIT + CONFIG_MESSAGES * CONFIG_MESSAGE_HANDLES,
    NODE_FIRST_MAPPING = NODE_FIRST_OWN + CONFIG_THREADS, /* of exceptions, each thread's own */
    NODE_END = NODE_FIRST_MAPPING + CONFIG_MAPPINGS
};
_Static_assert(NODE_END <= 0xffff, "a node's id has 16 bits");

struct tree_node {
    node_id next; /* in pre-order; the list is a circle through the root */
    node_id previous;
    uint16_t depth; /* 1: made by the kernel itself; 0: the root, or not in the tree */
};

static inline node_id node_of_slot(process_id process, slot_id slot)
{
    return (node_id)(NODE_FIRST_SLOT + (process - 1u) * CONFIG_SLOTS + slot - 1u);
}
static inline node_id node_of_mapping(mapping_id mapping)
{
    return (node_id)(NODE_FIRST_MAPPING + mapping - 1u);
}

/* A node that comes from nowhere. */
void tree_add(struct kernel *k, node_id node);
/* A node made from parent: its first child. */
void tree_add_child(struct kernel *k, node_id parent, node_id node);
/* A node of the same origin as another: its sibling. */
void tree_add_sibling(struct kernel *k, node_id other, node_id node);
/* The node to takes the place of from, children included. */
void tree_move(struct kernel *k, node_id from, node_id to);
/* The last node of the subtree of top in pre-order: a leaf, or top itself. */
node_id tree_last_below(const struct kernel *k, node_id top);
/* The next node after one in the subtree of top; NODE_ROOT: that was the last. */
node_id tree_next_below(const struct kernel *k, node_id top, node_id node);
/* The node before it in pre-order. */
node_id tree_previous(const struct kernel *k, node_id node);
/* Whether a node is in the subtree of top, which is walked: top itself is. */
bool tree_is_below(const struct kernel *k, node_id top, node_id node);
/* Whether a node was made from parent itself. */
bool tree_is_child(const struct kernel *k, node_id parent, node_id node);
/* The node goes; its children become its parent's. */
void tree_remove(struct kernel *k, node_id node);

#endif
