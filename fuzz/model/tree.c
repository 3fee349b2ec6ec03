/*
 * Parents, by definition. Must not know the kernel's list, its depths, or its order of steps.
 */
#include "tree.h"

#include <stddef.h>
#include <string.h>

void lineage_init(struct lineage *l)
{
    memset(l, 0, sizeof *l);
}

void lineage_count(const struct lineage *l, struct lineage_counts *counts)
{
    memset(counts, 0, sizeof *counts);
    for (unsigned place = 1; place < LINEAGE_PLACES; place++) {
        const struct lineage_node *node = &l->node[place];
        if (node->there) {
            counts->children[node->parent]++;
            counts->handles[node->object]++;
        }
    }
}

/* ---- Objects. ---- */

void lineage_object_begins(struct lineage *l, unsigned object, unsigned keeps, bool held)
{
    l->object[object] =
        (struct lineage_object){.lives = true, .held = held, .keeps = keeps, .use = ++l->uses};
}

void lineage_objects_pair(struct lineage *l, unsigned one, unsigned other)
{
    l->object[one].peer = other;
    l->object[other].peer = one;
}

void lineage_object_released(struct lineage *l, unsigned object)
{
    l->object[object].held = false;
}

/* Its messages go unread. */
static void object_ends(struct lineage *l, unsigned object)
{
    l->object[object].lives = false;
    for (const struct lineage_message *message = lineage_oldest(l, object); message != NULL;
         message = lineage_oldest(l, object)) {
        for (unsigned i = 0; i < message->count; i++) {
            (void)lineage_remove(l, message->place[i]);
        }
        lineage_take(l, object);
    }
}

/* The objects that nothing keeps, all at once. False: there are none. */
static bool objects_end(struct lineage *l)
{
    struct lineage_counts counts;
    bool kept[LINEAGE_OBJECTS] = {false};
    bool found = false;
    lineage_count(l, &counts);
    for (unsigned object = 1; object < LINEAGE_OBJECTS; object++) {
        kept[object] = kept[object] || l->object[object].held || counts.handles[object] > 0;
        unsigned keeps = l->object[object].lives ? l->object[object].keeps : 0;
        kept[keeps] = true;
    }
    for (unsigned object = 1; object < LINEAGE_OBJECTS; object++) {
        if (l->object[object].lives && !kept[object]) {
            object_ends(l, object);
            found = true;
        }
    }
    return found;
}

void lineage_settle(struct lineage *l)
{
    while (objects_end(l)) {
    }
}

/* ---- Nodes. ---- */

bool lineage_add(struct lineage *l, unsigned place, unsigned parent, unsigned object,
                 uint32_t rights)
{
    if (l->node[place].there) {
        return false;
    }
    l->node[place] = (struct lineage_node){
        .there = true, .parent = parent, .object = object, .rights = rights, .use = ++l->uses};
    return true;
}

/* All children of one are another's now. */
static void children_pass(struct lineage *l, unsigned from, unsigned to)
{
    for (unsigned place = 1; place < LINEAGE_PLACES; place++) {
        if (l->node[place].there && l->node[place].parent == from) {
            l->node[place].parent = to;
        }
    }
}

/* Whoever waits by the handle there does so elsewhere; 0: no longer. */
static void waits_pass(struct lineage *l, unsigned from, unsigned to)
{
    for (unsigned waiter = 1; waiter < LINEAGE_WAITERS; waiter++) {
        if (l->waits[waiter] == from) {
            l->waits[waiter] = to;
        }
    }
}

bool lineage_move(struct lineage *l, unsigned from, unsigned to, uint32_t rights, bool sent)
{
    const struct lineage_node moved = l->node[from];
    if (!moved.there || !lineage_add(l, to, moved.parent, moved.object, rights)) {
        return false;
    }
    l->node[from] = (struct lineage_node){0};
    children_pass(l, from, to);
    waits_pass(l, from, sent ? to : 0);
    return true;
}

bool lineage_remove(struct lineage *l, unsigned place)
{
    const struct lineage_node removed = l->node[place];
    l->node[place] = (struct lineage_node){0};
    if (removed.there) {
        children_pass(l, place, removed.parent);
        waits_pass(l, place, 0);
    }
    return removed.there;
}

void lineage_remove_descendants(struct lineage *l, unsigned place)
{
    bool found = true;
    while (found) {
        found = false;
        for (unsigned child = 1; child < LINEAGE_PLACES; child++) {
            /* Its own children are this place's then, and next. */
            if (l->node[child].there && l->node[child].parent == place) {
                found = lineage_remove(l, child);
            }
        }
    }
}

void lineage_remove_names(struct lineage *l, unsigned object)
{
    for (unsigned place = 1; place < LINEAGE_PLACES; place++) {
        if (l->node[place].there && l->node[place].object == object) {
            (void)lineage_remove(l, place);
        }
    }
}

unsigned lineage_depth(const struct lineage *l, unsigned place)
{
    unsigned depth = 0;
    for (; place != 0; place = l->node[place].parent) {
        depth++;
    }
    return depth;
}

/* ---- Messages. ---- */

bool lineage_send(struct lineage *l, const struct lineage_message *sent)
{
    if (l->messages == CONFIG_MESSAGES) {
        return false;
    }
    l->message[l->messages++] = *sent;
    return true;
}

const struct lineage_message *lineage_oldest(const struct lineage *l, unsigned end)
{
    for (unsigned i = 0; i < l->messages; i++) {
        if (l->message[i].end == end) {
            return &l->message[i];
        }
    }
    return NULL;
}

void lineage_take(struct lineage *l, unsigned end)
{
    unsigned kept = 0;
    bool taken = false;
    for (unsigned i = 0; i < l->messages; i++) {
        if (!taken && l->message[i].end == end) {
            taken = true;
        } else {
            l->message[kept++] = l->message[i];
        }
    }
    l->messages = kept;
}

bool lineage_contains(const struct lineage *l, unsigned end, unsigned receiver)
{
    bool inside[LINEAGE_OBJECTS] = {false};
    inside[end] = true;
    /* As many rounds as messages can lie in each other. */
    for (unsigned round = 0; round < l->messages; round++) {
        for (unsigned i = 0; i < l->messages; i++) {
            const struct lineage_message *message = &l->message[i];
            for (unsigned j = 0; j < message->count && inside[message->end]; j++) {
                inside[l->node[message->place[j]].object] = true;
            }
        }
    }
    return inside[receiver];
}
