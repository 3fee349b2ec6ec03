/* What tasks, signals and statuses are called: by the person, and in what is shown to the person.
 */
#ifndef DEMO_NAMES_H
#define DEMO_NAMES_H

#include <uapi/uapi.h>
#include <zircon/syscalls/exception.h>
#include <zircon/types.h>

/* "?" for a task that is not of the demo. */
const char *task_name(uint32_t label);
/* The label of the worker of that name, 0 when there is none. */
uint32_t worker_named(const char *name);

/* "usr1" for SIGNAL_USR1 and so on; NULL behind the last signal. */
const char *signal_name(uint32_t signal);
/* The signal of that name, 0 when there is none. */
uint32_t signal_named(const char *name);

/* "STATUS_OK" and so on. */
const char *status_name(enum Status status);

/* "general" and so on: a kind of exception; "?" for one that no fault is. */
const char *exception_name(zx_excp_type_t type);

/* "channel" and so on, "?" for a type that no object here has. */
const char *type_name(zx_obj_type_t type);

#endif
