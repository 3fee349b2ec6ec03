/*
 * syscall.c: the decoder, tried from its own table.
 *
 * Everything here is expanded from kernel/syscalls.def: a call that joins the table is tested by
 * being in it. Each argument is set to the values around its edges while all others are good;
 * whatever lies outside is refused with the family's status and changes nothing.
 */
#include "call_table.h"
#include "call_tasks.h"

#include "syscall.h"
#include "zircon.h"

static bool accepts(const struct argument *argument, uint32_t value)
{
    switch (argument->kind) {
    case KIND_RANGE:
        return value >= argument->low && value <= argument->high;
    case KIND_MIN:
        return (int32_t)value >= argument->low;
    default:
        return true;
    }
}

static void expect(struct machine *m, const struct call *call,
                   const uint32_t registers[1 + CALL_REGISTERS], bool accepted)
{
    struct machine_result result = fixture_call(m, registers);
    bool refused = result.returned && result.value == range_refusal(call);
    if (refused == accepted) {
        print_error("%s(%#x, %#x, %#x): %#x\n", call->name, (unsigned)registers[1],
                    (unsigned)registers[2], (unsigned)registers[3], (unsigned)result.value);
    }
    assert_int_not_equal(refused, accepted);
    if (accepted && call->blocking == RETURNS) {
        assert_true(result.returned);
    }
}

static void numbers_at_their_edges(void **state)
{
    (void)state;
    struct machine *m = make_machine();
    unsigned tried = 0;
    for_each_argument(c, a)
    {
        if (a->kind != KIND_RANGE && a->kind != KIND_MIN) {
            continue;
        }
        const int64_t values[] = {
            a->low - 1,  a->low,        a->low + 1,     a->high - 1, a->high,
            a->high + 1, a->low + 256,  a->low + 65536, -1,          0,
            1,           a->high + 256, INT32_MAX,      INT32_MIN,   INT32_MIN + 1};
        for (unsigned v = 0; v < sizeof values / sizeof values[0]; v++) {
            uint32_t registers[1 + CALL_REGISTERS];
            good_call(m, c, registers);
            registers[1 + a->place] = (uint32_t)values[v];
            fit_size(registers);
            expect(m, c, registers, accepts(a, (uint32_t)values[v]));
            tried++;
        }
    }
    assert_true(tried >= 9 * 15);
}

/* Good and bad targets for every argument that names a peer. */
static void peers_good_and_bad(void **state)
{
    (void)state;
    struct machine *m = make_machine();
    unsigned tried = 0;
    for_each_argument(c, a)
    {
        for (unsigned n = 0; a->kind == KIND_PEER && n < 10; n++) {
            uint32_t registers[1 + CALL_REGISTERS];
            good_call(m, c, registers);
            process_id caller = machine_process(m, CALLER);
            object_id target = object_of_process(machine_process(m, TARGET));
            uint32_t full = machine_handle(m, caller, target, a->needed);
            uint32_t lacking = machine_handle(m, caller, target, RIGHTS_ALL & ~a->needed);
            object_id thread = object_of_thread(thread_of(m, TARGET));
            uint32_t mistyped = machine_handle(m, caller, thread, RIGHTS_ALL);
            const uint32_t names[10] = {
                full,
                name_of_selector(name_slot(machine_kernel(m), caller, full)),
                handle_of(m, TARGET),
                handle_of(m, STRANGER),
                lacking,
                mistyped,
                0,
                0x800,
                2,
                UINT32_MAX};
            registers[1 + a->place] = names[n];
            expect(m, c, registers, n < 3);
            tried++;
        }
    }
    assert_true(tried >= 10);
}

/* Every line there is and some there are not: of the caller's, somebody else's, nobody's. */
static void interrupt_lines_good_and_bad(void **state)
{
    (void)state;
    struct machine *m = make_machine();
    static const uint32_t no_lines[] = {CONFIG_IRQS,      CONFIG_IRQS + 1,        256 + OWN_LINE,
                                        65536 + OWN_LINE, 0x80000000u + OWN_LINE, UINT32_MAX};
    unsigned tried = 0;
    for (unsigned c = 0; c < call_count; c++) {
        uint32_t registers[1 + CALL_REGISTERS];
        if (calls[c].arguments[0].kind != KIND_IRQ) {
            continue;
        }
        good_call(m, &calls[c], registers);
        uint32_t *line = &registers[1 + calls[c].arguments[0].place];
        for (*line = 0; *line < CONFIG_IRQS; ++*line) {
            reset(m);
            bool own = *line >= OWN_LINE && *line < OWN_LINE + LINES;
            assert_int_equal(fixture_call_returns(m, registers), own ? SENTRY_OK : SENTRY_DENIED);
        }
        for (unsigned i = 0; i < sizeof no_lines / sizeof no_lines[0]; i++) {
            *line = no_lines[i];
            assert_int_equal(fixture_call_returns(m, registers), SENTRY_INVALID);
        }
        tried++;
    }
    assert_true(tried >= 3);
}

/* With every set of capabilities: denied if and only if the one that is needed lacks. */
static void capabilities_are_needed(void **state)
{
    (void)state;
    unsigned denied = 0;
    for (unsigned set = 0; set <= CAPABILITIES_ALL; set++) {
        struct machine *m = MACHINE({.label = CALLER, .capabilities = (uint8_t)set},
                                    {.label = TARGET, .capabilities = CAPABILITIES_ALL});
        run(m, thread_of(m, CALLER));
        for (unsigned c = 0; c < call_count; c++) {
            const struct argument *first = &calls[c].arguments[0];
            uint32_t registers[1 + CALL_REGISTERS] = {0};
            if (first->kind != KIND_NEEDS) {
                continue;
            }
            good_call(m, &calls[c], registers);
            bool lacks = (set & first->needed) == 0;
            assert_int_equal(fixture_call_returns(m, registers) == SENTRY_DENIED, lacks);
            denied += lacks;
        }
    }
    assert_true(denied >= 2 * 8);
}

/* All good: no call of the Zircon family fails, and only those that may block do not return. */
static void good_calls_are_accepted(void **state)
{
    (void)state;
    struct machine *m = make_machine();
    for (unsigned c = 0; c < call_count; c++) {
        uint32_t registers[1 + CALL_REGISTERS];
        good_call(m, &calls[c], registers);
        struct machine_result result = fixture_call(m, registers);
        assert_true(result.returned || calls[c].blocking == BLOCKS);
        bool fine = (int32_t)result.value >= ZX_OK || result.value == zircon(ZX_TIMED_OUT);
        if (calls[c].family == ZIRCON && !fine) {
            fail_msg("%s: %d", calls[c].name, (int)result.value);
        }
    }
}

/* Whether the call's arguments take this place, which is in the register after a wide one's too. */
static bool is_argument(const struct call *call, unsigned place)
{
    for (const struct argument *a = call->arguments; a->kind != KIND_END; a++) {
        bool wide = a->kind == KIND_DEADLINE || a->kind == KIND_CONSUMED;
        if (a->place == place || (wide && a->place + 1 == place)) {
            return true;
        }
    }
    return false;
}

/* Registers that are no argument of a call change nothing about it. */
static void other_registers_do_not_count(void **state)
{
    (void)state;
    struct machine *m = make_machine();
    for (unsigned c = 0; c < call_count; c++) {
        uint32_t registers[1 + CALL_REGISTERS];
        good_call(m, &calls[c], registers);
        struct machine_result expected = fixture_call(m, registers);
        uint64_t hash = machine_hash(m);
        for (unsigned place = 0; place < CALL_REGISTERS; place++) {
            if (is_argument(&calls[c], place)) {
                continue;
            }
            good_call(m, &calls[c], registers);
            registers[1 + place] = ~registers[1 + place];
            struct machine_result result = fixture_call(m, registers);
            assert_int_equal(result.returned, expected.returned);
            assert_int_equal(result.value, expected.value);
            assert_int_equal(machine_hash(m), hash);
        }
    }
}

/* ---- Numbers. ---- */

static void unknown_numbers_are_refused(void **state)
{
    (void)state;
    static const uint32_t numbers[] = {SYS_CALLS,      SYS_CALLS + 1, 0xff,        0x100,
                                       0x10000u,       0x7fffffffu,   0x80000000u, 0x80000001u,
                                       UINT32_MAX - 1, UINT32_MAX};
    struct machine *m = make_machine();
    for (unsigned i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        assert_int_equal(call_returns(m, numbers[i]), (uint32_t)-13);
    }
}

/* Numbers are append-only: these are in the hands of users. */
static void published_numbers_stay(void **state)
{
    (void)state;
    static const char *const published[] = {"nop",
                                            "exchange_area",
                                            "get_task_handle",
                                            "send_ipc",
                                            "wait_for_event",
                                            "sched_yield",
                                            "sleep",
                                            "log",
                                            "exit",
                                            "send_and_wait",
                                            "send_signal",
                                            "alarm",
                                            "irq_acknowledge",
                                            "irq_enable",
                                            "irq_disable",
                                            "start",
                                            "get_random",
                                            "get_cycle",
                                            "has_respawned",
                                            "task_info",
                                            "handle_duplicate",
                                            "handle_replace",
                                            "handle_close",
                                            "handle_close_many",
                                            "object_get_info",
                                            "object_signal",
                                            "object_signal_peer",
                                            "object_wait_one",
                                            "object_wait_many",
                                            "event_create",
                                            "eventpair_create",
                                            "channel_create",
                                            "channel_write",
                                            "channel_read",
                                            "clock_get_monotonic",
                                            "nanosleep"};
    for (unsigned c = 0; c < call_count; c++) {
        assert_int_equal(calls[c].number, c);
        if (c < sizeof published / sizeof published[0]) {
            assert_string_equal(calls[c].name, published[c]);
        }
    }
    assert_int_equal(SYS_CALLS, call_count);
    assert_int_equal(SYS_BAD_SYSCALL, BAD_SYSCALL);
    assert_int_equal(BAD_SYSCALL, (uint32_t)-13);
}

static void nop_does_nothing(void **state)
{
    (void)state;
    struct machine *m = make_machine();
    uint64_t hash = machine_hash(m);
    assert_int_equal(call_returns(m, SYS_NOP, 1, 2, 3, 4, 5, 6, 7, 8), 0);
    assert_int_equal(machine_hash(m), hash);
}

static void argument_places_skip_the_number_and_the_frame_pointer(void **state)
{
    (void)state;
    static const unsigned registers[CALL_REGISTERS] = {0, 1, 2, 3, 4, 5, 8, 9};
    for (unsigned place = 0; place < CALL_REGISTERS; place++) {
        assert_int_equal(CALL_REGISTER(place), registers[place]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(numbers_at_their_edges),
        TEST(peers_good_and_bad),
        TEST(interrupt_lines_good_and_bad),
        TEST(capabilities_are_needed),
        TEST(good_calls_are_accepted),
        TEST(other_registers_do_not_count),
        TEST(unknown_numbers_are_refused),
        TEST(published_numbers_stay),
        TEST(nop_does_nothing),
        TEST(argument_places_skip_the_number_and_the_frame_pointer),
    };
    return cmocka_run_group_tests_name("syscall", tests, NULL, NULL);
}
