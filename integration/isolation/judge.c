/*
 * MAIN of the isolation-calls image: asks each caller what its calls bring, waits until its
 * attack has ended it, and asks survivor and echo how they are. The exit status is the number of
 * things that went wrong.
 */
#include "report.h"

#define SURVIVOR 0x50211
#define ECHO     0xecc0

static unsigned wrong;

static void expect(const char *what, enum Status expected, enum Status status)
{
    if (status != expected) {
        wrong++;
        report("%s: %s, not %s", what, status_name(status), status_name(expected));
    }
}

static void expect_zero(const char *what, uint32_t value)
{
    if (value != 0) {
        wrong++;
        report("%s: %u", what, (unsigned)value);
    }
}

/* The number in the event that has arrived. */
static uint32_t received_number(void)
{
    uint32_t number;
    (void)memcpy(&number, received()->data, sizeof number);
    return number;
}

/* Sends a number and returns the one that comes back. */
static uint32_t ask(taskh_t task, uint32_t question)
{
    (void)copy_to_kernel((const uint8_t *)&question, sizeof question);
    expect("question", STATUS_OK, sys_send_ipc(task, sizeof question));
    expect("answer", STATUS_OK, sys_wait_for_event(EVENT_TYPE_IPC, 0));
    return received_number();
}

int main(void)
{
    taskh_t survivor = find_task(SURVIVOR);
    taskh_t echo = find_task(ECHO);
    for (unsigned attack = 0; attack < ATTACKS; attack++) {
        taskh_t caller = find_task(attack);
        uint32_t bad_calls = ask(caller, 0);
        report("caller %u", attack);
        expect_zero("calls that went wrong", bad_calls);
        (void)sys_sleep(1, SLEEP_MODE_DEEP);
        expect("after its attack", STATUS_INVALID, send_text(caller, "gone?"));
        expect_zero("changed registers of the survivor", ask(survivor, 0));
        expect_zero("echo", ask(echo, 0));
    }
    expect_zero("changed registers of the survivor", ask(survivor, 1));
    report("%u things went wrong", wrong);
    return (int)wrong;
}
