/*
 * Which memory is whose, as each task knows it from its own link; and what the witness tells.
 */
#ifndef CHANNELS_MINE_H
#define CHANNELS_MINE_H

#include "layout.h"

#include <stdbool.h>

/* Whether the address lies in memory that calls of this task may write to. */
static inline bool address_is_mine(uint32_t address)
{
    struct layout own = own_layout();
    return (address >= own.data[0] && address < own.data[1]) ||
           (address >= own.stack[0] && address < own.stack[1]);
}

/* The end of a region behind which nothing of this task's lies. */
static inline uint32_t end_of_mine(void)
{
    struct layout own = own_layout();
    return address_is_mine(own.data[1]) ? own.stack[1] : own.data[1];
}

/* What the witness answers, whenever it is asked. */
struct testimony {
    uint32_t whole; /* 1: nobody has changed its data */
    uint32_t data;  /* addresses of words that are its own */
    uint32_t code;
    uint32_t end; /* of all its memory */
};

static inline uint32_t higher(uint32_t a, uint32_t b)
{
    return a > b ? a : b;
}

/* The end of all of this task's memory. */
static inline uint32_t last_of_mine(void)
{
    struct layout own = own_layout();
    return higher(own.area[1], higher(own.data[1], own.stack[1]));
}

#endif
