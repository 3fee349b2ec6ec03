/*
 * Interrupts: the lines, the queue of those that fired, and the calls that steer them.
 *
 * It owns struct irq_state. Invariants: a line may fire if and only if it is enabled and not
 * masked, and then it has an owner; a process's queue holds exactly its lines that fired and were
 * not read, in that order, each once.
 */
#include "irq.h"

#include "sentry.h"
#include "syscall.h"

void irq_init(struct kernel *k)
{
    for (process_id process = 0; process <= CONFIG_PROCESSES; process++) {
        k->irq.queue[process] = (struct irq_queue){.first = IRQ_NONE, .last = IRQ_NONE};
    }
}

static bool irq_armed(const struct irq_line *line)
{
    return line->enabled != 0 && line->masked == 0;
}

/* Gives the line a new state and puts it into force. */
static void irq_set(struct kernel *k, uint32_t line, bool enabled, bool masked)
{
    struct irq_line *l = &k->irq.line[line];
    bool was_armed = irq_armed(l);
    l->enabled = enabled;
    l->masked = masked;
    if (irq_armed(l) != was_armed) {
        k->irq.armed += was_armed ? -1u : 1u;
        arch_irq_set_enabled(k, line, !was_armed);
    }
}

void irq_grant(struct kernel *k, process_id process, task_index task)
{
    const struct image *image = arch_image(k);
    const struct image_task *t = &image->tasks[task];
    for (uint32_t i = 0; i < t->irq_count; i++) {
        uint32_t line = image->irqs[t->irq_first + i];
        k->irq.line[line] = (struct irq_line){.owner = process, .next = IRQ_NONE};
    }
}

static void irq_enqueue(struct kernel *k, process_id process, uint32_t line)
{
    struct irq_queue *queue = &k->irq.queue[process];
    k->irq.line[line].queued = 1;
    k->irq.line[line].next = IRQ_NONE;
    if (queue->first == IRQ_NONE) {
        queue->first = (uint16_t)line;
    } else {
        k->irq.line[queue->last].next = (uint16_t)line;
    }
    queue->last = (uint16_t)line;
}

static uint32_t irq_dequeue(struct kernel *k, process_id process)
{
    struct irq_queue *queue = &k->irq.queue[process];
    uint32_t line = queue->first;
    queue->first = k->irq.line[line].next;
    if (queue->first == IRQ_NONE) {
        queue->last = IRQ_NONE;
        event_drained(k, process, EVENT_IRQ);
    }
    k->irq.line[line].queued = 0;
    k->irq.line[line].next = IRQ_NONE;
    return line;
}

void irq_take(struct kernel *k, process_id process, thread_id reader)
{
    uint32_t line = irq_dequeue(k, process);
    event_write(k, reader, EVENT_IRQ, 0, &line, sizeof line);
}

void kernel_irq(struct kernel *k, uint32_t line)
{
    KERNEL_ASSERT(k, line < CONFIG_IRQS);
    if (!irq_armed(&k->irq.line[line])) {
        arch_irq_set_enabled(k, line, false); /* it was on its way when it was disabled */
        return;
    }
    struct irq_line *l = &k->irq.line[line];
    irq_set(k, line, true, true);
    if (l->queued == 0 && !event_hand_over(k, l->owner, EVENT_IRQ, 0, line)) {
        irq_enqueue(k, l->owner, line);
        event_queued(k, l->owner, EVENT_IRQ);
    }
    sched_settle(k);
}

void irq_process_ended(struct kernel *k, process_id process)
{
    while (k->irq.queue[process].first != IRQ_NONE) {
        (void)irq_dequeue(k, process);
    }
    for (uint32_t line = 0; line < CONFIG_IRQS; line++) {
        if (k->irq.line[line].owner == process) {
            irq_set(k, line, false, false);
            k->irq.line[line].owner = NONE;
        }
    }
}

uint32_t call_irq_acknowledge(struct kernel *k, struct irq_acknowledge_arguments a)
{
    irq_set(k, a.irq, k->irq.line[a.irq].enabled, false);
    return SENTRY_OK;
}

uint32_t call_irq_enable(struct kernel *k, struct irq_enable_arguments a)
{
    irq_set(k, a.irq, true, k->irq.line[a.irq].masked);
    return SENTRY_OK;
}

uint32_t call_irq_disable(struct kernel *k, struct irq_disable_arguments a)
{
    irq_set(k, a.irq, false, k->irq.line[a.irq].masked);
    return SENTRY_OK;
}
