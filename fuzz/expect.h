/*
 * How an oracle speaks up: it says what it expected and stops the program, so that the engine
 * keeps the input.
 */
#ifndef ANVIL_FUZZ_EXPECT_H
#define ANVIL_FUZZ_EXPECT_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* Stops with the condition and a printf-like explanation unless condition holds. */
#define EXPECT(condition, ...)                                                                     \
    ((condition) ? (void)0 : expect_failed(__FILE__, __LINE__, #condition, __VA_ARGS__))

_Noreturn void expect_failed(const char *file, int line, const char *condition, const char *format,
                             ...) __attribute__((format(printf, 4, 5)));

/* Called before the program stops, if set; it may end it otherwise. */
extern void (*expect_instead)(void);

/* What a target does, for a person who studies an input: printed if ANVIL_FUZZ_TRACE is set. */
void trace(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* Where that goes, NULL: it is not wanted. */
FILE *trace_stream(void);

/* ---- Work done, printed when the program ends and ANVIL_FUZZ_STATISTICS is set. ---- */
void count_execution(void);
void count_call(void);
uint64_t counted_calls(void);
/* The state that an input has ended in; and all of those in one number, for other builds to meet.
 */
void count_state(uint64_t hash);
uint64_t counted_states(void);

/* The entry of every target; libFuzzer, AFL++ and the replayer call it. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
/* libFuzzer and AFL++ call it first; the replayer need not. */
int LLVMFuzzerInitialize(int *argc, char ***argv);

#endif
