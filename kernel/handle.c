/*
 * Handle tables: filling and emptying slots. How a value names a slot is name.c's business.
 *
 * Invariants: a slot above the window is either occupied or in its process's free list, once; a
 * slot's generation changes when it is emptied, so that no value given out for it before is
 * accepted again until GENERATION_MASK further uses have passed; free slots are reused first in,
 * first out, which spreads those uses over the whole table. No slot is ever lost.
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
    k->slot[process][slot].next_free = NONE;
    if (table->free_last == NONE) {
        table->free_first = slot;
    } else {
        k->slot[process][table->free_last].next_free = slot;
    }
    table->free_last = slot;
}

static slot_id free_list_take(struct kernel *k, process_id process)
{
    struct handle_table *table = &k->handle_table[process];
    slot_id slot = table->free_first;
    if (slot != NONE) {
        table->free_first = k->slot[process][slot].next_free;
        k->slot[process][slot].next_free = NONE;
        if (table->free_first == NONE) {
            table->free_last = NONE;
        }
    }
    return slot;
}

void handle_table_init(struct kernel *k, process_id process)
{
    k->handle_table[process] = (struct handle_table){0};
    for (slot_id slot = 1; slot <= CONFIG_SLOTS; slot++) {
        if (!slot_in_window(k, slot)) {
            free_list_append(k, process, slot);
        }
    }
}

static void slot_fill(struct kernel *k, process_id process, slot_id slot, object_id object,
                      uint32_t rights)
{
    k->slot[process][slot].object = object;
    k->slot[process][slot].rights = rights;
    object_name_added(k, object);
}

slot_id handle_create(struct kernel *k, process_id process, object_id object, uint32_t rights)
{
    slot_id slot = free_list_take(k, process);
    if (slot != NONE) {
        slot_fill(k, process, slot, object, rights);
    }
    return slot;
}

void handle_place(struct kernel *k, process_id process, slot_id slot, object_id object,
                  uint32_t rights)
{
    KERNEL_ASSERT(k, slot != NONE && slot_in_window(k, slot));
    KERNEL_ASSERT(k, k->slot[process][slot].object == NONE);
    slot_fill(k, process, slot, object, rights);
}

void handle_close(struct kernel *k, process_id process, slot_id slot)
{
    struct slot *entry = &k->slot[process][slot];
    object_id object = entry->object;
    entry->object = NONE;
    entry->rights = 0;
    entry->generation = (entry->generation + 1) & GENERATION_MASK;
    if (!slot_in_window(k, slot)) {
        free_list_append(k, process, slot);
    }
    object_name_removed(k, object);
}

void handle_close_all(struct kernel *k, process_id process)
{
    for (slot_id slot = 1; slot <= CONFIG_SLOTS; slot++) {
        if (k->slot[process][slot].object != NONE) {
            handle_close(k, process, slot);
        }
    }
}

void handle_revoke(struct kernel *k, object_id object)
{
    for (process_id process = 1; process <= CONFIG_PROCESSES; process++) {
        for (slot_id slot = 1; slot <= CONFIG_SLOTS && k->object[object].handles > 0; slot++) {
            if (k->slot[process][slot].object == object) {
                handle_close(k, process, slot);
            }
        }
    }
}
