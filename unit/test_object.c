/*
 * object.c: pools are exhausted and refilled, koids are never given out twice, and an entry is
 * free as soon as nothing holds it, with whatever it held itself. The zero-handles step runs once,
 * with the last name.
 */
#include "fixture.h"

#include "zircon.h"

enum { DOMAIN = 3 };

/* Nothing but the root job. */
static struct kernel *empty_kernel(void)
{
    struct kernel *k = machine_kernel(MACHINE({.label = 1}));
    for (unsigned i = 0; i < OBJECT_END; i++) {
        k->object[i] = (struct object){0};
    }
    for (unsigned i = 0; i <= CONFIG_JOBS; i++) {
        k->job[i] = (struct job){0};
    }
    k->objects.koids = 0;
    assert_int_equal(job_create(k, NONE, DOMAIN), 1);
    return k;
}

static const object_id root = OBJECT_FIRST_JOB;

static bool is_free(const struct kernel *k, object_id id)
{
    return k->object[id].type == OBJECT_FREE;
}

/* An object held by one reference, as nothing is that has only just been made. */
static object_id create_held(struct kernel *k, enum object_type type, object_id parent)
{
    object_id id = object_create(k, type, parent);
    if (id != NONE) {
        object_reference(k, id);
    }
    return id;
}

/* ---- Pools. ---- */

static void pools_lie_behind_each_other(void **state)
{
    (void)state;
    assert_int_equal(object_of_job(1), 1);
    assert_int_equal(object_of_process(1), object_of_job(CONFIG_JOBS) + 1);
    assert_int_equal(object_of_thread(1), object_of_process(CONFIG_PROCESSES) + 1);
    assert_int_equal(object_of_thread(CONFIG_THREADS) + 1, OBJECT_FIRST_EVENT);
    assert_int_equal(OBJECT_FIRST_EVENT + CONFIG_EVENTS, OBJECT_FIRST_CHANNEL);
    assert_int_equal(OBJECT_FIRST_CHANNEL + 2 * CONFIG_CHANNELS, OBJECT_FIRST_EVENTPAIR);
    assert_int_equal(OBJECT_FIRST_EVENTPAIR + 2 * CONFIG_EVENTPAIRS, OBJECT_END);
    for (process_id p = 1; p <= CONFIG_PROCESSES; p++) {
        assert_int_equal(process_of_object(object_of_process(p)), p);
    }
    for (thread_id t = 1; t <= CONFIG_THREADS; t++) {
        assert_int_equal(thread_of_object(object_of_thread(t)), t);
    }
    for (job_id j = 1; j <= CONFIG_JOBS; j++) {
        assert_int_equal(job_of_object(object_of_job(j)), j);
    }
}

static void ends_of_a_pair_are_each_others_peer(void **state)
{
    (void)state;
    for (object_id end = OBJECT_FIRST_CHANNEL; end < OBJECT_END; end += 2) {
        assert_int_equal(object_peer(end), end + 1);
        assert_int_equal(object_peer(end + 1), end);
    }
}

/* What a type's pool holds beyond what the image reserves, in steps of a whole pair. */
static const struct {
    enum object_type type;
    object_id first;
    object_id end;
    unsigned step;
    uint32_t shown; /* of a new one */
} pools[] = {
    {OBJECT_JOB, OBJECT_FIRST_JOB + 1, OBJECT_FIRST_PROCESS, 1, 0},
    {OBJECT_PROCESS, OBJECT_FIRST_PROCESS + RESERVED, OBJECT_FIRST_THREAD, 1, 0},
    {OBJECT_THREAD, OBJECT_FIRST_THREAD + RESERVED, OBJECT_FIRST_EVENT, 1, 0},
    {OBJECT_EVENT, OBJECT_FIRST_EVENT, OBJECT_FIRST_CHANNEL, 1, 0},
    {OBJECT_CHANNEL, OBJECT_FIRST_CHANNEL, OBJECT_FIRST_EVENTPAIR, 2, ZX_WRITABLE},
    {OBJECT_EVENTPAIR, OBJECT_FIRST_EVENTPAIR, OBJECT_END, 2, 0},
};
#define TYPES (sizeof pools / sizeof pools[0])

static void each_type_has_its_own_pool(void **state)
{
    (void)state;
    struct kernel *k = empty_kernel();
    uint64_t koid = 1;
    for (unsigned p = 0; p < TYPES; p++) {
        for (object_id id = pools[p].first; id < pools[p].end;
             id = (object_id)(id + pools[p].step)) {
            uint16_t held = k->object[root].references;
            assert_int_equal(object_create(k, pools[p].type, root), id);
            for (object_id end = id; end < id + pools[p].step; end++) {
                assert_int_equal(k->object[end].type, pools[p].type);
                assert_int_equal(k->object[end].domain, DOMAIN);
                assert_int_equal(k->object[end].parent, root);
                assert_int_equal(k->object[end].signals, pools[p].shown);
                assert_int_equal(k->object[end].references, 0);
                assert_int_equal(k->object[end].handles, 0);
                assert_int_equal(k->object[end].koid, ++koid);
            }
            assert_int_equal(k->object[root].references, held + pools[p].step);
        }
        assert_int_equal(object_create(k, pools[p].type, root), NONE);
        assert_int_equal(k->objects.koids, koid); /* the refusal took none */
    }
}

static void finding_takes_nothing(void **state)
{
    (void)state;
    struct kernel *k = empty_kernel();
    for (unsigned p = 0; p < TYPES; p++) {
        object_id due = pools[p].first < pools[p].end ? pools[p].first : NONE;
        assert_int_equal(object_find(k, pools[p].type, root), due);
        assert_true(is_free(k, due));
    }
    assert_int_equal(k->objects.koids, 1);
    assert_int_equal(k->object[root].references, 1);
}

static void freed_entry_is_taken_again_with_a_new_koid(void **state)
{
    (void)state;
    struct kernel *k = empty_kernel();
    object_id first = create_held(k, OBJECT_EVENT, root);
    object_id second = create_held(k, OBJECT_EVENT, root);
    object_signal(k, first, 0, ZX_USER_ALL);
    object_dereference(k, first);
    assert_true(is_free(k, first));
    assert_int_equal(k->object[first].koid, 0);
    assert_int_equal(object_create(k, OBJECT_EVENT, root), first);
    assert_int_equal(k->object[first].koid, k->object[second].koid + 1);
    assert_int_equal(k->object[first].signals, 0);
}

/* Half a pair is of no use to anybody. */
static void pair_is_free_when_both_ends_are(void **state)
{
    (void)state;
    static const enum object_type types[] = {OBJECT_CHANNEL, OBJECT_EVENTPAIR};
    for (unsigned i = 0; i < 4; i++) {
        struct kernel *k = empty_kernel();
        object_id pair = object_create(k, types[i % 2], root);
        object_id first = (object_id)(pair + i / 2); /* to go */
        object_name_added(k, pair);
        object_name_added(k, object_peer(pair));
        object_name_removed(k, first);
        object_collect(k);
        assert_true(is_free(k, first));
        assert_false(is_free(k, object_peer(first)));
        assert_int_equal(object_find(k, types[i % 2], root), pair + 2);
        object_name_removed(k, object_peer(first));
        object_collect(k);
        assert_int_equal(object_find(k, types[i % 2], root), pair);
    }
}

/* ---- What keeps an object. ---- */

/* Held by h handles and r references: gone exactly with the last of either. */
static void entry_lives_as_long_as_anything_holds_it(void **state)
{
    (void)state;
    static const enum object_type types[] = {OBJECT_THREAD, OBJECT_EVENT};
    struct kernel *k = empty_kernel();
    object_id process = object_of_process(1);
    object_create_at(k, process, OBJECT_PROCESS, root, DOMAIN);
    object_reference(k, process);
    for (unsigned i = 0; i < 2 * 3 * 3; i++) {
        unsigned handles = i / 2 % 3;
        unsigned references = 1 + i / 6;
        object_id id = object_create(k, types[i % 2], i % 2 == 0 ? process : root);
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
                object_collect(k);
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
    object_create_at(k, process, OBJECT_PROCESS, root, DOMAIN);
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
    assert_int_equal(k->object[root].references, 1);
}

static void jobs_hold_their_parents(void **state)
{
    (void)state;
    struct kernel *k = empty_kernel();
    job_id middle = job_create(k, 1, 2);
    job_id leaf = job_create(k, middle, 4);
    assert_int_equal(k->job[1].parent, NONE);
    assert_int_equal(k->job[middle].parent, 1);
    assert_int_equal(k->job[leaf].parent, middle);
    assert_int_equal(k->object[object_of_job(leaf)].parent, object_of_job(middle));
    assert_int_equal(k->object[object_of_job(middle)].domain, 2);
    assert_int_equal(k->object[object_of_job(leaf)].domain, 4);
    assert_int_equal(k->object[object_of_job(middle)].references, 2);
    object_dereference(k, object_of_job(middle)); /* its child still holds it */
    object_dereference(k, root);
    assert_int_equal(k->object[root].references, 1);
    assert_false(is_free(k, object_of_job(middle)));
    object_dereference(k, object_of_job(leaf)); /* all three go, upwards */
    assert_true(is_free(k, object_of_job(leaf)));
    assert_true(is_free(k, object_of_job(middle)));
    assert_true(is_free(k, root));
    assert_int_equal(k->job[leaf].parent, NONE);
    assert_int_equal(k->job[middle].parent, NONE);
}

static void freeing_upwards_stops_where_something_holds(void **state)
{
    (void)state;
    struct kernel *k = empty_kernel();
    job_id middle = job_create(k, 1, 0);
    job_id leaf = job_create(k, middle, 0);
    object_dereference(k, object_of_job(middle));
    object_name_added(k, object_of_job(middle));
    object_dereference(k, object_of_job(leaf));
    assert_false(is_free(k, object_of_job(middle)));
    assert_int_equal(k->object[object_of_job(middle)].references, 0);
    object_name_removed(k, object_of_job(middle));
    object_collect(k);
    assert_true(is_free(k, object_of_job(middle)));
    assert_int_equal(k->object[root].references, 1);
}

static void new_job_has_no_limits(void **state)
{
    (void)state;
    struct kernel *k = empty_kernel();
    job_id job = job_create(k, 1, 0);
    for (unsigned pool = 0; pool < POOLS; pool++) {
        assert_int_equal(k->job[job].limit[pool], QUOTA_UNLIMITED);
        assert_int_equal(k->job[job].used[pool], 0);
    }
}

static void no_job_without_a_pool_entry(void **state)
{
    (void)state;
    struct kernel *k = empty_kernel();
    for (unsigned i = 1; i < CONFIG_JOBS; i++) {
        assert_int_not_equal(job_create(k, 1, 0), NONE);
    }
    assert_int_equal(k->object[root].references, CONFIG_JOBS);
    assert_int_equal(job_create(k, 1, 0), NONE);
    assert_int_equal(k->object[root].references, CONFIG_JOBS);
}

/* ---- The last name. ---- */

/* Nothing happens before object_collect, and then to the last of the names only. */
static void peer_is_told_with_the_last_name(void **state)
{
    (void)state;
    struct kernel *k = empty_kernel();
    object_id pair = object_create(k, OBJECT_EVENTPAIR, root);
    object_name_added(k, pair);
    object_name_added(k, pair);
    object_name_added(k, object_peer(pair));
    object_name_removed(k, pair);
    object_collect(k);
    assert_false(is_free(k, pair));
    assert_int_equal(k->object[object_peer(pair)].signals, 0);
    object_name_removed(k, pair);
    assert_false(is_free(k, pair));
    assert_int_equal(k->object[object_peer(pair)].signals, 0);
    object_collect(k);
    assert_true(is_free(k, pair));
    assert_int_equal(k->object[object_peer(pair)].signals, ZX_PEER_CLOSED_BIT);
    object_name_removed(k, object_peer(pair));
    object_collect(k);
    assert_int_equal(k->object[pair].signals, 0); /* nobody is there to be told */
}

static void many_lose_their_last_name_at_once(void **state)
{
    (void)state;
    struct kernel *k = empty_kernel();
    for (object_id id = OBJECT_FIRST_EVENT; id < OBJECT_END; id++) {
        if (is_free(k, id)) {
            enum object_type type = id < OBJECT_FIRST_CHANNEL     ? OBJECT_EVENT
                                    : id < OBJECT_FIRST_EVENTPAIR ? OBJECT_CHANNEL
                                                                  : OBJECT_EVENTPAIR;
            assert_int_equal(object_create(k, type, root), id);
        }
        object_name_added(k, id);
    }
    for (object_id id = OBJECT_FIRST_EVENT; id < OBJECT_END; id++) {
        object_name_removed(k, id);
    }
    object_collect(k);
    for (object_id id = OBJECT_FIRST_EVENT; id < OBJECT_END; id++) {
        assert_true(is_free(k, id));
    }
    assert_int_equal(k->object[root].references, 1);
    assert_int_equal(k->objects.unnamed_first, NONE);
}

static void signals_are_cleared_then_set(void **state)
{
    (void)state;
    struct kernel *k = empty_kernel();
    object_id event = create_held(k, OBJECT_EVENT, root);
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
    object_id id = create_held(k, OBJECT_EVENT, root);
    object_name_added(k, id);
    object_dereference(k, id);
    object_dereference(k, id);
}

static void remove_too_many_names(void *context)
{
    struct kernel *k = context;
    object_name_removed(k, create_held(k, OBJECT_EVENT, root));
}

static void create_over_a_living_object(void *context)
{
    struct kernel *k = context;
    object_create_at(k, create_held(k, OBJECT_EVENT, root), OBJECT_EVENT, root, DOMAIN);
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
        TEST(ends_of_a_pair_are_each_others_peer),
        TEST(each_type_has_its_own_pool),
        TEST(finding_takes_nothing),
        TEST(freed_entry_is_taken_again_with_a_new_koid),
        TEST(pair_is_free_when_both_ends_are),
        TEST(entry_lives_as_long_as_anything_holds_it),
        TEST(freeing_frees_what_the_object_stands_for),
        TEST(jobs_hold_their_parents),
        TEST(freeing_upwards_stops_where_something_holds),
        TEST(new_job_has_no_limits),
        TEST(no_job_without_a_pool_entry),
        TEST(peer_is_told_with_the_last_name),
        TEST(many_lose_their_last_name_at_once),
        TEST(signals_are_cleared_then_set),
        TEST(giving_up_too_much_is_a_bug_of_the_kernel),
    };
    return cmocka_run_group_tests_name("object", tests, NULL, NULL);
}
