/*
 * What survivor and those who end say to each other, through the channel that the image gives them.
 */
#ifndef CHANNELS_ENDING_H
#define CHANNELS_ENDING_H

#include <zircon/types.h>

/* The first message of each run. */
struct greeting {
    uint32_t respawned; /* 1: this run is a restart */
    uint32_t reserved;
    zx_koid_t channel; /* its end */
    zx_koid_t event;   /* what it finds behind the channel; 0: nothing */
};

enum ending { ENDING_EXIT, ENDING_FAULT };

/* How to end, and when: what comes in between is not read. */
struct ending_order {
    uint32_t ending; /* enum ending */
    uint32_t delay_ms;
};

#define LAST_WORDS "so long"

#endif
