/*
 * Processes: creation, start, and the one way in which all of them end.
 *
 * Invariants: a RUNNING process has at least one started thread; only a RUNNING process has
 * threads, mappings or handles, or is found by its task's label; task handles of an ended process
 * are refused because its state, and at its pool entry's next start its generation, has changed.
 */
#include "process.h"

#include "kernel.h"

void process_create_at(struct kernel *k, process_id process, job_id job, task_index task)
{
    uint8_t domain = k->object[object_of_job(job)].domain;
    object_create_at(k, object_of_process(process), OBJECT_PROCESS, object_of_job(job), domain);
    object_reference(k, object_of_process(process));
    k->process[process] = (struct process){
        .generation = k->process[process].generation,
        .job = job,
        .task = task,
        .state = PROCESS_INITIAL,
        .domain = domain,
    };
    handle_table_init(k, process);
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
    space_clear(k, process);
    ended->code = NONE;
    ended->data = NONE;
    task_index task = ended->task;
    object_dereference(k, object_of_process(process));
    if (task != TASK_NONE) {
        task_ended(k, task, ending, status);
    }
}
