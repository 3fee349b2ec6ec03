/*
 * kernel_check, second part: objects, jobs, processes and handle tables.
 */
#include "check.h"
#include "zircon.h"

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
    bool lives = p->state == PROCESS_RUNNING || p->state == PROCESS_INITIAL;
    REQUIRE(lives || p->vacates != 0 || p->first_mapping == NONE, "memory of a dead process");
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
    for (slot_id slot = table->free_first; slot != NONE;) {
        REQUIRE(slot <= CONFIG_SLOTS && ++listed <= CONFIG_SLOTS, "free slots are no list");
        REQUIRE(slot > arch_image(k)->window, "slot of the window in the free list");
        const struct slot *entry = &k->slot[node_of_slot(process, slot)];
        REQUIRE(entry->object == NONE, "slot free and occupied");
        last = slot;
        slot = entry->node.next;
    }
    REQUIRE(table->free_last == last, "wrong end of the free slots");
    unsigned free = 0;
    for (slot_id slot = 1; slot <= CONFIG_SLOTS; slot++) {
        free += slot > arch_image(k)->window && k->slot[node_of_slot(process, slot)].object == NONE;
    }
    REQUIRE(free == listed, "lost slot");
    return NULL;
}

/* One place of a handle, in a table or in transit. */
static const char *check_place(const struct kernel *k, node_id node)
{
    const struct slot *entry = &k->slot[node];
    REQUIRE(entry->generation <= GENERATION_MASK, "generation too wide");
    REQUIRE(entry->object < OBJECT_END, "handle of no object");
    REQUIRE((entry->rights & ~RIGHTS_ALL) == 0, "unknown rights");
    REQUIRE(entry->object != NONE || entry->rights == 0, "rights to nothing");
    REQUIRE(entry->object == NONE || k->object[entry->object].type != OBJECT_FREE,
            "handle of a free object");
    return NULL;
}

static const char *check_handles(const struct kernel *k, process_id process)
{
    uint8_t state = k->process[process].state;
    bool has_table = state == PROCESS_RUNNING || state == PROCESS_INITIAL;
    for (slot_id slot = 1; slot <= CONFIG_SLOTS; slot++) {
        const char *broken = check_place(k, node_of_slot(process, slot));
        REQUIRE(broken == NULL, broken);
        object_id object = k->slot[node_of_slot(process, slot)].object;
        REQUIRE(has_table || object == NONE, "handle of a dead process");
        REQUIRE(object == NONE || k->object[object].domain == k->process[process].domain,
                "handle of another domain's object");
    }
    return has_table ? check_free_slots(k, process) : NULL;
}

static const char *check_transit(const struct kernel *k)
{
    for (node_id node = NODE_FIRST_TRANSIT; node < NODE_FIRST_MAPPING; node++) {
        const char *broken = check_place(k, node);
        REQUIRE(broken == NULL, broken);
    }
    return NULL;
}

static void count_names(const struct kernel *k, unsigned names[OBJECT_END])
{
    for (node_id node = NODE_FIRST_SLOT; node < NODE_FIRST_MAPPING; node++) {
        names[k->slot[node].object]++;
    }
}

static enum object_type type_due(object_id id)
{
    static const object_id ends[OBJECT_TYPES] = {
        [OBJECT_JOB] = OBJECT_FIRST_PROCESS,       [OBJECT_PROCESS] = OBJECT_FIRST_THREAD,
        [OBJECT_THREAD] = OBJECT_FIRST_EVENT,      [OBJECT_EVENT] = OBJECT_FIRST_CHANNEL,
        [OBJECT_CHANNEL] = OBJECT_FIRST_EVENTPAIR, [OBJECT_EVENTPAIR] = OBJECT_FIRST_TOKEN,
        [OBJECT_TOKEN] = OBJECT_FIRST_EXCEPTION,   [OBJECT_EXCEPTION] = OBJECT_END,
    };
    static const enum object_type order[] = {OBJECT_JOB,   OBJECT_PROCESS,  OBJECT_THREAD,
                                             OBJECT_EVENT, OBJECT_CHANNEL,  OBJECT_EVENTPAIR,
                                             OBJECT_TOKEN, OBJECT_EXCEPTION};
    unsigned i = 0;
    while (id >= ends[order[i]]) {
        i++;
    }
    return order[i];
}

/* Whether the object is in the list of those that have lost their last name. */
static bool unnamed_listed(const struct kernel *k, object_id id)
{
    object_id listed = k->objects.unnamed_first;
    for (unsigned steps = 0; listed != id && listed != NONE && steps < OBJECT_END; steps++) {
        listed = listed < OBJECT_END ? k->object[listed].unnamed : (object_id)NONE;
    }
    return listed == id;
}

/* Why the kernel itself keeps an object, apart from the object's children. */
static unsigned holds_due(const struct kernel *k, object_id id)
{
    unsigned holds = 0;
    for (message_id message = 1; message <= CONFIG_MESSAGES; message++) {
        job_id job = k->channel.message[message].job;
        holds += job != NONE && object_of_job(job) == id;
    }
    for (mapping_id mapping = 1; mapping <= CONFIG_MAPPINGS; mapping++) {
        job_id job = k->mapping[mapping].job;
        holds += job != NONE && object_of_job(job) == id;
    }
    for (unsigned token = 0; token < CONFIG_TOKENS; token++) {
        holds += k->suspend.task[token] == id;
    }
    holds += unnamed_listed(k, id);
    switch (k->object[id].type) {
    case OBJECT_PROCESS: {
        const struct process *p = &k->process[process_of_object(id)];
        return holds + (p->state == PROCESS_RUNNING || p->state == PROCESS_INITIAL) + p->vacates;
    }
    case OBJECT_THREAD:
        return holds + check_alive(k, thread_of_object(id));
    case OBJECT_EVENT:
        return holds + (id < OBJECT_FIRST_EVENT + arch_image(k)->event_count);
    case OBJECT_CHANNEL:
        return holds + (channel_listened(k, id) != NONE);
    default:
        return holds;
    }
}

static const char *check_holds(const struct kernel *k, object_id id)
{
    unsigned holds = holds_due(k, id);
    for (object_id child = 1; child < OBJECT_END; child++) {
        holds += k->object[child].type != OBJECT_FREE && k->object[child].parent == id;
    }
    /* A job of the image is held for ever. */
    bool may_be_held = k->object[id].type == OBJECT_JOB;
    REQUIRE(k->object[id].references >= holds, "object not held enough");
    REQUIRE(k->object[id].references <= holds + may_be_held, "object held too often");
    return NULL;
}

static const char *check_parent(const struct kernel *k, object_id id)
{
    const struct object *object = &k->object[id];
    object_id parent = object->parent;
    REQUIRE(parent < OBJECT_END && (parent != NONE || object->type == OBJECT_JOB),
            "object of nobody");
    if (parent == NONE) {
        return NULL;
    }
    static const uint8_t parents[OBJECT_TYPES] = {
        [OBJECT_THREAD] = OBJECT_PROCESS, [OBJECT_EXCEPTION] = OBJECT_THREAD};
    uint8_t due = parents[object->type] != OBJECT_FREE ? parents[object->type] : OBJECT_JOB;
    REQUIRE(k->object[parent].type == due, "object below another type");
    REQUIRE(object->type == OBJECT_JOB || k->object[parent].domain == object->domain,
            "object of another domain than its parent");
    return NULL;
}

/* What an end shows of its peer and of its queue. */
static const char *check_pair(const struct kernel *k, object_id id)
{
    uint32_t shown = k->object[id].signals;
    bool alone = k->object[object_peer(id)].type == OBJECT_FREE;
    REQUIRE(((shown & ZX_PEER_CLOSED_BIT) != 0) == alone, "peer closed or not, and not shown");
    if (k->object[id].type == OBJECT_CHANNEL) {
        bool queued = k->channel.end[id - OBJECT_FIRST_CHANNEL].first != NONE;
        REQUIRE(((shown & ZX_WRITABLE) != 0) == !alone, "writable without a peer, or not with one");
        REQUIRE(((shown & ZX_READABLE) != 0) == queued, "readable without messages, or not");
    }
    return NULL;
}

static const char *check_object(const struct kernel *k, object_id id)
{
    const struct object *object = &k->object[id];
    REQUIRE(object->type == type_due(id), "object in another type's pool");
    REQUIRE(object->koid >= 1 && object->koid <= k->objects.koids, "koid never given out");
    REQUIRE(object->handles + object->references > 0, "object that nothing holds");
    for (object_id other = 1; other < id; other++) {
        REQUIRE(k->object[other].koid != object->koid, "koid given out twice");
    }
    const char *broken = check_parent(k, id);
    REQUIRE(broken == NULL, broken);
    broken = check_holds(k, id);
    REQUIRE(broken == NULL, broken);
    bool is_pair = object->type == OBJECT_CHANNEL || object->type == OBJECT_EVENTPAIR;
    return is_pair ? check_pair(k, id) : NULL;
}

/* Runs after the places of handles are known to name objects within the pools. */
static const char *check_objects(const struct kernel *k)
{
    unsigned names[OBJECT_END] = {0};
    count_names(k, names);
    REQUIRE(k->objects.unnamed_first == NONE || (k->sched.work & WORK_UNNAMED) != 0,
            "zero-handles step that was not run");
    REQUIRE(k->objects.unnamed_first < OBJECT_END, "unnamed objects are no list");
    for (object_id id = 1; id < OBJECT_END; id++) {
        const struct object *object = &k->object[id];
        REQUIRE(object->handles == names[id], "wrong count of handles");
        REQUIRE(object->unnamed == NONE || (k->sched.work & WORK_UNNAMED) != 0,
                "stale link of the unnamed");
        REQUIRE(object->unnamed < OBJECT_END, "unnamed objects are no list");
        if (object->type == OBJECT_FREE) {
            REQUIRE(object->references == 0, "free object held");
            REQUIRE(object->koid == 0 && object->signals == 0 && object->parent == NONE &&
                        object->first_wait == NONE && object->domain == 0,
                    "remains of a free object");
            continue;
        }
        const char *broken = check_object(k, id);
        REQUIRE(broken == NULL, broken);
    }
    return NULL;
}

const char *check_all_objects(const struct kernel *k)
{
    static const char *(*const each[])(const struct kernel *, process_id) = {check_process,
                                                                             check_handles};
    static const char *(*const whole[])(const struct kernel *) = {check_transit, check_objects};
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
