/*
 * Failing loudly, and counting what was done. The counters are the only state; no result of a
 * target depends on them.
 */
#include "expect.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

static struct {
    uint64_t executions; /* inputs begun */
    uint64_t calls;      /* system calls made */
    uint64_t states;     /* hash over the hashes of all final states, in their order */
} statistics;

static bool trace_wanted;

void (*expect_instead)(void);

void expect_failed(const char *file, int line, const char *condition, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    (void)fprintf(stderr, "%s:%d: expected %s: ", file, line, condition);
    (void)vfprintf(stderr, format, arguments);
    (void)fprintf(stderr, "\n");
    va_end(arguments);
    if (expect_instead != NULL) {
        expect_instead();
    }
    abort();
}

/* Rates are per second of processor time, so that they mean something on a busy machine. */
static void statistics_print(void)
{
    struct rusage used;
    (void)getrusage(RUSAGE_SELF, &used);
    double seconds = (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
                     (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec) * 1e-6;
    double executions = (double)statistics.executions;
    double calls = (double)statistics.calls;
    (void)fprintf(stderr,
                  "statistics: %.0f executions, %.0f calls, %.1f s: %.0f and %.0f a second\n",
                  executions, calls, seconds, executions / seconds, calls / seconds);
}

void trace(const char *format, ...)
{
    if (trace_wanted) {
        va_list arguments;
        va_start(arguments, format);
        (void)vfprintf(stderr, format, arguments);
        va_end(arguments);
    }
}

FILE *trace_stream(void)
{
    return trace_wanted ? stderr : NULL;
}

void count_execution(void)
{
    if (statistics.executions == 0) {
        trace_wanted = getenv("ANVIL_FUZZ_TRACE") != NULL;
        if (getenv("ANVIL_FUZZ_STATISTICS") != NULL) {
            (void)atexit(statistics_print);
        }
    }
    statistics.executions++;
}

void count_call(void)
{
    statistics.calls++;
}

uint64_t counted_calls(void)
{
    return statistics.calls;
}

void count_state(uint64_t hash)
{
    static const uint64_t prime = 0x100000001b3u; /* of FNV-1 with 64 bits */
    statistics.states = (statistics.states * prime) ^ hash;
    trace("state %#llx\n", (unsigned long long)hash);
}

uint64_t counted_states(void)
{
    return statistics.states;
}
