/*
 * The machine in which system calls are tried as such: a caller that may do everything, a target
 * and a stranger.
 */
#ifndef ANVIL_UNIT_CALLERS_H
#define ANVIL_UNIT_CALLERS_H

#include "fixture.h"

enum { CALLER = 0xca, TARGET = 0x7a, STRANGER = 0x57 };

/* Lines of the interrupt controller: two of the caller's, two of the target's. */
enum { OWN_LINE = 30, OTHER_LINE = 3, LINES = 2 };

/* The caller, a target and a stranger; more threads, so that nothing ends or halts by one call. */
static inline struct machine *make_machine(void)
{
    struct machine *m = MACHINE(
        {.label = CALLER,
         .priority = 5,
         .domain = 1,
         .capabilities = CAPABILITIES_ALL,
         .irq_first = OWN_LINE,
         .irq_count = LINES},
        {.label = TARGET, .priority = 5, .domain = 1, .irq_first = OTHER_LINE, .irq_count = LINES},
        {.label = STRANGER, .priority = 5, .domain = 2});
    run(m, thread_of(m, CALLER));
    return m;
}

#endif
