/*
 * The console's commands, one function each, found in a table. A command gets the rest of its line
 * and answers every mistake in it with a sentence that says what would have been right.
 */
#include "commands.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "crew.h"
#include "faults.h"
#include "uart.h"

#define DEADLOCK_MAX 8u
#define LINE_WORDS   (TEXT_SIZE / 2) /* more do not fit */

/* What is left of a line. */
struct words {
    char *rest; /* the next word begins here, blanks skipped */
};

struct command {
    const char *name;
    unsigned words;                   /* it takes at most so many */
    const char *usage;                /* what follows the name */
    const char *what;                 /* for help */
    void (*run)(struct words *words); /* NULL: leave */
};

#define FAULT_NAME(name, what) #name,
#define FAULT_WHAT(name, what) what,
static const char *const fault_names[] = {FAULTS(FAULT_NAME)};
static const char *const fault_whats[] = {FAULTS(FAULT_WHAT)};

/* Cuts the next word off; "" at the end of the line. */
static char *word_next(struct words *words)
{
    char *word = words->rest;
    char *end = word + strcspn(word, " ");
    words->rest = end + strspn(end, " ");
    *end = '\0';
    return word;
}

static unsigned words_count(const char *rest)
{
    unsigned count = 0;
    while (*rest != '\0') {
        rest += strcspn(rest, " ");
        rest += strspn(rest, " ");
        count++;
    }
    return count;
}

/* A decimal number from 1 to high, 0 for anything else. */
static unsigned number_parse(const char *word, unsigned high)
{
    unsigned value = 0;
    for (; *word >= '0' && *word <= '9' && value <= high; word++) {
        value = value * 10 + (unsigned)(*word - '0');
    }
    return *word == '\0' && value <= high ? value : 0;
}

/* The number of a running worker; 0 and a word about it when the person meant none. */
static unsigned worker_parse(const char *word)
{
    unsigned number = number_parse(word, WORKERS);
    if (number == 0) {
        uart_print("Which worker? They are numbered 1 to %u.\n", WORKERS);
    } else if (!crew_runs(number)) {
        uart_print("worker %u has ended.\n", number);
        number = 0;
    }
    return number;
}

static void list_run(struct words *words)
{
    (void)words;
    for (unsigned number = 1; number <= WORKERS; number++) {
        struct answer answer;
        if (!crew_runs(number)) {
            uart_print("worker %u has ended\n", number);
        } else if (crew_ask(number, "", &answer) == STATUS_OK) {
            uart_print("worker %u runs, requests read: %u\n", number, answer.requests);
        } else {
            uart_print("worker %u runs but does not answer\n", number);
        }
    }
}

static void send_run(struct words *words)
{
    unsigned number = worker_parse(word_next(words));
    struct answer answer;
    if (number == 0) {
        return;
    }
    if (*words->rest == '\0') {
        uart_print("Send what? For example: send %u hello\n", number);
    } else if (crew_ask(number, words->rest, &answer) == STATUS_OK) {
        uart_print("worker %u answers: %s\n", answer.worker, answer.text);
    } else {
        uart_print("worker %u does not answer.\n", number);
    }
}

/* The first count running workers, in order; how many of them there are. */
static unsigned ring_choose(unsigned ring[], unsigned count)
{
    unsigned found = 0;
    for (unsigned number = 1; number <= WORKERS && found < count; number++) {
        if (crew_runs(number)) {
            ring[found++] = number;
        }
    }
    return found;
}

static void ring_report(const unsigned ring[], unsigned count)
{
    struct answer answer;
    for (unsigned i = 0; i < count && crew_receive(&answer); i++) {
        unsigned place = 0;
        while (place < count - 1 && ring[place] != answer.worker) {
            place++;
        }
        uart_print("worker %u to worker %u: %s\n", answer.worker, ring[(place + 1) % count],
                   answer.status == STATUS_DEADLK ? "refused with STATUS_DEADLK" : "read");
    }
}

/*
 * Every worker waits for a request, so all of these are read at once; and none of them begins
 * before the console waits for the answers. Then each sends while its target does, too.
 */
static void deadlock_run(struct words *words)
{
    unsigned count = number_parse(word_next(words), DEADLOCK_MAX);
    unsigned ring[DEADLOCK_MAX];
    if (count == 0) {
        uart_print("A deadlock of how many workers? 1 to %u.\n", DEADLOCK_MAX);
        return;
    }
    unsigned found = ring_choose(ring, count);
    if (found < count) {
        uart_print("There are not that many workers left: %u.\n", found);
        return;
    }
    for (unsigned i = 0; i < count; i++) {
        unsigned peer = ring[(i + 1) % count];
        struct request request = {.kind = REQUEST_SEND, .peer = (uint8_t)peer};
        uart_print("worker %u is told to send to worker %u\n", ring[i], peer);
        (void)crew_send(ring[i], &request);
    }
    ring_report(ring, count);
}

static void others_report(unsigned except)
{
    uart_print("Still answering:");
    for (unsigned number = 1; number <= WORKERS; number++) {
        struct answer answer;
        if (number != except && crew_ask(number, "", &answer) == STATUS_OK) {
            uart_print(" %u", number);
        }
    }
    uart_print("\n");
}

/* The worker's end, if it comes to that, is seen by the one who sends to it. */
static void fault_report(unsigned number)
{
    struct answer answer;
    enum Status status = crew_ask(number, "", &answer);
    if (status == STATUS_BROKENPIPE) {
        uart_print("worker %u has ended: STATUS_BROKENPIPE\n", number);
    } else if (status == STATUS_OK) {
        uart_print("worker %u goes on\n", number);
    } else {
        uart_print("worker %u does not answer\n", number);
    }
    others_report(number);
}

static void fault_run(struct words *words)
{
    unsigned number = worker_parse(word_next(words));
    const char *name = word_next(words);
    if (number == 0) {
        return;
    }
    for (unsigned i = 0; i < FAULT_COUNT; i++) {
        if (strcmp(name, fault_names[i]) == 0) {
            struct request request = {.kind = REQUEST_FAULT, .fault = (uint8_t)i};
            uart_print("worker %u tries to %s\n", number, fault_whats[i]);
            (void)crew_send(number, &request);
            fault_report(number);
            return;
        }
    }
    uart_print("Which fault? There are:");
    for (unsigned i = 0; i < FAULT_COUNT; i++) {
        uart_print(" %s", fault_names[i]);
    }
    uart_print("\n");
}

static void help_run(struct words *words);

static const struct command commands[] = {
    {"send", LINE_WORDS, "3 hello", "sends a text to worker 3, which answers with it turned round",
     send_run},
    {"deadlock", 1, "3", "lets 3 workers send to each other in a ring; the last is refused",
     deadlock_run},
    {"fault", 2, "2 divide", "lets worker 2 divide by zero, or do something else wrong", fault_run},
    {"list", 0, "", "shows who runs", list_run},
    {"help", 0, "", "shows this", help_run},
    {"quit", 0, "", "ends the demo", NULL},
};
#define COMMANDS (sizeof commands / sizeof commands[0])

static void help_run(struct words *words)
{
    (void)words;
    for (size_t i = 0; i < COMMANDS; i++) {
        uart_print("%8s %-8s  %s\n", commands[i].name, commands[i].usage, commands[i].what);
    }
}

static const struct command *command_find(const char *name)
{
    for (size_t i = 0; i < COMMANDS; i++) {
        if (strcmp(name, commands[i].name) == 0) {
            return &commands[i];
        }
    }
    return NULL;
}

bool command_run(char *line)
{
    struct words words = {line + strspn(line, " ")};
    const char *name = word_next(&words);
    if (*name == '\0') {
        return true;
    }
    const struct command *command = command_find(name);
    if (command == NULL) {
        uart_print("There is no command '%s'; help shows those there are.\n", name);
    } else if (words_count(words.rest) > command->words) {
        uart_print("That is too much. For example: %s %s\n", command->name, command->usage);
    } else if (command->run == NULL) {
        return false;
    } else {
        command->run(&words);
    }
    return true;
}
