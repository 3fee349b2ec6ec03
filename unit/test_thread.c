/*
 * thread.c: creation, start, parking, waking and the end of single threads.
 */
#include "fixture.h"

#include <string.h>

enum { A = 0xa, B = 0xb };

static struct machine *make_two(void)
{
    return MACHINE({.label = A, .priority = 5, .domain = 3, .quantum_ms = 7},
                   {.label = B, .priority = 5, .domain = 3});
}

static void created_thread_waits_to_be_started(void **state)
{
    (void)state;
    struct machine *m = make_two();
    struct kernel *k = machine_kernel(m);
    process_id process = machine_process(m, A);
    thread_id next = RESERVED + 1;
    memset(&k->thread[next], 0xee, sizeof k->thread[next]); /* as an earlier one may leave it */
    thread_id thread = thread_create(k, process, 31, 255);
    assert_int_equal(thread, next);
    assert_int_not_equal(machine_handle(m, process, object_of_thread(thread), 0), 0);
    check(m);
    const struct thread *t = &k->thread[thread];
    assert_int_equal(t->state, THREAD_INITIAL);
    assert_int_equal(t->process, process);
    assert_int_equal(t->priority, 31);
    assert_int_equal(t->quantum, 255u * MACHINE_TICKS_PER_MS);
    assert_int_equal(deadline_of(m, thread), TIME_NEVER);
    assert_int_equal(t->area, 0);
    assert_int_equal(t->next, NONE);
    assert_int_equal(k->event.wait[thread].mask, 0);
    assert_int_equal(k->object[object_of_thread(thread)].domain, 3);
    assert_false(thread_started(k, thread));
    assert_int_equal(machine_first_thread(m, process), thread_of(m, A)); /* not among the started */
}

static void thread_pool_is_exhausted(void **state)
{
    (void)state;
    struct machine *m = make_two();
    struct kernel *k = machine_kernel(m);
    for (unsigned i = RESERVED; i < CONFIG_THREADS; i++) {
        thread_id thread = thread_create(k, 1, 0, 1);
        assert_int_not_equal(thread, NONE);
        object_reference(k, object_of_thread(thread)); /* a table has not so many slots */
    }
    uint64_t hash = machine_hash(m);
    assert_int_equal(thread_create(k, 1, 0, 1), NONE);
    assert_int_equal(machine_hash(m), hash);
    for (thread_id thread = RESERVED + 1; thread <= CONFIG_THREADS; thread++) {
        object_dereference(k, object_of_thread(thread));
    }
    check(m);
}

static void only_some_states_are_those_of_started_threads(void **state)
{
    (void)state;
    static const bool started[] = {
        [THREAD_FREE] = false,        [THREAD_INITIAL] = false, [THREAD_READY] = true,
        [THREAD_SENDING] = true,      [THREAD_WAITING] = true,  [THREAD_SLEEPING] = true,
        [THREAD_NANOSLEEPING] = true, [THREAD_AWAITING] = true, [THREAD_EXCEPTION] = true,
        [THREAD_DEAD] = false};
    struct kernel *k = machine_kernel(make_two());
    for (unsigned i = 0; i < sizeof started / sizeof started[0]; i++) {
        k->thread[5].state = (uint8_t)i;
        assert_int_equal(thread_started(k, 5), started[i]);
    }
}

/* What the machine is told of a new thread, and what memory it finds. */
static void started_thread_has_its_context_and_regions(void **state)
{
    (void)state;
    struct machine *m = make_two();
    struct kernel *k = machine_kernel(m);
    process_id process = machine_process(m, A);
    const struct region *code = &k->mapping[k->process[process].code].region;
    const struct region stack = {
        .base = MACHINE_RAM_BASE + 0xe000, .order = 9, .access = ACCESS_READ | ACCESS_WRITE};
    mapping_id mapping = space_add(k, process, &stack);
    thread_id thread = thread_create(k, process, 5, 3);
    const struct thread_start start = {.stack = stack,
                                       .area = area_take(k, process, thread),
                                       .entry = code->base + 0x11,
                                       .argument = {0x1234, 0x5678}};
    memset(machine_memory(m, start.area - 1, EXCHANGE_AREA_SIZE + 2), 0xff, EXCHANGE_AREA_SIZE + 2);
    thread_start(k, thread, &start);
    sched_settle(k);
    check(m);
    assert_true(thread_started(k, thread));
    assert_int_equal(k->thread[thread].area, start.area);
    const uint8_t *area = machine_memory(m, start.area - 1, EXCHANGE_AREA_SIZE + 2);
    assert_int_equal(area[0], 0xff);
    for (unsigned i = 1; i <= EXCHANGE_AREA_SIZE; i++) {
        assert_int_equal(area[i], 0);
    }
    assert_int_equal(area[EXCHANGE_AREA_SIZE + 1], 0xff);
    const struct arch_context *context = &k->arch.context[thread];
    assert_int_equal(context->entry, start.entry);
    assert_int_equal(context->argument[0], 0x1234);
    assert_int_equal(context->argument[1], 0x5678);
    assert_int_equal(context->stack_base, stack.base);
    assert_int_equal(context->debt, OWES_FRAME);
    assert_int_equal(context->loaded[REGION_STACK], mapping);
    assert_int_equal(context->loaded[REGION_CODE], k->process[process].code);
    assert_int_equal(context->loaded[REGION_DATA], k->process[process].data);
    assert_int_equal(context->loaded[REGION_AREA], NONE);
}

/* Each thread may touch its own stack, code, data and area at once, and nothing of others. */
static void pinned_regions_need_no_refill(void **state)
{
    (void)state;
    struct machine *m = make_two();
    struct kernel *k = machine_kernel(m);
    process_id process = machine_process(m, A);
    thread_id second = machine_thread(m, process, true);
    uint32_t word = 0;
    run(m, second);
    const struct region *data = &k->mapping[k->process[process].data].region;
    const struct region *code = &k->mapping[k->process[process].code].region;
    uint32_t stack = k->arch.context[second].stack_base;
    assert_true(machine_store(m, stack, &word, 4));
    assert_true(machine_store(m, data->base, &word, 4));
    assert_true(machine_store(m, data->base + region_size(data) - 4, &word, 4));
    assert_true(machine_store(m, k->thread[second].area, &word, 4));
    assert_true(machine_store(m, k->thread[second].area + EXCHANGE_AREA_SIZE - 4, &word, 4));
    assert_true(machine_load(m, code->base, &word, 4));
    assert_true(machine_fetch(m, code->base));
    assert_int_equal(k->arch.context[second].refills, 0);
    assert_false(machine_store(m, k->thread[second].area + EXCHANGE_AREA_SIZE, &word, 4));
    assert_int_equal(machine_process(m, A), NONE);
}

static void thread_without_area_has_no_area_region(void **state)
{
    (void)state;
    struct machine *m = make_two();
    struct kernel *k = machine_kernel(m);
    *(uint8_t *)machine_memory(m, 0, 1) = 0x5a; /* no area is not an area at address 0 */
    thread_id bare = machine_thread(m, machine_process(m, A), false);
    assert_int_equal(*(uint8_t *)machine_memory(m, 0, 1), 0x5a);
    assert_int_equal(k->arch.context[bare].region[REGION_AREA][1], 0);
    assert_int_equal(k->thread[bare].area, 0);
    run(m, bare);
    assert_int_equal(call_returns(m, SYS_EXCHANGE_AREA), 0);
    machine_thread_exit(m, bare);
    assert_int_equal(*(uint8_t *)machine_memory(m, 0, 1), 0x5a);
}

/* As a process made at run time may begin: nothing but a stack. */
static void process_without_code_and_data_has_no_such_regions(void **state)
{
    (void)state;
    struct machine *m = make_two();
    struct kernel *k = machine_kernel(m);
    const struct thread_start start = {.stack = {.base = MACHINE_RAM_BASE + 0xe000,
                                                 .order = 8,
                                                 .access = ACCESS_READ | ACCESS_WRITE}};
    process_id process = process_create(k, k->process[machine_process(m, A)].job);
    thread_id thread = thread_create(k, process, 5, 1);
    memset(k->arch.context[thread].region, 0xff, sizeof k->arch.context[thread].region);
    mapping_id stack = space_add(k, process, &start.stack);
    process_start(k, process);
    thread_start(k, thread, &start);
    sched_settle(k);
    check(m);
    const struct arch_context *context = &k->arch.context[thread];
    assert_int_equal(context->loaded[REGION_STACK], stack);
    assert_int_equal(context->loaded[REGION_CODE], NONE);
    assert_int_equal(context->region[REGION_CODE][1], 0);
    assert_int_equal(context->region[REGION_DATA][1], 0);
    assert_int_not_equal(context->region[REGION_STACK][1], 0);
}

/* ---- Parking and waking. ---- */

static void parked_thread_is_in_the_queue_of_its_state(void **state)
{
    (void)state;
    struct machine *m = make_two();
    struct kernel *k = machine_kernel(m);
    thread_id a = thread_of(m, A);
    static const enum thread_state states[] = {THREAD_SENDING, THREAD_WAITING, THREAD_SLEEPING};
    for (unsigned i = 0; i < 3; i++) {
        machine_reset(m);
        run(m, a);
        k->ipc.thread[a].target = i == 0 ? machine_process(m, B) : NONE;
        thread_park(k, a, states[i], 1000 + i);
        assert_int_equal(k->thread[a].state, states[i]);
        assert_int_equal(deadline_of(m, a), 1000 + i);
        assert_int_equal(k->time.first, timer_of_thread(a));
        assert_int_equal(k->ipc.process[machine_process(m, B)].senders.first, i == 0 ? a : NONE);
        assert_int_equal(k->event.process[machine_process(m, A)].waiters.first, i == 1 ? a : NONE);
        assert_int_equal(k->thread[a].next, i == 2 ? NONE : a);
        assert_int_equal(k->sched.ready_queue[5].first, thread_of(m, B));
        thread_wake(k, a, 0x77);
        sched_settle(k);
        check(m);
        assert_int_equal(machine_call_result(m, a), 0x77);
        assert_int_equal(k->arch.context[a].debt, OWES_RESULT);
        assert_int_equal(k->thread[a].slice_left, 7u * MACHINE_TICKS_PER_MS);
        assert_int_equal(k->time.first, NONE);
    }
}

static void parked_for_ever_has_no_deadline(void **state)
{
    (void)state;
    struct machine *m = make_two();
    struct kernel *k = machine_kernel(m);
    thread_id a = thread_of(m, A);
    run(m, a);
    thread_park(k, a, THREAD_WAITING, TIME_NEVER);
    k->event.wait[a].mask = EVENT_IPC;
    sched_settle(k);
    check(m);
    assert_int_equal(deadline_of(m, a), TIME_NEVER);
    assert_int_equal(k->time.first, NONE);
}

/* ---- The end of one thread. ---- */

static void ended_thread_leaves_its_process(void **state)
{
    (void)state;
    struct machine *m = make_two();
    struct kernel *k = machine_kernel(m);
    process_id process = machine_process(m, A);
    for (unsigned ended = 0; ended < 3; ended++) {
        machine_reset(m);
        handle_close(k, process, SLOT_THREAD);
        thread_id threads[3] = {thread_of(m, A), machine_thread(m, process, true),
                                machine_thread(m, process, true)};
        uint32_t area = k->thread[threads[ended]].area;
        area_fill(m, threads[ended], 5);
        machine_thread_exit(m, threads[ended]);
        check(m);
        for (unsigned i = 0; i < 3; i++) {
            assert_int_equal(thread_started(k, threads[i]), i != ended);
        }
        assert_int_equal(k->thread[threads[ended]].state, THREAD_FREE);
        const uint8_t zeros[EXCHANGE_AREA_SIZE] = {0};
        assert_memory_equal(machine_memory(m, area, EXCHANGE_AREA_SIZE), zeros, sizeof zeros);
        assert_int_equal(k->arch.context[threads[ended]].entry, 0); /* dropped */
        assert_int_equal(machine_process(m, A), process);
    }
}

static void ended_thread_is_dead_while_it_is_named(void **state)
{
    (void)state;
    struct machine *m = make_two();
    struct kernel *k = machine_kernel(m);
    process_id process = machine_process(m, A);
    thread_id second = machine_thread(m, process, true);
    uint32_t handle = machine_handle(m, process, object_of_thread(second), RIGHTS_ALL);
    machine_thread_exit(m, second);
    check(m);
    assert_int_equal(k->thread[second].state, THREAD_DEAD);
    assert_int_equal(k->thread[second].area, 0);
    assert_int_equal(k->thread[second].sibling, NONE);
    handle_close(k, process, name_slot(k, process, handle));
    check(m);
    assert_int_equal(k->thread[second].state, THREAD_FREE);
}

static void last_thread_takes_its_process_along(void **state)
{
    (void)state;
    struct machine *m = make_two();
    struct kernel *k = machine_kernel(m);
    process_id process = machine_process(m, A);
    (void)machine_handle(m, machine_process(m, B), object_of_process(process), 0);
    thread_id second = machine_thread(m, process, false);
    machine_thread_exit(m, thread_of(m, A));
    assert_int_equal(k->process[process].state, PROCESS_RUNNING);
    machine_thread_exit(m, second);
    check(m);
    assert_int_equal(k->process[process].state, PROCESS_DEAD);
    assert_int_equal(k->process[process].ending, ENDED_EXIT);
    assert_int_equal(k->process[process].return_code, 0);
}

/* A thread may end in any of its states. */
static void threads_end_whatever_they_do(void **state)
{
    (void)state;
    struct machine *m = make_two();
    struct kernel *k = machine_kernel(m);
    process_id process = machine_process(m, A);
    for (unsigned doing = 0; doing < 5; doing++) {
        machine_reset(m);
        thread_id second = machine_thread(m, process, true);
        run(m, doing == 4 ? thread_of(m, A) : second);
        if (doing == 0) {
            call_parks(m, SYS_SEND_IPC, handle_of(m, B), 1);
        } else if (doing == 1) {
            call_parks(m, SYS_WAIT_FOR_EVENT, EVENT_IPC, 10);
        } else if (doing == 2) {
            call_parks(m, SYS_SLEEP, 10, SLEEP_DEEP);
        }
        machine_thread_exit(m, second);
        check(m);
        assert_int_equal(k->thread[second].state, THREAD_FREE);
        assert_int_equal(k->ipc.process[machine_process(m, B)].senders.first, NONE);
        assert_int_equal(k->event.process[process].waiters.first, NONE);
        assert_int_equal(k->event.wait[second].mask, 0); /* nothing for the next one to find */
        assert_int_equal(k->time.first, NONE);
        advance_ms(m, 20);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(created_thread_waits_to_be_started),
        TEST(thread_pool_is_exhausted),
        TEST(only_some_states_are_those_of_started_threads),
        TEST(started_thread_has_its_context_and_regions),
        TEST(pinned_regions_need_no_refill),
        TEST(thread_without_area_has_no_area_region),
        TEST(process_without_code_and_data_has_no_such_regions),
        TEST(parked_thread_is_in_the_queue_of_its_state),
        TEST(parked_for_ever_has_no_deadline),
        TEST(ended_thread_leaves_its_process),
        TEST(ended_thread_is_dead_while_it_is_named),
        TEST(last_thread_takes_its_process_along),
        TEST(threads_end_whatever_they_do),
    };
    return cmocka_run_group_tests_name("thread", tests, NULL, NULL);
}
