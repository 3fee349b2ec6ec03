/*
 * task.c: a restart takes back whatever is left of an earlier run, and makes its memory new, in
 * steps; the next run begins after the last of them.
 */
#include <string.h>

#include "steps.h"
#include "zircon.h"

enum { CALM_MS = 1100 }; /* after so long a run the next restart comes at once */

/* ---- Memory that has been granted away. ---- */

/* A's data is B's now, and spread over two others; it is the image's all the same. */
static void granted_memory_is_taken_back_in_steps(void **state)
{
    (void)state;
    struct machine *m = steps_machine(ENDING_RESTART);
    struct kernel *k = machine_kernel(m);
    uint32_t base = data_of(m, A);
    memset(machine_memory(m, base, 1u << DATA_ORDER), 0xee, 1u << DATA_ORDER);
    assert_int_equal(
        l4(m, SYS_TASK_MAP, name_of(B), SELF, memory_page(base, DATA_ORDER, RW), base | L4_GRANT),
        0);
    share_pieces(m, B, C);
    assert_int_equal(used_by(m, B, POOL_MAPPINGS), 1);
    assert_int_equal(enter(m, SYS_EXIT, 0), 0);
    assert_int_equal(access_at(m, B, base), RW); /* A's end alone does not take it */
    unsigned taking = 0;
    while (machine_process(m, A) == NONE) {
        taking += !has_no_piece(m, C);
        assert_true(step(m).mappings <= STEP_NODES);
        assert_true(machine_process(m, A) == NONE ||
                    (access_at(m, B, base) == 0 && has_no_piece(m, C)));
    }
    assert_int_equal(taking, 2);
    assert_false(kernel_has_work(k));
    assert_int_equal(access_at(m, A, base), RW);
    assert_int_equal(arch_memory_zeros(k, base, 1u << DATA_ORDER), 1u << DATA_ORDER);
    assert_int_equal(used_by(m, B, POOL_MAPPINGS), 0);
    assert_int_equal(used_by(m, C, POOL_MAPPINGS), 0);
    assert_int_equal(free_mappings(m), CONFIG_MAPPINGS - 3 * TASKS);
    check(m);
}

/* ---- Names of an earlier run, and tokens that suspend it. ---- */

enum { THREADS = 3, TOKENS = THREADS + 1, OLD = THREADS + 1 /* a process and its threads */ };

/* C names A's threads and process, and has suspended each of them. */
static void hold_run(struct machine *m, const thread_id threads[THREADS], uint32_t tokens[TOKENS])
{
    be(m, C);
    uint32_t data = data_of(m, C);
    for (unsigned i = 0; i < TOKENS; i++) {
        uint32_t name = i < THREADS
                            ? place(m, C, FIRST_SLOT + i, object_of_thread(threads[i]), RIGHTS_ALL)
                            : place_task(m, C, FIRST_SLOT + i, A, RIGHTS_ALL);
        assert_int_equal(l4(m, SYS_TASK_SUSPEND, name, data), ZX_OK);
        memcpy(&tokens[i], machine_memory(m, data, 4), 4);
    }
}

/* How many of a process and its threads there are. */
static unsigned count_old(struct machine *m, const object_id old[OLD])
{
    unsigned count = 0;
    for (unsigned i = 0; i < OLD; i++) {
        count += machine_kernel(m)->object[old[i]].type != OBJECT_FREE;
    }
    return count;
}

/* The run after the next needs the process of the first again, whoever names or only holds what is
 * left of it. */
static void compare_forgetting(bool named)
{
    struct machine *m = steps_machine(ENDING_RESTART);
    struct kernel *k = machine_kernel(m);
    process_id first = machine_process(m, A);
    const thread_id threads[THREADS] = {thread_of(m, A), machine_thread(m, first, true),
                                        machine_thread(m, first, false)};
    const object_id old[OLD] = {object_of_process(first), object_of_thread(threads[0]),
                                object_of_thread(threads[1]), object_of_thread(threads[2])};
    uint32_t tokens[TOKENS];
    hold_run(m, threads, tokens);
    assert_int_equal(l4(m, SYS_TASK_KILL, selector(FIRST_SLOT + THREADS)), ZX_OK);
    assert_int_not_equal(machine_process(m, A), first); /* the other one of the two */
    for (unsigned slot = FIRST_SLOT; !named && slot < FIRST_SLOT + OLD; slot++) {
        assert_int_equal(l4(m, SYS_HANDLE_CLOSE, selector(slot)), ZX_OK);
    }
    assert_int_equal(count_old(m, old), OLD);
    assert_int_equal(k->process[first].suspends, 1);
    advance_ms(m, CALM_MS);
    be(m, C);
    uint32_t name = place_task(m, C, LAST_SLOT, A, RIGHTS_ALL);
    assert_int_equal(enter(m, SYS_TASK_KILL, name), ZX_OK);
    unsigned forgetting = 0;
    while (machine_process(m, A) == NONE) {
        unsigned before = count_old(m, old);
        (void)step(m);
        bool starts = machine_process(m, A) != NONE;
        assert_true(starts ? before == 0 : before - count_old(m, old) <= 1);
        forgetting += !starts && before > count_old(m, old);
    }
    assert_int_equal(forgetting, OLD);
    assert_int_equal(machine_process(m, A), first);
    assert_int_equal(k->process[first].suspends, 0);
    assert_int_equal(k->thread[first].suspends, 0);
    assert_int_equal(thread_state_of(m, thread_of(m, A))->state, THREAD_READY);
    be(m, C);
    for (unsigned i = 0; i < TOKENS; i++) {
        assert_int_equal(slot_at(m, machine_process(m, C), FIRST_SLOT + i)->object, NONE);
        assert_int_equal(l4(m, SYS_HANDLE_CLOSE, tokens[i]), ZX_OK); /* suspends nobody any more */
    }
    be(m, A);
    assert_int_equal(used_by(m, A, POOL_THREADS), 0);
}

static void dead_threads_are_forgotten_one_by_one(void **state)
{
    (void)state;
    compare_forgetting(true);
    compare_forgetting(false);
}

/* ---- Memory made new. ---- */

enum { SMALL = 1, BIG = 2 }; /* labels, in the order of the tasks */
enum { BIG_DATA = 0x10000 }; /* bytes, all that a machine's devices take; in an image RAM */
#define FILL_STEP  0x10000u
#define OTHER_CODE (MACHINE_RAM_BASE + 0xd000)

/* The big task's data is where a machine has memory enough, and comes from all of its flash. */
static struct machine *big_machine(uint8_t stack_order, uint32_t data_size)
{
    const struct machine_task tasks[] = {
        {.label = SMALL, .priority = 5, .on_exit = ENDING_RESTART},
        {.label = BIG, .priority = 5, .stack_order = 8, .on_exit = ENDING_RESTART},
        {.label = 3, .priority = 0}};
    struct machine_image *image = fixture_image(tasks, 3);
    struct image_task *big = &image->tasks[BIG - 1];
    for (unsigned i = 0; i < 3; i++) {
        image->tasks[i].code.base = OTHER_CODE + i * 0x400;
        image->tasks[i].entry = image->tasks[i].code.base | 1;
        image->tasks[i].data_load = image->tasks[i].code.base;
    }
    big->code = (struct region){.base = MACHINE_FLASH_BASE, .order = 16, .access = RX};
    big->data = (struct region){.base = MACHINE_DEVICE_BASE, .order = 16, .access = RW};
    big->stack =
        (struct region){.base = MACHINE_RAM_BASE + 0x8000, .order = stack_order, .access = RW};
    big->entry = MACHINE_FLASH_BASE | 1;
    big->data_load = MACHINE_FLASH_BASE + MACHINE_FLASH_SIZE - data_size;
    big->data_size = data_size;
    image->image.task_flash =
        (struct memory_range){MACHINE_FLASH_BASE, MACHINE_RAM_BASE + MACHINE_RAM_SIZE};
    image->image.task_ram = (struct memory_range){
        MACHINE_RAM_BASE, MACHINE_DEVICE_BASE + MACHINE_DEVICE_SIZE - MACHINE_RAM_BASE};
    return fixture_boot(&*image);
}

static uint8_t flash_pattern(uint32_t offset)
{
    return (uint8_t)(1 + (offset * 7 + (offset >> 8)) % 255);
}

/* Nothing of what is there now is to be there after a restart. */
static void soil(struct machine *m, uint32_t label)
{
    const struct image_task *task = &arch_image(machine_kernel(m))->tasks[label - 1];
    uint8_t *flash = machine_memory(m, MACHINE_FLASH_BASE, MACHINE_FLASH_SIZE);
    for (uint32_t i = 0; i < MACHINE_FLASH_SIZE; i++) {
        flash[i] = flash_pattern(i);
    }
    memset(machine_memory(m, task->data.base, region_size(&task->data)), 0xee,
           region_size(&task->data));
    memset(machine_memory(m, task->stack.base, region_size(&task->stack)), 0xee,
           region_size(&task->stack));
}

/* Its stack is zero, its data what flash holds and then zero. */
static void assert_fresh(struct machine *m, uint32_t label)
{
    struct kernel *k = machine_kernel(m);
    const struct image_task *task = &arch_image(k)->tasks[label - 1];
    uint32_t stack = region_size(&task->stack);
    uint32_t data = region_size(&task->data);
    const uint8_t *bytes = machine_memory(m, task->data.base, data);
    for (uint32_t i = 0; i < data; i++) {
        uint8_t due = i < task->data_size ? flash_pattern(task->data_load + i) : 0;
        if (bytes[i] != due) {
            fail_msg("byte %#x of the data: %#x", (unsigned)i, bytes[i]);
        }
    }
    assert_int_equal(arch_memory_zeros(k, task->stack.base, stack), stack);
}

/* One step more than is full, wherever the initial data ends. */
static void compare_fill(uint8_t stack_order, uint32_t data_size)
{
    struct machine *m = big_machine(stack_order, data_size);
    struct kernel *k = machine_kernel(m);
    const uint32_t *filled = &k->task.task[BIG - 1].filled;
    uint32_t total = BIG_DATA + (1u << stack_order);
    soil(m, BIG);
    be(m, BIG);
    assert_int_equal(enter(m, SYS_EXIT, 0), 0);
    unsigned filling = 0;
    while (machine_process(m, BIG) == NONE) {
        uint32_t before = *filled;
        (void)step(m);
        bool starts = machine_process(m, BIG) != NONE;
        uint32_t after = starts ? total : *filled;
        assert_true(after - before <= FILL_STEP);
        filling += after > before;
    }
    assert_int_equal(filling, (total + FILL_STEP - 1) / FILL_STEP);
    assert_int_equal(*filled, 0);
    assert_fresh(m, BIG);
    check(m);
    fixture_end(NULL);
}

static void memory_is_filled_exactly(void **state)
{
    (void)state;
    for (uint8_t stack_order = 8; stack_order <= 14; stack_order += 3) {
        uint32_t boundary = FILL_STEP - (1u << stack_order); /* in the data: stacks come first */
        const uint32_t sizes[] = {0,
                                  1,
                                  4,
                                  boundary - 4,
                                  boundary - 1,
                                  boundary,
                                  boundary + 1,
                                  boundary + 4,
                                  BIG_DATA - 1,
                                  BIG_DATA};
        for (unsigned i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
            compare_fill(stack_order, sizes[i]);
        }
    }
}

/* The timer fires in the middle: a task before it in the table is due, and comes first; the other
 * goes on where it was. */
static void restart_in_the_middle_of_another(void **state)
{
    (void)state;
    struct machine *m = big_machine(14, BIG_DATA - 100);
    struct kernel *k = machine_kernel(m);
    const uint32_t *filled = &k->task.task[BIG - 1].filled;
    for (unsigned runs = 0; runs < 2; runs++) { /* the second time it waits for a millisecond */
        be(m, SMALL);
        call_parks(m, SYS_EXIT, 0);
    }
    assert_int_equal(machine_process(m, SMALL), NONE);
    soil(m, BIG);
    be(m, BIG);
    assert_int_equal(enter(m, SYS_EXIT, 0), 0);
    while (*filled == 0) {
        (void)step(m);
    }
    assert_int_equal(*filled, FILL_STEP);
    soil(m, SMALL);
    k->arch.clock.deadline = TIME_NEVER; /* the clock goes on, and then the timer fires */
    machine_advance(m, 2 * (uint64_t)MACHINE_TICKS_PER_MS);
    kernel_timer(k);
    assert_between(m);
    assert_int_equal(k->task.due, 1u << (SMALL - 1) | 1u << (BIG - 1));
    while (machine_process(m, SMALL) == NONE) {
        assert_int_equal(*filled, FILL_STEP);
        (void)step(m);
    }
    assert_int_equal(*filled, FILL_STEP);
    assert_int_equal(machine_process(m, BIG), NONE);
    while (machine_process(m, BIG) == NONE) {
        (void)step(m);
    }
    assert_false(kernel_has_work(k));
    assert_int_equal(*filled, 0);
    assert_fresh(m, BIG);
    assert_fresh(m, SMALL);
    assert_int_equal(k->task.due, 0);
    check(m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(granted_memory_is_taken_back_in_steps),
        TEST(dead_threads_are_forgotten_one_by_one),
        TEST(memory_is_filled_exactly),
        TEST(restart_in_the_middle_of_another),
    };
    return cmocka_run_group_tests_name("restart_steps", tests, NULL, NULL);
}
