/*
 * Mapping objects: names copied or moved from slots of one table into the window of another. It
 * owns no state.
 */
#include "kernel.h"
#include "map.h"

/* One name of the flexpage. */
struct copy {
    node_id from;    /* NODE_ROOT: the slot is void */
    slot_id to;      /* NONE: outside the window */
    uint32_t rights; /* that the copy has */
};

static struct copy copy_of(const struct kernel *k, const struct map *map, uint32_t i)
{
    struct copy copy = {0};
    uint32_t from = map->page.base + i;
    uint32_t mask = ((uint32_t)1 << map->page.order) - 1u;
    uint32_t to = (map->base >> HOT_SPOT_SHIFT & ~mask) + i;
    if (from == NONE || from > CONFIG_SLOTS) {
        return copy;
    }
    node_id node = node_of_slot(map->from, (slot_id)from);
    if (k->slot[node].object == NONE) {
        return copy;
    }
    uint32_t rights = map->page.rights & (map->may_share ? ~0u : ~(uint32_t)L4_RIGHT_S);
    copy.from = node;
    copy.to = to >= 1 && to <= arch_image(k)->window ? (slot_id)to : NONE;
    copy.rights = k->slot[node].rights & l4_rights_mask(rights);
    return copy;
}

/* How many slots of the flexpage there can be. */
static uint32_t slots_of(const struct map *map)
{
    uint32_t all = (uint32_t)1 << map->page.order;
    return all < CONFIG_SLOTS + 1u ? all : CONFIG_SLOTS + 1u;
}

/* Whether the object is a process that has not started. */
static bool is_unborn(const struct kernel *k, object_id object)
{
    return k->object[object].type == OBJECT_PROCESS &&
           k->process[process_of_object(object)].state == PROCESS_INITIAL;
}

/*
 * Why this name cannot be copied; 0: it can. Processes that have not started live by their names:
 * they must not keep each other alive.
 */
static int32_t copy_error(const struct kernel *k, const struct map *map, const struct copy *copy)
{
    const struct slot *source = &k->slot[copy->from];
    uint32_t needed = (map->base & L4_GRANT) != 0 ? RIGHT_TRANSFER : RIGHT_DUPLICATE;
    needed |= map->from != map->to ? RIGHT_TRANSFER : 0;
    if (copy->to == NONE) {
        return L4_EINVAL;
    }
    if ((source->rights & needed) != needed) {
        return L4_EPERM;
    }
    bool unborn = is_unborn(k, object_of_process(map->to)) && is_unborn(k, source->object);
    return unborn || tree_is_below(k, node_of_slot(map->to, copy->to), copy->from) ? L4_EINVAL : 0;
}

static int32_t map_check(const struct kernel *k, const struct map *map)
{
    for (uint32_t i = 0; i < slots_of(map); i++) {
        const struct copy copy = copy_of(k, map, i);
        int32_t error = copy.from == NODE_ROOT ? 0 : copy_error(k, map, &copy);
        if (error != 0) {
            return error;
        }
    }
    return 0;
}

static void copy_make(struct kernel *k, const struct map *map, const struct copy *copy)
{
    node_id to = node_of_slot(map->to, copy->to);
    if (k->slot[to].object != NONE) {
        node_revoke(k, to, true);
    }
    if ((map->base & L4_GRANT) != 0) {
        handle_grant(k, copy->from, to, copy->rights);
    } else {
        handle_derive(k, copy->from, to, copy->rights);
    }
}

int32_t map_objects(struct kernel *k, const struct map *map)
{
    int32_t error = map_check(k, map);
    if (error != 0 || (map->page.rights & L4_RIGHT_R) == 0) {
        return error;
    }
    /* Commit. */
    for (uint32_t i = 0; i < slots_of(map); i++) {
        const struct copy copy = copy_of(k, map, i);
        if (copy.from != NODE_ROOT) {
            copy_make(k, map, &copy);
        }
    }
    return 0;
}
