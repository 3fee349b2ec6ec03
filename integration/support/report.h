/*
 * What test tasks share: they tell what happened in lines on the log port, and talk to their peers
 * by label. Header only, so that a task's CMakeLists names nothing but anvil_test_support.
 *
 * Every function here overwrites the exchange area.
 */
#ifndef INTEGRATION_REPORT_H
#define INTEGRATION_REPORT_H

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <uapi/uapi.h>

/* Writes a line of at most 255 characters, formatted as by printf, to the log port. */
__attribute__((format(printf, 1, 2))) static inline void report(const char *format, ...)
{
    char line[SVC_EXCHANGE_AREA_LEN];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    if (length < 0 || (size_t)length > sizeof line - 1) {
        length = (int)sizeof line - 1;
    }
    line[length] = '\n';
    (void)copy_to_kernel((const uint8_t *)line, (size_t)length + 1);
    (void)sys_log((uint32_t)length + 1);
}

/* The task handle behind a label; 0, which is no handle, when that task does not run. */
static inline taskh_t find_task(uint32_t label)
{
    taskh_t task = 0;
    if (sys_get_task_handle(label) == STATUS_OK) {
        (void)copy_from_kernel((uint8_t *)&task, sizeof task);
    }
    return task;
}

/* A status as the documentation spells it. */
static inline const char *status_name(enum Status status)
{
    static const char *const names[] = {
        "OK",      "INVALID", "DENIED", "NO_ENTITY", "BUSY",      "ALREADY_MAPPED", "CRITICAL",
        "TIMEOUT", "AGAIN",   "INTR",   "DEADLK",    "NON_SENSE", "BROKENPIPE",
    };
    return (size_t)status < sizeof names / sizeof names[0] ? names[status] : "unknown";
}

/* Sends text; what came of it. */
static inline enum Status send_text(taskh_t to, const char *text)
{
    size_t length = strlen(text) + 1;
    (void)copy_to_kernel((const uint8_t *)text, length);
    return sys_send_ipc(to, (uint32_t)length);
}

/* The event that wait_for_event left in the exchange area. */
static inline const exchange_event_t *received(void)
{
    return (const exchange_event_t *)sys_exchange_area();
}

#endif
