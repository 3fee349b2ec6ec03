/*
 * Who was made from whom, by the definition: every handle and mapping knows its parent, every
 * question is a walk over all of them. And what follows for objects: one that neither a handle nor
 * the kernel keeps is gone, and with a channel's end go the messages nobody has read.
 *
 * Places (slots, handles in transit, mappings) and objects are numbers that the kernel has chosen,
 * from 1; 0 is none. The model knows nothing about how they are numbered.
 */
#ifndef ANVIL_FUZZ_MODEL_TREE_H
#define ANVIL_FUZZ_MODEL_TREE_H

#include <stdbool.h>
#include <stdint.h>

#include <anvil_config.h> /* pool sizes, and nothing else of the kernel's */

/* Slots, handles in messages and in each thread's own message, mappings. */
#define LINEAGE_PLACES                                                                             \
    (1u + CONFIG_PROCESSES * CONFIG_SLOTS + CONFIG_MESSAGES * CONFIG_MESSAGE_HANDLES +             \
     CONFIG_THREADS + CONFIG_MAPPINGS)
#define LINEAGE_OBJECTS                                                                            \
    (1u + CONFIG_JOBS + CONFIG_PROCESSES + CONFIG_THREADS + CONFIG_EVENTS + 2 * CONFIG_CHANNELS +  \
     2 * CONFIG_EVENTPAIRS + CONFIG_TOKENS + CONFIG_THREADS)
#define LINEAGE_WAITERS (1u + CONFIG_THREADS)

/* A handle or mapping, by its place. */
struct lineage_node {
    bool there;
    unsigned parent; /* place of what it was made from, 0: it comes from nowhere */
    unsigned object; /* what it names, 0: it is a mapping */
    uint32_t rights;
    unsigned use; /* which use of the place this is; every other one is another number */
};

struct lineage_object {
    bool lives;
    bool held;      /* the kernel keeps it, whether or not it has a name */
    unsigned keeps; /* object that lives as long as this one, 0: none */
    unsigned peer;  /* the other one of its pair, 0: it is none */
    unsigned use;   /* as of nodes */
};

/* Sent and not read. */
struct lineage_message {
    unsigned end;                           /* in whose queue it is */
    unsigned count;                         /* of places, those whose handle is gone included */
    unsigned place[CONFIG_MESSAGE_HANDLES]; /* of its handles */
};

struct lineage {
    unsigned uses;                   /* numbers given out */
    unsigned messages;               /* how many there are */
    unsigned waits[LINEAGE_WAITERS]; /* place of the handle each waits by, 0: none */
    struct lineage_message message[CONFIG_MESSAGES]; /* oldest first */
    struct lineage_node node[LINEAGE_PLACES];
    struct lineage_object object[LINEAGE_OBJECTS];
};

/* How many there are of each. */
struct lineage_counts {
    unsigned children[LINEAGE_PLACES]; /* of the node in this place */
    unsigned handles[LINEAGE_OBJECTS]; /* of this object */
};

void lineage_init(struct lineage *l);
void lineage_count(const struct lineage *l, struct lineage_counts *counts);

/* ---- Objects. ---- */
/* A new one; it keeps another (0: none) alive, and the kernel it if held. */
void lineage_object_begins(struct lineage *l, unsigned object, unsigned keeps, bool held);
void lineage_objects_pair(struct lineage *l, unsigned one, unsigned other);
/* The kernel lets go of it. */
void lineage_object_released(struct lineage *l, unsigned object);

/* ---- Nodes. ---- */
/* False, here and below: the place is taken, or there is nothing. */
bool lineage_add(struct lineage *l, unsigned place, unsigned parent, unsigned object,
                 uint32_t rights);
/* To another place, children included. Those who wait by it are told unless it is only sent. */
bool lineage_move(struct lineage *l, unsigned from, unsigned to, uint32_t rights, bool sent);
/* Its children become its parent's. What follows for objects: lineage_settle. */
bool lineage_remove(struct lineage *l, unsigned place);
/* Everything that was made from it, directly or not. */
void lineage_remove_descendants(struct lineage *l, unsigned place);
/* Every handle of the object. */
void lineage_remove_names(struct lineage *l, unsigned object);
/* Objects that nothing keeps end, and what ends with them. */
void lineage_settle(struct lineage *l);
unsigned lineage_depth(const struct lineage *l, unsigned place);

/* ---- Messages. ---- */
/* The handles are in their places already. False: there are not so many messages. */
bool lineage_send(struct lineage *l, const struct lineage_message *sent);
/* NULL: there is none. */
const struct lineage_message *lineage_oldest(const struct lineage *l, unsigned end);
/* Takes it out of the queue; handles left in it are the caller's. */
void lineage_take(struct lineage *l, unsigned end);
/* Whether the receiver is this end, or is somewhere among its messages and those of ends there. */
bool lineage_contains(const struct lineage *l, unsigned end, unsigned receiver);

#endif
