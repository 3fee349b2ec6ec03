/*
 * What the tests that fuzz-print writes stand on: the unit tests' fixture, and the state of a
 * machine in one line. Included by those tests alone.
 */
#ifndef ANVIL_FUZZ_REPLAYED_H
#define ANVIL_FUZZ_REPLAYED_H

#include <string.h>

#include "deeds.h"
#include "fixture.h"

/* A letter for each thread, the last ones that are not there left out. */
static inline void threads_put(struct machine *m, char text[CONFIG_THREADS + 1])
{
    static const char letters[] = {
        [THREAD_FREE] = '-',         [THREAD_INITIAL] = '-',  [THREAD_READY] = 'r',
        [THREAD_SENDING] = 's',      [THREAD_WAITING] = 'w',  [THREAD_SLEEPING] = 'z',
        [THREAD_NANOSLEEPING] = 'n', [THREAD_AWAITING] = 'o', [THREAD_DEAD] = '-'};
    memset(text, '\0', CONFIG_THREADS + 1);
    unsigned last = 0;
    for (thread_id thread = 1; thread <= CONFIG_THREADS; thread++) {
        text[thread - 1] = letters[machine_kernel(m)->thread[thread].state];
        last = text[thread - 1] == '-' ? last : thread;
    }
    text[last] = '\0';
}

/* The board runs; this thread is the running one; so late is it; the threads; the armed lines. */
static inline void expect(struct machine *m, thread_id current, uint64_t now, const char *threads,
                          uint32_t lines)
{
    char text[CONFIG_THREADS + 1];
    uint32_t armed = 0;
    check(m);
    assert_false(machine_halted(m, NULL));
    assert_int_equal(machine_current(m), current);
    assert_int_equal(machine_now(m), now);
    threads_put(m, text);
    assert_string_equal(text, threads);
    for (uint32_t line = 0; line < CONFIG_IRQS; line++) {
        armed |= (uint32_t)machine_irq_enabled(m, line) << line;
    }
    assert_int_equal(armed, lines);
}

/* The running thread may do it or not; if it loads the byte, it finds this one. */
static inline void expect_access(struct machine *m, enum deed_access kind, uint32_t address,
                                 uint8_t byte, bool may, uint8_t expected)
{
    assert_int_equal(deed_access(m, kind, address, &byte), may);
    assert_true(!may || kind == DEED_FETCH || byte == expected);
}

/* The call that a thread had blocked in is over, with this result. */
static inline void expect_result(const struct machine *m, thread_id thread, uint32_t result)
{
    assert_int_equal(machine_call_result(m, thread), result);
}

/* What is in a thread's exchange area has this sum. */
static inline void expect_area(struct machine *m, thread_id thread, uint32_t sum)
{
    assert_int_equal(deed_sum(machine_area(m, thread)), sum);
}

/* The board has stopped. */
static inline void expect_halt(struct machine *m, uint32_t status)
{
    uint32_t halted_with = ~status;
    check(m);
    assert_true(machine_halted(m, &halted_with));
    assert_int_equal(halted_with, status);
}

#endif
