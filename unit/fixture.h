/*
 * The common ground of the unit tests: machines from a few words, and calls that are watched.
 *
 * Whatever a test makes here is gone after it (TEST). Every call goes through one of the call_
 * helpers: all invariants of the kernel must hold after it, and after a refused one the state and
 * the caller's exchange area must be what they were. Nothing here knows how the kernel works
 * inside; that is the single tests' business.
 */
#ifndef UNIT_FIXTURE_H
#define UNIT_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <anvil/machine.h>
#include <anvil/syscalls.h>

#include "sentry.h"

/* One test of a group; what it made is destroyed when it ends. */
#define TEST(function) cmocka_unit_test_teardown(function, fixture_end)
int fixture_end(void **state);

/* A machine of these tasks: MACHINE({.label = 1, .priority = 5}, {.label = 2}). */
#define MACHINE(...)                                                                               \
    fixture_machine((const struct machine_task[]){__VA_ARGS__},                                    \
                    sizeof((const struct machine_task[]){__VA_ARGS__}) /                           \
                        sizeof(struct machine_task))
struct machine *fixture_machine(const struct machine_task *tasks, unsigned count);
/* A machine of the last image that was built, made by hand since. */
struct machine_image *fixture_image(const struct machine_task *tasks, unsigned count);
struct machine *fixture_boot(const struct machine_image *image);

/* The first thread and the task handle of the process that runs a task. */
thread_id thread_of(const struct machine *m, uint32_t label);
uint32_t handle_of(struct machine *m, uint32_t label);
const struct thread *thread_state_of(struct machine *m, thread_id thread);
/* When the thread's wait ends, when the running thread's slice does; TIME_NEVER: not at all. */
uint64_t deadline_of(struct machine *m, thread_id thread);
uint64_t slice_end_of(struct machine *m);
/* What machine_create hands to kernel_boot: a machine booted again with it is the same. */
extern const struct entropy fixture_entropy;

/* Makes the thread, or a task's first one, the running one and says so if it cannot. */
void run(struct machine *m, thread_id thread);
void be(struct machine *m, uint32_t label);

/* A call that must return at once, with its result; further arguments by their place. */
#define call_returns(m, ...) fixture_call_returns(m, FIXTURE_CALL(__VA_ARGS__))
/* A call that must not return: its thread is parked, or has ended. */
#define call_parks(m, ...) fixture_call_parks(m, FIXTURE_CALL(__VA_ARGS__))
#define FIXTURE_CALL(...)                                                                          \
    (const uint32_t[1 + CALL_REGISTERS])                                                           \
    {                                                                                              \
        __VA_ARGS__                                                                                \
    }
uint32_t fixture_call_returns(struct machine *m, const uint32_t call[1 + CALL_REGISTERS]);
void fixture_call_parks(struct machine *m, const uint32_t call[1 + CALL_REGISTERS]);
struct machine_result fixture_call(struct machine *m, const uint32_t call[1 + CALL_REGISTERS]);

/* Fails the test unless every invariant of the kernel holds. */
void check(struct machine *m);
/* Moves the clock, invariants included. */
void advance_ms(struct machine *m, uint32_t ms);
void advance_ticks(struct machine *m, uint64_t ticks);

/* Whether the function, called with context, ends in a kernel panic. Nothing it does stays. */
bool panics(void (*function)(void *context), void *context);

/* Fills a thread's exchange area with a pattern that seed makes its own. */
void area_fill(struct machine *m, thread_id thread, uint8_t seed);
uint8_t area_pattern(uint8_t seed, unsigned offset);
/* The thread's area holds an IPC of length bytes of that pattern, and the rest untouched. */
void assert_message(struct machine *m, thread_id receiver, uint32_t source, uint8_t length,
                    uint8_t seed, uint8_t rest);

/* The thread's area holds a signal or an interrupt: its number, with this source. */
void assert_event(struct machine *m, thread_id reader, uint8_t kind, uint32_t source,
                  uint32_t number);
/* The running thread polls for these kinds and gets this event; or nothing. */
void assert_polled(struct machine *m, uint32_t mask, uint8_t kind, uint32_t source,
                   uint32_t number);
void assert_nothing(struct machine *m, uint32_t mask);

#endif
