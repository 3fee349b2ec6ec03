/* The commands that tell workers something, or let them talk to each other. */
#include <stddef.h>

#include "commands.h"
#include "console.h"
#include "crew.h"
#include "names.h"

uint32_t worker_parse(const char *name)
{
    uint32_t worker = worker_named(name);
    if (worker == 0) {
        console_print("Which worker? There are:");
        for (uint32_t i = 0; i < WORKERS; i++) {
            console_print(" %s", task_name(WORKER_LABEL + i));
        }
        console_print("\n");
    }
    return worker;
}

uint32_t worker_parse_alive(const char *name)
{
    uint32_t worker = worker_parse(name);
    if (worker != 0 && task_find(worker) == 0) {
        console_print("%s does not run.\n", name);
        worker = 0;
    }
    return worker;
}

uint32_t worker_parse_running(const char *name)
{
    uint32_t worker = worker_parse_alive(name);
    if (worker != 0 && crew_held(worker)) {
        console_print("%s stands still.\n", name);
        worker = 0;
    }
    return worker;
}

void send_run(struct words *words)
{
    struct answer answer;
    uint32_t worker = worker_parse_running(word_next(words));
    if (worker == 0) {
        return;
    }
    if (*words->rest == '\0') {
        console_print("Send what? For example: send %s hello\n", task_name(worker));
        return;
    }
    enum Status status = crew_ask(worker, words->rest, &answer);
    if (status == STATUS_OK) {
        console_print("%s answers: %s\n", task_name(answer.worker), answer.text);
    } else {
        console_print("%s does not answer: %s\n", task_name(worker), status_name(status));
    }
}

static void signals_print(void)
{
    console_print("Which signal? There are:");
    for (uint32_t signal = SIGNAL_ABORT; signal_name(signal) != NULL; signal++) {
        console_print(" %s", signal_name(signal));
    }
    console_print("\n");
}

void signal_run(struct words *words)
{
    struct answer answer;
    uint32_t worker = worker_parse_running(word_next(words));
    uint32_t signal = signal_named(word_next(words));
    if (worker == 0) {
        return;
    }
    if (signal == 0) {
        signals_print();
        return;
    }
    enum Status status = sys_send_signal(task_find(worker), signal);
    if (status != STATUS_OK) {
        console_print("%s gets no signal: %s\n", task_name(worker), status_name(status));
    } else if (crew_receive(&answer) && answer.signal != 0) {
        console_print("%s has got the signal %s\n", task_name(answer.worker),
                      signal_name(answer.signal));
    } else {
        console_print("%s does not answer\n", task_name(worker));
    }
}

void spy_run(struct words *words)
{
    static const struct request request = {.kind = REQUEST_SPY};
    struct answer answer;
    uint32_t worker = worker_parse_running(word_next(words));
    if (worker == 0) {
        return;
    }
    if (crew_send(worker, &request) == STATUS_OK && crew_receive(&answer)) {
        console_print("%s tries to list the tasks: %s\n", task_name(answer.worker),
                      status_name(answer.status));
    } else {
        console_print("%s does not answer\n", task_name(worker));
    }
}

static bool ring_has(const uint32_t ring[], unsigned count, uint32_t worker)
{
    for (unsigned i = 0; i < count; i++) {
        if (ring[i] == worker) {
            return true;
        }
    }
    return false;
}

/* The workers that are named, in order; 0 of them, and a word about it, when anything is wrong. */
static unsigned ring_parse(struct words *words, uint32_t ring[WORKERS])
{
    unsigned count = 0;
    do {
        uint32_t worker = worker_parse_running(word_next(words));
        if (worker == 0) {
            return 0;
        }
        if (ring_has(ring, count, worker)) {
            console_print("%s is there twice.\n", task_name(worker));
            return 0;
        }
        ring[count] = worker;
        count++;
    } while (*words->rest != '\0');
    return count;
}

/* The answers come in the order in which the sends end. */
static void ring_report(const uint32_t ring[], unsigned count)
{
    struct answer answer;
    for (unsigned i = 0; i < count && crew_receive(&answer); i++) {
        unsigned place = 0;
        while (place < count - 1 && ring[place] != answer.worker) {
            place++;
        }
        console_print("%s to %s: %s\n", task_name(answer.worker),
                      task_name(ring[(place + 1) % count]), status_name(answer.status));
    }
}

/*
 * Every worker waits for a request, so all of these are read at once; and none of them begins
 * before the shell waits for the answers. Then each sends while its target does, too.
 */
void deadlock_run(struct words *words)
{
    uint32_t ring[WORKERS];
    unsigned count = ring_parse(words, ring);
    for (unsigned i = 0; i < count; i++) {
        struct request request = {.kind = REQUEST_SEND, .peer = ring[(i + 1) % count]};
        console_print("%s is told to send to %s\n", task_name(ring[i]), task_name(request.peer));
        (void)crew_send(ring[i], &request);
    }
    ring_report(ring, count);
    for (unsigned i = 0; i < count; i++) {
        struct answer answer;
        bool answers = crew_ask(ring[i], "", &answer) == STATUS_OK;
        console_print("%s %s\n", task_name(ring[i]), answers ? "goes on" : "does not answer");
    }
}
