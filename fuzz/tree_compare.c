/*
 * Compares the kernel's derivation tree, handles, objects and waits with the model's, whole.
 */
#include "expect.h"
#include "tree_scene.h"
#include "zircon.h"

static const struct tree_node *node_at(const struct kernel *k, node_id node)
{
    return node < NODE_FIRST_MAPPING ? &k->slot[node].node
                                     : &k->mapping[node - NODE_FIRST_MAPPING + 1].node;
}

/* ---- The list, against parents. ---- */

static void compare_node(const struct scene *s, const struct lineage_counts *counts, node_id node,
                         node_id parent)
{
    const struct tree_node *at = node_at(s->k, node);
    bool has_child = node_at(s->k, at->next)->depth > at->depth;
    EXPECT(scene_node(s, node)->there, "node %u in the tree", node);
    EXPECT(scene_node(s, node)->parent == parent, "node %u below %u, not %u", node, parent,
           scene_node(s, node)->parent);
    EXPECT(at->depth == lineage_depth(&s->lineage, node), "node %u is %u deep", node, at->depth);
    EXPECT(has_child == (counts->children[node] > 0), "node %u has a child", node);
}

/* A node's parent is the last one before it that was one less deep. */
static void compare_list(const struct scene *s, const struct lineage_counts *counts)
{
    node_id line[NODE_END] = {NODE_ROOT}; /* the node met last, by depth */
    unsigned count = 0;
    node_id previous = NODE_ROOT;
    for (node_id node = node_at(s->k, NODE_ROOT)->next; node != NODE_ROOT;) {
        const struct tree_node *at = node_at(s->k, node);
        EXPECT(node < NODE_END && ++count < NODE_END, "the tree is a list");
        EXPECT(at->previous == previous, "node %u is behind %u", node, at->previous);
        EXPECT(at->depth >= 1 && at->depth <= node_at(s->k, previous)->depth + 1,
               "node %u is %u deep", node, at->depth);
        line[at->depth] = node;
        compare_node(s, counts, node, line[at->depth - 1]);
        previous = node;
        node = at->next;
    }
    for (node_id node = 1; node < NODE_END; node++) {
        count -= scene_node(s, node)->there;
    }
    EXPECT(count == 0, "%u nodes too many (or few)", count);
}

/* ---- Places. ---- */

static void compare_handles(const struct scene *s)
{
    for (node_id node = NODE_FIRST_SLOT; node < NODE_FIRST_MAPPING; node++) {
        const struct slot *slot = &s->k->slot[node];
        EXPECT(slot->object == scene_node(s, node)->object, "place %u names %u, not %u", node,
               slot->object, scene_node(s, node)->object);
        EXPECT(slot->rights == scene_node(s, node)->rights, "place %u has rights %#x", node,
               slot->rights);
    }
    for (mapping_id mapping = 1; mapping <= CONFIG_MAPPINGS; mapping++) {
        bool there = scene_node(s, node_of_mapping(mapping))->there;
        EXPECT(s->k->mapping[mapping].process == (there ? s->owner[mapping] : NONE),
               "mapping %u of process %u", mapping, s->k->mapping[mapping].process);
    }
}

/* A value lives as long as its handle stays in its place, and is dead after that. */
static void compare_value(struct scene *s, node_id node)
{
    struct seen_slot *seen = &s->slot[node];
    process_id owner = process_of_node(node);
    unsigned use = scene_node(s, node)->there ? scene_node(s, node)->use : 0;
    uint32_t value = name_of_handle(s->k, owner, slot_of_node(node));
    if (seen->use != use) {
        seen->dead = seen->use != 0 ? seen->value : seen->dead;
    } else {
        EXPECT(use == 0 || seen->value == value, "slot %u had value %#x", node, seen->value);
    }
    seen->use = use;
    seen->value = value;
    EXPECT(use == 0 || name_slot(s->k, owner, value) == slot_of_node(node), "value %#x is dead",
           value);
    EXPECT(seen->dead == 0 || name_slot(s->k, owner, seen->dead) == NONE, "value %#x lives",
           seen->dead);
}

/* ---- Objects. ---- */

static void compare_pair(const struct scene *s, object_id id)
{
    bool heard = s->lineage.object[object_peer(id)].lives;
    bool queued = lineage_oldest(&s->lineage, id) != NULL;
    bool channel = s->k->object[id].type == OBJECT_CHANNEL;
    uint32_t expected = heard ? 0 : ZX_PEER_CLOSED_BIT;
    expected |= channel && heard ? ZX_WRITABLE : 0;
    expected |= channel && queued ? ZX_READABLE : 0;
    EXPECT(s->k->object[id].signals == expected, "object %u shows %#x, not %#x", id,
           s->k->object[id].signals, expected);
}

static void compare_object(struct scene *s, const struct lineage_counts *counts, object_id id)
{
    const struct lineage_object *expected = &s->lineage.object[id];
    const struct object *object = &s->k->object[id];
    struct seen_object *seen = &s->object[id];
    EXPECT((object->type != OBJECT_FREE) == expected->lives, "object %u of type %u", id,
           object->type);
    if (!expected->lives) {
        return;
    }
    EXPECT(object->handles == counts->handles[id], "object %u has %u names", id, object->handles);
    EXPECT(seen->use != expected->use || seen->koid == object->koid, "object %u is another", id);
    EXPECT(seen->use == expected->use || object->koid > seen->koid, "object %u is an old one", id);
    seen->use = expected->use;
    seen->koid = object->koid;
    if (expected->peer != 0) {
        compare_pair(s, id);
    }
}

static void compare_waits(const struct scene *s)
{
    for (thread_id thread = 1; thread <= CONFIG_THREADS; thread++) {
        bool waits = s->k->thread[thread].state == THREAD_AWAITING;
        node_id node = s->k->wait.thread[thread].item[0].node;
        EXPECT(waits == (s->lineage.waits[thread] != 0), "thread %u waits: %d", thread, waits);
        EXPECT(!waits || node == s->lineage.waits[thread], "thread %u waits by %u", thread, node);
    }
}

void scene_compare(struct scene *s)
{
    const char *broken = machine_check(s->machine);
    struct lineage_counts counts;
    lineage_count(&s->lineage, &counts);
    compare_list(s, &counts);
    compare_handles(s);
    for (node_id node = NODE_FIRST_SLOT; node < NODE_FIRST_TRANSIT; node++) {
        compare_value(s, node);
    }
    for (object_id id = 1; id < OBJECT_END; id++) {
        compare_object(s, &counts, id);
    }
    compare_waits(s);
    EXPECT(broken == NULL, "invariant: %s", broken);
}

void scene_compare_baseline(struct scene *s)
{
    object_id first = (object_id)(OBJECT_FIRST_EVENT + arch_image(s->k)->event_count);
    scene_compare(s);
    EXPECT(node_at(s->k, NODE_ROOT)->next == NODE_ROOT, "node %u is left",
           node_at(s->k, NODE_ROOT)->next);
    for (object_id id = OBJECT_FIRST_PROCESS; id < OBJECT_END; id++) {
        bool image = id >= OBJECT_FIRST_EVENT && id < first;
        EXPECT(image == (s->k->object[id].type != OBJECT_FREE), "object %u is left", id);
    }
    for (job_id job = 1; job <= CONFIG_JOBS; job++) {
        for (unsigned pool = POOL_PROCESSES; pool < POOLS; pool++) {
            EXPECT(s->k->job[job].used[pool] == 0, "job %u uses pool %u", job, pool);
        }
    }
}
