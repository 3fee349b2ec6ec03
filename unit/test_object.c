/*
 * object.c: pools are exhausted and refilled, koids are never given out twice, and an entry is
 * free as soon as nothing holds it, with whatever it held itself.
 */
#include "fixture.h"

static struct kernel *empty_kernel(void)
{
    struct kernel *k = machine_kernel(MACHINE({.label = 1}));
    for (unsigned i = 0; i < OBJECT_END; i++) {
        k->object[i] = (struct object){0};
    }
    k->koids = 0;
    return k;
}

static void pools_lie_behind_each_other(void **state)
{
    (void)state;
    assert_int_equal(object_of_job(1), 1);
    assert_int_equal(object_of_process(1), object_of_job(CONFIG_JOBS) + 1);
    assert_int_equal(object_of_thread(1), object_of_process(CONFIG_PROCESSES) + 1);
    assert_int_equal(object_of_thread(CONFIG_THREADS) + 1, OBJECT_END);
    for (process_id p = 1; p <= CONFIG_PROCESSES; p++) {
        assert_int_equal(process_of_object(object_of_process(p)), p);
    }
}

static void each_type_has_its_own_pool(void **state)
{
    (void)state;
    static const struct {
        enum object_type type;
        object_id first;
        unsigned count;
    } pools[] = {
        {OBJECT_JOB, OBJECT_FIRST_JOB, CONFIG_JOBS},
        {OBJECT_PROCESS, OBJECT_FIRST_PROCESS + RESERVED, CONFIG_PROCESSES - RESERVED},
        {OBJECT_THREAD, OBJECT_FIRST_THREAD + RESERVED, CONFIG_THREADS - RESERVED},
    };
    struct kernel *k = empty_kernel();
    uint64_t koid = 0;
    for (unsigned p = 0; p < 3; p++) {
        for (unsigned i = 0; i < pools[p].count; i++) {
            object_id id = object_create(k, pools[p].type, (uint8_t)(i + 3));
            assert_int_equal(id, pools[p].first + i);
            assert_int_equal(k->object[id].type, pools[p].type);
            assert_int_equal(k->object[id].domain, (uint8_t)(i + 3));
            assert_int_equal(k->object[id].references, 1);
            assert_int_equal(k->object[id].handles, 0);
            assert_int_equal(k->object[id].koid, ++koid);
        }
        assert_int_equal(object_create(k, pools[p].type, 0), NONE);
        assert_int_equal(k->koids, koid); /* the refusal took none */
    }
}

static void freed_entry_is_taken_again_with_a_new_koid(void **state)
{
    (void)state;
    struct kernel *k = empty_kernel();
    object_id first = object_create(k, OBJECT_THREAD, 0);
    object_id second = object_create(k, OBJECT_THREAD, 0);
    object_dereference(k, first);
    assert_int_equal(k->object[first].type, OBJECT_FREE);
    assert_int_equal(k->object[first].koid, 0);
    assert_int_equal(object_create(k, OBJECT_THREAD, 0), first);
    assert_int_equal(k->object[first].koid, k->object[second].koid + 1);
}

/* Held by h handles and r references: gone exactly with the last of either. */
static void entry_lives_as_long_as_anything_holds_it(void **state)
{
    (void)state;
    static const enum object_type types[] = {OBJECT_JOB, OBJECT_THREAD};
    struct kernel *k = empty_kernel();
    for (unsigned i = 0; i < 2 * 3 * 3; i++) {
        unsigned handles = i / 2 % 3;
        unsigned references = 1 + i / 6;
        object_id id = object_create(k, types[i % 2], 0);
        for (unsigned r = 1; r < references; r++) {
            object_reference(k, id);
        }
        for (unsigned h = 0; h < handles; h++) {
            object_name_added(k, id);
        }
        for (unsigned held = handles + references; held > 0; held--) {
            assert_int_equal(k->object[id].type, types[i % 2]);
            assert_int_equal(k->object[id].handles + k->object[id].references, held);
            if (k->object[id].references > 0 && (held % 2 == 0 || k->object[id].handles == 0)) {
                object_dereference(k, id);
            } else {
                object_name_removed(k, id);
            }
        }
        assert_int_equal(k->object[id].type, OBJECT_FREE);
    }
}

static void freeing_frees_what_the_object_stands_for(void **state)
{
    (void)state;
    struct kernel *k = empty_kernel();
    object_id process = object_of_process(1);
    object_id thread = object_of_thread(1);
    object_create_at(k, process, OBJECT_PROCESS, 0);
    object_create_at(k, thread, OBJECT_THREAD, 0);
    k->process[1].state = PROCESS_DEAD;
    k->process[2].state = PROCESS_DEAD;
    k->thread[1].state = THREAD_DEAD;
    k->thread[2].state = THREAD_DEAD;
    object_dereference(k, process);
    object_dereference(k, thread);
    assert_int_equal(k->process[1].state, PROCESS_FREE);
    assert_int_equal(k->process[2].state, PROCESS_DEAD);
    assert_int_equal(k->thread[1].state, THREAD_FREE);
    assert_int_equal(k->thread[2].state, THREAD_DEAD);
}

static void jobs_hold_their_parents(void **state)
{
    (void)state;
    struct kernel *k = empty_kernel();
    job_id root = job_create(k, NONE, 1);
    job_id middle = job_create(k, root, 2);
    job_id leaf = job_create(k, middle, 3);
    assert_int_equal(k->job[root].parent, NONE);
    assert_int_equal(k->job[middle].parent, root);
    assert_int_equal(k->job[leaf].parent, middle);
    assert_int_equal(k->object[object_of_job(leaf)].domain, 3);
    assert_int_equal(k->object[object_of_job(middle)].references, 2);
    object_dereference(k, object_of_job(middle)); /* its child still holds it */
    object_dereference(k, object_of_job(root));
    assert_int_equal(k->object[object_of_job(root)].references, 1);
    assert_int_equal(k->object[object_of_job(middle)].type, OBJECT_JOB);
    object_dereference(k, object_of_job(leaf)); /* all three go, upwards */
    assert_int_equal(k->object[object_of_job(leaf)].type, OBJECT_FREE);
    assert_int_equal(k->object[object_of_job(middle)].type, OBJECT_FREE);
    assert_int_equal(k->object[object_of_job(root)].type, OBJECT_FREE);
    assert_int_equal(k->job[leaf].parent, NONE);
    assert_int_equal(k->job[middle].parent, NONE);
}

static void freeing_upwards_stops_where_something_holds(void **state)
{
    (void)state;
    struct kernel *k = empty_kernel();
    job_id root = job_create(k, NONE, 0);
    job_id middle = job_create(k, root, 0);
    job_id leaf = job_create(k, middle, 0);
    object_dereference(k, object_of_job(middle));
    object_name_added(k, object_of_job(middle));
    object_dereference(k, object_of_job(leaf));
    assert_int_equal(k->object[object_of_job(middle)].type, OBJECT_JOB);
    assert_int_equal(k->object[object_of_job(middle)].references, 0);
    object_name_removed(k, object_of_job(middle));
    assert_int_equal(k->object[object_of_job(middle)].type, OBJECT_FREE);
    assert_int_equal(k->object[object_of_job(root)].references, 1);
}

static void no_job_without_a_pool_entry(void **state)
{
    (void)state;
    struct kernel *k = empty_kernel();
    job_id root = job_create(k, NONE, 0);
    for (unsigned i = 1; i < CONFIG_JOBS; i++) {
        assert_int_not_equal(job_create(k, root, 0), NONE);
    }
    assert_int_equal(k->object[object_of_job(root)].references, CONFIG_JOBS);
    assert_int_equal(job_create(k, root, 0), NONE);
    assert_int_equal(k->object[object_of_job(root)].references, CONFIG_JOBS);
}

static void dereference_too_often(void *context)
{
    struct kernel *k = context;
    object_id id = object_create(k, OBJECT_THREAD, 0);
    object_name_added(k, id);
    object_dereference(k, id);
    object_dereference(k, id);
}

static void remove_too_many_names(void *context)
{
    struct kernel *k = context;
    object_name_removed(k, object_create(k, OBJECT_THREAD, 0));
}

static void create_over_a_living_object(void *context)
{
    struct kernel *k = context;
    object_create_at(k, object_create(k, OBJECT_THREAD, 0), OBJECT_THREAD, 0);
}

static void giving_up_too_much_is_a_bug_of_the_kernel(void **state)
{
    (void)state;
    struct kernel *k = empty_kernel();
    assert_true(panics(dereference_too_often, k));
    assert_true(panics(remove_too_many_names, k));
    assert_true(panics(create_over_a_living_object, k));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(pools_lie_behind_each_other),
        TEST(each_type_has_its_own_pool),
        TEST(freed_entry_is_taken_again_with_a_new_koid),
        TEST(entry_lives_as_long_as_anything_holds_it),
        TEST(freeing_frees_what_the_object_stands_for),
        TEST(jobs_hold_their_parents),
        TEST(freeing_upwards_stops_where_something_holds),
        TEST(no_job_without_a_pool_entry),
        TEST(giving_up_too_much_is_a_bug_of_the_kernel),
    };
    return cmocka_run_group_tests_name("object", tests, NULL, NULL);
}
