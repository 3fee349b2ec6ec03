/* Answers each number with the next one, and waits for another request in the same call. */
#include "events.h"

int main(void)
{
    enum Status status = sys_wait_for_event(EVENT_TYPE_IPC, 0);
    while (status == STATUS_OK) {
        taskh_t client = received()->source;
        uint32_t answer = received_number() + 1;
        (void)copy_to_kernel((const uint8_t *)&answer, sizeof answer);
        status = sys_send_and_wait(client, sizeof answer, EVENT_TYPE_IPC, 0);
    }
    report_status("server", status);
    return 1;
}
