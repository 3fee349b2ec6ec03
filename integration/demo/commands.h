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
/* The same for a worker that has not ended. */
uint32_t worker_parse_alive(const char *name);
/* The same for a worker that runs: it is neither suspended nor in an exception. */
uint32_t worker_parse_running(const char *name);

/* ending.c: how a worker ends and starts. */
void fault_run(struct words *words);
void exit_run(struct words *words);
void start_run(struct words *words);
/* Asks the worker whether it goes on. Its end, if it came to that, is seen by who sends to it; one
 * that is caught does not answer. */
void ending_report(uint32_t worker);
/* Waits until a worker that has ended runs again, if it does. */
void revival_report(uint32_t worker);
/* Why it did not answer; when it has ended, waits until it runs again. */
void failure_report(uint32_t worker, enum Status status);

/* supervise.c: workers that are held, let go, and killed. */
void suspend_run(struct words *words);
void resume_run(struct words *words);
void kill_run(struct words *words);
void busy_run(struct words *words);
void pulse_run(struct words *words);

/* debug.c: faults that are caught. */
void catch_run(struct words *words);
void drop_run(struct words *words);
void registers_run(struct words *words);
void set_run(struct words *words);

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
