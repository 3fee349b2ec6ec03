/*
 * The definition of a deadlock, and nothing else.
 *
 * A thread that sends waits for a process, and any thread of that process may read. The stuck
 * threads are the largest set in which each is blocked in a send and every thread that could read
 * its message is in the set. The answer is found by trying every set of blocked threads, so there
 * is no algorithm here that could share a mistake with the kernel's.
 */
#ifndef ANVIL_FUZZ_MODEL_STUCK_H
#define ANVIL_FUZZ_MODEL_STUCK_H

#include <stdint.h>

#define STUCK_THREADS 33u
#define STUCK_LIVING  17u /* threads at once; the question is answered in time 2^n */

/* Sets of threads have bit i for thread i. */
struct stuck_question {
    uint64_t blocked;                /* threads blocked in a send */
    uint64_t readers[STUCK_THREADS]; /* of each blocked thread: the threads that could read it */
};

uint64_t stuck_set(const struct stuck_question *question);

#endif
