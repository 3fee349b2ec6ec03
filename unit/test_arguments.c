/*
 * syscall.c: arguments that name something, from the table of calls: handles, memory, deadlines.
 * Numbers, peers and lines are test_syscall.c's, lists that are lost test_lost.c's.
 */
#include "call_table.h"

#include <string.h>

#include "l4.h"
#include "zircon.h"

/* What each family says to an argument that is no good. */
struct statuses {
    int32_t bad_handle;
    int32_t wrong_type;
    int32_t access;
    int32_t memory; /* an address */
};

static const struct statuses *statuses(const struct call *call)
{
    static const struct statuses families[] = {
        [NATIVE] = {SENTRY_INVALID, SENTRY_INVALID, SENTRY_INVALID, SENTRY_INVALID},
        [SENTRY] = {SENTRY_INVALID, SENTRY_INVALID, SENTRY_INVALID, SENTRY_INVALID},
        [ZIRCON] = {ZX_BAD_HANDLE, ZX_WRONG_TYPE, ZX_ACCESS_DENIED, ZX_INVALID_ARGS},
        [L4] = {L4_NO_TASK, L4_EBADPROTO, L4_EPERM, L4_EINVAL},
    };
    return &families[call->family];
}

static int32_t status_of(struct machine_result result)
{
    return result.returned ? (int32_t)result.value : ZX_OK;
}

/* The call, with the n-th register changed, gives this status; or, if that is OK, not that one. */
static void expect(struct machine *m, const struct call *call, const struct argument *a,
                   const uint32_t registers[1 + CALL_REGISTERS], int32_t expected, int32_t refusal)
{
    int32_t got = status_of(fixture_call(m, registers));
    bool right = expected == ZX_OK ? got != refusal : got == expected;
    if (!right) {
        fail_msg("%s.%s = %#x: %d", call->name, a->name, (unsigned)registers[1 + a->place],
                 (int)got);
    }
}

/* ---- Handles. ---- */

/* A further name of what a good one names, with these rights; of what has one name only, a new one.
 */
static uint32_t name_with(struct machine *m, uint32_t good, uint32_t rights)
{
    const struct kernel *k = machine_kernel(m);
    process_id caller = machine_process(m, CALLER);
    object_id object = k->slot[node_of_slot(caller, name_slot(k, caller, good))].object;
    enum object_type type = k->object[object].type;
    return type == OBJECT_CHANNEL || type == OBJECT_EXCEPTION
               ? name_made(m, type, rights)
               : machine_handle(m, caller, object, rights);
}

/* With exactly the rights the table names it is accepted, in both spellings. */
static void handle_with_just_enough_rights(void **state)
{
    (void)state;
    struct machine *m = make_machine();
    unsigned tried = 0;
    for_each_argument(c, a)
    {
        for (unsigned n = 0; a->kind == KIND_HANDLE && n < 2; n++) {
            uint32_t registers[1 + CALL_REGISTERS];
            good_call(m, c, registers);
            uint32_t name = name_with(m, registers[1 + a->place], a->needed);
            slot_id slot = name_slot(machine_kernel(m), machine_process(m, CALLER), name);
            registers[1 + a->place] = n == 0 ? name : name_of_selector(slot);
            expect(m, c, a, registers, ZX_OK, statuses(c)->access);
            tried++;
        }
    }
    assert_true(tried >= 2 * 15);
}

static void handle_that_lacks_a_right(void **state)
{
    (void)state;
    struct machine *m = make_machine();
    unsigned tried = 0;
    for_each_argument(c, a)
    {
        for (unsigned bit = 0; a->kind == KIND_HANDLE && bit < 32; bit++) {
            uint32_t registers[1 + CALL_REGISTERS];
            if ((a->needed >> bit & 1) == 0) {
                continue;
            }
            good_call(m, c, registers);
            uint32_t *name = &registers[1 + a->place];
            *name = name_with(m, *name, RIGHTS_ALL & ~((uint32_t)1 << bit));
            expect(m, c, a, registers, statuses(c)->access, 0);
            tried++;
        }
    }
    assert_true(tried >= 11);
}

/* The type is wrong before a right is missing. */
static void handle_of_another_type(void **state)
{
    (void)state;
    static const enum object_type types[] = {OBJECT_CHANNEL, OBJECT_EVENT, OBJECT_EVENTPAIR};
    struct machine *m = make_machine();
    unsigned tried = 0;
    for_each_argument(c, a)
    {
        for (unsigned i = 0; a->kind == KIND_HANDLE && i < 6; i++) {
            uint32_t registers[1 + CALL_REGISTERS];
            if (a->low == OBJECT_ANY || a->low == types[i / 2]) {
                continue;
            }
            good_call(m, c, registers);
            registers[1 + a->place] = name_made(m, types[i / 2], i % 2 == 0 ? RIGHTS_ALL : 0);
            expect(m, c, a, registers, statuses(c)->wrong_type, 0);
            tried++;
        }
    }
    assert_true(tried >= 6 * 8 + 4 * 2);
}

/* What a call says to a name of nothing; a name that is only asked about is no mistake. */
static int32_t void_status(const struct call *call, const struct argument *a)
{
    if (a->kind != KIND_NAME || call->family != L4) {
        return statuses(call)->bad_handle;
    }
    if (call->number == SYS_TASK_MAP) {
        return L4_EINVAL;
    }
    return call->number == SYS_TASK_CAP_EQUAL; /* the task, a new one, has nothing anywhere */
}

static void name_of_nothing(void **state)
{
    (void)state;
    struct machine *m = make_machine();
    unsigned tried = 0;
    for_each_argument(c, a)
    {
        bool names = a->kind == KIND_HANDLE || a->kind == KIND_NAME || a->kind == KIND_GIVEN;
        for (unsigned n = 0; n < 6 && names; n++) {
            uint32_t registers[1 + CALL_REGISTERS];
            good_call(m, c, registers);
            process_id caller = machine_process(m, CALLER);
            uint32_t closed = name_made(m, OBJECT_EVENT, RIGHTS_ALL);
            handle_close(machine_kernel(m), caller, name_slot(machine_kernel(m), caller, closed));
            check(m);
            const uint32_t names[6] = {closed,     handle_of(m, TARGET),          0x800, 2,
                                       UINT32_MAX, name_of_selector(CONFIG_SLOTS)};
            registers[1 + a->place] = names[n];
            expect(m, c, a, registers, void_status(c, a), 1);
            tried++;
        }
    }
    assert_true(tried >= 6 * 20);
}

/* ---- Memory. ---- */

/* Which addresses may be 0, for nothing. */
static bool is_optional(const char *name)
{
    static const char *const optional[] = {"actual",       "avail",          "observed",
                                           "actual_bytes", "actual_handles", "vmar"};
    bool found = false;
    for (unsigned i = 0; i < sizeof optional / sizeof optional[0]; i++) {
        found = found || strcmp(optional[i], name) == 0;
    }
    return found;
}

/* The caller's memory ends in two places: its data's end, and its exchange area's. */
static uint32_t memory_end(struct machine *m, unsigned n)
{
    const struct image *image = arch_image(machine_kernel(m));
    thread_id caller = thread_of(m, CALLER);
    return n == 0 ? caller_data(m) + region_size(&image->tasks[0].data)
                  : thread_state_of(m, caller)->area + EXCHANGE_AREA_SIZE;
}

static bool is_memory(const struct argument *a)
{
    return a->kind == KIND_OUT || a->kind == KIND_IN;
}

/* How many bytes good calls read or write there. */
static uint32_t size_of(const struct call *call, const struct argument *a)
{
    static const struct {
        const char *name;
        uint32_t number; /* 0: of any call */
        uint32_t size;
    } others[] = {
        {"buffer", SYS_THREAD_READ_STATE, sizeof(struct arch_fpu)},
        {"buffer", SYS_THREAD_WRITE_STATE, sizeof(struct arch_fpu)},
        {"value", SYS_OBJECT_GET_PROPERTY, NAME_SIZE},
        {"value", SYS_OBJECT_SET_PROPERTY, NAME_SIZE - 1}, /* a zero follows */
        {"out", SYS_GET_ARENA, 8},
        {"buffer", 0, 32},
        {"time", 0, 8},
        {"items", 0, 12},
        {"bytes", 0, 1},
        {"process_name", 0, 1},
        {"thread_name", 0, 1},
        {"policy", 0, 8},
    };
    for (unsigned i = 0; i < sizeof others / sizeof others[0]; i++) {
        bool is_calls = others[i].number == 0 || others[i].number == call->number;
        if (is_calls && strcmp(others[i].name, a->name) == 0) {
            return others[i].size;
        }
    }
    return 4;
}

static void memory_that_is_not_the_callers(void **state)
{
    (void)state;
    struct machine *m = make_machine();
    const struct image *image = arch_image(machine_kernel(m));
    unsigned tried = 0;
    for_each_argument(c, a)
    {
        const uint32_t addresses[] = {MACHINE_RAM_BASE + MACHINE_RAM_SIZE - 256,
                                      UINT32_MAX,
                                      UINT32_MAX - 3,
                                      thread_state_of(m, thread_of(m, TARGET))->area,
                                      memory_end(m, 1),
                                      memory_end(m, 1) - size_of(c, a) + 1,
                                      MACHINE_DEVICE_BASE,
                                      image->tasks[0].code.base + 0x100};
        for (unsigned i = 0; is_memory(a) && i < sizeof addresses / sizeof addresses[0]; i++) {
            uint32_t registers[1 + CALL_REGISTERS];
            if (i == 7 && a->kind == KIND_IN) {
                continue; /* code can be read */
            }
            good_call(m, c, registers);
            registers[1 + a->place] = addresses[i];
            expect(m, c, a, registers, statuses(c)->memory, 0);
            tried++;
        }
    }
    assert_true(tried >= 7 * 21);
}

/* Nothing is waited for. */
static void hurry(const struct call *call, uint32_t registers[1 + CALL_REGISTERS])
{
    for (const struct argument *a = call->arguments; a->kind != KIND_END; a++) {
        if (strcmp(a->name, "deadline") == 0) {
            registers[1 + a->place] = 0;
        }
    }
}

/* A device of the caller's that does not answer: the access itself fails, after all checks. */
static void memory_that_does_not_answer(void **state)
{
    (void)state;
    static const struct region device = {.base = MACHINE_DEVICE_BASE + MACHINE_DEVICE_SIZE,
                                         .order = 10,
                                         .access = ACCESS_READ | ACCESS_WRITE,
                                         .kind = MEMORY_DEVICE};
    struct machine *m = make_machine();
    unsigned tried = 0;
    for_each_argument(c, a)
    {
        uint32_t registers[1 + CALL_REGISTERS];
        if (!is_memory(a)) {
            continue;
        }
        good_call(m, c, registers);
        assert_int_not_equal(space_add(machine_kernel(m), machine_process(m, CALLER), &device),
                             NONE);
        registers[1 + a->place] = device.base;
        hurry(c, registers);
        bool closes = c->number == SYS_HANDLE_CLOSE_MANY; /* what it had read was not good enough */
        expect(m, c, a, registers, closes ? ZX_BAD_HANDLE : statuses(c)->memory, 0);
        tried++;
    }
    assert_true(tried >= 21);
}

static void address_of_nothing(void **state)
{
    (void)state;
    struct machine *m = make_machine();
    unsigned tried = 0;
    for_each_argument(c, a)
    {
        uint32_t registers[1 + CALL_REGISTERS];
        if (a->kind != KIND_OUT) {
            continue;
        }
        good_call(m, c, registers);
        registers[1 + a->place] = 0;
        int32_t refusal = statuses(c)->memory;
        expect(m, c, a, registers, is_optional(a->name) ? ZX_OK : refusal, refusal);
        tried++;
    }
    assert_true(tried >= 16);
}

/* The last bytes of what is the caller's are the caller's. */
static void memory_up_to_its_end(void **state)
{
    (void)state;
    struct machine *m = make_machine();
    for_each_argument(c, a)
    {
        for (unsigned n = 0; is_memory(a) && n < 2; n++) {
            uint32_t registers[1 + CALL_REGISTERS];
            uint32_t size = size_of(c, a);
            uint32_t last = memory_end(m, n) - size;
            good_call(m, c, registers);
            memmove(machine_memory(m, last, size), machine_memory(m, caller_data(m), size), size);
            registers[1 + a->place] = last;
            expect(m, c, a, registers, ZX_OK, statuses(c)->memory);
        }
    }
}

/* ---- Deadlines. ---- */

static void deadlines_are_64_bits_and_signed(void **state)
{
    (void)state;
    static const struct {
        int64_t deadline;
        bool parks;
    } deadlines[] = {{0, false},        {-1, false},           {INT64_MIN, false},
                     {1, true},         {UINT32_MAX, true},    {1LL << 32, true},
                     {INT64_MAX, true}, {-(1LL << 32), false}, {INT64_MIN + 1, false}};
    struct machine *m = make_machine();
    unsigned tried = 0;
    for_each_argument(c, a)
    {
        bool is_deadline = a->kind == KIND_DEADLINE && strcmp(a->name, "deadline") == 0;
        for (unsigned i = 0; is_deadline && i < 9; i++) {
            uint32_t registers[1 + CALL_REGISTERS];
            good_call(m, c, registers);
            registers[1 + a->place] = (uint32_t)(uint64_t)deadlines[i].deadline;
            registers[2 + a->place] = (uint32_t)((uint64_t)deadlines[i].deadline >> 32);
            assert_int_equal(fixture_call(m, registers).returned, !deadlines[i].parks);
            tried++;
        }
    }
    assert_true(tried >= 3 * 9);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(handle_with_just_enough_rights),   TEST(handle_that_lacks_a_right),
        TEST(handle_of_another_type),           TEST(name_of_nothing),
        TEST(memory_that_is_not_the_callers),   TEST(address_of_nothing),
        TEST(memory_that_does_not_answer),      TEST(memory_up_to_its_end),
        TEST(deadlines_are_64_bits_and_signed),
    };
    return cmocka_run_group_tests_name("arguments", tests, NULL, NULL);
}
