/*
 * What the MAINs of these images share: guests who do what they are told (guest.h), and who may
 * lose their lives by it.
 *
 * Everything here overwrites the exchange area.
 */
#ifndef SPACES_MASTER_H
#define SPACES_MASTER_H

#include "guest.h"
#include "zircon_report.h"

#include <l4/sys/factory.h>
#include <l4/sys/task.h>

struct guest {
    uint32_t label;
    zx_handle_t channel; /* to it */
    zx_handle_t process; /* of its present run */
    taskh_t task;        /* the same */
    struct introduction told;
};

/* The guest whose label is number + 2, and to whom the number-th channel goes. */
#define GUEST(number) {.label = (number) + 2u, .channel = ANVIL_SHARED(number)}

/* Waits for the guest's next run, if there is none yet. A channel that goes with the last run makes
 * the wait begin anew. */
static inline void guest_meet(struct guest *guest)
{
    zx_status_t status = ZX_ERR_CANCELED;
    while (status == ZX_ERR_CANCELED) {
        status = zx_object_wait_one(guest->channel, ZX_CHANNEL_READABLE, ZX_TIME_INFINITE, NULL);
    }
    expect_status("introduction", ZX_OK, status);
    (void)zx_handle_close(guest->process);
    expect_status("introduction", ZX_OK,
                  zx_channel_read(guest->channel, 0, &guest->told, &guest->process,
                                  sizeof guest->told, 1, NULL, NULL));
    guest->task = find_task(guest->label);
    expect_number("what is fresh in its data", MARK_FRESH, guest->told.value);
}

/* ---- Orders. ---- */

/* How long a deed takes at most, in ms of virtual time. */
#define PATIENCE_MS 100

/* Tells the guest to do it and does not wait until it has. */
static inline void guest_begin(const struct guest *guest, struct errand errand)
{
    (void)copy_to_kernel((const uint8_t *)&errand, sizeof errand);
    enum Status status = sys_send_ipc(guest->task, sizeof errand);
    expect("order", status == STATUS_OK);
}

/* Whether the guest has come back from what it was told to do, and what it brings. */
static inline bool guest_end(const struct guest *guest, uint32_t *result)
{
    enum Status status = sys_wait_for_event(EVENT_TYPE_IPC, PATIENCE_MS);
    if (status == STATUS_OK) {
        expect("an answer from who was asked", received()->source == guest->task);
        (void)memcpy(result, received()->data, sizeof *result);
    }
    return status == STATUS_OK;
}

/* A guest that does not come back has ended, and runs anew. */
static inline bool guest_does(struct guest *guest, struct errand errand, uint32_t *result)
{
    guest_begin(guest, errand);
    bool came_back = guest_end(guest, result);
    if (!came_back) {
        expect("its end", send_text(guest->task, "gone?") == STATUS_INVALID);
        guest_meet(guest);
    }
    return came_back;
}

/* The guest does it, and it comes to this. */
static inline void expect_does(const char *what, struct guest *guest, struct errand errand,
                               uint32_t expected)
{
    uint32_t result = ~expected;
    bool came_back = guest_does(guest, errand, &result);
    expect(what, came_back);
    if (came_back) {
        expect_number(what, expected, result);
    }
}

/* The guest does not survive it. */
static inline void expect_faults(const char *what, struct guest *guest, struct errand errand)
{
    uint32_t result;
    expect(what, !guest_does(guest, errand, &result));
}

#define ERRAND(deed, ...) ((struct errand){deed, {__VA_ARGS__}})

/* The guest can read the byte, and it is this one. */
static inline void expect_reads(const char *what, struct guest *guest, const volatile void *byte)
{
    uint32_t address = (uint32_t)(uintptr_t)byte;
    expect_does(what, guest, ERRAND(DEED_READ, address), *(const volatile uint8_t *)byte);
}

static inline void expect_read_faults(const char *what, struct guest *guest, uint32_t address)
{
    expect_faults(what, guest, ERRAND(DEED_READ, address));
}

/* The guest can write the byte, and it shows. */
static inline void expect_writes(const char *what, struct guest *guest, volatile uint8_t *byte)
{
    uint8_t value = (uint8_t)~*byte;
    expect_does(what, guest, ERRAND(DEED_WRITE, (uint32_t)(uintptr_t)byte, value), 0);
    expect_number(what, value, *byte);
}

/* The guest cannot, and it does not show. */
static inline void expect_write_faults(const char *what, struct guest *guest,
                                       volatile uint8_t *byte)
{
    uint8_t before = *byte;
    expect_faults(what, guest, ERRAND(DEED_WRITE, (uint32_t)(uintptr_t)byte, before ^ 0xffu));
    expect_number(what, before, *byte);
}

/* Has the guest make a call with up to four arguments; its answer. */
static inline uint32_t guest_calls(const char *what, struct guest *guest, struct errand errand)
{
    uint32_t result = 0xdeadu;
    expect(what, guest_does(guest, errand, &result));
    return result;
}

/* Gives the guest a name of its own for what the handle names; what it calls it. */
static inline zx_handle_t guest_gets(struct guest *guest, zx_handle_t handle)
{
    zx_handle_t copy = ZX_HANDLE_INVALID;
    expect_status("duplicate", ZX_OK, zx_handle_duplicate(handle, ZX_RIGHT_SAME_RIGHTS, &copy));
    expect_status("give", ZX_OK, zx_channel_write(guest->channel, 0, NULL, 0, &copy, 1));
    return guest_calls("take", guest, ERRAND(DEED_TAKE));
}

/* ---- Calls of the L4 family, by their errors. ---- */

static inline uint32_t address_of(const volatile void *pointer)
{
    return (uint32_t)(uintptr_t)pointer;
}

/* A flexpage of memory that holds the byte. */
static inline l4_fpage_t page_of(const volatile void *byte, unsigned order, uint32_t rights)
{
    return l4_fpage(address_of(byte), order, (unsigned char)rights);
}

/* One of the blocks of a layout as a whole. */
static inline l4_fpage_t block_page(const uint32_t range[2], uint32_t rights)
{
    return l4_fpage(range[0], (unsigned)__builtin_ctz(range[1] - range[0]), (unsigned char)rights);
}

/* The send base of memory: where it is. */
static inline l4_addr_t base_of(l4_fpage_t page, unsigned grant)
{
    return l4_map_control(l4_fpage_memaddr(page), 0, grant);
}

static inline void expect_error(const char *what, long expected, l4_msgtag_t tag)
{
    long error = l4_error(tag);
    if (error != expected) {
        wrong++;
        report("WRONG: %s: %ld, not %ld", what, error, expected);
    }
}

/* Maps the page from the space of one task into that of another. */
static inline l4_msgtag_t map_between(zx_handle_t to, zx_handle_t from, l4_fpage_t page)
{
    return l4_task_map(to, from, page, base_of(page, L4_MAP_ITEM_MAP));
}

static inline l4_msgtag_t grant_between(zx_handle_t to, zx_handle_t from, l4_fpage_t page)
{
    return l4_task_map(to, from, page, base_of(page, L4_MAP_ITEM_GRANT));
}

/* Maps the page from the own space into the guest's. */
static inline void expect_mapped(const char *what, const struct guest *guest, l4_fpage_t page)
{
    expect_error(what, 0, map_between(guest->process, ANVIL_SELF_PROCESS, page));
}

/* Takes rights of the page from the guest, and from whom it has given it to. */
static inline void expect_unmapped(const char *what, const struct guest *guest, l4_fpage_t page)
{
    expect_error(what, 0, l4_task_unmap(guest->process, page, L4_FP_ALL_SPACES));
}

/* ---- Code that can be handed on: it returns at once, wherever it is entered. ---- */

#define CODE_PAGE_ORDER 10u
#define CODE_PAGE_SIZE  (1u << CODE_PAGE_ORDER)

#define CODE_PAGES(name, count)                                                                    \
    extern const uint8_t name[count][CODE_PAGE_SIZE];                                              \
    __asm__(".pushsection .text." #name ", \"ax\", %progbits\n\t"                                  \
            ".balign 1024\n\t"                                                                     \
            ".global " #name "\n" #name ":\n\t"                                                    \
            ".rept " #count " * 512\n\t"                                                           \
            "bx lr\n\t"                                                                            \
            ".endr\n\t"                                                                            \
            ".popsection")

/* The same as data: bytes of that instruction. */
static inline void code_fill(uint8_t *to, size_t size)
{
    for (size_t i = 0; i < size; i += 2) {
        to[i] = 0x70;
        to[i + 1] = 0x47;
    }
}

#endif
