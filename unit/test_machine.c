/*
 * The host library: machines that are reset, copied, hashed and compared, several at a time; their
 * clock and threads. Memory and log are test_contract.c's. Whoever writes tests or fuzzers with it
 * relies on what is held here.
 */
#include "fixture.h"

#include <stdlib.h>
#include <string.h>

enum { A = 0xa, B = 0xb };

static const struct machine_task two_tasks[] = {{.label = B, .priority = 5},
                                                {.label = A, .priority = 5}};

static struct machine *make_two(void)
{
    return fixture_machine(two_tasks, 2);
}

/* Some life: a message under way, a sleeper, memory written, a line in the log. */
static void live(struct machine *m)
{
    uint32_t word = 0x12345678;
    run(m, thread_of(m, A));
    area_fill(m, thread_of(m, A), 3);
    (void)call_returns(m, SYS_LOG, 20);
    assert_true(machine_store(m, thread_state_of(m, thread_of(m, A))->area + 8, &word, 4));
    call_parks(m, SYS_SEND_IPC, handle_of(m, B), 9);
    call_parks(m, SYS_SLEEP, 3, SLEEP_DEEP);
    advance_ms(m, 1);
}

/* Everything an onlooker can see. */
static void assert_same(struct machine *a, struct machine *b)
{
    uint32_t size_a = 0;
    uint32_t size_b = 0;
    const char *log_a = machine_log(a, &size_a);
    const char *log_b = machine_log(b, &size_b);
    assert_int_equal(machine_hash(a), machine_hash(b));
    assert_int_equal(machine_now(a), machine_now(b));
    assert_int_equal(machine_current(a), machine_current(b));
    assert_int_equal(machine_halted(a, NULL), machine_halted(b, NULL));
    assert_int_equal(size_a, size_b);
    assert_memory_equal(log_a, log_b, size_a);
    assert_memory_equal(machine_kernel(a), machine_kernel(b), sizeof(struct kernel));
    assert_memory_equal(machine_memory(a, MACHINE_RAM_BASE, MACHINE_RAM_SIZE),
                        machine_memory(b, MACHINE_RAM_BASE, MACHINE_RAM_SIZE), MACHINE_RAM_SIZE);
    assert_memory_equal(machine_memory(a, MACHINE_FLASH_BASE, MACHINE_FLASH_SIZE),
                        machine_memory(b, MACHINE_FLASH_BASE, MACHINE_FLASH_SIZE),
                        MACHINE_FLASH_SIZE);
}

/* Looking at all of the memory makes all of it dirty, so that comes after the last reset. */
static void reset_goes_back_to_boot(void **state)
{
    (void)state;
    struct machine *fresh = make_two();
    for (unsigned resets = 1; resets <= 3; resets++) {
        struct machine *m = make_two();
        for (unsigned i = 0; i < resets; i++) {
            live(m);
            assert_int_not_equal(machine_hash(m), machine_hash(fresh));
            memset(machine_memory(m, MACHINE_RAM_BASE + 0x1ff, 2), 0x55, 2);
            memset(machine_memory(m, MACHINE_FLASH_BASE + MACHINE_FLASH_SIZE - 1, 1), 0x66, 1);
            machine_reset(m);
        }
        assert_same(m, fresh);
    }
}

static void reset_after_the_end(void **state)
{
    (void)state;
    struct machine *fresh = make_two();
    struct machine *m = make_two();
    call_parks(m, SYS_EXIT, 0);
    call_parks(m, SYS_EXIT, 0);
    assert_true(machine_halted(m, NULL));
    machine_reset(m);
    assert_same(m, fresh);
}

static void same_calls_same_state(void **state)
{
    (void)state;
    struct machine *a = make_two();
    struct machine *b = make_two();
    live(a);
    assert_int_not_equal(machine_hash(a), machine_hash(b)); /* b is not touched */
    live(b);
    assert_same(a, b);
}

static void copy_is_another_machine(void **state)
{
    (void)state;
    struct machine_image *image = fixture_image(two_tasks, 2);
    struct machine *m = fixture_boot(image);
    struct machine *copy = fixture_boot(image);
    live(m);
    memset(machine_memory(copy, MACHINE_RAM_BASE + 0x4000, 64), 0x99, 64);
    machine_copy(copy, m);
    assert_same(copy, m);
    uint64_t hash = machine_hash(m);
    advance_ms(copy, 10);
    assert_int_not_equal(machine_hash(copy), hash);
    assert_int_equal(machine_hash(m), hash);
    machine_reset(copy);
    assert_same(copy, fixture_boot(image));
    machine_copy(m, copy);
    assert_same(m, copy);
}

/* What a copy has taken over is undone by its reset too. */
static void reset_of_a_copy(void **state)
{
    (void)state;
    struct machine_image *image = fixture_image(two_tasks, 2);
    struct machine *m = fixture_boot(image);
    struct machine *copy = fixture_boot(image);
    live(m);
    machine_copy(copy, m);
    machine_reset(copy);
    assert_same(copy, fixture_boot(image));
}

static void copy_of_a_halted_machine(void **state)
{
    (void)state;
    struct machine_image *image = fixture_image(two_tasks, 2);
    image->image.main = 0;
    struct machine *m = fixture_boot(image);
    struct machine *copy = fixture_boot(image);
    run(m, thread_of(m, A));
    call_parks(m, SYS_EXIT, 42);
    call_parks(m, SYS_EXIT, 7);
    machine_copy(copy, m);
    uint32_t status = 0;
    assert_true(machine_halted(copy, &status));
    assert_int_equal(status, 42);
}

/* Any bit of the state proper counts; what is the machine's own does not. */
static void hash_covers_the_state_proper_and_nothing_else(void **state)
{
    (void)state;
    struct machine *m = make_two();
    uint8_t *bytes = (uint8_t *)machine_kernel(m);
    uint64_t hash = machine_hash(m);
    for (size_t i = 0; i < sizeof(struct kernel); i++) {
        for (unsigned bit = 0; bit < 8; bit += 7) {
            bytes[i] ^= (uint8_t)(1u << bit);
            bool differs = machine_hash(m) != hash;
            bytes[i] ^= (uint8_t)(1u << bit);
            assert_int_equal(differs, i < offsetof(struct kernel, arch));
        }
    }
}

/* ---- Time. ---- */

static void clock_moves_only_when_it_is_moved(void **state)
{
    (void)state;
    struct machine *m = make_two();
    assert_int_equal(machine_now(m), 0);
    (void)call_returns(m, SYS_NOP);
    assert_int_equal(machine_now(m), 0);
    machine_advance(m, 17);
    assert_int_equal(machine_now(m), 17);
}

static void deadlines_fire_on_the_way(void **state)
{
    (void)state;
    struct machine *m = MACHINE({.label = A, .priority = 6}, {.label = B, .priority = 5});
    call_parks(m, SYS_SLEEP, 2, SLEEP_DEEP);
    call_parks(m, SYS_SLEEP, 5, SLEEP_DEEP);
    assert_true(machine_advance_to_deadline(m));
    assert_int_equal(machine_now(m), 2 * MACHINE_TICKS_PER_MS);
    assert_int_equal(machine_current(m), thread_of(m, A));
    call_parks(m, SYS_SLEEP, 50, SLEEP_DEEP);
    advance_ms(m, 4);
    assert_int_equal(machine_now(m), 6 * MACHINE_TICKS_PER_MS);
    assert_int_equal(machine_current(m), thread_of(m, B));
    assert_true(machine_advance_to_deadline(m));
    assert_int_equal(machine_now(m), 52 * MACHINE_TICKS_PER_MS);
    assert_false(machine_advance_to_deadline(m));
    assert_int_equal(machine_now(m), 52 * MACHINE_TICKS_PER_MS);
}

/* ---- Threads. ---- */

static void any_ready_thread_can_be_run(void **state)
{
    (void)state;
    struct machine *m = MACHINE({.label = A, .priority = 9}, {.label = B, .priority = 1});
    run(m, thread_of(m, B));
    assert_int_equal(call_returns(m, SYS_NOP), 0);
    assert_int_equal(machine_current(m), thread_of(m, B));
    (void)fixture_call(m, FIXTURE_CALL(SYS_SCHED_YIELD)); /* the scheduler decides again */
    assert_int_equal(machine_current(m), thread_of(m, A));
}

static void run_of_a_sleeper(void *context)
{
    struct machine *m = context;
    thread_id sleeper = machine_current(m);
    call_parks(m, SYS_SLEEP, 1, SLEEP_DEEP);
    machine_run(m, sleeper);
}

static void run_of_nobody(void *context)
{
    machine_run(context, NONE);
}

static void run_of_no_such_thread(void *context)
{
    machine_run(context, CONFIG_THREADS + 1);
}

static void call_of_nobody(void *context)
{
    struct machine *m = context;
    const uint32_t none[CALL_REGISTERS] = {0};
    call_parks(m, SYS_SLEEP, 1, SLEEP_DEEP);
    call_parks(m, SYS_SLEEP, 1, SLEEP_DEEP);
    (void)machine_call(m, SYS_NOP, none);
}

static void fault_of_nobody(void *context)
{
    struct machine *m = context;
    call_parks(m, SYS_SLEEP, 1, SLEEP_DEEP);
    call_parks(m, SYS_SLEEP, 1, SLEEP_DEEP);
    machine_fault(m, FAULT_BUS, 0);
}

static void access_of_nobody(void *context)
{
    struct machine *m = context;
    uint8_t byte = 0;
    call_parks(m, SYS_SLEEP, 1, SLEEP_DEEP);
    call_parks(m, SYS_SLEEP, 1, SLEEP_DEEP);
    (void)machine_load(m, MACHINE_RAM_BASE, &byte, 0);
}

static void tasks_too_large(void *context)
{
    (void)context;
    (void)MACHINE({.label = A, .stack_order = 14}, {.label = B, .data_order = 14});
}

static void memory_of_nowhere(void *context)
{
    (void)machine_memory(context, MACHINE_RAM_BASE + MACHINE_RAM_SIZE - 1, 2);
}

static void copy_of_another_image(void *context)
{
    machine_copy(context, make_two());
}

static void mistakes_of_the_program_abort(void **state)
{
    (void)state;
    struct machine *m = make_two();
    assert_true(panics(run_of_a_sleeper, m));
    assert_true(panics(run_of_nobody, m));
    assert_true(panics(run_of_no_such_thread, m));
    assert_true(panics(call_of_nobody, m));
    assert_true(panics(fault_of_nobody, m));
    assert_true(panics(access_of_nobody, m));
    assert_true(panics(tasks_too_large, m));
    assert_true(panics(memory_of_nowhere, m));
    assert_true(panics(copy_of_another_image, m));
}

static void boot_refused(void *context)
{
    (void)machine_create(context);
}

static void refused_image_aborts(void **state)
{
    (void)state;
    struct machine_image *image = fixture_image(two_tasks, 2);
    image->image.window = CONFIG_SLOTS;
    assert_true(panics(boot_refused, &image->image));
}

static void threads_until_the_pool_is_empty(void **state)
{
    (void)state;
    struct machine *m = make_two();
    process_id process = machine_process(m, A);
    thread_id first = thread_of(m, A);
    for (unsigned i = RESERVED; i < CONFIG_THREADS; i++) {
        thread_id thread = machine_thread(m, process, i % 2 == 0);
        assert_int_not_equal(thread, NONE);
        check(m);
        assert_int_equal(machine_area(m, thread) != NULL, i % 2 == 0);
        assert_int_equal(machine_first_thread(m, process), first);
    }
    uint64_t hash = machine_hash(m);
    assert_int_equal(machine_thread(m, process, true), NONE);
    assert_int_equal(machine_hash(m), hash);
    run(m, CONFIG_THREADS);
}

static void threads_until_the_mappings_are_used_up(void **state)
{
    (void)state;
    struct machine *m = make_two();
    struct kernel *k = machine_kernel(m);
    process_id process = machine_process(m, A);
    struct region device = {
        .base = MACHINE_DEVICE_BASE, .order = 5, .access = ACCESS_READ, .kind = MEMORY_DEVICE};
    while (space_add(k, process, &device) != NONE) {
        device.base += 32;
    }
    uint64_t koids = k->objects.koids;
    assert_int_equal(machine_thread(m, process, true), NONE);
    check(m);
    assert_int_equal(k->objects.koids, koids + 1); /* the thread was made, and freed again */
}

static void names_of_processes(void **state)
{
    (void)state;
    struct machine *m = make_two();
    assert_int_equal(machine_process(m, 0xc), NONE);
    assert_int_not_equal(machine_process(m, A), machine_process(m, B));
    process_id process = machine_process(m, A);
    run(m, thread_of(m, A));
    call_parks(m, SYS_EXIT, 0);
    assert_int_equal(machine_process(m, A), NONE);
    assert_int_equal(machine_first_thread(m, process), NONE);
}

static void handles_until_the_table_is_full(void **state)
{
    (void)state;
    struct machine *m = make_two();
    process_id process = machine_process(m, A);
    uint32_t name = 1;
    unsigned made = 0;
    while (name != 0) {
        name = machine_handle(m, process, object_of_process(process), RIGHT_READ);
        made += name != 0;
    }
    assert_true(made > 0 && made < CONFIG_SLOTS);
    check(m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(reset_goes_back_to_boot),
        TEST(reset_after_the_end),
        TEST(same_calls_same_state),
        TEST(copy_is_another_machine),
        TEST(reset_of_a_copy),
        TEST(copy_of_a_halted_machine),
        TEST(hash_covers_the_state_proper_and_nothing_else),
        TEST(clock_moves_only_when_it_is_moved),
        TEST(deadlines_fire_on_the_way),
        TEST(any_ready_thread_can_be_run),
        TEST(mistakes_of_the_program_abort),
        TEST(refused_image_aborts),
        TEST(threads_until_the_pool_is_empty),
        TEST(threads_until_the_mappings_are_used_up),
        TEST(names_of_processes),
        TEST(handles_until_the_table_is_full),
    };
    return cmocka_run_group_tests_name("machine", tests, NULL, NULL);
}
