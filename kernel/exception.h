/*
 * Exceptions: what a thread has met, and the channels of those who may answer it.
 *
 * A thread in an exception stands still while a handler has it: the reader of an exception channel
 * of its process, of itself or of a job above, in the order of exception.c. The handler gets a
 * message with a handle of the exception; closing that answers. The exception and its message are
 * the thread's own, so that nothing can be missing when they are needed.
 */
#ifndef ANVIL_EXCEPTION_H
#define ANVIL_EXCEPTION_H

#include "config.h"
#include "object.h"
#include "types.h"

/* Who listens to a task: its regular channel, and those of debuggers (a process has one, a job
 * several). */
enum listener { LISTENER_REGULAR = 0, LISTENER_DEBUGGER, LISTENERS = 4 };
#define JOB_DEBUGGERS_MAX (LISTENERS - LISTENER_DEBUGGER)

/* What a handler is told; the published exception report without its header. */
struct report {
    uint32_t type;       /* enum zircon_exception; 0: none */
    uint32_t status;     /* the machine's fault status (CFSR) */
    uint32_t address;    /* of the fault, if has_address */
    uint32_t pc;         /* of the fault, if has_pc */
    uint32_t synth_code; /* POLICY_ERROR: the condition */
    uint8_t kind;        /* enum fault_kind; 0: no fault */
    uint8_t has_address; /* 1: address is known */
    uint8_t has_pc;      /* 1: pc is known */
    uint8_t reserved;
};

struct exception {
    struct report report;
    uint8_t stage;    /* handlers asked so far, the one that has it now included */
    uint8_t answer;   /* enum exception_answer, what closing it means now */
    uint8_t strategy; /* 1: the process's debugger wants a second chance */
    uint8_t own;      /* 1: the handler listens to the thread itself; outlives the thread */
    uint32_t told;    /* the type that its message says; outlives the thread */
};

/* What the message to a handler says, as published. */
struct exception_message {
    uint64_t pid; /* koids */
    uint64_t tid;
    uint32_t type;
    uint32_t reserved;
};

enum exception_answer { ANSWER_TRY_NEXT = 0, ANSWER_HANDLED = 1, ANSWER_THREAD_EXIT = 2 };

struct exception_state {
    struct exception thread[CONFIG_THREADS + 1];
    object_id channel[OBJECT_FIRST_EVENT][LISTENERS]; /* by task: the kernel's end, NONE: none */
    uint32_t bound;                                   /* how many of these there are */
    uint32_t reserved;
};

/* A running thread has met something: it is in an exception, or its process has ended. */
void exception_raise(struct kernel *k, thread_id thread, const struct report *report);
/* A thread starts, the first of its process or not: it runs when the debuggers have seen it. */
COLD void exception_starting(struct kernel *k, thread_id thread, bool first);
/* A thread leaves by itself: it ends when the debugger has seen it. */
COLD void exception_exiting(struct kernel *k, thread_id thread);
/* The exception has lost its last name. */
void exception_answered(struct kernel *k, object_id answered);
/* Nobody may hold on to the dead thread: its exception and message go. */
COLD void exception_forget(struct kernel *k, thread_id thread);
/* What the thread's message says. */
void exception_describe(const struct kernel *k, thread_id thread,
                        struct exception_message *message);
/* Somebody who may be asked. */
struct handler {
    object_id task;    /* a thread, process or job; NONE: there are no more */
    unsigned listener; /* enum listener; LISTENERS: none of them */
};

/* Who has the thread's exception now. */
struct handler exception_handler(const struct kernel *k, thread_id thread);
/* Whether the process's debugger has it, for the first time. */
bool exception_at_debugger(const struct kernel *k, thread_id thread);

/* A place for one more listener of this kind; LISTENERS: there is none. */
unsigned exception_place(const struct kernel *k, object_id task, bool debugger);
/* The kernel's end of a channel listens to the task; the other end is the reader's. */
void exception_bind(struct kernel *k, object_id task, unsigned listener, object_id end);
/* The reader has closed its end. */
void exception_unbind(struct kernel *k, object_id end);
/* The task is dead. */
COLD void exception_unbind_all(struct kernel *k, object_id task);
/* The task is forgotten without having died: a job without members, a thread that never started. */
void exception_abandon_all(struct kernel *k, object_id task);
bool exception_debugged(const struct kernel *k, object_id task);

#endif
