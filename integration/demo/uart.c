/*
 * Polls, since interrupts are not given to tasks yet: between two looks at the receiver it sleeps,
 * so that the workers have the processor. The registers are the board's affair.
 */
#include "uart.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <uapi/uapi.h>

#include "board_uart.h"

#define POLL_MS    5u
#define PRINT_SIZE 256u

void uart_start(void)
{
    board_uart_start();
}

char uart_read(void)
{
    while (!board_uart_has_byte()) {
        (void)sys_sleep(POLL_MS, SLEEP_MODE_DEEP);
    }
    return board_uart_take();
}

static void uart_write(char byte)
{
    while (!board_uart_has_room()) {
        (void)sys_sched_yield();
    }
    board_uart_put(byte);
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
