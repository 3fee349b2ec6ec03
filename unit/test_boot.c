/*
 * boot.c: from the task table to running processes, each in its own job below its domain's, with
 * the memory a C program expects; and a refused image, which runs nothing.
 */
#include "fixture.h"

#include <string.h>

enum { A = 10, B = 20, C = 30 };

static struct machine_image *make_image(void)
{
    const struct machine_task tasks[] = {
        {.label = A, .priority = 3, .domain = 1, .quantum_ms = 4, .data_order = 9},
        {.label = B, .priority = 4, .domain = 2, .stack_order = 10},
        {.label = C, .priority = 4, .domain = 1, .quantum_ms = 255},
    };
    return fixture_image(tasks, 3);
}

static void every_task_runs_with_its_properties(void **state)
{
    (void)state;
    struct machine_image *image = make_image();
    struct machine *m = fixture_boot(image);
    struct kernel *k = machine_kernel(m);
    for (unsigned i = 0; i < 3; i++) {
        const struct image_task *task = &image->tasks[i];
        process_id process = machine_process(m, task->label);
        thread_id thread = thread_of(m, task->label);
        assert_int_equal(k->process[process].state, PROCESS_RUNNING);
        assert_int_equal(k->process[process].task, i);
        assert_int_equal(k->process[process].domain, task->domain);
        assert_int_equal(k->thread[thread].priority, task->priority);
        assert_int_equal(k->thread[thread].quantum, task->quantum_ms * MACHINE_TICKS_PER_MS);
        assert_int_equal(k->thread[thread].area, task->area);
        assert_int_equal(k->arch.context[thread].entry, task->entry);
        assert_int_equal(k->arch.context[thread].argument[0], 0);
        assert_int_equal(k->arch.context[thread].argument[1], 0);
        assert_int_equal(k->arch.context[thread].stack_base, task->stack.base);
        assert_memory_equal(&k->mapping[k->process[process].code].region, &task->code,
                            sizeof task->code);
        assert_memory_equal(&k->mapping[k->process[process].data].region, &task->data,
                            sizeof task->data);
    }
    assert_int_equal(machine_current(m), thread_of(m, B)); /* first of the most urgent */
    assert_int_equal(machine_now(m), 0);
}

static void jobs_follow_the_domains(void **state)
{
    (void)state;
    struct machine *m = fixture_boot(make_image());
    struct kernel *k = machine_kernel(m);
    job_id a = k->process[machine_process(m, A)].job;
    job_id b = k->process[machine_process(m, B)].job;
    job_id c = k->process[machine_process(m, C)].job;
    assert_int_not_equal(a, c);
    assert_int_equal(k->job[a].parent, k->job[c].parent);
    assert_int_not_equal(k->job[a].parent, k->job[b].parent);
    job_id root = k->job[k->job[a].parent].parent;
    assert_int_equal(root, k->job[k->job[b].parent].parent);
    assert_int_not_equal(root, NONE);
    assert_int_equal(k->job[root].parent, NONE);
    assert_int_equal(k->object[object_of_job(root)].domain, 0);
    assert_int_equal(k->object[object_of_job(a)].domain, 1);
    assert_int_equal(k->object[object_of_job(k->job[a].parent)].domain, 1);
    assert_int_equal(k->object[object_of_job(k->job[b].parent)].domain, 2);
    unsigned jobs = 0;
    for (job_id job = 1; job <= CONFIG_JOBS; job++) {
        jobs += k->object[object_of_job(job)].type == OBJECT_JOB;
    }
    assert_int_equal(jobs, 1 + 2 + 3);
}

/* Domain 0 is a domain like all others, also when it is not the first. */
static void domain_zero_has_a_job_of_its_own(void **state)
{
    (void)state;
    struct machine *m =
        MACHINE({.label = A, .domain = 0}, {.label = B, .domain = 0}, {.label = C, .domain = 7});
    struct kernel *k = machine_kernel(m);
    job_id zero = k->job[k->process[machine_process(m, A)].job].parent;
    assert_int_equal(zero, k->job[k->process[machine_process(m, B)].job].parent);
    assert_int_not_equal(k->job[zero].parent, NONE);
    assert_int_not_equal(zero, k->job[k->process[machine_process(m, C)].job].parent);
}

/* A task's job is there for its next run, whatever becomes of its processes. */
static void task_job_outlives_its_processes(void **state)
{
    (void)state;
    struct machine *m = fixture_boot(make_image());
    struct kernel *k = machine_kernel(m);
    job_id job = k->process[machine_process(m, B)].job;
    job_id domain = k->job[job].parent;
    call_parks(m, SYS_EXIT, 0);
    assert_int_equal(k->object[object_of_job(job)].type, OBJECT_JOB);
    assert_int_equal(k->object[object_of_job(job)].references, 1);
    assert_int_equal(k->task.task[1].job, job);
    assert_int_equal(k->object[object_of_job(domain)].type, OBJECT_JOB);
}

static void memory_is_as_a_program_expects_it(void **state)
{
    (void)state;
    struct machine_image *image = make_image();
    image->tasks[0].data_load = image->tasks[0].code.base + 0x100;
    image->tasks[0].data_size = 0x180;
    struct machine *m = fixture_boot(image);
    const struct image_task *task = &image->tasks[0];
    uint8_t *code = machine_memory(m, task->code.base, region_size(&task->code));
    for (unsigned i = 0; i < region_size(&task->code); i++) {
        code[i] = (uint8_t)(i * 5 + 1);
    }
    memset(machine_memory(m, task->data.base, 512), 0xaa, 512);
    memset(machine_memory(m, task->stack.base, 256), 0xaa, 256);
    memset(machine_memory(m, task->area, 256), 0xaa, 256);
    kernel_boot(machine_kernel(m), &fixture_entropy); /* again, with that memory */
    check(m);
    const uint8_t zeros[512] = {0};
    assert_memory_equal(machine_memory(m, task->data.base, 0x180), &code[0x100], 0x180);
    assert_memory_equal(machine_memory(m, task->data.base + 0x180, 0x80), zeros, 0x80);
    assert_memory_equal(machine_memory(m, task->stack.base, 256), zeros, 256);
    assert_memory_equal(machine_memory(m, task->area, 256), zeros, 256);
}

static void devices_are_mapped_for_their_task_alone(void **state)
{
    (void)state;
    struct machine_image *image = make_image();
    image->devices[0] = (struct region){.base = MACHINE_DEVICE_BASE,
                                        .order = 8,
                                        .access = ACCESS_READ | ACCESS_WRITE,
                                        .kind = MEMORY_DEVICE};
    image->devices[1] = image->devices[0];
    image->devices[1].base += 0x100;
    image->image.device_count = 2;
    image->tasks[1].device_first = 0;
    image->tasks[1].device_count = 2;
    image->tasks[2].device_first = 1;
    image->tasks[2].device_count = 1;
    struct machine *m = fixture_boot(image);
    struct kernel *k = machine_kernel(m);
    check(m);
    const unsigned access = ACCESS_READ | ACCESS_WRITE;
    static const struct {
        uint32_t label;
        bool first;
        bool second;
    } cases[] = {{A, false, false}, {B, true, true}, {C, false, true}};
    for (unsigned i = 0; i < 3; i++) {
        process_id process = machine_process(m, cases[i].label);
        assert_true(space_permits(k, process, image->tasks[i].stack.base, 0x100, access));
        assert_int_equal(space_permits(k, process, MACHINE_DEVICE_BASE, 0x100, access),
                         cases[i].first);
        assert_int_equal(space_permits(k, process, MACHINE_DEVICE_BASE + 0x100, 0x100, access),
                         cases[i].second);
    }
}

/* A board is booted over whatever was there before. */
static void boot_forgets_everything(void **state)
{
    (void)state;
    struct machine *m = fixture_boot(make_image());
    uint64_t hash = machine_hash(m);
    uint64_t deadline = machine_kernel(m)->arch.clock.deadline;
    memset(machine_kernel(m), 0xff, sizeof(struct kernel));
    kernel_boot(machine_kernel(m), &fixture_entropy);
    check(m);
    assert_int_equal(machine_hash(m), hash);
    assert_int_equal(machine_kernel(m)->arch.clock.deadline, deadline);
}

static void refused_image_halts_the_board_and_runs_nothing(void **state)
{
    (void)state;
    struct machine_image *image = make_image();
    struct machine *m = fixture_boot(image);
    image->tasks[1].priority = 32;
    kernel_boot(machine_kernel(m), &fixture_entropy);
    image->tasks[1].priority = 4;
    uint32_t status = 0;
    uint32_t size = 0;
    assert_true(machine_halted(m, &status));
    assert_int_equal(status, BOARD_PANIC);
    assert_int_equal(BOARD_PANIC, 103);
    assert_non_null(strstr(machine_log(m, &size), "anvil: image refused: task table entry 1: "));
    assert_int_equal(machine_current(m), NONE);
    assert_int_equal(machine_kernel(m)->objects.koids, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(every_task_runs_with_its_properties),
        TEST(jobs_follow_the_domains),
        TEST(domain_zero_has_a_job_of_its_own),
        TEST(task_job_outlives_its_processes),
        TEST(memory_is_as_a_program_expects_it),
        TEST(devices_are_mapped_for_their_task_alone),
        TEST(boot_forgets_everything),
        TEST(refused_image_halts_the_board_and_runs_nothing),
    };
    return cmocka_run_group_tests_name("boot", tests, NULL, NULL);
}
