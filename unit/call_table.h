/*
 * The table of system calls as the tests see it, expanded from kernel/syscalls.def: each call with
 * its arguments, and a way to call it with good ones.
 */
#ifndef ANVIL_UNIT_CALL_TABLE_H
#define ANVIL_UNIT_CALL_TABLE_H

#include "callers.h"

enum kind {
    KIND_ANY,
    KIND_INT,
    KIND_RANGE,
    KIND_MIN,
    KIND_PEER,
    KIND_IRQ,
    KIND_HANDLE,
    KIND_FPAGE,
    KIND_NAME,
    KIND_IN,
    KIND_OUT,
    KIND_DEADLINE,
    KIND_GIVEN,
    KIND_CONSUMED,
    KIND_NEEDS,
    KIND_END
};

/* One argument of one call. */
struct argument {
    enum kind kind;
    const char *name;
    unsigned place;  /* in the call; two from there on for DEADLINE and CONSUMED */
    int64_t low;     /* RANGE, MIN; HANDLE: the type */
    int64_t high;    /* RANGE */
    uint32_t needed; /* PEER, HANDLE: rights; NEEDS: the capability */
};

enum { NATIVE, SENTRY, ZIRCON, L4, RETURNS, BLOCKS };

struct call {
    const char *name;
    uint32_t number;
    int family;
    int blocking;
    struct argument arguments[CALL_REGISTERS + 1]; /* up to KIND_END */
};

/* All calls, in the order of the table. */
extern const struct call calls[];
extern const unsigned call_count;

/* A loop over the arguments of all calls: c is the call, a the argument. */
#define for_each_argument(c, a)                                                                    \
    for (const struct call *c = calls; c < calls + call_count; c++)                                \
        for (const struct argument *a = c->arguments; a->kind != KIND_END; a++)

/* The machine as it was made, with the caller running. */
void reset(struct machine *m);
/*
 * Resets the machine, makes what the call's arguments are to name, and sets the registers to good
 * values: what they name has all rights, deadlines have passed, memory is the caller's. Registers
 * that are no argument of the call hold garbage.
 */
void good_call(struct machine *m, const struct call *call, uint32_t registers[1 + CALL_REGISTERS]);
/* What the family answers to a number out of its range. */
uint32_t range_refusal(const struct call *call);

/* Where the good values lie: the caller's data, from outside. */
uint32_t caller_data(struct machine *m);
/* A handle of an object of this type, made for it, with these rights, in the caller's table. */
uint32_t name_made(struct machine *m, enum object_type type, uint32_t rights);

#endif
