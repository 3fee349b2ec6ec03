/*
 * Polls, since interrupts are not given to tasks yet: between two looks at the receiver it sleeps,
 * so that the workers have the processor. Source of the registers: Arm DDI 0479, CMSDK UART.
 */
#include "uart.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <uapi/uapi.h>

#define POLL_MS    5u
#define PRINT_SIZE 256u

struct uart {
    uint32_t data;         /* a byte to send, or the one received */
    uint32_t state;        /* STATE_ bits */
    uint32_t control;      /* CONTROL_ bits */
    uint32_t interrupt;    /* not used */
    uint32_t baud_divider; /* clock ticks per bit */
};

#define UART            ((volatile struct uart *)0x40004000)
#define STATE_FULL      1u /* the transmitter holds a byte */
#define STATE_RECEIVED  2u /* the receiver does */
#define CONTROL_SEND    1u
#define CONTROL_RECEIVE 2u
#define BAUD_DIVIDER    217u /* 115,200 baud of 25 MHz */

void uart_start(void)
{
    UART->baud_divider = BAUD_DIVIDER;
    UART->control = CONTROL_SEND | CONTROL_RECEIVE;
}

char uart_read(void)
{
    while ((UART->state & STATE_RECEIVED) == 0) {
        (void)sys_sleep(POLL_MS, SLEEP_MODE_DEEP);
    }
    return (char)UART->data;
}

static void uart_write(char byte)
{
    while ((UART->state & STATE_FULL) != 0) {
        (void)sys_sched_yield();
    }
    UART->data = (uint8_t)byte;
}

void uart_print(const char *format, ...)
{
    char text[PRINT_SIZE];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    for (const char *byte = text; *byte != '\0'; byte++) {
        uart_write(*byte);
    }
}
