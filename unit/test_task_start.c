/*
 * zircon_task.c: starting processes and threads: their stacks, the handle they are given, their
 * exchange areas; each call's errors in their order.
 */
#include "children.h"

/* ---- process_start ---- */

/* What can be wrong, in the order in which it is noticed; the given handle goes each time. */
static void errors_of_process_start_consume_the_given_handle(void **state)
{
    (void)state;
    for (unsigned wrong = 0; wrong < 12; wrong++) {
        struct machine *m = family_machine();
        struct child child = child_make(m, DOMAIN_JOB, 0);
        uint32_t event = make_event(m);
        uint32_t process = child.process;
        uint32_t thread = child.thread;
        uint32_t stack = HOLE;
        uint32_t given = with_rights(m, event, RIGHT_TRANSFER);
        int32_t expected = ZX_INVALID_ARGS;
        switch (wrong) {
        case 0:
            process = 0, thread = event, expected = ZX_BAD_HANDLE;
            break;
        case 1:
            process = thread, thread = 0, expected = ZX_WRONG_TYPE;
            break;
        case 2:
            process = all_but(m, process, RIGHT_WRITE), thread = 0, expected = ZX_ACCESS_DENIED;
            break;
        case 3:
            thread = 0, expected = ZX_BAD_HANDLE;
            break;
        case 4:
            thread = event, expected = ZX_WRONG_TYPE;
            break;
        case 5:
            thread = all_but(m, thread, RIGHT_WRITE), expected = ZX_ACCESS_DENIED;
            break;
        case 6:
            thread = ME, expected = ZX_ACCESS_DENIED;
            break;
        case 7:
            process = SELF, thread = ME, expected = ZX_BAD_STATE;
            break;
        case 8:
            kill_task(m, process), expected = ZX_BAD_STATE;
            break;
        case 9:
            given = reduced(m, given, 0);
            expected = ZX_ACCESS_DENIED;
            break;
        case 10:
            break;
        default:
            stack = child.stack - 4;
            break;
        }
        unsigned names = count_of(m, event);
        assert_int_equal(zx_loses(m, SYS_PROCESS_START, process, thread, 1, stack, given, 0),
                         expected);
        assert_int_equal(count_of(m, event), names - 1);
        assert_false(is_valid(m, given));
        fixture_end(NULL);
    }
}

static void a_given_handle_must_be_one(void **state)
{
    (void)state;
    struct machine *m = family_machine();
    struct child child = child_make(m, DOMAIN_JOB, 0);
    uint32_t event = make_event(m);
    close_handle(m, event);
    uint64_t before = machine_hash(m);
    assert_int_equal(
        zx(m, SYS_PROCESS_START, child.process, child.thread, 1, child.stack, event, 0),
        ZX_BAD_HANDLE);
    assert_int_equal(machine_hash(m), before);
    assert_int_equal(child_start(m, &child, 0), ZX_OK);
}

static void a_started_process_has_the_given_handle(void **state)
{
    (void)state;
    struct machine *m = family_machine();
    struct child child = child_make(m, DOMAIN_JOB, 0);
    uint32_t event = make_event(m);
    uint64_t koid = koid_of(m, event);
    uint32_t given = reduced(m, event, RIGHT_TRANSFER | RIGHT_SIGNAL);
    assert_int_equal(child_start(m, &child, given), ZX_OK);
    assert_false(is_valid(m, given));
    uint32_t value = machine_kernel(m)->arch.context[child.tid].argument[0];
    assert_int_equal(machine_kernel(m)->arch.context[child.tid].argument[1], 7);
    assert_int_equal(machine_kernel(m)->arch.context[child.tid].entry, 1);
    run(m, child.tid);
    assert_int_equal(basic(m, value).koid, koid);
    assert_int_equal(basic(m, value).rights, RIGHT_TRANSFER | RIGHT_SIGNAL);
}

/* A wait by the given handle ends: it is another process's now. */
static void giving_a_handle_cancels_waits_by_it(void **state)
{
    (void)state;
    struct machine *m = family_machine();
    struct child child = child_make(m, DOMAIN_JOB, 0);
    uint32_t event = make_event(m);
    thread_id waiter = machine_thread(m, machine_process(m, ALICE), true);
    run(m, waiter);
    call_parks(m, SYS_OBJECT_WAIT_ONE, event, ZX_SIGNALED, FOR_EVER, at(m, OBSERVED));
    be(m, ALICE);
    assert_int_equal(child_start(m, &child, event), ZX_OK);
    run(m, waiter);
    assert_int_equal((int32_t)machine_call_result(m, waiter), ZX_CANCELED);
}

/* A process that runs its own thread only, the first of which starts it. */
static void only_the_first_thread_starts_a_process(void **state)
{
    (void)state;
    struct machine *m = family_machine();
    struct child child = child_make(m, DOMAIN_JOB, 0);
    uint32_t other = make_thread(m, child.process);
    uint32_t second_stack = give_stack(m, child.process, 1);
    assert_int_equal(zx(m, SYS_THREAD_START, other, 1, second_stack, 0, 0), ZX_BAD_STATE);
    /* Any of them is the first: the conformance case ProcessStartOnSecondThread. */
    assert_int_equal(zx(m, SYS_PROCESS_START, child.process, other, 1, second_stack, 0, 0), ZX_OK);
    assert_int_equal(child_start(m, &child, 0), ZX_BAD_STATE);
    assert_int_equal(zx(m, SYS_THREAD_START, child.thread, 1, child.stack, 0, 0), ZX_OK);
    assert_int_equal(zx(m, SYS_THREAD_START, child.thread, 1, child.stack, 0, 0), ZX_BAD_STATE);
    assert_int_equal(signals(m, child.thread), RUNNING);
}

static void a_stack_is_one_writable_mapping(void **state)
{
    (void)state;
    struct machine *m = family_machine();
    struct child child = child_make(m, DOMAIN_JOB, 0);
    uint32_t end = child.stack;
    const uint32_t bad[] = {0,           end + 8, end - 4,   end - STACK_SIZE, HOLE,
                            at(m, 4096), end - 1, end + 256, 0xffffffff,       0xfffffff8};
    for (unsigned i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        assert_int_equal(zx(m, SYS_PROCESS_START, child.process, child.thread, 1, bad[i], 0, 0),
                         ZX_INVALID_ARGS);
    }
    /* Where another mapping ends, no stack begins. */
    uint32_t read_only = end | 1u << 7 | 1u << 4 | ACCESS_READ;
    assert_true((int32_t)call_returns(m, SYS_TASK_MAP, child.process, SELF, read_only,
                                      end >> SELECTOR_SHIFT << SELECTOR_SHIFT) >= 0);
    assert_int_equal(zx(m, SYS_PROCESS_START, child.process, child.thread, 1, end + 256, 0, 0),
                     ZX_INVALID_ARGS);
    /* Anywhere in it will do. */
    assert_int_equal(
        zx(m, SYS_PROCESS_START, child.process, child.thread, 1, end - STACK_SIZE + 8, 0, 0),
        ZX_OK);
}

/* The conformance case InfoReflectsProcessState. */
static void info_reflects_the_state(void **state)
{
    (void)state;
    struct machine *m = family_machine();
    struct child child = child_make(m, DOMAIN_JOB, 0);
    advance_ms(m, 3);
    assert_int_equal(process_info(m, child.process).flags, 0);
    assert_int_equal(process_info(m, child.process).start_time, 0);
    assert_int_equal(child_start(m, &child, 0), ZX_OK);
    assert_int_equal(process_info(m, child.process).flags, 1);
    assert_int_equal(process_info(m, child.process).start_time, 3000000);
    assert_int_equal(signals(m, child.process), 0);
    kill_task(m, child.process);
    assert_int_equal(process_info(m, child.process).flags, 3);
    assert_int_equal(process_info(m, child.process).return_code, -1024);
    assert_int_equal(signals(m, child.process), TERMINATED);
    assert_int_equal(signals(m, child.thread), TERMINATED);
}

/* ---- thread_start ---- */

static void errors_of_thread_start_in_order(void **state)
{
    (void)state;
    struct machine *m = family_machine();
    struct child child = child_make(m, DOMAIN_JOB, 0);
    uint32_t other = make_thread(m, child.process);
    uint32_t poor = all_but(m, other, RIGHT_MANAGE_THREAD);
    assert_int_equal(zx(m, SYS_THREAD_START, 0, 1, HOLE, 0, 0), ZX_BAD_HANDLE);
    assert_int_equal(zx(m, SYS_THREAD_START, SELF, 1, HOLE, 0, 0), ZX_WRONG_TYPE);
    assert_int_equal(zx(m, SYS_THREAD_START, poor, 1, HOLE, 0, 0), ZX_ACCESS_DENIED);
    assert_int_equal(zx(m, SYS_THREAD_START, other, 1, HOLE, 0, 0), ZX_BAD_STATE);
    assert_int_equal(child_start(m, &child, 0), ZX_OK);
    assert_int_equal(zx(m, SYS_THREAD_START, other, 1, HOLE, 0, 0), ZX_INVALID_ARGS);
    assert_int_equal(zx(m, SYS_THREAD_START, ME, 1, HOLE, 0, 0), ZX_BAD_STATE);
    kill_task(m, child.process);
    assert_int_equal(zx(m, SYS_THREAD_START, other, 1, child.stack, 0, 0), ZX_BAD_STATE);
}

static void threads_take_areas_while_there_are_any(void **state)
{
    (void)state;
    struct machine *m = family_machine();
    struct child child = child_run(m, DOMAIN_JOB, 0);
    uint32_t handle = make_thread(m, child.process);
    thread_id without = thread_of_object(object_named(m, handle));
    uint32_t stack = give_stack(m, child.process, 1);
    assert_int_equal(zx(m, SYS_THREAD_START, handle, 1, stack, 5, 6), ZX_OK);
    assert_int_equal(thread_state_of(m, without)->area, 0);
    assert_int_equal(machine_kernel(m)->arch.context[without].argument[0], 5);
    assert_int_equal(machine_kernel(m)->arch.context[without].argument[1], 6);
    uint32_t third;
    thread_id with = child_thread(m, child.process, 2, &third);
    assert_int_not_equal(thread_state_of(m, with)->area, 0);
    run(m, without);
    assert_int_equal(call_returns(m, SYS_WAIT_FOR_EVENT, EVENT_IPC, 1), SENTRY_INVALID);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(errors_of_process_start_consume_the_given_handle),
        TEST(a_given_handle_must_be_one),
        TEST(a_started_process_has_the_given_handle),
        TEST(giving_a_handle_cancels_waits_by_it),
        TEST(only_the_first_thread_starts_a_process),
        TEST(a_stack_is_one_writable_mapping),
        TEST(info_reflects_the_state),
        TEST(errors_of_thread_start_in_order),
        TEST(threads_take_areas_while_there_are_any),
    };
    return cmocka_run_group_tests_name("task_start", tests, NULL, NULL);
}
