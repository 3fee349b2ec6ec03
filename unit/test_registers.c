/*
 * Registers of threads that are suspended or in an exception: thread_read_state and
 * thread_write_state. What becomes of them on a processor is the board's tests' business.
 */
#include "children.h"

#include <string.h>

enum { GENERAL = 0, FPU = 1, GENERAL_SIZE = 68, FPU_SIZE = 132 };
enum { SP = 13, LR = 14, PC = 15, XPSR = 16 };
enum { FRAME = 32, FRAME_WITH_FPU = 104 }; /* bytes that an exception takes of the stack */
#define THUMB 0x01000000u

struct scene {
    struct machine *m;
    struct child child;
    uint32_t token;
};

static struct scene suspended_child(void)
{
    struct scene s = {.m = family_machine()};
    s.child = child_run(s.m, DOMAIN_JOB, 0);
    s.token = suspend(s.m, s.child.thread);
    return s;
}

static void read_general(struct scene *s, uint32_t registers[17])
{
    assert_int_equal(
        zx(s->m, SYS_THREAD_READ_STATE, s->child.thread, GENERAL, at(s->m, LIST), GENERAL_SIZE),
        ZX_OK);
    get(s->m, LIST, registers, GENERAL_SIZE);
}

static int32_t write_general(struct scene *s, const uint32_t registers[17])
{
    put(s->m, LIST, registers, GENERAL_SIZE);
    return zx(s->m, SYS_THREAD_WRITE_STATE, s->child.thread, GENERAL, at(s->m, LIST), GENERAL_SIZE);
}

static int32_t write_sp(struct scene *s, uint32_t sp)
{
    const uint32_t registers[17] = {[SP] = sp, [XPSR] = THUMB};
    return write_general(s, registers);
}

static int32_t write_fpu(struct scene *s, uint8_t byte)
{
    uint8_t fpu[FPU_SIZE];
    memset(fpu, byte, sizeof fpu);
    put(s->m, LIST, fpu, sizeof fpu);
    return zx(s->m, SYS_THREAD_WRITE_STATE, s->child.thread, FPU, at(s->m, LIST), FPU_SIZE);
}

static int32_t read_fpu(struct scene *s, uint32_t fpu[33])
{
    int32_t status =
        zx(s->m, SYS_THREAD_READ_STATE, s->child.thread, FPU, at(s->m, LIST), FPU_SIZE);
    get(s->m, LIST, fpu, FPU_SIZE);
    return status;
}

static void errors_in_order(void **state)
{
    (void)state;
    struct machine *m = family_machine();
    struct child child = child_run(m, DOMAIN_JOB, 0);
    for (unsigned writes = 0; writes < 2; writes++) {
        uint32_t call = writes != 0 ? SYS_THREAD_WRITE_STATE : SYS_THREAD_READ_STATE;
        uint32_t right = writes != 0 ? RIGHT_WRITE : RIGHT_READ;
        uint32_t poor = with_rights(m, child.thread, object_rights[OBJECT_THREAD] & ~right);
        assert_int_equal(zx(m, call, 0, 2, HOLE, 0), ZX_BAD_HANDLE);
        assert_int_equal(zx(m, call, SELF, 2, HOLE, 0), ZX_WRONG_TYPE);
        assert_int_equal(zx(m, call, poor, 2, HOLE, 0), ZX_ACCESS_DENIED);
        assert_int_equal(zx(m, call, child.thread, 2, HOLE, 0), ZX_INVALID_ARGS);
        assert_int_equal(zx(m, call, child.thread, GENERAL, HOLE, 0), ZX_BAD_STATE);
        assert_int_equal(zx(m, call, ME, GENERAL, HOLE, 0), ZX_BAD_STATE);
        assert_int_equal(zx(m, call, make_thread(m, child.process), FPU, HOLE, 0), ZX_BAD_STATE);
        uint32_t token = suspend(m, child.thread);
        for (uint32_t kind = GENERAL; kind <= FPU; kind++) {
            uint32_t size = kind == GENERAL ? GENERAL_SIZE : FPU_SIZE;
            int32_t wrong_size = writes != 0 ? ZX_INVALID_ARGS : ZX_BUFFER_TOO_SMALL;
            assert_int_equal(zx(m, call, child.thread, kind, HOLE, size - 1), wrong_size);
            assert_int_equal(zx(m, call, child.thread, kind, HOLE, size), ZX_INVALID_ARGS);
        }
        close_handle(m, token);
    }
    kill_task(m, child.process);
    assert_int_equal(zx(m, SYS_THREAD_READ_STATE, child.thread, GENERAL, HOLE, 0), ZX_BAD_STATE);
}

/* What a thread that never ran will find: the conformance case StartSuspendedThread. */
static void a_thread_before_its_first_instruction(void **state)
{
    (void)state;
    struct scene s = suspended_child();
    uint32_t registers[17];
    read_general(&s, registers);
    assert_int_equal(registers[0], 0);
    assert_int_equal(registers[1], 7);
    assert_int_equal(registers[SP], s.child.stack);
    assert_int_equal(registers[PC], 0);
    assert_int_equal(registers[XPSR], THUMB);
}

static void what_is_written_can_be_read(void **state)
{
    (void)state;
    struct scene s = suspended_child();
    uint32_t registers[17];
    uint32_t again[17];
    for (uint32_t i = 0; i < 17; i++) {
        registers[i] = 0x11111111 * i;
    }
    registers[SP] = s.child.stack - 64;
    registers[PC] = 0x124;
    registers[XPSR] = THUMB | 0xf8000000;
    assert_int_equal(write_general(&s, registers), ZX_OK);
    read_general(&s, again);
    assert_memory_equal(again, registers, sizeof again);
}

/* Zeros before; of the flags what there is. */
static void fpu_registers_that_are_written_can_be_read(void **state)
{
    (void)state;
    struct scene s = suspended_child();
    uint32_t fpu[33];
    assert_int_equal(read_fpu(&s, fpu), ZX_OK);
    for (unsigned i = 0; i < 33; i++) {
        assert_int_equal(fpu[i], 0);
    }
    assert_int_equal(write_fpu(&s, 0xff), ZX_OK);
    assert_int_equal(read_fpu(&s, fpu), ZX_OK);
    for (unsigned i = 0; i < 32; i++) {
        assert_int_equal(fpu[i], 0xffffffff);
    }
    assert_int_equal(fpu[32], 0xf7c0009f);
    uint32_t registers[17];
    read_general(&s, registers);
    assert_int_equal(registers[SP], s.child.stack);
    assert_int_equal(registers[1], 7);
}

/* They are saved in the stack, and who has some keeps room for them there. */
static void fpu_registers_need_room_in_the_stack(void **state)
{
    (void)state;
    struct scene s = suspended_child();
    uint32_t base = s.child.stack - STACK_SIZE;
    uint32_t fpu[33];
    assert_int_equal(write_sp(&s, base + FRAME_WITH_FPU - 4), ZX_OK);
    assert_int_equal(write_fpu(&s, 0x5a), ZX_INVALID_ARGS);
    assert_int_equal(write_sp(&s, base + FRAME), ZX_OK);
    assert_int_equal(write_fpu(&s, 0x5a), ZX_INVALID_ARGS);
    assert_int_equal(read_fpu(&s, fpu), ZX_OK);
    assert_int_equal(fpu[0], 0);
    assert_int_equal(write_sp(&s, base + FRAME_WITH_FPU), ZX_OK);
    assert_int_equal(write_fpu(&s, 0x5a), ZX_OK);
    assert_int_equal(write_sp(&s, base + FRAME_WITH_FPU - 4), ZX_INVALID_ARGS);
    uint32_t registers[17];
    read_general(&s, registers);
    assert_int_equal(registers[SP], base + FRAME_WITH_FPU);
    assert_int_equal(read_fpu(&s, fpu), ZX_OK);
    assert_int_equal(fpu[0], 0x5a5a5a5a);
}

/* Registers are data of the thread's own, no privilege: of xpsr the mode stays. */
static void writing_gives_no_privilege(void **state)
{
    (void)state;
    struct scene s = suspended_child();
    uint32_t registers[17] = {0};
    registers[SP] = s.child.stack;
    registers[XPSR] = 0xffffffff & ~THUMB;
    registers[PC] = 0x125;
    assert_int_equal(write_general(&s, registers), ZX_OK);
    read_general(&s, registers);
    assert_int_equal(registers[XPSR] & THUMB, THUMB);
    assert_int_equal(registers[XPSR] & 0x1ff, 0);
    assert_int_equal(registers[PC], 0x124);
}

/* The stack pointer stays in the stack, with room for a frame. */
static void the_stack_pointer_stays_in_the_stack(void **state)
{
    (void)state;
    struct scene s = suspended_child();
    uint32_t base = s.child.stack - STACK_SIZE;
    const struct {
        uint32_t sp;
        int32_t status;
    } tries[] = {{base, ZX_INVALID_ARGS},
                 {base - 8, ZX_INVALID_ARGS},
                 {s.child.stack + 4, ZX_INVALID_ARGS},
                 {s.child.stack - 2, ZX_INVALID_ARGS},
                 {0, ZX_INVALID_ARGS},
                 {0xffffffff, ZX_INVALID_ARGS},
                 {s.child.stack, ZX_OK},
                 {base + 64, ZX_OK}};
    for (unsigned i = 0; i < sizeof tries / sizeof tries[0]; i++) {
        uint32_t registers[17] = {[SP] = tries[i].sp, [XPSR] = THUMB};
        assert_int_equal(write_general(&s, registers), tries[i].status);
    }
}

static void in_an_exception_as_when_suspended(void **state)
{
    (void)state;
    struct machine *m = family_machine();
    struct scene s = {.m = m, .child = child_run(m, DOMAIN_JOB, 0)};
    uint32_t channel = listen_to(m, s.child.process, REGULAR);
    run(m, s.child.tid);
    fault_now(m, FAULT_DIVIDE);
    be(m, ALICE);
    uint32_t registers[17] = {[3] = 99, [SP] = s.child.stack - 32, [XPSR] = THUMB};
    assert_int_equal(write_general(&s, registers), ZX_OK);
    uint32_t again[17];
    read_general(&s, again);
    assert_memory_equal(again, registers, sizeof again);
    struct exception_info info;
    answer(m, read_exception(m, channel, &info), 1);
    assert_int_equal(zx(m, SYS_THREAD_READ_STATE, s.child.thread, GENERAL, HOLE, 0), ZX_BAD_STATE);
}

/* ---- Threads that have lost their frame: there is nothing by which they could go on. ---- */

static const enum fault_kind losses[] = {FAULT_STACK, FAULT_RETURN};
enum { LOSSES = sizeof losses / sizeof losses[0] };

/* Its exception is on the channel. */
static struct scene lost_child(enum fault_kind kind, uint32_t *channel)
{
    struct scene s = {.m = family_machine()};
    s.child = child_run(s.m, DOMAIN_JOB, 0);
    *channel = listen_to(s.m, s.child.process, REGULAR);
    run(s.m, s.child.tid);
    fault_now(s.m, kind);
    be(s.m, ALICE);
    return s;
}

static void without_a_frame_there_are_no_registers(void **state)
{
    (void)state;
    for (unsigned i = 0; i < LOSSES; i++) {
        uint32_t channel;
        uint32_t fpu[33];
        struct scene s = lost_child(losses[i], &channel);
        assert_int_equal(
            zx(s.m, SYS_THREAD_READ_STATE, s.child.thread, GENERAL, at(s.m, LIST), GENERAL_SIZE),
            ZX_BAD_STATE);
        assert_int_equal(read_fpu(&s, fpu), ZX_BAD_STATE);
        assert_int_equal(write_fpu(&s, 1), ZX_BAD_STATE);
        fixture_end(NULL);
    }
}

/* Handled or not, and as often as it goes on. Of that fault nothing is known but its kind. */
static void without_a_frame_it_faults_again(void **state)
{
    (void)state;
    for (unsigned i = 0; i < LOSSES; i++) {
        uint32_t channel;
        struct exception_info info;
        struct scene s = lost_child(losses[i], &channel);
        for (unsigned again = 0; again < 2; again++) {
            answer(s.m, read_exception(s.m, channel, &info), HANDLED);
            assert_int_equal(thread_state_of(s.m, s.child.tid)->state, THREAD_READY);
            machine_run(s.m, s.child.tid);
            be(s.m, ALICE);
            assert_in_exception(s.m, s.child.tid);
            const struct report *report =
                &machine_kernel(s.m)->exception.thread[s.child.tid].report;
            assert_int_equal(report->type, ZX_EXCP_FATAL_PAGE_FAULT);
            assert_int_equal(report->status, 0);
            assert_int_equal(report->address, 0);
            assert_int_equal(report->pc, 0);
        }
        answer(s.m, read_exception(s.m, channel, &info), TRY_NEXT);
        assert_int_equal(return_code_of(s.m, s.child.process), ZX_TASK_RETCODE_EXCEPTION_KILL);
        fixture_end(NULL);
    }
}

/* Nobody listens any more when it goes on. */
static void unhandled_the_second_fault_ends_its_process(void **state)
{
    (void)state;
    uint32_t channel;
    struct exception_info info;
    struct scene s = lost_child(FAULT_STACK, &channel);
    uint32_t exception = read_exception(s.m, channel, &info);
    set_answer(s.m, exception, HANDLED);
    close_handle(s.m, channel);
    close_handle(s.m, exception);
    assert_int_equal(thread_state_of(s.m, s.child.tid)->state, THREAD_READY);
    machine_run(s.m, s.child.tid);
    assert_int_not_equal(machine_current(s.m), s.child.tid);
    be(s.m, ALICE);
    assert_int_equal(return_code_of(s.m, s.child.process), ZX_TASK_RETCODE_EXCEPTION_KILL);
}

/* New registers are a new frame, without FPU registers. */
static void registers_give_it_a_frame(void **state)
{
    (void)state;
    for (unsigned i = 0; i < LOSSES; i++) {
        struct scene s = suspended_child();
        uint32_t channel = listen_to(s.m, s.child.process, REGULAR);
        struct exception_info info;
        uint32_t fpu[33];
        uint32_t registers[17];
        assert_int_equal(write_fpu(&s, 0x5a), ZX_OK);
        close_handle(s.m, s.token);
        run(s.m, s.child.tid);
        fault_now(s.m, losses[i]);
        be(s.m, ALICE);
        assert_int_equal(write_sp(&s, s.child.stack - STACK_SIZE + FRAME), ZX_OK);
        read_general(&s, registers);
        assert_int_equal(registers[SP], s.child.stack - STACK_SIZE + FRAME);
        assert_int_equal(read_fpu(&s, fpu), ZX_OK);
        assert_int_equal(fpu[0], 0);
        answer(s.m, read_exception(s.m, channel, &info), HANDLED);
        machine_run(s.m, s.child.tid);
        assert_int_equal(machine_current(s.m), s.child.tid);
        fixture_end(NULL);
    }
}

/* A stack that is there no more holds no registers. */
static void without_a_stack_there_are_no_registers(void **state)
{
    (void)state;
    struct scene s = suspended_child();
    uint32_t base = s.child.stack - STACK_SIZE;
    uint32_t page = base | 1u << 7 | 1u << 4 | ACCESS_READ | ACCESS_WRITE;
    assert_int_equal(
        call_returns(s.m, SYS_TASK_UNMAP, s.child.process, page | ACCESS_EXECUTE, 1u << 31), 0);
    for (unsigned again = 0; again < 2; again++) {
        for (uint32_t kind = GENERAL; kind <= FPU; kind++) {
            assert_int_equal(
                zx(s.m, SYS_THREAD_READ_STATE, s.child.thread, kind, at(s.m, LIST), FPU_SIZE),
                ZX_BAD_STATE);
            assert_int_equal(
                zx(s.m, SYS_THREAD_WRITE_STATE, s.child.thread, kind, at(s.m, LIST), FPU_SIZE),
                ZX_BAD_STATE);
        }
        /* Memory in its place is no stack of the thread's. */
        (void)call_returns(s.m, SYS_TASK_MAP, s.child.process, SELF, page, base);
        assert_int_not_equal(space_find(machine_kernel(s.m), s.child.pid, base), NONE);
    }
}

/* A larger buffer may be offered; the rest of it stays. */
static void reading_into_a_larger_buffer(void **state)
{
    (void)state;
    struct scene s = suspended_child();
    put_words(s.m, LIST + GENERAL_SIZE, 0xabcdef);
    assert_int_equal(
        zx(s.m, SYS_THREAD_READ_STATE, s.child.thread, GENERAL, at(s.m, LIST), GENERAL_SIZE + 4),
        ZX_OK);
    assert_int_equal(word(s.m, LIST + GENERAL_SIZE), 0xabcdef);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(errors_in_order),
        TEST(a_thread_before_its_first_instruction),
        TEST(what_is_written_can_be_read),
        TEST(fpu_registers_that_are_written_can_be_read),
        TEST(fpu_registers_need_room_in_the_stack),
        TEST(writing_gives_no_privilege),
        TEST(the_stack_pointer_stays_in_the_stack),
        TEST(in_an_exception_as_when_suspended),
        TEST(without_a_frame_there_are_no_registers),
        TEST(without_a_frame_it_faults_again),
        TEST(unhandled_the_second_fault_ends_its_process),
        TEST(registers_give_it_a_frame),
        TEST(without_a_stack_there_are_no_registers),
        TEST(reading_into_a_larger_buffer),
    };
    return cmocka_run_group_tests_name("registers", tests, NULL, NULL);
}
