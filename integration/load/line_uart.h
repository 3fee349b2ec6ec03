/*
 * A worker's device: a UART of the board mps2-an386 with nothing connected, whose transmitter
 * interrupts as soon as a byte is out. Source of the registers: Arm DDI 0479, CMSDK UART.
 */
#ifndef LOAD_LINE_H
#define LOAD_LINE_H

#include <stdbool.h>
#include <stdint.h>

#define LINE_PRESENT true

struct line_uart {
    volatile uint32_t data;
    volatile uint32_t state;
    volatile uint32_t control;
    volatile uint32_t interrupt; /* bits that interrupt; written: those taken back */
    volatile uint32_t baud_divider;
};

#define LINE_UART               ((struct line_uart *)LINE_BASE)
#define LINE_TRANSMIT           0x01u
#define LINE_TRANSMIT_INTERRUPT 0x04u
#define LINE_TRANSMITTED        0x01u

static inline void line_start(void)
{
    LINE_UART->baud_divider = 16;
    LINE_UART->control = LINE_TRANSMIT | LINE_TRANSMIT_INTERRUPT;
}

/* One interrupt, at once. */
static inline void line_fire(void)
{
    LINE_UART->data = 'x';
}

static inline void line_calm(void)
{
    LINE_UART->interrupt = LINE_TRANSMITTED;
}

#endif
