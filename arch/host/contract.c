/*
 * The arch contract (kernel/arch.h) on the host.
 *
 * Contexts have no registers to save; what a call passes is put into them by machine.c. The MPU is
 * arch/armv7m's arithmetic over the very words the board would load.
 */
#include <string.h>

#include "../armv7m/mpu.h"
#include "internal.h"

void kernel_panic(struct kernel *k, const char *message)
{
    (void)k;
    host_abort(message);
}

const struct image *arch_image(const struct kernel *k)
{
    return ((const struct machine *)k)->image;
}

void arch_context_init(struct kernel *k, thread_id thread, const struct region *stack,
                       uint32_t entry, const uint32_t argument[2])
{
    k->arch.context[thread] = (struct arch_context){
        .psp = stack->base + region_size(stack),
        .stack_base = stack->base,
        .stack_span = region_size(stack),
        .debt = OWES_FRAME,
        .entry = entry,
        .argument = {argument[0], argument[1]},
        .control = 1,
    };
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

void arch_switch(struct kernel *k, thread_id from, thread_id to)
{
    run_charge(k, from);
    machine_of(k)->forced = false;
    if (to != NONE && k->arch.context[to].debt != OWES_RESUME) {
        k->arch.context[to].debt = OWES_NOTHING;
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

void arch_memory_copy(struct kernel *k, uint32_t to, uint32_t from, uint32_t size)
{
    struct machine *m = machine_of(k);
    const uint8_t *source = host_memory_read(m, from, size);
    KERNEL_ASSERT(k, source != NULL);
    (void)memmove(machine_memory(m, to, size), source, size);
}

void arch_memory_zero(struct kernel *k, uint32_t to, uint32_t size)
{
    (void)memset(machine_memory(machine_of(k), to, size), 0, size);
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
