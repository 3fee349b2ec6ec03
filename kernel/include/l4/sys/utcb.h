/*
 * What is left of l4sys's <l4/sys/utcb.h>: calls here take their arguments in registers, so there
 * is no UTCB to fill in and none of the calls has its form that is given one.
 */
#ifndef L4_SYS_UTCB_H
#define L4_SYS_UTCB_H

#include <l4/sys/types.h>

enum {
    /* Words of a message; l4_task_unmap_batch takes two flexpages less. */
    L4_UTCB_GENERIC_DATA_SIZE = 63
};

#endif
