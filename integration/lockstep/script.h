/*
 * Scripts: what the host library did with a stored program, step by step, for a board to do as
 * well.
 *
 * The recorder (recorder/) writes a script, the lockstep board (board/) plays it. A script is a
 * header and programs; a program is the table of its image and steps; a step is an action and the
 * state it leads to. All of it is plain memory with one layout on both sides, words and bytes in
 * the order both have. Must not know what any system call does: a call is a number and registers.
 */
#ifndef ANVIL_LOCKSTEP_SCRIPT_H
#define ANVIL_LOCKSTEP_SCRIPT_H

#include <anvil/inspect.h>
#include <anvil/syscalls.h>

#include "kernel.h"

#define SCRIPT_MAGIC    0x736b6361u
#define SCRIPT_OPERANDS 10u

/* Where the tasks are: the places that arch/host/image.c gives them, which the board has too. */
#define SCRIPT_FLASH_SIZE 0x10000u /* bytes from address 0 */
#define SCRIPT_RAM        0x20000000u
#define SCRIPT_RAM_SIZE   0x10000u
/* Further threads: where the first one's stack is, and how far the next one's is from it. */
#define SCRIPT_THREADS     (SCRIPT_RAM + SCRIPT_RAM_SIZE / 2)
#define SCRIPT_THREAD_EACH 1024u
/* An address that is nobody's, right behind the tasks' RAM. */
#define SCRIPT_FOREIGN (SCRIPT_RAM + SCRIPT_RAM_SIZE)

/* What happens in a step, and its operands by their place. */
enum action {
    ACTION_BOOT,     /* nothing: the state after kernel_boot */
    ACTION_WRITE,    /* address, bytes that follow: memory changed by user code; has no state */
    ACTION_STACK,    /* stack pointer: a board's frames lie below from now on; has no state */
    ACTION_CALL,     /* registers by their place in the call; number in the ninth */
    ACTION_RUN,      /* thread: the driver chooses it, whatever the scheduler thinks */
    ACTION_TIMER,    /* low, high: the timer fires at this time */
    ACTION_TIME,     /* low, high: time has come so far, and the timer has not fired */
    ACTION_LINE,     /* line, whether it may fire */
    ACTION_FAULT,    /* enum fault_kind, address, where one may be chosen */
    ACTION_ACCESS,   /* struct script_access: the running thread loads, stores or fetches */
    ACTION_BEGIN,    /* process, whether with an area, the thread that it becomes */
    ACTION_LEAVE,    /* thread */
    ACTION_PRIORITY, /* thread, priority */
    ACTION_HANDLE,   /* process, object, rights, value of the handle */
    ACTION_CLOSE,    /* process, slot */
    ACTION_END,      /* nothing, and nothing follows; has no state */
    SCRIPT_ACTIONS
};
#define OPERAND_NUMBER 8u /* of ACTION_CALL */

/* The operands of ACTION_ACCESS, in this order. */
enum script_access_kind { ACCESS_LOAD, ACCESS_STORE, ACCESS_FETCH };
struct script_access {
    uint32_t kind; /* enum script_access_kind */
    uint32_t address;
    uint32_t byte;    /* stored or loaded */
    uint32_t is_done; /* 0: it is refused, and ends the process */
    uint32_t is_same; /* the byte loaded is the same on a board */
};
_Static_assert(sizeof(struct script_access) <= SCRIPT_OPERANDS * sizeof(uint32_t), "they fit");

/* What a step leads to. */
struct script_state {
    uint64_t hash;    /* over everything in struct kernel before arch */
    uint64_t now;     /* the machine's clock, in ticks since boot */
    uint32_t results; /* over what all callers' calls have returned; not of a halt */
    uint32_t memory;  /* over the tasks' data and all exchange areas, but where frames lie */
    uint32_t log;     /* over what has been logged since boot */
    uint32_t current; /* the running thread */
    uint32_t halted;  /* 0, or 1 more than the exit status */
    uint32_t reserved;
};

struct script_step {
    uint32_t action; /* enum action */
    uint32_t size;   /* bytes that follow, a multiple of 8 */
    uint32_t operand[SCRIPT_OPERANDS];
    struct script_state state;
};

#define SCRIPT_SHARES 16u /* of one image */

struct script_program {
    uint32_t size; /* bytes of its steps, and of what follows each */
    uint32_t reserved;
    struct random random; /* as boot leaves it: the entropy */
    struct memory_range task_flash;
    struct memory_range task_ram;
    struct memory_range memory[2];
    uint32_t ticks_per_ms;
    uint32_t cycles_per_tick;
    uint32_t task_count;
    uint32_t irq_count;
    uint32_t main;
    uint32_t window;
    uint32_t channel_count;
    uint32_t event_count;
    uint32_t share_count;
    uint32_t arena;
    uint32_t area_count;
    uint32_t reserved_2;
    uint16_t irqs[CONFIG_IRQS];
    struct image_task tasks[CONFIG_TASKS];
    struct image_share shares[SCRIPT_SHARES];
};

struct script_header {
    uint32_t magic;
    uint32_t state_size; /* bytes of struct kernel that are hashed */
    uint32_t programs;
    uint32_t reserved;
};
_Static_assert(sizeof(struct script_step) % 8 == 0 && sizeof(struct script_program) % 8 == 0 &&
                   sizeof(struct script_header) % 8 == 0,
               "all are aligned");

/* ---- What a thread executes: the same few instructions in each task's code. See threads.S. ----
 */

enum {
    CODE_CALL = 8,
    CODE_LOAD = 12,
    CODE_STACK = 16,
    CODE_UNDEFINED = 20,
    CODE_UNALIGNED = 24,
    CODE_DIVIDE = 28,
    CODE_BREAKPOINT = 32,
    CODE_LOADED = 36, /* a load, a store, and then back to the driver */
    CODE_STORED = 40
};

#define SCRIPT_CODE    44u        /* bytes of them */
#define SCRIPT_NO_CODE UINT32_MAX /* there are none */
#define SCRIPT_FRAME   128u       /* bytes under a stack pointer in which the thread's frame is */

/* Where the process has them: in its own task's code, or else in a task's that it may execute. */
static inline uint32_t script_code(const struct kernel *k, process_id process)
{
    const struct image *image = arch_image(k);
    uint32_t found = SCRIPT_NO_CODE;
    for (unsigned task = 0; task < image->task_count; task++) {
        uint32_t base = image->tasks[task].code.base;
        bool is_own = task == k->process[process].task;
        if ((is_own || found == SCRIPT_NO_CODE) &&
            space_permits(k, process, base, SCRIPT_CODE, ACCESS_EXECUTE | ACCESS_READ)) {
            found = base;
        }
    }
    return found;
}

/* How a fault is made: code, and what is in r0. With it, what the kernel is told of it. */
struct script_fault {
    uint32_t status;  /* CFSR */
    uint16_t code;    /* where the thread goes on */
    bool has_pc;      /* the kernel is told that */
    bool has_address; /* the kernel is told what is in r0 */
    bool is_foreign;  /* r0 is SCRIPT_FOREIGN, not the script's address */
    bool bad_frame;   /* the frame says that a handler was interrupted */
};

static inline struct script_fault script_fault_of(uint32_t kind)
{
    static const struct script_fault faults[FAULT_KINDS] = {
        [FAULT_MEMORY] = {0x82, CODE_LOAD, true, true, true, false},
        [FAULT_STACK] = {0x10, CODE_STACK, false, false, true, false},
        [FAULT_BUS] = {0x8200, CODE_LOAD, true, true, false, false},
        [FAULT_UNDEFINED] = {0x10000, CODE_UNDEFINED, true, false, false, false},
        [FAULT_UNALIGNED] = {0x1000000, CODE_UNALIGNED, true, false, false, false},
        [FAULT_DIVIDE] = {0x2000000, CODE_DIVIDE, true, false, false, false},
        [FAULT_BREAKPOINT] = {0, CODE_BREAKPOINT, true, false, false, false},
        [FAULT_RETURN] = {0x40000, CODE_CALL, false, false, false, true},
    };
    return faults[kind];
}

/* CFSR when an instruction cannot be fetched: faults of these two kinds alone. */
static inline uint32_t script_fetch_status(uint32_t kind)
{
    return kind == FAULT_MEMORY ? 0x1 : 0x100;
}

/*
 * ---- Callers: the threads whose r0 is what a call has returned. A thread that faults has lost
 * that, since the fault was made with r0, and what a new one finds there is no result. ----
 */

struct script_callers {
    bool is_one[CONFIG_THREADS + 1]; /* by thread */
};

/* After each step; self was running when it began. */
static inline void callers_step(struct script_callers *callers, const struct kernel *k,
                                const struct script_step *step, thread_id self)
{
    bool is_access = step->action == ACTION_ACCESS;
    const struct script_access *access = (const struct script_access *)step->operand;
    if (step->action == ACTION_CALL) {
        callers->is_one[self] = true;
    } else if (step->action == ACTION_FAULT || (is_access && access->is_done == 0)) {
        callers->is_one[self] = false;
    }
    for (thread_id thread = 1; thread <= CONFIG_THREADS; thread++) {
        callers->is_one[thread] = callers->is_one[thread] && thread_started(k, thread);
    }
}

static inline bool is_caller(const struct script_callers *callers, const struct kernel *k,
                             thread_id thread)
{
    return callers->is_one[thread] && k->thread[thread].state == THREAD_READY;
}

/* ---- Frames: memory of stacks that a board writes and a host does not, by lines. ---- */

#define FRAME_LINE 32u /* bytes */

struct script_frames {
    bool is_line[SCRIPT_RAM_SIZE / FRAME_LINE]; /* by line of the tasks' RAM */
};

static inline bool frames_hold(const struct script_frames *frames, uint32_t address)
{
    uint32_t offset = address - SCRIPT_RAM;
    return offset < SCRIPT_RAM_SIZE && frames->is_line[offset / FRAME_LINE];
}

/* Those of a thread with this stack pointer. */
static inline void frames_add(struct script_frames *frames, uint32_t sp)
{
    for (uint32_t size = 1; size <= SCRIPT_FRAME; size += FRAME_LINE) {
        uint32_t offset = sp - size - SCRIPT_RAM;
        if (offset < SCRIPT_RAM_SIZE) {
            frames->is_line[offset / FRAME_LINE] = true;
        }
    }
}

/* ---- Sums, FNV-1a over words, the same on both sides. ---- */

#define SUM_START 0x811c9dc5u

static inline uint32_t sum_add(uint32_t sum, uint32_t word)
{
    return (sum ^ word) * 0x01000193u;
}

static inline uint32_t sum_line(uint32_t sum, const uint8_t *line)
{
    for (uint32_t i = 0; i < FRAME_LINE; i += sizeof(uint32_t)) {
        uint32_t word;
        __builtin_memcpy(&word, &line[i], sizeof word);
        sum = sum_add(sum, word);
    }
    return sum;
}

/* How many pieces of memory are compared: data and areas, but no tasks' stacks. */
static inline uint32_t pieces_of(const struct image *image)
{
    return 2u * image->task_count + 1u;
}

static inline struct memory_range piece_at(const struct image *image, uint32_t piece)
{
    uint32_t count = image->task_count;
    if (piece < count) {
        const struct region *data = &image->tasks[piece].data;
        return (struct memory_range){data->base, region_size(data)};
    }
    if (piece < 2 * count) {
        return (struct memory_range){image->tasks[piece - count].area, EXCHANGE_AREA_SIZE};
    }
    return (struct memory_range){image->arena, image->area_count * EXCHANGE_AREA_SIZE};
}

_Static_assert(EXCHANGE_AREA_SIZE % FRAME_LINE == 0, "pieces are whole lines, as regions are");

/* Of script_state.memory; ram is where the tasks' RAM is. */
static inline uint32_t sum_tasks(const uint8_t *ram, const struct image *image,
                                 const struct script_frames *frames)
{
    uint32_t sum = SUM_START;
    for (uint32_t piece = 0; piece < pieces_of(image); piece++) {
        const struct memory_range range = piece_at(image, piece);
        for (uint32_t i = 0; i < range.size; i += FRAME_LINE) {
            uint32_t address = range.base + i;
            sum = frames_hold(frames, address) ? sum : sum_line(sum, &ram[address - SCRIPT_RAM]);
        }
    }
    return sum;
}

/*
 * The two answers that cannot be the same: how much of its stack a task has used, since on the
 * board its thread really has a stack, and the registers of a thread. After the call both sides
 * forget them. Area is the caller's exchange area.
 */
static inline void answer_level(const uint32_t operand[SCRIPT_OPERANDS], uint32_t result,
                                uint32_t area, uint8_t *ram)
{
    uint32_t address = 0;
    uint32_t size = 0;
    if (operand[OPERAND_NUMBER] == SYS_TASK_INFO && area != 0) {
        address = area + (uint32_t)offsetof(struct anvil_task_info, stack_used);
        size = sizeof(uint32_t);
    } else if (operand[OPERAND_NUMBER] == SYS_THREAD_READ_STATE) {
        address = operand[2];
        size = operand[1] == 0 ? sizeof(struct arch_registers) : sizeof(struct arch_fpu);
    }
    uint32_t offset = address - SCRIPT_RAM;
    if (result == 0 && offset < SCRIPT_RAM_SIZE && size <= SCRIPT_RAM_SIZE - offset) {
        __builtin_memset(&ram[offset], 0, size);
    }
}

#endif
