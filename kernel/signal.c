/*
 * Signals: the cells, their order, and the calls that fill them.
 *
 * It owns struct signal_state. Invariants: a row's list holds exactly its cells that are not empty,
 * in the order in which they were filled; only a running process has such cells. A cell keeps the
 * handle its sender had, so that a signal outlives its sender and never speaks for another.
 */
#include "signal.h"

#include "sentry.h"
#include "syscall.h"

bool signal_busy(const struct kernel *k, unsigned cell, process_id target)
{
    return k->signal.row[target].cell[cell].number != 0;
}

/* The signal waits in its cell to be read. */
static void signal_queue(struct kernel *k, process_id target, unsigned cell, enum signal signal,
                         uint32_t source)
{
    struct signal_row *row = &k->signal.row[target];
    row->cell[cell] = (struct signal_cell){.source = source, .number = (uint8_t)signal};
    if (row->first == 0) {
        row->first = (uint16_t)cell;
    } else {
        row->cell[row->last].next = (uint16_t)cell;
    }
    row->last = (uint16_t)cell;
    event_queued(k, target, EVENT_SIGNAL);
}

/* The cell is empty. */
static void signal_send(struct kernel *k, process_id target, unsigned cell, enum signal signal,
                        uint32_t source)
{
    if (!event_hand_over(k, target, EVENT_SIGNAL, source, signal)) {
        signal_queue(k, target, cell, signal, source);
    }
}

/* Takes a cell out of the list; previous is the one before it, 0 when it is the first. */
static void signal_unlink(struct kernel *k, process_id target, unsigned cell, unsigned previous)
{
    struct signal_row *row = &k->signal.row[target];
    uint16_t next = row->cell[cell].next;
    if (previous == 0) {
        row->first = next;
    } else {
        row->cell[previous].next = next;
    }
    if (row->last == cell) {
        row->last = (uint16_t)previous;
    }
    row->cell[cell] = (struct signal_cell){0};
    if (row->first == 0) {
        event_drained(k, target, EVENT_SIGNAL);
    }
}

void signal_raise(struct kernel *k, process_id target, unsigned cell, enum signal signal,
                  uint32_t source)
{
    if (!signal_busy(k, cell, target)) {
        signal_send(k, target, cell, signal, source);
    }
}

void signal_drop(struct kernel *k, process_id target, unsigned cell)
{
    const struct signal_row *row = &k->signal.row[target];
    unsigned previous = 0;
    for (unsigned at = row->first; at != 0; at = row->cell[at].next) {
        if (at == cell) {
            signal_unlink(k, target, cell, previous);
            return;
        }
        previous = at;
    }
}

void signal_take(struct kernel *k, process_id process, thread_id reader)
{
    unsigned cell = k->signal.row[process].first;
    const struct signal_cell taken = k->signal.row[process].cell[cell];
    uint32_t number = taken.number;
    signal_unlink(k, process, cell, 0);
    event_write(k, reader, EVENT_SIGNAL, taken.source, &number, sizeof number);
}

void signal_process_ended(struct kernel *k, process_id process)
{
    uint32_t ended = name_of_task(k, process);
    while (k->signal.row[process].first != 0) {
        unsigned cell = k->signal.row[process].first;
        uint32_t source = k->signal.row[process].cell[cell].source;
        signal_unlink(k, process, cell, 0);
        process_id sender = name_task(k, process, source);
        if (sender != NONE) {
            signal_raise(k, sender, CELL_PIPE, SIGNAL_PIPE, ended);
        }
    }
}

uint32_t call_send_signal(struct kernel *k, struct send_signal_arguments a)
{
    process_id self = k->thread[k->sched.current].process;
    if (signal_busy(k, self, a.target)) {
        return SENTRY_BUSY;
    }
    /* Commit. */
    signal_send(k, a.target, self, (enum signal)a.signal, k->thread[k->sched.current].source);
    sched_settle(k);
    return SENTRY_OK;
}
