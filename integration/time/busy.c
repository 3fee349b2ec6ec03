/*
 * Keeps the processor from 90 ms on, until all sleepers' deadlines have passed: then they are all
 * ready at once.
 */
#include <uapi/uapi.h>

#define START_MS 90u
#define LOOPS    10000000 /* of two instructions or more, each a nanosecond */

int main(void)
{
    (void)sys_sleep(START_MS, SLEEP_MODE_DEEP);
    for (int loop = 0; loop < LOOPS; loop++) {
        __asm__ volatile("");
    }
    return 0;
}
