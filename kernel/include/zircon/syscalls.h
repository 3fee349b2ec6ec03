/*
 * The Zircon family: handles, events and event pairs, channels, waits, time; and, by
 * <zircon/syscalls/task.h>, jobs, processes and threads.
 *
 * Source: Zircon's <zircon/syscalls.h> and its documents. Each call is one native call of
 * <anvil/syscalls.h>; nothing here decides anything. Handles may be given in any spelling that the
 * manual lists for the call. Times are nanoseconds since boot. A call that fails changes nothing
 * but what its comment says. An address that the process may not use is ZX_ERR_INVALID_ARGS,
 * unless the call says otherwise; errors are listed in the order in which they are looked for.
 *
 * The native calls are there on the target. Elsewhere this header is its types and constants,
 * unless ANVIL_NATIVE_CALLS is defined: then whoever defines it has brought calls of his own.
 */
#ifndef ZIRCON_SYSCALLS_H
#define ZIRCON_SYSCALLS_H

#include <anvil/syscalls.h>
#include <zircon/syscalls/address.h>
#include <zircon/types.h>

#if defined(__arm__) || defined(ANVIL_NATIVE_CALLS)

/* ---- Handles. ---- */

/*
 * Makes another handle of the object, with these rights or fewer (ZX_RIGHT_SAME_RIGHTS: the same),
 * and writes it to out. Needs DUPLICATE. Errors: BAD_HANDLE, ACCESS_DENIED, INVALID_ARGS (rights
 * that the handle lacks), NO_MEMORY.
 */
static inline zx_status_t zx_handle_duplicate(zx_handle_t handle, zx_rights_t rights,
                                              zx_handle_t *out)
{
    return (zx_status_t)anvil_handle_duplicate(handle, rights, anvil_address(out));
}

/*
 * Replaces the handle by one with these rights or fewer, and writes that to out. Needs no right.
 * Errors: BAD_HANDLE, INVALID_ARGS (rights that the handle lacks, or out; the handle is closed all
 * the same), NO_MEMORY (the handle stays).
 */
static inline zx_status_t zx_handle_replace(zx_handle_t handle, zx_rights_t rights,
                                            zx_handle_t *out)
{
    return (zx_status_t)anvil_handle_replace(handle, rights, anvil_address(out));
}

/* Closes the handle. Needs no right. ZX_HANDLE_INVALID is fine. Errors: BAD_HANDLE. */
static inline zx_status_t zx_handle_close(zx_handle_t handle)
{
    return (zx_status_t)anvil_handle_close(handle);
}

/*
 * Closes num_handles handles, skipping ZX_HANDLE_INVALID. Needs no right. Errors: OUT_OF_RANGE
 * (more than any handle table holds) and INVALID_ARGS, with nothing closed; BAD_HANDLE, with all
 * others closed.
 */
static inline zx_status_t zx_handle_close_many(const zx_handle_t *handles, size_t num_handles)
{
    return (zx_status_t)anvil_handle_close_many(anvil_address(handles), (uint32_t)num_handles);
}

/* ---- Objects. ---- */

/*
 * Writes what the topic (<zircon/syscalls/object.h>) says of the object to buffer, of buffer_size
 * bytes: as many whole records as fit. How many those were goes to actual, how many there are to
 * avail; either may be null. The rights are the topic's. Errors: NOT_SUPPORTED (topic),
 * BAD_HANDLE, WRONG_TYPE, ACCESS_DENIED, BAD_STATE (a report of a thread that is in no exception),
 * BUFFER_TOO_SMALL.
 */
static inline zx_status_t zx_object_get_info(zx_handle_t handle, uint32_t topic, void *buffer,
                                             size_t buffer_size, size_t *actual, size_t *avail)
{
    return (zx_status_t)anvil_object_get_info(handle, topic, anvil_address(buffer),
                                              (uint32_t)buffer_size, anvil_address(actual),
                                              anvil_address(avail));
}

/*
 * Names the living object with this koid: a thread of a process, or a process or job anywhere below
 * a job. The handle has these rights, which the parent's must have too (ZX_RIGHT_SAME_RIGHTS: all
 * it has). Needs ENUMERATE. Errors: BAD_HANDLE, ACCESS_DENIED (also rights that the handle lacks),
 * WRONG_TYPE, NOT_FOUND (also what has ended), NO_MEMORY, INVALID_ARGS.
 */
static inline zx_status_t zx_object_get_child(zx_handle_t handle, uint64_t koid, zx_rights_t rights,
                                              zx_handle_t *out)
{
    return (zx_status_t)anvil_object_get_child(handle, (int64_t)koid, rights, anvil_address(out));
}

/*
 * Writes a property (ZX_PROP_ of <zircon/syscalls/object.h>) to value, which has room for
 * value_size bytes. Needs GET_PROPERTY. Errors: BAD_HANDLE, ACCESS_DENIED, INVALID_ARGS (property),
 * WRONG_TYPE (objects of that type do not have it), BUFFER_TOO_SMALL, INVALID_ARGS (value).
 */
static inline zx_status_t zx_object_get_property(zx_handle_t handle, uint32_t property, void *value,
                                                 size_t value_size)
{
    return (zx_status_t)anvil_object_get_property(handle, property, anvil_address(value),
                                                  (uint32_t)value_size);
}

/*
 * Sets a property to what is at value, of value_size bytes. A name is cut to ZX_MAX_NAME_LEN - 1
 * bytes. Needs SET_PROPERTY. Errors: BAD_HANDLE, ACCESS_DENIED, INVALID_ARGS (property),
 * WRONG_TYPE, BUFFER_TOO_SMALL (value_size), INVALID_ARGS (value), BAD_STATE (the exception is
 * over; a strategy, unless the debugger of the process has the exception for the first time).
 */
static inline zx_status_t zx_object_set_property(zx_handle_t handle, uint32_t property,
                                                 const void *value, size_t value_size)
{
    return (zx_status_t)anvil_object_set_property(handle, property, anvil_address(value),
                                                  (uint32_t)value_size);
}

/*
 * Clears, then sets signals of the object: the user's, of an event and one of a pair also
 * SIGNALED. Needs SIGNAL. Errors: BAD_HANDLE, ACCESS_DENIED, INVALID_ARGS (other signals).
 */
static inline zx_status_t zx_object_signal(zx_handle_t handle, uint32_t clear_mask,
                                           uint32_t set_mask)
{
    return (zx_status_t)anvil_object_signal(handle, clear_mask, set_mask);
}

/*
 * The same to the object's peer. Needs SIGNAL_PEER. Errors: BAD_HANDLE, ACCESS_DENIED,
 * NOT_SUPPORTED (no object of that type has a peer), INVALID_ARGS, PEER_CLOSED.
 */
static inline zx_status_t zx_object_signal_peer(zx_handle_t handle, uint32_t clear_mask,
                                                uint32_t set_mask)
{
    return (zx_status_t)anvil_object_signal_peer(handle, clear_mask, set_mask);
}

/*
 * Waits until the object has one of the signals or the deadline has passed. What the object has
 * then goes to observed, unless that is null, also with TIMED_OUT and CANCELED. Needs WAIT.
 * Errors: BAD_HANDLE, ACCESS_DENIED, TIMED_OUT (a deadline in the past only looks), CANCELED (the
 * handle was closed or left the process meanwhile).
 */
static inline zx_status_t zx_object_wait_one(zx_handle_t handle, zx_signals_t signals,
                                             zx_time_t deadline, zx_signals_t *observed)
{
    return (zx_status_t)anvil_object_wait_one(handle, signals, deadline, anvil_address(observed));
}

/*
 * Waits until an item's object has one of the signals it waits for, or the deadline has passed.
 * What each object has then is written to its item's pending, also with TIMED_OUT and CANCELED.
 * Without items it sleeps. Needs WAIT on each. Errors: OUT_OF_RANGE (more than
 * ZX_WAIT_MANY_MAX_ITEMS), INVALID_ARGS, BAD_HANDLE, ACCESS_DENIED, TIMED_OUT, CANCELED.
 */
static inline zx_status_t zx_object_wait_many(zx_wait_item_t *items, size_t num_items,
                                              zx_time_t deadline)
{
    return (zx_status_t)anvil_object_wait_many(anvil_address(items), (uint32_t)num_items, deadline);
}

/* ---- Events. ---- */

/*
 * Makes an event and writes a handle of it, with ZX_DEFAULT_EVENT_RIGHTS, to out. Options: 0.
 * Errors: INVALID_ARGS, NO_MEMORY.
 */
static inline zx_status_t zx_event_create(uint32_t options, zx_handle_t *out)
{
    return (zx_status_t)anvil_event_create(options, anvil_address(out));
}

/*
 * Makes two events, each the other's peer, with ZX_DEFAULT_EVENTPAIR_RIGHTS. Options: 0. Errors:
 * INVALID_ARGS, NO_MEMORY.
 */
static inline zx_status_t zx_eventpair_create(uint32_t options, zx_handle_t *out0,
                                              zx_handle_t *out1)
{
    return (zx_status_t)anvil_eventpair_create(options, anvil_address(out0), anvil_address(out1));
}

/* ---- Channels. ---- */

/*
 * Makes a channel and writes handles of its two ends, with ZX_DEFAULT_CHANNEL_RIGHTS. Options: 0.
 * Errors: INVALID_ARGS, NO_MEMORY.
 */
static inline zx_status_t zx_channel_create(uint32_t options, zx_handle_t *out0, zx_handle_t *out1)
{
    return (zx_status_t)anvil_channel_create(options, anvil_address(out0), anvil_address(out1));
}

/*
 * Sends num_bytes bytes and num_handles handles, up to ZX_CHANNEL_MAX_MSG_, as one message to the
 * other end. The handles leave the process, also when the call fails, unless their list cannot be
 * read. Options: 0. Needs WRITE, and TRANSFER on each handle sent. Errors: INVALID_ARGS (options),
 * BAD_HANDLE, WRONG_TYPE, ACCESS_DENIED (the channel); OUT_OF_RANGE, NO_MEMORY, INVALID_ARGS;
 * BAD_HANDLE (also the same handle twice), ACCESS_DENIED, NOT_SUPPORTED (an end of a channel would
 * come to lie in itself): the first handle sent that has one; PEER_CLOSED.
 */
static inline zx_status_t zx_channel_write(zx_handle_t handle, uint32_t options, const void *bytes,
                                           uint32_t num_bytes, const zx_handle_t *handles,
                                           uint32_t num_handles)
{
    return (zx_status_t)anvil_channel_write(handle, options, anvil_address(bytes), num_bytes,
                                            anvil_address(handles), num_handles);
}

/*
 * Receives the oldest message into bytes and handles, which have room for num_bytes bytes and
 * num_handles handles. Its sizes go to actual_bytes and actual_handles, unless null. Options: 0 or
 * ZX_CHANNEL_READ_MAY_DISCARD. Needs READ. Errors: BAD_HANDLE, WRONG_TYPE, ACCESS_DENIED,
 * NOT_SUPPORTED (options), SHOULD_WAIT (no message), PEER_CLOSED (and there will be none),
 * BUFFER_TOO_SMALL (the sizes are written; the message stays, or is dropped with MAY_DISCARD),
 * NO_MEMORY (the handle table is full; the message stays).
 */
static inline zx_status_t zx_channel_read(zx_handle_t handle, uint32_t options, void *bytes,
                                          zx_handle_t *handles, uint32_t num_bytes,
                                          uint32_t num_handles, uint32_t *actual_bytes,
                                          uint32_t *actual_handles)
{
    return (zx_status_t)anvil_channel_read(
        handle, options, anvil_address(bytes), anvil_address(handles), num_bytes, num_handles,
        anvil_address(actual_bytes), anvil_address(actual_handles));
}

/* ---- Time. ---- */

/* Nanoseconds since boot. Cannot fail. */
static inline zx_time_t zx_clock_get_monotonic(void)
{
    zx_time_t now = 0;
    (void)anvil_clock_get_monotonic(anvil_address(&now));
    return now;
}

/* The point in time that lies this far ahead, at most ZX_TIME_INFINITE. */
static inline zx_time_t zx_deadline_after(zx_duration_t nanoseconds)
{
    return zx_time_add_duration(zx_clock_get_monotonic(), nanoseconds);
}

/* Sleeps until the deadline; not at all when that has passed. Returns ZX_OK. */
static inline zx_status_t zx_nanosleep(zx_time_t deadline)
{
    return (zx_status_t)anvil_nanosleep(deadline);
}

#endif

#include <zircon/syscalls/task.h>

#endif
