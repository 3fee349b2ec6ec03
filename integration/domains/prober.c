/*
 * Looks for the others by label, then tries every task handle of an early generation: only the
 * neighbour may be reached, and itself only to be told that this would be a deadlock.
 */
#include "report.h"

#define INDICES     64u
#define GENERATIONS 4u

/* A task handle by its parts; the low bits 01 mark it as one. */
static uint32_t task_handle(uint32_t index, uint32_t generation)
{
    return generation << 12 | index << 2 | 1u;
}

int main(void)
{
    report("neighbour: %s", status_name(sys_get_task_handle(2)));
    report("stranger: %s", status_name(sys_get_task_handle(3)));
    unsigned counts[STATUS_BROKENPIPE + 1] = {0};
    for (uint32_t index = 0; index < INDICES; index++) {
        for (uint32_t generation = 0; generation < GENERATIONS; generation++) {
            counts[send_text(task_handle(index, generation), "hello")]++;
        }
    }
    for (unsigned status = 0; status <= STATUS_BROKENPIPE; status++) {
        if (counts[status] > 0) {
            report("%s: %u", status_name((enum Status)status), counts[status]);
        }
    }
    return 0;
}
