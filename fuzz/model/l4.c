/*
 * The model's L4Re calls: flexpages, what each call answers, and what deleting an object means.
 *
 * Arguments are looked at in the published order. A refused call touches nothing. Mapping is in
 * maps.c. Must not know any kernel structure.
 */
#include "l4.h"

#include <stddef.h>

#include <anvil/syscalls.h>

#define WORD      4u
#define BATCH_MAX 61u

/* ---- Words. ---- */

/* The rights of a handle that each of L4's stands for. */
uint32_t model_l4_rights(unsigned l4_rights)
{
    uint32_t rights = 0;
    if ((l4_rights & MODEL_L4_R) != 0) {
        rights |= MODEL_READ | MODEL_WAIT | MODEL_INSPECT | MODEL_GET_PROPERTY | MODEL_GET_POLICY |
                  MODEL_ENUMERATE;
    }
    if ((l4_rights & MODEL_L4_W) != 0) {
        rights |= MODEL_WRITE | MODEL_EXECUTE | MODEL_MAP | MODEL_SET_PROPERTY | MODEL_SET_POLICY |
                  MODEL_MAY_SIGNAL | MODEL_MAY_SIGNAL_PEER | MODEL_MANAGE_JOB |
                  MODEL_MANAGE_PROCESS | MODEL_MANAGE_THREAD;
    }
    if ((l4_rights & MODEL_L4_S) != 0) {
        rights |= MODEL_TRANSFER | MODEL_DUPLICATE;
    }
    if ((l4_rights & MODEL_L4_D) != 0) {
        rights |= MODEL_DESTROY;
    }
    return rights;
}

/* Of memory the lowest bit that is set, of those above the rights and the kind, is half the size.
 */
static bool memory_page(uint32_t word, struct model_page *page)
{
    uint64_t half = 64;
    while (half <= UINT32_MAX && (word & half) == 0) {
        half *= 2;
    }
    page->size = 2 * half;
    page->first = (uint32_t)(word / page->size * page->size);
    return page->size <= (uint64_t)1 << 31;
}

static bool objects_page(uint32_t word, struct model_page *page)
{
    enum { ORDER_MAX = 20 }; /* there are no more selectors */
    unsigned order = word >> 6 & 63u;
    page->size = (uint64_t)1 << (order < ORDER_MAX ? order : ORDER_MAX);
    page->first = (uint32_t)((word >> 12) / page->size * page->size);
    return true;
}

bool model_page_of(uint32_t word, struct model_page *page)
{
    enum { MEMORY = 1, OBJECTS = 3 };
    unsigned kind = word >> 4 & 3u;
    page->rights = word & 15u;
    page->of_memory = kind == MEMORY;
    return kind == MEMORY ? memory_page(word, page) : kind == OBJECTS && objects_page(word, page);
}

/* ---- Names. ---- */

static unsigned caller_process(const struct model *m)
{
    return m->thread[m->current].process;
}

int32_t model_l4_name_refusal(const struct names_entry *entry, enum names_type type,
                              uint32_t rights)
{
    if (entry == NULL) {
        return MODEL_L4_NOBODY;
    }
    if (entry->type != type) {
        return MODEL_L4_EBADPROTO;
    }
    return (entry->rights & rights) == rights ? MODEL_L4_OK : MODEL_L4_EPERM;
}

int32_t model_l4_space_refusal(const struct model *m, uint32_t name,
                               const struct names_entry **entry)
{
    *entry = names_find(&m->names, caller_process(m), name);
    int32_t refusal = model_l4_name_refusal(*entry, NAMES_PROCESS, 0);
    bool own = refusal == MODEL_L4_OK && (*entry)->object == caller_process(m);
    return own ? MODEL_L4_OK : model_l4_name_refusal(*entry, NAMES_PROCESS, MODEL_WRITE);
}

/* ---- The end of a call. ---- */

struct model_outcome model_l4_concludes(struct model *m, unsigned self, int32_t label)
{
    struct model_thread *caller = &m->thread[self];
    if (caller->state != MODEL_ABSENT) {
        caller->result = (uint32_t)label;
        caller->has_result = true;
    }
    if (label >= 0) {
        model_settle(m);
    }
    bool returned = caller->state != MODEL_ABSENT;
    return (struct model_outcome){
        .returned = returned, .value = (uint32_t)label, .refused = label < 0};
}

/* ---- Mapping. ---- */

static int32_t map_refusal(const struct model *m, const uint32_t a[8], struct model_map *map)
{
    const struct names_entry *to = NULL;
    const struct names_entry *from = names_find(&m->names, caller_process(m), a[1]);
    int32_t refusal = model_l4_space_refusal(m, a[0], &to);
    if (refusal != MODEL_L4_OK) {
        return refusal;
    }
    if (!model_page_of(a[2], &map->page) || !model_has_space(m, to->object) || from == NULL ||
        from->type != NAMES_PROCESS) {
        return MODEL_L4_EINVAL;
    }
    bool own_to = to->object == caller_process(m);
    bool own_from = from->object == caller_process(m);
    bool takes = map->page.of_memory && (a[3] & MODEL_GRANT) != 0;
    if (!own_from &&
        ((from->rights & MODEL_READ) == 0 || (takes && (from->rights & MODEL_TRANSFER) == 0))) {
        return MODEL_L4_EPERM;
    }
    map->to = to->object;
    map->from = from->object;
    map->base = a[3];
    map->shares = (own_to || (to->rights & MODEL_TRANSFER) != 0) &&
                  (own_from || (from->rights & MODEL_TRANSFER) != 0);
    return model_has_space(m, map->from) ? MODEL_L4_OK : MODEL_L4_EINVAL;
}

static struct model_outcome task_map(struct model *m, const uint32_t a[8])
{
    unsigned self = m->current;
    struct model_map map = {0};
    int32_t label = map_refusal(m, a, &map);
    if (label != MODEL_L4_OK) {
        return model_fails(m, label);
    }
    label = map.page.of_memory ? model_map_memory(m, &map) : model_map_objects(m, &map);
    return model_l4_concludes(m, self, label);
}

/* ---- Unmapping. ---- */

#define ALL_SPACES (1u << 31)
#define DELETE_OBJ (3u << 30)

static void node_unmap(struct model *m, uint64_t identity, const struct model_page *page,
                       uint32_t mask)
{
    bool itself = (mask & ALL_SPACES) != 0;
    if ((page->rights & MODEL_L4_R) != 0) {
        model_node_revoke(m, identity, itself);
    } else {
        model_node_strip(m, identity, itself, page->rights);
    }
}

static void memory_unmap(struct model *m, unsigned process, const struct model_page *page,
                         uint32_t mask)
{
    for (unsigned i = 0; i < MODEL_MAPPINGS; i++) {
        const struct model_mapping *mapping = &m->mapping[i];
        if (mapping->identity != 0 && mapping->process == process &&
            model_range_meets(mapping, page->first, page->size)) {
            node_unmap(m, mapping->identity, page, mask);
        }
    }
}

/* What it stands for ends, and every name of it. */
static void object_delete(struct model *m, enum names_type type, unsigned number)
{
    if (type == NAMES_JOB) {
        model_job_kill(m, number - 1);
    } else if (type == NAMES_PROCESS && model_has_space(m, number)) {
        model_process_finish(m, number, MODEL_KILLED, MODEL_CODE_KILLED);
    } else if (type == NAMES_THREAD && m->thread[number].state != MODEL_ABSENT) {
        model_thread_finish(m, number);
    }
    model_revoke(m, type, number);
}

static void slot_unmap(struct model *m, const struct names_entry *entry,
                       const struct model_page *page, uint32_t mask)
{
    const struct names_entry was = *entry;
    node_unmap(m, was.identity, page, mask);
    bool deletes = (mask & DELETE_OBJ) == DELETE_OBJ && (page->rights & MODEL_L4_R) != 0 &&
                   (was.rights & MODEL_DESTROY) != 0;
    if (deletes) {
        object_delete(m, was.type, was.object);
    }
}

static void page_unmap(struct model *m, unsigned process, const struct model_page *page,
                       uint32_t mask)
{
    if (page->of_memory) {
        memory_unmap(m, process, page, mask);
        return;
    }
    for (unsigned slot = 1; slot <= m->names.slots; slot++) {
        unsigned occupant = m->names.process[process].occupant[slot];
        bool meant = slot >= page->first && slot - page->first < page->size;
        if (meant && occupant != 0) { /* a process that has ended has none */
            slot_unmap(m, &m->names.log[occupant - 1], page, mask);
        }
    }
}

static struct model_outcome task_unmap(struct model *m, const uint32_t a[8])
{
    unsigned self = m->current;
    const struct names_entry *task = NULL;
    struct model_page page;
    int32_t refusal = model_l4_space_refusal(m, a[0], &task);
    if (refusal != MODEL_L4_OK || !model_page_of(a[1], &page)) {
        return model_fails(m, refusal != MODEL_L4_OK ? refusal : MODEL_L4_EINVAL);
    }
    page_unmap(m, task->object, &page, a[2]);
    return model_l4_concludes(m, self, MODEL_L4_OK);
}

/* False: there are too many of them, or one is none. */
static bool pages_read(struct model *m, uint32_t list, uint32_t count,
                       struct model_page pages[BATCH_MAX])
{
    if (count > BATCH_MAX || !model_permits(m, list, count * WORD, false)) {
        return false;
    }
    bool good = true;
    for (uint32_t i = 0; i < count; i++) {
        uint8_t bytes[WORD];
        (void)model_memory_read(m, list + i * WORD, bytes, WORD);
        good = good && model_page_of(model_word_of(bytes), &pages[i]);
    }
    return good;
}

static struct model_outcome task_unmap_batch(struct model *m, const uint32_t a[8])
{
    unsigned self = m->current;
    const struct names_entry *task = NULL;
    struct model_page pages[BATCH_MAX];
    int32_t refusal = model_l4_space_refusal(m, a[0], &task);
    if (refusal != MODEL_L4_OK || !pages_read(m, a[1], a[2], pages)) {
        return model_fails(m, refusal != MODEL_L4_OK ? refusal : MODEL_L4_EINVAL);
    }
    unsigned process = task->object;
    for (uint32_t i = 0; i < a[2]; i++) {
        page_unmap(m, process, &pages[i], a[3]);
    }
    return model_l4_concludes(m, self, MODEL_L4_OK);
}

/* ---- Looking. ---- */

static int32_t cap_equal(const struct names_entry *a, const struct names_entry *b)
{
    if (a == NULL || b == NULL) {
        return a == b;
    }
    return a->type == b->type && a->object == b->object && a->rights == b->rights;
}

static struct model_outcome cap_looks(struct model *m, uint32_t number, const uint32_t a[8])
{
    const struct names_entry *task = names_find(&m->names, caller_process(m), a[0]);
    int32_t label = model_l4_name_refusal(task, NAMES_PROCESS, 0);
    if (label != MODEL_L4_OK) {
        return model_fails(m, label);
    }
    const struct names_entry *cap = names_find(&m->names, task->object, a[1]);
    if (number == SYS_TASK_CAP_VALID) {
        label = cap != NULL;
    } else if (number == SYS_TASK_CAP_HAS_CHILD) {
        label = cap != NULL && model_kin_has_child(m, cap->identity);
    } else {
        label = cap_equal(cap, names_find(&m->names, task->object, a[2]));
    }
    return model_fails(m, label);
}

struct model_outcome model_l4_call(struct model *m, uint32_t number, const uint32_t a[8])
{
    switch (number) {
    case SYS_TASK_MAP:
        return task_map(m, a);
    case SYS_TASK_UNMAP:
        return task_unmap(m, a);
    case SYS_TASK_UNMAP_BATCH:
        return task_unmap_batch(m, a);
    case SYS_TASK_ADD_KU_MEM:
        return model_l4_add_ku_mem(m, a);
    case SYS_FACTORY_CREATE_TASK:
        return model_l4_create_task(m, a);
    case SYS_GET_ARENA:
        return model_l4_get_arena(m, a[0]);
    default:
        return cap_looks(m, number, a);
    }
}
