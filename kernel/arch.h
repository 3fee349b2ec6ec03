/*
 * The contract between the core and a machine: everything the core asks of it (down), and
 * everything it may ask of the core (up). arch/armv7m and arch/host implement it; the core
 * includes nothing else of arch/.
 *
 * A machine owns the instance of struct kernel, the system call entry and the clock hardware.
 * It calls up with no other call under way: one core, one kernel stack, no nesting.
 */
#ifndef ANVIL_ARCH_H
#define ANVIL_ARCH_H

#include "config.h"
#include "image.h"
#include "random.h"
#include "thread.h"

/* Registers a call passes, by their place in arch_context.r: r0-r3, r4, r5, r8, r9. */
#define CALL_REGISTERS          8u
#define CALL_REGISTER(argument) ((argument) < 6u ? (argument) : (argument) + 2u)

/* MPU regions of a thread: four pinned, four first-in first-out. */
enum {
    REGION_STACK = 0,
    REGION_CODE = 1,
    REGION_DATA = 2,
    REGION_AREA = 3,
    REGIONS_PINNED = 4,
    REGIONS = 8
};

/* What a thread that is not running owes its user registers when it runs next. */
enum context_debt {
    OWES_NOTHING = 0, /* its frame is whole */
    OWES_RESULT = 1,  /* r0 of its frame: a call's result, or what an interrupt found there */
    OWES_FRAME = 2,   /* it never ran: a whole frame from entry and argument */
    OWES_RESUME = 4   /* r0 of its frame is what kernel_resume returns; 3 is a machine's own */
};

/*
 * A thread's machine state while it does not run; context 0 is the idle loop's. The layout is
 * the contract's, so that struct kernel is the same everywhere; the values are the machine's.
 */
struct arch_context {
    uint32_t r[12];       /* r0-r11 at the last kernel entry; r0-r3 are copies of the frame's */
    uint32_t psp;         /* process stack pointer, at the exception frame */
    uint32_t exc_return;  /* how to return to the thread; bit 4 clear: it has FPU state */
    uint32_t stack_base;  /* where psp may lie: from here ... */
    uint32_t stack_span;  /* ... to this many bytes further, room for a frame included */
    uint32_t result;      /* r0 when debt is OWES_RESULT */
    uint32_t debt;        /* enum context_debt */
    uint32_t entry;       /* pc of the first instruction, for OWES_FRAME */
    uint32_t argument[2]; /* r0 and r1 of the first instruction, for OWES_FRAME */
    uint32_t control;     /* CONTROL: 1 unprivileged, 0 for the idle loop */
    uint32_t fifo;        /* the dynamic region to be replaced next: 0 to 3 */
    uint32_t refills;     /* regions loaded on demand so far */
    uint32_t region[REGIONS][2]; /* RBAR (with VALID and number) and RASR, ready to be loaded */
    uint32_t s16_s31[16];        /* the FPU registers hardware does not stack */
    mapping_id loaded[REGIONS];  /* space.c: the mapping each region holds, NONE: none */
    uint64_t run;                /* ticks it has been charged for so far */
    uint32_t reserved[2];        /* 256 bytes: an address is found by a shift */
};

/* Registers as they are shown to user code (zx_thread_read_state). */
struct arch_registers {
    uint32_t r[13];
    uint32_t sp;
    uint32_t lr;
    uint32_t pc;
    uint32_t xpsr;
};
struct arch_fpu {
    uint32_t s[32];
    uint32_t fpscr;
};

/* The free-running counter extended to 64 bits, and the deadline the timer is set for. */
struct arch_clock {
    uint64_t base;     /* time of the last reading, in ticks since boot */
    uint64_t deadline; /* what the timer is set for; TIME_NEVER: nothing */
    uint32_t counter;  /* the hardware counter at that reading */
    uint32_t switched; /* the hardware counter when the running thread was last charged for time */
};

/* The machine's part of struct kernel, outside the state hash. */
struct arch_state {
    struct arch_clock clock;
    struct arch_context context[CONFIG_THREADS + 1];
};

/* ---- Down: what the core asks. None of these fails unless it says so. ---- */

/* The image this kernel was booted with. Constant for the kernel's life. */
const struct image *arch_image(const struct kernel *k);

/* Makes the thread ready to run its first instruction; it owns nothing of an earlier thread. */
void arch_context_init(struct kernel *k, thread_id thread, const struct thread_start *start);
/* The thread's parked call will return value. */
void arch_context_result(struct kernel *k, thread_id thread, uint32_t value);
/* The thread's parked call will return what kernel_resume does when it next runs. */
void arch_context_resume(struct kernel *k, thread_id thread);
/* The thread ends: no register of it, lazily stacked ones included, is written anywhere. */
void arch_context_drop(struct kernel *k, thread_id thread);
/*
 * The registers of a thread that does not run and whose stack is there. False: there is no frame to
 * take them from, or the stack has no room for one. Writing gives no privilege: of xpsr only what
 * user code may change is taken.
 */
COLD bool arch_registers_read(struct kernel *k, thread_id thread, struct arch_registers *registers);
COLD bool arch_registers_write(struct kernel *k, thread_id thread,
                               const struct arch_registers *registers);
COLD bool arch_fpu_read(struct kernel *k, thread_id thread, struct arch_fpu *fpu);
COLD bool arch_fpu_write(struct kernel *k, thread_id thread, const struct arch_fpu *fpu);
/* The next return to user code resumes thread to, no longer from; NONE idles until an interrupt. */
void arch_switch(struct kernel *k, thread_id from, thread_id to);
/* For how many ticks a thread has been the one to run. */
uint64_t arch_run_ticks(struct kernel *k, thread_id thread);

/* Loads one MPU region of a thread, or empties it (NULL); in force before the next return. */
void arch_region_set(struct kernel *k, thread_id thread, unsigned index,
                     const struct region *region);

/*
 * Copies between kernel memory and the running thread's, with the thread's own privilege, after
 * the core has checked and loaded the region. False: a fault stopped it; part may be written.
 */
bool arch_user_read(struct kernel *k, void *to, uint32_t from, uint32_t size);
bool arch_user_write(struct kernel *k, uint32_t to, const void *from, uint32_t size);

/* Privileged access to memory that the image or the kernel placed, never to a user's pointer. */
void arch_memory_copy(struct kernel *k, uint32_t to, uint32_t from, uint32_t size);
void arch_memory_zero(struct kernel *k, uint32_t to, uint32_t size);
/* How many bytes from here are zero, in whole words; here and size are multiples of 32. */
uint32_t arch_memory_zeros(struct kernel *k, uint32_t from, uint32_t size);
void arch_memory_write(struct kernel *k, uint32_t to, const void *from, uint32_t size);

/* Ticks since boot; never goes back. */
uint64_t arch_now(struct kernel *k);
/* kernel_timer is to be called at this time or soon after; TIME_NEVER: not at all. */
void arch_timer_set(struct kernel *k, uint64_t deadline);

/* Lets a line of the interrupt controller fire, or not. Enabled, it fires for what its device wants
 * then, not for what it wanted before. */
void arch_irq_set_enabled(struct kernel *k, uint32_t line, bool enabled);

/* Writes to the log port: bytes of an exchange area, or the kernel's own words. */
void arch_log(struct kernel *k, uint32_t from, uint32_t size);
void arch_report(struct kernel *k, const char *text);

/* Stops the board with this exit status. A board does not return; a host machine is dead. */
void arch_halt(struct kernel *k, uint32_t status);

/* ---- Up: what a machine calls. ---- */

enum fault_kind {
    FAULT_MEMORY = 1, /* MPU: read, write or execute that the loaded regions do not permit */
    FAULT_STACK,      /* the exception frame does not lie in the thread's stack */
    FAULT_BUS,        /* a bus error, precise or imprecise */
    FAULT_UNDEFINED,  /* undefined instruction, invalid state or coprocessor */
    FAULT_UNALIGNED,  /* an unaligned access where none is allowed */
    FAULT_DIVIDE,     /* division by zero */
    FAULT_BREAKPOINT, /* bkpt without a debugger */
    FAULT_RETURN,     /* an exception frame that cannot be returned to */
    FAULT_KINDS
};

struct fault {
    uint32_t kind;    /* enum fault_kind */
    uint32_t address; /* of the access, or of the instruction for a fetch; if has_address */
    uint32_t pc;      /* if has_pc: without a frame there is none */
    uint32_t status;  /* the machine's fault status register */
    bool has_address;
    bool has_pc;
};

/* Makes k from the machine's image and picks the first thread. k may hold anything before. */
COLD void kernel_boot(struct kernel *k, const struct entropy *entropy);
/* One system call of the running thread; the result is its r0 unless it was parked. */
uint32_t kernel_syscall(struct kernel *k, uint32_t number, const uint32_t registers[12]);
/* The thread whose space is loaded now, and which is about to run, has a call to finish in it first
 * (arch_context_resume). Returns its r0. */
uint32_t kernel_resume(struct kernel *k);
/* The running thread did something it may not do, or touched memory not loaded yet. */
COLD void kernel_fault(struct kernel *k, const struct fault *fault);
/* A line that is enabled has fired. */
void kernel_irq(struct kernel *k, uint32_t line);
/* The time set by arch_timer_set has come, or may have. */
void kernel_timer(struct kernel *k);
/* Called by the idle loop, again and again, while kernel_has_work; interrupts come between. */
COLD void kernel_work(struct kernel *k);

#endif
