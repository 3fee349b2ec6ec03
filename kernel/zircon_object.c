/*
 * The Zircon family's calls about events, signals, waits and time. It owns no state.
 */
#include "syscall.h"
#include "zircon.h"

static process_id caller(const struct kernel *k)
{
    return k->thread[k->sched.current].process;
}

/* ---- Making objects. ---- */

static enum zircon_status object_make(struct kernel *k, enum object_type type, const uint32_t *outs,
                                      unsigned count)
{
    process_id self = caller(k);
    object_id job = object_of_job(k->process[self].job);
    object_id made = object_find(k, type, job);
    uint32_t values[2];
    if (made == NONE || !handle_predict(k, self, count, values)) {
        return ZX_NO_MEMORY;
    }
    bool writable = true; /* all of them: nobody is told a value that is nobody's */
    for (unsigned i = 0; i < count; i++) {
        writable = writable && user_permits(k, outs[i], sizeof values[i], ACCESS_WRITE);
    }
    for (unsigned i = 0; i < count; i++) {
        if (!writable || !user_write(k, outs[i], &values[i], sizeof values[i])) {
            return ZX_INVALID_ARGS;
        }
    }
    /* Commit. */
    object_take(k, made, type, job);
    for (unsigned i = 0; i < count; i++) {
        (void)handle_create(k, self, (object_id)(made + i), object_rights[type]);
    }
    return ZX_OK;
}

uint32_t object_give(struct kernel *k, enum object_type type, const uint32_t *outs, unsigned count)
{
    static const uint8_t conditions[OBJECT_TYPES] = {
        [OBJECT_EVENT] = POLICY_NEW_EVENT,
        [OBJECT_CHANNEL] = POLICY_NEW_CHANNEL,
        [OBJECT_EVENTPAIR] = POLICY_NEW_EVENTPAIR,
    };
    enum policy_condition condition = conditions[type];
    thread_id self = k->sched.current;
    enum policy_action action = policy_asked(k, self, condition);
    enum zircon_status status =
        policy_permits(action) ? object_make(k, type, outs, count) : ZX_ACCESS_DENIED;
    return policy_applied(k, self, condition, action, zircon(status));
}

uint32_t call_event_create(struct kernel *k, struct event_create_arguments a)
{
    return object_give(k, OBJECT_EVENT, &a.out, 1);
}

uint32_t call_eventpair_create(struct kernel *k, struct eventpair_create_arguments a)
{
    const uint32_t outs[] = {a.out0, a.out1};
    return object_give(k, OBJECT_EVENTPAIR, outs, 2);
}

/* ---- Signals. ---- */

/* The signals that user code may change, by type. */
static const uint32_t user_signals[OBJECT_TYPES] = {
    [OBJECT_JOB] = ZX_USER_ALL,
    [OBJECT_PROCESS] = ZX_USER_ALL,
    [OBJECT_THREAD] = ZX_USER_ALL,
    [OBJECT_CHANNEL] = ZX_USER_ALL,
    [OBJECT_EVENT] = ZX_USER_ALL | ZX_SIGNALED,
    [OBJECT_EVENTPAIR] = ZX_USER_ALL | ZX_SIGNALED,
    [OBJECT_TOKEN] = 0,
    [OBJECT_EXCEPTION] = 0,
};

uint32_t call_object_signal(struct kernel *k, struct object_signal_arguments a)
{
    if (((a.clear | a.set) & ~user_signals[k->object[a.handle.object].type]) != 0) {
        return zircon(ZX_INVALID_ARGS);
    }
    object_signal(k, a.handle.object, a.clear, a.set);
    sched_settle(k);
    return zircon(ZX_OK);
}

uint32_t call_object_signal_peer(struct kernel *k, struct object_signal_peer_arguments a)
{
    uint8_t type = k->object[a.handle.object].type;
    if (type != OBJECT_CHANNEL && type != OBJECT_EVENTPAIR) {
        return zircon(ZX_NOT_SUPPORTED);
    }
    if (((a.clear | a.set) & ~user_signals[type]) != 0) {
        return zircon(ZX_INVALID_ARGS);
    }
    object_id peer = object_peer(a.handle.object);
    if (k->object[peer].type == OBJECT_FREE) {
        return zircon(ZX_PEER_CLOSED);
    }
    object_signal(k, peer, a.clear, a.set);
    sched_settle(k);
    return zircon(ZX_OK);
}

/* ---- Waits. ---- */

uint32_t call_object_wait_one(struct kernel *k, struct object_wait_one_arguments a)
{
    const struct wait_thread wanted = {
        .item = {{.signals = a.signals,
                  .object = a.handle.object,
                  .node = node_of_slot(caller(k), a.handle.slot)}},
        .out = a.observed,
        .count = 1,
    };
    if (a.observed != 0 && !user_permits(k, a.observed, sizeof(uint32_t), ACCESS_WRITE)) {
        return zircon(ZX_INVALID_ARGS);
    }
    return wait_begin(k, &wanted, a.deadline);
}

/* One entry of the caller's list. */
static enum refusal wait_add(const struct kernel *k, struct wait_thread *wanted,
                             const struct wait_record *record)
{
    struct named named;
    enum refusal refusal =
        name_decode(k, caller(k), record->handle, OBJECT_ANY, RIGHT_WAIT, &named);
    if (refusal == REFUSED_NOTHING) {
        wanted->item[wanted->count++] =
            (struct wait_item){.signals = record->signals,
                               .object = named.object,
                               .node = node_of_slot(caller(k), named.slot)};
    }
    return refusal;
}

uint32_t call_object_wait_many(struct kernel *k, struct object_wait_many_arguments a)
{
    struct wait_record records[WAIT_ITEMS];
    uint32_t size = a.count * (uint32_t)sizeof records[0];
    if (a.count > WAIT_ITEMS) {
        return zircon(ZX_OUT_OF_RANGE);
    }
    if (!user_permits(k, a.items, size, ACCESS_READ | ACCESS_WRITE) ||
        !user_read(k, records, a.items, size)) {
        return zircon(ZX_INVALID_ARGS);
    }
    struct wait_thread wanted = {.out = a.items, .many = 1};
    for (unsigned i = 0; i < a.count; i++) {
        enum refusal refusal = wait_add(k, &wanted, &records[i]);
        if (refusal != REFUSED_NOTHING) {
            return zircon(refusal == REFUSED_ACCESS ? ZX_ACCESS_DENIED : ZX_BAD_HANDLE);
        }
    }
    return wait_begin(k, &wanted, a.deadline);
}

/* ---- Time. ---- */

uint32_t call_clock_get_monotonic(struct kernel *k, struct clock_get_monotonic_arguments a)
{
    uint64_t now = time_ns(k);
    return zircon(user_write(k, a.time, &now, sizeof now) ? ZX_OK : ZX_INVALID_ARGS);
}

uint32_t call_nanosleep(struct kernel *k, struct nanosleep_arguments a)
{
    uint64_t end = time_of_ns(k, a.deadline);
    if (end <= arch_now(k)) {
        sched_rotate(k);
    } else {
        thread_park(k, k->sched.current, THREAD_NANOSLEEPING, end);
    }
    sched_settle(k);
    return zircon(ZX_OK);
}
