/*
 * What the operations do to a machine that its interface has no word for: once for the session and
 * for the tests that fuzz-print writes.
 */
#ifndef ANVIL_FUZZ_DEEDS_H
#define ANVIL_FUZZ_DEEDS_H

#include <anvil/machine.h>

/* User code has written something of its own into the thread's exchange area, if it has one. */
static inline void deed_fill(struct machine *m, thread_id thread, uint32_t serial)
{
    uint8_t *area = machine_area(m, thread);
    for (unsigned i = 0; area != NULL && i < EXCHANGE_AREA_SIZE; i++) {
        area[i] = (uint8_t)(serial * 31u + i);
    }
}

/* A number that differs when the area's bytes do. */
static inline uint32_t deed_sum(const uint8_t area[EXCHANGE_AREA_SIZE])
{
    uint32_t sum = 0x811c9dc5u;
    for (unsigned i = 0; i < EXCHANGE_AREA_SIZE; i++) {
        sum = (sum ^ area[i]) * 0x01000193u;
    }
    return sum;
}

/* The library gives all threads of a process one priority; a kernel may not rely on that. */
static inline void deed_priority(struct machine *m, thread_id thread, uint8_t priority)
{
    struct kernel *k = machine_kernel(m);
    sched_remove(k, thread);
    k->thread[thread].priority = priority;
    sched_add(k, thread);
    sched_settle(k);
}

#endif
