/*
 * Looking at tasks: what anvil_task_info (native, kernel/syscalls.def) writes to the start of the
 * exchange area. Needs the inspect capability; tasks of other domains are not there.
 */
#ifndef ANVIL_INSPECT_H
#define ANVIL_INSPECT_H

#include <stdint.h>

/* What a task does; of a task with several threads, what the one started first does. */
enum anvil_task_state {
    ANVIL_TASK_IDLE = 0,   /* has not been started yet */
    ANVIL_TASK_READY,      /* runs, or would if nothing more urgent did */
    ANVIL_TASK_SENDING,    /* in send_ipc: not read yet */
    ANVIL_TASK_WAITING,    /* in wait_for_event */
    ANVIL_TASK_SLEEPING,   /* in sleep */
    ANVIL_TASK_RESTARTING, /* has ended and will start again by itself */
    ANVIL_TASK_EXITED,     /* has ended */
    ANVIL_TASK_FAULTED,    /* has ended by a fault */
    ANVIL_TASK_KILLED,     /* has been killed */
    ANVIL_TASK_SUSPENDED,  /* kept from running by a suspend token */
    ANVIL_TASK_EXCEPTION   /* has met an exception that a handler is to answer */
};

struct anvil_task_info {
    uint64_t run_ns;     /* how long the threads that it has now have run, in nanoseconds */
    uint32_t label;      /* its name */
    uint32_t handle;     /* of its running process, 0: none */
    uint32_t runs;       /* so far; every run but the first is a restart */
    uint32_t refills;    /* MPU regions loaded on demand for the threads that it has now */
    uint32_t stack_size; /* bytes of its first thread's stack */
    uint32_t stack_used; /* down to the deepest word of it that the last run has left not zero */
    int32_t exit_status; /* EXITED, RESTARTING: of the last run, if that exited */
    uint8_t state;       /* enum anvil_task_state */
    uint8_t priority;    /* 0 to 31, larger is more urgent */
    uint8_t reserved[2]; /* 0 */
};

#endif
