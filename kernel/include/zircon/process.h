/*
 * Handles that a process finds at its start. Source: Zircon's <zircon/process.h>. Here they are
 * selectors of the initial slots (anvil/slots.h): valid for as long as the slots hold what the
 * kernel put there. It does so for tasks of the image only: in a process made at run time the slots
 * are empty, and these names name nothing, unless its maker has mapped something there.
 */
#ifndef ZIRCON_PROCESS_H
#define ZIRCON_PROCESS_H

#include <anvil/slots.h>
#include <zircon/types.h>

/* The process itself. */
static inline zx_handle_t zx_process_self(void)
{
    return ANVIL_SELF_PROCESS;
}

/* Its first thread, whichever thread asks. */
static inline zx_handle_t zx_thread_self(void)
{
    return ANVIL_SELF_THREAD;
}

/* The job that holds the process. */
static inline zx_handle_t zx_job_default(void)
{
    return ANVIL_SELF_JOB;
}

#endif
