/* The table of commands, and how a line finds its one. */
#include "commands.h"

#include <stddef.h>
#include <string.h>

#include "console.h"

#define ANY_WORDS LINE_SIZE /* more than a line has */

struct command {
    const char *name;
    unsigned words;                   /* it takes at most so many */
    const char *usage;                /* what follows the name, for example */
    const char *what;                 /* for help */
    void (*run)(struct words *words); /* NULL: leave */
};

static void help_run(struct words *words);

static const struct command commands[] = {
    {"tasks", 0, "", "lists all tasks", tasks_run},
    {"check", 0, "", "checks the list's figures against each other", check_run},
    {"send", ANY_WORDS, "ann hello", "sends a text to ann, who answers with it turned round",
     send_run},
    {"signal", 2, "ann usr1", "sends a signal to ann, who says which it was", signal_run},
    {"deadlock", 4, "ann bob", "lets ann and bob send to each other; one of them is refused",
     deadlock_run},
    {"fault", 2, "ann divide", "lets ann divide by zero, or do something else wrong", fault_run},
    {"exit", 2, "ann 3", "lets ann end, with status 3", exit_run},
    {"start", 1, "dan", "starts dan, whom the kernel does not restart", start_run},
    {"kill", 1, "ann", "ends ann, whatever ann is at", kill_run},
    {"busy", 1, "ann", "keeps ann running, even while it waits for commands", busy_run},
    {"pulse", 1, "ann", "shows whether ann runs", pulse_run},
    {"suspend", 1, "ann", "keeps ann from running", suspend_run},
    {"resume", 1, "ann", "lets ann go on, suspended or caught", resume_run},
    {"catch", 1, "ann", "from now on ann stands still at a fault, until it is told to go on",
     catch_run},
    {"registers", 1, "ann", "shows the registers of ann, suspended or caught", registers_run},
    {"set", 3, "ann r1 1", "changes a register of ann's", set_run},
    {"drop", 1, "ann", "lets a fault that was caught end ann after all", drop_run},
    {"spy", 1, "ann", "lets ann try to list the tasks, without the capability", spy_run},
    {"handles", 1, "ann", "lists what ann has handles of; without a name, what the shell has",
     handles_run},
    {"give", 2, "ann event", "sends ann a handle of a new event, or channel, which ann uses",
     give_run},
    {"note", ANY_WORDS, "hello", "writes a text to a note in the shell's memory, or shows it",
     note_run},
    {"share", 2, "ann read", "maps the note to ann, to read it, or to write it too", share_run},
    {"peek", 1, "ann", "lets ann read the note: a fault, unless it is shared", peek_run},
    {"poke", ANY_WORDS, "ann hello", "lets ann write to the note: a fault, unless ann may",
     poke_run},
    {"revoke", 0, "", "takes the note back from all", revoke_run},
    {"alarm", 1, "250", "waits for an alarm in 250 milliseconds", alarm_run},
    {"random", 0, "", "shows a random number", random_run},
    {"uptime", 0, "", "shows the time since boot", uptime_run},
    {"help", 0, "", "shows this", help_run},
    {"quit", 1, "0", "ends the demo, with status 0", NULL},
};
#define COMMANDS (sizeof commands / sizeof commands[0])

static void help_run(struct words *words)
{
    (void)words;
    for (size_t i = 0; i < COMMANDS; i++) {
        console_print("%9s %-10s  %s\n", commands[i].name, commands[i].usage, commands[i].what);
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

/* Whether the word is a status to leave with; none is 0. */
static bool status_parse(const char *word, int *status)
{
    *status = *word == '\0' ? 0 : word_number(word, 100);
    if (*status < 0) {
        console_print("A status is a number from 0 to 100.\n");
    }
    return *status >= 0;
}

bool command_run(char *line, int *status)
{
    struct words words = words_of(line);
    const char *name = word_next(&words);
    if (*name == '\0') {
        return true;
    }
    const struct command *command = command_find(name);
    if (command == NULL) {
        console_print("There is no command '%s'; help shows those there are.\n", name);
    } else if (words_count(&words) > command->words) {
        console_print("'%s' takes no more than %u words; help shows an example.\n", name,
                      command->words);
    } else if (command->run == NULL) {
        return !status_parse(word_next(&words), status);
    } else {
        command->run(&words);
    }
    return true;
}
