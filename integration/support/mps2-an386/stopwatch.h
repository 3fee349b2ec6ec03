/*
 * Time by a counter that the kernel does not use: the dual timer of the board mps2-an386, owned by
 * the task. Source of the registers: Arm DDI 0479, dual timer.
 */
#ifndef SUPPORT_STOPWATCH_H
#define SUPPORT_STOPWATCH_H

#include <stdint.h>

#define STOPWATCH_TICKS_PER_MS 25000u

struct stopwatch {
    uint32_t load;    /* start value; writing it starts the counter anew */
    uint32_t value;   /* counts down */
    uint32_t control; /* STOPWATCH_ENABLE, STOPWATCH_32_BITS */
};

#define STOPWATCH         ((volatile struct stopwatch *)0x40002000)
#define STOPWATCH_ENABLE  0x80u
#define STOPWATCH_32_BITS 0x02u

static inline void stopwatch_start(void)
{
    STOPWATCH->load = UINT32_MAX;
    STOPWATCH->control = STOPWATCH_ENABLE | STOPWATCH_32_BITS;
}

/* Ticks since the start; wraps at 32 bits. */
static inline uint32_t stopwatch_ticks(void)
{
    return ~STOPWATCH->value;
}

#endif
