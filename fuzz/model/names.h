/*
 * What every name ever given out should mean now: a log that only grows.
 *
 * The model takes name values as they are. It knows three things about their form, since these are
 * published: the two lowest bits tell the spelling, a selector is its slot shifted left by 12, and
 * a handle's slot is chosen first in, first out. How a kernel packs and decodes handles is not
 * known here.
 */
#ifndef ANVIL_FUZZ_MODEL_NAMES_H
#define ANVIL_FUZZ_MODEL_NAMES_H

#include <stdbool.h>
#include <stdint.h>

#include <anvil_config.h> /* pool sizes, and nothing else of the kernel's */

#define NAMES_LOG       4096u                                   /* names given out in one input */
#define NAMES_PROCESSES (CONFIG_PROCESSES + 1u)                 /* their numbers begin with 1 */
#define NAMES_SLOTS     (CONFIG_SLOTS + 1u)                     /* and so do those of slots */
#define NAMES_USES      ((uint32_t)1 << CONFIG_GENERATION_BITS) /* until a dead value comes again */

/* What a look-up answers, in the published order of precedence. */
enum names_answer { NAMES_ACCEPTED = 0, NAMES_BAD_HANDLE, NAMES_WRONG_TYPE, NAMES_NO_RIGHT };

enum names_type {
    NAMES_ANY = 0, /* asked for: whatever the type */
    NAMES_JOB,
    NAMES_PROCESS,
    NAMES_THREAD,
    NAMES_CHANNEL, /* one end of it */
    NAMES_EVENT,
    NAMES_EVENTPAIR /* one of the two */
};
#define NAMES_TYPES   5u
#define NAMES_INITIAL 3u /* handles that a new process finds, in slots 1, 2 and 3 */

/* One name, from the day it was given out. */
struct names_entry {
    uint32_t value;       /* as user code has it */
    uint32_t rights;      /* of a handle */
    unsigned owner;       /* process that may use it; 0: a task handle, for the whole domain */
    unsigned life;        /* which of the processes of its owner's number, from 1 */
    unsigned slot;        /* of a handle, in its owner's table */
    unsigned object;      /* what it names; of a task handle: the process */
    uint64_t identity;    /* tells the handle from all others, also when it has moved; 0: untold */
    enum names_type type; /* of that object */
    bool alive;           /* it means something now */
};

/* One process, as owner of names and as something to send to. */
struct names_process {
    unsigned free[NAMES_SLOTS];     /* free slots outside the window, longest free first */
    unsigned free_count;            /* how many they are */
    unsigned occupant[NAMES_SLOTS]; /* index of each slot's entry plus 1, 0: free */
    uint32_t task_handle;           /* by which its domain sends to it */
    unsigned domain;                /* its domain */
    unsigned life;                  /* processes of this number so far, it included */
    bool running;                   /* it can be sent to */
};

struct names {
    unsigned window;                               /* slots 1 to this are given by placement only */
    unsigned slots;                                /* slots of a process */
    unsigned count;                                /* entries in the log */
    struct names_process process[NAMES_PROCESSES]; /* by process number; 0 is unused */
    struct names_entry log[NAMES_LOG];             /* oldest first */
};

void names_init(struct names *names, unsigned slots, unsigned window);
/* Whether a process that begins may have this task handle. */
bool names_task_handle_is_new(const struct names *names, unsigned process, uint32_t value);
/* A process is made, with an empty table; it cannot be sent to yet. */
void names_process_made(struct names *names, unsigned process, unsigned domain);
/* A process begins, with an empty table; it can be sent to by this task handle. */
void names_process_starts(struct names *names, unsigned process, unsigned domain, uint32_t value);
/* A process ends: its table is emptied and its task handle is dead for ever. */
void names_process_ends(struct names *names, unsigned process);
/* Every handle of this object is closed, whoever has it. */
void names_revoke(struct names *names, enum names_type type, unsigned object);

/* The slot that the next handle made in this process gets, 0 when its table is full. */
unsigned names_next_slot(const struct names *names, unsigned owner);
/* A handle was made in this slot. False: its value is not allowed. */
bool names_add(struct names *names, const struct names_entry *entry);
/* The handles that a new process finds: of itself, its job, its first thread. */
bool names_add_initial(struct names *names, unsigned process, unsigned job, unsigned thread,
                       const uint32_t values[NAMES_INITIAL]);
/* A handle was made, but its value is not known yet; and now it is: false when not allowed. */
void names_reserve(struct names *names, const struct names_entry *entry);
bool names_learn(struct names *names, unsigned owner, unsigned slot, uint32_t value);
/* A process has begun with task handle 0, and now that is known. */
void names_learn_task_handle(struct names *names, unsigned process, uint32_t value);
/* A handle was closed. */
void names_close(struct names *names, unsigned owner, unsigned slot);

/* The entry that this value means as a handle or selector of owner, or NULL. */
const struct names_entry *names_find(const struct names *names, unsigned owner, uint32_t value);
enum names_answer names_decode(const struct names *names, unsigned owner, uint32_t value,
                               enum names_type type, uint32_t rights, unsigned *object);
/* A process to send to. */
enum names_answer names_decode_peer(const struct names *names, unsigned owner, uint32_t value,
                                    uint32_t right, unsigned *process);

#endif
