/* The workers as the console sees them: by number, from 1 to WORKERS. */
#ifndef DEMO_CREW_H
#define DEMO_CREW_H

#include <stdbool.h>
#include <uapi/uapi.h>

#include "protocol.h"

/* Whether the worker has not ended. */
bool crew_runs(unsigned number);
/* Sends a request; blocks until the worker has read it. BROKENPIPE: it ended first. */
enum Status crew_send(unsigned number, const struct request *request);
/* Waits for the next answer of any worker; false: none came within a second. */
bool crew_receive(struct answer *answer);
/* Sends a text and waits for its answer. */
enum Status crew_ask(unsigned number, const char *text, struct answer *answer);

#endif
