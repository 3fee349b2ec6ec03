/*
 * What a recorder plays: each target of stored inputs has a file of its own, of which one is
 * linked.
 */
#ifndef ANVIL_LOCKSTEP_PLAY_H
#define ANVIL_LOCKSTEP_PLAY_H

#include <anvil/machine.h>

/* ---- play_….c ---- */
/* Plays an input as its target does, and says below when its machine has booted and when it ends.
 */
void input_play(const uint8_t *data, size_t size);

/* ---- record.c ---- */
void record_begin(struct machine *m);
void record_end(void);

#endif
