/*
 * The byte formats of the two targets that do not play programs (program.h).
 *
 * names makes no calls: it gives out, places and tries names inside the kernel, with owners, slots
 * and rights that no call has. deadlock sends, waits and little else; its one or two bytes a step
 * let an engine that knows nothing build long cycles, and syscalls plays the same calls anyway.
 *
 * An input is a first byte, then operations until the bytes run out. An operation is one byte,
 * kind in the low three bits and a thread or process in the high five, and what that kind needs.
 * Every byte that chooses is reduced to the number of choices there are, so no input is invalid.
 */
#ifndef ANVIL_FUZZ_FORMATS_H
#define ANVIL_FUZZ_FORMATS_H

#define OPERATION_KINDS 8u
#define OPERATION_SHIFT 3u

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
