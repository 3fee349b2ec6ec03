/*
 * The shell as a supervisor. The image gives it the capability `supervisor`, and with that a handle
 * of the job that all tasks are below: by it the shell gets handles of the workers' processes and
 * threads without asking them.
 */
#ifndef DEMO_SUPERVISE_H
#define DEMO_SUPERVISE_H

#include <stdbool.h>
#include <stdint.h>
#include <zircon/types.h>

/* supervise.c. Each is a new handle; ZX_HANDLE_INVALID: the worker does not run. */
zx_handle_t process_find(uint32_t worker);
zx_handle_t thread_find(uint32_t worker);
/* Waits until this process of the worker's has ended; says how, and whether it runs again. */
void end_report(uint32_t worker, zx_handle_t process);

/*
 * debug.c: if the worker is to be caught, waits a moment for its exception, or its end. True: one
 * of them has come, and has been shown.
 */
bool caught_report(uint32_t worker);
/* Whether the worker is in an exception. */
bool caught_now(uint32_t worker);
/* Answers it with this ZX_EXCEPTION_STATE_. */
void caught_answer(uint32_t worker, uint32_t state);
/* The worker has ended, or is about to: it is caught no longer. */
void caught_forget(uint32_t worker);

#endif
