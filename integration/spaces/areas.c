/*
 * MAIN of the image spaces-areas: exchange areas of the arena, for itself, for a guest and for
 * tasks that it makes. Who has them reads and writes them, and finds zeros; nobody else can.
 */
#include "master.h"

#define AREA_SIZE  256u
#define AREA_ORDER 8u

static struct guest anna = GUEST(0);
static struct guest bert = GUEST(1);

#define EVENT  ANVIL_SHARED(3) /* after three channels */
#define TARGET ANVIL_SELECTOR(5u)
#define OTHER  ANVIL_SELECTOR(6u)

static struct {
    uint32_t base;
    uint32_t size;
} arena;

static l4_fpage_t areas_page(uint32_t first, unsigned order)
{
    return l4_fpage(arena.base + first * AREA_SIZE, order, L4_FPAGE_RW);
}

static volatile uint8_t *area(uint32_t number)
{
    return (volatile uint8_t *)(uintptr_t)(arena.base + number * AREA_SIZE);
}

static void arena_try(void)
{
    expect("get_arena", anvil_get_arena(address_of(&arena)) == STATUS_OK);
    expect_number("a multiple of an area", 0, arena.base % AREA_SIZE);
    report("the arena has %u areas", (unsigned)(arena.size / AREA_SIZE));
    expect("nowhere", anvil_get_arena(0) == STATUS_INVALID);
    expect("in code", anvil_get_arena(own_layout().code[0]) == STATUS_INVALID);
    expect("over the end of the stack",
           anvil_get_arena(own_layout().stack[1] - 4) == STATUS_INVALID);
}

/* All bytes of it are this one. */
static bool area_is(uint32_t number, uint8_t byte)
{
    bool all = true;
    for (uint32_t i = 0; i < AREA_SIZE; i++) {
        all = all && area(number)[i] == byte;
    }
    return all;
}

static void area_fill(uint32_t number, uint8_t byte)
{
    for (uint32_t i = 0; i < AREA_SIZE; i++) {
        area(number)[i] = byte;
    }
}

/* ---- Its own. ---- */

static void own_try(void)
{
    zx_handle_t self = ANVIL_SELF_PROCESS;
    expect_error("the first", 0, l4_task_add_ku_mem(self, areas_page(0, AREA_ORDER)));
    expect("it is empty", area_is(0, 0));
    area_fill(0, 0xa5);
    expect("it keeps what is written", area_is(0, 0xa5));
    expect_error("again", -L4_EEXIST, l4_task_add_ku_mem(self, areas_page(0, AREA_ORDER)));
    expect_error("anna", -L4_EEXIST, l4_task_add_ku_mem(anna.process, areas_page(0, AREA_ORDER)));
    expect_error("with the next", -L4_EEXIST,
                 l4_task_add_ku_mem(self, l4_fpage(arena.base, AREA_ORDER + 1, L4_FPAGE_RW)));
    expect("it is as it was", area_is(0, 0xa5));
    expect_read_faults("not anna's", &anna, arena.base);
    expect_read_faults("nor the next one", &anna, arena.base + AREA_SIZE);
    report("an area of its own");
}

/* Mapping and unmapping are about something else. */
static void mapping_try(void)
{
    l4_fpage_t page = areas_page(0, AREA_ORDER);
    zx_handle_t self = ANVIL_SELF_PROCESS;
    expect_error("map", -L4_ENOENT, map_between(anna.process, self, page));
    expect_error("grant", -L4_ENOENT, grant_between(anna.process, self, page));
    expect_error("unmap", 0, l4_task_unmap(self, page, L4_FP_ALL_SPACES));
    expect_error("unmap write", 0,
                 l4_task_unmap(self, l4_fpage_set_rights(page, L4_FPAGE_W), L4_FP_ALL_SPACES));
    area_fill(0, 0x5a);
    expect("it is there", area_is(0, 0x5a));
    expect_read_faults("not for anna", &anna, arena.base);
    report("areas are not mapped");
}

/* ---- Errors. ---- */

static void errors_try(void)
{
    l4_fpage_t last = areas_page(arena.size / AREA_SIZE, AREA_ORDER);
    zx_handle_t self = ANVIL_SELF_PROCESS;
    zx_handle_t read = ZX_HANDLE_INVALID;
    expect_error("behind the arena", -L4_EINVAL, l4_task_add_ku_mem(self, last));
    expect_error("before the arena", -L4_EINVAL,
                 l4_task_add_ku_mem(self, l4_fpage(arena.base - AREA_SIZE, AREA_ORDER, 6)));
    expect_error("half an area", -L4_EINVAL,
                 l4_task_add_ku_mem(self, l4_fpage(arena.base + AREA_SIZE, AREA_ORDER - 1, 6)));
    expect_error("all memory", -L4_EINVAL, l4_task_add_ku_mem(self, l4_fpage(0, 31, 6)));
    expect_error("slots", -L4_EINVAL, l4_task_add_ku_mem(self, l4_obj_fpage(TARGET, 0, 15)));
    expect_error("no flexpage", -L4_EINVAL, l4_task_add_ku_mem(self, l4_fpage_invalid()));
    expect_error("nobody", -2004, l4_task_add_ku_mem(OTHER, areas_page(1, AREA_ORDER)));
    expect_error("an event", -L4_EBADPROTO, l4_task_add_ku_mem(EVENT, areas_page(1, AREA_ORDER)));
    expect_status("duplicate", ZX_OK, zx_handle_duplicate(anna.process, ZX_RIGHT_READ, &read));
    expect_error("to be read", -L4_EPERM, l4_task_add_ku_mem(read, areas_page(1, AREA_ORDER)));
    expect_error("more than the quota", -L4_ENOMEM,
                 l4_task_add_ku_mem(self, l4_fpage(arena.base + 4 * AREA_SIZE, AREA_ORDER + 2, 6)));
    expect_status("close", ZX_OK, zx_handle_close(read));
    report("errors");
}

/* ---- A guest's. ---- */

static void guest_try(void)
{
    expect_error("for anna", 0, l4_task_add_ku_mem(anna.process, areas_page(1, AREA_ORDER)));
    expect_does("empty", &anna, ERRAND(DEED_READ, arena.base + AREA_SIZE), 0);
    expect_does("write", &anna, ERRAND(DEED_WRITE, arena.base + 2 * AREA_SIZE - 1, 0x77), 0);
    expect_does("read", &anna, ERRAND(DEED_READ, arena.base + 2 * AREA_SIZE - 1), 0x77);
    expect_faults("no code", &anna, ERRAND(DEED_EXECUTE, arena.base + AREA_SIZE));
    expect_read_faults("the next run has it no more", &anna, arena.base + AREA_SIZE);
    expect_error("for bert", 0, l4_task_add_ku_mem(bert.process, areas_page(1, AREA_ORDER)));
    expect_does("nothing is left", &bert, ERRAND(DEED_READ, arena.base + 2 * AREA_SIZE - 1), 0);
    expect_read_faults("not the one before", &bert, arena.base + AREA_SIZE - 1);
    expect_error("for anna", 0, l4_task_add_ku_mem(anna.process, areas_page(1, AREA_ORDER)));
    expect_read_faults("not the one behind", &anna, arena.base + 2 * AREA_SIZE);
    report("a guest's area");
}

/* ---- Tasks that it makes. ---- */

static l4_msgtag_t task_make(zx_handle_t factory, zx_handle_t target, l4_fpage_t areas)
{
    return l4_factory_create_task(factory, target, areas);
}

static long tasks_named(zx_handle_t target)
{
    return l4_error(l4_task_cap_valid(ANVIL_SELF_PROCESS, target));
}

static void factory_errors_try(void)
{
    zx_handle_t job = ANVIL_SELF_JOB;
    zx_handle_t weak = ZX_HANDLE_INVALID;
    l4_fpage_t none = l4_fpage_invalid();
    expect_status("duplicate", ZX_OK, zx_handle_duplicate(job, ZX_RIGHT_READ, &weak));
    expect_error("no factory", -2004, task_make(OTHER, TARGET, none));
    expect_error("no job", -L4_EBADPROTO, task_make(ANVIL_SELF_PROCESS, TARGET, none));
    expect_error("without the right", -L4_EPERM, task_make(weak, TARGET, none));
    expect_error("no slot", -L4_EINVAL, task_make(job, 0, none));
    expect_error("no selector", -L4_EINVAL, task_make(job, TARGET | 4u, none));
    expect_error("outside the window", -L4_EINVAL, task_make(job, ANVIL_SELECTOR(30u), none));
    expect_error("areas elsewhere", -L4_EINVAL,
                 task_make(job, TARGET, l4_fpage(arena.base - AREA_SIZE, AREA_ORDER, 6)));
    expect_error("an area in use", -L4_EEXIST, task_make(job, TARGET, areas_page(0, AREA_ORDER)));
    expect_number("nothing was made", 0, (uint32_t)tasks_named(TARGET));
    expect_status("close", ZX_OK, zx_handle_close(weak));
    report("tasks that cannot be made");
}

/* It has no threads: what it has is seen by what others can do with it. */
static void factory_try(void)
{
    static _Alignas(128) volatile uint8_t page[128];
    l4_fpage_t shared = page_of(page, 7, L4_FPAGE_RW);
    expect_error("make", 0, task_make(ANVIL_SELF_JOB, TARGET, areas_page(1, AREA_ORDER)));
    expect_number("it is there", 1, (uint32_t)tasks_named(TARGET));
    expect_error("its area", -L4_EEXIST, l4_task_add_ku_mem(anna.process, areas_page(1, 8)));
    expect_error("one too many", -L4_ENOMEM, task_make(ANVIL_SELF_JOB, OTHER, l4_fpage_invalid()));
    expect_error("map", 0, map_between(TARGET, ANVIL_SELF_PROCESS, shared));
    expect_error("and on", 0, map_between(anna.process, TARGET, shared));
    expect_writes("anna has it through the new task", &anna, &page[127]);
    expect_error("the end", 0, l4_task_release_cap(ANVIL_SELF_PROCESS, TARGET));
    expect_number("it is not there", 0, (uint32_t)tasks_named(TARGET));
    expect_read_faults("nor is what anna had from it", &anna, address_of(page));
    expect_error("its area is free", 0, l4_task_add_ku_mem(anna.process, areas_page(1, 8)));
    expect_does("and empty", &anna, ERRAND(DEED_READ, arena.base + AREA_SIZE), 0);
    for (unsigned i = 0; i < 20; i++) { /* each takes the place of the last one */
        expect_error("again", 0, task_make(ANVIL_SELF_JOB, TARGET, l4_fpage_invalid()));
        expect_error("map", 0, map_between(TARGET, ANVIL_SELF_PROCESS, shared));
        expect_error("end", 0, l4_task_delete_obj(ANVIL_SELF_PROCESS, TARGET));
    }
    report("tasks that are made");
}

int main(void)
{
    guest_meet(&anna);
    guest_meet(&bert);
    arena_try();
    own_try();
    mapping_try();
    errors_try();
    guest_try();
    factory_errors_try();
    factory_try();
    report("areas: %u things went wrong", wrong);
    return (int)wrong;
}
