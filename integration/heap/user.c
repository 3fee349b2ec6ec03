/*
 * Uses what runs around main: a constructor, the heap up to its end and back, and the C library's
 * exit with a status.
 */
#include "report.h"

#include <errno.h>
#include <stdlib.h>

#define BLOCK  512u
#define BLOCKS 8u /* as many as the HEAP would hold, if malloc kept no books */

static int constructed;
/* Not a local variable: the compiler may leave out a malloc whose result nobody else sees. */
static void *blocks[BLOCKS];

__attribute__((constructor)) static void construct(void)
{
    constructed++;
}

/* How many blocks there were; the one after them was refused with ENOMEM. */
static unsigned take_all(void)
{
    unsigned count = 0;
    errno = 0;
    while (count < BLOCKS && (blocks[count] = malloc(BLOCK)) != NULL) {
        memset(blocks[count++], 0x5a, BLOCK);
    }
    return errno == ENOMEM ? count : 0;
}

static void give_back(unsigned count)
{
    while (count > 0) {
        free(blocks[--count]);
    }
}

int main(void)
{
    report("constructors that ran: %d", constructed);
    unsigned first = take_all();
    report("blocks: %s", first > BLOCKS / 2 ? "most of the heap" : "too few");
    give_back(first);
    report("again: %s", take_all() == first ? "as many" : "not as many");
    exit(7);
}
