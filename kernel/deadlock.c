/*
 * Deadlock detection. Pure over the state that thread.c and ipc.c own.
 *
 * A thread that sends waits for a process, any thread of which may read. The stuck threads are the
 * largest set in which each is in send_ipc, not suspended, and every started thread of its target
 * is in the set. Invariant: that set is empty. The searches visit each process once, through bit
 * sets instead of recursion, and are linear in the threads they look at.
 */
#include "ipc.h"
#include "kernel.h"
#include "sentry.h"

/* Bit p - 1: process p. One word where that is enough, since two cost the send path dearly. */
#if CONFIG_PROCESSES <= 32
typedef uint32_t process_set;
#define SET_FIRST(set) __builtin_ctz(set)
#else
typedef uint64_t process_set;
#define SET_FIRST(set) __builtin_ctzll(set)
#endif

static process_set set_of(process_id process)
{
    return (process_set)1 << (process - 1u);
}

static process_id set_take(process_set *set)
{
    process_id process = (process_id)(SET_FIRST(*set) + 1);
    *set &= *set - 1;
    return process;
}

/* Whether the thread waits for a send to be read, and nothing else will make it go on. */
static bool thread_sends(const struct kernel *k, thread_id thread)
{
    return k->thread[thread].state == THREAD_SENDING && k->thread[thread].stopped == 0;
}

/*
 * Membership asks for all threads of a target, so the sender is stuck if and only if nothing that
 * can be reached from it along the sends is free. Since nothing is stuck before the send, whatever
 * is reached without finding a free thread leads back to the sender.
 */
COLD static bool send_leads_back(const struct kernel *k, thread_id sender, process_id target)
{
    process_set pending = set_of(target);
    process_set visited = pending;
    while (pending != 0) {
        thread_id thread = k->process[set_take(&pending)].first_thread;
        for (; thread != NONE; thread = k->thread[thread].sibling) {
            if (thread == sender) {
                continue; /* waits for target, which is visited */
            }
            if (!thread_sends(k, thread)) {
                return false;
            }
            process_set next = set_of(k->ipc.thread[thread].target) & ~visited;
            pending |= next;
            visited |= next;
        }
    }
    return true;
}

/* Mostly the first thread of the target, if it has any, is free, and nothing has to be searched. */
bool deadlock_would_close(const struct kernel *k, thread_id sender, process_id target)
{
    thread_id first = k->process[target].first_thread;
    bool is_free = first != NONE && first != sender && !thread_sends(k, first);
    return !is_free && send_leads_back(k, sender, target);
}

/* Processes with a thread that is not in send_ipc: somebody there will read. */
static process_set set_of_free(const struct kernel *k)
{
    process_set set = 0;
    for (thread_id thread = 1; thread <= CONFIG_THREADS; thread++) {
        if (thread_started(k, thread) && !thread_sends(k, thread)) {
            set |= set_of(k->thread[thread].process);
        }
    }
    return set;
}

/* Adds to set everybody who sends, directly or not, to a process of it; pending is what is new. */
static process_set set_spread(const struct kernel *k, process_set set, process_set pending)
{
    while (pending != 0) {
        thread_id first = k->ipc.process[set_take(&pending)].senders.first;
        thread_id thread = first;
        while (thread != NONE) {
            process_set next = set_of(k->thread[thread].process) & ~set;
            set |= next;
            pending |= next;
            thread = k->thread[thread].next == first ? NONE : k->thread[thread].next;
        }
    }
    return set;
}

/* The thread whose send is the oldest of those to a process outside set. */
static thread_id oldest_stuck(const struct kernel *k, process_set set)
{
    thread_id oldest = NONE;
    for (thread_id thread = 1; thread <= CONFIG_THREADS; thread++) {
        const struct ipc_thread *send = &k->ipc.thread[thread];
        bool stuck = thread_sends(k, thread) && (set_of(send->target) & set) == 0;
        if (stuck && (oldest == NONE || send->sent < k->ipc.thread[oldest].sent)) {
            oldest = thread;
        }
    }
    return oldest;
}

void deadlock_resolve(struct kernel *k)
{
    process_set unstuck = set_of_free(k);
    process_set pending = unstuck;
    for (;;) {
        unstuck = set_spread(k, unstuck, pending);
        thread_id woken = oldest_stuck(k, unstuck);
        if (woken == NONE) {
            return;
        }
        thread_wake(k, woken, SENTRY_DEADLK);
        pending = set_of(k->thread[woken].process);
        unstuck |= pending;
    }
}
