/*
 * Time: 64-bit ticks since boot, and the list of threads that wait for one.
 *
 * The list is sorted by deadline, equal ones in order of insertion. The hardware timer is set for
 * the earliest of the list's first deadline and the end of the slice; it may fire early, never
 * late. Nobody waiting means no interrupt.
 */
#ifndef ANVIL_TIME_H
#define ANVIL_TIME_H

#include "types.h"

#define TIME_NEVER UINT64_MAX

struct time_state {
    thread_id first; /* earliest deadline */
    uint16_t reserved[3];
};

/* The time that lies ms milliseconds ahead, never rounded down. */
uint64_t time_after_ms(struct kernel *k, uint32_t ms);
void time_insert(struct kernel *k, thread_id thread, uint64_t deadline);
void time_remove(struct kernel *k, thread_id thread);
/* Sets the timer for whatever comes first. */
void time_program(struct kernel *k);

#endif
