/*
 * The model's ends and beginnings: of a thread, of a process, of a task's runs, and what they mean
 * to those who wait.
 *
 * An ended thread is absent at once. Its area is not looked at any more; whoever compares knows
 * that its memory must be zero. Must not know any kernel structure.
 */
#include "stuck.h"

#include <string.h>

#include "spaces.h"

#define PANIC_STATUS   103u
#define SIGNAL_PIPE    7u
#define RESTART_MAX_MS 1000u

uint64_t model_stuck(const struct model *m, unsigned sender, unsigned target)
{
    struct stuck_question question = {0};
    for (unsigned i = 1; i < MODEL_THREADS; i++) {
        const struct model_thread *thread = &m->thread[i];
        bool asks = i == sender;
        if (thread->state != MODEL_SENDING && !asks) {
            continue;
        }
        question.blocked |= (uint64_t)1 << i;
        for (unsigned reader = 1; reader < MODEL_THREADS; reader++) {
            if (m->thread[reader].state != MODEL_ABSENT &&
                m->thread[reader].process == (asks ? target : thread->target)) {
                question.readers[i] |= (uint64_t)1 << reader;
            }
        }
    }
    return stuck_set(&question);
}

/* The thread of this set that has been blocked longest. */
static unsigned oldest_of(const struct model *m, uint64_t set)
{
    unsigned oldest = 0;
    for (unsigned i = 1; i < MODEL_THREADS; i++) {
        bool older = oldest == 0 || m->thread[i].since < m->thread[oldest].since;
        if ((set >> i & 1u) != 0 && older) {
            oldest = i;
        }
    }
    return oldest;
}

static void thread_vanishes(struct model *m, unsigned thread)
{
    model_area_leave(m, thread);
    m->process[m->thread[thread].process].threads--;
    m->thread[thread] = (struct model_thread){0};
    if (m->current == thread) {
        m->current = 0;
    }
    model_show(m, NAMES_THREAD, thread, MODEL_RUNNING, MODEL_TERMINATED);
}

/* All threads of the process, those that began last first. */
static void threads_vanish(struct model *m, unsigned process)
{
    while (m->process[process].threads > 0) {
        unsigned latest = 0;
        for (unsigned i = 1; i < MODEL_THREADS; i++) {
            bool counts = m->thread[i].state != MODEL_ABSENT && m->thread[i].process == process;
            if (counts && (latest == 0 || m->thread[i].born > m->thread[latest].born)) {
                latest = i;
            }
        }
        thread_vanishes(m, latest);
    }
}

/* Those who send to the process, oldest first, get their broken pipe. */
static void pipes_break(struct model *m, unsigned process)
{
    uint64_t senders = 0;
    for (unsigned i = 1; i < MODEL_THREADS; i++) {
        if (m->thread[i].state == MODEL_SENDING && m->thread[i].target == process) {
            senders |= (uint64_t)1 << i;
        }
    }
    while (senders != 0) {
        unsigned oldest = oldest_of(m, senders);
        model_wake(m, oldest, MODEL_BROKENPIPE);
        senders &= ~((uint64_t)1 << oldest);
    }
}

/* The cell with the signal that has waited longest, MODEL_CELLS: none. */
static unsigned oldest_signal(const struct model_process *process)
{
    unsigned oldest = MODEL_CELLS;
    for (unsigned i = 0; i < MODEL_CELLS; i++) {
        bool older =
            oldest == MODEL_CELLS || process->signal[i].since < process->signal[oldest].since;
        if (process->signal[i].since != 0 && older) {
            oldest = i;
        }
    }
    return oldest;
}

/* Who sent a signal that nobody will read now learns of it, if it is still the same process. */
static void signals_bounce(struct model *m, unsigned process)
{
    struct model_process *ended = &m->process[process];
    for (unsigned cell = oldest_signal(ended); cell != MODEL_CELLS; cell = oldest_signal(ended)) {
        struct model_signal signal = ended->signal[cell];
        ended->signal[cell] = (struct model_signal){0};
        for (unsigned i = 1; i < MODEL_PROCESSES; i++) {
            if (m->process[i].running && m->process[i].handle == signal.source) {
                model_signal_raise(m, i, MODEL_CELL_PIPE, SIGNAL_PIPE, ended->handle);
            }
        }
    }
}

static void lines_forgotten(struct model *m, unsigned task)
{
    for (unsigned i = 0; i < MODEL_LINES; i++) {
        if (m->line[i].granted && m->line[i].task == task) {
            m->line[i] = (struct model_line){.granted = true, .task = task};
        }
    }
}

/* No name is left of what ran in this process before, nor of its threads that are no more. */
static void process_forgotten(struct model *m, unsigned process)
{
    for (unsigned i = 1; i < MODEL_THREADS; i++) {
        if (m->past[i] == process) {
            model_revoke(m, NAMES_THREAD, i);
        }
    }
    model_revoke(m, NAMES_PROCESS, process);
}

/* A task finds zeros; nobody's data are loaded in these images. */
static void memory_cleared(struct model *m, const struct model_task *task)
{
    for (unsigned i = 0; i < MODEL_REGIONS; i++) {
        const struct model_region *region = &task->memory[i];
        if ((region->access & MODEL_ACCESS_WRITE) != 0) {
            memset(&m->ram[region->base - m->ram_at], 0, region->size);
        }
    }
}

/* A process joins the task's job. */
static void process_joins(struct model *m, unsigned process, unsigned task)
{
    m->processes[process] = (struct model_object){
        .type = NAMES_PROCESS, .koid = ++m->koids, .related = m->job[1 + task].koid};
    model_show(m, NAMES_JOB, 1 + task, MODEL_NO_PROCESSES | MODEL_NO_CHILDREN, 0);
}

static void task_starts(struct model *m, unsigned number)
{
    struct model_task *task = &m->task[number];
    unsigned process = task->numbers[task->runs % 2];
    m->process[process] = (struct model_process){
        .running = true, .began = true, .began_at = m->now, .task = number, .alarm = MODEL_NEVER};
    process_joins(m, process, number);
    model_image_map(m, number, process);
    memory_cleared(m, task);
    task->process = process;
    task->runs++;
    task->ending = MODEL_HAS_NOT_ENDED;
    names_process_starts(&m->names, process, task->domain, 0);
    model_thread_object(m, process, process);
    model_first_handles(m, number);
    model_thread_add(m, process, process, task->priority, task->quantum, task->area_at,
                     task->memory[MODEL_STACK].base);
}

void model_task_request(struct model *m, unsigned number)
{
    m->task[number].restart = MODEL_NEVER;
    m->task[number].due = m->task[number].job != MODEL_KILLED;
}

/* It starts once nothing is left of what it takes the place of. */
static void task_start_comes(struct model *m, unsigned number)
{
    struct model_task *task = &m->task[number];
    process_forgotten(m, task->numbers[task->runs % 2]);
    model_last_handles(m, number);
    while (model_collect(m)) {
    }
    task->due = false;
    if (task->job != MODEL_KILLED) {
        task_starts(m, number);
    }
}

void model_handle_learn(struct model *m, unsigned process, uint32_t handle)
{
    m->process[process].handle = handle;
    names_learn_task_handle(&m->names, process, handle);
}

/* At once, or after a pause when the last one was within a second; the pause doubles. */
static void task_restart(struct model *m, unsigned number)
{
    struct model_task *task = &m->task[number];
    bool soon = task->restarted && m->now - task->last_restart <= RESTART_MAX_MS * m->ms;
    unsigned pause = soon ? task->delay_ms : 0;
    task->delay_ms = pause == 0 ? 1 : pause * 2;
    if (task->delay_ms > RESTART_MAX_MS) {
        task->delay_ms = RESTART_MAX_MS;
    }
    task->restarted = true;
    task->last_restart = m->now + pause * m->ms;
    if (pause == 0) {
        model_task_request(m, number);
    } else {
        task->restart = task->last_restart;
        task->restart_since = ++m->serial;
    }
}

static void task_ends(struct model *m, unsigned number, enum model_ending ending, int32_t code)
{
    struct model_task *task = &m->task[number];
    enum model_wish wish = ending == MODEL_EXITED ? task->exits : task->faults;
    task->process = 0;
    task->ending = ending;
    task->status = code;
    if (wish == MODEL_PANICS) {
        m->halted = true;
        m->halt_status = PANIC_STATUS;
    } else if (wish == MODEL_RESTARTS && task->job != MODEL_KILLED) {
        task_restart(m, number);
    }
}

/* ---- Jobs. ---- */

unsigned model_job_members(const struct model *m, unsigned task)
{
    unsigned members = 0;
    for (unsigned i = 1; i < MODEL_PROCESSES; i++) {
        members += model_has_space(m, i) && m->process[i].task == task;
    }
    return members;
}

/* The job shows that it has nothing any more, if so; one that is being killed has ended then. */
static void job_shows(struct model *m, unsigned number)
{
    struct model_task *task = &m->task[number];
    bool empty = model_job_members(m, number) == 0;
    bool ends = empty && task->job == MODEL_KILLED && !task->job_empty;
    model_show(m, NAMES_JOB, 1 + number, 0,
               MODEL_NO_JOBS | (empty ? MODEL_NO_PROCESSES | MODEL_NO_CHILDREN : 0));
    if (ends) {
        task->job_empty = true;
        model_show(m, NAMES_JOB, 1 + number, 0, MODEL_TERMINATED);
    }
}

void model_job_kill(struct model *m, unsigned task)
{
    if (m->task[task].job != MODEL_KILLED) {
        m->task[task].job = MODEL_KILLED;
        m->task[task].job_code = MODEL_CODE_KILLED;
    }
}

/* The first process that is doomed ends, else the jobs that had none. False: there are none. */
static bool kill_comes(struct model *m)
{
    for (unsigned i = 1; i < MODEL_PROCESSES; i++) {
        if (model_has_space(m, i) && m->task[m->process[i].task].job == MODEL_KILLED) {
            model_process_finish(m, i, MODEL_KILLED, MODEL_CODE_KILLED);
            return true;
        }
    }
    bool any = false;
    for (unsigned task = 0; task < MODEL_TASKS; task++) {
        if (m->task[task].job == MODEL_KILLED && !m->task[task].job_empty) {
            job_shows(m, task);
            any = true;
        }
    }
    return any;
}

bool model_due_step(struct model *m)
{
    if (model_collect(m)) {
        return true;
    }
    for (unsigned task = 0; task < MODEL_TASKS; task++) {
        if (m->task[task].due) {
            task_start_comes(m, task);
            return true;
        }
    }
    return kill_comes(m);
}

/* ---- Processes. ---- */

void model_process_finish(struct model *m, unsigned process, enum model_ending ending, int32_t code)
{
    struct model_process *ended = &m->process[process];
    unsigned task = ended->task;
    threads_vanish(m, process);
    ended->running = false;
    ended->empty = false;
    ended->ending = ending;
    ended->return_code = code;
    ended->alarm = MODEL_NEVER;
    pipes_break(m, process);
    signals_bounce(m, process);
    if (m->task[task].process == process) {
        lines_forgotten(m, task);
    }
    for (unsigned slot = 1; slot <= m->names.slots; slot++) {
        if (m->names.process[process].occupant[slot] != 0) {
            model_handle_close(m, process, slot);
        }
    }
    names_process_ends(&m->names, process);
    model_space_clear(m, process);
    model_show(m, NAMES_PROCESS, process, 0, MODEL_TERMINATED);
    job_shows(m, task);
    if (m->task[task].process == process) {
        task_ends(m, task, ending, code);
    }
}

void model_process_fault(struct model *m, unsigned process)
{
    model_process_finish(m, process, MODEL_FAULTED, MODEL_CODE_FAULTED);
    model_settle(m);
}

void model_process_make(struct model *m, unsigned process, unsigned task)
{
    m->process[process] = (struct model_process){.empty = true, .task = task, .alarm = MODEL_NEVER};
    process_joins(m, process, task);
    names_process_made(&m->names, process, m->task[task].domain);
}

void model_thread_finish(struct model *m, unsigned thread)
{
    unsigned process = m->thread[thread].process;
    if (m->process[process].threads == 1) {
        model_process_finish(m, process, MODEL_EXITED, 0);
        return;
    }
    thread_vanishes(m, thread);
    for (uint64_t stuck = model_stuck(m, 0, 0); stuck != 0; stuck = model_stuck(m, 0, 0)) {
        model_wake(m, oldest_of(m, stuck), MODEL_DEADLK);
    }
}

void model_thread_exit(struct model *m, unsigned thread)
{
    model_thread_finish(m, thread);
    model_settle(m);
}

/* Whether a further thread still is something: alive, or dead and named. */
static bool thread_taken(const struct model *m, unsigned thread)
{
    return m->thread[thread].state != MODEL_ABSENT || model_handles(m, NAMES_THREAD, thread) > 0;
}

unsigned model_thread_next(const struct model *m, unsigned task)
{
    unsigned charged = 0;
    unsigned next = 0;
    for (unsigned thread = MODEL_THREADS - 1; thread > 2 * CONFIG_TASKS; thread--) {
        if (thread_taken(m, thread)) {
            charged += m->process[m->past[thread]].task == task;
        } else {
            next = thread;
        }
    }
    return charged < m->task[task].thread_limit ? next : 0;
}
