/*
 * The model's calls, by the number of the calling thread, names by their slots; slot 0 is a bad
 * name. can_ says whether the call is refused, do_ what it does with what the kernel has chosen.
 */
#ifndef ANVIL_FUZZ_MODEL_TASKS_CALLS_H
#define ANVIL_FUZZ_MODEL_TASKS_CALLS_H

#include "tasks.h"

#define NO_NAME (~0u) /* where a name need not be given */
/* What the kernel has chosen. */
struct made {
    unsigned id, other; /* objects */
    unsigned slot, other_slot;
};
int32_t can_job_create(struct tasks *m, unsigned self, unsigned parent);
void do_job_create(struct tasks *m, unsigned self, unsigned parent, struct made made);
int32_t can_process_create(struct tasks *m, unsigned self, unsigned job, bool *asked);
void do_process_create(struct tasks *m, unsigned self, unsigned job, struct made made);
int32_t can_thread_create(struct tasks *m, unsigned self, unsigned process);
void do_thread_create(struct tasks *m, unsigned self, unsigned process, struct made made);
bool can_give(struct tasks *m, unsigned self, unsigned process);
void do_give(struct tasks *m, unsigned self, unsigned process);
bool can_give_area(struct tasks *m, unsigned self, unsigned process);
void do_give_area(struct tasks *m, unsigned self, unsigned process);
int32_t can_process_start(struct tasks *m, unsigned self, unsigned process, unsigned thread,
                          unsigned given);
void do_process_start(struct tasks *m, unsigned self, unsigned process, unsigned thread,
                      unsigned given, struct made made);
int32_t can_thread_start(struct tasks *m, unsigned self, unsigned thread);
void do_thread_start(struct tasks *m, unsigned self, unsigned thread);
void do_thread_exit(struct tasks *m, unsigned self);
int32_t can_kill(struct tasks *m, unsigned self, unsigned task);
void do_kill(struct tasks *m, unsigned self, unsigned task);
int32_t can_suspend(struct tasks *m, unsigned self, unsigned task);
void do_suspend(struct tasks *m, unsigned self, unsigned task, struct made made);
void do_close(struct tasks *m, unsigned self, unsigned slot);
int32_t can_duplicate(struct tasks *m, unsigned self, unsigned slot, uint32_t rights);
void do_duplicate(struct tasks *m, unsigned self, unsigned slot, uint32_t rights, struct made made);
int32_t can_channel_create(struct tasks *m, unsigned self);
void do_channel_create(struct tasks *m, unsigned self, struct made made);
int32_t can_write(struct tasks *m, unsigned self, unsigned channel, unsigned carried);
void do_write(struct tasks *m, unsigned self, unsigned channel, unsigned carried);
int32_t can_read(struct tasks *m, unsigned self, unsigned channel);
struct letter do_read(struct tasks *m, unsigned self, unsigned channel, struct made made);
int32_t can_listen(struct tasks *m, unsigned self, unsigned task, bool debugger, bool *asked);
void do_listen(struct tasks *m, unsigned self, unsigned task, bool debugger, struct made made);
int32_t can_get(struct tasks *m, unsigned self, unsigned exception, bool process);
void do_get(struct tasks *m, unsigned self, unsigned exception, bool process, struct made made);
int32_t can_set(struct tasks *m, unsigned self, unsigned exception, bool strategy, uint32_t value);
void do_set(struct tasks *m, unsigned self, unsigned exception, bool strategy, uint32_t value);
int32_t can_get_child(struct tasks *m, unsigned self, unsigned above, unsigned id);
void do_get_child(struct tasks *m, unsigned self, unsigned above, unsigned id, struct made made);
int32_t can_set_critical(struct tasks *m, unsigned self, unsigned job, unsigned process);
void do_set_critical(struct tasks *m, unsigned self, unsigned job, unsigned process, bool nonzero);
int32_t can_set_policy(struct tasks *m, unsigned self, unsigned job, unsigned condition,
                       unsigned action, bool absolute);
void do_set_policy(struct tasks *m, unsigned self, unsigned job, unsigned condition,
                   unsigned action);
int32_t can_read_state(struct tasks *m, unsigned self, unsigned thread);
/* Those that may block: what they return is in the thread's result unless they are refused. */
uint32_t can_send(struct tasks *m, unsigned self, unsigned target);
void do_send(struct tasks *m, unsigned self, unsigned target);
void do_send_and_wait(struct tasks *m, unsigned self, unsigned target, unsigned mask,
                      int32_t timeout);
uint32_t can_wait_event(struct tasks *m, unsigned self, unsigned mask, int32_t timeout);
void do_sleep(struct tasks *m, unsigned self, unsigned ms, bool deep);
void do_nanosleep(struct tasks *m, unsigned self, uint64_t end);
int32_t can_await(struct tasks *m, unsigned self, const unsigned *slots, unsigned count, bool many);
void do_await(struct tasks *m, unsigned self, const unsigned *slots, const uint32_t *signals,
              unsigned count, bool many, uint64_t end);
/* The caller's policy about this condition. */
unsigned policy_of(const struct tasks *m, unsigned self, unsigned condition);
/* The end of a call with this result: what the policy does, if it was asked, and what follows. */
void call_ends(struct tasks *m, unsigned self, int32_t result, bool asked, unsigned condition);

/* ---- What they share. ---- */
struct thing *caller(struct tasks *m, unsigned self);
unsigned caller_job(struct tasks *m, unsigned self);
/* The caller's name in this slot; NULL: none. */
struct held *named(struct tasks *m, unsigned self, unsigned slot);
unsigned object_named(struct tasks *m, unsigned self, unsigned slot);
/* A name of this kind (NOTHING: any), with rights. */
int32_t look_up(struct tasks *m, unsigned self, unsigned slot, enum tasks_kind kind,
                uint32_t rights);
/* The caller gets so many new names, written to its memory. */
int32_t promise(struct tasks *m, unsigned self, unsigned count);
/* One of them. */
void receives(struct tasks *m, unsigned self, unsigned slot, unsigned id);
bool caller_may(struct tasks *m, unsigned self, unsigned condition);

#endif
