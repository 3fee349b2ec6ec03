/*
 * counters.c: a deeper state sets a counter that a shallower one does not.
 */
#include <string.h>

#include "bootstrap.h"
#include "fixture.h"
#include "l4.h"
#include "session.h"

/* The section's ends, as the linker names them. */
extern uint8_t section_start[] __asm__("__start___libfuzzer_extra_counters");
extern uint8_t section_stop[] __asm__("__stop___libfuzzer_extra_counters");

static size_t section_size(void)
{
    return (size_t)(section_stop - section_start);
}

/* What the engine does before each input. */
static void section_clear(void)
{
    memset(section_start, 0, section_size());
}

static unsigned section_sum(void)
{
    unsigned sum = 0;
    for (size_t i = 0; i < section_size(); i++) {
        sum += section_start[i] != 0;
    }
    return sum;
}

/* How many counters are new with this state. */
static unsigned news(const struct machine *m)
{
    unsigned before = section_sum();
    counters_state(machine_kernel((struct machine *)m));
    return section_sum() - before;
}

static struct machine *four(void)
{
    section_clear();
    return MACHINE({.label = 1, .priority = 5}, {.label = 2, .priority = 5},
                   {.label = 3, .priority = 5}, {.label = 4, .priority = 5});
}

static void each_link_of_a_chain_counts(void **state)
{
    (void)state;
    struct machine *m = four();
    assert_true(news(m) > 0);
    for (uint32_t label = 1; label < 4; label++) {
        run(m, thread_of(m, label));
        call_parks(m, SYS_SEND_IPC, handle_of(m, label + 1), 1);
        assert_true(news(m) > 0);
        assert_int_equal(news(m), 0);
    }
}

/* As many blocked as in a chain, and in another way. */
static void a_star_is_not_a_chain(void **state)
{
    (void)state;
    struct machine *m = four();
    for (uint32_t label = 1; label < 3; label++) {
        run(m, thread_of(m, label));
        call_parks(m, SYS_SEND_IPC, handle_of(m, 4), 1);
    }
    (void)news(m);
    struct machine *chain = MACHINE({.label = 1, .priority = 5}, {.label = 2, .priority = 5},
                                    {.label = 3, .priority = 5}, {.label = 4, .priority = 5});
    for (uint32_t label = 1; label < 3; label++) {
        run(chain, thread_of(chain, label));
        call_parks(chain, SYS_SEND_IPC, handle_of(chain, label + 1), 1);
    }
    assert_int_equal(news(chain), 1);
}

static void signals_and_timers_count(void **state)
{
    (void)state;
    struct machine *m = four();
    run(m, thread_of(m, 1));
    (void)news(m);
    assert_int_equal(call_returns(m, SYS_SEND_SIGNAL, handle_of(m, 2), SIGNAL_USR1), SENTRY_OK);
    assert_true(news(m) > 0);
    assert_int_equal(call_returns(m, SYS_ALARM, 5, ALARM_ONCE), SENTRY_OK);
    assert_true(news(m) > 0);
}

/* A mapping, one made from it, a process that has not begun, an exchange area of the arena. */
static void spaces_count(void **state)
{
    (void)state;
    struct machine *m = four();
    const struct image_task *task = &arch_image(machine_kernel(m))->tasks[0];
    uint32_t page = task->data.base | 1u << (task->data.order - 1) | L4_MEMORY << 4 | ACCESS_READ;
    uint32_t spot = task->data.base >> 12 << 12;
    uint32_t own = name_of_selector(SLOT_PROCESS);
    uint32_t job = name_of_selector(SLOT_JOB);
    for (uint32_t label = 1; label < 4; label++) {
        uint32_t next =
            machine_handle(m, machine_process(m, label),
                           object_of_process(machine_process(m, label + 1)), RIGHTS_ALL);
        run(m, thread_of(m, label));
        (void)news(m);
        assert_int_equal(call_returns(m, SYS_TASK_MAP, next, own, page, spot), 0);
        assert_int_equal(news(m), 2);
    }
    assert_int_equal(
        call_returns(m, SYS_FACTORY_CREATE_TASK, job, name_of_selector(SLOT_THREAD + 1), 0), 0);
    assert_int_equal(news(m), 1);
    (void)machine_thread(m, machine_process(m, 1), true);
    assert_int_equal(news(m), 2); /* and the mapping of its stack */
    assert_int_equal(news(m), 0);
}

static void each_answer_of_a_call_counts_once(void **state)
{
    (void)state;
    section_clear();
    const struct machine_result answers[] = {
        {true, 0}, {true, 1}, {true, 14}, {false, 0}, {true, 0xfffffff3u}};
    for (uint32_t call = 0; call <= SYS_CALLS; call++) {
        for (unsigned i = 0; i < sizeof answers / sizeof answers[0]; i++) {
            counters_call(call, &answers[i]);
            counters_call(call, &answers[i]);
            assert_int_equal(section_sum(), call * 5 + i + 1);
        }
    }
    counters_call(UINT32_MAX, &answers[0]); /* like every number that is none */
    assert_int_equal(section_sum(), (SYS_CALLS + 1) * 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {TEST(each_link_of_a_chain_counts),
                                       TEST(a_star_is_not_a_chain), TEST(signals_and_timers_count),
                                       TEST(spaces_count), TEST(each_answer_of_a_call_counts_once)};
    return cmocka_run_group_tests_name("fuzz_counters", tests, NULL, NULL);
}
