/*
 * Good arguments of the calls about tasks; see call_tasks.h.
 */
#include "call_tasks.h"

#include <string.h>

#include "call_table.h"
#include "l4.h"
#include "zircon.h"

enum { PROPERTY_NAME = 3, INDEX_SP = 13 };

/* A further name of something, with all rights. */
static uint32_t name_of(struct machine *m, object_id object)
{
    return machine_handle(m, machine_process(m, CALLER), object, RIGHTS_ALL);
}

static process_id process_named(struct machine *m, uint32_t name)
{
    struct kernel *k = machine_kernel(m);
    process_id caller = machine_process(m, CALLER);
    slot_id slot = name_slot(k, caller, name);
    return process_of_object(k->slot[node_of_slot(caller, slot)].object);
}

static uint32_t *words_at(struct machine *m, unsigned count)
{
    return machine_memory(m, caller_data(m), count * sizeof(uint32_t));
}

/* The mapping in which the task's first thread has its stack. */
static const struct region *stack_of(struct machine *m, uint32_t label)
{
    const struct kernel *k = machine_kernel(m);
    uint32_t base = k->arch.context[thread_of(m, label)].stack_base;
    return &k->mapping[space_find(k, machine_process(m, label), base)].region;
}

/* ---- One call each. ---- */

/* A thread of the process, and the caller's data as its stack. */
static void good_process_start(struct machine *m, uint32_t arguments[CALL_REGISTERS])
{
    struct kernel *k = machine_kernel(m);
    process_id process = process_named(m, arguments[0]);
    uint32_t self = name_of_selector(SLOT_PROCESS);
    const struct region *data = &k->mapping[k->process[machine_process(m, CALLER)].data].region;
    uint32_t page =
        data->base | 1u << (data->order - 1) | L4_MEMORY << 4 | ACCESS_READ | ACCESS_WRITE;
    assert_true((int32_t)call_returns(m, SYS_TASK_MAP, arguments[0], self, page,
                                      data->base >> SELECTOR_SHIFT << SELECTOR_SHIFT) >= 0);
    arguments[1] = name_of(m, object_of_thread(thread_create(k, process, 5, 10)));
    arguments[3] = data->base + region_size(data);
    arguments[4] = name_made(m, OBJECT_EVENT, RIGHTS_ALL);
}

/* The thread, one of the caller's process, may have the stack of the first. */
static void good_thread_start(struct machine *m, uint32_t arguments[CALL_REGISTERS])
{
    const struct region *stack = stack_of(m, CALLER);
    arguments[2] = stack->base + region_size(stack);
}

static void good_task(struct machine *m, uint32_t arguments[CALL_REGISTERS])
{
    arguments[0] = name_made(m, OBJECT_PROCESS, RIGHTS_ALL);
}

/* A thread that is suspended, and registers that it could have. */
static void good_state(struct machine *m, uint32_t arguments[CALL_REGISTERS])
{
    uint32_t out = caller_data(m);
    const struct region *stack = stack_of(m, TARGET);
    arguments[0] = name_of(m, object_of_thread(thread_of(m, TARGET)));
    assert_int_equal(call_returns(m, SYS_TASK_SUSPEND, arguments[0], out), ZX_OK);
    words_at(m, INDEX_SP + 1)[INDEX_SP] = stack->base + region_size(stack);
}

static void good_child(struct machine *m, uint32_t arguments[CALL_REGISTERS])
{
    const struct kernel *k = machine_kernel(m);
    process_id caller = machine_process(m, CALLER);
    uint64_t koid = k->object[object_of_process(caller)].koid;
    arguments[0] = name_of(m, object_of_job(k->process[caller].job));
    arguments[1] = (uint32_t)koid;
    arguments[2] = (uint32_t)(koid >> 32);
    arguments[3] = ZX_RIGHT_SAME_RIGHTS;
}

static void good_property(struct machine *m, uint32_t arguments[CALL_REGISTERS])
{
    arguments[0] = name_made(m, OBJECT_PROCESS, RIGHTS_ALL);
    arguments[1] = PROPERTY_NAME;
    arguments[3] = NAME_SIZE;
}

/* One decision, the first of all; the topic is the only one there is. */
static void good_policy(struct machine *m, uint32_t arguments[CALL_REGISTERS])
{
    memset(words_at(m, 2), 0, 2 * sizeof(uint32_t));
    arguments[2] = 0;
}

/* The process is in the caller's job, as all that are made here. */
static void good_critical(struct machine *m, uint32_t arguments[CALL_REGISTERS])
{
    const struct kernel *k = machine_kernel(m);
    arguments[0] = name_of(m, object_of_job(k->process[machine_process(m, CALLER)].job));
}

/* ---- All of them. ---- */

static const struct {
    uint32_t number;
    void (*arrange)(struct machine *m, uint32_t arguments[CALL_REGISTERS]);
} arrangements[] = {
    {SYS_PROCESS_START, good_process_start},
    {SYS_THREAD_START, good_thread_start},
    {SYS_TASK_KILL, good_task},
    {SYS_TASK_SUSPEND, good_task},
    {SYS_TASK_CREATE_EXCEPTION_CHANNEL, good_task},
    {SYS_THREAD_READ_STATE, good_state},
    {SYS_THREAD_WRITE_STATE, good_state},
    {SYS_OBJECT_GET_CHILD, good_child},
    {SYS_OBJECT_GET_PROPERTY, good_property},
    {SYS_OBJECT_SET_PROPERTY, good_property},
    {SYS_JOB_SET_POLICY, good_policy},
    {SYS_JOB_SET_CRITICAL, good_critical},
};

void good_tasks(struct machine *m, uint32_t registers[1 + CALL_REGISTERS])
{
    for (unsigned i = 0; i < sizeof arrangements / sizeof arrangements[0]; i++) {
        if (arrangements[i].number == registers[0]) {
            arrangements[i].arrange(m, &registers[1]);
        }
    }
    fit_size(registers);
}

void fit_size(uint32_t registers[1 + CALL_REGISTERS])
{
    if (registers[0] == SYS_THREAD_READ_STATE || registers[0] == SYS_THREAD_WRITE_STATE) {
        registers[4] = registers[2] == 0 ? sizeof(struct arch_registers) : sizeof(struct arch_fpu);
    }
}
