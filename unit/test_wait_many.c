/*
 * object_wait_many, and many that wait for one object.
 */
#include "zircon_calls.h"

enum { USER = 1 << 24, OTHER = 1 << 25, MARK = 0x5a5a };
#define SAME ZX_RIGHT_SAME_RIGHTS

struct items {
    struct wait_record item[WAIT_ITEMS + 1];
};

/* Alice with a second thread, which runs; the first one is about to wait. */
static struct machine *make_machine(thread_id *other)
{
    struct machine *m = zircon_machine();
    *other = machine_thread(m, machine_process(m, ALICE), true);
    be(m, ALICE);
    return m;
}

static void set(struct machine *m, uint32_t handle, uint32_t bits)
{
    assert_int_equal(zx(m, SYS_OBJECT_SIGNAL, handle, 0, bits), ZX_OK);
}

static struct items make_items(struct machine *m, uint32_t wanted)
{
    struct items items;
    for (unsigned i = 0; i < WAIT_ITEMS; i++) {
        items.item[i] = (struct wait_record){make_event(m), wanted, MARK};
    }
    items.item[WAIT_ITEMS] = items.item[0];
    return items;
}

static void put_items(struct machine *m, const struct items *items)
{
    put(m, ITEMS, items, sizeof *items);
}

static int32_t wait_many(struct machine *m, uint32_t count, int64_t deadline)
{
    return zx(m, SYS_OBJECT_WAIT_MANY, at(m, ITEMS), count, NS(deadline));
}

static void wait_parks(struct machine *m, uint32_t count, int64_t deadline)
{
    call_parks(m, SYS_OBJECT_WAIT_MANY, at(m, ITEMS), count, NS(deadline));
}

/* The list as it was, but for what was observed. */
static void assert_pending(struct machine *m, const struct items *items, unsigned count,
                           const uint32_t *pending)
{
    struct items now;
    get(m, ITEMS, &now, sizeof now);
    for (unsigned i = 0; i <= WAIT_ITEMS; i++) {
        assert_int_equal(now.item[i].handle, items->item[i].handle);
        assert_int_equal(now.item[i].signals, items->item[i].signals);
        assert_int_equal(now.item[i].pending, i < count ? pending[i] : MARK);
    }
}

/* ---- One thread, several objects. ---- */

/* Whichever of eight it is, at once or later. */
static void any_of_eight_will_do(void **state)
{
    (void)state;
    thread_id other;
    struct machine *m = make_machine(&other);
    for (unsigned i = 0; i < 2 * WAIT_ITEMS; i++) {
        unsigned which = i / 2;
        bool early = i % 2 == 0;
        uint32_t pending[WAIT_ITEMS] = {0};
        machine_reset(m);
        other = machine_thread(m, machine_process(m, ALICE), true);
        be(m, ALICE);
        thread_id waiter = machine_current(m);
        struct items items = make_items(m, USER | ZX_SIGNALED);
        put_items(m, &items);
        pending[(which + 1) % WAIT_ITEMS] = OTHER;
        pending[which] |= USER;
        set(m, items.item[(which + 1) % WAIT_ITEMS].handle, OTHER);
        if (early) {
            set(m, items.item[which].handle, USER);
            assert_int_equal(wait_many(m, WAIT_ITEMS, 0), ZX_OK);
        } else {
            wait_parks(m, WAIT_ITEMS, INT64_MAX);
            run(m, other);
            set(m, items.item[which].handle, USER);
            set(m, items.item[(which + 2) % WAIT_ITEMS].handle, USER); /* too late to be seen */
            run(m, waiter);
            assert_int_equal((int32_t)machine_call_result(m, waiter), ZX_OK);
        }
        assert_pending(m, &items, WAIT_ITEMS, pending);
    }
}

static void none_of_eight(void **state)
{
    (void)state;
    thread_id other;
    struct machine *m = make_machine(&other);
    thread_id waiter = machine_current(m);
    struct items items = make_items(m, USER);
    uint32_t pending[WAIT_ITEMS] = {0, OTHER};
    set(m, items.item[1].handle, OTHER);
    put_items(m, &items);
    assert_int_equal(wait_many(m, WAIT_ITEMS, 0), ZX_TIMED_OUT);
    assert_pending(m, &items, WAIT_ITEMS, pending);
    put_items(m, &items);
    wait_parks(m, 3, 99 * NS_PER_TICK + 1);
    run(m, other);
    set(m, items.item[3].handle, USER); /* one that is not waited for */
    pending[2] = ZX_SIGNALED;
    set(m, items.item[2].handle, ZX_SIGNALED);
    advance_ticks(m, 99);
    assert_int_equal(thread_state_of(m, waiter)->state, THREAD_AWAITING);
    advance_ticks(m, 1);
    run(m, waiter);
    assert_int_equal((int32_t)machine_call_result(m, waiter), ZX_TIMED_OUT);
    assert_pending(m, &items, 3, pending);
}

static void no_items_are_a_sleep(void **state)
{
    (void)state;
    thread_id other;
    struct machine *m = make_machine(&other);
    thread_id waiter = machine_current(m);
    assert_int_equal(zx(m, SYS_OBJECT_WAIT_MANY, 0, 0, PAST), ZX_TIMED_OUT);
    call_parks(m, SYS_OBJECT_WAIT_MANY, HOLE, 0, NS(100 * NS_PER_TICK));
    advance_ticks(m, 100);
    run(m, waiter);
    assert_int_equal((int32_t)machine_call_result(m, waiter), ZX_TIMED_OUT);
    call_parks(m, SYS_OBJECT_WAIT_MANY, 0, 0, FOR_EVER);
    advance_ticks(m, 1000000);
    assert_int_equal(thread_state_of(m, waiter)->state, THREAD_AWAITING);
    run(m, other);
    machine_thread_exit(m, waiter);
    check(m);
}

/* An object may be there twice: by one handle or by two, for the same signals or others. */
static void same_object_twice(void **state)
{
    (void)state;
    thread_id other;
    struct machine *m = make_machine(&other);
    thread_id waiter = machine_current(m);
    uint32_t event = make_event(m);
    uint32_t copy = with_rights(m, event, SAME);
    struct items items = {{{event, USER, MARK}, {copy, OTHER, MARK}, {event, OTHER, MARK}}};
    for (unsigned i = 0; i < WAIT_ITEMS + 1; i++) {
        items.item[i].pending = MARK;
    }
    for (unsigned i = 0; i < 2; i++) {
        const uint32_t bit = i == 0 ? USER : OTHER;
        put_items(m, &items);
        wait_parks(m, 3, INT64_MAX);
        run(m, other);
        set(m, event, bit);
        run(m, waiter);
        assert_int_equal((int32_t)machine_call_result(m, waiter), ZX_OK);
        assert_pending(m, &items, 3, (const uint32_t[]){bit, bit, bit});
        assert_int_equal(zx(m, SYS_OBJECT_SIGNAL, event, bit, 0), ZX_OK);
    }
}

/* Only the items of the handle that is closed say so, all of them. */
static void canceled_items_say_so(void **state)
{
    (void)state;
    thread_id other;
    struct machine *m = make_machine(&other);
    thread_id waiter = machine_current(m);
    uint32_t event = make_event(m);
    uint32_t copy = with_rights(m, event, SAME);
    uint32_t another = make_event(m);
    struct items items = {
        {{another, USER, MARK}, {event, USER, MARK}, {copy, USER, MARK}, {event, OTHER, MARK}}};
    for (unsigned i = 0; i < WAIT_ITEMS + 1; i++) {
        items.item[i].pending = MARK;
    }
    put_items(m, &items);
    wait_parks(m, 4, INT64_MAX);
    run(m, other);
    set(m, another, OTHER);
    assert_int_equal(zx(m, SYS_HANDLE_CLOSE, event), ZX_OK);
    run(m, waiter);
    assert_int_equal((int32_t)machine_call_result(m, waiter), ZX_CANCELED);
    assert_pending(m, &items, 4, (const uint32_t[]){OTHER, ZX_HANDLE_CLOSED, 0, ZX_HANDLE_CLOSED});
}

/* Of two handles of one object, the one that is sent takes its own item along, no other. */
static void items_follow_their_own_handle(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 4; i++) {
        thread_id other;
        struct machine *m = make_machine(&other);
        thread_id waiter = machine_current(m);
        struct ends c = make_channel(m);
        uint32_t event = make_event(m);
        uint32_t copy = with_rights(m, event, SAME);
        struct items items = {
            {{i < 2 ? event : copy, USER, MARK}, {i < 2 ? copy : event, USER, MARK}}};
        for (unsigned j = 2; j < WAIT_ITEMS + 1; j++) {
            items.item[j].pending = MARK;
        }
        put_items(m, &items);
        wait_parks(m, 2, INT64_MAX);
        run(m, other);
        unsigned sent = i % 2;
        assert_int_equal(send_one(m, c.a, items.item[sent].handle), ZX_OK);
        assert_int_equal(thread_state_of(m, waiter)->state, THREAD_AWAITING);
        assert_int_equal(zx(m, SYS_HANDLE_CLOSE, items.item[1 - sent].handle), ZX_OK);
        run(m, waiter);
        assert_int_equal((int32_t)machine_call_result(m, waiter), ZX_CANCELED);
        uint32_t pending[2] = {0, 0};
        pending[1 - sent] = ZX_HANDLE_CLOSED;
        assert_pending(m, &items, 2, pending);
        (void)fixture_end(NULL);
    }
}

/* ---- One object, several threads. ---- */

enum { WAITERS = 5 };

struct crowd {
    struct machine *m;
    thread_id thread[WAITERS];
    thread_id other;
    uint32_t event;
};

/* The n-th of them waits for the n-th of these signals, each at its own place. */
static struct crowd make_crowd(const uint32_t wanted[WAITERS], int64_t deadline)
{
    struct crowd c;
    c.m = make_machine(&c.other);
    c.event = make_event(c.m);
    process_id self = machine_process(c.m, ALICE);
    for (unsigned i = 0; i < WAITERS; i++) {
        c.thread[i] = machine_thread(c.m, self, i % 2 == 0);
        run(c.m, c.thread[i]);
        put_words(c.m, LIST + 4 * i, MARK);
        call_parks(c.m, SYS_OBJECT_WAIT_ONE, c.event, wanted[i], NS(deadline),
                   at(c.m, LIST + 4 * i));
    }
    run(c.m, c.other);
    return c;
}

/* One signal wakes all who wait for it, in the order in which they came, and nobody else. */
static void one_signal_wakes_all(void **state)
{
    (void)state;
    for (unsigned mask = 0; mask < 1u << WAITERS; mask++) {
        uint32_t wanted[WAITERS];
        for (unsigned i = 0; i < WAITERS; i++) {
            wanted[i] = (mask & 1u << i) != 0 ? USER : OTHER;
        }
        struct crowd c = make_crowd(wanted, 1000000);
        set(c.m, c.event, USER);
        thread_id last = NONE;
        for (unsigned i = 0; i < WAITERS; i++) {
            bool woken = wanted[i] == USER;
            const struct thread *t = thread_state_of(c.m, c.thread[i]);
            assert_int_equal(t->state, woken ? THREAD_READY : THREAD_AWAITING);
            if (woken && last != NONE) {
                assert_int_equal(t->previous, last);
            }
            last = woken ? c.thread[i] : last;
        }
        set(c.m, c.event, OTHER);
        for (unsigned i = 0; i < WAITERS; i++) {
            run(c.m, c.thread[i]);
            assert_int_equal((int32_t)machine_call_result(c.m, c.thread[i]), ZX_OK);
            assert_int_equal(word(c.m, LIST + 4 * i), wanted[i] == USER ? USER : USER | OTHER);
        }
        (void)fixture_end(NULL);
    }
}

/* Whoever leaves the list, from wherever in it, the others stay and are woken. */
static void waiters_leave_from_anywhere(void **state)
{
    (void)state;
    static const uint32_t wanted[WAITERS] = {USER, USER, USER, USER, USER};
    for (unsigned i = 0; i < WAITERS * WAITERS; i++) {
        struct crowd c = make_crowd(wanted, 1000000);
        machine_thread_exit(c.m, c.thread[i / WAITERS]);
        check(c.m);
        if (i % WAITERS != i / WAITERS) {
            machine_thread_exit(c.m, c.thread[i % WAITERS]);
            check(c.m);
        }
        run(c.m, c.other);
        set(c.m, c.event, USER);
        for (unsigned j = 0; j < WAITERS; j++) {
            bool left = j == i / WAITERS || j == i % WAITERS;
            assert_int_equal(thread_state_of(c.m, c.thread[j])->state,
                             left ? THREAD_FREE : THREAD_READY);
        }
        (void)fixture_end(NULL);
    }
}

static void all_are_canceled_and_time_out(void **state)
{
    (void)state;
    static const uint32_t wanted[WAITERS] = {USER, OTHER, USER, OTHER, USER};
    for (unsigned i = 0; i < 2; i++) {
        struct crowd c = make_crowd(wanted, 1000000);
        if (i == 0) {
            assert_int_equal(zx(c.m, SYS_HANDLE_CLOSE, c.event), ZX_OK);
        } else {
            advance_ticks(c.m, 1000000);
        }
        for (unsigned j = 0; j < WAITERS; j++) {
            run(c.m, c.thread[j]);
            assert_int_equal((int32_t)machine_call_result(c.m, c.thread[j]),
                             i == 0 ? ZX_CANCELED : ZX_TIMED_OUT);
            assert_int_equal(word(c.m, LIST + 4 * j), i == 0 ? ZX_HANDLE_CLOSED : 0);
        }
        (void)fixture_end(NULL);
    }
}

/* ---- Refusals. ---- */

static void wait_many_refuses_in_order(void **state)
{
    (void)state;
    struct machine *m = zircon_machine();
    struct items items = make_items(m, USER);
    uint32_t poor = with_rights(m, items.item[0].handle, RIGHT_INSPECT);
    uint32_t size = (uint32_t)(WAIT_ITEMS * sizeof items.item[0]);
    const uint32_t bad[] = {0, HOLE, READ_ONLY, at(m, MEMORY_SIZE + 1 - size), 0xffffffe0};
    set(m, items.item[7].handle, USER);
    for (unsigned i = 0; i < 5; i++) {
        assert_int_equal(zx(m, SYS_OBJECT_WAIT_MANY, bad[i], 8, FOR_EVER), ZX_INVALID_ARGS);
        assert_int_equal(zx(m, SYS_OBJECT_WAIT_MANY, bad[i], 9, FOR_EVER), ZX_OUT_OF_RANGE);
        assert_int_equal(zx(m, SYS_OBJECT_WAIT_MANY, bad[i], 0x80000001, PAST), ZX_OUT_OF_RANGE);
    }
    for (unsigned i = 0; i < 2 * WAIT_ITEMS; i++) {
        struct items wrong = items;
        wrong.item[i / 2].handle = i % 2 == 0 ? 0xffffffff : poor;
        put_items(m, &wrong);
        int32_t due = i % 2 == 0 ? ZX_BAD_HANDLE : ZX_ACCESS_DENIED;
        assert_int_equal(wait_many(m, WAIT_ITEMS, INT64_MAX), due);
        wrong.item[WAIT_ITEMS - 1].handle = i % 2 == 0 ? poor : 0; /* the first one is told */
        put_items(m, &wrong);
        if (i / 2 < WAIT_ITEMS - 1) {
            assert_int_equal(wait_many(m, WAIT_ITEMS, INT64_MAX), due);
        }
        assert_pending(m, &wrong, 0, NULL);
    }
    put_items(m, &items);
    assert_int_equal(wait_many(m, 9, 0), ZX_OUT_OF_RANGE);
    assert_int_equal(wait_many(m, 8, 0), ZX_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(any_of_eight_will_do),          TEST(none_of_eight),
        TEST(no_items_are_a_sleep),          TEST(same_object_twice),
        TEST(canceled_items_say_so),         TEST(items_follow_their_own_handle),
        TEST(one_signal_wakes_all),          TEST(waiters_leave_from_anywhere),
        TEST(all_are_canceled_and_time_out), TEST(wait_many_refuses_in_order),
    };
    return cmocka_run_group_tests_name("wait_many", tests, NULL, NULL);
}
