/*
 * What can happen in a step, one function for each action.
 *
 * Calls, faults, interrupts and the timer are made to happen to the processor. What user code has
 * no call for is done to the core as arch/host does it. Must not know what a step should lead to,
 * but for values that are not in the state.
 */
#include "driver.h"

#define XPSR_THUMB   (1u << 24)
#define XPSR_HANDLER 5u /* the number of an exception, where a thread has 0 */
#define NVIC_ISPR    0xe000e200u

#define ICSR_PENDSTSET (1u << 26)

static thread_id current(void)
{
    return kernel.sched.current;
}

/* The running thread goes on at this place of its code, with this in r0. */
static struct exception_frame *thread_continue(uint32_t code, uint32_t r0)
{
    struct exception_frame *frame = driver_frame();
    frame->r0 = r0;
    frame->pc = script_code(&kernel, kernel.thread[current()].process) + code;
    frame->xpsr = XPSR_THUMB;
    driver.pc = frame->pc;
    driver.refills = kernel.arch.context[current()].refills;
    return frame;
}

static enum played action_call(const struct script_step *step, struct driver_registers *registers)
{
    struct exception_frame *frame = thread_continue(CODE_CALL, step->operand[0]);
    frame->r1 = step->operand[1];
    frame->r2 = step->operand[2];
    frame->r3 = step->operand[3];
    registers->r[CALL_REGISTER(4) - 4] = step->operand[4];
    registers->r[CALL_REGISTER(5) - 4] = step->operand[5];
    registers->r[6 - 4] = step->operand[OPERAND_NUMBER];
    registers->r[CALL_REGISTER(6) - 4] = step->operand[6];
    registers->r[CALL_REGISTER(7) - 4] = step->operand[7];
    driver.calls++;
    return AWAITED;
}

static enum played action_fault(const struct script_step *step, struct driver_registers *registers)
{
    (void)registers;
    const struct script_fault fault = script_fault_of(step->operand[0]);
    bool has_address = fault.has_address || fault.is_foreign;
    uint32_t odd = (uint32_t)(uintptr_t)driver_frame() + 1; /* in its stack, and not aligned */
    struct exception_frame *frame =
        thread_continue(fault.code, has_address ? step->operand[1] : odd);
    frame->r1 = 0;
    if (fault.bad_frame) {
        frame->xpsr |= XPSR_HANDLER;
    }
    return AWAITED;
}

/*
 * The thread loads or stores itself, and comes back by an svc of its own. What may be executed is
 * not: it is data. The core is asked, and only the refusal happens to the processor.
 */
static enum played action_access(const struct script_step *step, struct driver_registers *registers)
{
    (void)registers;
    const struct script_access *access = access_of(step);
    process_id process = kernel.thread[current()].process;
    if (access->kind == ACCESS_FETCH && access->is_done != 0) {
        same("whether it may be executed", 1,
             space_permits(&kernel, process, access->address, 2, ACCESS_EXECUTE));
        return PLAYED;
    }
    driver.r0 = driver_frame()->r0;
    uint32_t code = access->kind == ACCESS_LOAD ? CODE_LOADED : CODE_STORED;
    struct exception_frame *frame = thread_continue(code, access->address);
    frame->r1 = access->byte;
    if (access->kind == ACCESS_FETCH) {
        frame->pc = access->address;
        driver.pc = access->address;
    }
    driver.probed = current();
    driver_probe = PROBE_AWAITED;
    return AWAITED;
}

/* ---- Time. The timer may fire on the way, when a wait is longer than it can count. ---- */

static enum played timer_fire(enum played played)
{
    *system_register(SCB_ICSR) = ICSR_PENDSTSET;
    return played;
}

static uint64_t time_of(const struct script_step *step)
{
    return step->operand[0] | (uint64_t)step->operand[1] << 32;
}

/* No timer counts to zero: for a time that has come it is started with one tick. The host's fires
 * at once. */
static enum played action_timer(const struct script_step *step, struct driver_registers *registers)
{
    (void)registers;
    uint64_t time = time_of(step);
    if (board_clock.due < time) {
        board_clock.now = board_clock.due;
        return timer_fire(AGAIN);
    }
    bool is_late = board_clock.started == time && board_clock.due == time + 1;
    same("the time the timer is set for", time, is_late ? time : board_clock.due);
    board_clock.now = time;
    return timer_fire(AWAITED);
}

static enum played action_time(const struct script_step *step, struct driver_registers *registers)
{
    (void)registers;
    uint64_t time = time_of(step);
    if (board_clock.due <= time) {
        board_clock.now = board_clock.due;
        return timer_fire(AGAIN);
    }
    board_clock.now = time;
    return PLAYED;
}

/* A line that may not fire stays pending until it may, and then does not fire for it. */
static enum played action_line(const struct script_step *step, struct driver_registers *registers)
{
    (void)registers;
    uint32_t line = step->operand[0];
    uint32_t enabled = system_register(NVIC_ISER)[line / 32] >> line % 32 & 1u;
    same("whether the line may fire", step->operand[1], enabled);
    system_register(NVIC_ISPR)[line / 32] = 1u << line % 32;
    return enabled != 0 ? AWAITED : PLAYED;
}

/* ---- What the host library does to the core by itself. ---- */

/* As machine_run. */
static enum played action_run(const struct script_step *step, struct driver_registers *registers)
{
    (void)registers;
    thread_id thread = (thread_id)step->operand[0];
    same("whether the thread is ready", THREAD_READY, kernel.thread[thread].state);
    if (thread != current()) {
        kernel.sched.ready_queue[kernel.thread[thread].priority].first = thread;
        sched_run(&kernel, thread);
    }
    return PLAYED;
}

/* Its mapping, which may be there from a thread before; NONE: it cannot have one. */
static mapping_id thread_stack(process_id process, const struct region *stack)
{
    mapping_id mapping = kernel.process[process].first_mapping;
    while (mapping != NONE && !region_overlaps(&kernel.mapping[mapping].region, stack)) {
        mapping = kernel.mapping[mapping].next;
    }
    if (mapping == NONE) {
        return space_add(&kernel, process, stack);
    }
    const struct region *found = &kernel.mapping[mapping].region;
    bool whole = found->base == stack->base && found->order == stack->order &&
                 found->access == stack->access;
    return whole ? mapping : (mapping_id)NONE;
}

/* As machine_thread: its memory is where arch/host/image.c places it. */
static thread_id thread_begin(process_id process, bool with_area)
{
    const struct image_task *task = &loaded()->image.tasks[kernel.process[process].task];
    thread_id thread = thread_create(&kernel, process, task->priority, (uint8_t)task->quantum_ms);
    if (thread == NONE) {
        return NONE;
    }
    uint32_t base = SCRIPT_THREADS + (thread - RESERVED - 1u) * SCRIPT_THREAD_EACH;
    struct thread_start start = {
        .stack = {.base = base, .order = STACK_ORDER_MIN, .access = ACCESS_READ | ACCESS_WRITE},
        .sp = base + (1u << STACK_ORDER_MIN),
        .entry = task->entry};
    bool fits = thread_stack(process, &start.stack) != NONE;
    start.area = fits && with_area ? area_take(&kernel, process, thread) : 0;
    if (!fits || (with_area && start.area == 0)) {
        object_reference(&kernel, object_of_thread(thread));
        object_dereference(&kernel, object_of_thread(thread)); /* nobody has it: it is free again */
        return NONE;
    }
    thread_start(&kernel, thread, &start);
    sched_settle(&kernel);
    return thread;
}

static enum played action_begin(const struct script_step *step, struct driver_registers *registers)
{
    (void)registers;
    thread_id thread = thread_begin((process_id)step->operand[0], step->operand[1] != 0);
    same("the new thread", step->operand[2], thread);
    return PLAYED;
}

static enum played action_leave(const struct script_step *step, struct driver_registers *registers)
{
    (void)registers;
    thread_exit(&kernel, (thread_id)step->operand[0]);
    sched_settle(&kernel);
    return PLAYED;
}

static enum played action_priority(const struct script_step *step,
                                   struct driver_registers *registers)
{
    (void)registers;
    thread_id thread = (thread_id)step->operand[0];
    sched_remove(&kernel, thread);
    kernel.thread[thread].priority = (uint8_t)step->operand[1];
    sched_add(&kernel, thread);
    sched_settle(&kernel);
    return PLAYED;
}

static enum played action_handle(const struct script_step *step, struct driver_registers *registers)
{
    (void)registers;
    process_id process = (process_id)step->operand[0];
    slot_id slot = handle_create(&kernel, process, (object_id)step->operand[1], step->operand[2]);
    uint32_t value = slot == NONE ? 0 : name_of_handle(&kernel, process, slot);
    same("the new handle", step->operand[3], value);
    return PLAYED;
}

static enum played action_close(const struct script_step *step, struct driver_registers *registers)
{
    (void)registers;
    handle_close(&kernel, (process_id)step->operand[0], (slot_id)step->operand[1]);
    sched_settle(&kernel);
    return PLAYED;
}

/*
 * When an action has ended the running thread, the port has put a context of nobody in its place,
 * in whose name no handler is entered. Here one is: with bounds that let every stack pointer pass.
 */
enum played action_play(const struct script_step *step, struct driver_registers *registers)
{
    static struct arch_context nobody;
    static enum played (*const actions[SCRIPT_ACTIONS])(const struct script_step *,
                                                        struct driver_registers *) = {
        [ACTION_CALL] = action_call,         [ACTION_RUN] = action_run,
        [ACTION_TIMER] = action_timer,       [ACTION_TIME] = action_time,
        [ACTION_LINE] = action_line,         [ACTION_FAULT] = action_fault,
        [ACTION_BEGIN] = action_begin,       [ACTION_LEAVE] = action_leave,
        [ACTION_PRIORITY] = action_priority, [ACTION_HANDLE] = action_handle,
        [ACTION_CLOSE] = action_close,       [ACTION_ACCESS] = action_access,
    };
    if (step->action >= SCRIPT_ACTIONS || actions[step->action] == NULL) {
        report_refusal("a step of no known action");
    }
    const struct arch_context *before = port.current;
    enum played played = actions[step->action](step, registers);
    if (port.current != before) {
        nobody = (struct arch_context){.stack_span = UINT32_MAX};
        port.current = &nobody;
    }
    return played;
}
