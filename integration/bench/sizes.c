/*
 * How large struct kernel is for the pools of its anvil_config.h, and the entries of its pools: the
 * sizes of these objects. Compiled, never linked.
 */
#include "kernel.h"

#define SIZE_OF(name, size)                                                                        \
    extern const char size_of_##name[size];                                                        \
    const char size_of_##name[size] = {0}

SIZE_OF(kernel, sizeof(struct kernel));
/* The object is not named while its thread is in no exception, but its place is there. */
SIZE_OF(exception, sizeof(struct object) + sizeof(struct exception) + sizeof(struct message) +
                       sizeof(struct slot));
SIZE_OF(handle, sizeof(struct slot));
SIZE_OF(mapping, sizeof(struct mapping));
SIZE_OF(event, sizeof(struct object));
SIZE_OF(channel, 2 * (sizeof(struct object) + sizeof(struct channel_end)));
/* Its handles have places of their own. */
SIZE_OF(message, sizeof(struct message) + CONFIG_MESSAGE_HANDLES * sizeof(struct slot));
