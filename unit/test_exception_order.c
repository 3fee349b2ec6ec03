/*
 * exception.c: in which order the handlers are asked, against the documented one.
 */
#include "children.h"

#include <string.h>

enum { STRATEGY = 18 };

/* Who can listen to a child's exceptions: its jobs are the domain's, one below and its own. */
enum who { BY_DEBUGGER, BY_THREAD, BY_PROCESS, BY_JOB, BY_MIDDLE, BY_DOMAIN, LISTENING };

struct scene {
    struct machine *m;
    struct child child;
    uint32_t task[LISTENING];
    uint32_t channel[LISTENING]; /* 0: nobody listens there */
};

static void scene_make(struct scene *s, unsigned listening)
{
    struct machine *m = family_machine();
    uint32_t middle = make_job(m, DOMAIN_JOB);
    uint32_t job = make_job(m, middle);
    *s = (struct scene){.m = m, .child = child_run(m, job, 0)};
    const uint32_t tasks[] = {s->child.process, s->child.thread, s->child.process, job,
                              middle,           DOMAIN_JOB};
    memcpy(s->task, tasks, sizeof tasks);
    for (unsigned who = 0; who < LISTENING; who++) {
        if ((listening & 1u << who) != 0) {
            s->channel[who] = listen_to(m, tasks[who], who == BY_DEBUGGER ? DEBUGGER : REGULAR);
        }
    }
    close_handle(m, middle);
    close_handle(m, job);
}

/* Nobody but this one has a message. */
static uint32_t read_only_from(struct scene *s, enum who who)
{
    for (unsigned other = 0; other < LISTENING; other++) {
        if (s->channel[other] != 0) {
            bool readable = (signals(s->m, s->channel[other]) & ZX_READABLE) != 0;
            assert_int_equal(readable, other == who);
        }
    }
    struct exception_info info;
    uint32_t exception = read_exception(s->m, s->channel[who], &info);
    assert_int_equal(info.type, ZX_EXCP_UNDEFINED_INSTRUCTION);
    assert_int_equal(info.tid, koid_of(s->m, s->child.thread));
    return exception;
}

/* The conformance case ExceptionChannelOrder, for every set of listeners. */
static void all_are_asked_in_order(void **state)
{
    (void)state;
    for (unsigned listening = 0; listening < 1u << LISTENING; listening++) {
        struct scene s;
        if (listening == (1u << LISTENING) - 1u) {
            continue; /* more handles than Alice's table has room for */
        }
        scene_make(&s, listening);
        child_faults(s.m, &s.child);
        for (unsigned who = 0; who < LISTENING; who++) {
            if (s.channel[who] != 0) {
                close_handle(s.m, read_only_from(&s, who));
            }
        }
        assert_int_equal(return_code_of(s.m, s.child.process), ZX_TASK_RETCODE_EXCEPTION_KILL);
        fixture_end(NULL);
    }
}

/* Whoever handles it is the last to be asked. */
static void one_of_them_handles_it(void **state)
{
    (void)state;
    for (unsigned handles = 0; handles < LISTENING; handles++) {
        struct scene s;
        scene_make(&s, ((1u << LISTENING) - 1u) & ~(1u << (handles + 1u) % LISTENING));
        child_faults(s.m, &s.child);
        for (unsigned who = 0; who <= handles; who++) {
            if (s.channel[who] != 0) {
                uint32_t exception = read_only_from(&s, who);
                answer(s.m, exception, who == handles ? HANDLED : TRY_NEXT);
            }
        }
        assert_int_equal(thread_state_of(s.m, s.child.tid)->state, THREAD_READY);
        for (unsigned who = 0; who < LISTENING; who++) {
            if (s.channel[who] != 0) {
                assert_int_equal(signals(s.m, s.channel[who]) & ZX_READABLE, 0);
            }
        }
        /* The next exception begins at the beginning. */
        child_faults(s.m, &s.child);
        unsigned first = s.channel[0] != 0 ? 0 : 1;
        (void)read_only_from(&s, first);
        fixture_end(NULL);
    }
}

static void want_second_chance(struct machine *m, uint32_t exception)
{
    put_words(m, LIST, 1);
    assert_int_equal(zx(m, SYS_OBJECT_SET_PROPERTY, exception, STRATEGY, at(m, LIST), 4), ZX_OK);
}

/* The debugger again, after the process and before the jobs. */
static void a_second_chance_for_the_debugger(void **state)
{
    (void)state;
    struct scene s;
    scene_make(&s, 1u << BY_DEBUGGER | 1u << BY_THREAD | 1u << BY_PROCESS | 1u << BY_JOB);
    child_faults(s.m, &s.child);
    uint32_t exception = read_only_from(&s, BY_DEBUGGER);
    want_second_chance(s.m, exception);
    close_handle(s.m, exception);
    close_handle(s.m, read_only_from(&s, BY_THREAD));
    close_handle(s.m, read_only_from(&s, BY_PROCESS));
    exception = read_only_from(&s, BY_DEBUGGER);
    assert_int_equal(thread_info_state(s.m, s.child.thread), 0x103);
    assert_int_equal(word(s.m, LIST + 4), 1);
    assert_int_equal(zx(s.m, SYS_OBJECT_GET_PROPERTY, exception, STRATEGY, at(s.m, OUT), 4), ZX_OK);
    assert_int_equal(word(s.m, OUT), 1);
    close_handle(s.m, exception);
    close_handle(s.m, read_only_from(&s, BY_JOB));
    assert_int_equal(return_code_of(s.m, s.child.process), ZX_TASK_RETCODE_EXCEPTION_KILL);
}

/* The only listener, a debugger, has let its first chance pass, but wants the second. */
static void scene_second_chance(struct scene *s)
{
    scene_make(s, 1u << BY_DEBUGGER);
    child_faults(s->m, &s->child);
    uint32_t exception = read_only_from(s, BY_DEBUGGER);
    want_second_chance(s->m, exception);
    close_handle(s->m, exception);
}

/* There is a second one, and no third. */
static void a_second_chance_is_the_last(void **state)
{
    (void)state;
    struct scene s;
    scene_second_chance(&s);
    uint32_t exception = read_only_from(&s, BY_DEBUGGER);
    put_words(s.m, LIST, 1);
    assert_int_equal(zx(s.m, SYS_OBJECT_SET_PROPERTY, exception, STRATEGY, at(s.m, LIST), 4),
                     ZX_BAD_STATE);
    close_handle(s.m, exception);
    assert_int_equal(return_code_of(s.m, s.child.process), ZX_TASK_RETCODE_EXCEPTION_KILL);
}

/* Handled in the second chance. */
static void the_second_chance_is_taken(void **state)
{
    (void)state;
    struct scene s;
    scene_second_chance(&s);
    answer(s.m, read_only_from(&s, BY_DEBUGGER), HANDLED);
    assert_int_equal(thread_state_of(s.m, s.child.tid)->state, THREAD_READY);
}

/* Closing a channel with the message unread is as if it had been read and closed. */
static void closed_channels_are_passed_over(void **state)
{
    (void)state;
    struct scene s;
    scene_make(&s, 1u << BY_DEBUGGER | 1u << BY_THREAD | 1u << BY_PROCESS | 1u << BY_MIDDLE |
                       1u << BY_DOMAIN);
    child_faults(s.m, &s.child);
    for (unsigned who = 0; who < LISTENING; who++) {
        if (s.channel[who] != 0) {
            assert_int_equal(signals(s.m, s.channel[who]) & ZX_READABLE, ZX_READABLE);
            close_handle(s.m, s.channel[who]);
            s.channel[who] = 0;
        }
    }
    assert_int_equal(return_code_of(s.m, s.child.process), ZX_TASK_RETCODE_EXCEPTION_KILL);
}

/* Who listens later than the exception came is asked when its turn comes. */
static void listeners_may_come_late(void **state)
{
    (void)state;
    struct scene s;
    scene_make(&s, 1u << BY_THREAD);
    child_faults(s.m, &s.child);
    uint32_t exception = read_only_from(&s, BY_THREAD);
    s.channel[BY_DEBUGGER] = listen_to(s.m, s.child.process, DEBUGGER);
    s.channel[BY_PROCESS] = listen_to(s.m, s.child.process, REGULAR);
    close_handle(s.m, exception);
    answer(s.m, read_only_from(&s, BY_PROCESS), HANDLED);
    assert_int_equal(thread_state_of(s.m, s.child.tid)->state, THREAD_READY);
}

/* Exceptions of a task's own process reach the domain's job, too; and Alice's own cannot be
 * answered by herself, but by a sibling. */
static void a_sibling_answers(void **state)
{
    (void)state;
    struct machine *m = family_machine();
    uint32_t channel = listen_to(m, SELF, REGULAR);
    thread_id sibling = machine_thread(m, machine_process(m, ALICE), true);
    fault_now(m, FAULT_DIVIDE);
    assert_int_equal(thread_state_of(m, thread_of(m, ALICE))->state, THREAD_EXCEPTION);
    run(m, sibling);
    struct exception_info info;
    uint32_t exception = read_exception(m, channel, &info);
    assert_int_equal(info.type, ZX_EXCP_GENERAL);
    answer(m, exception, HANDLED);
    be(m, ALICE);
}

/* Several threads of a process queue up. */
static void exceptions_of_several_threads_queue(void **state)
{
    (void)state;
    struct machine *m = family_machine();
    struct child child = child_run(m, DOMAIN_JOB, 0);
    uint32_t handle[2];
    thread_id thread[3] = {child.tid, child_thread(m, child.process, 1, &handle[0]),
                           child_thread(m, child.process, 2, &handle[1])};
    uint32_t channel = listen_to(m, child.process, REGULAR);
    for (unsigned i = 0; i < 3; i++) {
        run(m, thread[i]);
        fault_now(m, FAULT_DIVIDE);
    }
    be(m, ALICE);
    for (unsigned i = 0; i < 3; i++) {
        struct exception_info info;
        uint32_t exception = read_exception(m, channel, &info);
        assert_int_equal(info.tid, machine_kernel(m)->object[object_of_thread(thread[i])].koid);
        answer(m, exception, HANDLED);
        assert_int_equal(thread_state_of(m, thread[i])->state, THREAD_READY);
    }
    assert_int_equal(signals(m, channel) & ZX_READABLE, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(all_are_asked_in_order),
        TEST(one_of_them_handles_it),
        TEST(a_second_chance_for_the_debugger),
        TEST(a_second_chance_is_the_last),
        TEST(the_second_chance_is_taken),
        TEST(closed_channels_are_passed_over),
        TEST(listeners_may_come_late),
        TEST(a_sibling_answers),
        TEST(exceptions_of_several_threads_queue),
    };
    return cmocka_run_group_tests_name("exception_order", tests, NULL, NULL);
}
