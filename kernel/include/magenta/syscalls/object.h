/*
 * What mx_object_get_info can be asked, and what it answers. Source: Magenta's
 * <magenta/syscalls/object.h>; all of it is Zircon's, in <zircon/syscalls/object.h>.
 */
#ifndef MAGENTA_SYSCALLS_OBJECT_H
#define MAGENTA_SYSCALLS_OBJECT_H

#include <magenta/types.h>
#include <zircon/syscalls/object.h>

typedef zx_object_info_topic_t mx_object_info_topic_t;

#define MX_INFO_NONE                    ZX_INFO_NONE
#define MX_INFO_HANDLE_VALID            ZX_INFO_HANDLE_VALID
#define MX_INFO_HANDLE_BASIC            ZX_INFO_HANDLE_BASIC
#define MX_INFO_PROCESS                 ZX_INFO_PROCESS
#define MX_INFO_PROCESS_THREADS         ZX_INFO_PROCESS_THREADS
#define MX_INFO_VMAR                    ZX_INFO_VMAR
#define MX_INFO_JOB_CHILDREN            ZX_INFO_JOB_CHILDREN
#define MX_INFO_JOB_PROCESSES           ZX_INFO_JOB_PROCESSES
#define MX_INFO_THREAD                  ZX_INFO_THREAD
#define MX_INFO_THREAD_EXCEPTION_REPORT ZX_INFO_THREAD_EXCEPTION_REPORT
#define MX_INFO_TASK_STATS              ZX_INFO_TASK_STATS
#define MX_INFO_PROCESS_MAPS            ZX_INFO_PROCESS_MAPS
#define MX_INFO_PROCESS_VMOS            ZX_INFO_PROCESS_VMOS
#define MX_INFO_THREAD_STATS            ZX_INFO_THREAD_STATS
#define MX_INFO_CPU_STATS               ZX_INFO_CPU_STATS
#define MX_INFO_KMEM_STATS              ZX_INFO_KMEM_STATS
#define MX_INFO_RESOURCE                ZX_INFO_RESOURCE

/* Topics that Magenta did not have yet, spelled its way. */
#define MX_INFO_HANDLE_COUNT ZX_INFO_HANDLE_COUNT
#define MX_INFO_JOB          ZX_INFO_JOB

typedef zx_obj_props_t mx_obj_props_t;

#define MX_OBJ_PROP_NONE     ZX_OBJ_PROP_NONE
#define MX_OBJ_PROP_WAITABLE ZX_OBJ_PROP_WAITABLE

typedef zx_info_handle_basic_t mx_info_handle_basic_t;
typedef zx_info_handle_count_t mx_info_handle_count_t;

#endif
