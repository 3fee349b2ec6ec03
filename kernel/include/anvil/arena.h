/*
 * Where exchange areas come from: l4_task_add_ku_mem and l4_factory_create_task give stretches of
 * the arena to tasks. Source: native, kernel/syscalls.def; the manual, "Exchange areas".
 *
 * The native call is there on the target, or wherever ANVIL_NATIVE_CALLS is defined.
 */
#ifndef ANVIL_ARENA_H
#define ANVIL_ARENA_H

#include <anvil/syscalls.h>
#include <stdint.h>

struct anvil_arena {
    uint32_t address; /* of the first exchange area */
    uint32_t size;    /* in bytes, 256 for each area; 0: the image has none to give */
};

#if defined(__arm__) || defined(ANVIL_NATIVE_CALLS)

/* Writes where the arena is. Returns 0, or 1 (STATUS_INVALID): arena cannot be written. Needs no
 * right. */
static inline uint32_t anvil_arena_get(struct anvil_arena *arena)
{
    return anvil_get_arena((uint32_t)(uintptr_t)arena);
}

#endif

#endif
