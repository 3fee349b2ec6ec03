/* Owns no interrupt line, and gets none. */
#include "events.h"

int main(void)
{
    report_status("stranger: enable", sys_irq_enable(10));
    report_status("stranger: disable", sys_irq_disable(10));
    report_status("stranger: acknowledge", sys_irq_acknowledge(10));
    report_wait("stranger", EVENT_TYPE_IRQ, 100);
    return 0;
}
