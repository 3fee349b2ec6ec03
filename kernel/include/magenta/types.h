/*
 * Types, signals, object types and limits under Magenta's names. Source: Magenta's
 * <magenta/types.h>, as of its last year.
 *
 * They are Zircon's (<zircon/types.h>), but for time, which was unsigned. A handle is unsigned
 * here, as in Magenta's kernel: for its users it was signed for long, and positive, which Anvil's
 * are not always.
 */
#ifndef MAGENTA_TYPES_H
#define MAGENTA_TYPES_H

#include <magenta/errors.h>
#include <magenta/rights.h>
#include <zircon/types.h>

typedef zx_handle_t mx_handle_t;
typedef zx_status_t mx_status_t;
typedef zx_koid_t mx_koid_t;
typedef zx_signals_t mx_signals_t;
typedef zx_wait_item_t mx_wait_item_t;
typedef zx_obj_type_t mx_obj_type_t;
typedef uint64_t mx_time_t;     /* a point in time: nanoseconds since boot */
typedef uint64_t mx_duration_t; /* nanoseconds */

#define MX_HANDLE_INVALID ZX_HANDLE_INVALID
#define MX_KOID_INVALID   ZX_KOID_INVALID
#define MX_KOID_KERNEL    ZX_KOID_KERNEL

#define MX_CLOCK_MONOTONIC (0u)

#define MX_TIME_INFINITE UINT64_MAX /* as a deadline: never; so is all beyond INT64_MAX */

#define MX_USEC(n) ((mx_duration_t)(1000ULL * (n)))
#define MX_MSEC(n) ((mx_duration_t)(1000000ULL * (n)))
#define MX_SEC(n)  ((mx_duration_t)(1000000000ULL * (n)))

#define MX_SIGNAL_NONE     ZX_SIGNAL_NONE
#define MX_USER_SIGNAL_ALL ZX_USER_SIGNAL_ALL
#define MX_USER_SIGNAL_0   ZX_USER_SIGNAL_0
#define MX_USER_SIGNAL_1   ZX_USER_SIGNAL_1
#define MX_USER_SIGNAL_2   ZX_USER_SIGNAL_2
#define MX_USER_SIGNAL_3   ZX_USER_SIGNAL_3
#define MX_USER_SIGNAL_4   ZX_USER_SIGNAL_4
#define MX_USER_SIGNAL_5   ZX_USER_SIGNAL_5
#define MX_USER_SIGNAL_6   ZX_USER_SIGNAL_6
#define MX_USER_SIGNAL_7   ZX_USER_SIGNAL_7

#define MX_SIGNAL_HANDLE_CLOSED ZX_SIGNAL_HANDLE_CLOSED

#define MX_EVENT_SIGNALED    ZX_EVENT_SIGNALED
#define MX_EVENT_SIGNAL_MASK ZX_EVENT_SIGNAL_MASK

#define MX_EPAIR_SIGNALED    ZX_EVENTPAIR_SIGNALED
#define MX_EPAIR_PEER_CLOSED ZX_EVENTPAIR_PEER_CLOSED
#define MX_EPAIR_SIGNAL_MASK ZX_EVENTPAIR_SIGNAL_MASK

#define MX_CHANNEL_READABLE    ZX_CHANNEL_READABLE
#define MX_CHANNEL_WRITABLE    ZX_CHANNEL_WRITABLE
#define MX_CHANNEL_PEER_CLOSED ZX_CHANNEL_PEER_CLOSED

/* A job's are Zircon's bits 4 and 5, which the kernel sets; Magenta had them on 4 and 3. */
#define MX_TASK_TERMINATED    ZX_TASK_TERMINATED
#define MX_JOB_NO_JOBS        ZX_JOB_NO_JOBS
#define MX_JOB_NO_PROCESSES   ZX_JOB_NO_PROCESSES
#define MX_PROCESS_TERMINATED ZX_PROCESS_TERMINATED
#define MX_THREAD_TERMINATED  ZX_THREAD_TERMINATED

/* Signals by older names, and those that Magenta did not have yet, spelled its way. */
#define MX_SIGNAL_READABLE    ZX_OBJECT_READABLE
#define MX_SIGNAL_WRITABLE    ZX_OBJECT_WRITABLE
#define MX_SIGNAL_PEER_CLOSED ZX_OBJECT_PEER_CLOSED
#define MX_SIGNAL_SIGNALED    ZX_OBJECT_SIGNALED
#define MX_EPAIR_CLOSED       MX_EPAIR_PEER_CLOSED
#define MX_PROCESS_SIGNALED   MX_PROCESS_TERMINATED
#define MX_THREAD_SIGNALED    MX_THREAD_TERMINATED
#define MX_THREAD_RUNNING     ZX_THREAD_RUNNING
#define MX_THREAD_SUSPENDED   ZX_THREAD_SUSPENDED

#define MX_OBJ_TYPE_NONE       ZX_OBJ_TYPE_NONE
#define MX_OBJ_TYPE_PROCESS    ZX_OBJ_TYPE_PROCESS
#define MX_OBJ_TYPE_THREAD     ZX_OBJ_TYPE_THREAD
#define MX_OBJ_TYPE_VMO        ZX_OBJ_TYPE_VMO
#define MX_OBJ_TYPE_CHANNEL    ZX_OBJ_TYPE_CHANNEL
#define MX_OBJ_TYPE_EVENT      ZX_OBJ_TYPE_EVENT
#define MX_OBJ_TYPE_PORT       ZX_OBJ_TYPE_PORT
#define MX_OBJ_TYPE_INTERRUPT  ZX_OBJ_TYPE_INTERRUPT
#define MX_OBJ_TYPE_PCI_DEVICE ZX_OBJ_TYPE_PCI_DEVICE
#define MX_OBJ_TYPE_LOG        ZX_OBJ_TYPE_LOG
#define MX_OBJ_TYPE_SOCKET     ZX_OBJ_TYPE_SOCKET
#define MX_OBJ_TYPE_RESOURCE   ZX_OBJ_TYPE_RESOURCE
#define MX_OBJ_TYPE_EVENT_PAIR ZX_OBJ_TYPE_EVENTPAIR
#define MX_OBJ_TYPE_JOB        ZX_OBJ_TYPE_JOB
#define MX_OBJ_TYPE_VMAR       ZX_OBJ_TYPE_VMAR
#define MX_OBJ_TYPE_FIFO       ZX_OBJ_TYPE_FIFO
#define MX_OBJ_TYPE_GUEST      ZX_OBJ_TYPE_GUEST
#define MX_OBJ_TYPE_VCPU       ZX_OBJ_TYPE_VCPU
#define MX_OBJ_TYPE_TIMER      ZX_OBJ_TYPE_TIMER
#define MX_OBJ_TYPE_IOMMU      ZX_OBJ_TYPE_IOMMU
#define MX_OBJ_TYPE_BTI        ZX_OBJ_TYPE_BTI

/* Types that Magenta did not have yet, spelled its way. */
#define MX_OBJ_TYPE_SUSPEND_TOKEN ZX_OBJ_TYPE_SUSPEND_TOKEN
#define MX_OBJ_TYPE_EXCEPTION     ZX_OBJ_TYPE_EXCEPTION

#define MX_WAIT_MANY_MAX_ITEMS ZX_WAIT_MANY_MAX_ITEMS

#define MX_MAX_NAME_LEN ZX_MAX_NAME_LEN

typedef uintptr_t mx_vaddr_t; /* an address in the memory of a process */

/* An option that Magenta did not have yet, spelled its way. */
#define MX_JOB_CRITICAL_PROCESS_RETCODE_NONZERO ZX_JOB_CRITICAL_PROCESS_RETCODE_NONZERO

#define MX_CHANNEL_READ_MAY_DISCARD ZX_CHANNEL_READ_MAY_DISCARD
#define MX_CHANNEL_MAX_MSG_BYTES    ZX_CHANNEL_MAX_MSG_BYTES
#define MX_CHANNEL_MAX_MSG_HANDLES  ZX_CHANNEL_MAX_MSG_HANDLES

#endif
