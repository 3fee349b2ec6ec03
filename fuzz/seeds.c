/*
 * Writes the seeds: inputs that say what the kernel is for, so that fuzzing begins where the
 * interesting situations are.
 *
 *     seeds DIRECTORY      writes DIRECTORY/<target>/seed-<name> for each of the table's rows
 *
 * They are committed in corpus/; a test writes them again and compares.
 */
#include <stdio.h>
#include <sys/stat.h>

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
#define EDGE_MINUS_ONE (VALUE_EDGE + 9) /* the lowest timeout: -1 */
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
#define TIMES_8(...) TWICE(TWICE(TWICE(__VA_ARGS__)))
#define TIMES_64(...) TIMES_8(TIMES_8(__VA_ARGS__))

struct seed {
    const char *target;   /* folder of corpus/ */
    const char *name;     /* of the file, behind seed- */
    size_t size;          /* bytes */
    const uint8_t *bytes; /* the input */
};
#define SEED(target, name, ...) \
    {target, name, sizeof((const uint8_t[]){__VA_ARGS__}), (const uint8_t[]){__VA_ARGS__}}

static const struct seed seeds[] = {
    /* A server waits, a client sends, the server answers, the client reads the answer. */
    SEED("syscalls", "round-trip", WORLD_SERVERS, WAIT(1), SEND(0, 0), WAIT(2), SEND(1, 1),
         WAIT(2)),
    SEED("syscalls", "queue-of-senders", WORLD_CROWD,
         SEND(2, 0), SEND(2, 0), SEND(2, 0), WAIT(1), WAIT(1), WAIT(1), POLL(1)),
    SEED("syscalls", "lengths", WORLD_CROWD,
         CALL(1, SYS_SEND_IPC, TASK(1), 0), CALL(1, SYS_SEND_IPC, TASK(1), 1), WAIT(1),
         CALL(1, SYS_SEND_IPC, TASK(1), VALUE_EDGE + 2), WAIT(1),
         CALL(1, SYS_SEND_IPC, TASK(1), VALUE_EDGE + 3), CALL(1, SYS_SEND_IPC, TASK(1), VALUE_EDGE),
         BY(OPERATION_CALL, 1), SYS_SEND_IPC, TASK(1), VALUE_WORD, WORD(0, 1, 0, 0)),
    SEED("syscalls", "look-up", WORLD_DOMAINS,
         LOOK_UP(1, VALUE_LABEL), LOOK_UP(1, VALUE_LABEL + 1), LOOK_UP(1, VALUE_LABEL + 2),
         LOOK_UP(3, VALUE_LABEL + 3), LOOK_UP(5, VALUE_LABEL + 4), LOOK_UP(5, 95)),
    SEED("syscalls", "domains", WORLD_DOMAINS,
         SEND(1, 1), SEND(1, 2), SEND(1, 0), SEND(2, 1), SEND(2, 3), SEND(3, 4), SEND(3, 0)),
    SEED("syscalls", "timeout", WORLD_THREE,
         WAIT_MS(1, 3), WAIT_MS(1, 3), TIME(UNIT_DEADLINE, 1), TIME(UNIT_TICKS, 1), NEXT,
         WAIT_MS(1, 5), SEND(1, 1), TIME(UNIT_MS, 9)),
    SEED("syscalls", "deadline-cleared-by-message", WORLD_THREE,
         WAIT_MS(1, 5), SEND(2, 0), WAIT(1), TIME(UNIT_MS, 9), TIME(UNIT_MS, 9)),
    SEED("syscalls", "poll-and-nothing", WORLD_THREE,
         POLL(1), CALL(1, SYS_WAIT_FOR_EVENT, 0, EDGE_MINUS_ONE), CALL(1, SYS_WAIT_FOR_EVENT, 0, 0),
         CALL(1, SYS_WAIT_FOR_EVENT, 0, 2), CALL(1, SYS_WAIT_FOR_EVENT, EVENT_SIGNAL, 2),
         CALL(1, SYS_WAIT_FOR_EVENT, 16, 0), TIME(UNIT_MS, 3)),
    SEED("syscalls", "mask-keeps-message", WORLD_THREE,
         CALL(1, SYS_WAIT_FOR_EVENT, EVENT_SIGNAL, 4), SEND(1, 0), TIME(UNIT_MS, 5), WAIT(1)),
    SEED("syscalls", "sleep-shallow", WORLD_THREE,
         SLEEP(1, 9, 0), SEND(1, 0), WAIT(1), TIME(UNIT_MS, 10)),
    SEED("syscalls", "sleep-deep", WORLD_THREE,
         SLEEP(1, 9, 1), SEND(1, 0), TIME(UNIT_MS, 10), WAIT(1), SLEEP(1, 0, 1), SLEEP(1, 0, 0),
         SLEEP(1, 1, 2)),
    SEED("syscalls", "sleep-many", WORLD_CROWD,
         SLEEP(1, 3, 0), SLEEP(1, 1, 0), SLEEP(1, 2, 1), SLEEP(1, 3, 1), SLEEP(1, 0, 1),
         TIME(UNIT_DEADLINE, 0), TIME(UNIT_MS, 1), TIME(UNIT_MS, 1), TIME(UNIT_MS, 1), NEXT),
    SEED("syscalls", "sleepers-of-one-process", WORLD_THREE,
         START(0), START(0), SLEEP(1, 9, 0), SLEEP(3, 9, 0), SLEEP(3, 9, 1), SEND(1, 0), NEXT,
         YIELD,
         YIELD),
    SEED("syscalls", "deadlock-self", WORLD_CROWD, SEND(1, 0), SEND(1, 0), START(0), SEND(1, 0)),
    SEED("syscalls", "deadlock-cycle", WORLD_CROWD,
         SEND(1, 1), SEND(1, 2), SEND(1, 3), SEND(1, 4), SEND(1, 5), SEND(1, 6), SEND(1, 7),
         SEND(1, 0), WAIT(1)),
    SEED("syscalls", "deadlock-after-thread-end", WORLD_THREE,
         START(0), SEND(1, 1), SEND(1, 0), LEAVE(2), NEXT, WAIT(1)),
    SEED("syscalls", "broken-pipes", WORLD_CROWD,
         SEND(1, 7), SEND(1, 7), START(7), SEND(1, 7), WAIT(6), EXIT(6, 0), YIELD, YIELD, YIELD),
    SEED("syscalls", "broken-pipe-by-fault", WORLD_SERVERS,
         SEND(2, 0), FAULT(1, FAULT_UNDEFINED), SEND(1, 0), LOOK_UP(1, VALUE_LABEL)),
    SEED("syscalls", "every-fault", WORLD_CROWD,
         FAULT(1, FAULT_MEMORY), FAULT(1, FAULT_STACK), FAULT(1, FAULT_BUS),
         FAULT(1, FAULT_UNDEFINED), FAULT(1, FAULT_UNALIGNED), FAULT(1, FAULT_DIVIDE),
         FAULT(1, FAULT_BREAKPOINT), FAULT(1, FAULT_RETURN)),
    SEED("syscalls", "waiters-longest-first", WORLD_THREE,
         START(0), START(0), WAIT(1), WAIT(3), WAIT(3), SEND(1, 0), SEND(1, 0), WAIT(1), WAIT(1)),
    SEED("syscalls", "waiters-by-priority", WORLD_THREE,
         START_AT(0, 3), START_AT(0, 9), WAIT(4), WAIT(1), WAIT(3), SEND(1, 0), SEND(1, 0),
         SEND(1, 0), WAIT(1)),
    SEED("syscalls", "no-area", WORLD_THREE,
         START_BARE(0), CALL(4, SYS_EXCHANGE_AREA, 0, 0), SEND(4, 1), WAIT(4),
         LOOK_UP(4, VALUE_LABEL), CALL(4, SYS_LOG, 1, 0), SLEEP(4, 1, 0)),
    SEED("syscalls", "area-after-thread", WORLD_THREE,
         START(0), SEND(4, 1), WAIT(2), CALL(4, SYS_EXCHANGE_AREA, 0, 0), LEAVE(3), START(1),
         WAIT(4)),
    SEED("syscalls", "log", WORLD_LONE,
         CALL(0, SYS_LOG, 5, 0), CALL(0, SYS_LOG, 0, 0), CALL(0, SYS_LOG, VALUE_EDGE + 18, 0),
         CALL(0, SYS_LOG, VALUE_EDGE + 19, 0), CALL(0, SYS_LOG, VALUE_EDGE + 22, 0)),
    SEED("syscalls", "handles", WORLD_THREE,
         HANDLE(0, TYPE_PROCESS, 1, 0), HANDLE(0, TYPE_PROCESS, 1, RIGHT_WRITE_BYTE),
         HANDLE(0, TYPE_JOB, 1, 0), HANDLE(0, TYPE_THREAD, 1, 0), SEND_NAMED(1, TASK(4)),
         SEND_NAMED(1, TASK(5)), SEND_NAMED(1, TASK(6)), SEND_NAMED(1, TASK(3)), WAIT(1),
         CLOSE(0, TASK(3)), SEND_NAMED(1, TASK(3)), HANDLE(0, TYPE_PROCESS, 2, 0),
         SEND_NAMED(1, TASK(7)), EXIT(2, 0)),
    SEED("syscalls", "selectors", WORLD_THREE,
         HANDLE(1, TYPE_PROCESS, 0, 0), SEND_SPELT(2, VALUE_SELECTOR, 8),
         WAIT(1), SEND_SPELT(2, VALUE_SELECTOR, 9), CLOSE(1, TASK(3)),
         SEND_SPELT(2, VALUE_SELECTOR, 8)),
    SEED("syscalls", "full-table", WORLD_LONE,
         TIMES_8(HANDLE(0, TYPE_PROCESS, 0, 0)), TWICE(HANDLE(0, TYPE_JOB, 0, 0)),
         CLOSE(0, TASK(3)), HANDLE(0, TYPE_THREAD, 0, 0)),
    SEED("syscalls", "bent-names", WORLD_CROWD,
         SEND_SPELT(1, VALUE_BENT + 1, 0), SEND_SPELT(1, VALUE_BENT + 1, 2),
         SEND_SPELT(1, VALUE_BENT + 1, 12), SEND_SPELT(1, VALUE_BENT + 1, 31)),
    SEED("syscalls", "dead-names", WORLD_THREE, EXIT(2, 0), SEND(1, 1),
         LOOK_UP(1, VALUE_LABEL + 1)),
    SEED("syscalls", "turns", WORLD_CROWD, TIMES_8(TIME(UNIT_MS, 1)),
         TIMES_8(TIME(UNIT_TICKS, 255)),
         TIME(UNIT_LONG, 20), YIELD, YIELD, TIME(UNIT_MS, 2), NEXT),
    SEED("syscalls", "turns-interrupted", WORLD_SERVERS,
         SLEEP(1, 7, 1), TIME(UNIT_MS, 3), YIELD, TIME(UNIT_MS, 4), WAIT_MS(1, 2), TIME(UNIT_MS, 1),
         SEND(2, 0), WAIT_MS(1, 1), TIME(UNIT_MS, 9), TIME(UNIT_MS, 9)),
    SEED("syscalls", "urgent-receiver", WORLD_LADDER,
         WAIT(4), WAIT(3), SEND(1, 3), WAIT(3), SEND(2, 2), WAIT(3)),
    SEED("syscalls", "halt-0", WORLD_LONE, EXIT(0, 0)),
    SEED("syscalls", "halt-5", WORLD_LONE, EXIT(0, 5)),
    SEED("syscalls", "halt-clamped", WORLD_LONE, EXIT(0, VALUE_EDGE + 2)),
    SEED("syscalls", "halt-negative", WORLD_LONE, EXIT(0, EDGE_MINUS_ONE)),
    SEED("syscalls", "halt-fault", WORLD_LONE, FAULT(0, FAULT_BREAKPOINT)),
    SEED("syscalls", "halt-blocked", WORLD_LONE, WAIT(0)),
    SEED("syscalls", "halt-last-thread", WORLD_LONE, START(0), LEAVE(0), LEAVE(0)),
    SEED("syscalls", "halt-others-blocked", WORLD_THREE, WAIT(1), WAIT(1), EXIT(1, 7)),
    SEED("syscalls", "panic-exit", WORLD_PANICS, EXIT(2, 3)),
    SEED("syscalls", "panic-fault", WORLD_PANICS, EXIT(3, 3), FAULT(1, FAULT_BUS),
         FAULT(1, FAULT_BUS),
         FAULT(1, FAULT_BUS)),
    SEED("syscalls", "no-such-call", WORLD_LONE, CALL(0, SYS_CALLS, 0, 0),
         CALL(0, NUMBER_FAR, 0, 0),
         BY(OPERATION_RAW, 0), WORD(SYS_SEND_IPC, 0, 0, 1), TIMES_8(WORD(0xff, 0xff, 0xff, 0xff))),
    SEED("syscalls", "raw", WORLD_THREE,
         BY(OPERATION_RAW, 1), WORD(SYS_WAIT_FOR_EVENT, 0, 0, 0), WORD(1, 0, 0, 0),
         WORD(0xff, 0xff, 0xff, 0xff), WORD(0, 0, 0, 0x20), WORD(0, 0xe0, 0, 0xe0),
         TWICE(WORD(1, 2, 3, 4)),
         TWICE(WORD(0, 0, 0, 0x40))),
    SEED("syscalls", "long", WORLD_SERVERS, TIMES_64(WAIT(1), SEND(0, 0), YIELD, TIME(UNIT_MS, 1))),
    SEED("syscalls", "many-threads", WORLD_THREE,
         TWICE(TIMES_8(START(0))), TIMES_8(LEAVE(3)), TIMES_8(START(1)), TIMES_8(SEND(9, 2)),
         TIMES_8(WAIT(3))),

    SEED("names", "closed", WORLD_CROWD,
         CREATE(0, TYPE_PROCESS, 1, RIGHTS_FULL), PEER_OF(0, 0, RIGHT_WRITE_BYTE), UNNAME(0, 0),
         PEER_OF(0, 0, RIGHT_WRITE_BYTE)),
    SEED("names", "slots-first-in-first-out", WORLD_CROWD,
         TIMES_8(CREATE(0, TYPE_PROCESS, 1, RIGHTS_FULL)), UNNAME(0, 3), UNNAME(0, 1), UNNAME(0, 5),
         TWICE(TWICE(CREATE(0, TYPE_THREAD, 2, RIGHTS_FULL)))),
    SEED("names", "types-and-rights", WORLD_CROWD,
         CREATE(1, TYPE_JOB, 1, RIGHTS_ONE), CREATE(1, TYPE_PROCESS, 2, RIGHTS_BUT_ONE + 3),
         CREATE(1, TYPE_THREAD, 3, RIGHTS_NONE), DECODE(1, 0, TYPE_THREAD, RIGHTS_NONE),
         DECODE(1, 0, TYPE_THREAD, RIGHTS_ONE), DECODE(1, 1, TYPE_THREAD, RIGHTS_FULL),
         DECODE(1, 1, TYPE_PROCESS, RIGHTS_FULL), DECODE(1, 2, TYPE_JOB, RIGHTS_ONE),
         PEER_OF(1, 1, RIGHT_WRITE_BYTE), PEER_OF(1, 1, 2)),
    SEED("names", "window", WORLD_CROWD,
         PLACE(0, 1, TYPE_PROCESS, 3, RIGHTS_FULL), PLACE(0, 7, TYPE_PROCESS, 4, RIGHTS_FULL),
         PEER_OF(0, NAME_SELECTOR, 1), 3, PEER_OF(0, NAME_SELECTOR, 7), 3, UNNAME(0, 1),
         PLACE(0, 1, TYPE_JOB, 0, RIGHTS_FULL), PEER_OF(0, NAME_SELECTOR, 0), 3),
    SEED("names", "task-ends", WORLD_THREE,
         CREATE(0, TYPE_PROCESS, 1, RIGHTS_FULL), PERISH(1), PEER_OF(0, 0, RIGHT_WRITE_BYTE),
         RESPAWN(1), PEER_OF(0, 1, RIGHT_WRITE_BYTE), UNNAME(0, 1), PERISH(1), RESPAWN(1)),
    SEED("names", "domains", WORLD_DOMAINS,
         PEER_OF(0, 0, 3), PEER_OF(4, 0, 3), PEER_OF(5, 1, 3),
         CREATE(2, TYPE_PROCESS, 3, RIGHTS_FULL)),
    SEED("names", "bent", WORLD_CROWD,
         CREATE(0, TYPE_PROCESS, 1, RIGHTS_FULL), PEER_OF(0, NAME_BENT, 0), 3,
         PEER_OF(0, NAME_BENT, 1), 3,
         PEER_OF(0, NAME_BENT, 2), 3, PEER_OF(0, NAME_BENT, 12), 3, PEER_OF(0, NAME_BENT, 31), 3),
    SEED("names", "ages", WORLD_CROWD, TIMES_8(AGE(0, 63)),
         CREATE(0, TYPE_PROCESS, 0, RIGHTS_FULL)),
    SEED("names", "other-words", WORLD_CROWD,
         TIMES_8(CREATE(7, TYPE_PROCESS, 0, RIGHTS_FULL)), CREATE(7, TYPE_PROCESS, 0, RIGHTS_FULL),
         CREATE(7, TYPE_PROCESS, 0, RIGHTS_FULL), 
         BY(NAME_DECODE, 7), NAME_WORD, WORD(0, 0x80, 0, 0), 1, RIGHTS_NONE,
         BY(NAME_DECODE, 7), NAME_WORD, WORD(0xff, 0xff, 0xff, 0xff), 1, RIGHTS_NONE,
         BY(NAME_PEER, 7), NAME_WORD, WORD(0, 8, 0, 0), 3, BY(NAME_PEER, 7), NAME_WORD,
         WORD(2, 0, 0, 0), 3),

    SEED("deadlock", "self", 0, TO(0, 0), TO(0, 0)),
    SEED("deadlock", "self-with-another-thread", 0, BEGIN(0), TO(0, 0), LISTEN(0)),
    SEED("deadlock", "pair", 1, TO(0, 1), TO(0, 0), LISTEN(0)),
    SEED("deadlock", "cycle-of-three", 2, TO(0, 1), TO(0, 2), TO(0, 0)),
    SEED("deadlock", "cycle-of-eight", 7,
         TO(0, 1), TO(0, 2), TO(0, 3), TO(0, 4), TO(0, 5), TO(0, 6), TO(0, 7), TO(0, 0)),
    SEED("deadlock", "a-second-thread-helps", 3, BEGIN(2), TO(0, 1), TO(0, 2), TO(0, 3), TO(0, 0),
         TO(4, 0)),
    SEED("deadlock", "that-thread-ends", 3,
         BEGIN(2), TO(0, 1), TO(0, 2), TO(0, 3), TO(0, 0), GONE(8), LISTEN(0)),
    SEED("deadlock", "oldest-is-woken", 3,
         BEGIN(0), TO(0, 1), TO(0, 0), TO(0, 0), TO(0, 0), GONE(8), TO(0, 1)),
    SEED("deadlock", "listeners-of-other-kinds", 1, BEGIN(0), IGNORE(0), TO(0, 0), TO(6, 1),
         GONE(0)),
    SEED("deadlock", "process-ends", 3, BEGIN(1), TO(0, 1), TO(1, 1), TO(1, 2),
         OTHER(0, OTHER_EXIT)),
    SEED("deadlock", "sleepers", 2, BEGIN(1), OTHER(8, OTHER_SLEEP), TO(0, 1), TO(0, 0),
         LISTEN_MS(0),
         OTHER(0, OTHER_TIME), TO(0, 0)),
    SEED("deadlock", "many-threads", 3,
         BEGIN(0), BEGIN(1), BEGIN(2), BEGIN(3), BEGIN(0), BEGIN(1), TO(0, 1), TO(0, 2), TO(0, 3),
         TO(0, 0), TO(4, 1), TO(4, 0), TO(4, 1), TO(4, 2), TO(4, 3), TO(4, 0), GONE(8), GONE(9),
         GONE(0)),
};
/* clang-format on */

static int seed_write(const char *directory, const struct seed *seed)
{
    char path[4096];
    (void)snprintf(path, sizeof path, "%s/%s", directory, seed->target);
    (void)mkdir(path, 0777);
    (void)snprintf(path, sizeof path, "%s/%s/seed-%s", directory, seed->target, seed->name);
    FILE *file = fopen(path, "wb");
    if (file == NULL || fwrite(seed->bytes, 1, seed->size, file) != seed->size ||
        fclose(file) != 0) {
        (void)fprintf(stderr, "%s: cannot be written\n", path);
        return 1;
    }
    return 0;
}

int main(int argc, char **argv)
{
    if (argc != 2) {
        (void)fprintf(stderr, "usage: seeds DIRECTORY\n");
        return 2;
    }
    for (size_t i = 0; i < sizeof seeds / sizeof seeds[0]; i++) {
        if (seed_write(argv[1], &seeds[i]) != 0) {
            return 1;
        }
    }
    return 0;
}
