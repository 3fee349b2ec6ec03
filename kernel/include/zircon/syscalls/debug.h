/*
 * Registers of a thread, for zx_thread_read_state and zx_thread_write_state. Source: Zircon's
 * <zircon/syscalls/debug.h>; the registers are those of the Cortex-M4. Writing back what was read
 * changes nothing.
 */
#ifndef ZIRCON_SYSCALLS_DEBUG_H
#define ZIRCON_SYSCALLS_DEBUG_H

#include <stdint.h>

/* Kinds of registers. Those that Anvil does not have are ZX_ERR_INVALID_ARGS. */
typedef uint32_t zx_thread_state_topic_t;

#define ZX_THREAD_STATE_GENERAL_REGS ((uint32_t)0u) /* zx_thread_state_general_regs_t */
#define ZX_THREAD_STATE_FP_REGS      ((uint32_t)1u) /* zx_thread_state_fp_regs_t */
#define ZX_THREAD_STATE_VECTOR_REGS  ((uint32_t)2u)
#define ZX_THREAD_STATE_DEBUG_REGS   ((uint32_t)4u)
#define ZX_THREAD_STATE_SINGLE_STEP  ((uint32_t)5u)

/*
 * Of xpsr that is written only N, Z, C, V, Q and GE are taken. The state of an IT block or of an
 * interrupted load or store of several registers (IT/ICI) stays as it is, and is cleared when pc
 * changes. A thread that is blocked in a call finds its result in r0, whatever was written there,
 * and goes to a new pc only when its wait has ended.
 */
typedef struct zx_thread_state_general_regs {
    uint32_t r[13]; /* r0 to r12 */
    uint32_t sp;    /* the process stack pointer: a multiple of 4, kept exactly, also 4 modulo 8 */
    uint32_t lr;
    uint32_t pc; /* of the next instruction; bit 0 of what is written is dropped */
    uint32_t xpsr;
} zx_thread_state_general_regs_t;

/* A thread that has not used the FPU yet has zeros. So has one whose frame was lost, once its
 * general registers are written. */
typedef struct zx_thread_state_fp_regs {
    uint32_t s[32]; /* s0 to s31 */
    uint32_t fpscr;
} zx_thread_state_fp_regs_t;

#endif
