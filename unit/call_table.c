/*
 * The table of system calls as the tests see it; see call_table.h.
 */
#include "call_table.h"

#include <string.h>

#include "call_tasks.h"
#include "l4.h"
#include "zircon.h"

#define GOOD_PAGE (1u << 12 | L4_OBJECTS << 4) /* the first slot, no rights */

#define NO_ARGUMENTS
#define ANY(place, name)                  {KIND_ANY, #name, place, 0, UINT32_MAX, 0},
#define INT(place, name)                  {KIND_INT, #name, place, INT32_MIN, INT32_MAX, 0},
#define RANGE(place, name, low, high)     {KIND_RANGE, #name, place, low, high, 0},
#define MIN(place, name, low)             {KIND_MIN, #name, place, low, INT32_MAX, 0},
#define PEER(place, name, right)          {KIND_PEER, #name, place, 0, 0, right},
#define IRQ(place, name)                  {KIND_IRQ, #name, place, 0, CONFIG_IRQS - 1, 0},
#define HANDLE(place, name, type, rights) {KIND_HANDLE, #name, place, type, 0, rights},
#define SPACE(place, name)                {KIND_HANDLE, #name, place, OBJECT_PROCESS, 0, RIGHT_WRITE},
#define FPAGE(place, name)                {KIND_FPAGE, #name, place, 0, 0, 0},
#define NAME(place, name)                 {KIND_NAME, #name, place, 0, 0, 0},
#define IN(place, name)                   {KIND_IN, #name, place, 0, 0, 0},
#define OUT(place, name)                  {KIND_OUT, #name, place, 0, 0, 0},
#define DEADLINE(place, name)             {KIND_DEADLINE, #name, place, 0, 0, 0},
#define GIVEN(place, name)                {KIND_GIVEN, #name, place, 0, 0, 0},
#define CONSUMED(place, name)             {KIND_CONSUMED, #name, place, 0, 0, 0},
#define NEEDS(capability)                 {KIND_NEEDS, #capability, CALL_REGISTERS, 0, 0, capability},
#define SYSCALL(number, name, family, blocking, summary, results, arguments)                       \
    {#name, number, family, blocking, {arguments{KIND_END, NULL, 0, 0, 0, 0}}},
const struct call calls[] = {
#include "syscalls.def"
};
#undef SYSCALL
const unsigned call_count = sizeof calls / sizeof calls[0];

uint32_t range_refusal(const struct call *call)
{
    static const uint32_t refusals[] = {[NATIVE] = SENTRY_INVALID,
                                        [SENTRY] = SENTRY_INVALID,
                                        [ZIRCON] = (uint32_t)ZX_INVALID_ARGS,
                                        [L4] = (uint32_t)L4_EINVAL};
    return refusals[call->family];
}

void reset(struct machine *m)
{
    machine_reset(m);
    run(m, thread_of(m, CALLER));
}

/* ---- What good values name. ---- */

uint32_t caller_data(struct machine *m)
{
    const struct kernel *k = machine_kernel(m);
    return k->mapping[k->process[machine_process(m, CALLER)].data].region.base;
}

/* A thread of the caller's process that has not started, and what it might have met. */
static object_id exception_made(struct kernel *k, process_id caller)
{
    thread_id thread = thread_create(k, caller, 5, 10);
    object_id exception = object_of_exception(thread);
    object_create_at(k, exception, OBJECT_EXCEPTION, object_of_thread(thread),
                     k->process[caller].domain);
    return exception;
}

/* An object of the caller's making; a process has no threads yet. */
static object_id object_made(struct kernel *k, enum object_type type, process_id caller)
{
    job_id job = k->process[caller].job;
    switch (type) {
    case OBJECT_JOB:
        return object_of_job(job_create(k, job, k->object[object_of_job(job)].domain));
    case OBJECT_PROCESS:
        return object_of_process(process_create(k, job));
    case OBJECT_THREAD:
        return object_of_thread(thread_create(k, caller, 5, 10));
    case OBJECT_EXCEPTION:
        return exception_made(k, caller);
    default:
        return object_create(k, type, object_of_job(job));
    }
}

uint32_t name_made(struct machine *m, enum object_type type, uint32_t rights)
{
    struct kernel *k = machine_kernel(m);
    process_id caller = machine_process(m, CALLER);
    object_id object = object_made(k, type, caller);
    assert_int_not_equal(object, NONE);
    uint32_t name = machine_handle(m, caller, object, rights);
    if (type == OBJECT_CHANNEL || type == OBJECT_EVENTPAIR) {
        (void)machine_handle(m, caller, object_peer(object), RIGHTS_ALL);
    }
    check(m);
    return name;
}

/* A channel's end that has a message of a byte and a handle to be read. */
static uint32_t channel_with_message(struct machine *m)
{
    uint32_t list = caller_data(m);
    uint32_t *ends = machine_memory(m, list, 2 * sizeof ends[0]);
    assert_int_equal(call_returns(m, SYS_CHANNEL_CREATE, 0, list, list + 4), ZX_OK);
    uint32_t end = ends[0];
    uint32_t other = ends[1];
    ends[0] = name_made(m, OBJECT_EVENT, RIGHTS_ALL);
    assert_int_equal(call_returns(m, SYS_CHANNEL_WRITE, other, 0, list, 1, list, 1), ZX_OK);
    return end;
}

/* ---- Good values. ---- */

/* Numbers for which 1 would not do. */
static uint32_t good_number(const char *name)
{
    static const struct {
        const char *name;
        uint32_t value;
    } numbers[] = {{"topic", ZX_INFO_HANDLE_BASIC},
                   {"size", 64},
                   {"clear", ZX_SIGNALED},
                   {"set", ZX_SIGNALED},
                   {"base", 5u << 12},
                   {"target", 5u << 12},
                   {"areas", 0}};
    for (unsigned i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        if (strcmp(numbers[i].name, name) == 0) {
            return numbers[i].value;
        }
    }
    return 1;
}

static uint32_t good_handle(struct machine *m, int64_t type)
{
    return type == OBJECT_CHANNEL
               ? channel_with_message(m)
               : name_made(m, type == OBJECT_ANY ? OBJECT_EVENTPAIR : (enum object_type)type,
                           RIGHTS_ALL);
}

/* Memory to be read holds what the calls can do something with: a handle and a signal, or a
 * flexpage. */
static uint32_t good_memory(struct machine *m, const struct argument *argument)
{
    bool pages = strcmp(argument->name, "fpages") == 0;
    const uint32_t words[3] = {pages ? GOOD_PAGE : name_made(m, OBJECT_EVENT, RIGHTS_ALL),
                               ZX_SIGNALED, 0};
    memcpy(machine_memory(m, caller_data(m), sizeof words), words, sizeof words);
    return caller_data(m);
}

static uint32_t good_value(struct machine *m, const struct argument *argument)
{
    switch (argument->kind) {
    case KIND_RANGE:
        return (uint32_t)argument->high;
    case KIND_MIN:
        return (uint32_t)argument->low;
    case KIND_PEER:
        return handle_of(m, TARGET);
    case KIND_IRQ:
        return OWN_LINE;
    case KIND_NAME:
        return strcmp(argument->name, "source") == 0 ? name_of_selector(SLOT_PROCESS)
                                                     : good_handle(m, OBJECT_ANY);
    case KIND_HANDLE:
        return good_handle(m, argument->low);
    case KIND_FPAGE:
        return GOOD_PAGE;
    case KIND_IN:
    case KIND_CONSUMED:
        return good_memory(m, argument);
    case KIND_OUT:
        return caller_data(m) + 48 + 24 * argument->place;
    default:
        return good_number(argument->name);
    }
}

void good_call(struct machine *m, const struct call *call, uint32_t registers[1 + CALL_REGISTERS])
{
    reset(m);
    memset(registers, 0xa5, (1 + CALL_REGISTERS) * sizeof registers[0]); /* others do not count */
    registers[0] = call->number;
    for (const struct argument *a = call->arguments; a->kind != KIND_END; a++) {
        if (a->kind == KIND_NEEDS) {
            continue;
        }
        registers[1 + a->place] = good_value(m, a);
        if (a->kind == KIND_DEADLINE || a->kind == KIND_CONSUMED) {
            registers[2 + a->place] = 0; /* long past; none */
        }
    }
    good_tasks(m, registers);
}
