/* May start nobody, and does not learn who could be started. */
#include "events.h"

int main(void)
{
    report_status("powerless: manual", sys_start(2));
    report_status("powerless: nobody", sys_start(77));
    report_status("powerless: itself", sys_start(3));
    return 0;
}
