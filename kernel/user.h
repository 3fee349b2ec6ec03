/*
 * User memory: checked copies between the kernel and the running thread.
 *
 * An address from user code is never used in any other way.
 */
#ifndef ANVIL_USER_H
#define ANVIL_USER_H

#include "types.h"

/* Whether the running thread's space permits this access to every byte. */
bool user_permits(const struct kernel *k, uint32_t address, uint32_t size, unsigned access);
/* Checked copies between kernel memory and the running thread's. False: not permitted. */
bool user_read(struct kernel *k, void *to, uint32_t from, uint32_t size);
bool user_write(struct kernel *k, uint32_t to, const void *from, uint32_t size);

#endif
