/* What the person can type. */
#ifndef DEMO_COMMANDS_H
#define DEMO_COMMANDS_H

#include <stdbool.h>

/* Does what the line says, or says what is wrong with it. False: the person wants to leave. */
bool command_run(char *line);

#endif
