/*
 * MAIN of the fpu image: hears from everybody how many FPU registers were not as they should be.
 * The exit status is that number.
 */
#include "report.h"

int main(void)
{
    uint32_t wrong = 0;
    for (unsigned i = 0; i < EXAMINED; i++) {
        uint32_t differences = 1;
        if (sys_wait_for_event(EVENT_TYPE_IPC, 10000) == STATUS_OK) {
            (void)memcpy(&differences, received()->data, sizeof differences);
        }
        wrong += differences;
    }
    report("%u registers were wrong", (unsigned)wrong);
    return wrong > 100 ? 100 : (int)wrong;
}
