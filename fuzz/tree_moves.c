/*
 * The operations of fuzz_tree on handles and mappings, one by one and in subtrees. The kernel's own
 * functions do it, in the order in which its calls use them.
 */
#include "expect.h"
#include "tree_scene.h"

#define REGIONS_EACH 16u /* places where a process maps memory, besides what it begins with */
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
                          {OBJECT_EVENTPAIR, OBJECT_END},
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

static bool is_handle(node_id node)
{
    return node >= NODE_FIRST_SLOT && node < NODE_FIRST_MAPPING;
}

/* What a process begins with is not taken from it. */
static bool is_pinned(const struct scene *s, node_id node)
{
    return !is_handle(node) &&
           s->k->mapping[node - NODE_FIRST_MAPPING + 1].region.base < REGIONS_BASE;
}

static void mapping_drop(struct scene *s, node_id node)
{
    mapping_id dropped = (mapping_id)(node - NODE_FIRST_MAPPING + 1);
    struct mapping *mapping = &s->k->mapping[dropped];
    mapping_id *link = &s->k->process[mapping->process].first_mapping;
    while (*link != dropped) {
        link = &s->k->mapping[*link].next;
    }
    *link = mapping->next;
    tree_remove(s->k, node);
    *mapping = (struct mapping){.next = s->k->space.free_first};
    s->k->space.free_first = dropped;
}

static void node_drop(struct scene *s, node_id node)
{
    if (is_handle(node)) {
        handle_drop(s->k, node);
    } else {
        mapping_drop(s, node);
    }
}

static struct tree_node kernel_node(const struct scene *s, node_id node)
{
    return node < NODE_FIRST_MAPPING ? s->k->slot[node].node
                                     : s->k->mapping[node - NODE_FIRST_MAPPING + 1].node;
}

/* As unmapping will: the run of deeper nodes behind this one. */
static void descendants_drop(struct scene *s, node_id node)
{
    node_id next = kernel_node(s, node).next;
    while (kernel_node(s, next).depth > kernel_node(s, node).depth) {
        node_drop(s, next);
        next = kernel_node(s, node).next;
    }
    lineage_remove_descendants(&s->lineage, node);
}

void operation_revoke(struct scene *s, process_id process)
{
    (void)process;
    node_id node = scene_read_node(s, NODE_FIRST_SLOT, NODE_END, false);
    descendants_drop(s, node);
    object_collect(s->k);
}

void operation_unmap(struct scene *s, process_id process)
{
    (void)process;
    node_id node = scene_read_node(s, NODE_FIRST_SLOT, NODE_END, false);
    descendants_drop(s, node);
    if (!is_pinned(s, node)) {
        node_drop(s, node);
        (void)lineage_remove(&s->lineage, node);
    }
    object_collect(s->k);
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

void operation_map(struct scene *s, process_id process)
{
    uint8_t byte = reader_byte(&s->reader);
    node_id from = scene_read_node(s, NODE_FIRST_MAPPING, NODE_END, false);
    const struct region region = {.base = REGIONS_BASE + (byte % REGIONS_EACH << REGION_ORDER),
                                  .order = REGION_ORDER,
                                  .access = ACCESS_READ};
    if (space_find(s->k, process, region.base) != NONE || !scene_spares_mappings(s)) {
        return;
    }
    bool full = scene_mappings(s) == CONFIG_MAPPINGS;
    mapping_id mapping = space_add(s->k, process, &region);
    EXPECT(full == (mapping == NONE), "mapping %u of a full or empty pool", mapping);
    if (full) {
        return;
    }
    if (byte >= MAP_FRESH) {
        from = NODE_ROOT;
    } else {
        tree_remove(s->k, node_of_mapping(mapping));
        tree_add_child(s->k, from, node_of_mapping(mapping));
    }
    scene_add(s, node_of_mapping(mapping), from, NONE, 0);
    s->owner[mapping] = process;
}
