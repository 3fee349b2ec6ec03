/*
 * The commands that end a worker or start it again. ann, bob and cid are restarted by the kernel;
 * dan is not, and the shell has the capability `start` to do that.
 */
#include <stddef.h>

#include "commands.h"
#include "console.h"
#include "crew.h"
#include "faults.h"
#include "names.h"
#include "supervise.h"

#define FAULT_NAME(name, what) #name,
#define FAULT_WHAT(name, what) what,
static const char *const fault_names[] = {FAULTS(FAULT_NAME)};
static const char *const fault_whats[] = {FAULTS(FAULT_WHAT)};

void revival_report(uint32_t worker)
{
    if (crew_await(worker)) {
        crew_expect(worker);
        console_print("%s runs again\n", task_name(worker));
    }
}

void failure_report(uint32_t worker, enum Status status)
{
    const char *name = task_name(worker);
    if (status != STATUS_BROKENPIPE) {
        console_print("%s does not answer: %s\n", name, status_name(status));
        return;
    }
    console_print("%s has ended: STATUS_BROKENPIPE\n", name);
    revival_report(worker);
}

void ending_report(uint32_t worker)
{
    struct answer answer;
    if (caught_report(worker)) {
        return;
    }
    enum Status status = crew_ask(worker, "", &answer);
    if (status == STATUS_OK) {
        console_print("%s goes on\n", task_name(worker));
    } else {
        failure_report(worker, status);
    }
}

static void others_report(uint32_t except)
{
    console_print("Still answering:");
    for (uint32_t worker = WORKER_LABEL; worker < WORKER_LABEL + WORKERS; worker++) {
        struct answer answer;
        if (worker != except && !crew_held(worker) && crew_ask(worker, "", &answer) == STATUS_OK) {
            console_print(" %s", task_name(worker));
        }
    }
    console_print("\n");
}

static unsigned fault_parse(const char *name)
{
    unsigned fault = 0;
    while (fault < FAULT_COUNT && strcmp(name, fault_names[fault]) != 0) {
        fault++;
    }
    return fault;
}

static void faults_print(void)
{
    console_print("Which fault? There are:");
    for (unsigned i = 0; i < FAULT_COUNT; i++) {
        console_print(" %s", fault_names[i]);
    }
    console_print("\n");
}

void fault_run(struct words *words)
{
    uint32_t worker = worker_parse_running(word_next(words));
    unsigned fault = fault_parse(word_next(words));
    if (worker == 0) {
        return;
    }
    if (fault == FAULT_COUNT) {
        faults_print();
        return;
    }
    struct request request = {.kind = REQUEST_FAULT, .value = (uint8_t)fault};
    console_print("%s tries to %s\n", task_name(worker), fault_whats[fault]);
    (void)crew_send(worker, &request);
    ending_report(worker);
    others_report(worker);
}

void exit_run(struct words *words)
{
    uint32_t worker = worker_parse_running(word_next(words));
    int status = word_number(word_next(words), 100);
    if (worker == 0) {
        return;
    }
    if (status < 0) {
        console_print("With which status? 0 to 100.\n");
        return;
    }
    struct request request = {.kind = REQUEST_EXIT, .value = (uint8_t)status};
    (void)crew_send(worker, &request);
    ending_report(worker);
}

void start_run(struct words *words)
{
    uint32_t worker = worker_parse(word_next(words));
    if (worker == 0) {
        return;
    }
    enum Status status = sys_start(worker);
    if (status == STATUS_OK) {
        crew_expect(worker);
        console_print("%s runs again\n", task_name(worker));
    } else {
        console_print("%s cannot be started: %s\n", task_name(worker), status_name(status));
    }
}
