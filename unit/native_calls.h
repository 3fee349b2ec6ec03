/*
 * Native calls of the Zircon and L4Re families for tests of their headers on the host: each has the
 * prototype that the generated stub has on the target, records what it was given and returns what
 * it is told to. To be included before the header that is tested.
 */
#ifndef UNIT_NATIVE_CALLS_H
#define UNIT_NATIVE_CALLS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define ANVIL_NATIVE_CALLS
#define ARGUMENTS_MAX 8u

/* What the last native call was given, and what it returns. */
static struct {
    const char *name;
    uint64_t argument[ARGUMENTS_MAX]; /* in order; 0 behind the last */
    uint32_t result;
    int64_t time; /* what the clock says */
} recorder;

static uint32_t record(const char *name, const uint64_t argument[ARGUMENTS_MAX])
{
    recorder.name = name;
    memcpy(recorder.argument, argument, sizeof recorder.argument);
    return recorder.result;
}

#define NATIVE_CALL(name, parameters, ...)                                                         \
    static inline uint32_t anvil_##name parameters                                                 \
    {                                                                                              \
        return record(#name, (const uint64_t[ARGUMENTS_MAX]){__VA_ARGS__});                        \
    }

NATIVE_CALL(handle_duplicate, (uint32_t handle, uint32_t rights, uint32_t out), handle, rights, out)
NATIVE_CALL(handle_replace, (uint32_t handle, uint32_t rights, uint32_t out), handle, rights, out)
NATIVE_CALL(handle_close, (uint32_t handle), handle)
NATIVE_CALL(handle_close_many, (uint32_t handles, uint32_t count), handles, count)
NATIVE_CALL(object_get_info,
            (uint32_t handle, uint32_t topic, uint32_t buffer, uint32_t size, uint32_t actual,
             uint32_t avail),
            handle, topic, buffer, size, actual, avail)
NATIVE_CALL(object_signal, (uint32_t handle, uint32_t clear, uint32_t set), handle, clear, set)
NATIVE_CALL(object_signal_peer, (uint32_t handle, uint32_t clear, uint32_t set), handle, clear, set)
NATIVE_CALL(object_wait_one,
            (uint32_t handle, uint32_t signals, int64_t deadline, uint32_t observed), handle,
            signals, (uint64_t)deadline, observed)
NATIVE_CALL(object_wait_many, (uint32_t items, uint32_t count, int64_t deadline), items, count,
            (uint64_t)deadline)
NATIVE_CALL(event_create, (uint32_t options, uint32_t out), options, out)
NATIVE_CALL(eventpair_create, (uint32_t options, uint32_t out0, uint32_t out1), options, out0, out1)
NATIVE_CALL(channel_create, (uint32_t options, uint32_t out0, uint32_t out1), options, out0, out1)
NATIVE_CALL(channel_write,
            (uint32_t channel, uint32_t options, uint32_t bytes, uint32_t num_bytes,
             uint32_t handles, uint32_t handles_count),
            channel, options, bytes, num_bytes, handles, handles_count)
NATIVE_CALL(channel_read,
            (uint32_t channel, uint32_t options, uint32_t bytes, uint32_t handles,
             uint32_t num_bytes, uint32_t num_handles, uint32_t actual_bytes,
             uint32_t actual_handles),
            channel, options, bytes, handles, num_bytes, num_handles, actual_bytes, actual_handles)
NATIVE_CALL(nanosleep, (int64_t deadline), (uint64_t)deadline)
NATIVE_CALL(job_create, (uint32_t parent, uint32_t options, uint32_t out), parent, options, out)
NATIVE_CALL(process_create,
            (uint32_t job, uint32_t process_name, uint32_t name_size, uint32_t options,
             uint32_t out, uint32_t vmar),
            job, process_name, name_size, options, out, vmar)
NATIVE_CALL(process_start,
            (uint32_t process, uint32_t thread, uint32_t entry, uint32_t stack, uint32_t given,
             uint32_t argument),
            process, thread, entry, stack, given, argument)
NATIVE_CALL(thread_create,
            (uint32_t process, uint32_t thread_name, uint32_t name_size, uint32_t options,
             uint32_t out),
            process, thread_name, name_size, options, out)
NATIVE_CALL(thread_start,
            (uint32_t thread, uint32_t entry, uint32_t stack, uint32_t argument1,
             uint32_t argument2),
            thread, entry, stack, argument1, argument2)
NATIVE_CALL(task_kill, (uint32_t task), task)
NATIVE_CALL(task_suspend, (uint32_t task, uint32_t out), task, out)
NATIVE_CALL(task_create_exception_channel, (uint32_t task, uint32_t options, uint32_t out), task,
            options, out)
NATIVE_CALL(exception_get_thread, (uint32_t exception, uint32_t out), exception, out)
NATIVE_CALL(exception_get_process, (uint32_t exception, uint32_t out), exception, out)
NATIVE_CALL(thread_read_state, (uint32_t thread, uint32_t kind, uint32_t buffer, uint32_t size),
            thread, kind, buffer, size)
NATIVE_CALL(thread_write_state, (uint32_t thread, uint32_t kind, uint32_t buffer, uint32_t size),
            thread, kind, buffer, size)
NATIVE_CALL(object_get_child, (uint32_t handle, int64_t koid, uint32_t rights, uint32_t out),
            handle, (uint64_t)koid, rights, out)
NATIVE_CALL(object_get_property,
            (uint32_t handle, uint32_t property, uint32_t value, uint32_t size), handle, property,
            value, size)
NATIVE_CALL(object_set_property,
            (uint32_t handle, uint32_t property, uint32_t value, uint32_t size), handle, property,
            value, size)
NATIVE_CALL(job_set_policy,
            (uint32_t job, uint32_t options, uint32_t topic, uint32_t policy, uint32_t count), job,
            options, topic, policy, count)
NATIVE_CALL(job_set_critical, (uint32_t job, uint32_t options, uint32_t process), job, options,
            process)

/* Calls that do not return go on after assert_does_not_return. */
static jmp_buf after_exit;

#define NATIVE_EXIT(name, parameters, ...)                                                         \
    static inline _Noreturn uint32_t anvil_##name parameters                                       \
    {                                                                                              \
        (void)record(#name, (const uint64_t[ARGUMENTS_MAX]){__VA_ARGS__});                         \
        longjmp(after_exit, 1);                                                                    \
    }

NATIVE_EXIT(process_exit, (int64_t return_code), (uint64_t)return_code)
NATIVE_EXIT(thread_exit, (void), 0)

#define assert_does_not_return(call)                                                               \
    do {                                                                                           \
        if (setjmp(after_exit) == 0) {                                                             \
            call;                                                                                  \
        }                                                                                          \
    } while (0)
NATIVE_CALL(task_map, (uint32_t destination, uint32_t source, uint32_t page, uint32_t base),
            destination, source, page, base)
NATIVE_CALL(task_unmap, (uint32_t task, uint32_t page, uint32_t mask), task, page, mask)
NATIVE_CALL(task_unmap_batch, (uint32_t task, uint32_t fpages, uint32_t count, uint32_t mask), task,
            fpages, count, mask)
NATIVE_CALL(task_cap_valid, (uint32_t task, uint32_t cap), task, cap)
NATIVE_CALL(task_cap_has_child, (uint32_t task, uint32_t cap), task, cap)
NATIVE_CALL(task_cap_equal, (uint32_t task, uint32_t cap_a, uint32_t cap_b), task, cap_a, cap_b)
NATIVE_CALL(task_add_ku_mem, (uint32_t task, uint32_t page), task, page)
NATIVE_CALL(factory_create_task, (uint32_t factory, uint32_t target, uint32_t areas), factory,
            target, areas)
NATIVE_CALL(get_arena, (uint32_t out), out)

/* An address of the host does not fit into the call: the clock is written under the name that it
 * has in the stub, which must also be what the stub gives the address of. */
#define anvil_clock_get_monotonic(time) record_clock(&now, time)

/* What is left of a pointer in 32 bits. */
static inline uint32_t low_half(const void *pointer)
{
    return (uint32_t)(uintptr_t)pointer;
}

static inline uint32_t record_clock(int64_t *now, uint32_t address)
{
    assert_int_equal(address, low_half(now));
    *now = recorder.time;
    return record("clock_get_monotonic", (const uint64_t[ARGUMENTS_MAX]){0});
}

/* The last call was this one, with these arguments and no more. */
#define assert_recorded(expected, ...)                                                             \
    do {                                                                                           \
        assert_string_equal(recorder.name, expected);                                              \
        assert_memory_equal(recorder.argument, ((const uint64_t[ARGUMENTS_MAX]){__VA_ARGS__}),     \
                            sizeof recorder.argument);                                             \
    } while (0)

/* A type is exactly that one. */
#define assert_type(type, expected)                                                                \
    _Static_assert(_Generic((type){0}, expected: 1, default: 0), #type " is " #expected)

/* Pairs of a value and what it must be. */
#define assert_values(values)                                                                      \
    do {                                                                                           \
        for (unsigned i = 0; i < sizeof(values) / sizeof(values)[0]; i++) {                        \
            assert_int_equal((values)[i][0], (values)[i][1]);                                      \
        }                                                                                          \
    } while (0)

/* Values that go on from the first, each by a step; by 0 they are all the same. */
#define assert_run(first, step, ...)                                                               \
    check_run(first, step, (const int64_t[]){__VA_ARGS__},                                         \
              sizeof((const int64_t[]){__VA_ARGS__}) / sizeof(int64_t))
static inline void check_run(int64_t first, int64_t step, const int64_t *values, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(values[i], first + (int64_t)i * step);
    }
}

/* Single bits that go on from the first. */
#define assert_bits(first, ...)                                                                    \
    check_bits(first, (const int64_t[]){__VA_ARGS__},                                              \
               sizeof((const int64_t[]){__VA_ARGS__}) / sizeof(int64_t))
static inline void check_bits(unsigned first, const int64_t *values, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(values[i], 1LL << (first + i));
    }
}

#endif
