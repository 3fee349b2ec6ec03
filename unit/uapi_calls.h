/*
 * Native calls of the Sentry family for tests of <uapi/uapi.h> on the host: each records what it
 * was given and returns what it is told to. To be included before that header.
 */
#ifndef UNIT_UAPI_CALLS_H
#define UNIT_UAPI_CALLS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* What the last native call was given, and what it returns. */
static struct {
    const char *name;
    uint32_t argument[4];
    uint32_t result;
} recorder;

static inline uint32_t record(const char *name, uint32_t first, uint32_t second)
{
    memset(recorder.argument, 0, sizeof recorder.argument);
    recorder.name = name;
    recorder.argument[0] = first;
    recorder.argument[1] = second;
    return recorder.result;
}

static inline uint32_t record_four(const char *name, uint32_t first, uint32_t second,
                                   uint32_t third, uint32_t fourth)
{
    uint32_t result = record(name, first, second);
    recorder.argument[2] = third;
    recorder.argument[3] = fourth;
    return result;
}

static jmp_buf after_exit; /* exit does not return: the test goes on where it was called */

static inline uint32_t record_exit(uint32_t status)
{
    (void)record("exit", status, 0);
    longjmp(after_exit, 1);
}

#define anvil_exchange_area()               record("exchange_area", 0, 0)
#define anvil_get_task_handle(label)        record("get_task_handle", label, 0)
#define anvil_send_ipc(target, len)         record("send_ipc", target, len)
#define anvil_wait_for_event(mask, timeout) record("wait_for_event", mask, (uint32_t)(timeout))
#define anvil_sched_yield()                 record("sched_yield", 0, 0)
#define anvil_sleep(duration, mode)         record("sleep", duration, mode)
#define anvil_log(len)                      record("log", len, 0)
#define anvil_exit(status)                  record_exit((uint32_t)(status))
#define anvil_send_and_wait(target, len, mask, timeout)                                            \
    record_four("send_and_wait", target, len, mask, (uint32_t)(timeout))
#define anvil_send_signal(target, signal) record("send_signal", target, signal)
#define anvil_alarm(delay_ms, flag)       record("alarm", delay_ms, flag)
#define anvil_irq_acknowledge(irq)        record("irq_acknowledge", irq, 0)
#define anvil_irq_enable(irq)             record("irq_enable", irq, 0)
#define anvil_irq_disable(irq)            record("irq_disable", irq, 0)
#define anvil_start(label)                record("start", label, 0)
#define anvil_get_random()                record("get_random", 0, 0)
#define anvil_get_cycle(precision)        record("get_cycle", precision, 0)
#define anvil_has_respawned()             record("has_respawned", 0, 0)

static inline void assert_recorded(const char *name, uint32_t first, uint32_t second)
{
    assert_string_equal(recorder.name, name);
    assert_int_equal(recorder.argument[0], first);
    assert_int_equal(recorder.argument[1], second);
}

#endif
