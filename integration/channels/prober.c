/*
 * MAIN of the image channels-pointers: gives every call of the Zircon family a bad pointer in every
 * argument that is one. Each is refused with INVALID_ARGS, nothing is lost or leaked by it, and
 * everybody lives. Pointers to odd addresses of its own memory are good.
 */
#include "mine.h"
#include "zircon_report.h"

#define WITNESS ANVIL_SHARED(0) /* the channel to the other task */

/* ---- What is used again and again, and must be the same after each call. ---- */

static struct {
    zx_handle_t event;
    zx_handle_t ends[2]; /* of a channel with one message in ends[1], of 8 bytes and one handle */
    zx_handle_t spare;   /* what a call is to take along; made anew for each */
} stage;

#define MESSAGE_BYTES 8u

static void stage_set(void)
{
    static const uint8_t bytes[MESSAGE_BYTES] = {1, 2, 3, 4, 5, 6, 7, 8};
    zx_handle_t sent = event_make();
    stage.event = event_make();
    expect_status("channel_create", ZX_OK, zx_channel_create(0, &stage.ends[0], &stage.ends[1]));
    expect_status("write", ZX_OK,
                  zx_channel_write(stage.ends[0], 0, bytes, sizeof bytes, &sent, 1));
}

/* How many handles this task could still be given. */
static uint32_t room(void)
{
    zx_handle_t handles[64];
    uint32_t count = 0;
    while (count < 64 && zx_handle_duplicate(stage.event, 0, &handles[count]) == ZX_OK) {
        count++;
    }
    close_all(handles, count);
    return count;
}

/* The message is where it was, and nothing else. */
static void stage_expect(const char *what, uint32_t room_before)
{
    uint8_t byte = 0;
    uint32_t length = 0;
    uint32_t count = 0;
    expect_number(what, room_before, room());
    expect_number(what, ZX_CHANNEL_READABLE | ZX_CHANNEL_WRITABLE, signals_of(stage.ends[1]));
    expect_number(what, ZX_CHANNEL_WRITABLE, signals_of(stage.ends[0]));
    expect_status(what, ZX_ERR_BUFFER_TOO_SMALL,
                  zx_channel_read(stage.ends[1], 0, &byte, NULL, 1, 0, &length, &count));
    expect(what, length == MESSAGE_BYTES && count == 1);
}

/* ---- The calls, each with one argument that is a pointer to be tried. ---- */

#define POINTER(address) ((void *)(uintptr_t)(address))

static zx_status_t duplicate_out(uint32_t address)
{
    return zx_handle_duplicate(stage.event, ZX_RIGHT_SAME_RIGHTS, POINTER(address));
}

/* The handle is closed all the same, as documented. */
static zx_status_t replace_out(uint32_t address)
{
    stage.spare = event_make();
    zx_status_t status = zx_handle_replace(stage.spare, ZX_RIGHT_SAME_RIGHTS, POINTER(address));
    expect("replaced", !handle_is_valid(stage.spare));
    return status;
}

static zx_status_t close_many_list(uint32_t address)
{
    return zx_handle_close_many(POINTER(address), 2);
}

static zx_status_t get_info_buffer(uint32_t address)
{
    return zx_object_get_info(stage.event, ZX_INFO_HANDLE_BASIC, POINTER(address),
                              sizeof(zx_info_handle_basic_t), NULL, NULL);
}

static zx_status_t get_info_actual(uint32_t address)
{
    zx_info_handle_count_t count;
    return zx_object_get_info(stage.event, ZX_INFO_HANDLE_COUNT, &count, sizeof count,
                              POINTER(address), NULL);
}

static zx_status_t get_info_avail(uint32_t address)
{
    zx_info_handle_count_t count;
    return zx_object_get_info(stage.event, ZX_INFO_HANDLE_COUNT, &count, sizeof count, NULL,
                              POINTER(address));
}

/* Satisfied at once, or it would have to wait. */
static zx_status_t wait_one_observed(uint32_t address)
{
    return zx_object_wait_one(stage.ends[1], ZX_CHANNEL_READABLE, ZX_TIME_INFINITE,
                              POINTER(address));
}

/* One that would have to wait is refused before it does. */
static zx_status_t wait_one_later(uint32_t address)
{
    return zx_object_wait_one(stage.event, ZX_EVENT_SIGNALED, ZX_TIME_INFINITE, POINTER(address));
}

static zx_status_t wait_many_items(uint32_t address)
{
    return zx_object_wait_many(POINTER(address), 2, ZX_TIME_INFINITE_PAST);
}

static zx_status_t event_create_out(uint32_t address)
{
    return zx_event_create(0, POINTER(address));
}

static zx_status_t eventpair_create_out0(uint32_t address)
{
    zx_handle_t other = ZX_HANDLE_INVALID;
    return zx_eventpair_create(0, POINTER(address), &other);
}

static zx_status_t eventpair_create_out1(uint32_t address)
{
    zx_handle_t other = ZX_HANDLE_INVALID;
    return zx_eventpair_create(0, &other, POINTER(address));
}

static zx_status_t channel_create_out0(uint32_t address)
{
    zx_handle_t other = ZX_HANDLE_INVALID;
    return zx_channel_create(0, POINTER(address), &other);
}

static zx_status_t channel_create_out1(uint32_t address)
{
    zx_handle_t other = ZX_HANDLE_INVALID;
    return zx_channel_create(0, &other, POINTER(address));
}

/* The handle is closed all the same, as documented. */
static zx_status_t write_bytes(uint32_t address)
{
    stage.spare = event_make();
    zx_status_t status =
        zx_channel_write(stage.ends[0], 0, POINTER(address), MESSAGE_BYTES, &stage.spare, 1);
    expect("written", !handle_is_valid(stage.spare));
    return status;
}

static zx_status_t write_handles(uint32_t address)
{
    return zx_channel_write(stage.ends[0], 0, NULL, 0, POINTER(address), 2);
}

static zx_status_t read_bytes(uint32_t address)
{
    zx_handle_t handle = ZX_HANDLE_INVALID;
    return zx_channel_read(stage.ends[1], 0, POINTER(address), &handle, MESSAGE_BYTES, 1, NULL,
                           NULL);
}

static zx_status_t read_handles(uint32_t address)
{
    uint8_t bytes[MESSAGE_BYTES];
    return zx_channel_read(stage.ends[1], 0, bytes, POINTER(address), sizeof bytes, 1, NULL, NULL);
}

static zx_status_t read_actual_bytes(uint32_t address)
{
    uint8_t bytes[MESSAGE_BYTES];
    zx_handle_t handle = ZX_HANDLE_INVALID;
    return zx_channel_read(stage.ends[1], ZX_CHANNEL_READ_MAY_DISCARD, bytes, &handle, sizeof bytes,
                           1, POINTER(address), NULL);
}

/* The message would be dropped, if the address were good. */
static zx_status_t discard_actual_handles(uint32_t address)
{
    return zx_channel_read(stage.ends[1], ZX_CHANNEL_READ_MAY_DISCARD, NULL, NULL, 0, 0, NULL,
                           POINTER(address));
}

static zx_status_t clock_time(uint32_t address)
{
    return (zx_status_t)anvil_clock_get_monotonic(address);
}

static const struct call {
    const char *name;
    zx_status_t (*make)(uint32_t address);
    bool reads;    /* the kernel only reads there: what cannot be written is good */
    bool optional; /* null is good */
} calls[] = {
    {"handle_duplicate, out", duplicate_out, false, false},
    {"handle_replace, out", replace_out, false, false},
    {"handle_close_many, handles", close_many_list, true, false},
    {"object_get_info, buffer", get_info_buffer, false, false},
    {"object_get_info, actual", get_info_actual, false, true},
    {"object_get_info, avail", get_info_avail, false, true},
    {"object_wait_one, observed", wait_one_observed, false, true},
    {"object_wait_one, observed, not at once", wait_one_later, false, true},
    {"object_wait_many, items", wait_many_items, false, false},
    {"event_create, out", event_create_out, false, false},
    {"eventpair_create, out0", eventpair_create_out0, false, false},
    {"eventpair_create, out1", eventpair_create_out1, false, false},
    {"channel_create, out0", channel_create_out0, false, false},
    {"channel_create, out1", channel_create_out1, false, false},
    {"channel_write, bytes", write_bytes, true, false},
    {"channel_write, handles", write_handles, true, false},
    {"channel_read, bytes", read_bytes, false, false},
    {"channel_read, handles", read_handles, false, false},
    {"channel_read, actual_bytes", read_actual_bytes, false, true},
    {"channel_read, actual_handles", discard_actual_handles, false, true},
    {"clock_get_monotonic, time", clock_time, false, false},
};
#define CALLS (sizeof calls / sizeof calls[0])

/* ---- The places. ---- */

enum place_kind { PLACE_BAD, PLACE_NULL, PLACE_READ_ONLY };

struct place {
    uint32_t address;
    enum place_kind kind;
};

#define PLACES 24u
static struct place places[PLACES];
static size_t place_count;

static void place_add(uint32_t address, enum place_kind kind)
{
    places[place_count] = (struct place){address, kind};
    place_count++;
}

static struct testimony witness_ask(void)
{
    struct testimony testimony = {0};
    expect_status("ask", ZX_OK, zx_channel_write(WITNESS, 0, NULL, 0, NULL, 0));
    expect_status("wait", ZX_OK,
                  zx_object_wait_one(WITNESS, ZX_CHANNEL_READABLE, ZX_TIME_INFINITE, NULL));
    expect_status("answer", ZX_OK,
                  zx_channel_read(WITNESS, 0, &testimony, NULL, sizeof testimony, 0, NULL, NULL));
    return testimony;
}

/* What is the kernel's, a device, or nothing at all. */
static void places_add_fixed(void)
{
    static const uint32_t fixed[] = {
        PLACE_VECTORS,
        PLACE_KERNEL_TEXT,
        PLACE_KERNEL_FLASH_LAST,
        PLACE_RAM_LAST - 256,
        PLACE_RAM_LAST,
        PLACE_TIMER,
        PLACE_LOG,
        PLACE_CONSOLE,
        PLACE_VOID,
        0x22000000,
        0x42000000,
        0xe000e010,
        0xe000ed94,
        0xe000ef00,
        0xfffffff0,
        0xfffffffc,
        0xffffffff,
    };
    for (size_t i = 0; i < sizeof fixed / sizeof fixed[0]; i++) {
        place_add(fixed[i], fixed[i] == 0 ? PLACE_NULL : PLACE_BAD);
    }
}

/* The kernel's RAM follows the tasks'. */
static void places_find(void)
{
    struct testimony witness = witness_ask();
    places_add_fixed();
    place_add(0, PLACE_NULL);
    place_add(witness.data, PLACE_BAD);
    place_add(witness.code, PLACE_BAD);
    place_add(higher(witness.end, last_of_mine()), PLACE_BAD);
    place_add(end_of_mine() - 3, PLACE_BAD);
    place_add(end_of_mine() - 1, PLACE_BAD);
    place_add(own_layout().code[0], PLACE_READ_ONLY);
}

/* ---- The test. ---- */

static bool refused(const struct call *call, const struct place *place)
{
    return place->kind == PLACE_BAD || (place->kind == PLACE_NULL && !call->optional) ||
           (place->kind == PLACE_READ_ONLY && !call->reads);
}

static void call_try(const struct call *call)
{
    uint32_t room_before = room();
    for (size_t i = 0; i < place_count; i++) {
        if (refused(call, &places[i])) {
            zx_status_t status = call->make(places[i].address);
            if (status != ZX_ERR_INVALID_ARGS) {
                report("at %#x", (unsigned)places[i].address);
            }
            expect_status(call->name, ZX_ERR_INVALID_ARGS, status);
            stage_expect(call->name, room_before);
        }
    }
    expect(call->name, witness_ask().whole == 1);
    report("%s", call->name);
}

/* An address that is not a multiple of four, for all that is written and read. */
static void unaligned_try(unsigned offset)
{
    static union {
        uint32_t words[16];
        uint8_t bytes[64];
    } memory;
    uint8_t *here = &memory.bytes[offset];
    zx_handle_t handle = ZX_HANDLE_INVALID;
    uint8_t bytes[MESSAGE_BYTES];
    (void)memset(&memory, 0, sizeof memory);
    expect_status("create", ZX_OK, event_create_out((uint32_t)(uintptr_t)here));
    (void)memcpy(&handle, here, sizeof handle);
    expect("a handle", handle_is_valid(handle));
    (void)memcpy(here + 8, "odd", 4);
    expect_status("write", ZX_OK,
                  zx_channel_write(stage.ends[1], 0, here + 8, 4, POINTER((uintptr_t)here), 1));
    expect_status("read", ZX_OK,
                  zx_channel_read(stage.ends[0], 0, here + 16, POINTER((uintptr_t)(here + 24)),
                                  sizeof bytes, 1, POINTER((uintptr_t)(here + 32)), NULL));
    expect("the bytes", memcmp(here + 16, "odd", 4) == 0 && here[32] == 4);
    expect_status("close", ZX_OK, close_many_list((uint32_t)(uintptr_t)(here + 24)));
}

int main(void)
{
    stage_set();
    places_find();
    for (size_t i = 0; i < CALLS; i++) {
        call_try(&calls[i]);
    }
    for (unsigned offset = 1; offset < 4; offset++) {
        unaligned_try(offset);
    }
    report("addresses that are no multiples of four");
    report("prober: %u things went wrong", wrong);
    return (int)wrong;
}
