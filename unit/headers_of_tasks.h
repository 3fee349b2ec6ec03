/*
 * What the headers of the Zircon family have in common, under its own names and under Magenta's, as
 * to tasks: words, layouts of records, and stubs, each of which must pass its arguments to the
 * native call of its name.
 *
 * Its names begin differently under the two: the including file says how, by the macros NAME and
 * VALUE, after native_calls.h and the headers that it tests.
 */
#ifndef UNIT_HEADERS_OF_TASKS_H
#define UNIT_HEADERS_OF_TASKS_H

static void published_return_codes(void **state)
{
    (void)state;
    assert_run(-1024, -1, VALUE(TASK_RETCODE_SYSCALL_KILL), VALUE(TASK_RETCODE_OOM_KILL),
               VALUE(TASK_RETCODE_POLICY_KILL), VALUE(TASK_RETCODE_VDSO_KILL),
               VALUE(TASK_RETCODE_EXCEPTION_KILL), VALUE(TASK_RETCODE_CRITICAL_PROCESS_KILL));
    assert_bits(0, VALUE(INFO_PROCESS_FLAG_STARTED), VALUE(INFO_PROCESS_FLAG_EXITED),
                VALUE(INFO_PROCESS_FLAG_DEBUGGER_ATTACHED));
    assert_int_equal(VALUE(MAX_NAME_LEN), 32);
    assert_int_equal(VALUE(INFO_ANVIL_TASK), 0x0a000001);
    assert_int_equal(VALUE(JOB_CRITICAL_PROCESS_RETCODE_NONZERO), 1);
}

static void published_states_of_threads(void **state)
{
    (void)state;
    assert_run(0, 1, VALUE(THREAD_STATE_NEW), VALUE(THREAD_STATE_RUNNING),
               VALUE(THREAD_STATE_SUSPENDED), VALUE(THREAD_STATE_BLOCKED),
               VALUE(THREAD_STATE_DYING), VALUE(THREAD_STATE_DEAD));
    assert_run(0x103, 0x100, VALUE(THREAD_STATE_BLOCKED_EXCEPTION),
               VALUE(THREAD_STATE_BLOCKED_SLEEPING), VALUE(THREAD_STATE_BLOCKED_FUTEX),
               VALUE(THREAD_STATE_BLOCKED_PORT), VALUE(THREAD_STATE_BLOCKED_CHANNEL),
               VALUE(THREAD_STATE_BLOCKED_WAIT_ONE), VALUE(THREAD_STATE_BLOCKED_WAIT_MANY),
               VALUE(THREAD_STATE_BLOCKED_INTERRUPT), VALUE(THREAD_STATE_BLOCKED_PAGER));
    assert_int_equal(VALUE(THREAD_STATE_BASIC)(VALUE(THREAD_STATE_BLOCKED_PAGER)), 3);
    assert_int_equal(VALUE(THREAD_STATE_BASIC)(VALUE(THREAD_STATE_DEAD)), 5);
}

static void published_exceptions(void **state)
{
    (void)state;
    assert_run(0x8, 0x100, VALUE(EXCP_GENERAL), VALUE(EXCP_FATAL_PAGE_FAULT),
               VALUE(EXCP_UNDEFINED_INSTRUCTION), VALUE(EXCP_SW_BREAKPOINT),
               VALUE(EXCP_HW_BREAKPOINT), VALUE(EXCP_UNALIGNED_ACCESS));
    assert_int_equal(VALUE(EXCP_SYNTH), 0x8000);
    assert_run(0x8008, 0x100, VALUE(EXCP_THREAD_STARTING), VALUE(EXCP_THREAD_EXITING),
               VALUE(EXCP_POLICY_ERROR), VALUE(EXCP_PROCESS_STARTING));
    assert_true(VALUE(EXCP_IS_ARCH)(VALUE(EXCP_UNALIGNED_ACCESS)));
    assert_false(VALUE(EXCP_IS_ARCH)(VALUE(EXCP_THREAD_STARTING)));
    assert_int_equal(VALUE(EXCEPTION_CHANNEL_DEBUGGER), 1);
    assert_int_equal(VALUE(EXCEPTION_CHANNEL_JOB_DEBUGGER_MAX_COUNT), 3);
    assert_run(0, 1, VALUE(EXCEPTION_CHANNEL_TYPE_NONE), VALUE(EXCEPTION_CHANNEL_TYPE_DEBUGGER),
               VALUE(EXCEPTION_CHANNEL_TYPE_THREAD), VALUE(EXCEPTION_CHANNEL_TYPE_PROCESS),
               VALUE(EXCEPTION_CHANNEL_TYPE_JOB), VALUE(EXCEPTION_CHANNEL_TYPE_JOB_DEBUGGER));
}

static void published_records(void **state)
{
    (void)state;
    static const int64_t values[][2] = {
        {sizeof(NAME(info_process_t)), 24},
        {offsetof(NAME(info_process_t), return_code), 0},
        {offsetof(NAME(info_process_t), start_time), 8},
        {offsetof(NAME(info_process_t), flags), 16},
        {sizeof(NAME(info_job_t)), 16},
        {offsetof(NAME(info_job_t), return_code), 0},
        {offsetof(NAME(info_job_t), exited), 8},
        {offsetof(NAME(info_job_t), kill_on_oom), 9},
        {offsetof(NAME(info_job_t), debugger_attached), 10},
        {sizeof(NAME(info_thread_t)), 72},
        {offsetof(NAME(info_thread_t), state), 0},
        {offsetof(NAME(info_thread_t), wait_exception_channel_type), 4},
        {offsetof(NAME(info_thread_t), cpu_affinity_mask), 8},
        {sizeof(NAME(exception_info_t)), 24},
        {offsetof(NAME(exception_info_t), pid), 0},
        {offsetof(NAME(exception_info_t), tid), 8},
        {offsetof(NAME(exception_info_t), type), 16},
        {sizeof(NAME(policy_basic_t)), 8},
        {offsetof(NAME(policy_basic_t), condition), 0},
        {offsetof(NAME(policy_basic_t), policy), 4},
    };
    assert_values(values);
}

static void published_registers(void **state)
{
    (void)state;
    static const int64_t values[][2] = {
        {sizeof(NAME(exception_report_t)), 32},
        {offsetof(NAME(exception_report_t), header.size), 0},
        {offsetof(NAME(exception_report_t), header.type), 4},
        {offsetof(NAME(exception_report_t), context.arch.u.armv7m.cfsr), 8},
        {offsetof(NAME(exception_report_t), context.arch.u.armv7m.address), 12},
        {offsetof(NAME(exception_report_t), context.arch.u.armv7m.pc), 16},
        {offsetof(NAME(exception_report_t), context.synth_code), 20},
        {offsetof(NAME(exception_report_t), context.synth_data), 24},
        {sizeof(NAME(thread_state_general_regs_t)), 68},
        {offsetof(NAME(thread_state_general_regs_t), r), 0},
        {offsetof(NAME(thread_state_general_regs_t), sp), 52},
        {offsetof(NAME(thread_state_general_regs_t), lr), 56},
        {offsetof(NAME(thread_state_general_regs_t), pc), 60},
        {offsetof(NAME(thread_state_general_regs_t), xpsr), 64},
        {sizeof(NAME(thread_state_fp_regs_t)), 132},
        {offsetof(NAME(thread_state_fp_regs_t), s), 0},
        {offsetof(NAME(thread_state_fp_regs_t), fpscr), 128},
    };
    assert_values(values);
    assert_run(0, 1, VALUE(THREAD_STATE_GENERAL_REGS), VALUE(THREAD_STATE_FP_REGS),
               VALUE(THREAD_STATE_VECTOR_REGS));
    assert_run(4, 1, VALUE(THREAD_STATE_DEBUG_REGS), VALUE(THREAD_STATE_SINGLE_STEP));
}

/* ---- Stubs: handles, koids and return codes use all their bits; statuses come back signed. ----
 */

#define HANDLE  0xfedcba9fu
#define OTHER   0xdeadbeefu
#define ADDRESS 0x87654321u
#define KOID    0xfedcba9876543210u

static NAME(handle_t) out[2];
static uint8_t buffer[4];

static void calls_about_jobs(void **state)
{
    (void)state;
    const NAME(policy_basic_t) policy[] = {{VALUE(POL_NEW_ANY), VALUE(POL_ACTION_DENY)}};
    recorder.result = (uint32_t)-14;
    assert_int_equal(NAME(job_create)(HANDLE, 1, out), VALUE(ERR_OUT_OF_RANGE));
    assert_recorded("job_create", HANDLE, 1, low_half(out));
    recorder.result = (uint32_t)-26;
    assert_int_equal(NAME(job_set_policy)(HANDLE, 1, 2, policy, 3), VALUE(ERR_ALREADY_EXISTS));
    assert_recorded("job_set_policy", HANDLE, 1, 2, low_half(policy), 3);
    recorder.result = (uint32_t)-27;
    assert_int_equal(NAME(job_set_critical)(HANDLE, 1, OTHER), VALUE(ERR_ALREADY_BOUND));
    assert_recorded("job_set_critical", HANDLE, 1, OTHER);
}

static void calls_about_processes(void **state)
{
    (void)state;
    const char *name = "name";
    recorder.result = (uint32_t)-20;
    assert_int_equal(NAME(process_create)(HANDLE, name, 4, 5, &out[0], &out[1]),
                     VALUE(ERR_BAD_STATE));
    assert_recorded("process_create", HANDLE, low_half(name), 4, 5, low_half(&out[0]),
                    low_half(&out[1]));
    assert_int_equal(NAME(process_start)(HANDLE, 1, ADDRESS, 3, OTHER, 0x80000005),
                     VALUE(ERR_BAD_STATE));
    assert_recorded("process_start", HANDLE, 1, ADDRESS, 3, OTHER, 0x80000005);
    assert_does_not_return(NAME(process_exit)(INT64_MIN + 7));
    assert_recorded("process_exit", 0x8000000000000007);
}

static void calls_about_threads(void **state)
{
    (void)state;
    const char *name = "name";
    recorder.result = (uint32_t)-20;
    assert_int_equal(NAME(thread_create)(HANDLE, name, 4, 5, out), VALUE(ERR_BAD_STATE));
    assert_recorded("thread_create", HANDLE, low_half(name), 4, 5, low_half(out));
    assert_int_equal(NAME(thread_start)(HANDLE, ADDRESS, 2, OTHER, 0x80000004),
                     VALUE(ERR_BAD_STATE));
    assert_recorded("thread_start", HANDLE, ADDRESS, 2, OTHER, 0x80000004);
    assert_int_equal(NAME(thread_read_state)(HANDLE, 1, buffer, 2), VALUE(ERR_BAD_STATE));
    assert_recorded("thread_read_state", HANDLE, 1, low_half(buffer), 2);
    assert_int_equal(NAME(thread_write_state)(HANDLE, 1, buffer, 2), VALUE(ERR_BAD_STATE));
    assert_recorded("thread_write_state", HANDLE, 1, low_half(buffer), 2);
    assert_does_not_return(NAME(thread_exit)());
    assert_recorded("thread_exit", 0);
}

static void calls_about_any_task(void **state)
{
    (void)state;
    recorder.result = (uint32_t)-12;
    assert_int_equal(NAME(task_kill)(HANDLE), VALUE(ERR_WRONG_TYPE));
    assert_recorded("task_kill", HANDLE);
    assert_int_equal(NAME(task_suspend)(HANDLE, out), VALUE(ERR_WRONG_TYPE));
    assert_recorded("task_suspend", HANDLE, low_half(out));
    recorder.name = "none";
    assert_int_equal(NAME(task_suspend_token)(OTHER, out), VALUE(ERR_WRONG_TYPE));
    assert_recorded("task_suspend", OTHER, low_half(out));
}

static void calls_about_exceptions(void **state)
{
    (void)state;
    recorder.result = (uint32_t)-30;
    assert_int_equal(NAME(task_create_exception_channel)(HANDLE, 1, out), VALUE(ERR_ACCESS_DENIED));
    assert_recorded("task_create_exception_channel", HANDLE, 1, low_half(out));
    assert_int_equal(NAME(exception_get_thread)(HANDLE, out), VALUE(ERR_ACCESS_DENIED));
    assert_recorded("exception_get_thread", HANDLE, low_half(out));
    assert_int_equal(NAME(exception_get_process)(HANDLE, out), VALUE(ERR_ACCESS_DENIED));
    assert_recorded("exception_get_process", HANDLE, low_half(out));
}

static void calls_about_children_and_properties(void **state)
{
    (void)state;
    recorder.result = (uint32_t)-25;
    assert_int_equal(NAME(object_get_child)(HANDLE, KOID, 0x80000000, out), VALUE(ERR_NOT_FOUND));
    assert_recorded("object_get_child", HANDLE, KOID, 0x80000000, low_half(out));
    assert_int_equal(NAME(object_get_property)(HANDLE, 18, buffer, 4), VALUE(ERR_NOT_FOUND));
    assert_recorded("object_get_property", HANDLE, 18, low_half(buffer), 4);
    assert_int_equal(NAME(object_set_property)(HANDLE, 18, buffer, 4), VALUE(ERR_NOT_FOUND));
    assert_recorded("object_set_property", HANDLE, 18, low_half(buffer), 4);
}

#endif
