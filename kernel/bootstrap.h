/*
 * Bootstrap: what a task finds in its slots when a run of it begins.
 *
 * The first slots are L4's: its own process, its job, its first thread. From FIRST_SHARED on follow
 * the ends of channels and the events that the image gives it together with other tasks.
 */
#ifndef ANVIL_BOOTSTRAP_H
#define ANVIL_BOOTSTRAP_H

#include "types.h"

enum bootstrap_slot { SLOT_PROCESS = 1, SLOT_JOB = 2, SLOT_THREAD = 3, SLOT_FIRST_SHARED = 8 };

/* Makes the image's events, which outlive the tasks that have them. */
COLD void bootstrap_init(struct kernel *k);
/* Revokes what the task's next run gets anew. */
COLD void bootstrap_release(struct kernel *k, task_index task);
/* Fills the slots of a new run, whose first thread is the one of the same number. */
COLD void bootstrap_process(struct kernel *k, task_index task, process_id process);

#endif
