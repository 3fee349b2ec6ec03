/*
 * Reports: the kernel's own lines on the log port. Each starts with "anvil: ".
 */
#ifndef ANVIL_REPORT_H
#define ANVIL_REPORT_H

#include "arch.h"
#include "image.h"

/* The thread's process is about to end because of what the thread has met. */
COLD void report_fault(struct kernel *k, thread_id thread);
/* The board stops because the image wants it when this task ends. */
COLD void report_task_panic(struct kernel *k, uint32_t label);
/* The image is refused; names the entry. */
COLD void report_image_error(struct kernel *k, const struct image_error *error);

#endif
