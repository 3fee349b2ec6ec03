/*
 * Boot: from the image's task table to running processes.
 *
 * It owns nothing afterwards. The pools suffice by image_check, so an empty one is a bug here.
 */
#include <string.h>

#include "kernel.h"

/* The job of a domain, made when its first task is met. */
static job_id domain_job(struct kernel *k, job_id root, uint8_t domain)
{
    for (job_id job = 1; job <= CONFIG_JOBS; job++) {
        const struct object *object = &k->object[object_of_job(job)];
        if (object->type == OBJECT_JOB && k->job[job].parent == root && object->domain == domain) {
            return job;
        }
    }
    return job_create(k, root, domain);
}

static void task_map(struct kernel *k, process_id process, const struct image_task *task)
{
    const struct region *devices = &arch_image(k)->devices[task->device_first];
    k->process[process].code = space_add(k, process, &task->code);
    k->process[process].data = space_add(k, process, &task->data);
    mapping_id last = space_add(k, process, &task->stack);
    for (uint32_t i = 0; i < task->device_count; i++) {
        last = space_add(k, process, &devices[i]);
    }
    KERNEL_ASSERT(k, last != NONE);
}

/* Memory as a C program finds it: initial data, zeros, an empty stack. */
static void task_fill_memory(struct kernel *k, const struct image_task *task)
{
    arch_memory_zero(k, task->stack.base, region_size(&task->stack));
    arch_memory_zero(k, task->data.base, region_size(&task->data));
    arch_memory_copy(k, task->data.base, task->data_load, task->data_size);
}

static void task_start(struct kernel *k, job_id domain, task_index index)
{
    const struct image_task *task = &arch_image(k)->tasks[index];
    job_id job = job_create(k, domain, task->domain);
    process_id process = job == NONE ? NONE : process_create(k, job, index);
    KERNEL_ASSERT(k, process != NONE);
    object_dereference(k, object_of_job(job)); /* kept by its process */
    task_map(k, process, task);
    task_fill_memory(k, task);
    thread_id thread = thread_create(k, process, task->priority, (uint8_t)task->quantum_ms);
    KERNEL_ASSERT(k, thread != NONE);
    const struct thread_start start = {
        .stack = task->stack, .area = task->area, .entry = task->entry, .argument = {0, 0}};
    process_start(k, process);
    thread_start(k, thread, &start);
}

void kernel_boot(struct kernel *k)
{
    (void)memset(k, 0, sizeof *k);
    k->sched.slice_end = TIME_NEVER;
    k->arch.clock.deadline = TIME_NEVER;
    const struct image *image = arch_image(k);
    const struct image_error error = image_check(image);
    if (error.reason != NULL) {
        report_image_error(k, &error);
        arch_halt(k, BOARD_PANIC);
        return;
    }
    space_init(k);
    job_id root = job_create(k, NONE, 0);
    for (task_index task = 0; task < image->task_count; task++) {
        task_start(k, domain_job(k, root, image->tasks[task].domain), task);
    }
    sched_settle(k);
}
