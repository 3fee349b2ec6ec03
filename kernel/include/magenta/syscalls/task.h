/*
 * The calls about tasks under Magenta's names: jobs, processes and threads, their suspension,
 * exceptions and policies. A part of <magenta/syscalls.h>.
 *
 * Source: Magenta's <magenta/syscalls.h> and its documents. Each call is the Zircon call of its
 * name, in <zircon/syscalls/task.h>, with its arguments: Magenta's mx_task_suspend had no token,
 * its mx_thread_read_state told the size.
 */
#ifndef MAGENTA_SYSCALLS_TASK_H
#define MAGENTA_SYSCALLS_TASK_H

#include <magenta/types.h>
#include <zircon/syscalls/task.h>

#if defined(__arm__) || defined(ANVIL_NATIVE_CALLS)

/* ---- Jobs. ---- */

static inline mx_status_t mx_job_create(mx_handle_t parent_job, uint32_t options, mx_handle_t *out)
{
    return zx_job_create(parent_job, options, out);
}

static inline mx_status_t mx_job_set_policy(mx_handle_t handle, uint32_t options, uint32_t topic,
                                            const void *policy, uint32_t count)
{
    return zx_job_set_policy(handle, options, topic, policy, count);
}

static inline mx_status_t mx_job_set_critical(mx_handle_t job, uint32_t options,
                                              mx_handle_t process)
{
    return zx_job_set_critical(job, options, process);
}

/* ---- Processes and threads. ---- */

static inline mx_status_t mx_process_create(mx_handle_t job, const char *name, size_t name_size,
                                            uint32_t options, mx_handle_t *out, mx_handle_t *vmar)
{
    return zx_process_create(job, name, name_size, options, out, vmar);
}

static inline mx_status_t mx_process_start(mx_handle_t process, mx_handle_t thread,
                                           mx_vaddr_t entry, mx_vaddr_t stack, mx_handle_t arg1,
                                           uintptr_t arg2)
{
    return zx_process_start(process, thread, entry, stack, arg1, arg2);
}

static inline _Noreturn void mx_process_exit(int64_t return_code)
{
    zx_process_exit(return_code);
}

static inline mx_status_t mx_thread_create(mx_handle_t process, const char *name, size_t name_size,
                                           uint32_t options, mx_handle_t *out)
{
    return zx_thread_create(process, name, name_size, options, out);
}

static inline mx_status_t mx_thread_start(mx_handle_t handle, mx_vaddr_t entry, mx_vaddr_t stack,
                                          uintptr_t arg1, uintptr_t arg2)
{
    return zx_thread_start(handle, entry, stack, arg1, arg2);
}

static inline _Noreturn void mx_thread_exit(void)
{
    zx_thread_exit();
}

static inline mx_status_t mx_thread_read_state(mx_handle_t handle, uint32_t kind, void *buffer,
                                               size_t buffer_size)
{
    return zx_thread_read_state(handle, kind, buffer, buffer_size);
}

static inline mx_status_t mx_thread_write_state(mx_handle_t handle, uint32_t kind,
                                                const void *buffer, size_t buffer_size)
{
    return zx_thread_write_state(handle, kind, buffer, buffer_size);
}

/* ---- Tasks: jobs, processes, threads. ---- */

static inline mx_status_t mx_task_kill(mx_handle_t handle)
{
    return zx_task_kill(handle);
}

static inline mx_status_t mx_task_suspend(mx_handle_t handle, mx_handle_t *token)
{
    return zx_task_suspend(handle, token);
}

static inline mx_status_t mx_task_suspend_token(mx_handle_t handle, mx_handle_t *token)
{
    return zx_task_suspend_token(handle, token);
}

/* ---- Exceptions. ---- */

static inline mx_status_t mx_task_create_exception_channel(mx_handle_t handle, uint32_t options,
                                                           mx_handle_t *out)
{
    return zx_task_create_exception_channel(handle, options, out);
}

static inline mx_status_t mx_exception_get_thread(mx_handle_t handle, mx_handle_t *out)
{
    return zx_exception_get_thread(handle, out);
}

static inline mx_status_t mx_exception_get_process(mx_handle_t handle, mx_handle_t *out)
{
    return zx_exception_get_process(handle, out);
}

#endif

#endif
