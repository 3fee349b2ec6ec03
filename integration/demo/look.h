/* Looking at tasks and at the clock. Everything here overwrites the exchange area. */
#ifndef DEMO_LOOK_H
#define DEMO_LOOK_H

#include <anvil/inspect.h>
#include <stdbool.h>
#include <uapi/uapi.h>

/* What the index-th task does. STATUS_NO_ENTITY: there are not so many. */
enum Status look_at(uint32_t index, struct anvil_task_info *info);
/* What the task with this label does; false: there is no such task. */
bool look_for(uint32_t label, struct anvil_task_info *info);
/* Nanoseconds since boot. */
uint64_t look_at_clock(void);

#endif
