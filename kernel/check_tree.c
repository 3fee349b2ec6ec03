/*
 * kernel_check, fourth part: the derivation tree and the quota.
 */
#include "check.h"

static const struct tree_node *node_at(const struct kernel *k, node_id node)
{
    return node < NODE_FIRST_MAPPING ? &k->slot[node].node
                                     : &k->mapping[node - NODE_FIRST_MAPPING + 1].node;
}

static bool node_in_use(const struct kernel *k, node_id node)
{
    return node < NODE_FIRST_MAPPING ? k->slot[node].object != NONE
                                     : k->mapping[node - NODE_FIRST_MAPPING + 1].process != NONE;
}

static const char *check_unused(const struct kernel *k, node_id node)
{
    const struct tree_node *unused = node_at(k, node);
    REQUIRE(unused->depth == 0 && unused->previous == 0, "unused node in the tree");
    REQUIRE(node < NODE_FIRST_TRANSIT || unused->next == 0, "stale link of an unused node");
    return NULL;
}

const char *check_tree(const struct kernel *k)
{
    bool seen[NODE_END] = {false};
    node_id previous = NODE_ROOT;
    for (node_id node = node_at(k, NODE_ROOT)->next; node != NODE_ROOT;) {
        REQUIRE(node < NODE_END && !seen[node], "tree is no list");
        const struct tree_node *at = node_at(k, node);
        seen[node] = true;
        REQUIRE(node_in_use(k, node), "unused node in the tree");
        REQUIRE(at->previous == previous, "tree is linked one way");
        REQUIRE(at->depth >= 1 && at->depth <= node_at(k, previous)->depth + 1, "node too deep");
        previous = node;
        node = at->next;
    }
    REQUIRE(node_at(k, NODE_ROOT)->previous == previous && node_at(k, NODE_ROOT)->depth == 0,
            "root of the tree is wrong");
    for (node_id node = 1; node < NODE_END; node++) {
        REQUIRE(seen[node] == node_in_use(k, node), "node missing in the tree");
        const char *broken = seen[node] ? NULL : check_unused(k, node);
        REQUIRE(broken == NULL, broken);
    }
    return NULL;
}

/* ---- Quota ---- */

/* Whether the job is this one or lies below it. */
static bool job_below(const struct kernel *k, job_id job, job_id above)
{
    for (unsigned steps = 0; job != NONE && steps <= CONFIG_JOBS; steps++) {
        if (job == above) {
            return true;
        }
        job = k->job[job].parent;
    }
    return false;
}

/* The job that an object is charged to; NONE: it is not. */
static job_id job_charged(const struct kernel *k, object_id id)
{
    const struct image *image = arch_image(k);
    const struct object *object = &k->object[id];
    bool reserved =
        (object->type == OBJECT_PROCESS && process_of_object(id) <= RESERVED) ||
        (object->type == OBJECT_THREAD && thread_of_object(id) <= RESERVED) ||
        (object->type == OBJECT_EVENT && id < OBJECT_FIRST_EVENT + image->event_count) ||
        (object->type == OBJECT_CHANNEL && id < OBJECT_FIRST_CHANNEL + 2 * image->channel_count) ||
        object->type == OBJECT_EXCEPTION;
    object_id parent = object->parent;
    if (object->type == OBJECT_THREAD) {
        parent = k->object[parent].parent;
    }
    return reserved || parent == NONE ? NONE : job_of_object(parent);
}

/* What an object counts as; POOLS: its peer counts for it. */
static enum pool pool_charged(const struct kernel *k, object_id id)
{
    static const uint8_t pools[OBJECT_TYPES] = {
        [OBJECT_FREE] = POOLS,
        [OBJECT_JOB] = POOL_JOBS,
        [OBJECT_PROCESS] = POOL_PROCESSES,
        [OBJECT_THREAD] = POOL_THREADS,
        [OBJECT_CHANNEL] = POOL_CHANNELS,
        [OBJECT_EVENT] = POOL_EVENTS,
        [OBJECT_EVENTPAIR] = POOL_EVENTPAIRS,
        [OBJECT_TOKEN] = POOL_TOKENS,
        [OBJECT_EXCEPTION] = POOLS,
    };
    uint8_t type = k->object[id].type;
    bool is_pair = type == OBJECT_CHANNEL || type == OBJECT_EVENTPAIR;
    bool second = is_pair && object_peer(id) < id && k->object[object_peer(id)].type != OBJECT_FREE;
    return second ? POOLS : pools[type];
}

static void count_used(const struct kernel *k, job_id job, unsigned used[POOLS + 1])
{
    for (object_id id = 1; id < OBJECT_END; id++) {
        job_id charged = job_charged(k, id);
        used[charged != NONE && job_below(k, charged, job) ? pool_charged(k, id) : POOLS]++;
    }
    for (message_id message = 1; message <= CONFIG_MESSAGES; message++) {
        used[POOL_MESSAGES] += job_below(k, k->channel.message[message].job, job);
    }
    for (mapping_id mapping = 1; mapping <= CONFIG_MAPPINGS; mapping++) {
        used[POOL_MAPPINGS] += job_below(k, k->mapping[mapping].job, job);
    }
    for (unsigned i = 0; i < CONFIG_AREAS; i++) {
        process_id process = k->area.area[i].process;
        used[POOL_AREAS] += process != NONE && job_below(k, k->process[process].job, job);
    }
}

const char *check_quota(const struct kernel *k)
{
    for (job_id job = 1; job <= CONFIG_JOBS; job++) {
        unsigned used[POOLS + 1] = {0};
        if (k->object[object_of_job(job)].type == OBJECT_FREE) {
            continue;
        }
        count_used(k, job, used);
        for (unsigned pool = 0; pool < POOLS; pool++) {
            REQUIRE(k->job[job].used[pool] == used[pool], "quota counted wrong");
            REQUIRE(used[pool] <= k->job[job].limit[pool], "quota exceeded");
        }
    }
    return NULL;
}
