/* Does not end: it waits for a message that nobody will send. */
#include "report.h"

int main(void)
{
    report("waits");
    return (int)sys_wait_for_event(EVENT_TYPE_IPC, 0);
}
