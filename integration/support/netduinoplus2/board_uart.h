/*
 * The console's UART, uart0 of the board netduinoplus2, driven by a task that owns its registers.
 * No function waits. What is typed before board_uart_start is lost. Source of the registers: ST
 * RM0090, USART.
 */
#ifndef SUPPORT_BOARD_UART_H
#define SUPPORT_BOARD_UART_H

#include <stdbool.h>
#include <stdint.h>

struct board_uart {
    uint32_t state;        /* BOARD_UART_EMPTY, BOARD_UART_RECEIVED */
    uint32_t data;         /* a byte to send, or the one received */
    uint32_t baud_divider; /* clock ticks per bit */
    uint32_t control;      /* BOARD_UART_ENABLE and so on */
};

#define BOARD_UART_LINE     37u
#define BOARD_UART          ((volatile struct board_uart *)PLACE_CONSOLE)
#define BOARD_UART_EMPTY    (1u << 7) /* the transmitter holds no byte */
#define BOARD_UART_RECEIVED (1u << 5) /* the receiver holds one */
#define BOARD_UART_ENABLE   (1u << 13)
#define BOARD_UART_SEND     (1u << 3)
#define BOARD_UART_RECEIVE  (1u << 2)
#define BOARD_UART_NOTIFY   (1u << 5) /* the receiver interrupts */
#define BOARD_UART_DIVIDER  729u      /* 115,200 baud of 84 MHz */

/* From here on each byte that is received raises BOARD_UART_LINE. */
static inline void board_uart_start(void)
{
    BOARD_UART->baud_divider = BOARD_UART_DIVIDER;
    BOARD_UART->control =
        BOARD_UART_ENABLE | BOARD_UART_SEND | BOARD_UART_RECEIVE | BOARD_UART_NOTIFY;
}

/* Whether a byte has come that nobody has taken. */
static inline bool board_uart_has_byte(void)
{
    return (BOARD_UART->state & BOARD_UART_RECEIVED) != 0;
}

/* The next byte interrupts anew. */
static inline char board_uart_take(void)
{
    return (char)BOARD_UART->data;
}

/* Whether there is room for another byte. */
static inline bool board_uart_has_room(void)
{
    return (BOARD_UART->state & BOARD_UART_EMPTY) != 0;
}

static inline void board_uart_put(char byte)
{
    BOARD_UART->data = (uint8_t)byte;
}

#endif
