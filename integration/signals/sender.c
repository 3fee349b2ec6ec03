/* The most urgent of all: its message is there before any signal, and is read last. */
#include "events.h"

int main(void)
{
    report_status("sender: message", send_number(find_task(1), 4));
    return 0;
}
