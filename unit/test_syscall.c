/*
 * syscall.c: the decoder, tried from its own table.
 *
 * Everything here is expanded from kernel/syscalls.def: a call that joins the table is tested by
 * being in it. Each argument is set to the values around its edges while all others are good;
 * whatever lies outside is refused with the family's status and changes nothing.
 */
#include "callers.h"

#include <string.h>

#include "syscall.h"

enum kind { KIND_ANY, KIND_INT, KIND_RANGE, KIND_MIN, KIND_PEER, KIND_IRQ, KIND_NEEDS, KIND_END };

/* One argument of one call. */
struct argument {
    enum kind kind;
    unsigned place; /* in the call */
    int64_t low;    /* RANGE, MIN */
    int64_t high;   /* RANGE */
    uint32_t right; /* PEER: the right, NEEDS: the capability */
};

enum { NATIVE, SENTRY, RETURNS, BLOCKS };

struct call {
    const char *name;
    uint32_t number;
    int family;
    int blocking;
    struct argument arguments[CALL_REGISTERS + 1];
};

#define NO_ARGUMENTS
#define ANY(place, name)              {KIND_ANY, place, 0, UINT32_MAX, 0},
#define INT(place, name)              {KIND_INT, place, INT32_MIN, INT32_MAX, 0},
#define RANGE(place, name, low, high) {KIND_RANGE, place, low, high, 0},
#define MIN(place, name, low)         {KIND_MIN, place, low, INT32_MAX, 0},
#define PEER(place, name, right)      {KIND_PEER, place, 0, 0, right},
#define IRQ(place, name)              {KIND_IRQ, place, 0, CONFIG_IRQS - 1, 0},
#define NEEDS(capability)             {KIND_NEEDS, CALL_REGISTERS, 0, 0, capability},
#define SYSCALL(number, name, family, blocking, summary, results, arguments)                       \
    {#name, number, family, blocking, {arguments{KIND_END, 0, 0, 0, 0}}},
static const struct call calls[] = {
#include "syscalls.def"
};
#undef SYSCALL
#define CALLS (sizeof calls / sizeof calls[0])

/* What a family answers to a refused argument. */
static const uint32_t family_refusal[] = {[NATIVE] = SENTRY_INVALID, [SENTRY] = SENTRY_INVALID};

static void reset(struct machine *m)
{
    machine_reset(m);
    run(m, thread_of(m, CALLER));
}

/* ---- Good values, and those around the edges. ---- */

static uint32_t good_value(struct machine *m, const struct argument *argument)
{
    switch (argument->kind) {
    case KIND_RANGE:
        return (uint32_t)argument->high;
    case KIND_MIN:
        return (uint32_t)argument->low;
    case KIND_PEER:
        return handle_of(m, TARGET);
    case KIND_IRQ:
        return OWN_LINE;
    default:
        return 1;
    }
}

static void good_call(struct machine *m, const struct call *call,
                      uint32_t registers[1 + CALL_REGISTERS])
{
    memset(registers, 0xa5, (1 + CALL_REGISTERS) * sizeof registers[0]); /* others do not count */
    registers[0] = call->number;
    for (const struct argument *a = call->arguments; a->kind != KIND_END; a++) {
        if (a->kind != KIND_NEEDS) {
            registers[1 + a->place] = good_value(m, a);
        }
    }
}

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
    bool refused = result.returned && result.value == family_refusal[call->family];
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
    for (unsigned c = 0; c < CALLS; c++) {
        for (const struct argument *a = calls[c].arguments; a->kind != KIND_END; a++) {
            if (a->kind != KIND_RANGE && a->kind != KIND_MIN) {
                continue;
            }
            const int64_t values[] = {
                a->low - 1,  a->low,        a->low + 1,     a->high - 1, a->high,
                a->high + 1, a->low + 256,  a->low + 65536, -1,          0,
                1,           a->high + 256, INT32_MAX,      INT32_MIN,   INT32_MIN + 1};
            for (unsigned v = 0; v < sizeof values / sizeof values[0]; v++) {
                uint32_t registers[1 + CALL_REGISTERS];
                reset(m);
                good_call(m, &calls[c], registers);
                registers[1 + a->place] = (uint32_t)values[v];
                expect(m, &calls[c], registers, accepts(a, (uint32_t)values[v]));
                tried++;
            }
        }
    }
    assert_true(tried >= 5 * 15);
}

/* Good and bad targets for every argument that names a peer. */
static void peers_good_and_bad(void **state)
{
    (void)state;
    struct machine *m = make_machine();
    unsigned tried = 0;
    for (unsigned c = 0; c < CALLS; c++) {
        for (const struct argument *a = calls[c].arguments; a->kind != KIND_END; a++) {
            for (unsigned n = 0; a->kind == KIND_PEER && n < 10; n++) {
                uint32_t registers[1 + CALL_REGISTERS];
                reset(m);
                process_id caller = machine_process(m, CALLER);
                object_id target = object_of_process(machine_process(m, TARGET));
                uint32_t full = machine_handle(m, caller, target, a->right);
                uint32_t lacking = machine_handle(m, caller, target, RIGHTS_ALL & ~a->right);
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
                good_call(m, &calls[c], registers);
                registers[1 + a->place] = names[n];
                expect(m, &calls[c], registers, n < 3);
                tried++;
            }
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
    for (unsigned c = 0; c < CALLS; c++) {
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
        for (unsigned c = 0; c < CALLS; c++) {
            const struct argument *first = &calls[c].arguments[0];
            uint32_t registers[1 + CALL_REGISTERS] = {0};
            if (first->kind != KIND_NEEDS) {
                continue;
            }
            good_call(m, &calls[c], registers);
            bool lacks = (set & first->right) == 0;
            assert_int_equal(fixture_call_returns(m, registers) == SENTRY_DENIED, lacks);
            denied += lacks;
        }
    }
    assert_true(denied >= 2 * 8);
}

/* All good: no call is refused, and only those that may block do not return. */
static void good_calls_are_accepted(void **state)
{
    (void)state;
    struct machine *m = make_machine();
    for (unsigned c = 0; c < CALLS; c++) {
        uint32_t registers[1 + CALL_REGISTERS];
        reset(m);
        good_call(m, &calls[c], registers);
        struct machine_result result = fixture_call(m, registers);
        assert_true(result.returned || calls[c].blocking == BLOCKS);
    }
}

/* Registers that are no argument of a call change nothing about it. */
static void other_registers_do_not_count(void **state)
{
    (void)state;
    struct machine *m = make_machine();
    for (unsigned c = 0; c < CALLS; c++) {
        uint32_t registers[1 + CALL_REGISTERS];
        reset(m);
        good_call(m, &calls[c], registers);
        struct machine_result expected = fixture_call(m, registers);
        uint64_t hash = machine_hash(m);
        for (unsigned place = 0; place < CALL_REGISTERS; place++) {
            bool is_argument = false;
            for (const struct argument *a = calls[c].arguments; a->kind != KIND_END; a++) {
                is_argument |= a->place == place;
            }
            if (is_argument) {
                continue;
            }
            reset(m);
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
    static const uint32_t numbers[] = {CALLS,          CALLS + 1,   0xff,        0x100,
                                       0x10000u,       0x7fffffffu, 0x80000000u, 0x80000001u,
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
                                            "task_info"};
    for (unsigned c = 0; c < CALLS; c++) {
        assert_int_equal(calls[c].number, c);
        if (c < sizeof published / sizeof published[0]) {
            assert_string_equal(calls[c].name, published[c]);
        }
    }
    assert_int_equal(SYS_CALLS, CALLS);
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
