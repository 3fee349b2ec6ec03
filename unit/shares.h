/*
 * Three tasks of one domain that the image gives channels and an event: Alice and Bob have a
 * channel, Alice and Carol another, all three the event.
 */
#ifndef ANVIL_UNIT_SHARES_H
#define ANVIL_UNIT_SHARES_H

#include "zircon_calls.h"

enum { CAROL = 0xca };

/* Where each finds what it shares; the last slot of the window is one of them. */
enum shared_slot {
    ALICE_TO_BOB = 8,
    BOB_TO_ALICE = 9,
    ALICE_TO_CAROL = 9,
    CAROL_TO_ALICE = 8,
    ALICE_EVENT = 10,
    BOB_EVENT = 8,
    CAROL_EVENT = 11,
    WINDOW = 11
};

/* Alice, running, Bob and Carol; Alice and Bob come back whenever they end, Carol does not. Bob
 * starts at boot or is started by Alice (enum task_first_start). */
struct machine *shares_machine(uint8_t bobs_start);

/* The selector of a slot of whoever uses it. */
uint32_t selector(enum shared_slot slot);
/* The value that the handle in this slot of a task's has. */
uint32_t value_of(struct machine *m, uint32_t label, enum shared_slot slot);
const struct slot *slot_of(struct machine *m, uint32_t label, unsigned slot);

/* Ends the task's run; and waits for its next one, with the caller running then. */
void end(struct machine *m, uint32_t label);
void respawn(struct machine *m, uint32_t label, uint32_t caller);

/* A message in each direction over the channel between the two; nothing else is in it. */
void assert_talk(struct machine *m, uint32_t one, enum shared_slot ones, uint32_t other,
                 enum shared_slot others);
/* The same for both channels; Alice runs then. */
void assert_all_talk(struct machine *m);

#endif
