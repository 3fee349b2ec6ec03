/*
 * Pool sizes. Each image compiles the core with its own anvil_config.h, written by the image
 * builder; the host library has a default one (arch/host/config).
 */
#ifndef ANVIL_CONFIG_H
#define ANVIL_CONFIG_H

#include <anvil_config.h>

_Static_assert(CONFIG_TASKS >= 1 && CONFIG_TASKS <= 32, "1 to 32 tasks");
_Static_assert(CONFIG_JOBS >= 3 && CONFIG_JOBS <= 1023, "root, domain and task need a job each");
/* Each task owns two processes with a thread each, the living and the last ended; they are the
 * first of their pools. */
#define RESERVED (2 * CONFIG_TASKS)
_Static_assert(CONFIG_PROCESSES >= RESERVED && CONFIG_PROCESSES <= 64, "two processes per task");
_Static_assert(CONFIG_THREADS >= CONFIG_PROCESSES && CONFIG_THREADS <= 1023, "a thread each");
_Static_assert(CONFIG_SLOTS >= 8 && CONFIG_SLOTS <= 1023, "a handle has ten bits for its slot");
_Static_assert(CONFIG_GENERATION_BITS >= 1 && CONFIG_GENERATION_BITS <= 20, "of a 32-bit name");
_Static_assert(CONFIG_IRQS >= 1 && CONFIG_IRQS <= 240, "lines of the interrupt controller");
_Static_assert(CONFIG_EVENTS >= 1 && CONFIG_EVENTS <= 1023, "a pool is not empty");
_Static_assert(CONFIG_CHANNELS >= 1 && CONFIG_CHANNELS <= 1023, "a pool is not empty");
_Static_assert(CONFIG_EVENTPAIRS >= 1 && CONFIG_EVENTPAIRS <= 1023, "a pool is not empty");
_Static_assert(CONFIG_TOKENS >= 1 && CONFIG_TOKENS <= 1023, "a pool is not empty");
_Static_assert(CONFIG_MESSAGES >= 1 && CONFIG_MESSAGES <= 1023, "a pool is not empty");
_Static_assert(CONFIG_MESSAGE_BYTES >= 64 && CONFIG_MESSAGE_BYTES <= 1024 &&
                   CONFIG_MESSAGE_BYTES % 8 == 0,
               "whole words, and room for what the kernel itself sends");
_Static_assert(CONFIG_MESSAGE_HANDLES >= 1 && CONFIG_MESSAGE_HANDLES <= 8, "handles of a message");
_Static_assert(CONFIG_AREAS >= 1 && CONFIG_AREAS <= 1023, "a pool is not empty");
_Static_assert(CONFIG_MAPPINGS >= 3 * CONFIG_TASKS, "code, data and stack of each task");

#endif
