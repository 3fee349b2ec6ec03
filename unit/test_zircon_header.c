/*
 * The headers of the Zircon family, compiled on the host: published values are literal here, and
 * every stub must pass its arguments to the native call of its name, whose place is taken by a
 * recorder. The kernel's own words for the same things must be the same.
 */
#include "native_calls.h"

#include "types.h"
#include "zircon.h"

/* Words of both sides: the kernel's here, the header's from where that is included. */
#define WORDS_OF_BOTH                                                                              \
    ZX_OK, ZX_INFO_HANDLE_VALID, ZX_INFO_HANDLE_BASIC, ZX_INFO_HANDLE_COUNT, ZX_RIGHT_SAME_RIGHTS, \
        ZX_TIME_INFINITE
static const int64_t kernel_values[] = {WORDS_OF_BOTH};
#undef ZX_RIGHT_SAME_RIGHTS
#undef ZX_TIME_INFINITE

#include <zircon/syscalls.h>
#include <zircon/syscalls/object.h>

/* How the names of this family begin. */
#define NAME(name)  zx_##name
#define VALUE(name) ZX_##name
#include "headers_of_objects.h"

assert_type(zx_handle_t, uint32_t);
assert_type(zx_status_t, int32_t);
assert_type(zx_rights_t, uint32_t);
assert_type(zx_signals_t, uint32_t);
assert_type(zx_time_t, int64_t);
assert_type(zx_duration_t, int64_t);
assert_type(zx_koid_t, uint64_t);
assert_type(zx_clock_t, uint32_t);
assert_type(zx_obj_type_t, uint32_t);
assert_type(zx_obj_props_t, uint32_t);
assert_type(zx_object_info_topic_t, uint32_t);

static void published_statuses(void **state)
{
    (void)state;
    assert_run(0, -1, ZX_OK, ZX_ERR_INTERNAL, ZX_ERR_NOT_SUPPORTED, ZX_ERR_NO_RESOURCES,
               ZX_ERR_NO_MEMORY);
    assert_int_equal(ZX_ERR_INTERNAL_INTR_RETRY, -6);
    assert_run(-10, -1, ZX_ERR_INVALID_ARGS, ZX_ERR_BAD_HANDLE, ZX_ERR_WRONG_TYPE,
               ZX_ERR_BAD_SYSCALL, ZX_ERR_OUT_OF_RANGE, ZX_ERR_BUFFER_TOO_SMALL);
    assert_run(-20, -1, ZX_ERR_BAD_STATE, ZX_ERR_TIMED_OUT, ZX_ERR_SHOULD_WAIT, ZX_ERR_CANCELED,
               ZX_ERR_PEER_CLOSED, ZX_ERR_NOT_FOUND, ZX_ERR_ALREADY_EXISTS, ZX_ERR_ALREADY_BOUND,
               ZX_ERR_UNAVAILABLE);
    assert_int_equal(ZX_ERR_ACCESS_DENIED, -30);
    assert_run(-40, -1, ZX_ERR_IO, ZX_ERR_IO_REFUSED, ZX_ERR_IO_DATA_INTEGRITY, ZX_ERR_IO_DATA_LOSS,
               ZX_ERR_IO_NOT_PRESENT, ZX_ERR_IO_OVERRUN, ZX_ERR_IO_MISSED_DEADLINE,
               ZX_ERR_IO_INVALID);
    assert_run(-50, -1, ZX_ERR_BAD_PATH, ZX_ERR_NOT_DIR, ZX_ERR_NOT_FILE, ZX_ERR_FILE_BIG,
               ZX_ERR_NO_SPACE, ZX_ERR_NOT_EMPTY);
    assert_run(-60, -1, ZX_ERR_STOP, ZX_ERR_NEXT, ZX_ERR_ASYNC);
    assert_run(-70, -1, ZX_ERR_PROTOCOL_NOT_SUPPORTED, ZX_ERR_ADDRESS_UNREACHABLE,
               ZX_ERR_ADDRESS_IN_USE, ZX_ERR_NOT_CONNECTED, ZX_ERR_CONNECTION_REFUSED,
               ZX_ERR_CONNECTION_RESET, ZX_ERR_CONNECTION_ABORTED);
    assert_int_equal(ZX_ERR_INTERNAL_INTR_KILLED, -502);
}

static void published_rights(void **state)
{
    (void)state;
    assert_bits(0, ZX_RIGHT_DUPLICATE, ZX_RIGHT_TRANSFER, ZX_RIGHT_READ, ZX_RIGHT_WRITE,
                ZX_RIGHT_EXECUTE, ZX_RIGHT_MAP, ZX_RIGHT_GET_PROPERTY, ZX_RIGHT_SET_PROPERTY,
                ZX_RIGHT_ENUMERATE, ZX_RIGHT_DESTROY, ZX_RIGHT_SET_POLICY, ZX_RIGHT_GET_POLICY,
                ZX_RIGHT_SIGNAL, ZX_RIGHT_SIGNAL_PEER, ZX_RIGHT_WAIT, ZX_RIGHT_INSPECT,
                ZX_RIGHT_MANAGE_JOB, ZX_RIGHT_MANAGE_PROCESS, ZX_RIGHT_MANAGE_THREAD,
                ZX_RIGHT_APPLY_PROFILE);
    static const int64_t values[][2] = {
        {ZX_RIGHT_NONE, 0},
        {ZX_RIGHT_SAME_RIGHTS, 0x80000000},
        {ZX_RIGHTS_BASIC, 0xc003},
        {ZX_RIGHTS_IO, 0xc},
        {ZX_RIGHTS_PROPERTY, 0xc0},
        {ZX_RIGHTS_POLICY, 0xc00},
        {ZX_DEFAULT_CHANNEL_RIGHTS, 0xf00e},
        {ZX_DEFAULT_EVENT_RIGHTS, 0xd003},
        {ZX_DEFAULT_EVENTPAIR_RIGHTS, 0xf003},
        {ZX_DEFAULT_JOB_RIGHTS, 0x7dfcf},
        {ZX_DEFAULT_PROCESS_RIGHTS, 0x6d3cf},
        {ZX_DEFAULT_THREAD_RIGHTS, 0x4d2cf},
        {ZX_DEFAULT_SUSPEND_TOKEN_RIGHTS, 0x8002},
        {ZX_DEFAULT_EXCEPTION_RIGHTS, 0x80c2},
    };
    assert_values(values);
}

static void published_signals(void **state)
{
    (void)state;
    assert_bits(24, ZX_USER_SIGNAL_0, ZX_USER_SIGNAL_1, ZX_USER_SIGNAL_2, ZX_USER_SIGNAL_3,
                ZX_USER_SIGNAL_4, ZX_USER_SIGNAL_5, ZX_USER_SIGNAL_6, ZX_USER_SIGNAL_7);
    assert_bits(0, ZX_OBJECT_READABLE, ZX_OBJECT_WRITABLE, ZX_OBJECT_PEER_CLOSED,
                ZX_OBJECT_SIGNALED, ZX_OBJECT_SIGNAL_4, ZX_OBJECT_SIGNAL_5, ZX_OBJECT_SIGNAL_6);
    assert_int_equal(ZX_SIGNAL_NONE, 0);
    assert_int_equal(ZX_USER_SIGNAL_ALL, 0xff000000);
    assert_int_equal(ZX_OBJECT_SIGNAL_ALL, 0xffffff);
    assert_run(0x800000, 0, ZX_OBJECT_HANDLE_CLOSED, ZX_SIGNAL_HANDLE_CLOSED);
    assert_run(8, 0, ZX_EVENT_SIGNALED, ZX_EVENTPAIR_SIGNALED, ZX_TASK_TERMINATED,
               ZX_JOB_TERMINATED, ZX_PROCESS_TERMINATED, ZX_THREAD_TERMINATED);
    assert_int_equal(ZX_EVENT_SIGNAL_MASK, 0xff000008);
    assert_run(4, 0, ZX_EVENTPAIR_PEER_CLOSED, ZX_CHANNEL_PEER_CLOSED);
    assert_int_equal(ZX_EVENTPAIR_SIGNAL_MASK, 0xff00000c);
    assert_int_equal(ZX_CHANNEL_READABLE, 1);
    assert_int_equal(ZX_CHANNEL_WRITABLE, 2);
    assert_run(16, 0, ZX_JOB_NO_JOBS, ZX_THREAD_RUNNING);
    assert_run(32, 0, ZX_JOB_NO_PROCESSES, ZX_THREAD_SUSPENDED);
    assert_int_equal(ZX_JOB_NO_CHILDREN, 64);
}

static void published_types_of_objects(void **state)
{
    (void)state;
    assert_run(0, 1, ZX_OBJ_TYPE_NONE, ZX_OBJ_TYPE_PROCESS, ZX_OBJ_TYPE_THREAD, ZX_OBJ_TYPE_VMO,
               ZX_OBJ_TYPE_CHANNEL, ZX_OBJ_TYPE_EVENT, ZX_OBJ_TYPE_PORT);
    assert_int_equal(ZX_OBJ_TYPE_INTERRUPT, 9);
    assert_run(11, 1, ZX_OBJ_TYPE_PCI_DEVICE, ZX_OBJ_TYPE_DEBUGLOG);
    assert_int_equal(ZX_OBJ_TYPE_LOG, 12);
    assert_run(14, 1, ZX_OBJ_TYPE_SOCKET, ZX_OBJ_TYPE_RESOURCE, ZX_OBJ_TYPE_EVENTPAIR,
               ZX_OBJ_TYPE_JOB, ZX_OBJ_TYPE_VMAR, ZX_OBJ_TYPE_FIFO, ZX_OBJ_TYPE_GUEST,
               ZX_OBJ_TYPE_VCPU, ZX_OBJ_TYPE_TIMER, ZX_OBJ_TYPE_IOMMU, ZX_OBJ_TYPE_BTI,
               ZX_OBJ_TYPE_PROFILE, ZX_OBJ_TYPE_PMT, ZX_OBJ_TYPE_SUSPEND_TOKEN, ZX_OBJ_TYPE_PAGER,
               ZX_OBJ_TYPE_EXCEPTION, ZX_OBJ_TYPE_CLOCK, ZX_OBJ_TYPE_STREAM, ZX_OBJ_TYPE_MSI);
    assert_int_equal(ZX_OBJ_TYPE_UPPER_BOUND, 64);
}

static void published_topics(void **state)
{
    (void)state;
    assert_run(0, 1, ZX_INFO_NONE, ZX_INFO_HANDLE_VALID, ZX_INFO_HANDLE_BASIC, ZX_INFO_PROCESS,
               ZX_INFO_PROCESS_THREADS);
    assert_run(7, 1, ZX_INFO_VMAR, ZX_INFO_JOB_CHILDREN, ZX_INFO_JOB_PROCESSES, ZX_INFO_THREAD,
               ZX_INFO_THREAD_EXCEPTION_REPORT, ZX_INFO_TASK_STATS, ZX_INFO_PROCESS_MAPS,
               ZX_INFO_PROCESS_VMOS, ZX_INFO_THREAD_STATS, ZX_INFO_CPU_STATS, ZX_INFO_KMEM_STATS,
               ZX_INFO_RESOURCE, ZX_INFO_HANDLE_COUNT, ZX_INFO_BTI, ZX_INFO_PROCESS_HANDLE_STATS,
               ZX_INFO_SOCKET, ZX_INFO_VMO, ZX_INFO_JOB, ZX_INFO_TIMER, ZX_INFO_STREAM,
               ZX_INFO_HANDLE_TABLE, ZX_INFO_MSI, ZX_INFO_GUEST_STATS, ZX_INFO_TASK_RUNTIME);
    assert_run(0, 1, ZX_OBJ_PROP_NONE, ZX_OBJ_PROP_WAITABLE);
}

static void published_limits_and_options(void **state)
{
    (void)state;
    assert_run(0, 0, ZX_HANDLE_INVALID, ZX_KOID_INVALID, ZX_CLOCK_MONOTONIC);
    assert_int_equal(ZX_HANDLE_FIXED_BITS_MASK, 3);
    assert_int_equal(ZX_KOID_KERNEL, 1);
    assert_int_equal(ZX_KOID_FIRST, 1024);
    assert_int_equal(ZX_WAIT_MANY_MAX_ITEMS, 8);
    assert_int_equal(ZX_CHANNEL_READ_MAY_DISCARD, 1);
    assert_int_equal(ZX_CHANNEL_MAX_MSG_BYTES, 128);
    assert_int_equal(ZX_CHANNEL_MAX_MSG_HANDLES, 8);
}

static void published_layouts(void **state)
{
    (void)state;
    assert_run(0, 4, offsetof(zx_wait_item_t, handle), offsetof(zx_wait_item_t, waitfor),
               offsetof(zx_wait_item_t, pending), sizeof(zx_wait_item_t));
    static const int64_t values[][2] = {
        {sizeof(zx_info_handle_basic_t), 32},
        {offsetof(zx_info_handle_basic_t, koid), 0},
        {offsetof(zx_info_handle_basic_t, rights), 8},
        {offsetof(zx_info_handle_basic_t, type), 12},
        {offsetof(zx_info_handle_basic_t, related_koid), 16},
        {offsetof(zx_info_handle_basic_t, props), 24},
        {offsetof(zx_info_handle_basic_t, padding1), 28},
        {sizeof(zx_info_handle_count_t), 4},
        {offsetof(zx_info_handle_count_t, handle_count), 0},
    };
    assert_values(values);
}

static void published_times(void **state)
{
    (void)state;
    static const int64_t values[][2] = {
        {ZX_TIME_INFINITE, INT64_MAX},
        {ZX_TIME_INFINITE_PAST, INT64_MIN},
        {ZX_NSEC(7), 7},
        {ZX_USEC(7), 7000},
        {ZX_MSEC(7), 7000000},
        {ZX_SEC(7), 7000000000},
        {ZX_MIN(7), 420000000000},
        {ZX_HOUR(7), 25200000000000},
        {ZX_MSEC(-7), -7000000},
    };
    assert_values(values);
    uint32_t hour_of_milliseconds = 3600000; /* more than 32 bits of nanoseconds */
    assert_int_equal(ZX_MSEC(hour_of_milliseconds), ZX_HOUR(1));
}

static void time_stops_at_its_ends(void **state)
{
    (void)state;
    const int64_t values[][2] = {
        {zx_time_add_duration(40, 2), 42},
        {zx_time_add_duration(40, -42), -2},
        {zx_time_add_duration(INT64_MAX, 1), INT64_MAX},
        {zx_time_add_duration(INT64_MIN, -1), INT64_MIN},
        {zx_time_sub_duration(40, 42), -2},
        {zx_time_sub_duration(INT64_MAX, -1), INT64_MAX},
        {zx_time_sub_duration(INT64_MIN, 1), INT64_MIN},
        {zx_time_sub_duration(0, INT64_MIN), INT64_MAX},
        {zx_time_sub_time(40, 42), -2},
        {zx_time_sub_time(INT64_MIN, 1), INT64_MIN},
        {zx_duration_add_duration(40, 2), 42},
        {zx_duration_add_duration(INT64_MAX, INT64_MAX), INT64_MAX},
        {zx_duration_sub_duration(40, 2), 38},
        {zx_duration_sub_duration(INT64_MIN, INT64_MAX), INT64_MIN},
        {zx_duration_mul_int64(-6, 7), -42},
        {zx_duration_mul_int64(INT64_MAX, 2), INT64_MAX},
        {zx_duration_mul_int64(INT64_MAX, -2), INT64_MIN},
        {zx_duration_mul_int64(INT64_MIN, 2), INT64_MIN},
        {zx_duration_mul_int64(INT64_MIN, -2), INT64_MAX},
        {zx_duration_from_nsec(-7), -7},
        {zx_duration_from_usec(7), 7000},
        {zx_duration_from_msec(7), 7000000},
        {zx_duration_from_sec(7), 7000000000},
        {zx_duration_from_min(7), 420000000000},
        {zx_duration_from_hour(7), 25200000000000},
        {zx_duration_from_hour(INT64_MAX), INT64_MAX},
    };
    assert_values(values);
}

/* The kernel's own words for the same things. */
static void kernel_agrees(void **state)
{
    (void)state;
    static const int64_t published[] = {WORDS_OF_BOTH};
    assert_memory_equal(kernel_values, published, sizeof published);
    assert_run(-2, -2, ZX_NOT_SUPPORTED, ZX_NO_MEMORY);
    assert_run(-10, -1, ZX_INVALID_ARGS, ZX_BAD_HANDLE, ZX_WRONG_TYPE);
    assert_run(-14, -1, ZX_OUT_OF_RANGE, ZX_BUFFER_TOO_SMALL);
    assert_run(-20, -1, ZX_BAD_STATE, ZX_TIMED_OUT, ZX_SHOULD_WAIT, ZX_CANCELED, ZX_PEER_CLOSED);
    assert_int_equal(ZX_ACCESS_DENIED, ZX_ERR_ACCESS_DENIED);
    static const int64_t values[][2] = {
        {ZX_READABLE, ZX_OBJECT_READABLE},
        {ZX_WRITABLE, ZX_OBJECT_WRITABLE},
        {ZX_PEER_CLOSED_BIT, ZX_OBJECT_PEER_CLOSED},
        {ZX_SIGNALED, ZX_OBJECT_SIGNALED},
        {ZX_HANDLE_CLOSED, ZX_SIGNAL_HANDLE_CLOSED},
        {ZX_USER_ALL, ZX_USER_SIGNAL_ALL},
        {ZX_CHANNEL_MAY_DISCARD, ZX_CHANNEL_READ_MAY_DISCARD},
        {ZX_WAIT_MANY_MAX, ZX_WAIT_MANY_MAX_ITEMS},
    };
    assert_values(values);
    assert_bits(0, RIGHT_DUPLICATE, RIGHT_TRANSFER, RIGHT_READ, RIGHT_WRITE, RIGHT_EXECUTE,
                RIGHT_MAP, RIGHT_GET_PROPERTY, RIGHT_SET_PROPERTY, RIGHT_ENUMERATE, RIGHT_DESTROY,
                RIGHT_SET_POLICY, RIGHT_GET_POLICY, RIGHT_SIGNAL, RIGHT_SIGNAL_PEER, RIGHT_WAIT,
                RIGHT_INSPECT, RIGHT_MANAGE_JOB, RIGHT_MANAGE_PROCESS, RIGHT_MANAGE_THREAD);
}

static void what_is_not_wanted_may_be_null(void **state)
{
    (void)state;
    recorder.result = 0;
    assert_int_equal(zx_object_get_info(HANDLE, ZX_INFO_HANDLE_VALID, NULL, 0, NULL, NULL), ZX_OK);
    assert_recorded("object_get_info", HANDLE, 1);
}

static void deadlines_may_be_long_past(void **state)
{
    (void)state;
    recorder.result = (uint32_t)-23;
    assert_int_equal(zx_object_wait_one(1, 2, ZX_TIME_INFINITE_PAST, NULL), ZX_ERR_CANCELED);
    assert_recorded("object_wait_one", 1, 2, 0x8000000000000000);
    recorder.result = (uint32_t)-21;
    assert_int_equal(zx_object_wait_many(NULL, 0, -1), ZX_ERR_TIMED_OUT);
    assert_recorded("object_wait_many", 0, 0, UINT64_MAX);
}

static void calls_that_tell_the_time(void **state)
{
    (void)state;
    recorder.result = 0;
    recorder.time = DEADLINE;
    assert_int_equal(zx_clock_get_monotonic(), DEADLINE);
    assert_recorded("clock_get_monotonic", 0);
    assert_int_equal(zx_nanosleep(DEADLINE), ZX_OK);
    assert_recorded("nanosleep", DEADLINE);
    assert_int_equal(zx_nanosleep(-2), ZX_OK);
    assert_recorded("nanosleep", UINT64_MAX - 1);
}

static void deadlines_lie_ahead_of_now(void **state)
{
    (void)state;
    recorder.time = 1000;
    assert_int_equal(zx_deadline_after(ZX_USEC(1)), 2000);
    assert_recorded("clock_get_monotonic", 0);
    assert_int_equal(zx_deadline_after(-1001), -1);
    assert_int_equal(zx_deadline_after(INT64_MAX - 1000), INT64_MAX);
    assert_int_equal(zx_deadline_after(INT64_MAX - 999), INT64_MAX);
    assert_int_equal(zx_deadline_after(ZX_TIME_INFINITE), ZX_TIME_INFINITE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(published_statuses),
        cmocka_unit_test(published_rights),
        cmocka_unit_test(published_signals),
        cmocka_unit_test(published_types_of_objects),
        cmocka_unit_test(published_topics),
        cmocka_unit_test(published_limits_and_options),
        cmocka_unit_test(published_layouts),
        cmocka_unit_test(published_times),
        cmocka_unit_test(time_stops_at_its_ends),
        cmocka_unit_test(kernel_agrees),
        cmocka_unit_test(calls_with_handles),
        cmocka_unit_test(calls_with_objects),
        cmocka_unit_test(calls_that_wait),
        cmocka_unit_test(what_is_not_wanted_may_be_null),
        cmocka_unit_test(deadlines_may_be_long_past),
        cmocka_unit_test(calls_that_create),
        cmocka_unit_test(calls_with_messages),
        cmocka_unit_test(calls_that_tell_the_time),
        cmocka_unit_test(deadlines_lie_ahead_of_now),
    };
    return cmocka_run_group_tests_name("zircon_header", tests, NULL, NULL);
}
