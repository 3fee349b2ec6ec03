/*
 * Revoking. It owns no state.
 */
#include "revoke.h"

#include "kernel.h"
#include "l4.h"

static mapping_id mapping_of_node(node_id node)
{
    return (mapping_id)(node - NODE_FIRST_MAPPING + 1);
}

static void node_drop(struct kernel *k, node_id node)
{
    if (node < NODE_FIRST_MAPPING) {
        handle_drop(k, node);
    } else {
        space_remove(k, mapping_of_node(node));
    }
}

bool node_revoke_some(struct kernel *k, node_id node, bool itself, unsigned *budget)
{
    /* From behind: a leaf leaves no children for its parent to take over. */
    node_id last = tree_last_below(k, node);
    for (; last != node && *budget > 0; --*budget) {
        node_id dropped = last;
        last = tree_previous(k, last);
        node_drop(k, dropped);
    }
    if (*budget == 0) {
        return false;
    }
    if (itself) {
        node_drop(k, node);
        --*budget;
    }
    return true;
}

void node_revoke(struct kernel *k, node_id node, bool itself)
{
    unsigned all = NODE_END;
    (void)node_revoke_some(k, node, itself, &all);
}

static void node_strip(struct kernel *k, node_id node, uint32_t l4_rights)
{
    if (node < NODE_FIRST_MAPPING) {
        k->slot[node].rights &= ~l4_rights_mask(l4_rights);
    } else {
        uint8_t access = k->mapping[mapping_of_node(node)].region.access;
        space_set_access(k, mapping_of_node(node), (uint8_t)(access & ~l4_rights));
    }
}

unsigned node_revoke_rights(struct kernel *k, node_id node, bool itself, uint32_t l4_rights)
{
    unsigned count = 0;
    for (node_id below = tree_next_below(k, node, node); below != NODE_ROOT;
         below = tree_next_below(k, node, below)) {
        node_strip(k, below, l4_rights);
        count++;
    }
    if (itself) {
        node_strip(k, node, l4_rights);
        count++;
    }
    return count;
}
