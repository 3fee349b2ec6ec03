/*
 * MAIN of the image spaces-parked: a guest waits for an event, and is to find what it saw in a page
 * that the master does not leave alone meanwhile. The answer is written where the guest may write
 * when it goes on, or it is INVALID_ARGS and nothing is written; either way the guest goes on.
 */
#include "master.h"

#define ORDER 7u
#define SIZE  (1u << ORDER)

static struct guest anna = GUEST(0);
static struct guest bert = GUEST(1);

static _Alignas(2 * SIZE) volatile uint32_t pages[2][SIZE / 4];

#define EVENT          ANVIL_SHARED(3) /* after three channels */
#define EVENT_OF_GUEST ANVIL_SHARED(1) /* the same one: it has one channel */
#define SIGNAL         ZX_USER_SIGNAL_3
#define UNTOUCHED      0x0d0d0d0du

/* ---- What becomes of the page meanwhile; which answer that brings. ---- */

static l4_fpage_t page(unsigned number, uint32_t rights)
{
    return page_of(pages[number], ORDER, rights);
}

static void leave(void)
{
}

static void take(void)
{
    expect_unmapped("take", &anna, page(0, L4_FPAGE_RO));
}

static void take_first(void)
{
    take();
}

static void take_second(void)
{
    expect_unmapped("take", &anna, page(1, L4_FPAGE_RO));
}

static void take_write(void)
{
    expect_unmapped("take", &anna, page(0, L4_FPAGE_W));
}

static void take_and_return(void)
{
    take();
    expect_mapped("return", &anna, page(0, L4_FPAGE_RW));
}

static void take_and_return_other(void)
{
    take();
    take_second();
    expect_mapped("return", &anna, page_of(pages[0], ORDER + 1, L4_FPAGE_RW));
}

static void take_and_return_unwritable(void)
{
    take();
    expect_mapped("return", &anna, page(0, L4_FPAGE_RO));
}

static void move(void)
{
    expect_error("move", 0, grant_between(bert.process, anna.process, page(0, L4_FPAGE_RW)));
}

#define LAST_BYTES (SIZE - 2u) /* an address two bytes of which are in each page */

static const struct trial {
    const char *what;
    void (*meanwhile)(void);
    uint32_t offset; /* of what is to be written */
    zx_status_t status;
} trials[] = {
    {"left alone", leave, 0, ZX_OK},
    {"taken", take, 0, ZX_ERR_INVALID_ARGS},
    {"right to write taken", take_write, 0, ZX_ERR_INVALID_ARGS},
    {"granted to another", move, 0, ZX_ERR_INVALID_ARGS},
    {"taken and returned", take_and_return, 0, ZX_OK},
    {"taken and returned in a larger page", take_and_return_other, 0, ZX_OK},
    {"taken and returned to be read", take_and_return_unwritable, 0, ZX_ERR_INVALID_ARGS},
    {"in two pages, left alone", leave, LAST_BYTES, ZX_OK},
    {"in two pages, the first taken", take_first, LAST_BYTES, ZX_ERR_INVALID_ARGS},
    {"in two pages, the second taken", take_second, LAST_BYTES, ZX_ERR_INVALID_ARGS},
};

/* ---- The waits. ---- */

static void pages_fill(void)
{
    for (unsigned i = 0; i < 2 * SIZE / 4; i++) {
        pages[i / (SIZE / 4)][i % (SIZE / 4)] = UNTOUCHED;
    }
}

/* The word that has been written, if any. */
static uint32_t word_at(uint32_t offset)
{
    uint32_t word;
    (void)memcpy(&word, (const uint8_t *)(uintptr_t)address_of(pages) + offset, sizeof word);
    return word;
}

/* The guest is told to wait, and does. */
static void wait_begin(uint32_t deed, uint32_t offset, uint32_t ms)
{
    pages_fill();
    expect_mapped("map", &anna, page(0, L4_FPAGE_RW));
    expect_mapped("map", &anna, page(1, L4_FPAGE_RW));
    expect_status("signal", ZX_OK, zx_object_signal(EVENT, SIGNAL, 0));
    guest_begin(&anna, ERRAND(deed, EVENT_OF_GUEST, SIGNAL, address_of(pages) + offset, ms));
    (void)zx_nanosleep(zx_deadline_after(ZX_MSEC(1)));
}

/* What the wait came to; the guest still lives. */
static zx_status_t wait_end(void)
{
    uint32_t result = 0;
    bool came_back = guest_end(&anna, &result);
    expect("the guest goes on", came_back);
    if (!came_back) {
        guest_meet(&anna);
    }
    return (zx_status_t)result;
}

static void signalled_try(const struct trial *trial, uint32_t deed, uint32_t written_at)
{
    wait_begin(deed, trial->offset, 50);
    uint32_t before = word_at(trial->offset + written_at);
    trial->meanwhile();
    expect_status("signal", ZX_OK, zx_object_signal(EVENT, 0, SIGNAL));
    expect_status(trial->what, trial->status, wait_end());
    expect_number(trial->what, trial->status == ZX_OK ? SIGNAL : before,
                  word_at(trial->offset + written_at));
}

/* The wait ends by itself: what it saw is nothing, and that is written too. */
static void timed_out_try(const struct trial *trial)
{
    wait_begin(DEED_WAIT_ONE, trial->offset, 5);
    trial->meanwhile();
    expect_status(trial->what, trial->status == ZX_OK ? ZX_ERR_TIMED_OUT : trial->status,
                  wait_end());
    expect_number(trial->what, trial->status == ZX_OK ? 0 : UNTOUCHED, word_at(trial->offset));
}

/* What is written at the end is the frame, which is in the stack: that is no argument. */
static void stack_try(void)
{
    uint32_t result;
    wait_begin(DEED_WAIT_ONE, 0, 50);
    expect_unmapped("stack", &anna, block_page(anna.told.layout.stack, L4_FPAGE_W));
    expect_status("signal", ZX_OK, zx_object_signal(EVENT, 0, SIGNAL));
    expect("the guest does not go on", !guest_end(&anna, &result));
    guest_meet(&anna);
    report("the stack taken");
}

int main(void)
{
    guest_meet(&anna);
    guest_meet(&bert);
    for (size_t i = 0; i < sizeof trials / sizeof trials[0]; i++) {
        signalled_try(&trials[i], DEED_WAIT_ONE, 0);
        if (trials[i].offset == 0) { /* a list is made of whole words */
            signalled_try(&trials[i], DEED_WAIT_MANY, offsetof(zx_wait_item_t, pending));
        }
        timed_out_try(&trials[i]);
        report("%s", trials[i].what);
    }
    stack_try();
    report("parked: %u things went wrong", wrong);
    return (int)wrong;
}
