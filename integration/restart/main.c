/* Faults in one run (FAULTS_IN_RUN: 0 the first, 1 the second) and returns 7 in the other. */
#include "events.h"

int main(void)
{
    unsigned run = sys_has_respawned() == STATUS_OK;
    report("run %u", run);
    if (run == FAULTS_IN_RUN) {
        __asm__ volatile("udf #0");
    }
    return 7;
}
