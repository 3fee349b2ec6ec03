/*
 * <uapi/uapi.h>, compiled on the host: how a thread finds its exchange area, and copies to and from
 * it. A recorder takes the place of the native call.
 */
#include "uapi_calls.h"

#include <uapi/uapi.h>
#include <ucontext.h>

/* What the linker gives a task; its stack is one that a test may run on. */
#define STACK_SIZE 262144
uint8_t _s_svc_exchange[SVC_EXCHANGE_AREA_LEN];
__asm__(".data\n.balign 16\n.globl _s_stack\n.globl _e_stack\n"
        "_s_stack:\n.skip 262144\n_e_stack:\n.skip 16\n.text\n");

/* What the calls answered on the task's own stack; nothing may fail over there. */
static struct {
    uint8_t *area;
    enum Status exact, longer, null, none;
    uint8_t copied[SVC_EXCHANGE_AREA_LEN + 1];
} seen;

static uint8_t pattern[SVC_EXCHANGE_AREA_LEN + 1];

static ucontext_t outside;
static ucontext_t inside;

static void run_on_the_first_stack(void (*function)(void))
{
    assert_int_equal(_e_stack - _s_stack, STACK_SIZE);
    assert_int_equal(getcontext(&inside), 0);
    inside.uc_stack.ss_sp = _s_stack;
    inside.uc_stack.ss_size = STACK_SIZE;
    inside.uc_link = &outside;
    makecontext(&inside, function, 0);
    assert_int_equal(swapcontext(&outside, &inside), 0);
}

static void copy_both_ways(void)
{
    seen.area = sys_exchange_area();
    seen.exact = copy_to_kernel(pattern, SVC_EXCHANGE_AREA_LEN);
    seen.longer = copy_to_kernel(pattern, SVC_EXCHANGE_AREA_LEN + 1);
    seen.null = copy_to_kernel(NULL, 1);
    seen.none = copy_to_kernel(&pattern[9], 0);
}

static void copy_back(void)
{
    seen.exact = copy_from_kernel(seen.copied, SVC_EXCHANGE_AREA_LEN);
    seen.longer = copy_from_kernel(seen.copied, SVC_EXCHANGE_AREA_LEN + 1);
    seen.null = copy_from_kernel(NULL, 1);
    seen.none = copy_from_kernel(&seen.copied[9], 0);
}

static void assert_copies(void)
{
    assert_int_equal(seen.exact, STATUS_OK);
    assert_int_equal(seen.longer, STATUS_INVALID);
    assert_int_equal(seen.null, STATUS_INVALID);
    assert_int_equal(seen.none, STATUS_OK);
}

static void first_thread_knows_its_area_by_its_stack(void **state)
{
    (void)state;
    for (unsigned i = 0; i < sizeof pattern; i++) {
        pattern[i] = (uint8_t)(i * 3 + 1);
    }
    recorder.name = "none";
    run_on_the_first_stack(copy_both_ways);
    assert_string_equal(recorder.name, "none"); /* no system call */
    assert_ptr_equal(seen.area, _s_svc_exchange);
    assert_copies();
    assert_memory_equal(_s_svc_exchange, pattern, SVC_EXCHANGE_AREA_LEN);
    run_on_the_first_stack(copy_back);
    assert_copies();
    assert_memory_equal(seen.copied, pattern, SVC_EXCHANGE_AREA_LEN);
    assert_int_equal(seen.copied[SVC_EXCHANGE_AREA_LEN], 0);
}

static void other_threads_ask_the_kernel(void **state)
{
    (void)state;
    recorder.result = 0x20000100;
    assert_int_equal((uintptr_t)sys_exchange_area(), 0x20000100);
    assert_recorded("exchange_area", 0, 0);
}

static void no_area_no_copy(void **state)
{
    (void)state;
    uint8_t byte = 7;
    recorder.result = 0;
    assert_null(sys_exchange_area());
    assert_int_equal(copy_to_kernel(&byte, 1), STATUS_INVALID);
    assert_int_equal(copy_from_kernel(&byte, 1), STATUS_INVALID);
    assert_int_equal(byte, 7);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(first_thread_knows_its_area_by_its_stack),
        cmocka_unit_test(other_threads_ask_the_kernel),
        cmocka_unit_test(no_area_no_copy),
    };
    return cmocka_run_group_tests_name("uapi_area", tests, NULL, NULL);
}
