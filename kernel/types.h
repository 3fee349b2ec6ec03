/*
 * The kernel's small vocabulary: ids into pools, rights, object types, refusals.
 *
 * Ids are 16 bits and start at 1; 0 (NONE) names nothing. They take the place of pointers in
 * struct kernel, so that it can be copied, compared, hashed and reset freely.
 */
#ifndef ANVIL_TYPES_H
#define ANVIL_TYPES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef uint16_t object_id;
typedef uint16_t job_id;
typedef uint16_t process_id;
typedef uint16_t thread_id;
typedef uint16_t slot_id;
typedef uint16_t mapping_id;
typedef uint16_t timer_id;
typedef uint16_t node_id;    /* in the derivation tree: a slot, a handle in transit, a mapping */
typedef uint16_t message_id; /* of a channel */
typedef uint16_t wait_id;    /* one object that a thread waits for */
typedef uint16_t task_index; /* into the image's task table, from 0; TASK_NONE is none */

#define NONE      0u
#define TASK_NONE 0xffffu

/* Types of kernel objects. */
enum object_type {
    OBJECT_FREE = 0,
    OBJECT_JOB,
    OBJECT_PROCESS,
    OBJECT_THREAD,
    OBJECT_CHANNEL, /* one end of it */
    OBJECT_EVENT,
    OBJECT_EVENTPAIR, /* one of the two */
    OBJECT_TOKEN,     /* keeps a thread or process suspended */
    OBJECT_EXCEPTION, /* what a thread has met and a handler is to answer */
    OBJECT_TYPES,
    OBJECT_ANY = OBJECT_FREE /* asked for: whatever the type */
};

/* Rights of a handle: Zircon's bits (reference: zircon/rights.h). */
enum right {
    RIGHT_DUPLICATE = 1u << 0,
    RIGHT_TRANSFER = 1u << 1,
    RIGHT_READ = 1u << 2,
    RIGHT_WRITE = 1u << 3,
    RIGHT_EXECUTE = 1u << 4,
    RIGHT_MAP = 1u << 5,
    RIGHT_GET_PROPERTY = 1u << 6,
    RIGHT_SET_PROPERTY = 1u << 7,
    RIGHT_ENUMERATE = 1u << 8,
    RIGHT_DESTROY = 1u << 9,
    RIGHT_SET_POLICY = 1u << 10,
    RIGHT_GET_POLICY = 1u << 11,
    RIGHT_SIGNAL = 1u << 12,
    RIGHT_SIGNAL_PEER = 1u << 13,
    RIGHT_WAIT = 1u << 14,
    RIGHT_INSPECT = 1u << 15,
    RIGHT_MANAGE_JOB = 1u << 16,
    RIGHT_MANAGE_PROCESS = 1u << 17,
    RIGHT_MANAGE_THREAD = 1u << 18,
};
#define RIGHTS_ALL ((1u << 19) - 1u)

/*
 * Why an argument was refused, in order of precedence. Each API family has its own status for
 * each of them (syscall.c).
 */
enum refusal {
    REFUSED_NOTHING = 0, /* the argument is accepted */
    REFUSED_RANGE,       /* a number out of its range */
    REFUSED_BAD_HANDLE,  /* a name that names nothing here */
    REFUSED_WRONG_TYPE,  /* it names an object of another type */
    REFUSED_ACCESS,      /* the name lacks a right */
    REFUSED_CAPABILITY,  /* the image has not given this to the caller's task */
    REFUSALS
};

/* Runs rarely: compiled for size, and kept out of the way of what runs often. */
#define COLD __attribute__((cold))

/* A wrong condition here is a bug of the kernel, never of its callers. */
#define KERNEL_ASSERT(k, condition)                                                                \
    ((condition) ? (void)0 : kernel_panic((k), "assertion failed: " #condition))

struct kernel;
COLD void kernel_panic(struct kernel *k, const char *message);

#endif
