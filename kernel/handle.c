/*
 * Handle tables: filling and emptying slots. How a value names a slot is name.c's business.
 *
 * Invariants: a slot above the window is either occupied or in its process's free list, once; a
 * slot's generation changes when it is emptied, so that no value given out for it before is
 * accepted again until GENERATION_MASK further uses have passed; free slots are reused first in,
 * first out, which spreads those uses over the whole table. No slot is ever lost. Every occupied
 * place is a node of the derivation tree, and no other.
 */
#include "handle.h"

#include "kernel.h"

static bool slot_in_window(const struct kernel *k, slot_id slot)
{
    return slot <= arch_image(k)->window;
}

static void free_list_append(struct kernel *k, process_id process, slot_id slot)
{
    struct handle_table *table = &k->handle_table[process];
    k->slot[node_of_slot(process, slot)].node.next = NONE;
    if (table->free_last == NONE) {
        table->free_first = slot;
    } else {
        k->slot[node_of_slot(process, table->free_last)].node.next = slot;
    }
    table->free_last = slot;
}

static slot_id free_list_take(struct kernel *k, process_id process)
{
    struct handle_table *table = &k->handle_table[process];
    slot_id slot = table->free_first;
    if (slot != NONE) {
        struct slot *taken = &k->slot[node_of_slot(process, slot)];
        table->free_first = taken->node.next;
        taken->node.next = NONE;
        if (table->free_first == NONE) {
            table->free_last = NONE;
        }
    }
    return slot;
}

void handle_table_init(struct kernel *k, process_id process)
{
    slot_id first = (slot_id)(arch_image(k)->window + 1u);
    struct slot *slots = &k->slot[node_of_slot(process, 1)];
    for (slot_id slot = first; slot < CONFIG_SLOTS; slot++) {
        slots[slot - 1u].node.next = (node_id)(slot + 1u);
    }
    slots[CONFIG_SLOTS - 1u].node.next = NONE;
    k->handle_table[process] =
        (struct handle_table){.free_first = first, .free_last = CONFIG_SLOTS};
}

bool handle_predict(const struct kernel *k, process_id process, unsigned count, uint32_t *values)
{
    slot_id slot = k->handle_table[process].free_first;
    for (unsigned i = 0; i < count; i++) {
        if (slot == NONE) {
            return false;
        }
        values[i] = name_of_handle(k, process, slot);
        slot = k->slot[node_of_slot(process, slot)].node.next;
    }
    return true;
}

/* The place names the object now; where it stands in the tree is its caller's business. */
static void slot_fill(struct kernel *k, node_id node, object_id object, uint32_t rights)
{
    k->slot[node].object = object;
    k->slot[node].rights = rights;
    if (k->object[object].type == OBJECT_CHANNEL) {
        channel_named(k, object, node);
    }
}

/* The place is free again, for another handle. */
static void slot_empty(struct kernel *k, node_id node)
{
    struct slot *emptied = &k->slot[node];
    emptied->object = NONE;
    emptied->rights = 0;
    if (node >= NODE_FIRST_TRANSIT) {
        return;
    }
    emptied->generation = (emptied->generation + 1) & GENERATION_MASK;
    if (!slot_in_window(k, slot_of_node(node))) {
        free_list_append(k, process_of_node(node), slot_of_node(node));
    }
}

slot_id handle_create(struct kernel *k, process_id process, object_id object, uint32_t rights)
{
    slot_id slot = free_list_take(k, process);
    if (slot != NONE) {
        tree_add(k, node_of_slot(process, slot));
        slot_fill(k, node_of_slot(process, slot), object, rights);
        object_name_added(k, object);
    }
    return slot;
}

void handle_place_at(struct kernel *k, node_id node, object_id object, uint32_t rights)
{
    KERNEL_ASSERT(k, k->slot[node].object == NONE);
    tree_add(k, node);
    slot_fill(k, node, object, rights);
    object_name_added(k, object);
}

void handle_place(struct kernel *k, process_id process, slot_id slot, object_id object,
                  uint32_t rights)
{
    KERNEL_ASSERT(k, slot != NONE && slot_in_window(k, slot));
    handle_place_at(k, node_of_slot(process, slot), object, rights);
}

void handle_duplicate(struct kernel *k, process_id process, slot_id slot, uint32_t rights)
{
    node_id from = node_of_slot(process, slot);
    node_id to = node_of_slot(process, free_list_take(k, process));
    tree_add_sibling(k, from, to);
    slot_fill(k, to, k->slot[from].object, rights);
    object_name_added(k, k->slot[from].object);
}

/* The handle changes its place, its children with it. */
static void handle_move(struct kernel *k, node_id from, node_id to, uint32_t rights)
{
    tree_move(k, from, to);
    slot_fill(k, to, k->slot[from].object, rights);
    slot_empty(k, from);
}

void handle_replace(struct kernel *k, process_id process, slot_id slot, uint32_t rights)
{
    node_id from = node_of_slot(process, slot);
    wait_cancel(k, k->slot[from].object, from);
    handle_move(k, from, node_of_slot(process, free_list_take(k, process)), rights);
}

void handle_derive(struct kernel *k, node_id from, node_id to, uint32_t rights)
{
    object_id object = k->slot[from].object;
    tree_add_child(k, from, to);
    slot_fill(k, to, object, rights);
    object_name_added(k, object);
}

void handle_grant(struct kernel *k, node_id from, node_id to, uint32_t rights)
{
    wait_cancel(k, k->slot[from].object, from);
    handle_move(k, from, to, rights);
}

void handle_send(struct kernel *k, process_id process, slot_id slot, node_id transit)
{
    node_id from = node_of_slot(process, slot);
    wait_follow(k, k->slot[from].object, from, transit);
    handle_move(k, from, transit, k->slot[from].rights);
}

void handle_receive(struct kernel *k, node_id transit, process_id process)
{
    wait_cancel(k, k->slot[transit].object, transit);
    handle_move(k, transit, node_of_slot(process, free_list_take(k, process)),
                k->slot[transit].rights);
}

void handle_give(struct kernel *k, process_id process, slot_id slot, process_id to)
{
    node_id from = node_of_slot(process, slot);
    wait_cancel(k, k->slot[from].object, from);
    handle_move(k, from, node_of_slot(to, free_list_take(k, to)), k->slot[from].rights);
}

void handle_drop(struct kernel *k, node_id node)
{
    object_id object = k->slot[node].object;
    wait_cancel(k, object, node);
    tree_remove(k, node);
    slot_empty(k, node);
    object_name_removed(k, object);
}

void handle_close(struct kernel *k, process_id process, slot_id slot)
{
    handle_drop(k, node_of_slot(process, slot));
}

bool handle_consume(struct kernel *k, struct handle_list list)
{
    process_id process = k->thread[k->sched.current].process;
    uint32_t count = list.count < HANDLE_LIST_MAX ? list.count : HANDLE_LIST_MAX;
    if (!user_permits(k, list.address, count * (uint32_t)sizeof(uint32_t), ACCESS_READ)) {
        return false; /* all of the list or nothing */
    }
    bool good = true;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t value = 0;
        if (!user_read(k, &value, list.address + i * (uint32_t)sizeof value, sizeof value)) {
            good = false;
            break;
        }
        slot_id slot = name_slot(k, process, value);
        good = good && (slot != NONE || value == 0);
        if (slot != NONE) {
            handle_drop(k, node_of_slot(process, slot));
        }
    }
    return good;
}

void handle_lose(struct kernel *k, uint32_t value)
{
    process_id process = k->thread[k->sched.current].process;
    slot_id slot = name_slot(k, process, value);
    if (slot != NONE) {
        handle_close(k, process, slot);
    }
}

/* Drops the handles of this range of places that name the object (NONE: whatever they name). */
static void drop_range(struct kernel *k, node_id first, node_id end, object_id object)
{
    for (node_id node = first; node < end; node++) {
        object_id named = k->slot[node].object;
        if (named != NONE && (object == NONE || named == object)) {
            handle_drop(k, node);
        }
    }
}

void handle_close_all(struct kernel *k, process_id process)
{
    drop_range(k, node_of_slot(process, 1), node_of_slot(process + 1u, 1), NONE);
}

void handle_revoke(struct kernel *k, object_id object)
{
    if (k->object[object].handles == 0) {
        return;
    }
    if (k->object[object].type == OBJECT_CHANNEL) {
        handle_drop(k, channel_name(k, object)); /* its only one, which need not be looked for */
    } else {
        drop_range(k, NODE_FIRST_SLOT, NODE_FIRST_MAPPING, object);
    }
}
