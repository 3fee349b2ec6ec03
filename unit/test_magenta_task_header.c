/*
 * The headers of the Zircon family as to tasks (jobs, processes, threads), their exceptions and
 * policies under Magenta's names, compiled on the host: published values are literal here, and
 * every stub must pass its arguments to the native call of its name, whose place is taken by a
 * recorder.
 */
#include "native_calls.h"

#include <magenta/syscalls.h>
#include <magenta/syscalls/debug.h>
#include <magenta/syscalls/exception.h>
#include <magenta/syscalls/object.h>
#include <magenta/syscalls/policy.h>

/* How the names of this family begin. */
#define NAME(name)  mx_##name
#define VALUE(name) MX_##name
#include "headers_of_tasks.h"

assert_type(mx_vaddr_t, uintptr_t);
assert_type(mx_excp_type_t, uint32_t);
assert_type(mx_thread_state_t, uint32_t);
assert_type(mx_thread_state_topic_t, uint32_t);

static void published_properties(void **state)
{
    (void)state;
    assert_run(3, 1, MX_PROP_NAME, MX_PROP_REGISTER_FS, MX_PROP_PROCESS_DEBUG_ADDR,
               MX_PROP_PROCESS_VDSO_BASE_ADDRESS);
    assert_int_equal(MX_PROP_EXCEPTION_STATE, 16);
    assert_int_equal(MX_PROP_EXCEPTION_STRATEGY, 18);
    assert_run(0, 1, MX_EXCEPTION_STATE_TRY_NEXT, MX_EXCEPTION_STATE_HANDLED,
               MX_EXCEPTION_STATE_THREAD_EXIT);
    assert_run(0, 1, MX_EXCEPTION_STRATEGY_FIRST_CHANCE, MX_EXCEPTION_STRATEGY_SECOND_CHANCE);
}

static void published_policies(void **state)
{
    (void)state;
    assert_run(0, 1, MX_JOB_POL_RELATIVE, MX_JOB_POL_ABSOLUTE);
    assert_int_equal(MX_JOB_POL_BASIC, 0);
    assert_run(0, 1, MX_POL_BAD_HANDLE, MX_POL_WRONG_OBJECT, MX_POL_VMAR_WX, MX_POL_NEW_ANY,
               MX_POL_NEW_VMO, MX_POL_NEW_CHANNEL, MX_POL_NEW_EVENT, MX_POL_NEW_EVPAIR,
               MX_POL_NEW_PORT, MX_POL_NEW_SOCKET, MX_POL_NEW_FIFO, MX_POL_NEW_TIMER,
               MX_POL_NEW_PROCESS);
    assert_int_equal(MX_POL_MAX, 16);
    assert_run(0, 1, MX_POL_ACTION_ALLOW, MX_POL_ACTION_DENY, MX_POL_ACTION_EXCEPTION,
               MX_POL_ACTION_DENY | MX_POL_ACTION_EXCEPTION, MX_POL_ACTION_KILL);
}

static void older_sets_of_registers(void **state)
{
    (void)state;
    assert_run(0, 1, MX_THREAD_STATE_REGSET0, MX_THREAD_STATE_REGSET1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(published_return_codes),
        cmocka_unit_test(published_states_of_threads),
        cmocka_unit_test(published_properties),
        cmocka_unit_test(published_exceptions),
        cmocka_unit_test(published_policies),
        cmocka_unit_test(published_records),
        cmocka_unit_test(published_registers),
        cmocka_unit_test(older_sets_of_registers),
        cmocka_unit_test(calls_about_jobs),
        cmocka_unit_test(calls_about_processes),
        cmocka_unit_test(calls_about_threads),
        cmocka_unit_test(calls_about_any_task),
        cmocka_unit_test(calls_about_exceptions),
        cmocka_unit_test(calls_about_children_and_properties),
    };
    return cmocka_run_group_tests_name("magenta_task_header", tests, NULL, NULL);
}
