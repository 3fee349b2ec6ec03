/*
 * MAIN of the images: lets one victim after the other make its mistake and tells what
 * became of it, and of the rest. Its exit status is the number of things that went wrong.
 *
 * Each victim is told to go by a first message, which it is waiting for. The second one blocks,
 * since the victim has lower priority and runs only then; it must end with a broken pipe.
 */
#include "report.h"

#define ECHO 0xecc0

static unsigned wrong;

static void expect(const char *what, enum Status expected, enum Status status)
{
    if (status != expected) {
        wrong++;
        report("%s: %s, not %s", what, status_name(status), status_name(expected));
    }
}

/* A peer that has nothing to do with the victims still answers. */
static void expect_answer(taskh_t echo)
{
    expect("send to echo", STATUS_OK, send_text(echo, "still there?"));
    expect("answer of echo", STATUS_OK, sys_wait_for_event(EVENT_TYPE_IPC, 1000));
    if (strcmp((const char *)received()->data, "still there?") != 0) {
        wrong++;
        report("echo answered something else");
    }
}

int main(void)
{
    taskh_t echo = find_task(ECHO);
    for (uint32_t label = FIRST; label <= LAST; label++) {
        taskh_t victim = find_task(label);
        /* Lets it run up to its wait. */
        (void)sys_sleep(1, SLEEP_MODE_DEEP);
        expect("first message", STATUS_OK, send_text(victim, "go"));
        expect("second message", STATUS_BROKENPIPE, send_text(victim, "gone?"));
        expect("third message", STATUS_INVALID, send_text(victim, "gone?"));
        expect("look-up", STATUS_INVALID, sys_get_task_handle(label));
        expect_answer(echo);
    }
    report("%u things went wrong", wrong);
    return (int)wrong;
}
