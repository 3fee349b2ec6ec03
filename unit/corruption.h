/*
 * Tables of corruptions for the tests of kernel_check: ROW(words, statement) is a statement that
 * breaks an invariant, and the words with which a check complains.
 */
#ifndef ANVIL_UNIT_CORRUPTION_H
#define ANVIL_UNIT_CORRUPTION_H

#include "fixture.h"

struct corruption {
    const char *words;
    const char *text; /* the corruption itself, for the message */
};

/* What a row becomes: an entry of a table, or the n-th of a choice. */
#define DESCRIPTION(words, statement) {words, #statement},
#define CASE(words, statement)                                                                     \
    if (n-- == 0) {                                                                                \
        statement;                                                                                 \
    }

/* What a test spoils: its own business. */
struct scene;

struct trial {
    struct machine *m;
    struct scene *scene;
    void (*make)(struct scene *s);                 /* the scene, in the machine after a reset */
    void (*corrupt)(struct scene *s, int n);       /* by the n-th row */
    const char *(*checks)(const struct kernel *k); /* complains in the row's words */
};

/* Each row is noticed, also by kernel_check, in whatever words. The trial by its members. */
#define assert_noticed(rows, ...)                                                                  \
    assert_int_equal(corruptions_missed(&(const struct trial){__VA_ARGS__}, rows,                  \
                                        sizeof(rows) / sizeof(rows)[0]),                           \
                     0)
unsigned corruptions_missed(const struct trial *trial, const struct corruption *rows,
                            unsigned count);

#endif
