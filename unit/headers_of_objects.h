/*
 * What the headers of the Zircon family have in common, under its own names and under Magenta's:
 * stubs, each of which must pass its arguments to the native call of its name.
 *
 * Its names begin differently under the two: the including file says how, by the macros NAME and
 * VALUE, after native_calls.h and the headers that it tests.
 */
#ifndef UNIT_HEADERS_OF_OBJECTS_H
#define UNIT_HEADERS_OF_OBJECTS_H

/* ---- Stubs: handles and deadlines use all their bits; statuses come back signed. ---- */

#define HANDLE   0xfedcba9fu
#define DEADLINE 0x123456789abcdef0

static NAME(handle_t) out[2];
static uint8_t bytes[4];
static NAME(handle_t) handles[4];

static void calls_with_handles(void **state)
{
    (void)state;
    recorder.result = (uint32_t)-4;
    assert_int_equal(NAME(handle_duplicate)(HANDLE, VALUE(RIGHT_SAME_RIGHTS), out),
                     VALUE(ERR_NO_MEMORY));
    assert_recorded("handle_duplicate", HANDLE, 0x80000000, low_half(out));
    assert_int_equal(NAME(handle_replace)(HANDLE, 0x4003, out), VALUE(ERR_NO_MEMORY));
    assert_recorded("handle_replace", HANDLE, 0x4003, low_half(out));
    recorder.result = (uint32_t)-11;
    assert_int_equal(NAME(handle_close)(HANDLE), VALUE(ERR_BAD_HANDLE));
    assert_recorded("handle_close", HANDLE);
    assert_int_equal(NAME(handle_close_many)(handles, 3), VALUE(ERR_BAD_HANDLE));
    assert_recorded("handle_close_many", low_half(handles), 3);
}

static void calls_with_objects(void **state)
{
    (void)state;
    NAME(info_handle_basic_t) info;
    size_t actual = 0;
    size_t avail = 0;
    recorder.result = (uint32_t)-15;
    assert_int_equal(NAME(object_get_info)(HANDLE, VALUE(INFO_HANDLE_BASIC), &info, sizeof info,
                                           &actual, &avail),
                     VALUE(ERR_BUFFER_TOO_SMALL));
    assert_recorded("object_get_info", HANDLE, 2, low_half(&info), 32, low_half(&actual),
                    low_half(&avail));
    recorder.result = (uint32_t)-10;
    assert_int_equal(NAME(object_signal)(HANDLE, VALUE(USER_SIGNAL_7), VALUE(EVENT_SIGNALED)),
                     VALUE(ERR_INVALID_ARGS));
    assert_recorded("object_signal", HANDLE, 0x80000000, 8);
    recorder.result = (uint32_t)-24;
    assert_int_equal(NAME(object_signal_peer)(HANDLE, 1, VALUE(USER_SIGNAL_7)),
                     VALUE(ERR_PEER_CLOSED));
    assert_recorded("object_signal_peer", HANDLE, 1, 0x80000000);
}

static void calls_that_wait(void **state)
{
    (void)state;
    NAME(signals_t) observed = 0;
    recorder.result = (uint32_t)-23;
    assert_int_equal(NAME(object_wait_one)(HANDLE, 0x80000004, DEADLINE, &observed),
                     VALUE(ERR_CANCELED));
    assert_recorded("object_wait_one", HANDLE, 0x80000004, DEADLINE, low_half(&observed));
    NAME(wait_item_t) items[2];
    recorder.result = (uint32_t)-21;
    assert_int_equal(NAME(object_wait_many)(items, 2, DEADLINE), VALUE(ERR_TIMED_OUT));
    assert_recorded("object_wait_many", low_half(items), 2, DEADLINE);
}

static void calls_that_create(void **state)
{
    (void)state;
    recorder.result = (uint32_t)-10;
    assert_int_equal(NAME(event_create)(5, out), VALUE(ERR_INVALID_ARGS));
    assert_recorded("event_create", 5, low_half(out));
    assert_int_equal(NAME(eventpair_create)(6, &out[0], &out[1]), VALUE(ERR_INVALID_ARGS));
    assert_recorded("eventpair_create", 6, low_half(&out[0]), low_half(&out[1]));
    assert_int_equal(NAME(channel_create)(7, &out[0], &out[1]), VALUE(ERR_INVALID_ARGS));
    assert_recorded("channel_create", 7, low_half(&out[0]), low_half(&out[1]));
}

static void calls_with_messages(void **state)
{
    (void)state;
    uint32_t actual[2] = {0};
    recorder.result = (uint32_t)-30;
    assert_int_equal(NAME(channel_write)(HANDLE, 1, bytes, 2, handles, 3),
                     VALUE(ERR_ACCESS_DENIED));
    assert_recorded("channel_write", HANDLE, 1, low_half(bytes), 2, low_half(handles), 3);
    recorder.result = (uint32_t)-22;
    assert_int_equal(NAME(channel_read)(HANDLE, 1, bytes, handles, 2, 3, &actual[0], &actual[1]),
                     VALUE(ERR_SHOULD_WAIT));
    assert_recorded("channel_read", HANDLE, 1, low_half(bytes), low_half(handles), 2, 3,
                    low_half(&actual[0]), low_half(&actual[1]));
}

#endif
