/*
 * The console: reads lines from the person and hands them to the commands. It is the image's MAIN
 * task: when it returns nothing is left that could ever run, and the board halts.
 */
#include <stddef.h>

#include "commands.h"
#include "protocol.h"
#include "uart.h"

#define LINE_SIZE  TEXT_SIZE
#define BELL       '\a'
#define BACKSPACE  '\b'
#define DELETE     0x7f
#define CLEAR_LINE 0x15 /* Ctrl-U */

/* A terminal's Enter is a carriage return; the line feed some send behind it is not another one. */
static bool line_ended(char byte, char previous)
{
    return byte == '\r' || (byte == '\n' && previous != '\r');
}

static size_t line_erase(size_t length)
{
    if (length > 0) {
        uart_print("\b \b");
        length--;
    }
    return length;
}

/* One more byte of the line, or one less; the new length. */
static size_t line_edit(char line[], size_t length, char byte)
{
    if (byte == BACKSPACE || byte == DELETE) {
        return line_erase(length);
    }
    if (byte == CLEAR_LINE) {
        while (length > 0) {
            length = line_erase(length);
        }
        return 0;
    }
    if (byte < ' ' || byte > '~') {
        return length;
    }
    if (length == LINE_SIZE - 1) {
        uart_print("%c", BELL);
        return length;
    }
    line[length] = byte;
    uart_print("%c", byte);
    return length + 1;
}

static void line_read(char line[LINE_SIZE])
{
    static char previous;
    size_t length = 0;
    for (;;) {
        char byte = uart_read();
        bool ended = line_ended(byte, previous);
        previous = byte;
        if (ended) {
            break;
        }
        length = line_edit(line, length, byte);
    }
    line[length] = '\0';
    uart_print("\n");
}

int main(void)
{
    char line[LINE_SIZE];
    uart_start();
    uart_print("Anvil: a console and %u workers, each isolated from all others.\n"
               "Type help to see what they can do.\n",
               WORKERS);
    do {
        uart_print("anvil> ");
        line_read(line);
    } while (command_run(line));
    return 0;
}
