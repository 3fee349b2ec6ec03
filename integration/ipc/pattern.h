/* The contents of a test message: different at each place and for each length. */
#ifndef IPC_PATTERN_H
#define IPC_PATTERN_H

#include <stddef.h>
#include <stdint.h>

static inline uint8_t pattern(size_t length, size_t place)
{
    return (uint8_t)(length * 31 + place * 7 + 1);
}

#endif
