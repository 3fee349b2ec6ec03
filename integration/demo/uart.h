/* The console's UART, driven from an unprivileged task that owns its registers. */
#ifndef DEMO_UART_H
#define DEMO_UART_H

void uart_start(void);
/* The next byte typed. Sleeps while there is none. */
char uart_read(void);
/* Formatted as by printf; at most 255 bytes. */
__attribute__((format(printf, 1, 2))) void uart_print(const char *format, ...);

#endif
