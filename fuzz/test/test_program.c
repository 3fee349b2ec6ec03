/*
 * program.c: what is encoded decodes to itself, for any program; any bytes are a program.
 */
#include "program.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "any_program.h"
#include "fixture.h"
#include "l4.h"
#include "world.h"

#define BYTES 65536u

static bool programs_equal(const struct program *a, const struct program *b)
{
    return a->world == b->world && a->count == b->count &&
           (a->count == 0 || memcmp(a->steps, b->steps, a->count * sizeof *a->steps) == 0);
}

static void any_program_decodes_to_itself(void **state)
{
    (void)state;
    static uint8_t bytes[BYTES];
    struct program program = {0};
    struct program again = {0};
    for (unsigned seed = 1; seed <= 2000; seed++) {
        any_program(&program, seed, seed % 5 == 0 ? 1000 : 12);
        size_t size = program_encode(&program, bytes, sizeof bytes);
        program_decode(&again, bytes, size);
        assert_true(programs_equal(&program, &again));
    }
    program_free(&program);
    program_free(&again);
}

static void any_bytes_and_prefixes_are_a_fixed_point(void **state)
{
    (void)state;
    static uint8_t out[BYTES];
    static uint8_t out_again[BYTES];
    uint8_t bytes[96];
    struct program program = {0};
    uint64_t seed = 1;
    for (unsigned i = 0; i < 3000; i++) {
        for (unsigned j = 0; j < sizeof bytes; j++) {
            bytes[j] = (uint8_t)any_next(&seed);
        }
        size_t length = i % (sizeof bytes + 1);
        program_decode(&program, bytes, length);
        assert_true(program.world < WORLDS_ALL);
        size_t size = program_encode(&program, out, sizeof out);
        assert_true(length == 0 || size <= length + STEP_BYTES);
        program_decode(&program, out, size);
        assert_int_equal(program_encode(&program, out_again, sizeof out_again), size);
        assert_memory_equal(out, out_again, size);
    }
    program_free(&program);
}

static void every_verb_has_its_row(void **state)
{
    (void)state;
    assert_int_equal(verb_calls(), SYS_JOB_CREATE);
    for (unsigned i = 0; i < verb_calls() + OPERATIONS; i++) {
        unsigned number = i < verb_calls() ? i : VERB_OPERATION + i - verb_calls();
        uint8_t bytes[2 + 5 * PROGRAM_OPERANDS] = {(uint8_t)number, 7, 0xff, 0xff, 0xff};
        struct reader reader = {bytes, sizeof bytes};
        const struct step step = step_next(&reader);
        assert_int_equal(step.verb, number);
        assert_non_null(verb_at(number)->name);
        assert_int_equal(step.who, verb_at(number)->actor == ACTOR_OUTSIDE ? 0 : 7);
    }
}

/* The published bytes of a few programs: what is stored keeps its meaning. */
static void stored_bytes_keep_their_meaning(void **state)
{
    (void)state;
    const uint8_t bytes[] = {
        9, SYS_SEND_IPC, 2,    0x63, 16,   0xc3, 5,    0xc9, 1,    2,    0,
        3, SYS_TASK_MAP, 1,    0xd1, 0xd0, 1,    0xf4, 0x1c, 0xff, 0x52, SYS_TASK_UNMAP,
        1, 0xd1,         0xfb, 0x4f, 0xf0, 0,    0,    0,    0x80};
    struct program program = {0};
    program_decode(&program, bytes, sizeof bytes);
    assert_int_equal(program.world, 9);
    assert_int_equal(program.count, 5);
    assert_int_equal(program.steps[0].verb, SYS_SEND_IPC);
    assert_int_equal(program.steps[0].who, 2);
    assert_int_equal(program.steps[0].value[0].wording, WORDED_NAME);
    assert_int_equal(program.steps[0].value[0].index, 3);
    assert_int_equal(program.steps[0].value[1].index, 16);
    assert_int_equal(program.steps[1].verb, VERB_OPERATION + OPERATION_DEADLINE);
    assert_int_equal(program.steps[2].verb, VERB_OPERATION + OPERATION_HANDLE);
    assert_int_equal(program.steps[2].value[2].index, 3);
    assert_int_equal(program.steps[3].value[2].wording, WORDED_MEMORY);
    assert_int_equal(program.steps[3].value[2].index, PLACE_OTHER);
    assert_int_equal(program.steps[3].value[2].detail, 3 << DETAIL_BLOCK_SHIFT | 4);
    assert_int_equal(program.steps[3].value[3].wording, WORDED_BASE);
    assert_int_equal(program.steps[3].value[3].detail, 0x52);
    assert_int_equal(program.steps[4].value[1].wording, WORDED_OBJECTS);
    assert_int_equal(program.steps[4].value[1].index, 2);
    assert_int_equal(program.steps[4].value[2].word, 0x80000000);
    program_free(&program);
}

static void edges_are_beside_the_rows_limits(void **state)
{
    (void)state;
    const struct verb *send = verb_at(SYS_SEND_IPC);
    assert_string_equal(send->operand[1].name, "len");
    assert_int_equal(operand_edge(&send->operand[1], 0), 0);
    assert_int_equal(operand_edge(&send->operand[1], 1), 1);
    assert_int_equal(operand_edge(&send->operand[1], 2), EVENT_DATA_MAX);
    assert_int_equal(operand_edge(&send->operand[1], 3), EVENT_DATA_MAX + 1);
    assert_int_equal(operand_edge(&verb_at(SYS_WAIT_FOR_EVENT)->operand[1], 0), (uint32_t)-2);
}

/* A time takes two registers and one value, which begins now or at the board's start. */
static void deadlines_are_one_value(void **state)
{
    (void)state;
    const uint8_t bytes[] = {WORLD_LONE, SYS_OBJECT_WAIT_ONE, 0, 0xd4, 8, 5, 0x10};
    struct program program = {0};
    program_decode(&program, bytes, sizeof bytes);
    assert_int_equal(program.count, 1);
    assert_int_equal(program.steps[0].value[0].wording, WORDED_OWN);
    assert_int_equal(program.steps[0].value[0].index, 3);
    assert_int_equal(program.steps[0].value[4].index, 0x10);
    const struct value *deadline = &program.steps[0].value[2];
    assert_int_equal(operand_deadline(deadline, 5, 700), 5000700);
    const struct value before = {.wording = WORDED_WORD, .word = UINT32_MAX};
    assert_int_equal(operand_deadline(&before, UINT32_MAX, 700), 699);
    const struct value never = {.wording = WORDED_EDGE};
    assert_true(operand_deadline(&never, 0, 700) == INT64_MAX);
    const struct value address = {.wording = WORDED_ADDRESS};
    assert_int_equal(operand_deadline(&address, 0x20000000, 700), 0x20000000);
    program_free(&program);
}

/* The first block of a place is the place; halves and quarters follow; block 0 is twice as large.
 */
static void flexpages_are_blocks_of_places(void **state)
{
    (void)state;
    const struct place_range place = {0x20000400, 10};
    struct flexpage page;
    for (unsigned block = 0; block < 32; block++) {
        unsigned depth = block == 0 ? 0 : 31u - (unsigned)__builtin_clz(block);
        unsigned order = block == 0 ? 11 : 10 - depth;
        uint32_t word = flexpage_memory(place, block << DETAIL_BLOCK_SHIFT | block % 8);
        assert_true(flexpage_decode(word, &page));
        assert_int_equal(page.kind, L4_MEMORY);
        assert_int_equal(page.rights, block % 8);
        assert_int_equal(page.order, order < MEMORY_ORDER_MIN ? MEMORY_ORDER_MIN : order);
        uint32_t offset = block == 0 ? 0 : (block - (1u << depth)) << page.order;
        assert_int_equal(page.base, block == 0 ? 0x20000000 : place.base + offset);
        assert_int_equal(flexpage_base(word, 0x7a), (page.base & ~0xfffu) | 0xa);
    }
    const struct place_range half = {0, ORDER_MAX};
    assert_true(flexpage_decode(flexpage_memory(half, 1u << DETAIL_BLOCK_SHIFT), &page));
    assert_int_equal(page.order, ORDER_MAX);
    assert_false(flexpage_decode(flexpage_memory(half, 0), &page));
}

static void flexpages_are_powers_of_two_of_slots(void **state)
{
    (void)state;
    struct flexpage page;
    for (unsigned index = 0; index < OBJECTS_ORDERS; index++) {
        uint32_t word = flexpage_objects(index, 0x8c);
        assert_true(flexpage_decode(word, &page));
        assert_int_equal(page.kind, L4_OBJECTS);
        assert_int_equal(page.rights, L4_RIGHT_R | L4_RIGHT_D);
        assert_int_equal(page.order, index < OBJECTS_ORDERS - 1 ? index : 20);
        assert_int_equal(page.base, 8 >> page.order << page.order);
        assert_int_equal(flexpage_base(word, 0x52), 0x5002);
    }
    assert_int_equal(flexpage_base(0, 0x70), 0x7000);
}

static void encoding_stops_at_the_limit_in_whole_steps(void **state)
{
    (void)state;
    static uint8_t bytes[BYTES];
    struct program program = {0};
    struct program again = {0};
    any_program(&program, 3, 40);
    for (size_t limit = 0; limit < 200; limit++) {
        memset(bytes, 0xee, sizeof bytes);
        size_t size = program_encode(&program, bytes, limit);
        assert_true(size <= limit);
        assert_int_equal(bytes[limit], 0xee);
        program_decode(&again, bytes, size);
        assert_true(again.count == 0 ||
                    memcmp(again.steps, program.steps, again.count * sizeof *again.steps) == 0);
    }
    program_free(&program);
    program_free(&again);
}

static size_t file_read(const char *name, uint8_t bytes[BYTES])
{
    char path[4096];
    (void)snprintf(path, sizeof path, "%s/%s", CORPUS, name);
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        fail_msg("%s: cannot be read", path);
        return 0;
    }
    size_t size = fread(bytes, 1, BYTES, file);
    (void)fclose(file);
    return size;
}

static int is_seed(const struct dirent *entry)
{
    return strncmp(entry->d_name, "seed-", 5) == 0;
}

/* Every stored seed says what it says in the shortest way: none is cut off or padded. */
static void seeds_are_written_as_they_would_be(void **state)
{
    (void)state;
    static uint8_t bytes[BYTES];
    static uint8_t out[BYTES];
    struct program program = {0};
    struct dirent **seeds = NULL;
    int count = scandir(CORPUS, &seeds, is_seed, alphasort);
    assert_true(count > 50);
    for (int i = 0; i < count; i++) {
        size_t size = file_read(seeds[i]->d_name, bytes);
        program_decode(&program, bytes, size);
        if (program_encode(&program, out, sizeof out) != size || memcmp(bytes, out, size) != 0) {
            fail_msg("%s is not what its program is written as", seeds[i]->d_name);
        }
        free(seeds[i]);
    }
    free((void *)seeds);
    program_free(&program);
}

int main(void)
{
    const struct CMUnitTest tests[] = {TEST(any_program_decodes_to_itself),
                                       TEST(any_bytes_and_prefixes_are_a_fixed_point),
                                       TEST(every_verb_has_its_row),
                                       TEST(stored_bytes_keep_their_meaning),
                                       TEST(edges_are_beside_the_rows_limits),
                                       TEST(deadlines_are_one_value),
                                       TEST(flexpages_are_blocks_of_places),
                                       TEST(flexpages_are_powers_of_two_of_slots),
                                       TEST(encoding_stops_at_the_limit_in_whole_steps),
                                       TEST(seeds_are_written_as_they_would_be)};
    return cmocka_run_group_tests_name("fuzz_program", tests, NULL, NULL);
}
