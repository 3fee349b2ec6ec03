/*
 * The words the seeds are written in: one macro for each operation of the three targets.
 *
 * Each expands to the bytes that program.h and formats.h say. A thread is 0, the running one, or n,
 * the n-th ready one; processes and tasks are counted from 0. Included by seeds.c alone.
 */
#ifndef ANVIL_FUZZ_SEEDS_H
#define ANVIL_FUZZ_SEEDS_H

#include <anvil/syscalls.h>

#include "formats.h"
#include "program.h"
#include "world.h"

/* clang-format off */
/* ---- fuzz_syscalls: verb, who, operands by their place. ---- */
#define CALL(thread, ...) NUMBER_OF(__VA_ARGS__), (thread) OPERANDS_OF(__VA_ARGS__)
#define NUMBER_OF(number, ...) (uint8_t)(number)
#define OPERANDS_OF(number, ...) __VA_OPT__(,) __VA_ARGS__
#define DO(operation) VERB_OPERATION + OPERATION_##operation
#define RAW(thread) DO(RAW), (thread) /* nine words: the registers, and the number */
/* Values: task handle of process n, the n-th name in general, an argument's own four edges. */
#define TASK(n) (0x60 + (n))
#define RECENT(back) (0x90 + (back))
#define BENT(n, bit) (0xa0 + (n)), (bit)
#define UNDER 0xb0
#define LOWEST 0xb1
#define HIGHEST 0xb2
#define OVER 0xb3
#define ALL_ONES 0xb4
#define LABEL(task) (0xc0 + (task))
#define SELECTOR(slot) 0xd0, (slot)
#define ADDRESS(place, detail) 0xe0 + ADDRESS_##place, (detail)
#define ANY_WORD(...) 0xf0, WORD(__VA_ARGS__)
#define SEND(thread, target) SEND_NAMED(thread, TASK(target))
#define SEND_NAMED(thread, ...) CALL(thread, SYS_SEND_IPC, __VA_ARGS__, 16)
#define WAIT(thread) WAIT_MS(thread, 0)
#define WAIT_MS(thread, ms) WAIT_FOR(thread, EVENT_IPC, ms)
#define POLL(thread) WAIT_MS(thread, LOWEST)
#define WAIT_FOR(thread, kinds, ms) CALL(thread, SYS_WAIT_FOR_EVENT, kinds, ms)
#define ALL_KINDS 15
#define SLEEP(thread, ms, mode) CALL(thread, SYS_SLEEP, ms, mode)
#define YIELD CALL(0, SYS_SCHED_YIELD)
#define NEXT CALL(0, SYS_NOP)
#define EXIT(thread, status) CALL(thread, SYS_EXIT, status)
#define LOOK_UP(thread, label) CALL(thread, SYS_GET_TASK_HANDLE, label)
#define SIGNAL(thread, target, number) CALL(thread, SYS_SEND_SIGNAL, TASK(target), number)
#define ALARM(thread, ms, flag) CALL(thread, SYS_ALARM, ms, flag)
#define IRQ(thread, what, line) CALL(thread, SYS_IRQ_##what, line)
#define BEGIN_TASK(thread, label) CALL(thread, SYS_START, LABEL(label))
#define RESPAWNED(thread) CALL(thread, SYS_HAS_RESPAWNED)
#define SEND_WAIT(thread, target, kinds, ms) \
    CALL(thread, SYS_SEND_AND_WAIT, TASK(target), 16, kinds, ms)
#define FIRE(line) DO(LINE), (line)
#define TICKS(count) DO(TICKS), (count)
#define MS(count) DO(MILLISECONDS), (count)
#define DEADLINE(before) DO(DEADLINE), (before)
#define POWER(exponent) DO(POWER), (exponent)
#define START(process) DO(BEGIN), (process), HOW_PLAIN
#define START_BARE(process) DO(BEGIN), (process), HOW_WITHOUT_AREA
#define START_AT(process, priority) DO(BEGIN), (process), HOW_PRIORITY + (priority)
#define LEAVE(n) DO(LEAVE), (n) /* the n-th started thread, from 0 */
#define FAULT(thread, kind) DO(FAULT), (thread), (kind) - 1, 0
#define HANDLE(owner, type, process, missing) \
    DO(HANDLE), (owner), (type) - 1, (process), (missing)
#define CLOSE(owner, value) DO(CLOSE), (owner), (value)
#define WORD(a, b, c, d) (a), (b), (c), (d)

/* ---- What the other two have in common: kind, and a thread or process. ---- */
#define BY(kind, thread) ((thread) << OPERATION_SHIFT | (kind))

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
