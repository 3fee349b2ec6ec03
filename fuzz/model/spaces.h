/*
 * The model's spaces: what was made from what, mappings, exchange areas, and the L4Re calls.
 */
#ifndef ANVIL_FUZZ_MODEL_SPACES_H
#define ANVIL_FUZZ_MODEL_SPACES_H

#include "calls.h"

/* ---- kin.c: what was made from what, by identities of handles and mappings. ---- */
/* It was made from another one, or by the kernel (0). */
void model_kin_add(struct model *m, uint64_t identity, uint64_t parent);
/* It was made from what the other one was made from. */
void model_kin_add_beside(struct model *m, uint64_t identity, uint64_t other);
/* It is gone; what was made from it is its parent's. */
void model_kin_remove(struct model *m, uint64_t identity);
uint64_t model_kin_parent(const struct model *m, uint64_t identity);
/* Whether the first one is the other, or what that was made from, directly or not. */
bool model_kin_is_origin(const struct model *m, uint64_t asked, uint64_t identity);
bool model_kin_has_child(const struct model *m, uint64_t identity);
struct model_place model_place_of(struct model *m, uint64_t identity);
/* All that was made from it goes; itself: it too. */
void model_node_revoke(struct model *m, uint64_t identity, bool itself);
/* The same lose rights of L4's. */
void model_node_strip(struct model *m, uint64_t identity, bool itself, unsigned l4_rights);

/* ---- spaces.c: mappings and exchange areas. ---- */
/* Whether it has begun, or may still. */
bool model_has_space(const struct model *m, unsigned process);
/* NULL, here and below: there is none. */
struct model_mapping *model_mapping_of(struct model *m, uint64_t identity);
bool model_range_meets(const struct model_mapping *mapping, uint64_t base, uint64_t size);
/* One of the process's mappings that meets the range. */
struct model_mapping *model_mapping_at(struct model *m, unsigned process, uint64_t base,
                                       uint64_t size);
struct model_mapping *model_mapping_make(struct model *m, const struct model_mapping *made,
                                         uint64_t parent);
void model_mapping_drop(struct model *m, struct model_mapping *mapping);
/* How many more there can be, and are charged to a task's job. */
unsigned model_mappings_free(const struct model *m);
unsigned model_mappings_charged(const struct model *m, unsigned task);
/* Whether the process may have so many more. */
bool model_mappings_room(const struct model *m, unsigned process, unsigned count);
/* The process has what the image gives the task, and nobody else has any of it. */
void model_image_map(struct model *m, unsigned number, unsigned process);
/* The process has no memory any more, nor has anybody what was made from it. */
void model_space_clear(struct model *m, unsigned process);
/* A further thread's stack, unless it is there already. False: it cannot be. */
bool model_stack_make(struct model *m, unsigned process, uint32_t base, uint32_t size);
uint32_t model_area_address(const struct model *m, unsigned number);
unsigned model_areas_charged(const struct model *m, unsigned task);
bool model_areas_room(const struct model *m, unsigned task, unsigned count);
/* The process has the area, which is empty. */
void model_area_give(struct model *m, unsigned number, unsigned process);
/* An area for a thread that is to begin: its address, 0: there is none. */
uint32_t model_area_take(struct model *m, unsigned process, unsigned thread);
/* The thread needs its area no more. */
void model_area_leave(struct model *m, unsigned thread);

/* ---- l4_tasks.c ---- */
/* How many processes made at run time are charged to a task's job. */
unsigned model_processes_charged(const struct model *m, unsigned task);

/* ---- l4.c ---- */
/* The rights of a handle that these of L4's stand for. */
uint32_t model_l4_rights(unsigned l4_rights);
/* A call of the L4Re family. */
struct model_outcome model_l4_call(struct model *m, uint32_t number, const uint32_t a[8]);

#endif
