/*
 * What the model keeps of the Zircon and L4Re calls: objects, handles in transit, waits, spaces.
 *
 * An object is known by its type and a number. Of a job the number is its task's plus 1, of a
 * process and a thread their own, of the others a place in struct model. A handle has an identity
 * that nothing else has; it keeps it when it moves into a message. Included by sentry.h.
 */
#ifndef ANVIL_FUZZ_MODEL_OBJECTS_H
#define ANVIL_FUZZ_MODEL_OBJECTS_H

#include "names.h"

/* How many there are is the configuration's; 0 means none of them. */
#define MODEL_OBJECTS         (CONFIG_EVENTS + 2u * (CONFIG_CHANNELS + CONFIG_EVENTPAIRS) + 1u)
#define MODEL_MESSAGES        (CONFIG_MESSAGES + 1u)
#define MODEL_MESSAGE_HANDLES CONFIG_MESSAGE_HANDLES
#define MODEL_SHARES          16u      /* parts of tasks in what they share */
#define MODEL_GIVEN           128u     /* handles made in one step */
#define MODEL_ITEMS           8u       /* objects that a thread waits for at once */
#define MODEL_RAM             0x10000u /* bytes */
#define MODEL_IMAGE           0xffffu  /* no task, but the image has made it */
#define MODEL_MAPPINGS        CONFIG_MAPPINGS
/* Handles and mappings, and one place more. */
#define MODEL_KIN                                                                                  \
    (CONFIG_PROCESSES * CONFIG_SLOTS + CONFIG_MESSAGES * CONFIG_MESSAGE_HANDLES +                  \
     CONFIG_MAPPINGS + 1u)

/* What the Zircon calls answer. */
enum model_zircon_status {
    MODEL_ZX_OK = 0,
    MODEL_ZX_NOT_SUPPORTED = -2,
    MODEL_ZX_NO_MEMORY = -4,
    MODEL_ZX_INVALID_ARGS = -10,
    MODEL_ZX_BAD_HANDLE = -11,
    MODEL_ZX_WRONG_TYPE = -12,
    MODEL_ZX_OUT_OF_RANGE = -14,
    MODEL_ZX_BUFFER_TOO_SMALL = -15,
    MODEL_ZX_BAD_STATE = -20,
    MODEL_ZX_TIMED_OUT = -21,
    MODEL_ZX_SHOULD_WAIT = -22,
    MODEL_ZX_CANCELED = -23,
    MODEL_ZX_PEER_CLOSED = -24,
    MODEL_ZX_ACCESS_DENIED = -30
};

/* What objects show. */
enum model_signal_bit {
    MODEL_READABLE = 1 << 0,
    MODEL_WRITABLE = 1 << 1,
    MODEL_PEER_CLOSED = 1 << 2,
    MODEL_SIGNALED = 1 << 3,
    MODEL_TERMINATED = 1 << 3,
    MODEL_RUNNING = 1 << 4,
    MODEL_NO_JOBS = 1 << 4,
    MODEL_NO_PROCESSES = 1 << 5,
    MODEL_NO_CHILDREN = 1 << 6,
    MODEL_HANDLE_CLOSED = 1 << 23
};
#define MODEL_USER_SIGNALS 0xff000000u

/* What a handle permits. */
enum model_right {
    MODEL_DUPLICATE = 1 << 0,
    MODEL_TRANSFER = 1 << 1,
    MODEL_READ = 1 << 2,
    MODEL_WRITE = 1 << 3,
    MODEL_EXECUTE = 1 << 4,
    MODEL_MAP = 1 << 5,
    MODEL_GET_PROPERTY = 1 << 6,
    MODEL_SET_PROPERTY = 1 << 7,
    MODEL_ENUMERATE = 1 << 8,
    MODEL_DESTROY = 1 << 9,
    MODEL_SET_POLICY = 1 << 10,
    MODEL_GET_POLICY = 1 << 11,
    MODEL_MAY_SIGNAL = 1 << 12,
    MODEL_MAY_SIGNAL_PEER = 1 << 13,
    MODEL_WAIT = 1 << 14,
    MODEL_INSPECT = 1 << 15,
    MODEL_MANAGE_JOB = 1 << 16,
    MODEL_MANAGE_PROCESS = 1 << 17,
    MODEL_MANAGE_THREAD = 1 << 18
};

struct model_object {
    enum names_type type; /* NAMES_ANY: there is no such object */
    unsigned owner;       /* task whose job it is charged to, or MODEL_IMAGE */
    uint64_t koid;        /* serial number of its making */
    uint64_t related;     /* koid of its peer, or of what it belongs to */
    uint32_t signals;     /* what it shows */
    uint64_t unnamed;     /* serial number of the moment it lost its last name, 0: all is done */
};

/* A handle in a message. */
struct model_handle {
    uint64_t identity; /* 0: it is gone, or never was */
    enum names_type type;
    unsigned object;
    uint32_t rights;
};

struct model_message {
    uint64_t since;  /* serial number of its arrival, 0: there is no such message */
    unsigned end;    /* number of the end it has come to */
    unsigned owner;  /* task whose job it is charged to */
    unsigned length; /* of its bytes */
    unsigned count;  /* of its handles, those that are gone included */
    uint8_t bytes[CONFIG_MESSAGE_BYTES];
    struct model_handle handle[MODEL_MESSAGE_HANDLES];
};

/* One object that a thread waits for, by one handle. */
struct model_item {
    uint64_t identity; /* of the handle */
    enum names_type type;
    unsigned object;
    uint32_t signals; /* any of them; once the wait is over: what the object showed then */
};

struct model_wait {
    struct model_item item[MODEL_ITEMS];
    unsigned count;  /* of them */
    uint32_t out;    /* user address for what they show, 0: nobody wants it */
    bool many;       /* that is a list of records, not one word */
    int32_t status;  /* once it is over */
    bool unreported; /* it is, but its thread has not run since */
};

/* A task's part in what several share. */
struct model_share {
    bool is_channel;
    unsigned number; /* of its kind */
    unsigned task;
    unsigned slot; /* where the task finds it */
};

/* A handle was made: its value is the kernel's choice. */
struct model_given {
    unsigned process;
    unsigned slot;
    uint32_t at; /* user address where its value is to be, 0: nowhere */
};

/* What may be done with memory. */
enum model_access { MODEL_ACCESS_EXECUTE = 1, MODEL_ACCESS_WRITE = 2, MODEL_ACCESS_READ = 4 };

/* A stretch of memory that the image gives a task. */
struct model_region {
    uint32_t base;
    uint32_t size;
    unsigned access; /* enum model_access */
};

/* A stretch of memory that a process may use. */
struct model_mapping {
    uint64_t identity; /* 0: there is no such mapping */
    unsigned process;
    uint32_t base;
    uint32_t size;
    unsigned access;     /* enum model_access */
    unsigned owner;      /* task whose job it is charged to, or MODEL_IMAGE */
    bool of_image;       /* it is one that the image gives, wherever it is now: */
    unsigned image_task; /* to this task */
};

/* A handle or mapping, and what it was made from. */
struct model_kin {
    uint64_t identity;
    uint64_t parent; /* 0: the kernel has made it */
};

/* An exchange area of the arena. */
struct model_area {
    unsigned process; /* whose it is, 0: nobody's */
    unsigned thread;  /* who exchanges through it, 0: nobody */
};

/* Where a handle is. */
struct model_place {
    unsigned process;
    unsigned slot;
    struct model_handle *transit; /* NULL: in that slot, else in a message */
};

#endif
