/* Alarms: one timer per process that signals it, once or again and again. */
#ifndef ANVIL_ALARM_H
#define ANVIL_ALARM_H

#include "config.h"
#include "types.h"

enum alarm_flag { ALARM_ONCE = 0, ALARM_PERIODIC = 1, ALARM_STOP = 2 };

struct alarm {
    uint32_t period_ms; /* 0: fires once */
    uint32_t reserved;
};

struct alarm_state {
    struct alarm alarm[CONFIG_PROCESSES + 1];
};

/* The process's alarm has come due, at this deadline. */
void alarm_fire(struct kernel *k, process_id process, uint64_t deadline);
/* Stops the alarm and takes back a signal of it that was not read. */
void alarm_stop(struct kernel *k, process_id process);

#endif
