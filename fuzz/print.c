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

static void value_print(const struct operand *operand, const struct value *value)
{
    if (operand->kind == OPERAND_DEADLINE && deadline_print(value)) {
        return;
    }
    static const char *const words[WORDINGS] = {[WORDED_NAME] = "name",
                                                [WORDED_RECENT] = "recent name",
                                                [WORDED_BENT] = "name",
                                                [WORDED_OWN] = "own handle",
                                                [WORDED_LABEL] = "label of task"};
    if (words[value->wording] != NULL) {
        printf("%s %u", words[value->wording], value->index);
    }
    if (value->wording == WORDED_BENT) {
        printf(" with bit %u changed", value->detail);
    } else if (value->wording == WORDED_SELECTOR) {
        printf("selector %u", value->detail);
    } else if (value->wording == WORDED_ADDRESS) {
        address_print(value);
    } else if (value->wording == WORDED_EDGE) {
        word_print(operand, operand_edge(operand, value->index));
    } else if (value->wording == WORDED_WORD) {
        word_print(operand, value->word);
    } else if (value->wording == WORDED_SMALL) {
        word_print(operand, value->index);
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
