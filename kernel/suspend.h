/*
 * Suspension: threads that are kept from running by tokens.
 *
 * Each token is one count on a thread or a process; a thread is held while its own count or its
 * process's is not 0. A held thread that has started is stopped, unless it is in an exception,
 * which comes first. A stopped thread executes nothing and receives nothing: what it waits for is
 * evaluated anew when it goes on, first the event, then the deadline. Only a message it has sent
 * can be read meanwhile.
 */
#ifndef ANVIL_SUSPEND_H
#define ANVIL_SUSPEND_H

#include "config.h"
#include "types.h"

struct suspend_state {
    uint64_t
        deadline[CONFIG_THREADS + 1]; /* of a stopped thread's wait, TIME_NEVER: none; else 0 */
    object_id task[(CONFIG_TOKENS + 3) / 4 * 4]; /* a token's thread or process; NONE: forgotten */
};

/* One more, or one less, count on a thread or process. */
void suspend_add(struct kernel *k, object_id token, object_id task);
/* The token is gone. */
void suspend_release(struct kernel *k, object_id token);
/* Nobody may hold on to the thread or process any more: its tokens mean nothing. */
COLD void suspend_forget(struct kernel *k, object_id task);
/* The thread stops or goes on, as the counts and its state say. */
void suspend_update(struct kernel *k, thread_id thread);

#endif
