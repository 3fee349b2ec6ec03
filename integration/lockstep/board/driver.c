/*
 * The driver: plays the script's steps one by one, and compares after each.
 *
 * It runs as PendSV, which every other handler makes pending before it begins (threads.S), so it
 * has the processor after each entry of the kernel and before the next instruction of a thread.
 * Invariant: when a step is played or compared, the thread that the core has chosen is loaded.
 */
#include "driver.h"

struct driver driver;
struct board_clock board_clock;
uint32_t driver_probe;

/* The port's vectors, with the driver in the way. Aligned as VTOR needs it. */
static uint32_t vectors[EXCEPTIONS + BOARD_IRQS] __attribute__((aligned(256)));

void observed_svc(void);
void observed_timer(void);
void observed_irq(void);
void observed_fault(void);
void driver_entry(void);

static const struct {
    void (*of_port)(void);
    void (*of_board)(void);
} detours[] = {
    {svc_entry, observed_svc},     {timer_entry, observed_timer}, {irq_entry, observed_irq},
    {fault_entry, observed_fault}, {work_entry, driver_entry},
};

static uint32_t vector_of(void (*handler)(void))
{
    return (uint32_t)(uintptr_t)handler;
}

static uint32_t vector_detour(uint32_t vector)
{
    for (unsigned i = 0; i < sizeof detours / sizeof detours[0]; i++) {
        if (vector == vector_of(detours[i].of_port)) {
            return vector_of(detours[i].of_board);
        }
    }
    return vector;
}

void board_set_up(void)
{
    const uint32_t *of_port = (const uint32_t *)(uintptr_t)*system_register(SCB_VTOR);
    vectors[0] = of_port[0];
    for (unsigned i = 1; i < sizeof vectors / sizeof vectors[0]; i++) {
        vectors[i] = vector_detour(of_port[i]);
    }
    *system_register(SCB_VTOR) = (uint32_t)(uintptr_t)vectors;
    board_clock.due = UINT64_MAX;
    driver.log = SUM_START;
    driver.step = (const struct script_step *)(uintptr_t)&loader_program()[1];
}

void board_entropy(struct entropy *entropy)
{
    const struct random *random = &loader_program()->random;
    entropy->present = random->seeded != 0;
    (void)__builtin_memcpy(entropy->key, random->key, sizeof entropy->key);
}

void board_log(char byte)
{
    driver.log = sum_add(driver.log, (uint8_t)byte);
}

void driver_pend(void)
{
    *system_register(SCB_ICSR) = ICSR_PENDSVSET;
}

struct exception_frame *driver_frame(void)
{
    struct exception_frame *frame;
    __asm__ volatile("mrs %0, psp" : "=r"(frame));
    return frame;
}

/* Whatever the members' types are. */
typedef uint64_t __attribute__((may_alias)) state_word;

/* As machine_hash. */
static uint64_t state_hash(void)
{
    const state_word *word = (const state_word *)(uintptr_t)&kernel;
    uint64_t hash = 14695981039346656037u;
    for (unsigned i = 0; i < offsetof(struct kernel, arch) / sizeof *word; i++) {
        hash = (hash ^ word[i]) * 1099511628211u;
        hash ^= hash >> 32;
    }
    return hash;
}

/* The running thread has its r0 in its frame. */
static uint32_t result_of(thread_id thread)
{
    return thread == kernel.sched.current ? driver_frame()->r0 : kernel.arch.context[thread].result;
}

static uint32_t results_sum(void)
{
    uint32_t sum = SUM_START;
    for (thread_id thread = 1; thread <= CONFIG_THREADS; thread++) {
        if (is_caller(&driver.callers, &kernel, thread)) {
            sum = sum_add(sum_add(sum, thread), result_of(thread));
        }
    }
    return sum;
}

static uint8_t *ram(void)
{
    return (uint8_t *)(uintptr_t)SCRIPT_RAM;
}

static void call_level(const struct script_step *step)
{
    if (step->action == ACTION_CALL && is_caller(&driver.callers, &kernel, driver.self)) {
        answer_level(step->operand, result_of(driver.self), kernel.thread[driver.self].area, ram());
    }
}

/* Halted: as in struct script_state. */
static void step_compare(const struct script_state *state, uint32_t halted)
{
    same("the exit status", state->halted, halted);
    same("the state", state->hash, state_hash());
    same("the running thread", state->current, kernel.sched.current);
    same("the time", state->now, arch_now(&kernel));
    same("memory", state->memory, sum_tasks(ram(), &loaded()->image, &driver.frames));
    same("the log", state->log, driver.log);
}

static const struct script_step *step_after(const struct script_step *step)
{
    return (const struct script_step *)((uintptr_t)&step[1] + step->size);
}

/* What user code writes goes in front of the step that shows it. The running thread's frame may be
 * there, and stays. */
static void memory_write(const struct script_step *step)
{
    struct exception_frame frame;
    bool runs = kernel.sched.current != NONE;
    if (runs) {
        frame = *driver_frame();
    }
    (void)__builtin_memcpy((void *)(uintptr_t)step->operand[0], &step[1], step->size);
    if (runs) {
        *driver_frame() = frame;
    }
}

/* A step that only says what the next one is played and compared with. */
static bool step_prepares(const struct script_step *step)
{
    if (step->action == ACTION_WRITE) {
        memory_write(step);
    } else if (step->action == ACTION_STACK) {
        frames_add(&driver.frames, step->operand[0]);
    } else {
        return false;
    }
    return true;
}

static void step_advance(void)
{
    do {
        driver.step = step_after(driver.step);
        driver.number++;
    } while (step_prepares(driver.step));
    if (driver.step->action == ACTION_END) {
        loader_next();
    }
}

/*
 * No board comes back from here, so the kernel's entry stays as it is, and the program has ended.
 */
void board_halt(uint32_t status)
{
    step_compare(&driver.step->state, 1 + status);
    step_advance();
    report_refusal("a step after a halt");
}

/* Whether all that has happened to the thread that acts is that a region was loaded for it. */
static bool is_refilled(void)
{
    uint32_t before = driver.refills;
    if (driver.pc == 0 || kernel.sched.current != driver.self) {
        return false;
    }
    driver.refills = kernel.arch.context[driver.self].refills;
    return driver.refills != before && driver_frame()->pc == driver.pc;
}

/* The thread goes on with the r0 that it had. */
static void probe_end(void)
{
    const struct script_access *access = access_of(driver.step);
    if (driver.probed != NONE && driver_probe == PROBE_DONE) {
        struct exception_frame *frame = driver_frame();
        same("whether it may", access->is_done, 1);
        same("the byte loaded", access->byte,
             access->is_same != 0 && access->kind == ACCESS_LOAD ? frame->r0 : access->byte);
        frame->r0 = driver.r0;
    }
    driver_probe = PROBE_NONE;
    driver.probed = NONE;
}

void driver_taken(struct driver_registers *registers)
{
    static bool again;
    if (port.current != port.next || kernel_has_work(&kernel)) {
        driver_pend(); /* the port switches first, and no thread runs before the kernel's work */
        return;
    }
    if (is_refilled()) {
        return; /* the thread tries again */
    }
    driver.pc = 0;
    if (!again) {
        probe_end();
        callers_step(&driver.callers, &kernel, driver.step, driver.self);
        call_level(driver.step);
        step_compare(&driver.step->state, 0);
        same("the results of calls", driver.step->state.results, results_sum());
        step_advance();
        driver.self = kernel.sched.current;
    }
    enum played played = action_play(driver.step, registers);
    again = played == AGAIN;
    if (played == PLAYED) {
        driver_pend();
    }
}
