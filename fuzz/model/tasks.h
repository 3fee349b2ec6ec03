/*
 * The lives of jobs, processes and threads, by the definition: who is what, who keeps whom from
 * running, who has whose exception, and what every call that ends returns.
 *
 * Everything is one kind of record in one array, by numbers that the kernel has chosen; nothing is
 * queued, linked or counted, but looked for among all. A call is asked twice: first whether it is
 * refused (can_), then, with the numbers that the kernel has chosen, to do what it does (do_).
 * Written from the published behaviour of the calls; must not know any kernel structure.
 *
 *   tasks.c        objects, names, messages, and what follows when the last name is gone
 *   tasks_life.c   the states of jobs, processes, threads and tasks
 *   tasks_exceptions.c  suspension, exceptions
 *   tasks_wait.c   who is blocked by what, and what ends it; time
 *   tasks_calls.c, tasks_talks.c  which calls are refused, and what the others do: tasks_calls.h
 */
#ifndef ANVIL_FUZZ_MODEL_TASKS_H
#define ANVIL_FUZZ_MODEL_TASKS_H

#include <stdbool.h>
#include <stdint.h>

#include <anvil_config.h> /* pool sizes, and nothing else of the kernel's */

#define TASKS_OBJECTS                                                                              \
    (1u + CONFIG_JOBS + CONFIG_PROCESSES + 2 * CONFIG_THREADS + CONFIG_EVENTS +                    \
     2 * CONFIG_CHANNELS + 2 * CONFIG_EVENTPAIRS + CONFIG_TOKENS)
#define TASKS_MESSAGES (CONFIG_MESSAGES + CONFIG_THREADS)
#define TASKS_ITEMS    2u /* of a wait */
#define TASKS_IMAGE    4u /* tasks of the image, at most */
#define TASKS_NEVER    UINT64_MAX

/* Kinds of objects, in the order in which the kernel's pools lie. */
enum tasks_kind {
    NOTHING,
    JOB,
    PROCESS,
    THREAD,
    CHANNEL,
    EVENT,
    EVENTPAIR,
    TOKEN,
    EXCEPTION,
    KINDS
};

/* States of jobs, processes and threads alike. */
enum tasks_life { UNBORN, ALIVE, DYING, DEAD };

/* What a living thread does. */
enum tasks_doing { READY, SENDING, WAITING, SLEEPING, NANOSLEEPING, AWAITING, EXCEPTED };

/* Statuses, signals, rights and topics, as published. */
enum {
    Z_OK = 0,
    Z_NOT_SUPPORTED = -2,
    Z_NO_MEMORY = -4,
    Z_INVALID_ARGS = -10,
    Z_BAD_HANDLE = -11,
    Z_WRONG_TYPE = -12,
    Z_OUT_OF_RANGE = -14,
    Z_BUFFER_TOO_SMALL = -15,
    Z_BAD_STATE = -20,
    Z_TIMED_OUT = -21,
    Z_SHOULD_WAIT = -22,
    Z_CANCELED = -23,
    Z_PEER_CLOSED = -24,
    Z_NOT_FOUND = -25,
    Z_ALREADY_EXISTS = -26,
    Z_ALREADY_BOUND = -27,
    Z_ACCESS_DENIED = -30,
    KILLED_BY_CALL = -1024,
    KILLED_BY_POLICY = -1026,
    KILLED_BY_EXCEPTION = -1028,
    KILLED_AS_CRITICAL = -1029
};
enum {
    S_OK,
    S_INVALID,
    S_DENIED,
    S_TIMEOUT = 7,
    S_AGAIN = 8,
    S_INTR = 9,
    S_DEADLK = 10,
    S_BROKENPIPE = 12
};
enum {
    READABLE = 1,
    WRITABLE = 2,
    PEER_CLOSED = 4,
    TERMINATED = 8,
    RUNNING = 16,
    SUSPENDED = 32,
    NO_JOBS = 16,
    NO_PROCESSES = 32,
    NO_CHILDREN = 64,
    HANDLE_CLOSED = 1 << 23
};
enum {
    R_DUPLICATE = 1 << 0,
    R_TRANSFER = 1 << 1,
    R_READ = 1 << 2,
    R_WRITE = 1 << 3,
    R_GET_PROPERTY = 1 << 6,
    R_SET_PROPERTY = 1 << 7,
    R_ENUMERATE = 1 << 8,
    R_DESTROY = 1 << 9,
    R_SET_POLICY = 1 << 10,
    R_GET_POLICY = 1 << 11,
    R_SIGNAL = 1 << 12,
    R_SIGNAL_PEER = 1 << 13,
    R_WAIT = 1 << 14,
    R_INSPECT = 1 << 15,
    R_MANAGE_JOB = 1 << 16,
    R_MANAGE_PROCESS = 1 << 17,
    R_MANAGE_THREAD = 1 << 18
};
enum {
    E_THREAD_STARTING = 0x8008,
    E_THREAD_EXITING = 0x8108,
    E_POLICY_ERROR = 0x8208,
    E_PROCESS_STARTING = 0x8308
};
enum { TRY_NEXT, HANDLED, THREAD_EXIT };
enum {
    LISTEN_REGULAR,
    LISTEN_DEBUGGER,
    JOB_DEBUGGERS = 3,
    LISTEN_ALL = LISTEN_DEBUGGER + JOB_DEBUGGERS
};
enum { P_BAD_HANDLE = 0, P_NEW_ANY = 3, P_NEW_CHANNEL = 5, P_NEW_PROCESS = 12, P_CONDITIONS = 16 };
enum { A_ALLOW, A_DENY, A_ALLOW_EXCEPTION, A_DENY_EXCEPTION, A_KILL };
enum { JOB_LEVELS = 8 }; /* below the root */

/* What is counted. */
enum tasks_pool {
    IN_JOBS,
    IN_PROCESSES,
    IN_THREADS,
    IN_CHANNELS,
    IN_TOKENS,
    IN_MESSAGES,
    IN_AREAS,
    IN_POOLS
};

/* A name, wherever it is. */
struct held {
    unsigned object; /* 0: there is none */
    uint32_t rights;
    unsigned serial; /* which name this is, wherever it moves */
};

struct item {
    unsigned object;
    unsigned serial;  /* of the name it is waited by */
    uint32_t signals; /* wanted; once the wait is over: seen */
};

/* A thread's exception. */
struct excepted {
    uint32_t type;
    unsigned asked; /* how many places of the search order are used up */
    unsigned answer;
    bool second; /* the debugger wants a second chance */
};

struct thing {
    enum tasks_kind kind;
    unsigned parent;
    uint32_t signals;

    /* Jobs, processes, threads. */
    enum tasks_life life;
    int64_t code;
    unsigned listener[LISTEN_ALL]; /* the kernel's ends of exception channels */
    unsigned suspends;             /* tokens of this very object */

    /* Jobs and processes. */
    unsigned level;
    unsigned policy[P_CONDITIONS]; /* 0: undecided, else the action and 1 */

    /* Processes. */
    unsigned task;     /* of the image, from 1; 0: made at run time */
    unsigned critical; /* job that goes with it */
    unsigned areas;    /* exchange areas of the arena that it has */
    unsigned giver;    /* its page, if it has memory, is from that process */
    uint32_t page;
    uint32_t code_at; /* given with the page */
    struct held slot[CONFIG_SLOTS + 1];

    /* Threads. */
    enum tasks_doing doing;
    uint64_t deadline;
    unsigned timed; /* since when it runs against that */
    unsigned priority;
    uint32_t result; /* of its last call */
    struct item item[TASKS_ITEMS];
    unsigned items;
    unsigned born;   /* when it was started, in the order of all that happens */
    unsigned since;  /* when it began what it does; without a frame, when it could run */
    unsigned target; /* SENDING: to this process */
    unsigned mask;   /* of the wait, or of the one that follows */
    int32_t timeout;
    unsigned heard; /* who sent what it has read last */
    struct excepted excepted;

    /* Ends of channels. */
    unsigned peer;
    unsigned listens; /* kernel's end: to this task */

    /* Tokens. */
    unsigned target_of_token; /* 0: that has ended, and may run again */

    /* All in few words. */
    bool due;          /* it has lost its last name, and what that means has not been done */
    bool image;        /* the image's for ever, or a place kept for it */
    bool only_nonzero; /* process: the critical job lives on if it returns 0 */
    bool memory;       /* process: it has a page */
    bool stopped;      /* thread: by tokens */
    bool lost;         /* thread: its frame, so that it faults instead of going on */
    bool area;         /* thread: it has an exchange area, */
    bool of_arena;     /* from the arena */
    bool reports;      /* thread: its result is that of a wait, told when it next runs */
    bool many;         /* thread: it waits for a list */
    bool follows;      /* thread: a wait follows its send */
    bool shallow;      /* thread: events end its sleep */
    bool own;          /* exception: by the thread's own channel, which does not show the process */
};

struct letter {
    unsigned end;    /* in whose queue */
    unsigned thread; /* its exception; 0: a message somebody wrote */
    uint32_t type;   /* of that */
    unsigned job;    /* charged for it */
    bool carries;    /* it was written with a handle, which may be gone */
    struct held held;
};

/* A task of the image. */
struct program {
    unsigned job;
    unsigned place[2];  /* its two processes, */
    unsigned thread[2]; /* and their first threads */
    unsigned runs;
    unsigned process; /* the running one */
    uint64_t restarted;
    unsigned delay; /* ms, of the next early restart */
    uint64_t timer; /* when it starts again; TASKS_NEVER */
    unsigned timed;
    bool due;
    bool restarts_on_exit, restarts_on_fault, supervises;
    unsigned priority;
    uint32_t page;
    uint32_t code_at;
};

struct tasks {
    uint64_t now;
    uint64_t ms; /* ticks of one */
    unsigned serial;
    unsigned window;                         /* slots that are not given out by the kernel */
    unsigned first[KINDS + 1];               /* where each kind's numbers begin */
    unsigned room[IN_POOLS];                 /* entries of the pools that are not the image's */
    unsigned limit[TASKS_OBJECTS][IN_POOLS]; /* quotas of jobs */
    unsigned messages;
    struct letter message[TASKS_MESSAGES + 1];
    unsigned unnamed[TASKS_OBJECTS]; /* last one first */
    unsigned unnamed_count;
    unsigned tasks;
    struct program task[TASKS_IMAGE + 1];
    struct thing object[TASKS_OBJECTS];
};

static inline struct thing *at(struct tasks *m, unsigned id)
{
    return &m->object[id];
}

static inline enum tasks_kind kind_at(const struct tasks *m, unsigned id)
{
    return m->object[id].kind;
}

/* ---- tasks.c ---- */
extern const uint32_t tasks_rights[KINDS];
struct thing *object_begins(struct tasks *m, unsigned id, enum tasks_kind kind, unsigned parent);
/* How many names there are. */
unsigned names_of(const struct tasks *m, unsigned id);
unsigned free_slots(const struct tasks *m, unsigned process);
void name_make(struct tasks *m, unsigned process, unsigned slot, unsigned id, uint32_t rights);
/* A name, taken out of its place, is gone. */
void name_drop(struct tasks *m, struct held *held);
void names_revoke(struct tasks *m, unsigned id);
void pair_begins(struct tasks *m, unsigned a, unsigned b, unsigned job);
/* The end is not there for its peer any more. */
void end_gone(struct tasks *m, unsigned end);
void message_send(struct tasks *m, const struct letter *message);
/* The oldest for this end; NULL. */
struct letter *message_oldest(struct tasks *m, unsigned end);
/* Taken out of its queue. */
struct letter message_take(struct tasks *m, struct letter *taken);
bool holds(const struct tasks *m, unsigned outer, unsigned inner);
/* Whether the kernel's pool, and quotas, allow one more. */
unsigned used(const struct tasks *m, unsigned job, enum tasks_pool pool);
bool has_room(const struct tasks *m, unsigned job, enum tasks_pool pool);
bool lies_within(const struct tasks *m, unsigned job, unsigned above);
/* All that is due is done. */
void settle(struct tasks *m);
/* Nothing but names are settled. */
void settle_names(struct tasks *m);

/* ---- tasks_life.c ---- */
unsigned process_of(const struct tasks *m, unsigned thread);
bool started(const struct tasks *m, unsigned thread);
void job_shows(struct tasks *m, unsigned job);
void job_settles(struct tasks *m, unsigned job);
void job_killed(struct tasks *m, unsigned job, int64_t code);
bool kills_step(struct tasks *m);
void task_due(struct tasks *m, unsigned task);
bool starts_step(struct tasks *m);
void process_begins(struct tasks *m, unsigned process);
void process_ends(struct tasks *m, unsigned process, bool faulty, int64_t code);
void thread_begins(struct tasks *m, unsigned thread);
void thread_leaves(struct tasks *m, unsigned thread);
void thread_updates(struct tasks *m, unsigned thread);
void suspend_count(struct tasks *m, unsigned task, int change);
void token_released(struct tasks *m, unsigned token);
void exception_raised(struct tasks *m, unsigned thread, uint32_t type);
void exception_closed(struct tasks *m, unsigned exception);
/* Who faults next, having lost its frame and being able to run: the most urgent, of those the
 * first. 0: nobody. */
unsigned lost_next(const struct tasks *m);
void listener_leaves(struct tasks *m, unsigned end);
void listeners_leave(struct tasks *m, unsigned task);
struct asked {
    unsigned task;
    unsigned listener;
};
struct asked asked_at(struct tasks *m, unsigned thread, unsigned place);
unsigned exception_of(const struct tasks *m, unsigned thread);

/* ---- tasks_wait.c ---- */
void show(struct tasks *m, unsigned id, uint32_t clear, uint32_t set);
void name_cancels(struct tasks *m, unsigned serial);
void thread_blocks(struct tasks *m, unsigned thread, enum tasks_doing doing, uint64_t deadline);
void thread_wakes(struct tasks *m, unsigned thread, uint32_t result);
void thread_reconsiders(struct tasks *m, unsigned thread);
void stuck_wake(struct tasks *m);
bool would_be_stuck(struct tasks *m, unsigned sender, unsigned target);
bool event_taken(struct tasks *m, unsigned reader);
void waits_for_event(struct tasks *m, unsigned thread, unsigned mask, int32_t timeout);
void message_offered(struct tasks *m, unsigned sender);
bool wait_satisfied(struct tasks *m, unsigned thread);
void tasks_advance(struct tasks *m, uint64_t ticks);

#endif
