/*
 * object.c: pools are exhausted and refilled, and koids are never given out twice. What keeps an
 * entry, and what its end means, is test_object.c's.
 */
#include "nothing.h"

#include "zircon.h"

static void pools_lie_behind_each_other(void **state)
{
    (void)state;
    assert_int_equal(object_of_job(1), 1);
    assert_int_equal(object_of_process(1), object_of_job(CONFIG_JOBS) + 1);
    assert_int_equal(object_of_thread(1), object_of_process(CONFIG_PROCESSES) + 1);
    assert_int_equal(object_of_thread(CONFIG_THREADS) + 1, OBJECT_FIRST_EVENT);
    assert_int_equal(OBJECT_FIRST_EVENT + CONFIG_EVENTS, OBJECT_FIRST_CHANNEL);
    assert_int_equal(OBJECT_FIRST_CHANNEL + 2 * CONFIG_CHANNELS, OBJECT_FIRST_EVENTPAIR);
    assert_int_equal(OBJECT_FIRST_EVENTPAIR + 2 * CONFIG_EVENTPAIRS, OBJECT_FIRST_TOKEN);
    assert_int_equal(OBJECT_FIRST_TOKEN + CONFIG_TOKENS, OBJECT_FIRST_EXCEPTION);
    assert_int_equal(object_of_exception(1), OBJECT_FIRST_EXCEPTION);
    assert_int_equal(object_of_exception(CONFIG_THREADS) + 1, OBJECT_END);
    for (process_id p = 1; p <= CONFIG_PROCESSES; p++) {
        assert_int_equal(process_of_object(object_of_process(p)), p);
    }
    for (thread_id t = 1; t <= CONFIG_THREADS; t++) {
        assert_int_equal(thread_of_object(object_of_thread(t)), t);
        assert_int_equal(thread_of_exception(object_of_exception(t)), t);
    }
    for (job_id j = 1; j <= CONFIG_JOBS; j++) {
        assert_int_equal(job_of_object(object_of_job(j)), j);
    }
}

static void ends_of_a_pair_are_each_others_peer(void **state)
{
    (void)state;
    for (object_id end = OBJECT_FIRST_CHANNEL; end < OBJECT_FIRST_TOKEN; end += 2) {
        assert_int_equal(object_peer(end), end + 1);
        assert_int_equal(object_peer(end + 1), end);
    }
}

#define JOB_EMPTY (ZX_NO_JOBS | ZX_NO_PROCESSES | ZX_NO_CHILDREN)

/* What a type's pool holds beyond what the image reserves, in steps of a whole pair. */
static const struct {
    enum object_type type;
    object_id first;
    object_id end;
    unsigned step;
    uint32_t shown; /* of a new one */
} pools[] = {
    {OBJECT_JOB, OBJECT_FIRST_JOB + 1, OBJECT_FIRST_PROCESS, 1, JOB_EMPTY},
    {OBJECT_PROCESS, OBJECT_FIRST_PROCESS + RESERVED, OBJECT_FIRST_THREAD, 1, 0},
    {OBJECT_THREAD, OBJECT_FIRST_THREAD + RESERVED, OBJECT_FIRST_EVENT, 1, 0},
    {OBJECT_EVENT, OBJECT_FIRST_EVENT, OBJECT_FIRST_CHANNEL, 1, 0},
    {OBJECT_CHANNEL, OBJECT_FIRST_CHANNEL, OBJECT_FIRST_EVENTPAIR, 2, ZX_WRITABLE},
    {OBJECT_EVENTPAIR, OBJECT_FIRST_EVENTPAIR, OBJECT_FIRST_TOKEN, 2, 0},
    {OBJECT_TOKEN, OBJECT_FIRST_TOKEN, OBJECT_FIRST_EXCEPTION, 1, 0},
    {OBJECT_EXCEPTION, OBJECT_END, OBJECT_END, 1, 0}, /* each is its thread's */
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
            uint16_t held = k->object[ROOT].references;
            assert_int_equal(object_create(k, pools[p].type, ROOT), id);
            for (object_id end = id; end < id + pools[p].step; end++) {
                assert_int_equal(k->object[end].type, pools[p].type);
                assert_int_equal(k->object[end].domain, DOMAIN);
                assert_int_equal(k->object[end].parent, ROOT);
                assert_int_equal(k->object[end].signals, pools[p].shown);
                assert_int_equal(k->object[end].references, 0);
                assert_int_equal(k->object[end].handles, 0);
                assert_int_equal(k->object[end].koid, ++koid);
            }
            assert_int_equal(k->object[ROOT].references, held + pools[p].step);
        }
        assert_int_equal(object_create(k, pools[p].type, ROOT), NONE);
        assert_int_equal(k->objects.koids, koid); /* the refusal took none */
    }
}

static void finding_takes_nothing(void **state)
{
    (void)state;
    struct kernel *k = empty_kernel();
    for (unsigned p = 0; p < TYPES; p++) {
        object_id due = pools[p].first < pools[p].end ? pools[p].first : NONE;
        assert_int_equal(object_find(k, pools[p].type, ROOT), due);
        assert_true(is_free(k, due));
    }
    assert_int_equal(k->objects.koids, 1);
    assert_int_equal(k->object[ROOT].references, 1);
}

static void freed_entry_is_taken_again_with_a_new_koid(void **state)
{
    (void)state;
    struct kernel *k = empty_kernel();
    object_id first = create_held(k, OBJECT_EVENT, ROOT);
    object_id second = create_held(k, OBJECT_EVENT, ROOT);
    object_signal(k, first, 0, ZX_USER_ALL);
    object_dereference(k, first);
    assert_true(is_free(k, first));
    assert_int_equal(k->object[first].koid, 0);
    assert_int_equal(object_create(k, OBJECT_EVENT, ROOT), first);
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
        object_id pair = object_create(k, types[i % 2], ROOT);
        object_id first = (object_id)(pair + i / 2); /* to go */
        object_name_added(k, pair);
        object_name_added(k, object_peer(pair));
        object_name_removed(k, first);
        collect(k);
        assert_true(is_free(k, first));
        assert_false(is_free(k, object_peer(first)));
        assert_int_equal(object_find(k, types[i % 2], ROOT), pair + 2);
        object_name_removed(k, object_peer(first));
        collect(k);
        assert_int_equal(object_find(k, types[i % 2], ROOT), pair);
    }
}

/* ---- Jobs. ---- */

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
        (void)create_held_job(k, 1, 0);
    }
    assert_int_equal(k->object[ROOT].references, CONFIG_JOBS);
    assert_int_equal(job_create(k, 1, 0), NONE);
    assert_int_equal(k->object[ROOT].references, CONFIG_JOBS);
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
        TEST(new_job_has_no_limits),
        TEST(no_job_without_a_pool_entry),
    };
    return cmocka_run_group_tests_name("pools", tests, NULL, NULL);
}
