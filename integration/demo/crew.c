/*
 * Talks to the workers. A worker's handle is looked up for every request: it costs one call, and
 * there is nothing to remember when a worker has ended.
 */
#include "crew.h"

#define PATIENCE_MS 1000

static taskh_t crew_find(unsigned number)
{
    taskh_t task = 0;
    if (sys_get_task_handle(WORKER_LABEL(number)) == STATUS_OK) {
        (void)copy_from_kernel((uint8_t *)&task, sizeof task);
    }
    return task;
}

bool crew_runs(unsigned number)
{
    return crew_find(number) != 0;
}

enum Status crew_send(unsigned number, const struct request *request)
{
    taskh_t task = crew_find(number);
    (void)copy_to_kernel((const uint8_t *)request, sizeof *request);
    return sys_send_ipc(task, sizeof *request);
}

/* Which worker a task handle is, 0 for none. Answers could be forged, their source cannot. */
static unsigned crew_number(taskh_t task)
{
    for (unsigned number = 1; number <= WORKERS; number++) {
        if (crew_find(number) == task) {
            return number;
        }
    }
    return 0;
}

bool crew_receive(struct answer *answer)
{
    if (sys_wait_for_event(EVENT_TYPE_IPC, PATIENCE_MS) != STATUS_OK) {
        return false;
    }
    const exchange_event_t *event = (const exchange_event_t *)_s_svc_exchange;
    taskh_t source = event->source;
    if (event->length != sizeof *answer) {
        return false;
    }
    (void)memcpy(answer, event->data, sizeof *answer);
    answer->worker = (uint8_t)crew_number(source);
    answer->text[TEXT_SIZE - 1] = '\0';
    return answer->worker != 0;
}

enum Status crew_ask(unsigned number, const char *text, struct answer *answer)
{
    struct request request = {.kind = REQUEST_TEXT};
    (void)strncpy(request.text, text, TEXT_SIZE - 1);
    enum Status status = crew_send(number, &request);
    if (status != STATUS_OK) {
        return status;
    }
    return crew_receive(answer) ? STATUS_OK : STATUS_TIMEOUT;
}
