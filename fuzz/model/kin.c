/*
 * Which handle or mapping was made from which.
 *
 * Each has an identity, which it keeps when it moves, and knows its parent's; every question is a
 * walk over all of them. They stand in the order in which taking them back goes backwards: that
 * order is the kernel's, for nobody publishes it. A new one stands right behind what it was made
 * from, a copy right before the original. Must not know any kernel structure.
 */
#include <string.h>

#include "spaces.h"

/* Where it stands. */
static unsigned kin_at(const struct model *m, uint64_t identity)
{
    unsigned at = 0;
    while (at < m->kin_count && m->kin[at].identity != identity) {
        at++;
    }
    return at;
}

static void kin_insert(struct model *m, unsigned at, uint64_t identity, uint64_t parent)
{
    memmove(&m->kin[at + 1], &m->kin[at], (m->kin_count - at) * sizeof m->kin[0]);
    m->kin[at] = (struct model_kin){identity, parent};
    m->kin_count++;
}

void model_kin_add(struct model *m, uint64_t identity, uint64_t parent)
{
    kin_insert(m, parent == 0 ? 0 : kin_at(m, parent) + 1, identity, parent);
}

void model_kin_add_beside(struct model *m, uint64_t identity, uint64_t other)
{
    unsigned at = kin_at(m, other);
    kin_insert(m, at, identity, m->kin[at].parent);
}

void model_kin_remove(struct model *m, uint64_t identity)
{
    unsigned at = kin_at(m, identity);
    uint64_t parent = m->kin[at].parent;
    m->kin_count--;
    memmove(&m->kin[at], &m->kin[at + 1], (m->kin_count - at) * sizeof m->kin[0]);
    for (unsigned i = 0; i < m->kin_count; i++) {
        if (m->kin[i].parent == identity) {
            m->kin[i].parent = parent;
        }
    }
}

uint64_t model_kin_parent(const struct model *m, uint64_t identity)
{
    return m->kin[kin_at(m, identity)].parent;
}

bool model_kin_is_origin(const struct model *m, uint64_t asked, uint64_t identity)
{
    while (identity != 0 && identity != asked) {
        identity = model_kin_parent(m, identity);
    }
    return asked != 0 && identity == asked;
}

/* The last one that was made from it, directly or not, from this place backwards; 0: none. */
static uint64_t kin_last_below(const struct model *m, uint64_t identity, unsigned from)
{
    for (unsigned i = from; i > 0; i--) {
        uint64_t parent = m->kin[i - 1].parent;
        if (parent != 0 && model_kin_is_origin(m, identity, parent)) {
            return m->kin[i - 1].identity;
        }
    }
    return 0;
}

bool model_kin_has_child(const struct model *m, uint64_t identity)
{
    return kin_last_below(m, identity, m->kin_count) != 0;
}

/* ---- Taking back. ---- */

struct model_place model_place_of(struct model *m, uint64_t identity)
{
    struct model_place place = {0};
    for (unsigned process = 1; process < MODEL_PROCESSES; process++) {
        for (unsigned slot = 1; slot <= m->names.slots; slot++) {
            unsigned occupant = m->names.process[process].occupant[slot];
            if (occupant != 0 && m->names.log[occupant - 1].identity == identity) {
                place = (struct model_place){.process = process, .slot = slot};
            }
        }
    }
    for (unsigned i = 1; i < MODEL_MESSAGES; i++) {
        for (unsigned j = 0; j < m->message[i].count; j++) {
            if (m->message[i].handle[j].identity == identity) {
                place.transit = &m->message[i].handle[j];
            }
        }
    }
    return place;
}

static void node_drop(struct model *m, uint64_t identity)
{
    struct model_mapping *mapping = model_mapping_of(m, identity);
    struct model_place place = model_place_of(m, identity);
    if (mapping != NULL) {
        model_mapping_drop(m, mapping);
    } else if (place.transit != NULL) {
        const struct model_handle gone = *place.transit;
        *place.transit = (struct model_handle){0};
        model_handle_gone(m, &gone);
    } else {
        model_handle_close(m, place.process, place.slot);
    }
}

void model_node_revoke(struct model *m, uint64_t identity, bool itself)
{
    for (uint64_t last = kin_last_below(m, identity, m->kin_count); last != 0;
         last = kin_last_below(m, identity, m->kin_count)) {
        node_drop(m, last);
    }
    if (itself) {
        node_drop(m, identity);
    }
}

static void node_strip(struct model *m, uint64_t identity, unsigned l4_rights)
{
    struct model_mapping *mapping = model_mapping_of(m, identity);
    struct model_place place = model_place_of(m, identity);
    uint32_t rights = model_l4_rights(l4_rights);
    if (mapping != NULL) {
        mapping->access &= ~l4_rights;
    } else if (place.transit != NULL) {
        place.transit->rights &= ~rights;
    } else {
        unsigned occupant = m->names.process[place.process].occupant[place.slot];
        m->names.log[occupant - 1].rights &= ~rights;
    }
}

void model_node_strip(struct model *m, uint64_t identity, bool itself, unsigned l4_rights)
{
    for (unsigned i = 0; i < m->kin_count; i++) {
        uint64_t other = m->kin[i].identity;
        bool concerned = other == identity ? itself : model_kin_is_origin(m, identity, other);
        if (concerned) {
            node_strip(m, other, l4_rights);
        }
    }
}
