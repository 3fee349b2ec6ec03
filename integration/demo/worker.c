/*
 * A worker: reads one request or signal after the other and does what it says. It trusts the length
 * of a message as little as its contents; requests that make no sense are dropped.
 */
#include <stdbool.h>
#include <stddef.h>
#include <uapi/uapi.h>
#include <zircon/process.h>
#include <zircon/syscalls.h>

#include "faults.h"
#include "protocol.h"
#include "tasks.h"

static void answer_send(taskh_t to, const struct answer *answer)
{
    (void)copy_to_kernel((const uint8_t *)answer, sizeof *answer);
    (void)sys_send_ipc(to, sizeof *answer);
}

static void text_serve(taskh_t client, const struct request *request)
{
    struct answer answer = {.status = STATUS_OK};
    size_t length = strnlen(request->text, TEXT_SIZE - 1);
    for (size_t i = 0; i < length; i++) {
        answer.text[i] = request->text[length - 1 - i];
    }
    answer_send(client, &answer);
}

/* The peer may be the worker itself. */
static void send_serve(taskh_t client, const struct request *request)
{
    const struct request nothing = {.kind = REQUEST_NONE};
    taskh_t peer = task_find(request->peer);
    (void)copy_to_kernel((const uint8_t *)&nothing, sizeof nothing);
    struct answer answer = {.status = (uint8_t)sys_send_ipc(peer, sizeof nothing)};
    answer_send(client, &answer);
}

/* A worker has not been given the capability. */
static void spy_serve(taskh_t client, const struct request *request)
{
    (void)request;
    struct answer answer = {.status = (uint8_t)anvil_task_info(0)};
    answer_send(client, &answer);
}

static void fault_serve(taskh_t client, const struct request *request)
{
    (void)client;
    fault_provoke(request->value);
}

static void exit_serve(taskh_t client, const struct request *request)
{
    (void)client;
    sys_exit(request->value);
}

static void slot_serve(taskh_t client, const struct request *request)
{
    struct slot_answer slot = {0};
    struct answer answer = {.status = STATUS_OK};
    slot.status = zx_object_get_info(ANVIL_SELECTOR(request->value), ZX_INFO_HANDLE_BASIC,
                                     &slot.basic, sizeof slot.basic, NULL, NULL);
    (void)memcpy(answer.text, &slot, sizeof slot);
    answer_send(client, &answer);
}

/* The shell notices by the object itself; of what is no gift of its, nothing. */
static void gift_serve(taskh_t client, const struct request *request)
{
    zx_handle_t gift = ZX_HANDLE_INVALID;
    (void)client;
    (void)request;
    (void)zx_channel_read(CHANNEL_TO_SHELL, 0, NULL, &gift, 0, 1, NULL, NULL);
    (void)zx_object_signal(gift, 0, ZX_USER_SIGNAL_0);
    (void)zx_channel_write(gift, 0, THANKS, sizeof THANKS, NULL, 0);
    (void)zx_handle_close(gift);
}

/* Who has the handle may map memory into this process, and do nothing else to it. */
static void open_serve(taskh_t client, const struct request *request)
{
    zx_handle_t process = ZX_HANDLE_INVALID;
    (void)client;
    (void)request;
    (void)zx_handle_duplicate(zx_process_self(), ZX_RIGHT_WRITE | ZX_RIGHT_TRANSFER, &process);
    (void)zx_channel_write(CHANNEL_TO_SHELL, 0, NULL, 0, &process, 1);
}

/* What was read last; a run begins with nothing. */
static char remembered[TEXT_SIZE];

static void peek_serve(taskh_t client, const struct request *request)
{
    (void)client;
    (void)memcpy(remembered, (const void *)(uintptr_t)request->peer, TEXT_SIZE);
}

static void tell_serve(taskh_t client, const struct request *request)
{
    struct answer answer = {.status = STATUS_OK};
    (void)request;
    (void)memcpy(answer.text, remembered, TEXT_SIZE);
    answer_send(client, &answer);
}

static void poke_serve(taskh_t client, const struct request *request)
{
    (void)client;
    (void)memcpy((void *)(uintptr_t)request->peer, request->text, TEXT_SIZE);
}

/* Whether it runs even while it waits; a run begins calmly. */
static bool busy;

static void busy_serve(taskh_t client, const struct request *request)
{
    (void)client;
    (void)request;
    busy = true;
}

static void none_serve(taskh_t client, const struct request *request)
{
    (void)client;
    (void)request;
}

static void (*const servers[])(taskh_t client, const struct request *request) = {
    [REQUEST_TEXT] = text_serve,   [REQUEST_SEND] = send_serve, [REQUEST_SPY] = spy_serve,
    [REQUEST_FAULT] = fault_serve, [REQUEST_EXIT] = exit_serve, [REQUEST_SLOT] = slot_serve,
    [REQUEST_GIFT] = gift_serve,   [REQUEST_OPEN] = open_serve, [REQUEST_PEEK] = peek_serve,
    [REQUEST_TELL] = tell_serve,   [REQUEST_POKE] = poke_serve, [REQUEST_BUSY] = busy_serve,
    [REQUEST_NONE] = none_serve,
};

static void message_serve(const exchange_event_t *event)
{
    struct request request;
    taskh_t client = event->source;
    if (event->length != sizeof request) {
        return;
    }
    (void)memcpy(&request, event->data, sizeof request);
    if (request.kind < sizeof servers / sizeof servers[0]) {
        servers[request.kind](client, &request);
    }
}

/* A signal's data is its number. */
static void signal_serve(const exchange_event_t *event)
{
    struct answer answer = {.signal = event->data[0]};
    answer_send(event->source, &answer);
}

static enum Status event_await(void)
{
    enum Status status;
    do {
        status = sys_wait_for_event(EVENT_TYPE_IPC | EVENT_TYPE_SIGNAL, busy ? -1 : 0);
    } while (status == STATUS_AGAIN);
    return status;
}

int main(void)
{
    while (event_await() == STATUS_OK) {
        if (task_event()->type == EVENT_TYPE_SIGNAL) {
            signal_serve(task_event());
        } else {
            message_serve(task_event());
        }
    }
    return 1;
}
