/*
 * Exceptions under Magenta's names. Source: Magenta's <magenta/syscalls/exception.h>. Magenta
 * delivered exceptions by ports; here they come by channels, as in Zircon, and all of it is
 * Zircon's, in <zircon/syscalls/exception.h>.
 */
#ifndef MAGENTA_SYSCALLS_EXCEPTION_H
#define MAGENTA_SYSCALLS_EXCEPTION_H

#include <magenta/types.h>
#include <zircon/syscalls/exception.h>

typedef zx_excp_type_t mx_excp_type_t;
typedef zx_exception_info_t mx_exception_info_t;
typedef zx_exception_header_t mx_exception_header_t;
typedef zx_exception_context_t mx_exception_context_t;
typedef zx_exception_report_t mx_exception_report_t;
typedef zx_armv7m_exc_data_t mx_armv7m_exc_data_t;

#define MX_EXCP_GENERAL               ZX_EXCP_GENERAL
#define MX_EXCP_FATAL_PAGE_FAULT      ZX_EXCP_FATAL_PAGE_FAULT
#define MX_EXCP_UNDEFINED_INSTRUCTION ZX_EXCP_UNDEFINED_INSTRUCTION
#define MX_EXCP_SW_BREAKPOINT         ZX_EXCP_SW_BREAKPOINT
#define MX_EXCP_HW_BREAKPOINT         ZX_EXCP_HW_BREAKPOINT
#define MX_EXCP_UNALIGNED_ACCESS      ZX_EXCP_UNALIGNED_ACCESS
#define MX_EXCP_SYNTH                 ZX_EXCP_SYNTH
#define MX_EXCP_THREAD_STARTING       ZX_EXCP_THREAD_STARTING
#define MX_EXCP_THREAD_EXITING        ZX_EXCP_THREAD_EXITING
#define MX_EXCP_POLICY_ERROR          ZX_EXCP_POLICY_ERROR
#define MX_EXCP_PROCESS_STARTING      ZX_EXCP_PROCESS_STARTING
#define MX_EXCP_IS_ARCH(type)         ZX_EXCP_IS_ARCH(type)

#define MX_EXCEPTION_CHANNEL_DEBUGGER               ZX_EXCEPTION_CHANNEL_DEBUGGER
#define MX_EXCEPTION_CHANNEL_JOB_DEBUGGER_MAX_COUNT ZX_EXCEPTION_CHANNEL_JOB_DEBUGGER_MAX_COUNT
#define MX_EXCEPTION_CHANNEL_TYPE_NONE              ZX_EXCEPTION_CHANNEL_TYPE_NONE
#define MX_EXCEPTION_CHANNEL_TYPE_DEBUGGER          ZX_EXCEPTION_CHANNEL_TYPE_DEBUGGER
#define MX_EXCEPTION_CHANNEL_TYPE_THREAD            ZX_EXCEPTION_CHANNEL_TYPE_THREAD
#define MX_EXCEPTION_CHANNEL_TYPE_PROCESS           ZX_EXCEPTION_CHANNEL_TYPE_PROCESS
#define MX_EXCEPTION_CHANNEL_TYPE_JOB               ZX_EXCEPTION_CHANNEL_TYPE_JOB
#define MX_EXCEPTION_CHANNEL_TYPE_JOB_DEBUGGER      ZX_EXCEPTION_CHANNEL_TYPE_JOB_DEBUGGER

#endif
