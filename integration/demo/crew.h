/*
 * The workers as the shell sees them, each named by its label. Everything here overwrites the
 * exchange area.
 */
#ifndef DEMO_CREW_H
#define DEMO_CREW_H

#include <stdbool.h>
#include <uapi/uapi.h>

#include "protocol.h"
#include "tasks.h"

/* Sends a request; blocks until the worker has read it. BROKENPIPE: it ended first. */
enum Status crew_send(uint32_t worker, const struct request *request);
/* Waits for the next answer of any worker; false: none came within a second. */
bool crew_receive(struct answer *answer);
/* Sends a request and waits for its answer. TIMEOUT: none came within a second. */
enum Status crew_request(uint32_t worker, const struct request *request, struct answer *answer);
/* Sends a text and waits for its answer. */
enum Status crew_ask(uint32_t worker, const char *text, struct answer *answer);
/* Whether the worker is suspended or in an exception: nothing it is sent would be read. */
bool crew_held(uint32_t worker);
/* Waits until a worker that has ended runs again; false: nothing restarts it. */
bool crew_await(uint32_t worker);
/* A new run of this worker is due. */
void crew_expect(uint32_t worker);
/* How often each worker should have been started again, by what the shell has had it do. */
uint32_t crew_expected(uint32_t worker);

#endif
