/*
 * Interrupts as events: lines that the image grants to tasks.
 *
 * A line that fires is masked and queued for the process of its task; it stays masked until it is
 * acknowledged. Nobody shares a line.
 */
#ifndef ANVIL_IRQ_H
#define ANVIL_IRQ_H

#include "config.h"
#include "types.h"

struct irq_line {
    process_id owner; /* the running process of its task, NONE: nobody's now */
    uint16_t next;    /* the line that fired after it, IRQ_NONE: none */
    uint8_t enabled;  /* its owner wants it */
    uint8_t masked;   /* it has fired and is not acknowledged */
    uint8_t queued;   /* its event has not been read */
    uint8_t reserved;
};

#define IRQ_NONE 0xffffu

struct irq_queue {
    uint16_t first; /* the line that fired first, IRQ_NONE: none */
    uint16_t last;
    uint16_t reserved[2];
};

struct irq_state {
    uint32_t armed; /* how many lines may fire: enabled and not masked */
    uint32_t reserved;
    struct irq_queue queue[CONFIG_PROCESSES + 1];
    struct irq_line line[CONFIG_IRQS];
};

COLD void irq_init(struct kernel *k);
/* Gives the process the lines of its task, disabled. */
COLD void irq_grant(struct kernel *k, process_id process, task_index task);
/* Hands the line that fired first to reader. */
void irq_take(struct kernel *k, process_id process, thread_id reader);
/* Its lines are disabled and nobody's; what was queued is forgotten. */
COLD void irq_process_ended(struct kernel *k, process_id process);

#endif
