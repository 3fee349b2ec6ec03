/*
 * The common ground of the tests of jobs, processes and threads; see children.h.
 */
#include "children.h"

#include <string.h>

#define DATA_ORDER   13
#define SHARED_ORDER 11
#define STACK_ORDER  8
#define STACK_STEP   512u /* no stack begins where another ends */
#define FLEXPAGE(base, order)                                                                      \
    ((base) | 1u << ((order) - 1) | 1u << 4 | (uint32_t)(ACCESS_READ | ACCESS_WRITE))

struct machine *family_machine(void)
{
    struct machine *m = MACHINE({.label = BOB, .priority = 5, .stack_order = 10, .data_order = 10},
                                {.label = ALICE,
                                 .priority = 5,
                                 .stack_order = 10,
                                 .data_order = DATA_ORDER,
                                 .capabilities = CAPABILITY_SUPERVISOR},
                                {.label = CAROL,
                                 .priority = 5,
                                 .stack_order = 10,
                                 .data_order = 10,
                                 .on_fault = ENDING_RESTART});
    be(m, ALICE);
    return m;
}

object_id object_named(struct machine *m, uint32_t handle)
{
    struct kernel *k = machine_kernel(m);
    process_id self = thread_state_of(m, machine_current(m))->process;
    slot_id slot = name_slot(k, self, handle);
    assert_int_not_equal(slot, NONE);
    return k->slot[node_of_slot(self, slot)].object;
}

uint64_t koid_of(struct machine *m, uint32_t handle)
{
    return machine_kernel(m)->object[object_named(m, handle)].koid;
}

uint32_t all_but(struct machine *m, uint32_t handle, uint32_t rights)
{
    return with_rights(m, handle, basic(m, handle).rights & ~rights);
}

uint32_t get_child(struct machine *m, uint32_t parent, object_id child)
{
    uint64_t koid = machine_kernel(m)->object[child].koid;
    assert_int_equal(
        zx(m, SYS_OBJECT_GET_CHILD, parent, NS(koid), ZX_RIGHT_SAME_RIGHTS, at(m, OUT)), ZX_OK);
    return word(m, OUT);
}

/* ---- Making. ---- */

uint32_t make_job(struct machine *m, uint32_t parent)
{
    assert_int_equal(zx(m, SYS_JOB_CREATE, parent, 0, at(m, OUT)), ZX_OK);
    return word(m, OUT);
}

uint32_t make_process(struct machine *m, uint32_t job)
{
    put(m, SENT_BYTES, "child", 5);
    put_words(m, OUT_2, 99);
    assert_int_equal(
        zx(m, SYS_PROCESS_CREATE, job, at(m, SENT_BYTES), 5, 0, at(m, OUT), at(m, OUT_2)), ZX_OK);
    assert_int_equal(word(m, OUT_2), 0);
    return word(m, OUT);
}

uint32_t make_thread(struct machine *m, uint32_t process)
{
    put(m, SENT_BYTES, "thread", 6);
    assert_int_equal(zx(m, SYS_THREAD_CREATE, process, at(m, SENT_BYTES), 6, 0, at(m, OUT)), ZX_OK);
    return word(m, OUT);
}

static void give_memory(struct machine *m, uint32_t process, uint32_t base, unsigned order)
{
    int32_t label = (int32_t)call_returns(m, SYS_TASK_MAP, process, SELF, FLEXPAGE(base, order),
                                          base >> SELECTOR_SHIFT << SELECTOR_SHIFT);
    assert_true(label >= 0);
}

void share_data(struct machine *m, uint32_t process)
{
    give_memory(m, process, at(m, 0), SHARED_ORDER);
}

uint32_t give_stack(struct machine *m, uint32_t process, unsigned n)
{
    uint32_t base = at(m, SHARED_SIZE + STACK_SIZE + n * STACK_STEP);
    give_memory(m, process, base, STACK_ORDER);
    return base + STACK_SIZE;
}

void give_area(struct machine *m, uint32_t process, unsigned n)
{
    uint32_t base = arch_image(machine_kernel(m))->arena + n * EXCHANGE_AREA_SIZE;
    assert_int_equal(
        call_returns(m, SYS_TASK_ADD_KU_MEM, process, FLEXPAGE(base, EXCHANGE_AREA_ORDER)), 0);
}

struct child child_make(struct machine *m, uint32_t job, unsigned n)
{
    struct child child = {.process = make_process(m, job)};
    child.pid = process_of_object(object_named(m, child.process));
    child.thread = make_thread(m, child.process);
    child.tid = thread_of_object(object_named(m, child.thread));
    share_data(m, child.process);
    child.stack = give_stack(m, child.process, n);
    give_area(m, child.process, n);
    return child;
}

int32_t child_start(struct machine *m, const struct child *child, uint32_t given)
{
    return zx(m, SYS_PROCESS_START, child->process, child->thread, 1, child->stack, given, 7);
}

struct child child_run(struct machine *m, uint32_t job, unsigned n)
{
    struct child child = child_make(m, job, n);
    assert_int_equal(child_start(m, &child, 0), ZX_OK);
    return child;
}

thread_id child_thread(struct machine *m, uint32_t process, unsigned n, uint32_t *handle)
{
    *handle = make_thread(m, process);
    uint32_t stack = give_stack(m, process, n);
    give_area(m, process, n);
    assert_int_equal(zx(m, SYS_THREAD_START, *handle, 1, stack, 0, 0), ZX_OK);
    return thread_of_object(object_named(m, *handle));
}

uint32_t child_name(struct machine *m, const struct child *child)
{
    return name_of_task(machine_kernel(m), child->pid);
}

/* ---- Control. ---- */

uint32_t suspend(struct machine *m, uint32_t task)
{
    assert_int_equal(zx(m, SYS_TASK_SUSPEND, task, at(m, OUT)), ZX_OK);
    return word(m, OUT);
}

void close_handle(struct machine *m, uint32_t handle)
{
    assert_int_equal(zx(m, SYS_HANDLE_CLOSE, handle), ZX_OK);
}

void kill_task(struct machine *m, uint32_t task)
{
    assert_int_equal(zx(m, SYS_TASK_KILL, task), ZX_OK);
}

/* ---- Exceptions. ---- */

uint32_t listen_to(struct machine *m, uint32_t task, uint32_t options)
{
    assert_int_equal(zx(m, SYS_TASK_CREATE_EXCEPTION_CHANNEL, task, options, at(m, OUT)), ZX_OK);
    return word(m, OUT);
}

uint32_t read_exception(struct machine *m, uint32_t channel, struct exception_info *info)
{
    assert_int_equal(receive(m, channel, 0, sizeof *info, 1), ZX_OK);
    assert_int_equal(word(m, ACTUAL), sizeof *info);
    assert_int_equal(word(m, AVAIL), 1);
    get(m, READ_BYTES, info, sizeof *info);
    assert_int_equal(info->reserved, 0);
    return word(m, TAKEN);
}

void set_answer(struct machine *m, uint32_t exception, uint32_t answer)
{
    put_words(m, LIST, answer);
    assert_int_equal(zx(m, SYS_OBJECT_SET_PROPERTY, exception, 16, at(m, LIST), 4), ZX_OK);
}

void answer(struct machine *m, uint32_t exception, uint32_t answer)
{
    set_answer(m, exception, answer);
    close_handle(m, exception);
}

void fault_now(struct machine *m, enum fault_kind kind)
{
    machine_fault(m, kind, HOLE);
    check(m);
}

void child_faults(struct machine *m, const struct child *child)
{
    run(m, child->tid);
    fault_now(m, FAULT_UNDEFINED);
    be(m, ALICE);
}

void assert_in_exception(struct machine *m, thread_id thread)
{
    assert_state(m, thread, THREAD_EXCEPTION, false);
    assert_shows(m, thread, RUNNING);
}

/* ---- What can be learnt. ---- */

struct process_info process_info(struct machine *m, uint32_t process)
{
    struct process_info info;
    assert_int_equal(
        zx(m, SYS_OBJECT_GET_INFO, process, ZX_INFO_PROCESS, at(m, OUT), sizeof info, 0, 0), ZX_OK);
    get(m, OUT, &info, sizeof info);
    return info;
}

struct job_info job_info(struct machine *m, uint32_t job)
{
    struct job_info info;
    assert_int_equal(zx(m, SYS_OBJECT_GET_INFO, job, ZX_INFO_JOB, at(m, OUT), sizeof info, 0, 0),
                     ZX_OK);
    get(m, OUT, &info, sizeof info);
    return info;
}

int64_t return_code_of(struct machine *m, uint32_t process)
{
    return process_info(m, process).return_code;
}

uint32_t thread_info_state(struct machine *m, uint32_t thread)
{
    assert_int_equal(zx(m, SYS_OBJECT_GET_INFO, thread, ZX_INFO_THREAD, at(m, LIST), 72, 0, 0),
                     ZX_OK);
    return word(m, LIST);
}

void assert_state(struct machine *m, thread_id thread, enum thread_state state, bool stopped)
{
    assert_int_equal(thread_state_of(m, thread)->state, state);
    assert_int_equal(thread_state_of(m, thread)->stopped, stopped);
}

void assert_shows(struct machine *m, thread_id thread, uint32_t signals)
{
    assert_int_equal(machine_kernel(m)->object[object_of_thread(thread)].signals, signals);
}

/* ---- What is left. ---- */

struct census census_of(struct machine *m)
{
    const struct kernel *k = machine_kernel(m);
    struct census census;
    memset(&census, 0, sizeof census);
    for (object_id id = 1; id < OBJECT_END; id++) {
        census.objects[k->object[id].type]++;
        census.waits += k->object[id].first_wait != NONE;
    }
    for (message_id id = k->channel.free_first; id != NONE; id = k->channel.message[id].next) {
        census.messages++;
    }
    for (mapping_id id = k->space.free_first; id != NONE; id = k->mapping[id].next) {
        census.mappings++;
    }
    for (unsigned i = 0; i < CONFIG_AREAS; i++) {
        census.areas += k->area.area[i].process != NONE;
    }
    for (timer_id id = k->time.first; id != NONE; id = k->time.timer[id].next) {
        census.timers++;
    }
    memcpy(census.used, k->job[1].used, sizeof census.used);
    return census;
}

void assert_census(struct machine *m, const struct census *expected)
{
    struct census now = census_of(m);
    assert_memory_equal(&now, expected, sizeof now);
}
