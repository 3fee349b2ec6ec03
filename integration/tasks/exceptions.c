/*
 * Exceptions: every class of fault reaches the reader of an exception channel, with what the
 * processor says of it; the reader can repair the thread and let it go on, or leave it to end.
 * Debuggers see threads before their first instruction and after their last.
 */
#include "children.h"

typedef zx_thread_state_general_regs_t general;

/* Bits of CFSR. */
#define IACCVIOL   0x00000001u
#define DACCVIOL   0x00000002u
#define MMARVALID  0x00000080u
#define PRECISERR  0x00000200u
#define BFARVALID  0x00008000u
#define UNDEFINSTR 0x00010000u
#define INVSTATE   0x00020000u
#define NOCP       0x00080000u
#define UNALIGNED  0x01000000u
#define DIVBYZERO  0x02000000u

/* ---- Faults. Each program makes one; the word it reads or writes is in r1. ---- */

#define FAULTY(name, instructions)                                                                 \
    __attribute__((naked)) static void name(__attribute__((unused)) zx_handle_t given,             \
                                            __attribute__((unused)) struct shared *shared)         \
    {                                                                                              \
        __asm__ volatile("ldr r1, [r1, %0]\n\t" instructions                                       \
                         "\n\t1: b 1b" ::"i"(offsetof(struct shared, word)));                      \
    }

FAULTY(reads, "ldr r0, [r1]")
FAULTY(writes, "str r0, [r1]")
FAULTY(executes, "blx r1")
FAULTY(calls_with_stack, "mov sp, r1\n\tmovs r6, #0\n\tsvc #0")
FAULTY(pushes, "mov sp, r1\n\tpush {r0}")
FAULTY(undefined, "udf #0")
FAULTY(coprocessor, "mcr p1, 0, r0, c0, c0, 0")
FAULTY(arm_state, "adr r1, 2f\n\tbx r1\n\t.balign 4\n\t2: nop")
FAULTY(unaligned, "adds r1, r1, #2\n\tldrd r2, r3, [r1]")
FAULTY(divides, "movs r0, #0\n\tudiv r0, r0, r0")
FAULTY(breakpoint, "bkpt #0")

/* What the word in r1 is. */
enum place { PLACE_OF_KERNEL, PLACE_OF_DEVICE, PLACE_SYSTEM, PLACE_OWN, PLACE_UNDER_STACK };

static const struct fault {
    const char *name;
    program *program;
    enum place place;
    zx_excp_type_t type;
    uint32_t cfsr;
    bool has_address; /* it is the word */
    bool has_pc;
} faults[] = {
    {"read", reads, PLACE_OF_KERNEL, ZX_EXCP_FATAL_PAGE_FAULT, DACCVIOL | MMARVALID, true, true},
    {"write", writes, PLACE_OF_KERNEL, ZX_EXCP_FATAL_PAGE_FAULT, DACCVIOL | MMARVALID, true, true},
    {"fetch", executes, PLACE_OF_KERNEL, ZX_EXCP_FATAL_PAGE_FAULT, IACCVIOL, true, true},
    {"stack in a call", calls_with_stack, PLACE_OWN, ZX_EXCP_FATAL_PAGE_FAULT, 0, false, false},
    {"undefined instruction", undefined, PLACE_OWN, ZX_EXCP_UNDEFINED_INSTRUCTION, UNDEFINSTR,
     false, true},
    {"coprocessor", coprocessor, PLACE_OWN, ZX_EXCP_UNDEFINED_INSTRUCTION, NOCP, false, true},
    {"Arm state", arm_state, PLACE_OWN, ZX_EXCP_UNDEFINED_INSTRUCTION, INVSTATE, false, true},
    {"unaligned access", unaligned, PLACE_OWN, ZX_EXCP_UNALIGNED_ACCESS, UNALIGNED, false, true},
    {"division by zero", divides, PLACE_OWN, ZX_EXCP_GENERAL, DIVBYZERO, false, true},
    {"breakpoint", breakpoint, PLACE_OWN, ZX_EXCP_SW_BREAKPOINT, 0, false, true},
    {"bus", reads, PLACE_OF_DEVICE, ZX_EXCP_GENERAL, PRECISERR | BFARVALID, true, true},
    {"system control", reads, PLACE_SYSTEM, ZX_EXCP_GENERAL, PRECISERR | BFARVALID, true, true},
};
enum { FAULTS = sizeof faults / sizeof faults[0] };

/* Where a repaired thread goes on. */
static void recover(zx_handle_t given, struct shared *shared)
{
    (void)given;
    shared->count++;
    zx_process_exit((int64_t)shared->count);
}

static uint32_t address_of(program *function)
{
    return (uint32_t)(uintptr_t)function;
}

static uint32_t place_of(enum place place, const struct child *child)
{
    const uint32_t places[] = {
        [PLACE_OF_KERNEL] = PLACE_KERNEL_TEXT,
        [PLACE_OF_DEVICE] = PLACE_VOID,
        [PLACE_SYSTEM] = 0xe000ed00u,
        [PLACE_OWN] = (uint32_t)(uintptr_t)&child->shared->word[8],
        [PLACE_UNDER_STACK] = child->stack_end - STACK_SIZE,
    };
    return places[place];
}

/* ---- Reports and repairs. ---- */

static zx_armv7m_exc_data_t report_read(const struct child *child, zx_excp_type_t type)
{
    zx_exception_report_t read = {.header = {0}};
    expect_status("report", ZX_OK,
                  zx_object_get_info(child->thread, ZX_INFO_THREAD_EXCEPTION_REPORT, &read,
                                     sizeof read, NULL, NULL));
    expect_number("size of the report", sizeof read, read.header.size);
    expect_number("type in the report", type, read.header.type);
    expect_number("its thread", ZX_THREAD_STATE_BLOCKED_EXCEPTION, thread_state_of(child->thread));
    return read.context.arch.u.armv7m;
}

/* The thread goes on in recover, whatever it has done to its stack. */
static void repair(const struct child *child)
{
    const general repaired = {.r = {0, (uint32_t)(uintptr_t)child->shared},
                              .sp = child->stack_end,
                              .pc = address_of(recover)};
    expect_status("repair", ZX_OK,
                  zx_thread_write_state(child->thread, ZX_THREAD_STATE_GENERAL_REGS, &repaired,
                                        sizeof repaired));
}

static void report_expect(const struct child *child, const struct fault *fault, uint32_t word)
{
    zx_armv7m_exc_data_t data = report_read(child, fault->type);
    expect_number("CFSR", fault->cfsr, data.cfsr);
    expect_number("address", fault->has_address ? word : 0, data.address);
    expect("pc", fault->has_pc == (data.pc != 0));
    general registers = {.pc = 0};
    zx_status_t status = zx_thread_read_state(child->thread, ZX_THREAD_STATE_GENERAL_REGS,
                                              &registers, sizeof registers);
    expect_status("its registers", fault->has_pc ? ZX_OK : ZX_ERR_BAD_STATE, status);
    expect_number("pc", data.pc, registers.pc);
}

static struct child fault_make(zx_handle_t job, const struct fault *fault, zx_handle_t *channel)
{
    struct child child = child_make(job, 0);
    expect("device", memory_give(child.process, PLACE_VOID, 12, 6) >= 0);
    uint32_t word = place_of(fault->place, &child);
    child.shared->word[0] = fault->program == executes ? word + 1 : word;
    *channel = listen_to(child.process, 0);
    child_start(&child, fault->program, 0, ZX_HANDLE_INVALID);
    return child;
}

static void test_repair(zx_handle_t job, const struct fault *fault)
{
    zx_handle_t channel;
    struct child child = fault_make(job, fault, &channel);
    zx_handle_t exception = exception_read(channel, fault->type, &child);
    report_expect(&child, fault, place_of(fault->place, &child));
    repair(&child);
    exception_answer(exception, ZX_EXCEPTION_STATE_HANDLED);
    child_bury(&child, 1);
    expect_status("close", ZX_OK, zx_handle_close(channel));
}

/* Nobody repairs it: whether it is handled or not, it comes again or ends. */
static void test_no_repair(zx_handle_t job, const struct fault *fault)
{
    zx_handle_t channel;
    struct child child = fault_make(job, fault, &channel);
    for (unsigned i = 0; i < 3; i++) {
        exception_answer(exception_read(channel, fault->type, &child), ZX_EXCEPTION_STATE_HANDLED);
    }
    zx_handle_t exception = exception_read(channel, fault->type, &child);
    exception_answer(exception, ZX_EXCEPTION_STATE_TRY_NEXT);
    child_bury(&child, ZX_TASK_RETCODE_EXCEPTION_KILL);
    expect_status("close", ZX_OK, zx_handle_close(channel));
}

/* Its handler ends the thread, and with it the process, but by nobody's fault. */
static void test_thread_exit(zx_handle_t job)
{
    zx_handle_t channel;
    struct child child = fault_make(job, &faults[0], &channel);
    zx_handle_t exception = exception_read(channel, faults[0].type, &child);
    exception_answer(exception, ZX_EXCEPTION_STATE_THREAD_EXIT);
    child_bury(&child, 0);
    expect_status("close", ZX_OK, zx_handle_close(channel));
}

/* A stack that overflows into nothing is a fault in itself; its registers can be written only. */
static void test_overflow(zx_handle_t job)
{
    static const struct fault overflow = {
        "overflow", pushes, PLACE_UNDER_STACK, ZX_EXCP_FATAL_PAGE_FAULT, 0, false, false};
    zx_handle_t channel;
    struct child child = fault_make(job, &overflow, &channel);
    zx_handle_t exception = exception_read(channel, overflow.type, &child);
    zx_armv7m_exc_data_t data = report_read(&child, overflow.type);
    expect("the processor could not stack", (data.cfsr & 0x10) != 0);
    expect_status("no registers", ZX_ERR_BAD_STATE,
                  zx_thread_read_state(child.thread, 0, &(general){.pc = 0}, sizeof(general)));
    expect_status("no FPU registers to be written", ZX_ERR_BAD_STATE,
                  zx_thread_write_state(child.thread, 1, &(zx_thread_state_fp_regs_t){.fpscr = 0},
                                        sizeof(zx_thread_state_fp_regs_t)));
    repair(&child);
    expect_status("registers again", ZX_OK,
                  zx_thread_read_state(child.thread, 0, &(general){.pc = 0}, sizeof(general)));
    exception_answer(exception, ZX_EXCEPTION_STATE_HANDLED);
    child_bury(&child, 1);
    expect_status("close", ZX_OK, zx_handle_close(channel));
}

/* ---- The search order, and debuggers. ---- */

/* The thread's channel, the process's, the job's; each passes it on. */
static void test_order(zx_handle_t parent)
{
    zx_handle_t job = job_make(parent);
    struct child child = child_make(job, 0);
    const zx_handle_t channels[] = {listen_to(child.thread, 0), listen_to(child.process, 0),
                                    listen_to(job, 0), listen_to(parent, 0)};
    child_start(&child, undefined, 0, ZX_HANDLE_INVALID);
    for (unsigned i = 0; i < 3; i++) {
        zx_handle_t exception = exception_read(channels[i], ZX_EXCP_UNDEFINED_INSTRUCTION, &child);
        expect("nobody else has it", (signals_of(channels[3]) & ZX_CHANNEL_READABLE) == 0);
        exception_answer(exception, ZX_EXCEPTION_STATE_TRY_NEXT);
    }
    zx_handle_t exception = exception_read(channels[3], ZX_EXCP_UNDEFINED_INSTRUCTION, &child);
    zx_handle_t names[2] = {ZX_HANDLE_INVALID, ZX_HANDLE_INVALID};
    expect_status("its thread", ZX_OK, zx_exception_get_thread(exception, &names[0]));
    expect_status("its process", ZX_OK, zx_exception_get_process(exception, &names[1]));
    expect("the thread", basic_of(names[0]).koid == basic_of(child.thread).koid);
    expect("the process", basic_of(names[1]).koid == basic_of(child.process).koid);
    close_all(names, 2);
    repair(&child);
    exception_answer(exception, ZX_EXCEPTION_STATE_HANDLED);
    child_bury(&child, 1);
    close_all(channels, 4);
    expect_status("close", ZX_OK, zx_handle_close(job));
}

/* The debugger of the process sees the thread begin, has its faults first and, if it wants, last,
 * and sees it end. */
static void test_debugger(zx_handle_t job)
{
    struct child child = child_make(job, 0);
    zx_handle_t debugger = listen_to(child.process, ZX_EXCEPTION_CHANNEL_DEBUGGER);
    zx_handle_t handler = listen_to(child.process, 0);
    general first = {.pc = 0};
    const uint32_t second_chance = ZX_EXCEPTION_STRATEGY_SECOND_CHANCE;
    child_start(&child, undefined, 0, ZX_HANDLE_INVALID);
    zx_handle_t exception = exception_read(debugger, ZX_EXCP_THREAD_STARTING, &child);
    expect_status("its registers", ZX_OK,
                  zx_thread_read_state(child.thread, 0, &first, sizeof first));
    expect_number("pc", address_of(undefined) & ~1u, first.pc);
    expect_number("sp", child.stack_end, first.sp);
    exception_answer(exception, ZX_EXCEPTION_STATE_HANDLED);

    exception = exception_read(debugger, ZX_EXCP_UNDEFINED_INSTRUCTION, &child);
    expect_status("once more", ZX_OK,
                  zx_object_set_property(exception, ZX_PROP_EXCEPTION_STRATEGY, &second_chance,
                                         sizeof second_chance));
    exception_answer(exception, ZX_EXCEPTION_STATE_TRY_NEXT);
    exception = exception_read(handler, ZX_EXCP_UNDEFINED_INSTRUCTION, &child);
    exception_answer(exception, ZX_EXCEPTION_STATE_TRY_NEXT);
    exception = exception_read(debugger, ZX_EXCP_UNDEFINED_INSTRUCTION, &child);
    repair(&child);
    exception_answer(exception, ZX_EXCEPTION_STATE_HANDLED);
    child_bury(&child, 1);
    close_all((const zx_handle_t[]){debugger, handler}, 2);
}

/* The thread leaves by itself. */
static void leave(zx_handle_t given, struct shared *shared)
{
    (void)given;
    shared->count = 1;
    zx_thread_exit();
}

/* The debugger of the job sees the process begin, that of the process the thread end. */
static void test_job_debugger(zx_handle_t parent)
{
    zx_handle_t job = job_make(parent);
    zx_handle_t of_job = listen_to(job, ZX_EXCEPTION_CHANNEL_DEBUGGER);
    struct child child = child_make(job, 0);
    child_start(&child, leave, 0, ZX_HANDLE_INVALID);
    zx_handle_t exception = exception_read(of_job, ZX_EXCP_PROCESS_STARTING, &child);
    zx_handle_t of_process = listen_to(child.process, ZX_EXCEPTION_CHANNEL_DEBUGGER);
    rest();
    expect_number("it has not begun", 0, child.shared->count);
    expect_status("close", ZX_OK, zx_handle_close(exception));
    exception = exception_read(of_process, ZX_EXCP_THREAD_STARTING, &child);
    expect_status("close", ZX_OK, zx_handle_close(exception));
    exception = exception_read(of_process, ZX_EXCP_THREAD_EXITING, &child);
    expect_number("it has run", 1, child.shared->count);
    expect("it has not ended", (signals_of(child.thread) & ZX_THREAD_TERMINATED) == 0);
    expect_status("close", ZX_OK, zx_handle_close(exception));
    child_bury(&child, 0);
    close_all((const zx_handle_t[]){of_process, of_job, job}, 3);
}

/* The end of whoever has the exception is an answer, too; so is the end of the channel. */
static void test_gone(zx_handle_t job)
{
    zx_handle_t channel;
    struct child child = fault_make(job, &faults[0], &channel);
    rest();
    expect_status("close it unread", ZX_OK, zx_handle_close(channel));
    child_bury(&child, ZX_TASK_RETCODE_EXCEPTION_KILL);
}

int main(void)
{
    struct census before = census_take();
    zx_handle_t job = zx_job_default();
    for (unsigned i = 0; i < FAULTS; i++) {
        test_repair(job, &faults[i]);
        report("repaired: %s", faults[i].name);
    }
    test_overflow(job);
    report("repaired: overflow");
    for (unsigned i = 0; i < FAULTS; i++) {
        report("not repaired: %s", faults[i].name);
        test_no_repair(job, &faults[i]);
    }
    test_thread_exit(job);
    report("left to go");
    test_order(job);
    report("the order of handlers");
    test_debugger(job);
    test_job_debugger(job);
    report("debuggers");
    test_gone(job);
    report("no handler any more");
    census_expect("in the end", &before);
    wrong += children_wrong();
    report("%u things went wrong", wrong);
    return (int)wrong;
}
