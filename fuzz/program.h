/*
 * The byte formats of the three targets: what the targets read and the seeds are written in.
 *
 * An input is a first byte, then operations until the bytes run out. An operation is one byte,
 * kind in the low three bits and a thread or process in the high five, and what that kind needs.
 * Every byte that chooses is reduced to the number of choices there are, so no input is invalid.
 */
#ifndef ANVIL_FUZZ_PROGRAM_H
#define ANVIL_FUZZ_PROGRAM_H

#define OPERATION_KINDS 8u
#define OPERATION_SHIFT 3u

/*
 * fuzz_syscalls: first a world. The high bits of the kinds that act as a thread: 0 the running
 * one, n the n-th ready one.
 */
enum operation {
    OPERATION_CALL = 0,   /* as a thread: a number byte, values of the first registers */
    OPERATION_RAW = 1,    /* as a thread: a number word, eight words */
    OPERATION_TIME = 2,   /* a unit, an amount: what comes from outside */
    OPERATION_START = 3,  /* a task, enum start: a further thread, while they are few */
    OPERATION_LEAVE = 4,  /* a thread, ready or blocked, that ends by itself */
    OPERATION_FAULT = 5,  /* as a thread: a kind, an address byte */
    OPERATION_HANDLE = 6, /* an owning task, a type, a task, a right that is missing */
    OPERATION_CLOSE = 7   /* an owning task, a value */
};

/* How many values a call brings along. */
#define CALL_VALUES          2u
#define SEND_AND_WAIT_VALUES 4u

/* A number byte from here on means a number far outside the table. */
#define NUMBER_FAR 0xf0u

/* A value's first byte says how it is spelled; from each of these up to the next. */
enum value {
    VALUE_SMALL = 0x00,    /* the byte itself */
    VALUE_NAME = 0x60,     /* a name given out, dead or alive; the first are the task handles */
    VALUE_BENT = 0xa0,     /* such a name with one bit changed: the bit */
    VALUE_EDGE = 0xb0,     /* a number beside a limit in the table of system calls */
    VALUE_LABEL = 0xe0,    /* a task's label */
    VALUE_SELECTOR = 0xf0, /* a selector: the slot */
    VALUE_WORD = 0xf8      /* a word */
};

/* How a thread begins: every fourth without an area, from START_PRIORITY on with a priority. */
enum start { START_PLAIN = 1, START_WITHOUT_AREA = 4, START_PRIORITY = 0x80 };

enum unit {
    UNIT_TICKS = 0,    /* of the clock */
    UNIT_MS = 1,       /* milliseconds */
    UNIT_DEADLINE = 2, /* to that many ticks before the next deadline */
    UNIT_LONG = 3,     /* 2^amount ticks */
    UNIT_LINE = 4,     /* no time: the interrupt line of that number fires */
    UNITS = 5
};

/* fuzz_names: first a world. The high bits are the task whose process owns the name, from 0. */
enum name_operation {
    NAME_CREATE = 0, /* an object, rights */
    NAME_PLACE = 1,  /* a slot, an object, rights: into the window */
    NAME_CLOSE = 2,  /* a name */
    NAME_DECODE = 3, /* a name, a type, rights */
    NAME_PEER = 4,   /* a name, a right */
    NAME_BEGIN = 5,  /* the task begins, if it does not run */
    NAME_END = 6,    /* the process ends */
    NAME_AGE = 7     /* a count: names given out and closed at once */
};

/* A name byte: how far back in the log, with one bit changed from NAME_BENT on: the bit. */
enum name_byte {
    NAME_BACK = 0x00,
    NAME_BENT = 0x70,
    NAME_SELECTOR = 0xe0, /* a selector: the slot */
    NAME_WORD = 0xf8      /* a word */
};

/* A byte of rights: one, all but one (both counted from here), all, none. */
enum rights_byte {
    RIGHTS_ONE = 0x00,
    RIGHTS_BUT_ONE = 0x40,
    RIGHTS_FULL = 0x80,
    RIGHTS_NONE = 0xc0
};

/* An object byte: type in the remainder by three, task above the two low bits. */
#define OBJECT_BYTE_SHIFT 2u

/* fuzz_deadlock: first the number of processes less one. The high bits are the n-th ready thread.
 */
enum deadlock_operation {
    DEADLOCK_SEND = 0,      /* a process, from 0; half of all operations send */
    DEADLOCK_SEND_LAST = 3, /* the same */
    DEADLOCK_WAIT = 4,      /* bits 0, 1: for messages unless 0; bit 2: a millisecond at most */
    DEADLOCK_BEGIN = 5,     /* a process, from 0, gets a further thread, while they are few */
    DEADLOCK_LEAVE = 6,     /* a thread, ready or blocked, ends */
    DEADLOCK_OTHER = 7      /* one of enum deadlock_other */
};
enum deadlock_other { OTHER_EXIT = 0, OTHER_SLEEP = 1, OTHER_TIME = 4, OTHERS = 8 };

#endif
