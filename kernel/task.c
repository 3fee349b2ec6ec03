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
#define FILL_STEP            0x10000u /* bytes: some 8000 instructions */

static const struct image_task *task_image(const struct kernel *k, task_index task)
{
    return &arch_image(k)->tasks[task];
}

/* A job of the image: it stays for ever. */
static job_id job_make(struct kernel *k, job_id parent, uint8_t domain)
{
    job_id job = job_create(k, parent, domain);
    KERNEL_ASSERT(k, job != NONE);
    object_reference(k, object_of_job(job));
    return job;
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
    return job_make(k, root, domain);
}

/* The memory that the image gives the task, granted anew: nobody else has any of it after this. */
static void task_map(struct kernel *k, process_id process, task_index index)
{
    const struct image_task *task = task_image(k, index);
    const struct region *devices = &arch_image(k)->devices[task->device_first];
    mapping_id mapping = k->task.task[index].mapping;
    k->process[process].code = mapping;
    space_add_at(k, mapping++, process, &task->code);
    k->process[process].data = mapping;
    space_add_at(k, mapping++, process, &task->data);
    space_add_at(k, mapping++, process, &task->stack);
    for (uint32_t i = 0; i < task->device_count; i++) {
        space_add_at(k, mapping++, process, &devices[i]);
    }
}

/* A stretch of the task's data as a C program finds it: initial data, then zeros. */
static void data_fill(struct kernel *k, const struct image_task *task, uint32_t from, uint32_t size)
{
    uint32_t left = from < task->data_size ? task->data_size - from : 0;
    uint32_t copied = left < size ? left : size;
    arch_memory_copy(k, task->data.base + from, task->data_load + from, copied);
    arch_memory_zero(k, task->data.base + from + copied, size - copied);
}

/* The next stretch of its stack and data, in this order. False: there is more. */
static bool task_fill_memory(struct kernel *k, task_index index)
{
    const struct image_task *task = task_image(k, index);
    uint32_t *filled = &k->task.task[index].filled;
    uint32_t stack = region_size(&task->stack);
    uint32_t total = stack + region_size(&task->data);
    uint32_t budget = FILL_STEP;
    while (budget > 0 && *filled < total) {
        uint32_t left = *filled < stack ? stack - *filled : total - *filled;
        uint32_t size = left < budget ? left : budget;
        if (*filled < stack) {
            arch_memory_zero(k, task->stack.base + *filled, size);
        } else {
            data_fill(k, task, *filled - stack, size);
        }
        *filled += size;
        budget -= size;
    }
    return *filled == total;
}

static void task_run(struct kernel *k, const struct image_task *task, process_id process,
                     thread_id thread)
{
    const struct thread_start start = {.stack = task->stack,
                                       .sp = task->stack.base + region_size(&task->stack),
                                       .area = task->area,
                                       .entry = task->entry};
    process_start(k, process);
    thread_start(k, thread, &start);
}

/* The reserved process and its thread have the same id; runs take them in turn. */
static process_id task_reserved(const struct kernel *k, task_index index)
{
    return (process_id)(1u + 2u * index + k->task.task[index].runs % 2u);
}

static void task_start(struct kernel *k, task_index index)
{
    const struct image_task *task = task_image(k, index);
    struct task *state = &k->task.task[index];
    process_id reserved = task_reserved(k, index);
    process_create_at(k, reserved, state->job, index);
    task_map(k, reserved, index);
    irq_grant(k, reserved, index);
    state->process = reserved;
    state->runs++;
    state->filled = 0;
    state->ending = ENDED_NOT;
    thread_create_at(k, reserved, reserved, task->priority, (uint8_t)task->quantum_ms);
    bootstrap_process(k, index, reserved);
    task_run(k, task, reserved, reserved);
}

void task_init(struct kernel *k)
{
    const struct image *image = arch_image(k);
    job_id root = job_make(k, NONE, 0);
    for (task_index task = 0; task < image->task_count; task++) {
        uint8_t domain = image->tasks[task].domain;
        job_id job = job_make(k, domain_job(k, root, domain), domain);
        k->task.task[task].job = job;
        k->task.task[task].mapping = (mapping_id)(1u + image_mappings(image, task));
        (void)memcpy(k->job[job].limit, image->tasks[task].quota, sizeof k->job[job].limit);
    }
    bootstrap_init(k);
    for (task_index task = 0; task < image->task_count; task++) {
        if (image->tasks[task].start == START_BOOT) {
            task_request(k, task);
        }
    }
}

void task_request(struct kernel *k, task_index index)
{
    if (job_ready(k, k->task.task[index].job)) {
        k->task.due |= 1u << index;
        work_add(&k->sched.work, WORK_START);
    }
}

/* Nothing is left of an earlier run, and its memory is that of a new one. False: there is more to
 * be done, or what has lost its last name must be gone first. */
static bool task_prepare(struct kernel *k, task_index index)
{
    const struct task *state = &k->task.task[index];
    unsigned count = TASK_MAPPINGS + task_image(k, index)->device_count;
    if (!process_forget(k, task_reserved(k, index)) || !space_reclaim(k, state->mapping, count)) {
        return false;
    }
    bootstrap_release(k, index);
    return (k->sched.work & WORK_UNNAMED) == 0 && task_fill_memory(k, index);
}

void task_start_step(struct kernel *k)
{
    task_index index = (task_index)__builtin_ctz(k->task.due);
    if (!task_prepare(k, index)) {
        return;
    }
    k->task.due &= ~(1u << index);
    if (k->task.due == 0) {
        work_done(&k->sched.work, WORK_START);
    }
    if (job_ready(k, k->task.task[index].job)) {
        task_start(k, index);
    }
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
        task_request(k, index);
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
    uint8_t wish = ending == ENDED_EXIT ? task->on_exit : task->on_fault;
    if (wish == ENDING_RESTART && job_ready(k, state->job)) {
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
    if (status < 0) {
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
    case ENDED_KILLED:
        return BOARD_MAIN_FAULTED;
    default:
        return BOARD_MAIN_BLOCKED;
    }
}
