/*
 * l4_task.c: what each call answers, in which order of precedence; that a refused one changes
 * nothing is watched by every call.
 */
#include "l4_calls.h"

#include <string.h>

enum { FULL = 0, WEAK, BLIND, DEAD, UNBORN }; /* how the caller may know a task */
#define NOTHING  selector(CONFIG_SLOTS)
#define NO_PAGE  0u
#define BAD_KIND 0x20u

/* A knows B in slot 4, and a thread in 3, in all the ways there are. */
static uint32_t know(struct machine *m, unsigned how)
{
    switch (how) {
    case WEAK:
        return place_task(m, A, 4, B, RIGHTS_ALL & ~(uint32_t)RIGHT_WRITE);
    case BLIND:
        return place_task(m, A, 4, B, RIGHTS_ALL & ~(uint32_t)RIGHT_READ);
    case DEAD: {
        uint32_t name = place_task(m, A, 4, B, RIGHTS_ALL);
        be(m, B);
        call_parks(m, SYS_EXIT, 0);
        be(m, A);
        return name;
    }
    case UNBORN:
        (void)make_task(m, 4);
        return selector(4);
    default:
        return place_task(m, A, 4, B, RIGHTS_ALL);
    }
}

/* ---- The task that a call is about. ---- */

/* All calls that name a task: no such, no task, without W; with a page that is none behind it. */
static void task_comes_first(void **state)
{
    (void)state;
    static const struct {
        uint32_t number;
        bool needs_write;
    } calls[] = {{SYS_TASK_MAP, true},         {SYS_TASK_UNMAP, true},
                 {SYS_TASK_UNMAP_BATCH, true}, {SYS_TASK_ADD_KU_MEM, true},
                 {SYS_TASK_CAP_VALID, false},  {SYS_TASK_CAP_HAS_CHILD, false},
                 {SYS_TASK_CAP_EQUAL, false}};
    for (unsigned i = 0; i < sizeof calls / sizeof calls[0]; i++) {
        struct machine *m = l4_machine();
        const uint32_t nobody[] = {0, 0x800,           0xfffff800u, NOTHING, UINT32_MAX,
                                   2, handle_of(m, B), selector(4), 0x1004,  0x1801};
        for (unsigned j = 0; j < sizeof nobody / sizeof nobody[0]; j++) {
            assert_int_equal(l4(m, calls[i].number, nobody[j], BAD_KIND, BAD_KIND, 0), L4_NO_TASK);
        }
        assert_int_equal(l4(m, calls[i].number, ME, BAD_KIND, BAD_KIND, 0), L4_EBADPROTO);
        assert_int_equal(l4(m, calls[i].number, JOB, BAD_KIND, BAD_KIND, 0), L4_EBADPROTO);
        uint32_t weak = know(m, WEAK);
        int32_t due = calls[i].needs_write ? L4_EPERM : calls[i].number == SYS_TASK_CAP_EQUAL;
        assert_int_equal(l4(m, calls[i].number, weak, BAD_KIND, BAD_KIND, 0), due);
    }
}

/* By its own name, whatever that lacks, and in both spellings, a process may do all to itself. */
static void own_task_needs_no_right(void **state)
{
    (void)state;
    struct machine *m = l4_machine();
    uint32_t bare = place_task(m, A, 4, A, 0);
    uint32_t handle = name_of_handle(machine_kernel(m), machine_process(m, A), 4);
    const uint32_t names[] = {bare, handle};
    for (unsigned i = 0; i < 2; i++) {
        assert_int_equal(l4(m, SYS_TASK_MAP, names[i], names[i], slot_page(3, 0, RWSD), 5u << 12),
                         0);
        assert_int_equal(l4(m, SYS_TASK_CAP_EQUAL, names[i], ME, selector(5)), 1);
        assert_int_equal(l4(m, SYS_TASK_UNMAP, names[i], slot_page(5, 0, R), L4_ALL_SPACES), 0);
        assert_int_equal(l4(m, SYS_TASK_CAP_VALID, names[i], selector(5)), 0);
        assert_int_equal(
            l4(m, SYS_TASK_ADD_KU_MEM, names[i],
               memory_page(area_address(machine_kernel(m), i), EXCHANGE_AREA_ORDER, RW)),
            0);
    }
}

/* ---- map: each refusal, and which of two comes first. ---- */

static void refusals_of_map(void **state)
{
    (void)state;
    struct machine *m = l4_machine();
    uint32_t data = data_of(m, A);
    uint32_t b = know(m, FULL);
    uint32_t weak = place_task(m, A, 5, B, RIGHTS_ALL & ~(uint32_t)RIGHT_WRITE);
    uint32_t blind = place_task(m, A, 6, B, RIGHTS_ALL & ~(uint32_t)RIGHT_READ);
    uint32_t good = memory_page(data, 8, R);
    uint32_t hole = 0x20007000;
    const struct {
        uint32_t to;
        uint32_t from;
        uint32_t page;
        uint32_t base;
        int32_t label;
    } rows[] = {
        {NOTHING, NOTHING, NO_PAGE, 0, L4_NO_TASK},
        {ME, NOTHING, NO_PAGE, 0, L4_EBADPROTO},
        {weak, NOTHING, NO_PAGE, 0, L4_EPERM},
        {weak, blind, good, data, L4_EPERM},
        {b, blind, NO_PAGE, data, L4_EINVAL}, /* the page, before the source's right */
        {b, blind, BAD_KIND, data, L4_EINVAL},
        {b, NOTHING, good, data, L4_EINVAL},
        {b, ME, good, data, L4_EINVAL},
        {b, handle_of(m, C), good, data, L4_EINVAL}, /* a task handle is no name here */
        {b, blind, good, 0, L4_EPERM},               /* the source's right, before the place */
        {SELF, blind, memory_page(hole, 8, R), hole, L4_EPERM},
        {b, SELF, good, data + 0x1000, L4_EINVAL},
        {b, SELF, memory_page(hole, 8, R), 0, L4_EINVAL}, /* the place, before what is there */
        {b, SELF, memory_page(hole, 8, R), hole, L4_ENOENT},
        {b, SELF, memory_page(hole, 8, 0), hole, L4_ENOENT},
        {b, SELF, memory_page(data, 8, W), data, 0}, /* there is something, but nothing to send */
        {b, SELF, good, data | L4_GRANT, L4_EINVAL},
        {b, SELF, slot_page(3, 0, RWSD), 8u << 12, L4_EINVAL},
        {b, weak, slot_page(7, 0, RWSD), 8u << 12, 0},
    };
    for (unsigned i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        int32_t label = l4(m, SYS_TASK_MAP, rows[i].to, rows[i].from, rows[i].page, rows[i].base);
        if (label != rows[i].label) {
            fail_msg("row %u: %d, not %d", i, (int)label, (int)rows[i].label);
        }
    }
}

static void dead_tasks_have_no_space(void **state)
{
    (void)state;
    struct machine *m = l4_machine();
    uint32_t dead = know(m, DEAD);
    uint32_t page = memory_page(data_of(m, A), 8, R);
    assert_int_equal(l4(m, SYS_TASK_MAP, dead, SELF, page, data_of(m, A)), L4_EINVAL);
    assert_int_equal(l4(m, SYS_TASK_MAP, SELF, dead, page, data_of(m, A)), L4_EINVAL);
    assert_int_equal(l4(m, SYS_TASK_MAP, dead, SELF, slot_page(3, 0, RWSD), 5u << 12), L4_EINVAL);
    uint32_t area = memory_page(area_address(machine_kernel(m), 0), EXCHANGE_AREA_ORDER, RW);
    assert_int_equal(l4(m, SYS_TASK_ADD_KU_MEM, dead, area), L4_EINVAL);
    assert_int_equal(l4(m, SYS_TASK_UNMAP, dead, page, L4_ALL_SPACES), 0);
    assert_int_equal(l4(m, SYS_TASK_UNMAP, dead, slot_page(0, 20, RWSD), L4_DELETE_OBJ), 0);
    assert_int_equal(l4(m, SYS_TASK_CAP_VALID, dead, SELF), 0);
    assert_int_equal(l4(m, SYS_TASK_CAP_HAS_CHILD, dead, SELF), 0);
    assert_int_equal(l4(m, SYS_TASK_CAP_EQUAL, dead, SELF, JOB), 1); /* both void */
}

/* Leaves so many mappings of the pool; C has the rest. */
static void leave_mappings(struct machine *m, unsigned left)
{
    struct region device = {
        .base = MACHINE_DEVICE_BASE, .order = 5, .access = R, .kind = MEMORY_DEVICE};
    while (free_mappings(m) > left) {
        (void)space_add(machine_kernel(m), machine_process(m, C), &device);
        device.base += 64;
    }
}

/* No pool, or no quota, the task's or all the tasks': nothing is mapped, though part could be. */
static void mapping_all_or_nothing(void **state)
{
    (void)state;
    for (unsigned room = 0; room < 9; room++) {
        struct machine *m = l4_machine();
        struct kernel *k = machine_kernel(m);
        uint32_t b = know(m, FULL);
        uint32_t c = place_task(m, A, 5, C, RIGHTS_ALL);
        uint32_t data = data_of(m, A);
        give(m, b, memory_page(data, 8, R));
        give(m, b, memory_page(data + 512, 8, R));
        job_id job = k->process[machine_process(m, C)].job;
        unsigned left = room / 3;
        if (room % 3 == 0) {
            leave_mappings(m, left);
        } else if (room % 3 == 1) {
            k->job[job].limit[POOL_MAPPINGS] = (uint16_t)left;
        } else {
            k->job[k->job[job].parent].limit[POOL_MAPPINGS] = (uint16_t)(2 + left);
        }
        assert_int_equal(l4(m, SYS_TASK_MAP, c, b, memory_page(data, 10, R), data),
                         left < 2 ? L4_ENOMEM : 0);
        assert_int_equal(access_at(m, C, data), left < 2 ? 0 : R);
        assert_int_equal(access_at(m, C, data + 512), left < 2 ? 0 : R);
    }
}

/* ---- What is charged. ---- */

static void receiver_is_charged(void **state)
{
    (void)state;
    struct machine *m = l4_machine();
    struct kernel *k = machine_kernel(m);
    uint32_t data = data_of(m, A);
    uint32_t b = know(m, FULL);
    job_id domain = k->job[k->process[machine_process(m, B)].job].parent;
    give(m, b, memory_page(data, 8, RW));
    give(m, b, memory_page(data + 512, 8, RW));
    assert_int_equal(used_by(m, B, POOL_MAPPINGS), 2);
    assert_int_equal(used_by(m, A, POOL_MAPPINGS), 0);
    assert_int_equal(k->job[domain].used[POOL_MAPPINGS], 2);
    give(m, b, memory_page(data, 8, R)); /* united: nothing more */
    assert_int_equal(used_by(m, B, POOL_MAPPINGS), 2);
    uint32_t c = place_task(m, A, 5, C, RIGHTS_ALL);
    assert_int_equal(l4(m, SYS_TASK_MAP, c, b, memory_page(data, 8, RW), data | L4_GRANT), 0);
    assert_int_equal(used_by(m, B, POOL_MAPPINGS), 1); /* it moved with its charge */
    assert_int_equal(used_by(m, C, POOL_MAPPINGS), 1);
    assert_int_equal(k->job[domain].used[POOL_MAPPINGS], 2);
    assert_int_equal(l4(m, SYS_TASK_UNMAP, SELF, memory_page(data, 10, R), OTHER_SPACES), 0);
    assert_int_equal(k->job[domain].used[POOL_MAPPINGS], 0);
    /* What the image gave is nobody's charge until it is granted away. */
    assert_int_equal(l4(m, SYS_TASK_MAP, c, SELF, memory_page(data, 10, RW), data | L4_GRANT), 0);
    assert_int_equal(used_by(m, C, POOL_MAPPINGS), 1);
    be(m, C);
    call_parks(m, SYS_EXIT, 0);
    assert_int_equal(k->job[domain].used[POOL_MAPPINGS], 0);
}

/* Moving needs room in the receiver's quota, and leaves the giver's memory alone without. */
static void grants_need_quota(void **state)
{
    (void)state;
    struct machine *m = l4_machine();
    struct kernel *k = machine_kernel(m);
    uint32_t b = know(m, FULL);
    uint32_t data = data_of(m, A);
    uint16_t *limit = &k->job[k->process[machine_process(m, B)].job].limit[POOL_MAPPINGS];
    for (*limit = 0; *limit < 2; (*limit)++) {
        assert_int_equal(l4(m, SYS_TASK_MAP, b, SELF, memory_page(data, 10, RW), data | L4_GRANT),
                         *limit == 0 ? L4_ENOMEM : 0);
        assert_int_equal(access_at(m, A, data), *limit == 0 ? RW : 0);
        assert_int_equal(access_at(m, B, data), *limit == 0 ? 0 : RW);
    }
}

/* ---- unmap_batch. ---- */

static void batches_are_checked_first(void **state)
{
    (void)state;
    struct machine *m = l4_machine();
    uint32_t data = data_of(m, A);
    uint32_t *pages = machine_memory(m, data, 62 * 4);
    for (unsigned i = 0; i < 62; i++) {
        pages[i] = slot_page(3, 0, RWSD);
    }
    const uint32_t bad[][3] = {
        {data, 62, 0},       {data, UINT32_MAX, 0}, {data, 0x40000001, 0}, {0, 1, 0},
        {data + 1021, 1, 0}, {data_of(m, B), 1, 0}, {code_of(m, B), 1, 0}};
    for (unsigned i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        assert_int_equal(l4(m, SYS_TASK_UNMAP_BATCH, SELF, bad[i][0], bad[i][1], L4_ALL_SPACES),
                         L4_EINVAL);
    }
    pages[60] = BAD_KIND; /* the last of them */
    assert_int_equal(l4(m, SYS_TASK_UNMAP_BATCH, SELF, data, 61, L4_ALL_SPACES), L4_EINVAL);
    assert_int_equal(l4(m, SYS_TASK_CAP_VALID, SELF, ME), 1);
    assert_int_equal(l4(m, SYS_TASK_UNMAP_BATCH, SELF, 0, 0, L4_ALL_SPACES), 0);
    assert_int_equal(l4(m, SYS_TASK_UNMAP_BATCH, SELF, data, 60, OTHER_SPACES), 0);
    assert_int_equal(l4(m, SYS_TASK_CAP_VALID, SELF, ME), 1);
    pages[60] = slot_page(2, 0, RWSD);
    assert_int_equal(l4(m, SYS_TASK_UNMAP_BATCH, SELF, data, 61, L4_ALL_SPACES), 0);
    assert_int_equal(l4(m, SYS_TASK_CAP_VALID, SELF, ME), 0);
    assert_int_equal(l4(m, SYS_TASK_CAP_VALID, SELF, JOB), 0);
}

/* The list was read before the first page: it may lie in what is taken away. */
static void batch_takes_its_own_list_away(void **state)
{
    (void)state;
    struct machine *m = l4_machine();
    uint32_t data = data_of(m, A);
    const uint32_t pages[] = {memory_page(data, 10, RWX), memory_page(stack_of(m, A), 8, W),
                              slot_page(3, 0, RWSD)};
    memcpy(machine_memory(m, data, sizeof pages), pages, sizeof pages);
    assert_int_equal(l4(m, SYS_TASK_UNMAP_BATCH, SELF, data, 3, L4_ALL_SPACES), 0);
    assert_int_equal(access_at(m, A, data), 0);
    assert_int_equal(access_at(m, A, stack_of(m, A)), R);
    assert_int_equal(l4(m, SYS_TASK_CAP_VALID, SELF, ME), 0);
}

/* ---- Questions. ---- */

static void validity(void **state)
{
    (void)state;
    struct machine *m = l4_machine();
    uint32_t b = place_task(m, A, 4, B, 0); /* asking needs no right */
    const uint32_t void_names[] = {0, 0x800, 0xfffff800u, selector(4), NOTHING, 0x100000, 0x1001};
    for (unsigned i = 0; i < sizeof void_names / sizeof void_names[0]; i++) {
        assert_int_equal(l4(m, SYS_TASK_CAP_VALID, b, void_names[i]), 0);
        assert_int_equal(l4(m, SYS_TASK_CAP_HAS_CHILD, b, void_names[i]), 0);
        assert_int_equal(l4(m, SYS_TASK_CAP_EQUAL, b, void_names[i], 0), 1); /* void is void */
        assert_int_equal(l4(m, SYS_TASK_CAP_EQUAL, b, void_names[i], ME), 0);
        assert_int_equal(l4(m, SYS_TASK_CAP_EQUAL, b, ME, void_names[i]), 0);
    }
    assert_int_equal(l4(m, SYS_TASK_CAP_VALID, b, ME), 1);
    assert_int_equal(
        l4(m, SYS_TASK_CAP_VALID, b, name_of_handle(machine_kernel(m), machine_process(m, B), 3)),
        1);
}

/* The same object is not the same name: all rights count, D as well. */
static void equality(void **state)
{
    (void)state;
    struct machine *m = l4_machine();
    for (unsigned rights = R; rights < 16; rights++) {
        if ((rights & R) == 0) {
            continue;
        }
        assert_int_equal(l4(m, SYS_TASK_MAP, SELF, SELF, slot_page(3, 0, rights), 5u << 12), 0);
        assert_int_equal(l4(m, SYS_TASK_CAP_EQUAL, SELF, ME, selector(5)), rights == RWSD);
        assert_int_equal(l4(m, SYS_TASK_CAP_EQUAL, SELF, selector(5), selector(5)), 1);
        assert_int_equal(l4(m, SYS_TASK_CAP_EQUAL, SELF, selector(5), SELF), 0);
    }
}

/* A child is what was mapped from it, wherever; a duplicate is none, a grandchild is one. */
static void children(void **state)
{
    (void)state;
    struct machine *m = l4_machine();
    uint32_t b = know(m, FULL);
    uint32_t data = data_of(m, A);
    assert_int_equal(l4(m, SYS_TASK_CAP_HAS_CHILD, SELF, ME), 0);
    assert_int_equal(l4(m, SYS_HANDLE_DUPLICATE, ME, 0x80000000u, data), 0);
    assert_int_equal(l4(m, SYS_TASK_CAP_HAS_CHILD, SELF, ME), 0);
    assert_int_equal(l4(m, SYS_TASK_MAP, b, SELF, slot_page(3, 0, RWSD), 5u << 12), 0);
    assert_int_equal(l4(m, SYS_TASK_CAP_HAS_CHILD, SELF, ME), 1);
    assert_int_equal(l4(m, SYS_TASK_CAP_HAS_CHILD, b, selector(5)), 0);
    assert_int_equal(l4(m, SYS_TASK_CAP_HAS_CHILD, SELF, selector(7)), 0);
    assert_int_equal(l4(m, SYS_TASK_UNMAP, b, slot_page(5, 0, R), L4_ALL_SPACES), 0);
    assert_int_equal(l4(m, SYS_TASK_CAP_HAS_CHILD, SELF, ME), 0);
}

/* A capability whose target has ended is no longer one to send to. */
static void ipc_to_an_ended_task(void **state)
{
    (void)state;
    struct machine *m = l4_machine();
    uint32_t dead = know(m, DEAD);
    assert_int_equal(l4(m, SYS_SEND_IPC, dead, 4), SENTRY_INVALID);
    assert_int_equal(l4(m, SYS_TASK_CAP_VALID, SELF, dead), 1); /* though it is there */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(task_comes_first),
        TEST(own_task_needs_no_right),
        TEST(refusals_of_map),
        TEST(dead_tasks_have_no_space),
        TEST(mapping_all_or_nothing),
        TEST(receiver_is_charged),
        TEST(grants_need_quota),
        TEST(batches_are_checked_first),
        TEST(batch_takes_its_own_list_away),
        TEST(validity),
        TEST(equality),
        TEST(children),
        TEST(ipc_to_an_ended_task),
    };
    return cmocka_run_group_tests_name("l4_task", tests, NULL, NULL);
}
