/*
 * kernel_check, sixth part: spaces, what the MPU holds of them, and exchange areas.
 */
#include "check.h"

static bool has_space(const struct kernel *k, process_id process)
{
    uint8_t state = k->process[process].state;
    return state == PROCESS_INITIAL || state == PROCESS_RUNNING;
}

static bool pinned(const struct kernel *k, process_id process, mapping_id mapping)
{
    return mapping == NONE ||
           (mapping <= CONFIG_MAPPINGS && k->mapping[mapping].process == process);
}

static const char *check_list(const struct kernel *k, process_id process)
{
    unsigned listed = 0;
    mapping_id previous = NONE;
    mapping_id mapping = k->process[process].first_mapping;
    for (; mapping != NONE; mapping = k->mapping[mapping].next) {
        REQUIRE(mapping <= CONFIG_MAPPINGS && ++listed <= CONFIG_MAPPINGS, "space is no list");
        REQUIRE(k->mapping[mapping].process == process, "mapping of another process");
        REQUIRE(k->mapping[mapping].previous == previous, "space is linked one way");
        previous = mapping;
    }
    unsigned owned = 0;
    for (mapping = 1; mapping <= CONFIG_MAPPINGS; mapping++) {
        owned += k->mapping[mapping].process == process;
    }
    REQUIRE(owned == listed, "mapping missing in its space");
    bool vacates = k->process[process].vacates != 0;
    REQUIRE(listed == 0 || has_space(k, process) || vacates, "memory of a dead process");
    REQUIRE(!vacates ||
                (k->process[process].state == PROCESS_DEAD && (k->sched.work & WORK_VACATE) != 0),
            "process that does not go");
    REQUIRE(pinned(k, process, k->process[process].code) &&
                pinned(k, process, k->process[process].data),
            "pinned memory of another space");
    return NULL;
}

static bool region_holds(const struct region *region, const struct region *part)
{
    return part->order <= region->order && (part->base ^ region->base) >> region->order == 0;
}

static const char *check_mapping(const struct kernel *k, mapping_id mapping)
{
    const struct mapping *m = &k->mapping[mapping];
    REQUIRE(region_error(&m->region) == NULL, "illegal region");
    REQUIRE(m->job == NONE || m->job == k->process[m->process].job, "charged to a stranger");
    for (mapping_id other = 1; other < mapping; other++) {
        bool beside = k->mapping[other].process == m->process;
        REQUIRE(!beside || !region_overlaps(&m->region, &k->mapping[other].region),
                "overlapping space");
    }
    node_id parent = m->node.previous;
    while (parent >= NODE_FIRST_MAPPING &&
           k->mapping[parent - NODE_FIRST_MAPPING + 1].node.depth >= m->node.depth) {
        parent = k->mapping[parent - NODE_FIRST_MAPPING + 1].node.previous;
    }
    REQUIRE(m->node.depth == 1 || parent >= NODE_FIRST_MAPPING, "memory made from no memory");
    REQUIRE(m->node.depth == 1 ||
                region_holds(&k->mapping[parent - NODE_FIRST_MAPPING + 1].region, &m->region),
            "memory larger than what it was made from");
    return NULL;
}

static const char *check_free_mappings(const struct kernel *k)
{
    unsigned listed = 0;
    for (mapping_id m = k->space.free_first; m != NONE; m = k->mapping[m].next) {
        REQUIRE(m <= CONFIG_MAPPINGS && ++listed <= CONFIG_MAPPINGS, "free mappings are no list");
        REQUIRE(m > k->space.image_last && k->mapping[m].process == NONE,
                "mapping free and in use");
    }
    unsigned free = 0;
    for (mapping_id m = k->space.image_last + 1u; m <= CONFIG_MAPPINGS; m++) {
        free += k->mapping[m].process == NONE;
    }
    REQUIRE(free == listed, "lost mapping");
    return NULL;
}

/* What a thread's MPU regions hold is in its space, and nothing twice. */
static const char *check_loaded(const struct kernel *k, thread_id thread)
{
    const struct arch_context *context = &k->arch.context[thread];
    process_id process = k->thread[thread].process;
    for (unsigned i = 0; i < REGIONS; i++) {
        mapping_id loaded = context->loaded[i];
        REQUIRE(loaded < LOADED_FIRST_AREA + CONFIG_AREAS, "region that holds no mapping");
        bool is_area = loaded >= LOADED_FIRST_AREA;
        REQUIRE(is_area || loaded == NONE || k->mapping[loaded].process == process,
                "region that holds another's memory");
        REQUIRE(!is_area || k->area.area[loaded - LOADED_FIRST_AREA].process == process,
                "region that holds another's area");
        for (unsigned j = 0; j < i; j++) {
            REQUIRE(loaded == NONE || context->loaded[j] != loaded, "regions that overlap");
        }
    }
    return NULL;
}

/* Whether it is the area that the image gives the thread's task. */
static bool area_of_image(const struct kernel *k, thread_id thread)
{
    task_index task = k->process[k->thread[thread].process].task;
    return task != TASK_NONE && arch_image(k)->tasks[task].area == k->thread[thread].area;
}

static const char *check_area_of(const struct kernel *k, thread_id thread)
{
    uint32_t number = (k->thread[thread].area - arch_image(k)->arena) / EXCHANGE_AREA_SIZE;
    bool its_own = number < arch_image(k)->area_count && k->area.area[number].thread == thread;
    REQUIRE(k->thread[thread].area == 0 || its_own || area_of_image(k, thread),
            "exchange area of nobody");
    return NULL;
}

static const char *check_areas(const struct kernel *k)
{
    for (unsigned i = 0; i < CONFIG_AREAS; i++) {
        const struct area *area = &k->area.area[i];
        uint32_t address = arch_image(k)->arena + i * EXCHANGE_AREA_SIZE;
        REQUIRE(i < arch_image(k)->area_count || area->process == NONE, "area outside the arena");
        REQUIRE(area->process == NONE || has_space(k, area->process), "area of a dead process");
        REQUIRE(area->thread == NONE || (check_alive(k, area->thread) &&
                                         k->thread[area->thread].process == area->process &&
                                         k->thread[area->thread].area == address),
                "area of another thread");
    }
    return NULL;
}

const char *check_all_spaces(const struct kernel *k)
{
    const char *broken = check_free_mappings(k);
    for (process_id process = 1; broken == NULL && process <= CONFIG_PROCESSES; process++) {
        broken = check_list(k, process);
    }
    for (mapping_id m = 1; broken == NULL && m <= CONFIG_MAPPINGS; m++) {
        broken = k->mapping[m].process == NONE ? NULL : check_mapping(k, m);
    }
    for (thread_id thread = 1; broken == NULL && thread <= CONFIG_THREADS; thread++) {
        if (check_alive(k, thread)) {
            broken = check_loaded(k, thread);
            broken = broken == NULL ? check_area_of(k, thread) : broken;
        }
    }
    return broken == NULL ? check_areas(k) : broken;
}
