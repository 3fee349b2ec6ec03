/*
 * Types, signals, object types and limits of the Zircon family. Source: Zircon's <zircon/types.h>,
 * for the objects that Anvil has; where a limit is Anvil's own, it says so.
 */
#ifndef ZIRCON_TYPES_H
#define ZIRCON_TYPES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <zircon/errors.h>
#include <zircon/rights.h>
#include <zircon/time.h>

typedef uint32_t zx_handle_t;
typedef int32_t zx_status_t; /* ZX_OK or a ZX_ERR_ */

#define ZX_HANDLE_INVALID         ((zx_handle_t)0)
#define ZX_HANDLE_FIXED_BITS_MASK ((zx_handle_t)0x3) /* set in each handle */

/* An object's number: unique since boot, never given again. */
typedef uint64_t zx_koid_t;

#define ZX_KOID_INVALID ((uint64_t)0)
#define ZX_KOID_KERNEL  ((uint64_t)1)
#define ZX_KOID_FIRST   ((uint64_t)1024)

typedef uint32_t zx_clock_t;

#define ZX_CLOCK_MONOTONIC ((zx_clock_t)0)

/* Signals, as bits. Each type of object has its own low ones; the user's are there for all. */
typedef uint32_t zx_signals_t;

#define ZX_SIGNAL_NONE     ((zx_signals_t)0u)
#define ZX_USER_SIGNAL_ALL ((zx_signals_t)0xff000000u)
#define ZX_USER_SIGNAL_0   ((zx_signals_t)1u << 24)
#define ZX_USER_SIGNAL_1   ((zx_signals_t)1u << 25)
#define ZX_USER_SIGNAL_2   ((zx_signals_t)1u << 26)
#define ZX_USER_SIGNAL_3   ((zx_signals_t)1u << 27)
#define ZX_USER_SIGNAL_4   ((zx_signals_t)1u << 28)
#define ZX_USER_SIGNAL_5   ((zx_signals_t)1u << 29)
#define ZX_USER_SIGNAL_6   ((zx_signals_t)1u << 30)
#define ZX_USER_SIGNAL_7   ((zx_signals_t)1u << 31)

/* The low bits by what they mean, where types share a meaning, else by number. */
#define ZX_OBJECT_SIGNAL_ALL    ((zx_signals_t)0x00ffffffu)
#define ZX_OBJECT_READABLE      ((zx_signals_t)1u << 0)
#define ZX_OBJECT_WRITABLE      ((zx_signals_t)1u << 1)
#define ZX_OBJECT_PEER_CLOSED   ((zx_signals_t)1u << 2)
#define ZX_OBJECT_SIGNALED      ((zx_signals_t)1u << 3)
#define ZX_OBJECT_SIGNAL_4      ((zx_signals_t)1u << 4)
#define ZX_OBJECT_SIGNAL_5      ((zx_signals_t)1u << 5)
#define ZX_OBJECT_SIGNAL_6      ((zx_signals_t)1u << 6)
#define ZX_OBJECT_HANDLE_CLOSED ((zx_signals_t)1u << 23)

/* Never an object's: what a wait sees whose handle was closed meanwhile. */
#define ZX_SIGNAL_HANDLE_CLOSED ZX_OBJECT_HANDLE_CLOSED

#define ZX_EVENT_SIGNALED    ZX_OBJECT_SIGNALED
#define ZX_EVENT_SIGNAL_MASK (ZX_USER_SIGNAL_ALL | ZX_OBJECT_SIGNALED)

#define ZX_EVENTPAIR_SIGNALED    ZX_OBJECT_SIGNALED
#define ZX_EVENTPAIR_PEER_CLOSED ZX_OBJECT_PEER_CLOSED
#define ZX_EVENTPAIR_SIGNAL_MASK (ZX_USER_SIGNAL_ALL | ZX_OBJECT_SIGNALED | ZX_OBJECT_PEER_CLOSED)

#define ZX_CHANNEL_READABLE    ZX_OBJECT_READABLE /* a message waits to be read */
#define ZX_CHANNEL_WRITABLE    ZX_OBJECT_WRITABLE /* the other end is open */
#define ZX_CHANNEL_PEER_CLOSED ZX_OBJECT_PEER_CLOSED

#define ZX_TASK_TERMINATED    ZX_OBJECT_SIGNALED /* of jobs, processes and threads; stays */
#define ZX_JOB_TERMINATED     ZX_OBJECT_SIGNALED
#define ZX_JOB_NO_JOBS        ZX_OBJECT_SIGNAL_4
#define ZX_JOB_NO_PROCESSES   ZX_OBJECT_SIGNAL_5
#define ZX_JOB_NO_CHILDREN    ZX_OBJECT_SIGNAL_6
#define ZX_PROCESS_TERMINATED ZX_OBJECT_SIGNALED
#define ZX_THREAD_TERMINATED  ZX_OBJECT_SIGNALED
#define ZX_THREAD_RUNNING     ZX_OBJECT_SIGNAL_4
#define ZX_THREAD_SUSPENDED   ZX_OBJECT_SIGNAL_5

/* One item of zx_object_wait_many. */
typedef struct zx_wait_item {
    zx_handle_t handle;   /* what to wait on; needs ZX_RIGHT_WAIT */
    zx_signals_t waitfor; /* any of these ends the wait */
    zx_signals_t pending; /* written by the call: all that the object has */
} zx_wait_item_t;

#define ZX_WAIT_MANY_MAX_ITEMS ((size_t)8) /* Anvil's; upstream takes 64 */

/* Types of objects, as get_info tells them. */
typedef uint32_t zx_obj_type_t;

#define ZX_OBJ_TYPE_NONE          ((zx_obj_type_t)0u)
#define ZX_OBJ_TYPE_PROCESS       ((zx_obj_type_t)1u)
#define ZX_OBJ_TYPE_THREAD        ((zx_obj_type_t)2u)
#define ZX_OBJ_TYPE_VMO           ((zx_obj_type_t)3u)
#define ZX_OBJ_TYPE_CHANNEL       ((zx_obj_type_t)4u)
#define ZX_OBJ_TYPE_EVENT         ((zx_obj_type_t)5u)
#define ZX_OBJ_TYPE_PORT          ((zx_obj_type_t)6u)
#define ZX_OBJ_TYPE_INTERRUPT     ((zx_obj_type_t)9u)
#define ZX_OBJ_TYPE_PCI_DEVICE    ((zx_obj_type_t)11u)
#define ZX_OBJ_TYPE_DEBUGLOG      ((zx_obj_type_t)12u)
#define ZX_OBJ_TYPE_LOG           ZX_OBJ_TYPE_DEBUGLOG
#define ZX_OBJ_TYPE_SOCKET        ((zx_obj_type_t)14u)
#define ZX_OBJ_TYPE_RESOURCE      ((zx_obj_type_t)15u)
#define ZX_OBJ_TYPE_EVENTPAIR     ((zx_obj_type_t)16u)
#define ZX_OBJ_TYPE_JOB           ((zx_obj_type_t)17u)
#define ZX_OBJ_TYPE_VMAR          ((zx_obj_type_t)18u)
#define ZX_OBJ_TYPE_FIFO          ((zx_obj_type_t)19u)
#define ZX_OBJ_TYPE_GUEST         ((zx_obj_type_t)20u)
#define ZX_OBJ_TYPE_VCPU          ((zx_obj_type_t)21u)
#define ZX_OBJ_TYPE_TIMER         ((zx_obj_type_t)22u)
#define ZX_OBJ_TYPE_IOMMU         ((zx_obj_type_t)23u)
#define ZX_OBJ_TYPE_BTI           ((zx_obj_type_t)24u)
#define ZX_OBJ_TYPE_PROFILE       ((zx_obj_type_t)25u)
#define ZX_OBJ_TYPE_PMT           ((zx_obj_type_t)26u)
#define ZX_OBJ_TYPE_SUSPEND_TOKEN ((zx_obj_type_t)27u)
#define ZX_OBJ_TYPE_PAGER         ((zx_obj_type_t)28u)
#define ZX_OBJ_TYPE_EXCEPTION     ((zx_obj_type_t)29u)
#define ZX_OBJ_TYPE_CLOCK         ((zx_obj_type_t)30u)
#define ZX_OBJ_TYPE_STREAM        ((zx_obj_type_t)31u)
#define ZX_OBJ_TYPE_MSI           ((zx_obj_type_t)32u)
#define ZX_OBJ_TYPE_UPPER_BOUND   ((zx_obj_type_t)64u) /* there will never be so many */

/* An option of zx_channel_read: drop a message that does not fit, and close its handles. */
#define ZX_CHANNEL_READ_MAY_DISCARD ((uint32_t)1u)

/* Anvil's limits of a message, as images have them by default; an image may configure less, and
 * then that is what its tasks are held to. Upstream: 65536 bytes and 64 handles. */
#define ZX_CHANNEL_MAX_MSG_BYTES   ((uint32_t)128u)
#define ZX_CHANNEL_MAX_MSG_HANDLES ((uint32_t)8u)

/* Bytes of the name of a job, process or thread, the final zero included. */
#define ZX_MAX_NAME_LEN ((size_t)32u)

/* An option of zx_job_set_critical: only a process that ends with another code than 0 counts. */
#define ZX_JOB_CRITICAL_PROCESS_RETCODE_NONZERO ((uint32_t)1u << 0)

typedef uintptr_t zx_vaddr_t; /* an address in the memory of a process */

/* Processors, as bits. Anvil has one, the first. */
#define ZX_CPU_SET_MAX_CPUS      512
#define ZX_CPU_SET_BITS_PER_WORD 64

typedef struct zx_cpu_set {
    uint64_t mask[ZX_CPU_SET_MAX_CPUS / ZX_CPU_SET_BITS_PER_WORD]; /* the lowest bits come first */
} zx_cpu_set_t;

#endif
