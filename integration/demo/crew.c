/*
 * Talks to the workers. A worker's handle is looked up for every request: it costs one call, and
 * there is nothing to remember when a worker has ended.
 */
#include "crew.h"

#include "look.h"

#define PATIENCE_MS 1000 /* for an answer */
#define RESTART_MS  5    /* between two looks at a task that will be restarted */

static uint32_t expected[WORKERS]; /* restarts, see crew_expected */

enum Status crew_send(uint32_t worker, const struct request *request)
{
    taskh_t task = task_find(worker);
    (void)copy_to_kernel((const uint8_t *)request, sizeof *request);
    return sys_send_ipc(task, sizeof *request);
}

/* Which worker a task handle is, 0 for none. Answers could be forged, their source cannot. */
static uint32_t crew_label(taskh_t task)
{
    for (uint32_t i = 0; i < WORKERS; i++) {
        if (task_find(WORKER_LABEL + i) == task) {
            return WORKER_LABEL + i;
        }
    }
    return 0;
}

bool crew_receive(struct answer *answer)
{
    if (sys_wait_for_event(EVENT_TYPE_IPC, PATIENCE_MS) != STATUS_OK) {
        return false;
    }
    taskh_t source = task_event()->source;
    if (task_event()->length != sizeof *answer) {
        return false;
    }
    (void)memcpy(answer, task_event()->data, sizeof *answer);
    answer->worker = crew_label(source);
    answer->text[TEXT_SIZE - 1] = '\0';
    return answer->worker != 0;
}

enum Status crew_request(uint32_t worker, const struct request *request, struct answer *answer)
{
    enum Status status = crew_send(worker, request);
    if (status != STATUS_OK) {
        return status;
    }
    return crew_receive(answer) ? STATUS_OK : STATUS_TIMEOUT;
}

enum Status crew_ask(uint32_t worker, const char *text, struct answer *answer)
{
    struct request request = {.kind = REQUEST_TEXT};
    (void)strncpy(request.text, text, TEXT_SIZE - 1);
    return crew_request(worker, &request, answer);
}

bool crew_held(uint32_t worker)
{
    struct anvil_task_info info;
    return look_for(worker, &info) &&
           (info.state == ANVIL_TASK_SUSPENDED || info.state == ANVIL_TASK_EXCEPTION);
}

bool crew_await(uint32_t worker)
{
    struct anvil_task_info info;
    while (look_for(worker, &info) && info.handle == 0) {
        if (info.state != ANVIL_TASK_RESTARTING) {
            return false;
        }
        (void)sys_sleep(RESTART_MS, SLEEP_MODE_DEEP);
    }
    return true;
}

void crew_expect(uint32_t worker)
{
    expected[worker - WORKER_LABEL]++;
}

uint32_t crew_expected(uint32_t worker)
{
    return worker - WORKER_LABEL < WORKERS ? expected[worker - WORKER_LABEL] : 0;
}
