/*
 * What children of the test of registers execute. They tell what they find by pushing it onto their
 * stack, which is memory of the one who asks.
 */
#ifndef TASKS_SPIN_H
#define TASKS_SPIN_H

#include "children.h"

/* Spins with a number of its own in each register, and all flags set. */
program spin;
/* The same with the FPU's. */
program spin_fpu;
/* Sleeps once. */
program sleep_shortly;
/* Sends a byte, then spins. */
program send;

/* ---- Where a child is led. ---- */

/* Pushes what it finds: from the stack pointer downwards lr, r12 ... r0, flags. */
void tell(void);
/* s31 ... s0, FPSCR. */
void tell_fpu(void);
/* Reads what it may not, at the address in r0. */
void peek(void);

/* ---- FPU registers of the one who asks, which must not mix with a child's. ---- */

void own_fpu_set(void);
void own_fpu_expect(void);
/* How many expectations of this file were not met. */
unsigned spin_wrong(void);

#endif
