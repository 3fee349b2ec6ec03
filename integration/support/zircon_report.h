/*
 * What tests of the Zircon family share: statuses by name, expectations that are counted when they
 * are not met, and messages of bytes with a pattern.
 *
 * Everything here that reports overwrites the exchange area.
 */
#ifndef INTEGRATION_ZIRCON_REPORT_H
#define INTEGRATION_ZIRCON_REPORT_H

#include "report.h"

#include <zircon/process.h>
#include <zircon/syscalls.h>
#include <zircon/syscalls/object.h>

/* The number of expectations that were not met so far: a task's exit status, if it is MAIN. */
static unsigned wrong;

/* A status as the documentation spells it, without ZX_ERR_. */
static inline const char *zircon_status_name(zx_status_t status)
{
    static const char *const names[] = {
        [-ZX_OK] = "OK",
        [-ZX_ERR_NOT_SUPPORTED] = "NOT_SUPPORTED",
        [-ZX_ERR_NO_MEMORY] = "NO_MEMORY",
        [-ZX_ERR_INVALID_ARGS] = "INVALID_ARGS",
        [-ZX_ERR_BAD_HANDLE] = "BAD_HANDLE",
        [-ZX_ERR_WRONG_TYPE] = "WRONG_TYPE",
        [-ZX_ERR_BAD_SYSCALL] = "BAD_SYSCALL",
        [-ZX_ERR_OUT_OF_RANGE] = "OUT_OF_RANGE",
        [-ZX_ERR_BUFFER_TOO_SMALL] = "BUFFER_TOO_SMALL",
        [-ZX_ERR_BAD_STATE] = "BAD_STATE",
        [-ZX_ERR_TIMED_OUT] = "TIMED_OUT",
        [-ZX_ERR_SHOULD_WAIT] = "SHOULD_WAIT",
        [-ZX_ERR_CANCELED] = "CANCELED",
        [-ZX_ERR_PEER_CLOSED] = "PEER_CLOSED",
        [-ZX_ERR_ACCESS_DENIED] = "ACCESS_DENIED",
    };
    size_t index = 0u - (uint32_t)status;
    bool known = index < sizeof names / sizeof names[0] && names[index] != NULL;
    return known ? names[index] : "undocumented";
}

/* Whether a call of the family may return this at all. */
static inline bool zircon_status_documented(zx_status_t status)
{
    return strcmp(zircon_status_name(status), "undocumented") != 0;
}

static inline void expect(const char *what, bool good)
{
    if (!good) {
        wrong++;
        report("WRONG: %s", what);
    }
}

static inline void expect_status(const char *what, zx_status_t expected, zx_status_t status)
{
    if (status != expected) {
        wrong++;
        report("WRONG: %s: %s, not %s", what, zircon_status_name(status),
               zircon_status_name(expected));
    }
}

static inline void expect_number(const char *what, uint32_t expected, uint32_t number)
{
    if (number != expected) {
        wrong++;
        report("WRONG: %s: %#x, not %#x", what, (unsigned)number, (unsigned)expected);
    }
}

/* What the object shows now; nothing when it cannot be waited for. */
static inline zx_signals_t signals_of(zx_handle_t handle)
{
    zx_signals_t shown = 0;
    (void)zx_object_wait_one(handle, 0, ZX_TIME_INFINITE_PAST, &shown);
    return shown;
}

static inline zx_info_handle_basic_t basic_of(zx_handle_t handle)
{
    zx_info_handle_basic_t basic = {0};
    expect_status(
        "get_info", ZX_OK,
        zx_object_get_info(handle, ZX_INFO_HANDLE_BASIC, &basic, sizeof basic, NULL, NULL));
    return basic;
}

static inline bool handle_is_valid(zx_handle_t handle)
{
    return zx_object_get_info(handle, ZX_INFO_HANDLE_VALID, NULL, 0, NULL, NULL) == ZX_OK;
}

static inline zx_handle_t event_make(void)
{
    zx_handle_t event = ZX_HANDLE_INVALID;
    expect_status("event_create", ZX_OK, zx_event_create(0, &event));
    return event;
}

static inline void close_all(const zx_handle_t *handles, size_t count)
{
    expect_status("close_many", ZX_OK, zx_handle_close_many(handles, count));
}

/* The i-th byte of a message of so many bytes: none is like its neighbours, nor like the same one
 * of a message of another length. */
static inline uint8_t pattern_byte(size_t length, size_t i)
{
    return (uint8_t)(length * 31u + i * 7u + 1u);
}

#endif
