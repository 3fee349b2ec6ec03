/*
 * Prints an input as a program, or writes it as a unit test.
 *
 *     fuzz-print FILE               one line for each step, on the standard output
 *     fuzz-print --test NAME FILE   a test in C: the steps with their registers, and what the
 *                                   model expects of each
 *
 * The first needs no machine and shows what the bytes say. The second plays the program; if the
 * machine does not do what the model says, the test ends there, and fails.
 */
#include <stdlib.h>
#include <string.h>

#include "expect.h"
#include "l4.h"
#include "session.h"

#define INPUT_SIZE (1u << 20) /* larger than what any engine makes */

/* ---- As text. ---- */

/* Signed if the row says so. */
static void word_print(const struct operand *operand, uint32_t word)
{
    bool is_signed = operand->kind == OPERAND_MIN || operand->kind == OPERAND_INT;
    if (is_signed || word < 0x100) {
        printf("%d", (int32_t)word);
    } else {
        printf("%#x", word);
    }
}

static void address_print(const struct value *value)
{
    static const char *const places[] = {"area",  "data", "stack", "code", "next task's data",
                                         "system"};
    bool is_end = value->index % 2 != 0;
    printf("%s%s %u", places[value->index / 2], is_end ? " end -" : " +", value->detail);
}

/* Which of the lowest bits are set, the last letter for the lowest. */
static void bits_print(unsigned value, const char *letters)
{
    for (size_t bit = strlen(letters); bit-- > 0; letters++) {
        if ((value >> bit & 1u) != 0) {
            printf("%c", *letters);
        }
    }
}

static void memory_print(const struct value *value)
{
    static const char *const places[PLACES] = {
        [PLACE_DATA] = "data",     [PLACE_STACK] = "stack",
        [PLACE_CODE] = "code",     [PLACE_OTHER] = "next task's data",
        [PLACE_AREA] = "area",     [PLACE_ARENA] = "arena",
        [PLACE_DEVICE] = "device", [PLACE_ALL] = "all"};
    unsigned block = value->detail >> DETAIL_BLOCK_SHIFT;
    unsigned depth = block == 0 ? 0 : 31u - (unsigned)__builtin_clz(block);
    printf("memory of %s", places[value->index]);
    if (block == 0) {
        printf(" twice");
    } else if (block > 1) {
        printf(" %u/%u", block - (1u << depth), 1u << depth);
    }
    printf(":");
    bits_print(value->detail, "rwx");
}

static void objects_print(const struct value *value)
{
    unsigned slot = value->detail >> DETAIL_SLOT_SHIFT;
    if (value->index + 1u < OBJECTS_ORDERS) {
        printf("objects %u+%u:", slot, 1u << value->index);
    } else {
        printf("objects all:");
    }
    bits_print(value->detail, "drsw");
}

/* Memory goes to where it is. Flags other than the one to grant are bits that mean nothing. */
static void base_print(const struct value *value)
{
    unsigned flags = value->detail & ((1u << DETAIL_SLOT_SHIFT) - 1u);
    printf("%s to slot %u", (flags & L4_GRANT) != 0 ? "grant" : "map",
           value->detail >> DETAIL_SLOT_SHIFT);
    if ((flags & ~L4_GRANT) != 0) {
        printf(" with flags %#x", flags);
    }
}

/* False: it is a plain number of nanoseconds, for whatever reason. */
static bool deadline_print(const struct value *value)
{
    if (value->wording == WORDED_SMALL) {
        printf("now + %u ms", value->index);
    } else if (value->wording == WORDED_WORD) {
        printf("now %+d ns", (int32_t)value->word);
    } else if (value->wording == WORDED_EDGE) {
        printf("%lld", (long long)operand_deadline(value, 0, 0));
    }
    return value->wording == WORDED_SMALL || value->wording == WORDED_WORD ||
           value->wording == WORDED_EDGE;
}

static void number_print(const struct operand *operand, const struct value *value)
{
    if (value->wording == WORDED_EDGE) {
        word_print(operand, operand_edge(operand, value->index));
    } else {
        word_print(operand, value->wording == WORDED_WORD ? value->word : value->index);
    }
}

static void bent_print(const struct value *value)
{
    printf("name %u with bit %u changed", value->index, value->detail);
}

static void selector_print(const struct value *value)
{
    printf("selector %u", value->detail);
}

static void value_print(const struct operand *operand, const struct value *value)
{
    static const char *const words[WORDINGS] = {[WORDED_NAME] = "name",
                                                [WORDED_RECENT] = "recent name",
                                                [WORDED_OWN] = "own handle",
                                                [WORDED_LABEL] = "label of task"};
    static void (*const printers[WORDINGS])(const struct value *) = {
        [WORDED_BENT] = bent_print,       [WORDED_SELECTOR] = selector_print,
        [WORDED_ADDRESS] = address_print, [WORDED_MEMORY] = memory_print,
        [WORDED_OBJECTS] = objects_print, [WORDED_BASE] = base_print,
    };
    if (operand->kind == OPERAND_DEADLINE && deadline_print(value)) {
        return;
    }
    if (words[value->wording] != NULL) {
        printf("%s %u", words[value->wording], value->index);
    } else if (printers[value->wording] != NULL) {
        printers[value->wording](value);
    } else {
        number_print(operand, value);
    }
}

static void who_print(enum actor actor, unsigned who)
{
    static const char *const actors[] = {[ACTOR_THREAD] = "ready",
                                         [ACTOR_STARTED] = "thread",
                                         [ACTOR_TASK] = "task",
                                         [ACTOR_OUTSIDE] = "outside"};
    if (actor == ACTOR_OUTSIDE) {
        printf("%s: ", actors[actor]);
    } else if (actor == ACTOR_THREAD && who == 0) {
        printf("running: ");
    } else {
        printf("%s %u: ", actors[actor], who);
    }
}

static void step_print(const struct step *step)
{
    const struct verb *verb = verb_at(step->verb);
    who_print(verb->actor, step->who);
    printf("%s(", verb->name);
    for (unsigned i = 0; i < verb_operands(verb); i++) {
        if (verb->operand[i].kind == OPERAND_SECOND) {
            continue;
        }
        printf("%s%s ", i > 0 ? ", " : "", verb->operand[i].name);
        value_print(&verb->operand[i], &step->value[i]);
    }
    printf(")\n");
}

static void input_print(const uint8_t *data, size_t size)
{
    struct reader reader = {data, size};
    printf("world %u\n", world_next(&reader));
    while (reader_has_more(&reader)) {
        const struct step step = step_next(&reader);
        step_print(&step);
    }
}

/* ---- As a test. ---- */

static struct session session;
static const char *test_name;

/* The oracle has found what the test is to show. */
static void test_cut(void)
{
    script_end(&session, test_name);
    exit(0);
}

static void test_write(const char *name, const uint8_t *data, size_t size)
{
    static struct model model;
    struct reader reader = {data, size};
    unsigned world = world_next(&reader);
    session_begin(&session, world, 0, &model, stdout);
    script_begin(&session, name, world);
    test_name = name;
    expect_instead = test_cut;
    (void)session_play(&session, &reader);
    script_end(&session, name);
}

static size_t input_read(const char *path, uint8_t *data)
{
    FILE *file = fopen(path, "rb");
    size_t size = file == NULL ? 0 : fread(data, 1, INPUT_SIZE, file);
    if (file == NULL || ferror(file) != 0 || fclose(file) != 0) {
        perror(path);
        exit(2);
    }
    return size;
}

int main(int argc, char **argv)
{
    static uint8_t data[INPUT_SIZE];
    if (argc == 2) {
        input_print(data, input_read(argv[1], data));
    } else if (argc == 4 && strcmp(argv[1], "--test") == 0) {
        test_write(argv[2], data, input_read(argv[3], data));
    } else {
        (void)fprintf(stderr, "usage: fuzz-print [--test NAME] FILE\n");
        return 2;
    }
    return 0;
}
