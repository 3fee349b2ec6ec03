/* Ends at 400 ms without having read anything. */
#include "events.h"

int main(void)
{
    (void)sys_sleep(400 - now_ms(), SLEEP_MODE_DEEP);
    return 0;
}
