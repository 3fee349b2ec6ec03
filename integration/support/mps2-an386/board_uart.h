/*
 * The console's UART, uart0 of the board mps2-an386, driven by a task that owns its registers. No
 * function waits. Source of the registers: Arm DDI 0479, CMSDK UART.
 */
#ifndef SUPPORT_BOARD_UART_H
#define SUPPORT_BOARD_UART_H

#include <stdbool.h>
#include <stdint.h>

struct board_uart {
    uint32_t data;         /* a byte to send, or the one received */
    uint32_t state;        /* BOARD_UART_FULL, BOARD_UART_RECEIVED */
    uint32_t control;      /* BOARD_UART_SEND and so on */
    uint32_t interrupt;    /* write BOARD_UART_RECEIVED: the receiver takes its interrupt back */
    uint32_t baud_divider; /* clock ticks per bit */
};

#define BOARD_UART_LINE     0u /* of the receiver */
#define BOARD_UART          ((volatile struct board_uart *)PLACE_CONSOLE)
#define BOARD_UART_FULL     1u /* the transmitter holds a byte */
#define BOARD_UART_RECEIVED 2u /* the receiver does */
#define BOARD_UART_SEND     1u
#define BOARD_UART_RECEIVE  2u
#define BOARD_UART_NOTIFY   8u   /* the receiver interrupts */
#define BOARD_UART_DIVIDER  217u /* 115,200 baud of 25 MHz */

/* From here on each byte that is received raises BOARD_UART_LINE. */
static inline void board_uart_start(void)
{
    BOARD_UART->baud_divider = BOARD_UART_DIVIDER;
    BOARD_UART->control = BOARD_UART_SEND | BOARD_UART_RECEIVE | BOARD_UART_NOTIFY;
}

/* Whether a byte has come that nobody has taken. */
static inline bool board_uart_has_byte(void)
{
    return (BOARD_UART->state & BOARD_UART_RECEIVED) != 0;
}

/* The next byte interrupts anew. */
static inline char board_uart_take(void)
{
    BOARD_UART->interrupt = BOARD_UART_RECEIVED;
    return (char)BOARD_UART->data;
}

/* Whether there is room for another byte. */
static inline bool board_uart_has_room(void)
{
    return (BOARD_UART->state & BOARD_UART_FULL) == 0;
}

static inline void board_uart_put(char byte)
{
    BOARD_UART->data = (uint8_t)byte;
}

#endif
