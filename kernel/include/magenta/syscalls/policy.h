/*
 * Job policies under Magenta's names. Source: Magenta's <magenta/syscalls/policy.h>; all of it is
 * Zircon's, in <zircon/syscalls/policy.h>.
 */
#ifndef MAGENTA_SYSCALLS_POLICY_H
#define MAGENTA_SYSCALLS_POLICY_H

#include <zircon/syscalls/policy.h>

typedef zx_policy_basic_t mx_policy_basic_t;

#define MX_JOB_POL_RELATIVE ZX_JOB_POL_RELATIVE
#define MX_JOB_POL_ABSOLUTE ZX_JOB_POL_ABSOLUTE
#define MX_JOB_POL_BASIC    ZX_JOB_POL_BASIC

#define MX_POL_MAX          ZX_POL_MAX
#define MX_POL_BAD_HANDLE   ZX_POL_BAD_HANDLE
#define MX_POL_WRONG_OBJECT ZX_POL_WRONG_OBJECT
#define MX_POL_VMAR_WX      ZX_POL_VMAR_WX
#define MX_POL_NEW_ANY      ZX_POL_NEW_ANY
#define MX_POL_NEW_VMO      ZX_POL_NEW_VMO
#define MX_POL_NEW_CHANNEL  ZX_POL_NEW_CHANNEL
#define MX_POL_NEW_EVENT    ZX_POL_NEW_EVENT
#define MX_POL_NEW_EVPAIR   ZX_POL_NEW_EVENTPAIR
#define MX_POL_NEW_PORT     ZX_POL_NEW_PORT
#define MX_POL_NEW_SOCKET   ZX_POL_NEW_SOCKET
#define MX_POL_NEW_FIFO     ZX_POL_NEW_FIFO
#define MX_POL_NEW_TIMER    ZX_POL_NEW_TIMER

/* A condition that Magenta did not have yet, spelled its way. */
#define MX_POL_NEW_PROCESS ZX_POL_NEW_PROCESS

/* Actions. EXCEPTION is added to one of the first two; KILL was 5. */
#define MX_POL_ACTION_ALLOW     ZX_POL_ACTION_ALLOW
#define MX_POL_ACTION_DENY      ZX_POL_ACTION_DENY
#define MX_POL_ACTION_EXCEPTION ZX_POL_ACTION_ALLOW_EXCEPTION
#define MX_POL_ACTION_KILL      ZX_POL_ACTION_KILL

#endif
