/*
 * exception.c: exception channels: who may have one, how many there are, and what comes of a
 * message when its channel is closed or goes elsewhere.
 */
#include "children.h"

/* ---- Making. ---- */

static void errors_of_create_exception_channel_in_order(void **state)
{
    (void)state;
    struct machine *m = family_machine();
    struct child child = child_run(m, DOMAIN_JOB, 0);
    uint32_t event = make_event(m);
    uint32_t out = at(m, OUT);
    const uint32_t call = SYS_TASK_CREATE_EXCEPTION_CHANNEL;
    assert_int_equal(zx(m, call, 0, 2, HOLE), ZX_INVALID_ARGS);
    assert_int_equal(zx(m, call, 0, 1, HOLE), ZX_BAD_HANDLE);
    static const uint32_t needed[] = {RIGHT_INSPECT, RIGHT_TRANSFER, RIGHT_MANAGE_THREAD};
    for (unsigned i = 0; i < 3; i++) {
        uint32_t poor = all_but(m, child.thread, needed[i]);
        assert_int_equal(zx(m, call, poor, DEBUGGER, HOLE), ZX_ACCESS_DENIED);
        close_handle(m, poor);
    }
    assert_int_equal(zx(m, call, event, DEBUGGER, HOLE), ZX_ACCESS_DENIED);
    assert_int_equal(zx(m, call, child.thread, DEBUGGER, HOLE), ZX_INVALID_ARGS);
    uint32_t poor = all_but(m, child.process, RIGHT_ENUMERATE);
    assert_int_equal(zx(m, call, poor, REGULAR, HOLE), ZX_ACCESS_DENIED);
    close_handle(m, poor);
    assert_int_equal(zx(m, call, child.process, REGULAR, HOLE), ZX_INVALID_ARGS);
    uint32_t bound = listen_to(m, child.process, REGULAR);
    assert_int_equal(zx(m, call, child.process, REGULAR, HOLE), ZX_ALREADY_BOUND);
    (void)fill_table(m, event);
    assert_int_equal(zx(m, call, child.process, REGULAR, out), ZX_ALREADY_BOUND);
    assert_int_equal(zx(m, call, child.process, DEBUGGER, out), ZX_NO_MEMORY);
    kill_task(m, child.process);
    assert_int_equal(zx(m, call, child.process, REGULAR, out), ZX_BAD_STATE);
    assert_int_equal(zx(m, call, child.thread, REGULAR, out), ZX_BAD_STATE);
    assert_int_equal(signals(m, bound), ZX_PEER_CLOSED_BIT);
}

/* The conformance case ProcessRequiresRights: each right in turn, all types of tasks. */
static void each_right_is_needed(void **state)
{
    (void)state;
    static const uint32_t needed =
        RIGHT_INSPECT | RIGHT_DUPLICATE | RIGHT_TRANSFER | RIGHT_MANAGE_THREAD;
    struct machine *m = family_machine();
    struct child child = child_make(m, DOMAIN_JOB, 0);
    uint32_t job = make_job(m, DOMAIN_JOB);
    const uint32_t tasks[] = {child.thread, child.process, job};
    for (unsigned i = 0; i < 3; i++) {
        uint32_t all = needed | (i > 0 ? RIGHT_ENUMERATE : 0);
        for (unsigned bit = 0; bit < 19; bit++) {
            if ((all & 1u << bit) != 0) {
                uint32_t poor = with_rights(m, tasks[i], all & ~(1u << bit));
                assert_int_equal(
                    zx(m, SYS_TASK_CREATE_EXCEPTION_CHANNEL, poor, REGULAR, at(m, OUT)),
                    ZX_ACCESS_DENIED);
                close_handle(m, poor);
            }
        }
        uint32_t enough = with_rights(m, tasks[i], all);
        uint32_t channel = listen_to(m, enough, REGULAR);
        assert_int_equal(basic(m, channel).rights, RIGHT_TRANSFER | RIGHT_WAIT | RIGHT_READ);
        assert_int_equal(basic(m, channel).type, 4);
        close_handle(m, enough);
        close_handle(m, channel);
    }
}

/* The conformance case CreateSecondExceptionChannel, for all kinds of channels. */
static void only_so_many_listen(void **state)
{
    (void)state;
    struct machine *m = family_machine();
    struct child child = child_make(m, DOMAIN_JOB, 0);
    uint32_t job = make_job(m, DOMAIN_JOB);
    const struct {
        uint32_t task;
        uint32_t options;
        unsigned count;
    } kinds[] = {{child.thread, REGULAR, 1},
                 {child.process, REGULAR, 1},
                 {child.process, DEBUGGER, 1},
                 {job, REGULAR, 1},
                 {job, DEBUGGER, JOB_DEBUGGERS_MAX}};
    for (unsigned i = 0; i < 5; i++) {
        uint32_t channels[JOB_DEBUGGERS_MAX];
        for (unsigned n = 0; n < kinds[i].count; n++) {
            channels[n] = listen_to(m, kinds[i].task, kinds[i].options);
        }
        assert_int_equal(
            zx(m, SYS_TASK_CREATE_EXCEPTION_CHANNEL, kinds[i].task, kinds[i].options, at(m, OUT)),
            ZX_ALREADY_BOUND);
        /* The conformance case CloseChannelWithoutException: its place is free again. */
        for (unsigned n = 0; n < kinds[i].count; n++) {
            close_handle(m, channels[n]);
            channels[n] = listen_to(m, kinds[i].task, kinds[i].options);
        }
        for (unsigned n = 0; n < kinds[i].count; n++) {
            close_handle(m, channels[n]);
        }
    }
}

static void debuggers_are_seen(void **state)
{
    (void)state;
    struct machine *m = family_machine();
    struct child child = child_make(m, DOMAIN_JOB, 0);
    uint32_t job = make_job(m, DOMAIN_JOB);
    uint32_t one = listen_to(m, child.process, DEBUGGER);
    uint32_t other = listen_to(m, job, DEBUGGER);
    assert_int_equal(process_info(m, child.process).flags, 4);
    assert_int_equal(job_info(m, job).debugger_attached, 1);
    close_handle(m, one);
    close_handle(m, other);
    assert_int_equal(process_info(m, child.process).flags, 0);
    assert_int_equal(job_info(m, job).debugger_attached, 0);
}

/* ---- Closing and moving. ---- */

static void closing_the_channel_before_the_message_is_read(void **state)
{
    (void)state;
    struct machine *m = family_machine();
    struct child child = child_run(m, DOMAIN_JOB, 0);
    uint32_t channel = listen_to(m, child.thread, REGULAR);
    uint32_t next = listen_to(m, child.process, REGULAR);
    child_faults(m, &child);
    assert_int_equal(signals(m, next) & ZX_READABLE, 0);
    close_handle(m, channel);
    assert_int_equal(signals(m, next) & ZX_READABLE, ZX_READABLE);
    assert_in_exception(m, child.tid);
}

static void closing_the_channel_after_the_message_was_read(void **state)
{
    (void)state;
    struct machine *m = family_machine();
    struct child child = child_run(m, DOMAIN_JOB, 0);
    uint32_t channel = listen_to(m, child.thread, REGULAR);
    uint32_t next = listen_to(m, child.process, REGULAR);
    child_faults(m, &child);
    struct exception_info info;
    uint32_t exception = read_exception(m, channel, &info);
    close_handle(m, channel);
    assert_int_equal(signals(m, next) & ZX_READABLE, 0);
    assert_in_exception(m, child.tid);
    answer(m, exception, HANDLED);
    assert_int_equal(thread_state_of(m, child.tid)->state, THREAD_READY);
}

/* The process learns nothing of a message that is thrown away, but its next handler does. */
static void discarding_the_message_goes_on(void **state)
{
    (void)state;
    struct machine *m = family_machine();
    struct child child = child_run(m, DOMAIN_JOB, 0);
    uint32_t channel = listen_to(m, child.thread, REGULAR);
    uint32_t next = listen_to(m, child.process, REGULAR);
    child_faults(m, &child);
    assert_int_equal(receive(m, channel, 0, 4, 0), ZX_BUFFER_TOO_SMALL);
    assert_int_equal(word(m, ACTUAL), 24);
    assert_int_equal(
        zx_loses(m, SYS_CHANNEL_READ, channel, ZX_CHANNEL_MAY_DISCARD, 0, 0, 0, 0, 0, 0),
        ZX_BUFFER_TOO_SMALL);
    assert_int_equal(signals(m, next) & ZX_READABLE, ZX_READABLE);
}

/* The channel goes elsewhere with its message unread. */
static void the_channel_can_be_moved(void **state)
{
    (void)state;
    struct machine *m = family_machine();
    struct child child = child_run(m, DOMAIN_JOB, 0);
    uint32_t channel = listen_to(m, child.process, REGULAR);
    child_faults(m, &child);
    uint32_t there = hand_over(m, channel, BOB);
    be(m, BOB);
    struct exception_info info;
    answer(m, read_exception(m, there, &info), HANDLED);
    assert_int_equal(thread_state_of(m, child.tid)->state, THREAD_READY);
}

/* Ends Carol until her first run's process is used again. */
static void restart_carol_twice(struct machine *m)
{
    process_id first = machine_process(m, CAROL);
    do {
        uint32_t carol = get_child(m, DOMAIN_JOB, object_of_process(machine_process(m, CAROL)));
        kill_task(m, carol);
        close_handle(m, carol);
        while (machine_process(m, CAROL) == NONE) {
            advance_ms(m, 1);
        }
        be(m, ALICE);
    } while (machine_process(m, CAROL) != first);
}

static void assert_next_exception(struct machine *m, uint32_t channel, uint32_t thread)
{
    struct exception_info info;
    uint32_t exception = read_exception(m, channel, &info);
    assert_true(info.tid == koid_of(m, thread));
    answer(m, exception, HANDLED);
}

/*
 * An unread message outlives its thread, but not the next run that is given the thread's place. It
 * is taken out of the queue, wherever it is there; the others stay in their order.
 */
static void a_later_run_takes_the_message_back(void **state)
{
    (void)state;
    for (unsigned place = 0; place < 3; place++) {
        struct machine *m = family_machine();
        struct child children[3] = {
            child_run(m, DOMAIN_JOB, 0),
            child_run(m, DOMAIN_JOB, 1),
            {.tid = thread_of(m, CAROL)},
        };
        uint32_t channel = listen_to(m, DOMAIN_JOB, REGULAR);
        for (unsigned i = 0; i < 3; i++) {
            child_faults(m, &children[i == place ? 2 : i - (i > place)]);
        }
        restart_carol_twice(m);
        struct child behind = children[0]; /* what comes now is behind all that is left */
        behind.tid = child_thread(m, behind.process, 2, &behind.thread);
        child_faults(m, &behind);
        assert_next_exception(m, channel, children[0].thread);
        assert_next_exception(m, channel, children[1].thread);
        assert_next_exception(m, channel, behind.thread);
        assert_int_equal(signals(m, channel) & ZX_READABLE, 0);
        fixture_end(NULL);
    }
}

static void death_closes_the_channels(void **state)
{
    (void)state;
    struct machine *m = family_machine();
    uint32_t job = make_job(m, DOMAIN_JOB);
    struct child child = child_run(m, job, 0);
    uint32_t by_thread = listen_to(m, child.thread, REGULAR);
    uint32_t by_process = listen_to(m, child.process, REGULAR);
    uint32_t by_job = listen_to(m, job, REGULAR);
    kill_task(m, child.process);
    assert_int_equal(signals(m, by_thread), ZX_PEER_CLOSED_BIT);
    assert_int_equal(signals(m, by_process), ZX_PEER_CLOSED_BIT);
    assert_int_equal(signals(m, by_job) & ZX_PEER_CLOSED_BIT, 0);
    kill_task(m, job);
    assert_int_equal(signals(m, by_job), ZX_PEER_CLOSED_BIT);
    assert_int_equal(receive(m, by_job, 0, 24, 1), ZX_PEER_CLOSED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(errors_of_create_exception_channel_in_order),
        TEST(each_right_is_needed),
        TEST(only_so_many_listen),
        TEST(debuggers_are_seen),
        TEST(closing_the_channel_before_the_message_is_read),
        TEST(closing_the_channel_after_the_message_was_read),
        TEST(discarding_the_message_goes_on),
        TEST(the_channel_can_be_moved),
        TEST(a_later_run_takes_the_message_back),
        TEST(death_closes_the_channels),
    };
    return cmocka_run_group_tests_name("exception_channel", tests, NULL, NULL);
}
