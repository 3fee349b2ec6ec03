/* Typing and erasing. What is neither is ignored, so that a line holds printable text alone. */
#include "line.h"

#include "uart.h"

#define BACKSPACE  '\b'
#define DELETE     0x7f
#define CLEAR_LINE 0x15 /* Ctrl-U */

/* A terminal's Enter is a carriage return; the line feed some send behind it is not another one. */
static bool line_ended(char byte, char previous)
{
    return byte == '\r' || (byte == '\n' && previous != '\r');
}

static void line_erase(struct line *line, size_t count)
{
    for (; count > 0 && line->length > 0; count--) {
        uart_print("\b \b");
        line->length--;
    }
}

static void line_append(struct line *line, char byte)
{
    if (line->length == LINE_SIZE - 1) {
        uart_print("\a");
        return;
    }
    line->text[line->length] = byte;
    line->length++;
    uart_print((const char[]){byte, '\0'});
}

bool line_type(struct line *line, char byte)
{
    char previous = line->previous;
    line->previous = byte;
    if (line_ended(byte, previous)) {
        line->text[line->length] = '\0';
        uart_print("\n");
        return true;
    }
    if (byte == BACKSPACE || byte == DELETE) {
        line_erase(line, 1);
    } else if (byte == CLEAR_LINE) {
        line_erase(line, LINE_SIZE);
    } else if (byte >= ' ' && byte <= '~') {
        line_append(line, byte);
    }
    return false;
}

void line_clear(struct line *line)
{
    line->length = 0;
}
