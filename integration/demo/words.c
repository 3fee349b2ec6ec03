/* Words are what blanks stand between. */
#include "words.h"

#include <string.h>

struct words words_of(char *line)
{
    return (struct words){line + strspn(line, " ")};
}

char *word_next(struct words *words)
{
    char *word = words->rest;
    char *end = word + strcspn(word, " ");
    words->rest = end + strspn(end, " ");
    *end = '\0';
    return word;
}

unsigned words_count(const struct words *words)
{
    unsigned count = 0;
    for (const char *rest = words->rest; *rest != '\0'; count++) {
        rest += strcspn(rest, " ");
        rest += strspn(rest, " ");
    }
    return count;
}

int word_number(const char *word, int high)
{
    int value = *word == '\0' ? -1 : 0;
    for (; *word >= '0' && *word <= '9' && value <= high; word++) {
        value = value * 10 + (*word - '0');
    }
    return *word == '\0' && value <= high ? value : -1;
}
