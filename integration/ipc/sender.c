/*
 * Sends messages of all lengths, twice each: the receiver waits for the first, and sleeps when the
 * second is sent. Lengths that are no message must be refused, with nothing sent.
 */
#include "pattern.h"
#include "report.h"

#define RECEIVER 0x4e

static const uint32_t lengths[] = {0, 1, 2, 247, 248, 249, 256, 257, 0x80000001, 0xffffffff};

static void send(taskh_t receiver, uint32_t length)
{
    uint8_t message[SVC_EXCHANGE_AREA_LEN];
    for (size_t place = 0; place < sizeof message; place++) {
        message[place] = pattern(length, place);
    }
    (void)copy_to_kernel(message, sizeof message);
    enum Status status = sys_send_ipc(receiver, length);
    report("sending %lu: %s", (unsigned long)length, status_name(status));
}

int main(void)
{
    taskh_t receiver = find_task(RECEIVER);
    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
        send(receiver, lengths[i]);
        send(receiver, lengths[i]);
    }
    report("sending to nobody: %s", status_name(sys_send_ipc(0, 1)));
    report("length before target: %s", status_name(sys_send_ipc(0, 0)));
    return 0;
}
