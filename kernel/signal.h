/*
 * Signals: small numbers that one process sends another without waiting.
 *
 * There is one cell for each pair of sender and target, and two more per target for what the
 * kernel itself signals: ALARM and PIPE. A target reads its cells in the order of arrival.
 */
#ifndef ANVIL_SIGNAL_H
#define ANVIL_SIGNAL_H

#include "config.h"
#include "types.h"

enum signal {
    SIGNAL_ABORT = 1,
    SIGNAL_ALARM,
    SIGNAL_BUS,
    SIGNAL_CONT,
    SIGNAL_ILL,
    SIGNAL_IO,
    SIGNAL_PIPE,
    SIGNAL_POLL,
    SIGNAL_TERM,
    SIGNAL_TRAP,
    SIGNAL_USR1,
    SIGNAL_USR2
};

/* Whose cell it is, as its place in a target's row; processes' are their ids. */
enum { CELL_ALARM = CONFIG_PROCESSES + 1, CELL_PIPE, CELLS };

struct signal_cell {
    uint32_t source; /* task handle of the sender as it was then, 0: the kernel */
    uint16_t next;   /* the cell that arrived after it, 0: none */
    uint8_t number;  /* enum signal, 0: empty */
    uint8_t reserved;
};

struct signal_row {
    uint16_t first; /* the oldest cell that is not empty, 0: none */
    uint16_t last;
    uint16_t reserved[2];
    struct signal_cell cell[CELLS];
};

struct signal_state {
    struct signal_row row[CONFIG_PROCESSES + 1]; /* by target */
};

/* Whether what lies in the cell (a sender's id, or CELL_ALARM ...) has not been read yet. */
bool signal_busy(const struct kernel *k, unsigned cell, process_id target);
/* The kernel signals; merged with one of the same kind that has not been read. */
void signal_raise(struct kernel *k, process_id target, unsigned cell, enum signal signal,
                  uint32_t source);
/* Takes back what lies in the cell. */
COLD void signal_drop(struct kernel *k, process_id target, unsigned cell);
/* Hands the oldest signal to reader. */
void signal_take(struct kernel *k, process_id process, thread_id reader);
/* Empties the row; senders of signals it had not read get PIPE. */
COLD void signal_process_ended(struct kernel *k, process_id process);

#endif
