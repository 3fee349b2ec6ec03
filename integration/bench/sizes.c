/*
 * How large struct kernel is for the pools of its anvil_config.h: the size of this object.
 * Compiled, never linked.
 */
#include "kernel.h"

extern const char size_of_kernel[sizeof(struct kernel)];
const char size_of_kernel[sizeof(struct kernel)] = {0};
