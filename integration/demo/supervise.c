/*
 * The commands that hold workers, let them go, and kill them. It owns the suspend tokens, of which
 * the shell keeps at most one for each worker.
 */
#include "supervise.h"

#include <stddef.h>
#include <zircon/process.h>
#include <zircon/syscalls.h>
#include <zircon/syscalls/object.h>

#include "commands.h"
#include "console.h"
#include "crew.h"
#include "look.h"
#include "names.h"

#define JOBS_MAX 8u /* more than there are tasks */
#define PULSE_MS 10 /* longer than all workers' quanta together */

#define PATIENCE_NS ZX_SEC(1)

/* What keeps workers from executing; ZX_HANDLE_INVALID: nothing does. */
static zx_handle_t tokens[WORKERS];

/* ---- Handles of what workers are made of. ---- */

/* The process that runs in one of the domain's jobs. A task's job has one at a time. */
static zx_handle_t process_in_job(zx_koid_t job_koid)
{
    zx_handle_t job = ZX_HANDLE_INVALID;
    zx_handle_t process = ZX_HANDLE_INVALID;
    zx_koid_t koid = 0;
    size_t count = 0;
    (void)zx_object_get_child(zx_job_default(), job_koid, ZX_RIGHT_SAME_RIGHTS, &job);
    (void)zx_object_get_info(job, ZX_INFO_JOB_PROCESSES, &koid, sizeof koid, &count, NULL);
    if (count > 0) {
        (void)zx_object_get_child(job, koid, ZX_RIGHT_SAME_RIGHTS, &process);
    }
    (void)zx_handle_close(job);
    return process;
}

static taskh_t task_of(zx_handle_t process)
{
    taskh_t task = 0;
    (void)zx_object_get_info(process, ZX_INFO_ANVIL_TASK, &task, sizeof task, NULL, NULL);
    return task;
}

zx_handle_t process_find(uint32_t worker)
{
    zx_koid_t jobs[JOBS_MAX];
    size_t count = 0;
    taskh_t task = task_find(worker);
    (void)zx_object_get_info(zx_job_default(), ZX_INFO_JOB_CHILDREN, jobs, sizeof jobs, &count,
                             NULL);
    for (size_t i = 0; task != 0 && i < count; i++) {
        zx_handle_t process = process_in_job(jobs[i]);
        if (task_of(process) == task) {
            return process;
        }
        (void)zx_handle_close(process);
    }
    return ZX_HANDLE_INVALID;
}

zx_handle_t thread_find(uint32_t worker)
{
    zx_handle_t process = process_find(worker);
    zx_handle_t thread = ZX_HANDLE_INVALID;
    zx_koid_t koid = 0;
    (void)zx_object_get_info(process, ZX_INFO_PROCESS_THREADS, &koid, sizeof koid, NULL, NULL);
    (void)zx_object_get_child(process, koid, ZX_RIGHT_SAME_RIGHTS, &thread);
    (void)zx_handle_close(process);
    return thread;
}

void end_report(uint32_t worker, zx_handle_t process)
{
    zx_info_process_t info = {0};
    (void)zx_object_wait_one(process, ZX_PROCESS_TERMINATED, zx_deadline_after(PATIENCE_NS), NULL);
    (void)zx_object_get_info(process, ZX_INFO_PROCESS, &info, sizeof info, NULL, NULL);
    console_print("%s has ended: return code %d\n", task_name(worker), (int)info.return_code);
    revival_report(worker);
}

/* ---- suspend, resume, kill ---- */

static void token_close(uint32_t worker)
{
    (void)zx_handle_close(tokens[worker - WORKER_LABEL]);
    tokens[worker - WORKER_LABEL] = ZX_HANDLE_INVALID;
}

void suspend_run(struct words *words)
{
    uint32_t worker = worker_parse_running(word_next(words));
    if (worker == 0) {
        return;
    }
    zx_handle_t process = process_find(worker);
    zx_status_t status = zx_task_suspend(process, &tokens[worker - WORKER_LABEL]);
    (void)zx_handle_close(process);
    if (status == ZX_OK) {
        console_print("%s is suspended\n", task_name(worker));
    } else {
        console_print("%s cannot be suspended: status %d\n", task_name(worker), (int)status);
    }
}

void resume_run(struct words *words)
{
    uint32_t worker = worker_parse_alive(word_next(words));
    if (worker == 0) {
        return;
    }
    if (caught_now(worker)) {
        caught_answer(worker, ZX_EXCEPTION_STATE_HANDLED);
    } else {
        token_close(worker);
    }
    ending_report(worker);
}

void kill_run(struct words *words)
{
    uint32_t worker = worker_parse_alive(word_next(words));
    if (worker == 0) {
        return;
    }
    zx_handle_t process = process_find(worker);
    zx_status_t status = zx_task_kill(process);
    token_close(worker);
    caught_forget(worker);
    if (status == ZX_OK) {
        end_report(worker, process);
    } else {
        console_print("%s cannot be killed: status %d\n", task_name(worker), (int)status);
    }
    (void)zx_handle_close(process);
}

/* ---- busy, pulse ---- */

void busy_run(struct words *words)
{
    static const struct request request = {.kind = REQUEST_BUSY};
    uint32_t worker = worker_parse_running(word_next(words));
    if (worker != 0) {
        (void)crew_send(worker, &request);
        console_print("%s is busy\n", task_name(worker));
    }
}

/* How long the worker has run, as the kernel counts it. */
static uint64_t run_ns_of(uint32_t worker)
{
    struct anvil_task_info info = {0};
    (void)look_for(worker, &info);
    return info.run_ns;
}

void pulse_run(struct words *words)
{
    uint32_t worker = worker_parse_alive(word_next(words));
    if (worker == 0) {
        return;
    }
    (void)sys_sleep(PULSE_MS, SLEEP_MODE_DEEP); /* what it was told before is done */
    uint64_t before = run_ns_of(worker);
    (void)sys_sleep(PULSE_MS, SLEEP_MODE_DEEP);
    bool same = run_ns_of(worker) == before;
    console_print("%s's run time %s\n", task_name(worker), same ? "stands still" : "grows");
}
