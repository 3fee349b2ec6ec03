/*
 * The operations of fuzz_tree on handles and mappings, one by one and in subtrees. The kernel's own
 * functions do it, in the order in which its calls use them.
 */
#include "expect.h"
#include "tree_scene.h"

#define REGIONS_EACH 16u /* places where a process maps memory that comes from nowhere */
#define REGIONS_BASE (MACHINE_RAM_BASE + MACHINE_RAM_SIZE / 4 * 3) /* behind further threads' */
#define REGION_ORDER 8u
#define MAP_FRESH    0x80u /* a place from here on: the memory comes from nowhere */

/* ---- Handles. ---- */

static bool pool_is_full(const struct scene *s, object_id first, object_id end, unsigned step)
{
    bool full = true;
    for (object_id id = first; id < end; id = (object_id)(id + step)) {
        full = full && (s->lineage.object[id].lives ||
                        (step == 2 && s->lineage.object[object_peer(id)].lives));
    }
    return full;
}

void operation_create(struct scene *s, process_id process)
{
    static const struct {
        enum object_type type;
        object_id end;
    } made[MADE_TYPES] = {{OBJECT_EVENT, OBJECT_FIRST_CHANNEL},
                          {OBJECT_EVENTPAIR, OBJECT_FIRST_TOKEN},
                          {OBJECT_CHANNEL, OBJECT_FIRST_EVENTPAIR}};
    const object_id first[MADE_TYPES] = {
        (object_id)(OBJECT_FIRST_EVENT + arch_image(s->k)->event_count), OBJECT_FIRST_EVENTPAIR,
        (object_id)(OBJECT_FIRST_CHANNEL + 2u * arch_image(s->k)->channel_count)};
    uint8_t byte = reader_byte(&s->reader);
    unsigned type = byte % MADE_TYPES;
    unsigned count = type == MADE_EVENT ? 1 : 2;
    process_id other = scene_process(s, byte >> MADE_SHIFT);
    other = other == NONE ? process : other;
    if (scene_room(s, process) < 1u + (count == 2 && other == process) ||
        scene_room(s, other) == 0) {
        return; /* a new object must have a name */
    }
    object_id job = object_of_job(s->k->process[process].job);
    object_id object = object_create(s->k, made[type].type, job);
    bool full = pool_is_full(s, first[type], made[type].end, count);
    EXPECT(full == (object == NONE), "object %u of a full or empty pool", object);
    if (full) {
        return;
    }
    for (unsigned i = 0; i < count; i++) {
        lineage_object_begins(&s->lineage, object + i, job, false);
        scene_give(s, i == 0 ? process : other, (object_id)(object + i));
    }
    if (count == 2) {
        lineage_objects_pair(&s->lineage, object, object + 1u);
    }
}

void operation_name(struct scene *s, process_id process)
{
    node_id node = scene_read_node(s, NODE_FIRST_SLOT, NODE_FIRST_MAPPING, false);
    uint32_t rights = scene_read_rights(s, node);
    if (node == NODE_ROOT || scene_is_channel(s, node)) {
        return;
    }
    object_id object = (object_id)scene_node(s, node)->object;
    bool room = scene_room(s, process) > 0;
    slot_id slot = handle_create(s->k, process, object, rights);
    EXPECT(room == (slot != NONE), "process %u has slot %u", process, slot);
    if (room) {
        scene_add(s, node_of_slot(process, slot), NODE_ROOT, object, rights);
    }
}

void operation_duplicate(struct scene *s, process_id process)
{
    node_id node = scene_read_handle(s, process, false);
    uint32_t rights = scene_read_rights(s, node);
    if (node == NODE_ROOT || scene_is_channel(s, node) || scene_room(s, process) == 0) {
        return;
    }
    handle_duplicate(s->k, process, slot_of_node(node), rights);
    const struct lineage_node *from = scene_node(s, node);
    scene_add(s, scene_new_slot(s, process), (node_id)from->parent, (object_id)from->object,
              rights);
}

void operation_replace(struct scene *s, process_id process)
{
    node_id node = scene_read_handle(s, process, false);
    uint32_t rights = scene_read_rights(s, node);
    if (node == NODE_ROOT || scene_room(s, process) == 0) {
        return;
    }
    rights = scene_is_channel(s, node) ? scene_node(s, node)->rights : rights;
    handle_replace(s->k, process, slot_of_node(node), rights);
    scene_move(s, node, scene_new_slot(s, process), rights, false);
}

void operation_derive(struct scene *s, process_id process)
{
    slot_id slot = (slot_id)(1 + reader_below(&s->reader, arch_image(s->k)->window));
    node_id from = scene_read_node(s, NODE_FIRST_SLOT, NODE_FIRST_TRANSIT, false);
    uint32_t rights = scene_read_rights(s, from);
    node_id to = node_of_slot(process, slot);
    if (from == NODE_ROOT || scene_is_channel(s, from) || scene_node(s, to)->there) {
        return;
    }
    object_id object = (object_id)scene_node(s, from)->object;
    handle_place(s->k, process, slot, object, rights);
    tree_remove(s->k, to);
    tree_add_child(s->k, from, to);
    scene_add(s, to, from, object, rights);
}

void operation_close(struct scene *s, process_id process)
{
    node_id node = scene_read_handle(s, process, false);
    if (node != NODE_ROOT) {
        handle_close(s->k, process, slot_of_node(node));
        (void)lineage_remove(&s->lineage, node);
    }
}

/* ---- Subtrees. ---- */

/* What a process begins with is not taken from it. */
static bool is_pinned(const struct scene *s, node_id node)
{
    return node >= NODE_FIRST_MAPPING && scene_node(s, node)->parent == NODE_ROOT &&
           s->k->mapping[node - NODE_FIRST_MAPPING + 1].region.base < REGIONS_BASE;
}

void operation_revoke(struct scene *s, process_id process)
{
    (void)process;
    node_id node = scene_read_node(s, NODE_FIRST_SLOT, NODE_END, false);
    node_revoke(s->k, node, false);
    lineage_remove_descendants(&s->lineage, node);
}

void operation_unmap(struct scene *s, process_id process)
{
    (void)process;
    node_id node = scene_read_node(s, NODE_FIRST_SLOT, NODE_END, false);
    bool itself = !is_pinned(s, node);
    node_revoke(s->k, node, itself);
    lineage_remove_descendants(&s->lineage, node);
    if (itself) {
        (void)lineage_remove(&s->lineage, node);
    }
}

void operation_delete(struct scene *s, process_id process)
{
    (void)process;
    node_id node = scene_read_node(s, NODE_FIRST_SLOT, NODE_FIRST_MAPPING, false);
    if (node != NODE_ROOT) {
        unsigned object = scene_node(s, node)->object;
        handle_revoke(s->k, (object_id)object);
        lineage_remove_names(&s->lineage, object);
    }
}

/* Memory that comes from nowhere, or the same that the node has, at the same place. */
void operation_map(struct scene *s, process_id process)
{
    uint8_t byte = reader_byte(&s->reader);
    node_id from = scene_read_node(s, NODE_FIRST_MAPPING, NODE_END, false);
    bool fresh = byte >= MAP_FRESH;
    struct region region =
        fresh ? (struct region){.base = REGIONS_BASE + (byte % REGIONS_EACH << REGION_ORDER),
                                .order = REGION_ORDER}
              : s->k->mapping[from - NODE_FIRST_MAPPING + 1].region;
    region.access = ACCESS_READ;
    if (space_find(s->k, process, region.base) != NONE) {
        return;
    }
    mapping_id mapping = s->k->space.free_first;
    bool room = scene_mappings(s) + s->k->space.image_last < CONFIG_MAPPINGS;
    EXPECT(room == (mapping != NONE), "mapping %u of a full or empty pool", mapping);
    if (!room) {
        return;
    }
    if (fresh) {
        (void)space_add(s->k, process, &region);
    } else {
        space_derive(s->k, (mapping_id)(from - NODE_FIRST_MAPPING + 1), process, &region);
    }
    scene_add(s, node_of_mapping(mapping), fresh ? (node_id)NODE_ROOT : from, NONE, 0);
    s->owner[mapping] = process;
}
