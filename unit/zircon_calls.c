/*
 * The common ground of the tests of the Zircon family; see zircon_calls.h.
 */
#include "zircon_calls.h"

#include <string.h>

#define MEMORY_ORDER 10

struct machine *zircon_machine(void)
{
    struct machine *m = MACHINE(
        {.label = BOB, .priority = 5, .stack_order = MEMORY_ORDER, .data_order = MEMORY_ORDER},
        {.label = ALICE, .priority = 5, .stack_order = MEMORY_ORDER, .data_order = MEMORY_ORDER});
    be(m, ALICE);
    return m;
}

/* ---- Memory. ---- */

static process_id caller(struct machine *m)
{
    return thread_state_of(m, machine_current(m))->process;
}

uint32_t at(struct machine *m, uint32_t place)
{
    const struct kernel *k = machine_kernel(m);
    task_index task = k->process[caller(m)].task;
    /* A process that Alice, the first task, has made shares her data. */
    return arch_image(k)->tasks[task == TASK_NONE ? 0 : task].data.base + place;
}

void put(struct machine *m, uint32_t place, const void *bytes, uint32_t size)
{
    if (size > 0) {
        memcpy(machine_memory(m, at(m, place), size), bytes, size);
    }
}

void get(struct machine *m, uint32_t place, void *bytes, uint32_t size)
{
    memcpy(bytes, machine_memory(m, at(m, place), size), size);
}

uint32_t word(struct machine *m, uint32_t place)
{
    uint32_t value;
    get(m, place, &value, sizeof value);
    return value;
}

/* ---- Calls. ---- */

int32_t zircon_loses(struct machine *m, const uint32_t call[1 + CALL_REGISTERS])
{
    thread_id caller = machine_current(m);
    struct machine_result result = machine_call(m, call[0], &call[1]);
    check(m);
    assert_true(result.returned);
    assert_int_equal(machine_current(m), caller);
    assert_true((int32_t)result.value < ZX_OK);
    return (int32_t)result.value;
}

uint32_t make_event(struct machine *m)
{
    assert_int_equal(zx(m, SYS_EVENT_CREATE, 0, at(m, OUT)), ZX_OK);
    return word(m, OUT);
}

static struct ends make_pair(struct machine *m, uint32_t call)
{
    assert_int_equal(zx(m, call, 0, at(m, OUT), at(m, OUT_2)), ZX_OK);
    return (struct ends){word(m, OUT), word(m, OUT_2)};
}

struct ends make_channel(struct machine *m)
{
    return make_pair(m, SYS_CHANNEL_CREATE);
}

struct ends make_eventpair(struct machine *m)
{
    return make_pair(m, SYS_EVENTPAIR_CREATE);
}

uint32_t with_rights(struct machine *m, uint32_t handle, uint32_t rights)
{
    assert_int_equal(zx(m, SYS_HANDLE_DUPLICATE, handle, rights, at(m, OUT)), ZX_OK);
    return word(m, OUT);
}

uint32_t reduced(struct machine *m, uint32_t handle, uint32_t rights)
{
    assert_int_equal(zx(m, SYS_HANDLE_REPLACE, handle, rights, at(m, OUT)), ZX_OK);
    return word(m, OUT);
}

unsigned fill_table(struct machine *m, uint32_t event)
{
    unsigned count = 0;
    while (zx(m, SYS_HANDLE_DUPLICATE, event, ZX_RIGHT_SAME_RIGHTS, at(m, OUT)) == ZX_OK) {
        count++;
    }
    assert_true(count > 0);
    return count;
}

void close_all(struct machine *m)
{
    for (slot_id slot = arch_image(machine_kernel(m))->window + 1u; slot <= CONFIG_SLOTS; slot++) {
        if (is_valid(m, name_of_selector(slot))) {
            assert_int_equal(zx(m, SYS_HANDLE_CLOSE, name_of_selector(slot)), ZX_OK);
        }
    }
}

/* ---- What can be learnt. ---- */

bool is_valid(struct machine *m, uint32_t handle)
{
    int32_t status = zx(m, SYS_OBJECT_GET_INFO, handle, ZX_INFO_HANDLE_VALID, 0, 0, 0, 0);
    assert_true(status == ZX_OK || status == ZX_BAD_HANDLE);
    return status == ZX_OK;
}

struct basic basic(struct machine *m, uint32_t handle)
{
    struct basic basic;
    assert_int_equal(
        zx(m, SYS_OBJECT_GET_INFO, handle, ZX_INFO_HANDLE_BASIC, at(m, OUT), sizeof basic, 0, 0),
        ZX_OK);
    get(m, OUT, &basic, sizeof basic);
    return basic;
}

uint32_t count_of(struct machine *m, uint32_t handle)
{
    assert_int_equal(zx(m, SYS_OBJECT_GET_INFO, handle, ZX_INFO_HANDLE_COUNT, at(m, OUT), 4, 0, 0),
                     ZX_OK);
    return word(m, OUT);
}

uint32_t signals(struct machine *m, uint32_t handle)
{
    assert_int_equal(zx(m, SYS_OBJECT_WAIT_ONE, handle, 0, PAST, at(m, OUT)), ZX_TIMED_OUT);
    return word(m, OUT);
}

/* ---- Messages. ---- */

int32_t send(struct machine *m, uint32_t channel, const char *text, unsigned count,
             const uint32_t *handles)
{
    uint32_t length = (uint32_t)strlen(text);
    put(m, SENT_BYTES, text, length);
    put(m, LIST, handles, count * (uint32_t)sizeof handles[0]);
    const uint32_t call[1 + CALL_REGISTERS] = {
        SYS_CHANNEL_WRITE, channel, 0, at(m, SENT_BYTES), length, at(m, LIST), count};
    if (count == 0) {
        return (int32_t)fixture_call_returns(m, call);
    }
    struct machine_result result = machine_call(m, call[0], &call[1]);
    check(m);
    assert_true(result.returned);
    return (int32_t)result.value;
}

int32_t receive(struct machine *m, uint32_t channel, uint32_t options, uint32_t num_bytes,
                uint32_t num_handles)
{
    return zx(m, SYS_CHANNEL_READ, channel, options, at(m, READ_BYTES), at(m, TAKEN), num_bytes,
              num_handles, at(m, ACTUAL), at(m, AVAIL));
}

uint32_t receive_one(struct machine *m, uint32_t channel)
{
    assert_int_equal(receive(m, channel, 0, 0, 1), ZX_OK);
    assert_int_equal(word(m, AVAIL), 1);
    return word(m, TAKEN);
}

uint32_t hand_over(struct machine *m, uint32_t handle, uint32_t label)
{
    struct kernel *k = machine_kernel(m);
    process_id to = machine_process(m, label);
    slot_id slot = name_slot(k, caller(m), handle);
    assert_int_not_equal(slot, NONE);
    uint32_t value;
    assert_true(handle_predict(k, to, 1, &value));
    /* By the last place in transit, which no message has now. */
    handle_send(k, caller(m), slot, NODE_FIRST_MAPPING - 1);
    handle_receive(k, NODE_FIRST_MAPPING - 1, to);
    check(m);
    return value;
}

/* ---- What is left. ---- */

static void assert_messages_free(const struct kernel *k)
{
    unsigned free = 0;
    for (message_id id = k->channel.free_first; id != NONE; id = k->channel.message[id].next) {
        struct message message = k->channel.message[id];
        message.next = NONE;
        assert_memory_equal(&message, &k->channel.message[NONE], sizeof message);
        free++;
    }
    assert_int_equal(free, CONFIG_MESSAGES);
}

/* But for exchange areas, which stay with their process while it runs. */
static void assert_jobs_as_booted(const struct kernel *k, const struct kernel *booted)
{
    for (job_id id = 1; id <= CONFIG_JOBS; id++) {
        struct job job = k->job[id];
        job.used[POOL_AREAS] = booted->job[id].used[POOL_AREAS];
        assert_memory_equal(&job, &booted->job[id], sizeof job);
    }
}

void assert_as_booted(struct machine *m)
{
    const struct kernel *k = machine_kernel(m);
    /* The image of a machine is the first member of what it was made from. */
    struct machine *fresh = fixture_boot((const struct machine_image *)arch_image(k));
    const struct kernel *booted = machine_kernel(fresh);
    assert_memory_equal(k->object, booted->object, sizeof k->object);
    assert_jobs_as_booted(k, booted);
    assert_memory_equal(k->channel.end, booted->channel.end, sizeof k->channel.end);
    assert_memory_equal(&k->wait, &booted->wait, sizeof k->wait);
    assert_memory_equal(&k->time, &booted->time, sizeof k->time);
    for (node_id node = 0; node < NODE_FIRST_MAPPING; node++) {
        assert_int_equal(k->slot[node].object, booted->slot[node].object);
        assert_int_equal(k->slot[node].rights, booted->slot[node].rights);
        assert_int_equal(k->slot[node].node.depth, booted->slot[node].node.depth);
    }
    assert_messages_free(k);
}
