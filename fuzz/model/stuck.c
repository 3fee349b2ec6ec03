/*
 * Finds the stuck threads by trying every set of blocked threads. Owns no state; must not know
 * how the kernel detects deadlocks.
 */
#include "stuck.h"

#include <stdbool.h>

/* Whether every member's readers are members. */
static bool set_is_closed(const struct stuck_question *question, uint64_t set)
{
    for (uint64_t rest = set; rest != 0; rest &= rest - 1) {
        unsigned thread = (unsigned)__builtin_ctzll(rest);
        if ((question->readers[thread] & ~set) != 0) {
            return false;
        }
    }
    return true;
}

/*
 * The union of two closed sets is closed, so there is one largest set and counting members finds
 * it. (set - 1) & blocked walks through all subsets, the whole set first and the empty one last.
 */
uint64_t stuck_set(const struct stuck_question *question)
{
    uint64_t largest = 0;
    for (uint64_t set = question->blocked; set != 0; set = (set - 1) & question->blocked) {
        bool larger = __builtin_popcountll(set) > __builtin_popcountll(largest);
        if (larger && set_is_closed(question, set)) {
            largest = set;
        }
    }
    return largest;
}
