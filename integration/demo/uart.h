/*
 * The console's UART, driven from an unprivileged task that owns its registers and its interrupt.
 *
 * The owner waits for events. When an interrupt has come it calls uart_receive, then takes what is
 * there with uart_take.
 */
#ifndef DEMO_UART_H
#define DEMO_UART_H

#include <stdbool.h>

/* From here on bytes are received. */
void uart_start(void);
/* Empties the receiver and lets it interrupt again. */
void uart_receive(void);
/* The next byte received, if there is one. */
bool uart_take(char *byte);
/* Sends all bytes of a text, receiving meanwhile. Overwrites the exchange area. */
void uart_print(const char *text);

#endif
