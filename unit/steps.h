/*
 * The common ground of the tests of what the kernel puts off: eight tasks with room for many names
 * and mappings, and its work done one step at a time, as the board does it.
 *
 * After every step all invariants must hold, each thread's MPU must hold what it is said to hold,
 * and nobody may run as long as there is work.
 */
#ifndef ANVIL_UNIT_STEPS_H
#define ANVIL_UNIT_STEPS_H

#include "l4_calls.h"

enum {
    TASKS = 8,       /* labels 1 to 8: A to H */
    D = 4,           /* a task, by label */
    LAST = TASKS,    /* H */
    STEP_NODES = 32, /* no more nodes go in a step that only revokes */
    PIECE_ORDER = 7, /* of the memory that A spreads */
    PIECES = 40,     /* so many: more than go in a step */
    DATA_ORDER = 13, /* of A's data */
    FIRST_SLOT = 4,  /* after what the kernel puts into the window */
    LAST_SLOT = 12,  /* of the window */
    EVENT_SLOT = 11, /* free in A's window, as the one behind it */
};

/* A, running, which is restarted whatever happens, and seven others. A has names of all of them. */
struct machine *steps_machine(uint8_t ending);
/* The name by which A means a task. */
uint32_t name_of(uint32_t label);
/* The address, and the flexpage, of the n-th piece of A's data. */
uint32_t piece_at(struct machine *m, unsigned n);
uint32_t piece(struct machine *m, unsigned n, unsigned access);
/* Maps a piece from one task into another, at A's wish. */
void share_piece(struct machine *m, uint32_t from, uint32_t to, unsigned n);
/* Maps PIECES pieces of A's data from one task into another. */
void share_pieces(struct machine *m, uint32_t from, uint32_t to);
/* How much is made from one thing. */
enum shape { WIDE, SPREAD, CHAINS, SHAPES };
/* Maps A's pieces into one task, into all in turn, or in five chains through all; how many that
 * makes. */
unsigned spread_memory(struct machine *m, enum shape shape);
/* Puts an event into this slot of A's, and names of it into all other tables: each made from A's,
 * in five chains, or in a single one. How many they are. */
unsigned spread_names(struct machine *m, enum shape shape, unsigned slot);
/* Whether the task has none of the pieces. */
bool has_no_piece(struct machine *m, uint32_t label);

/* How many nodes of the derivation tree there are. */
struct nodes {
    int names;
    int mappings;
};
struct nodes nodes_of(struct machine *m);

/* A call as the board makes it: what it leaves to be done is not done by it. */
#define enter(m, ...) steps_enter(m, FIXTURE_CALL(__VA_ARGS__))
uint32_t steps_enter(struct machine *m, const uint32_t call[1 + CALL_REGISTERS]);
/* What must hold between two entries. */
void assert_between(struct machine *m);
/* A step: how many nodes are fewer after it. */
struct nodes step(struct machine *m);
/* All there are, none of which takes more nodes than STEP_NODES. Returns how many they were. */
unsigned steps(struct machine *m);
/* Nothing is being unmapped, and nothing is left of what was. */
void assert_nothing_unmapped(struct machine *m);

#endif
