/* Sends to a task that ends, and then to what is left of it: its old handle and its label. */
#include "report.h"

int main(void)
{
    taskh_t target = find_task(TARGET);
    report("%s sends", NAME);
    enum Status status = send_text(target, "anybody there?");
    report("%s: %s", NAME, status_name(status));
    status = send_text(target, "really?");
    report("%s, by the old handle: %s", NAME, status_name(status));
    report("%s, by the label: %s", NAME, status_name(sys_get_task_handle(TARGET)));
    return 0;
}
