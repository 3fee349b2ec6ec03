/*
 * The common ground of the tests of jobs, processes and threads: a task that supervises its domain,
 * and the processes it makes.
 *
 * Alice has the supervisor's job in her slot 2. Bob stays ready, so that the machine does not halt
 * when all others wait; Carol is restarted whenever she faults. What a child shares with Alice is
 * the part of her data in which the places of zircon_calls.h lie, so the same calls work for both.
 */
#ifndef ANVIL_UNIT_CHILDREN_H
#define ANVIL_UNIT_CHILDREN_H

#include "zircon_calls.h"

enum { CAROL = 0xca };
enum { SELF = 1 << SELECTOR_SHIFT, DOMAIN_JOB = 2 << SELECTOR_SHIFT, ME = 3 << SELECTOR_SHIFT };
enum { STACK_SIZE = 256, SHARED_SIZE = 2048 };
enum { NOW = 0 }; /* a deadline that has passed */

/* Alice runs. All three have the same priority. */
struct machine *family_machine(void);

/* A process made by the running task, with its first thread. */
struct child {
    uint32_t process; /* handles of it and of its thread */
    uint32_t thread;
    process_id pid;
    thread_id tid;
    uint32_t stack; /* the thread's first stack pointer */
};

/* What a handle of the running task names. */
object_id object_named(struct machine *m, uint32_t handle);
uint64_t koid_of(struct machine *m, uint32_t handle);
/* Another handle of the same object, with all rights of this one but these. */
uint32_t all_but(struct machine *m, uint32_t handle, uint32_t rights);
/* A handle of an object right below what parent names. */
uint32_t get_child(struct machine *m, uint32_t parent, object_id child);

uint32_t make_job(struct machine *m, uint32_t parent);
uint32_t make_process(struct machine *m, uint32_t job);
uint32_t make_thread(struct machine *m, uint32_t process);
/* The process shares Alice's data from now on. */
void share_data(struct machine *m, uint32_t process);
/* The n-th stack: Alice maps it into the process. Returns its end. */
uint32_t give_stack(struct machine *m, uint32_t process, unsigned n);
/* The n-th exchange area of the arena becomes the process's. */
void give_area(struct machine *m, uint32_t process, unsigned n);
/* A process in this job with all that it needs to be started; n: which stack and area. */
struct child child_make(struct machine *m, uint32_t job, unsigned n);
/* Starts it; given: a handle for it, 0: none. */
int32_t child_start(struct machine *m, const struct child *child, uint32_t given);
/* Both in one. */
struct child child_run(struct machine *m, uint32_t job, unsigned n);
/* A further thread of a running child, started; n: which stack and area. Its handle to OUT. */
thread_id child_thread(struct machine *m, uint32_t process, unsigned n, uint32_t *handle);
/* By which name others send to it. */
uint32_t child_name(struct machine *m, const struct child *child);

/* Suspends a task; the token. */
uint32_t suspend(struct machine *m, uint32_t task);
void close_handle(struct machine *m, uint32_t handle);
void kill_task(struct machine *m, uint32_t task);
/* An exception channel of a task. */
uint32_t listen_to(struct machine *m, uint32_t task, uint32_t options);
enum { REGULAR = 0, DEBUGGER = 1 };

/* The message to a handler. */
struct exception_info {
    uint64_t pid;
    uint64_t tid;
    uint32_t type;
    uint32_t reserved;
};
/* Reads the message of an exception channel; its exception. */
uint32_t read_exception(struct machine *m, uint32_t channel, struct exception_info *info);
enum { TRY_NEXT = 0, HANDLED = 1, THREAD_EXIT = 2 };
/* What the handler wants; the exception is answered with it when its handle is closed. */
void set_answer(struct machine *m, uint32_t exception, uint32_t answer);
void answer(struct machine *m, uint32_t exception, uint32_t answer);
/* The running thread meets a fault of this kind. */
void fault_now(struct machine *m, enum fault_kind kind);
/* The child meets a fault, and Alice runs again. */
void child_faults(struct machine *m, const struct child *child);
/* The thread waits for its exception to be answered; from outside it runs. */
void assert_in_exception(struct machine *m, thread_id thread);

/* What a process's and a job's info says. */
struct process_info {
    int64_t return_code;
    int64_t start_time;
    uint32_t flags;
    uint32_t reserved;
};
struct job_info {
    int64_t return_code;
    uint8_t exited;
    uint8_t kill_on_oom;
    uint8_t debugger_attached;
    uint8_t reserved[5];
};
struct process_info process_info(struct machine *m, uint32_t process);
struct job_info job_info(struct machine *m, uint32_t job);
int64_t return_code_of(struct machine *m, uint32_t process);
/* The published state of a thread, ZX_INFO_THREAD. */
uint32_t thread_info_state(struct machine *m, uint32_t thread);
/* What a thread is about, and whether it is suspended in that. */
void assert_state(struct machine *m, thread_id thread, enum thread_state state, bool stopped);
/* What a thread shows, seen from outside. */
void assert_shows(struct machine *m, thread_id thread, uint32_t signals);
enum { RUNNING = ZX_RUNNING, SUSPENDED = ZX_SUSPENDED, TERMINATED = ZX_TERMINATED };

/* How much of each pool is in use, by objects, messages and mappings. */
struct census {
    unsigned objects[OBJECT_TYPES];
    unsigned messages;
    unsigned mappings;
    unsigned areas;
    unsigned waits;
    unsigned timers;
    uint16_t used[POOLS]; /* by the root job */
};
struct census census_of(struct machine *m);
void assert_census(struct machine *m, const struct census *expected);

#endif
