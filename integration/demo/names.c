/* The names, in tables that are ordered by what they name. */
#include "names.h"

#include <stddef.h>

#include "tasks.h"

#define COUNT(table) (sizeof(table) / sizeof(table)[0])

static const char *const workers[WORKERS] = {"ann", "bob", "cid", "dan"};

static const char *const signals[] = {
    [SIGNAL_ABORT] = "abort", [SIGNAL_ALARM] = "alarm", [SIGNAL_BUS] = "bus",
    [SIGNAL_CONT] = "cont",   [SIGNAL_ILL] = "ill",     [SIGNAL_IO] = "io",
    [SIGNAL_PIPE] = "pipe",   [SIGNAL_POLL] = "poll",   [SIGNAL_TERM] = "term",
    [SIGNAL_TRAP] = "trap",   [SIGNAL_USR1] = "usr1",   [SIGNAL_USR2] = "usr2",
};

static const char *const statuses[] = {
    [STATUS_OK] = "STATUS_OK",
    [STATUS_INVALID] = "STATUS_INVALID",
    [STATUS_DENIED] = "STATUS_DENIED",
    [STATUS_NO_ENTITY] = "STATUS_NO_ENTITY",
    [STATUS_BUSY] = "STATUS_BUSY",
    [STATUS_ALREADY_MAPPED] = "STATUS_ALREADY_MAPPED",
    [STATUS_CRITICAL] = "STATUS_CRITICAL",
    [STATUS_TIMEOUT] = "STATUS_TIMEOUT",
    [STATUS_AGAIN] = "STATUS_AGAIN",
    [STATUS_INTR] = "STATUS_INTR",
    [STATUS_DEADLK] = "STATUS_DEADLK",
    [STATUS_NON_SENSE] = "STATUS_NON_SENSE",
    [STATUS_BROKENPIPE] = "STATUS_BROKENPIPE",
};

static const char *const types[] = {
    [ZX_OBJ_TYPE_PROCESS] = "process",     [ZX_OBJ_TYPE_THREAD] = "thread",
    [ZX_OBJ_TYPE_CHANNEL] = "channel",     [ZX_OBJ_TYPE_EVENT] = "event",
    [ZX_OBJ_TYPE_EVENTPAIR] = "eventpair", [ZX_OBJ_TYPE_JOB] = "job",
};

static const struct {
    zx_excp_type_t type;
    const char *name;
} exceptions[] = {
    {ZX_EXCP_GENERAL, "general fault"},
    {ZX_EXCP_FATAL_PAGE_FAULT, "memory access"},
    {ZX_EXCP_UNDEFINED_INSTRUCTION, "undefined instruction"},
    {ZX_EXCP_SW_BREAKPOINT, "breakpoint"},
    {ZX_EXCP_UNALIGNED_ACCESS, "unaligned access"},
};

const char *task_name(uint32_t label)
{
    if (label - WORKER_LABEL < WORKERS) {
        return workers[label - WORKER_LABEL];
    }
    if (label == CONSOLE_LABEL) {
        return "console";
    }
    return label == SHELL_LABEL ? "shell" : "?";
}

uint32_t worker_named(const char *name)
{
    for (uint32_t i = 0; i < WORKERS; i++) {
        if (strcmp(name, workers[i]) == 0) {
            return WORKER_LABEL + i;
        }
    }
    return 0;
}

const char *signal_name(uint32_t signal)
{
    return signal < COUNT(signals) ? signals[signal] : NULL;
}

uint32_t signal_named(const char *name)
{
    uint32_t signal = SIGNAL_ABORT;
    while (signal < COUNT(signals) && strcmp(name, signals[signal]) != 0) {
        signal++;
    }
    return signal < COUNT(signals) ? signal : 0;
}

const char *status_name(enum Status status)
{
    return (size_t)status < COUNT(statuses) ? statuses[status] : "an unknown status";
}

const char *exception_name(zx_excp_type_t type)
{
    for (size_t i = 0; i < COUNT(exceptions); i++) {
        if (exceptions[i].type == type) {
            return exceptions[i].name;
        }
    }
    return "?";
}

const char *type_name(zx_obj_type_t type)
{
    return type < COUNT(types) && types[type] != NULL ? types[type] : "?";
}
