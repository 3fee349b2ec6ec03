/*
 * random.c: known answers, keys that are gone once used, and silence without entropy.
 *
 * The answers were computed by another implementation of ChaCha20; the first is also the published
 * key stream of the zero key (RFC 8439, A.1, test vector 1).
 */
#include "fixture.h"

#include <string.h>

enum { A = 10, B = 20 };

static struct machine *make_two(void)
{
    return MACHINE(
        {.label = A, .priority = 6, .capabilities = CAPABILITY_RANDOM},
        {.label = B, .priority = 5, .capabilities = CAPABILITIES_ALL - CAPABILITY_RANDOM});
}

static uint32_t next_number(struct machine *m)
{
    uint32_t number = 0;
    area_fill(m, machine_current(m), 8);
    assert_int_equal(call_returns(m, SYS_GET_RANDOM), SENTRY_OK);
    memcpy(&number, machine_area(m, machine_current(m)), sizeof number);
    assert_int_equal(machine_area(m, machine_current(m))[4], area_pattern(8, 4));
    return number;
}

static void zero_key_gives_the_published_stream(void **state)
{
    (void)state;
    static const uint32_t next_key[RANDOM_KEY_WORDS] = {0xade0b876, 0x903df1a0, 0xe56a5d40,
                                                        0x28bd8653, 0xb819d2bd, 0x1aed8da0,
                                                        0xccef36a8, 0xc70d778b};
    struct machine *m = make_two();
    struct kernel *k = machine_kernel(m);
    memset(k->random.key, 0, sizeof k->random.key);
    assert_int_equal(next_number(m), 0x7c5941da);
    assert_memory_equal(k->random.key, next_key, sizeof next_key);
}

/* Each number comes from a key of its own, the key from the one before. */
static void keys_follow_each_other(void **state)
{
    (void)state;
    static const uint32_t numbers[] = {0x45ce27df, 0xd88d0494, 0x45b4b1ed, 0xdb712ae7};
    static const uint32_t last_key[RANDOM_KEY_WORDS] = {0x20db4b6c, 0x07188b56, 0x5d30d52e,
                                                        0x5f9c37ea, 0x5b9ec481, 0x79796769,
                                                        0xaea54574, 0xf9a7088d};
    struct machine *m = make_two();
    for (unsigned i = 0; i < 4; i++) {
        assert_int_equal(next_number(m), numbers[i]);
    }
    assert_memory_equal(machine_kernel(m)->random.key, last_key, sizeof last_key);
}

static void numbers_need_capability_and_area(void **state)
{
    (void)state;
    struct machine *m = make_two();
    run(m, machine_thread(m, machine_process(m, A), false));
    assert_int_equal(call_returns(m, SYS_GET_RANDOM), SENTRY_INVALID);
    run(m, thread_of(m, B));
    assert_int_equal(call_returns(m, SYS_GET_RANDOM), SENTRY_DENIED);
    run(m, machine_thread(m, machine_process(m, B), false));
    assert_int_equal(call_returns(m, SYS_GET_RANDOM), SENTRY_DENIED);
}

/* Nothing pretends: a key without entropy is not used, not even kept. */
static void no_entropy_no_numbers(void **state)
{
    (void)state;
    const struct entropy none = {.present = false, .key = {1, 2, 3}};
    struct machine *m = make_two();
    kernel_boot(machine_kernel(m), &none);
    check(m);
    assert_int_equal(call_returns(m, SYS_GET_RANDOM), SENTRY_CRITICAL);
    assert_int_equal(machine_kernel(m)->random.key[0], 0);
    run(m, machine_thread(m, machine_process(m, A), false));
    assert_int_equal(call_returns(m, SYS_GET_RANDOM), SENTRY_INVALID); /* first */
    run(m, thread_of(m, B));
    assert_int_equal(call_returns(m, SYS_GET_RANDOM), SENTRY_DENIED); /* before all */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(zero_key_gives_the_published_stream),
        TEST(keys_follow_each_other),
        TEST(numbers_need_capability_and_area),
        TEST(no_entropy_no_numbers),
    };
    return cmocka_run_group_tests_name("random", tests, NULL, NULL);
}
