/*
 * What all calls of the family do with the names they are given, and with those whom they wake.
 */
#include "zircon_calls.h"

enum { USER = 1 << 24 };
#define SAME ZX_RIGHT_SAME_RIGHTS

/* ---- Bad names. ---- */

/* The calls that take one name; all else is fine. */
static int32_t call_with(struct machine *m, unsigned call, uint32_t name)
{
    uint32_t out = at(m, OUT);
    put_words(m, ITEMS, name, 0, 0);
    put_words(m, LIST, name);
    switch (call) {
    case SYS_HANDLE_DUPLICATE:
    case SYS_HANDLE_REPLACE:
        return zx(m, call, name, SAME, out);
    case SYS_HANDLE_CLOSE_MANY:
        return zx(m, call, at(m, LIST), 1);
    case SYS_OBJECT_GET_INFO:
        return zx(m, call, name, ZX_INFO_HANDLE_BASIC, out, 32, 0, 0);
    case SYS_OBJECT_WAIT_ONE:
        return zx(m, call, name, 0, PAST, 0);
    case SYS_OBJECT_WAIT_MANY:
        return zx(m, call, at(m, ITEMS), 1, PAST);
    default:
        return zx(m, call, name, 0, 0, 0, 0, 0, 0, 0);
    }
}

static const uint32_t calls[] = {
    SYS_HANDLE_DUPLICATE, SYS_HANDLE_REPLACE, SYS_HANDLE_CLOSE,       SYS_HANDLE_CLOSE_MANY,
    SYS_OBJECT_GET_INFO,  SYS_OBJECT_SIGNAL,  SYS_OBJECT_SIGNAL_PEER, SYS_OBJECT_WAIT_ONE,
    SYS_OBJECT_WAIT_MANY, SYS_CHANNEL_WRITE,  SYS_CHANNEL_READ,
};
enum { CALLS = sizeof calls / sizeof calls[0] };

static void bad_names_are_refused_by_all(void **state)
{
    (void)state;
    struct machine *m = zircon_machine();
    struct kernel *k = machine_kernel(m);
    process_id self = machine_process(m, ALICE);
    uint32_t event = make_event(m);
    uint32_t closed = with_rights(m, event, SAME);
    assert_int_equal(zx(m, SYS_HANDLE_CLOSE, closed), ZX_OK);
    uint32_t good = name_of_selector(1);
    const uint32_t bad[] = {
        closed,
        handle_of(m, ALICE), /* task handles name nothing here, not even oneself */
        handle_of(m, BOB),
        name_of_handle(k, machine_process(m, BOB), 1),
        name_of_handle(k, self, 1) ^ 1u << 2,  /* another slot */
        name_of_handle(k, self, 1) ^ 1u << 31, /* another generation */
        good | 0x800,
        good | 4,
        good | 2,
        name_of_selector(4), /* free */
        name_of_selector(CONFIG_SLOTS),
        name_of_selector(CONFIG_SLOTS + 1),
        (event & ~3u) | 2,
        (event & ~3u) | 1,
        0x800,
        0xffffffff,
        0xfffff000,
        2,
    };
    for (unsigned i = 0; i < CALLS * sizeof bad / sizeof bad[0]; i++) {
        assert_int_equal(call_with(m, calls[i % CALLS], bad[i / CALLS]), ZX_BAD_HANDLE);
    }
    for (unsigned i = 0; i < CALLS; i++) {
        bool closes = calls[i] == SYS_HANDLE_CLOSE || calls[i] == SYS_HANDLE_CLOSE_MANY;
        assert_int_equal(call_with(m, calls[i], 0), closes ? ZX_OK : ZX_BAD_HANDLE);
    }
}

static void channels_are_asked_for_by_type(void **state)
{
    (void)state;
    struct machine *m = zircon_machine();
    const uint32_t others[] = {
        name_of_selector(1), name_of_selector(2),         name_of_selector(3), make_event(m),
        make_eventpair(m).b, reduced(m, make_event(m), 0)}; /* the type before the right */
    for (unsigned i = 0; i < 6; i++) {
        assert_int_equal(call_with(m, SYS_CHANNEL_WRITE, others[i]), ZX_WRONG_TYPE);
        assert_int_equal(call_with(m, SYS_CHANNEL_READ, others[i]), ZX_WRONG_TYPE);
    }
}

/* Each call with all rights but the one it needs, and with that one alone. */
static void each_call_needs_its_right(void **state)
{
    (void)state;
    static const struct {
        uint32_t call;
        uint32_t right;
        int32_t result; /* with the right */
    } needs[] = {
        {SYS_HANDLE_DUPLICATE, RIGHT_DUPLICATE, ZX_OK},
        {SYS_OBJECT_SIGNAL, RIGHT_SIGNAL, ZX_OK},
        {SYS_OBJECT_SIGNAL_PEER, RIGHT_SIGNAL_PEER, ZX_OK},
        {SYS_OBJECT_WAIT_ONE, RIGHT_WAIT, ZX_TIMED_OUT},
        {SYS_OBJECT_WAIT_MANY, RIGHT_WAIT, ZX_TIMED_OUT},
        {SYS_CHANNEL_WRITE, RIGHT_WRITE, ZX_OK},
        {SYS_CHANNEL_READ, RIGHT_READ, ZX_SHOULD_WAIT},
    };
    struct machine *m = zircon_machine();
    for (unsigned i = 0; i < 2 * sizeof needs / sizeof needs[0]; i++) {
        uint32_t call = needs[i / 2].call;
        bool channel = call == SYS_CHANNEL_WRITE || call == SYS_CHANNEL_READ;
        struct ends c = channel ? make_channel(m) : make_eventpair(m);
        uint32_t all = basic(m, c.a).rights;
        uint32_t rights = i % 2 == 0 ? all & ~needs[i / 2].right : needs[i / 2].right;
        int32_t due = i % 2 == 0 ? ZX_ACCESS_DENIED : needs[i / 2].result;
        assert_int_equal(call_with(m, call, reduced(m, c.a, rights)), due);
        close_all(m);
    }
}

/* ---- Wake-ups. ---- */

/* A call that ends a wait. */
struct wake {
    uint32_t call[1 + CALL_REGISTERS];
    int32_t result;   /* of the call */
    uint32_t waited;  /* the handle waited on */
    uint32_t signals; /* and for what */
    int32_t status;   /* of the wait */
    uint32_t observed;
    uint32_t sent; /* through this channel the handle goes before the call; 0: it stays */
};

enum { WAKES = 11 };

static struct wake make_wake(struct machine *m, unsigned number)
{
    const uint32_t gone = ZX_HANDLE_CLOSED;
    const uint32_t peer = ZX_PEER_CLOSED_BIT;
    uint32_t event = make_event(m);
    struct ends pair = make_eventpair(m);
    struct ends c = make_channel(m);
    uint32_t list = at(m, LIST);
    put_words(m, LIST, pair.b);
    const struct wake wakes[WAKES] = {
        {{SYS_OBJECT_SIGNAL, event, 0, USER}, 0, event, USER, ZX_OK, USER, 0},
        {{SYS_OBJECT_SIGNAL_PEER, pair.a, 0, USER}, 0, pair.b, USER, ZX_OK, USER, 0},
        {{SYS_HANDLE_CLOSE, pair.a}, 0, pair.b, peer, ZX_OK, peer, 0},
        {{SYS_HANDLE_CLOSE, event}, 0, event, USER, ZX_CANCELED, gone, 0},
        {{SYS_HANDLE_CLOSE_MANY, list, 1}, 0, pair.a, peer, ZX_OK, peer, 0},
        {{SYS_HANDLE_REPLACE, event, SAME, list}, 0, event, USER, ZX_CANCELED, gone, 0},
        {{SYS_HANDLE_REPLACE, pair.a, 0, 0}, ZX_INVALID_ARGS, pair.b, peer, ZX_OK, peer, 0},
        {{SYS_CHANNEL_WRITE, c.a, 0, list, 4}, 0, c.b, ZX_READABLE, ZX_OK, 3, 0},
        {{SYS_CHANNEL_WRITE, 0, 0, 0, 0, list, 1}, ZX_BAD_HANDLE, pair.a, peer, ZX_OK, peer, 0},
        {{SYS_CHANNEL_READ, c.b, 0, 0, list, 0, 1}, 0, event, USER, ZX_CANCELED, gone, c.a},
        {{SYS_CHANNEL_READ, c.b, ZX_CHANNEL_MAY_DISCARD},
         ZX_BUFFER_TOO_SMALL,
         event,
         USER,
         ZX_CANCELED,
         gone,
         c.a},
    };
    return wakes[number];
}

/* A more urgent thread runs at once when the call is over, another one of the same priority not. */
static void woken_threads_run_when_more_urgent(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 2 * WAKES; i++) {
        bool urgent = i % 2 != 0;
        struct machine *m = zircon_machine();
        thread_id waiter = machine_current(m);
        thread_id other = machine_thread(m, machine_process(m, ALICE), true);
        struct wake wake = make_wake(m, i / 2);
        call_parks(m, SYS_OBJECT_WAIT_ONE, wake.waited, wake.signals, FOR_EVER, at(m, OBSERVED));
        machine_kernel(m)->thread[waiter].priority = urgent ? 6 : 5;
        run(m, other);
        if (wake.sent != 0) {
            assert_int_equal(send_one(m, wake.sent, wake.waited), ZX_OK);
        }
        struct machine_result result = machine_call(m, wake.call[0], &wake.call[1]);
        check(m);
        assert_true(result.returned);
        assert_int_equal((int32_t)result.value, wake.result);
        assert_int_equal(machine_current(m), urgent ? waiter : other);
        run(m, waiter);
        assert_int_equal((int32_t)machine_call_result(m, waiter), wake.status);
        assert_int_equal(word(m, OBSERVED), wake.observed);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(bad_names_are_refused_by_all),
        TEST(channels_are_asked_for_by_type),
        TEST(each_call_needs_its_right),
        TEST(woken_threads_run_when_more_urgent),
    };
    return cmocka_run_group_tests_name("zircon_names", tests, NULL, NULL);
}
