/*
 * Failing loudly, and counting what was done. The counters are the only state; no result of a
 * target depends on them.
 */
#include "expect.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/time.h> /* <time.h> would be the kernel's */

static struct {
    uint64_t executions;  /* inputs begun */
    uint64_t calls;       /* system calls made */
    struct timeval began; /* the first input */
} statistics;

static bool trace_wanted;

void expect_failed(const char *file, int line, const char *condition, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    (void)fprintf(stderr, "%s:%d: expected %s: ", file, line, condition);
    (void)vfprintf(stderr, format, arguments);
    (void)fprintf(stderr, "\n");
    va_end(arguments);
    abort();
}

static void statistics_print(void)
{
    struct timeval now;
    (void)gettimeofday(&now, NULL);
    double seconds = (double)(now.tv_sec - statistics.began.tv_sec) +
                     (double)(now.tv_usec - statistics.began.tv_usec) * 1e-6;
    double executions = (double)statistics.executions;
    double calls = (double)statistics.calls;
    (void)fprintf(stderr,
                  "statistics: %.0f executions, %.0f calls, %.1f s: %.0f exec/s, %.0f calls/s\n",
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

void count_execution(void)
{
    if (statistics.executions == 0) {
        trace_wanted = getenv("ANVIL_FUZZ_TRACE") != NULL;
        (void)gettimeofday(&statistics.began, NULL);
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
