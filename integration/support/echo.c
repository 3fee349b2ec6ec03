/*
 * Sends every message back to its sender.
 */
#include "report.h"

int main(void)
{
    while (sys_wait_for_event(EVENT_TYPE_IPC, 0) == STATUS_OK) {
        uint8_t length = received()->length;
        taskh_t sender = received()->source;
        (void)memmove(sys_exchange_area(), received()->data, length);
        (void)sys_send_ipc(sender, length);
    }
    return 1;
}
