/*
 * The beginning of a session, and how choices become threads and processes.
 *
 * Every choice is made from the machine's state and the program alone, never from the model, so
 * that a session without a model plays the same program.
 */
#include "session.h"

#include <string.h>

#include "expect.h"

static void name_learn(struct session *s, uint32_t name)
{
    s->given++;
    if (s->name_count < SESSION_NAMES) {
        s->names[s->name_count++] = name;
    }
}

/* What is in the process's slots and was not there before; selectors name those of the window. */
static void handles_learn(struct session *s, process_id process)
{
    for (slot_id slot = 1; slot <= CONFIG_SLOTS; slot++) {
        if (s->kernel->slot[node_of_slot(process, slot)].object == NONE) {
            continue;
        }
        uint32_t name = name_of_handle(s->kernel, process, slot);
        if (s->slots[process][slot] != name) {
            s->slots[process][slot] = name;
            if (slot > arch_image(s->kernel)->window) {
                name_learn(s, name);
            } else {
                s->given++;
            }
        }
    }
}

/* The model is told the values that the kernel has chosen. */
static void values_learn(struct session *s)
{
    for (unsigned i = 0; i < s->model->given_count; i++) {
        const struct model_given *given = &s->model->given[i];
        uint32_t value =
            name_of_handle(s->kernel, (process_id)given->process, (slot_id)given->slot);
        EXPECT(model_value_learn(s->model, given, value), "handle %#x was given out before", value);
    }
    s->model->given_count = 0;
}

void session_learn_handles(struct session *s)
{
    for (process_id process = 1; process <= CONFIG_PROCESSES; process++) {
        if (s->kernel->process[process].state == PROCESS_RUNNING ||
            s->kernel->process[process].state == PROCESS_INITIAL) {
            handles_learn(s, process);
        }
    }
    if (s->model != NULL) {
        values_learn(s);
    }
}

void session_learn_runs(struct session *s)
{
    for (task_index task = 0; task < s->world->count; task++) {
        const struct task *state = &s->kernel->task.task[task];
        if (state->runs == s->runs[task] || state->process == NONE) {
            continue;
        }
        uint32_t name = name_of_task(s->kernel, state->process);
        s->runs[task] = state->runs;
        name_learn(s, name);
        s->given += SLOT_THREAD + 2u * arch_image(s->kernel)->share_count;
        if (s->model != NULL) {
            compare_new_name(s, state->process, name);
            model_handle_learn(s->model, state->process, name);
        }
    }
}

/* ---- Beginning: the model is told what the image says. ---- */

static const enum model_wish wishes[] = {[ENDING_NONE] = MODEL_REMAINS,
                                         [ENDING_PANIC] = MODEL_PANICS,
                                         [ENDING_RESTART] = MODEL_RESTARTS};

/* Its lines are the ones described; the image lists them anew. */
static void model_lines(struct session *s, const struct machine_task *task, unsigned number)
{
    for (unsigned i = 0; i < task->irq_count; i++) {
        s->model->line[task->irq_first + i] = (struct model_line){.granted = true, .task = number};
    }
}

static struct model_region model_region(const struct region *region)
{
    return (struct model_region){
        .base = region->base, .size = region_size(region), .access = region->access};
}

static void model_shares(struct session *s)
{
    const struct image *image = arch_image(s->kernel);
    s->model->reserved[NAMES_CHANNEL] = image->channel_count;
    s->model->reserved[NAMES_EVENT] = image->event_count;
    for (unsigned i = 0; i < image->share_count; i++) {
        s->model->share[s->model->shares++] =
            (struct model_share){.is_channel = image->shares[i].kind == SHARE_CHANNEL,
                                 .number = image->shares[i].number,
                                 .task = image->shares[i].task,
                                 .slot = image->shares[i].slot};
    }
}

/* Each task has two reserved processes and threads, in the order of the labels. */
static void model_task(struct session *s, const struct machine_task *task, unsigned number)
{
    const struct image_task *image = &arch_image(s->kernel)->tasks[number];
    uint32_t quantum_ms = task->quantum_ms == 0 ? 10 : task->quantum_ms;
    s->model->task[number] =
        (struct model_task){.exists = true,
                            .label = task->label,
                            .domain = task->domain,
                            .priority = task->priority,
                            .quantum = quantum_ms * s->model->ms,
                            .area_at = image->area,
                            .memory = {model_region(&image->code), model_region(&image->data),
                                       model_region(&image->stack)},
                            .limit = {[NAMES_CHANNEL] = image->quota[POOL_CHANNELS],
                                      [NAMES_EVENT] = image->quota[POOL_EVENTS],
                                      [NAMES_EVENTPAIR] = image->quota[POOL_EVENTPAIRS]},
                            .message_limit = image->quota[POOL_MESSAGES],
                            .thread_limit = image->quota[POOL_THREADS],
                            .process_limit = image->quota[POOL_PROCESSES],
                            .mapping_limit = image->quota[POOL_MAPPINGS],
                            .area_limit = image->quota[POOL_AREAS],
                            .capabilities = task->capabilities,
                            .exits = wishes[task->on_exit],
                            .faults = wishes[task->on_fault],
                            .numbers = {1 + 2 * number, 2 + 2 * number},
                            .restart = MODEL_NEVER};
    model_lines(s, task, number);
    if ((unsigned)(task - s->world->tasks) == s->world->main) {
        s->model->has_main = true;
        s->model->main = number;
    }
}

/* The task that starts next: they start in the order of their labels. */
static const struct machine_task *task_after(const struct world *world, int64_t label)
{
    const struct machine_task *next = NULL;
    for (unsigned i = 0; i < world->count; i++) {
        const struct machine_task *task = &world->tasks[i];
        if ((int64_t)task->label > label && (next == NULL || task->label < next->label)) {
            next = task;
        }
    }
    return next;
}

static void model_begin(struct session *s)
{
    unsigned number = 0;
    memset(s->model, 0, offsetof(struct model, names)); /* names_init does the rest */
    s->model->ms = MACHINE_TICKS_PER_MS;
    s->model->ram_at = MACHINE_RAM_BASE;
    s->model->arena_at = arch_image(s->kernel)->arena;
    names_init(&s->model->names, CONFIG_SLOTS, arch_image(s->kernel)->window);
    const struct machine_task *task = task_after(s->world, -1);
    for (; task != NULL; task = task_after(s->world, task->label)) {
        model_task(s, task, number++);
    }
    model_shares(s);
    model_objects_begin(s->model);
    for (unsigned i = 0; i < number; i++) {
        if (arch_image(s->kernel)->tasks[i].start == START_BOOT) {
            model_task_request(s->model, i);
        }
    }
    model_settle(s->model);
}

void session_begin(struct session *s, unsigned world, unsigned twin, struct model *model,
                   FILE *script)
{
    memset(s, 0, sizeof *s);
    s->world = world_at(world);
    s->spare = world_machine(world, 1 - twin);
    s->machine = world_machine(world, twin);
    s->kernel = machine_kernel(s->machine);
    s->model = model;
    s->script = script;
    if (script != NULL) {
        script_reset();
    }
    if (model != NULL) {
        model_begin(s);
    }
    session_learn_handles(s);
    session_learn_runs(s);
    if (model != NULL) {
        compare_all(s);
    }
}

/* ---- Choosing. ---- */

static bool thread_is_ready(const struct kernel *k, thread_id thread)
{
    return k->thread[thread].state == THREAD_READY;
}

/* The n-th of the threads that are as wanted, counted round from 0; NONE: there is none. */
static thread_id thread_choose(const struct kernel *k, unsigned n,
                               bool (*wanted)(const struct kernel *, thread_id))
{
    thread_id list[CONFIG_THREADS];
    unsigned count = 0;
    for (thread_id thread = 1; thread <= CONFIG_THREADS; thread++) {
        if (wanted(k, thread)) {
            list[count++] = thread;
        }
    }
    return count == 0 ? NONE : list[n % count];
}

void session_run(struct session *s, thread_id thread)
{
    SCRIPT(s, "    run(m, %u);\n", thread);
    machine_run(s->machine, thread);
    if (s->model != NULL) {
        model_run(s->model, thread);
    }
}

thread_id session_choose(struct session *s, unsigned n)
{
    thread_id current = machine_current(s->machine);
    thread_id chosen = n == 0 ? current : thread_choose(s->kernel, n - 1, thread_is_ready);
    if (chosen != current) {
        session_run(s, chosen);
    }
    return chosen;
}

thread_id session_choose_started(const struct session *s, unsigned n)
{
    return thread_choose(s->kernel, n, thread_started);
}

process_id session_choose_process(const struct session *s, unsigned n)
{
    unsigned task = n % s->world->count;
    process_id process = s->kernel->task.task[task].process;
    return process != NONE ? process : (process_id)(1 + 2 * task);
}

unsigned session_threads(const struct session *s)
{
    unsigned count = 0;
    for (thread_id thread = 1; thread <= CONFIG_THREADS; thread++) {
        count += thread_started(s->kernel, thread);
    }
    return count;
}
