/*
 * What the workers and their checker say to each other. The build defines how many WORKERS and
 * SPINNERS there are and the PRIORITIES of all, and for each worker which one it is.
 *
 * An operation is one message, signal, alarm or interrupt that has arrived and been verified by
 * who got it. What is said to the checker, and its own signal to end, count for nothing.
 */
#ifndef LOAD_H
#define LOAD_H

#include "report.h"

/* Workers' labels are 1 to WORKERS; places in arrays too, place 0 is nobody's. */
#define PLACES  (WORKERS + 1u)
#define CHECKER (WORKERS + 1u)

/* Kinds of operations. */
enum kind { KIND_MESSAGE, KIND_SIGNAL, KIND_ALARM, KIND_INTERRUPT, KINDS };

/* How long anybody waits for what must come, in milliseconds of virtual time. */
#define PATIENCE_MS 2000

/* A worker reports after so many operations. */
#define REPORT_EVERY 100u

/* From worker to worker. A filling of varying length follows, see filling_at. */
struct message {
    uint64_t sent_at;   /* nanoseconds since boot, right before the send */
    uint64_t signal_at; /* the same of the sender's last signal to the receiver */
    uint32_t sequence;  /* how many messages it has sent to the receiver before */
    uint32_t signals;   /* how many signals it has sent to the receiver so far */
    uint32_t last;      /* 1: neither messages nor signals follow */
    uint32_t sender;    /* the sender's label */
    uint8_t filling[];
};

#define FILLING_LENGTHS 20u

/* How long the filling of the message with this number is, and its bytes. */
static inline uint32_t filling_length(uint32_t sequence)
{
    return sequence * 7u % FILLING_LENGTHS;
}

static inline uint8_t filling_at(unsigned sender, uint32_t sequence, uint32_t place)
{
    return (uint8_t)(sequence + place * 3u + sender * 31u);
}

/* From worker to checker: first what it is. */
enum letter_kind { LETTER_PROGRESS, LETTER_DEFECT, LETTER_END };

struct letter_progress {
    uint32_t kind;
    uint32_t verified[KINDS]; /* operations so far */
};

struct letter_defect {
    uint32_t kind;
    uint32_t worker;   /* whose doing it concerns, as far as that is known */
    uint32_t expected; /* what should have been there */
    uint32_t found;    /* what was */
    char text[64];
};

/* What has passed between a worker and one other, in one direction. */
struct traffic {
    uint32_t messages;
    uint32_t signals;
};

struct letter_end {
    uint32_t kind;
    uint32_t verified[KINDS];
    uint32_t asked[KINDS];            /* alarms started and interrupts caused; others 0 */
    uint32_t busy;                    /* signals that were refused, and sent again later */
    uint32_t deadlocks;               /* sends that were, likewise */
    struct traffic sent[WORKERS];     /* to worker 1 and so on */
    struct traffic received[WORKERS]; /* from it */
};

_Static_assert(sizeof(struct letter_end) <= IPC_MAX_LEN, "fits into a message");
_Static_assert(offsetof(struct message, filling) == sizeof(struct message), "no padding");
_Static_assert(sizeof(struct message) + FILLING_LENGTHS <= IPC_MAX_LEN, "fits into a message");

#endif
