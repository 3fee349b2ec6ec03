/* A worker without a device: nothing interrupts. */
#ifndef LOAD_LINE_H
#define LOAD_LINE_H

#include <stdbool.h>

#define LINE_PRESENT false
#define LINE_NUMBER  0u

static inline void line_start(void)
{
}
static inline void line_fire(void)
{
}
static inline void line_calm(void)
{
}

#endif
