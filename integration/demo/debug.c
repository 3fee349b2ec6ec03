/*
 * The commands that catch a worker's fault. It owns the exception channels, one for each worker
 * that is caught, and the exceptions that have come by them. A worker's channel is that of its
 * process: its next run is not caught.
 */
#include <l4/sys/task.h>
#include <stddef.h>
#include <stdlib.h>
#include <zircon/syscalls.h>
#include <zircon/syscalls/debug.h>
#include <zircon/syscalls/exception.h>
#include <zircon/syscalls/object.h>

#include "commands.h"
#include "console.h"
#include "crew.h"
#include "names.h"
#include "supervise.h"

#define PATIENCE_NS ZX_MSEC(10) /* longer than all workers' quanta together */

static struct caught {
    zx_handle_t channel;   /* of the process's exceptions; ZX_HANDLE_INVALID: not caught */
    zx_handle_t exception; /* ZX_HANDLE_INVALID: none is waiting for an answer */
} all[WORKERS];

static struct caught *caught_of(uint32_t worker)
{
    return &all[worker - WORKER_LABEL];
}

/* ---- catch ---- */

void catch_run(struct words *words)
{
    uint32_t worker = worker_parse_running(word_next(words));
    if (worker == 0) {
        return;
    }
    struct caught *caught = caught_of(worker);
    zx_handle_t process = process_find(worker);
    (void)zx_handle_close(caught->channel);
    zx_status_t status = zx_task_create_exception_channel(process, 0, &caught->channel);
    (void)zx_handle_close(process);
    if (status == ZX_OK) {
        console_print("%s's faults will be caught, until it ends\n", task_name(worker));
    } else {
        console_print("%s cannot be caught: status %d\n", task_name(worker), (int)status);
    }
}

static void exception_print(uint32_t worker)
{
    zx_exception_report_t report = {.header = {0}};
    zx_handle_t thread = thread_find(worker);
    (void)zx_object_get_info(thread, ZX_INFO_THREAD_EXCEPTION_REPORT, &report, sizeof report, NULL,
                             NULL);
    (void)zx_handle_close(thread);
    const zx_armv7m_exc_data_t *data = &report.context.arch.u.armv7m;
    console_print("%s is caught: %s, address 0x%08x, pc 0x%08x, fault status 0x%08x\n",
                  task_name(worker), exception_name(report.header.type), (unsigned)data->address,
                  (unsigned)data->pc, (unsigned)data->cfsr);
}

bool caught_report(uint32_t worker)
{
    struct caught *caught = caught_of(worker);
    zx_exception_info_t info;
    if (caught->channel == ZX_HANDLE_INVALID ||
        zx_object_wait_one(caught->channel, ZX_CHANNEL_READABLE | ZX_CHANNEL_PEER_CLOSED,
                           zx_deadline_after(PATIENCE_NS), NULL) != ZX_OK) {
        return false;
    }
    if (zx_channel_read(caught->channel, 0, &info, &caught->exception, sizeof info, 1, NULL,
                        NULL) == ZX_OK) {
        exception_print(worker);
    } else {
        caught_forget(worker);
        console_print("%s has ended\n", task_name(worker));
        revival_report(worker);
    }
    return true;
}

bool caught_now(uint32_t worker)
{
    zx_info_thread_t info = {0};
    zx_handle_t thread = thread_find(worker);
    (void)zx_object_get_info(thread, ZX_INFO_THREAD, &info, sizeof info, NULL, NULL);
    (void)zx_handle_close(thread);
    return info.state == ZX_THREAD_STATE_BLOCKED_EXCEPTION;
}

void caught_answer(uint32_t worker, uint32_t state)
{
    struct caught *caught = caught_of(worker);
    (void)zx_object_set_property(caught->exception, ZX_PROP_EXCEPTION_STATE, &state, sizeof state);
    (void)zx_handle_close(caught->exception);
    caught->exception = ZX_HANDLE_INVALID;
}

void caught_forget(uint32_t worker)
{
    struct caught *caught = caught_of(worker);
    (void)zx_handle_close(caught->exception);
    (void)zx_handle_close(caught->channel);
    *caught = (struct caught){ZX_HANDLE_INVALID, ZX_HANDLE_INVALID};
}

/* The worker that is meant, if it is in an exception; else 0, and a word about it. */
static uint32_t caught_parse(const char *name)
{
    uint32_t worker = worker_parse_alive(name);
    if (worker != 0 && !caught_now(worker)) {
        console_print("%s is in no exception.\n", name);
        worker = 0;
    }
    return worker;
}

/* Nobody else handles it, so it ends the worker. */
void drop_run(struct words *words)
{
    uint32_t worker = caught_parse(word_next(words));
    if (worker == 0) {
        return;
    }
    zx_handle_t process = process_find(worker);
    caught_answer(worker, ZX_EXCEPTION_STATE_TRY_NEXT);
    caught_forget(worker);
    end_report(worker, process);
    (void)zx_handle_close(process);
}

/* ---- registers, set ---- */

/* In the order of zx_thread_state_general_regs_t. */
static const char *const register_names[] = {"r0",  "r1", "r2", "r3", "r4",  "r5",
                                             "r6",  "r7", "r8", "r9", "r10", "r11",
                                             "r12", "sp", "lr", "pc", "xpsr"};
#define REGISTERS (sizeof register_names / sizeof register_names[0])

union registers {
    zx_thread_state_general_regs_t general;
    uint32_t word[REGISTERS];
};
_Static_assert(sizeof(zx_thread_state_general_regs_t) == REGISTERS * sizeof(uint32_t),
               "a name each");

/* False, and a word about it: the worker is neither suspended nor caught, or has none left. */
static bool registers_read(uint32_t worker, union registers *registers)
{
    zx_handle_t thread = thread_find(worker);
    zx_status_t status = zx_thread_read_state(thread, ZX_THREAD_STATE_GENERAL_REGS,
                                              &registers->general, sizeof registers->general);
    (void)zx_handle_close(thread);
    if (status != ZX_OK) {
        console_print("%s's registers are not there: it runs, or its stack has overflowed.\n",
                      task_name(worker));
    }
    return status == ZX_OK;
}

void registers_run(struct words *words)
{
    union registers registers = {.word = {0}};
    uint32_t worker = worker_parse_alive(word_next(words));
    if (worker == 0 || !registers_read(worker, &registers)) {
        return;
    }
    for (size_t i = 0; i < REGISTERS; i++) {
        bool last = i % 4 == 3 || i == REGISTERS - 1;
        console_print("%4s 0x%08x%s", register_names[i], (unsigned)registers.word[i],
                      last ? "\n" : " ");
    }
}

/* Its number; REGISTERS: there is none of that name. */
static size_t register_parse(const char *name)
{
    size_t number = 0;
    while (number < REGISTERS && strcmp(name, register_names[number]) != 0) {
        number++;
    }
    if (number == REGISTERS) {
        console_print("Which register? There are: r0 to r12 sp lr pc xpsr\n");
    }
    return number;
}

/* Decimal, or hexadecimal behind 0x. */
static bool value_parse(const char *word, uint32_t *value)
{
    char *end;
    *value = (uint32_t)strtoul(word, &end, 0);
    if (end == word || *end != '\0') {
        console_print("To which value? A number, for example 1 or 0x20000000.\n");
        return false;
    }
    return true;
}

void set_run(struct words *words)
{
    union registers registers;
    uint32_t value;
    uint32_t worker = worker_parse_alive(word_next(words));
    if (worker == 0) {
        return;
    }
    size_t number = register_parse(word_next(words));
    if (number == REGISTERS || !value_parse(word_next(words), &value) ||
        !registers_read(worker, &registers)) {
        return;
    }
    registers.word[number] = value;
    zx_handle_t thread = thread_find(worker);
    zx_status_t status = zx_thread_write_state(thread, ZX_THREAD_STATE_GENERAL_REGS,
                                               &registers.general, sizeof registers.general);
    (void)zx_handle_close(thread);
    console_print(status == ZX_OK ? "%s's %s is 0x%08x\n" : "%s's %s cannot be 0x%08x\n",
                  task_name(worker), register_names[number], (unsigned)value);
}
