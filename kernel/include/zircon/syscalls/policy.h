/*
 * Job policies: what the processes of a job may do, and what happens to those that do it; in which
 * job they make something does not matter. Source: Zircon's <zircon/syscalls/policy.h>, the basic
 * form (upstream's first).
 */
#ifndef ZIRCON_SYSCALLS_POLICY_H
#define ZIRCON_SYSCALLS_POLICY_H

#include <stdint.h>

/* Options of zx_job_set_policy: what is done where the jobs above have decided already. */
#define ZX_JOB_POL_RELATIVE 0u /* their decision stays */
#define ZX_JOB_POL_ABSOLUTE 1u /* a different one fails the call */

/* Topics. */
#define ZX_JOB_POL_BASIC 0u /* a list of zx_policy_basic_t */

/* How many decisions one call takes. */
#define ZX_POL_MAX 16u

typedef struct zx_policy_basic {
    uint32_t condition; /* a ZX_POL_ */
    uint32_t policy;    /* a ZX_POL_ACTION_ */
} zx_policy_basic_t;

/* Conditions. What makes objects of types that Anvil does not have can be decided on, to no effect;
 * so can WRONG_OBJECT, which is not looked for. */
#define ZX_POL_BAD_HANDLE            0u /* a call is given a name that names nothing */
#define ZX_POL_WRONG_OBJECT          1u
#define ZX_POL_VMAR_WX               2u
#define ZX_POL_NEW_ANY               3u /* stands for all that Anvil can make: */
#define ZX_POL_NEW_VMO               4u
#define ZX_POL_NEW_CHANNEL           5u /* exception channels included */
#define ZX_POL_NEW_EVENT             6u
#define ZX_POL_NEW_EVENTPAIR         7u
#define ZX_POL_NEW_PORT              8u
#define ZX_POL_NEW_SOCKET            9u
#define ZX_POL_NEW_FIFO              10u
#define ZX_POL_NEW_TIMER             11u
#define ZX_POL_NEW_PROCESS           12u
#define ZX_POL_NEW_PROFILE           13u
#define ZX_POL_NEW_PAGER             14u
#define ZX_POL_AMBIENT_MARK_VMO_EXEC 15u

/* Actions. Those with an exception raise ZX_EXCP_POLICY_ERROR at the end of the call. */
#define ZX_POL_ACTION_ALLOW           0u
#define ZX_POL_ACTION_DENY            1u /* the call is ZX_ERR_ACCESS_DENIED */
#define ZX_POL_ACTION_ALLOW_EXCEPTION 2u
#define ZX_POL_ACTION_DENY_EXCEPTION  3u
#define ZX_POL_ACTION_KILL            4u /* the process ends: ZX_TASK_RETCODE_POLICY_KILL */

#endif
