/*
 * MAIN of the benchmark: measures one row after the other. Ends with the row's number if a call
 * does not do what it is measured for.
 */
#include "marker.h"

#include <stdbool.h>
#include <uapi/uapi.h>

#define SAMPLES 1000

static void require(enum row row, bool good)
{
    if (!good) {
        sys_exit((int32_t)row + 1);
    }
}

static taskh_t find(enum row row, uint32_t label)
{
    taskh_t task = 0;
    require(row, sys_get_task_handle(label) == STATUS_OK);
    (void)copy_from_kernel((uint8_t *)&task, sizeof task);
    return task;
}

static void measure_empty(void)
{
    for (unsigned i = 0; i < SAMPLES; i++) {
        MARK_START(ROW_EMPTY);
        MARK_STOP();
    }
}

static void measure_null(void)
{
    for (unsigned i = 0; i < SAMPLES; i++) {
        MARK_START(ROW_NULL);
        uint32_t result = anvil_nop();
        MARK_STOP();
        require(ROW_NULL, result == 0);
    }
}

static void measure_get_task_handle(void)
{
    for (unsigned i = 0; i < SAMPLES; i++) {
        MARK_START(ROW_GET_TASK_HANDLE);
        enum Status status = sys_get_task_handle(LABEL_SERVER);
        MARK_STOP();
        require(ROW_GET_TASK_HANDLE, status == STATUS_OK);
    }
}

/* The yielder does the same: each stop belongs to the other one's start. */
static void measure_yield(void)
{
    taskh_t yielder = find(ROW_YIELD, LABEL_YIELDER);
    require(ROW_YIELD, sys_send_ipc(yielder, 1) == STATUS_OK);
    for (unsigned i = 0; i < SAMPLES; i++) {
        MARK_START(ROW_YIELD);
        (void)sys_sched_yield();
        MARK_STOP();
    }
}

/* A request and its answer of the same length, from the first call to the return of the second. */
#define MEASURE_IPC(row, length)                                                                   \
    do {                                                                                           \
        taskh_t server = find(row, LABEL_SERVER);                                                  \
        for (unsigned i = 0; i < SAMPLES; i++) {                                                   \
            MARK_START(row);                                                                       \
            enum Status sent = sys_send_ipc(server, length);                                       \
            enum Status received = sys_wait_for_event(EVENT_TYPE_IPC, 0);                          \
            MARK_STOP();                                                                           \
            require(row, sent == STATUS_OK && received == STATUS_OK);                              \
            require(row, _s_svc_exchange[1] == (length));                                          \
        }                                                                                          \
    } while (false)

/* The same in one call on either side. */
static void measure_send_and_wait(void)
{
    taskh_t replier = find(ROW_SEND_AND_WAIT, LABEL_REPLIER);
    for (unsigned i = 0; i < SAMPLES; i++) {
        MARK_START(ROW_SEND_AND_WAIT);
        enum Status status = sys_send_and_wait(replier, 64, EVENT_TYPE_IPC, 0);
        MARK_STOP();
        require(ROW_SEND_AND_WAIT, status == STATUS_OK && _s_svc_exchange[1] == 64);
    }
}

static void measure_signal(void)
{
    taskh_t self = find(ROW_SIGNAL, LABEL_CLIENT);
    for (unsigned i = 0; i < SAMPLES; i++) {
        MARK_START(ROW_SIGNAL);
        enum Status sent = sys_send_signal(self, SIGNAL_USR1);
        enum Status received = sys_wait_for_event(EVENT_TYPE_SIGNAL, 0);
        MARK_STOP();
        require(ROW_SIGNAL, sent == STATUS_OK && received == STATUS_OK);
    }
}

static void measure_notification(void)
{
    taskh_t notifier = find(ROW_NOTIFICATION, LABEL_NOTIFIER);
    for (unsigned i = 0; i < SAMPLES; i++) {
        MARK_START(ROW_NOTIFICATION);
        enum Status sent = sys_send_signal(notifier, SIGNAL_USR1);
        enum Status received = sys_wait_for_event(EVENT_TYPE_SIGNAL, 0);
        MARK_STOP();
        require(ROW_NOTIFICATION, sent == STATUS_OK && received == STATUS_OK);
        require(ROW_NOTIFICATION, _s_svc_exchange[8] == SIGNAL_USR2);
    }
}

int main(void)
{
    measure_empty();
    measure_null();
    measure_get_task_handle();
    measure_yield();
    MEASURE_IPC(ROW_IPC_16, 16);
    MEASURE_IPC(ROW_IPC_64, 64);
    MEASURE_IPC(ROW_IPC_248, 248);
    measure_send_and_wait();
    measure_signal();
    measure_notification();
    return 0;
}
