/*
 * struct kernel: all of the kernel's state, in one place and without a pointer.
 *
 * Each part belongs to the file named beside it, which alone changes it. Fields are of fixed width
 * and ordered so that there is no implicit padding: the layout is byte for byte the same on the
 * host (64 and 32 bit) and on the target, and a test compares them. Index 0 of every pool is
 * unused, since id 0 is NONE; thread 0's context is the idle loop's.
 */
#ifndef ANVIL_KERNEL_H
#define ANVIL_KERNEL_H

#include "alarm.h"
#include "arch.h"
#include "area.h"
#include "bootstrap.h"
#include "channel.h"
#include "config.h"
#include "event.h"
#include "exception.h"
#include "handle.h"
#include "image.h"
#include "ipc.h"
#include "irq.h"
#include "job.h"
#include "name.h"
#include "object.h"
#include "process.h"
#include "property.h"
#include "quota.h"
#include "random.h"
#include "report.h"
#include "revoke.h"
#include "sched.h"
#include "signal.h"
#include "space.h"
#include "suspend.h"
#include "task.h"
#include "thread.h"
#include "time.h"
#include "tree.h"
#include "types.h"
#include "unmap.h"
#include "user.h"
#include "wait.h"
#include "work.h"

struct kernel {
    /* ---- the state proper: hashed, compared, the same for the same calls ---- */
    /* What every message touches comes first, within reach of a load's offset. */
    _Alignas(8) struct sched sched;                         /* sched.c */
    struct thread thread[CONFIG_THREADS + 1];               /* thread.c */
    struct event_state event;                               /* event.c */
    struct process process[CONFIG_PROCESSES + 1];           /* process.c */
    struct ipc_state ipc;                                   /* ipc.c */
    struct time_state time;                                 /* time.c */
    struct signal_state signal;                             /* signal.c */
    struct object_state objects;                            /* object.c */
    struct object object[OBJECT_END];                       /* object.c */
    struct handle_table handle_table[CONFIG_PROCESSES + 1]; /* handle.c */
    struct slot slot[NODE_FIRST_MAPPING];                   /* handle.c, channel.c; links: tree.c */
    struct wait_state wait;                                 /* wait.c */
    struct channel_state channel;                           /* channel.c, zircon_channel.c */
    struct job job[CONFIG_JOBS + 1];                        /* job.c, quota.c */
    struct exception_state exception;                       /* exception.c */
    struct suspend_state suspend;                           /* suspend.c */
    struct property_state property;                         /* zircon_property.c */
    struct alarm_state alarm;                               /* alarm.c */
    struct irq_state irq;                                   /* irq.c */
    struct random random;                                   /* random.c */
    struct task_state task;                                 /* task.c */
    struct area_state area;                                 /* area.c */
    struct space_state space;                               /* space.c */
    struct mapping mapping[CONFIG_MAPPINGS + 1];            /* space.c; links: tree.c */
    struct unmap_state unmap;                               /* unmap.c, l4_task.c */

    /* ---- the machine's part, outside the hash ---- */
    _Alignas(8) struct arch_state arch; /* arch/ */
};

/* Whether the idle loop is to call kernel_work instead of waiting for an interrupt. */
static inline bool kernel_has_work(const struct kernel *k)
{
    return k->sched.work != 0;
}

#endif
