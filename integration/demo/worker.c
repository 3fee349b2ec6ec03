/*
 * A worker: reads one request after the other and does what it says. It trusts the length of a
 * message as little as its contents; requests that make no sense are dropped.
 */
#include <stdbool.h>
#include <uapi/uapi.h>

#include "faults.h"
#include "protocol.h"

/* The task handle behind a label, 0 when that task does not run. */
static taskh_t find(uint32_t label)
{
    taskh_t task = 0;
    if (sys_get_task_handle(label) == STATUS_OK) {
        (void)copy_from_kernel((uint8_t *)&task, sizeof task);
    }
    return task;
}

/* Waits for the next request; false: it makes no sense. */
static bool receive(struct request *request, taskh_t *sender)
{
    if (sys_wait_for_event(EVENT_TYPE_IPC, 0) != STATUS_OK) {
        return false;
    }
    const exchange_event_t *event = (const exchange_event_t *)_s_svc_exchange;
    if (event->length != sizeof *request) {
        return false;
    }
    *sender = event->source;
    (void)memcpy(request, event->data, sizeof *request);
    request->text[TEXT_SIZE - 1] = '\0';
    return true;
}

static void turn_round(char *out, const char *text)
{
    size_t length = strlen(text);
    for (size_t i = 0; i < length; i++) {
        out[i] = text[length - 1 - i];
    }
    out[length] = '\0';
}

/* Sends REQUEST_NONE to another worker, or to itself. */
static enum Status send_on(unsigned peer)
{
    const struct request nothing = {.kind = REQUEST_NONE};
    taskh_t task = find(WORKER_LABEL(peer));
    (void)copy_to_kernel((const uint8_t *)&nothing, sizeof nothing);
    return sys_send_ipc(task, sizeof nothing);
}

static void send_answer(taskh_t to, const struct answer *answer)
{
    (void)copy_to_kernel((const uint8_t *)answer, sizeof *answer);
    (void)sys_send_ipc(to, sizeof *answer);
}

int main(void)
{
    static struct request request;
    static struct answer answer;
    for (;;) {
        taskh_t sender;
        if (!receive(&request, &sender)) {
            continue;
        }
        answer.requests++;
        answer.status = STATUS_OK;
        if (request.kind == REQUEST_TEXT) {
            turn_round(answer.text, request.text);
            send_answer(sender, &answer);
        } else if (request.kind == REQUEST_SEND) {
            answer.status = (uint8_t)send_on(request.peer);
            send_answer(sender, &answer);
        } else if (request.kind == REQUEST_FAULT) {
            fault_provoke(request.fault);
        }
    }
}
