/*
 * The host library: the whole kernel as a machine inside a program.
 *
 * A machine is a struct kernel, simulated flash and RAM, a clock that only the program moves, and
 * a log. It has no pointers into itself and no global state: several coexist, and a copy of a
 * machine is another machine. Unit tests, fuzzers and third parties all use this interface.
 *
 *     struct machine *m = machine_create(&image);      boots it
 *     machine_run(m, thread);                          makes a ready thread the running one
 *     machine_call(m, SYS_SEND_IPC, args);             a system call of the running thread
 *     machine_reset(m);                                back to where it was after boot
 *
 * Errors of the program (a thread that is not ready, a bad address) abort with a message; errors
 * of simulated user code come back as results.
 */
#ifndef ANVIL_MACHINE_H
#define ANVIL_MACHINE_H

#include "kernel.h"

#define MACHINE_FLASH_BASE   0x00000000u
#define MACHINE_FLASH_SIZE   0x10000u /* bytes; tasks' code lies here */
#define MACHINE_RAM_BASE     0x20000000u
#define MACHINE_RAM_SIZE     0x10000u /* bytes; stacks, data and exchange areas */
#define MACHINE_DEVICE_BASE  0x40000000u
#define MACHINE_DEVICE_SIZE  0x10000u /* bytes; devices that behave like memory */
#define MACHINE_LOG_SIZE     4096u    /* bytes kept of the log, the first ones */
#define MACHINE_TICKS_PER_MS 25000u

struct machine;

/* ---- Images: a plain description, and the table the kernel boots from. ---- */

/* One task in a few words; machine_image_build places its memory. */
struct machine_task {
    uint32_t label;
    uint8_t priority;
    uint8_t domain;
    uint8_t quantum_ms;  /* 0: 10 */
    uint8_t data_order;  /* 0: 256 bytes */
    uint8_t stack_order; /* 0: 256 bytes */
    uint8_t on_exit;     /* enum task_ending */
    uint8_t on_fault;
    uint8_t start;        /* enum task_first_start */
    uint8_t capabilities; /* enum capability */
    uint8_t irq_count;    /* lines granted: that many, from irq_first on */
    uint8_t irq_first;
};

/* An image and the tables it points to. */
struct machine_image {
    struct image image;
    struct image_task tasks[CONFIG_TASKS];
    struct region devices[8];
    uint16_t irqs[CONFIG_IRQS];
};

/* Builds a good image of these tasks (in any order of labels) with main TASK_NONE. */
void machine_image_build(struct machine_image *out, const struct machine_task *tasks,
                         unsigned count);

/* ---- Life. ---- */

/* A booted machine with fixed entropy. The image must outlive it. Aborts when it is refused. */
struct machine *machine_create(const struct image *image);
void machine_destroy(struct machine *m);
/* As machine_create left it, memory included; costs microseconds. */
void machine_reset(struct machine *m);
/* Makes copy the same as m; both come from machine_create. */
void machine_copy(struct machine *copy, const struct machine *m);
/* The kernel, to be looked at. Tests may also call its internal functions. */
struct kernel *machine_kernel(struct machine *m);
/* Hash of the state proper: equal calls on equal machines give equal hashes. */
uint64_t machine_hash(const struct machine *m);
/* NULL, or the first invariant that does not hold, in words. */
const char *machine_check(const struct machine *m);
/*
 * Lets the kernel finish what it has put off (kernel_work), as a machine does by itself at the end
 * of each entry: for programs that have called internal functions of the kernel.
 */
void machine_settle(struct machine *m);
/* Whether the board has halted, and with what. */
bool machine_halted(const struct machine *m, uint32_t *status);

/* ---- Processes and threads beyond the image's. ---- */

/*
 * A further thread of a running process, started, with an exchange area if with_area. It has the
 * process's first thread's priority. NONE when there is no thread, mapping or exchange area for it.
 */
thread_id machine_thread(struct machine *m, process_id process, bool with_area);
/* Ends one thread as if it had left by itself; its process lives on while it has another. */
void machine_thread_exit(struct machine *m, thread_id thread);
/* The process that runs the task with this label, NONE when it has ended. */
process_id machine_process(const struct machine *m, uint32_t label);
/* The first of a process's threads, NONE when it has ended. */
thread_id machine_first_thread(const struct machine *m, process_id process);
/* Puts a handle into a process's table; returns its value, 0 when the table is full. */
uint32_t machine_handle(struct machine *m, process_id process, object_id object, uint32_t rights);

/* ---- Running. ---- */

/* The running thread, NONE when idle. */
thread_id machine_current(const struct machine *m);
/*
 * Makes a READY thread the running one, whatever the scheduler would have picked: its priority's
 * queue turns until the thread is first. The next call of the machine lets the scheduler decide
 * again.
 */
void machine_run(struct machine *m, thread_id thread);

/* What became of a call. */
struct machine_result {
    bool returned;  /* false: the thread is parked, or has ended */
    uint32_t value; /* r0, if it returned */
};

/* A call of the running thread: number in r6, arguments by their place in the call. */
struct machine_result machine_call(struct machine *m, uint32_t number,
                                   const uint32_t arguments[CALL_REGISTERS]);
/* The result that a thread's last call has, or will have when it next runs. */
uint32_t machine_call_result(const struct machine *m, thread_id thread);

/* ---- Time. ---- */

uint64_t machine_now(const struct machine *m);
/* Moves the clock; the timer fires at each deadline on the way. */
void machine_advance(struct machine *m, uint64_t ticks);
/* Moves the clock to the next deadline; false: there is none. */
bool machine_advance_to_deadline(struct machine *m);

/* ---- Interrupts. ---- */

/* Whether the line may fire now. */
bool machine_irq_enabled(const struct machine *m, uint32_t line);
/* The line fires, if it may; a level-triggered device would wait, a machine forgets. */
bool machine_irq(struct machine *m, uint32_t line);

/* ---- Memory and faults of the running thread, through the simulated MPU. ---- */

/*
 * As user code would: true when it succeeded. Otherwise the fault was taken and the thread has
 * ended. Mappings not loaded are loaded on the way, as on the board.
 */
bool machine_load(struct machine *m, uint32_t address, void *to, uint32_t size);
bool machine_store(struct machine *m, uint32_t address, const void *from, uint32_t size);
bool machine_fetch(struct machine *m, uint32_t address);
/* Raises a fault in the running thread. */
void machine_fault(struct machine *m, enum fault_kind kind, uint32_t address);

/* Simulated memory from outside, past every check: for filling and looking. */
void *machine_memory(struct machine *m, uint32_t address, uint32_t size);
/* A thread's exchange area from outside; NULL when it has none. */
uint8_t *machine_area(struct machine *m, thread_id thread);
/* The log so far. */
const char *machine_log(const struct machine *m, uint32_t *size);

#endif
