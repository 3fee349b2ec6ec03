/*
 * The model's L4Re calls about exchange areas and new tasks. Must not know any kernel structure.
 */
#include "l4.h"

#include <stddef.h>

#define WORD 4u

static unsigned caller_process(const struct model *m)
{
    return m->thread[m->current].process;
}

/* Exchange areas that somebody is to get. */
struct stretch {
    unsigned first;
    unsigned count;
};

static int32_t stretch_refusal(const struct model *m, uint32_t word, unsigned task,
                               struct stretch *stretch)
{
    struct model_page page;
    uint64_t end = m->arena_at + (uint64_t)CONFIG_AREAS * MODEL_AREA;
    if (!model_page_of(word, &page) || !page.of_memory || page.size < MODEL_AREA ||
        page.first < m->arena_at || page.first + page.size > end) {
        return MODEL_L4_EINVAL;
    }
    stretch->first = (page.first - m->arena_at) / MODEL_AREA;
    stretch->count = (unsigned)(page.size / MODEL_AREA);
    for (unsigned i = 0; i < stretch->count; i++) {
        if (m->area[stretch->first + i].process != 0) {
            return MODEL_L4_EEXIST;
        }
    }
    return model_areas_room(m, task, stretch->count) ? MODEL_L4_OK : MODEL_L4_ENOMEM;
}

static void stretch_give(struct model *m, const struct stretch *stretch, unsigned process)
{
    for (unsigned i = 0; i < stretch->count; i++) {
        model_area_give(m, stretch->first + i, process);
    }
}

struct model_outcome model_l4_add_ku_mem(struct model *m, const uint32_t a[8])
{
    const struct names_entry *task = NULL;
    struct stretch stretch = {0};
    struct model_page page;
    int32_t refusal = model_l4_space_refusal(m, a[0], &task);
    if (refusal != MODEL_L4_OK) {
        return model_fails(m, refusal);
    }
    if (!model_page_of(a[1], &page) || !model_has_space(m, task->object)) {
        return model_fails(m, MODEL_L4_EINVAL);
    }
    refusal = stretch_refusal(m, a[1], m->process[task->object].task, &stretch);
    if (refusal != MODEL_L4_OK) {
        return model_fails(m, refusal);
    }
    stretch_give(m, &stretch, task->object);
    return model_answers(m, MODEL_L4_OK);
}

/* Whether a process beyond the tasks' own is still something. */
static bool process_taken(const struct model *m, unsigned process)
{
    return m->process[process].empty || model_handles(m, NAMES_PROCESS, process) > 0;
}

unsigned model_processes_charged(const struct model *m, unsigned task)
{
    unsigned charged = 0;
    for (unsigned process = 2 * CONFIG_TASKS + 1; process < MODEL_PROCESSES; process++) {
        charged += m->process[process].task == task && process_taken(m, process);
    }
    return charged;
}

/* The process that is made next in a task's job: of those that are nothing the first; 0: none. */
static unsigned process_next(const struct model *m, unsigned task)
{
    unsigned next = 2 * CONFIG_TASKS + 1;
    while (next < MODEL_PROCESSES && process_taken(m, next)) {
        next++;
    }
    bool room =
        next < MODEL_PROCESSES && model_processes_charged(m, task) < m->task[task].process_limit;
    return room ? next : 0;
}

struct model_outcome model_l4_create_task(struct model *m, const uint32_t a[8])
{
    const struct names_entry *factory = names_find(&m->names, caller_process(m), a[0]);
    int32_t refusal = model_l4_name_refusal(factory, NAMES_JOB, MODEL_MANAGE_PROCESS);
    if (refusal != MODEL_L4_OK) {
        return model_fails(m, refusal);
    }
    unsigned task = factory->object - 1;
    unsigned slot = a[1] >> 12;
    struct stretch stretch = {0};
    bool killed = m->task[task].job == MODEL_KILLED;
    if ((a[1] & 0xfffu) != 0 || slot < 1 || slot > m->names.window || killed) {
        return model_fails(m, MODEL_L4_EINVAL);
    }
    refusal = a[2] == 0 ? MODEL_L4_OK : stretch_refusal(m, a[2], task, &stretch);
    unsigned process = process_next(m, task);
    if (refusal != MODEL_L4_OK || process == 0) {
        return model_fails(m, refusal != MODEL_L4_OK ? refusal : MODEL_L4_ENOMEM);
    }
    unsigned self = m->current;
    unsigned occupant = m->names.process[caller_process(m)].occupant[slot];
    model_process_make(m, process, task);
    if (occupant != 0) {
        model_node_revoke(m, m->names.log[occupant - 1].identity, true);
    }
    const struct model_handle handle = {
        .type = NAMES_PROCESS, .object = process, .rights = model_first_rights(NAMES_PROCESS)};
    model_handle_make(m, caller_process(m), slot, &handle, 0);
    stretch_give(m, &stretch, process);
    return model_l4_concludes(m, self, MODEL_L4_OK);
}

struct model_outcome model_l4_get_arena(struct model *m, uint32_t out)
{
    uint8_t bytes[2 * WORD];
    model_word_put(bytes, m->arena_at);
    model_word_put(bytes + WORD, CONFIG_AREAS * MODEL_AREA);
    return model_fails(m,
                       model_memory_write(m, out, bytes, sizeof bytes) ? MODEL_OK : MODEL_INVALID);
}
