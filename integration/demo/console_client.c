/* The shell's side of the console: puts requests together, and knows an answer from other mail. */
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include "console.h"
#include "tasks.h"

/* Puts a request into the exchange area; how long it is. */
static uint32_t request_put(const struct console_request *request)
{
    uint32_t length = offsetof(struct console_request, text) + strlen(request->text) + 1;
    (void)copy_to_kernel((const uint8_t *)request, length);
    return length;
}

void console_print(const char *format, ...)
{
    struct console_request request = {.kind = CONSOLE_PRINT};
    taskh_t console = task_find(CONSOLE_LABEL);
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(request.text, sizeof request.text, format, arguments);
    va_end(arguments);
    (void)sys_send_ipc(console, request_put(&request));
}

bool console_read(const char *prompt, char line[LINE_SIZE])
{
    struct console_request request = {.kind = CONSOLE_READ};
    taskh_t console = task_find(CONSOLE_LABEL);
    (void)strncpy(request.text, prompt, sizeof request.text - 1);
    enum Status status = sys_send_and_wait(console, request_put(&request), EVENT_TYPE_IPC, 0);
    /* A worker's answer that comes too late is nobody's any more. */
    while (status == STATUS_OK && task_event()->source != console) {
        status = sys_wait_for_event(EVENT_TYPE_IPC, 0);
    }
    if (status == STATUS_OK) {
        (void)memcpy(line, task_event()->data, LINE_SIZE);
        line[LINE_SIZE - 1] = '\0';
    }
    return status == STATUS_OK;
}

void console_close(void)
{
    static const struct console_request request = {.kind = CONSOLE_CLOSE};
    taskh_t console = task_find(CONSOLE_LABEL);
    (void)sys_send_ipc(console, request_put(&request));
}
