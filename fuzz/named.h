/*
 * What handles can name, in the model's words and in the kernel's.
 */
#ifndef ANVIL_FUZZ_NAMED_H
#define ANVIL_FUZZ_NAMED_H

#include <anvil/machine.h>

#include "model/names.h"

#define NAMED_TYPES 3u

/* The kernel's object that the model knows by this type and number. */
static inline object_id named_object(enum names_type type, unsigned number)
{
    static const object_id first[] = {[NAMES_JOB] = OBJECT_FIRST_JOB,
                                      [NAMES_PROCESS] = OBJECT_FIRST_PROCESS,
                                      [NAMES_THREAD] = OBJECT_FIRST_THREAD};
    return (object_id)(first[type] + number - 1u);
}

/* The number of a running process, of its job or of its latest thread. */
static inline unsigned named_number(const struct kernel *k, process_id process,
                                    enum names_type type)
{
    const unsigned numbers[] = {[NAMES_JOB] = k->process[process].job,
                                [NAMES_PROCESS] = process,
                                [NAMES_THREAD] = k->process[process].first_thread};
    return numbers[type];
}

#endif
