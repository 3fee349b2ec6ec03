/*
 * syscall.c: what a call takes from its caller also when it fails, from the table of calls: lists
 * of handles, and single ones that are given away.
 */
#include "call_table.h"

#include <string.h>

#include "zircon.h"

static int32_t status_of(struct machine_result result)
{
    return result.returned ? (int32_t)result.value : ZX_OK;
}

/* ---- Lists. ---- */

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

/* ---- Single handles. ---- */

/* A call that is refused for another argument's sake loses what it would have given away. */
static void refused_call_loses_what_it_gives(void **state)
{
    (void)state;
    struct machine *m = make_machine();
    unsigned tried = 0;
    for_each_argument(c, given)
    {
        for (const struct argument *a = c->arguments;
             given->kind == KIND_GIVEN && a->kind != KIND_END; a++) {
            uint32_t registers[1 + CALL_REGISTERS];
            if (a->kind != KIND_HANDLE && a->kind != KIND_RANGE) {
                continue;
            }
            good_call(m, c, registers);
            registers[1 + a->place] = 0x802;
            assert_true(names_something(m, registers[1 + given->place]));
            assert_true(status_of(fixture_call(m, registers)) < ZX_OK);
            assert_false(names_something(m, registers[1 + given->place]));
            tried++;
        }
    }
    assert_true(tried >= 2);
}

/* What names nothing cannot be lost, and is no second mistake. */
static void what_is_given_may_be_nothing(void **state)
{
    (void)state;
    struct machine *m = make_machine();
    unsigned tried = 0;
    for_each_argument(c, given)
    {
        uint32_t registers[1 + CALL_REGISTERS];
        if (given->kind != KIND_GIVEN) {
            continue;
        }
        good_call(m, c, registers);
        uint32_t named = registers[1 + given->place];
        registers[1 + given->place] = 0;
        assert_int_equal(status_of(fixture_call(m, registers)), ZX_OK);
        assert_true(names_something(m, named));
        tried++;
    }
    assert_true(tried >= 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(refused_call_loses_its_list),
        TEST(list_that_cannot_be_read_whole_is_not_lost),
        TEST(refused_call_loses_what_it_gives),
        TEST(what_is_given_may_be_nothing),
    };
    return cmocka_run_group_tests_name("lost", tests, NULL, NULL);
}
