/*
 * exception.c: one exception, from the fault to its answer: what the handler learns, what it can
 * say, and what happens when either side dies.
 */
#include "children.h"

enum { STATE = 16, STRATEGY = 18, NAME = 3 };

/* ---- Message and answer. ---- */

static void nobody_handles_it(void **state)
{
    (void)state;
    struct machine *m = family_machine();
    struct child child = child_run(m, DOMAIN_JOB, 0);
    child_faults(m, &child);
    assert_int_equal(return_code_of(m, child.process), ZX_TASK_RETCODE_EXCEPTION_KILL);
    assert_int_equal(signals(m, child.thread), TERMINATED);
    uint32_t size;
    (void)machine_log(m, &size);
    assert_true(size > 0);
}

static void the_message_says_who(void **state)
{
    (void)state;
    struct machine *m = family_machine();
    struct child child = child_run(m, DOMAIN_JOB, 0);
    uint32_t channel = listen_to(m, child.process, REGULAR);
    child_faults(m, &child);
    assert_int_equal(signals(m, channel) & ZX_READABLE, ZX_READABLE);
    assert_in_exception(m, child.tid);
    assert_int_equal(thread_info_state(m, child.thread), 0x103);
    assert_int_equal(word(m, LIST + 4), 3);
    struct exception_info info;
    uint32_t exception = read_exception(m, channel, &info);
    assert_int_equal(info.pid, koid_of(m, child.process));
    assert_int_equal(info.tid, koid_of(m, child.thread));
    assert_int_equal(info.type, ZX_EXCP_UNDEFINED_INSTRUCTION);
    assert_int_equal(basic(m, exception).type, 29);
    assert_int_equal(basic(m, exception).rights,
                     RIGHT_TRANSFER | RIGHT_GET_PROPERTY | RIGHT_SET_PROPERTY | RIGHT_INSPECT);
    assert_int_equal(basic(m, exception).related_koid, info.tid);
    assert_int_equal(signals(m, channel) & ZX_READABLE, 0);
    assert_int_equal(zx(m, SYS_EXCEPTION_GET_THREAD, exception, at(m, OUT)), ZX_OK);
    assert_int_equal(koid_of(m, word(m, OUT)), info.tid);
    assert_int_equal(basic(m, word(m, OUT)).rights, object_rights[OBJECT_THREAD]);
    assert_int_equal(zx(m, SYS_EXCEPTION_GET_PROCESS, exception, at(m, OUT)), ZX_OK);
    assert_int_equal(koid_of(m, word(m, OUT)), info.pid);
    assert_int_equal(basic(m, word(m, OUT)).rights, object_rights[OBJECT_PROCESS]);
}

static void types_of_faults(void **state)
{
    (void)state;
    static const struct {
        enum fault_kind kind;
        uint32_t type;
    } kinds[] = {{FAULT_MEMORY, ZX_EXCP_FATAL_PAGE_FAULT},
                 {FAULT_STACK, ZX_EXCP_FATAL_PAGE_FAULT},
                 {FAULT_BUS, ZX_EXCP_GENERAL},
                 {FAULT_UNDEFINED, ZX_EXCP_UNDEFINED_INSTRUCTION},
                 {FAULT_UNALIGNED, ZX_EXCP_UNALIGNED_ACCESS},
                 {FAULT_DIVIDE, ZX_EXCP_GENERAL},
                 {FAULT_BREAKPOINT, ZX_EXCP_SW_BREAKPOINT},
                 {FAULT_RETURN, ZX_EXCP_GENERAL}};
    for (unsigned i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        struct machine *m = family_machine();
        struct child child = child_run(m, DOMAIN_JOB, 0);
        uint32_t channel = listen_to(m, child.process, REGULAR);
        struct exception_info info;
        assert_int_equal(zx(m, SYS_OBJECT_GET_INFO, child.thread, ZX_INFO_THREAD_EXCEPTION_REPORT,
                            at(m, OUT), 32, 0, 0),
                         ZX_BAD_STATE);
        run(m, child.tid);
        fault_now(m, kinds[i].kind);
        be(m, ALICE);
        uint32_t report[8];
        assert_int_equal(zx(m, SYS_OBJECT_GET_INFO, child.thread, ZX_INFO_THREAD_EXCEPTION_REPORT,
                            at(m, OUT), 32, 0, 0),
                         ZX_OK);
        get(m, OUT, report, sizeof report);
        assert_int_equal(report[0], 32);
        assert_int_equal(report[1], kinds[i].type);
        assert_int_equal(report[3], HOLE);
        uint32_t exception = read_exception(m, channel, &info);
        assert_int_equal(info.type, kinds[i].type);
        answer(m, exception, HANDLED);
        assert_int_equal(thread_state_of(m, child.tid)->state, THREAD_READY);
        fixture_end(NULL);
    }
}

static void the_answers(void **state)
{
    (void)state;
    for (uint32_t what = TRY_NEXT; what <= THREAD_EXIT; what++) {
        struct machine *m = family_machine();
        struct child child = child_run(m, DOMAIN_JOB, 0);
        uint32_t handle;
        thread_id second = child_thread(m, child.process, 1, &handle);
        uint32_t channel = listen_to(m, child.process, REGULAR);
        child_faults(m, &child);
        struct exception_info info;
        uint32_t exception = read_exception(m, channel, &info);
        assert_in_exception(m, child.tid);
        answer(m, exception, what);
        if (what == TRY_NEXT) {
            assert_int_equal(return_code_of(m, child.process), ZX_TASK_RETCODE_EXCEPTION_KILL);
        } else {
            assert_shows(m, child.tid, what == HANDLED ? RUNNING : TERMINATED);
            assert_shows(m, second, RUNNING);
        }
        fixture_end(NULL);
    }
}

/* The conformance case ExitViaException: the last thread's exit ends the process, with 0. */
static void the_last_thread_exits_by_an_exception(void **state)
{
    (void)state;
    struct machine *m = family_machine();
    struct child child = child_run(m, DOMAIN_JOB, 0);
    uint32_t channel = listen_to(m, child.thread, REGULAR);
    child_faults(m, &child);
    struct exception_info info;
    answer(m, read_exception(m, channel, &info), THREAD_EXIT);
    assert_int_equal(signals(m, child.process), TERMINATED);
    assert_int_equal(return_code_of(m, child.process), 0);
}

/* ---- Properties. ---- */

static void the_state_is_a_property(void **state)
{
    (void)state;
    struct machine *m = family_machine();
    struct child child = child_run(m, DOMAIN_JOB, 0);
    uint32_t channel = listen_to(m, child.process, REGULAR);
    child_faults(m, &child);
    struct exception_info info;
    uint32_t exception = read_exception(m, channel, &info);
    for (uint32_t value = 0; value < 5; value++) {
        put_words(m, LIST, value);
        assert_int_equal(zx(m, SYS_OBJECT_SET_PROPERTY, exception, STATE, at(m, LIST), 4),
                         value <= THREAD_EXIT ? ZX_OK : ZX_INVALID_ARGS);
        assert_int_equal(zx(m, SYS_OBJECT_GET_PROPERTY, exception, STATE, at(m, OUT), 4), ZX_OK);
        assert_int_equal(word(m, OUT), value <= THREAD_EXIT ? value : (uint32_t)THREAD_EXIT);
    }
    assert_int_equal(zx(m, SYS_OBJECT_SET_PROPERTY, exception, STATE, at(m, LIST), 3),
                     ZX_BUFFER_TOO_SMALL);
    assert_int_equal(zx(m, SYS_OBJECT_SET_PROPERTY, exception, STATE, HOLE, 4), ZX_INVALID_ARGS);
    assert_int_equal(zx(m, SYS_OBJECT_GET_PROPERTY, exception, STATE, HOLE, 4), ZX_INVALID_ARGS);
    assert_int_equal(zx(m, SYS_OBJECT_GET_PROPERTY, exception, NAME, HOLE, 32), ZX_WRONG_TYPE);
    assert_int_equal(zx(m, SYS_OBJECT_GET_PROPERTY, child.process, STATE, HOLE, 4), ZX_WRONG_TYPE);
}

/* The conformance case ExceptionStrategyBadArgs. */
static void the_strategy_is_the_debuggers(void **state)
{
    (void)state;
    struct machine *m = family_machine();
    struct child child = child_run(m, DOMAIN_JOB, 0);
    uint32_t debugger = listen_to(m, child.process, DEBUGGER);
    uint32_t channel = listen_to(m, child.process, REGULAR);
    struct exception_info info;
    child_faults(m, &child);
    uint32_t exception = read_exception(m, debugger, &info);
    put_words(m, LIST, 2, 1, 0);
    assert_int_equal(zx(m, SYS_OBJECT_SET_PROPERTY, exception, STRATEGY, at(m, LIST), 4),
                     ZX_INVALID_ARGS);
    assert_int_equal(zx(m, SYS_OBJECT_SET_PROPERTY, exception, STRATEGY, at(m, LIST + 4), 4),
                     ZX_OK);
    assert_int_equal(zx(m, SYS_OBJECT_SET_PROPERTY, exception, STRATEGY, at(m, LIST + 8), 4),
                     ZX_OK);
    close_handle(m, exception);
    exception = read_exception(m, channel, &info);
    assert_int_equal(zx(m, SYS_OBJECT_SET_PROPERTY, exception, STRATEGY, at(m, LIST), 4),
                     ZX_INVALID_ARGS);
    assert_int_equal(zx(m, SYS_OBJECT_SET_PROPERTY, exception, STRATEGY, at(m, LIST + 4), 4),
                     ZX_BAD_STATE);
    assert_int_equal(zx(m, SYS_OBJECT_GET_PROPERTY, exception, STRATEGY, at(m, OUT), 4), ZX_OK);
    assert_int_equal(word(m, OUT), 0);
}

/* ---- Whoever has the exception. ---- */

static void the_exception_may_be_answered_by_another(void **state)
{
    (void)state;
    struct machine *m = family_machine();
    struct child child = child_run(m, DOMAIN_JOB, 0);
    uint32_t channel = listen_to(m, child.process, REGULAR);
    child_faults(m, &child);
    struct exception_info info;
    uint32_t exception = read_exception(m, channel, &info);
    set_answer(m, exception, HANDLED);
    assert_int_equal(zx(m, SYS_HANDLE_DUPLICATE, exception, ZX_RIGHT_SAME_RIGHTS, at(m, OUT)),
                     ZX_ACCESS_DENIED);
    (void)hand_over(m, exception, BOB);
    close_handle(m, channel);
    assert_in_exception(m, child.tid);
    be(m, BOB);
    close_all(m);
    assert_shows(m, child.tid, RUNNING);
    assert_int_equal(thread_state_of(m, child.tid)->state, THREAD_READY);
}

/* Who is to answer dies: whatever it has said counts. */
static void the_handler_dies(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 4; i++) {
        struct machine *m = family_machine();
        struct child child = child_run(m, DOMAIN_JOB, 0);
        struct child handler = child_make(m, DOMAIN_JOB, 1);
        uint32_t channel = listen_to(m, child.process, REGULAR);
        uint32_t given = channel;
        struct exception_info info;
        if (i < 2) { /* it has the exception, else the channel with the message unread */
            child_faults(m, &child);
            given = read_exception(m, channel, &info);
            set_answer(m, given, i == 0 ? HANDLED : TRY_NEXT);
        }
        assert_int_equal(child_start(m, &handler, given), ZX_OK);
        if (i == 2) {
            child_faults(m, &child);
        }
        kill_task(m, handler.process);
        if (i == 3) { /* nobody listens any more */
            child_faults(m, &child);
        }
        assert_int_equal(return_code_of(m, child.process),
                         i == 0 ? 0 : ZX_TASK_RETCODE_EXCEPTION_KILL);
        fixture_end(NULL);
    }
}

/* Killed in an exception: no more handlers, and what is left of it is harmless. */
static void kill_during_an_exception(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 4; i++) {
        struct machine *m = family_machine();
        struct census before = census_of(m);
        struct child child = child_run(m, DOMAIN_JOB, 0);
        uint32_t channel = listen_to(m, child.thread, REGULAR);
        uint32_t next = listen_to(m, DOMAIN_JOB, REGULAR);
        child_faults(m, &child);
        struct exception_info info;
        uint32_t exception = i % 2 == 0 ? 0 : read_exception(m, channel, &info);
        kill_task(m, child.process);
        assert_int_equal(signals(m, next) & ZX_READABLE, 0);
        if (exception != 0) {
            assert_int_equal(zx(m, SYS_EXCEPTION_GET_THREAD, exception, at(m, OUT)), ZX_OK);
            assert_int_equal(koid_of(m, word(m, OUT)), info.tid);
            put_words(m, LIST, 1);
            assert_int_equal(zx(m, SYS_OBJECT_SET_PROPERTY, exception, STATE, at(m, LIST), 4),
                             ZX_BAD_STATE);
        } else if (i / 2 == 0) {
            /* The message outlives its thread, and can be read. */
            (void)read_exception(m, channel, &info);
            assert_int_equal(info.tid, koid_of(m, child.thread));
        }
        assert_int_equal(signals(m, channel) & ZX_PEER_CLOSED_BIT, ZX_PEER_CLOSED_BIT);
        close_all(m);
        assert_census(m, &before);
        fixture_end(NULL);
    }
}

/* ---- Getting at the tasks. ---- */

static void errors_of_exception_get_in_order(void **state)
{
    (void)state;
    struct machine *m = family_machine();
    struct child child = child_run(m, DOMAIN_JOB, 0);
    uint32_t channel = listen_to(m, child.thread, REGULAR);
    uint32_t event = make_event(m);
    child_faults(m, &child);
    struct exception_info info;
    uint32_t exception = read_exception(m, channel, &info);
    for (uint32_t call = SYS_EXCEPTION_GET_THREAD; call <= SYS_EXCEPTION_GET_PROCESS; call++) {
        assert_int_equal(zx(m, call, 0, HOLE), ZX_BAD_HANDLE);
        assert_int_equal(zx(m, call, event, HOLE), ZX_WRONG_TYPE);
    }
    /* The thread's own channel does not give its process away. */
    assert_int_equal(zx(m, SYS_EXCEPTION_GET_PROCESS, exception, at(m, OUT)), ZX_ACCESS_DENIED);
    assert_int_equal(zx(m, SYS_EXCEPTION_GET_THREAD, exception, HOLE), ZX_INVALID_ARGS);
    (void)fill_table(m, event);
    assert_int_equal(zx(m, SYS_EXCEPTION_GET_THREAD, exception, at(m, OUT)), ZX_NO_MEMORY);
    close_all(m);
    assert_int_equal(zx(m, SYS_EXCEPTION_GET_THREAD, exception, at(m, OUT)), ZX_BAD_HANDLE);
}

/* The exception of a thread's own channel does not give the process away after its death either. */
static void a_dead_threads_process_is_not_given_away(void **state)
{
    (void)state;
    struct machine *m = family_machine();
    struct child child = child_run(m, DOMAIN_JOB, 0);
    uint32_t channel = listen_to(m, child.thread, REGULAR);
    child_faults(m, &child);
    struct exception_info info;
    uint32_t exception = read_exception(m, channel, &info);
    kill_task(m, child.process);
    assert_int_equal(zx(m, SYS_EXCEPTION_GET_PROCESS, exception, at(m, OUT)), ZX_ACCESS_DENIED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(nobody_handles_it),
        TEST(the_message_says_who),
        TEST(types_of_faults),
        TEST(the_answers),
        TEST(the_last_thread_exits_by_an_exception),
        TEST(the_state_is_a_property),
        TEST(the_strategy_is_the_debuggers),
        TEST(the_exception_may_be_answered_by_another),
        TEST(the_handler_dies),
        TEST(kill_during_an_exception),
        TEST(errors_of_exception_get_in_order),
        TEST(a_dead_threads_process_is_not_given_away),
    };
    return cmocka_run_group_tests_name("exception", tests, NULL, NULL);
}
