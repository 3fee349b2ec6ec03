/*
 * The model's mapping of memory and objects: what is in the way, what is made, and why not.
 *
 * All is looked at before anything changes. What a flexpage takes of a mapping is what both have.
 * Room is asked for each piece, whether it takes the place of another or not: that is the kernel's
 * choice. Must not know any kernel structure.
 */
#include "l4.h"

#include <stddef.h>

#define CODE_LEAST 1024u /* bytes that can be executable on their own */

static bool grants(const struct model_map *map)
{
    return (map->base & MODEL_GRANT) != 0;
}

/* ---- Memory. ---- */

/* The n-th mapping of which something readable is to be mapped; NULL: there are not so many. */
static struct model_mapping *source_at(struct model *m, const struct model_map *map, unsigned n)
{
    for (unsigned i = 0; i < MODEL_MAPPINGS; i++) {
        struct model_mapping *source = &m->mapping[i];
        bool meant = source->identity != 0 && source->process == map->from &&
                     model_range_meets(source, map->page.first, map->page.size) &&
                     (source->access & map->page.rights & MODEL_ACCESS_READ) != 0;
        if (meant && n-- == 0) {
            return source;
        }
    }
    return NULL;
}

/* What the destination is to have of it. */
static struct model_mapping piece_of(const struct model *m, const struct model_map *map,
                                     const struct model_mapping *source)
{
    bool whole = source->size <= map->page.size;
    return (struct model_mapping){.process = map->to,
                                  .base = whole ? source->base : map->page.first,
                                  .size = whole ? source->size : (uint32_t)map->page.size,
                                  .access = source->access & map->page.rights,
                                  .owner = m->process[map->to].task};
}

/* A mapping only adds access to what was mapped before from the same source. */
static bool unites(const struct model *m, const struct model_map *map,
                   const struct model_mapping *occupant, const struct model_mapping *source,
                   const struct model_mapping *piece)
{
    return !grants(map) && occupant->base == piece->base && occupant->size == piece->size &&
           model_kin_parent(m, occupant->identity) == source->identity;
}

static bool is_in_the_way(const struct model *m, const struct model_map *map,
                          const struct model_mapping *occupant, const struct model_mapping *source,
                          const struct model_mapping *piece)
{
    return occupant->identity != 0 && occupant->process == map->to &&
           model_range_meets(occupant, piece->base, piece->size) &&
           !unites(m, map, occupant, source, piece);
}

/* Whether a stack of the process begins there. */
static bool stack_begins(const struct model *m, unsigned process, uint64_t address)
{
    for (unsigned i = 1; i < MODEL_THREADS; i++) {
        const struct model_thread *thread = &m->thread[i];
        if (thread->state != MODEL_ABSENT && thread->process == process &&
            thread->stack_at == address) {
            return true;
        }
    }
    return false;
}

static bool piece_allowed(const struct model *m, const struct model_map *map,
                          const struct model_mapping *source)
{
    const struct model_mapping piece = piece_of(m, map, source);
    bool executable = (piece.access & MODEL_ACCESS_EXECUTE) != 0;
    if ((executable && piece.size < CODE_LEAST) || (grants(map) && piece.size != source->size) ||
        stack_begins(m, map->to, (uint64_t)piece.base + piece.size)) {
        return false;
    }
    for (unsigned i = 0; i < MODEL_MAPPINGS; i++) {
        const struct model_mapping *occupant = &m->mapping[i];
        if (is_in_the_way(m, map, occupant, source, &piece) &&
            model_kin_is_origin(m, occupant->identity, source->identity)) {
            return false;
        }
    }
    return true;
}

/* Whether the destination has the piece already, and is only given access to it. */
static bool has_united(const struct model *m, const struct model_map *map,
                       const struct model_mapping *source)
{
    const struct model_mapping piece = piece_of(m, map, source);
    bool found = false;
    for (unsigned i = 0; i < MODEL_MAPPINGS; i++) {
        const struct model_mapping *occupant = &m->mapping[i];
        found = found || (occupant->identity != 0 && occupant->process == map->to &&
                          unites(m, map, occupant, source, &piece));
    }
    return found;
}

static int32_t memory_refusal(struct model *m, const struct model_map *map)
{
    unsigned count = 0;
    unsigned made = 0;
    if (map->base >> 12 != map->page.first >> 12) {
        return MODEL_L4_EINVAL;
    }
    if (model_mapping_at(m, map->from, map->page.first, map->page.size) == NULL) {
        return MODEL_L4_ENOENT;
    }
    for (; source_at(m, map, count) != NULL; count++) {
        if (!piece_allowed(m, map, source_at(m, map, count))) {
            return MODEL_L4_EINVAL;
        }
        made += !has_united(m, map, source_at(m, map, count));
    }
    return model_mappings_room(m, map->to, made) ? MODEL_L4_OK : MODEL_L4_ENOMEM;
}

/* All that is in the way of one piece goes, with what was made from it. */
static void piece_clear(struct model *m, const struct model_map *map,
                        const struct model_mapping *source)
{
    const struct model_mapping piece = piece_of(m, map, source);
    for (unsigned i = 0; i < MODEL_MAPPINGS; i++) {
        if (is_in_the_way(m, map, &m->mapping[i], source, &piece)) {
            model_node_revoke(m, m->mapping[i].identity, true);
        }
    }
}

static void piece_make(struct model *m, const struct model_map *map, struct model_mapping *source)
{
    const struct model_mapping piece = piece_of(m, map, source);
    struct model_mapping *occupant = model_mapping_at(m, map->to, piece.base, piece.size);
    if (occupant != NULL) {
        occupant->access |= piece.access;
    } else if (grants(map)) {
        source->process = map->to;
        source->owner = piece.owner;
        source->access = piece.access;
    } else {
        (void)model_mapping_make(m, &piece, source->identity);
    }
}

int32_t model_map_memory(struct model *m, const struct model_map *map)
{
    uint64_t sources[MODEL_MAPPINGS];
    unsigned count = 0;
    int32_t refusal = memory_refusal(m, map);
    if (refusal != MODEL_L4_OK) {
        return refusal;
    }
    for (; source_at(m, map, count) != NULL; count++) {
        sources[count] = source_at(m, map, count)->identity;
    }
    for (unsigned i = 0; i < count; i++) {
        piece_clear(m, map, model_mapping_of(m, sources[i]));
    }
    for (unsigned i = 0; i < count; i++) {
        piece_make(m, map, model_mapping_of(m, sources[i]));
    }
    return MODEL_L4_OK;
}

/* ---- Objects. ---- */

/* One name of the flexpage. */
struct copy {
    const struct names_entry *from; /* NULL: there is none in this slot */
    unsigned to;                    /* slot, 0: outside the window */
    uint32_t rights;                /* that the copy has */
};

static struct copy copy_of(const struct model *m, const struct model_map *map, unsigned slot)
{
    struct copy copy = {0};
    unsigned occupant = m->names.process[map->from].occupant[slot];
    uint64_t to = (map->base >> 12) / map->page.size * map->page.size + (slot - map->page.first);
    if (slot < map->page.first || slot - map->page.first >= map->page.size || occupant == 0) {
        return copy;
    }
    unsigned rights = map->page.rights & ~(map->shares ? 0u : (unsigned)MODEL_L4_S);
    copy.from = &m->names.log[occupant - 1];
    copy.to = to >= 1 && to <= m->names.window ? (unsigned)to : 0;
    copy.rights = copy.from->rights & model_l4_rights(rights);
    return copy;
}

static int32_t copy_refusal(const struct model *m, const struct model_map *map,
                            const struct copy *copy)
{
    uint32_t needed = grants(map) ? MODEL_TRANSFER : MODEL_DUPLICATE;
    needed |= map->from != map->to ? MODEL_TRANSFER : 0;
    if (copy->to == 0) {
        return MODEL_L4_EINVAL;
    }
    if ((copy->from->rights & needed) != needed) {
        return MODEL_L4_EPERM;
    }
    if (m->process[map->to].empty && copy->from->type == NAMES_PROCESS &&
        m->process[copy->from->object].empty) {
        return MODEL_L4_EINVAL; /* nobody else might keep them */
    }
    unsigned occupant = m->names.process[map->to].occupant[copy->to];
    bool origin = occupant != 0 &&
                  model_kin_is_origin(m, m->names.log[occupant - 1].identity, copy->from->identity);
    return origin ? MODEL_L4_EINVAL : MODEL_L4_OK;
}

static void copy_make(struct model *m, const struct model_map *map, unsigned slot)
{
    const struct copy copy = copy_of(m, map, slot);
    unsigned occupant = m->names.process[map->to].occupant[copy.to];
    if (occupant != 0) {
        model_node_revoke(m, m->names.log[occupant - 1].identity, true);
    }
    const struct model_handle handle = {.identity = copy.from->identity,
                                        .type = copy.from->type,
                                        .object = copy.from->object,
                                        .rights = copy.rights};
    if (grants(map)) {
        model_handle_move(m, map->from, slot, map->to, copy.to, copy.rights, 0);
    } else {
        model_handle_derive(m, map->to, copy.to, &handle);
    }
}

int32_t model_map_objects(struct model *m, const struct model_map *map)
{
    for (unsigned slot = 1; slot <= m->names.slots; slot++) {
        const struct copy copy = copy_of(m, map, slot);
        int32_t refusal = copy.from == NULL ? MODEL_L4_OK : copy_refusal(m, map, &copy);
        if (refusal != MODEL_L4_OK) {
            return refusal;
        }
    }
    if ((map->page.rights & MODEL_L4_R) == 0) {
        return MODEL_L4_OK;
    }
    for (unsigned slot = 1; slot <= m->names.slots; slot++) {
        if (copy_of(m, map, slot).from != NULL) {
            copy_make(m, map, slot);
        }
    }
    return MODEL_L4_OK;
}
