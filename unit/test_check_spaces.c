/*
 * check_spaces.c: each row spoils one thing of a kernel with shared memory, exchange areas and
 * threads of its own; the check must complain, in these words.
 */
#include "check.h"

#include "corruption.h"
#include "l4_calls.h"

#include <string.h>

/* A with memory that B has part of, two threads, and an area of its own; C with nothing shared. */
struct scene {
    struct machine *m;
    struct kernel *k;
    process_id a, b, c;
    process_id made; /* has an area, but no thread */
    process_id dead; /* nothing, but a name */
    thread_id first; /* of A, with the image's area */
    thread_id other; /* of A, with one of the arena */
    mapping_id data; /* A's */
    mapping_id part; /* B's, made from it */
    mapping_id free; /* the first free one */
};

static void scene_make(struct scene *s)
{
    struct machine *m = s->m;
    struct kernel *k = machine_kernel(m);
    be(m, A);
    *s = (struct scene){.m = m, .k = k, .first = thread_of(m, A)};
    s->a = machine_process(m, A);
    s->b = machine_process(m, B);
    s->c = machine_process(m, C);
    s->data = k->process[s->a].data;
    s->other = machine_thread(m, s->a, true);
    be(m, A);
    give(m, place_task(m, A, 4, B, RIGHTS_ALL), memory_page(data_of(m, A), 8, RW));
    s->part = k->process[s->b].first_mapping;
    s->made = make_task(m, 5);
    area_give(k, s->made, 1, 1);
    s->dead = (process_id)(s->made == CONFIG_PROCESSES ? s->made - 1u : s->made + 1u);
    s->free = k->space.free_first;
}

#define MAPPING(which) s->k->mapping[s->which]
#define PROCESS(who)   s->k->process[s->who]
#define LOADED(who, i) s->k->arch.context[s->who].loaded[i]
#define AREA(n)        s->k->area.area[n]

#define CORRUPTIONS(ROW)                                                                           \
    ROW("space is no list", PROCESS(a).first_mapping = CONFIG_MAPPINGS + 1)                        \
    ROW("space is no list", MAPPING(data).next = CONFIG_MAPPINGS + 1)                              \
    ROW("mapping of another process", MAPPING(data).process = s->b)                                \
    ROW("mapping of another process", PROCESS(c).first_mapping = s->part)                          \
    ROW("space is linked one way", MAPPING(data).previous = NONE)                                  \
    ROW("space is linked one way", MAPPING(part).previous = s->part)                               \
    ROW("space is linked one way", MAPPING(part).next = s->part)                                   \
    ROW("mapping missing in its space", {                                                          \
        PROCESS(b).first_mapping = MAPPING(part).next;                                             \
        s->k->mapping[MAPPING(part).next].previous = NONE;                                         \
    })                                                                                             \
    ROW("memory of a dead process", PROCESS(b).state = PROCESS_DEAD)                               \
    ROW("memory of a dead process", PROCESS(b).state = PROCESS_FREE)                               \
    ROW("process that does not go", PROCESS(c).vacates = 1)                                        \
    ROW("process that does not go", PROCESS(b).vacates = 1; PROCESS(b).state = PROCESS_DEAD)       \
    ROW("process that does not go", PROCESS(c).vacates = 1;                                        \
        work_add(&s->k->sched.work, WORK_VACATE))                                                  \
    ROW("pinned memory of another space", PROCESS(b).code = s->data)                               \
    ROW("pinned memory of another space", PROCESS(b).data = CONFIG_MAPPINGS + 1)                   \
    ROW("pinned memory of another space", PROCESS(dead).code = s->free)                            \
    ROW("pinned memory of another space", PROCESS(dead).data = s->data)                            \
    ROW("illegal region", MAPPING(part).region.order = 6)                                          \
    ROW("illegal region", MAPPING(part).region.access = W)                                         \
    ROW("illegal region", MAPPING(data).region.base += 512)                                        \
    ROW("charged to a stranger", MAPPING(part).job = PROCESS(a).job)                               \
    ROW("charged to a stranger", MAPPING(data).job = PROCESS(b).job)                               \
    ROW("overlapping space", MAPPING(data).region.base = stack_of(s->m, A) & ~1023u)               \
    ROW("memory made from no memory", MAPPING(data).node.depth = 2;                                \
        tree_remove(s->k, node_of_mapping(s->data));                                               \
        tree_add_child(s->k, node_of_slot(s->a, 1), node_of_mapping(s->data)))                     \
    ROW("memory larger than what it was made from", MAPPING(part).region.base -= 1024)             \
    ROW("memory larger than what it was made from", MAPPING(data).region.order = 7)                \
    ROW("free mappings are no list", s->k->space.free_first = CONFIG_MAPPINGS + 1)                 \
    ROW("free mappings are no list", MAPPING(free).next = s->free)                                 \
    ROW("mapping free and in use", MAPPING(free).process = s->a)                                   \
    ROW("mapping free and in use", s->k->space.free_first = s->k->space.image_last)                \
    ROW("lost mapping", s->k->space.free_first = MAPPING(free).next)                               \
    ROW("region that holds no mapping",                                                            \
        LOADED(other, REGION_AREA) = LOADED_FIRST_AREA + CONFIG_AREAS)                             \
    ROW("region that holds another's memory", LOADED(first, REGIONS - 1) = s->part)                \
    ROW("region that holds another's memory", LOADED(first, 0) = s->free)                          \
    ROW("region that holds another's area", LOADED(first, REGIONS - 1) = LOADED_FIRST_AREA + 1)    \
    ROW("regions that overlap", LOADED(other, REGIONS - 1) = LOADED(other, 0))                     \
    ROW("regions that overlap", LOADED(first, REGIONS - 1) = s->data)                              \
    ROW("regions that overlap", LOADED(first, 4) = LOADED_FIRST_AREA;                              \
        LOADED(first, 5) = LOADED_FIRST_AREA)                                                      \
    ROW("exchange area of nobody", s->k->thread[s->first].area += 256)                             \
    ROW("exchange area of nobody", s->k->thread[s->other].area += 256)                             \
    ROW("exchange area of nobody", s->k->thread[s->other].area -= 256)                             \
    ROW("exchange area of nobody", AREA(0).thread = NONE)                                          \
    ROW("area of a dead process", AREA(1).process = s->dead)                                       \
    ROW("area of another thread", AREA(1).thread = s->other)                                       \
    ROW("area of another thread", AREA(1) = AREA(0))                                               \
    ROW("area of another thread", AREA(1).thread = CONFIG_THREADS)

static const struct corruption corruptions[] = {CORRUPTIONS(DESCRIPTION)};

static void corrupt(struct scene *s, int n)
{
    CORRUPTIONS(CASE)
}

static void corruptions_of_spaces_are_noticed(void **state)
{
    (void)state;
    struct scene s = {.m = l4_machine()};
    assert_noticed(corruptions, s.m, &s, scene_make, corrupt, check_all_spaces);
}

static void assert_complaint(struct scene *s, const char *words)
{
    const char *broken = kernel_check(s->k);
    assert_non_null(broken);
    assert_non_null(strstr(broken, words));
    machine_reset(s->m);
    scene_make(s);
}

/* What was derived and what was given is charged to its holder's job, which is held for it. */
static void charges_are_watched(void **state)
{
    (void)state;
    struct scene s = {.m = l4_machine()};
    scene_make(&s);
    job_id a = s.k->process[s.a].job;
    job_id b = s.k->process[s.b].job;
    s.k->job[b].used[POOL_MAPPINGS]--;
    assert_complaint(&s, "quota counted wrong");
    s.k->job[a].used[POOL_MAPPINGS]++;
    assert_complaint(&s, "quota counted wrong");
    s.k->mapping[s.part].job = NONE;
    assert_complaint(&s, "object held too often");
    s.k->job[a].used[POOL_AREAS] = 0;
    assert_complaint(&s, "quota counted wrong");
    s.k->area.area[CONFIG_AREAS - 1].process = s.b;
    assert_complaint(&s, "quota counted wrong");
    s.k->job[b].limit[POOL_MAPPINGS] = 0;
    assert_complaint(&s, "quota exceeded");
    s.k->job[a].limit[POOL_AREAS] = 1;
    assert_complaint(&s, "quota exceeded");
    check(s.m);
}

static void area_outside_the_arena_is_noticed(void **state)
{
    (void)state;
    static const struct machine_task tasks[] = {{.label = A}};
    struct machine_image *image = fixture_image(tasks, 1);
    image->image.area_count = CONFIG_AREAS - 1;
    struct machine *m = fixture_boot(image);
    machine_kernel(m)->area.area[CONFIG_AREAS - 1].process = 1;
    assert_string_equal(check_all_spaces(machine_kernel(m)), "area outside the arena");
}

/* Each mapping, wherever it is in the pool, is watched. */
static void every_mapping_is_watched(void **state)
{
    (void)state;
    struct machine *m = l4_machine();
    struct kernel *k = machine_kernel(m);
    for (mapping_id mapping = 1; mapping <= CONFIG_MAPPINGS; mapping++) {
        const struct mapping before = k->mapping[mapping];
        if (before.process != NONE) {
            k->mapping[mapping].region.order = ORDER_MAX + 1;
            assert_string_equal(kernel_check(k), "illegal region");
            k->mapping[mapping] = before;
        } else {
            k->mapping[mapping].process = 1;
            assert_non_null(kernel_check(k));
            k->mapping[mapping] = before;
        }
        check(m);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(corruptions_of_spaces_are_noticed),
        TEST(charges_are_watched),
        TEST(area_outside_the_arena_is_noticed),
        TEST(every_mapping_is_watched),
    };
    return cmocka_run_group_tests_name("check_spaces", tests, NULL, NULL);
}
