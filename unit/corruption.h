/*
 * Tables of corruptions for the tests of kernel_check: ROW(words, statement) is a statement that
 * breaks an invariant, and the words with which kernel_check complains.
 */
#ifndef ANVIL_UNIT_CORRUPTION_H
#define ANVIL_UNIT_CORRUPTION_H

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

#endif
