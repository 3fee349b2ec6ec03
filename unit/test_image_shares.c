/*
 * image_shares.c: each way in which the table of what tasks share can be wrong, and the edges of
 * what is right.
 */
#include "fixture.h"

#include <string.h>

enum { WINDOW = 12, TASKS = 4 };

/* Four tasks, the last in a domain of its own, two channels and two events. */
struct scene {
    struct machine_image *image;
    struct image_share shares[8];
};

#define SHARE(k, n, t, s)                                                                          \
    ((struct image_share){.kind = (k), .number = (n), .task = (t), .slot = (s)})

static void scene_make(struct scene *s)
{
    const struct machine_task tasks[TASKS] = {{.label = 1, .domain = 1},
                                              {.label = 2, .domain = 1},
                                              {.label = 3, .domain = 1},
                                              {.label = 4, .domain = 2}};
    const struct image_share shares[8] = {
        SHARE(SHARE_CHANNEL, 0, 0, 8), SHARE(SHARE_CHANNEL, 0, 1, 8),
        SHARE(SHARE_CHANNEL, 1, 0, 9), SHARE(SHARE_CHANNEL, 1, 2, WINDOW),
        SHARE(SHARE_EVENT, 0, 0, 10),  SHARE(SHARE_EVENT, 0, 1, 10),
        SHARE(SHARE_EVENT, 0, 2, 8),   SHARE(SHARE_EVENT, 1, 3, 8)};
    s->image = fixture_image(tasks, TASKS);
    memcpy(s->shares, shares, sizeof shares);
    s->image->image.window = WINDOW;
    s->image->image.shares = s->shares;
    s->image->image.share_count = 8;
    s->image->image.channel_count = 2;
    s->image->image.event_count = 2;
}

static void assert_refused(const struct scene *s, const char *words)
{
    const char *reason = shares_error(&s->image->image);
    assert_non_null(reason);
    assert_string_equal(reason, words);
    /* It is the table's mistake, no entry's. */
    struct image_error error = image_check(&s->image->image);
    assert_ptr_equal(error.reason, reason);
    assert_int_equal(error.entry, TASKS);
}

static const char kinds[] = "share of an unknown kind or number";
static const char places[] = "share of no task, or outside the window";
static const char clashes[] = "shares of one slot, or across domains";
static const char counts[] = "more channels or events than the kernel was built for";
static const char parts[] = "a channel without its two tasks, or an event without one";

static void good_shares_are_accepted(void **state)
{
    (void)state;
    struct scene s;
    scene_make(&s);
    assert_null(shares_error(&s.image->image));
    assert_null(image_check(&s.image->image).reason);
    check(fixture_boot(s.image));
}

static void nothing_shared_is_fine(void **state)
{
    (void)state;
    struct scene s;
    scene_make(&s);
    s.image->image.shares = NULL;
    s.image->image.share_count = 0;
    s.image->image.channel_count = 0;
    s.image->image.event_count = 0;
    assert_null(shares_error(&s.image->image));
}

/* A row, changed in one field, and what is said of it. */
#define WRONG_ROW(row, field, value, words)                                                        \
    do {                                                                                           \
        struct scene s;                                                                            \
        scene_make(&s);                                                                            \
        s.shares[row].field = (value);                                                             \
        assert_refused(&s, words);                                                                 \
    } while (0)

static void every_row_is_looked_at(void **state)
{
    (void)state;
    for (unsigned row = 0; row < 8; row++) {
        WRONG_ROW(row, kind, SHARE_KINDS, kinds);
        WRONG_ROW(row, kind, 255, kinds);
        WRONG_ROW(row, number, 2, kinds);
        WRONG_ROW(row, number, 0xffff, kinds);
        WRONG_ROW(row, task, TASKS, places);
        WRONG_ROW(row, task, TASK_NONE, places);
        WRONG_ROW(row, slot, 0, places);
        WRONG_ROW(row, slot, SLOT_FIRST_SHARED - 1, places);
        WRONG_ROW(row, slot, WINDOW + 1, places);
        WRONG_ROW(row, slot, 0xffff, places);
    }
}

/* Numbers are counted for each kind on its own. */
static void number_of_the_other_kind(void **state)
{
    (void)state;
    struct scene s;
    scene_make(&s);
    s.image->image.channel_count = 1;
    assert_refused(&s, kinds);
    scene_make(&s);
    s.image->image.event_count = 1;
    assert_refused(&s, kinds);
}

static void two_shares_in_one_slot(void **state)
{
    (void)state;
    WRONG_ROW(2, slot, 8, clashes); /* two channels */
    WRONG_ROW(4, slot, 8, clashes); /* a channel and an event */
    WRONG_ROW(5, slot, 8, clashes); /* of another task */
    WRONG_ROW(6, slot, WINDOW, clashes);
}

static void one_task_twice_in_the_same(void **state)
{
    (void)state;
    WRONG_ROW(3, task, 0, clashes); /* both ends of a channel */
    WRONG_ROW(5, task, 0, clashes); /* an event, twice: also the slot */
    struct scene s;
    scene_make(&s);
    s.shares[5] = SHARE(SHARE_EVENT, 0, 0, 11);
    assert_refused(&s, clashes);
}

static void nothing_is_shared_across_domains(void **state)
{
    (void)state;
    WRONG_ROW(1, task, 3, clashes);
    WRONG_ROW(3, task, 3, clashes);
    WRONG_ROW(4, task, 3, clashes);
    WRONG_ROW(7, number, 0, clashes);
    struct scene s;
    scene_make(&s);
    s.image->tasks[3].domain = 1;
    s.shares[1].task = 3;
    s.shares[1].slot = 9;
    assert_null(shares_error(&s.image->image));
}

static void channels_have_two_tasks(void **state)
{
    (void)state;
    struct scene s;
    scene_make(&s);
    s.shares[3] = SHARE(SHARE_EVENT, 1, 3, 9); /* the second channel has one only ... */
    s.shares[7] = SHARE(SHARE_EVENT, 0, 3, 8);
    s.image->tasks[3].domain = 1;
    assert_refused(&s, parts);
    scene_make(&s);
    s.shares[4] = SHARE(SHARE_CHANNEL, 1, 1, 11); /* ... and here three */
    assert_refused(&s, parts);
    scene_make(&s);
    s.shares[6] = SHARE(SHARE_CHANNEL, 0, 2, 8); /* so has the first */
    assert_refused(&s, parts);
}

static void things_that_nobody_has(void **state)
{
    (void)state;
    struct scene s;
    scene_make(&s);
    s.image->image.channel_count = 3;
    assert_refused(&s, parts);
    scene_make(&s);
    s.image->image.event_count = 3;
    assert_refused(&s, parts);
    scene_make(&s);
    s.image->image.share_count = 7; /* without the second event's only row */
    assert_refused(&s, parts);
}

static void more_than_the_pools_hold(void **state)
{
    (void)state;
    struct scene s;
    scene_make(&s);
    s.image->image.channel_count = CONFIG_CHANNELS + 1;
    assert_refused(&s, counts);
    s.image->image.channel_count = CONFIG_CHANNELS; /* not more, but rows are missing */
    assert_refused(&s, parts);
    scene_make(&s);
    s.image->image.event_count = CONFIG_EVENTS + 1;
    assert_refused(&s, counts);
    s.image->image.event_count = CONFIG_EVENTS;
    assert_refused(&s, parts);
}

/* As many as there are, the n-th in a slot of its own. */
static void all_events_of_the_pool_are_shared(void **state)
{
    (void)state;
    struct image_share shares[CONFIG_EVENTS];
    struct machine_task tasks[CONFIG_TASKS] = {{0}};
    for (unsigned i = 0; i < CONFIG_TASKS; i++) {
        tasks[i].label = i + 1;
    }
    for (uint16_t i = 0; i < CONFIG_EVENTS; i++) {
        shares[i] = SHARE(SHARE_EVENT, i, (task_index)(i % CONFIG_TASKS),
                          (slot_id)(SLOT_FIRST_SHARED + i / CONFIG_TASKS));
    }
    struct machine_image *image = fixture_image(tasks, CONFIG_TASKS);
    image->image.window = CONFIG_SLOTS - 1;
    image->image.shares = shares;
    image->image.share_count = CONFIG_EVENTS;
    image->image.event_count = CONFIG_EVENTS;
    assert_null(shares_error(&image->image));
    struct machine *m = fixture_boot(image);
    for (object_id id = OBJECT_FIRST_EVENT; id < OBJECT_FIRST_CHANNEL; id++) {
        assert_int_equal(machine_kernel(m)->object[id].handles, 1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(good_shares_are_accepted),
        TEST(nothing_shared_is_fine),
        TEST(every_row_is_looked_at),
        TEST(number_of_the_other_kind),
        TEST(two_shares_in_one_slot),
        TEST(one_task_twice_in_the_same),
        TEST(nothing_is_shared_across_domains),
        TEST(channels_have_two_tasks),
        TEST(things_that_nobody_has),
        TEST(more_than_the_pools_hold),
        TEST(all_events_of_the_pool_are_shared),
    };
    return cmocka_run_group_tests_name("image_shares", tests, NULL, NULL);
}
