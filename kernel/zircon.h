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
    ZX_ACCESS_DENIED = -30
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
#define ZX_HANDLE_CLOSED   (1u << 23)
#define ZX_USER_ALL        (0xffu << 24)

#define ZX_RIGHT_SAME_RIGHTS   (1u << 31)
#define ZX_CHANNEL_MAY_DISCARD 1u
#define ZX_WAIT_MANY_MAX       8u
#define ZX_TIME_INFINITE       INT64_MAX

/*
 * Makes an object (of a pair: both) in the running process's job and names it in its table, with
 * the type's default rights; the handles' values are written to the addresses in outs.
 */
enum zircon_status object_give(struct kernel *k, enum object_type type, const uint32_t *outs,
                               unsigned count);

/* Topics of object_get_info. */
enum { ZX_INFO_HANDLE_VALID = 1, ZX_INFO_HANDLE_BASIC = 2, ZX_INFO_HANDLE_COUNT = 19 };

#endif
