/*
 * What asker and answerers of the channels image say to each other.
 *
 * Between the asker and each answerer lie two channels. Orders go through the first; what comes
 * through the second is sent back: the bytes inverted, the handles in the opposite order.
 */
#ifndef CHANNELS_PROTOCOL_H
#define CHANNELS_PROTOCOL_H

#include <stdint.h>

enum order_kind {
    ORDER_USE,    /* use each handle that came with it, as its type permits, then close it */
    ORDER_SIGNAL, /* after delay_ms, set signals on the image's event */
    ORDER_END     /* end, with the number of mistakes as status */
};

struct order {
    uint32_t kind; /* enum order_kind */
    uint32_t delay_ms;
    uint32_t signals;
};

/* What ORDER_USE says through a channel. */
#define GREETING "through it"

#endif
