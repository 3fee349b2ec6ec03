/* Tells of every message that reaches it. */
#include "report.h"

int main(void)
{
    while (sys_wait_for_event(EVENT_TYPE_IPC, 0) == STATUS_OK) {
        report("%s received a message", NAME);
    }
    return 1;
}
