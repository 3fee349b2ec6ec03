/*
 * Properties of tasks that mean nothing to the kernel: their names.
 */
#ifndef ANVIL_PROPERTY_H
#define ANVIL_PROPERTY_H

#include "object.h"

#define NAME_SIZE 32u /* bytes, the final zero included; as published */

struct property_state {
    char name[OBJECT_FIRST_EVENT][NAME_SIZE]; /* of jobs, processes and threads */
};

/* A name that lies at an address of the running process, cut where it is too long. False: it cannot
 * be read. */
bool property_read_name(struct kernel *k, char name[NAME_SIZE], uint32_t address, uint32_t length);
/* The job, process or thread is gone; its entry's next one has no name of its own yet. */
void property_forget(struct kernel *k, object_id task);

#endif
