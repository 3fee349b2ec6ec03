/*
 * Four of these sleep for different times, the most urgent for the longest: they must wake in the
 * order of their deadlines. Later all deadlines pass while a more urgent task is busy, and they
 * wake in the order of their priorities.
 */
#include "report.h"

int main(void)
{
    (void)sys_sleep(NUMBER * 10, SLEEP_MODE_DEEP);
    report("%d woke by itself", NUMBER);
    (void)sys_sleep(100 - NUMBER * 10, SLEEP_MODE_DEEP);
    report("%d woke when it could", NUMBER);
    return 0;
}
