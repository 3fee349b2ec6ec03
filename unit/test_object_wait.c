/*
 * object_wait_one: when a wait is over, how, and where its result lands.
 */
#include "zircon_calls.h"

enum { USER = 1 << 24, OTHER = 1 << 25, MARK = 0x5a5a };
#define SAME ZX_RIGHT_SAME_RIGHTS

/* Alice's first thread waits; her second one, of the same priority, runs after it. */
struct pair_of_threads {
    struct machine *m;
    thread_id waiter;
    thread_id other;
};

static struct pair_of_threads make_threads(void)
{
    struct machine *m = zircon_machine();
    thread_id other = machine_thread(m, machine_process(m, ALICE), true);
    be(m, ALICE);
    return (struct pair_of_threads){m, thread_of(m, ALICE), other};
}

/* The running thread waits at a place of its own for the result; the other one runs then. */
static void begin(const struct pair_of_threads *p, uint32_t handle, uint32_t wanted,
                  int64_t deadline)
{
    put_words(p->m, OBSERVED, MARK);
    call_parks(p->m, SYS_OBJECT_WAIT_ONE, handle, wanted, NS(deadline), at(p->m, OBSERVED));
    assert_int_equal(thread_state_of(p->m, p->waiter)->state, THREAD_AWAITING);
    run(p->m, p->other);
}

static void assert_waits(const struct pair_of_threads *p)
{
    assert_int_equal(thread_state_of(p->m, p->waiter)->state, THREAD_AWAITING);
}

/* The wait is over: the result is there once the thread runs, not before. */
static void assert_over(const struct pair_of_threads *p, int32_t status, uint32_t observed)
{
    assert_int_equal(thread_state_of(p->m, p->waiter)->state, THREAD_READY);
    assert_int_equal(deadline_of(p->m, p->waiter), TIME_NEVER);
    assert_int_equal(word(p->m, OBSERVED), MARK);
    run(p->m, p->waiter);
    assert_int_equal((int32_t)machine_call_result(p->m, p->waiter), status);
    assert_int_equal(word(p->m, OBSERVED), observed);
}

static void set(struct machine *m, uint32_t handle, uint32_t bits)
{
    assert_int_equal(zx(m, SYS_OBJECT_SIGNAL, handle, 0, bits), ZX_OK);
}

/* ---- Over at once. ---- */

static void satisfied_at_once(void **state)
{
    (void)state;
    struct machine *m = zircon_machine();
    uint32_t event = make_event(m);
    set(m, event, USER | ZX_SIGNALED);
    static const int64_t deadlines[] = {INT64_MIN, 0, 1, INT64_MAX};
    for (unsigned i = 0; i < 4; i++) {
        put_words(m, OUT, MARK);
        assert_int_equal(
            zx(m, SYS_OBJECT_WAIT_ONE, event, OTHER | USER, NS(deadlines[i]), at(m, 0)), ZX_OK);
        assert_int_equal(word(m, OUT), USER | ZX_SIGNALED);
        assert_int_equal(zx(m, SYS_OBJECT_WAIT_ONE, event, ZX_SIGNALED, NS(deadlines[i]), 0),
                         ZX_OK);
    }
}

static void polled(void **state)
{
    (void)state;
    struct machine *m = zircon_machine();
    uint32_t event = make_event(m);
    set(m, event, USER);
    advance_ticks(m, 10);
    be(m, ALICE);
    static const int64_t deadlines[] = {INT64_MIN, -1, 0, 1, 9 * NS_PER_TICK + 1, 10 * NS_PER_TICK};
    for (unsigned i = 0; i < 6; i++) {
        put_words(m, OUT, MARK);
        assert_int_equal(zx(m, SYS_OBJECT_WAIT_ONE, event, OTHER, NS(deadlines[i]), at(m, OUT)),
                         ZX_TIMED_OUT);
        assert_int_equal(word(m, OUT), USER);
        assert_int_equal(zx(m, SYS_OBJECT_WAIT_ONE, event, 0, NS(deadlines[i]), 0), ZX_TIMED_OUT);
    }
}

/* ---- Over in time. ---- */

static void times_out_exactly(void **state)
{
    (void)state;
    struct pair_of_threads p = make_threads();
    uint32_t event = make_event(p.m);
    set(p.m, event, OTHER);
    begin(&p, event, USER, 99 * NS_PER_TICK + 1);
    assert_int_equal(deadline_of(p.m, p.waiter), 100);
    advance_ticks(p.m, 99);
    assert_waits(&p);
    advance_ticks(p.m, 1);
    assert_over(&p, ZX_TIMED_OUT, OTHER);
    assert_int_equal(zx(p.m, SYS_OBJECT_SIGNAL, event, 0, USER), ZX_OK); /* too late, no matter */
    machine_thread_exit(p.m, p.other);
    be(p.m, ALICE);
    close_all(p.m);
    assert_as_booted(p.m);
}

static void woken_by_a_signal(void **state)
{
    (void)state;
    struct pair_of_threads p = make_threads();
    uint32_t event = make_event(p.m);
    begin(&p, event, USER | ZX_SIGNALED, 1000 * NS_PER_TICK);
    set(p.m, event, OTHER);
    assert_waits(&p);
    assert_int_equal(zx(p.m, SYS_OBJECT_SIGNAL, event, OTHER, 1u << 26), ZX_OK);
    assert_waits(&p);
    set(p.m, event, USER);
    /* What it saw was then, whatever the object shows when the thread runs. */
    assert_int_equal(zx(p.m, SYS_OBJECT_SIGNAL, event, USER, OTHER), ZX_OK);
    assert_over(&p, ZX_OK, USER | 1u << 26);
    advance_ticks(p.m, 2000);
    assert_int_equal(word(p.m, OBSERVED), USER | 1u << 26);
}

static void woken_by_a_peer(void **state)
{
    (void)state;
    struct pair_of_threads p = make_threads();
    struct ends pair = make_eventpair(p.m);
    struct ends channel = make_channel(p.m);
    begin(&p, pair.a, USER, INT64_MAX);
    set(p.m, pair.b, USER);
    assert_waits(&p);
    assert_int_equal(zx(p.m, SYS_OBJECT_SIGNAL_PEER, pair.b, 0, USER), ZX_OK);
    assert_over(&p, ZX_OK, USER);
    begin(&p, pair.a, ZX_PEER_CLOSED_BIT, INT64_MAX);
    assert_int_equal(zx(p.m, SYS_HANDLE_CLOSE, pair.b), ZX_OK);
    assert_over(&p, ZX_OK, USER | ZX_PEER_CLOSED_BIT);
    begin(&p, channel.a, ZX_READABLE, INT64_MAX);
    assert_int_equal(send(p.m, channel.a, "", 0, NULL), ZX_OK);
    assert_waits(&p);
    assert_int_equal(send(p.m, channel.b, "", 0, NULL), ZX_OK);
    assert_over(&p, ZX_OK, ZX_READABLE | ZX_WRITABLE);
    begin(&p, channel.a, ZX_PEER_CLOSED_BIT, INT64_MAX);
    assert_int_equal(zx(p.m, SYS_HANDLE_CLOSE, channel.b), ZX_OK);
    assert_over(&p, ZX_OK, ZX_READABLE | ZX_PEER_CLOSED_BIT);
}

/* ---- Canceled. ---- */

enum { BY_CLOSE, BY_CLOSE_MANY, BY_REPLACE, BY_FAILED_REPLACE, BY_FAILED_WRITE, WAYS };

static void lose(struct machine *m, uint32_t handle, unsigned way, uint32_t channel)
{
    put_words(m, LIST, 0, handle);
    if (way == BY_CLOSE) {
        assert_int_equal(zx(m, SYS_HANDLE_CLOSE, handle), ZX_OK);
    } else if (way == BY_CLOSE_MANY) {
        assert_int_equal(zx(m, SYS_HANDLE_CLOSE_MANY, at(m, LIST), 2), ZX_OK);
    } else if (way == BY_REPLACE) {
        (void)reduced(m, handle, SAME);
    } else if (way == BY_FAILED_REPLACE) {
        assert_int_equal(zx_loses(m, SYS_HANDLE_REPLACE, handle, SAME, 0), ZX_INVALID_ARGS);
    } else {
        assert_int_equal(zx_loses(m, SYS_CHANNEL_WRITE, channel, 1, 0, 0, at(m, LIST), 2),
                         ZX_INVALID_ARGS);
    }
}

/* Another handle of the object is no matter; the one waited on ends the wait. */
static void canceled_with_its_handle(void **state)
{
    (void)state;
    struct pair_of_threads p = make_threads();
    for (unsigned way = 0; way < WAYS; way++) {
        uint32_t event = make_event(p.m);
        struct ends channel = make_channel(p.m);
        uint32_t other = with_rights(p.m, event, SAME);
        uint32_t third = with_rights(p.m, event, SAME);
        set(p.m, event, OTHER);
        begin(&p, event, USER, 1000000);
        lose(p.m, other, way, channel.a);
        assert_waits(&p);
        lose(p.m, event, way, channel.a);
        assert_over(&p, ZX_CANCELED, OTHER | ZX_HANDLE_CLOSED);
        assert_int_equal(signals(p.m, third), OTHER); /* the object itself shows no such thing */
        close_all(p.m);
    }
    machine_thread_exit(p.m, p.other);
    be(p.m, ALICE);
    assert_as_booted(p.m);
}

/* A handle that is sent carries its waits; they end when it arrives, or is lost on the way. */
static void canceled_when_it_is_read_out(void **state)
{
    (void)state;
    struct pair_of_threads p = make_threads();
    for (unsigned i = 0; i < 4; i++) {
        uint32_t event = make_event(p.m);
        uint32_t other = with_rights(p.m, event, SAME);
        struct ends channel = make_channel(p.m);
        begin(&p, event, USER, INT64_MAX);
        assert_int_equal(send_one(p.m, channel.a, event), ZX_OK);
        assert_waits(&p);
        if (i == 0) {
            (void)receive_one(p.m, channel.b);
        } else if (i == 1) {
            assert_int_equal(zx_loses(p.m, SYS_CHANNEL_READ, channel.b, 1, 0, 0, 0, 0, 0, 0),
                             ZX_BUFFER_TOO_SMALL);
        } else if (i == 2) {
            assert_int_equal(zx(p.m, SYS_HANDLE_CLOSE, channel.b), ZX_OK);
        } else {
            set(p.m, other, USER); /* it is still a wait for the object */
        }
        assert_over(&p, i == 3 ? ZX_OK : ZX_CANCELED, i == 3 ? USER : ZX_HANDLE_CLOSED);
        close_all(p.m);
    }
}

static void refilled_slot_satisfies_no_old_wait(void **state)
{
    (void)state;
    struct pair_of_threads p = make_threads();
    struct kernel *k = machine_kernel(p.m);
    process_id self = machine_process(p.m, ALICE);
    struct ends channel = make_channel(p.m);
    uint32_t event = make_event(p.m);
    object_id object = k->slot[node_of_slot(self, name_slot(k, self, event))].object;
    handle_place(k, self, 5, object, object_rights[OBJECT_EVENT]);
    begin(&p, name_of_selector(5), USER, INT64_MAX);
    assert_int_equal(send_one(p.m, channel.a, name_of_selector(5)), ZX_OK);
    uint32_t new = make_event(p.m);
    object_id another = k->slot[node_of_slot(self, name_slot(k, self, new))].object;
    handle_place(k, self, 5, another, object_rights[OBJECT_EVENT]);
    set(p.m, name_of_selector(5), USER);
    assert_waits(&p);
    assert_int_equal(zx(p.m, SYS_HANDLE_CLOSE, name_of_selector(5)), ZX_OK);
    assert_waits(&p);
    set(p.m, event, USER);
    assert_over(&p, ZX_OK, USER);
}

/* ---- Results. ---- */

/* Takes from, or gives back to, the running process the right to write its data. */
static void data_writable(struct machine *m, bool writable)
{
    struct kernel *k = machine_kernel(m);
    process_id self = thread_state_of(m, machine_current(m))->process;
    mapping_id data = k->process[self].data;
    k->mapping[data].region.access = ACCESS_READ | (writable ? ACCESS_WRITE : 0);
    for (thread_id t = 1; t <= CONFIG_THREADS; t++) {
        if (k->thread[t].process == self && thread_started(k, t)) {
            space_load(k, t, REGION_DATA, data);
        }
    }
}

static void memory_gone_by_then(void **state)
{
    (void)state;
    struct pair_of_threads p = make_threads();
    uint32_t event = make_event(p.m);
    for (unsigned i = 0; i < 3; i++) {
        begin(&p, event, USER, i == 2 ? (int64_t)(machine_now(p.m) + 50) * NS_PER_TICK : INT64_MAX);
        if (i < 2) {
            set(p.m, event, USER);
            assert_int_equal(zx(p.m, SYS_OBJECT_SIGNAL, event, USER, 0), ZX_OK);
        } else {
            advance_ticks(p.m, 50);
        }
        data_writable(p.m, i == 0);
        int32_t due = i == 0 ? ZX_OK : ZX_INVALID_ARGS;
        assert_over(&p, due, i == 0 ? USER : MARK);
        data_writable(p.m, true);
    }
}

/* Nobody asks for the result; but then the status alone is told. */
static void observed_may_be_left_out(void **state)
{
    (void)state;
    struct pair_of_threads p = make_threads();
    uint32_t event = make_event(p.m);
    put_words(p.m, OBSERVED, MARK);
    call_parks(p.m, SYS_OBJECT_WAIT_ONE, event, USER, FOR_EVER, 0);
    run(p.m, p.other);
    set(p.m, event, USER);
    assert_over(&p, ZX_OK, MARK);
}

/* The result of a parked wait that is over lies nowhere else than in the waiter's own space. */
static void results_land_in_the_waiters_space(void **state)
{
    (void)state;
    struct pair_of_threads p = make_threads();
    uint32_t event = make_event(p.m);
    uint32_t theirs = hand_over(p.m, with_rights(p.m, event, SAME), BOB);
    begin(&p, event, USER, INT64_MAX);
    be(p.m, BOB);
    put_words(p.m, OBSERVED, MARK);
    set(p.m, theirs, USER);
    be(p.m, BOB);
    assert_int_equal(word(p.m, OBSERVED), MARK);
    run(p.m, p.other);
    assert_over(&p, ZX_OK, USER);
    be(p.m, BOB);
    assert_int_equal(word(p.m, OBSERVED), MARK);
}

/* ---- The end of a waiter. ---- */

static void dead_waiters_leave_nothing(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 3; i++) {
        struct pair_of_threads p = make_threads();
        uint32_t event = make_event(p.m);
        uint32_t theirs = hand_over(p.m, with_rights(p.m, event, SAME), BOB);
        begin(&p, event, USER, 1000000);
        if (i == 1) {
            set(p.m, event, USER); /* it is over, the result was never fetched */
        }
        if (i == 2) {
            machine_fault(p.m, FAULT_UNDEFINED, 0); /* the whole process ends */
            check(p.m);
        } else {
            machine_thread_exit(p.m, p.waiter);
            check(p.m);
        }
        be(p.m, BOB);
        set(p.m, theirs, USER);
        advance_ticks(p.m, 1000000);
        const struct kernel *k = machine_kernel(p.m);
        static const struct wait_thread none;
        assert_memory_equal(&k->wait.thread[p.waiter], &none, sizeof none);
        assert_int_equal(k->time.first, NONE);
        close_all(p.m);
    }
}

/* ---- Refusals. ---- */

static void wait_refuses_in_order(void **state)
{
    (void)state;
    struct machine *m = zircon_machine();
    uint32_t event = make_event(m);
    uint32_t poor = with_rights(m, event, object_rights[OBJECT_EVENT] & ~(uint32_t)RIGHT_WAIT);
    uint32_t able = with_rights(m, event, RIGHT_WAIT);
    const uint32_t bad[] = {HOLE, READ_ONLY, 0xfffffffe, at(m, MEMORY_SIZE - 3)};
    set(m, event, USER);
    for (unsigned i = 0; i < 4 * 3; i++) {
        uint32_t wanted = i % 3 == 0 ? USER : OTHER;
        uint64_t deadline = i % 3 == 2 ? INT64_MAX : 0;
        assert_int_equal(zx(m, SYS_OBJECT_WAIT_ONE, able, wanted, NS(deadline), bad[i / 3]),
                         ZX_INVALID_ARGS);
        assert_int_equal(zx(m, SYS_OBJECT_WAIT_ONE, poor, wanted, NS(deadline), bad[i / 3]),
                         ZX_ACCESS_DENIED);
        assert_int_equal(zx(m, SYS_OBJECT_WAIT_ONE, 0, wanted, NS(deadline), bad[i / 3]),
                         ZX_BAD_HANDLE);
    }
    assert_int_equal(zx(m, SYS_OBJECT_WAIT_ONE, able, USER, PAST, 0), ZX_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(satisfied_at_once),
        TEST(polled),
        TEST(times_out_exactly),
        TEST(woken_by_a_signal),
        TEST(woken_by_a_peer),
        TEST(canceled_with_its_handle),
        TEST(canceled_when_it_is_read_out),
        TEST(refilled_slot_satisfies_no_old_wait),
        TEST(memory_gone_by_then),
        TEST(observed_may_be_left_out),
        TEST(results_land_in_the_waiters_space),
        TEST(dead_waiters_leave_nothing),
        TEST(wait_refuses_in_order),
    };
    return cmocka_run_group_tests_name("object_wait", tests, NULL, NULL);
}
