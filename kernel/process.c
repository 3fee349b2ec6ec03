/*
 * Processes: creation, start, and the one way in which all of them end.
 *
 * Invariants: a RUNNING process has at least one started thread, no other has any; only one that
 * lives has mappings or handles, only a RUNNING one is found by its task's label; task handles of
 * an ended process are refused because its state, and at its pool entry's next start its
 * generation, has changed.
 */
#include "process.h"

#include "kernel.h"
#include "zircon.h"

static void process_init(struct kernel *k, process_id process, job_id job, task_index task)
{
    k->process[process] = (struct process){
        .generation = k->process[process].generation,
        .policy = k->job[job].policy,
        .job = job,
        .task = task,
        .state = PROCESS_INITIAL,
        .domain = k->object[object_of_job(job)].domain,
    };
    object_reference(k, object_of_process(process));
    job_process_added(k, job);
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

/* A thread that is left of the process, which has ended; NONE: none. */
static thread_id thread_left(const struct kernel *k, process_id process)
{
    thread_id thread = CONFIG_THREADS;
    while (thread != NONE &&
           (k->thread[thread].state == THREAD_FREE || k->thread[thread].process != process)) {
        thread--;
    }
    return thread;
}

bool process_forget(struct kernel *k, process_id process)
{
    if (k->object[object_of_process(process)].type == OBJECT_FREE) {
        return true; /* and so are its threads, which hold on to it */
    }
    thread_id thread = thread_left(k, process);
    object_id id = thread == NONE ? object_of_process(process) : object_of_thread(thread);
    if (thread != NONE) {
        exception_forget(k, thread);
    }
    suspend_forget(k, id);
    handle_revoke(k, id);
    return false;
}

void process_start(struct kernel *k, process_id process)
{
    struct process *started = &k->process[process];
    started->generation = (started->generation + 1) & GENERATION_MASK;
    started->started = arch_now(k);
    started->was_started = 1;
    started->state = PROCESS_RUNNING;
}

bool process_lives(const struct kernel *k, process_id process)
{
    return process_state_lives(k->process[process].state);
}

/* Ends its threads, those that have not started included. */
static void process_end_threads(struct kernel *k, process_id process)
{
    while (k->process[process].first_thread != NONE) {
        thread_end(k, k->process[process].first_thread);
    }
    for (thread_id thread = 1; thread <= CONFIG_THREADS; thread++) {
        if (k->thread[thread].state == THREAD_INITIAL && k->thread[thread].process == process) {
            thread_abandon(k, thread);
        }
    }
}

/* All that the process had is given back. */
static void process_clear(struct kernel *k, process_id process)
{
    event_process_ended(k, process);
    exception_unbind_all(k, object_of_process(process));
    handle_close_all(k, process);
    area_clear(k, process);
}

/* Its memory goes, and what was made from it; then it does not hold on to itself any more. */
static void process_vacate(struct kernel *k, process_id process)
{
    bool done = space_clear(k, process);
    k->process[process].vacates = !done;
    if (done) {
        object_dereference(k, object_of_process(process));
    } else {
        work_add(&k->sched.work, WORK_VACATE);
    }
}

void process_vacate_step(struct kernel *k)
{
    process_id process = CONFIG_PROCESSES;
    while (process != NONE && k->process[process].vacates == 0) {
        process--;
    }
    if (process == NONE) {
        work_done(&k->sched.work, WORK_VACATE);
    } else {
        process_vacate(k, process);
    }
}

/* A job whose life depends on the process. */
static void process_end_critical(struct kernel *k, process_id process)
{
    const struct process *ended = &k->process[process];
    if (ended->critical != NONE && (ended->only_nonzero == 0 || ended->return_code != 0)) {
        job_kill(k, ended->critical, ZX_TASK_RETCODE_CRITICAL_PROCESS_KILL);
    }
}

void process_end(struct kernel *k, process_id process, enum process_ending ending,
                 int64_t return_code)
{
    struct process *ended = &k->process[process];
    if (!process_lives(k, process)) {
        return;
    }
    ended->state = PROCESS_DEAD;
    ended->ending = (uint8_t)ending;
    ended->return_code = return_code;
    process_end_threads(k, process);
    process_clear(k, process);
    object_signal(k, object_of_process(process), 0, ZX_TERMINATED);
    job_process_ended(k, ended->job);
    process_end_critical(k, process);
    if (ended->task != TASK_NONE) {
        task_ended(k, ended->task, ending, (int32_t)return_code);
    }
    process_vacate(k, process);
}

void process_unnamed(struct kernel *k, process_id process)
{
    if (k->process[process].state == PROCESS_INITIAL) {
        process_end(k, process, ENDED_EXIT, 0);
    }
}
