/*
 * What the person can type. A command gets the rest of its line and answers every mistake in it
 * with a sentence that says what would have been right.
 */
#ifndef DEMO_COMMANDS_H
#define DEMO_COMMANDS_H

#include <stdbool.h>
#include <stdint.h>

#include <uapi/uapi.h>

#include "words.h"

/*
 * Does what the line says, or says what is wrong with it. False: the person wants to leave, with
 * this status.
 */
bool command_run(char *line, int *status);

/* watch.c: what the system does. */
void tasks_run(struct words *words);
void check_run(struct words *words);
void uptime_run(struct words *words);
void random_run(struct words *words);
void alarm_run(struct words *words);

/* talk.c: what a worker is told or asked. */
void send_run(struct words *words);
void signal_run(struct words *words);
void spy_run(struct words *words);
void deadlock_run(struct words *words);
/* The worker that is meant; 0, and a word about it, when there is none of that name. */
uint32_t worker_parse(const char *name);
/* The same for a worker that runs. */
uint32_t worker_parse_running(const char *name);

/* ending.c: how a worker ends and starts. */
void fault_run(struct words *words);
void exit_run(struct words *words);
void start_run(struct words *words);
/* Asks the worker whether it goes on. Its end, if it came to that, is seen by who sends to it. */
void ending_report(uint32_t worker);
/* Why it did not answer; when it has ended, waits until it runs again. */
void failure_report(uint32_t worker, enum Status status);

/* handles.c: handle tables, and handles that go from task to task. */
void handles_run(struct words *words);
void give_run(struct words *words);

/* share.c: memory of the shell's that workers may use too. */
void note_run(struct words *words);
void share_run(struct words *words);
void peek_run(struct words *words);
void poke_run(struct words *words);
void revoke_run(struct words *words);

#endif
