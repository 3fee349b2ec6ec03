/*
 * Exceptions: their types, what the message to a handler says, and what can be asked of a thread
 * that is in one. Source: Zircon's <zircon/syscalls/exception.h>; the part of a report that belongs
 * to the processor is Anvil's, for the Cortex-M4.
 */
#ifndef ZIRCON_SYSCALLS_EXCEPTION_H
#define ZIRCON_SYSCALLS_EXCEPTION_H

#include <zircon/types.h>

typedef uint32_t zx_excp_type_t;

/* Faults. */
#define ZX_EXCP_GENERAL               ((uint32_t)0x008u) /* bus, division by zero, bad return */
#define ZX_EXCP_FATAL_PAGE_FAULT      ((uint32_t)0x108u) /* memory access, stack */
#define ZX_EXCP_UNDEFINED_INSTRUCTION ((uint32_t)0x208u)
#define ZX_EXCP_SW_BREAKPOINT         ((uint32_t)0x308u)
#define ZX_EXCP_HW_BREAKPOINT         ((uint32_t)0x408u) /* not here */
#define ZX_EXCP_UNALIGNED_ACCESS      ((uint32_t)0x508u)

/* What the kernel raises has this bit. All but POLICY_ERROR goes to debuggers only. */
#define ZX_EXCP_SYNTH            ((uint32_t)0x8000u)
#define ZX_EXCP_THREAD_STARTING  ((uint32_t)0x008u | ZX_EXCP_SYNTH) /* before its first step */
#define ZX_EXCP_THREAD_EXITING   ((uint32_t)0x108u | ZX_EXCP_SYNTH) /* its registers are there */
#define ZX_EXCP_POLICY_ERROR     ((uint32_t)0x208u | ZX_EXCP_SYNTH) /* <zircon/syscalls/policy.h> */
#define ZX_EXCP_PROCESS_STARTING ((uint32_t)0x308u | ZX_EXCP_SYNTH) /* to a job's debuggers */

#define ZX_EXCP_IS_ARCH(type) (((type) & ZX_EXCP_SYNTH) == 0)

/* The bytes of a message on an exception channel. Its only handle is the exception's. */
typedef struct zx_exception_info {
    zx_koid_t pid;       /* of the process */
    zx_koid_t tid;       /* of the thread */
    zx_excp_type_t type; /* a ZX_EXCP_ */
    uint8_t padding1[4]; /* 0 */
} zx_exception_info_t;

/* ---- Reports: ZX_INFO_THREAD_EXCEPTION_REPORT of <zircon/syscalls/object.h>. ---- */

typedef struct zx_exception_header {
    uint32_t size;       /* of the whole report, in bytes */
    zx_excp_type_t type; /* a ZX_EXCP_ */
} zx_exception_header_t;

/* What an ARMv7-M processor says of a fault; all 0 for what is no fault. */
typedef struct zx_armv7m_exc_data {
    uint32_t cfsr;    /* its Configurable Fault Status Register then */
    uint32_t address; /* of the access; 0 when it cannot tell */
    uint32_t pc;      /* of the instruction; 0 when it cannot tell */
} zx_armv7m_exc_data_t;

typedef struct zx_exception_context {
    struct {
        union {
            zx_armv7m_exc_data_t armv7m;
        } u;
    } arch;
    uint32_t synth_code; /* POLICY_ERROR: the condition, a ZX_POL_; else 0 */
    uint32_t synth_data; /* 0 */
    uint8_t padding1[4]; /* 0 */
} zx_exception_context_t;

typedef struct zx_exception_report {
    zx_exception_header_t header;
    zx_exception_context_t context;
} zx_exception_report_t;

/* ---- Channels. ---- */

/* An option of zx_task_create_exception_channel: as a debugger of a process or job. */
#define ZX_EXCEPTION_CHANNEL_DEBUGGER ((uint32_t)1u)

/* How many debuggers a job may have. Upstream: 32. */
#define ZX_EXCEPTION_CHANNEL_JOB_DEBUGGER_MAX_COUNT ((uint32_t)3u)

/* Who has a thread's exception (zx_info_thread_t). */
#define ZX_EXCEPTION_CHANNEL_TYPE_NONE         ((uint32_t)0u)
#define ZX_EXCEPTION_CHANNEL_TYPE_DEBUGGER     ((uint32_t)1u) /* of its process */
#define ZX_EXCEPTION_CHANNEL_TYPE_THREAD       ((uint32_t)2u)
#define ZX_EXCEPTION_CHANNEL_TYPE_PROCESS      ((uint32_t)3u)
#define ZX_EXCEPTION_CHANNEL_TYPE_JOB          ((uint32_t)4u)
#define ZX_EXCEPTION_CHANNEL_TYPE_JOB_DEBUGGER ((uint32_t)5u)

#endif
