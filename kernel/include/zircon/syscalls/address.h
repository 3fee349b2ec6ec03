/*
 * How the stubs of the Zircon family hand over pointers. A part of <zircon/syscalls.h>.
 */
#ifndef ZIRCON_SYSCALLS_ADDRESS_H
#define ZIRCON_SYSCALLS_ADDRESS_H

#include <stdint.h>

/* A pointer, or the number of one, as the native calls take it; a macro, so that what it points to
 * keeps its const. */
#define anvil_address(pointer) ((uint32_t)(uintptr_t)(pointer))

#endif
