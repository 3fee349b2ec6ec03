/*
 * The words the seeds are written in: one macro for each operation of the targets.
 *
 * Each expands to the bytes that program.h and formats.h say. A thread is 0, the running one, or n,
 * the n-th ready one; processes and tasks are counted from 0. Included by the files of seeds alone.
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
/* The caller's n-th handle (0 to 2: its process, its job, its thread), and its memory. */
#define OWN(n) (0xd1 + (n))
#define DATA(offset) ADDRESS(DATA, offset)
#define WRITE_3(thread, at, ...) DO(MEMORY), (thread), (at), __VA_ARGS__
#define EVENT(thread) CALL(thread, SYS_EVENT_CREATE, 0, DATA(0))
#define PAIR(thread) CALL(thread, SYS_EVENTPAIR_CREATE, 0, DATA(0), DATA(4))
#define CHANNEL(thread) CALL(thread, SYS_CHANNEL_CREATE, 0, DATA(0), DATA(4))
#define DUPLICATE(thread, handle, rights, ...) \
    CALL(thread, SYS_HANDLE_DUPLICATE, handle, rights, __VA_ARGS__)
#define REPLACED(thread, handle, rights, ...) \
    CALL(thread, SYS_HANDLE_REPLACE, handle, rights, __VA_ARGS__)
#define SAME ANY_WORD(0, 0, 0, 0x80)
#define CLOSE_ONE(thread, handle) CALL(thread, SYS_HANDLE_CLOSE, handle)
#define INFO(thread, handle, topic) \
    CALL(thread, SYS_OBJECT_GET_INFO, handle, topic, DATA(64), 32, DATA(96), DATA(100))
/* Every topic that is about tasks; and one about the caller's process or thread, at length. */
#define ASKS(handle) \
    INFO(1, handle, 3), INFO(1, handle, 4), INFO(1, handle, 8), INFO(1, handle, 9), \
    CALL(1, SYS_OBJECT_GET_INFO, handle, 10, DATA(0), 80, DATA(96), DATA(100)), \
    INFO(1, handle, 11), INFO(1, handle, 24), INFO(1, handle, ANY_WORD(1, 0, 0, 0x0a))
#define LISTS(before, topic, ...) \
    before, CALL(1, SYS_OBJECT_GET_INFO, OWN((topic) == 10 ? 2 : 0), topic, __VA_ARGS__)
#define SHOW(thread, handle, clear, set) CALL(thread, SYS_OBJECT_SIGNAL, handle, clear, set)
#define SHOW_PEER(thread, handle, clear, set) \
    CALL(thread, SYS_OBJECT_SIGNAL_PEER, handle, clear, set)
#define USER_1 ANY_WORD(0, 0, 0, 1)
#define USER_2 ANY_WORD(0, 0, 0, 2)
#define FOR_EVER UNDER /* INT64_MAX */
#define AWAIT_ONE(thread, handle, signals, ...) \
    CALL(thread, SYS_OBJECT_WAIT_ONE, handle, signals, __VA_ARGS__, DATA(104))
#define AWAIT_MANY(thread, at, count, ...) \
    CALL(thread, SYS_OBJECT_WAIT_MANY, DATA(at), count, __VA_ARGS__)
/* length bytes from data + 32, handles from data + 16; read to data + 128 and 192. */
#define PUT(thread, channel, length, count) \
    CALL(thread, SYS_CHANNEL_WRITE, channel, 0, DATA(32), length, DATA(16), count)
#define GET(thread, channel, options, length, count) \
    CALL(thread, SYS_CHANNEL_READ, channel, options, DATA(128), DATA(192), length, count, \
         DATA(240), DATA(244))
/* Flexpages, the base they are mapped at, and the calls on spaces: flexpages.h. */
#define PAGE(place, block, access) 0xf1 + PLACE_##place, (block) << DETAIL_BLOCK_SHIFT | (access)
#define OBJECTS(order, slot, rights) 0xf9 + (order), (slot) << DETAIL_SLOT_SHIFT | (rights)
#define TO_SLOT(slot) 0xff, (slot) << DETAIL_SLOT_SHIFT
#define GRANT_TO(slot) 0xff, (slot) << DETAIL_SLOT_SHIFT | 2
#define HERE TO_SLOT(0) /* memory stays where it is */
#define GRANT GRANT_TO(0)
#define ME SELECTOR(1)
#define MY_JOB SELECTOR(2)
#define FROM_OTHERS 0
#define FROM_ALL ANY_WORD(0, 0, 0, 0x80)
#define AND_DELETE ANY_WORD(0, 0, 0, 0xc0)
enum { READ = 4, WRITE = 2, EXECUTE = 1, READ_WRITE = 6, ALL_ACCESS = 7, ALL_L4 = 15 };
#define SHARE(thread, to, from, page, base) CALL(thread, SYS_TASK_MAP, to, from, page, base)
#define TAKE_BACK(thread, task, page, mask) CALL(thread, SYS_TASK_UNMAP, task, page, mask)
#define TAKE_ALL_BACK(thread, task, at, count, mask) \
    CALL(thread, SYS_TASK_UNMAP_BATCH, task, DATA(at), count, mask)
#define IS_VALID(thread, task, name) CALL(thread, SYS_TASK_CAP_VALID, task, name)
#define HAS_CHILD(thread, task, name) CALL(thread, SYS_TASK_CAP_HAS_CHILD, task, name)
#define IS_EQUAL(thread, task, a, b) CALL(thread, SYS_TASK_CAP_EQUAL, task, a, b)
#define ADD_AREAS(thread, task, page) CALL(thread, SYS_TASK_ADD_KU_MEM, task, page)
#define MAKE_TASK(thread, job, slot, areas) \
    CALL(thread, SYS_FACTORY_CREATE_TASK, job, SELECTOR(slot), areas)
#define LOAD(thread, address) DO(ACCESS), (thread), 0, address
#define STORE(thread, address) DO(ACCESS), (thread), 1, address
#define FETCH(thread, address) DO(ACCESS), (thread), 2, address
#define READABLE 1
#define WRITABLE 2
#define CLOSED 4
#define SAID 8

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
/* The process above three bits that make the remainder by five the type. */
#define OBJECT(type, process) \
    (uint8_t)((process) << OBJECT_BYTE_SHIFT | ((type) - 1 + 5 * 8 - ((process) << 3) % 5) % 5)
enum { TYPE_JOB = 1, TYPE_PROCESS = 2, TYPE_THREAD = 3, TYPE_CHANNEL = 4, TYPE_EVENT = 5 };
enum { RIGHT_WRITE_BYTE = 3 };

/* ---- fuzz_deadlock. ---- */
#define TO(thread, process) BY(DEADLOCK_SEND, thread), (process)
#define LISTEN(thread) BY(DEADLOCK_WAIT, thread), 1
#define LISTEN_MS(thread) BY(DEADLOCK_WAIT, thread), 5
#define IGNORE(thread) BY(DEADLOCK_WAIT, thread), 0
#define BEGIN(process) DEADLOCK_BEGIN, (process)
#define GONE(thread) DEADLOCK_LEAVE, (thread)
#define OTHER(thread, what) BY(DEADLOCK_OTHER, thread), (what)

/* ---- fuzz_tree: a task, and what it does. The n-th handle of the task, the n-th node of all. ---- */
#define OF(kind, task) ((task) << TREE_SHIFT | (kind))
#define MAKE(task, what, other) OF(TREE_CREATE, task), MADE_BYTE(what, other)
/* The task above two bits that make the remainder by three the type. */
#define MADE_BYTE(what, other) \
    (uint8_t)((other) << MADE_SHIFT | ((what) + 3 * 4 - ((other) << 2) % 3) % 3)
#define AGAIN(task, node) OF(TREE_NAME, task), (node), ALL_RIGHTS
#define COPY(task, handle) OF(TREE_DUPLICATE, task), (handle), ALL_RIGHTS
#define REPLACE(task, handle) OF(TREE_REPLACE, task), (handle), ALL_RIGHTS
#define DERIVE(task, slot, node) OF(TREE_DERIVE, task), (slot) - 1, (node), ALL_RIGHTS
#define PASS(task, channel, count, ...) OF(TREE_SEND, task), (channel), (count), __VA_ARGS__
#define TAKE(task, channel) OF(TREE_READ, task), (channel)
#define WASTE(task, channel) OF(TREE_DISCARD, task), (channel)
#define DROP(task, handle) OF(TREE_CLOSE, task), (handle)
#define REVOKE(node) OF(TREE_REVOKE, 0), (node)
#define UNMAP(node) OF(TREE_UNMAP, 0), (node)
#define ERASE(node) OF(TREE_DELETE, 0), (node)
#define MAP(task, place, node) OF(TREE_MAP, task), (place), (node)
#define FINISH(task) OF(TREE_END, task)
#define RESUME(task) OF(TREE_BEGIN, task)
#define AWAIT(task, handle) OF(TREE_WAIT, task), (handle)
enum { TREE_PLAIN = 0, TREE_SHARING = 1, ALL_RIGHTS = 0xff };

#define TWICE(...) __VA_ARGS__, __VA_ARGS__
#define TIMES_4(...) TWICE(TWICE(__VA_ARGS__))
#define TIMES_8(...) TWICE(TWICE(TWICE(__VA_ARGS__)))
#define TIMES_64(...) TIMES_8(TIMES_8(__VA_ARGS__))
#define SEED(target, name, ...) \
    {target, name, sizeof((const uint8_t[]){__VA_ARGS__}), (const uint8_t[]){__VA_ARGS__}}
/* clang-format on */

struct seed {
    const char *target;   /* folder of corpus/ */
    const char *name;     /* of the file, behind seed- */
    size_t size;          /* bytes */
    const uint8_t *bytes; /* the input */
};

/* By what they are about; the last one's target is NULL. */
extern const struct seed sentry_seeds[];
extern const struct seed zircon_seeds[];
extern const struct seed l4_seeds[];
extern const struct seed spaces_seeds[];
extern const struct seed tasks_seeds[];
extern const struct seed other_seeds[];

#endif
