/*
 * Markers, for the tasks of the benchmark. The compiler moves no memory access across one.
 */
#ifndef BENCH_MARKER_H
#define BENCH_MARKER_H

#include "rows.h"

#define MARK(number)                                                                               \
    __asm__ volatile(".hword %c0, %c1" ::"i"(MARKER_OPCODE >> 16),                                 \
                     "i"((MARKER_OPCODE & 0xffffu) + (number))                                     \
                     : "memory")
#define MARK_START(row) MARK(MARKER_START + (row))
#define MARK_STOP()     MARK(MARKER_STOP)

/* Samples per row. */
#define SAMPLES 256

#endif
