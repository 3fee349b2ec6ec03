/*
 * The console: the driver of the UART, a task like any other. It waits for two kinds of events and
 * serves them one by one: the receiver's interrupt, and requests of the shell.
 *
 * Bytes are kept until the shell wants a line, and shown only then: what is typed while a command
 * runs appears behind the next prompt. Nobody but the shell is served. An answer blocks the console
 * until it is read, and the shell is known to read it.
 */
#include "console.h"

#include "line.h"
#include "tasks.h"
#include "uart.h"

static struct line line;
static bool wanted; /* the shell waits for a line */

static void line_send(taskh_t shell)
{
    (void)copy_to_kernel((const uint8_t *)line.text, sizeof line.text);
    (void)sys_send_ipc(shell, sizeof line.text);
    line_clear(&line);
    wanted = false;
}

static void input_serve(taskh_t shell)
{
    char byte;
    while (wanted && uart_take(&byte)) {
        if (line_type(&line, byte)) {
            line_send(shell);
        }
    }
}

/* Does what the message in the exchange area asks for. False: to end. */
static bool request_serve(taskh_t shell)
{
    struct console_request request = {0};
    if (task_event()->source != shell) {
        return true;
    }
    (void)memcpy(&request, task_event()->data, task_event()->length);
    request.text[CONSOLE_TEXT_SIZE - 1] = '\0';
    uart_print(request.text);
    wanted = request.kind == CONSOLE_READ;
    return request.kind != CONSOLE_CLOSE;
}

int main(void)
{
    taskh_t shell = task_find(SHELL_LABEL);
    bool open = true;
    uart_start();
    while (open && sys_wait_for_event(EVENT_TYPE_IRQ | EVENT_TYPE_IPC, 0) == STATUS_OK) {
        if (task_event()->type == EVENT_TYPE_IRQ) {
            uart_receive();
        } else {
            open = request_serve(shell);
        }
        input_serve(shell);
    }
    return 0;
}
