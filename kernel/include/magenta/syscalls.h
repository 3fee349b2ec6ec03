/*
 * The Zircon family under Magenta's names: handles, events and event pairs, channels, waits, time;
 * and, by <magenta/syscalls/task.h>, jobs, processes and threads.
 *
 * Source: Magenta's <magenta/syscalls.h> and its documents. Each call is the Zircon call of its
 * name, in <zircon/syscalls.h>, where its units, errors and rights are listed. Only times differ:
 * they were unsigned, and whatever Zircon's cannot hold is for ever.
 */
#ifndef MAGENTA_SYSCALLS_H
#define MAGENTA_SYSCALLS_H

#include <magenta/types.h>
#include <zircon/syscalls.h>

#if defined(__arm__) || defined(ANVIL_NATIVE_CALLS)

/* ---- Handles. ---- */

static inline mx_status_t mx_handle_duplicate(mx_handle_t handle, mx_rights_t rights,
                                              mx_handle_t *out)
{
    return zx_handle_duplicate(handle, rights, out);
}

static inline mx_status_t mx_handle_replace(mx_handle_t handle, mx_rights_t rights,
                                            mx_handle_t *out)
{
    return zx_handle_replace(handle, rights, out);
}

static inline mx_status_t mx_handle_close(mx_handle_t handle)
{
    return zx_handle_close(handle);
}

/* Magenta did not have it yet. */
static inline mx_status_t mx_handle_close_many(const mx_handle_t *handles, size_t num_handles)
{
    return zx_handle_close_many(handles, num_handles);
}

/* ---- Objects. ---- */

static inline mx_status_t mx_object_get_info(mx_handle_t handle, uint32_t topic, void *buffer,
                                             size_t buffer_size, size_t *actual, size_t *avail)
{
    return zx_object_get_info(handle, topic, buffer, buffer_size, actual, avail);
}

static inline mx_status_t mx_object_get_child(mx_handle_t handle, uint64_t koid, mx_rights_t rights,
                                              mx_handle_t *out)
{
    return zx_object_get_child(handle, koid, rights, out);
}

static inline mx_status_t mx_object_get_property(mx_handle_t handle, uint32_t property, void *value,
                                                 size_t value_size)
{
    return zx_object_get_property(handle, property, value, value_size);
}

static inline mx_status_t mx_object_set_property(mx_handle_t handle, uint32_t property,
                                                 const void *value, size_t value_size)
{
    return zx_object_set_property(handle, property, value, value_size);
}

static inline mx_status_t mx_object_signal(mx_handle_t handle, uint32_t clear_mask,
                                           uint32_t set_mask)
{
    return zx_object_signal(handle, clear_mask, set_mask);
}

static inline mx_status_t mx_object_signal_peer(mx_handle_t handle, uint32_t clear_mask,
                                                uint32_t set_mask)
{
    return zx_object_signal_peer(handle, clear_mask, set_mask);
}

/* A deadline as Zircon's calls take it. */
static inline zx_time_t mx_time_to_zircon(mx_time_t deadline)
{
    return deadline < (mx_time_t)ZX_TIME_INFINITE ? (zx_time_t)deadline : ZX_TIME_INFINITE;
}

static inline mx_status_t mx_object_wait_one(mx_handle_t handle, mx_signals_t waitfor,
                                             mx_time_t deadline, mx_signals_t *observed)
{
    return zx_object_wait_one(handle, waitfor, mx_time_to_zircon(deadline), observed);
}

static inline mx_status_t mx_object_wait_many(mx_wait_item_t *items, uint32_t count,
                                              mx_time_t deadline)
{
    return zx_object_wait_many(items, count, mx_time_to_zircon(deadline));
}

/* ---- Events. ---- */

static inline mx_status_t mx_event_create(uint32_t options, mx_handle_t *out)
{
    return zx_event_create(options, out);
}

static inline mx_status_t mx_eventpair_create(uint32_t options, mx_handle_t *out0,
                                              mx_handle_t *out1)
{
    return zx_eventpair_create(options, out0, out1);
}

/* ---- Channels. ---- */

static inline mx_status_t mx_channel_create(uint32_t options, mx_handle_t *out0, mx_handle_t *out1)
{
    return zx_channel_create(options, out0, out1);
}

static inline mx_status_t mx_channel_write(mx_handle_t handle, uint32_t options, const void *bytes,
                                           uint32_t num_bytes, const mx_handle_t *handles,
                                           uint32_t num_handles)
{
    return zx_channel_write(handle, options, bytes, num_bytes, handles, num_handles);
}

static inline mx_status_t mx_channel_read(mx_handle_t handle, uint32_t options, void *bytes,
                                          mx_handle_t *handles, uint32_t num_bytes,
                                          uint32_t num_handles, uint32_t *actual_bytes,
                                          uint32_t *actual_handles)
{
    return zx_channel_read(handle, options, bytes, handles, num_bytes, num_handles, actual_bytes,
                           actual_handles);
}

/* ---- Time. ---- */

static inline mx_time_t mx_clock_get_monotonic(void)
{
    return (mx_time_t)zx_clock_get_monotonic();
}

/* The same as Magenta spelled it. MX_CLOCK_MONOTONIC is the only clock; others stand at 0. */
static inline mx_time_t mx_time_get(uint32_t clock_id)
{
    return clock_id == MX_CLOCK_MONOTONIC ? mx_clock_get_monotonic() : 0;
}

/* The point in time that lies this far ahead, at most MX_TIME_INFINITE. */
static inline mx_time_t mx_deadline_after(mx_duration_t nanoseconds)
{
    mx_time_t now = mx_clock_get_monotonic();
    return nanoseconds < MX_TIME_INFINITE - now ? now + nanoseconds : MX_TIME_INFINITE;
}

static inline mx_status_t mx_nanosleep(mx_time_t deadline)
{
    return zx_nanosleep(mx_time_to_zircon(deadline));
}

#endif

#include <magenta/syscalls/task.h>

#endif
