/*
 * Processes: creation, start, and the one way in which all of them end.
 *
 * Invariants: a RUNNING process has at least one started thread; only a RUNNING process has
 * threads, mappings or handles, or is found by its task's label; task handles of an ended process
 * are refused because its state, and at its pool entry's next start its generation, has changed.
 */
#include "process.h"

#include "kernel.h"

process_id process_create(struct kernel *k, job_id job, task_index task)
{
    uint8_t domain = k->object[object_of_job(job)].domain;
    object_id object = object_create(k, OBJECT_PROCESS, domain);
    if (object == NONE) {
        return NONE;
    }
    process_id process = process_of_object(object);
    k->process[process] = (struct process){
        .generation = k->process[process].generation,
        .job = job,
        .task = task,
        .state = PROCESS_INITIAL,
        .domain = domain,
    };
    handle_table_init(k, process);
    object_reference(k, object_of_job(job));
    return process;
}

void process_start(struct kernel *k, process_id process)
{
    struct process *started = &k->process[process];
    started->generation = (started->generation + 1) & GENERATION_MASK;
    started->state = PROCESS_RUNNING;
    if (started->task != TASK_NONE) {
        k->task_process[started->task] = process;
    }
}

/* What the image wants when a task's process ends. */
static void process_leave_task(struct kernel *k, const struct process *ended)
{
    const struct image *image = arch_image(k);
    if (ended->task == TASK_NONE) {
        return;
    }
    k->task_process[ended->task] = NONE;
    if (ended->task == image->main) {
        k->main.status = ended->exit_status;
        k->main.ending = ended->ending;
    }
    const struct image_task *task = &image->tasks[ended->task];
    uint8_t wish = ended->ending == ENDED_FAULT ? task->on_fault : task->on_exit;
    if (wish == ENDING_PANIC) {
        report_task_panic(k, task->label);
        arch_halt(k, BOARD_PANIC);
    }
}

void process_end(struct kernel *k, process_id process, enum process_ending ending, int32_t status)
{
    struct process *ended = &k->process[process];
    ended->state = PROCESS_DEAD;
    ended->ending = (uint8_t)ending;
    ended->exit_status = status;
    while (ended->first_thread != NONE) {
        thread_end(k, ended->first_thread);
    }
    ipc_process_ended(k, process);
    handle_close_all(k, process);
    space_clear(k, process);
    ended->code = NONE;
    ended->data = NONE;
    process_leave_task(k, ended);
    object_dereference(k, object_of_job(ended->job));
    ended->job = NONE;
    object_dereference(k, object_of_process(process));
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

uint32_t process_board_status(const struct kernel *k)
{
    if (arch_image(k)->main == TASK_NONE) {
        return 0;
    }
    if (k->main.ending == ENDED_NOT) {
        return BOARD_MAIN_BLOCKED;
    }
    if (k->main.ending == ENDED_FAULT) {
        return BOARD_MAIN_FAULTED;
    }
    return exit_status_clamped(k->main.status);
}
