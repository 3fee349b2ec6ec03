/*
 * MPU arithmetic: a region as the two words the MPU takes, and what a set of them permits.
 *
 * Pure functions of their arguments: no register is touched and no state kept, so the host library
 * uses the same file as its MPU. Models PMSAv7 for unprivileged code: the highest-numbered enabled
 * region that holds an address decides, and where none does nothing is permitted, since the
 * background map is the kernel's alone (PRIVDEFENA). Sub-regions are never used: QEMU stops
 * enforcing them over another enabled region after a first legal access.
 */
#ifndef ANVIL_ARMV7M_MPU_H
#define ANVIL_ARMV7M_MPU_H

#include "arch.h"

/* Encodes region for MPU region number index: words[0] is RBAR, words[1] RASR. NULL: disabled. */
void mpu_encode(uint32_t words[2], unsigned index, const struct region *region);

/* Whether unprivileged code may access the byte at address in all these ways (enum access). */
bool mpu_permits(const uint32_t region[REGIONS][2], uint32_t address, unsigned access);

#endif
