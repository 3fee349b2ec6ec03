/*
 * A worker's ledger: what it has sent and received, and the verification of what arrives.
 *
 * Each event is compared with what the ledger says must come next from there; the first that
 * differs is a defect, of which the checker is told, and ends the worker. The ledger knows nothing
 * of when and why anything is sent.
 */
#ifndef LOAD_LEDGER_H
#define LOAD_LEDGER_H

#include "load.h"

/* When a worker's last signal was sent and read, as far as its messages have told. */
struct signal_order {
    uint64_t at;   /* when it was sent */
    uint32_t turn; /* which of the signals read here it was */
};

struct peer {
    taskh_t task;
    struct traffic sent;
    struct traffic received;
    uint32_t signals_told;      /* how many signals its last message said it had sent */
    uint64_t signal_sent_at;    /* when the last signal was sent to it */
    uint64_t message_at;        /* when the last message read from it was sent */
    uint32_t signal_turn;       /* which of the signals read here was its last */
    struct signal_order signal; /* the same, with the time, at its last message */
};

struct ledger {
    struct peer peer[PLACES]; /* by label; a worker sends signals to itself as well */
    uint32_t verified[KINDS]; /* operations so far */
    uint32_t asked[KINDS];    /* alarms started, interrupts caused */
    uint32_t lasts;           /* peers whose last message has come */
    uint32_t unreported;      /* operations since the last report */
    taskh_t checker;
    bool ending; /* the checker wants the end */
};

extern struct ledger ledger;

/* Between any two the numbers of signals take turns. The number of the one after so many. */
static inline uint32_t signal_number(uint32_t before)
{
    return before % SIGNAL_USR2 + 1;
}

/* Nanoseconds since boot. */
uint64_t time_now(void);
/* Looks everybody up. */
void ledger_open(void);
/* Tells the checker what is wrong, and ends the worker. */
_Noreturn void defect(const char *text, uint32_t worker, uint32_t expected, uint32_t found);
/* Refuses any status but the one that must be. */
void expect_status(const char *text, uint32_t worker, enum Status right, enum Status status);
/*
 * Verifies the event in the exchange area and enters it. with_signals: a signal would have been
 * served before it. Overwrites the area.
 */
void ledger_enter(bool with_signals);
/* Whether as many alarms or interrupts have come as were asked for. */
bool ledger_settled(enum kind kind);
/* Whether all has come that can: everybody's last message, and whatever that told of. */
bool ledger_complete(void);

#endif
