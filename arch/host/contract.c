/*
 * The arch contract (kernel/arch.h) on the host.
 *
 * Contexts have no registers to save; what a call passes is put into them by machine.c. The MPU is
 * arch/armv7m's arithmetic over the very words the board would load.
 */
#include <string.h>

#include "../armv7m/mpu.h"
#include "internal.h"

#define FRAME_SIZE        32u         /* bytes that an exception takes of the stack, */
#define FRAME_FPU_SIZE    72u         /* and what the FPU registers add to it */
#define EXC_RETURN_THREAD 0xfffffffdu /* a thread without FPU state */
#define EXC_RETURN_BASIC  0x10u       /* clear: there is some */
#define XPSR_THUMB        0x01000000u /* the only instruction set there is */
#define XPSR_FLAGS        0xf80f0000u /* what user code sets by itself; nothing else is there */
#define FPSCR_USER        0xf7c0009fu /* all that is there */

void kernel_panic(struct kernel *k, const char *message)
{
    (void)k;
    host_abort(message);
}

const struct image *arch_image(const struct kernel *k)
{
    return ((const struct machine *)k)->image;
}

void arch_context_init(struct kernel *k, thread_id thread, const struct thread_start *start)
{
    k->arch.context[thread] = (struct arch_context){
        .psp = start->sp,
        .exc_return = EXC_RETURN_THREAD,
        .stack_base = start->stack.base,
        .stack_span = region_size(&start->stack),
        .debt = OWES_FRAME,
        .entry = start->entry,
        .argument = {start->argument[0], start->argument[1]},
        .control = 1,
    };
    machine_of(k)->registers[thread] = (struct host_registers){
        .general = {.r = {start->argument[0], start->argument[1]},
                    .sp = start->sp,
                    .pc = start->entry & ~1u,
                    .xpsr = XPSR_THUMB},
    };
}

/* ---- Registers. A machine's threads have those that have been written, and what a call passes.
 * ---- */

static bool has_fpu(const struct arch_context *context)
{
    return (context->exc_return & EXC_RETURN_BASIC) == 0;
}

/*
 * The thread has a frame from now on, with room for FPU registers or without it, under this stack
 * pointer. False: there is no room in the stack, and nothing has changed.
 */
static bool frame_put(struct arch_context *context, uint32_t sp, bool fpu)
{
    uint32_t room = sp - context->stack_base;
    uint32_t size = fpu ? FRAME_SIZE + FRAME_FPU_SIZE : FRAME_SIZE;
    if (sp % 4 != 0 || room < size || room > context->stack_span) {
        return false;
    }
    context->psp = sp;
    context->exc_return = fpu ? EXC_RETURN_THREAD & ~EXC_RETURN_BASIC : EXC_RETURN_THREAD;
    if (context->debt == DEBT_FAULT) {
        context->debt = OWES_RESULT;
    }
    return true;
}

bool arch_registers_read(struct kernel *k, thread_id thread, struct arch_registers *registers)
{
    const struct arch_context *context = &k->arch.context[thread];
    if (context->debt == DEBT_FAULT) {
        return false;
    }
    *registers = machine_of(k)->registers[thread].general;
    if (context->debt == OWES_RESULT) {
        registers->r[0] = context->result;
    }
    return true;
}

/* FPU registers that were lost with their frame are zero from now on. */
bool arch_registers_write(struct kernel *k, thread_id thread,
                          const struct arch_registers *registers)
{
    struct arch_context *context = &k->arch.context[thread];
    bool fpu = context->debt != DEBT_FAULT && has_fpu(context);
    if (!frame_put(context, registers->sp, fpu)) {
        return false;
    }
    struct arch_registers *written = &machine_of(k)->registers[thread].general;
    *written = *registers;
    written->pc &= ~1u;
    written->xpsr = (registers->xpsr & XPSR_FLAGS) | XPSR_THUMB;
    context->result = registers->r[0];
    return true;
}

bool arch_fpu_read(struct kernel *k, thread_id thread, struct arch_fpu *fpu)
{
    const struct arch_context *context = &k->arch.context[thread];
    *fpu = (struct arch_fpu){.fpscr = 0};
    if (context->debt == DEBT_FAULT) {
        return false;
    }
    if (has_fpu(context)) {
        *fpu = machine_of(k)->registers[thread].fpu;
    }
    return true;
}

bool arch_fpu_write(struct kernel *k, thread_id thread, const struct arch_fpu *fpu)
{
    struct arch_context *context = &k->arch.context[thread];
    if (context->debt == DEBT_FAULT || !frame_put(context, context->psp, true)) {
        return false;
    }
    machine_of(k)->registers[thread].fpu = *fpu;
    machine_of(k)->registers[thread].fpu.fpscr &= FPSCR_USER;
    return true;
}

void arch_context_result(struct kernel *k, thread_id thread, uint32_t value)
{
    k->arch.context[thread].result = value;
    k->arch.context[thread].debt = OWES_RESULT;
}

void arch_context_resume(struct kernel *k, thread_id thread)
{
    k->arch.context[thread].debt = OWES_RESUME;
}

void arch_context_drop(struct kernel *k, thread_id thread)
{
    k->arch.context[thread] = (struct arch_context){0};
}

/* In 64 bits: nothing interrupts a machine's clock on its way over any number of ticks. */
static void run_charge(struct kernel *k, thread_id thread)
{
    uint64_t now = machine_of(k)->now;
    k->arch.context[thread].run += now - k->arch.clock.base;
    k->arch.clock.base = now;
}

/* Other debts are paid when the machine leaves the kernel (host_resume). */
void arch_switch(struct kernel *k, thread_id from, thread_id to)
{
    struct arch_context *context = &k->arch.context[to];
    run_charge(k, from);
    machine_of(k)->forced = false;
    if (context->debt == OWES_RESULT || context->debt == OWES_FRAME) {
        context->debt = OWES_NOTHING;
    }
}

uint64_t arch_run_ticks(struct kernel *k, thread_id thread)
{
    run_charge(k, k->sched.current);
    return k->arch.context[thread].run;
}

void arch_region_set(struct kernel *k, thread_id thread, unsigned index,
                     const struct region *region)
{
    mpu_encode(k->arch.context[thread].region[index], index, region);
}

/* Whether the running thread's loaded regions permit the access to every byte. */
static bool loaded_permits(const struct kernel *k, uint32_t address, uint32_t size, unsigned access)
{
    const struct arch_context *context = &k->arch.context[k->sched.current];
    for (uint32_t i = 0; i < size; i++) {
        if (!mpu_permits(context->region, address + i, access)) {
            return false;
        }
    }
    return true;
}

bool arch_user_read(struct kernel *k, void *to, uint32_t from, uint32_t size)
{
    const uint8_t *bytes = host_memory_read(machine_of(k), from, size);
    if (bytes == NULL || !loaded_permits(k, from, size, ACCESS_READ)) {
        return false;
    }
    (void)memcpy(to, bytes, size);
    return true;
}

bool arch_user_write(struct kernel *k, uint32_t to, const void *from, uint32_t size)
{
    if (!loaded_permits(k, to, size, ACCESS_WRITE)) {
        return false;
    }
    uint8_t *bytes = host_memory(machine_of(k), to, size);
    if (bytes == NULL) {
        return false;
    }
    (void)memcpy(bytes, from, size);
    return true;
}

/* Nothing is copied or filled wherever it is. */
void arch_memory_copy(struct kernel *k, uint32_t to, uint32_t from, uint32_t size)
{
    struct machine *m = machine_of(k);
    if (size == 0) {
        return;
    }
    const uint8_t *source = host_memory_read(m, from, size);
    KERNEL_ASSERT(k, source != NULL);
    (void)memmove(machine_memory(m, to, size), source, size);
}

void arch_memory_zero(struct kernel *k, uint32_t to, uint32_t size)
{
    if (size > 0) {
        (void)memset(machine_memory(machine_of(k), to, size), 0, size);
    }
}

uint32_t arch_memory_zeros(struct kernel *k, uint32_t from, uint32_t size)
{
    const uint8_t *bytes = host_memory_read(machine_of(k), from, size);
    uint32_t zeros = 0;
    while (zeros < size && bytes[zeros] == 0) {
        zeros++;
    }
    return zeros & ~3u;
}

void arch_memory_write(struct kernel *k, uint32_t to, const void *from, uint32_t size)
{
    (void)memcpy(machine_memory(machine_of(k), to, size), from, size);
}

uint64_t arch_now(struct kernel *k)
{
    return machine_of(k)->now;
}

void arch_timer_set(struct kernel *k, uint64_t deadline)
{
    k->arch.clock.deadline = deadline;
}

void arch_irq_set_enabled(struct kernel *k, uint32_t line, bool enabled)
{
    machine_of(k)->irq_enabled[line] = enabled;
}

static void log_bytes(struct machine *m, const void *bytes, uint32_t size)
{
    uint32_t used = m->log_size < MACHINE_LOG_SIZE ? m->log_size : MACHINE_LOG_SIZE;
    uint32_t kept = size < MACHINE_LOG_SIZE - used ? size : MACHINE_LOG_SIZE - used;
    (void)memcpy(&m->log[used], bytes, kept);
    m->log_size += size;
}

void arch_log(struct kernel *k, uint32_t from, uint32_t size)
{
    const uint8_t *bytes = host_memory_read(machine_of(k), from, size);
    KERNEL_ASSERT(k, bytes != NULL);
    log_bytes(machine_of(k), bytes, size);
}

void arch_report(struct kernel *k, const char *text)
{
    log_bytes(machine_of(k), text, (uint32_t)strlen(text));
}

void arch_halt(struct kernel *k, uint32_t status)
{
    struct machine *m = machine_of(k);
    if (!m->halted) {
        m->halted = true;
        m->halt_status = status;
    }
}
