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
                                      [NAMES_THREAD] = OBJECT_FIRST_THREAD,
                                      [NAMES_CHANNEL] = OBJECT_FIRST_CHANNEL,
                                      [NAMES_EVENT] = OBJECT_FIRST_EVENT};
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

/* A new event or the first end of a new channel, whose other end is closed already; 0: none. */
static inline unsigned named_made(struct kernel *k, process_id process, enum names_type type)
{
    enum object_type made = type == NAMES_EVENT ? OBJECT_EVENT : OBJECT_CHANNEL;
    object_id object = object_create(k, made, object_of_job(k->process[process].job));
    if (object == NONE) {
        return 0;
    }
    if (made == OBJECT_CHANNEL) {
        object_name_added(k, object_peer(object));
        object_name_removed(k, object_peer(object));
        object_collect(k);
    }
    return object - named_object(type, 1) + 1u;
}

#endif
