/*
 * Registers of a thread under Magenta's names. Source: Magenta's <magenta/syscalls/debug.h>, whose
 * sets of registers had numbers: the first is that of the general ones. All of it is Zircon's, in
 * <zircon/syscalls/debug.h>.
 */
#ifndef MAGENTA_SYSCALLS_DEBUG_H
#define MAGENTA_SYSCALLS_DEBUG_H

#include <zircon/syscalls/debug.h>

typedef zx_thread_state_topic_t mx_thread_state_topic_t;
typedef zx_thread_state_general_regs_t mx_thread_state_general_regs_t;
typedef zx_thread_state_fp_regs_t mx_thread_state_fp_regs_t;

#define MX_THREAD_STATE_GENERAL_REGS ZX_THREAD_STATE_GENERAL_REGS
#define MX_THREAD_STATE_FP_REGS      ZX_THREAD_STATE_FP_REGS
#define MX_THREAD_STATE_VECTOR_REGS  ZX_THREAD_STATE_VECTOR_REGS
#define MX_THREAD_STATE_DEBUG_REGS   ZX_THREAD_STATE_DEBUG_REGS
#define MX_THREAD_STATE_SINGLE_STEP  ZX_THREAD_STATE_SINGLE_STEP

#define MX_THREAD_STATE_REGSET0 MX_THREAD_STATE_GENERAL_REGS
#define MX_THREAD_STATE_REGSET1 MX_THREAD_STATE_FP_REGS

#endif
