/*
 * The life of processes made at run time: made out of this task's memory, started, spoken with,
 * and killed in every state a thread can be in. After each, all pools are as before.
 */
#include "children.h"

/* ---- What children do. ---- */

#define MARK ZX_USER_SIGNAL_3

/* Greets its maker, then takes an event out of the channel it is given, signals it, and sends one
 * end of a pair back. */
static void talk(zx_handle_t given, struct shared *shared)
{
    zx_handle_t event = ZX_HANDLE_INVALID;
    zx_handle_t pair[2] = {ZX_HANDLE_INVALID, ZX_HANDLE_INVALID};
    memcpy(shared->area, "hello", 6);
    shared->word[0] = sys_send_ipc(shared->supervisor, 6);
    shared->word[1] =
        (uint32_t)zx_object_wait_one(given, ZX_CHANNEL_READABLE, ZX_TIME_INFINITE, NULL);
    shared->word[2] = (uint32_t)zx_channel_read(given, 0, NULL, &event, 0, 1, NULL, NULL);
    shared->word[3] = (uint32_t)zx_object_signal(event, 0, MARK);
    shared->word[4] = (uint32_t)zx_eventpair_create(0, &pair[0], &pair[1]);
    shared->word[5] = (uint32_t)zx_channel_write(given, 0, "back", 4, &pair[1], 1);
    shared->word[6] = (uint32_t)zx_object_signal_peer(pair[0], 0, MARK);
    shared->word[7] =
        (uint32_t)zx_object_wait_one(pair[0], ZX_EVENTPAIR_PEER_CLOSED, ZX_TIME_INFINITE, NULL);
    zx_process_exit(0x1234567890);
}

/* Where a child can be when it is killed. */
enum place {
    SPINNING,
    SENDING,
    SENDING_AND_WAITING,
    WAITING_AFTER_SENDING,
    WAITING_FOR_EVENTS,
    SLEEPING,
    NANOSLEEPING,
    WAITING_FOR_ONE,
    WAITING_FOR_MANY,
    IN_AN_EXCEPTION,
    SUSPENDED,
    NOT_STARTED,
    PLACES
};

static const char *const place_names[PLACES] = {
    [SPINNING] = "spinning",
    [SENDING] = "in send_ipc",
    [SENDING_AND_WAITING] = "in send_and_wait, unread",
    [WAITING_AFTER_SENDING] = "in send_and_wait, read",
    [WAITING_FOR_EVENTS] = "in wait_for_event",
    [SLEEPING] = "in sleep",
    [NANOSLEEPING] = "in nanosleep",
    [WAITING_FOR_ONE] = "in wait_one",
    [WAITING_FOR_MANY] = "in wait_many",
    [IN_AN_EXCEPTION] = "in an exception",
    [SUSPENDED] = "suspended",
    [NOT_STARTED] = "before its start",
};

/* Goes to the place that it is told, and must never leave it. */
static void stay(zx_handle_t given, struct shared *shared)
{
    zx_wait_item_t items[2] = {{.handle = given, .waitfor = ZX_CHANNEL_PEER_CLOSED},
                               {.handle = given, .waitfor = MARK}};
    shared->count = 1;
    switch ((enum place)shared->what) {
    case SENDING:
        (void)sys_send_ipc(shared->supervisor, 1);
        break;
    case SENDING_AND_WAITING:
    case WAITING_AFTER_SENDING:
        (void)sys_send_and_wait(shared->supervisor, 1, EVENT_TYPE_IPC, 0);
        break;
    case WAITING_FOR_EVENTS:
        (void)sys_wait_for_event(EVENT_TYPE_SIGNAL, 0);
        break;
    case SLEEPING:
        (void)sys_sleep(1000000, SLEEP_MODE_DEEP);
        break;
    case NANOSLEEPING:
        (void)zx_nanosleep(ZX_TIME_INFINITE);
        break;
    case WAITING_FOR_ONE:
        (void)zx_object_wait_one(given, MARK, ZX_TIME_INFINITE, NULL);
        break;
    case WAITING_FOR_MANY:
        (void)zx_object_wait_many(items, 2, ZX_TIME_INFINITE);
        break;
    case IN_AN_EXCEPTION:
        __asm__ volatile("udf #0");
        break;
    default:
        for (;;) {
            shared->word[0]++;
        }
    }
    shared->count = 2;
    for (;;) {
    }
}

/* ---- What becomes of them. ---- */

/* The message that waits for this task, as far as it is a child's. */
static void message_expect(const char *text, size_t length)
{
    expect("a message", sys_wait_for_event(EVENT_TYPE_IPC, 1000) == STATUS_OK);
    expect_number("its length", (uint32_t)length, received()->length);
    expect("its words", memcmp(received()->data, text, length) == 0);
}

static void test_talk(zx_handle_t job)
{
    struct child child = child_make(job, 0);
    zx_handle_t end[2] = {ZX_HANDLE_INVALID, ZX_HANDLE_INVALID};
    zx_handle_t pair = ZX_HANDLE_INVALID;
    zx_handle_t event = event_make();
    zx_handle_t sent = ZX_HANDLE_INVALID;
    expect_status("channel", ZX_OK, zx_channel_create(0, &end[0], &end[1]));
    expect_status("duplicate", ZX_OK, zx_handle_duplicate(event, ZX_RIGHT_SAME_RIGHTS, &sent));
    child_start(&child, talk, 0, end[1]);
    expect("the end has moved", !handle_is_valid(end[1]));
    message_expect("hello", 6);
    expect_status("write", ZX_OK, zx_channel_write(end[0], 0, NULL, 0, &sent, 1));
    expect_status("the event", ZX_OK,
                  zx_object_wait_one(event, MARK, zx_deadline_after(ZX_SEC(1)), NULL));
    expect_status(
        "the answer", ZX_OK,
        zx_object_wait_one(end[0], ZX_CHANNEL_READABLE, zx_deadline_after(ZX_SEC(1)), NULL));
    expect_status("read", ZX_OK,
                  zx_channel_read(end[0], ZX_CHANNEL_READ_MAY_DISCARD, (char[4]){0}, &pair, 4, 1,
                                  NULL, NULL));
    expect_status("the pair", ZX_OK,
                  zx_object_wait_one(pair, MARK, zx_deadline_after(ZX_SEC(1)), NULL));
    close_all((const zx_handle_t[]){pair, event}, 2);
    expect_status(
        "peer closed", ZX_OK,
        zx_object_wait_one(end[0], ZX_CHANNEL_PEER_CLOSED, zx_deadline_after(ZX_SEC(1)), NULL));
    for (unsigned i = 0; i < 8; i++) {
        expect_number("status of a call", 0, child.shared->word[i]);
    }
    expect_status("close", ZX_OK, zx_handle_close(end[0]));
    expect("all of its return code", return_code_of(child.process) == 0x1234567890);
    child_bury(&child, 0x34567890);
}

static void test_kill(zx_handle_t job, enum place place)
{
    struct child child = child_make(job, 1);
    zx_handle_t end[2] = {ZX_HANDLE_INVALID, ZX_HANDLE_INVALID};
    zx_handle_t token = ZX_HANDLE_INVALID;
    zx_handle_t exceptions = ZX_HANDLE_INVALID;
    expect_status("channel", ZX_OK, zx_channel_create(0, &end[0], &end[1]));
    if (place == IN_AN_EXCEPTION) {
        exceptions = listen_to(child.process, 0);
    }
    if (place != NOT_STARTED) {
        child_start(&child, stay, place, end[1]);
        rest();
        expect_number("it is there", 1, child.shared->count);
    }
    if (place == WAITING_AFTER_SENDING) {
        message_expect("", 1);
        rest();
    }
    if (place == SUSPENDED) {
        token = token_make(child.process);
    }
    expect_status("kill", ZX_OK, zx_task_kill(child.process));
    uint32_t spun = child.shared->word[0];
    rest();
    expect_number("it does nothing any more", spun, child.shared->word[0]);
    expect_number("nor has it left its place", place == NOT_STARTED ? 0 : 1, child.shared->count);
    expect("nothing of it can be read", sys_wait_for_event(EVENT_TYPE_IPC, -1) == STATUS_AGAIN);
    if (place != NOT_STARTED) {
        expect("its end is closed", (signals_of(end[0]) & ZX_CHANNEL_PEER_CLOSED) != 0);
    } else {
        expect_status("close", ZX_OK, zx_handle_close(end[1]));
    }
    close_all((const zx_handle_t[]){end[0], token, exceptions}, 3);
    child_bury(&child, ZX_TASK_RETCODE_SYSCALL_KILL);
    report("killed %s", place_names[place]);
}

/* A job with another one below it, three processes in all. */
static void test_kill_job(zx_handle_t parent)
{
    zx_handle_t job = job_make(parent);
    zx_handle_t below = job_make(job);
    struct child children[] = {child_run(job, 0, stay, SPINNING),
                               child_run(below, 1, stay, SENDING),
                               child_run(below, 2, stay, NANOSLEEPING)};
    zx_info_job_t info = {0};
    rest();
    expect_status("kill", ZX_OK, zx_task_kill(job));
    expect_status("it ends", ZX_OK,
                  zx_object_wait_one(job, ZX_JOB_TERMINATED, zx_deadline_after(ZX_SEC(1)), NULL));
    expect_status("info", ZX_OK,
                  zx_object_get_info(below, ZX_INFO_JOB, &info, sizeof info, NULL, NULL));
    expect("the one below has ended, too",
           info.exited && info.return_code == ZX_TASK_RETCODE_SYSCALL_KILL);
    expect_status("nothing can be made in it", ZX_ERR_BAD_STATE,
                  zx_job_create(below, 0, &(zx_handle_t){0}));
    for (unsigned i = 0; i < 3; i++) {
        child_bury(&children[i], ZX_TASK_RETCODE_SYSCALL_KILL);
    }
    close_all((const zx_handle_t[]){below, job}, 2);
    report("killed a job of three");
}

/* A job that dies with one of its processes. */
static void test_critical(zx_handle_t parent)
{
    zx_handle_t job = job_make(parent);
    struct child critical = child_make(job, 0);
    struct child other = child_run(job, 1, stay, SPINNING);
    expect_status("critical", ZX_OK, zx_job_set_critical(job, 0, critical.process));
    child_start(&critical, stay, WAITING_FOR_EVENTS, ZX_HANDLE_INVALID);
    rest();
    expect_status("kill", ZX_OK, zx_task_kill(critical.process));
    child_bury(&critical, ZX_TASK_RETCODE_SYSCALL_KILL);
    child_bury(&other, ZX_TASK_RETCODE_CRITICAL_PROCESS_KILL);
    expect_status("close", ZX_OK, zx_handle_close(job));
    report("a critical process took its job along");
}

/* ---- Tasks of the image. ---- */

#define PHOENIX 2u /* is restarted whenever it ends */

/* The running process of a task, by the koids of the processes below the domain's job. */
static zx_handle_t process_of(uint32_t label)
{
    zx_handle_t job = ZX_HANDLE_INVALID;
    zx_handle_t found = ZX_HANDLE_INVALID;
    taskh_t task = find_task(label);
    zx_koid_t jobs[16];
    size_t count = 0;
    expect_status("jobs", ZX_OK,
                  zx_object_get_info(zx_job_default(), ZX_INFO_JOB_CHILDREN, jobs, sizeof jobs,
                                     &count, NULL));
    for (size_t i = 0; i < count && found == ZX_HANDLE_INVALID; i++) {
        zx_koid_t koid = 0;
        uint32_t running = 0;
        expect_status("job", ZX_OK,
                      zx_object_get_child(zx_job_default(), jobs[i], ZX_RIGHT_SAME_RIGHTS, &job));
        (void)zx_object_get_info(job, ZX_INFO_JOB_PROCESSES, &koid, sizeof koid, NULL, NULL);
        if (zx_object_get_child(job, koid, ZX_RIGHT_SAME_RIGHTS, &found) == ZX_OK) {
            (void)zx_object_get_info(found, ZX_INFO_ANVIL_TASK, &running, sizeof running, NULL,
                                     NULL);
        }
        if (running != task) {
            (void)zx_handle_close(found);
            found = ZX_HANDLE_INVALID;
        }
        expect_status("close", ZX_OK, zx_handle_close(job));
    }
    expect("the task is found", task != 0 && found != ZX_HANDLE_INVALID);
    return found;
}

/* Its process may be killed, and it comes again; with its job it does not. */
static void test_restart(void)
{
    for (unsigned run = 0; run < 3; run++) {
        zx_handle_t process = process_of(PHOENIX);
        taskh_t before = find_task(PHOENIX);
        expect_status("kill", ZX_OK, zx_task_kill(process));
        expect_number("return code", (uint32_t)ZX_TASK_RETCODE_SYSCALL_KILL,
                      (uint32_t)return_code_of(process));
        expect_status("close", ZX_OK, zx_handle_close(process));
        rest();
        expect("it runs again", find_task(PHOENIX) != 0 && find_task(PHOENIX) != before);
    }
    report("a task was killed and came again");
    zx_handle_t process = process_of(PHOENIX);
    zx_handle_t job = ZX_HANDLE_INVALID;
    expect_status("its job", ZX_OK,
                  zx_object_get_child(zx_job_default(), basic_of(process).related_koid,
                                      ZX_RIGHT_SAME_RIGHTS, &job));
    expect_status("kill", ZX_OK, zx_task_kill(job));
    rest();
    expect("it never runs again", find_task(PHOENIX) == 0);
    close_all((const zx_handle_t[]){process, job}, 2);
    report("its job was killed and it did not");
}

int main(void)
{
    struct census before = census_take();
    census_expect("the census itself", &before);
    zx_handle_t job = job_make(zx_job_default());
    struct census within = census_take();
    for (unsigned round = 0; round < 10; round++) {
        test_talk(job);
    }
    census_expect("after talking", &within);
    report("talked");
    for (unsigned place = 0; place < PLACES; place++) {
        test_kill(job, (enum place)place);
        census_expect(place_names[place], &within);
    }
    test_kill_job(job);
    test_critical(job);
    census_expect("after jobs", &within);
    expect_status("close", ZX_OK, zx_handle_close(job));
    census_expect("in the end", &before);
    test_restart();
    wrong += children_wrong();
    report("%u things went wrong", wrong);
    return (int)wrong;
}
