/*
 * The board's dual timer, for tasks that own it: two counters that the kernel does not use, with
 * one interrupt line. Source of the registers: Arm DDI 0479, dual timer.
 */
#ifndef INTEGRATION_DUALTIMER_H
#define INTEGRATION_DUALTIMER_H

#include <stdint.h>

#define DUALTIMER_LINE         10u
#define DUALTIMER_TICKS_PER_MS 25000u

struct dualtimer {
    volatile uint32_t load;    /* start value; writing it starts the counter anew */
    volatile uint32_t value;   /* counts down */
    volatile uint32_t control; /* DUALTIMER_ENABLE and so on */
    volatile uint32_t clear;   /* any write takes the interrupt back */
    volatile uint32_t raw;     /* 1: it has run down */
    volatile uint32_t masked;
    volatile uint32_t background_load; /* takes effect when it has run down */
    uint32_t reserved;
};

#define DUALTIMER ((struct dualtimer *)0x40002000)

#define DUALTIMER_ENABLE    0x80u
#define DUALTIMER_PERIODIC  0x40u
#define DUALTIMER_INTERRUPT 0x20u
#define DUALTIMER_32_BITS   0x02u
#define DUALTIMER_ONCE      0x01u

/* Interrupts ticks from now, once or periodically (mode). */
static inline void dualtimer_start(uint32_t ticks, uint32_t mode)
{
    DUALTIMER->control = 0;
    DUALTIMER->clear = 1;
    DUALTIMER->load = ticks;
    DUALTIMER->control = DUALTIMER_ENABLE | DUALTIMER_INTERRUPT | DUALTIMER_32_BITS | mode;
}

/* Runs no more, and the line is quiet. */
static inline void dualtimer_stop(void)
{
    DUALTIMER->control = 0;
    DUALTIMER->clear = 1;
}

#endif
