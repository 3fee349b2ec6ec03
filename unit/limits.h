/*
 * A task with a limit for all that it can make, and making one thing at a time: the common ground
 * of the tests of quotas.
 */
#ifndef ANVIL_UNIT_LIMITS_H
#define ANVIL_UNIT_LIMITS_H

#include "zircon_calls.h"

enum { LIMIT = 3, TABLE = CONFIG_SLOTS - 7 /* slots above the window */ };

/* What a task can make by a call, one at a time. */
enum made { EVENT, EVENTPAIR, CHANNEL, MESSAGE, MADE };

static const enum pool pool_of[MADE] = {POOL_EVENTS, POOL_EVENTPAIRS, POOL_CHANNELS, POOL_MESSAGES};

/* Alice and Bob of one domain, Alice with this limit for all she makes. */
static inline struct machine *make_limited(uint16_t limit)
{
    struct machine_task tasks[2] = {
        {.label = ALICE, .priority = 5, .domain = 1, .stack_order = 10, .data_order = 10},
        {.label = BOB, .priority = 5, .domain = 1, .stack_order = 10, .data_order = 10}};
    struct machine_image *image = fixture_image(tasks, 2);
    for (unsigned made = 0; made < MADE; made++) {
        image->tasks[0].quota[pool_of[made]] = limit;
    }
    struct machine *m = fixture_boot(image);
    be(m, ALICE);
    return m;
}

static inline job_id job_of(struct machine *m, uint32_t label)
{
    return machine_kernel(m)->process[machine_process(m, label)].job;
}

static inline unsigned used(struct machine *m, uint32_t label, enum pool pool)
{
    return machine_kernel(m)->job[job_of(m, label)].used[pool];
}

/* The channel that messages are written to: the first that the task has made. */
static uint32_t channel_to_fill;

/* Makes one; a message goes into the channel. The handles stay in the table. */
static inline int32_t make(struct machine *m, enum made made)
{
    static const uint32_t calls[] = {SYS_EVENT_CREATE, SYS_EVENTPAIR_CREATE, SYS_CHANNEL_CREATE};
    if (made == MESSAGE) {
        return send(m, channel_to_fill, "text", 0, NULL);
    }
    return zx(m, calls[made], 0, at(m, OUT), at(m, OUT_2));
}

/* A running task with what it needs to make these. */
static inline struct ends prepare(struct machine *m, enum made made)
{
    struct ends ends = {0, 0};
    if (made == MESSAGE) {
        ends = make_channel(m);
        channel_to_fill = ends.a;
    }
    return ends;
}

#endif
