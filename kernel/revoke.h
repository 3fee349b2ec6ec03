/*
 * Revoking: taking back names and memory with everything that was made from them, wherever it is.
 *
 * It walks a run of the derivation tree, so it is linear in what it revokes and needs no recursion.
 * What is gone or stripped is so in every MPU before it returns. Objects that lose their last name
 * end with object_collect, which is the caller's to call.
 */
#ifndef ANVIL_REVOKE_H
#define ANVIL_REVOKE_H

#include "tree.h"

/* Everything made from the node goes; itself: the node too. */
void node_revoke(struct kernel *k, node_id node, bool itself);
/* The same, but no more nodes than the budget, which they use up. False: some are left. */
bool node_revoke_some(struct kernel *k, node_id node, bool itself, unsigned *budget);
/* The same nodes lose these L4 rights (without R: they stay). Returns how many they are. */
unsigned node_revoke_rights(struct kernel *k, node_id node, bool itself, uint32_t l4_rights);

#endif
