/* A worker's device: the dual timer of the board mps2-an386, which interrupts others as well. */
#ifndef LOAD_LINE_H
#define LOAD_LINE_H

#include "dualtimer.h"

#include <stdbool.h>

#define LINE_PRESENT true
#define LINE_TICKS   100u /* 4,000 instructions: into the middle of what anybody does then */

_Static_assert(LINE_NUMBER == DUALTIMER_LINE, "as dualtimer.h says");

static inline void line_start(void)
{
}

/* One interrupt, a little later. */
static inline void line_fire(void)
{
    dualtimer_start(LINE_TICKS, DUALTIMER_ONCE);
}

static inline void line_calm(void)
{
    dualtimer_stop();
}

#endif
