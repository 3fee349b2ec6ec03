/*
 * What the client's rows about tasks, mapping and revoking need, and the steps before each sample.
 */
#ifndef BENCH_TASK_STAGE_H
#define BENCH_TASK_STAGE_H

#include <anvil/arena.h>
#include <anvil/slots.h>
#include <l4/sys/factory.h>
#include <l4/sys/task.h>
#include <stdbool.h>

/* Slots of the client's window. */
#define CHILD ANVIL_SELECTOR(4) /* a task without threads */
#define OTHER ANVIL_SELECTOR(5) /* another */

#define MAPPED_SLOT ANVIL_SELECTOR(6) /* of the child's: where names are mapped to */
#define MAPPED_NAME ANVIL_SHARED(2)   /* of the client's: the name that is mapped, an event's */

#define PAGES      16u
#define PAGE_ORDER 7u
#define ALL_ORDER  11u /* of all pages together */

struct task_stage {
    struct anvil_arena arena;
    l4_fpage_t batch[8]; /* the first pages, one by one */
};

extern struct task_stage task_stage;

/* All pages, or the one with this number, with these rights (enum L4_fpage_rights). */
l4_fpage_t stage_pages(unsigned char rights);
l4_fpage_t stage_page(unsigned number, unsigned char rights);

/* Where task_map puts pages of memory: where they are. */
static inline l4_addr_t stage_place(l4_fpage_t page)
{
    return page.raw & L4_FPAGE_CONTROL_MASK;
}

/* Each returns whether all went well. */
bool task_stage_set(void);
/* Makes the task in the slot anew, without anything. */
bool stage_task(l4_cap_idx_t slot);
/* Nobody but the client has the pages. */
bool stage_unmap(void);
/* Nobody but the client and the child has them, and the child the first count, one by one. */
bool stage_map(unsigned count);
/* The same, and the other task has them too, but not from the child. */
bool stage_map_twice(unsigned count);
bool stage_map_name(void);
bool stage_unmap_name(void);

#endif
