/*
 * The model's spaces: which memory a process may use, and its exchange areas.
 *
 * A space is the mappings that say so, found by looking at all there are. What is free, or charged
 * to whom, is counted. Must not know any kernel structure.
 */
#include <string.h>

#include "spaces.h"

bool model_has_space(const struct model *m, unsigned process)
{
    return m->process[process].running || m->process[process].empty;
}

/* ---- Mappings. ---- */

struct model_mapping *model_mapping_of(struct model *m, uint64_t identity)
{
    for (unsigned i = 0; i < MODEL_MAPPINGS; i++) {
        if (identity != 0 && m->mapping[i].identity == identity) {
            return &m->mapping[i];
        }
    }
    return NULL;
}

bool model_range_meets(const struct model_mapping *mapping, uint64_t base, uint64_t size)
{
    return mapping->base < base + size && base < (uint64_t)mapping->base + mapping->size;
}

struct model_mapping *model_mapping_at(struct model *m, unsigned process, uint64_t base,
                                       uint64_t size)
{
    for (unsigned i = 0; i < MODEL_MAPPINGS; i++) {
        struct model_mapping *mapping = &m->mapping[i];
        if (mapping->identity != 0 && mapping->process == process &&
            model_range_meets(mapping, base, size)) {
            return mapping;
        }
    }
    return NULL;
}

/* How many there are besides those that are kept for the image. */
static unsigned mappings_taken(const struct model *m)
{
    unsigned count = 0;
    for (unsigned i = 0; i < MODEL_MAPPINGS; i++) {
        count += m->mapping[i].identity != 0 && !m->mapping[i].of_image;
    }
    return count;
}

/* Each task begins with its own regions, whatever else is there. */
unsigned model_mappings_free(const struct model *m)
{
    unsigned kept = 0;
    for (unsigned task = 0; task < MODEL_TASKS; task++) {
        kept += m->task[task].exists ? MODEL_REGIONS : 0;
    }
    return CONFIG_MAPPINGS - kept - mappings_taken(m);
}

unsigned model_mappings_charged(const struct model *m, unsigned task)
{
    unsigned count = 0;
    for (unsigned i = 0; i < MODEL_MAPPINGS; i++) {
        count += m->mapping[i].identity != 0 && m->mapping[i].owner == task;
    }
    return count;
}

bool model_mappings_room(const struct model *m, unsigned process, unsigned count)
{
    unsigned task = m->process[process].task;
    return count <= model_mappings_free(m) &&
           model_mappings_charged(m, task) + count <= m->task[task].mapping_limit;
}

struct model_mapping *model_mapping_make(struct model *m, const struct model_mapping *made,
                                         uint64_t parent)
{
    unsigned i = 0;
    while (m->mapping[i].identity != 0) {
        i++;
    }
    m->mapping[i] = *made;
    m->mapping[i].identity = ++m->serial;
    model_kin_add(m, m->mapping[i].identity, parent);
    return &m->mapping[i];
}

void model_mapping_drop(struct model *m, struct model_mapping *mapping)
{
    model_kin_remove(m, mapping->identity);
    *mapping = (struct model_mapping){0};
}

void model_image_map(struct model *m, unsigned number, unsigned process)
{
    const struct model_task *task = &m->task[number];
    for (unsigned i = 0; i < MODEL_MAPPINGS; i++) {
        if (m->mapping[i].of_image && m->mapping[i].image_task == number) {
            model_node_revoke(m, m->mapping[i].identity, true); /* wherever it is */
        }
    }
    for (unsigned i = 0; i < MODEL_REGIONS; i++) {
        const struct model_mapping made = {.process = process,
                                           .base = task->memory[i].base,
                                           .size = task->memory[i].size,
                                           .access = task->memory[i].access,
                                           .owner = MODEL_IMAGE,
                                           .of_image = true,
                                           .image_task = number};
        (void)model_mapping_make(m, &made, 0);
    }
}

void model_space_clear(struct model *m, unsigned process)
{
    for (unsigned i = 0; i < MODEL_MAPPINGS; i++) {
        if (m->mapping[i].identity != 0 && m->mapping[i].process == process) {
            model_node_revoke(m, m->mapping[i].identity, true);
        }
    }
    for (unsigned i = 0; i < CONFIG_AREAS; i++) {
        if (m->area[i].process == process) {
            memset(&m->ram[model_area_address(m, i) - m->ram_at], 0, MODEL_AREA);
            m->area[i] = (struct model_area){0};
        }
    }
}

bool model_stack_make(struct model *m, unsigned process, uint32_t base, uint32_t size)
{
    const struct model_mapping *there = model_mapping_at(m, process, base, size);
    if (there != NULL) {
        return there->base == base && there->size == size &&
               there->access == (MODEL_ACCESS_READ | MODEL_ACCESS_WRITE);
    }
    if (model_mappings_free(m) == 0) {
        return false;
    }
    const struct model_mapping made = {.process = process,
                                       .base = base,
                                       .size = size,
                                       .access = MODEL_ACCESS_READ | MODEL_ACCESS_WRITE,
                                       .owner = MODEL_IMAGE};
    (void)model_mapping_make(m, &made, 0);
    return true;
}

/* ---- Exchange areas. ---- */

uint32_t model_area_address(const struct model *m, unsigned number)
{
    return m->arena_at + number * MODEL_AREA;
}

unsigned model_areas_charged(const struct model *m, unsigned task)
{
    unsigned count = 0;
    for (unsigned i = 0; i < CONFIG_AREAS; i++) {
        count += m->area[i].process != 0 && m->process[m->area[i].process].task == task;
    }
    return count;
}

bool model_areas_room(const struct model *m, unsigned task, unsigned count)
{
    return model_areas_charged(m, task) + count <= m->task[task].area_limit;
}

void model_area_give(struct model *m, unsigned number, unsigned process)
{
    m->area[number] = (struct model_area){.process = process};
    memset(&m->ram[model_area_address(m, number) - m->ram_at], 0, MODEL_AREA);
}

/* The first one of this process (0: of nobody) that no thread uses; CONFIG_AREAS: none. */
static unsigned area_idle(const struct model *m, unsigned process)
{
    unsigned number = 0;
    while (number < CONFIG_AREAS &&
           (m->area[number].process != process || m->area[number].thread != 0)) {
        number++;
    }
    return number;
}

uint32_t model_area_take(struct model *m, unsigned process, unsigned thread)
{
    unsigned number = area_idle(m, process);
    if (number == CONFIG_AREAS && m->process[process].running &&
        model_areas_room(m, m->process[process].task, 1)) {
        number = area_idle(m, 0);
        if (number < CONFIG_AREAS) {
            model_area_give(m, number, process);
        }
    }
    if (number == CONFIG_AREAS) {
        return 0;
    }
    m->area[number].thread = thread;
    return model_area_address(m, number);
}

void model_area_leave(struct model *m, unsigned thread)
{
    uint32_t at = m->thread[thread].area_at;
    if (at != 0) {
        memset(&m->ram[at - m->ram_at], 0, MODEL_AREA);
    }
    for (unsigned i = 0; i < CONFIG_AREAS; i++) {
        m->area[i].thread = m->area[i].thread == thread ? 0 : m->area[i].thread;
    }
}
