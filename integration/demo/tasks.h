/*
 * The tasks of the demo, as all of them know each other: by label.
 */
#ifndef DEMO_TASKS_H
#define DEMO_TASKS_H

#include <anvil/slots.h>
#include <uapi/uapi.h>

#define CONSOLE_LABEL 0xc0u
#define SHELL_LABEL   0x5eu
#define WORKER_LABEL  0x101u /* of the first worker; the others' follow */
#define WORKERS       4u

/* The image connects the shell with each worker by a channel: their ends, as selectors. */
#define CHANNEL_TO_WORKER(label) ANVIL_SHARED((label) - WORKER_LABEL)
#define CHANNEL_TO_SHELL         ANVIL_SHARED(0)

/* The task handle behind a label, 0 when that task does not run. Overwrites the exchange area. */
static inline taskh_t task_find(uint32_t label)
{
    taskh_t task = 0;
    if (sys_get_task_handle(label) == STATUS_OK) {
        (void)copy_from_kernel((uint8_t *)&task, sizeof task);
    }
    return task;
}

/* The event that a wait has left in the exchange area of the first thread. */
static inline const exchange_event_t *task_event(void)
{
    return (const exchange_event_t *)_s_svc_exchange;
}

#endif
