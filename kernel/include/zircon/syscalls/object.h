/*
 * What zx_object_get_info can be asked and what it answers, and the properties of objects. Source:
 * Zircon's <zircon/syscalls/object.h>. A topic that Anvil does not have is ZX_ERR_NOT_SUPPORTED, a
 * property ZX_ERR_INVALID_ARGS; the numbers are here so that this can be seen. Times are
 * nanoseconds since boot.
 */
#ifndef ZIRCON_SYSCALLS_OBJECT_H
#define ZIRCON_SYSCALLS_OBJECT_H

#include <zircon/types.h>

typedef uint32_t zx_object_info_topic_t;

/* Topics; behind those that Anvil has: the right needed, the records it fills. */
#define ZX_INFO_NONE                    ((zx_object_info_topic_t)0u)
#define ZX_INFO_HANDLE_VALID            ((zx_object_info_topic_t)1u) /* none, none */
#define ZX_INFO_HANDLE_BASIC            ((zx_object_info_topic_t)2u) /* none, one */
#define ZX_INFO_PROCESS                 ((zx_object_info_topic_t)3u) /* INSPECT, one */
#define ZX_INFO_PROCESS_THREADS         ((zx_object_info_topic_t)4u) /* ENUMERATE, koids */
#define ZX_INFO_VMAR                    ((zx_object_info_topic_t)7u)
#define ZX_INFO_JOB_CHILDREN            ((zx_object_info_topic_t)8u)  /* ENUMERATE, koids */
#define ZX_INFO_JOB_PROCESSES           ((zx_object_info_topic_t)9u)  /* ENUMERATE, koids */
#define ZX_INFO_THREAD                  ((zx_object_info_topic_t)10u) /* INSPECT, one */
#define ZX_INFO_THREAD_EXCEPTION_REPORT ((zx_object_info_topic_t)11u) /* INSPECT, one */
#define ZX_INFO_TASK_STATS              ((zx_object_info_topic_t)12u)
#define ZX_INFO_PROCESS_MAPS            ((zx_object_info_topic_t)13u)
#define ZX_INFO_PROCESS_VMOS            ((zx_object_info_topic_t)14u)
#define ZX_INFO_THREAD_STATS            ((zx_object_info_topic_t)15u)
#define ZX_INFO_CPU_STATS               ((zx_object_info_topic_t)16u)
#define ZX_INFO_KMEM_STATS              ((zx_object_info_topic_t)17u)
#define ZX_INFO_RESOURCE                ((zx_object_info_topic_t)18u)
#define ZX_INFO_HANDLE_COUNT            ((zx_object_info_topic_t)19u) /* INSPECT, one */
#define ZX_INFO_BTI                     ((zx_object_info_topic_t)20u)
#define ZX_INFO_PROCESS_HANDLE_STATS    ((zx_object_info_topic_t)21u)
#define ZX_INFO_SOCKET                  ((zx_object_info_topic_t)22u)
#define ZX_INFO_VMO                     ((zx_object_info_topic_t)23u)
#define ZX_INFO_JOB                     ((zx_object_info_topic_t)24u) /* INSPECT, one */
#define ZX_INFO_TIMER                   ((zx_object_info_topic_t)25u)
#define ZX_INFO_STREAM                  ((zx_object_info_topic_t)26u)
#define ZX_INFO_HANDLE_TABLE            ((zx_object_info_topic_t)27u)
#define ZX_INFO_MSI                     ((zx_object_info_topic_t)28u)
#define ZX_INFO_GUEST_STATS             ((zx_object_info_topic_t)29u)
#define ZX_INFO_TASK_RUNTIME            ((zx_object_info_topic_t)30u)

/* Anvil's own; INSPECT, one uint32_t: the task handle of a process, 0 while it does not run. */
#define ZX_INFO_ANVIL_TASK ((zx_object_info_topic_t)0x0a000001u)

typedef uint32_t zx_obj_props_t;

#define ZX_OBJ_PROP_NONE     ((zx_obj_props_t)0u)
#define ZX_OBJ_PROP_WAITABLE ((zx_obj_props_t)1u)

/* ZX_INFO_HANDLE_BASIC */
typedef struct zx_info_handle_basic {
    zx_koid_t koid;         /* of the object */
    zx_rights_t rights;     /* of the handle; they never change */
    zx_obj_type_t type;     /* a ZX_OBJ_TYPE_ */
    zx_koid_t related_koid; /* of the peer or the parent, also of one that is gone; 0: none */
    zx_obj_props_t props;   /* ZX_OBJ_PROP_WAITABLE: it can be waited on; "reserved" since 2020 */
    uint8_t padding1[4];    /* 0 */
} zx_info_handle_basic_t;

/* ZX_INFO_HANDLE_COUNT */
typedef struct zx_info_handle_count {
    uint32_t handle_count; /* handles of the object, in all processes and in transit */
} zx_info_handle_count_t;

/* ---- Tasks: jobs, processes, threads. ---- */

/* Return codes of what did not end by itself. */
#define ZX_TASK_RETCODE_SYSCALL_KILL          ((int64_t)-1024) /* by zx_task_kill */
#define ZX_TASK_RETCODE_OOM_KILL              ((int64_t)-1025) /* not here */
#define ZX_TASK_RETCODE_POLICY_KILL           ((int64_t)-1026) /* by the policy of its job */
#define ZX_TASK_RETCODE_VDSO_KILL             ((int64_t)-1027) /* not here */
#define ZX_TASK_RETCODE_EXCEPTION_KILL        ((int64_t)-1028) /* by an exception nobody handled */
#define ZX_TASK_RETCODE_CRITICAL_PROCESS_KILL ((int64_t)-1029) /* with a critical process */

#define ZX_INFO_PROCESS_FLAG_STARTED           ((uint32_t)1u << 0) /* also when it has exited */
#define ZX_INFO_PROCESS_FLAG_EXITED            ((uint32_t)1u << 1)
#define ZX_INFO_PROCESS_FLAG_DEBUGGER_ATTACHED ((uint32_t)1u << 2)

/* ZX_INFO_PROCESS: upstream's record since 2021, under the topic's first number */
typedef struct zx_info_process {
    int64_t return_code;  /* once it has exited: its own, or a ZX_TASK_RETCODE_ */
    zx_time_t start_time; /* once it has started */
    uint32_t flags;       /* ZX_INFO_PROCESS_FLAG_ */
    uint8_t padding1[4];  /* 0 */
} zx_info_process_t;

/* ZX_INFO_JOB */
typedef struct zx_info_job {
    int64_t return_code;    /* once it has exited: a ZX_TASK_RETCODE_ */
    bool exited;            /* it is being killed, or dead */
    bool kill_on_oom;       /* never here */
    bool debugger_attached; /* it has an exception channel with ZX_EXCEPTION_CHANNEL_DEBUGGER */
    uint8_t padding1[5];    /* 0 */
} zx_info_job_t;

typedef uint32_t zx_thread_state_t;

/* ZX_INFO_THREAD */
typedef struct zx_info_thread {
    zx_thread_state_t state;              /* a ZX_THREAD_STATE_ */
    uint32_t wait_exception_channel_type; /* a ZX_EXCEPTION_CHANNEL_TYPE_: who has its exception */
    zx_cpu_set_t cpu_affinity_mask;       /* where it may run */
} zx_info_thread_t;

/* States of a thread. One that is suspended is that, whatever it waits for. */
#define ZX_THREAD_STATE_NEW       ((zx_thread_state_t)0x0000u)
#define ZX_THREAD_STATE_RUNNING   ((zx_thread_state_t)0x0001u) /* or ready to */
#define ZX_THREAD_STATE_SUSPENDED ((zx_thread_state_t)0x0002u)
#define ZX_THREAD_STATE_BLOCKED   ((zx_thread_state_t)0x0003u) /* never without saying by what: */
#define ZX_THREAD_STATE_DYING     ((zx_thread_state_t)0x0004u) /* never seen here */
#define ZX_THREAD_STATE_DEAD      ((zx_thread_state_t)0x0005u)

#define ZX_THREAD_STATE_BLOCKED_EXCEPTION ((zx_thread_state_t)0x0103u)
#define ZX_THREAD_STATE_BLOCKED_SLEEPING  ((zx_thread_state_t)0x0203u)
#define ZX_THREAD_STATE_BLOCKED_FUTEX     ((zx_thread_state_t)0x0303u) /* not here */
#define ZX_THREAD_STATE_BLOCKED_PORT      ((zx_thread_state_t)0x0403u) /* not here */
#define ZX_THREAD_STATE_BLOCKED_CHANNEL   ((zx_thread_state_t)0x0503u) /* by IPC, for events */
#define ZX_THREAD_STATE_BLOCKED_WAIT_ONE  ((zx_thread_state_t)0x0603u)
#define ZX_THREAD_STATE_BLOCKED_WAIT_MANY ((zx_thread_state_t)0x0703u)
#define ZX_THREAD_STATE_BLOCKED_INTERRUPT ((zx_thread_state_t)0x0803u) /* not here */
#define ZX_THREAD_STATE_BLOCKED_PAGER     ((zx_thread_state_t)0x0903u) /* not here */

/* The state without what it is blocked by. */
#define ZX_THREAD_STATE_BASIC(state) ((state) & 0xff)

/* ---- Properties; behind those that Anvil has: of which objects, get or set, the value. ---- */

#define ZX_PROP_REGISTER_GS                 ((uint32_t)2u)
#define ZX_PROP_NAME                        ((uint32_t)3u) /* tasks; both; char[ZX_MAX_NAME_LEN] */
#define ZX_PROP_REGISTER_FS                 ((uint32_t)4u)
#define ZX_PROP_PROCESS_DEBUG_ADDR          ((uint32_t)5u)
#define ZX_PROP_PROCESS_VDSO_BASE_ADDRESS   ((uint32_t)6u)
#define ZX_PROP_PROCESS_BREAK_ON_LOAD       ((uint32_t)7u)
#define ZX_PROP_PROCESS_HW_TRACE_CONTEXT_ID ((uint32_t)8u)
#define ZX_PROP_SOCKET_RX_THRESHOLD         ((uint32_t)12u)
#define ZX_PROP_SOCKET_TX_THRESHOLD         ((uint32_t)13u)
#define ZX_PROP_JOB_KILL_ON_OOM             ((uint32_t)15u)
#define ZX_PROP_EXCEPTION_STATE             ((uint32_t)16u) /* exceptions; both; uint32_t */
#define ZX_PROP_VMO_CONTENT_SIZE            ((uint32_t)17u)
#define ZX_PROP_EXCEPTION_STRATEGY          ((uint32_t)18u) /* exceptions; both; uint32_t */

/* ZX_PROP_EXCEPTION_STATE: what closing the exception's last handle means. */
#define ZX_EXCEPTION_STATE_TRY_NEXT    ((uint32_t)0u) /* ask the next handler; at first */
#define ZX_EXCEPTION_STATE_HANDLED     ((uint32_t)1u) /* the thread goes on */
#define ZX_EXCEPTION_STATE_THREAD_EXIT ((uint32_t)2u) /* the thread ends */

/* ZX_PROP_EXCEPTION_STRATEGY: whether the debugger of the process is asked once more. */
#define ZX_EXCEPTION_STRATEGY_FIRST_CHANCE  ((uint32_t)0u) /* no; at first */
#define ZX_EXCEPTION_STRATEGY_SECOND_CHANCE ((uint32_t)1u) /* after the process's own handler */

#endif
