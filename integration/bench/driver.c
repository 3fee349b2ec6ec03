/*
 * A driver of the dual timer: each time it is asked, it lets the timer interrupt once, while the
 * task that asked runs.
 */
#include "dualtimer.h"
#include "marker.h"

#include <uapi/uapi.h>

/* 40 instructions each: long enough for the client to get to its loop. */
#define TICKS 100

int main(void)
{
    while (sys_wait_for_event(EVENT_TYPE_IPC, 0) == STATUS_OK) {
        (void)sys_irq_enable(DUALTIMER_LINE);
        dualtimer_start(TICKS, DUALTIMER_ONCE);
        enum Status status = sys_wait_for_event(EVENT_TYPE_IRQ, 0);
        MARK_STOP();
        dualtimer_stop();
        MARK_START(ROW_IRQ_ACKNOWLEDGE);
        enum Status acknowledged = sys_irq_acknowledge(DUALTIMER_LINE);
        MARK_STOP();
        /* The board halts only while no line may fire. */
        if (status != STATUS_OK || acknowledged != STATUS_OK ||
            sys_irq_disable(DUALTIMER_LINE) != STATUS_OK) {
            break;
        }
    }
    return 1;
}
