/*
 * Corruptions, one at a time; see corruption.h.
 */
#include "corruption.h"

#include "check.h"

#include <string.h>

static bool complains(const char *broken, const struct corruption *row)
{
    bool found = broken != NULL && strstr(broken, row->words) != NULL;
    if (!found) {
        print_error("%s: %s, not %s\n", row->text, broken == NULL ? "nothing" : broken, row->words);
    }
    return found;
}

unsigned corruptions_missed(const struct trial *trial, const struct corruption *rows,
                            unsigned count)
{
    const struct kernel *k = machine_kernel(trial->m);
    unsigned missed = 0;
    for (unsigned i = 0; i < count; i++) {
        machine_reset(trial->m);
        trial->make(trial->scene);
        check(trial->m);
        trial->corrupt(trial->scene, (int)i);
        bool noticed = complains(trial->checks(k), &rows[i]) && kernel_check(k) != NULL;
        missed += noticed ? 0 : 1;
    }
    return missed;
}
