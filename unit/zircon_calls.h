/*
 * The common ground of the tests of the Zircon family: tasks that pass handles to each other, the
 * memory their calls read and write, and what a machine looks like when nothing is left of it.
 *
 * Addresses are places in the running task's data, which holds MEMORY_SIZE bytes; its stack, of the
 * same size, ends where they begin. READ_ONLY lies in Alice's code; HOLE lies in no mapping, and
 * neither does 0 in one of hers.
 */
#ifndef ANVIL_UNIT_ZIRCON_CALLS_H
#define ANVIL_UNIT_ZIRCON_CALLS_H

#include "fixture.h"
#include "zircon.h"

enum { ALICE = 0xa1, BOB = 0xb0 }; /* of one domain */
enum { MEMORY_SIZE = 1024, READ_ONLY = 0x500, HOLE = 0x20007000 };

/* Where things lie in a task's data. */
enum place {
    OUT = 0, /* results: two handles, a record ... */
    OUT_2 = 4,
    ACTUAL = 48,
    AVAIL = 52,
    OBSERVED = 56,
    ITEMS = 64,  /* for wait_many */
    LIST = 192,  /* handles to be sent or closed */
    TAKEN = 320, /* handles that were received */
    SENT_BYTES = 384,
    READ_BYTES = 640
};

/* Alice, running, and Bob; both have the same priority and the whole pools for their own. */
struct machine *zircon_machine(void);
/* The address of a place in the running task's data, and its contents. */
uint32_t at(struct machine *m, uint32_t place);
uint32_t word(struct machine *m, uint32_t place);
void put(struct machine *m, uint32_t place, const void *bytes, uint32_t size);
void get(struct machine *m, uint32_t place, void *bytes, uint32_t size);
#define put_words(m, place, ...)                                                                   \
    put(m, place, (const uint32_t[]){__VA_ARGS__}, sizeof((const uint32_t[]){__VA_ARGS__}))

/* A call that returns at once: its status. When that is an error, the call has changed nothing. */
#define zx(m, ...) ((int32_t)call_returns(m, __VA_ARGS__))
/* The same for a call that loses handles, or a message, when it fails. */
#define zx_loses(m, ...) zircon_loses(m, FIXTURE_CALL(__VA_ARGS__))
int32_t zircon_loses(struct machine *m, const uint32_t call[1 + CALL_REGISTERS]);
/* Nanoseconds as two arguments; how many a tick of the machine has. */
#define NS(ns)      (uint32_t)(uint64_t)(ns), (uint32_t)((uint64_t)(ns) >> 32)
#define NS_PER_TICK ((int64_t)1000000 / MACHINE_TICKS_PER_MS)
#define FOR_EVER    NS(INT64_MAX)
#define PAST        NS(0)

/* New objects of the running task. */
struct ends {
    uint32_t a;
    uint32_t b;
};
uint32_t make_event(struct machine *m);
struct ends make_channel(struct machine *m);
struct ends make_eventpair(struct machine *m);
/* Another handle of the same object, with these rights. */
uint32_t with_rights(struct machine *m, uint32_t handle, uint32_t rights);
/* The same handle with these rights. */
uint32_t reduced(struct machine *m, uint32_t handle, uint32_t rights);
/* Fills the running task's table with an event's handles; returns how many that took. */
unsigned fill_table(struct machine *m, uint32_t event);
void close_all(struct machine *m);

/* What the running task can learn of a handle. */
struct basic {
    uint64_t koid;
    uint32_t rights;
    uint32_t type;
    uint64_t related_koid;
    uint32_t props;
    uint32_t reserved;
};
bool is_valid(struct machine *m, uint32_t handle);
struct basic basic(struct machine *m, uint32_t handle);
uint32_t count_of(struct machine *m, uint32_t handle);
/* What its object shows now. */
uint32_t signals(struct machine *m, uint32_t handle);

/* Messages, by way of LIST, TAKEN, SENT_BYTES and READ_BYTES. */
int32_t send(struct machine *m, uint32_t channel, const char *text, unsigned count,
             const uint32_t *handles);
#define send_one(m, channel, handle) send(m, channel, "", 1, (const uint32_t[]){handle})
int32_t receive(struct machine *m, uint32_t channel, uint32_t options, uint32_t num_bytes,
                uint32_t num_handles);
/* Receives a message that has just this one handle, and returns it. */
uint32_t receive_one(struct machine *m, uint32_t channel);

/* Moves a running task's handle into another task's table; returns its value there. */
uint32_t hand_over(struct machine *m, uint32_t handle, uint32_t label);

/* Pools, quota, tables, queues, waits and timers are as they were after boot. */
void assert_as_booted(struct machine *m);

#endif
