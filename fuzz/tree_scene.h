/*
 * What one input of fuzz_tree is about: four tasks with a machine, and the model of what they have.
 * fuzz_tree.c plays, tree_compare.c compares.
 */
#ifndef ANVIL_FUZZ_TREE_SCENE_H
#define ANVIL_FUZZ_TREE_SCENE_H

#include <anvil/machine.h>

#include "formats.h"
#include "model/tree.h"
#include "reader.h"

_Static_assert(LINEAGE_PLACES == NODE_END && LINEAGE_OBJECTS == OBJECT_END,
               "the model counts what the kernel has");

/* What a slot was worth when it was last compared. */
struct seen_slot {
    unsigned use;   /* of its place, in the model's count; 0: it was free */
    uint32_t value; /* of its handle then */
    uint32_t dead;  /* of the handle before, which nothing may accept any more; 0: none */
};

struct seen_object {
    unsigned use;
    uint64_t koid;
};

struct scene {
    struct reader reader;
    struct machine *machine;
    struct kernel *k;
    struct lineage lineage;
    process_id owner[CONFIG_MAPPINGS + 1];  /* of the mappings, in the model's view */
    process_id process[CONFIG_THREADS + 1]; /* of the threads, NONE: it does not live */
    process_id running[TREE_TASKS];         /* each task's process, in the model's view */
    struct seen_slot slot[NODE_FIRST_TRANSIT];
    struct seen_object object[OBJECT_END];
};

static inline const struct lineage_node *scene_node(const struct scene *s, node_id place)
{
    return &s->lineage.node[place];
}

/* ---- tree_scene.c: choosing, and doing things in the model as well. ---- */
/* The process of a task, NONE when it does not run. */
process_id scene_process(const struct scene *s, unsigned task);
bool scene_is_channel(const struct scene *s, node_id node);
/* Free slots above the window. */
unsigned scene_room(const struct scene *s, process_id process);
/* How many mappings there are besides those that the image gives. */
unsigned scene_mappings(const struct scene *s);
/* A node from first on, before end, of channels if that is wanted; NODE_ROOT: there is none. */
node_id scene_read_node(struct scene *s, node_id first, node_id end, bool channels);
/* The same among the handles of a process. */
node_id scene_read_handle(struct scene *s, process_id process, bool channels);
/* Rights for what is made from the node. */
uint32_t scene_read_rights(struct scene *s, node_id node);
/* What was done inside the kernel is over, as a call is: whoever it woke has its results. */
void scene_settle(struct scene *s);
/* The slot that the process has in the kernel and not yet in the model: the only one. */
node_id scene_new_slot(const struct scene *s, process_id process);
void scene_add(struct scene *s, node_id node, node_id parent, object_id object, uint32_t rights);
void scene_move(struct scene *s, node_id from, node_id to, uint32_t rights, bool sent);
/* The mappings that the process has in the kernel and not yet in the model. */
void scene_add_mappings(struct scene *s, process_id process);
/* The first handle of an object, or one as good. */
void scene_give(struct scene *s, process_id process, object_id object);

/* ---- tree_moves.c: what a process does with handles and mappings. ---- */
void operation_create(struct scene *s, process_id process);
void operation_name(struct scene *s, process_id process);
void operation_duplicate(struct scene *s, process_id process);
void operation_replace(struct scene *s, process_id process);
void operation_derive(struct scene *s, process_id process);
void operation_close(struct scene *s, process_id process);
void operation_revoke(struct scene *s, process_id process);
void operation_unmap(struct scene *s, process_id process);
void operation_delete(struct scene *s, process_id process);
void operation_map(struct scene *s, process_id process);

/* ---- tree_messages.c: what a process does by calls. ---- */
void operation_send(struct scene *s, process_id process);
void operation_read(struct scene *s, process_id process);
void operation_discard(struct scene *s, process_id process);
void operation_wait(struct scene *s, process_id process);

/* ---- tree_compare.c ---- */
/* Everything the kernel has, against everything the model says. */
void scene_compare(struct scene *s);
/* The same when no task runs: nothing is left. */
void scene_compare_baseline(struct scene *s);

#endif
