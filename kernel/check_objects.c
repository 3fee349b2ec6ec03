/*
 * kernel_check, second part: objects, jobs, processes, spaces and handle tables.
 */
#include "check.h"

static const char *check_process_threads(const struct kernel *k, process_id process)
{
    unsigned listed = 0;
    thread_id thread = k->process[process].first_thread;
    for (; thread != NONE; thread = k->thread[thread].sibling) {
        REQUIRE(thread <= CONFIG_THREADS && ++listed <= CONFIG_THREADS, "threads are no list");
        REQUIRE(k->thread[thread].process == process && check_alive(k, thread),
                "foreign or dead thread");
    }
    unsigned living = 0;
    for (thread = 1; thread <= CONFIG_THREADS; thread++) {
        living += check_alive(k, thread) && k->thread[thread].process == process;
    }
    REQUIRE(living == listed, "thread missing in its process");
    bool running = k->process[process].state == PROCESS_RUNNING;
    REQUIRE((listed > 0) == running, "running without threads, or threads without running");
    return NULL;
}

static const char *check_space(const struct kernel *k, process_id process)
{
    unsigned listed = 0;
    mapping_id mapping = k->process[process].first_mapping;
    for (; mapping != NONE; mapping = k->mapping[mapping].next) {
        REQUIRE(mapping <= CONFIG_MAPPINGS && ++listed <= CONFIG_MAPPINGS, "space is no list");
        const struct mapping *m = &k->mapping[mapping];
        REQUIRE(m->process == process, "mapping of another process");
        REQUIRE(region_error(&m->region) == NULL, "illegal region");
        for (mapping_id other = m->next; other != NONE; other = k->mapping[other].next) {
            REQUIRE(other <= CONFIG_MAPPINGS && other != mapping, "space is no list");
            REQUIRE(!region_overlaps(&m->region, &k->mapping[other].region), "overlapping space");
        }
    }
    unsigned owned = 0;
    for (mapping = 1; mapping <= CONFIG_MAPPINGS; mapping++) {
        owned += k->mapping[mapping].process == process;
    }
    REQUIRE(owned == listed, "mapping missing in its space");
    return NULL;
}

static const char *check_free_mappings(const struct kernel *k)
{
    unsigned listed = 0;
    for (mapping_id m = k->space.free_first; m != NONE; m = k->mapping[m].next) {
        REQUIRE(m <= CONFIG_MAPPINGS && ++listed <= CONFIG_MAPPINGS, "free mappings are no list");
        REQUIRE(k->mapping[m].process == NONE, "mapping free and in use");
    }
    unsigned free = 0;
    for (mapping_id m = 1; m <= CONFIG_MAPPINGS; m++) {
        free += k->mapping[m].process == NONE;
    }
    REQUIRE(free == listed, "lost mapping");
    return NULL;
}

static const char *check_process(const struct kernel *k, process_id process)
{
    const struct process *p = &k->process[process];
    const struct object *object = &k->object[object_of_process(process)];
    REQUIRE(p->state <= PROCESS_DEAD, "unknown process state");
    REQUIRE((p->state == PROCESS_FREE) == (object->type == OBJECT_FREE),
            "process and object differ");
    REQUIRE(p->generation <= GENERATION_MASK, "generation too wide");
    const char *broken = check_process_threads(k, process);
    REQUIRE(broken == NULL, broken);
    broken = check_space(k, process);
    REQUIRE(broken == NULL, broken);
    bool lives = p->state == PROCESS_RUNNING || p->state == PROCESS_INITIAL;
    REQUIRE(lives || p->first_mapping == NONE, "memory of a dead process");
    REQUIRE(!lives || (p->job >= 1 && p->job <= CONFIG_JOBS), "process without a job");
    REQUIRE(!lives || k->object[object_of_job(p->job)].type == OBJECT_JOB, "process in no job");
    REQUIRE(!lives || k->object[object_of_job(p->job)].domain == p->domain, "not its job's domain");
    REQUIRE(p->state == PROCESS_FREE || object->domain == p->domain, "not its object's domain");
    return NULL;
}

/* Whether the handle table's free list holds exactly the free slots above the window, once. */
static const char *check_free_slots(const struct kernel *k, process_id process)
{
    const struct handle_table *table = &k->handle_table[process];
    unsigned listed = 0;
    slot_id last = NONE;
    for (slot_id slot = table->free_first; slot != NONE; slot = k->slot[process][slot].next_free) {
        REQUIRE(slot <= CONFIG_SLOTS && ++listed <= CONFIG_SLOTS, "free slots are no list");
        REQUIRE(slot > arch_image(k)->window, "slot of the window in the free list");
        REQUIRE(k->slot[process][slot].object == NONE, "slot free and occupied");
        last = slot;
    }
    REQUIRE(table->free_last == last, "wrong end of the free slots");
    unsigned free = 0;
    for (slot_id slot = 1; slot <= CONFIG_SLOTS; slot++) {
        free += slot > arch_image(k)->window && k->slot[process][slot].object == NONE;
    }
    REQUIRE(free == listed, "lost slot");
    return NULL;
}

static const char *check_handles(const struct kernel *k, process_id process)
{
    uint8_t state = k->process[process].state;
    bool has_table = state == PROCESS_RUNNING || state == PROCESS_INITIAL;
    for (slot_id slot = 1; slot <= CONFIG_SLOTS; slot++) {
        const struct slot *entry = &k->slot[process][slot];
        REQUIRE(entry->generation <= GENERATION_MASK, "generation too wide");
        REQUIRE(entry->object < OBJECT_END, "handle of no object");
        REQUIRE((entry->rights & ~RIGHTS_ALL) == 0, "unknown rights");
        REQUIRE(has_table || entry->object == NONE, "handle of a dead process");
        REQUIRE(entry->object != NONE || entry->rights == 0, "rights to nothing");
        REQUIRE(entry->object == NONE || k->object[entry->object].type != OBJECT_FREE,
                "handle of a free object");
        REQUIRE(entry->object == NONE ||
                    k->object[entry->object].domain == k->process[process].domain,
                "handle of another domain's object");
    }
    return has_table ? check_free_slots(k, process) : NULL;
}

static void count_names(const struct kernel *k, unsigned names[OBJECT_END])
{
    for (process_id process = 1; process <= CONFIG_PROCESSES; process++) {
        for (slot_id slot = 1; slot <= CONFIG_SLOTS; slot++) {
            names[k->slot[process][slot].object]++;
        }
    }
}

static enum object_type type_due(object_id id)
{
    if (id < OBJECT_FIRST_PROCESS) {
        return OBJECT_JOB;
    }
    return id < OBJECT_FIRST_THREAD ? OBJECT_PROCESS : OBJECT_THREAD;
}

/* Runs after the handle tables are known to name objects within the pools. */
static const char *check_objects(const struct kernel *k)
{
    unsigned names[OBJECT_END] = {0};
    count_names(k, names);
    for (object_id id = 1; id < OBJECT_END; id++) {
        const struct object *object = &k->object[id];
        REQUIRE(object->handles == names[id], "wrong count of handles");
        if (object->type == OBJECT_FREE) {
            REQUIRE(object->references == 0, "free object held");
            continue;
        }
        REQUIRE(object->type == type_due(id), "object in another type's pool");
        REQUIRE(object->koid >= 1 && object->koid <= k->koids, "koid never given out");
        REQUIRE(object->handles + object->references > 0, "object that nothing holds");
        for (object_id other = 1; other < id; other++) {
            REQUIRE(k->object[other].koid != object->koid, "koid given out twice");
        }
    }
    return NULL;
}

/* Each job is held by its child jobs and live processes, and a few by the image itself. */
static const char *check_jobs(const struct kernel *k)
{
    for (job_id job = 1; job <= CONFIG_JOBS; job++) {
        const struct object *object = &k->object[object_of_job(job)];
        if (object->type == OBJECT_FREE) {
            continue;
        }
        unsigned holds = 0;
        for (job_id child = 1; child <= CONFIG_JOBS; child++) {
            holds +=
                k->object[object_of_job(child)].type == OBJECT_JOB && k->job[child].parent == job;
        }
        for (process_id process = 1; process <= CONFIG_PROCESSES; process++) {
            uint8_t state = k->process[process].state;
            holds += k->process[process].job == job &&
                     (state == PROCESS_RUNNING || state == PROCESS_INITIAL);
        }
        REQUIRE(object->references == holds || object->references == holds + 1,
                "job held too often or not enough");
    }
    return NULL;
}

const char *check_all_objects(const struct kernel *k)
{
    static const char *(*const each[])(const struct kernel *, process_id) = {check_process,
                                                                             check_handles};
    static const char *(*const whole[])(const struct kernel *) = {check_free_mappings,
                                                                  check_objects, check_jobs};
    for (process_id process = 1; process <= CONFIG_PROCESSES; process++) {
        for (unsigned i = 0; i < sizeof each / sizeof each[0]; i++) {
            const char *broken = each[i](k, process);
            REQUIRE(broken == NULL, broken);
        }
    }
    for (unsigned i = 0; i < sizeof whole / sizeof whole[0]; i++) {
        const char *broken = whole[i](k);
        REQUIRE(broken == NULL, broken);
    }
    return NULL;
}
