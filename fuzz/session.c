/*
 * The beginning of a session, and how bytes become threads, processes and register values.
 *
 * Every choice is made from the machine's state and the bytes alone, never from the model, so that
 * a session without a model plays the same program.
 */
#include "session.h"

#include <string.h>

#include "expect.h"
#include "program.h"

/* Numbers beside the limits of the table of system calls. */
#define NO_ARGUMENTS
#define ANY(place, name)
#define INT(place, name)
#define RANGE(place, name, low, high)                                                              \
    (uint32_t)(low) - 1u, (uint32_t)(low), (uint32_t)(high), (uint32_t)(high) + 1u,
#define MIN(place, name, low) (uint32_t)(low) - 1u, (uint32_t)(low), INT32_MAX, 0x80000000u,
#define PEER(place, name, right)
#define SYSCALL(number, name, family, blocking, summary, results, arguments) arguments
static const uint32_t edges[] = {
#include "syscalls.def"
    0x100,
    0x101,
    UINT32_MAX,
};
#define COUNT(array) (sizeof(array) / sizeof(array)[0])

void session_learn_name(struct session *s, uint32_t name)
{
    if (s->name_count < SESSION_NAMES) {
        s->names[s->name_count++] = name;
    }
}

static void area_learn(struct session *s, uint32_t address)
{
    for (unsigned i = 0; i < s->area_count; i++) {
        if (s->areas[i] == address) {
            return;
        }
    }
    EXPECT(s->area_count < SESSION_AREAS, "areas are used again");
    s->areas[s->area_count++] = address;
}

uint32_t session_learn_area(struct session *s, thread_id thread)
{
    const uint8_t *area = machine_area(s->machine, thread);
    const uint8_t *ram = machine_memory(s->machine, MACHINE_RAM_BASE, 1);
    if (area == NULL) {
        return 0;
    }
    uint32_t address = MACHINE_RAM_BASE + (uint32_t)(area - ram);
    area_learn(s, address);
    return address;
}

/* ---- Beginning: the model is told what the image says. ---- */

static void model_begin(struct session *s)
{
    memset(s->model, 0, offsetof(struct model, names)); /* names_init does the rest */
    s->model->ms = MACHINE_TICKS_PER_MS;
    names_init(&s->model->names, CONFIG_SLOTS, arch_image(s->kernel)->window);
}

static void model_task(struct session *s, const struct machine_task *task, bool is_main)
{
    process_id process = machine_process(s->machine, task->label);
    thread_id thread = machine_first_thread(s->machine, process);
    uint32_t quantum = task->quantum_ms == 0 ? 10 : task->quantum_ms;
    s->model->process[process] =
        (struct model_process){.running = true,
                               .label = task->label,
                               .handle = name_of_task(s->kernel, process),
                               .domain = task->domain,
                               .panics_on_exit = task->on_exit == ENDING_PANIC,
                               .panics_on_fault = task->on_fault == ENDING_PANIC};
    s->model->main = is_main ? process : s->model->main;
    names_process_starts(&s->model->names, process, task->domain, name_of_task(s->kernel, process));
    model_thread_add(s->model, thread, process, task->priority, quantum * s->model->ms,
                     session_learn_area(s, thread));
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

void session_begin(struct session *s, unsigned world, unsigned twin, struct model *model)
{
    s->world = world_at(world);
    s->machine = world_machine(world, twin);
    s->kernel = machine_kernel(s->machine);
    s->model = model;
    s->name_count = 0;
    s->area_count = 0;
    s->serial = 0;
    if (model != NULL) {
        model_begin(s);
    }
    const struct machine_task *task = task_after(s->world, -1);
    for (; task != NULL; task = task_after(s->world, task->label)) {
        process_id process = machine_process(s->machine, task->label);
        session_learn_name(s, name_of_task(s->kernel, process));
        (void)session_learn_area(s, machine_first_thread(s->machine, process));
        if (model != NULL) {
            model_task(s, task, (unsigned)(task - s->world->tasks) == s->world->main);
        }
    }
    if (model != NULL) {
        model_settle(model);
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

thread_id session_choose_started(struct session *s)
{
    return thread_choose(s->kernel, reader_byte(&s->reader), thread_started);
}

process_id session_choose_process(struct session *s)
{
    return (process_id)(1 + reader_below(&s->reader, s->world->count));
}

static uint32_t name_of_number(const struct session *s, unsigned number)
{
    return s->names[number % s->name_count];
}

uint32_t session_value(struct session *s)
{
    uint8_t byte = reader_byte(&s->reader);
    if (byte < VALUE_NAME) {
        return byte;
    }
    if (byte < VALUE_BENT) {
        return name_of_number(s, byte - (unsigned)VALUE_NAME);
    }
    if (byte < VALUE_EDGE) {
        uint32_t bit = reader_below(&s->reader, 32);
        return name_of_number(s, byte - (unsigned)VALUE_BENT) ^ (uint32_t)1 << bit;
    }
    if (byte < VALUE_LABEL) {
        return edges[(byte - (unsigned)VALUE_EDGE) % COUNT(edges)];
    }
    if (byte < VALUE_SELECTOR) {
        return s->world->tasks[(byte - (unsigned)VALUE_LABEL) % s->world->count].label;
    }
    if (byte < VALUE_WORD) {
        return name_of_selector(reader_byte(&s->reader));
    }
    return reader_word(&s->reader);
}
