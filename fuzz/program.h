/*
 * The byte format of fuzz_syscalls: a world, then operations until the bytes run out.
 *
 * An operation is one byte, kind in the low three bits and a thread in the high five (0: the
 * running one, n: the n-th ready one), and what that kind needs. Seeds are written in these words;
 * the target reads them.
 */
#ifndef ANVIL_FUZZ_PROGRAM_H
#define ANVIL_FUZZ_PROGRAM_H

enum operation {
    OPERATION_CALL = 0,     /* number byte, two values for the first registers */
    OPERATION_RAW = 1,      /* number word, eight words */
    OPERATION_TIME = 2,     /* a unit, an amount */
    OPERATION_START = 3,    /* a process and whether with an area: a further thread */
    OPERATION_LEAVE = 4,    /* a thread, ready or blocked, that ends by itself */
    OPERATION_FAULT = 5,    /* a kind, an address byte */
    OPERATION_HANDLE = 6,   /* an owner, a type, an object, a right that is missing */
    OPERATION_CLOSE = 7     /* an owner, a value */
};
#define OPERATION_THREAD_SHIFT 3u

/* A value's first byte says how it is spelled; from each of these up to the next. */
enum value {
    VALUE_SMALL = 0x00,    /* the byte itself */
    VALUE_NAME = 0x60,     /* a name given out, dead or alive; the first are the task handles */
    VALUE_BENT = 0xa0,     /* such a name with one bit changed: the bit */
    VALUE_EDGE = 0xc0,     /* a number beside a limit in the table of system calls */
    VALUE_LABEL = 0xe0,    /* a task's label */
    VALUE_SELECTOR = 0xf0, /* a selector: the slot */
    VALUE_WORD = 0xf8      /* a word */
};

enum unit {
    UNIT_TICKS = 0,    /* of the clock */
    UNIT_MS = 1,       /* milliseconds */
    UNIT_DEADLINE = 2, /* to that many ticks before the next deadline */
    UNIT_LONG = 3,     /* of 2^amount ticks */
    UNITS = 4
};

#endif
