/*
 * Answers every number it is sent with the next one. It never ends: when pinger has, nothing can
 * ever run again, and the board halts.
 */
#include <uapi/uapi.h>

int main(void)
{
    while (sys_wait_for_event(EVENT_TYPE_IPC, 0) == STATUS_OK) {
        const exchange_event_t *event = (const exchange_event_t *)sys_exchange_area();
        taskh_t sender = event->source;
        int number;
        (void)memcpy(&number, event->data, sizeof number);
        number++;
        (void)copy_to_kernel((const uint8_t *)&number, sizeof number);
        (void)sys_send_ipc(sender, sizeof number);
    }
    return 1;
}
