/* MAIN: makes the call in every way, and tells what came of it and when. */
#include "events.h"

#define WORD sizeof(uint32_t)

static taskh_t server;

static void ping_pong(void)
{
    uint32_t number = 0;
    enum Status status = STATUS_OK;
    for (unsigned i = 0; i < 1000 && status == STATUS_OK; i++) {
        (void)copy_to_kernel((const uint8_t *)&number, sizeof number);
        status = sys_send_and_wait(server, sizeof number, EVENT_TYPE_IPC, 0);
        number = received_number() + 1;
    }
    report("ping-pong: %s, %u", status_name(status), (unsigned)number);
}

/* Each of these is refused before anything is sent. */
static void refusals(void)
{
    report_status("nobody", sys_send_and_wait(0, WORD, EVENT_TYPE_IPC, 0));
    report_status("no length", sys_send_and_wait(server, 0, EVENT_TYPE_IPC, 0));
    report_status("too long", sys_send_and_wait(server, IPC_MAX_LEN + 1, EVENT_TYPE_IPC, 0));
    report_status("unknown kind", sys_send_and_wait(server, WORD, 16, 10));
    report_status("timeout", sys_send_and_wait(server, WORD, EVENT_TYPE_IPC, -2));
    report_status("nothing for ever", sys_send_and_wait(server, WORD, EVENT_TYPE_NONE, 0));
    report_status("itself", sys_send_and_wait(meet(1), WORD, EVENT_TYPE_IPC, 0));
    report_wait("the server has seen nothing", EVENT_TYPE_ALL, 10);
}

/* Times are since boot. Slow reads at 50 ms and at 300 ms, and the wait begins then. */
static void waits(void)
{
    taskh_t slow = meet(3);
    report_status("polled", sys_send_and_wait(slow, WORD, EVENT_TYPE_IPC, -1));
    report("at %u ms", now_ms());
    report_status("a while", sys_send_and_wait(slow, WORD, EVENT_TYPE_IPC, 20));
    report("at %u ms", now_ms());
    report_status("broken", sys_send_and_wait(meet(4), WORD, EVENT_TYPE_IPC, 1000));
    report("at %u ms", now_ms());
}

/* What the mask leaves out is not read by this call. */
static void masks(void)
{
    (void)sys_send_signal(meet(1), SIGNAL_POLL);
    uint32_t number = 100;
    (void)copy_to_kernel((const uint8_t *)&number, sizeof number);
    report_event("the answer", sys_send_and_wait(server, WORD, EVENT_TYPE_IPC, 0));
    (void)copy_to_kernel((const uint8_t *)&number, sizeof number);
    report_event("the signal", sys_send_and_wait(server, WORD, EVENT_TYPE_ALL, 0));
    report_wait("then the answer", EVENT_TYPE_ALL, 10);
}

int main(void)
{
    server = meet(2);
    waits();
    ping_pong();
    refusals();
    masks();
    return 0;
}
