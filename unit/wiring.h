/*
 * Wirings: who sends to whom among up to four processes of two threads each, and the definition of
 * deadlock over them.
 *
 * A wiring knows nothing of the kernel, and model_ functions are the definition word by word over
 * sets of threads (bit t: thread t). walk_ counts through all wirings; wiring_build puts one into
 * a struct kernel.
 */
#ifndef UNIT_WIRING_H
#define UNIT_WIRING_H

#include <anvil/machine.h>

enum { PROCESSES_MAX = 4, THREADS_EACH = 2, THREADS_MAX = PROCESSES_MAX * THREADS_EACH };

/* What a thread does: one of these, or SENDS + n: it sends to process n (from 0). */
enum role { ABSENT, INITIAL, DEAD, RUNS, WAITS, SLEEPS, SENDS, ROLES = SENDS + PROCESSES_MAX };

/* The threads of process p are 2p and 2p + 1. */
struct wiring {
    unsigned processes;
    unsigned role[THREADS_MAX]; /* enum role */
};

/* A count through all wirings whose roles are of an alphabet. */
struct walk {
    struct wiring wiring;
    const unsigned *alphabet; /* roles; sends to each process follow by themselves */
    unsigned roles;           /* how many of them */
    unsigned digit[THREADS_MAX];
    bool ordered; /* whether two threads of a process are told apart */
};

/* Starts with the first wiring. */
void walk_start(struct walk *walk, unsigned processes);
/* Goes on to the next one; false after the last. */
bool walk_next(struct walk *walk);

unsigned wiring_threads(const struct wiring *w);
bool model_started(const struct wiring *w, unsigned thread);
/* The started threads of a process. */
unsigned model_team(const struct wiring *w, unsigned process);
/* The stuck threads: by taking out what is not, and by trying every set there is. */
unsigned model_stuck(const struct wiring *w);
unsigned model_stuck_slowly(const struct wiring *w);
/* Which stuck senders are woken, oldest first, until none is stuck; order as in wiring_build. */
unsigned model_woken(const struct wiring *before, const unsigned order[THREADS_MAX]);

thread_id wiring_thread(unsigned thread);
process_id wiring_process(unsigned process);
/* Puts the wiring into k, sent in this order of threads; numbers that are too large are skipped. */
void wiring_build(struct kernel *k, const struct wiring *w, const unsigned order[THREADS_MAX]);

#endif
