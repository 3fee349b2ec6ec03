/*
 * The byte formats of the targets that do not play programs (program.h).
 *
 * names makes no calls: it gives out, places and tries names inside the kernel, with owners, slots
 * and rights that no call has. deadlock sends, waits and little else; its one or two bytes a step
 * let an engine that knows nothing build long cycles, and syscalls plays the same calls anyway.
 * tree moves handles and mappings about, in ways that more than one family of calls has. spaces
 * plays calls and operations of programs whose flexpages fit what there is. tasks plays calls that
 * programs have none of, and has a format of its own, at the end.
 *
 * An input is a first byte, then operations until the bytes run out. An operation is one byte,
 * kind in the low three bits (of tree and spaces: four) and a thread or process in the others, and
 * what that kind needs. Every byte that chooses is reduced to the number of choices there are, so
 * no input is invalid.
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

/* An object byte: type in the remainder by five, task above the three low bits. */
#define OBJECT_BYTE_SHIFT 3u

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

/*
 * fuzz_tree: first whether the tasks share what the image gives them. The high bits are the task
 * whose process does it, from 0. A handle is the n-th of the process, a node the n-th of all.
 */
#define TREE_SHIFT 4u
#define TREE_TASKS 4u
enum tree_operation {
    TREE_CREATE = 0,    /* a type and, of a pair, the task that gets the other one: made_byte */
    TREE_NAME = 1,      /* a node, rights: another handle that comes from nowhere */
    TREE_DUPLICATE = 2, /* a handle, rights */
    TREE_REPLACE = 3,   /* a handle, rights */
    TREE_SEND = 4,      /* a channel, how many, so many handles */
    TREE_READ = 5,      /* a channel */
    TREE_DISCARD = 6,   /* a channel: its oldest message goes unread */
    TREE_DERIVE = 7,    /* a slot of the window, a node, rights: a handle made from that one */
    TREE_CLOSE = 8,     /* a handle */
    TREE_REVOKE = 9,    /* a node: what was made from it goes */
    TREE_UNMAP = 10,    /* a node: the same, and the node too */
    TREE_DELETE = 11,   /* a node: all handles of its object go */
    TREE_MAP = 12,      /* a place in memory, a node: memory that was mapped from there */
    TREE_END = 13,      /* the process ends */
    TREE_BEGIN = 14,    /* the task begins, if it does not run */
    TREE_WAIT = 15,     /* a handle: a further thread waits by it, for what never comes */
    TREE_OPERATIONS = 16
};
/* What is made: the remainder by three, and a task above the two low bits. */
enum made_byte { MADE_EVENT = 0, MADE_EVENTPAIR = 1, MADE_CHANNEL = 2, MADE_TYPES = 3 };
#define MADE_SHIFT 2u
/* Rights: all of them but one, while that is one of so many; else all. */

/*
 * fuzz_spaces: first a world. The high bits are the n-th ready thread, 0 the running one. A task is
 * the n-th process that the caller has a handle of. A page of memory is a mapping and a shape: in
 * the low four bits its order, from 8 on another than the mapping's, above them which block.
 */
#define SPACES_SHIFT 4u
enum spaces_operation {
    SPACES_MAP_MEMORY = 0,    /* two tasks, how, a page */
    SPACES_MAP_OBJECTS = 1,   /* two tasks, how, slots, a slot */
    SPACES_UNMAP_MEMORY = 2,  /* a task, how, a page */
    SPACES_UNMAP_OBJECTS = 3, /* a task, how, slots */
    SPACES_BATCH = 4,         /* a task, how, three times rights and a page or slots */
    SPACES_LOOK = 5,          /* a task, two slots */
    SPACES_AREAS = 6,         /* a task, a stretch of the arena */
    SPACES_MAKE = 7,          /* a slot and more: a new task */
    SPACES_ACCESS = 8,        /* an address, a kind: by the thread's own code */
    SPACES_USE = 9,           /* an address, a call */
    SPACES_MESSAGE = 10,      /* a channel and a handle: it is sent, or one is received */
    SPACES_CHANNEL = 11,      /* a new one */
    SPACES_THREAD = 12,       /* a further thread of a task */
    SPACES_END = 13,          /* how a process or a thread ends */
    SPACES_TIME = 14,         /* milliseconds */
    SPACES_HANDLE = 15,       /* a task gets a handle of another: tasks and type, a right less */
    SPACES_OPERATIONS = 16
};
/* Of a task: from here on any selector instead. */
#define SPACES_ANY_NAME 0xe0u
/* Of how: rights in the low four bits; above them of an unmap the two bits of its mask. */
#define SPACES_GRANTS    0x10u
#define SPACES_ELSEWHERE 0xe0u

/*
 * fuzz_tasks: no first byte. An operation is a byte, the remainder by TASKS_OPERATIONS; then,
 * unless time passes, the n-th thread that can run (to write, read, get, set and start a thread: of
 * those that have a name for that); then what is said here, a byte each. A job, process, thread,
 * channel or exception is the n-th of the caller's names of that kind, from 0; a name the n-th of
 * all; a task the n-th of jobs, processes and threads. From TASKS_ANY_NAME on it is any name, from
 * TASKS_NO_NAME on none. Numbers stay.
 */
#define TASKS_ANY_NAME 0xf0u
#define TASKS_NO_NAME  0xfcu
enum tasks_operation {
    TASKS_JOB_CREATE,     /* a job above */
    TASKS_PROCESS_CREATE, /* a job */
    TASKS_THREAD_CREATE,  /* a process */
    TASKS_GIVE_MEMORY,    /* a process */
    TASKS_GIVE_AREA,      /* a process */
    TASKS_PROCESS_START,  /* a process, a thread, whether a name is given, which one */
    TASKS_THREAD_START,   /* a thread */
    TASKS_CHILD, /* process, thread, memory, area and start in one: a job, as PROCESS_START */
    TASKS_FURTHER_THREAD, /* thread and start in one: a process, whether its name is closed */
    TASKS_THREAD_EXIT,
    TASKS_PROCESS_EXIT, /* the code and one */
    TASKS_KILL,         /* a task */
    TASKS_SUSPEND,      /* a task */
    TASKS_CLOSE,        /* enum tasks_closed, the n-th of that */
    TASKS_CLOSE_MANY,   /* two names */
    TASKS_DUPLICATE,    /* a name, a right less or none */
    TASKS_CHANNEL_CREATE,
    TASKS_WRITE,         /* a channel, whether a name is carried, which one */
    TASKS_READ,          /* a channel, of those with a message if there are any */
    TASKS_LISTEN,        /* a task, whether as a debugger */
    TASKS_GET,           /* an exception, whether its process */
    TASKS_SET,           /* an exception, enum tasks_answer */
    TASKS_FAULT,         /* one of five kinds */
    TASKS_GET_CHILD,     /* a task, an object */
    TASKS_CRITICAL,      /* a job, a process, whether only other codes than 0 count */
    TASKS_POLICY,        /* a job, a condition and four times an action */
    TASKS_READ_STATE,    /* a thread */
    TASKS_START,         /* a task of the image */
    TASKS_SEND,          /* the n-th process that runs */
    TASKS_SEND_AND_WAIT, /* the same, and as WAIT_EVENT */
    TASKS_WAIT_EVENT,    /* whether for messages, one of four timeouts */
    TASKS_SLEEP,         /* bit 0: deeply; above it milliseconds less one */
    TASKS_NANOSLEEP,     /* one of five deadlines */
    TASKS_WAIT_ONE,      /* a name, one of eight signals, one of five deadlines */
    TASKS_WAIT_MANY,     /* twice a name and signals, a deadline */
    TASKS_ADVANCE,       /* one of six spans */
    TASKS_OPERATIONS
};
enum tasks_closed {
    TASKS_CLOSE_NAME,
    TASKS_CLOSE_TOKEN,
    TASKS_CLOSE_EXCEPTION,
    TASKS_CLOSE_CHANNEL
};
enum tasks_answer {
    TASKS_ANSWER_NEXT = 0,
    TASKS_ANSWER_HANDLED = 4,
    TASKS_ANSWER_EXIT = 8,
    TASKS_ANSWER_SECOND = 7
};

#endif
