/*
 * The words in which fuzz_tree's operations are written: choosing from what there is, and telling
 * the model what the kernel was told.
 */
#include <anvil/syscalls.h>

#include "expect.h"
#include "tree_scene.h"

#define RIGHTS 19u /* there are so many */

process_id scene_process(const struct scene *s, unsigned task)
{
    return s->running[task % TREE_TASKS];
}

/* ---- What there is. ---- */

bool scene_is_channel(const struct scene *s, node_id node)
{
    object_id object = (object_id)scene_node(s, node)->object;
    return object >= OBJECT_FIRST_CHANNEL && object < OBJECT_FIRST_EVENTPAIR;
}

unsigned scene_room(const struct scene *s, process_id process)
{
    unsigned room = 0;
    for (slot_id slot = arch_image(s->k)->window + 1u; slot <= CONFIG_SLOTS; slot++) {
        room += !scene_node(s, node_of_slot(process, slot))->there;
    }
    return room;
}

unsigned scene_mappings(const struct scene *s)
{
    unsigned count = 0;
    for (node_id node = node_of_mapping(s->k->space.image_last + 1u); node < NODE_END; node++) {
        count += scene_node(s, node)->there;
    }
    return count;
}

node_id scene_read_node(struct scene *s, node_id first, node_id end, bool channels)
{
    node_id found[NODE_END];
    unsigned count = 0;
    for (node_id node = first; node < end; node++) {
        if (scene_node(s, node)->there && (!channels || scene_is_channel(s, node))) {
            found[count++] = node;
        }
    }
    uint8_t byte = reader_byte(&s->reader);
    return count == 0 ? (node_id)NODE_ROOT : found[byte % count];
}

node_id scene_read_handle(struct scene *s, process_id process, bool channels)
{
    return scene_read_node(s, node_of_slot(process, 1), node_of_slot(process + 1u, 1), channels);
}

uint32_t scene_read_rights(struct scene *s, node_id node)
{
    uint8_t byte = reader_byte(&s->reader);
    uint32_t less = byte < RIGHTS ? (uint32_t)1 << byte : 0;
    return scene_node(s, node)->rights & ~less;
}

/* ---- Doing it in both worlds. ---- */

void scene_settle(struct scene *s)
{
    lineage_settle(&s->lineage);
    machine_settle(s->machine);
}

node_id scene_new_slot(const struct scene *s, process_id process)
{
    node_id given = NODE_ROOT;
    for (slot_id slot = 1; slot <= CONFIG_SLOTS; slot++) {
        node_id node = node_of_slot(process, slot);
        if (s->k->slot[node].object != NONE && !scene_node(s, node)->there) {
            EXPECT(given == NODE_ROOT, "process %u has two new handles", process);
            given = node;
        }
    }
    EXPECT(given != NODE_ROOT, "process %u has no new handle", process);
    return given;
}

void scene_add(struct scene *s, node_id node, node_id parent, object_id object, uint32_t rights)
{
    trace("node %u names %u, from %u\n", node, object, parent);
    EXPECT(lineage_add(&s->lineage, node, parent, object, rights), "node %u is taken", node);
}

void scene_move(struct scene *s, node_id from, node_id to, uint32_t rights, bool sent)
{
    trace("node %u is %u now\n", from, to);
    EXPECT(lineage_move(&s->lineage, from, to, rights, sent), "node %u to %u", from, to);
}

void scene_give(struct scene *s, process_id process, object_id object)
{
    uint32_t rights = object_rights[s->k->object[object].type];
    slot_id slot = handle_create(s->k, process, object, rights);
    EXPECT(slot != NONE, "process %u has no room", process);
    scene_add(s, node_of_slot(process, slot), NODE_ROOT, object, rights);
}

void scene_add_mappings(struct scene *s, process_id process)
{
    mapping_id mapping = s->k->process[process].first_mapping;
    for (; mapping != NONE; mapping = s->k->mapping[mapping].next) {
        if (!scene_node(s, node_of_mapping(mapping))->there) {
            scene_add(s, node_of_mapping(mapping), NODE_ROOT, NONE, 0);
            s->owner[mapping] = process;
        }
    }
}
