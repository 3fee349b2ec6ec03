/*
 * handle_close and handle_close_many: which names they take, and what is not a name any more.
 */
#include "zircon_calls.h"

#define SAME ZX_RIGHT_SAME_RIGHTS

/* ---- close ---- */

static void close_ends_this_handle_alone(void **state)
{
    (void)state;
    struct machine *m = zircon_machine();
    uint32_t event = make_event(m);
    uint32_t other = with_rights(m, event, SAME);
    assert_int_equal(zx(m, SYS_HANDLE_CLOSE, event), ZX_OK);
    assert_int_equal(zx(m, SYS_HANDLE_CLOSE, event), ZX_BAD_HANDLE);
    assert_true(is_valid(m, other));
    assert_int_equal(zx(m, SYS_HANDLE_CLOSE, other), ZX_OK);
    assert_int_equal(zx(m, SYS_HANDLE_CLOSE, other), ZX_BAD_HANDLE);
    assert_int_equal(zx(m, SYS_HANDLE_CLOSE, 0), ZX_OK);
    assert_as_booted(m);
}

/* As long as generations last: here, through more uses than there are slots. */
static void dead_values_stay_dead(void **state)
{
    (void)state;
    struct machine *m = zircon_machine();
    uint32_t dead[4 * CONFIG_SLOTS];
    for (unsigned i = 0; i < 4 * CONFIG_SLOTS; i++) {
        dead[i] = make_event(m);
        for (unsigned j = 0; j < i; j++) {
            assert_int_not_equal(dead[j], dead[i]);
            assert_false(is_valid(m, dead[j]));
        }
        assert_int_equal(zx(m, SYS_HANDLE_CLOSE, dead[i]), ZX_OK);
    }
    assert_as_booted(m);
}

/* Every call takes a handle by value and by selector; the running process has 1 to 3. */
static void every_spelling_will_do(void **state)
{
    (void)state;
    struct machine *m = zircon_machine();
    const struct kernel *k = machine_kernel(m);
    process_id self = machine_process(m, ALICE);
    for (slot_id slot = 1; slot <= 3; slot++) {
        uint32_t handle = name_of_handle(k, self, slot);
        assert_int_equal(basic(m, handle).koid, basic(m, name_of_selector(slot)).koid);
        uint32_t copy = with_rights(m, name_of_selector(slot), SAME);
        assert_int_equal(basic(m, copy).koid, basic(m, handle).koid);
        assert_int_equal(basic(m, copy).rights, basic(m, handle).rights);
        uint32_t selector = name_of_selector(name_slot(k, self, copy));
        assert_int_equal(zx(m, SYS_HANDLE_CLOSE, selector), ZX_OK);
        assert_false(is_valid(m, copy));
        assert_false(is_valid(m, selector));
    }
    assert_int_equal(zx(m, SYS_HANDLE_CLOSE, name_of_selector(3)), ZX_OK);
    assert_false(is_valid(m, name_of_selector(3)));
}

/* ---- close_many ---- */

static int32_t close_many(struct machine *m, unsigned count)
{
    return (int32_t)fixture_call_returns(m,
                                         FIXTURE_CALL(SYS_HANDLE_CLOSE_MANY, at(m, LIST), count));
}

static void close_many_closes_all(void **state)
{
    (void)state;
    struct machine *m = zircon_machine();
    struct ends pair = make_eventpair(m);
    struct ends channel = make_channel(m);
    put_words(m, LIST, pair.a, 0, channel.b, channel.a, 0, pair.b);
    assert_int_equal(close_many(m, 6), ZX_OK);
    assert_as_booted(m);
    put_words(m, LIST, 0, 0);
    assert_int_equal(close_many(m, 2), ZX_OK); /* invalid handles should not fail */
    assert_int_equal(zx(m, SYS_HANDLE_CLOSE_MANY, 0, 0), ZX_OK);
    assert_as_booted(m);
}

static void close_many_closes_no_more(void **state)
{
    (void)state;
    struct machine *m = zircon_machine();
    uint32_t first = make_event(m);
    uint32_t second = make_event(m);
    put_words(m, LIST, first, second);
    assert_int_equal(close_many(m, 1), ZX_OK);
    assert_false(is_valid(m, first));
    assert_true(is_valid(m, second));
}

/* A bad handle anywhere, or one that is listed twice: the others are closed all the same. */
static void close_many_closes_what_it_can(void **state)
{
    (void)state;
    struct machine *m = zircon_machine();
    for (unsigned bad = 0; bad < 3; bad++) {
        for (unsigned twice = 0; twice < 2; twice++) {
            uint32_t list[4] = {make_event(m), make_event(m), make_event(m), make_event(m)};
            uint32_t left = list[bad];
            const struct kernel *k = machine_kernel(m);
            slot_id slot = name_slot(k, machine_process(m, ALICE), list[3]);
            list[bad] = twice != 0 ? name_of_selector(slot) : 0xffffffff;
            put(m, LIST, list, sizeof list);
            assert_int_equal(zx_loses(m, SYS_HANDLE_CLOSE_MANY, at(m, LIST), 4), ZX_BAD_HANDLE);
            for (unsigned i = 0; i < 4; i++) {
                assert_false(is_valid(m, list[i]));
            }
            assert_int_equal(zx(m, SYS_HANDLE_CLOSE, left), ZX_OK);
            assert_as_booted(m);
        }
    }
}

static void close_many_needs_its_whole_list(void **state)
{
    (void)state;
    struct machine *m = zircon_machine();
    uint32_t event = make_event(m);
    put_words(m, MEMORY_SIZE - 4, event);
    uint32_t last = at(m, MEMORY_SIZE - 4);
    assert_int_equal(zx(m, SYS_HANDLE_CLOSE_MANY, last, 2), ZX_INVALID_ARGS);
    assert_int_equal(zx(m, SYS_HANDLE_CLOSE_MANY, HOLE, 1), ZX_INVALID_ARGS);
    assert_int_equal(zx(m, SYS_HANDLE_CLOSE_MANY, 0xfffffffc, 2), ZX_INVALID_ARGS);
    assert_int_equal(zx(m, SYS_HANDLE_CLOSE_MANY, last, HANDLE_LIST_MAX + 1), ZX_OUT_OF_RANGE);
    assert_int_equal(zx(m, SYS_HANDLE_CLOSE_MANY, last, 0x40000001), ZX_OUT_OF_RANGE);
    assert_true(is_valid(m, event));
    assert_int_equal(zx(m, SYS_HANDLE_CLOSE_MANY, last, 1), ZX_OK);
    assert_as_booted(m);
    uint32_t longest = MEMORY_SIZE - 4 * HANDLE_LIST_MAX;
    put(m, longest, (const uint32_t[HANDLE_LIST_MAX]){0}, 4 * HANDLE_LIST_MAX);
    put_words(m, MEMORY_SIZE - 4, make_event(m));
    assert_int_equal(zx(m, SYS_HANDLE_CLOSE_MANY, at(m, longest), HANDLE_LIST_MAX), ZX_OK);
    assert_as_booted(m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(close_ends_this_handle_alone),    TEST(dead_values_stay_dead),
        TEST(every_spelling_will_do),          TEST(close_many_closes_all),
        TEST(close_many_closes_no_more),       TEST(close_many_closes_what_it_can),
        TEST(close_many_needs_its_whole_list),
    };
    return cmocka_run_group_tests_name("zircon_close", tests, NULL, NULL);
}
