/*
 * A small, slow model of the Sentry calls: what each call answers, who blocks, who is woken with
 * what, what is in every exchange area, who runs next, and when the board halts.
 *
 * Written from the published behaviour of the calls. It has no queues and no bit maps: every
 * question is answered by a walk over all threads. Order is kept by serial numbers. Threads and
 * processes are numbered by whoever uses the model, from 1.
 */
#ifndef ANVIL_FUZZ_MODEL_SENTRY_H
#define ANVIL_FUZZ_MODEL_SENTRY_H

#include <stdbool.h>
#include <stdint.h>

#include "names.h"

#define MODEL_THREADS   17u
#define MODEL_PROCESSES NAMES_PROCESSES
#define MODEL_AREA      256u
#define MODEL_NEVER     UINT64_MAX

/* What calls answer. */
enum model_status {
    MODEL_OK = 0,
    MODEL_INVALID = 1,
    MODEL_TIMEOUT = 7,
    MODEL_AGAIN = 8,
    MODEL_INTR = 9,
    MODEL_DEADLK = 10,
    MODEL_BROKENPIPE = 12
};
#define MODEL_NO_SUCH_CALL ((uint32_t)-13)

/* What a thread does. */
enum model_state { MODEL_ABSENT = 0, MODEL_READY, MODEL_SENDING, MODEL_WAITING, MODEL_SLEEPING };

struct model_thread {
    enum model_state state;
    unsigned process;         /* it belongs to */
    unsigned priority;        /* larger is more urgent */
    uint64_t place;           /* READY: among its equals the smallest runs first */
    uint64_t quantum;         /* ticks it may run while an equal is ready */
    uint64_t slice;           /* ticks of them not used yet */
    uint64_t deadline;        /* when its wait ends by itself */
    uint64_t born;            /* serial number of its beginning */
    uint64_t since;           /* serial number of the moment it blocked */
    unsigned target;          /* SENDING: the process that is to read */
    unsigned length;          /* SENDING: of the message */
    unsigned mask;            /* WAITING: kinds waited for */
    bool shallow;             /* SLEEPING: an event ends it */
    uint32_t result;          /* of its last call that blocked, once it is over */
    bool has_result;          /* result is to be found in its registers */
    uint32_t area_at;         /* user address of its exchange area, 0: none */
    uint8_t area[MODEL_AREA]; /* contents of it */
};

struct model_process {
    bool running;         /* it has threads */
    bool faulted;         /* it ended by a fault */
    int32_t status;       /* it ended with */
    uint32_t label;       /* of its task */
    uint32_t handle;      /* its task handle */
    unsigned domain;      /* it meets nobody of another */
    unsigned threads;     /* it has */
    bool panics_on_exit;  /* its end by itself is a panic, as the image's author wished */
    bool panics_on_fault; /* its end by a fault is one */
};

struct model {
    uint64_t now;         /* ticks */
    uint64_t ms;          /* ticks of a millisecond */
    uint64_t serial;      /* threads begun and blockings so far */
    uint64_t last_place;  /* no thread is behind this */
    unsigned current;     /* the running thread, 0: none */
    unsigned main;        /* process whose end decides the halt status, 0: none */
    bool halted;          /* the board has stopped */
    uint32_t halt_status; /* with this */
    struct model_thread thread[MODEL_THREADS];
    struct model_process process[MODEL_PROCESSES];
    struct names names; /* what can be sent to; last, for it is large */
};

/* What a call does to its caller at once. */
struct model_outcome {
    bool returned;  /* false: the thread has blocked or ended */
    uint32_t value; /* what it returned */
    bool refused;   /* nothing at all may have changed */
};

/* ---- Making a model: zero, then processes with their first threads, then settle. ---- */
/* The thread is ready, behind its equals, with an empty exchange area. */
void model_thread_add(struct model *m, unsigned thread, unsigned process, unsigned priority,
                      uint64_t quantum, uint32_t area_at);
/* The scheduler picks a thread; the board halts when nothing can ever run again. */
void model_settle(struct model *m);

/* ---- What happens. ---- */
struct model_outcome model_call(struct model *m, uint32_t number, const uint32_t arguments[8]);
void model_run(struct model *m, unsigned thread);
void model_advance(struct model *m, uint64_t ticks);
/* The earliest time at which a wait ends by itself. */
uint64_t model_next_deadline(const struct model *m);
/* One thread ends by itself; what its process's other threads do goes on. */
void model_thread_exit(struct model *m, unsigned thread);
void model_process_end(struct model *m, unsigned process, bool faulted, int32_t status);

/* ---- For the model's own files. ---- */
/* The thread blocks; since is set. */
struct model_thread *model_block(struct model *m, unsigned thread, enum model_state state);
/* The thread's call is over with this result; it goes behind its equals. */
void model_wake(struct model *m, unsigned thread, uint32_t result);
/* The thread goes behind its equals, with a whole quantum. */
void model_place_last(struct model *m, unsigned thread);
/* The threads that would be stuck if this sender sent to this target (both 0: that are). */
uint32_t model_stuck(const struct model *m, unsigned sender, unsigned target);

#endif
