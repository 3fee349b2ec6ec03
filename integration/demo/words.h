/* The words of a line. */
#ifndef DEMO_WORDS_H
#define DEMO_WORDS_H

/* What is left of a line. */
struct words {
    char *rest; /* the next word begins here, blanks skipped */
};

struct words words_of(char *line);
/* Cuts the next word off; "" at the end of the line. */
char *word_next(struct words *words);
unsigned words_count(const struct words *words);
/* A decimal number from 0 to high; -1 for anything else. */
int word_number(const char *word, int high);

#endif
