/*
 * What the console does for the shell: it prints text and reads lines.
 *
 * The shell sends requests. The console answers only the one to read, with the line, and only when
 * it is complete; so neither ever sends while the other does.
 */
#ifndef DEMO_CONSOLE_H
#define DEMO_CONSOLE_H

#include <stdbool.h>
#include <uapi/uapi.h>

#define LINE_SIZE         100u /* bytes of a line, its final 0 included */
#define CONSOLE_TEXT_SIZE (IPC_MAX_LEN - 1)

enum console_kind {
    CONSOLE_PRINT, /* the text */
    CONSOLE_READ,  /* print the text, then answer with the next line */
    CONSOLE_CLOSE  /* print the text, then end */
};

/* Sent up to the end of its text. */
struct console_request {
    uint8_t kind;                 /* enum console_kind */
    char text[CONSOLE_TEXT_SIZE]; /* ends with 0 */
};
_Static_assert(sizeof(struct console_request) == IPC_MAX_LEN, "any message fits");

/* console_client.c, for the shell. Both overwrite the exchange area. */

/* Formatted as by printf; at most 246 bytes. */
__attribute__((format(printf, 1, 2))) void console_print(const char *format, ...);
/* The next line that the person types behind the prompt; false: there is no console any more. */
bool console_read(const char *prompt, char line[LINE_SIZE]);
/* Nothing can be typed or printed from here on. */
void console_close(void);

#endif
