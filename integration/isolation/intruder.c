/*
 * Tells the witness where its memory lies, waits for an order, and carries it out. When it comes
 * back from that, isolation is broken, and it says so.
 */
#include "layout.h"
#include "report.h"

#define WITNESS 0x517e55

/* Makes the data larger than an exchange area, so that blocks of the same kind are neighbours and
 * what lies before and after each of them is somebody else's. */
static volatile uint8_t room[512];

static void intrude(const struct order *order)
{
    volatile uint32_t *word = (volatile uint32_t *)(uintptr_t)order->address;
    switch ((enum intrusion)order->intrusion) {
    case INTRUSION_READ:
        (void)*word;
        break;
    case INTRUSION_WRITE:
        *word = 0xbadbad00;
        __asm__ volatile("dsb" ::: "memory");
        break;
    case INTRUSION_EXECUTE:
        __asm__ volatile("blx %0" ::"r"(order->address | 1u)
                         : "r0", "r1", "r2", "r3", "lr", "cc", "memory");
        break;
    }
}

int main(void)
{
    const struct layout layout = own_layout();
    taskh_t witness = find_task(WITNESS);
    (void)copy_to_kernel((const uint8_t *)&layout, sizeof layout);
    if (sys_send_ipc(witness, sizeof layout) != STATUS_OK ||
        sys_wait_for_event(EVENT_TYPE_IPC, 0) != STATUS_OK) {
        return 1;
    }
    struct order order;
    (void)memcpy(&order, received()->data, sizeof order);
    intrude(&order);
    report("CAME THROUGH %#x", (unsigned)room[0]);
    while (sys_wait_for_event(EVENT_TYPE_IPC, 0) == STATUS_OK) {
        /* Read, so that the witness gets no broken pipe. */
    }
    return 2;
}
