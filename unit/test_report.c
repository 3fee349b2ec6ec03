/*
 * report.c, boot.c and fault.c: what the kernel says on the log port, what it makes of an image,
 * and what becomes of a thread that does what it may not.
 */
#include "fixture.h"
#include "zircon.h"

#include <stdio.h>
#include <string.h>

enum { A = 0xa0b1c2d3, B = 0xb };

static const char *log_of(const struct machine *m)
{
    uint32_t size = 0;
    const char *log = machine_log(m, &size);
    assert_int_equal(strlen(log), size);
    return log;
}

static struct machine *make_two(void)
{
    struct machine *m = MACHINE({.label = A, .priority = 5}, {.label = B, .priority = 5});
    run(m, thread_of(m, A));
    return m;
}

/* ---- Faults. ---- */

static const char *const fault_names[FAULT_KINDS] = {[FAULT_MEMORY] = "memory access",
                                                     [FAULT_STACK] = "stack",
                                                     [FAULT_BUS] = "bus error",
                                                     [FAULT_UNDEFINED] = "undefined instruction",
                                                     [FAULT_UNALIGNED] = "unaligned access",
                                                     [FAULT_DIVIDE] = "division by zero",
                                                     [FAULT_BREAKPOINT] = "breakpoint",
                                                     [FAULT_RETURN] = "exception return"};

static void every_fault_is_reported_and_ends_its_process_alone(void **state)
{
    (void)state;
    struct machine *m = make_two();
    for (unsigned kind = FAULT_MEMORY; kind < FAULT_KINDS; kind++) {
        for (unsigned has = 0; has < 4; has++) {
            machine_reset(m);
            run(m, thread_of(m, A));
            const struct fault fault = {.kind = kind,
                                        .address = 0x10000000u + kind,
                                        .pc = 0x89abcdefu,
                                        .has_address = (has & 1) != 0,
                                        .has_pc = (has & 2) != 0};
            kernel_fault(machine_kernel(m), &fault);
            check(m);
            char expected[128];
            char address[32] = "";
            if (fault.has_address) {
                (void)snprintf(address, sizeof address, " at 0x%08x", 0x10000000u + kind);
            }
            (void)snprintf(expected, sizeof expected,
                           "anvil: task 0xa0b1c2d3 ended by a fault: %s%s%s\n", fault_names[kind],
                           address, fault.has_pc ? ", pc 0x89abcdef" : "");
            assert_string_equal(log_of(m), expected);
            assert_int_equal(machine_process(m, A), NONE);
            assert_int_equal(machine_current(m), thread_of(m, B));
        }
    }
}

static void fault_ends_all_threads_of_the_process(void **state)
{
    (void)state;
    struct machine *m = make_two();
    struct kernel *k = machine_kernel(m);
    process_id process = machine_process(m, A);
    (void)machine_handle(m, machine_process(m, B), object_of_process(process), 0);
    thread_id second = machine_thread(m, process, true);
    run(m, second);
    machine_fault(m, FAULT_STACK, 0);
    check(m);
    assert_int_equal(k->process[process].state, PROCESS_DEAD);
    assert_int_equal(k->process[process].ending, ENDED_FAULT);
    assert_int_equal(k->process[process].return_code, ZX_TASK_RETCODE_EXCEPTION_KILL);
    assert_int_equal(k->process[process].first_thread, NONE);
}

/* Only a memory fault with an address may be a refill. */
static void refill_is_no_fault(void **state)
{
    (void)state;
    struct machine *m = make_two();
    for (unsigned kind = FAULT_MEMORY; kind < FAULT_KINDS; kind++) {
        for (unsigned has = 0; has < 2; has++) {
            machine_reset(m);
            struct kernel *k = machine_kernel(m);
            const struct region device = {.base = MACHINE_DEVICE_BASE,
                                          .order = 5,
                                          .access = ACCESS_READ,
                                          .kind = MEMORY_DEVICE};
            run(m, thread_of(m, A));
            (void)space_add(k, machine_process(m, A), &device);
            const struct fault fault = {
                .kind = kind, .address = MACHINE_DEVICE_BASE + 31, .has_address = has != 0};
            uint64_t hash = machine_hash(m);
            kernel_fault(k, &fault);
            check(m);
            bool refilled = kind == FAULT_MEMORY && fault.has_address;
            assert_int_equal(machine_process(m, A) != NONE, refilled);
            assert_int_equal(machine_hash(m) == hash, refilled);
            assert_int_equal(log_of(m)[0] == '\0', refilled);
        }
    }
}

static void access_that_the_mapping_forbids_is_a_fault(void **state)
{
    (void)state;
    struct machine *m = make_two();
    const struct kernel *k = machine_kernel(m);
    const struct region *code = &k->mapping[k->process[machine_process(m, A)].code].region;
    uint32_t word = 0;
    assert_true(machine_load(m, code->base, &word, 4));
    assert_false(machine_store(m, code->base, &word, 4));
    assert_non_null(strstr(log_of(m), "memory access at 0x0000"));
}

/* A process that no task stands behind has no label but a name, which cannot end the line. */
static void process_without_a_task_is_reported_by_its_name(void **state)
{
    (void)state;
    struct machine *m = make_two();
    struct kernel *k = machine_kernel(m);
    k->process[machine_process(m, A)].task = TASK_NONE;
    thread_id thread = thread_of(m, A);
    k->exception.thread[thread].report.kind = FAULT_BUS;
    char *name = k->property.name[object_of_process(machine_process(m, A))];
    memcpy(name, " a~\n\x7f\x1f\x80z", 9);
    report_fault(k, thread);
    assert_string_equal(log_of(m), "anvil: process \" a~????z\" ended by a fault: bus error\n");
}

static void longest_name_is_reported_whole(void **state)
{
    (void)state;
    struct machine *m = make_two();
    struct kernel *k = machine_kernel(m);
    k->process[machine_process(m, A)].task = TASK_NONE;
    memset(k->property.name[object_of_process(machine_process(m, A))], 'n', NAME_SIZE - 1);
    report_fault(k, thread_of(m, A));
    assert_string_equal(log_of(m), "anvil: process \"nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn\""
                                   " ended by a fault: job policy\n");
}

static void fault_of_nobody(void *context)
{
    struct machine *m = context;
    const struct fault fault = {.kind = FAULT_BUS};
    machine_kernel(m)->sched.current = NONE;
    kernel_fault(machine_kernel(m), &fault);
}

static void fault_of_nobody_is_a_bug_of_the_kernel(void **state)
{
    (void)state;
    assert_true(panics(fault_of_nobody, make_two()));
}

/* ---- Other words. ---- */

static void refused_image_is_named(void **state)
{
    (void)state;
    static const struct {
        uint32_t entry;
        const char *line;
    } cases[] = {
        {0, "anvil: image refused: task table entry 0: such words\n"},
        {1, "anvil: image refused: task table entry 1: such words\n"},
        {2, "anvil: image refused: such words\n"},
    };
    struct machine *m = make_two();
    for (unsigned i = 0; i < 3; i++) {
        const struct image_error error = {"such words", cases[i].entry};
        machine_reset(m);
        report_image_error(machine_kernel(m), &error);
        assert_string_equal(log_of(m), cases[i].line);
    }
}

static void entries_are_counted_in_decimal(void **state)
{
    (void)state;
    struct machine_image *image = fixture_image(&(const struct machine_task){.label = 1}, 1);
    struct machine *m = fixture_boot(image);
    image->image.task_count = 0xffff; /* so that every entry has a number */
    static const uint32_t entries[] = {9, 10, 63, 100, 65534};
    for (unsigned i = 0; i < sizeof entries / sizeof entries[0]; i++) {
        const struct image_error error = {"x", entries[i]};
        char expected[64];
        (void)snprintf(expected, sizeof expected, "anvil: image refused: task table entry %u: x\n",
                       (unsigned)entries[i]);
        machine_reset(m);
        report_image_error(machine_kernel(m), &error);
        assert_string_equal(log_of(m), expected);
    }
    image->image.task_count = 1;
}

static void long_lines_are_cut(void **state)
{
    (void)state;
    char words[400];
    memset(words, 'w', sizeof words);
    for (unsigned length = 80; length < sizeof words; length += 11) {
        struct machine *m = make_two();
        words[length] = '\0';
        const struct image_error error = {words, 99};
        report_image_error(machine_kernel(m), &error);
        size_t said = strlen("anvil: image refused: ") + length + 1;
        assert_int_equal(strlen(log_of(m)), said < 127 ? said : 127);
        words[length] = 'w';
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(every_fault_is_reported_and_ends_its_process_alone),
        TEST(fault_ends_all_threads_of_the_process),
        TEST(refill_is_no_fault),
        TEST(access_that_the_mapping_forbids_is_a_fault),
        TEST(process_without_a_task_is_reported_by_its_name),
        TEST(longest_name_is_reported_whole),
        TEST(fault_of_nobody_is_a_bug_of_the_kernel),
        TEST(refused_image_is_named),
        TEST(entries_are_counted_in_decimal),
        TEST(long_lines_are_cut),
    };
    return cmocka_run_group_tests_name("report", tests, NULL, NULL);
}
