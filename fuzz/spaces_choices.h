/*
 * What an input of fuzz_spaces chooses from what a machine has, and the steps that come of it.
 */
#ifndef ANVIL_FUZZ_SPACES_CHOICES_H
#define ANVIL_FUZZ_SPACES_CHOICES_H

#include "session.h"

/* An input under way. */
struct spaces {
    struct session session;
    struct reader reader;
    unsigned who; /* the ready thread that acts, as a step says it */
    thread_id thread;
    process_id process; /* its process */
};

/* A task that a byte means: its name to the caller, and its process. */
struct known_task {
    uint32_t name;
    process_id process;
};

static inline struct kernel *spaces_kernel(struct spaces *s)
{
    return s->session.kernel;
}

/* ---- Steps: a call of the thread that acts, or an operation. ---- */
void spaces_call_with(struct spaces *s, uint32_t number, const uint32_t registers[CALL_REGISTERS]);
void spaces_call(struct spaces *s, uint32_t number, uint32_t r0, uint32_t r1, uint32_t r2,
                 uint32_t r3);
/* An operation with up to three operands, each a choice. */
void spaces_operate(struct spaces *s, enum operation operation, unsigned who, unsigned a,
                    unsigned b, unsigned c);

/* ---- Choosing. ---- */
/* The n-th handle of this type that the caller has, from its first slot on; NONE: it has none. */
slot_id spaces_slot(struct spaces *s, enum object_type type, unsigned n);
struct known_task spaces_task(struct spaces *s);
uint32_t spaces_memory_page(struct spaces *s, process_id process, unsigned rights);
uint32_t spaces_objects_page(struct spaces *s, unsigned rights);
/* A stretch of the arena, or beside it. */
uint32_t spaces_areas(struct spaces *s);
/* An address in or beside a mapping or an exchange area of somebody's. */
uint32_t spaces_address(struct spaces *s);

#endif
