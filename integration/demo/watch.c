/*
 * The commands that look at the system. The list of tasks needs the capability `inspect`, random
 * numbers need `random`; the image gives both to the shell, and to nobody else.
 */
#include "commands.h"

#include <stdio.h>

#include "console.h"
#include "crew.h"
#include "look.h"
#include "names.h"

#define ALARM_MAX_MS 10000
#define SETTLE_MS    1
#define STATE_SIZE   16u
#define NS_PER_MS    1000000u
#define NS_PER_US    1000u

static const char *const states[] = {
    [ANVIL_TASK_IDLE] = "idle",         [ANVIL_TASK_READY] = "ready",
    [ANVIL_TASK_SENDING] = "sending",   [ANVIL_TASK_WAITING] = "waiting",
    [ANVIL_TASK_SLEEPING] = "sleeping", [ANVIL_TASK_RESTARTING] = "restarting",
    [ANVIL_TASK_EXITED] = "exited",     [ANVIL_TASK_FAULTED] = "faulted",
    [ANVIL_TASK_KILLED] = "killed",     [ANVIL_TASK_SUSPENDED] = "suspended",
    [ANVIL_TASK_EXCEPTION] = "caught",
};

/* The part of a time behind the point, in microseconds. */
static unsigned us_of(uint64_t ns)
{
    return (unsigned)(ns % NS_PER_MS / NS_PER_US);
}

static uint32_t restarts_of(const struct anvil_task_info *info)
{
    return info->runs > 0 ? info->runs - 1 : 0;
}

static void task_print(const struct anvil_task_info *info)
{
    char state[STATE_SIZE];
    if (info->state == ANVIL_TASK_EXITED) {
        (void)snprintf(state, sizeof state, "exited %d", (int)info->exit_status);
    } else {
        (void)snprintf(state, sizeof state, "%s", states[info->state]);
    }
    console_print("%-7s 0x%-3x  %-10s %8u %8u.%03u %8u %6u of %4u %7u\n", task_name(info->label),
                  (unsigned)info->label, state, info->priority,
                  (unsigned)(info->run_ns / NS_PER_MS), us_of(info->run_ns),
                  (unsigned)restarts_of(info), (unsigned)info->stack_used,
                  (unsigned)info->stack_size, (unsigned)info->refills);
}

/* The workers are less urgent than the shell: this lets them finish what they are at. */
static void workers_settle(void)
{
    (void)sys_sleep(SETTLE_MS, SLEEP_MODE_DEEP);
}

void tasks_run(struct words *words)
{
    struct anvil_task_info info;
    (void)words;
    workers_settle();
    console_print("task    label  state      priority   run in ms restarts   stack used refills\n");
    for (uint32_t index = 0; look_at(index, &info) == STATUS_OK; index++) {
        task_print(&info);
    }
}

static void verdict_print(const char *what, bool right)
{
    console_print("%s: %s\n", what, right ? "yes" : "NO");
}

/* The times are read one after the other while time passes, and the clock last. */
void check_run(struct words *words)
{
    struct anvil_task_info info;
    uint64_t run_ns = 0;
    uint32_t tasks = 0;
    bool stacks = true;
    bool restarts = true;
    (void)words;
    workers_settle();
    for (; look_at(tasks, &info) == STATUS_OK; tasks++) {
        run_ns += info.run_ns;
        stacks = stacks && info.stack_used > 0 && info.stack_used <= info.stack_size;
        restarts = restarts && restarts_of(&info) == crew_expected(info.label);
    }
    verdict_print("All tasks are there", tasks == WORKERS + 2);
    verdict_print("Together they ran, and no longer than it is since boot",
                  run_ns > 0 && run_ns <= look_at_clock());
    verdict_print("Each has used its stack, and no more than that", stacks);
    verdict_print("Each was restarted as often as it should", restarts);
}

void uptime_run(struct words *words)
{
    uint64_t now = look_at_clock();
    (void)words;
    console_print("%8u.%03u ms since boot\n", (unsigned)(now / NS_PER_MS), us_of(now));
}

void random_run(struct words *words)
{
    uint32_t number = 0;
    (void)words;
    enum Status status = sys_get_random();
    if (status != STATUS_OK) {
        console_print("No random number: %s\n", status_name(status));
        return;
    }
    (void)copy_from_kernel((uint8_t *)&number, sizeof number);
    console_print("0x%08x\n", (unsigned)number);
}

void alarm_run(struct words *words)
{
    int delay_ms = word_number(word_next(words), ALARM_MAX_MS);
    if (delay_ms <= 0) {
        console_print("An alarm in how many milliseconds? 1 to %u.\n", ALARM_MAX_MS);
        return;
    }
    uint64_t due = look_at_clock() + (uint64_t)delay_ms * NS_PER_MS;
    (void)sys_alarm((uint32_t)delay_ms, ALARM_START);
    (void)sys_wait_for_event(EVENT_TYPE_SIGNAL, 0);
    console_print("The signal %s has come, %s.\n", signal_name(task_event()->data[0]),
                  look_at_clock() >= due ? "and not too early" : "TOO EARLY");
}
