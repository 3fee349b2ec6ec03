/* A line while it is being typed. Whatever changes it shows on the terminal. */
#ifndef DEMO_LINE_H
#define DEMO_LINE_H

#include <stdbool.h>
#include <stddef.h>

#include "console.h"

struct line {
    char text[LINE_SIZE]; /* what has been typed; ends with 0 once it is complete */
    size_t length;        /* without the 0 */
    char previous;        /* the byte before, also that of the line before */
};

/* Does what one more typed byte means. True: the line is complete. */
bool line_type(struct line *line, char byte);
/* Makes room for the next line. */
void line_clear(struct line *line);

#endif
