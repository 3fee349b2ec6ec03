/*
 * What the files of the host library share: the machine itself.
 *
 * The kernel comes first, so that the machine a kernel belongs to is found from its address; there
 * is no global state.
 */
#ifndef ANVIL_HOST_INTERNAL_H
#define ANVIL_HOST_INTERNAL_H

#include <anvil/machine.h>

#define LINE_SIZE 256u /* bytes; granularity in which written memory is remembered */
#define LINES     ((MACHINE_FLASH_SIZE + MACHINE_RAM_SIZE + MACHINE_DEVICE_SIZE) / LINE_SIZE)

/* The simulated address space, its stretches behind each other. */
struct memory {
    uint8_t bytes[LINES * LINE_SIZE];
};

/* Lines that may differ from the memory after boot. */
struct dirt {
    bool is_dirty[LINES];
    uint16_t count;
    uint16_t lines[LINES];
};

/* The host's own debt, as the board has one (enum context_debt): the thread's frame is lost. Paid
 * by a fault, unless registers are written first. */
#define DEBT_FAULT 3u

/* What a thread's frame on its stack and its FPU would hold. */
struct host_registers {
    struct arch_registers general;
    struct arch_fpu fpu;
};

struct machine {
    struct kernel kernel;      /* must be first */
    const struct image *image; /* the program's, not ours */
    uint64_t now;              /* ticks since boot */
    bool halted;
    bool forced; /* machine_run has overruled the scheduler since the last switch */
    bool irq_enabled[CONFIG_IRQS]; /* lines that may fire */
    struct host_registers registers[CONFIG_THREADS + 1];
    uint32_t halt_status;
    uint32_t log_size; /* bytes logged, also those not kept */
    char log[MACHINE_LOG_SIZE];
    _Alignas(8) struct memory memory; /* programs look at it as at a board's */
    struct dirt dirt;
    struct machine *booted; /* a copy from right after boot, NULL in that copy */
};

static inline struct machine *machine_of(struct kernel *k)
{
    return (struct machine *)k;
}

/* What a machine does when it leaves the kernel: its work, and what the thread that goes on owes.
 */
void host_resume(struct machine *m);
_Noreturn void host_abort(const char *message);
/* The bytes at an address, NULL when not all of them exist. They are about to be written. */
uint8_t *host_memory(struct machine *m, uint32_t address, uint32_t size);
const uint8_t *host_memory_read(const struct machine *m, uint32_t address, uint32_t size);
/* Makes the memory of m that of from, given that it differs in m's and from's dirty lines only. */
void host_memory_restore(struct machine *m, const struct machine *from);

#endif
