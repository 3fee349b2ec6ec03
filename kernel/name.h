/*
 * Names: the 32-bit values by which user code means objects, in their three spellings.
 *
 * This is the kernel's most attacked function. It is pure: it reads the tables and changes
 * nothing. Refusals come in a fixed order: bad handle, wrong type, missing right.
 */
#ifndef ANVIL_NAME_H
#define ANVIL_NAME_H

#include "config.h"
#include "handle.h"
#include "types.h"

enum spelling {
    SPELLING_SELECTOR = 0,
    SPELLING_TASK = 1,
    SPELLING_RESERVED = 2,
    SPELLING_HANDLE = 3
};

#define SPELLING_MASK    3u
#define SELECTOR_SHIFT   12u
#define HANDLE_SLOT_BITS 10u
#define TASK_INDEX_BITS  10u
#define GENERATION_MASK  ((1u << CONFIG_GENERATION_BITS) - 1u)

/* The values under which user code knows a slot and a running process. */
uint32_t name_of_handle(const struct kernel *k, process_id owner, slot_id slot);
uint32_t name_of_selector(slot_id slot);
uint32_t name_of_task(const struct kernel *k, process_id process);

/* The occupied slot that name means in owner's table, or NONE. */
slot_id name_slot(const struct kernel *k, process_id owner, uint32_t name);
/* The object of this type (or OBJECT_ANY), by a name with all these rights. */
enum refusal name_decode(const struct kernel *k, process_id owner, uint32_t name,
                         enum object_type type, uint32_t rights, struct named *named);
/* A running process of the owner's domain, by its task handle (or 0); NONE: none. */
process_id name_task(const struct kernel *k, process_id owner, uint32_t name);
/* A process to send to; right is needed of a handle or selector, a task handle needs none. */
enum refusal name_decode_peer(const struct kernel *k, process_id owner, uint32_t name,
                              uint32_t right, process_id *process);

#endif
