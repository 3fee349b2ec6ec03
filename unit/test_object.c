/*
 * object.c: an entry is free as soon as nothing holds it, with whatever it held itself. The
 * zero-handles step runs once, with the last name. The pools themselves are test_pools.c's.
 */
#include "nothing.h"

#include "zircon.h"

/* ---- What keeps an object. ---- */

/* Held by h handles and r references: gone exactly with the last of either. */
static void entry_lives_as_long_as_anything_holds_it(void **state)
{
    (void)state;
    static const enum object_type types[] = {OBJECT_THREAD, OBJECT_EVENT};
    struct kernel *k = empty_kernel();
    object_id process = object_of_process(1);
    object_create_at(k, process, OBJECT_PROCESS, ROOT, DOMAIN);
    object_reference(k, process);
    for (unsigned i = 0; i < 2 * 3 * 3; i++) {
        unsigned handles = i / 2 % 3;
        unsigned references = 1 + i / 6;
        object_id id = object_create(k, types[i % 2], i % 2 == 0 ? process : ROOT);
        for (unsigned r = 0; r < references; r++) {
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
                collect(k);
            }
        }
        assert_true(is_free(k, id));
    }
    assert_int_equal(k->object[process].references, 1);
}

static void freeing_frees_what_the_object_stands_for(void **state)
{
    (void)state;
    struct kernel *k = empty_kernel();
    object_id process = object_of_process(1);
    object_id thread = object_of_thread(1);
    object_create_at(k, process, OBJECT_PROCESS, ROOT, DOMAIN);
    object_create_at(k, thread, OBJECT_THREAD, process, DOMAIN);
    object_reference(k, thread);
    k->process[1].state = PROCESS_DEAD;
    k->process[2].state = PROCESS_DEAD;
    k->thread[1].state = THREAD_DEAD;
    k->thread[2].state = THREAD_DEAD;
    object_dereference(k, thread); /* its process was held by nothing else */
    assert_int_equal(k->process[1].state, PROCESS_FREE);
    assert_int_equal(k->process[1].job, NONE);
    assert_int_equal(k->process[2].state, PROCESS_DEAD);
    assert_int_equal(k->thread[1].state, THREAD_FREE);
    assert_int_equal(k->thread[2].state, THREAD_DEAD);
    assert_true(is_free(k, process));
    assert_int_equal(k->object[ROOT].references, 1);
}

static void jobs_hold_their_parents(void **state)
{
    (void)state;
    struct kernel *k = empty_kernel();
    job_id middle = create_held_job(k, 1, 2);
    job_id leaf = create_held_job(k, middle, 4);
    assert_int_equal(k->job[1].parent, NONE);
    assert_int_equal(k->job[middle].parent, 1);
    assert_int_equal(k->job[leaf].parent, middle);
    assert_int_equal(k->object[object_of_job(leaf)].parent, object_of_job(middle));
    assert_int_equal(k->object[object_of_job(middle)].domain, 2);
    assert_int_equal(k->object[object_of_job(leaf)].domain, 4);
    assert_int_equal(k->object[object_of_job(middle)].references, 2);
    object_dereference(k, object_of_job(middle)); /* its child still holds it */
    object_dereference(k, ROOT);
    assert_int_equal(k->object[ROOT].references, 1);
    assert_false(is_free(k, object_of_job(middle)));
    object_dereference(k, object_of_job(leaf)); /* all three go, upwards */
    assert_true(is_free(k, object_of_job(leaf)));
    assert_true(is_free(k, object_of_job(middle)));
    assert_true(is_free(k, ROOT));
    assert_int_equal(k->job[leaf].parent, NONE);
    assert_int_equal(k->job[middle].parent, NONE);
}

static void freeing_upwards_stops_where_something_holds(void **state)
{
    (void)state;
    struct kernel *k = empty_kernel();
    job_id middle = create_held_job(k, 1, 0);
    job_id leaf = create_held_job(k, middle, 0);
    object_dereference(k, object_of_job(middle));
    object_name_added(k, object_of_job(middle));
    object_dereference(k, object_of_job(leaf));
    assert_false(is_free(k, object_of_job(middle)));
    assert_int_equal(k->object[object_of_job(middle)].references, 0);
    object_name_removed(k, object_of_job(middle));
    collect(k);
    assert_true(is_free(k, object_of_job(middle)));
    assert_int_equal(k->object[ROOT].references, 1);
}

/* ---- The last name. ---- */

/* Nothing happens before object_collect, and then to the last of the names only. */
static void peer_is_told_with_the_last_name(void **state)
{
    (void)state;
    struct kernel *k = empty_kernel();
    object_id pair = object_create(k, OBJECT_EVENTPAIR, ROOT);
    object_name_added(k, pair);
    object_name_added(k, pair);
    object_name_added(k, object_peer(pair));
    object_name_removed(k, pair);
    collect(k);
    assert_false(is_free(k, pair));
    assert_int_equal(k->object[object_peer(pair)].signals, 0);
    object_name_removed(k, pair);
    assert_false(is_free(k, pair));
    assert_int_equal(k->object[object_peer(pair)].signals, 0);
    collect(k);
    assert_true(is_free(k, pair));
    assert_int_equal(k->object[object_peer(pair)].signals, ZX_PEER_CLOSED_BIT);
    object_name_removed(k, object_peer(pair));
    collect(k);
    assert_int_equal(k->object[pair].signals, 0); /* nobody is there to be told */
}

/* What can be made, up to the tokens. */
static enum object_type type_of(object_id id)
{
    return id < OBJECT_FIRST_CHANNEL     ? OBJECT_EVENT
           : id < OBJECT_FIRST_EVENTPAIR ? OBJECT_CHANNEL
           : id < OBJECT_FIRST_TOKEN     ? OBJECT_EVENTPAIR
                                         : OBJECT_TOKEN;
}

/* One after the other, the last one first; there is work as long as one is left. */
static void many_lose_their_last_name_at_once(void **state)
{
    (void)state;
    struct kernel *k = empty_kernel();
    for (object_id id = OBJECT_FIRST_EVENT; id < OBJECT_FIRST_EXCEPTION; id++) {
        if (is_free(k, id)) {
            assert_int_equal(object_create(k, type_of(id), ROOT), id);
        }
        object_name_added(k, id);
    }
    for (object_id id = OBJECT_FIRST_EVENT; id < OBJECT_FIRST_EXCEPTION; id++) {
        object_name_removed(k, id);
    }
    for (object_id id = OBJECT_FIRST_EXCEPTION - 1; id >= OBJECT_FIRST_EVENT; id--) {
        assert_int_equal(k->objects.unnamed_first, id);
        assert_int_equal(k->sched.work, WORK_UNNAMED);
        assert_false(is_free(k, id));
        object_collect(k);
        assert_true(is_free(k, id));
    }
    assert_int_equal(k->object[ROOT].references, 1);
    assert_int_equal(k->objects.unnamed_first, NONE);
    assert_int_equal(k->sched.work, 0);
}

static void signals_are_cleared_then_set(void **state)
{
    (void)state;
    struct kernel *k = empty_kernel();
    object_id event = create_held(k, OBJECT_EVENT, ROOT);
    object_signal(k, event, 0, 6);
    assert_int_equal(k->object[event].signals, 6);
    object_signal(k, event, 2, 1);
    assert_int_equal(k->object[event].signals, 5);
    object_signal(k, event, 7, 4);
    assert_int_equal(k->object[event].signals, 4);
}

/* ---- Bugs. ---- */

static void dereference_too_often(void *context)
{
    struct kernel *k = context;
    object_id id = create_held(k, OBJECT_EVENT, ROOT);
    object_name_added(k, id);
    object_dereference(k, id);
    object_dereference(k, id);
}

static void remove_too_many_names(void *context)
{
    struct kernel *k = context;
    object_name_removed(k, create_held(k, OBJECT_EVENT, ROOT));
}

static void create_over_a_living_object(void *context)
{
    struct kernel *k = context;
    object_create_at(k, create_held(k, OBJECT_EVENT, ROOT), OBJECT_EVENT, ROOT, DOMAIN);
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
        TEST(entry_lives_as_long_as_anything_holds_it),
        TEST(freeing_frees_what_the_object_stands_for),
        TEST(jobs_hold_their_parents),
        TEST(freeing_upwards_stops_where_something_holds),
        TEST(peer_is_told_with_the_last_name),
        TEST(many_lose_their_last_name_at_once),
        TEST(signals_are_cleared_then_set),
        TEST(giving_up_too_much_is_a_bug_of_the_kernel),
    };
    return cmocka_run_group_tests_name("object", tests, NULL, NULL);
}
