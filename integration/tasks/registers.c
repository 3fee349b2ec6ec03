/*
 * Registers of threads that stand still: what can be read is what they have, what is written is
 * what they find, and nothing that is written gives them more than they could give themselves.
 */
#include "spin.h"

typedef zx_thread_state_general_regs_t general;
typedef zx_thread_state_fp_regs_t fpu;

/* ---- Reading and writing. ---- */

static general general_read(const struct child *child)
{
    general read = {0};
    expect_status(
        "read", ZX_OK,
        zx_thread_read_state(child->thread, ZX_THREAD_STATE_GENERAL_REGS, &read, sizeof read));
    return read;
}

static zx_status_t general_write(const struct child *child, const general *registers)
{
    return zx_thread_write_state(child->thread, ZX_THREAD_STATE_GENERAL_REGS, registers,
                                 sizeof *registers);
}

static fpu fpu_read(const struct child *child)
{
    fpu read = {{0}, 0};
    expect_status("read", ZX_OK,
                  zx_thread_read_state(child->thread, ZX_THREAD_STATE_FP_REGS, &read, sizeof read));
    return read;
}

static zx_status_t fpu_write(const struct child *child, const fpu *registers)
{
    return zx_thread_write_state(child->thread, ZX_THREAD_STATE_FP_REGS, registers,
                                 sizeof *registers);
}

static uint32_t address_of(void (*function)(void))
{
    return (uint32_t)(uintptr_t)function;
}

/* New values for all registers; the child is to tell what it finds. */
static general general_new(const struct child *child, uint32_t depth)
{
    general new = {.sp = child->stack_end - depth, .lr = 0x1e0000ee, .pc = address_of(tell)};
    for (unsigned i = 0; i < 13; i++) {
        new.r[i] = 0x1e000000 + i;
    }
    new.xpsr = 0xa0050000;
    return new;
}

static fpu fpu_new(void)
{
    fpu new = {.fpscr = 0x90000000};
    for (unsigned i = 0; i < 32; i++) {
        new.s[i] = 0x2f000000 + i;
    }
    return new;
}

static const uint32_t *told(uint32_t sp, size_t words)
{
    return (const uint32_t *)(uintptr_t)(sp - words * sizeof(uint32_t));
}

static void told_expect(const general *written)
{
    const uint32_t *words = told(written->sp, 15);
    expect_number("flags told", written->xpsr, words[0]);
    for (unsigned i = 0; i < 13; i++) {
        expect_number("register told", written->r[i], words[1 + i]);
    }
    expect_number("lr told", written->lr, words[14]);
}

static void told_fpu_expect(uint32_t sp, const fpu *written)
{
    const uint32_t *words = told(sp, 33);
    expect_number("FPSCR told", written->fpscr, words[0]);
    for (unsigned i = 0; i < 32; i++) {
        expect_number("FPU register told", written->s[i], words[1 + i]);
    }
}

static void release(zx_handle_t token)
{
    expect_status("release", ZX_OK, zx_handle_close(token));
    rest();
}

static void child_end(const struct child *child)
{
    expect_status("kill", ZX_OK, zx_task_kill(child->process));
    child_bury(child, ZX_TASK_RETCODE_SYSCALL_KILL);
}

/* ---- Tests. ---- */

static void test_spinning(zx_handle_t job, uint32_t depth)
{
    struct child child = child_run(job, 0, spin, 0);
    rest();
    expect_status("it runs", ZX_ERR_BAD_STATE,
                  zx_thread_read_state(child.thread, 0, &(general){0}, sizeof(general)));
    zx_handle_t token = token_make(child.thread);
    general found = general_read(&child);
    for (unsigned i = 0; i < 13; i++) {
        expect_number("register", 0x9e000000 + i, found.r[i]);
    }
    expect_number("lr", 0x9e00000e, found.lr);
    expect_number("sp", child.stack_end - 4, found.sp);
    expect_number("xpsr", 0xf90f0000, found.xpsr);
    expect("pc", found.pc - address_of((void (*)(void))spin) < 256);
    general written = general_new(&child, depth);
    expect_status("write", ZX_OK, general_write(&child, &written));
    found = general_read(&child);
    written.pc &= ~1u;
    written.xpsr |= 0x01000000;
    expect("what is written is read", memcmp(&found, &written, sizeof found) == 0);
    written.xpsr &= ~0x01000000u;
    release(token);
    told_expect(&written);
    child_end(&child);
}

static void test_fpu(zx_handle_t job)
{
    struct child child = child_run(job, 0, spin_fpu, 0);
    rest();
    own_fpu_set();
    zx_handle_t token = token_make(child.thread);
    fpu found = fpu_read(&child);
    for (unsigned i = 0; i < 32; i++) {
        expect_number("FPU register", 0xf9000000 + i, found.s[i]);
    }
    expect_number("FPSCR", 0xf6400000, found.fpscr);
    general where = general_new(&child, 12);
    where.pc = address_of(tell_fpu);
    expect_status("write", ZX_OK, general_write(&child, &where));
    fpu same = fpu_read(&child);
    expect("the others have moved along", memcmp(&same, &found, sizeof same) == 0);
    fpu written = fpu_new();
    expect_status("write", ZX_OK, fpu_write(&child, &written));
    expect_number("sp", where.sp, general_read(&child).sp);
    own_fpu_expect();
    release(token);
    own_fpu_expect();
    told_fpu_expect(where.sp, &written);
    child_end(&child);
}

/* A thread that has never used the FPU. */
static void test_no_fpu(zx_handle_t job)
{
    const fpu zeros = {{0}, 0};
    struct child child = child_run(job, 0, spin, 0);
    rest();
    zx_handle_t token = token_make(child.thread);
    fpu found = fpu_read(&child);
    expect("zeros", memcmp(&found, &zeros, sizeof found) == 0);
    fpu written = fpu_new();
    expect_status("write", ZX_OK, fpu_write(&child, &written));
    found = fpu_read(&child);
    expect("what is written is read", memcmp(&found, &written, sizeof found) == 0);
    general where = general_read(&child);
    expect_number("r3", 0x9e000003, where.r[3]);
    expect_number("sp", child.stack_end - 4, where.sp);
    where.pc = address_of(tell_fpu);
    expect_status("write", ZX_OK, general_write(&child, &where));
    release(token);
    told_fpu_expect(where.sp, &written);
    child_end(&child);
}

/* One that has yet to run its first instruction. */
static void test_first(zx_handle_t job, bool with_fpu)
{
    struct child child = child_make(job, 0);
    zx_handle_t event = event_make();
    zx_handle_t token = token_make(child.process);
    child.stack_end -= 64; /* a stack pointer in the midst of the stack */
    child_start(&child, spin, 0, event);
    rest();
    general found = general_read(&child);
    expect("r0 is a handle", found.r[0] != 0 && found.r[0] != event);
    expect_number("r1", (uint32_t)(uintptr_t)child.shared, found.r[1]);
    expect_number("sp", child.stack_end, found.sp);
    expect_number("pc", address_of((void (*)(void))spin) & ~1u, found.pc);
    expect_number("xpsr", 0x01000000, found.xpsr);
    fpu floats = fpu_new();
    if (with_fpu) {
        expect_status("write", ZX_OK, fpu_write(&child, &floats));
        found = general_read(&child);
        expect_number("r1", (uint32_t)(uintptr_t)child.shared, found.r[1]);
        found.pc = address_of(tell_fpu);
        expect_status("write", ZX_OK, general_write(&child, &found));
    } else {
        found.xpsr = 0;
        found.pc = address_of(tell);
        expect_status("write", ZX_OK, general_write(&child, &found));
    }
    release(token);
    if (with_fpu) {
        told_fpu_expect(child.stack_end, &floats);
    } else {
        told_expect(&found);
    }
    child_end(&child);
}

/* One in a call: the call's result comes in r0 all the same. */
static void test_in_call(zx_handle_t job)
{
    struct child child = child_run(job, 0, sleep_shortly, 0);
    rest();
    zx_handle_t token = token_make(child.thread);
    general written = general_new(&child, 64);
    expect_status("write", ZX_OK, general_write(&child, &written));
    expect_status("release", ZX_OK, zx_handle_close(token));
    (void)zx_nanosleep(zx_deadline_after(ZX_MSEC(50)));
    expect_number("it has gone elsewhere", 1, child.shared->count);
    written.r[0] = (uint32_t)STATUS_TIMEOUT;
    told_expect(&written);
    child_end(&child);
}

/* One whose call has returned, but that has not run since. */
static void test_after_call(zx_handle_t job)
{
    struct child child = child_run(job, 0, send, 0);
    rest();
    expect("its message", sys_wait_for_event(EVENT_TYPE_IPC, 1000) == STATUS_OK);
    zx_handle_t token = token_make(child.thread);
    expect_number("r0", STATUS_OK, general_read(&child).r[0]);
    expect_status("release", ZX_OK, zx_handle_close(token));
    child_end(&child);
}

/* ---- Threads without a frame that they could go on by. ---- */

static void lost_expect(const struct child *child, zx_handle_t channel, zx_excp_type_t first)
{
    zx_handle_t exception = exception_read(channel, first, child);
    expect_status("no registers", ZX_ERR_BAD_STATE,
                  zx_thread_read_state(child->thread, 0, &(general){0}, sizeof(general)));
    exception_answer(exception, ZX_EXCEPTION_STATE_HANDLED);
    exception = exception_read(channel, ZX_EXCP_FATAL_PAGE_FAULT, child);
    general written = general_new(child, 4);
    written.sp = child->shared->word[0] - 4;
    expect_status("write", ZX_OK, general_write(child, &written));
    exception_answer(exception, ZX_EXCEPTION_STATE_HANDLED);
    rest();
    told_expect(&written);
    child_end(child);
    expect_status("close", ZX_OK, zx_handle_close(channel));
}

/* What lies on the stack says that a handler was interrupted. */
static void test_tampered(zx_handle_t job)
{
    struct child child = child_make(job, 0);
    zx_handle_t channel = listen_to(child.process, 0);
    child.shared->word[0] = child.stack_end;
    child.stack_end -= 128; /* what a frame above it would be is all zeros */
    child_start(&child, spin, 0, ZX_HANDLE_INVALID);
    rest();
    zx_handle_t token = token_make(child.thread);
    uint32_t *stacked = (uint32_t *)(uintptr_t)(child.stack_end - 12); /* a word above aligns it */
    expect_number("flags on the stack", 0xf90f0200, *stacked);
    *stacked |= 11;
    expect_status("release", ZX_OK, zx_handle_close(token));
    lost_expect(&child, channel, ZX_EXCP_GENERAL);
}

/* The first stack pointer leaves no room. */
static void test_no_room(zx_handle_t job)
{
    struct child child = child_make(job, 0);
    zx_handle_t channel = listen_to(child.process, 0);
    child.shared->word[0] = child.stack_end;
    child.stack_end -= STACK_SIZE - 8;
    child_start(&child, spin, 0, ZX_HANDLE_INVALID);
    lost_expect(&child, channel, ZX_EXCP_FATAL_PAGE_FAULT);
}

/* ---- Attempts. ---- */

static void refused(const struct child *child, const char *what, uint32_t sp)
{
    general before = general_read(child);
    general written = before;
    written.sp = sp;
    expect_status(what, ZX_ERR_INVALID_ARGS, general_write(child, &written));
    general after = general_read(child);
    expect("nothing has changed", memcmp(&before, &after, sizeof after) == 0);
}

static void test_stack_pointers(zx_handle_t job)
{
    struct child child = child_run(job, 0, spin, 0);
    uint32_t base = child.stack_end - STACK_SIZE;
    rest();
    zx_handle_t token = token_make(child.thread);
    refused(&child, "under the stack", base - 8);
    refused(&child, "without room for a frame", base + 28);
    refused(&child, "above the stack", child.stack_end + 8);
    refused(&child, "no multiple of 4", child.stack_end - 62);
    refused(&child, "in shared memory", (uint32_t)(uintptr_t)child.shared + 256);
    refused(&child, "in code", address_of(tell) & ~7u);
    refused(&child, "in the kernel", PLACE_KERNEL_TEXT);
    refused(&child, "at the end of memory", 0xfffffff8);
    refused(&child, "at zero", 0);
    general lowest = general_read(&child);
    lowest.sp = base + 32;
    expect_status("lowest", ZX_OK, general_write(&child, &lowest));
    expect_status("no room for FPU registers", ZX_ERR_INVALID_ARGS,
                  fpu_write(&child, &(fpu){{0}, 0}));
    expect_number("sp", base + 32, general_read(&child).sp);
    expect_status("release", ZX_OK, zx_handle_close(token));
    child_end(&child);
}

/* The child goes on with these registers, and meets a fault at this address. */
static void fault_expect(zx_handle_t job, const char *what, general written, uint32_t address)
{
    struct child child = child_run(job, 0, spin, 0);
    zx_exception_report_t told_of = {.header = {0}};
    rest();
    zx_handle_t channel = listen_to(child.process, 0);
    zx_handle_t token = token_make(child.thread);
    written.sp = child.stack_end;
    expect_status(what, ZX_OK, general_write(&child, &written));
    expect_number("xpsr", (written.xpsr & 0xf80f0000) | 0x01000000, general_read(&child).xpsr);
    expect_status("release", ZX_OK, zx_handle_close(token));
    zx_handle_t exception = exception_read(channel, ZX_EXCP_FATAL_PAGE_FAULT, &child);
    expect_status("report", ZX_OK,
                  zx_object_get_info(child.thread, ZX_INFO_THREAD_EXCEPTION_REPORT, &told_of,
                                     sizeof told_of, NULL, NULL));
    expect_number(what, address, told_of.context.arch.u.armv7m.address);
    child_end(&child);
    close_all((const zx_handle_t[]){exception, channel}, 2);
}

static void test_privilege(zx_handle_t job)
{
    const general to_peek = {.r = {PLACE_KERNEL_TEXT}, .pc = address_of(peek)};
    general written = to_peek;
    fault_expect(job, "a look at the kernel", written, PLACE_KERNEL_TEXT);
    written.xpsr = 11; /* the number of a system call's exception */
    fault_expect(job, "as a handler", written, PLACE_KERNEL_TEXT);
    written.xpsr = 0x000003ff;
    fault_expect(job, "with all of a frame's flags", written, PLACE_KERNEL_TEXT);
    written.xpsr = 0x0600fc00; /* skip what follows, or do a part of it */
    fault_expect(job, "in the middle of something", written, PLACE_KERNEL_TEXT);
    written = (general){.pc = PLACE_KERNEL_TEXT};
    fault_expect(job, "in the kernel", written, PLACE_KERNEL_TEXT);
    written = (general){.pc = 0xfffffff9};
    fault_expect(job, "a return from an exception", written, 0xfffffff8);
}

int main(void)
{
    struct census before = census_take();
    zx_handle_t job = zx_job_default();
    static const uint32_t depths[] = {0, 4, 8, 20, 256};
    for (unsigned i = 0; i < sizeof depths / sizeof depths[0]; i++) {
        test_spinning(job, depths[i]);
    }
    report("registers of a spinning thread");
    test_fpu(job);
    test_no_fpu(job);
    report("FPU registers");
    test_first(job, false);
    test_first(job, true);
    report("registers before the first instruction");
    test_in_call(job);
    test_after_call(job);
    report("registers in a call");
    test_tampered(job);
    test_no_room(job);
    report("registers anew");
    test_stack_pointers(job);
    report("stack pointers");
    test_privilege(job);
    report("privilege");
    census_expect("in the end", &before);
    wrong += children_wrong() + spin_wrong();
    report("%u things went wrong", wrong);
    return (int)wrong;
}
