/* Signals both sleepers at 110 ms and sends to them at 210 ms. */
#include "events.h"

int main(void)
{
    (void)sys_sleep(110 - now_ms(), SLEEP_MODE_DEEP);
    (void)sys_send_signal(meet(1), SIGNAL_USR1);
    (void)sys_send_signal(meet(2), SIGNAL_USR2);
    (void)sys_sleep(210 - now_ms(), SLEEP_MODE_DEEP);
    (void)send_number(peers[1], 1);
    (void)send_number(peers[2], 2);
    return 0;
}
