/*
 * What is measured, and the markers by which the benchmark tells the plugin.
 *
 * A marker is a reserved Thumb-2 hint, 0xf3af8000 plus its number: a NOP for the processor. Every
 * instruction executed between a row's start and the stop counts, in whatever task or handler it
 * is, but not the markers, and not what lies between pause and resume.
 */
#ifndef BENCH_ROWS_H
#define BENCH_ROWS_H

#define ROWS(ROW)                                                                                  \
    ROW(ROW_EMPTY, "nothing: what the markers cost")                                               \
    ROW(ROW_NULL, "null call")                                                                     \
    ROW(ROW_GET_TASK_HANDLE, "get_task_handle")                                                    \
    ROW(ROW_YIELD, "yield, one way, change of space")                                              \
    ROW(ROW_IPC_16, "IPC round trip 16 B, server of higher priority")                              \
    ROW(ROW_IPC_64, "IPC round trip 64 B, server of higher priority")                              \
    ROW(ROW_IPC_248, "IPC round trip 248 B, server of higher priority")                            \
    ROW(ROW_SEND_AND_WAIT, "IPC round trip 64 B by send_and_wait on both sides")                   \
    ROW(ROW_SIGNAL, "signal to itself and the wait for it")                                        \
    ROW(ROW_NOTIFICATION, "notification round trip: a signal, and one back")

#define ROW_CONSTANT(constant, text) constant,
enum row { ROWS(ROW_CONSTANT) ROW_COUNT };

/* Numbers of markers: a row's start is MARKER_START plus the row. */
#define MARKER_START  0xa0
#define MARKER_STOP   0xf0
#define MARKER_PAUSE  0xf1
#define MARKER_RESUME 0xf2

#define MARKER_OPCODE 0xf3af8000u

#endif
