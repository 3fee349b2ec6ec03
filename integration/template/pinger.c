/*
 * Sends a number to ponger, three times, and logs each answer. The image's MAIN task: what main
 * returns becomes the board's exit status.
 */
#include <stdio.h>
#include <uapi/uapi.h>

#define PONGER 0xbeef

/* Asks for the successor of number; -1 when nobody answers. */
static int successor(taskh_t ponger, int number)
{
    (void)copy_to_kernel((const uint8_t *)&number, sizeof number);
    if (sys_send_ipc(ponger, sizeof number) != STATUS_OK ||
        sys_wait_for_event(EVENT_TYPE_IPC, 0) != STATUS_OK) {
        return -1;
    }
    const exchange_event_t *event = (const exchange_event_t *)sys_exchange_area();
    (void)memcpy(&number, event->data, sizeof number);
    return number;
}

int main(void)
{
    if (sys_get_task_handle(PONGER) != STATUS_OK) {
        return 1;
    }
    taskh_t ponger;
    (void)copy_from_kernel((uint8_t *)&ponger, sizeof ponger);
    for (int number = 0; number < 30; number += 10) {
        char line[32];
        int length =
            snprintf(line, sizeof line, "ping %d, pong %d\n", number, successor(ponger, number));
        (void)copy_to_kernel((const uint8_t *)line, (size_t)length);
        (void)sys_log((uint32_t)length);
    }
    return 0;
}
