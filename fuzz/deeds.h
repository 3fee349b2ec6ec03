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
    machine_settle(m);
}

/* A handle is closed as by another thread of its owner. */
static inline void deed_close(struct machine *m, process_id owner, slot_id slot)
{
    handle_close(machine_kernel(m), owner, slot);
    machine_settle(m);
}

/* User code has written a word of its own to its memory. */
static inline void deed_word(struct machine *m, uint32_t address, uint32_t word)
{
    uint8_t *bytes = machine_memory(m, address, sizeof word);
    for (unsigned i = 0; i < sizeof word; i++) {
        bytes[i] = (uint8_t)(word >> 8 * i);
    }
}

/* What a thread can do to a byte. */
enum deed_access { DEED_LOAD, DEED_STORE, DEED_FETCH };

/* The running thread does it: loads the byte, stores it, or executes what is there. False: it may
 * not, and its process has ended. */
static inline bool deed_access(struct machine *m, enum deed_access kind, uint32_t address,
                               uint8_t *byte)
{
    if (kind == DEED_FETCH) {
        return machine_fetch(m, address);
    }
    return kind == DEED_LOAD ? machine_load(m, address, byte, 1)
                             : machine_store(m, address, byte, 1);
}

/* A number that differs when the bytes do. */
static inline uint32_t deed_sum_of(const uint8_t *bytes, unsigned size)
{
    uint32_t sum = 0x811c9dc5u;
    for (unsigned i = 0; i < size; i++) {
        sum = (sum ^ bytes[i]) * 0x01000193u;
    }
    return sum;
}

#endif
