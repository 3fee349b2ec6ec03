/*
 * The Zircon family's calls about handles. It owns no state; handle.c does the work.
 */
#include "syscall.h"
#include "zircon.h"

static process_id caller(const struct kernel *k)
{
    return k->thread[k->sched.current].process;
}

static uint32_t rights_of(const struct kernel *k, const struct named *named)
{
    return k->slot[node_of_slot(caller(k), named->slot)].rights;
}

/* Whether the handle may be derived with the rights asked for; SAME_RIGHTS becomes its own. */
static bool rights_derive(const struct kernel *k, const struct named *named, uint32_t *rights)
{
    uint32_t own = rights_of(k, named);
    if (*rights == ZX_RIGHT_SAME_RIGHTS) {
        *rights = own;
    }
    return (*rights & ~own) == 0;
}

/* Writes the value of the caller's next handle to where it wants it. */
static enum zircon_status next_handle_write(struct kernel *k, uint32_t out)
{
    uint32_t value = 0;
    if (!handle_predict(k, caller(k), 1, &value)) {
        return ZX_NO_MEMORY;
    }
    return user_write(k, out, &value, sizeof value) ? ZX_OK : ZX_INVALID_ARGS;
}

uint32_t call_handle_duplicate(struct kernel *k, struct handle_duplicate_arguments a)
{
    if (!rights_derive(k, &a.handle, &a.rights)) {
        return zircon(ZX_INVALID_ARGS);
    }
    enum zircon_status status = next_handle_write(k, a.out);
    if (status == ZX_OK) {
        /* Commit. */
        handle_duplicate(k, caller(k), a.handle.slot, a.rights);
    }
    return zircon(status);
}

uint32_t call_handle_replace(struct kernel *k, struct handle_replace_arguments a)
{
    bool good = rights_derive(k, &a.handle, &a.rights);
    enum zircon_status status = good ? next_handle_write(k, a.out) : ZX_INVALID_ARGS;
    if (status == ZX_OK) {
        /* Commit. */
        handle_replace(k, caller(k), a.handle.slot, a.rights);
    } else if (status == ZX_INVALID_ARGS) {
        handle_close(k, caller(k), a.handle.slot);
    }
    sched_settle(k); /* whoever waited on the old handle */
    return zircon(status);
}

uint32_t call_handle_close(struct kernel *k, struct handle_close_arguments a)
{
    slot_id slot = name_slot(k, caller(k), a.handle);
    if (slot == NONE) {
        return zircon(a.handle == 0 ? ZX_OK : ZX_BAD_HANDLE);
    }
    handle_close(k, caller(k), slot);
    sched_settle(k);
    return zircon(ZX_OK);
}

uint32_t call_handle_close_many(struct kernel *k, struct handle_close_many_arguments a)
{
    if (a.count > HANDLE_LIST_MAX) {
        return zircon(ZX_OUT_OF_RANGE);
    }
    if (!user_permits(k, a.handles, a.count * (uint32_t)sizeof(uint32_t), ACCESS_READ)) {
        return zircon(ZX_INVALID_ARGS);
    }
    const struct handle_list list = {.address = a.handles, .count = a.count};
    bool good = handle_consume(k, list);
    sched_settle(k);
    return zircon(good ? ZX_OK : ZX_BAD_HANDLE);
}

/* ---- object_get_info ---- */

/* The published records. */
struct info_handle_basic {
    uint64_t koid;
    uint32_t rights;
    uint32_t type; /* as published */
    uint64_t related_koid;
    uint32_t properties; /* 1: it can be waited for, as all can */
    uint32_t reserved;
};
struct info_handle_count {
    uint32_t handles;
};
union info {
    struct info_handle_basic basic;
    struct info_handle_count count;
};

static const uint8_t published_type[OBJECT_TYPES] = {
    [OBJECT_PROCESS] = 1, [OBJECT_THREAD] = 2,     [OBJECT_CHANNEL] = 4,
    [OBJECT_EVENT] = 5,   [OBJECT_EVENTPAIR] = 16, [OBJECT_JOB] = 17,
};

/* The koid of what an object belongs to: the other end of a pair, a thread's process, a process's
 * job, a job's parent. The ends of a pair have koids that follow each other. */
static uint64_t related_koid(const struct kernel *k, object_id id)
{
    const struct object *object = &k->object[id];
    if (object->type == OBJECT_CHANNEL || object->type == OBJECT_EVENTPAIR) {
        return object_peer(id) > id ? object->koid + 1 : object->koid - 1;
    }
    return object->type == OBJECT_EVENT ? 0 : k->object[object->parent].koid;
}

static uint32_t info_handle_basic(const struct kernel *k, const struct named *named,
                                  union info *info)
{
    info->basic = (struct info_handle_basic){
        .koid = k->object[named->object].koid,
        .rights = rights_of(k, named),
        .type = published_type[k->object[named->object].type],
        .related_koid = related_koid(k, named->object),
        .properties = 1,
    };
    return sizeof info->basic;
}

static uint32_t info_handle_count(const struct kernel *k, const struct named *named,
                                  union info *info)
{
    info->count.handles = k->object[named->object].handles;
    return sizeof info->count;
}

static uint32_t info_nothing(const struct kernel *k, const struct named *named, union info *info)
{
    (void)k;
    (void)named;
    (void)info;
    return 0;
}

/* What can be asked, the right it takes, and who writes the record and returns its size. */
static const struct topic {
    uint32_t number;
    uint32_t rights;
    uint32_t (*record)(const struct kernel *k, const struct named *named, union info *info);
} topics[] = {
    {ZX_INFO_HANDLE_VALID, 0, info_nothing},
    {ZX_INFO_HANDLE_BASIC, 0, info_handle_basic},
    {ZX_INFO_HANDLE_COUNT, RIGHT_INSPECT, info_handle_count},
};

static const struct topic *topic_find(uint32_t number)
{
    for (unsigned i = 0; i < sizeof topics / sizeof topics[0]; i++) {
        if (topics[i].number == number) {
            return &topics[i];
        }
    }
    return NULL;
}

static bool write_count(struct kernel *k, uint32_t to, uint32_t count)
{
    return to == 0 || user_write(k, to, &count, sizeof count);
}

uint32_t call_object_get_info(struct kernel *k, struct object_get_info_arguments a)
{
    static const enum zircon_status statuses[REFUSALS] = {
        [REFUSED_BAD_HANDLE] = ZX_BAD_HANDLE,
        [REFUSED_ACCESS] = ZX_ACCESS_DENIED,
    };
    const struct topic *topic = topic_find(a.topic);
    if (topic == NULL) {
        return zircon(ZX_NOT_SUPPORTED);
    }
    struct named named;
    enum refusal refusal = name_decode(k, caller(k), a.handle, OBJECT_ANY, topic->rights, &named);
    if (refusal != REFUSED_NOTHING) {
        return zircon(statuses[refusal]);
    }
    union info info;
    uint32_t size = topic->record(k, &named, &info);
    if (size == 0) {
        return zircon(ZX_OK);
    }
    bool fits = a.size >= size;
    bool written = (!fits || user_write(k, a.buffer, &info, size)) &&
                   write_count(k, a.actual, fits ? 1 : 0) && write_count(k, a.avail, 1);
    if (!written) {
        return zircon(ZX_INVALID_ARGS);
    }
    return zircon(fits ? ZX_OK : ZX_BUFFER_TOO_SMALL);
}
