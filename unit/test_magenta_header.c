/*
 * The headers of the Zircon family under Magenta's names, compiled on the host: published values
 * are literal here, and every stub must pass its arguments to the native call of its name, whose
 * place is taken by a recorder.
 */
#include "native_calls.h"

#include <magenta/syscalls.h>
#include <magenta/syscalls/object.h>

/* How the names of this family begin. */
#define NAME(name)  mx_##name
#define VALUE(name) MX_##name
#include "headers_of_objects.h"

assert_type(mx_handle_t, uint32_t);
assert_type(mx_status_t, int32_t);
assert_type(mx_rights_t, uint32_t);
assert_type(mx_signals_t, uint32_t);
assert_type(mx_time_t, uint64_t);
assert_type(mx_duration_t, uint64_t);
assert_type(mx_koid_t, uint64_t);
assert_type(mx_obj_type_t, uint32_t);
assert_type(mx_obj_props_t, uint32_t);
assert_type(mx_object_info_topic_t, uint32_t);

static void published_statuses(void **state)
{
    (void)state;
    assert_run(0, -1, MX_OK, MX_ERR_INTERNAL, MX_ERR_NOT_SUPPORTED, MX_ERR_NO_RESOURCES,
               MX_ERR_NO_MEMORY, MX_ERR_CALL_FAILED, MX_ERR_INTERNAL_INTR_RETRY);
    assert_run(-10, -1, MX_ERR_INVALID_ARGS, MX_ERR_BAD_HANDLE, MX_ERR_WRONG_TYPE,
               MX_ERR_BAD_SYSCALL, MX_ERR_OUT_OF_RANGE, MX_ERR_BUFFER_TOO_SMALL);
    assert_run(-20, -1, MX_ERR_BAD_STATE, MX_ERR_TIMED_OUT, MX_ERR_SHOULD_WAIT, MX_ERR_CANCELED,
               MX_ERR_PEER_CLOSED, MX_ERR_NOT_FOUND, MX_ERR_ALREADY_EXISTS, MX_ERR_ALREADY_BOUND,
               MX_ERR_UNAVAILABLE);
    assert_int_equal(MX_ERR_ACCESS_DENIED, -30);
    assert_run(-40, -1, MX_ERR_IO, MX_ERR_IO_REFUSED, MX_ERR_IO_DATA_INTEGRITY, MX_ERR_IO_DATA_LOSS,
               MX_ERR_IO_NOT_PRESENT, MX_ERR_IO_OVERRUN, MX_ERR_IO_MISSED_DEADLINE);
    assert_run(-50, -1, MX_ERR_BAD_PATH, MX_ERR_NOT_DIR, MX_ERR_NOT_FILE, MX_ERR_FILE_BIG,
               MX_ERR_NO_SPACE, MX_ERR_NOT_EMPTY);
    assert_run(-60, -1, MX_ERR_STOP, MX_ERR_NEXT);
    assert_run(-70, -1, MX_ERR_PROTOCOL_NOT_SUPPORTED, MX_ERR_ADDRESS_UNREACHABLE,
               MX_ERR_ADDRESS_IN_USE, MX_ERR_NOT_CONNECTED, MX_ERR_CONNECTION_REFUSED,
               MX_ERR_CONNECTION_RESET, MX_ERR_CONNECTION_ABORTED);
}

static void older_statuses(void **state)
{
    (void)state;
    assert_run(0, -1, NO_ERROR, ERR_INTERNAL, ERR_NOT_SUPPORTED, ERR_NO_RESOURCES, ERR_NO_MEMORY,
               ERR_CALL_FAILED, ERR_INTERRUPTED_RETRY);
    assert_run(-10, -1, ERR_INVALID_ARGS, ERR_BAD_HANDLE, ERR_WRONG_TYPE, ERR_BAD_SYSCALL,
               ERR_OUT_OF_RANGE, ERR_BUFFER_TOO_SMALL);
    assert_run(-20, -1, ERR_BAD_STATE, ERR_TIMED_OUT, ERR_SHOULD_WAIT, ERR_CANCELED,
               ERR_PEER_CLOSED, ERR_NOT_FOUND, ERR_ALREADY_EXISTS, ERR_ALREADY_BOUND,
               ERR_UNAVAILABLE);
    assert_int_equal(ERR_ACCESS_DENIED, -30);
    assert_run(-40, -1, ERR_IO, ERR_IO_REFUSED, ERR_IO_DATA_INTEGRITY, ERR_IO_DATA_LOSS);
    assert_run(-50, -1, ERR_BAD_PATH, ERR_NOT_DIR, ERR_NOT_FILE, ERR_FILE_BIG, ERR_NO_SPACE);
    assert_run(-60, -1, ERR_STOP, ERR_NEXT);
}

static void published_rights(void **state)
{
    (void)state;
    assert_bits(0, MX_RIGHT_DUPLICATE, MX_RIGHT_TRANSFER, MX_RIGHT_READ, MX_RIGHT_WRITE,
                MX_RIGHT_EXECUTE, MX_RIGHT_MAP, MX_RIGHT_GET_PROPERTY, MX_RIGHT_SET_PROPERTY,
                MX_RIGHT_ENUMERATE, MX_RIGHT_DESTROY, MX_RIGHT_SET_POLICY, MX_RIGHT_GET_POLICY,
                MX_RIGHT_SIGNAL, MX_RIGHT_SIGNAL_PEER, MX_RIGHT_WAIT, MX_RIGHT_INSPECT,
                MX_RIGHT_MANAGE_JOB, MX_RIGHT_MANAGE_PROCESS, MX_RIGHT_MANAGE_THREAD);
    static const int64_t values[][2] = {
        {MX_RIGHT_NONE, 0},
        {MX_RIGHT_SAME_RIGHTS, 0x80000000},
        {MX_DEFAULT_CHANNEL_RIGHTS, 0xf00e},
        {MX_DEFAULT_EVENT_RIGHTS, 0xd003},
        {MX_DEFAULT_EVENT_PAIR_RIGHTS, 0xf003},
        {MX_DEFAULT_JOB_RIGHTS, 0x7dfcf},
        {MX_DEFAULT_PROCESS_RIGHTS, 0x6d3cf},
        {MX_DEFAULT_THREAD_RIGHTS, 0x4d2cf},
        {MX_DEFAULT_SUSPEND_TOKEN_RIGHTS, 0x8002},
        {MX_DEFAULT_EXCEPTION_RIGHTS, 0x80c2},
    };
    assert_values(values);
}

static void published_signals(void **state)
{
    (void)state;
    assert_bits(24, MX_USER_SIGNAL_0, MX_USER_SIGNAL_1, MX_USER_SIGNAL_2, MX_USER_SIGNAL_3,
                MX_USER_SIGNAL_4, MX_USER_SIGNAL_5, MX_USER_SIGNAL_6, MX_USER_SIGNAL_7);
    assert_int_equal(MX_SIGNAL_NONE, 0);
    assert_int_equal(MX_USER_SIGNAL_ALL, 0xff000000);
    assert_int_equal(MX_SIGNAL_HANDLE_CLOSED, 0x800000);
    assert_run(8, 0, MX_EVENT_SIGNALED, MX_EPAIR_SIGNALED, MX_TASK_TERMINATED,
               MX_PROCESS_TERMINATED, MX_THREAD_TERMINATED, MX_SIGNAL_SIGNALED, MX_PROCESS_SIGNALED,
               MX_THREAD_SIGNALED);
    assert_int_equal(MX_EVENT_SIGNAL_MASK, 0xff000008);
    assert_run(4, 0, MX_EPAIR_PEER_CLOSED, MX_CHANNEL_PEER_CLOSED, MX_SIGNAL_PEER_CLOSED,
               MX_EPAIR_CLOSED);
    assert_int_equal(MX_EPAIR_SIGNAL_MASK, 0xff00000c);
    assert_run(1, 0, MX_CHANNEL_READABLE, MX_SIGNAL_READABLE);
    assert_run(2, 0, MX_CHANNEL_WRITABLE, MX_SIGNAL_WRITABLE);
    assert_run(16, 0, MX_JOB_NO_JOBS, MX_THREAD_RUNNING);
    assert_run(32, 0, MX_JOB_NO_PROCESSES, MX_THREAD_SUSPENDED);
}

static void published_types_of_objects(void **state)
{
    (void)state;
    assert_run(0, 1, MX_OBJ_TYPE_NONE, MX_OBJ_TYPE_PROCESS, MX_OBJ_TYPE_THREAD, MX_OBJ_TYPE_VMO,
               MX_OBJ_TYPE_CHANNEL, MX_OBJ_TYPE_EVENT, MX_OBJ_TYPE_PORT);
    assert_int_equal(MX_OBJ_TYPE_INTERRUPT, 9);
    assert_run(11, 1, MX_OBJ_TYPE_PCI_DEVICE, MX_OBJ_TYPE_LOG);
    assert_run(14, 1, MX_OBJ_TYPE_SOCKET, MX_OBJ_TYPE_RESOURCE, MX_OBJ_TYPE_EVENT_PAIR,
               MX_OBJ_TYPE_JOB, MX_OBJ_TYPE_VMAR, MX_OBJ_TYPE_FIFO, MX_OBJ_TYPE_GUEST,
               MX_OBJ_TYPE_VCPU, MX_OBJ_TYPE_TIMER, MX_OBJ_TYPE_IOMMU, MX_OBJ_TYPE_BTI);
    assert_int_equal(MX_OBJ_TYPE_SUSPEND_TOKEN, 27);
    assert_int_equal(MX_OBJ_TYPE_EXCEPTION, 29);
}

static void published_topics(void **state)
{
    (void)state;
    assert_run(0, 1, MX_INFO_NONE, MX_INFO_HANDLE_VALID, MX_INFO_HANDLE_BASIC, MX_INFO_PROCESS,
               MX_INFO_PROCESS_THREADS);
    assert_run(7, 1, MX_INFO_VMAR, MX_INFO_JOB_CHILDREN, MX_INFO_JOB_PROCESSES, MX_INFO_THREAD,
               MX_INFO_THREAD_EXCEPTION_REPORT, MX_INFO_TASK_STATS, MX_INFO_PROCESS_MAPS,
               MX_INFO_PROCESS_VMOS, MX_INFO_THREAD_STATS, MX_INFO_CPU_STATS, MX_INFO_KMEM_STATS,
               MX_INFO_RESOURCE, MX_INFO_HANDLE_COUNT);
    assert_int_equal(MX_INFO_JOB, 24);
    assert_run(0, 1, MX_OBJ_PROP_NONE, MX_OBJ_PROP_WAITABLE);
}

static void published_limits_and_options(void **state)
{
    (void)state;
    assert_run(0, 0, MX_HANDLE_INVALID, MX_KOID_INVALID, MX_CLOCK_MONOTONIC);
    assert_int_equal(MX_KOID_KERNEL, 1);
    assert_int_equal(MX_WAIT_MANY_MAX_ITEMS, 8);
    assert_int_equal(MX_CHANNEL_READ_MAY_DISCARD, 1);
    assert_int_equal(MX_CHANNEL_MAX_MSG_BYTES, 128);
    assert_int_equal(MX_CHANNEL_MAX_MSG_HANDLES, 8);
}

static void published_layouts(void **state)
{
    (void)state;
    assert_run(0, 4, offsetof(mx_wait_item_t, handle), offsetof(mx_wait_item_t, waitfor),
               offsetof(mx_wait_item_t, pending), sizeof(mx_wait_item_t));
    static const int64_t values[][2] = {
        {sizeof(mx_info_handle_basic_t), 32},
        {offsetof(mx_info_handle_basic_t, koid), 0},
        {offsetof(mx_info_handle_basic_t, rights), 8},
        {offsetof(mx_info_handle_basic_t, type), 12},
        {offsetof(mx_info_handle_basic_t, related_koid), 16},
        {offsetof(mx_info_handle_basic_t, props), 24},
        {sizeof(mx_info_handle_count_t), 4},
        {offsetof(mx_info_handle_count_t, handle_count), 0},
    };
    assert_values(values);
}

static void published_times(void **state)
{
    (void)state;
    assert_int_equal(MX_TIME_INFINITE, 0xffffffffffffffff);
    assert_int_equal(MX_USEC(7), 7000);
    assert_int_equal(MX_MSEC(7), 7000000);
    assert_int_equal(MX_SEC(7), 7000000000);
    uint32_t hour_of_milliseconds = 3600000; /* more than 32 bits of nanoseconds */
    assert_int_equal(MX_MSEC(hour_of_milliseconds), MX_SEC(3600));
}

static void calls_that_tell_the_time(void **state)
{
    (void)state;
    recorder.result = 0;
    recorder.time = DEADLINE;
    assert_int_equal(mx_clock_get_monotonic(), DEADLINE);
    assert_recorded("clock_get_monotonic", 0);
    recorder.name = "none";
    assert_int_equal(mx_time_get(MX_CLOCK_MONOTONIC), DEADLINE);
    assert_recorded("clock_get_monotonic", 0);
    recorder.name = "none";
    assert_int_equal(mx_time_get(1), 0);
    assert_string_equal(recorder.name, "none"); /* no system call */
    assert_int_equal(mx_nanosleep(DEADLINE), MX_OK);
    assert_recorded("nanosleep", DEADLINE);
}

/* Unsigned times beyond the signed ones would be long past. */
static void deadlines_too_far_to_tell_are_for_ever(void **state)
{
    (void)state;
    static const uint64_t far[] = {INT64_MAX, INT64_MAX + 1ull, MX_TIME_INFINITE};
    for (unsigned i = 0; i < 3; i++) {
        (void)mx_nanosleep(far[i]);
        assert_recorded("nanosleep", INT64_MAX);
        (void)mx_object_wait_one(1, 2, far[i], NULL);
        assert_recorded("object_wait_one", 1, 2, INT64_MAX);
        (void)mx_object_wait_many(NULL, 0, far[i]);
        assert_recorded("object_wait_many", 0, 0, INT64_MAX);
    }
    (void)mx_nanosleep(INT64_MAX - 1);
    assert_recorded("nanosleep", INT64_MAX - 1);
}

static void deadlines_lie_ahead_of_now(void **state)
{
    (void)state;
    recorder.time = 1000;
    assert_int_equal(mx_deadline_after(MX_USEC(1)), 2000);
    assert_recorded("clock_get_monotonic", 0);
    assert_int_equal(mx_deadline_after(MX_TIME_INFINITE - 1001), MX_TIME_INFINITE - 1);
    assert_int_equal(mx_deadline_after(MX_TIME_INFINITE - 1000), MX_TIME_INFINITE);
    assert_int_equal(mx_deadline_after(MX_TIME_INFINITE - 999), MX_TIME_INFINITE);
    assert_int_equal(mx_deadline_after(MX_TIME_INFINITE), MX_TIME_INFINITE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(published_statuses),
        cmocka_unit_test(older_statuses),
        cmocka_unit_test(published_rights),
        cmocka_unit_test(published_signals),
        cmocka_unit_test(published_types_of_objects),
        cmocka_unit_test(published_topics),
        cmocka_unit_test(published_limits_and_options),
        cmocka_unit_test(published_layouts),
        cmocka_unit_test(published_times),
        cmocka_unit_test(calls_with_handles),
        cmocka_unit_test(calls_with_objects),
        cmocka_unit_test(calls_that_wait),
        cmocka_unit_test(calls_that_create),
        cmocka_unit_test(calls_with_messages),
        cmocka_unit_test(calls_that_tell_the_time),
        cmocka_unit_test(deadlines_too_far_to_tell_are_for_ever),
        cmocka_unit_test(deadlines_lie_ahead_of_now),
    };
    return cmocka_run_group_tests_name("magenta_header", tests, NULL, NULL);
}
