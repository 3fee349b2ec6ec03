/*
 * What the client's rows about handles, events and channels need, and the steps before each sample.
 */
#ifndef BENCH_STAGE_H
#define BENCH_STAGE_H

#include <stdbool.h>
#include <zircon/process.h>
#include <zircon/syscalls.h>
#include <zircon/syscalls/object.h>

/* What the image gives the client and others. */
#define SHARED_CHANNEL ANVIL_SHARED(0) /* the courier has the other end */
#define SHARED_EVENT   ANVIL_SHARED(2) /* the waiter waits for it */

struct stage {
    zx_handle_t event;      /* SIGNALED */
    zx_handle_t pair[2];    /* of events */
    zx_handle_t channel[2]; /* written to at the first end */
    zx_handle_t made[8];    /* for what a row makes, sends or closes */
    zx_wait_item_t items[8];
    zx_info_handle_basic_t info;
    zx_signals_t shown;
    zx_time_t time;
    uint8_t bytes[64];
};

extern struct stage stage;

/* Each returns whether all went well. */
bool stage_set(void);
/* Fills the first count of made with handles of the event. */
bool stage_duplicate(uint32_t count);
bool stage_close(uint32_t count);
/* Through the channel: a message of 64 bytes, with a new handle of the event or without. */
bool stage_write(uint32_t handles);
bool stage_read(void);
bool stage_read_and_duplicate(void);
bool stage_close_and_write(void);
/* Sets time to so many nanoseconds ahead. */
bool stage_time(zx_duration_t ahead);
/*
 * Makes channels that hold each other: so many messages of 8 handles, each but the last with the
 * end of the channel that the next one is in. made[0] is the outermost end. Fewer when there are
 * not so many; returns how many.
 */
uint32_t stage_nest(uint32_t messages);

#endif
