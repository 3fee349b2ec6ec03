/*
 * The name decoder. Pure: nothing here writes to the kernel.
 *
 *     handle     generation : 20 | slot : 10, mixed with the owner's koid | 11
 *     selector   slot : 20 | 0 : 10                                       | 00
 *     task       generation : 20 | process : 10                          | 01
 *
 * A slot's or a process's current generation is the only one accepted, so a dead value stays dead
 * until its entry has been reused 2^CONFIG_GENERATION_BITS times; then generations wrap.
 */
#include "name.h"

#include "kernel.h"

#define NAME_BITS       30u /* of a name, without the spelling */
#define SLOT_MASK       ((1u << HANDLE_SLOT_BITS) - 1u)
#define TASK_INDEX_MASK ((1u << TASK_INDEX_BITS) - 1u)

/*
 * Makes equal slots of different processes look different, so that a handle value that reached
 * the wrong process by mistake is noticed. No secret: what a process may do is decided by its own
 * table. Knuth's multiplicative hash.
 */
static uint32_t name_mixer(const struct kernel *k, process_id owner)
{
    uint32_t koid = (uint32_t)k->object[object_of_process(owner)].koid;
    return koid * 2654435761u >> (32u - NAME_BITS);
}

uint32_t name_of_handle(const struct kernel *k, process_id owner, slot_id slot)
{
    uint32_t plain = k->slot[node_of_slot(owner, slot)].generation << HANDLE_SLOT_BITS | slot;
    return (plain ^ name_mixer(k, owner)) << 2 | SPELLING_HANDLE;
}

uint32_t name_of_selector(slot_id slot)
{
    return (uint32_t)slot << SELECTOR_SHIFT | SPELLING_SELECTOR;
}

uint32_t name_of_task(const struct kernel *k, process_id process)
{
    uint32_t plain = k->process[process].generation << TASK_INDEX_BITS | process;
    return plain << 2 | SPELLING_TASK;
}

static bool slot_occupied(const struct kernel *k, process_id owner, uint32_t slot)
{
    return slot - 1u < CONFIG_SLOTS && k->slot[node_of_slot(owner, (slot_id)slot)].object != NONE;
}

slot_id name_slot(const struct kernel *k, process_id owner, uint32_t name)
{
    uint32_t slot = name >> SELECTOR_SHIFT;
    if ((name & SPELLING_MASK) == SPELLING_HANDLE) {
        uint32_t plain = name >> 2 ^ name_mixer(k, owner);
        slot = plain & SLOT_MASK;
        if (slot_occupied(k, owner, slot) &&
            k->slot[node_of_slot(owner, (slot_id)slot)].generation == plain >> HANDLE_SLOT_BITS) {
            return (slot_id)slot;
        }
        return NONE;
    }
    if (name == slot << SELECTOR_SHIFT && slot_occupied(k, owner, slot)) {
        return (slot_id)slot;
    }
    return NONE;
}

enum refusal name_decode(const struct kernel *k, process_id owner, uint32_t name,
                         enum object_type type, uint32_t rights, struct named *named)
{
    slot_id slot = name_slot(k, owner, name);
    if (slot == NONE) {
        return REFUSED_BAD_HANDLE;
    }
    const struct slot *entry = &k->slot[node_of_slot(owner, slot)];
    if (type != OBJECT_ANY && k->object[entry->object].type != type) {
        return REFUSED_WRONG_TYPE;
    }
    if ((entry->rights & rights) != rights) {
        return REFUSED_ACCESS;
    }
    *named = (struct named){.object = entry->object, .slot = slot};
    return REFUSED_NOTHING;
}

process_id name_task(const struct kernel *k, process_id owner, uint32_t name)
{
    uint32_t index = name >> 2 & TASK_INDEX_MASK;
    if (index - 1u >= CONFIG_PROCESSES) {
        return NONE;
    }
    const struct process *process = &k->process[index];
    bool meant = process->generation == name >> (2 + TASK_INDEX_BITS) &&
                 process->state == PROCESS_RUNNING && process->domain == k->process[owner].domain;
    return meant ? (process_id)index : NONE;
}

/* A peer by a handle or selector: rarer than by its task handle. */
COLD static enum refusal decode_named_peer(const struct kernel *k, process_id owner, uint32_t name,
                                           uint32_t right, process_id *process)
{
    struct named peer;
    enum refusal refusal = name_decode(k, owner, name, OBJECT_PROCESS, right, &peer);
    if (refusal != REFUSED_NOTHING) {
        return refusal;
    }
    /* A name outlives its process; a process that does not run is nobody to send to. */
    process_id named = process_of_object(peer.object);
    if (k->process[named].state != PROCESS_RUNNING) {
        return REFUSED_BAD_HANDLE;
    }
    *process = named;
    return REFUSED_NOTHING;
}

enum refusal name_decode_peer(const struct kernel *k, process_id owner, uint32_t name,
                              uint32_t right, process_id *process)
{
    if ((name & SPELLING_MASK) != SPELLING_TASK) {
        return decode_named_peer(k, owner, name, right, process);
    }
    *process = name_task(k, owner, name);
    return *process == NONE ? REFUSED_BAD_HANDLE : REFUSED_NOTHING;
}
