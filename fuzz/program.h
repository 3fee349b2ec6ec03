/*
 * Programs: the one format of fuzz inputs that play system calls.
 *
 * A program is a world and steps. A step is a verb, who does it, and operands. The verbs are the
 * system calls, whose operands are the arguments in kernel/syscalls.def, and the operations in
 * operations.def; a call or an operation joins by its row. Values refer to what there will be at
 * run time (the n-th name given out, a task's label) or to the tables (the edges of an argument),
 * so a program says the same whatever numbers a kernel hands out. Nothing here knows a machine.
 *
 * As bytes: one for the world; then for each step one for the verb, one for who unless it is
 * OUTSIDE, and the operands by their place. Bytes that run out read as zeros and every byte that
 * chooses is reduced to the choices there are: every byte string is a program, every prefix of one
 * too. step_put writes what step_next has read, and the other way round; numbers of calls,
 * operations, worlds and wordings are append-only, so stored programs keep their meaning.
 */
#ifndef ANVIL_FUZZ_PROGRAM_H
#define ANVIL_FUZZ_PROGRAM_H

#include "flexpages.h"
#include "reader.h"

#define PROGRAM_OPERANDS 9u  /* eight registers, and the number of a raw call */
#define STEP_BYTES       56u /* the longest step has no more: every operand a word */

/* Verbs from here on are operations; below are the numbers of system calls. */
#define VERB_OPERATION 0xc0u

#define OPERATION(number, constant, name, actor, operands) OPERATION_##constant = (number),
enum operation {
#include "operations.def"
    OPERATIONS
};
#undef OPERATION

/* How a thread begins: every fourth without an area, from HOW_PRIORITY on with a priority. */
enum how { HOW_PLAIN = 1, HOW_WITHOUT_AREA = 4, HOW_PRIORITY = 0x80 };

/*
 * Who does it, by one byte.
 *   ACTOR_THREAD   0: the running thread; n: the n-th ready one
 *   ACTOR_STARTED  the n-th thread, from 0
 *   ACTOR_TASK     the process of the n-th task, from 0, or where it ran last
 */
enum actor { ACTOR_THREAD, ACTOR_STARTED, ACTOR_TASK, ACTOR_OUTSIDE };

/* Kinds of operands. A kind of argument that joins syscalls.def joins here and in plausible.c. */
enum operand_kind {
    OPERAND_CHOICE, /* operations.def: one byte */
    OPERAND_WORD,   /* operations.def: four */
    OPERAND_ANY,    /* from here on, kinds of syscalls.def: a value that is worded */
    OPERAND_INT,
    OPERAND_RANGE,
    OPERAND_MIN,
    OPERAND_PEER,
    OPERAND_IRQ,
    OPERAND_HANDLE,
    OPERAND_SPACE,
    OPERAND_NAME,
    OPERAND_FPAGE,
    OPERAND_IN, /* a CONSUMED list is one of these, and a COUNT */
    OPERAND_OUT,
    OPERAND_COUNT,
    OPERAND_DEADLINE, /* enum moment: in this register and the next */
    OPERAND_SECOND,   /* that one: it has no bytes */
    OPERAND_KINDS
};

struct operand {
    const char *name; /* NULL: there is no operand in this place */
    enum operand_kind kind;
    uint32_t low;  /* least value that is accepted, of those kinds that have limits */
    uint32_t high; /* CHOICE: the largest there is */
};

struct verb {
    const char *name;
    enum actor actor;
    struct operand operand[PROGRAM_OPERANDS]; /* by place */
};

/* How a register's value is worded. */
enum wording {
    WORDED_SMALL,    /* the index itself */
    WORDED_NAME,     /* the index-th name given out, dead or alive; task handles come first */
    WORDED_RECENT,   /* the index-th, counted back from the latest */
    WORDED_BENT,     /* the index-th with bit detail changed */
    WORDED_EDGE,     /* a number beside a limit: first the argument's own four, then general ones */
    WORDED_LABEL,    /* the label of the index-th task */
    WORDED_SELECTOR, /* the selector of slot detail */
    WORDED_OWN,      /* the index-th handle that the caller's process has now */
    WORDED_ADDRESS,  /* detail bytes into or before the end of a place: enum address */
    WORDED_WORD,     /* word */
    WORDED_MEMORY,   /* a flexpage of memory; from here on see flexpages.h */
    WORDED_OBJECTS,  /* one of objects */
    WORDED_BASE,     /* the send base for the flexpage in the register before */
    WORDINGS
};

/* Where an ADDRESS points: in the caller's task, or in the next one's data, or where nobody may go.
 * The odd ones count backwards from an end. */
enum address {
    ADDRESS_AREA,
    ADDRESS_AREA_END,
    ADDRESS_DATA,
    ADDRESS_DATA_END,
    ADDRESS_STACK,
    ADDRESS_STACK_END,
    ADDRESS_CODE,
    ADDRESS_CODE_END,
    ADDRESS_OTHER,
    ADDRESS_OTHER_END,
    ADDRESS_SYSTEM,
    ADDRESS_SYSTEM_END, /* the last addresses there are */
    ADDRESSES
};

struct value {
    uint8_t wording; /* enum wording; WORDED_SMALL for a CHOICE, WORDED_WORD for a WORD */
    uint8_t index;   /* see there; of a CHOICE the number itself */
    uint16_t detail;
    uint32_t word;
};

struct step {
    uint16_t verb; /* number of a call, or VERB_OPERATION plus one of an operation */
    uint16_t who;  /* a byte; 0 if the actor is OUTSIDE */
    struct value value[PROGRAM_OPERANDS];
};

struct program {
    unsigned world;     /* below WORLDS_ALL */
    unsigned count;     /* of steps */
    unsigned room;      /* for so many steps there is memory */
    struct step *steps; /* owned; NULL while room is 0 */
};

/* The verb of a step; its row of either table. */
const struct verb *verb_at(unsigned verb);
unsigned verb_operands(const struct verb *verb);
/* How many of the verbs are calls: 0 to this, exclusively. */
unsigned verb_calls(void);
/* A number that no call has, for one of a call that programs do not make; else the number. */
uint32_t verb_number(uint32_t number);
/* The time that a value means for a DEADLINE, in nanoseconds since boot: SMALL a number of
 * milliseconds from now, WORD of nanoseconds, both signed; an EDGE is a limit of the type or of a
 * word; any other value is the time itself. */
int64_t operand_deadline(const struct value *value, uint32_t word, uint64_t now_ns);
/* The index-th edge of an operand. */
uint32_t operand_edge(const struct operand *operand, unsigned index);
/* How many indices a wording has, and how many details (0: it has none). */
unsigned wording_indices(enum wording wording);
unsigned wording_details(enum wording wording);

/* Reads the world, then step by step while the reader has more. */
unsigned world_next(struct reader *reader);
struct step step_next(struct reader *reader);
/* Writes the step; returns how many bytes it has. */
unsigned step_put(const struct step *step, uint8_t out[STEP_BYTES]);

void program_decode(struct program *p, const uint8_t *data, size_t size);
/* At most size bytes, in whole steps; returns how many. */
size_t program_encode(const struct program *p, uint8_t *out, size_t size);
/* A step in front of the one at this place; places from count on are the end. */
void program_insert(struct program *p, unsigned place, const struct step *step);
void program_remove(struct program *p, unsigned place);
void program_free(struct program *p);

#endif
