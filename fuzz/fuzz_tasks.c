/*
 * Lives: jobs, processes and threads are made, started, suspended, faulted, answered for and
 * killed, while they send, wait and sleep.
 *
 * Oracle: model/tasks.h, which says of each call whether it is refused, and what everything is
 * after it. After each operation all of it is compared (tasks_compare.c); in the end the root job
 * is killed, and nothing may be left. Each input is played twice, and both times must end in the
 * same state.
 *
 * An operation is a byte (enum tasks_operation), a thread of those that can run, and what that kind
 * needs. Every byte that chooses is reduced to the number of choices there are.
 */
#include <string.h>

#include "expect.h"
#include "tasks_scene.h"
#include "zircon.h"

/* ---- The image. ---- */

enum { KEEPER = ACTORS, IMAGE_TASKS, PAGE_ORDER = 12, DOMAIN = 1 };

static const struct machine_task tasks[IMAGE_TASKS] = {
    {.label = 1,
     .priority = 8,
     .domain = DOMAIN,
     .data_order = PAGE_ORDER,
     .on_fault = ENDING_RESTART,
     .capabilities = CAPABILITY_SUPERVISOR | CAPABILITY_START},
    {.label = 2,
     .priority = 8,
     .domain = DOMAIN,
     .data_order = PAGE_ORDER,
     .on_exit = ENDING_RESTART,
     .on_fault = ENDING_RESTART},
    {.label = 3, .priority = 9, .domain = DOMAIN, .data_order = PAGE_ORDER},
    {.label = 4, .priority = 1, .domain = DOMAIN + 1},
};

static struct machine_image image;
static struct machine *machine;

static const uint8_t pools[IN_POOLS] = {
    [IN_JOBS] = POOL_JOBS,         [IN_PROCESSES] = POOL_PROCESSES, [IN_THREADS] = POOL_THREADS,
    [IN_CHANNELS] = POOL_CHANNELS, [IN_TOKENS] = POOL_TOKENS,       [IN_MESSAGES] = POOL_MESSAGES,
    [IN_AREAS] = POOL_AREAS,
};

/* Before the first input, so that this is like every other one. */
__attribute__((constructor)) static void machine_make(void)
{
    machine_image_build(&image, tasks, IMAGE_TASKS);
    for (unsigned i = 0; i < IN_POOLS; i++) {
        image.tasks[1].quota[pools[i]] = 2;
        image.tasks[2].quota[pools[i]] = 1;
    }
    machine = machine_create(&image.image);
}

/* ---- The model of it. ---- */

static void model_begins_jobs(struct scene *s)
{
    struct tasks *m = &s->model;
    for (job_id job = 1; job <= CONFIG_JOBS; job++) {
        unsigned id = object_of_job(job);
        if (s->k->object[id].type == OBJECT_FREE) {
            continue;
        }
        struct thing *made = object_begins(m, id, JOB, s->k->object[id].parent);
        made->image = true;
        made->life = ALIVE;
        made->level = made->parent == 0 ? 0 : at(m, made->parent)->level + 1;
        for (unsigned i = 0; i < IN_POOLS; i++) {
            m->limit[id][i] = ~0u;
        }
    }
    for (job_id job = 1; job <= CONFIG_JOBS; job++) {
        unsigned id = object_of_job(job);
        if (at(m, id)->kind == JOB) {
            job_shows(m, id);
        }
    }
}

static void model_begins_task(struct scene *s, unsigned i)
{
    struct tasks *m = &s->model;
    const struct image_task *from = &arch_image(s->k)->tasks[i];
    struct program *task = &m->task[i + 1];
    *task = (struct program){
        .job = object_of_job(s->k->task.task[i].job),
        .timer = TASKS_NEVER,
        .restarts_on_exit = from->on_exit == ENDING_RESTART,
        .restarts_on_fault = from->on_fault == ENDING_RESTART,
        .supervises = (from->capabilities & CAPABILITY_SUPERVISOR) != 0,
        .priority = from->priority,
        .page = from->data.base,
        .code_at = from->code.base,
    };
    for (unsigned run = 0; run < 2; run++) {
        task->place[run] = object_of_process((process_id)(1 + 2 * i + run));
        task->thread[run] = object_of_thread((thread_id)(1 + 2 * i + run));
    }
    for (unsigned pool = 0; pool < IN_POOLS; pool++) {
        uint16_t limit = from->quota[pools[pool]];
        m->limit[task->job][pool] = limit == QUOTA_UNLIMITED ? ~0u : limit;
    }
    task_due(m, i + 1);
}

static void model_begins(struct scene *s)
{
    static const unsigned first[KINDS + 1] = {
        [JOB] = OBJECT_FIRST_JOB,       [PROCESS] = OBJECT_FIRST_PROCESS,
        [THREAD] = OBJECT_FIRST_THREAD, [CHANNEL] = OBJECT_FIRST_CHANNEL,
        [EVENT] = OBJECT_FIRST_EVENT,   [EVENTPAIR] = OBJECT_FIRST_EVENTPAIR,
        [TOKEN] = OBJECT_FIRST_TOKEN,   [EXCEPTION] = OBJECT_FIRST_EXCEPTION,
        [KINDS] = OBJECT_END,
    };
    static const unsigned room[IN_POOLS] = {
        [IN_JOBS] = CONFIG_JOBS - 1,
        [IN_PROCESSES] = CONFIG_PROCESSES - RESERVED,
        [IN_THREADS] = CONFIG_THREADS - RESERVED,
        [IN_CHANNELS] = CONFIG_CHANNELS,
        [IN_TOKENS] = CONFIG_TOKENS,
        [IN_MESSAGES] = CONFIG_MESSAGES,
        [IN_AREAS] = CONFIG_AREAS,
    };
    struct tasks *m = &s->model;
    memcpy(m->first, first, sizeof first);
    memcpy(m->room, room, sizeof room);
    m->now = machine_now(s->machine);
    m->ms = MACHINE_TICKS_PER_MS;
    m->window = arch_image(s->k)->window;
    m->tasks = IMAGE_TASKS;
    for (unsigned i = 1; i <= RESERVED; i++) {
        at(m, object_of_process((process_id)i))->image = true;
        at(m, object_of_thread((thread_id)i))->image = true;
    }
    model_begins_jobs(s);
    for (unsigned i = 0; i < IMAGE_TASKS; i++) {
        model_begins_task(s, i);
    }
    settle(m);
}

/* ---- An input. ---- */

static operation *const operations[TASKS_OPERATIONS] = {
    [TASKS_JOB_CREATE] = operation_job_create,
    [TASKS_PROCESS_CREATE] = operation_process_create,
    [TASKS_THREAD_CREATE] = operation_thread_create,
    [TASKS_GIVE_MEMORY] = operation_give_memory,
    [TASKS_GIVE_AREA] = operation_give_area,
    [TASKS_PROCESS_START] = operation_process_start,
    [TASKS_THREAD_START] = operation_thread_start,
    [TASKS_CHILD] = operation_child,
    [TASKS_FURTHER_THREAD] = operation_further_thread,
    [TASKS_THREAD_EXIT] = operation_thread_exit,
    [TASKS_PROCESS_EXIT] = operation_process_exit,
    [TASKS_KILL] = operation_kill,
    [TASKS_SUSPEND] = operation_suspend,
    [TASKS_CLOSE] = operation_close,
    [TASKS_CLOSE_MANY] = operation_close_many,
    [TASKS_DUPLICATE] = operation_duplicate,
    [TASKS_CHANNEL_CREATE] = operation_channel_create,
    [TASKS_WRITE] = operation_write,
    [TASKS_READ] = operation_read,
    [TASKS_LISTEN] = operation_listen,
    [TASKS_GET] = operation_get,
    [TASKS_SET] = operation_set,
    [TASKS_FAULT] = operation_fault,
    [TASKS_GET_CHILD] = operation_get_child,
    [TASKS_CRITICAL] = operation_critical,
    [TASKS_POLICY] = operation_policy,
    [TASKS_READ_STATE] = operation_read_state,
    [TASKS_START] = operation_start,
    [TASKS_SEND] = operation_send,
    [TASKS_SEND_AND_WAIT] = operation_send_and_wait,
    [TASKS_WAIT_EVENT] = operation_wait_event,
    [TASKS_SLEEP] = operation_sleep,
    [TASKS_NANOSLEEP] = operation_nanosleep,
    [TASKS_WAIT_ONE] = operation_wait_one,
    [TASKS_WAIT_MANY] = operation_wait_many,
};

/* What the actor had better have. */
static const uint8_t wanted[TASKS_OPERATIONS] = {
    [TASKS_WRITE] = CHANNEL, [TASKS_READ] = UNREAD,         [TASKS_GET] = EXCEPTION,
    [TASKS_SET] = EXCEPTION, [TASKS_THREAD_START] = THREAD,
};

/* A thread that can run, of those that act, and of those that have what is wanted; 0: none. */
static unsigned actor_with(struct scene *s, unsigned byte, unsigned kind)
{
    unsigned found[CONFIG_THREADS];
    unsigned count = 0;
    for (thread_id i = 1; i <= CONFIG_THREADS; i++) {
        unsigned id = object_of_thread(i);
        const struct thing *thread = at(&s->model, id);
        bool can = started(&s->model, id) && thread->doing == READY && !thread->stopped;
        if (can && s->k->thread[i].domain == DOMAIN &&
            (kind == NOTHING || scene_has(s, id, kind))) {
            found[count++] = id;
        }
    }
    return count == 0 ? 0 : found[byte % count];
}

static unsigned read_actor(struct scene *s, unsigned operation)
{
    unsigned byte = reader_byte(&s->reader);
    unsigned actor = actor_with(s, byte, wanted[operation]);
    return actor != 0 ? actor : actor_with(s, byte, NOTHING);
}

static void operation_advance(struct scene *s)
{
    static const uint16_t half_ms[] = {1, 2, 3, 10, 100, 2002};
    uint64_t ticks = s->model.ms * half_ms[reader_below(&s->reader, 6)] / 2;
    trace("%u ticks\n", (unsigned)ticks);
    machine_advance(s->machine, ticks);
    tasks_advance(&s->model, ticks);
}

/* Whoever has lost its frame and could run faults. The scheduler has let some of them, first ones
 * first; the others do so now. */
static void lost_fault(struct scene *s)
{
    unsigned lost;
    while ((lost = lost_next(&s->model)) != 0) {
        thread_id thread = thread_of_object((object_id)lost);
        if (s->k->thread[thread].state == THREAD_READY) {
            machine_run(s->machine, thread);
        }
        trace("thread %u faults again\n", lost);
        exception_raised(&s->model, lost, ZX_EXCP_FATAL_PAGE_FAULT);
        settle(&s->model);
    }
}

static void operation_play(struct scene *s)
{
    unsigned operation = reader_below(&s->reader, TASKS_OPERATIONS);
    if (operation == TASKS_ADVANCE) {
        operation_advance(s);
    } else {
        unsigned self = read_actor(s, operation);
        if (self == 0) {
            return;
        }
        scene_run(s, self);
        operations[operation](s, self);
        lost_fault(s);
    }
    if (s->compares) {
        scene_compare(s);
    }
}

/* The root job is killed; the board, which would halt then, is not asked. */
static void scene_end(struct scene *s)
{
    job_kill(s->k, job_of_object(OBJECT_FIRST_JOB), ZX_TASK_RETCODE_SYSCALL_KILL);
    machine_settle(s->machine);
    job_killed(&s->model, OBJECT_FIRST_JOB, KILLED_BY_CALL);
    settle(&s->model);
    scene_compare_baseline(s);
}

/* The hash of the last state in which tasks ran. */
static uint64_t scene_play(const uint8_t *data, size_t size, bool compares)
{
    static struct scene scene;
    memset(&scene, 0, sizeof scene);
    scene.reader = (struct reader){data, size};
    scene.machine = machine;
    scene.compares = compares;
    scene.k = machine_kernel(machine);
    machine_reset(machine);
    model_begins(&scene);
    while (reader_has_more(&scene.reader)) {
        operation_play(&scene);
    }
    uint64_t hash = machine_hash(machine);
    scene_end(&scene);
    return hash;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    count_execution();
    uint64_t hash = scene_play(data, size, true);
    EXPECT(scene_play(data, size, false) == hash, "the same input leads elsewhere");
    count_state(hash);
    return 0;
}
