/*
 * Machines: their life, the calls, time and faults of their threads.
 *
 * It owns struct machine but for its memory (memory.c). Every function that lets the kernel run
 * leaves it between kernel entries, so that machine_check can be called after each.
 */
#include <stdlib.h>
#include <string.h>

#include "../armv7m/mpu.h"
#include "check.h"
#include "internal.h"

#define REFILLS_MAX 64u /* one access needs at most four */

/* The thread that is to run finishes a call first, or has no frame to run by. False: it does. */
static bool debt_faults(struct kernel *k)
{
    static const struct fault fault = {.kind = FAULT_STACK};
    struct arch_context *context = &k->arch.context[k->sched.current];
    bool faults = context->debt == DEBT_FAULT;
    if (faults) {
        kernel_fault(k, &fault);
    } else if (context->debt == OWES_RESUME) {
        context->debt = OWES_NOTHING;
        context->result = kernel_resume(k);
    }
    return faults;
}

void host_resume(struct machine *m)
{
    do {
        while (kernel_has_work(&m->kernel) && !m->halted) {
            kernel_work(&m->kernel);
        }
    } while (!m->halted && debt_faults(&m->kernel));
}

void machine_settle(struct machine *m)
{
    sched_settle(&m->kernel);
    host_resume(m);
}

static void require(bool condition, const char *message)
{
    if (!condition) {
        host_abort(message);
    }
}

/* The same for every machine, since equal machines are to do the same. */
static const struct entropy entropy = {.present = true, .key = {1, 2, 3, 4, 5, 6, 7, 8}};

struct machine *machine_create(const struct image *image)
{
    struct machine *m = calloc(1, sizeof *m);
    struct machine *booted = calloc(1, sizeof *booted);
    require(m != NULL && booted != NULL, "out of memory");
    m->image = image;
    kernel_boot(&m->kernel, &entropy);
    require(!m->halted, m->log); /* the kernel says why it refuses an image */
    host_resume(m);
    m->dirt = (struct dirt){0};
    *booted = *m;
    m->booted = booted;
    return m;
}

void machine_destroy(struct machine *m)
{
    free(m->booted);
    free(m);
}

/* All of a machine but its memory and its own copy from after boot. */
static void machine_copy_state(struct machine *m, const struct machine *from)
{
    m->kernel = from->kernel;
    m->image = from->image;
    m->now = from->now;
    m->halted = from->halted;
    m->forced = from->forced;
    (void)memcpy(m->irq_enabled, from->irq_enabled, sizeof m->irq_enabled);
    (void)memcpy(m->registers, from->registers, sizeof m->registers);
    m->halt_status = from->halt_status;
    uint32_t longer = m->log_size > from->log_size ? m->log_size : from->log_size;
    (void)memcpy(m->log, from->log, longer < MACHINE_LOG_SIZE ? longer : MACHINE_LOG_SIZE);
    m->log_size = from->log_size;
}

void machine_reset(struct machine *m)
{
    machine_copy_state(m, m->booted);
    host_memory_restore(m, m->booted);
}

void machine_copy(struct machine *copy, const struct machine *m)
{
    require(copy->image == m->image, "copy of a machine with another image");
    machine_copy_state(copy, m);
    host_memory_restore(copy, m);
}

struct kernel *machine_kernel(struct machine *m)
{
    return &m->kernel;
}

/* FNV-1a over 64-bit words; the state proper has no padding. */
uint64_t machine_hash(const struct machine *m)
{
    const uint8_t *bytes = (const uint8_t *)&m->kernel;
    uint64_t hash = 14695981039346656037u;
    for (size_t i = 0; i < offsetof(struct kernel, arch); i += sizeof(uint64_t)) {
        uint64_t word;
        (void)memcpy(&word, &bytes[i], sizeof word);
        hash = (hash ^ word) * 1099511628211u;
        hash ^= hash >> 32;
    }
    return hash;
}

const char *machine_check(const struct machine *m)
{
    const struct sched *sched = &m->kernel.sched;
    const char *broken = kernel_check(&m->kernel);
    if (broken == NULL && !m->forced && sched->ready != 0 && sched->work == 0 &&
        m->kernel.thread[sched->current].priority !=
            PRIORITY_MAX - (unsigned)__builtin_clz(sched->ready)) {
        broken = "running thread not the most urgent";
    }
    return broken;
}

bool machine_halted(const struct machine *m, uint32_t *status)
{
    if (m->halted && status != NULL) {
        *status = m->halt_status;
    }
    return m->halted;
}

thread_id machine_current(const struct machine *m)
{
    return m->kernel.sched.current;
}

void machine_run(struct machine *m, thread_id thread)
{
    require(thread != NONE && thread <= CONFIG_THREADS &&
                m->kernel.thread[thread].state == THREAD_READY,
            "the thread to run is not ready");
    if (thread != m->kernel.sched.current) {
        m->kernel.sched.ready_queue[m->kernel.thread[thread].priority].first = thread;
        sched_run(&m->kernel, thread);
        m->forced = true;
        host_resume(m);
    }
}

struct machine_result machine_call(struct machine *m, uint32_t number,
                                   const uint32_t arguments[CALL_REGISTERS])
{
    struct kernel *k = &m->kernel;
    thread_id self = k->sched.current;
    require(self != NONE && !m->halted, "a call, but nobody runs");
    struct arch_context *context = &k->arch.context[self];
    for (unsigned i = 0; i < CALL_REGISTERS; i++) {
        context->r[CALL_REGISTER(i)] = arguments[i];
    }
    context->r[6] = number;
    uint32_t value = kernel_syscall(k, number, context->r);
    bool returned = k->thread[self].state == THREAD_READY;
    if (returned) {
        context->result = value;
    }
    host_resume(m);
    returned = returned && k->thread[self].state == THREAD_READY; /* its own job may be gone */
    return (struct machine_result){.returned = returned, .value = returned ? value : 0};
}

uint32_t machine_call_result(const struct machine *m, thread_id thread)
{
    return m->kernel.arch.context[thread].result;
}

uint64_t machine_now(const struct machine *m)
{
    return m->now;
}

/* Moves the clock to the time the timer is set for, and lets it fire. */
static void machine_fire_timer(struct machine *m)
{
    uint64_t deadline = m->kernel.arch.clock.deadline;
    if (deadline > m->now) {
        m->now = deadline;
    }
    m->kernel.arch.clock.deadline = TIME_NEVER;
    kernel_timer(&m->kernel);
    host_resume(m);
}

void machine_advance(struct machine *m, uint64_t ticks)
{
    uint64_t end = m->now + ticks;
    while (!m->halted && m->kernel.arch.clock.deadline <= end) {
        machine_fire_timer(m);
    }
    m->now = end;
}

bool machine_advance_to_deadline(struct machine *m)
{
    if (m->halted || m->kernel.arch.clock.deadline == TIME_NEVER) {
        return false;
    }
    machine_fire_timer(m);
    return true;
}

bool machine_irq_enabled(const struct machine *m, uint32_t line)
{
    require(line < CONFIG_IRQS, "no such interrupt line");
    return m->irq_enabled[line];
}

bool machine_irq(struct machine *m, uint32_t line)
{
    bool fires = machine_irq_enabled(m, line) && !m->halted;
    if (fires) {
        kernel_irq(&m->kernel, line);
        host_resume(m);
    }
    return fires;
}

void machine_fault(struct machine *m, enum fault_kind kind, uint32_t address)
{
    struct kernel *k = &m->kernel;
    require(k->sched.current != NONE && !m->halted, "a fault, but nobody runs");
    const struct fault fault = {.kind = kind, .address = address, .has_address = true};
    if (kind == FAULT_STACK || kind == FAULT_RETURN) {
        k->arch.context[k->sched.current].debt = DEBT_FAULT;
    }
    kernel_fault(k, &fault);
    host_resume(m);
}

/* Makes every byte accessible to the running thread as refills would; false: it has ended. */
static bool machine_touch(struct machine *m, uint32_t address, uint32_t size, unsigned access)
{
    struct kernel *k = &m->kernel;
    require(k->sched.current != NONE && !m->halted, "an access, but nobody runs");
    struct arch_context *context = &k->arch.context[k->sched.current];
    unsigned refills = 0;
    for (uint32_t i = 0; i < size; i++) {
        while (!mpu_permits(context->region, address + i, access)) {
            uint32_t before = context->refills;
            machine_fault(m, FAULT_MEMORY, address + i);
            if (context->refills !=
                before + 1) { /* the thread has ended, and its context is empty */
                return false;
            }
            require(++refills < REFILLS_MAX, "refills without end");
        }
    }
    if (host_memory_read(m, address, size) == NULL) {
        machine_fault(m, FAULT_BUS, address);
        return false;
    }
    return true;
}

bool machine_load(struct machine *m, uint32_t address, void *to, uint32_t size)
{
    bool good = machine_touch(m, address, size, ACCESS_READ);
    if (good) {
        (void)memcpy(to, host_memory_read(m, address, size), size);
    }
    return good;
}

bool machine_store(struct machine *m, uint32_t address, const void *from, uint32_t size)
{
    bool good = machine_touch(m, address, size, ACCESS_WRITE);
    if (good) {
        (void)memcpy(host_memory(m, address, size), from, size);
    }
    return good;
}

bool machine_fetch(struct machine *m, uint32_t address)
{
    return machine_touch(m, address, 2, ACCESS_EXECUTE);
}

const char *machine_log(const struct machine *m, uint32_t *size)
{
    *size = m->log_size < MACHINE_LOG_SIZE ? m->log_size : MACHINE_LOG_SIZE;
    return m->log;
}
