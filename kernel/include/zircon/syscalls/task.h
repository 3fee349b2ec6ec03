/*
 * The calls of the Zircon family about tasks: jobs, processes and threads, their suspension,
 * exceptions and policies. A part of <zircon/syscalls.h>, which says what holds for all calls.
 *
 * Source: Zircon's <zircon/syscalls.h> and its documents.
 */
#ifndef ZIRCON_SYSCALLS_TASK_H
#define ZIRCON_SYSCALLS_TASK_H

#include <anvil/syscalls.h>
#include <zircon/syscalls/address.h>
#include <zircon/types.h>

#if defined(__arm__) || defined(ANVIL_NATIVE_CALLS)

/* ---- Jobs. ---- */

/*
 * Makes a job below the parent, with the parent's policy and no quota of its own, and writes a
 * handle of it, with ZX_DEFAULT_JOB_RIGHTS, to out. Options: 0. Needs MANAGE_JOB. Errors:
 * INVALID_ARGS (options), BAD_HANDLE, WRONG_TYPE, ACCESS_DENIED, BAD_STATE (the parent is being
 * killed, or dead), OUT_OF_RANGE (it would lie more than 8 levels below the root job), NO_MEMORY,
 * INVALID_ARGS (out).
 */
static inline zx_status_t zx_job_create(zx_handle_t parent_job, uint32_t options, zx_handle_t *out)
{
    return (zx_status_t)anvil_job_create(parent_job, options, anvil_address(out));
}

/*
 * Decides what processes made from now on in the job, and in jobs made below it, may do
 * (<zircon/syscalls/policy.h>): count decisions of the topic. Options: ZX_JOB_POL_RELATIVE or
 * _ABSOLUTE. Needs SET_POLICY. Errors: INVALID_ARGS (options), BAD_HANDLE, WRONG_TYPE,
 * ACCESS_DENIED, INVALID_ARGS (topic, no decision), OUT_OF_RANGE (more than ZX_POL_MAX),
 * INVALID_ARGS (policy), BAD_STATE (the job has processes or jobs, or is being killed),
 * NOT_SUPPORTED (an unknown condition or action), ALREADY_EXISTS (ABSOLUTE, and it was decided
 * otherwise).
 */
static inline zx_status_t zx_job_set_policy(zx_handle_t handle, uint32_t options, uint32_t topic,
                                            const void *policy, uint32_t count)
{
    return (zx_status_t)anvil_job_set_policy(handle, options, topic, anvil_address(policy), count);
}

/*
 * From now on the job is killed when the process ends: in any way, or, with
 * ZX_JOB_CRITICAL_PROCESS_RETCODE_NONZERO, with another return code than 0. Needs DESTROY on the
 * job and WAIT on the process. Errors: INVALID_ARGS (options); BAD_HANDLE, WRONG_TYPE,
 * ACCESS_DENIED: the job, then the process; INVALID_ARGS (the process is not in the job, or in one
 * below it), ALREADY_BOUND (it is critical already), BAD_STATE (it has ended).
 */
static inline zx_status_t zx_job_set_critical(zx_handle_t job, uint32_t options,
                                              zx_handle_t process)
{
    return (zx_status_t)anvil_job_set_critical(job, options, process);
}

/* ---- Processes and threads. ---- */

/*
 * Makes a process in the job: without memory, handles or threads. A handle of it, with
 * ZX_DEFAULT_PROCESS_RIGHTS, goes to out; ZX_HANDLE_INVALID, since there are no address regions
 * here, to vmar, unless that is null. The name has name_size bytes, cut to ZX_MAX_NAME_LEN - 1.
 * Options: 0. Needs MANAGE_PROCESS. Errors: INVALID_ARGS (options), BAD_HANDLE, WRONG_TYPE,
 * ACCESS_DENIED (also a policy of the caller against NEW_PROCESS), BAD_STATE (the job is being
 * killed, or dead), NO_MEMORY, INVALID_ARGS (an address).
 */
static inline zx_status_t zx_process_create(zx_handle_t job, const char *name, size_t name_size,
                                            uint32_t options, zx_handle_t *out, zx_handle_t *vmar)
{
    return (zx_status_t)anvil_process_create(job, anvil_address(name), (uint32_t)name_size, options,
                                             anvil_address(out), anvil_address(vmar));
}

/*
 * Starts a process by its first thread, which begins at entry with arg1, a handle that moves into
 * the process (ZX_HANDLE_INVALID: none), in r0 and arg2 in r1. The stack pointer is a multiple of 8
 * and lies in, or at the end of, memory of the process that can be read and written, at least 256
 * bytes in one piece, where nothing else of the process ends; all of that piece is the stack. Of
 * entry, bit 0 says nothing. Needs WRITE on process and thread and TRANSFER on arg1, which is
 * closed whenever the call fails. Errors: BAD_HANDLE, WRONG_TYPE, ACCESS_DENIED: the process, then
 * the thread; ACCESS_DENIED (a thread of another process), BAD_STATE (one of them has been started,
 * or has ended); BAD_HANDLE, ACCESS_DENIED (arg1), NO_MEMORY (the process has no slot for it),
 * INVALID_ARGS (stack).
 */
static inline zx_status_t zx_process_start(zx_handle_t process, zx_handle_t thread,
                                           zx_vaddr_t entry, zx_vaddr_t stack, zx_handle_t arg1,
                                           uintptr_t arg2)
{
    return (zx_status_t)anvil_process_start(process, thread, anvil_address(entry),
                                            anvil_address(stack), arg1, anvil_address(arg2));
}

/* Ends the calling process with this return code, all its threads included. Does not return. */
static inline _Noreturn void zx_process_exit(int64_t return_code)
{
    (void)anvil_process_exit(return_code);
    __builtin_unreachable();
}

/*
 * Makes a thread of the process, with the caller's priority and quantum. A handle of it, with
 * ZX_DEFAULT_THREAD_RIGHTS, goes to out. The name has name_size bytes, cut to ZX_MAX_NAME_LEN - 1.
 * Options: 0. Needs MANAGE_THREAD. Errors: INVALID_ARGS (options), BAD_HANDLE, WRONG_TYPE,
 * ACCESS_DENIED, BAD_STATE (the process has ended), NO_MEMORY, INVALID_ARGS (an address).
 */
static inline zx_status_t zx_thread_create(zx_handle_t process, const char *name, size_t name_size,
                                           uint32_t options, zx_handle_t *out)
{
    return (zx_status_t)anvil_thread_create(process, anvil_address(name), (uint32_t)name_size,
                                            options, anvil_address(out));
}

/*
 * Starts a further thread of a process that has been started: at entry, with arg1 in r0 and arg2 in
 * r1, and a stack as for zx_process_start. Needs MANAGE_THREAD. Errors: BAD_HANDLE, WRONG_TYPE,
 * ACCESS_DENIED, BAD_STATE (the thread has been started, its process has not, or one of them has
 * ended), INVALID_ARGS (stack).
 */
static inline zx_status_t zx_thread_start(zx_handle_t handle, zx_vaddr_t entry, zx_vaddr_t stack,
                                          uintptr_t arg1, uintptr_t arg2)
{
    return (zx_status_t)anvil_thread_start(handle, anvil_address(entry), anvil_address(stack),
                                           anvil_address(arg1), anvil_address(arg2));
}

/* Ends the calling thread, and with the last one its process, with 0. Does not return. */
static inline _Noreturn void zx_thread_exit(void)
{
    (void)anvil_thread_exit();
    __builtin_unreachable();
}

/*
 * Reads registers of a thread that is suspended or in an exception: those of the kind
 * (ZX_THREAD_STATE_ of <zircon/syscalls/debug.h>) into buffer, of buffer_size bytes. Needs READ.
 * Errors: BAD_HANDLE, WRONG_TYPE, ACCESS_DENIED, INVALID_ARGS (kind), BAD_STATE (it runs, or the
 * mapping of its stack is gone, also when memory has been mapped there again), BUFFER_TOO_SMALL,
 * BAD_STATE (its frame is lost, as when its stack has overflowed), INVALID_ARGS (buffer).
 */
static inline zx_status_t zx_thread_read_state(zx_handle_t handle, uint32_t kind, void *buffer,
                                               size_t buffer_size)
{
    return (zx_status_t)anvil_thread_read_state(handle, kind, anvil_address(buffer),
                                                (uint32_t)buffer_size);
}

/*
 * Writes registers of a thread that is suspended or in an exception; buffer_size is the kind's size
 * exactly. <zircon/syscalls/debug.h> says what of them is taken. Needs WRITE. Errors: BAD_HANDLE,
 * WRONG_TYPE, ACCESS_DENIED, INVALID_ARGS (kind), BAD_STATE (it runs, or the mapping of its stack
 * is gone, also when memory has been mapped there again; for floating point registers also a lost
 * frame, which writing the general ones repairs), INVALID_ARGS (buffer, buffer_size; a stack
 * pointer that is no multiple of 4 or leaves no room for a frame in the thread's stack).
 */
static inline zx_status_t zx_thread_write_state(zx_handle_t handle, uint32_t kind,
                                                const void *buffer, size_t buffer_size)
{
    return (zx_status_t)anvil_thread_write_state(handle, kind, anvil_address(buffer),
                                                 (uint32_t)buffer_size);
}

/* ---- Tasks: jobs, processes, threads. ---- */

/*
 * Ends a process, or a job with all that is below it, with ZX_TASK_RETCODE_SYSCALL_KILL. When the
 * call returns nothing of it executes any more; a job shows TERMINATED once all of it is dead. It
 * takes as long as there is something to be ended, and no thread runs meanwhile, however urgent.
 * One that has ended stays as it is. Does not return when the caller is in it. Needs DESTROY.
 * Errors: BAD_HANDLE, ACCESS_DENIED, WRONG_TYPE (threads too).
 */
static inline zx_status_t zx_task_kill(zx_handle_t handle)
{
    return (zx_status_t)anvil_task_kill(handle);
}

/*
 * Keeps a thread, or all threads of a process, from executing, as long as the token that is written
 * to token, with ZX_DEFAULT_SUSPEND_TOKEN_RIGHTS, has a handle. They have stopped when the call
 * returns. Needs WRITE. Errors: BAD_HANDLE, ACCESS_DENIED, WRONG_TYPE (jobs too), NOT_SUPPORTED
 * (the calling thread or its process), BAD_STATE (it has ended), INVALID_ARGS, NO_MEMORY.
 */
static inline zx_status_t zx_task_suspend(zx_handle_t handle, zx_handle_t *token)
{
    return (zx_status_t)anvil_task_suspend(handle, anvil_address(token));
}

/* The same by its older name. */
static inline zx_status_t zx_task_suspend_token(zx_handle_t handle, zx_handle_t *token)
{
    return zx_task_suspend(handle, token);
}

/* ---- Exceptions. ---- */

/*
 * Makes a channel on which the exceptions of a thread, process or job arrive, and writes a handle
 * of the end to be read, with TRANSFER, WAIT and READ, to out. A message is a zx_exception_info_t
 * (<zircon/syscalls/exception.h>) and a handle of the exception, with ZX_DEFAULT_EXCEPTION_RIGHTS,
 * whose closing answers it. Options: 0 or ZX_EXCEPTION_CHANNEL_DEBUGGER. Needs INSPECT, DUPLICATE,
 * TRANSFER and MANAGE_THREAD, of a process or job ENUMERATE too. Errors: INVALID_ARGS (options),
 * ACCESS_DENIED (a policy of the caller against NEW_CHANNEL), BAD_HANDLE, ACCESS_DENIED,
 * INVALID_ARGS (a thread has no debugger), WRONG_TYPE, ACCESS_DENIED (no ENUMERATE), NO_MEMORY,
 * BAD_STATE (it has ended), ALREADY_BOUND (there is one of this kind, of a job's debuggers
 * ZX_EXCEPTION_CHANNEL_JOB_DEBUGGER_MAX_COUNT), INVALID_ARGS (out).
 */
static inline zx_status_t zx_task_create_exception_channel(zx_handle_t handle, uint32_t options,
                                                           zx_handle_t *out)
{
    return (zx_status_t)anvil_task_create_exception_channel(handle, options, anvil_address(out));
}

/*
 * Writes a handle of the thread that is in the exception, with ZX_DEFAULT_THREAD_RIGHTS, to out.
 * Needs INSPECT. Errors: BAD_HANDLE, WRONG_TYPE, ACCESS_DENIED, NO_MEMORY, INVALID_ARGS.
 */
static inline zx_status_t zx_exception_get_thread(zx_handle_t handle, zx_handle_t *out)
{
    return (zx_status_t)anvil_exception_get_thread(handle, anvil_address(out));
}

/*
 * Writes a handle of its process, with ZX_DEFAULT_PROCESS_RIGHTS, to out. Needs INSPECT. Errors:
 * BAD_HANDLE, WRONG_TYPE, ACCESS_DENIED (also an exception that came by the channel of the thread
 * itself), NO_MEMORY, INVALID_ARGS.
 */
static inline zx_status_t zx_exception_get_process(zx_handle_t handle, zx_handle_t *out)
{
    return (zx_status_t)anvil_exception_get_process(handle, anvil_address(out));
}

#endif

#endif
