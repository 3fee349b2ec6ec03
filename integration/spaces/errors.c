/*
 * MAIN of the image spaces-errors: maps and unmaps that are refused, each with the documented error
 * and without a change: the guest has what it had, and nothing else.
 */
#include "master.h"

#define ORDER 10u
#define SIZE  (1u << ORDER)

static struct guest anna = GUEST(0);
static struct guest bert = GUEST(1);

static _Alignas(SIZE) volatile uint8_t pages[3][SIZE];
CODE_PAGES(code_pages, 1);

#define EVENT ANVIL_SHARED(3) /* after three channels: no task */
#define VOID  ANVIL_SELECTOR(7u)

/* A handle of the process with just these rights. */
static zx_handle_t with_rights(zx_handle_t process, zx_rights_t rights)
{
    zx_handle_t handle = ZX_HANDLE_INVALID;
    expect_status("duplicate", ZX_OK, zx_handle_duplicate(process, rights, &handle));
    return handle;
}

static void expect_map_error(const char *what, long error, zx_handle_t to, zx_handle_t from,
                             l4_fpage_t page)
{
    expect_error(what, error, map_between(to, from, page));
    expect_error(what, error, grant_between(to, from, page));
}

/* ---- Who is meant, and with which rights. ---- */

static void tasks_try(void)
{
    l4_fpage_t page = page_of(pages[0], ORDER, L4_FPAGE_RW);
    expect_map_error("to nobody", -2004, VOID, ANVIL_SELF_PROCESS, page);
    expect_map_error("to an event", -L4_EBADPROTO, EVENT, ANVIL_SELF_PROCESS, page);
    expect_map_error("from nobody", -L4_EINVAL, anna.process, VOID, page);
    expect_map_error("from an event", -L4_EINVAL, anna.process, EVENT, page);
    expect_error("from nobody", -2004, l4_task_unmap(VOID, page, L4_FP_ALL_SPACES));
    expect_error("from an event", -L4_EBADPROTO, l4_task_unmap(EVENT, page, L4_FP_ALL_SPACES));
    expect_error("batch from nobody", -2004, l4_task_unmap_batch(VOID, &page, 1, 0));
    expect_error("to a handle closed", -2004,
                 map_between(anna.process ^ 1u << 31, ANVIL_SELF_PROCESS, page));
    report("who is meant");
}

static void rights_try(void)
{
    l4_fpage_t page = page_of(pages[0], ORDER, L4_FPAGE_RW);
    zx_handle_t read = with_rights(anna.process, ZX_RIGHT_READ | ZX_RIGHT_TRANSFER);
    zx_handle_t write = with_rights(anna.process, ZX_RIGHT_WRITE);
    zx_handle_t self = with_rights(ANVIL_SELF_PROCESS, ZX_RIGHT_WAIT);
    expect_map_error("to one that is read", -L4_EPERM, read, ANVIL_SELF_PROCESS, page);
    expect_error("from one that is read", -L4_EPERM, l4_task_unmap(read, page, L4_FP_ALL_SPACES));
    expect_error("batch", -L4_EPERM, l4_task_unmap_batch(read, &page, 1, L4_FP_ALL_SPACES));
    expect_error("to one that is written", 0, map_between(write, self, page));
    expect_writes("written", &anna, &pages[0][1]);
    expect_map_error("from one that is written", -L4_EPERM, bert.process, write, page);
    expect_error("from one that is read", 0, map_between(bert.process, read, page));
    expect_writes("read", &bert, &pages[0][2]);
    expect_error("of the own", 0, l4_task_unmap(self, page, L4_FP_OTHER_SPACES));
    expect_read_faults("anna", &anna, address_of(pages[0]));
    expect_read_faults("bert", &bert, address_of(pages[0]));
    expect("closed",
           zx_handle_close(read) + zx_handle_close(write) + zx_handle_close(self) == 3 * ZX_OK);
    report("rights of the names");
}

/* ---- What is meant. ---- */

static void pages_try(void)
{
    zx_handle_t self = ANVIL_SELF_PROCESS;
    l4_fpage_t page = page_of(pages[0], ORDER, L4_FPAGE_RW);
    expect_map_error("no flexpage", -L4_EINVAL, anna.process, self, l4_fpage_invalid());
    expect_map_error("too small", -L4_EINVAL, anna.process, self, page_of(pages[0], 6, 4));
    expect_error("ports", -L4_EINVAL,
                 map_between(anna.process, self, (l4_fpage_t){.raw = page.raw ^ 0x30u}));
    expect_error("elsewhere", -L4_EINVAL,
                 l4_task_map(anna.process, self, page, base_of(page, 0) ^ 0x1000u));
    expect_error("the lowest bits", 0, l4_task_map(anna.process, self, page, base_of(page, 0xfd)));
    expect_map_error("nobody's", -L4_ENOENT, bert.process, self, l4_fpage(0x30000000, ORDER, 4));
    expect_map_error("the kernel's", -L4_ENOENT, bert.process, self, l4_fpage(0, ORDER, 4));
    expect_map_error("bert's own", -L4_ENOENT, bert.process, self,
                     l4_fpage(bert.told.layout.data[0], 8, L4_FPAGE_RO));
    expect_map_error("not bert's", -L4_ENOENT, anna.process, bert.process, page);
    expect_error("code under 1 KiB", -L4_EINVAL,
                 map_between(anna.process, self, page_of(code_pages[0], 9, L4_FPAGE_RX)));
    expect_error("to be read only", 0,
                 map_between(anna.process, self, page_of(code_pages[0], 9, L4_FPAGE_RO)));
    expect_faults("not to be executed", &anna, ERRAND(DEED_EXECUTE, address_of(code_pages[0])));
    expect_error("no flexpage to unmap", -L4_EINVAL,
                 l4_task_unmap(anna.process, l4_fpage_invalid(), L4_FP_ALL_SPACES));
    report("what is meant");
}

/* One bad flexpage in a list: nothing is done. */
static void batch_try(void)
{
    l4_fpage_t list[62];
    for (unsigned i = 0; i < 62; i++) {
        list[i] = page_of(pages[i % 2], ORDER, L4_FPAGE_RO);
    }
    expect_mapped("map", &anna, page_of(pages[0], ORDER, L4_FPAGE_RW));
    list[1] = l4_fpage_invalid();
    expect_error("a bad one", -L4_EINVAL,
                 l4_task_unmap_batch(anna.process, list, 2, L4_FP_ALL_SPACES));
    expect_writes("as before", &anna, &pages[0][3]);
    list[1] = page_of(pages[1], ORDER, L4_FPAGE_RO);
    expect_error("one too many", -L4_EINVAL,
                 l4_task_unmap_batch(anna.process, list, 62, L4_FP_ALL_SPACES));
    expect_writes("as before", &anna, &pages[0][4]);
    expect_error("as many as may be", 0,
                 l4_task_unmap_batch(anna.process, list, 61, L4_FP_ALL_SPACES));
    expect_read_faults("all gone", &anna, address_of(pages[0]));
    report("lists");
}

/* ---- More than there may be. ---- */

#define PIECE(number) (&pages[(number) / 8][(number) % 8 * 128u])

static void piece_map(const char *what, const struct guest *guest, unsigned number)
{
    expect_mapped(what, guest, page_of(PIECE(number), 7, L4_FPAGE_RW));
}

static void quota_fill(void)
{
    for (unsigned i = 0; i < QUOTA_MAPPINGS; i++) {
        piece_map("as many as may be", &anna, i);
    }
    expect_error("one too many", -L4_ENOMEM,
                 map_between(anna.process, ANVIL_SELF_PROCESS,
                             page_of(PIECE(QUOTA_MAPPINGS), 7, L4_FPAGE_RO)));
    expect_reads("the last one", &anna, PIECE(QUOTA_MAPPINGS - 1));
    expect_read_faults("none behind it", &anna, address_of(PIECE(QUOTA_MAPPINGS)));
}

/* All that a flexpage meets or nothing of it. */
static void quota_try(void)
{
    l4_fpage_t page = page_of(pages[0], ORDER, L4_FPAGE_RW);
    quota_fill();
    for (unsigned i = 0; i + 2 < QUOTA_MAPPINGS; i++) { /* room for two is left */
        piece_map("anna's", &anna, 8 + i);
    }
    for (unsigned i = 0; i < 3; i++) {
        piece_map("bert's", &bert, 2 * i);
    }
    expect_map_error("three at once", -L4_ENOMEM, anna.process, bert.process, page);
    expect_writes("bert has his", &bert, PIECE(2));
    expect_writes("anna has hers", &anna, PIECE(8));
    expect_read_faults("none of the three", &anna, address_of(PIECE(0)));
    expect_error("when there is room", 0, grant_between(anna.process, bert.process, page));
    expect_writes("the third", &anna, PIECE(4));
    expect_read_faults("between them", &anna, address_of(PIECE(3)));
    expect_read_faults("bert has given all away", &bert, address_of(PIECE(2)));
    report("quota");
}

int main(void)
{
    guest_meet(&anna);
    guest_meet(&bert);
    tasks_try();
    rights_try();
    pages_try();
    batch_try();
    quota_try();
    report("errors: %u things went wrong", wrong);
    return (int)wrong;
}
