/*
 * Kernel-user memory: the exchange areas of threads beyond those that the image's tasks start with.
 *
 * They lie in one arena, a stretch of RAM that the image sets aside, one behind the other. A
 * process is given some of them (task_add_ku_mem, factory_create_task) and each of its threads
 * takes one; a task's process is given more when its threads need them, up to its quota. They are
 * not part of the derivation tree: nothing maps or unmaps them, and they stay with the process
 * until it ends.
 */
#ifndef ANVIL_AREA_H
#define ANVIL_AREA_H

#include "config.h"
#include "types.h"

struct area {
    process_id process; /* whose it is, NONE: nobody's */
    thread_id thread;   /* who exchanges through it, NONE: nobody */
};

struct area_state {
    struct area area[CONFIG_AREAS];
};

/* The number of the process's area that holds this address; CONFIG_AREAS: none. */
unsigned area_find(const struct kernel *k, process_id process, uint32_t address);
/* Where an area lies. */
uint32_t area_address(const struct kernel *k, unsigned number);
/* The areas of a stretch of the arena; false: it is not one. */
bool area_range(const struct kernel *k, uint32_t base, uint8_t order, unsigned *first,
                unsigned *count);
/* Whether nobody has any of these areas. */
bool area_free(const struct kernel *k, unsigned first, unsigned count);
/* The areas are the process's, empty. */
void area_give(struct kernel *k, process_id process, unsigned first, unsigned count);
/* An area for a thread that starts, its address; 0: there is none to be had. */
uint32_t area_take(struct kernel *k, process_id process, thread_id thread);
/* The thread has ended; its area may be another's. */
void area_leave(struct kernel *k, thread_id thread);
/* The process has ended. */
COLD void area_clear(struct kernel *k, process_id process);

#endif
