/*
 * Mapping memory. It owns no state: space.c has the lists, tree.c the derivation.
 *
 * A flexpage takes from each mapping of the source that it meets the piece that both have; since
 * both are aligned powers of two, that is the smaller of them.
 */
#include "kernel.h"
#include "map.h"

/* What the flexpage takes of this mapping, with which access. */
static struct region piece_of(const struct kernel *k, const struct map *map, mapping_id source)
{
    struct region piece = k->mapping[source].region;
    if (map->page.order < piece.order) {
        piece.order = map->page.order;
        piece.base = map->page.base;
    }
    piece.access &= map->page.rights;
    return piece;
}

/* The source's next mapping, from this one on, of which something readable would be mapped. */
static mapping_id source_next(const struct kernel *k, const struct map *map, mapping_id source)
{
    for (; source != NONE; source = k->mapping[source].next) {
        const struct region *region = &k->mapping[source].region;
        bool readable = (region->access & map->page.rights & ACCESS_READ) != 0;
        if (readable && region_meets_page(region, map->page.base, map->page.order)) {
            break;
        }
    }
    return source;
}

static mapping_id source_first(const struct kernel *k, const struct map *map)
{
    return source_next(k, map, k->process[map->from].first_mapping);
}

/* Whether the source holds anything at all there. */
static bool source_exists(const struct kernel *k, const struct map *map)
{
    mapping_id mapping = k->process[map->from].first_mapping;
    while (mapping != NONE &&
           !region_meets_page(&k->mapping[mapping].region, map->page.base, map->page.order)) {
        mapping = k->mapping[mapping].next;
    }
    return mapping != NONE;
}

/* The destination's mapping that is made from this source and is just this piece. What is granted
 * is not united with it: the source itself takes its place. */
static bool is_united(const struct kernel *k, const struct map *map, mapping_id occupant,
                      mapping_id source, const struct region *piece)
{
    const struct region *region = &k->mapping[occupant].region;
    return (map->base & L4_GRANT) == 0 && region->base == piece->base &&
           region->order == piece->order &&
           tree_is_child(k, node_of_mapping(source), node_of_mapping(occupant));
}

/* The next mapping of the destination, from this one on, that has to go for the piece. */
static mapping_id occupant_next(const struct kernel *k, const struct map *map, mapping_id occupant,
                                mapping_id source, const struct region *piece)
{
    while (occupant != NONE &&
           (!region_meets_page(&k->mapping[occupant].region, piece->base, piece->order) ||
            is_united(k, map, occupant, source, piece))) {
        occupant = k->mapping[occupant].next;
    }
    return occupant;
}

static mapping_id occupant_first(const struct kernel *k, const struct map *map, mapping_id source,
                                 const struct region *piece)
{
    return occupant_next(k, map, k->process[map->to].first_mapping, source, piece);
}

/* Nothing of a space ends where one of its stacks begins. Exchange areas are in nobody's way: no
 * mapping of the image holds one. */
static bool piece_fits(const struct kernel *k, process_id process, const struct region *piece)
{
    thread_id thread = k->process[process].first_thread;
    for (; thread != NONE; thread = k->thread[thread].sibling) {
        if (piece->base + region_size(piece) == k->arch.context[thread].stack_base) {
            return false;
        }
    }
    return true;
}

/* Why the piece cannot be mapped; 0: it can. */
static int32_t piece_error(const struct kernel *k, const struct map *map, mapping_id source,
                           const struct region *piece)
{
    bool whole = k->mapping[source].region.order == piece->order;
    if (region_error(piece) != NULL || !piece_fits(k, map->to, piece) ||
        ((map->base & L4_GRANT) != 0 && !whole)) {
        return L4_EINVAL;
    }
    mapping_id occupant = occupant_first(k, map, source, piece);
    while (occupant != NONE) {
        if (tree_is_below(k, node_of_mapping(occupant), node_of_mapping(source))) {
            return L4_EINVAL;
        }
        occupant = occupant_next(k, map, k->mapping[occupant].next, source, piece);
    }
    return 0;
}

/* The destination's mapping that the piece only adds rights to; NONE: there is none. */
static mapping_id united_with(const struct kernel *k, const struct map *map, mapping_id source,
                              const struct region *piece)
{
    mapping_id mapping = k->process[map->to].first_mapping;
    while (mapping != NONE && !is_united(k, map, mapping, source, piece)) {
        mapping = k->mapping[mapping].next;
    }
    return mapping;
}

static int32_t map_check(const struct kernel *k, const struct map *map)
{
    unsigned count = 0;
    if (map->base >> HOT_SPOT_SHIFT != map->page.base >> HOT_SPOT_SHIFT) {
        return L4_EINVAL;
    }
    if (!source_exists(k, map)) {
        return L4_ENOENT;
    }
    mapping_id source = source_first(k, map);
    for (; source != NONE; source = source_next(k, map, k->mapping[source].next)) {
        const struct region piece = piece_of(k, map, source);
        int32_t error = piece_error(k, map, source, &piece);
        if (error != 0) {
            return error;
        }
        count += united_with(k, map, source, &piece) == NONE;
    }
    return space_room(k, map->to, count) ? 0 : L4_ENOMEM;
}

/* Takes back what is in the way. That takes none of the sources along: what one was made from is
 * not in the way of it, or map_check had refused. */
static void map_clear(struct kernel *k, const struct map *map)
{
    mapping_id source = source_first(k, map);
    for (; source != NONE; source = source_next(k, map, k->mapping[source].next)) {
        const struct region piece = piece_of(k, map, source);
        mapping_id occupant = occupant_first(k, map, source, &piece);
        while (occupant != NONE) {
            node_revoke(k, node_of_mapping(occupant), true);
            occupant = occupant_first(k, map, source, &piece);
        }
    }
}

static void map_piece(struct kernel *k, const struct map *map, mapping_id source)
{
    const struct region piece = piece_of(k, map, source);
    mapping_id united = united_with(k, map, source, &piece);
    if (united != NONE) {
        space_set_access(k, united, k->mapping[united].region.access | piece.access);
    } else if ((map->base & L4_GRANT) != 0) {
        space_move(k, source, map->to);
        k->mapping[source].region.access = piece.access;
    } else {
        space_derive(k, source, map->to, &piece);
    }
}

int32_t map_memory(struct kernel *k, const struct map *map)
{
    int32_t error = map_check(k, map);
    if (error != 0) {
        return error;
    }
    /* Commit. */
    map_clear(k, map);
    for (mapping_id source = source_first(k, map); source != NONE;) {
        mapping_id next = k->mapping[source].next;
        map_piece(k, map, source);
        source = source_next(k, map, next);
    }
    return 0;
}
