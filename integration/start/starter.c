/* MAIN: may start tasks of its domain that do not run. */
#include "events.h"

#define MANUAL     2u
#define ELSEWHERE  4u
#define RESTARTING 5u

static void start_manual(void)
{
    report_status("look-up", sys_get_task_handle(MANUAL));
    report_status("start", sys_start(MANUAL));
    report_status("start again", sys_start(MANUAL));
    taskh_t manual = meet(MANUAL);
    report_status("have it end", send_number(manual, 0));
    report_status("old handle", send_number(manual, 0));
    report_status("start once more", sys_start(MANUAL));
    report("a new handle: %s", meet(MANUAL) != manual ? "yes" : "NO");
    report_status("old handle", send_number(manual, 0));
    report_status("have it end", send_number(peers[MANUAL], 0));
}

/* Between two runs a task may be started by hand; the restart under way is forgotten then. */
static void start_restarting(void)
{
    (void)sys_sleep(1000, SLEEP_MODE_DEEP);
    unsigned tries = 0;
    while (sys_get_task_handle(RESTARTING) == STATUS_OK && tries < 1000) {
        (void)sys_sleep(1, SLEEP_MODE_DEEP);
        tries++;
    }
    report("between its runs: %s", status_name(sys_get_task_handle(RESTARTING)));
    report_status("start", sys_start(RESTARTING));
    taskh_t restarting = meet(RESTARTING);
    report_status("have it stay", send_number(restarting, 0));
    (void)sys_sleep(3000, SLEEP_MODE_DEEP);
    report("the same run: %s", meet(RESTARTING) == restarting ? "yes" : "NO");
}

int main(void)
{
    (void)sys_sleep(10, SLEEP_MODE_DEEP);
    start_manual();
    report_status("nobody", sys_start(77));
    report_status("another domain", sys_start(ELSEWHERE));
    report_status("itself", sys_start(1));
    start_restarting();
    return 0;
}
