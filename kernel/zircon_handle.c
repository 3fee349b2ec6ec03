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

enum zircon_status handle_promise(struct kernel *k, uint32_t out)
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
    enum zircon_status status = handle_promise(k, a.out);
    if (status == ZX_OK) {
        /* Commit. */
        handle_duplicate(k, caller(k), a.handle.slot, a.rights);
    }
    return zircon(status);
}

uint32_t call_handle_replace(struct kernel *k, struct handle_replace_arguments a)
{
    bool good = rights_derive(k, &a.handle, &a.rights);
    enum zircon_status status = good ? handle_promise(k, a.out) : ZX_INVALID_ARGS;
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
