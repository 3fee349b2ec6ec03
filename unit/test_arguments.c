/*
 * syscall.c: arguments that name something, from the table of calls: handles, memory, deadlines
 * and lists that are lost. Numbers, peers and lines are test_syscall.c's.
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

static enum object_type type_needed(const struct argument *a)
{
    return a->low == OBJECT_ANY ? OBJECT_EVENTPAIR : (enum object_type)a->low;
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
            uint32_t name = name_made(m, type_needed(a), a->needed);
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
            registers[1 + a->place] =
                name_made(m, type_needed(a), RIGHTS_ALL & ~((uint32_t)1 << bit));
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
        for (unsigned n = 0; n < 6 && (a->kind == KIND_HANDLE || a->kind == KIND_NAME); n++) {
            uint32_t registers[1 + CALL_REGISTERS];
            good_call(m, c, registers);
            process_id caller = machine_process(m, CALLER);
            uint32_t closed = name_made(m, OBJECT_EVENT, RIGHTS_ALL);
            handle_close(machine_kernel(m), caller, name_slot(machine_kernel(m), caller, closed));
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
    static const char *const optional[] = {"actual", "avail", "observed", "actual_bytes",
                                           "actual_handles"};
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
        uint32_t size;
    } others[] = {{"buffer", 32}, {"time", 8}, {"items", 12}, {"bytes", 1}};
    for (unsigned i = 0; i < sizeof others / sizeof others[0]; i++) {
        if (strcmp(others[i].name, a->name) == 0) {
            return others[i].size;
        }
    }
    return call->number == SYS_GET_ARENA ? 8 : 4;
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
            memcpy(machine_memory(m, last, size), machine_memory(m, caller_data(m), size), size);
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
        for (unsigned i = 0; a->kind == KIND_DEADLINE && i < 9; i++) {
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

/* ---- Lists that are lost. ---- */

/* Writes a list of two new handles to where the lists of good calls lie. */
static void write_list(struct machine *m, uint32_t handles[2])
{
    for (unsigned i = 0; i < 2; i++) {
        handles[i] = name_made(m, OBJECT_EVENT, RIGHTS_ALL);
    }
    memcpy(machine_memory(m, caller_data(m), 8), handles, 8);
}

static bool names_something(struct machine *m, uint32_t name)
{
    return name_slot(machine_kernel(m), machine_process(m, CALLER), name) != NONE;
}

/* A call that is refused for another argument's sake loses the list; an unreadable one stays. */
static void refused_call_loses_its_list(void **state)
{
    (void)state;
    struct machine *m = make_machine();
    unsigned tried = 0;
    for_each_argument(c, list)
    {
        for (const struct argument *a = c->arguments;
             list->kind == KIND_CONSUMED && a->kind != KIND_END; a++) {
            uint32_t registers[1 + CALL_REGISTERS];
            if (a->kind != KIND_HANDLE && a->kind != KIND_RANGE) {
                continue;
            }
            for (unsigned readable = 0; readable < 2; readable++) {
                uint32_t handles[2];
                good_call(m, c, registers);
                write_list(m, handles);
                registers[1 + a->place] = 0x802; /* neither in a range nor a handle */
                registers[1 + list->place] = readable != 0 ? caller_data(m) : UINT32_MAX - 64;
                registers[2 + list->place] = 2;
                assert_true(status_of(fixture_call(m, registers)) < ZX_OK);
                assert_int_equal(names_something(m, handles[0]), readable == 0);
                assert_int_equal(names_something(m, handles[1]), readable == 0);
                tried++;
            }
        }
    }
    assert_true(tried >= 4);
}

/* What can be read of a list that ends outside the caller's memory is no list. */
static void list_that_cannot_be_read_whole_is_not_lost(void **state)
{
    (void)state;
    struct machine *m = make_machine();
    const struct image *image = arch_image(machine_kernel(m));
    uint32_t last = caller_data(m) + region_size(&image->tasks[0].data) - 8;
    unsigned tried = 0;
    for_each_argument(c, a)
    {
        uint32_t registers[1 + CALL_REGISTERS];
        uint32_t handles[2];
        if (a->kind != KIND_CONSUMED) {
            continue;
        }
        good_call(m, c, registers);
        write_list(m, handles);
        memcpy(machine_memory(m, last, 8), handles, 8);
        registers[1 + a->place] = last;
        registers[2 + a->place] = 3;
        assert_int_equal(status_of(fixture_call(m, registers)), ZX_INVALID_ARGS);
        assert_true(names_something(m, handles[0]));
        assert_true(names_something(m, handles[1]));
        tried++;
    }
    assert_true(tried >= 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(handle_with_just_enough_rights), TEST(handle_that_lacks_a_right),
        TEST(handle_of_another_type),         TEST(name_of_nothing),
        TEST(memory_that_is_not_the_callers), TEST(address_of_nothing),
        TEST(memory_up_to_its_end),           TEST(deadlines_are_64_bits_and_signed),
        TEST(refused_call_loses_its_list),    TEST(list_that_cannot_be_read_whole_is_not_lost),
    };
    return cmocka_run_group_tests_name("arguments", tests, NULL, NULL);
}
