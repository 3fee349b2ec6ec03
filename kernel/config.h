/*
 * Pool sizes. Each image compiles the core with its own anvil_config.h, written by the image
 * builder; the host library has a default one (arch/host/config).
 */
#ifndef ANVIL_CONFIG_H
#define ANVIL_CONFIG_H

#include <anvil_config.h>

_Static_assert(CONFIG_TASKS >= 1 && CONFIG_TASKS <= 64, "1 to 64 tasks");
_Static_assert(CONFIG_JOBS >= 3 && CONFIG_JOBS <= 1023, "root, domain and task need a job each");
_Static_assert(CONFIG_PROCESSES >= CONFIG_TASKS && CONFIG_PROCESSES <= 64, "a process per task");
_Static_assert(CONFIG_THREADS >= CONFIG_PROCESSES && CONFIG_THREADS <= 1023, "a thread each");
_Static_assert(CONFIG_SLOTS >= 8 && CONFIG_SLOTS <= 1023, "a handle has ten bits for its slot");
_Static_assert(CONFIG_GENERATION_BITS >= 1 && CONFIG_GENERATION_BITS <= 20, "of a 32-bit name");
_Static_assert(CONFIG_MAPPINGS >= 3 * CONFIG_TASKS, "code, data and stack of each task");

#endif
