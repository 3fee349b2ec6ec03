/*
 * The common ground of the tests of the L4 family: three tasks of one domain, flexpages,
 * names in chosen slots, and what a process may do at an address.
 *
 * Every call goes through l4(), which also compares each thread's MPU with what its regions are
 * said to hold: nothing stale survives a call.
 */
#ifndef ANVIL_UNIT_L4_CALLS_H
#define ANVIL_UNIT_L4_CALLS_H

#include "fixture.h"
#include "l4.h"

enum { A = 1, B = 2, C = 3 }; /* tasks, by label */
enum {
    X = ACCESS_EXECUTE,
    W = ACCESS_WRITE,
    R = ACCESS_READ,
    RX = R | X,
    RW = R | W,
    RWX = R | W | X
};
enum { RWSD = 15, RWS = 7 };
/* Selectors of what the kernel puts into a window. */
enum { SELF = SLOT_PROCESS << SELECTOR_SHIFT, JOB = SLOT_JOB << SELECTOR_SHIFT };
enum { ME = SLOT_THREAD << SELECTOR_SHIFT, WINDOW_LAST = 7 };
#define OTHER_SPACES 0u

/* A, running, with a KiB of data and no name but its own three; B and C like it. */
struct machine *l4_machine(void);
/* Another machine that is the same. */
struct machine *copy_of(struct machine *m);

/* A call that returns at once: its label, or error. */
#define l4(m, ...) l4_call(m, FIXTURE_CALL(__VA_ARGS__))
int32_t l4_call(struct machine *m, const uint32_t call[1 + CALL_REGISTERS]);
/* Every thread's MPU holds just what the kernel says it holds. */
void assert_regions(struct machine *m);

uint32_t memory_page(uint32_t base, unsigned order, unsigned access);
uint32_t slot_page(unsigned slot, unsigned order, unsigned rights);
static inline uint32_t selector(unsigned slot)
{
    return name_of_selector((slot_id)slot);
}

/* Puts a name of an object, or of a task's process, into a slot of a task's window; its selector.
 */
uint32_t place(struct machine *m, uint32_t label, unsigned slot, object_id object, uint32_t rights);
uint32_t place_task(struct machine *m, uint32_t label, unsigned slot, uint32_t named,
                    uint32_t rights);
/* What is in a slot. */
const struct slot *slot_at(struct machine *m, process_id process, unsigned slot);

/* The memory that the image gives a task. */
uint32_t data_of(struct machine *m, uint32_t label);
uint32_t code_of(struct machine *m, uint32_t label);
uint32_t stack_of(struct machine *m, uint32_t label);
/* What a task's process may do at an address (enum access). */
unsigned access_at(struct machine *m, uint32_t label, uint32_t address);
/* The same at each 128 bytes of A's data: '-' nothing, 'r' and 'x' to read and execute, '+' to read
 * and write, 'a' all. */
void assert_access(struct machine *m, uint32_t label, const char *blocks);
unsigned access_in(struct machine *m, process_id process, uint32_t address);
/* How many mappings of the pool are not kept for the image, and free. */
unsigned free_mappings(struct machine *m);
/* How much of a pool the task's job is charged for. */
unsigned used_by(struct machine *m, uint32_t label, enum pool pool);

/* A maps what the page means into the process of this name, which has none of the caller's memory
 * yet: it must succeed. */
void give(struct machine *m, uint32_t to, uint32_t page);
/* An empty process below the caller's job, named in this slot of the caller's window. */
process_id make_task(struct machine *m, unsigned slot);

#endif
