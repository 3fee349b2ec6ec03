/*
 * event_create, eventpair_create and channel_create: what is made, for whom, and out of what.
 */
#include "zircon_calls.h"

#define SAME ZX_RIGHT_SAME_RIGHTS

/* The three calls, and all that differs between them. */
static const struct maker {
    uint32_t call;
    unsigned handles; /* that it writes */
    uint32_t type;    /* as published */
    uint32_t rights;
    uint32_t shown;
    enum pool pool;
    unsigned pool_size;
} makers[] = {
    {SYS_EVENT_CREATE, 1, 5, 0xd003, 0, POOL_EVENTS, CONFIG_EVENTS},
    {SYS_EVENTPAIR_CREATE, 2, 16, 0xf003, 0, POOL_EVENTPAIRS, CONFIG_EVENTPAIRS},
    {SYS_CHANNEL_CREATE, 2, 4, 0xf00e, ZX_WRITABLE, POOL_CHANNELS, CONFIG_CHANNELS},
};
enum { MAKERS = 3 };

static int32_t make(struct machine *m, const struct maker *maker)
{
    return zx(m, maker->call, 0, at(m, OUT), at(m, OUT_2));
}

static struct job *job_of(struct machine *m, uint32_t label)
{
    struct kernel *k = machine_kernel(m);
    return &k->job[k->process[machine_process(m, label)].job];
}

static void new_objects_have_default_rights(void **state)
{
    (void)state;
    struct machine *m = zircon_machine();
    for (unsigned i = 0; i < MAKERS; i++) {
        uint32_t handles[2] = {0, 0};
        assert_int_equal(make(m, &makers[i]), ZX_OK);
        get(m, OUT, handles, sizeof handles);
        uint64_t first = basic(m, handles[0]).koid;
        for (unsigned j = 0; j < makers[i].handles; j++) {
            struct basic b = basic(m, handles[j]);
            assert_int_equal(b.type, makers[i].type);
            assert_int_equal(b.rights, makers[i].rights);
            assert_int_equal(b.koid, first + j); /* in the order of the addresses */
            assert_int_equal(count_of(m, handles[j]), 1);
            assert_int_equal(signals(m, handles[j]), makers[i].shown);
            assert_int_equal(handles[j] & SPELLING_MASK, SPELLING_HANDLE);
        }
        close_all(m);
        assert_as_booted(m);
    }
}

static void objects_start_anew(void **state)
{
    (void)state;
    struct machine *m = zircon_machine();
    for (unsigned i = 0; i < 3 * MAKERS; i++) {
        const struct maker *maker = &makers[i % MAKERS];
        assert_int_equal(make(m, maker), ZX_OK);
        uint32_t first = word(m, OUT);
        assert_int_equal(signals(m, first), maker->shown);
        assert_int_equal(zx(m, SYS_OBJECT_SIGNAL, first, 0, ZX_USER_ALL), ZX_OK);
        close_all(m);
    }
}

static void created_things_write_no_more_than_their_handles(void **state)
{
    (void)state;
    struct machine *m = zircon_machine();
    put_words(m, OUT, 1, 2, 3);
    assert_int_equal(zx(m, SYS_EVENT_CREATE, 0, at(m, OUT_2)), ZX_OK);
    assert_int_equal(word(m, OUT), 1);
    assert_int_equal(word(m, OUT + 8), 3);
    /* Unaligned, and from the stack into the data. */
    assert_int_equal(zx(m, SYS_EVENTPAIR_CREATE, 0, at(m, OUT + 1), at(m, 0) - 3), ZX_OK);
    assert_int_equal(basic(m, word(m, OUT + 1)).type, 16);
}

/* ---- Refusals. ---- */

static void options_and_addresses(void **state)
{
    (void)state;
    struct machine *m = zircon_machine();
    const uint32_t bad[] = {0, HOLE, READ_ONLY, 0xfffffffd, at(m, MEMORY_SIZE - 3)};
    for (unsigned i = 0; i < MAKERS; i++) {
        for (unsigned bit = 0; bit < 32; bit++) {
            assert_int_equal(zx(m, makers[i].call, 1u << bit, at(m, OUT), at(m, OUT_2)),
                             ZX_INVALID_ARGS);
        }
        for (unsigned j = 0; j < 5; j++) {
            assert_int_equal(zx(m, makers[i].call, 0, bad[j], at(m, OUT)), ZX_INVALID_ARGS);
            if (makers[i].handles == 2) {
                assert_int_equal(zx(m, makers[i].call, 0, at(m, OUT), bad[j]), ZX_INVALID_ARGS);
            }
        }
    }
    assert_as_booted(m);
}

/* What has been made goes to Bob while his table has room. */
static void put_away(struct machine *m, uint32_t handle)
{
    struct kernel *k = machine_kernel(m);
    process_id bob = machine_process(m, BOB);
    uint32_t value;
    if (handle_predict(k, bob, 1, &value)) {
        (void)hand_over(m, handle, BOB);
    }
}

/* All of a pool, no more, and all of it again; the tables have room for it together. */
static void pools_run_out(void **state)
{
    (void)state;
    struct machine *m = zircon_machine();
    for (unsigned i = 0; i < 2 * MAKERS; i++) {
        const struct maker *maker = &makers[i / 2];
        for (unsigned made = 0; made < maker->pool_size; made++) {
            assert_int_equal(make(m, maker), ZX_OK);
            uint32_t handles[2] = {word(m, OUT), word(m, OUT_2)};
            put_away(m, handles[0]);
            if (maker->handles == 2) {
                put_away(m, handles[1]);
            }
            assert_int_equal(job_of(m, ALICE)->used[maker->pool], made + 1);
        }
        assert_int_equal(make(m, maker), ZX_NO_MEMORY);
        assert_int_equal(zx(m, maker->call, 0, HOLE, HOLE), ZX_NO_MEMORY);
        be(m, BOB);
        close_all(m);
        be(m, ALICE);
        close_all(m);
        assert_as_booted(m);
    }
}

static void table_has_no_room(void **state)
{
    (void)state;
    struct machine *m = zircon_machine();
    for (unsigned i = 0; i < MAKERS; i++) {
        uint32_t event = make_event(m);
        (void)fill_table(m, event);
        for (unsigned room = 0; room < makers[i].handles; room++) {
            assert_int_equal(make(m, &makers[i]), ZX_NO_MEMORY);
            assert_int_equal(zx(m, makers[i].call, 0, HOLE, HOLE), ZX_NO_MEMORY);
            uint32_t slot = name_of_selector((slot_id)(CONFIG_SLOTS - room));
            assert_int_equal(zx(m, SYS_HANDLE_CLOSE, slot), ZX_OK);
        }
        assert_int_equal(make(m, &makers[i]), ZX_OK);
        close_all(m);
        assert_as_booted(m);
    }
}

/* The job's own limit, and that of each job above it; a pair counts once, until both are gone. */
static void quota_runs_out(void **state)
{
    (void)state;
    struct machine *m = zircon_machine();
    struct kernel *k = machine_kernel(m);
    job_id first = k->process[machine_process(m, ALICE)].job;
    for (unsigned i = 0; i < MAKERS; i++) {
        for (job_id job = first; job != NONE; job = k->job[job].parent) {
            k->job[job].limit[makers[i].pool] = 2;
            assert_int_equal(make(m, &makers[i]), ZX_OK);
            assert_int_equal(make(m, &makers[i]), ZX_OK);
            assert_int_equal(k->job[job].used[makers[i].pool], 2);
            assert_int_equal(make(m, &makers[i]), ZX_NO_MEMORY);
            assert_int_equal(zx(m, makers[i].call, 0, HOLE, HOLE), ZX_NO_MEMORY);
            if (makers[i].handles == 2) {
                assert_int_equal(zx(m, SYS_HANDLE_CLOSE, word(m, OUT)), ZX_OK);
                assert_int_equal(make(m, &makers[i]), ZX_NO_MEMORY);
                assert_int_equal(zx(m, SYS_HANDLE_CLOSE, word(m, OUT_2)), ZX_OK);
            } else {
                assert_int_equal(zx(m, SYS_HANDLE_CLOSE, word(m, OUT)), ZX_OK);
            }
            assert_int_equal(make(m, &makers[i]), ZX_OK);
            close_all(m);
            k->job[job].limit[makers[i].pool] = QUOTA_UNLIMITED;
            assert_as_booted(m);
        }
    }
}

/* What others exhaust is their own affair. */
static void quota_is_the_creators(void **state)
{
    (void)state;
    struct machine *m = zircon_machine();
    job_of(m, ALICE)->limit[POOL_EVENTS] = 0;
    assert_int_equal(make(m, &makers[0]), ZX_NO_MEMORY);
    be(m, BOB);
    uint32_t event = make_event(m);
    assert_int_equal(job_of(m, BOB)->used[POOL_EVENTS], 1);
    (void)hand_over(m, event, ALICE); /* it stays charged to him */
    assert_int_equal(job_of(m, BOB)->used[POOL_EVENTS], 1);
    assert_int_equal(job_of(m, ALICE)->used[POOL_EVENTS], 0);
    be(m, ALICE);
    close_all(m);
    assert_int_equal(job_of(m, BOB)->used[POOL_EVENTS], 0);
}

/* Half a pair keeps its place: no new pair is made of it. */
static void half_a_pair_is_no_room(void **state)
{
    (void)state;
    struct machine *m = zircon_machine();
    uint32_t left[CONFIG_EVENTPAIRS];
    for (unsigned i = 0; i < CONFIG_EVENTPAIRS; i++) {
        struct ends pair = make_eventpair(m);
        left[i] = i % 2 == 0 ? pair.a : pair.b;
        assert_int_equal(zx(m, SYS_HANDLE_CLOSE, i % 2 == 0 ? pair.b : pair.a), ZX_OK);
    }
    assert_int_equal(make(m, &makers[1]), ZX_NO_MEMORY);
    assert_int_equal(zx(m, SYS_HANDLE_CLOSE, left[1]), ZX_OK);
    assert_int_equal(make(m, &makers[1]), ZX_OK);
    assert_int_equal(signals(m, word(m, OUT)), 0);
    close_all(m);
    assert_as_booted(m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(new_objects_have_default_rights),
        TEST(objects_start_anew),
        TEST(created_things_write_no_more_than_their_handles),
        TEST(options_and_addresses),
        TEST(pools_run_out),
        TEST(table_has_no_room),
        TEST(quota_runs_out),
        TEST(quota_is_the_creators),
        TEST(half_a_pair_is_no_room),
    };
    return cmocka_run_group_tests_name("zircon_create", tests, NULL, NULL);
}
