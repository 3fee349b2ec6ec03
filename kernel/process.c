/*
 * Processes: creation, start, and the one way in which all of them end.
 *
 * Invariants: a RUNNING process has at least one started thread; only a RUNNING process has
 * threads, mappings or handles, or is found by its task's label; task handles of an ended process
 * are refused because its state, and at its pool entry's next start its generation, has changed.
 */
#include "process.h"

#include "kernel.h"

static void process_init(struct kernel *k, process_id process, job_id job, task_index task)
{
    k->process[process] = (struct process){
        .generation = k->process[process].generation,
        .job = job,
        .task = task,
        .state = PROCESS_INITIAL,
        .domain = k->object[object_of_job(job)].domain,
    };
    object_reference(k, object_of_process(process));
    handle_table_init(k, process);
}

void process_create_at(struct kernel *k, process_id process, job_id job, task_index task)
{
    object_create_at(k, object_of_process(process), OBJECT_PROCESS, object_of_job(job),
                     k->object[object_of_job(job)].domain);
    process_init(k, process, job, task);
}

process_id process_create(struct kernel *k, job_id job)
{
    object_id object = object_create(k, OBJECT_PROCESS, object_of_job(job));
    if (object == NONE) {
        return NONE;
    }
    process_init(k, process_of_object(object), job, TASK_NONE);
    return process_of_object(object);
}

void process_forget(struct kernel *k, process_id process)
{
    for (thread_id thread = 1; thread <= CONFIG_THREADS; thread++) {
        if (k->thread[thread].state == THREAD_DEAD && k->thread[thread].process == process) {
            handle_revoke(k, object_of_thread(thread));
        }
    }
    handle_revoke(k, object_of_process(process));
}

void process_start(struct kernel *k, process_id process)
{
    struct process *started = &k->process[process];
    started->generation = (started->generation + 1) & GENERATION_MASK;
    started->state = PROCESS_RUNNING;
}

static void process_clear_memory(struct kernel *k, process_id process)
{
    space_clear(k, process);
    area_clear(k, process);
    k->process[process].code = NONE;
    k->process[process].data = NONE;
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
    event_process_ended(k, process);
    handle_close_all(k, process);
    process_clear_memory(k, process);
    task_index task = ended->task;
    object_dereference(k, object_of_process(process));
    if (task != TASK_NONE) {
        task_ended(k, task, ending, status);
    }
}

void process_unnamed(struct kernel *k, process_id process)
{
    if (k->process[process].state == PROCESS_INITIAL) {
        k->process[process].state = PROCESS_DEAD;
        k->process[process].ending = ENDED_EXIT;
        handle_drop_all(k,
                        process); /* object_collect, which has called this, ends what they named */
        process_clear_memory(k, process);
        object_dereference(k, object_of_process(process));
    }
}
