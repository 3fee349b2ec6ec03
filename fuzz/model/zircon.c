/*
 * The model's Zircon calls but for those about handles and messages: what each answers, what it
 * writes, and whom it blocks and wakes.
 *
 * Arguments are looked at in the published order. A refused call touches nothing unless that is
 * published. Must not know any kernel structure.
 */
#include <string.h>

#include <anvil/syscalls.h>

#include "calls.h"

#define WORD 4u

static unsigned caller_process(const struct model *m)
{
    return m->thread[m->current].process;
}

struct model_outcome model_answers(struct model *m, int32_t status)
{
    m->thread[m->current].result = (uint32_t)status;
    m->thread[m->current].has_result = true;
    return (struct model_outcome){.returned = true, .value = (uint32_t)status};
}

struct model_outcome model_fails(struct model *m, int32_t status)
{
    struct model_outcome outcome = model_answers(m, status);
    outcome.refused = true;
    return outcome;
}

struct model_outcome model_settles(struct model *m, int32_t status)
{
    struct model_outcome outcome = model_answers(m, status);
    model_settle(m);
    return outcome;
}

int32_t model_look_up(struct model *m, uint32_t name, enum names_type type, uint32_t rights,
                      struct model_named *named)
{
    const struct names_entry *entry = names_find(&m->names, caller_process(m), name);
    if (entry == NULL) {
        return MODEL_ZX_BAD_HANDLE;
    }
    if (type != NAMES_ANY && entry->type != type) {
        return MODEL_ZX_WRONG_TYPE;
    }
    if ((entry->rights & rights) != rights) {
        return MODEL_ZX_ACCESS_DENIED;
    }
    *named = (struct model_named){entry->slot,
                                  {entry->identity, entry->type, entry->object, entry->rights}};
    return MODEL_ZX_OK;
}

/* ---- Signals. ---- */

static bool signals_permitted(enum names_type type, uint32_t signals)
{
    bool sayable = type == NAMES_EVENT || type == NAMES_EVENTPAIR;
    return (signals & ~(MODEL_USER_SIGNALS | (sayable ? (uint32_t)MODEL_SIGNALED : 0))) == 0;
}

static struct model_outcome object_signal(struct model *m, const uint32_t a[8])
{
    struct model_named named;
    int32_t status = model_look_up(m, a[0], NAMES_ANY, MODEL_MAY_SIGNAL, &named);
    if (status == MODEL_ZX_OK && !signals_permitted(named.handle.type, a[1] | a[2])) {
        status = MODEL_ZX_INVALID_ARGS;
    }
    if (status != MODEL_ZX_OK) {
        return model_fails(m, status);
    }
    model_show(m, named.handle.type, named.handle.object, a[1], a[2]);
    return model_settles(m, MODEL_ZX_OK);
}

static struct model_outcome object_signal_peer(struct model *m, const uint32_t a[8])
{
    struct model_named named;
    int32_t status = model_look_up(m, a[0], NAMES_ANY, MODEL_MAY_SIGNAL_PEER, &named);
    if (status != MODEL_ZX_OK) {
        return model_fails(m, status);
    }
    enum names_type type = named.handle.type;
    if (type != NAMES_CHANNEL && type != NAMES_EVENTPAIR) {
        return model_fails(m, MODEL_ZX_NOT_SUPPORTED);
    }
    if (!signals_permitted(type, a[1] | a[2])) {
        return model_fails(m, MODEL_ZX_INVALID_ARGS);
    }
    unsigned peer = model_peer(m, named.handle.object);
    if (peer == 0) {
        return model_fails(m, MODEL_ZX_PEER_CLOSED);
    }
    model_show(m, type, peer, a[1], a[2]);
    return model_settles(m, MODEL_ZX_OK);
}

/* ---- Waits. ---- */

static int64_t deadline_of(const uint32_t a[8], unsigned place)
{
    return (int64_t)(a[place] | (uint64_t)a[place + 1] << 32);
}

static struct model_outcome awaits(struct model *m, const struct model_wait *wanted, int64_t ns)
{
    int32_t status = MODEL_ZX_OK;
    if (model_wait_await(m, wanted, ns, &status)) {
        return model_fails(m, status);
    }
    model_settle(m);
    return (struct model_outcome){.returned = false};
}

static struct model_item item_of(const struct model_named *named, uint32_t signals)
{
    return (struct model_item){named->handle.identity, named->handle.type, named->handle.object,
                               signals};
}

static struct model_outcome object_wait_one(struct model *m, const uint32_t a[8])
{
    struct model_named named;
    int32_t status = model_look_up(m, a[0], NAMES_ANY, MODEL_WAIT, &named);
    if (status == MODEL_ZX_OK && a[4] != 0 && !model_permits(m, a[4], WORD, true)) {
        status = MODEL_ZX_INVALID_ARGS;
    }
    if (status != MODEL_ZX_OK) {
        return model_fails(m, status);
    }
    const struct model_wait wanted = {.item = {item_of(&named, a[1])}, .count = 1, .out = a[4]};
    return awaits(m, &wanted, deadline_of(a, 2));
}

static struct model_outcome object_wait_many(struct model *m, const uint32_t a[8])
{
    enum { RECORD = 12 };
    struct model_wait wanted = {.count = a[1], .out = a[0], .many = true};
    if (a[1] > MODEL_ITEMS) {
        return model_fails(m, MODEL_ZX_OUT_OF_RANGE);
    }
    if (!model_permits(m, a[0], a[1] * RECORD, false) ||
        !model_permits(m, a[0], a[1] * RECORD, true)) {
        return model_fails(m, MODEL_ZX_INVALID_ARGS);
    }
    for (uint32_t i = 0; i < a[1]; i++) {
        uint8_t record[RECORD];
        struct model_named named;
        (void)model_memory_read(m, a[0] + i * RECORD, record, RECORD);
        int32_t status = model_look_up(m, model_word_of(record), NAMES_ANY, MODEL_WAIT, &named);
        if (status != MODEL_ZX_OK) {
            return model_fails(m, status);
        }
        wanted.item[i] = item_of(&named, model_word_of(record + WORD));
    }
    return awaits(m, &wanted, deadline_of(a, 2));
}

static struct model_outcome nanosleep(struct model *m, int64_t ns)
{
    uint64_t end = model_ticks_of_ns(m, ns);
    if (end <= m->now) {
        model_place_last(m, m->current);
        return model_settles(m, MODEL_ZX_OK);
    }
    model_block(m, m->current, MODEL_NANOSLEEPING)->deadline = end;
    model_settle(m);
    return (struct model_outcome){.returned = false};
}

static struct model_outcome clock_get_monotonic(struct model *m, uint32_t at)
{
    uint64_t ns = model_units(m, m->now, 1000000);
    uint8_t bytes[8];
    model_word_put(bytes, (uint32_t)ns);
    model_word_put(bytes + WORD, (uint32_t)(ns >> 32));
    return model_fails(m, model_memory_write(m, at, bytes, sizeof bytes) ? MODEL_ZX_OK
                                                                         : MODEL_ZX_INVALID_ARGS);
}

/* ---- Making. ---- */

static struct model_outcome makes(struct model *m, enum names_type type, uint32_t options,
                                  const uint32_t *outs, unsigned count)
{
    unsigned process = caller_process(m);
    unsigned task = m->process[process].task;
    if (options != 0) {
        return model_fails(m, MODEL_ZX_INVALID_ARGS);
    }
    int32_t status =
        model_room(m, type, task) ? model_give_refusal(m, outs, count) : MODEL_ZX_NO_MEMORY;
    if (status != MODEL_ZX_OK) {
        return model_fails(m, status);
    }
    unsigned made[2];
    model_object_make(m, type, task, made);
    for (unsigned i = 0; i < count; i++) {
        const struct model_handle handle = {
            .type = type, .object = made[i], .rights = model_first_rights(type)};
        model_handle_make(m, process, 0, &handle, outs[i]);
    }
    return model_answers(m, MODEL_ZX_OK);
}

struct model_outcome model_zircon_call(struct model *m, uint32_t number, const uint32_t a[8])
{
    switch (number) {
    case SYS_HANDLE_DUPLICATE:
        return model_call_duplicate(m, a);
    case SYS_HANDLE_REPLACE:
        return model_call_replace(m, a);
    case SYS_HANDLE_CLOSE:
        return model_call_close(m, a[0]);
    case SYS_HANDLE_CLOSE_MANY:
        return model_call_close_many(m, a[0], a[1]);
    case SYS_OBJECT_GET_INFO:
        return model_object_get_info(m, a);
    case SYS_OBJECT_SIGNAL:
        return object_signal(m, a);
    case SYS_OBJECT_SIGNAL_PEER:
        return object_signal_peer(m, a);
    case SYS_OBJECT_WAIT_ONE:
        return object_wait_one(m, a);
    case SYS_OBJECT_WAIT_MANY:
        return object_wait_many(m, a);
    case SYS_EVENT_CREATE:
        return makes(m, NAMES_EVENT, a[0], &a[1], 1);
    case SYS_EVENTPAIR_CREATE:
        return makes(m, NAMES_EVENTPAIR, a[0], &a[1], 2);
    case SYS_CHANNEL_CREATE:
        return makes(m, NAMES_CHANNEL, a[0], &a[1], 2);
    case SYS_CHANNEL_WRITE:
        return model_channel_write(m, a);
    case SYS_CHANNEL_READ:
        return model_channel_read(m, a);
    case SYS_CLOCK_GET_MONOTONIC:
        return clock_get_monotonic(m, a[0]);
    default:
        return nanosleep(m, deadline_of(a, 0));
    }
}
