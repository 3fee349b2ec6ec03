/*
 * The headers of the Zircon family as to tasks (jobs, processes, threads), their exceptions and
 * policies, compiled on the host: published values are literal here, and every stub must
 * pass its arguments to the native call of its name, whose place is taken by a recorder. The
 * kernel's own words for the same things must be the same.
 */
#include "native_calls.h"

#include "arch.h"
#include "exception.h"
#include "policy.h"
#include "property.h"
#include "zircon.h"

/* Words of both sides: the kernel's here, the header's from where that is included. */
#define WORDS_OF_BOTH                                                                              \
    ZX_TASK_RETCODE_SYSCALL_KILL, ZX_TASK_RETCODE_POLICY_KILL, ZX_TASK_RETCODE_EXCEPTION_KILL,     \
        ZX_TASK_RETCODE_CRITICAL_PROCESS_KILL, ZX_EXCP_GENERAL, ZX_EXCP_FATAL_PAGE_FAULT,          \
        ZX_EXCP_UNDEFINED_INSTRUCTION, ZX_EXCP_SW_BREAKPOINT, ZX_EXCP_UNALIGNED_ACCESS,            \
        ZX_EXCP_SYNTH, ZX_EXCP_THREAD_STARTING, ZX_EXCP_THREAD_EXITING, ZX_EXCP_POLICY_ERROR,      \
        ZX_EXCP_PROCESS_STARTING, ZX_INFO_PROCESS, ZX_INFO_PROCESS_THREADS, ZX_INFO_JOB_CHILDREN,  \
        ZX_INFO_JOB_PROCESSES, ZX_INFO_THREAD, ZX_INFO_THREAD_EXCEPTION_REPORT, ZX_INFO_JOB,       \
        ZX_INFO_ANVIL_TASK
static const int64_t kernel_values[] = {WORDS_OF_BOTH};
#undef ZX_RIGHT_SAME_RIGHTS
#undef ZX_TIME_INFINITE

#include <zircon/syscalls.h>
#include <zircon/syscalls/debug.h>
#include <zircon/syscalls/exception.h>
#include <zircon/syscalls/object.h>
#include <zircon/syscalls/policy.h>

/* How the names of this family begin. */
#define NAME(name)  zx_##name
#define VALUE(name) ZX_##name
#include "headers_of_tasks.h"

assert_type(zx_vaddr_t, uintptr_t);
assert_type(zx_excp_type_t, uint32_t);
assert_type(zx_thread_state_t, uint32_t);
assert_type(zx_thread_state_topic_t, uint32_t);

static void published_properties(void **state)
{
    (void)state;
    assert_run(2, 1, ZX_PROP_REGISTER_GS, ZX_PROP_NAME, ZX_PROP_REGISTER_FS,
               ZX_PROP_PROCESS_DEBUG_ADDR, ZX_PROP_PROCESS_VDSO_BASE_ADDRESS,
               ZX_PROP_PROCESS_BREAK_ON_LOAD, ZX_PROP_PROCESS_HW_TRACE_CONTEXT_ID);
    assert_run(12, 1, ZX_PROP_SOCKET_RX_THRESHOLD, ZX_PROP_SOCKET_TX_THRESHOLD);
    assert_run(15, 1, ZX_PROP_JOB_KILL_ON_OOM, ZX_PROP_EXCEPTION_STATE, ZX_PROP_VMO_CONTENT_SIZE,
               ZX_PROP_EXCEPTION_STRATEGY);
    assert_run(0, 1, ZX_EXCEPTION_STATE_TRY_NEXT, ZX_EXCEPTION_STATE_HANDLED,
               ZX_EXCEPTION_STATE_THREAD_EXIT);
    assert_run(0, 1, ZX_EXCEPTION_STRATEGY_FIRST_CHANCE, ZX_EXCEPTION_STRATEGY_SECOND_CHANCE);
}

static void published_policies(void **state)
{
    (void)state;
    assert_run(0, 1, ZX_JOB_POL_RELATIVE, ZX_JOB_POL_ABSOLUTE);
    assert_int_equal(ZX_JOB_POL_BASIC, 0);
    assert_run(0, 1, ZX_POL_BAD_HANDLE, ZX_POL_WRONG_OBJECT, ZX_POL_VMAR_WX, ZX_POL_NEW_ANY,
               ZX_POL_NEW_VMO, ZX_POL_NEW_CHANNEL, ZX_POL_NEW_EVENT, ZX_POL_NEW_EVENTPAIR,
               ZX_POL_NEW_PORT, ZX_POL_NEW_SOCKET, ZX_POL_NEW_FIFO, ZX_POL_NEW_TIMER,
               ZX_POL_NEW_PROCESS, ZX_POL_NEW_PROFILE, ZX_POL_NEW_PAGER,
               ZX_POL_AMBIENT_MARK_VMO_EXEC, ZX_POL_MAX);
    assert_run(0, 1, ZX_POL_ACTION_ALLOW, ZX_POL_ACTION_DENY, ZX_POL_ACTION_ALLOW_EXCEPTION,
               ZX_POL_ACTION_DENY_EXCEPTION, ZX_POL_ACTION_KILL);
}

/* The kernel's own words for the same things. */
static void kernel_agrees(void **state)
{
    (void)state;
    static const int64_t published[] = {WORDS_OF_BOTH};
    assert_memory_equal(kernel_values, published, sizeof published);
    static const int64_t values[][2] = {
        {ZX_ALREADY_EXISTS, ZX_ERR_ALREADY_EXISTS},
        {ZX_ALREADY_BOUND, ZX_ERR_ALREADY_BOUND},
        {ZX_NOT_FOUND, ZX_ERR_NOT_FOUND},
        {ZX_TERMINATED, ZX_TASK_TERMINATED},
        {ZX_RUNNING, ZX_THREAD_RUNNING},
        {ZX_SUSPENDED, ZX_THREAD_SUSPENDED},
        {ZX_NO_JOBS, ZX_JOB_NO_JOBS},
        {ZX_NO_PROCESSES, ZX_JOB_NO_PROCESSES},
        {ZX_NO_CHILDREN, ZX_JOB_NO_CHILDREN},
        {NAME_SIZE, ZX_MAX_NAME_LEN},
        {JOB_DEBUGGERS_MAX, ZX_EXCEPTION_CHANNEL_JOB_DEBUGGER_MAX_COUNT},
        {ANSWER_TRY_NEXT, ZX_EXCEPTION_STATE_TRY_NEXT},
        {ANSWER_HANDLED, ZX_EXCEPTION_STATE_HANDLED},
        {ANSWER_THREAD_EXIT, ZX_EXCEPTION_STATE_THREAD_EXIT},
        {POLICY_BAD_HANDLE, ZX_POL_BAD_HANDLE},
        {POLICY_WRONG_OBJECT, ZX_POL_WRONG_OBJECT},
        {POLICY_NEW_ANY, ZX_POL_NEW_ANY},
        {POLICY_NEW_CHANNEL, ZX_POL_NEW_CHANNEL},
        {POLICY_NEW_EVENT, ZX_POL_NEW_EVENT},
        {POLICY_NEW_EVENTPAIR, ZX_POL_NEW_EVENTPAIR},
        {POLICY_NEW_PROCESS, ZX_POL_NEW_PROCESS},
        {POLICY_CONDITIONS, ZX_POL_MAX},
        {ACTION_ALLOW, ZX_POL_ACTION_ALLOW},
        {ACTION_DENY, ZX_POL_ACTION_DENY},
        {ACTION_ALLOW_EXCEPTION, ZX_POL_ACTION_ALLOW_EXCEPTION},
        {ACTION_DENY_EXCEPTION, ZX_POL_ACTION_DENY_EXCEPTION},
        {ACTION_KILL, ZX_POL_ACTION_KILL},
    };
    assert_values(values);
}

static void kernel_agrees_on_layouts(void **state)
{
    (void)state;
    static const int64_t values[][2] = {
        {sizeof(struct arch_registers), sizeof(zx_thread_state_general_regs_t)},
        {offsetof(struct arch_registers, sp), offsetof(zx_thread_state_general_regs_t, sp)},
        {offsetof(struct arch_registers, lr), offsetof(zx_thread_state_general_regs_t, lr)},
        {offsetof(struct arch_registers, pc), offsetof(zx_thread_state_general_regs_t, pc)},
        {offsetof(struct arch_registers, xpsr), offsetof(zx_thread_state_general_regs_t, xpsr)},
        {sizeof(struct arch_fpu), sizeof(zx_thread_state_fp_regs_t)},
        {offsetof(struct arch_fpu, fpscr), offsetof(zx_thread_state_fp_regs_t, fpscr)},
        {sizeof(struct exception_message), sizeof(zx_exception_info_t)},
        {offsetof(struct exception_message, pid), offsetof(zx_exception_info_t, pid)},
        {offsetof(struct exception_message, tid), offsetof(zx_exception_info_t, tid)},
        {offsetof(struct exception_message, type), offsetof(zx_exception_info_t, type)},
    };
    assert_values(values);
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
        cmocka_unit_test(kernel_agrees),
        cmocka_unit_test(kernel_agrees_on_layouts),
        cmocka_unit_test(calls_about_jobs),
        cmocka_unit_test(calls_about_processes),
        cmocka_unit_test(calls_about_threads),
        cmocka_unit_test(calls_about_any_task),
        cmocka_unit_test(calls_about_exceptions),
        cmocka_unit_test(calls_about_children_and_properties),
    };
    return cmocka_run_group_tests_name("zircon_task_header", tests, NULL, NULL);
}
