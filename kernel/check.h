/*
 * Checks of every invariant of struct kernel, for tests, fuzzers and debug kernels.
 */
#ifndef ANVIL_CHECK_H
#define ANVIL_CHECK_H

#include "kernel.h"

/*
 * NULL when every invariant holds, else the first broken one in words. Reads everything, changes
 * nothing, and follows no link before it has checked it. To be called between kernel entries.
 */
const char *kernel_check(const struct kernel *k);

/* ---- Shared by the files of the check. ---- */

#define REQUIRE(condition, words)                                                                  \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            return (words);                                                                        \
        }                                                                                          \
    } while (0)

/* Whether the thread is started and has not ended; not thread.c's word for it. */
bool check_alive(const struct kernel *k, thread_id thread);
/* Objects, jobs, processes and handle tables (check_objects.c). */
const char *check_all_objects(const struct kernel *k);
/* Mappings, MPU regions and exchange areas (check_spaces.c). */
const char *check_all_spaces(const struct kernel *k);
/* Pending events, signals, interrupts, alarms and tasks (check_events.c). */
const char *check_all_events(const struct kernel *k);
const char *check_tree(const struct kernel *k);
const char *check_quota(const struct kernel *k);
const char *check_channels(const struct kernel *k);
const char *check_forest(const struct kernel *k);
const char *check_waits(const struct kernel *k);
/* One thread's suspension and exception (check_tasks.c). */
const char *check_suspension(const struct kernel *k, thread_id thread);
/* Jobs, tokens, exceptions, work (check_tasks.c). */
const char *check_all_tasks(const struct kernel *k);

#endif
