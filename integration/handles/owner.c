/*
 * Tells of each of its slots what is in it when it starts, and whether that is what the image
 * says: the type, all rights of the type (but to end its own job), and what it belongs to.
 */
#include "zircon_report.h"

#define SLOTS 24u /* more than the window has, and than a table */

/* The rights by their letters in this order; '-' where one is missing. */
static const char letters[] = "dtrwxmgsenSGupWIjPTa";
#define RIGHTS (sizeof letters - 1)

static const char *rights_text(zx_rights_t rights)
{
    static char text[RIGHTS + 1];
    for (size_t i = 0; i < RIGHTS; i++) {
        text[i] = letters[i];
        if ((rights >> i & 1u) == 0) {
            text[i] = '-';
        }
    }
    return text;
}

static const struct type {
    zx_obj_type_t number;
    zx_rights_t rights; /* that its first handle has */
    const char *name;
} types[] = {
    {ZX_OBJ_TYPE_PROCESS, ZX_DEFAULT_PROCESS_RIGHTS, "process"},
    {ZX_OBJ_TYPE_JOB, ZX_DEFAULT_JOB_RIGHTS & ~ZX_RIGHT_DESTROY, "job"},
    {ZX_OBJ_TYPE_THREAD, ZX_DEFAULT_THREAD_RIGHTS, "thread"},
    {ZX_OBJ_TYPE_CHANNEL, ZX_DEFAULT_CHANNEL_RIGHTS, "channel"},
    {ZX_OBJ_TYPE_EVENT, ZX_DEFAULT_EVENT_RIGHTS, "event"},
};

static const struct type *type_find(zx_obj_type_t number)
{
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        if (types[i].number == number) {
            return &types[i];
        }
    }
    return NULL;
}

/* False: there is nothing in the slot. */
static bool slot_read(uint32_t slot, zx_info_handle_basic_t *basic)
{
    zx_status_t status = zx_object_get_info(ANVIL_SELECTOR(slot), ZX_INFO_HANDLE_BASIC, basic,
                                            sizeof *basic, NULL, NULL);
    expect("a status for each slot", status == ZX_OK || status == ZX_ERR_BAD_HANDLE);
    return status == ZX_OK;
}

static void slot_report(uint32_t slot, const zx_info_handle_basic_t *basic)
{
    const struct type *type = type_find(basic->type);
    expect("a known type", type != NULL);
    if (type != NULL) {
        report("task %u, slot %2u: %-8s %s", LABEL, (unsigned)slot, type->name,
               rights_text(basic->rights));
        expect_number("rights", type->rights, basic->rights);
        expect("it can be waited for", basic->props == ZX_OBJ_PROP_WAITABLE);
    }
}

/* A thread belongs to its process, and that to its job. */
static void own_expect(void)
{
    zx_koid_t process = basic_of(zx_process_self()).koid;
    zx_koid_t job = basic_of(zx_job_default()).koid;
    expect("the thread's process", basic_of(zx_thread_self()).related_koid == process);
    expect("the process's job", basic_of(zx_process_self()).related_koid == job);
    expect("the job's parent", basic_of(zx_job_default()).related_koid != ZX_KOID_INVALID);
    expect_status("no right to end it", ZX_ERR_INVALID_ARGS,
                  zx_handle_duplicate(zx_job_default(), ZX_RIGHT_DESTROY, &(zx_handle_t){0}));
}

/* Each end tells the other's number through the channel, and each part of an event its own. */
static void channel_expect(zx_handle_t channel)
{
    zx_koid_t other = 0;
    zx_koid_t koid = basic_of(channel).koid;
    expect_status("write", ZX_OK, zx_channel_write(channel, 0, &koid, sizeof koid, NULL, 0));
    expect_status("wait", ZX_OK,
                  zx_object_wait_one(channel, ZX_CHANNEL_READABLE, ZX_TIME_INFINITE, NULL));
    expect_status("read", ZX_OK,
                  zx_channel_read(channel, 0, &other, NULL, sizeof other, 0, NULL, NULL));
    expect("the other end", other == basic_of(channel).related_koid && other != koid);
}

/* Each of its tasks sets a signal of its own, and waits until all are set. */
static void event_expect(zx_handle_t event, uint32_t parts)
{
    zx_signals_t shown = 0;
    expect("no peer", basic_of(event).related_koid == ZX_KOID_INVALID);
    expect_status("signal", ZX_OK, zx_object_signal(event, 0, ZX_USER_SIGNAL_0 << (LABEL - 1)));
    for (uint32_t part = 0; part < 8; part++) {
        if ((parts >> part & 1u) != 0) {
            expect_status(
                "wait", ZX_OK,
                zx_object_wait_one(event, ZX_USER_SIGNAL_0 << part, ZX_TIME_INFINITE, &shown));
        }
    }
    expect_number("shown", parts * ZX_USER_SIGNAL_0, shown);
}

static void shared_expect(zx_handle_t handle, zx_obj_type_t type, uint32_t parts)
{
    if (type == ZX_OBJ_TYPE_CHANNEL) {
        channel_expect(handle);
    } else {
        event_expect(handle, parts);
    }
}

int main(void)
{
    /* Who has a part in the first event and in the second, by their labels. */
    static const uint32_t parts[] = {7u, 2u};
    uint32_t events = 0;
    zx_info_handle_basic_t basic = {0};
    for (uint32_t slot = 1; slot <= SLOTS; slot++) {
        if (slot_read(slot, &basic)) {
            slot_report(slot, &basic);
        }
    }
    own_expect();
    for (uint32_t slot = 8; slot_read(slot, &basic); slot++) {
        shared_expect(ANVIL_SELECTOR(slot), basic.type, parts[events % 2]);
        events += basic.type == ZX_OBJ_TYPE_EVENT;
    }
    report("task %u: %u things went wrong", LABEL, wrong);
    return (int)wrong;
}
