/*
 * What the kernel writes about tasks and exceptions, read as the published headers have it: the
 * records of object_get_info, the message to a handler, properties and types by their numbers.
 */
#include "children.h"

/* Words of the kernel's that the headers define as well. */
#undef ZX_RIGHT_SAME_RIGHTS
#undef ZX_TIME_INFINITE

#include <zircon/syscalls/exception.h>
#include <zircon/syscalls/object.h>
#include <zircon/syscalls/policy.h>

/* Reads the one record of a topic. */
#define read_record(m, handle, topic, record)                                                      \
    do {                                                                                           \
        assert_int_equal(zx(m, SYS_OBJECT_GET_INFO, handle, topic, at(m, SENT_BYTES),              \
                            sizeof *(record), at(m, ACTUAL), at(m, AVAIL)),                        \
                         ZX_OK);                                                                   \
        assert_int_equal(word(m, ACTUAL), 1);                                                      \
        assert_int_equal(word(m, AVAIL), 1);                                                       \
        get(m, SENT_BYTES, record, sizeof *(record));                                              \
    } while (0)

static uint32_t type_of(struct machine *m, uint32_t handle)
{
    zx_info_handle_basic_t basic;
    read_record(m, handle, ZX_INFO_HANDLE_BASIC, &basic);
    return basic.type;
}

/* A child that has met a fault, which a handler of Alice's has; she runs. */
static struct child faulted_child(struct machine *m, uint32_t *channel)
{
    struct child child = child_run(m, DOMAIN_JOB, 0);
    *channel = listen_to(m, child.process, REGULAR);
    run(m, child.tid);
    fault_now(m, FAULT_UNDEFINED);
    be(m, ALICE);
    return child;
}

static void types_are_the_published_ones(void **state)
{
    (void)state;
    struct machine *m = family_machine();
    uint32_t channel;
    struct exception_info info;
    struct child child = faulted_child(m, &channel);
    assert_int_equal(type_of(m, DOMAIN_JOB), ZX_OBJ_TYPE_JOB);
    assert_int_equal(type_of(m, child.process), ZX_OBJ_TYPE_PROCESS);
    assert_int_equal(type_of(m, child.thread), ZX_OBJ_TYPE_THREAD);
    assert_int_equal(type_of(m, channel), ZX_OBJ_TYPE_CHANNEL);
    assert_int_equal(type_of(m, read_exception(m, channel, &info)), ZX_OBJ_TYPE_EXCEPTION);
    assert_int_equal(type_of(m, suspend(m, child.process)), ZX_OBJ_TYPE_SUSPEND_TOKEN);
}

static void processes_tell_their_life(void **state)
{
    (void)state;
    struct machine *m = family_machine();
    zx_info_process_t info;
    struct child child = child_make(m, DOMAIN_JOB, 0);
    read_record(m, child.process, ZX_INFO_PROCESS, &info);
    assert_int_equal(info.flags, 0);
    advance_ms(m, 3);
    assert_int_equal(child_start(m, &child, 0), ZX_OK);
    (void)listen_to(m, child.process, DEBUGGER);
    read_record(m, child.process, ZX_INFO_PROCESS, &info);
    assert_int_equal(info.flags,
                     ZX_INFO_PROCESS_FLAG_STARTED | ZX_INFO_PROCESS_FLAG_DEBUGGER_ATTACHED);
    assert_int_equal(info.start_time, 3000000);
    kill_task(m, child.process);
    read_record(m, child.process, ZX_INFO_PROCESS, &info);
    assert_int_equal(info.flags, ZX_INFO_PROCESS_FLAG_STARTED | ZX_INFO_PROCESS_FLAG_EXITED);
    assert_int_equal(info.start_time, 3000000);
    assert_int_equal(info.return_code, ZX_TASK_RETCODE_SYSCALL_KILL);
}

/* Time 0 is as good a start as any; a process that ends without one never had it. */
static void processes_tell_whether_they_were_started(void **state)
{
    (void)state;
    struct machine *m = family_machine();
    zx_info_process_t info;
    struct child child = child_run(m, DOMAIN_JOB, 0);
    kill_task(m, child.process);
    read_record(m, child.process, ZX_INFO_PROCESS, &info);
    assert_int_equal(info.start_time, 0);
    assert_int_equal(info.flags, ZX_INFO_PROCESS_FLAG_STARTED | ZX_INFO_PROCESS_FLAG_EXITED);
    uint32_t idle = make_process(m, DOMAIN_JOB);
    kill_task(m, idle);
    read_record(m, idle, ZX_INFO_PROCESS, &info);
    assert_int_equal(info.flags, ZX_INFO_PROCESS_FLAG_EXITED);
}

static void jobs_tell_their_life(void **state)
{
    (void)state;
    struct machine *m = family_machine();
    zx_info_job_t info;
    uint32_t job = make_job(m, DOMAIN_JOB);
    read_record(m, job, ZX_INFO_JOB, &info);
    assert_false(info.exited);
    assert_false(info.debugger_attached);
    (void)listen_to(m, job, DEBUGGER);
    read_record(m, job, ZX_INFO_JOB, &info);
    assert_true(info.debugger_attached);
    assert_false(info.kill_on_oom);
    kill_task(m, job);
    read_record(m, job, ZX_INFO_JOB, &info);
    assert_true(info.exited);
    assert_int_equal(info.return_code, ZX_TASK_RETCODE_SYSCALL_KILL);
}

static void threads_tell_who_has_their_exception(void **state)
{
    (void)state;
    struct machine *m = family_machine();
    zx_info_thread_t info;
    uint32_t channel;
    read_record(m, ME, ZX_INFO_THREAD, &info);
    assert_int_equal(info.state, ZX_THREAD_STATE_RUNNING);
    assert_int_equal(info.wait_exception_channel_type, ZX_EXCEPTION_CHANNEL_TYPE_NONE);
    assert_int_equal(info.cpu_affinity_mask.mask[0], 1);
    assert_int_equal(info.cpu_affinity_mask.mask[7], 0);
    struct child child = faulted_child(m, &channel);
    read_record(m, child.thread, ZX_INFO_THREAD, &info);
    assert_int_equal(info.state, ZX_THREAD_STATE_BLOCKED_EXCEPTION);
    assert_int_equal(info.wait_exception_channel_type, ZX_EXCEPTION_CHANNEL_TYPE_PROCESS);
}

static void messages_tell_who_met_what(void **state)
{
    (void)state;
    struct machine *m = family_machine();
    zx_exception_info_t message;
    uint32_t channel;
    struct child child = faulted_child(m, &channel);
    assert_int_equal(receive(m, channel, 0, sizeof message, 1), ZX_OK);
    get(m, READ_BYTES, &message, sizeof message);
    assert_int_equal(message.pid, koid_of(m, child.process));
    assert_int_equal(message.tid, koid_of(m, child.thread));
    assert_int_equal(message.type, ZX_EXCP_UNDEFINED_INSTRUCTION);
}

static void reports_tell_the_processors_words(void **state)
{
    (void)state;
    struct machine *m = family_machine();
    zx_exception_report_t report;
    struct child child = child_run(m, DOMAIN_JOB, 0);
    (void)listen_to(m, child.process, REGULAR);
    run(m, child.tid);
    struct fault fault = {.kind = FAULT_MEMORY,
                          .address = HOLE,
                          .pc = 0x1234,
                          .status = 0x82,
                          .has_address = true,
                          .has_pc = true};
    kernel_fault(machine_kernel(m), &fault);
    check(m);
    be(m, ALICE);
    read_record(m, child.thread, ZX_INFO_THREAD_EXCEPTION_REPORT, &report);
    assert_int_equal(report.header.size, sizeof report);
    assert_int_equal(report.header.type, ZX_EXCP_FATAL_PAGE_FAULT);
    assert_int_equal(report.context.arch.u.armv7m.cfsr, 0x82);
    assert_int_equal(report.context.arch.u.armv7m.address, HOLE);
    assert_int_equal(report.context.arch.u.armv7m.pc, 0x1234);
    assert_int_equal(report.context.synth_code, 0);
    assert_int_equal(report.context.synth_data, 0);
}

static void reports_of_policies_tell_the_condition(void **state)
{
    (void)state;
    struct machine *m = family_machine();
    zx_exception_report_t report;
    const zx_policy_basic_t policy = {ZX_POL_NEW_EVENT, ZX_POL_ACTION_DENY_EXCEPTION};
    uint32_t job = make_job(m, DOMAIN_JOB);
    put(m, LIST, &policy, sizeof policy);
    assert_int_equal(
        zx(m, SYS_JOB_SET_POLICY, job, ZX_JOB_POL_RELATIVE, ZX_JOB_POL_BASIC, at(m, LIST), 1),
        ZX_OK);
    struct child child = child_run(m, job, 0);
    (void)listen_to(m, child.process, REGULAR);
    run(m, child.tid);
    call_parks(m, SYS_EVENT_CREATE, 0, at(m, OUT));
    be(m, ALICE);
    read_record(m, child.thread, ZX_INFO_THREAD_EXCEPTION_REPORT, &report);
    assert_int_equal(report.header.type, ZX_EXCP_POLICY_ERROR);
    assert_int_equal(report.context.synth_code, ZX_POL_NEW_EVENT);
    assert_int_equal(report.context.arch.u.armv7m.pc, 0);
}

/* By each number, and by no other: what the object has. */
static void properties_have_their_published_numbers(void **state)
{
    (void)state;
    struct machine *m = family_machine();
    uint32_t channel;
    struct exception_info info;
    struct child child = faulted_child(m, &channel);
    uint32_t exception = read_exception(m, channel, &info);
    for (uint32_t property = 0; property < 24; property++) {
        int32_t of_exception =
            zx(m, SYS_OBJECT_GET_PROPERTY, exception, property, at(m, OUT), sizeof(uint32_t));
        bool is_its_own =
            property == ZX_PROP_EXCEPTION_STATE || property == ZX_PROP_EXCEPTION_STRATEGY;
        assert_int_equal(of_exception, is_its_own                 ? ZX_OK
                                       : property == ZX_PROP_NAME ? ZX_WRONG_TYPE
                                                                  : ZX_INVALID_ARGS);
        int32_t of_thread = zx(m, SYS_OBJECT_GET_PROPERTY, child.thread, property,
                               at(m, SENT_BYTES), (uint32_t)ZX_MAX_NAME_LEN);
        assert_int_equal(of_thread, property == ZX_PROP_NAME ? ZX_OK
                                    : is_its_own             ? ZX_WRONG_TYPE
                                                             : ZX_INVALID_ARGS);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(types_are_the_published_ones),
        TEST(processes_tell_their_life),
        TEST(processes_tell_whether_they_were_started),
        TEST(jobs_tell_their_life),
        TEST(threads_tell_who_has_their_exception),
        TEST(messages_tell_who_met_what),
        TEST(reports_tell_the_processors_words),
        TEST(reports_of_policies_tell_the_condition),
        TEST(properties_have_their_published_numbers),
    };
    return cmocka_run_group_tests_name("zircon_records", tests, NULL, NULL);
}
