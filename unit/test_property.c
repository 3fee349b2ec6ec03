/*
 * zircon_property.c: names of tasks, and children by their koids. The properties of exceptions are
 * in test_exception.c.
 */
#include "children.h"

#include <string.h>

enum { NAME = 3, NAME_LENGTH = 32, STATE = 16, STRATEGY = 18 };

static void assert_name(struct machine *m, uint32_t handle, const char *expected)
{
    char name[NAME_LENGTH];
    char full[NAME_LENGTH] = {0};
    strncpy(full, expected, NAME_LENGTH - 1);
    assert_int_equal(zx(m, SYS_OBJECT_GET_PROPERTY, handle, NAME, at(m, READ_BYTES), NAME_LENGTH),
                     ZX_OK);
    get(m, READ_BYTES, name, sizeof name);
    assert_memory_equal(name, full, sizeof name);
}

static int32_t set_name(struct machine *m, uint32_t handle, const char *name, uint32_t size)
{
    put(m, SENT_BYTES, name, size);
    return zx(m, SYS_OBJECT_SET_PROPERTY, handle, NAME, at(m, SENT_BYTES), size);
}

static void names_are_given_at_creation(void **state)
{
    (void)state;
    struct machine *m = family_machine();
    uint32_t job = make_job(m, DOMAIN_JOB);
    uint32_t process = make_process(m, job);
    uint32_t thread = make_thread(m, process);
    assert_name(m, job, "");
    assert_name(m, process, "child");
    assert_name(m, thread, "thread");
}

/* An entry that is used again has no old name. */
static void names_do_not_outlive_their_tasks(void **state)
{
    (void)state;
    struct machine *m = family_machine();
    uint32_t job = make_job(m, DOMAIN_JOB);
    assert_int_equal(set_name(m, job, "old", 3), ZX_OK);
    close_handle(m, job);
    assert_name(m, make_job(m, DOMAIN_JOB), "");
}

static void names_are_cut_and_ended(void **state)
{
    (void)state;
    static const char longest[] = "0123456789012345678901234567890123456789";
    struct machine *m = family_machine();
    uint32_t job = make_job(m, DOMAIN_JOB);
    for (uint32_t size = 0; size <= 40; size++) {
        char expected[41];
        uint32_t kept = size < NAME_LENGTH - 1 ? size : NAME_LENGTH - 1;
        memcpy(expected, longest, kept);
        expected[kept] = 0;
        assert_int_equal(set_name(m, job, longest, size), ZX_OK);
        assert_name(m, job, expected);
    }
    assert_int_equal(set_name(m, job, "ab\0cd", 5), ZX_OK);
    assert_name(m, job, "ab");
}

static void errors_of_properties_in_order(void **state)
{
    (void)state;
    struct machine *m = family_machine();
    uint32_t event = make_event(m);
    uint32_t job = make_job(m, DOMAIN_JOB);
    for (unsigned sets = 0; sets < 2; sets++) {
        uint32_t call = sets != 0 ? SYS_OBJECT_SET_PROPERTY : SYS_OBJECT_GET_PROPERTY;
        uint32_t right = sets != 0 ? RIGHT_SET_PROPERTY : RIGHT_GET_PROPERTY;
        uint32_t poor = with_rights(m, job, object_rights[OBJECT_JOB] & ~right);
        assert_int_equal(zx(m, call, 0, 99, HOLE, 0), ZX_BAD_HANDLE);
        assert_int_equal(zx(m, call, poor, 99, HOLE, 0), ZX_ACCESS_DENIED);
        assert_int_equal(zx(m, call, event, NAME, HOLE, 0), ZX_ACCESS_DENIED);
        assert_int_equal(zx(m, call, job, 99, HOLE, 0), ZX_INVALID_ARGS);
        assert_int_equal(zx(m, call, job, STATE, HOLE, 0), ZX_WRONG_TYPE);
        assert_int_equal(zx(m, call, job, STRATEGY, HOLE, 0), ZX_WRONG_TYPE);
        assert_int_equal(zx(m, call, job, NAME, HOLE, NAME_LENGTH), ZX_INVALID_ARGS);
    }
    assert_int_equal(zx(m, SYS_OBJECT_GET_PROPERTY, job, NAME, HOLE, NAME_LENGTH - 1),
                     ZX_BUFFER_TOO_SMALL);
    assert_int_equal(zx(m, SYS_OBJECT_GET_PROPERTY, job, NAME, READ_ONLY, NAME_LENGTH),
                     ZX_INVALID_ARGS);
}

/* ---- Children. ---- */

static int32_t child_of(struct machine *m, uint32_t handle, uint64_t koid, uint32_t rights)
{
    return zx(m, SYS_OBJECT_GET_CHILD, handle, NS(koid), rights, at(m, OUT));
}

static void errors_of_get_child_in_order(void **state)
{
    (void)state;
    struct machine *m = family_machine();
    uint32_t call = SYS_OBJECT_GET_CHILD;
    struct child child = child_make(m, DOMAIN_JOB, 0);
    uint64_t koid = koid_of(m, child.thread);
    uint32_t poor =
        with_rights(m, child.process, object_rights[OBJECT_PROCESS] & ~(uint32_t)RIGHT_ENUMERATE);
    uint32_t few = with_rights(m, child.process, RIGHT_ENUMERATE);
    assert_int_equal(zx(m, call, 0, NS(0), 0, HOLE), ZX_BAD_HANDLE);
    assert_int_equal(zx(m, call, child.thread, NS(0), 0, HOLE), ZX_ACCESS_DENIED);
    assert_int_equal(zx(m, call, poor, NS(0), 0, HOLE), ZX_ACCESS_DENIED);
    assert_int_equal(zx(m, call, few, NS(0), RIGHT_READ, HOLE), ZX_ACCESS_DENIED);
    assert_int_equal(zx(m, call, few, NS(0), 0, HOLE), ZX_NOT_FOUND);
    assert_int_equal(zx(m, call, few, NS(koid), 0, HOLE), ZX_INVALID_ARGS);
    uint32_t event = make_event(m);
    (void)fill_table(m, event);
    assert_int_equal(zx(m, call, few, NS(koid), 0, at(m, OUT)), ZX_NO_MEMORY);
}

static void children_are_found_by_koid(void **state)
{
    (void)state;
    struct machine *m = family_machine();
    uint32_t job = make_job(m, DOMAIN_JOB);
    uint32_t below = make_job(m, job);
    struct child child = child_make(m, below, 0);
    uint64_t koids[] = {koid_of(m, below), koid_of(m, child.process)};
    for (unsigned i = 0; i < 2; i++) {
        assert_int_equal(child_of(m, job, koids[i], ZX_RIGHT_SAME_RIGHTS), ZX_OK);
        uint32_t found = word(m, OUT);
        assert_int_equal(basic(m, found).koid, koids[i]);
        assert_int_equal(basic(m, found).rights, object_rights[OBJECT_JOB]);
        close_handle(m, found);
    }
    uint64_t thread = koid_of(m, child.thread);
    assert_int_equal(child_of(m, child.process, thread, RIGHT_READ), ZX_OK);
    assert_int_equal(koid_of(m, word(m, OUT)), thread);
    assert_int_equal(basic(m, word(m, OUT)).rights, RIGHT_READ);
    /* Not itself, nothing above, and no thread of a process below. */
    assert_int_equal(child_of(m, below, koid_of(m, below), 0), ZX_NOT_FOUND);
    assert_int_equal(child_of(m, below, koid_of(m, job), 0), ZX_NOT_FOUND);
    assert_int_equal(child_of(m, job, thread, 0), ZX_NOT_FOUND);
    assert_int_equal(child_of(m, SELF, thread, 0), ZX_NOT_FOUND);
    assert_int_equal(child_of(m, child.process, koids[1], 0), ZX_NOT_FOUND);
}

/* Somebody still names them, but they are in no family any more. */
static void the_dead_are_nobodys_children(void **state)
{
    (void)state;
    struct machine *m = family_machine();
    uint32_t job = make_job(m, DOMAIN_JOB);
    struct child child = child_run(m, job, 0);
    uint64_t koids[] = {koid_of(m, child.thread), koid_of(m, child.process), koid_of(m, job)};
    uint32_t above[] = {child.process, job, DOMAIN_JOB};
    for (unsigned i = 0; i < 3; i++) {
        assert_int_equal(child_of(m, above[i], koids[i], 0), ZX_OK);
    }
    assert_int_equal(zx(m, SYS_TASK_KILL, child.process, 0, 0, 0), ZX_OK);
    assert_int_equal(child_of(m, child.process, koids[0], 0), ZX_NOT_FOUND);
    assert_int_equal(child_of(m, job, koids[1], 0), ZX_NOT_FOUND);
    assert_int_equal(child_of(m, DOMAIN_JOB, koids[2], 0), ZX_OK);
    assert_int_equal(zx(m, SYS_TASK_KILL, job, 0, 0, 0), ZX_OK);
    assert_int_equal(child_of(m, DOMAIN_JOB, koids[2], 0), ZX_NOT_FOUND);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(names_are_given_at_creation),   TEST(names_do_not_outlive_their_tasks),
        TEST(names_are_cut_and_ended),       TEST(errors_of_properties_in_order),
        TEST(errors_of_get_child_in_order),  TEST(children_are_found_by_koid),
        TEST(the_dead_are_nobodys_children),
    };
    return cmocka_run_group_tests_name("property", tests, NULL, NULL);
}
