/*
 * The Zircon family's calls about jobs, processes and threads: making, starting, ending and
 * suspending them. It owns no state.
 */
#include <string.h>

#include "syscall.h"
#include "zircon.h"

static process_id caller(const struct kernel *k)
{
    return k->thread[k->sched.current].process;
}

enum zircon_status task_decode(const struct kernel *k, uint32_t name, uint32_t rights,
                               object_id *object)
{
    struct named named;
    enum refusal refusal = name_decode(k, caller(k), name, OBJECT_ANY, rights, &named);
    if (refusal != REFUSED_NOTHING) {
        return refusal == REFUSED_ACCESS ? ZX_ACCESS_DENIED : ZX_BAD_HANDLE;
    }
    *object = named.object;
    return ZX_OK;
}

/* ---- Making. ---- */

/* The caller gets the handle that it was promised. */
static void task_name(struct kernel *k, object_id made)
{
    (void)handle_create(k, caller(k), made, object_rights[k->object[made].type]);
}

static enum zircon_status job_make(struct kernel *k, job_id parent, uint32_t out)
{
    if (!job_ready(k, parent)) {
        return ZX_BAD_STATE;
    }
    if (k->job[parent].level >= JOB_HEIGHT_MAX) {
        return ZX_OUT_OF_RANGE;
    }
    if (object_find(k, OBJECT_JOB, object_of_job(parent)) == NONE) {
        return ZX_NO_MEMORY;
    }
    enum zircon_status status = handle_promise(k, out);
    if (status == ZX_OK) {
        /* Commit. */
        job_id job = job_create(k, parent, k->object[object_of_job(parent)].domain);
        task_name(k, object_of_job(job));
    }
    return status;
}

uint32_t call_job_create(struct kernel *k, struct job_create_arguments a)
{
    enum zircon_status status = job_make(k, job_of_object(a.parent.object), a.out);
    sched_settle(k); /* whoever waited for the parent's signals */
    return zircon(status);
}

static enum zircon_status process_make(struct kernel *k, const struct process_create_arguments *a)
{
    job_id job = job_of_object(a->job.object);
    const uint32_t no_vmar = 0;
    char name[NAME_SIZE];
    if (!job_ready(k, job)) {
        return ZX_BAD_STATE;
    }
    if (object_find(k, OBJECT_PROCESS, a->job.object) == NONE) {
        return ZX_NO_MEMORY;
    }
    if (!property_read_name(k, name, a->process_name, a->name_size) ||
        (a->vmar != 0 && !user_permits(k, a->vmar, sizeof no_vmar, ACCESS_WRITE))) {
        return ZX_INVALID_ARGS;
    }
    enum zircon_status status = handle_promise(k, a->out);
    if (status == ZX_OK && a->vmar != 0 && !user_write(k, a->vmar, &no_vmar, sizeof no_vmar)) {
        status = ZX_INVALID_ARGS; /* permitted, but there is nothing */
    }
    if (status == ZX_OK) {
        /* Commit. */
        object_id made = object_of_process(process_create(k, job));
        (void)memcpy(k->property.name[made], name, sizeof name);
        task_name(k, made);
    }
    return status;
}

uint32_t call_process_create(struct kernel *k, struct process_create_arguments a)
{
    thread_id self = k->sched.current;
    enum policy_action action = policy_asked(k, self, POLICY_NEW_PROCESS);
    enum zircon_status status = policy_permits(action) ? process_make(k, &a) : ZX_ACCESS_DENIED;
    return policy_applied(k, self, POLICY_NEW_PROCESS, action, zircon(status));
}

static enum zircon_status thread_make(struct kernel *k, const struct thread_create_arguments *a)
{
    process_id process = process_of_object(a->process.object);
    const struct thread *self = &k->thread[k->sched.current];
    char name[NAME_SIZE];
    if (!process_lives(k, process)) {
        return ZX_BAD_STATE;
    }
    if (object_find(k, OBJECT_THREAD, a->process.object) == NONE) {
        return ZX_NO_MEMORY;
    }
    if (!property_read_name(k, name, a->thread_name, a->name_size)) {
        return ZX_INVALID_ARGS;
    }
    enum zircon_status status = handle_promise(k, a->out);
    if (status == ZX_OK) {
        /* Commit. */
        uint32_t quantum_ms = self->quantum / arch_image(k)->ticks_per_ms;
        thread_id made = thread_create(k, process, self->priority, (uint8_t)quantum_ms);
        (void)memcpy(k->property.name[object_of_thread(made)], name, sizeof name);
        task_name(k, object_of_thread(made));
    }
    return status;
}

uint32_t call_thread_create(struct kernel *k, struct thread_create_arguments a)
{
    return zircon(thread_make(k, &a));
}

/* ---- Starting. ---- */

/* The mapping that a first stack pointer means: it lies in it, or at its end. */
static bool stack_find(const struct kernel *k, process_id process, uint32_t sp,
                       struct thread_start *start)
{
    mapping_id mapping = space_find(k, process, sp - 1);
    if (mapping == NONE || sp % 8 != 0) {
        return false;
    }
    const struct region *stack = &k->mapping[mapping].region;
    const uint8_t needed = ACCESS_READ | ACCESS_WRITE;
    start->stack = *stack;
    start->sp = sp;
    return stack->order >= STACK_ORDER_MIN && stack->kind == MEMORY_NORMAL &&
           (stack->access & needed) == needed && !space_ends_at(k, process, stack->base);
}

/* The thread's first instruction is next; it takes an exchange area if there is one for it. */
static void thread_launch(struct kernel *k, thread_id thread, struct thread_start *start)
{
    process_id process = k->thread[thread].process;
    if (k->process[process].code == NONE) {
        k->process[process].code = space_find(k, process, start->entry);
    }
    start->area = area_take(k, process, thread);
    thread_start(k, thread, start);
}

uint32_t call_thread_start(struct kernel *k, struct thread_start_arguments a)
{
    thread_id thread = thread_of_object(a.thread.object);
    process_id process = k->thread[thread].process;
    struct thread_start start = {.entry = a.entry, .argument = {a.argument1, a.argument2}};
    if (k->thread[thread].state != THREAD_INITIAL || k->process[process].state != PROCESS_RUNNING) {
        return zircon(ZX_BAD_STATE);
    }
    if (!stack_find(k, process, a.stack, &start)) {
        return zircon(ZX_INVALID_ARGS);
    }
    /* Commit. */
    thread_launch(k, thread, &start);
    sched_settle(k);
    return zircon(ZX_OK);
}

/* The handle that is given to the new process, if any; its value there. */
static enum zircon_status given_decode(const struct kernel *k, uint32_t given, process_id process,
                                       slot_id *slot, uint32_t *value)
{
    *slot = given == 0 ? (slot_id)NONE : name_slot(k, caller(k), given);
    *value = 0;
    if (given == 0) {
        return ZX_OK;
    }
    if (*slot == NONE) {
        return ZX_BAD_HANDLE;
    }
    if ((k->slot[node_of_slot(caller(k), *slot)].rights & RIGHT_TRANSFER) == 0) {
        return ZX_ACCESS_DENIED;
    }
    return handle_predict(k, process, 1, value) ? ZX_OK : ZX_NO_MEMORY;
}

static enum zircon_status process_launch(struct kernel *k, const struct process_start_arguments *a)
{
    process_id process = process_of_object(a->process.object);
    thread_id thread = thread_of_object(a->thread.object);
    struct thread_start start = {.entry = a->entry, .argument = {0, a->argument}};
    slot_id slot;
    if (k->thread[thread].process != process) {
        return ZX_ACCESS_DENIED;
    }
    if (k->process[process].state != PROCESS_INITIAL) { /* and so is its thread */
        return ZX_BAD_STATE;
    }
    enum zircon_status status = given_decode(k, a->given, process, &slot, &start.argument[0]);
    if (status != ZX_OK) {
        return status;
    }
    if (!stack_find(k, process, a->stack, &start)) {
        return ZX_INVALID_ARGS;
    }
    /* Commit. */
    process_start(k, process);
    if (slot != NONE) {
        handle_give(k, caller(k), slot, process);
    }
    thread_launch(k, thread, &start);
    return ZX_OK;
}

uint32_t call_process_start(struct kernel *k, struct process_start_arguments a)
{
    enum zircon_status status = process_launch(k, &a);
    if (status != ZX_OK) {
        handle_lose(k, a.given);
    }
    sched_settle(k);
    return zircon(status);
}

/* ---- Ending. ---- */

uint32_t call_process_exit(struct kernel *k, struct process_exit_arguments a)
{
    process_end(k, caller(k), ENDED_EXIT, a.return_code);
    sched_settle(k);
    return zircon(ZX_OK);
}

uint32_t call_thread_exit(struct kernel *k, struct thread_exit_arguments a)
{
    (void)a;
    if (exception_debugged(k, object_of_process(caller(k)))) {
        exception_exiting(k, k->sched.current);
    } else {
        thread_exit(k, k->sched.current);
    }
    sched_settle(k);
    return zircon(ZX_OK);
}

uint32_t call_task_kill(struct kernel *k, struct task_kill_arguments a)
{
    object_id task;
    enum zircon_status status = task_decode(k, a.task, RIGHT_DESTROY, &task);
    if (status != ZX_OK) {
        return zircon(status);
    }
    if (k->object[task].type == OBJECT_JOB) {
        job_kill(k, job_of_object(task), ZX_TASK_RETCODE_SYSCALL_KILL);
    } else if (k->object[task].type == OBJECT_PROCESS) {
        process_end(k, process_of_object(task), ENDED_KILLED, ZX_TASK_RETCODE_SYSCALL_KILL);
    } else {
        return zircon(ZX_WRONG_TYPE);
    }
    sched_settle(k);
    return zircon(ZX_OK);
}

/* ---- Suspending. ---- */

/* Why the task cannot be suspended by the caller. */
static enum zircon_status suspend_refuse(const struct kernel *k, object_id task)
{
    uint8_t type = k->object[task].type;
    if (type != OBJECT_THREAD && type != OBJECT_PROCESS) {
        return ZX_WRONG_TYPE;
    }
    if (task == object_of_thread(k->sched.current) || task == object_of_process(caller(k))) {
        return ZX_NOT_SUPPORTED;
    }
    return task_lives(k, task) ? ZX_OK : ZX_BAD_STATE;
}

uint32_t call_task_suspend(struct kernel *k, struct task_suspend_arguments a)
{
    object_id task;
    enum zircon_status status = task_decode(k, a.task, RIGHT_WRITE, &task);
    status = status == ZX_OK ? suspend_refuse(k, task) : status;
    if (status != ZX_OK) {
        return zircon(status);
    }
    object_id job = object_of_job(k->process[caller(k)].job);
    object_id token = object_find(k, OBJECT_TOKEN, job);
    if (!user_permits(k, a.out, sizeof(uint32_t), ACCESS_WRITE)) {
        return zircon(ZX_INVALID_ARGS);
    }
    status = token == NONE ? ZX_NO_MEMORY : handle_promise(k, a.out);
    if (status == ZX_OK) {
        /* Commit. */
        object_take(k, token, OBJECT_TOKEN, job);
        task_name(k, token);
        suspend_add(k, token, task);
        sched_settle(k);
    }
    return zircon(status);
}
