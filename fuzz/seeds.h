/*
 * The words the seeds are written in: one macro for each operation of the three targets.
 *
 * Each expands to the bytes that program.h says. A thread is 0, the running one, or n, the n-th
 * ready one; processes and tasks are counted from 0. Included by seeds.c alone.
 */
#ifndef ANVIL_FUZZ_SEEDS_H
#define ANVIL_FUZZ_SEEDS_H

#include <anvil/syscalls.h>

#include "program.h"
#include "world.h"

/* clang-format off */
#define BY(kind, thread) ((thread) << OPERATION_SHIFT | (kind))

/* ---- fuzz_syscalls. ---- */
#define CALL(thread, number, first, second) \
    BY(OPERATION_CALL, thread), (uint8_t)(number), (first), (second)
#define TASK(n) (VALUE_NAME + (n)) /* task handle of process n, from 0 */
#define SEND(thread, target) CALL(thread, SYS_SEND_IPC, TASK(target), 16)
#define SEND_NAMED(thread, name) CALL(thread, SYS_SEND_IPC, name, 16)
#define SEND_SPELT(thread, spelling, detail) CALL(thread, SYS_SEND_IPC, spelling, detail), 16
#define WAIT(thread) CALL(thread, SYS_WAIT_FOR_EVENT, EVENT_IPC, 0)
#define WAIT_MS(thread, ms) CALL(thread, SYS_WAIT_FOR_EVENT, EVENT_IPC, ms)
#define POLL(thread) CALL(thread, SYS_WAIT_FOR_EVENT, EVENT_IPC, EDGE_MINUS_ONE)
#define SLEEP(thread, ms, mode) CALL(thread, SYS_SLEEP, ms, mode)
#define YIELD CALL(0, SYS_SCHED_YIELD, 0, 0)
#define NEXT CALL(0, SYS_NOP, 0, 0)
#define EXIT(thread, status) CALL(thread, SYS_EXIT, status, 0)
#define LOOK_UP(thread, label) CALL(thread, SYS_GET_TASK_HANDLE, label, 0)
#define ALL_KINDS 15
#define EDGE_MINUS_ONE (VALUE_EDGE + 9) /* the lowest timeout: -1 */
#define WAIT_FOR(thread, kinds, ms) CALL(thread, SYS_WAIT_FOR_EVENT, kinds, ms)
#define SIGNAL(thread, target, number) CALL(thread, SYS_SEND_SIGNAL, TASK(target), number)
#define ALARM(thread, ms, flag) CALL(thread, SYS_ALARM, ms, flag)
#define IRQ(thread, what, line) CALL(thread, SYS_IRQ_##what, line, 0)
#define BEGIN_TASK(thread, label) CALL(thread, SYS_START, VALUE_LABEL + (label), 0)
#define RESPAWNED(thread) CALL(thread, SYS_HAS_RESPAWNED, 0, 0)
#define SEND_WAIT(thread, target, kinds, ms) \
    CALL(thread, SYS_SEND_AND_WAIT, TASK(target), 16), (kinds), (ms)
#define FIRE(line) TIME(UNIT_LINE, line)
#define TIME(unit, amount) OPERATION_TIME, (unit), (amount)
#define START(process) OPERATION_START, (process), START_PLAIN
#define START_BARE(process) OPERATION_START, (process), START_WITHOUT_AREA
#define START_AT(process, priority) OPERATION_START, (process), START_PRIORITY + (priority)
#define LEAVE(n) OPERATION_LEAVE, (n) /* the n-th started thread, from 0 */
#define FAULT(thread, kind) BY(OPERATION_FAULT, thread), (kind) - 1, 0
#define HANDLE(owner, type, process, missing) \
    OPERATION_HANDLE, (owner), (type) - 1, (process), (missing)
#define CLOSE(owner, value) OPERATION_CLOSE, (owner), (value)
#define WORD(a, b, c, d) (a), (b), (c), (d)

/* ---- fuzz_names. ---- */
#define CREATE(owner, type, process, rights) BY(NAME_CREATE, owner), OBJECT(type, process), (rights)
#define PLACE(owner, slot, type, process, rights) \
    BY(NAME_PLACE, owner), (slot) - 1, OBJECT(type, process), (rights)
#define UNNAME(owner, back) BY(NAME_CLOSE, owner), (back)
#define DECODE(owner, back, type, rights) BY(NAME_DECODE, owner), (back), (type) - 1, (rights)
#define PEER_OF(owner, back, right) BY(NAME_PEER, owner), (back), (right)
#define RESPAWN(task) BY(NAME_BEGIN, task)
#define PERISH(process) BY(NAME_END, process)
#define AGE(owner, count) BY(NAME_AGE, owner), (count)
/* The process above two bits that make the remainder by three the type. */
#define OBJECT(type, process) \
    (uint8_t)((process) << OBJECT_BYTE_SHIFT | ((type) - 1 + 3 * 4 - ((process) << 2) % 3) % 3)
enum { TYPE_JOB = 1, TYPE_PROCESS = 2, TYPE_THREAD = 3, RIGHT_WRITE_BYTE = 3 };

/* ---- fuzz_deadlock. ---- */
#define TO(thread, process) BY(DEADLOCK_SEND, thread), (process)
#define LISTEN(thread) BY(DEADLOCK_WAIT, thread), 1
#define LISTEN_MS(thread) BY(DEADLOCK_WAIT, thread), 5
#define IGNORE(thread) BY(DEADLOCK_WAIT, thread), 0
#define BEGIN(process) DEADLOCK_BEGIN, (process)
#define GONE(thread) DEADLOCK_LEAVE, (thread)
#define OTHER(thread, what) BY(DEADLOCK_OTHER, thread), (what)

#define TWICE(...) __VA_ARGS__, __VA_ARGS__
#define TIMES_4(...) TWICE(TWICE(__VA_ARGS__))
#define TIMES_8(...) TWICE(TWICE(TWICE(__VA_ARGS__)))
#define TIMES_64(...) TIMES_8(TIMES_8(__VA_ARGS__))
/* clang-format on */

#endif
