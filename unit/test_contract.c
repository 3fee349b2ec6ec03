/*
 * The arch contract on the host: contexts, user copies that the simulated MPU decides, memory and
 * log; and what user code of a machine may touch.
 */
#include "fixture.h"

#include <string.h>

enum { A = 0xa, B = 0xb };

static struct machine *make_two(void)
{
    return MACHINE({.label = A, .priority = 5}, {.label = B, .priority = 5});
}

static const struct region *data_of(struct machine *m, uint32_t label)
{
    const struct kernel *k = machine_kernel(m);
    return &k->mapping[k->process[machine_process(m, label)].data].region;
}

static const struct region *code_of(struct machine *m, uint32_t label)
{
    const struct kernel *k = machine_kernel(m);
    return &k->mapping[k->process[machine_process(m, label)].code].region;
}

/* ---- Contexts. ---- */

static void new_context_starts_at_the_top_of_its_stack(void **state)
{
    (void)state;
    struct machine *m = make_two();
    struct kernel *k = machine_kernel(m);
    const struct arch_context *context = &k->arch.context[thread_of(m, A)];
    assert_int_equal(context->psp, context->stack_base + context->stack_span);
    assert_int_equal(context->psp % 8, 0);
    assert_int_equal(context->control, 1); /* unprivileged */
}

static void result_is_owed_until_the_thread_runs(void **state)
{
    (void)state;
    struct machine *m = make_two();
    struct kernel *k = machine_kernel(m);
    thread_id a = thread_of(m, A);
    run(m, a);
    assert_int_equal(k->arch.context[a].debt, OWES_NOTHING);
    call_parks(m, SYS_SLEEP, 1, SLEEP_DEEP);
    advance_ms(m, 1);
    assert_int_equal(k->arch.context[a].debt, OWES_RESULT);
    assert_int_equal(machine_call_result(m, a), SENTRY_TIMEOUT);
    run(m, a);
    assert_int_equal(k->arch.context[a].debt, OWES_NOTHING);
    assert_int_equal(machine_call_result(m, a), SENTRY_TIMEOUT);
    assert_int_equal(call_returns(m, SYS_GET_TASK_HANDLE, 1), SENTRY_INVALID);
    assert_int_equal(machine_call_result(m, a), SENTRY_INVALID);
}

static void call_leaves_its_registers_in_the_context(void **state)
{
    (void)state;
    struct machine *m = make_two();
    thread_id self = machine_current(m);
    static const uint32_t expected[12] = {1, 2, 3, 4, 5, 6, SYS_EXCHANGE_AREA, 0, 7, 8, 0, 0};
    (void)call_returns(m, SYS_EXCHANGE_AREA, 1, 2, 3, 4, 5, 6, 7, 8);
    assert_memory_equal(machine_kernel(m)->arch.context[self].r, expected, sizeof expected);
}

static void dropped_context_is_empty(void **state)
{
    (void)state;
    struct machine *m = make_two();
    struct kernel *k = machine_kernel(m);
    static const struct arch_context empty;
    thread_id a = thread_of(m, A);
    arch_context_drop(k, a);
    assert_memory_equal(&k->arch.context[a], &empty, sizeof empty);
}

/* ---- User memory. ---- */

/* The copies rely on nobody: a byte that is not loaded stops them, wherever in the buffer. */
static void copies_need_every_byte_loaded(void **state)
{
    (void)state;
    struct machine *m = make_two();
    struct kernel *k = machine_kernel(m);
    run(m, thread_of(m, A));
    const struct region *data = data_of(m, A);
    uint32_t end = data->base + region_size(data);
    uint8_t bytes[4] = {1, 2, 3, 4};
    assert_true(arch_user_write(k, end - 4, bytes, 4));
    assert_true(arch_user_read(k, bytes, data->base, 4));
    assert_true(arch_user_write(k, data->base, bytes, 1));
    k->arch.context[machine_current(m)].region[REGION_DATA][1] = 0;
    k->arch.context[machine_current(m)].region[REGION_AREA][1] = 0;
    assert_false(arch_user_read(k, bytes, data->base, 1));
    assert_false(arch_user_write(k, data->base, bytes, 1));
    assert_false(arch_user_write(k, data->base - 1, bytes, 2)); /* from the stack's last byte on */
    assert_false(arch_user_read(k, bytes, data->base - 3, 4));
    assert_true(arch_user_read(k, bytes, data->base - 4, 4));
}

static void accesses_of_user_code(void **state)
{
    (void)state;
    struct machine *m = make_two();
    run(m, thread_of(m, A));
    const struct region *data = data_of(m, A);
    const struct region *code = code_of(m, A);
    uint32_t other_base = data_of(m, B)->base;
    uint32_t word = 0xfeedface;
    uint32_t got = 0;
    assert_true(machine_store(m, data->base + 1, &word, 4));
    assert_true(machine_load(m, data->base + 1, &got, 4));
    assert_int_equal(got, word);
    assert_memory_equal(machine_memory(m, data->base + 1, 4), &word, 4);
    assert_true(machine_fetch(m, code->base));
    assert_true(machine_fetch(m, code->base + region_size(code) - 2));
    assert_int_not_equal(machine_process(m, A), NONE);
    assert_false(machine_load(m, other_base, &got, 1));
    assert_int_equal(machine_process(m, A), NONE);
    assert_int_equal(machine_current(m), thread_of(m, B));
    assert_false(machine_fetch(m, other_base)); /* its own, but not executable */
    assert_int_equal(machine_process(m, B), NONE);
}

/* A mapping of nothing: the access is permitted and there is nobody to answer. */
static void access_of_nowhere_is_a_bus_error(void **state)
{
    (void)state;
    struct machine *m = make_two();
    const struct region nowhere = {.base = MACHINE_DEVICE_BASE + MACHINE_DEVICE_SIZE,
                                   .order = 5,
                                   .access = ACCESS_READ,
                                   .kind = MEMORY_DEVICE};
    uint32_t size = 0;
    uint32_t word = 0;
    run(m, thread_of(m, A));
    (void)space_add(machine_kernel(m), machine_process(m, A), &nowhere);
    assert_false(machine_load(m, nowhere.base, &word, 4));
    assert_int_equal(machine_process(m, A), NONE);
    assert_non_null(strstr(machine_log(m, &size), "bus error at 0x40010000"));
}

static void stretches_of_memory_are_apart(void **state)
{
    (void)state;
    static const struct memory_range stretches[] = {{MACHINE_FLASH_BASE, MACHINE_FLASH_SIZE},
                                                    {MACHINE_RAM_BASE, MACHINE_RAM_SIZE},
                                                    {MACHINE_DEVICE_BASE, MACHINE_DEVICE_SIZE}};
    struct machine *m = make_two();
    for (unsigned i = 0; i < 3; i++) {
        memset(machine_memory(m, stretches[i].base, stretches[i].size), (int)i + 1,
               stretches[i].size);
    }
    for (unsigned i = 0; i < 3; i++) {
        const uint8_t *bytes = machine_memory(m, stretches[i].base, stretches[i].size);
        for (uint32_t at = 0; at < stretches[i].size; at++) {
            assert_int_equal(bytes[at], i + 1);
        }
    }
}

/* ---- The log. ---- */

static void log_keeps_its_first_bytes(void **state)
{
    (void)state;
    struct machine *m = make_two();
    uint32_t size = 0;
    thread_id self = machine_current(m);
    for (unsigned i = 0; i < MACHINE_LOG_SIZE / 250 + 2; i++) {
        area_fill(m, self, (uint8_t)i);
        assert_int_equal(call_returns(m, SYS_LOG, 250), SENTRY_OK);
        const char *log = machine_log(m, &size);
        uint32_t due = (i + 1) * 250 < MACHINE_LOG_SIZE ? (i + 1) * 250 : MACHINE_LOG_SIZE;
        assert_int_equal(size, due);
        assert_int_equal((uint8_t)log[0], area_pattern(0, 0));
        assert_int_equal((uint8_t)log[size - 1],
                         area_pattern((uint8_t)((size - 1) / 250), (size - 1) % 250));
    }
}

/* What is no longer kept is written nowhere else. */
static void full_log_harms_nothing(void **state)
{
    (void)state;
    struct machine *m = make_two();
    uint32_t size = 0;
    area_fill(m, machine_current(m), 1);
    for (unsigned i = 0; i < 2 * MACHINE_LOG_SIZE / EXCHANGE_AREA_SIZE; i++) {
        assert_int_equal(call_returns(m, SYS_LOG, EXCHANGE_AREA_SIZE), SENTRY_OK);
        const uint8_t *flash = machine_memory(m, MACHINE_FLASH_BASE, MACHINE_LOG_SIZE);
        for (unsigned at = 0; at < MACHINE_LOG_SIZE; at++) {
            assert_int_equal(flash[at], 0);
        }
    }
    (void)machine_log(m, &size);
    assert_int_equal(size, MACHINE_LOG_SIZE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(new_context_starts_at_the_top_of_its_stack),
        TEST(result_is_owed_until_the_thread_runs),
        TEST(call_leaves_its_registers_in_the_context),
        TEST(dropped_context_is_empty),
        TEST(copies_need_every_byte_loaded),
        TEST(accesses_of_user_code),
        TEST(access_of_nowhere_is_a_bus_error),
        TEST(stretches_of_memory_are_apart),
        TEST(log_keeps_its_first_bytes),
        TEST(full_log_harms_nothing),
    };
    return cmocka_run_group_tests_name("contract", tests, NULL, NULL);
}
