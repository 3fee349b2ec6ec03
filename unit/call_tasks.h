/*
 * Good arguments of the calls about tasks: what such a call names must fit its other arguments, so
 * they are made together.
 */
#ifndef ANVIL_UNIT_CALL_TASKS_H
#define ANVIL_UNIT_CALL_TASKS_H

#include "callers.h"

/* Replaces those of the call's good values (call_table.h) that would not go together. */
void good_tasks(struct machine *m, uint32_t registers[1 + CALL_REGISTERS]);
/* After another kind of registers was asked for: the size of that kind. */
void fit_size(uint32_t registers[1 + CALL_REGISTERS]);

#endif
