/* Is there long enough to be sent to, reads nothing, and ends in the way it was built for. */
#include "report.h"

#define LIFE_MS 50u

#ifdef ENDS_BY_FAULT
static int end(void)
{
    __asm__ volatile("udf #0");
    return 0;
}
#else
static int end(void)
{
    return 7;
}
#endif

int main(void)
{
    (void)sys_sleep(LIFE_MS, SLEEP_MODE_DEEP);
    return end();
}
