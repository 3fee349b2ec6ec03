/*
 * kernel_check, third part: pending events, signals, interrupts, alarms and tasks.
 */
#include "check.h"

static const char *check_row(const struct kernel *k, process_id process)
{
    const struct signal_row *row = &k->signal.row[process];
    unsigned listed = 0;
    unsigned last = 0;
    for (unsigned cell = row->first; cell != 0; cell = row->cell[cell].next) {
        REQUIRE(cell < CELLS && ++listed < CELLS, "signals are no list");
        REQUIRE(row->cell[cell].number != 0, "empty cell in the list");
        last = cell;
    }
    REQUIRE(row->first == 0 || row->last == last, "wrong end of the signals");
    unsigned full = 0;
    for (unsigned cell = 0; cell < CELLS; cell++) {
        REQUIRE(row->cell[cell].number <= SIGNAL_USR2, "unknown signal");
        full += row->cell[cell].number != 0;
    }
    REQUIRE(full == listed, "signal that is not listed");
    REQUIRE(full == 0 || k->process[process].state == PROCESS_RUNNING, "signal to nobody");
    return NULL;
}

static const char *check_irq_queue(const struct kernel *k, process_id process)
{
    const struct irq_queue *queue = &k->irq.queue[process];
    unsigned listed = 0;
    uint16_t last = IRQ_NONE;
    for (uint16_t line = queue->first; line != IRQ_NONE; line = k->irq.line[line].next) {
        REQUIRE(line < CONFIG_IRQS && ++listed <= CONFIG_IRQS, "interrupts are no list");
        REQUIRE(k->irq.line[line].owner == process, "interrupt of somebody else");
        REQUIRE(k->irq.line[line].queued == 1, "interrupt listed but not queued");
        last = line;
    }
    REQUIRE(queue->last == last, "wrong end of the interrupts");
    unsigned queued = 0;
    for (unsigned line = 0; line < CONFIG_IRQS; line++) {
        queued += k->irq.line[line].queued != 0 && k->irq.line[line].owner == process;
    }
    REQUIRE(queued == listed, "interrupt that is not listed");
    return NULL;
}

static const char *check_lines(const struct kernel *k)
{
    unsigned armed = 0;
    for (unsigned line = 0; line < CONFIG_IRQS; line++) {
        const struct irq_line *l = &k->irq.line[line];
        REQUIRE(l->enabled <= 1 && l->masked <= 1 && l->queued <= 1, "line in no state");
        bool free = l->owner == NONE;
        REQUIRE(!free || (l->enabled == 0 && l->masked == 0 && l->queued == 0), "line of nobody");
        REQUIRE(free || k->process[l->owner].state == PROCESS_RUNNING, "line of a dead process");
        armed += l->enabled == 1 && l->masked == 0;
    }
    REQUIRE(armed == k->irq.armed, "wrong count of armed lines");
    return NULL;
}

/* Each owner of events keeps its bit. */
static const char *check_pending(const struct kernel *k, process_id process)
{
    unsigned due = EVENT_NONE;
    due |= k->ipc.process[process].senders.first != NONE ? EVENT_IPC : EVENT_NONE;
    due |= k->signal.row[process].first != 0 ? EVENT_SIGNAL : EVENT_NONE;
    due |= k->irq.queue[process].first != IRQ_NONE ? EVENT_IRQ : EVENT_NONE;
    REQUIRE(k->event.process[process].pending == due, "wrong mask of pending events");
    return NULL;
}

static const char *check_alarm(const struct kernel *k, process_id process)
{
    bool running = k->time.timer[timer_of_alarm(process)].running != 0;
    REQUIRE(!running || k->process[process].state == PROCESS_RUNNING, "alarm of a dead process");
    REQUIRE(running || k->alarm.alarm[process].period_ms == 0, "period of no alarm");
    return NULL;
}

static const char *check_tasks(const struct kernel *k)
{
    for (task_index task = 0; task < arch_image(k)->task_count; task++) {
        const struct task *t = &k->task.task[task];
        bool waits = k->time.timer[timer_of_restart(task)].running != 0;
        REQUIRE(t->process == NONE || !waits, "running task with a restart ahead");
        unsigned running = 0;
        for (process_id process = 1; process <= CONFIG_PROCESSES; process++) {
            const struct process *p = &k->process[process];
            bool runs = p->state == PROCESS_RUNNING && p->task == task;
            running += runs;
            REQUIRE(!runs || t->process == process, "task does not know its process");
        }
        REQUIRE(running == (t->process != NONE), "task with too many or too few processes");
    }
    return NULL;
}

const char *check_all_events(const struct kernel *k)
{
    static const char *(*const each[])(const struct kernel *, process_id) = {
        check_row, check_irq_queue, check_pending, check_alarm};
    for (process_id process = 1; process <= CONFIG_PROCESSES; process++) {
        for (unsigned i = 0; i < sizeof each / sizeof each[0]; i++) {
            const char *broken = each[i](k, process);
            REQUIRE(broken == NULL, broken);
        }
    }
    const char *broken = check_lines(k);
    return broken != NULL ? broken : check_tasks(k);
}
