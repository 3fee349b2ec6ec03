/*
 * <uapi/uapi.h>, compiled on the host: published values are literal here, and every stub must pass
 * its arguments to the native call of its name, whose place is taken by a recorder.
 */
#include "fixture.h"
#include "uapi_calls.h"

/* Words of both sides: the kernel's here, the header's from where they have been defined anew. */
#define WORDS_OF_BOTH                                                                              \
    SIGNAL_ABORT, SIGNAL_ALARM, SIGNAL_BUS, SIGNAL_CONT, SIGNAL_ILL, SIGNAL_IO, SIGNAL_PIPE,       \
        SIGNAL_POLL, SIGNAL_TERM, SIGNAL_TRAP, SIGNAL_USR1, SIGNAL_USR2, ALARM_STOP,               \
        PRECISION_NANOSECONDS, PRECISION_MICROSECONDS, PRECISION_MILLISECONDS
static const int kernel_values[] = {WORDS_OF_BOTH};
#define SIGNAL_ABORT           UAPI_SIGNAL_ABORT
#define SIGNAL_ALARM           UAPI_SIGNAL_ALARM
#define SIGNAL_BUS             UAPI_SIGNAL_BUS
#define SIGNAL_CONT            UAPI_SIGNAL_CONT
#define SIGNAL_ILL             UAPI_SIGNAL_ILL
#define SIGNAL_IO              UAPI_SIGNAL_IO
#define SIGNAL_PIPE            UAPI_SIGNAL_PIPE
#define SIGNAL_POLL            UAPI_SIGNAL_POLL
#define SIGNAL_TERM            UAPI_SIGNAL_TERM
#define SIGNAL_TRAP            UAPI_SIGNAL_TRAP
#define SIGNAL_USR1            UAPI_SIGNAL_USR1
#define SIGNAL_USR2            UAPI_SIGNAL_USR2
#define ALARM_STOP             UAPI_ALARM_STOP
#define PRECISION_NANOSECONDS  UAPI_PRECISION_NANOSECONDS
#define PRECISION_MICROSECONDS UAPI_PRECISION_MICROSECONDS
#define PRECISION_MILLISECONDS UAPI_PRECISION_MILLISECONDS
#include <uapi/uapi.h>

static void published_values(void **state)
{
    (void)state;
    static const int statuses[] = {STATUS_OK,        STATUS_INVALID, STATUS_DENIED,
                                   STATUS_NO_ENTITY, STATUS_BUSY,    STATUS_ALREADY_MAPPED,
                                   STATUS_CRITICAL,  STATUS_TIMEOUT, STATUS_AGAIN,
                                   STATUS_INTR,      STATUS_DEADLK,  STATUS_NON_SENSE,
                                   STATUS_BROKENPIPE};
    for (int i = 0; i < 13; i++) {
        assert_int_equal(statuses[i], i);
    }
    assert_int_equal(STATUS_OKAY, 0);
    assert_int_equal(EVENT_TYPE_NONE, 0);
    assert_int_equal(EVENT_TYPE_IPC, 1);
    assert_int_equal(EVENT_TYPE_SIGNAL, 2);
    assert_int_equal(EVENT_TYPE_IRQ, 4);
    assert_int_equal(EVENT_TYPE_DMA, 8);
    assert_int_equal(EVENT_TYPE_ALL, 15);
    assert_int_equal(SLEEP_MODE_SHALLOW, 0);
    assert_int_equal(SLEEP_MODE_DEEP, 1);
    assert_int_equal(EXCHANGE_EVENT_MAGIC, 0x4242);
    assert_int_equal(SVC_EXCHANGE_AREA_LEN, 256);
    assert_int_equal(IPC_MAX_LEN, 248);
    assert_int_equal(sizeof(exchange_event_t), 8);
    assert_int_equal(offsetof(exchange_event_t, type), 0);
    assert_int_equal(offsetof(exchange_event_t, length), 1);
    assert_int_equal(offsetof(exchange_event_t, magic), 2);
    assert_int_equal(offsetof(exchange_event_t, source), 4);
    assert_int_equal(offsetof(exchange_event_t, data), 8);
    assert_int_equal(sizeof(taskh_t), 4);
    static const int signals[] = {SIGNAL_ABORT, SIGNAL_ALARM, SIGNAL_BUS,  SIGNAL_CONT,
                                  SIGNAL_ILL,   SIGNAL_IO,    SIGNAL_PIPE, SIGNAL_POLL,
                                  SIGNAL_TERM,  SIGNAL_TRAP,  SIGNAL_USR1, SIGNAL_USR2};
    for (int i = 0; i < 12; i++) {
        assert_int_equal(signals[i], i + 1);
    }
    assert_int_equal(ALARM_START, 0);
    assert_int_equal(ALARM_START_PERIODIC, 1);
    assert_int_equal(ALARM_STOP, 2);
    assert_int_equal(PRECISION_CYCLE, 0);
    assert_int_equal(PRECISION_NANOSECONDS, 1);
    assert_int_equal(PRECISION_MICROSECONDS, 2);
    assert_int_equal(PRECISION_MILLISECONDS, 3);
}

/* The kernel's own words for the same things. */
static void kernel_agrees(void **state)
{
    (void)state;
    assert_int_equal(SENTRY_OK, STATUS_OK);
    assert_int_equal(SENTRY_INVALID, STATUS_INVALID);
    assert_int_equal(SENTRY_DENIED, STATUS_DENIED);
    assert_int_equal(SENTRY_NO_ENTITY, STATUS_NO_ENTITY);
    assert_int_equal(SENTRY_BUSY, STATUS_BUSY);
    assert_int_equal(SENTRY_CRITICAL, STATUS_CRITICAL);
    assert_int_equal(SENTRY_TIMEOUT, STATUS_TIMEOUT);
    assert_int_equal(SENTRY_AGAIN, STATUS_AGAIN);
    assert_int_equal(SENTRY_INTR, STATUS_INTR);
    assert_int_equal(SENTRY_DEADLK, STATUS_DEADLK);
    assert_int_equal(SENTRY_BROKENPIPE, STATUS_BROKENPIPE);
    assert_int_equal(EVENT_IPC, EVENT_TYPE_IPC);
    assert_int_equal(EVENT_SIGNAL, EVENT_TYPE_SIGNAL);
    assert_int_equal(EVENT_IRQ, EVENT_TYPE_IRQ);
    assert_int_equal(EVENT_DMA, EVENT_TYPE_DMA);
    assert_int_equal(EVENT_MASK_ALL, EVENT_TYPE_ALL);
    assert_int_equal(SLEEP_SHALLOW, SLEEP_MODE_SHALLOW);
    assert_int_equal(SLEEP_DEEP, SLEEP_MODE_DEEP);
    assert_int_equal(EVENT_MAGIC, EXCHANGE_EVENT_MAGIC);
    assert_int_equal(EVENT_HEADER_SIZE, sizeof(exchange_event_t));
    assert_int_equal(EXCHANGE_AREA_SIZE, SVC_EXCHANGE_AREA_LEN);
    assert_int_equal(1u << EXCHANGE_AREA_ORDER, SVC_EXCHANGE_AREA_LEN);
    assert_int_equal(IPC_LENGTH_MAX, IPC_MAX_LEN);
    static const int published[] = {WORDS_OF_BOTH};
    assert_memory_equal(kernel_values, published, sizeof published);
    assert_int_equal(ALARM_ONCE, ALARM_START);
    assert_int_equal(ALARM_PERIODIC, ALARM_START_PERIODIC);
    assert_int_equal(PRECISION_CYCLES, PRECISION_CYCLE);
}

static void stubs_pass_their_arguments(void **state)
{
    (void)state;
    recorder.result = STATUS_BROKENPIPE;
    assert_int_equal(sys_get_task_handle(0xcafe), STATUS_BROKENPIPE);
    assert_recorded("get_task_handle", 0xcafe, 0);
    assert_int_equal(sys_send_ipc(0x1234, 56), STATUS_BROKENPIPE);
    assert_recorded("send_ipc", 0x1234, 56);
    assert_int_equal(sys_wait_for_event(EVENT_TYPE_IPC, -1), STATUS_BROKENPIPE);
    assert_recorded("wait_for_event", 1, UINT32_MAX);
    assert_int_equal(sys_sched_yield(), STATUS_BROKENPIPE);
    assert_recorded("sched_yield", 0, 0);
    assert_int_equal(sys_sleep(77, SLEEP_MODE_DEEP), STATUS_BROKENPIPE);
    assert_recorded("sleep", 77, 1);
    assert_int_equal(sys_log(9), STATUS_BROKENPIPE);
    assert_recorded("log", 9, 0);
    assert_int_equal(sys_send_and_wait(0x1234, 56, 7, -1), STATUS_BROKENPIPE);
    assert_recorded("send_and_wait", 0x1234, 56);
    assert_int_equal(recorder.argument[2], 7);
    assert_int_equal(recorder.argument[3], UINT32_MAX);
    assert_int_equal(sys_send_signal(0x1235, SIGNAL_USR1), STATUS_BROKENPIPE);
    assert_recorded("send_signal", 0x1235, 11);
    assert_int_equal(sys_alarm(100000, ALARM_START_PERIODIC), STATUS_BROKENPIPE);
    assert_recorded("alarm", 100000, 1);
    assert_int_equal(sys_irq_acknowledge(300), STATUS_BROKENPIPE);
    assert_recorded("irq_acknowledge", 300, 0);
    assert_int_equal(sys_irq_enable(301), STATUS_BROKENPIPE);
    assert_recorded("irq_enable", 301, 0);
    assert_int_equal(sys_irq_disable(302), STATUS_BROKENPIPE);
    assert_recorded("irq_disable", 302, 0);
    assert_int_equal(sys_start(0xcafe), STATUS_BROKENPIPE);
    assert_recorded("start", 0xcafe, 0);
    assert_int_equal(sys_get_random(), STATUS_BROKENPIPE);
    assert_recorded("get_random", 0, 0);
    assert_int_equal(sys_get_cycle(PRECISION_MILLISECONDS), STATUS_BROKENPIPE);
    assert_recorded("get_cycle", 3, 0);
    assert_int_equal(sys_has_respawned(), STATUS_BROKENPIPE);
    assert_recorded("has_respawned", 0, 0);
}

static void other_names_are_the_same_calls(void **state)
{
    (void)state;
    recorder.result = STATUS_OK;
    assert_int_equal(sys_get_handle(1), STATUS_OK);
    assert_recorded("get_task_handle", 1, 0);
    assert_int_equal(__sys_get_task_handle(2), STATUS_OK);
    assert_recorded("get_task_handle", 2, 0);
    assert_int_equal(__sys_get_process_handle(3), STATUS_OK);
    assert_recorded("get_task_handle", 3, 0);
    assert_int_equal(__sys_get_handle(4), STATUS_OK);
    assert_recorded("get_task_handle", 4, 0);
    assert_int_equal(__sys_send_ipc(5, 6), STATUS_OK);
    assert_recorded("send_ipc", 5, 6);
    assert_int_equal(sys_recv_event(7, 8), STATUS_OK);
    assert_recorded("wait_for_event", 7, 8);
    assert_int_equal(__sys_wait_for_event(9, 10), STATUS_OK);
    assert_recorded("wait_for_event", 9, 10);
    assert_int_equal(__sys_recv_event(11, 12), STATUS_OK);
    assert_recorded("wait_for_event", 11, 12);
    assert_int_equal(__sys_sched_yield(), STATUS_OK);
    assert_recorded("sched_yield", 0, 0);
    assert_int_equal(__sys_sleep(13, SLEEP_MODE_SHALLOW), STATUS_OK);
    assert_recorded("sleep", 13, 0);
    assert_int_equal(__sys_log(14), STATUS_OK);
    assert_recorded("log", 14, 0);
    assert_int_equal(__sys_send_and_wait(15, 16, 3, 4), STATUS_OK);
    assert_recorded("send_and_wait", 15, 16);
    assert_int_equal(__sys_send_signal(17, 1), STATUS_OK);
    assert_recorded("send_signal", 17, 1);
    assert_int_equal(__sys_alarm(18, 2), STATUS_OK);
    assert_recorded("alarm", 18, 2);
    assert_int_equal(__sys_irq_acknowledge(19), STATUS_OK);
    assert_recorded("irq_acknowledge", 19, 0);
    assert_int_equal(__sys_irq_enable(20), STATUS_OK);
    assert_recorded("irq_enable", 20, 0);
    assert_int_equal(__sys_irq_disable(21), STATUS_OK);
    assert_recorded("irq_disable", 21, 0);
    assert_int_equal(__sys_start(22), STATUS_OK);
    assert_recorded("start", 22, 0);
    assert_int_equal(__sys_get_random(), STATUS_OK);
    assert_recorded("get_random", 0, 0);
    assert_int_equal(__sys_get_cycle(1), STATUS_OK);
    assert_recorded("get_cycle", 1, 0);
    assert_int_equal(__sys_has_respawned(), STATUS_OK);
    assert_recorded("has_respawned", 0, 0);
}

static void exit_passes_its_status(void **state)
{
    (void)state;
    if (setjmp(after_exit) == 0) {
        sys_exit(-5);
    }
    assert_recorded("exit", (uint32_t)-5, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(published_values),           TEST(kernel_agrees),
        TEST(stubs_pass_their_arguments), TEST(other_names_are_the_same_calls),
        TEST(exit_passes_its_status),
    };
    return cmocka_run_group_tests_name("uapi", tests, NULL, NULL);
}
