/* What the leader tells a member to do, and what one member sends to another. */
#ifndef DEADLOCK_ORDER_H
#define DEADLOCK_ORDER_H

#include <stdint.h>

struct order {
    uint8_t sleep_ms; /* first sleep so long, deaf to events */
    uint8_t peer;     /* then send to this member; 0: send nothing */
};

#endif
