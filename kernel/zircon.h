/* The statuses, signals and topics of the Zircon family, as its documentation publishes them. */
#ifndef ANVIL_ZIRCON_H
#define ANVIL_ZIRCON_H

#include "types.h"

enum zircon_status {
    ZX_OK = 0,
    ZX_NOT_SUPPORTED = -2,
    ZX_NO_MEMORY = -4,
    ZX_INVALID_ARGS = -10,
    ZX_BAD_HANDLE = -11,
    ZX_WRONG_TYPE = -12,
    ZX_OUT_OF_RANGE = -14,
    ZX_BUFFER_TOO_SMALL = -15,
    ZX_BAD_STATE = -20,
    ZX_TIMED_OUT = -21,
    ZX_SHOULD_WAIT = -22,
    ZX_CANCELED = -23,
    ZX_PEER_CLOSED = -24,
    ZX_NOT_FOUND = -25,
    ZX_ALREADY_EXISTS = -26,
    ZX_ALREADY_BOUND = -27,
    ZX_ACCESS_DENIED = -30
};

/* Return codes of what has been killed. */
enum zircon_return_code {
    ZX_TASK_RETCODE_SYSCALL_KILL = -1024,
    ZX_TASK_RETCODE_POLICY_KILL = -1026,
    ZX_TASK_RETCODE_EXCEPTION_KILL = -1028,
    ZX_TASK_RETCODE_CRITICAL_PROCESS_KILL = -1029
};

/* Types of exceptions. */
enum zircon_exception {
    ZX_EXCP_GENERAL = 0x8,
    ZX_EXCP_FATAL_PAGE_FAULT = 0x108,
    ZX_EXCP_UNDEFINED_INSTRUCTION = 0x208,
    ZX_EXCP_SW_BREAKPOINT = 0x308,
    ZX_EXCP_UNALIGNED_ACCESS = 0x508,
    ZX_EXCP_SYNTH = 0x8000,
    ZX_EXCP_THREAD_STARTING = 0x8008,
    ZX_EXCP_THREAD_EXITING = 0x8108,
    ZX_EXCP_POLICY_ERROR = 0x8208,
    ZX_EXCP_PROCESS_STARTING = 0x8308
};

/* A status as r0 holds it. */
static inline uint32_t zircon(enum zircon_status status)
{
    return (uint32_t)status;
}

/* Signals of objects; each type has some of the low ones, all have the user's. */
#define ZX_READABLE        (1u << 0)
#define ZX_WRITABLE        (1u << 1)
#define ZX_PEER_CLOSED_BIT (1u << 2)
#define ZX_SIGNALED        (1u << 3)
#define ZX_TERMINATED      ZX_SIGNALED
#define ZX_RUNNING         (1u << 4)
#define ZX_SUSPENDED       (1u << 5)
#define ZX_NO_JOBS         (1u << 4)
#define ZX_NO_PROCESSES    (1u << 5)
#define ZX_NO_CHILDREN     (1u << 6)
#define ZX_HANDLE_CLOSED   (1u << 23)
#define ZX_USER_ALL        (0xffu << 24)

#define ZX_RIGHT_SAME_RIGHTS   (1u << 31)
#define ZX_CHANNEL_MAY_DISCARD 1u
#define ZX_WAIT_MANY_MAX       8u
#define ZX_TIME_INFINITE       INT64_MAX

/*
 * Makes an object (of a pair: both) in the running process's job and names it in its table, with
 * the type's default rights; the handles' values are written to the addresses in outs. The job
 * policy decides first. Returns the call's result.
 */
uint32_t object_give(struct kernel *k, enum object_type type, const uint32_t *outs, unsigned count);

/* Writes the value of the running process's next handle to out: what is left is to make it. */
enum zircon_status handle_promise(struct kernel *k, uint32_t out);
/* Decodes a name by calls that test rights before types. */
enum zircon_status task_decode(const struct kernel *k, uint32_t name, uint32_t rights,
                               object_id *object);

/* Topics of object_get_info. */
enum zircon_topic {
    ZX_INFO_HANDLE_VALID = 1,
    ZX_INFO_HANDLE_BASIC = 2,
    ZX_INFO_PROCESS = 3,
    ZX_INFO_PROCESS_THREADS = 4,
    ZX_INFO_JOB_CHILDREN = 8,
    ZX_INFO_JOB_PROCESSES = 9,
    ZX_INFO_THREAD = 10,
    ZX_INFO_THREAD_EXCEPTION_REPORT = 11,
    ZX_INFO_HANDLE_COUNT = 19,
    ZX_INFO_JOB = 24,
    ZX_INFO_ANVIL_TASK = 0x0a000001 /* Anvil's own: the task handle of a running process */
};

#endif
