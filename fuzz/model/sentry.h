/*
 * A small, slow model of the Sentry, Zircon and L4Re calls: what each call answers, who blocks, who
 * is woken with what, what is in every exchange area and in user memory, which objects there are
 * and who has handles of them, which lines may fire, which tasks run, who runs next, and when the
 * board halts.
 *
 * Written from the published behaviour of the calls. It has no queues and no bit maps: every
 * question is answered by a walk over all threads, cells or lines. Order is kept by serial numbers.
 * Threads and processes are numbered by whoever uses the model, from 1; a task says which two
 * numbers its runs take in turn.
 */
#ifndef ANVIL_FUZZ_MODEL_SENTRY_H
#define ANVIL_FUZZ_MODEL_SENTRY_H

#include <stdbool.h>
#include <stdint.h>

#include "names.h"
#include "objects.h"

/* How many there are is the configuration's; 0 means none of them but for tasks and lines. */
#define MODEL_THREADS   (CONFIG_THREADS + 1u)
#define MODEL_PROCESSES NAMES_PROCESSES
#define MODEL_TASKS     CONFIG_TASKS
#define MODEL_LINES     CONFIG_IRQS
#define MODEL_CELLS     (MODEL_PROCESSES + 2u)
#define MODEL_AREA      256u
#define MODEL_NEVER     UINT64_MAX

/* What calls answer. */
enum model_status {
    MODEL_OK = 0,
    MODEL_INVALID = 1,
    MODEL_DENIED = 2,
    MODEL_NO_ENTITY = 3,
    MODEL_BUSY = 4,
    MODEL_TIMEOUT = 7,
    MODEL_AGAIN = 8,
    MODEL_INTR = 9,
    MODEL_DEADLK = 10,
    MODEL_BROKENPIPE = 12
};
#define MODEL_NO_SUCH_CALL ((uint32_t)-13)

/* Whose cell it is: a process's own number, or one of the kernel's. */
enum model_cell { MODEL_CELL_ALARM = MODEL_PROCESSES, MODEL_CELL_PIPE };

/* Kinds of events, as bits of a mask. */
enum model_kind { MODEL_IPC = 1, MODEL_SIGNAL = 2, MODEL_IRQ = 4 };

/* How a process ends, and what it leaves behind when not by itself. */
enum model_ending { MODEL_HAS_NOT_ENDED = 0, MODEL_EXITED, MODEL_FAULTED, MODEL_KILLED };
enum model_return_code { MODEL_CODE_KILLED = -1024, MODEL_CODE_FAULTED = -1028 };

/* What an image can wish for a task's end, and what it can allow it. */
enum model_wish { MODEL_REMAINS = 0, MODEL_PANICS, MODEL_RESTARTS };
enum model_capability {
    MODEL_MAY_START = 1,
    MODEL_MAY_RANDOM = 2,
    MODEL_MAY_CYCLES = 4,
    MODEL_MAY_INSPECT = 8
};

/* What a thread does. */
enum model_state {
    MODEL_ABSENT = 0,
    MODEL_READY,
    MODEL_SENDING,
    MODEL_WAITING,
    MODEL_SLEEPING,
    MODEL_NANOSLEEPING,
    MODEL_AWAITING
};

struct model_thread {
    uint64_t place;         /* READY: among its equals the smallest runs first */
    uint64_t quantum;       /* ticks it may run while an equal is ready */
    uint64_t ran;           /* ticks it has been the one to run */
    uint64_t slice;         /* ticks of them not used yet */
    uint64_t deadline;      /* when its wait ends by itself */
    uint64_t born;          /* serial number of its beginning */
    uint64_t since;         /* serial number of the moment it blocked */
    struct model_wait wait; /* AWAITING: for what; READY: what is to be reported of it */
    enum model_state state;
    unsigned process;         /* it belongs to */
    unsigned priority;        /* larger is more urgent */
    unsigned target;          /* SENDING: the process that is to read */
    unsigned length;          /* SENDING: of the message */
    int32_t timeout;          /* SENDING: of that wait */
    unsigned mask;            /* WAITING: kinds waited for; SENDING: of that wait */
    uint32_t result;          /* of its last call that blocked, once it is over */
    uint32_t area_at;         /* user address of its exchange area, 0: none */
    uint32_t stack_at;        /* of its stack */
    bool follows;             /* SENDING: a wait follows, of mask and timeout */
    bool shallow;             /* SLEEPING: an event ends it */
    bool has_result;          /* result is to be found in its registers */
    uint8_t area[MODEL_AREA]; /* contents of it */
};

/* A signal that its target has not read. */
struct model_signal {
    uint64_t since;  /* serial number of its arrival, 0: there is none */
    unsigned number; /* which signal */
    uint32_t source; /* task handle of its sender, 0: the kernel */
};

struct model_process {
    bool running;                            /* it has threads */
    bool empty;                              /* it was made and has not begun */
    bool began;                              /* it has run */
    enum model_ending ending;                /* once it has ended */
    int64_t return_code;                     /* likewise */
    uint64_t began_at;                       /* time when it began to run */
    unsigned task;                           /* it is a run of this one, or in its job */
    uint32_t handle;                         /* its task handle, 0: not known yet */
    unsigned threads;                        /* it has */
    uint64_t alarm;                          /* when its alarm comes, MODEL_NEVER: none runs */
    uint64_t alarm_since;                    /* serial number of the moment that was set */
    uint64_t period;                         /* ticks after which it comes again, 0: it does not */
    struct model_signal signal[MODEL_CELLS]; /* unread, by enum model_cell */
};

/* A task's memory. */
enum model_memory { MODEL_CODE, MODEL_DATA, MODEL_STACK, MODEL_REGIONS };

struct model_task {
    bool exists;              /* in this image */
    uint32_t label;           /* its name */
    unsigned domain;          /* it meets nobody of another */
    unsigned priority;        /* of its first thread */
    uint64_t quantum;         /* the same in ticks */
    uint32_t area_at;         /* the first thread's exchange area */
    unsigned capabilities;    /* enum model_capability */
    enum model_wish exits;    /* what its end by itself is to mean */
    enum model_wish faults;   /* and by a fault */
    unsigned numbers[2];      /* of its runs' processes and first threads, in turn */
    unsigned runs;            /* so far */
    unsigned process;         /* that runs now, 0: none */
    enum model_ending ending; /* of the last run, if the next has not begun */
    int32_t status;           /* it ended with */
    bool due;                 /* it is to start before any thread runs */
    enum model_ending job;    /* MODEL_KILLED: its job has been, and nothing begins in it */
    int64_t job_code;         /* what that was killed with */
    bool job_empty;           /* and all that was in it has ended */
    uint64_t restart;         /* when it restarts by itself, MODEL_NEVER: it will not */
    uint64_t restart_since;   /* serial number of the moment that was set */
    bool restarted;           /* it has restarted by itself before */
    uint64_t last_restart;    /* then */
    unsigned delay_ms;        /* what the next restart waits if it comes soon */
    struct model_region memory[MODEL_REGIONS]; /* what its processes may use */
    unsigned limit[NAMES_EVENTPAIR + 1];       /* objects its job may have, by type */
    unsigned message_limit;                    /* unread messages it may have written */
    unsigned thread_limit;                     /* further threads its job may have */
    unsigned process_limit;                    /* processes made at run time, likewise */
    unsigned mapping_limit;                    /* mappings besides the image's */
    unsigned area_limit;                       /* exchange areas of the arena */
};

/* An interrupt line. */
struct model_line {
    bool granted;   /* to a task */
    unsigned task;  /* to this one */
    bool enabled;   /* its task wants it */
    bool masked;    /* it has fired and was not acknowledged */
    uint64_t since; /* serial number of the firing that was not read, 0: none */
};

struct model {
    uint64_t now;         /* ticks */
    uint64_t ms;          /* ticks of a millisecond */
    uint64_t serial;      /* threads begun, blockings and arrivals so far */
    uint64_t last_place;  /* no thread is behind this */
    unsigned current;     /* the running thread, 0: none */
    bool has_main;        /* some task's end decides the halt status */
    unsigned main;        /* this one's */
    bool halted;          /* the board has stopped */
    uint32_t halt_status; /* with this */
    struct model_thread thread[MODEL_THREADS];
    struct model_process process[MODEL_PROCESSES];
    struct model_task task[MODEL_TASKS];
    struct model_line line[MODEL_LINES];
    uint64_t koids;               /* objects made so far */
    unsigned past[MODEL_THREADS]; /* the process each thread was last of */
    struct model_object job[MODEL_TASKS + 1];
    struct model_object processes[MODEL_PROCESSES];
    struct model_object threads[MODEL_THREADS];
    struct model_object object[MODEL_OBJECTS]; /* all others */
    struct model_message message[MODEL_MESSAGES];
    unsigned free_message[MODEL_MESSAGES]; /* the last one of these is taken next */
    unsigned free_messages;                /* how many they are */
    struct model_share share[MODEL_SHARES];
    unsigned shares;                             /* how many they are */
    unsigned shared_channel[CONFIG_CHANNELS][2]; /* objects that are the image's */
    unsigned shared_event[CONFIG_EVENTS];        /* likewise */
    unsigned reserved[NAMES_EVENTPAIR + 1];      /* objects (pairs) that are, by type */
    struct model_given given[MODEL_GIVEN];       /* since the last step */
    unsigned given_count;                        /* how many they are */
    struct model_mapping mapping[MODEL_MAPPINGS];
    struct model_area area[CONFIG_AREAS];
    uint32_t arena_at;               /* user address of the first of them */
    struct model_kin kin[MODEL_KIN]; /* all handles and mappings; see kin.c for their order */
    unsigned kin_count;              /* how many they are */
    uint32_t ram_at;                 /* user address of ram */
    uint8_t ram[MODEL_RAM];          /* user memory but for exchange areas */
    struct names names;              /* what can be sent to; last, for it is large */
};

/* What a call does to its caller at once. */
struct model_outcome {
    bool returned;  /* false: the thread has blocked or ended */
    uint32_t value; /* what it returned */
    bool refused;   /* nothing at all may have changed */
    bool chosen;    /* the kernel has chosen a word of its area: */
    unsigned word;  /* this one, from 0 */
};

/* ---- Making a model: zero, then tasks and lines, those that begin started, then settle. ---- */
/* A run of the task begins when the model settles: its process, and a thread of that number. */
void model_task_request(struct model *m, unsigned number);
/* The thread is ready, behind its equals, with an empty exchange area. */
void model_thread_add(struct model *m, unsigned thread, unsigned process, unsigned priority,
                      uint64_t quantum, uint32_t area_at, uint32_t stack_at);
/* The further thread that would be made next for the task, 0: there is none. */
unsigned model_thread_next(const struct model *m, unsigned task);
/* The image's jobs and events, before tasks begin; tasks and shares are known. */
void model_objects_begin(struct model *m);
/* A thread's object. */
void model_thread_object(struct model *m, unsigned thread, unsigned process);
/* The handle made in this slot has this value: the kernel chooses it. False: it may not. */
bool model_value_learn(struct model *m, const struct model_given *given, uint32_t value);
/* The process has this task handle: the kernel chooses it. */
void model_handle_learn(struct model *m, unsigned process, uint32_t handle);
/* The scheduler picks a thread; the board halts when nothing can ever run again. */
void model_settle(struct model *m);

/* ---- What happens. ---- */
struct model_outcome model_call(struct model *m, uint32_t number, const uint32_t arguments[8]);
void model_run(struct model *m, unsigned thread);
void model_advance(struct model *m, uint64_t ticks);
/* Whether the line may fire, and that it does. */
bool model_line_armed(const struct model *m, unsigned line);
void model_line_fire(struct model *m, unsigned number);
/* The earliest time at which something happens by itself. */
uint64_t model_next_deadline(const struct model *m);
/* One thread ends by itself; what its process's other threads do goes on. */
void model_thread_exit(struct model *m, unsigned thread);
void model_process_fault(struct model *m, unsigned process);
/* The same, while a call is under way that does more. */
void model_thread_finish(struct model *m, unsigned thread);
void model_process_finish(struct model *m, unsigned process, enum model_ending ending,
                          int32_t code);
/* A task's job and all that is in it is to end before any thread runs. */
void model_job_kill(struct model *m, unsigned task);
/* The tasks' jobs: how many processes each has that have not ended. */
unsigned model_job_members(const struct model *m, unsigned task);
/* One thing that is to happen before any thread runs, does. False: there is none. */
bool model_due_step(struct model *m);
/* An empty process in a task's job; nobody names it yet. */
void model_process_make(struct model *m, unsigned process, unsigned task);

/* ---- For the model's own files. ---- */
/* The thread blocks; since is set. */
struct model_thread *model_block(struct model *m, unsigned thread, enum model_state state);
/* The thread's call is over with this result; it goes behind its equals. */
void model_wake(struct model *m, unsigned thread, uint32_t result);
/* The thread goes behind its equals, with a whole quantum. */
void model_place_last(struct model *m, unsigned thread);
/* The threads that would be stuck if this sender sent to this target (both 0: that are). */
uint64_t model_stuck(const struct model *m, unsigned sender, unsigned target);
/* The task that runs in the thread's process. */
struct model_task *model_task_of(struct model *m, unsigned thread);
/* A signal arrives, unless one of the same cell has not been read. */
void model_signal_raise(struct model *m, unsigned target, unsigned cell, unsigned number,
                        uint32_t source);
/* The process's alarm is due. */
void model_alarm_fire(struct model *m, unsigned number);
/* The thread of the process that waits for this kind: the most urgent, then the longest; 0: none.
 */
unsigned model_waiter(const struct model *m, unsigned process, enum model_kind kind);
/* The thread gets the next event of these kinds. False: its process has none. */
bool model_event_take(struct model *m, unsigned reader, unsigned kinds);
/* The message goes from area to area. */
void model_message_copy(struct model *m, unsigned sender, unsigned reader, unsigned length);
/* A wait of a ready thread: true when it goes on at once, with this status. */
bool model_wait_begin(struct model *m, unsigned thread, unsigned mask, int32_t timeout,
                      uint32_t *status);
/* Something was queued for the process: its shallow sleepers wake, the latest begun first. */
void model_sleepers_interrupt(struct model *m, unsigned process);
/* What the index-th task of the caller's domain does, into the caller's area. False: there is none.
 */
bool model_task_describe(struct model *m, uint32_t index);
/* ---- objects.c: what there is, and who has handles of it. ---- */
struct model_object *model_object_at(struct model *m, enum names_type type, unsigned number);
/* How many handles of it there are, in tables and in messages. */
unsigned model_handles(const struct model *m, enum names_type type, unsigned number);
/* The number of its peer, 0: there is none. */
unsigned model_peer(const struct model *m, unsigned number);
/* Whether the task may have one more of these. */
bool model_room(const struct model *m, enum names_type type, unsigned task);
/* One of these, of a pair both, in pair[]; nobody names it yet. */
void model_object_make(struct model *m, enum names_type type, unsigned owner, unsigned pair[2]);
/* A handle in this slot, 0: the next free one; its value is to be written to user address at. */
void model_handle_make(struct model *m, unsigned process, unsigned slot,
                       const struct model_handle *handle, uint32_t at);
/* The same made from another one, or beside it. */
void model_handle_derive(struct model *m, unsigned process, unsigned slot,
                         const struct model_handle *from);
void model_handle_copy(struct model *m, unsigned process, const struct model_handle *other,
                       uint32_t at);
/* A handle that is on its way comes to the next free slot. */
void model_handle_arrive(struct model *m, unsigned process, const struct model_handle *handle,
                         uint32_t at);
/* A handle changes its slot (to 0: the next free one), process or rights. */
void model_handle_move(struct model *m, unsigned process, unsigned slot, unsigned to_process,
                       unsigned to, uint32_t rights, uint32_t at);
/* All rights of an object's first handle. */
uint32_t model_first_rights(enum names_type type);
/* A handle leaves its table or its message for good; what that means happens when the model
 * settles. */
void model_handle_close(struct model *m, unsigned process, unsigned slot);
void model_handle_gone(struct model *m, const struct model_handle *gone);
/* The object that lost its last name latest bears the consequences. False: there is none. */
bool model_collect(struct model *m);
/* Every handle of it is closed. */
void model_revoke(struct model *m, enum names_type type, unsigned number);
/* What the object shows changes. */
void model_show(struct model *m, enum names_type type, unsigned number, uint32_t clear,
                uint32_t set);
/* What the task has had and will get anew, and then the handles that its new process finds. */
void model_last_handles(struct model *m, unsigned task);
void model_first_handles(struct model *m, unsigned task);

/* ---- waits.c ---- */
/* Who waits for this object is woken if it shows what they want. */
void model_waits_notify(struct model *m, enum names_type type, unsigned number);
/* Who waits by this handle is woken, for it is gone. */
void model_waits_cancel(struct model *m, uint64_t identity);
void model_wait_times_out(struct model *m, unsigned thread);
/* The running thread finds what its wait has come to. */
void model_wait_report(struct model *m);
/* The running thread waits, until this many nanoseconds since boot. True: it is over at once, with
 * this status. */
bool model_wait_await(struct model *m, const struct model_wait *wanted, int64_t ns,
                      int32_t *status);
/* The first tick at or after a time in nanoseconds. */
uint64_t model_ticks_of_ns(const struct model *m, int64_t ns);

/* ---- channels.c ---- */
/* The unread message that has come to the end first, NULL: there is none. */
struct model_message *model_oldest(struct model *m, unsigned end);
/* The number of a place for a message, 0: the task may not have one. */
unsigned model_message_room(const struct model *m, unsigned task);
/* A message that has not been read goes with all that is in it. */
void model_message_drop(struct model *m, struct model_message *message);
/* The message is no more; its handles are elsewhere. */
void model_message_free(struct model *m, struct model_message *message);
/* Whether an end is the receiving one, or has it among its unread messages at whatever depth. */
bool model_end_holds(const struct model *m, unsigned end, unsigned receiver);

/* ---- memory.c: what the running thread's process may read and write. ---- */
bool model_permits(struct model *m, uint32_t address, uint32_t size, bool write);
/* False: it may not, and nothing was copied. */
bool model_memory_read(struct model *m, uint32_t address, void *to, uint32_t size);
bool model_memory_write(struct model *m, uint32_t address, const void *from, uint32_t size);
/* Whoever may: into an exchange area or other memory. */
void model_memory_put(struct model *m, uint32_t address, const void *from, uint32_t size);
/* What the process's mappings permit there: enum model_access. */
unsigned model_access_at(const struct model *m, unsigned process, uint64_t address);
/* Whether the thread's own code may do so with the byte: one of enum model_access. */
bool model_may(const struct model *m, unsigned thread, uint32_t address, unsigned access);
/* The running thread loads (bytes get what is there), stores (they are taken) or fetches. False: it
 * may not, and its process has ended. */
bool model_access(struct model *m, uint32_t address, void *bytes, uint32_t size, unsigned access);
bool model_memory_word(struct model *m, uint32_t address, uint32_t word);
/* The same unless the address is 0, which means that nobody wants it. */
bool model_word_wanted(struct model *m, uint32_t at, uint32_t word);
/* A word, as it lies in memory. */
uint32_t model_word_of(const uint8_t bytes[4]);

/* Ticks in units of time, of which a millisecond has that many. */
uint64_t model_units(const struct model *m, uint64_t ticks, uint32_t per_ms);
/* A word, as it lies in memory. */
void model_word_put(uint8_t *at, uint32_t word);

#endif
