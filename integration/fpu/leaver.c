/*
 * Fills the FPU's registers and ends with them full (WAY): by a fault, by leaving, or by a call
 * whose frame has no room for them in the stack. Hardware then has not stored them yet.
 */
#include "registers.h"
#include "report.h"

enum way { WAY_FAULT, WAY_EXIT, WAY_OVERHANG };

int main(void)
{
    uint32_t pattern[FPU_WORDS];
    (void)sys_sleep(DELAY, SLEEP_MODE_DEEP);
    report("leaver %u", (unsigned)WAY);
    fpu_pattern(pattern, 0xdead);
    fpu_load(pattern);
    switch (WAY) {
    case WAY_FAULT:
        __asm__ volatile("udf #0");
        break;
    case WAY_EXIT:
        sys_exit(0);
    default:
        /* The frame proper ends within the stack, what is reserved for the FPU does not. The fault
         * comes when the thread would go on. */
        __asm__ volatile("mov sp, %0\n\t"
                         "movs r0, #1\n\t"
                         "movs r1, #1\n\t"
                         "movs r6, %1\n\t"
                         "svc 0" ::"r"(_e_stack + 64),
                         "i"(SYS_SLEEP)
                         : "r0", "r1", "r6", "memory");
        break;
    }
    report("leaver %u came back", (unsigned)WAY);
    return 0;
}
