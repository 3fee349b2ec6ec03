/*
 * Time by a counter that the kernel does not use: TIM5 of the board netduinoplus2, owned by the
 * task. Source of the registers: ST RM0090, TIM2 to TIM5.
 */
#ifndef SUPPORT_STOPWATCH_H
#define SUPPORT_STOPWATCH_H

#include <stdint.h>

#define STOPWATCH_TICKS_PER_MS 1000u

struct stopwatch {
    uint32_t control; /* STOPWATCH_ENABLE */
    uint32_t reserved[4];
    uint32_t event; /* STOPWATCH_UPDATE: the prescaler comes into force, the counter is 0 */
    uint32_t modes[3];
    uint32_t value;     /* counts up */
    uint32_t prescaler; /* ticks of the input per tick of the counter, minus 1 */
};

#define STOPWATCH           ((volatile struct stopwatch *)0x40000c00)
#define STOPWATCH_ENABLE    1u
#define STOPWATCH_UPDATE    1u
#define STOPWATCH_PRESCALER 999u /* QEMU's input has 1 GHz, silicon's 84 MHz */

static inline void stopwatch_start(void)
{
    STOPWATCH->prescaler = STOPWATCH_PRESCALER;
    STOPWATCH->event = STOPWATCH_UPDATE;
    STOPWATCH->control = STOPWATCH_ENABLE;
}

/* Ticks since the start; wraps at 32 bits. */
static inline uint32_t stopwatch_ticks(void)
{
    return STOPWATCH->value;
}

#endif
