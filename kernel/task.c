/*
 * Tasks: starting, ending and restarting them; and the status the board halts with.
 *
 * It owns struct task_state and the restart timers. Invariants: a task has a running process or a
 * running restart timer or neither, never both; its processes are the reserved ones only. The
 * pools suffice by image_check, and entries of theirs are kept for the image, so an empty one is a
 * bug here.
 */
#include "task.h"

#include <string.h>

#include "kernel.h"

#define RESTART_DELAY_MAX_MS 1000u

static const struct image_task *task_image(const struct kernel *k, task_index task)
{
    return &arch_image(k)->tasks[task];
}

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

void task_init(struct kernel *k)
{
    const struct image *image = arch_image(k);
    job_id root = job_create(k, NONE, 0);
    for (task_index task = 0; task < image->task_count; task++) {
        uint8_t domain = image->tasks[task].domain;
        job_id job = job_create(k, domain_job(k, root, domain), domain);
        KERNEL_ASSERT(k, job != NONE);
        k->task.task[task].job = job;
        (void)memcpy(k->job[job].limit, image->tasks[task].quota, sizeof k->job[job].limit);
    }
    bootstrap_init(k);
    for (task_index task = 0; task < image->task_count; task++) {
        if (image->tasks[task].start == START_BOOT) {
            task_start(k, task);
        }
    }
}

/* The memory that the image gives the task, granted anew: nobody else has any of it after this. */
static void task_map(struct kernel *k, process_id process, task_index index)
{
    const struct image_task *task = task_image(k, index);
    const struct region *devices = &arch_image(k)->devices[task->device_first];
    mapping_id mapping = (mapping_id)(1u + image_mappings(arch_image(k), index));
    k->process[process].code = mapping;
    space_add_at(k, mapping++, process, &task->code);
    k->process[process].data = mapping;
    space_add_at(k, mapping++, process, &task->data);
    space_add_at(k, mapping++, process, &task->stack);
    for (uint32_t i = 0; i < task->device_count; i++) {
        space_add_at(k, mapping++, process, &devices[i]);
    }
}

/* Memory as a C program finds it: initial data, zeros, an empty stack. */
static void task_fill_memory(struct kernel *k, const struct image_task *task)
{
    arch_memory_zero(k, task->stack.base, region_size(&task->stack));
    arch_memory_zero(k, task->data.base, region_size(&task->data));
    arch_memory_copy(k, task->data.base, task->data_load, task->data_size);
}

static void task_run(struct kernel *k, const struct image_task *task, process_id process,
                     thread_id thread)
{
    const struct thread_start start = {
        .stack = task->stack, .area = task->area, .entry = task->entry, .argument = {0, 0}};
    thread_create_at(k, thread, process, task->priority, (uint8_t)task->quantum_ms);
    process_start(k, process);
    thread_start(k, thread, &start);
}

void task_start(struct kernel *k, task_index index)
{
    const struct image_task *task = task_image(k, index);
    struct task *state = &k->task.task[index];
    /* The reserved process and its thread have the same id; runs take them in turn. */
    uint16_t reserved = (uint16_t)(1u + 2u * index + state->runs % 2u);
    process_forget(k, reserved);
    process_create_at(k, reserved, state->job, index);
    task_map(k, reserved, index);
    task_fill_memory(k, task);
    irq_grant(k, reserved, index);
    task_run(k, task, reserved, reserved);
    state->process = reserved;
    state->runs++;
    state->ending = ENDED_NOT;
    bootstrap_process(k, index, reserved);
}

/*
 * The first restart comes at once. Another one within a second of the last waits, twice as long
 * each time, so that a task that cannot run leaves the processor to the others.
 */
static void task_restart(struct kernel *k, task_index index)
{
    struct task *state = &k->task.task[index];
    uint64_t second = (uint64_t)arch_image(k)->ticks_per_ms * RESTART_DELAY_MAX_MS;
    bool calm = state->delay_ms == 0 || arch_now(k) - state->restarted > second;
    uint32_t delay = calm ? 0 : state->delay_ms;
    uint32_t longer = delay == 0 ? 1 : delay * 2;
    state->delay_ms = (uint16_t)(longer < RESTART_DELAY_MAX_MS ? longer : RESTART_DELAY_MAX_MS);
    state->restarted = time_after_ms(k, delay);
    if (delay == 0) {
        task_start(k, index);
    } else {
        timer_start(k, timer_of_restart(index), state->restarted);
    }
}

void task_ended(struct kernel *k, task_index index, enum process_ending ending, int32_t status)
{
    const struct image_task *task = task_image(k, index);
    struct task *state = &k->task.task[index];
    state->process = NONE;
    state->ending = (uint8_t)ending;
    state->exit_status = status;
    uint8_t wish = ending == ENDED_FAULT ? task->on_fault : task->on_exit;
    if (wish == ENDING_RESTART) {
        task_restart(k, index);
    } else if (wish == ENDING_PANIC) {
        report_task_panic(k, task->label);
        arch_halt(k, BOARD_PANIC);
    }
}

bool task_can(const struct kernel *k, process_id process, enum capability capability)
{
    task_index task = k->process[process].task;
    return task != TASK_NONE && (task_image(k, task)->capabilities & capability) != 0;
}

task_index task_by_label(const struct kernel *k, uint32_t label)
{
    const struct image *image = arch_image(k);
    uint32_t low = 0;
    uint32_t high = image->task_count;
    while (low < high) {
        uint32_t middle = (low + high) / 2;
        if (image->tasks[middle].label < label) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    bool found = low < image->task_count && image->tasks[low].label == label;
    return found ? (task_index)low : TASK_NONE;
}

/* What a program's exit status becomes as the board's: 0 stays, all else is an error up to 100. */
static uint32_t exit_status_clamped(int32_t status)
{
    if (status == 0) {
        return 0;
    }
    if (status < 1) {
        return 1;
    }
    return status > BOARD_EXIT_MAX ? BOARD_EXIT_MAX : (uint32_t)status;
}

uint32_t task_board_status(const struct kernel *k)
{
    task_index main = arch_image(k)->main;
    if (main == TASK_NONE) {
        return 0;
    }
    const struct task *task = &k->task.task[main];
    switch (task->ending) {
    case ENDED_EXIT:
        return exit_status_clamped(task->exit_status);
    case ENDED_FAULT:
        return BOARD_MAIN_FAULTED;
    default:
        return BOARD_MAIN_BLOCKED;
    }
}
