/*
 * mutator.c: whatever it makes is a program of the size allowed, every operator does something, and
 * the same seed makes the same. The engine's own mutation is a stand-in here.
 */
#include <stdlib.h>
#include <string.h>

#include <anvil/syscalls.h>

#include "any_program.h"
#include "engine.h"
#include "fixture.h"
#include "mutator.h"

#define BYTES 8192u

static unsigned left_to_the_engine;

/* What libFuzzer would do, as far as anybody here cares. */
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size)
{
    left_to_the_engine++;
    if (size < max_size) {
        data[size++] = 0x5a;
    }
    return size;
}

static size_t any_bytes(uint8_t *out, size_t room, uint64_t seed)
{
    struct program program = {0};
    any_program(&program, seed, 60);
    size_t size = program_encode(&program, out, room);
    program_free(&program);
    return size;
}

/* These bytes are what their own program is written as. */
static bool is_canonical(const uint8_t *data, size_t size)
{
    static uint8_t out[2 * BYTES];
    struct program program = {0};
    program_decode(&program, data, size);
    bool same = program_encode(&program, out, sizeof out) == size && memcmp(data, out, size) == 0;
    program_free(&program);
    return same;
}

static void output_is_a_program_within_the_limit(void **state)
{
    (void)state;
    static uint8_t data[BYTES];
    for (unsigned seed = 1; seed <= 20000; seed++) {
        size_t limit = 1 + seed * 7 % 600;
        size_t size = any_bytes(data, limit, seed % 50 + 1);
        memset(data + limit, 0xee, sizeof data - limit);
        unsigned left = left_to_the_engine;
        size = LLVMFuzzerCustomMutator(data, size, limit, seed);
        assert_in_range(size, 1, limit);
        assert_int_equal(data[limit], 0xee);
        assert_true(left != left_to_the_engine || is_canonical(data, size));
    }
    assert_in_range(left_to_the_engine, 500, 3000);
}

static void an_empty_input_becomes_a_program(void **state)
{
    (void)state;
    uint8_t data[BYTES];
    unsigned grown = 0;
    for (unsigned seed = 1; seed <= 100; seed++) {
        grown += LLVMFuzzerCustomMutator(data, 0, sizeof data, seed) > 1;
        assert_in_range(LLVMFuzzerCustomMutator(data, 0, 1, seed), 1, 1);
    }
    assert_true(grown > 80);
}

static void every_operator_is_used_and_changes_something(void **state)
{
    (void)state;
    static uint8_t before[BYTES];
    static uint8_t after[BYTES];
    unsigned used[MUTATOR_OPERATORS] = {0};
    struct program program = {0};
    struct chance chance = chance_of(1);
    for (unsigned i = 1; i <= 4000; i++) {
        any_program(&program, i, 30);
        size_t size = program_encode(&program, before, sizeof before);
        unsigned chosen = program_mutate(&program, &chance);
        assert_in_range(chosen, 0, MUTATOR_OPERATORS - 1);
        size_t size_after = program_encode(&program, after, sizeof after);
        used[chosen] += size != size_after || memcmp(before, after, size) != 0;
        assert_true(is_canonical(after, size_after));
    }
    for (unsigned i = 0; i < MUTATOR_OPERATORS; i++) {
        assert_true(used[i] > 20);
    }
    program_free(&program);
}

/* Every call and operation of the tables comes out of nothing. */
static void every_verb_is_made(void **state)
{
    (void)state;
    bool made[256] = {false};
    struct program program = {0};
    struct chance chance = chance_of(2);
    for (unsigned i = 0; i < 20000; i++) {
        (void)program_mutate(&program, &chance);
        for (unsigned j = 0; j < program.count; j++) {
            made[program.steps[j].verb] = true;
        }
    }
    for (unsigned i = 0; i < verb_calls(); i++) {
        assert_true(made[i]);
    }
    for (unsigned i = 0; i < OPERATIONS; i++) {
        assert_true(made[VERB_OPERATION + i]);
    }
    program_free(&program);
}

/* A call on another's space comes right behind a handle of it; a base goes with its flexpage. */
static void calls_on_spaces_are_meant(void **state)
{
    (void)state;
    struct program program = {0};
    struct chance chance = chance_of(3);
    unsigned reached = 0;
    unsigned based = 0;
    for (unsigned i = 0; i < 20000; i++) {
        (void)program_mutate(&program, &chance);
        for (unsigned j = 1; j < program.count; j++) {
            const struct step *step = &program.steps[j];
            if (step->verb == SYS_TASK_MAP) {
                reached += step[-1].verb == VERB_OPERATION + OPERATION_HANDLE &&
                           (step->value[0].wording == WORDED_RECENT ||
                            step->value[1].wording == WORDED_RECENT);
                based += step->value[3].wording == WORDED_BASE;
            }
        }
    }
    assert_true(reached > 1000);
    assert_true(based > 1000);
    program_free(&program);
}

static void the_same_seed_makes_the_same(void **state)
{
    (void)state;
    static uint8_t first[BYTES];
    static uint8_t second[BYTES];
    unsigned different = 0;
    for (unsigned seed = 1; seed <= 2000; seed++) {
        size_t size = any_bytes(first, 1000, 5);
        memcpy(second, first, size);
        size_t one = LLVMFuzzerCustomMutator(first, size, 1000, seed);
        (void)LLVMFuzzerCustomMutator(second + 2000, 0, 1000, seed + 9); /* leaves no trace */
        size_t two = LLVMFuzzerCustomMutator(second, size, 1000, seed);
        assert_int_equal(one, two);
        assert_memory_equal(first, second, one);
        size = any_bytes(second, 1000, 5);
        different += one != size || memcmp(first, second, one) != 0;
    }
    assert_true(different > 1800);
}

static void crossing_takes_the_head_of_one_and_the_tail_of_the_other(void **state)
{
    (void)state;
    static uint8_t one[BYTES];
    static uint8_t other[BYTES];
    static uint8_t out[BYTES];
    unsigned mixed = 0;
    for (unsigned seed = 1; seed <= 500; seed++) {
        size_t size_one = any_bytes(one, 1000, seed);
        size_t size_other = any_bytes(other, 1000, seed + 1000);
        size_t size = LLVMFuzzerCustomCrossOver(one, size_one, other, size_other, out, 1000, seed);
        assert_in_range(size, 1, 1000);
        assert_true(is_canonical(out, size));
        bool head = size > 8 && size_one > 8 && memcmp(out + 1, one + 1, 7) == 0;
        bool tail =
            size > 8 && size_other > 8 && memcmp(out + size - 7, other + size_other - 7, 7) == 0;
        mixed += head && tail;
    }
    assert_true(mixed > 100);
}

static void afl_gets_the_same_mutator(void **state)
{
    (void)state;
    static uint8_t data[BYTES];
    static uint8_t other[BYTES];
    void *first = afl_custom_init(NULL, 7);
    void *second = afl_custom_init(NULL, 7);
    assert_non_null(first);
    for (unsigned i = 1; i <= 3000; i++) {
        size_t size = any_bytes(data, 700, i);
        size_t size_other = any_bytes(other, 700, i + 1);
        uint8_t *out_first = NULL;
        uint8_t *out_second = NULL;
        size_t limit = 1 + i % 900;
        size_t made = afl_custom_fuzz(first, data, size, &out_first, other, size_other, limit);
        assert_in_range(made, 1, limit);
        assert_true(is_canonical(out_first, made));
        assert_int_equal(afl_custom_fuzz(second, data, size, &out_second, other, size_other, limit),
                         made);
        assert_memory_equal(out_first, out_second, made);
    }
    afl_custom_deinit(first);
    afl_custom_deinit(second);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(output_is_a_program_within_the_limit),
        TEST(an_empty_input_becomes_a_program),
        TEST(every_operator_is_used_and_changes_something),
        TEST(every_verb_is_made),
        TEST(calls_on_spaces_are_meant),
        TEST(the_same_seed_makes_the_same),
        TEST(crossing_takes_the_head_of_one_and_the_tail_of_the_other),
        TEST(afl_gets_the_same_mutator)};
    return cmocka_run_group_tests_name("fuzz_mutator", tests, NULL, NULL);
}
