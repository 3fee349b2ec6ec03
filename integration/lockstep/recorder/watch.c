/*
 * What the session calls, watched: see watch.h and watched.txt.
 *
 * The functions that are watched call each other too; only the outermost call is an action.
 */
#include "watch.h"

#include <string.h>

#include "deeds.h"
#include "steps.h"

static void time_put(struct script_step *step, uint64_t time)
{
    step->operand[0] = (uint32_t)time;
    step->operand[1] = (uint32_t)(time >> 32);
}

/* ---- What is watched. ---- */

/* Bit p: the call reads from an address in place p. */
#define NO_ARGUMENTS
#define ANY(place, name)
#define INT(place, name)
#define RANGE(place, name, low, high)
#define MIN(place, name, low)
#define PEER(place, name, right)
#define IRQ(place, name)
#define HANDLE(place, name, type, rights)
#define SPACE(place, name)
#define FPAGE(place, name)
#define NAME(place, name)
#define IN(place, name) | 1u << (place)
#define OUT(place, name)
#define COUNT(place, name)
#define DEADLINE(place, name)
#define GIVEN(place, name)
#define CONSUMED(place, name) | 1u << (place)
#define NEEDS(capability)
#define SYSCALL(number, name, family, blocking, summary, results, arguments)                       \
    [number] = 0u arguments,
static const uint8_t reads[SYS_CALLS] = {
#include "syscalls.def"
};
#undef SYSCALL

/* Code, or a frame. What is read is followed by how much that is. */
static bool reads_other(const struct kernel *k, uint32_t number,
                        const uint32_t arguments[CALL_REGISTERS])
{
    bool found = false;
    process_id process = k->thread[k->sched.current].process;
    for (unsigned place = 0; number < SYS_CALLS && place + 1 < CALL_REGISTERS; place++) {
        uint32_t address = arguments[place];
        found =
            found || ((reads[number] >> place & 1u) != 0 && arguments[place + 1] != 0 &&
                      !is_compared(address) && space_permits(k, process, address, 1, ACCESS_READ));
    }
    return found;
}

/*
 * A thread of a board can do what the code lets it that the driver knows, and its frame is in its
 * stack. On the host it needs neither.
 */
static void thread_acts(const struct kernel *k)
{
    thread_id thread = k->sched.current;
    if (script_code(k, k->thread[thread].process) == SCRIPT_NO_CODE) {
        action_obstruct(OBSTACLE_CODE);
    }
    if (!has_stack(k, thread)) {
        action_obstruct(OBSTACLE_STACK);
    }
}

WATCHED(struct machine_result, machine_call, struct machine *m, uint32_t number,
        const uint32_t arguments[CALL_REGISTERS])
{
    const struct kernel *k = machine_kernel(m);
    thread_id caller = machine_current(m);
    struct script_step step = action_begin(ACTION_CALL);
    thread_acts(k);
    if (reads_other(k, number, arguments)) {
        action_obstruct(OBSTACLE_READS);
    }
    memcpy(step.operand, arguments, CALL_REGISTERS * sizeof arguments[0]);
    step.operand[OPERAND_NUMBER] = number;
    struct machine_result result = __real_machine_call(m, number, arguments);
    if (result.returned) {
        answer_level(step.operand, result.value, k->thread[caller].area, watch.ram);
    }
    action_end(&step);
    return result;
}

WATCHED(void, machine_run, struct machine *m, thread_id thread)
{
    struct script_step step = action_begin(ACTION_RUN);
    step.operand[0] = thread;
    __real_machine_run(m, thread);
    action_end(&step);
}

/* Each time the timer fires is a step of its own: see kernel_timer. */
WATCHED(void, machine_advance, struct machine *m, uint64_t ticks)
{
    __real_machine_advance(m, ticks);
    struct script_step step = action_begin(ACTION_TIME);
    time_put(&step, machine_now(m));
    action_end(&step);
}

void __real_machine_settle(struct machine *m);

WATCHED(void, kernel_timer, struct kernel *k)
{
    if (!is_action(k)) {
        __real_kernel_timer(k);
        return;
    }
    struct script_step step = action_begin(ACTION_TIMER);
    time_put(&step, machine_now(watch.machine));
    __real_kernel_timer(k);
    __real_machine_settle(watch.machine);
    action_end(&step);
}

WATCHED(bool, machine_irq, struct machine *m, uint32_t line)
{
    struct script_step step = action_begin(ACTION_LINE);
    bool fires = __real_machine_irq(m, line);
    step.operand[0] = line;
    step.operand[1] = fires;
    action_end(&step);
    return fires;
}

WATCHED(void, machine_fault, struct machine *m, enum fault_kind kind, uint32_t address)
{
    struct script_step step = action_begin(ACTION_FAULT);
    thread_acts(machine_kernel(m));
    step.operand[0] = kind;
    step.operand[1] = script_fault_of(kind).is_foreign ? SCRIPT_FOREIGN : address;
    __real_machine_fault(m, kind, step.operand[1]);
    action_end(&step);
}

/* The kernel is told what the board's hardware will tell it. A thread without a frame faults by
 * itself, and there is nothing to tell. */
WATCHED(void, kernel_fault, struct kernel *k, const struct fault *fault)
{
    if (!fault->has_address) {
        __real_kernel_fault(k, fault);
        return;
    }
    const struct script_fault made = script_fault_of(fault->kind);
    uint32_t code = script_code(k, k->thread[k->sched.current].process);
    const struct fault told = {.kind = fault->kind,
                               .address = fault->address,
                               .pc = watch.pc != 0 ? watch.pc : code + made.code,
                               .status =
                                   watch.fetches ? script_fetch_status(fault->kind) : made.status,
                               .has_address = made.has_address,
                               .has_pc = made.has_pc};
    __real_kernel_fault(k, &told);
}

/* ---- Accesses. ---- */

static struct script_step access_begin(struct machine *m, enum script_access_kind kind,
                                       uint32_t address)
{
    const struct kernel *k = machine_kernel(m);
    uint32_t code = script_code(k, k->thread[machine_current(m)].process);
    struct script_step step = action_begin(ACTION_ACCESS);
    thread_acts(k);
    watch.fetches = kind == ACCESS_FETCH;
    watch.pc =
        kind == ACCESS_FETCH ? address : code + (kind == ACCESS_LOAD ? CODE_LOADED : CODE_STORED);
    step.operand[0] = kind;
    step.operand[1] = address;
    return step;
}

static void access_end(struct script_step *step, uint8_t byte, bool is_done)
{
    watch.pc = 0;
    watch.fetches = false;
    step->operand[2] = byte;
    step->operand[3] = is_done;
    step->operand[4] = is_compared(step->operand[1]);
    action_end(step);
}

WATCHED(bool, machine_load, struct machine *m, uint32_t address, void *to, uint32_t size)
{
    struct script_step step = access_begin(m, ACCESS_LOAD, address);
    bool is_done = __real_machine_load(m, address, to, size);
    access_end(&step, *(const uint8_t *)to, is_done);
    return is_done;
}

WATCHED(bool, machine_store, struct machine *m, uint32_t address, const void *from, uint32_t size)
{
    struct script_step step = access_begin(m, ACCESS_STORE, address);
    bool is_done = __real_machine_store(m, address, from, size);
    access_end(&step, *(const uint8_t *)from, is_done);
    return is_done;
}

WATCHED(bool, machine_fetch, struct machine *m, uint32_t address)
{
    struct script_step step = access_begin(m, ACCESS_FETCH, address);
    bool is_done = __real_machine_fetch(m, address);
    access_end(&step, 0, is_done);
    return is_done;
}

WATCHED(thread_id, machine_thread, struct machine *m, process_id process, bool with_area)
{
    struct script_step step = action_begin(ACTION_BEGIN);
    thread_id thread = __real_machine_thread(m, process, with_area);
    step.operand[0] = process;
    step.operand[1] = with_area;
    step.operand[2] = thread;
    action_end(&step);
    return thread;
}

WATCHED(void, machine_thread_exit, struct machine *m, thread_id thread)
{
    struct script_step step = action_begin(ACTION_LEAVE);
    step.operand[0] = thread;
    __real_machine_thread_exit(m, thread);
    action_end(&step);
}

WATCHED(uint32_t, machine_handle, struct machine *m, process_id process, object_id object,
        uint32_t rights)
{
    struct script_step step = action_begin(ACTION_HANDLE);
    uint32_t value = __real_machine_handle(m, process, object, rights);
    step.operand[0] = process;
    step.operand[1] = object;
    step.operand[2] = rights;
    step.operand[3] = value;
    action_end(&step);
    return value;
}

/* A close (deeds.h) goes on with machine_settle. */
WATCHED(void, handle_close, struct kernel *k, process_id process, slot_id slot)
{
    if (!is_action(k)) {
        __real_handle_close(k, process, slot);
        return;
    }
    struct script_step step = action_begin(ACTION_CLOSE);
    step.operand[0] = process;
    step.operand[1] = slot;
    __real_handle_close(k, process, slot);
    __real_machine_settle(watch.machine);
    action_end(&step);
}

/* A change of priority (deeds.h) begins with sched_remove and ends with machine_settle. */
WATCHED(void, sched_remove, struct kernel *k, thread_id thread)
{
    if (is_action(k)) {
        struct script_step unused = action_begin(ACTION_PRIORITY);
        (void)unused;
        watch.removed = thread;
    }
    __real_sched_remove(k, thread);
}

WATCHED(void, machine_settle, struct machine *m)
{
    __real_machine_settle(m);
    if (watch.removed != NONE && watch.inside == 1) {
        struct script_step step = {.action = ACTION_PRIORITY};
        step.operand[0] = watch.removed;
        step.operand[1] = machine_kernel(m)->thread[watch.removed].priority;
        watch.removed = NONE;
        action_end(&step);
    }
}

WATCHED(void, arch_halt, struct kernel *k, uint32_t status)
{
    __real_arch_halt(k, status);
    if ((const struct machine *)k == watch.machine) {
        action_halt();
    }
}

static void log_add(const void *bytes, uint32_t size)
{
    for (uint32_t i = 0; i < size; i++) {
        watch.log = sum_add(watch.log, ((const uint8_t *)bytes)[i]);
    }
}

WATCHED(void, arch_log, struct kernel *k, uint32_t from, uint32_t size)
{
    log_add(machine_memory((struct machine *)k, from, size), size);
    __real_arch_log(k, from, size);
}

WATCHED(void, arch_report, struct kernel *k, const char *text)
{
    log_add(text, (uint32_t)strlen(text));
    __real_arch_report(k, text);
}
