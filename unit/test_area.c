/*
 * area.c: exchange areas of the arena, who gets which, and what is in them afterwards.
 */
#include "l4_calls.h"

#include <string.h>

static uint32_t area_page(struct machine *m, unsigned number, unsigned order)
{
    return memory_page(area_address(machine_kernel(m), number), order, RW);
}

static void assert_zero(struct machine *m, unsigned number)
{
    const uint8_t zeros[EXCHANGE_AREA_SIZE] = {0};
    uint32_t address = area_address(machine_kernel(m), number);
    assert_memory_equal(machine_memory(m, address, EXCHANGE_AREA_SIZE), zeros, sizeof zeros);
}

static void fill(struct machine *m, unsigned number)
{
    uint32_t address = area_address(machine_kernel(m), number);
    memset(machine_memory(m, address, EXCHANGE_AREA_SIZE), 0x5a, EXCHANGE_AREA_SIZE);
}

/* ---- The arena's arithmetic. ---- */

/* A stretch by definition: it begins with an area, and each of its bytes is the arena's. */
static void assert_stretches(const struct kernel *k, uint8_t order)
{
    uint32_t arena = arch_image(k)->arena;
    uint32_t end = arena + arch_image(k)->area_count * EXCHANGE_AREA_SIZE;
    uint32_t step = (uint32_t)1 << order;
    uint32_t base = (arena - 0x1000) / step * step;
    for (unsigned i = 0; i < 0x100 && base < end + 0x1000; i++, base += step) {
        unsigned first = 0;
        unsigned count = 0;
        bool good = step >= EXCHANGE_AREA_SIZE && base >= arena && base < end && step <= end - base;
        assert_int_equal(area_range(k, base, order, &first, &count), good);
        assert_true(!good || first == (base - arena) / EXCHANGE_AREA_SIZE);
        assert_true(!good || count == step / EXCHANGE_AREA_SIZE);
    }
}

/* In an arena of which either the begin or the end is not very round. */
static void every_stretch_in_and_around_the_arena(void **state)
{
    (void)state;
    static const struct machine_task tasks[] = {{.label = A, .priority = 5}};
    for (uint32_t skipped = 0; skipped < 2; skipped++) {
        struct machine_image *image = fixture_image(tasks, 1);
        image->image.arena += skipped * EXCHANGE_AREA_SIZE;
        image->image.area_count = CONFIG_AREAS - 1;
        struct machine *m = fixture_boot(image);
        for (uint8_t order = 5; order <= 31; order++) {
            assert_stretches(machine_kernel(m), order);
        }
    }
}

static void address_finds_its_area(void **state)
{
    (void)state;
    struct machine *m = l4_machine();
    struct kernel *k = machine_kernel(m);
    process_id a = machine_process(m, A);
    area_give(k, a, 1, 1);
    uint32_t address = area_address(k, 1);
    assert_int_equal(area_find(k, a, address), 1);
    assert_int_equal(area_find(k, a, address + EXCHANGE_AREA_SIZE - 1), 1);
    assert_int_equal(area_find(k, a, address - 1), CONFIG_AREAS);
    assert_int_equal(area_find(k, a, address + EXCHANGE_AREA_SIZE), CONFIG_AREAS);
    assert_int_equal(area_find(k, machine_process(m, B), address), CONFIG_AREAS);
    assert_int_equal(area_find(k, a, 0), CONFIG_AREAS);
    assert_int_equal(area_find(k, a, thread_state_of(m, thread_of(m, A))->area), CONFIG_AREAS);
}

/* ---- add_ku_mem. ---- */

/* Every size at every place, against a table of who has what. */
static void stretches_are_given_once(void **state)
{
    (void)state;
    struct machine *m = l4_machine();
    const uint32_t arena = area_address(machine_kernel(m), 0);
    bool taken[CONFIG_AREAS + 1] = {false};
    uint32_t b = place_task(m, A, 4, B, RIGHTS_ALL);
    unsigned given = 0;
    static const unsigned places[] = {5, 0, 4, 1, 2, 8, 3, 12, 6, 15, 7, 9, 16};
    for (unsigned i = 0; i < 4 * sizeof places / sizeof places[0]; i++) {
        unsigned count = 1u << i % 4;
        unsigned first = places[i / 4] / count * count;
        uint32_t base = arena + first * EXCHANGE_AREA_SIZE;
        uint32_t page = memory_page(base, EXCHANGE_AREA_ORDER + i % 4, RW);
        int32_t due = base % (count * EXCHANGE_AREA_SIZE) != 0 || first + count > CONFIG_AREAS
                          ? L4_EINVAL
                          : 0;
        if (base % (count * EXCHANGE_AREA_SIZE) != 0) {
            continue; /* not what that page would mean */
        }
        for (unsigned j = first; due == 0 && j < first + count; j++) {
            due = taken[j] ? L4_EEXIST : 0;
        }
        assert_int_equal(l4(m, SYS_TASK_ADD_KU_MEM, b, page), due);
        for (unsigned j = first; due == 0 && j < first + count; j++) {
            taken[j] = true;
            given++;
            assert_int_equal(machine_kernel(m)->area.area[j].process, machine_process(m, B));
        }
        assert_int_equal(used_by(m, B, POOL_AREAS), given);
    }
    assert_int_equal(used_by(m, A, POOL_AREAS), 0);
}

static void refusals_of_ku_mem(void **state)
{
    (void)state;
    struct machine *m = l4_machine();
    struct kernel *k = machine_kernel(m);
    uint32_t b = place_task(m, A, 4, B, RIGHTS_ALL);
    const uint32_t bad[] = {
        0,
        slot_page(5, 0, RWSD),
        memory_page(data_of(m, A), EXCHANGE_AREA_ORDER, RW),
        memory_page(k->thread[thread_of(m, B)].area, EXCHANGE_AREA_ORDER, RW),
        area_page(m, 0, 7), /* half of one */
        area_page(m, CONFIG_AREAS, EXCHANGE_AREA_ORDER),
        memory_page(0, 31, RW),
        memory_page(MACHINE_RAM_BASE, 28, RW),
    };
    for (unsigned i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        assert_int_equal(l4(m, SYS_TASK_ADD_KU_MEM, b, bad[i]), L4_EINVAL);
    }
    uint32_t one = area_page(m, 0, EXCHANGE_AREA_ORDER);
    job_id job = k->process[machine_process(m, B)].job;
    for (unsigned above = 0; above < 2; above++) { /* its own quota, and its domain's */
        job_id limited = above == 0 ? job : k->job[job].parent;
        k->job[limited].limit[POOL_AREAS] = 0;
        assert_int_equal(l4(m, SYS_TASK_ADD_KU_MEM, b, one), L4_ENOMEM);
        k->job[limited].limit[POOL_AREAS] = 1;
    }
    assert_int_equal(l4(m, SYS_TASK_ADD_KU_MEM, b, one), 0); /* just enough */
    assert_int_equal(l4(m, SYS_TASK_ADD_KU_MEM, SELF, one), L4_EEXIST);
    assert_int_equal(l4(m, SYS_TASK_ADD_KU_MEM, b, one),
                     L4_EEXIST); /* not to the same one either */
    assert_int_equal(l4(m, SYS_TASK_ADD_KU_MEM, b, area_page(m, 1, EXCHANGE_AREA_ORDER)),
                     L4_ENOMEM);
}

/* It is the process's to read and write, empty; nothing maps or unmaps it. */
static void areas_are_memory_of_their_own_kind(void **state)
{
    (void)state;
    struct machine *m = l4_machine();
    uint32_t b = place_task(m, A, 4, B, RIGHTS_ALL);
    uint32_t address = area_address(machine_kernel(m), 0);
    uint32_t page = area_page(m, 0, EXCHANGE_AREA_ORDER);
    uint32_t word = 7;
    fill(m, 0);
    assert_int_equal(l4(m, SYS_TASK_ADD_KU_MEM, SELF, page), 0);
    assert_zero(m, 0);
    assert_true(machine_store(m, address, &word, sizeof word));
    assert_true(machine_store(m, address + EXCHANGE_AREA_SIZE - 4, &word, sizeof word));
    assert_int_equal(machine_kernel(m)->arch.context[thread_of(m, A)].refills, 1);
    assert_regions(m);
    assert_int_equal(l4(m, SYS_TASK_MAP, b, SELF, page, address), L4_ENOENT);
    assert_int_equal(l4(m, SYS_TASK_UNMAP, SELF, page, L4_ALL_SPACES), 0);
    assert_int_equal(l4(m, SYS_TASK_UNMAP, SELF, memory_page(0, 31, RWX), L4_ALL_SPACES), 0);
    word = 0;
    assert_true(machine_load(m, address, &word, sizeof word));
    assert_int_equal(word, 7);
    assert_int_equal(access_at(m, A, data_of(m, A)), 0); /* all else is gone */
    be(m, B);
    assert_false(machine_load(m, address, &word, sizeof word));
    assert_int_equal(machine_process(m, B), NONE);
}

static void areas_are_not_executable(void **state)
{
    (void)state;
    struct machine *m = l4_machine();
    assert_int_equal(
        l4(m, SYS_TASK_ADD_KU_MEM, SELF, memory_page(area_address(machine_kernel(m), 0), 8, RWX)),
        0);
    assert_false(machine_fetch(m, area_address(machine_kernel(m), 0)));
}

/* ---- Threads. ---- */

/* A task's thread takes what its process has, then one of the arena, within its quota. */
static void threads_take_areas(void **state)
{
    (void)state;
    struct machine *m = l4_machine();
    struct kernel *k = machine_kernel(m);
    process_id a = machine_process(m, A);
    assert_int_equal(l4(m, SYS_TASK_ADD_KU_MEM, SELF, area_page(m, 1, EXCHANGE_AREA_ORDER)), 0);
    k->job[k->process[a].job].limit[POOL_AREAS] = 2;
    thread_id first = machine_thread(m, a, true);
    assert_int_equal(k->thread[first].area, area_address(k, 1));
    assert_int_equal(k->area.area[1].thread, first);
    assert_int_equal(used_by(m, A, POOL_AREAS), 1);
    thread_id second = machine_thread(m, a, true);
    assert_int_equal(k->thread[second].area, area_address(k, 0));
    assert_int_equal(used_by(m, A, POOL_AREAS), 2);
    assert_int_equal(machine_thread(m, a, true), NONE);
    check(m);
    /* An ended thread's is empty, stays with the process and is taken again. */
    fill(m, 1);
    machine_thread_exit(m, first);
    assert_zero(m, 1);
    assert_int_equal(k->area.area[1].process, a);
    assert_int_equal(k->area.area[1].thread, NONE);
    be(m, A);
    thread_id third = machine_thread(m, a, true);
    assert_int_equal(k->thread[third].area, area_address(k, 1));
    assert_int_equal(used_by(m, A, POOL_AREAS), 2);
}

/* A process that the factory made has what it was given, and no more. */
static void made_tasks_take_nothing_by_themselves(void **state)
{
    (void)state;
    struct machine *m = l4_machine();
    struct kernel *k = machine_kernel(m);
    process_id made = make_task(m, 4);
    assert_int_equal(area_take(k, made, 1), 0);
    uint32_t page = area_page(m, 1, EXCHANGE_AREA_ORDER);
    assert_int_equal(l4(m, SYS_TASK_ADD_KU_MEM, selector(4), page), 0);
    assert_int_equal(area_take(k, made, CONFIG_THREADS), area_address(k, 1));
    assert_int_equal(area_take(k, made, CONFIG_THREADS), 0);
}

/* With the process all its areas go back, empty, and their charge. */
static void areas_go_with_their_process(void **state)
{
    (void)state;
    for (unsigned unborn = 0; unborn < 2; unborn++) {
        struct machine *m = l4_machine();
        struct kernel *k = machine_kernel(m);
        uint32_t to = unborn == 0 ? place_task(m, A, 4, B, RIGHTS_ALL) : selector(4);
        job_id job = k->process[machine_process(m, unborn == 0 ? B : A)].job;
        if (unborn != 0) {
            (void)make_task(m, 4);
        }
        assert_int_equal(l4(m, SYS_TASK_ADD_KU_MEM, to, area_page(m, 0, EXCHANGE_AREA_ORDER)), 0);
        assert_int_equal(l4(m, SYS_TASK_ADD_KU_MEM, to, area_page(m, 1, EXCHANGE_AREA_ORDER)), 0);
        fill(m, 0);
        fill(m, 1);
        if (unborn == 0) {
            (void)machine_thread(m, machine_process(m, B), true);
            be(m, B);
            call_parks(m, SYS_EXIT, 0);
            be(m, A);
        } else {
            assert_int_equal(l4(m, SYS_TASK_UNMAP, SELF, slot_page(4, 0, R), L4_ALL_SPACES), 0);
        }
        for (unsigned i = 0; i < 2; i++) {
            assert_zero(m, i);
            assert_int_equal(k->area.area[i].process, NONE);
            assert_int_equal(k->area.area[i].thread, NONE);
        }
        assert_int_equal(k->job[job].used[POOL_AREAS], 0);
        assert_int_equal(l4(m, SYS_TASK_ADD_KU_MEM, SELF, area_page(m, 0, EXCHANGE_AREA_ORDER)), 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(every_stretch_in_and_around_the_arena),
        TEST(address_finds_its_area),
        TEST(stretches_are_given_once),
        TEST(refusals_of_ku_mem),
        TEST(areas_are_memory_of_their_own_kind),
        TEST(areas_are_not_executable),
        TEST(threads_take_areas),
        TEST(made_tasks_take_nothing_by_themselves),
        TEST(areas_go_with_their_process),
    };
    return cmocka_run_group_tests_name("area", tests, NULL, NULL);
}
