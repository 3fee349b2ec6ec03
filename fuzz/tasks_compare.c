/*
 * Compares the kernel's objects, tasks, names, messages and exceptions with the model's, whole.
 */
#include "expect.h"
#include "tasks_scene.h"
#include "zircon.h"

static const struct thing *model_at(const struct scene *s, unsigned id)
{
    return &s->model.object[id];
}

/* ---- Threads. ---- */

static unsigned state_of(const struct thing *thread)
{
    static const uint8_t states[] = {
        [READY] = THREAD_READY,
        [SENDING] = THREAD_SENDING,
        [WAITING] = THREAD_WAITING,
        [SLEEPING] = THREAD_SLEEPING,
        [NANOSLEEPING] = THREAD_NANOSLEEPING,
        [AWAITING] = THREAD_AWAITING,
        [EXCEPTED] = THREAD_EXCEPTION,
    };
    switch (thread->life) {
    case UNBORN:
        return THREAD_INITIAL;
    case ALIVE:
        return states[thread->doing];
    default:
        return THREAD_DEAD;
    }
}

static void compare_deadline(struct scene *s, unsigned id)
{
    thread_id thread = thread_of_object((object_id)id);
    const struct thing *expected = model_at(s, id);
    const struct timer *timer = &s->k->time.timer[timer_of_thread(thread)];
    bool blocks = expected->doing != READY && expected->doing != EXCEPTED;
    uint64_t deadline = blocks ? expected->deadline : TASKS_NEVER;
    bool runs = !expected->stopped && deadline != TASKS_NEVER;
    EXPECT((timer->running != 0) == runs, "thread %u has a timer: %d", id, timer->running);
    EXPECT(!runs || timer->deadline == deadline, "thread %u waits longer", id);
}

static void compare_exception(struct scene *s, unsigned id)
{
    thread_id thread = thread_of_object((object_id)id);
    const struct exception *exception = &s->k->exception.thread[thread];
    const struct excepted *expected = &model_at(s, id)->excepted;
    EXPECT(exception->report.type == expected->type, "thread %u has met %#x, not %#x", id,
           exception->report.type, expected->type);
    EXPECT(exception->answer == expected->answer, "thread %u: answer %u", id, exception->answer);
    struct handler got = exception_handler(s->k, thread);
    struct asked wanted = asked_at(&s->model, id, expected->asked - 1);
    EXPECT(got.task == wanted.task && got.listener == wanted.listener,
           "the exception of thread %u is at %u.%u, not at %u.%u", id, got.task, got.listener,
           wanted.task, wanted.listener);
}

static void compare_thread(struct scene *s, unsigned id)
{
    thread_id number = thread_of_object((object_id)id);
    const struct thread *thread = &s->k->thread[number];
    const struct thing *expected = model_at(s, id);
    EXPECT(thread->state == state_of(expected), "thread %u is in state %u, not %u", id,
           thread->state, state_of(expected));
    EXPECT(thread->stopped == expected->stopped, "thread %u is stopped: %u", id, thread->stopped);
    EXPECT(thread->suspends == expected->suspends, "thread %u has %u tokens", id, thread->suspends);
    if (expected->life != ALIVE) {
        return;
    }
    EXPECT(thread->priority == expected->priority, "thread %u has priority %u", id,
           thread->priority);
    EXPECT((thread->area != 0) == expected->area, "thread %u has an area: %#x", id, thread->area);
    compare_deadline(s, id);
    bool tells =
        expected->doing == READY && !expected->reports && s->called[number] == expected->born;
    EXPECT(!tells || machine_call_result(s->machine, number) == expected->result,
           "thread %u was told %d, not %d", id, (int32_t)machine_call_result(s->machine, number),
           (int32_t)expected->result);
    if (expected->doing == EXCEPTED) {
        compare_exception(s, id);
    }
}

/* ---- Processes and jobs. ---- */

/* Of each condition four bits: nobody has decided, or what has been decided and one. */
static void compare_policy(struct scene *s, unsigned id, uint64_t policy)
{
    for (unsigned i = 0; i < P_CONDITIONS; i++) {
        unsigned got = (unsigned)(policy >> (4 * i)) & 15u;
        EXPECT(got == model_at(s, id)->policy[i], "%u has decided %u of condition %u, not %u", id,
               got, i, model_at(s, id)->policy[i]);
    }
}

static void compare_names(struct scene *s, unsigned id)
{
    process_id process = process_of_object((object_id)id);
    for (slot_id slot = 1; slot <= CONFIG_SLOTS; slot++) {
        const struct slot *got = &s->k->slot[node_of_slot(process, slot)];
        const struct held *expected = &model_at(s, id)->slot[slot];
        EXPECT(got->object == expected->object, "slot %u of %u names %u, not %u", slot, id,
               got->object, expected->object);
        EXPECT(got->rights == expected->rights, "slot %u of %u has rights %#x, not %#x", slot, id,
               got->rights, expected->rights);
    }
}

static void compare_process(struct scene *s, unsigned id)
{
    static const uint8_t states[] = {PROCESS_INITIAL, PROCESS_RUNNING, PROCESS_DEAD, PROCESS_DEAD};
    process_id number = process_of_object((object_id)id);
    const struct process *process = &s->k->process[number];
    const struct thing *expected = model_at(s, id);
    unsigned areas = 0;
    for (unsigned i = 0; i < CONFIG_AREAS; i++) {
        areas += s->k->area.area[i].process == number;
    }
    EXPECT(process->state == states[expected->life], "process %u is in state %u", id,
           process->state);
    EXPECT(process->return_code == expected->code, "process %u returned %d, not %d", id,
           (int)process->return_code, (int)expected->code);
    EXPECT(process->suspends == expected->suspends, "process %u has %u tokens", id,
           process->suspends);
    EXPECT(areas == expected->areas, "process %u has %u areas, not %u", id, areas, expected->areas);
    compare_policy(s, id, process->policy);
    compare_names(s, id);
}

static void compare_used(struct scene *s, unsigned id)
{
    static const uint8_t pools[IN_POOLS] = {
        [IN_JOBS] = POOL_JOBS,       [IN_PROCESSES] = POOL_PROCESSES,
        [IN_THREADS] = POOL_THREADS, [IN_CHANNELS] = POOL_CHANNELS,
        [IN_TOKENS] = POOL_TOKENS,   [IN_MESSAGES] = POOL_MESSAGES,
        [IN_AREAS] = POOL_AREAS,
    };
    for (unsigned i = 0; i < IN_POOLS; i++) {
        unsigned got = s->k->job[job_of_object((object_id)id)].used[pools[i]];
        EXPECT(got == used(&s->model, id, i), "job %u uses %u of pool %u, not %u", id, got,
               pools[i], used(&s->model, id, i));
    }
}

static void compare_job(struct scene *s, unsigned id)
{
    static const uint8_t states[] = {JOB_FREE, JOB_READY, JOB_KILLING, JOB_DEAD};
    const struct job *job = &s->k->job[job_of_object((object_id)id)];
    const struct thing *expected = model_at(s, id);
    EXPECT(job->state == states[expected->life], "job %u is in state %u", id, job->state);
    EXPECT(job->return_code == expected->code, "job %u returned %d, not %d", id,
           (int)job->return_code, (int)expected->code);
    compare_policy(s, id, job->policy);
    compare_used(s, id);
}

/* ---- Objects. ---- */

static void compare_queue(struct scene *s, unsigned id)
{
    message_id message = s->k->channel.end[id - OBJECT_FIRST_CHANNEL].first;
    for (unsigned i = 0; i < s->model.messages; i++) {
        const struct letter *expected = &s->model.message[i];
        if (expected->end != id) {
            continue;
        }
        unsigned thread = message > CONFIG_MESSAGES
                              ? object_of_thread((thread_id)(message - CONFIG_MESSAGES))
                              : 0;
        EXPECT(message != NONE, "end %u lacks a message", id);
        EXPECT(thread == expected->thread, "end %u has a message of %u, not of %u", id, thread,
               expected->thread);
        node_id place =
            (node_id)(message > CONFIG_MESSAGES
                          ? NODE_FIRST_OWN - 1u - CONFIG_MESSAGES + message
                          : NODE_FIRST_TRANSIT + (message - 1u) * CONFIG_MESSAGE_HANDLES);
        EXPECT(!expected->carries || s->k->slot[place].object == expected->held.object,
               "a message at %u names %u, not %u", id, s->k->slot[place].object,
               expected->held.object);
        message = s->k->channel.message[message].next;
    }
    EXPECT(message == NONE, "end %u has a message too many", id);
}

static void compare_listeners(struct scene *s, unsigned id)
{
    for (unsigned i = 0; i < LISTEN_ALL; i++) {
        unsigned got = s->k->exception.channel[id][i];
        EXPECT(got == model_at(s, id)->listener[i], "%u is listened to by %u, not by %u", id, got,
               model_at(s, id)->listener[i]);
    }
}

static void compare_object(struct scene *s, unsigned id)
{
    const struct thing *object = model_at(s, id);
    const struct object *got = &s->k->object[id];
    EXPECT(got->type == object->kind, "object %u is of type %u, not %u", id, got->type,
           object->kind);
    if (object->kind == NOTHING) {
        return;
    }
    EXPECT(got->signals == object->signals, "object %u shows %#x, not %#x", id, got->signals,
           object->signals);
    EXPECT(got->parent == object->parent, "object %u is below %u, not below %u", id, got->parent,
           object->parent);
    EXPECT(got->handles == names_of(&s->model, id), "object %u has %u names, not %u", id,
           got->handles, names_of(&s->model, id));
}

static void compare_tasks(struct scene *s)
{
    for (task_index i = 0; i < s->model.tasks; i++) {
        const struct program *expected = &s->model.task[i + 1];
        const struct timer *timer = &s->k->time.timer[timer_of_restart(i)];
        unsigned process = s->k->task.task[i].process;
        process = process == NONE ? 0 : object_of_process((process_id)process);
        EXPECT(process == expected->process, "task %u runs as %u, not as %u", i, process,
               expected->process);
        EXPECT(timer->running == 0 || timer->deadline == expected->timer, "task %u starts late", i);
        EXPECT((timer->running != 0) == (expected->timer != TASKS_NEVER), "task %u will start", i);
    }
}

void scene_compare(struct scene *s)
{
    const char *broken = machine_check(s->machine);
    EXPECT(broken == NULL, "invariant: %s", broken);
    for (unsigned id = 1; id < OBJECT_END; id++) {
        compare_object(s, id);
        const struct thing *expected = model_at(s, id);
        switch (expected->kind) {
        case JOB:
            compare_job(s, id);
            break;
        case PROCESS:
            compare_process(s, id);
            break;
        case THREAD:
            compare_thread(s, id);
            break;
        case CHANNEL:
            compare_queue(s, id);
            break;
        default:
            break;
        }
        if (id < OBJECT_FIRST_EVENT) {
            compare_listeners(s, id);
        }
    }
    compare_tasks(s);
}

void scene_compare_baseline(struct scene *s)
{
    scene_compare(s);
    for (unsigned id = 1; id < OBJECT_END; id++) {
        bool image = model_at(s, id)->image && id < OBJECT_FIRST_PROCESS;
        EXPECT((s->k->object[id].type != OBJECT_FREE) == image, "object %u is left", id);
    }
    for (unsigned pool = POOL_PROCESSES; pool < POOLS; pool++) {
        EXPECT(s->k->job[1].used[pool] == 0, "pool %u is in use", pool);
    }
    EXPECT(s->model.messages == 0, "a message is left");
    for (timer_id i = s->k->time.first; i != NONE; i = s->k->time.timer[i].next) {
        EXPECT(i >= TIMER_FIRST_RESTART, "timer %u is left", i);
    }
}
