/*
 * The seeds of fuzz_tasks, in words of their own (formats.h). They are written by seeds.c.
 *
 * The n-th thread that can run acts, from 0: A, B and C are the tasks' own, D and on those made
 * since. Who blocks is no longer counted, and those behind it move up. A is the supervisor. Its
 * tasks, in the order of its names: MYSELF, the job of the DOMAIN, its own thread, and from MADE on
 * what it has made; of a CHILD that is the process, then its first thread.
 */
#include <stdio.h>

#include "seeds.h"

/* clang-format off */
enum { A, B, C, D, E, F, G, H, I };
enum { MYSELF, DOMAIN, MY_THREAD, MADE };
#define BY_THREAD(kind, thread) TASKS_##kind, (thread)

/* Making: jobs, processes and threads are the n-th of the caller's names of that kind. */
#define NEW_JOB(thread, above) BY_THREAD(JOB_CREATE, thread), above
#define NEW_PROCESS(thread, job) BY_THREAD(PROCESS_CREATE, thread), job
#define NEW_THREAD(thread, process) BY_THREAD(THREAD_CREATE, thread), process
#define LEND_MEMORY(thread, process) BY_THREAD(GIVE_MEMORY, thread), process
#define LEND_AREA(thread, process) BY_THREAD(GIVE_AREA, thread), process
#define START_PROCESS(thread, process, first) BY_THREAD(PROCESS_START, thread), process, first, 0
#define START_WITH(thread, process, first, name) \
    BY_THREAD(PROCESS_START, thread), process, first, 1, name
#define START_THREAD(n, which) BY_THREAD(THREAD_START, n), which
#define CHILD(thread, job) BY_THREAD(CHILD, thread), job, 0
#define CHILD_WITH(thread, job, name) BY_THREAD(CHILD, thread), job, 1, name
#define FURTHER(thread, process) BY_THREAD(FURTHER_THREAD, thread), process, 0
#define FURTHER_UNNAMED(thread, process) BY_THREAD(FURTHER_THREAD, thread), process, 1
#define FIND(thread, above, object) BY_THREAD(GET_CHILD, thread), above, (object) - 1
#define START_TASK(thread, task) BY_THREAD(START, thread), task
/* Ending. */
#define LEAVE_THREAD(thread) BY_THREAD(THREAD_EXIT, thread)
#define LEAVE_PROCESS(thread, code) BY_THREAD(PROCESS_EXIT, thread), (code) + 1
#define KILL(thread, task) BY_THREAD(KILL, thread), task
#define BREAK(thread, kind) BY_THREAD(FAULT, thread), kind
#define CRITICAL_TO(thread, job, process) BY_THREAD(CRITICAL, thread), job, process, 0
#define CRITICAL_IF_BAD(thread, job, process) BY_THREAD(CRITICAL, thread), job, process, 1
/* Names and tokens. */
#define SUSPEND(thread, task) BY_THREAD(SUSPEND, thread), task
#define GO_ON(thread, token) BY_THREAD(CLOSE, thread), TASKS_CLOSE_TOKEN, token
#define CLOSE_NAME(thread, name) BY_THREAD(CLOSE, thread), TASKS_CLOSE_NAME, name
#define CLOSE_BOTH(thread, name, other) BY_THREAD(CLOSE_MANY, thread), name, other
#define COPY_NAME(thread, name) BY_THREAD(DUPLICATE, thread), name, 0x30
#define COPY_LESS(thread, name, right) BY_THREAD(DUPLICATE, thread), name, right
#define REGISTERS(thread, of) BY_THREAD(READ_STATE, thread), of
/* Channels: a written name is the n-th of all. */
#define NEW_CHANNEL(thread) BY_THREAD(CHANNEL_CREATE, thread)
#define WRITE_NAME(thread, channel, name) BY_THREAD(WRITE, thread), channel, 1, name
#define WRITE_NOTHING(thread, channel) BY_THREAD(WRITE, thread), channel, 0
#define READ_FROM(thread, channel) BY_THREAD(READ, thread), channel
#define HANG_UP(thread, channel) BY_THREAD(CLOSE, thread), TASKS_CLOSE_CHANNEL, channel
/* Exceptions. */
#define HANDLE_FOR(thread, task) BY_THREAD(LISTEN, thread), task, 0
#define DEBUG(thread, task) BY_THREAD(LISTEN, thread), task, 1
#define ANSWER(thread, what) BY_THREAD(SET, thread), 0, TASKS_ANSWER_##what
#define ITS_THREAD(thread) BY_THREAD(GET, thread), 0, 0
#define ITS_PROCESS(thread) BY_THREAD(GET, thread), 0, 1
#define DISMISS(thread) BY_THREAD(CLOSE, thread), TASKS_CLOSE_EXCEPTION, 0
#define PASS_ON(thread, channel) READ_FROM(thread, channel), DISMISS(thread)
#define SETTLE(thread, channel) READ_FROM(thread, channel), ANSWER(thread, HANDLED), DISMISS(thread)
/* Policy: the n-th job, one of a few conditions, an action. */
enum { BAD_HANDLE, NEW_OF_ANY, NEW_OF_CHANNELS, NEW_OF_PROCESSES };
enum { ALLOWED, DENIED, ALLOWED_LOUDLY, DENIED_LOUDLY, DEADLY };
#define DECIDE(thread, job, condition, action) \
    BY_THREAD(POLICY, thread), job, (condition) + 4 * (action)
#define DECIDE_FIRMLY(thread, job, condition, action) \
    BY_THREAD(POLICY, thread), job, (condition) + 4 * (action) + 20
#define BAD_NAME TASKS_NO_NAME
/* Blocking: the n-th process that runs; how long. */
enum { FOR_GOOD, NOT_AT_ALL, ONE_MS, THREE_MS };
enum { BY_NOW, BY_1_MS, BY_2_MS, BY_5_MS, NEVER };
enum { ENDS, RUNS, IS_HELD, IS_READABLE, IS_ALONE, HAS_NO_CHILD };
#define TELL(thread, process) BY_THREAD(SEND, thread), process
#define TELL_AND_HEAR(thread, process, time) BY_THREAD(SEND_AND_WAIT, thread), process, 1, time
#define HEAR(thread, time) BY_THREAD(WAIT_EVENT, thread), 1, time
#define HEAR_NOTHING(thread, time) BY_THREAD(WAIT_EVENT, thread), 0, time
#define NAP(thread, ms) BY_THREAD(SLEEP, thread), 2 * ((ms) - 1)
#define NAP_DEEPLY(thread, ms) BY_THREAD(SLEEP, thread), 2 * ((ms) - 1) + 1
#define DOZE(thread, deadline) BY_THREAD(NANOSLEEP, thread), deadline
#define AWAIT_THAT(thread, name, signals, deadline) \
    BY_THREAD(WAIT_ONE, thread), name, signals, deadline
#define AWAIT_EITHER(thread, name, signals, other, others, deadline) \
    BY_THREAD(WAIT_MANY, thread), name, signals, other, others, deadline
enum { HALF_MS, FULL_MS, MS_AND_HALF, FIVE_MS, FIFTY_MS, A_SECOND };
#define LET_PASS(span) TASKS_ADVANCE, span

const struct seed tasks_seeds[] = {
    SEED("tasks", "made-step-by-step",
         NEW_JOB(A, 0), NEW_PROCESS(A, 1), NEW_THREAD(A, 1), NEW_THREAD(A, 1), START_THREAD(0, 1),
         START_PROCESS(A, 1, 1), LEND_MEMORY(A, 1), LEND_AREA(A, 1), NEW_CHANNEL(A),
         START_WITH(A, 1, 1, 8), START_PROCESS(A, 1, 2), START_THREAD(0, 2), START_THREAD(0, 1),
         WRITE_NAME(1, 0, 9), REGISTERS(A, 1), LEAVE_THREAD(D), LEAVE_THREAD(D), NEW_THREAD(A, 1),
         READ_FROM(A, 0)),
    SEED("tasks", "threads-come-and-go",
         CHILD(A, 0), FURTHER(A, 1), FURTHER_UNNAMED(A, 1), AWAIT_THAT(A, 4, ENDS, NEVER),
         LEAVE_THREAD(C), FURTHER(A, 1), LEAVE_THREAD(D), AWAIT_THAT(A, 3, ENDS, NEVER),
         LEAVE_THREAD(C), LEAVE_THREAD(C), FURTHER(A, 1), FURTHER(B, 0), LEAVE_THREAD(B),
         LEAVE_THREAD(C), LET_PASS(FULL_MS)),
    SEED("tasks", "ended-and-restarted",
         LEAVE_PROCESS(B, 0), LEAVE_PROCESS(B, 1), START_TASK(A, 1), LEAVE_PROCESS(B, 0),
         LET_PASS(FULL_MS), LET_PASS(FIVE_MS), BREAK(B, 1), LET_PASS(A_SECOND),
         LET_PASS(A_SECOND), LEAVE_THREAD(B), START_TASK(A, 2), BREAK(C, 0), START_TASK(A, 2),
         LEAVE_PROCESS(C, -1), START_TASK(B, 2), START_TASK(A, 2), BREAK(A, 2)),
    /* One thread in each state; D to I block one after the other. */
    SEED("tasks", "killed-while-blocked",
         NEW_CHANNEL(A), CHILD_WITH(A, 0, 4), LEND_AREA(A, 1), LEND_AREA(A, 1), LEND_AREA(A, 1),
         TIMES_4(FURTHER_UNNAMED(A, 1)), TWICE(FURTHER_UNNAMED(A, 1)), HANDLE_FOR(A, 3),
         TELL(D, 0), TELL_AND_HEAR(D, 1, FOR_GOOD), HEAR_NOTHING(D, THREE_MS), NAP_DEEPLY(D, 4),
         DOZE(D, NEVER), AWAIT_THAT(D, 0, IS_READABLE, NEVER), BREAK(D, 1), TELL(B, 3),
         READ_FROM(A, 0), KILL(A, 3), ANSWER(0, HANDLED), DISMISS(A), HEAR(A, NOT_AT_ALL),
         HEAR(B, NOT_AT_ALL)),
    SEED("tasks", "killed-while-held",
         NEW_PROCESS(A, 0), NEW_THREAD(A, 1), SUSPEND(A, 3), SUSPEND(A, 4), KILL(A, 3),
         CHILD(A, 0), FURTHER(A, 2), HEAR(D, THREE_MS), DOZE(D, BY_5_MS), SUSPEND(A, 5),
         SUSPEND(A, 6), KILL(A, 5), TIMES_4(GO_ON(A, 0)), SUSPEND(A, 5), SUSPEND(A, 6),
         LET_PASS(FIVE_MS)),
    SEED("tasks", "killed-with-all-below",
         NEW_JOB(A, 0), CHILD(A, 1), CLOSE_NAME(A, 5), NEW_JOB(A, 1), CHILD(A, 2),
         NEW_PROCESS(A, 2), HANDLE_FOR(A, 3), BREAK(D, 1), READ_FROM(A, 0), TELL(D, 3),
         SUSPEND(A, 7), AWAIT_EITHER(C, 1, HAS_NO_CHILD, 0, ENDS, BY_5_MS), KILL(A, 3),
         NEW_JOB(A, 1), HANDLE_FOR(A, 3), NEW_PROCESS(A, 2), DISMISS(A), GO_ON(A, 0),
         LET_PASS(FIVE_MS)),
    SEED("tasks", "killed-by-itself",
         NEW_JOB(A, 0), COPY_NAME(A, 3), CHILD_WITH(A, 1, 3), CHILD(A, 1), HEAR(E, FOR_GOOD),
         AWAIT_THAT(A, 3, ENDS, NEVER), KILL(C, 0), NEW_PROCESS(A, 1), CHILD_WITH(A, 0, 1),
         KILL(D, 0)),
    SEED("tasks", "domain-killed",
         CHILD(A, 0), HEAR(B, FOR_GOOD), TELL(B, 3), KILL(A, DOMAIN), LET_PASS(FIVE_MS)),
    SEED("tasks", "found-and-killed",
         FIND(A, DOMAIN, 4), FIND(A, MADE, 19), FIND(A, 4, 39), FIND(B, 1, 17), SUSPEND(A, 4),
         SUSPEND(A, 5), KILL(A, 4), KILL(B, MYSELF), LET_PASS(FULL_MS), GO_ON(A, 0), KILL(A, 3),
         START_TASK(A, 1)),
    SEED("tasks", "let-go-before-its-end",
         FIND(A, DOMAIN, 4), FIND(A, MADE, 19), SUSPEND(A, 4), GO_ON(A, 0), KILL(A, 4),
         LEAVE_PROCESS(B, 0), LET_PASS(FULL_MS), LET_PASS(FIVE_MS)),
    SEED("tasks", "critical",
         NEW_JOB(A, 0), CHILD(A, 1), CHILD(A, 1), CHILD(A, 1), CRITICAL_IF_BAD(A, 1, 1),
         CRITICAL_TO(A, 1, 2), CRITICAL_TO(A, 0, 2), LEAVE_PROCESS(D, 0), HEAR(E, FOR_GOOD),
         LEAVE_THREAD(D), CHILD(A, 0), CRITICAL_IF_BAD(A, 0, 4), BREAK(D, 0)),
    /* The first reason counts, for those too that end after the critical one. */
    SEED("tasks", "critical-and-killed",
         NEW_JOB(A, 0), CHILD(A, 1), CHILD(A, 1), CRITICAL_TO(A, 1, 1), NEW_JOB(A, 1), CHILD(A, 2),
         KILL(A, 3)),
    SEED("tasks", "held-before-it-starts",
         NEW_PROCESS(A, 0), NEW_THREAD(A, 1), LEND_MEMORY(A, 1), LEND_AREA(A, 1), SUSPEND(A, 3),
         SUSPEND(A, 4), START_PROCESS(A, 1, 1), GO_ON(A, 0), REGISTERS(A, 1), GO_ON(A, 0),
         REGISTERS(A, 1), SUSPEND(A, 3), FURTHER(A, 1), NEW_THREAD(A, 1), SUSPEND(A, 6),
         GO_ON(A, 0), START_THREAD(0, 3), GO_ON(A, 0), LEAVE_THREAD(F)),
    /* What comes meanwhile counts: a message, a moment, a signal. */
    SEED("tasks", "held-while-blocked",
         CHILD(A, 0), HEAR(D, FOR_GOOD), SUSPEND(A, 4), TELL(B, 3), GO_ON(A, 0), NAP(D, 4),
         SUSPEND(A, 3), LET_PASS(FIVE_MS), GO_ON(A, 0), DOZE(D, BY_5_MS), SUSPEND(A, 4),
         LET_PASS(FULL_MS), GO_ON(A, 0), LET_PASS(FIVE_MS), HEAR(D, THREE_MS), SUSPEND(A, 4),
         LET_PASS(FIVE_MS), TELL(B, 3), GO_ON(A, 0), NAP(D, 4), SUSPEND(A, 4), TELL(B, 3),
         GO_ON(A, 0), HEAR(C, NOT_AT_ALL)),
    SEED("tasks", "held-while-awaiting",
         NEW_CHANNEL(A), CHILD_WITH(A, 0, 4), AWAIT_THAT(D, 0, IS_READABLE, NEVER), SUSPEND(A, 4),
         WRITE_NOTHING(0, 0), GO_ON(A, 0), READ_FROM(D, 0),
         AWAIT_THAT(D, 0, IS_READABLE, BY_2_MS), SUSPEND(A, 3), LET_PASS(FIVE_MS),
         WRITE_NOTHING(0, 0), GO_ON(A, 0), READ_FROM(1, 0),
         AWAIT_THAT(D, 0, IS_READABLE, BY_1_MS), SUSPEND(A, 3), LET_PASS(FIVE_MS), GO_ON(A, 0),
         FURTHER(A, 0), AWAIT_THAT(E, 5, IS_HELD, NEVER), SUSPEND(A, 4),
         AWAIT_THAT(D, 5, RUNS, NEVER), GO_ON(A, 0),
         AWAIT_EITHER(D, 0, IS_READABLE, 0, IS_ALONE, NEVER), SUSPEND(A, 4), HANG_UP(A, 0),
         GO_ON(A, 0)),
    SEED("tasks", "held-while-sending",
         CHILD(A, 0), TELL(D, 0), SUSPEND(A, 4), HEAR(A, FOR_GOOD), GO_ON(A, 0),
         TELL_AND_HEAR(D, 0, FOR_GOOD), SUSPEND(A, 3), HEAR(A, ONE_MS), TELL(B, 3), GO_ON(A, 0),
         TELL_AND_HEAR(D, 0, NOT_AT_ALL), SUSPEND(A, 4), HEAR(A, ONE_MS), GO_ON(A, 0),
         TELL_AND_HEAR(D, 0, ONE_MS), SUSPEND(A, 4), HEAR(A, ONE_MS), GO_ON(A, 0),
         LET_PASS(FIVE_MS), TELL_AND_HEAR(D, 1, THREE_MS), SUSPEND(A, 4), LEAVE_PROCESS(B, 0),
         GO_ON(A, 0)),
    /* Who is held is free; afterwards the two are stuck. */
    SEED("tasks", "stuck-when-it-goes-on",
         CHILD(A, 0), TELL(D, 1), SUSPEND(A, 4), TELL(B, 3), GO_ON(A, 0), HEAR(C, NOT_AT_ALL),
         SUSPEND(A, 3), LEND_AREA(A, 1), FURTHER(A, 1), TELL(C, 3), GO_ON(A, 0), TELL(C, 2),
         TELL(C, 2)),
    SEED("tasks", "two-tokens",
         CHILD(A, 0), FURTHER(A, 1), SUSPEND(A, 4), SUSPEND(A, 4), SUSPEND(A, 3), GO_ON(A, 0),
         GO_ON(A, 1), COPY_NAME(A, 6), GO_ON(A, 0), SUSPEND(A, 3), SUSPEND(A, 4),
         CLOSE_BOTH(A, 6, 7), SUSPEND(A, MYSELF), SUSPEND(A, DOMAIN), SUSPEND(A, MY_THREAD),
         LEAVE_THREAD(E), SUSPEND(A, 5)),
    /* D gets them through a channel: read, unread, and with nobody there to read. */
    SEED("tasks", "token-on-its-way",
         NEW_CHANNEL(A), CHILD_WITH(A, 0, 4), CHILD(A, 0), HEAR(E, FOR_GOOD), SUSPEND(A, 5),
         WRITE_NAME(0, 0, 8), SUSPEND(A, 6), WRITE_NAME(0, 0, 8), READ_FROM(1, 0), GO_ON(D, 0),
         SUSPEND(A, 6), WRITE_NAME(0, 0, 8), LEAVE_PROCESS(D, 0), SUSPEND(A, 6),
         WRITE_NAME(0, 0, 4), TELL(B, 3)),
    SEED("tasks", "token-of-the-dead",
         COPY_NAME(A, 1), CHILD_WITH(A, 0, 3), CHILD(A, 0), FIND(D, 0, 34), SUSPEND(D, 1),
         FIND(D, 1, 54), SUSPEND(D, 2), FIND(D, 0, 3), FIND(D, 3, 17), SUSPEND(D, 4),
         LEAVE_PROCESS(C, 1), HEAR(A, NOT_AT_ALL), LEAVE_THREAD(D)),
    /* Everybody is asked, and nobody answers; then each answers in turn. */
    SEED("tasks", "exception-asks-all",
         NEW_JOB(A, 0), CHILD(A, 1), HANDLE_FOR(A, DOMAIN), HANDLE_FOR(A, 3), HANDLE_FOR(A, 4),
         HANDLE_FOR(A, 5), DEBUG(A, 4), HANDLE_FOR(A, 5), DEBUG(A, 5), BREAK(D, 1),
         TIMES_4(PASS_ON(A, 0)), PASS_ON(A, 0), READ_FROM(A, 2)),
    SEED("tasks", "exception-answered-by-each",
         NEW_JOB(A, 0), CHILD(A, 1), HANDLE_FOR(A, DOMAIN), HANDLE_FOR(A, 3), HANDLE_FOR(A, 4),
         HANDLE_FOR(A, 5), DEBUG(A, 4), BREAK(D, 0), SETTLE(A, 0), BREAK(D, 1), PASS_ON(A, 0),
         SETTLE(A, 0), BREAK(D, 2), TWICE(PASS_ON(A, 0)), SETTLE(A, 0), BREAK(D, 1),
         TWICE(PASS_ON(A, 0)), PASS_ON(A, 0), SETTLE(A, 0), BREAK(D, 1), TIMES_4(PASS_ON(A, 0)),
         READ_FROM(A, 0), ANSWER(0, EXIT), DISMISS(A)),
    SEED("tasks", "second-chance",
         CHILD(A, 0), DEBUG(A, 3), HANDLE_FOR(A, 3), HANDLE_FOR(A, 4), BREAK(D, 0),
         READ_FROM(A, 0), ANSWER(0, SECOND), DISMISS(A), READ_FROM(A, 0), ITS_PROCESS(0),
         ITS_THREAD(0), ANSWER(0, SECOND), DISMISS(A), READ_FROM(A, 0), ITS_PROCESS(0),
         DISMISS(A), READ_FROM(A, 0), ANSWER(0, SECOND), ANSWER(0, HANDLED), DISMISS(A),
         BREAK(D, 0), TWICE(PASS_ON(A, 0)), PASS_ON(A, 0)),
    SEED("tasks", "second-chance-taken",
         CHILD(A, 0), DEBUG(A, 3), BREAK(D, 0), READ_FROM(A, 0), ANSWER(0, SECOND), DISMISS(A),
         READ_FROM(A, 0), ANSWER(0, HANDLED), DISMISS(A)),
    SEED("tasks", "handler-goes-away",
         CHILD(A, 0), FURTHER(A, 1), HANDLE_FOR(A, 4), HANDLE_FOR(A, 3), HANDLE_FOR(A, DOMAIN),
         BREAK(D, 1), HANG_UP(A, 0), READ_FROM(A, 0), HANG_UP(A, 0), DISMISS(A), READ_FROM(A, 0),
         ANSWER(0, EXIT), DISMISS(A), BREAK(D, 1), KILL(A, 3), READ_FROM(A, 0),
         ANSWER(0, HANDLED), DISMISS(A)),
    SEED("tasks", "exception-given-away",
         NEW_CHANNEL(A), CHILD_WITH(A, 0, 4), CHILD(A, 0), HANDLE_FOR(A, 5), BREAK(E, 1),
         READ_FROM(A, 0), WRITE_NAME(0, 0, 9), READ_FROM(1, 0), ANSWER(0, HANDLED), DISMISS(D),
         BREAK(E, 0), READ_FROM(A, 0), ANSWER(0, HANDLED), WRITE_NAME(0, 0, 9),
         LEAVE_PROCESS(D, 0)),
    SEED("tasks", "held-in-an-exception",
         CHILD(A, 0), HANDLE_FOR(A, 3), BREAK(D, 1), SUSPEND(A, 4), READ_FROM(A, 0),
         REGISTERS(A, 1), GO_ON(A, 0), REGISTERS(A, 1), SUSPEND(A, 3), ANSWER(0, HANDLED),
         DISMISS(A), REGISTERS(A, 1), GO_ON(A, 0), BREAK(D, 2), SUSPEND(A, 4), PASS_ON(A, 0),
         GO_ON(A, 0)),
    SEED("tasks", "debuggers",
         TIMES_4(DEBUG(A, DOMAIN)), CHILD(A, 0), TWICE(PASS_ON(A, 0)), READ_FROM(A, 0),
         DEBUG(A, 3), ANSWER(0, HANDLED), DISMISS(A), FURTHER_UNNAMED(A, 1), PASS_ON(A, 0),
         LEAVE_THREAD(D), READ_FROM(A, 0), ANSWER(0, EXIT), DISMISS(A), FURTHER_UNNAMED(A, 1),
         READ_FROM(A, 0), ANSWER(0, EXIT), DISMISS(A), PASS_ON(A, 0), LEAVE_THREAD(D),
         PASS_ON(A, 0), CHILD(A, 0), KILL(A, 5), READ_FROM(A, 0), DISMISS(A)),
    /* Decided once for all below; what is decided later is for those that come later. */
    SEED("tasks", "policy-inherited",
         NEW_JOB(A, 0), DECIDE(A, 1, NEW_OF_CHANNELS, DENIED), NEW_JOB(A, 1), COPY_NAME(A, 4),
         DECIDE(A, 2, NEW_OF_CHANNELS, ALLOWED), CHILD_WITH(A, 2, 4), NEW_CHANNEL(D), NEW_JOB(D, 0),
         DECIDE(D, 1, NEW_OF_CHANNELS, ALLOWED), DECIDE_FIRMLY(D, 1, NEW_OF_CHANNELS, ALLOWED),
         DECIDE(D, 1, NEW_OF_ANY, DENIED), DECIDE(A, 1, NEW_OF_PROCESSES, DENIED),
         CHILD_WITH(A, 1, 3), NEW_CHANNEL(E), NEW_PROCESS(E, 0), NEW_JOB(A, 0),
         DECIDE(A, 2, NEW_OF_ANY, DENIED), COPY_NAME(A, 1), CHILD_WITH(A, 2, 1),
         NEW_PROCESS(F, 0), NEW_CHANNEL(F)),
    SEED("tasks", "policy-raises",
         NEW_JOB(A, 0), DECIDE(A, 1, BAD_HANDLE, DENIED_LOUDLY),
         DECIDE_FIRMLY(A, 1, NEW_OF_CHANNELS, ALLOWED_LOUDLY), CHILD(A, 1), HANDLE_FOR(A, 3),
         NEW_CHANNEL(D), SETTLE(A, 0), CLOSE_NAME(D, BAD_NAME), SETTLE(A, 0), HEAR(D, ONE_MS),
         LET_PASS(FULL_MS), AWAIT_THAT(D, BAD_NAME, ENDS, NEVER), PASS_ON(A, 0)),
    SEED("tasks", "policy-kills",
         NEW_JOB(A, 0), DECIDE(A, 1, BAD_HANDLE, DEADLY), DECIDE(A, 1, NEW_OF_CHANNELS, DEADLY),
         CHILD(A, 1), CHILD_WITH(A, 1, 1), CLOSE_NAME(D, BAD_NAME), NEW_CHANNEL(D), CHILD(A, 1),
         CLOSE_BOTH(D, 0, BAD_NAME), DECIDE(A, 1, BAD_HANDLE, ALLOWED)),
    SEED("tasks", "rights-missing",
         CHILD(A, 0), COPY_LESS(A, 3, 9), KILL(A, 5), COPY_LESS(A, 4, 3), SUSPEND(A, 6),
         COPY_LESS(A, 3, 15), HANDLE_FOR(A, 7), COPY_LESS(A, 1, 17), NEW_PROCESS(A, 1),
         COPY_LESS(A, 1, 16), NEW_JOB(A, 2), COPY_LESS(A, 3, 18), NEW_THREAD(A, 4),
         COPY_LESS(A, 1, 10), DECIDE(A, 3, BAD_HANDLE, DENIED), CLOSE_BOTH(A, 5, 6),
         CLOSE_BOTH(A, 5, 6), COPY_LESS(A, 3, 1), COPY_LESS(A, 3, 14), COPY_LESS(A, 1, 9)),
    SEED("tasks", "jobs-nested",
         NEW_JOB(A, 0), NEW_JOB(A, 1), NEW_JOB(A, 2), NEW_JOB(A, 3), NEW_JOB(A, 4), NEW_JOB(A, 5),
         NEW_JOB(A, 6), NEW_JOB(A, 7), CLOSE_BOTH(A, 9, 8), CHILD(A, 5), KILL(A, 4),
         CLOSE_BOTH(A, 3, 4)),
    /* The job below has the lower number. */
    SEED("tasks", "jobs-upside-down",
         NEW_JOB(A, 0), NEW_JOB(A, 0), CLOSE_NAME(A, 3), NEW_JOB(A, 1), CHILD(A, 2), KILL(A, 3),
         NEW_PROCESS(A, 2)),
    SEED("tasks", "awaited-by-a-name-that-goes",
         FURTHER(A, 0), NEW_CHANNEL(A), AWAIT_THAT(D, 4, IS_READABLE, NEVER), HANG_UP(A, 0),
         AWAIT_THAT(D, 4, IS_READABLE, NEVER), SUSPEND(A, 3), HANG_UP(A, 0), GO_ON(A, 0),
         CHILD(A, 0), AWAIT_EITHER(D, 1, ENDS, 4, IS_HELD, NEVER), CHILD_WITH(A, 0, 4),
         HEAR(E, ONE_MS), FURTHER(A, 0), AWAIT_THAT(D, 0, ENDS, NEVER), LEAVE_PROCESS(A, 0)),
    SEED("tasks", "unread-when-it-starts-again",
         FIND(A, DOMAIN, 4), FIND(A, MADE, 19), HANDLE_FOR(A, MADE), BREAK(B, 1), KILL(A, 4),
         LEAVE_PROCESS(B, 0), LET_PASS(FULL_MS), READ_FROM(A, 0), BREAK(B, 1), READ_FROM(A, 0),
         ITS_PROCESS(0), KILL(A, 4), LET_PASS(FIVE_MS), LEAVE_PROCESS(B, 0), LET_PASS(FIVE_MS),
         LET_PASS(FIVE_MS), ANSWER(0, HANDLED)),
    SEED("tasks", "quotas",
         CHILD(B, 0), NEW_PROCESS(B, 0), NEW_THREAD(B, 0), FURTHER(B, 0), SUSPEND(B, 3),
         SUSPEND(B, 4), SUSPEND(B, 3), NEW_CHANNEL(B), HANDLE_FOR(B, 3), NEW_CHANNEL(B),
         NEW_JOB(B, 0), NEW_JOB(B, 1), NEW_JOB(B, 0), CHILD(C, 0), NEW_JOB(C, 0), NEW_JOB(C, 0),
         HANDLE_FOR(C, 3), LEAVE_PROCESS(B, 0), LET_PASS(FULL_MS), CHILD(B, 0)),

    {.target = NULL}
};
/* clang-format on */
