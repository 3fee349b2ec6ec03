/*
 * Drivers of the board mps2-an386: timers and log port. Polled, without state.
 */
#include "board.h"

/* A CMSDK UART. */
struct cmsdk_uart {
    volatile uint32_t data;
    volatile uint32_t state;
    volatile uint32_t control;
    volatile uint32_t interrupt;
    volatile uint32_t divider; /* clocks per bit, at least 16 */
};
#define CMSDK_UART_FULL     1u
#define CMSDK_UART_TRANSMIT 1u

/* Polls until a byte should long be sent: ten bits and some, at a few clocks a poll. */
#define LOG_POLLS (20u * BOARD_CLOCK_HZ / BOARD_LOG_BAUD)

static struct cmsdk_uart *log_uart(void)
{
    return (struct cmsdk_uart *)(uintptr_t)BOARD_LOG_UART;
}

void board_set_up(void)
{
    struct cmsdk_timer *counter = board_timer(BOARD_TIMER0);
    counter->reload = UINT32_MAX;
    counter->value = UINT32_MAX;
    counter->control = CMSDK_TIMER_ENABLE;
    board_timer(BOARD_TIMER1)->reload = 0;
    log_uart()->divider = BOARD_CLOCK_HZ / BOARD_LOG_BAUD;
    log_uart()->control = CMSDK_UART_TRANSMIT;
}

void board_log(char byte)
{
    uint32_t polls = LOG_POLLS;
    while ((log_uart()->state & CMSDK_UART_FULL) != 0) {
        if (polls-- == 0) {
            return;
        }
    }
    log_uart()->data = (uint8_t)byte;
}
