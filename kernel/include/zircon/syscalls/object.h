/*
 * What zx_object_get_info can be asked, and what it answers. Source: Zircon's
 * <zircon/syscalls/object.h>. A topic that Anvil does not have is ZX_ERR_NOT_SUPPORTED; its number
 * is here so that this can be seen.
 */
#ifndef ZIRCON_SYSCALLS_OBJECT_H
#define ZIRCON_SYSCALLS_OBJECT_H

#include <zircon/types.h>

typedef uint32_t zx_object_info_topic_t;

/* Topics; behind those that Anvil has: the right needed, the records it fills. */
#define ZX_INFO_NONE                    ((zx_object_info_topic_t)0u)
#define ZX_INFO_HANDLE_VALID            ((zx_object_info_topic_t)1u) /* none, none */
#define ZX_INFO_HANDLE_BASIC            ((zx_object_info_topic_t)2u) /* none, one */
#define ZX_INFO_PROCESS                 ((zx_object_info_topic_t)3u)
#define ZX_INFO_PROCESS_THREADS         ((zx_object_info_topic_t)4u)
#define ZX_INFO_VMAR                    ((zx_object_info_topic_t)7u)
#define ZX_INFO_JOB_CHILDREN            ((zx_object_info_topic_t)8u)
#define ZX_INFO_JOB_PROCESSES           ((zx_object_info_topic_t)9u)
#define ZX_INFO_THREAD                  ((zx_object_info_topic_t)10u)
#define ZX_INFO_THREAD_EXCEPTION_REPORT ((zx_object_info_topic_t)11u)
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
#define ZX_INFO_JOB                     ((zx_object_info_topic_t)24u)
#define ZX_INFO_TIMER                   ((zx_object_info_topic_t)25u)
#define ZX_INFO_STREAM                  ((zx_object_info_topic_t)26u)
#define ZX_INFO_HANDLE_TABLE            ((zx_object_info_topic_t)27u)
#define ZX_INFO_MSI                     ((zx_object_info_topic_t)28u)
#define ZX_INFO_GUEST_STATS             ((zx_object_info_topic_t)29u)
#define ZX_INFO_TASK_RUNTIME            ((zx_object_info_topic_t)30u)

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

#endif
