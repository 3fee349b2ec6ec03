/*
 * Values and steps for the mutator, made by chance.
 */
#ifndef ANVIL_FUZZ_PLAUSIBLE_H
#define ANVIL_FUZZ_PLAUSIBLE_H

#include "mutator.h"

/* An address that calls read or write. */
struct value address_made(struct chance *c);
/* A value for an operand of this row; for one of this verb, if the verb means more than it says. */
struct value value_made(struct chance *c, const struct operand *operand);
struct value operand_made(struct chance *c, unsigned verb, unsigned place);
/* Who might do it. */
uint16_t who_made(struct chance *c, const struct verb *verb);
/* A step of this verb. */
struct step step_of(struct chance *c, unsigned number);
/* A call, or sometimes an operation. */
struct step step_made(struct chance *c);

#endif
