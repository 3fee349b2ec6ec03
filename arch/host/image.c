/*
 * Images and threads for machines: places tasks in simulated memory from a few words about each.
 *
 * Tasks lie in the lower half of the simulated RAM, stacks of further threads in the upper half,
 * one kilobyte from each other so that no stack begins where something else ends. The arena of
 * exchange areas ends where the RAM does.
 */
#include <stdlib.h>
#include <string.h>

#include "internal.h"

#define CODE_ORDER         10u
#define DEFAULT_ORDER      8u
#define DEFAULT_QUANTUM_MS 10u
#define THREAD_RAM         (MACHINE_RAM_BASE + MACHINE_RAM_SIZE / 2)
#define THREAD_RAM_EACH    1024u
#define ARENA_SIZE         (CONFIG_AREAS * EXCHANGE_AREA_SIZE)
_Static_assert((CONFIG_THREADS - RESERVED) * THREAD_RAM_EACH + ARENA_SIZE <= MACHINE_RAM_SIZE / 2,
               "room for all threads");

/* Takes the next naturally aligned block; a stack leaves a block of its own size before it. */
static struct region place(uint32_t *next, uint8_t order, uint8_t access)
{
    uint32_t size = 1u << order;
    struct region region = {
        .base = (*next + size - 1) / size * size, .order = order, .access = access};
    *next = region.base + size;
    if (*next > THREAD_RAM && region.base >= MACHINE_RAM_BASE) {
        host_abort("the tasks do not fit into the machine's RAM");
    }
    return region;
}

static struct image_task place_task(const struct machine_task *task, uint32_t *flash, uint32_t *ram)
{
    const uint8_t writable = ACCESS_READ | ACCESS_WRITE;
    uint8_t stack_order = task->stack_order == 0 ? DEFAULT_ORDER : task->stack_order;
    uint8_t data_order = task->data_order == 0 ? DEFAULT_ORDER : task->data_order;
    *ram += 1u << stack_order; /* nobody's: what the stack overflows into */
    struct image_task placed = {
        .label = task->label,
        .priority = task->priority,
        .domain = task->domain,
        .on_exit = task->on_exit,
        .on_fault = task->on_fault,
        .start = task->start,
        .capabilities = task->capabilities,
        .irq_count = task->irq_count,
        .irq_first = task->irq_first,
        .quantum_ms = task->quantum_ms == 0 ? DEFAULT_QUANTUM_MS : task->quantum_ms,
    };
    placed.code = place(flash, CODE_ORDER, ACCESS_READ | ACCESS_EXECUTE);
    placed.stack = place(ram, stack_order, writable);
    placed.data = place(ram, data_order, writable);
    placed.area = place(ram, EXCHANGE_AREA_ORDER, writable).base;
    placed.entry = placed.code.base | 1u;
    placed.data_load = placed.code.base;
    (void)memset(placed.quota, 0xff, sizeof placed.quota);
    return placed;
}

static int task_compare(const void *a, const void *b)
{
    const struct image_task *task_a = a;
    const struct image_task *task_b = b;
    return (task_a->label > task_b->label) - (task_a->label < task_b->label);
}

/* Lists the granted lines in the order of the tasks, as the kernel wants them. */
static uint16_t place_irqs(struct machine_image *out, unsigned count)
{
    uint16_t placed = 0;
    for (unsigned i = 0; i < count; i++) {
        uint16_t line = out->tasks[i].irq_first; /* as described: the first of the task's lines */
        out->tasks[i].irq_first = placed;
        for (unsigned j = 0; j < out->tasks[i].irq_count && placed < CONFIG_IRQS; j++) {
            out->irqs[placed++] = line++;
        }
    }
    return placed;
}

void machine_image_build(struct machine_image *out, const struct machine_task *tasks,
                         unsigned count)
{
    if (count > CONFIG_TASKS) {
        host_abort("too many tasks for the library's configuration");
    }
    (void)memset(out, 0, sizeof *out);
    uint32_t flash = MACHINE_FLASH_BASE;
    uint32_t ram = MACHINE_RAM_BASE;
    for (unsigned i = 0; i < count; i++) {
        out->tasks[i] = place_task(&tasks[i], &flash, &ram);
    }
    qsort(out->tasks, count, sizeof out->tasks[0], task_compare);
    out->image = (struct image){
        .irq_count = place_irqs(out, count),
        .irqs = out->irqs,
        .tasks = out->tasks,
        .devices = out->devices,
        .task_flash = {MACHINE_FLASH_BASE, MACHINE_FLASH_SIZE},
        .task_ram = {MACHINE_RAM_BASE, MACHINE_RAM_SIZE},
        .memory = {{MACHINE_FLASH_BASE, MACHINE_FLASH_SIZE}, {MACHINE_RAM_BASE, MACHINE_RAM_SIZE}},
        .ticks_per_ms = MACHINE_TICKS_PER_MS,
        .arena = MACHINE_RAM_BASE + MACHINE_RAM_SIZE - ARENA_SIZE,
        .area_count = CONFIG_AREAS,
        .cycles_per_tick = 1,
        .task_count = (uint16_t)count,
        .main = TASK_NONE,
        .window = 7,
    };
}

process_id machine_process(const struct machine *m, uint32_t label)
{
    for (task_index task = 0; task < m->image->task_count; task++) {
        if (m->image->tasks[task].label == label) {
            return m->kernel.task.task[task].process;
        }
    }
    return NONE;
}

thread_id machine_first_thread(const struct machine *m, process_id process)
{
    thread_id first = m->kernel.process[process].first_thread;
    while (first != NONE && m->kernel.thread[first].sibling != NONE) {
        first = m->kernel.thread[first].sibling;
    }
    return first;
}

/* The mapping of a further thread's stack; it stays for the next thread in the same place. NONE:
 * something else is there. */
static mapping_id thread_stack(struct machine *m, process_id process, const struct region *stack)
{
    struct kernel *k = &m->kernel;
    mapping_id mapping = k->process[process].first_mapping;
    while (mapping != NONE && !region_overlaps(&k->mapping[mapping].region, stack)) {
        mapping = k->mapping[mapping].next;
    }
    if (mapping == NONE) {
        return space_add(k, process, stack);
    }
    const struct region *found = &k->mapping[mapping].region;
    bool whole = found->base == stack->base && found->order == stack->order &&
                 found->access == stack->access;
    return whole ? mapping : (mapping_id)NONE;
}

thread_id machine_thread(struct machine *m, process_id process, bool with_area)
{
    struct kernel *k = &m->kernel;
    if (k->process[process].state != PROCESS_RUNNING || m->halted) {
        host_abort("a thread for a process that does not run");
    }
    const struct image_task *task = &m->image->tasks[k->process[process].task];
    thread_id thread = thread_create(k, process, task->priority, (uint8_t)task->quantum_ms);
    if (thread == NONE) {
        return NONE;
    }
    struct thread_start start = {.entry = task->entry};
    start.stack = (struct region){.base = THREAD_RAM + (thread - RESERVED - 1u) * THREAD_RAM_EACH,
                                  .order = DEFAULT_ORDER,
                                  .access = ACCESS_READ | ACCESS_WRITE};
    start.sp = start.stack.base + region_size(&start.stack);
    bool fits = thread_stack(m, process, &start.stack) != NONE;
    start.area = fits && with_area ? area_take(k, process, thread) : 0;
    if (!fits || (with_area && start.area == 0)) {
        object_reference(k, object_of_thread(thread));
        object_dereference(k, object_of_thread(thread)); /* nobody has it: it is free again */
        return NONE;
    }
    thread_start(k, thread, &start);
    sched_settle(k);
    host_resume(m);
    return thread;
}

void machine_thread_exit(struct machine *m, thread_id thread)
{
    if (!thread_started(&m->kernel, thread) || m->halted) {
        host_abort("the thread to end is not there");
    }
    thread_exit(&m->kernel, thread);
    sched_settle(&m->kernel);
    host_resume(m);
}

uint32_t machine_handle(struct machine *m, process_id process, object_id object, uint32_t rights)
{
    slot_id slot = handle_create(&m->kernel, process, object, rights);
    return slot == NONE ? 0 : name_of_handle(&m->kernel, process, slot);
}
