/*
 * l4_task.c: what deleting means for each type of object, releasing one's own names, and tasks that
 * the factory makes.
 */
#include "l4_calls.h"

#include <string.h>

#include "zircon.h"

#define destroy(m, slot, rights)                                                                   \
    l4(m, SYS_TASK_UNMAP, SELF, slot_page(slot, 0, rights), L4_DELETE_OBJ)

/* ---- Deleting. ---- */

/* An object of this type with a name for A in slot 4, one for B in its slot 4, and nothing else. */
static object_id make_object(struct machine *m, enum object_type type, uint32_t rights)
{
    struct kernel *k = machine_kernel(m);
    object_id job = object_of_job(k->process[machine_process(m, A)].job);
    object_id object = NONE;
    if (type == OBJECT_PROCESS) {
        object = object_of_process(machine_process(m, C));
    } else if (type == OBJECT_THREAD) {
        object = object_of_thread(machine_thread(m, machine_process(m, C), true));
        be(m, A);
    } else {
        object = object_create(k, type, job);
    }
    if (type == OBJECT_CHANNEL || type == OBJECT_EVENTPAIR) {
        handle_place(k, machine_process(m, A), 5, object_peer(object), RIGHTS_ALL);
    }
    (void)place(m, A, 4, object, rights);
    if (type != OBJECT_CHANNEL) {
        (void)place(m, B, 4, object, RIGHTS_ALL);
    }
    return object;
}

/* Whether what the object stood for goes on. */
static bool lives(struct machine *m, enum object_type type, object_id object)
{
    const struct kernel *k = machine_kernel(m);
    switch (type) {
    case OBJECT_PROCESS:
        return k->process[process_of_object(object)].state == PROCESS_RUNNING;
    case OBJECT_THREAD:
        return thread_started(k, thread_of_object(object));
    default:
        return k->object[object].type != OBJECT_FREE;
    }
}

/* With D in the name and R in the page the object ends, and every name of it; else only that one
 * name goes, or nothing. */
static void deleting_each_type(void **state)
{
    (void)state;
    static const enum object_type types[] = {OBJECT_PROCESS, OBJECT_THREAD, OBJECT_EVENT,
                                             OBJECT_CHANNEL, OBJECT_EVENTPAIR};
    for (unsigned i = 0; i < 5 * 4; i++) {
        enum object_type type = types[i / 4];
        bool may = i % 2 != 0;
        bool reads = i / 2 % 2 != 0;
        uint32_t rights = RIGHTS_ALL & ~(may ? 0 : (uint32_t)RIGHT_DESTROY);
        struct machine *m = l4_machine();
        object_id object = make_object(m, type, rights);
        assert_int_equal(destroy(m, 4, reads ? RWSD : RWSD & ~(unsigned)R), 0);
        bool one_name = type == OBJECT_CHANNEL;
        assert_int_equal(lives(m, type, object), !reads || (!may && !one_name));
        const struct slot *others = slot_at(m, machine_process(m, B), 4);
        assert_int_equal(others->object, one_name || (may && reads) ? NONE : object);
        const struct slot *left = slot_at(m, machine_process(m, A), 4);
        assert_int_equal(left->object, reads ? NONE : object);
        assert_int_equal(left->rights, reads ? 0 : l4_rights_mask(R)); /* the other bits went */
        if (type == OBJECT_CHANNEL || type == OBJECT_EVENTPAIR) {
            object_id peer = slot_at(m, machine_process(m, A), 5)->object;
            bool shown = (machine_kernel(m)->object[peer].signals & ZX_PEER_CLOSED_BIT) != 0;
            assert_int_equal(shown, !lives(m, type, object));
        }
    }
}

/* A page of several slots deletes what it may, also when one name's object takes another along. */
static void deleting_several(void **state)
{
    (void)state;
    struct machine *m = l4_machine();
    process_id c = machine_process(m, C);
    (void)place_task(m, A, 4, C, RIGHTS_ALL);
    (void)place(m, A, 5, object_of_thread(thread_of(m, C)), RIGHTS_ALL);
    (void)place_task(m, A, 6, C, RIGHTS_ALL);
    (void)place_task(m, A, 7, B, RIGHTS_ALL & ~(uint32_t)RIGHT_DESTROY);
    assert_int_equal(l4(m, SYS_TASK_UNMAP, SELF, slot_page(4, 2, RWSD), L4_DELETE_OBJ), 0);
    assert_int_equal(machine_process(m, C), NONE);
    assert_int_equal(machine_kernel(m)->process[c].state, PROCESS_FREE);
    assert_int_not_equal(machine_process(m, B), NONE);
    for (unsigned slot = 4; slot <= 7; slot++) {
        assert_int_equal(slot_at(m, machine_process(m, A), slot)->object, NONE);
    }
}

/* Deleting counts as a fault: the image may want the task again. */
static void deleted_task_comes_back(void **state)
{
    (void)state;
    struct machine *m = MACHINE({.label = A, .priority = 5},
                                {.label = B, .priority = 5, .on_fault = ENDING_RESTART});
    be(m, A);
    process_id first = machine_process(m, B);
    (void)place_task(m, A, 4, B, RIGHTS_ALL);
    assert_int_equal(destroy(m, 4, RWSD), 0);
    assert_int_not_equal(machine_process(m, B), NONE);
    assert_int_not_equal(machine_process(m, B), first);
    assert_int_equal(l4(m, SYS_TASK_CAP_VALID, SELF, selector(4)), 0);
}

/* Its own end in the middle of its own call, and its next run at once. */
static void task_deletes_itself_and_comes_back(void **state)
{
    (void)state;
    struct machine *m = MACHINE({.label = A, .priority = 5, .on_fault = ENDING_RESTART},
                                {.label = B, .priority = 5});
    for (unsigned runs = 0; runs < 3; runs++) {
        be(m, A);
        process_id self = machine_process(m, A);
        (void)place_task(m, A, 5, B, RIGHTS_ALL);
        call_parks(m, SYS_TASK_UNMAP, SELF, slot_page(0, 20, RWSD), L4_DELETE_OBJ);
        assert_regions(m);
        while (machine_process(m, A) == NONE) {
            advance_ms(m, 1);
        }
        assert_int_not_equal(machine_process(m, A), self);
        be(m, A);
        assert_int_equal(l4(m, SYS_TASK_CAP_VALID, SELF, selector(5)), 0); /* a new table */
        assert_int_not_equal(machine_process(m, B), NONE);
    }
}

/* ---- Oneself. ---- */

static void task_releases_its_own_name(void **state)
{
    (void)state;
    struct machine *m = l4_machine();
    assert_int_equal(l4(m, SYS_TASK_UNMAP, SELF, slot_page(1, 0, RWSD), L4_ALL_SPACES), 0);
    assert_int_equal(l4(m, SYS_TASK_CAP_VALID, SELF, SELF), L4_NO_TASK);
    assert_int_not_equal(machine_process(m, A), NONE); /* it lives on, without a name of its own */
    assert_int_equal(l4(m, SYS_NOP), 0);
}

static void thread_deletes_itself(void **state)
{
    (void)state;
    struct machine *m = l4_machine();
    thread_id second = machine_thread(m, machine_process(m, A), true);
    (void)place(m, A, 4, object_of_thread(second), RIGHTS_ALL);
    run(m, second);
    call_parks(m, SYS_TASK_UNMAP, SELF, slot_page(4, 0, RWSD), L4_DELETE_OBJ);
    assert_int_equal(machine_kernel(m)->thread[second].state, THREAD_FREE);
    be(m, A);
    call_parks(m, SYS_TASK_UNMAP, SELF, slot_page(3, 0, RWSD), L4_DELETE_OBJ); /* its last one */
    assert_int_equal(machine_process(m, A), NONE);
    assert_regions(m);
}

static void task_deletes_itself(void **state)
{
    (void)state;
    static const uint32_t pages[] = {0, 20}; /* its own name, and all it has */
    for (unsigned i = 0; i < 2; i++) {
        struct machine *m = l4_machine();
        process_id self = machine_process(m, A);
        (void)place_task(m, A, 5, B, RIGHTS_ALL);
        call_parks(m, SYS_TASK_UNMAP, SELF, slot_page(i == 0 ? 1 : 0, pages[i], RWSD),
                   L4_DELETE_OBJ);
        assert_int_equal(machine_kernel(m)->process[self].state, PROCESS_FREE);
        assert_int_equal(access_in(m, self, data_of(m, A)), 0);
        assert_int_not_equal(machine_process(m, B), NONE); /* what it had is closed, not deleted */
    }
}

/* ---- The factory. ---- */

static void made_task_is_empty(void **state)
{
    (void)state;
    struct machine *m = l4_machine();
    struct kernel *k = machine_kernel(m);
    uint32_t area = memory_page(area_address(k, 1), EXCHANGE_AREA_ORDER, RW);
    assert_int_equal(l4(m, SYS_FACTORY_CREATE_TASK, JOB, selector(4), area), 0);
    const struct slot *slot = slot_at(m, machine_process(m, A), 4);
    process_id made = process_of_object(slot->object);
    assert_int_equal(slot->rights, object_rights[OBJECT_PROCESS]);
    assert_int_equal(k->process[made].state, PROCESS_INITIAL);
    assert_int_equal(k->process[made].task, TASK_NONE);
    assert_int_equal(k->process[made].job, k->process[machine_process(m, A)].job);
    assert_int_equal(k->process[made].first_mapping, NONE);
    assert_int_equal(k->area.area[1].process, made);
    assert_int_equal(used_by(m, A, POOL_PROCESSES), 1);
    assert_int_equal(used_by(m, A, POOL_AREAS), 1);
    for (unsigned i = 1; i <= CONFIG_SLOTS; i++) {
        assert_int_equal(l4(m, SYS_TASK_CAP_VALID, selector(4), selector(i)), 0);
    }
    assert_int_equal(l4(m, SYS_SEND_IPC, selector(4), 4), SENTRY_INVALID); /* nobody receives */
}

static void refusals_of_the_factory(void **state)
{
    (void)state;
    struct machine *m = l4_machine();
    struct kernel *k = machine_kernel(m);
    object_id job = object_of_job(k->process[machine_process(m, A)].job);
    uint32_t weak = place(m, A, 4, job, RIGHTS_ALL & ~(uint32_t)RIGHT_MANAGE_PROCESS);
    uint32_t area = memory_page(area_address(k, 0), EXCHANGE_AREA_ORDER, RW);
    uint32_t taken = memory_page(area_address(k, 1), EXCHANGE_AREA_ORDER, RW);
    assert_int_equal(l4(m, SYS_TASK_ADD_KU_MEM, SELF, taken), 0);
    const struct {
        uint32_t factory;
        uint32_t target;
        uint32_t areas;
        int32_t label;
    } rows[] = {
        {selector(6), 0, 1, L4_NO_TASK},
        {SELF, 0, 1, L4_EBADPROTO},
        {ME, selector(5), 0, L4_EBADPROTO},
        {weak, 0, 1, L4_EPERM},
        {JOB, 0, taken, L4_EINVAL}, /* the target before the areas */
        {JOB, 0x800, 0, L4_EINVAL},
        {JOB, 0x5001, 0, L4_EINVAL},
        {JOB, 0x5003, 0, L4_EINVAL},
        {JOB, selector(WINDOW_LAST + 1), 0, L4_EINVAL},
        {JOB, selector(CONFIG_SLOTS + 1), 0, L4_EINVAL},
        {JOB, 0xfffff000u, 0, L4_EINVAL},
        {JOB, selector(5), 1, L4_EINVAL}, /* no flexpage */
        {JOB, selector(5), slot_page(5, 0, RWSD), L4_EINVAL},
        {JOB, selector(5), memory_page(data_of(m, A), 8, RW), L4_EINVAL},
        {JOB, selector(5), memory_page(area_address(k, 0), 7, RW), L4_EINVAL},
        {JOB, selector(5), taken, L4_EEXIST},
    };
    for (unsigned i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        int32_t label =
            l4(m, SYS_FACTORY_CREATE_TASK, rows[i].factory, rows[i].target, rows[i].areas);
        if (label != rows[i].label) {
            fail_msg("row %u: %d, not %d", i, (int)label, (int)rows[i].label);
        }
    }
    k->job[job_of_object(job)].limit[POOL_AREAS] = 1;
    assert_int_equal(l4(m, SYS_FACTORY_CREATE_TASK, JOB, selector(5), area), L4_ENOMEM);
    k->job[job_of_object(job)].limit[POOL_PROCESSES] = 0;
    assert_int_equal(l4(m, SYS_FACTORY_CREATE_TASK, JOB, selector(5), 0), L4_ENOMEM);
}

/* Until no process is left; each comes back with its last name. */
static void factory_runs_out(void **state)
{
    (void)state;
    struct machine *m = l4_machine();
    unsigned made = 0;
    const unsigned all = CONFIG_PROCESSES - RESERVED;
    uint32_t b = place_task(m, A, 4, B, RIGHTS_ALL);
    while (made < all) {
        (void)make_task(m, 5);
        assert_int_equal(l4(m, SYS_TASK_MAP, b, SELF, slot_page(5, 0, RWSD), (4 + made) << 12), 0);
        made++;
        assert_int_equal(l4(m, SYS_TASK_UNMAP, SELF, slot_page(5, 0, 0), L4_ALL_SPACES), 0);
        assert_int_equal(used_by(m, A, POOL_PROCESSES), made);
        if (made < all) { /* the next one takes its place, and with it the copy */
            assert_int_equal(l4(m, SYS_HANDLE_REPLACE, selector(5), 0x80000000u, data_of(m, A)), 0);
        }
    }
    assert_int_equal(l4(m, SYS_FACTORY_CREATE_TASK, JOB, selector(6), 0), L4_ENOMEM);
    assert_int_equal(l4(m, SYS_TASK_UNMAP, SELF, slot_page(5, 0, RWSD), L4_ALL_SPACES), 0);
    assert_int_equal(l4(m, SYS_FACTORY_CREATE_TASK, JOB, selector(6), 0), 0);
}

/* What was in the slot goes, with what was made from it; the factory's own name may be there. */
static void factory_into_an_occupied_slot(void **state)
{
    (void)state;
    struct machine *m = l4_machine();
    struct kernel *k = machine_kernel(m);
    uint32_t b = place_task(m, A, 4, B, RIGHTS_ALL);
    (void)place_task(m, A, 5, C, RIGHTS_ALL);
    assert_int_equal(l4(m, SYS_TASK_MAP, b, SELF, slot_page(5, 0, RWSD), 5u << 12), 0);
    process_id made = make_task(m, 5);
    assert_int_equal(l4(m, SYS_TASK_CAP_VALID, b, selector(5)), 0);
    assert_int_equal(k->process[made].state, PROCESS_INITIAL);
    assert_int_equal(l4(m, SYS_FACTORY_CREATE_TASK, JOB, JOB, 0),
                     CONFIG_PROCESSES - RESERVED > 1 ? 0 : L4_ENOMEM);
    if (CONFIG_PROCESSES - RESERVED > 1) {
        assert_int_equal(l4(m, SYS_FACTORY_CREATE_TASK, JOB, selector(6), 0), L4_EBADPROTO);
    }
}

static void arena_is_published(void **state)
{
    (void)state;
    struct machine *m = l4_machine();
    uint32_t arena[2];
    assert_int_equal(l4(m, SYS_GET_ARENA, data_of(m, A)), SENTRY_OK);
    memcpy(arena, machine_memory(m, data_of(m, A), sizeof arena), sizeof arena);
    assert_int_equal(arena[0], area_address(machine_kernel(m), 0));
    assert_int_equal(arena[1], CONFIG_AREAS * EXCHANGE_AREA_SIZE);
    assert_int_equal(l4(m, SYS_GET_ARENA, code_of(m, A)), SENTRY_INVALID);
    assert_int_equal(l4(m, SYS_GET_ARENA, data_of(m, A) + 1024 - 7), SENTRY_INVALID);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(deleting_each_type),
        TEST(deleting_several),
        TEST(deleted_task_comes_back),
        TEST(task_deletes_itself_and_comes_back),
        TEST(task_releases_its_own_name),
        TEST(thread_deletes_itself),
        TEST(task_deletes_itself),
        TEST(made_task_is_empty),
        TEST(refusals_of_the_factory),
        TEST(factory_runs_out),
        TEST(factory_into_an_occupied_slot),
        TEST(arena_is_published),
    };
    return cmocka_run_group_tests_name("l4_delete", tests, NULL, NULL);
}
