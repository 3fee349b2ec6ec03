/*
 * Owns the bytes between the receiver and whoever takes them. The registers are the board's affair.
 *
 * A receiver that is not emptied does not get its interrupt acknowledged: while the buffer is full
 * the bytes wait in the device. QEMU then holds the rest back; a real UART keeps one byte and loses
 * the next.
 *
 * Sending asks the transmitter again and again, since on one of the boards QEMU never interrupts
 * for it. Receiving never asks.
 */
#include "uart.h"

#include <uapi/uapi.h>

#include "board_uart.h"

#define BUFFER_SIZE 64u

static struct {
    char bytes[BUFFER_SIZE]; /* a ring */
    unsigned first;          /* place of the oldest byte */
    unsigned count;          /* how many there are */
    bool masked;             /* the interrupt has come and is not acknowledged */
} received;

void uart_start(void)
{
    board_uart_start();
    (void)sys_irq_enable(BOARD_UART_LINE);
}

void uart_receive(void)
{
    received.masked = true;
    while (board_uart_has_byte() && received.count < BUFFER_SIZE) {
        received.bytes[(received.first + received.count) % BUFFER_SIZE] = board_uart_take();
        received.count++;
    }
    if (received.count < BUFFER_SIZE) {
        received.masked = false;
        (void)sys_irq_acknowledge(BOARD_UART_LINE);
    }
}

bool uart_take(char *byte)
{
    if (received.count == 0) {
        return false;
    }
    *byte = received.bytes[received.first];
    received.first = (received.first + 1) % BUFFER_SIZE;
    received.count--;
    if (received.masked) {
        uart_receive();
    }
    return true;
}

static void byte_send(char byte)
{
    while (!board_uart_has_room()) {
        if (sys_wait_for_event(EVENT_TYPE_IRQ, -1) == STATUS_OK) {
            uart_receive();
        }
    }
    board_uart_put(byte);
}

void uart_print(const char *text)
{
    for (; *text != '\0'; text++) {
        byte_send(*text);
    }
}
