/*
 * The derivation tree.
 *
 * It owns every struct tree_node, wherever that lies. Invariant: from the root, depths rise by at
 * most one from node to next, so that each node but the root has a parent: the nearest one before
 * it that is less deep.
 */
#include "tree.h"

#include "kernel.h"

static struct tree_node *node_at(struct kernel *k, node_id node)
{
    return node < NODE_FIRST_MAPPING ? &k->slot[node].node
                                     : &k->mapping[node - (NODE_FIRST_MAPPING - 1)].node;
}

static void tree_link(struct kernel *k, node_id previous, node_id node, unsigned depth)
{
    struct tree_node *before = node_at(k, previous);
    *node_at(k, node) =
        (struct tree_node){.next = before->next, .previous = previous, .depth = (uint16_t)depth};
    node_at(k, before->next)->previous = node;
    before->next = node;
}

void tree_add(struct kernel *k, node_id node)
{
    tree_link(k, NODE_ROOT, node, 1);
}

void tree_add_child(struct kernel *k, node_id parent, node_id node)
{
    tree_link(k, parent, node, node_at(k, parent)->depth + 1u);
}

void tree_add_sibling(struct kernel *k, node_id other, node_id node)
{
    tree_link(k, node_at(k, other)->previous, node, node_at(k, other)->depth);
}

void tree_move(struct kernel *k, node_id from, node_id to)
{
    struct tree_node *moved = node_at(k, from);
    *node_at(k, to) = *moved;
    node_at(k, moved->previous)->next = to;
    node_at(k, moved->next)->previous = to;
    *moved = (struct tree_node){0};
}

void tree_remove(struct kernel *k, node_id node)
{
    struct tree_node *removed = node_at(k, node);
    node_id next = removed->next;
    for (; node_at(k, next)->depth > removed->depth; next = node_at(k, next)->next) {
        node_at(k, next)->depth--;
    }
    node_at(k, removed->previous)->next = removed->next;
    node_at(k, removed->next)->previous = removed->previous;
    *removed = (struct tree_node){0};
}

static const struct tree_node *node_look(const struct kernel *k, node_id node)
{
    return node_at((struct kernel *)(uintptr_t)k, node);
}

node_id tree_next_below(const struct kernel *k, node_id top, node_id node)
{
    node_id next = node_look(k, node)->next;
    return node_look(k, next)->depth > node_look(k, top)->depth ? next : NODE_ROOT;
}

node_id tree_last_below(const struct kernel *k, node_id top)
{
    uint16_t depth = node_look(k, top)->depth;
    node_id last = top;
    node_id next = node_look(k, top)->next;
    while (node_look(k, next)->depth > depth) {
        last = next;
        next = node_look(k, next)->next;
    }
    return last;
}

node_id tree_previous(const struct kernel *k, node_id node)
{
    return node_look(k, node)->previous;
}

bool tree_is_below(const struct kernel *k, node_id top, node_id node)
{
    node_id below = top;
    while (below != NODE_ROOT && below != node) {
        below = tree_next_below(k, top, below);
    }
    return below != NODE_ROOT;
}

bool tree_is_child(const struct kernel *k, node_id parent, node_id node)
{
    return node_look(k, node)->depth == node_look(k, parent)->depth + 1u &&
           tree_is_below(k, parent, node);
}
