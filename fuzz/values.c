/*
 * What the values of a program are on a machine: one function for each wording.
 *
 * As every choice, a value is made from the machine's state and the program alone, never from the
 * model.
 */
#include "session.h"

#define SYSTEM_SPACE 0xe000e000u /* in nobody's space */
#define DEVICE_ORDER 12u         /* what PLACE_DEVICE has of the devices */

struct speaker {
    const struct session *s;       /* whose names and labels are meant */
    const struct operand *operand; /* whose edges */
    process_id process;            /* whose memory */
    uint32_t before;               /* the register before this one */
};

static uint32_t worded_small(const struct speaker *w, const struct value *value)
{
    (void)w;
    return value->index;
}

static uint32_t worded_name(const struct speaker *w, const struct value *value)
{
    return w->s->names[value->index % w->s->name_count];
}

static uint32_t worded_recent(const struct speaker *w, const struct value *value)
{
    return w->s->names[w->s->name_count - 1 - value->index % w->s->name_count];
}

static uint32_t worded_bent(const struct speaker *w, const struct value *value)
{
    return worded_name(w, value) ^ (uint32_t)1 << value->detail;
}

static uint32_t worded_edge(const struct speaker *w, const struct value *value)
{
    return operand_edge(w->operand, value->index);
}

/* By its slot, from the first on. */
static uint32_t worded_own(const struct speaker *w, const struct value *value)
{
    uint32_t own[CONFIG_SLOTS];
    unsigned count = 0;
    for (slot_id slot = 1; slot <= CONFIG_SLOTS; slot++) {
        if (w->s->kernel->slot[node_of_slot(w->process, slot)].object != NONE) {
            own[count++] = name_of_handle(w->s->kernel, w->process, slot);
        }
    }
    return count == 0 ? 0 : own[value->index % count];
}

static uint32_t worded_label(const struct speaker *w, const struct value *value)
{
    return w->s->world->tasks[value->index % w->s->world->count].label;
}

static uint32_t worded_selector(const struct speaker *w, const struct value *value)
{
    (void)w;
    return name_of_selector(value->detail);
}

/* The task a process runs; of one that runs none: the first. */
static task_index task_of(const struct speaker *w)
{
    task_index task = w->s->kernel->process[w->process].task;
    return task < w->s->world->count ? task : 0;
}

static uint32_t worded_address(const struct speaker *w, const struct value *value)
{
    const struct image_task *tasks = arch_image(w->s->kernel)->tasks;
    const struct image_task *t = &tasks[task_of(w)];
    const struct region *other = &tasks[(task_of(w) + 1u) % w->s->world->count].data;
    const uint32_t place[ADDRESSES] = {
        [ADDRESS_AREA] = t->area,
        [ADDRESS_AREA_END] = t->area + EXCHANGE_AREA_SIZE,
        [ADDRESS_DATA] = t->data.base,
        [ADDRESS_DATA_END] = t->data.base + region_size(&t->data),
        [ADDRESS_STACK] = t->stack.base,
        [ADDRESS_STACK_END] = t->stack.base + region_size(&t->stack),
        [ADDRESS_CODE] = t->code.base,
        [ADDRESS_CODE_END] = t->code.base + region_size(&t->code),
        [ADDRESS_OTHER] = other->base,
        [ADDRESS_OTHER_END] = other->base + region_size(other),
        [ADDRESS_SYSTEM] = SYSTEM_SPACE,
    };
    bool is_end = value->index % 2 != 0;
    return place[value->index] + (is_end ? 0u - value->detail : value->detail);
}

static uint32_t worded_word(const struct speaker *w, const struct value *value)
{
    (void)w;
    return value->word;
}

static struct place_range range_of(const struct region *region)
{
    return (struct place_range){region->base, region->order};
}

/* Bytes that exchange areas have in a power of two. */
static unsigned arena_order(const struct image *image)
{
    unsigned order = EXCHANGE_AREA_ORDER;
    while ((uint32_t)EXCHANGE_AREA_SIZE * image->area_count > (uint32_t)1 << order) {
        order++;
    }
    return order;
}

static uint32_t worded_memory(const struct speaker *w, const struct value *value)
{
    const struct image *image = arch_image(w->s->kernel);
    const struct image_task *t = &image->tasks[task_of(w)];
    const struct region *other = &image->tasks[(task_of(w) + 1u) % w->s->world->count].data;
    const struct place_range range[PLACES] = {
        [PLACE_DATA] = range_of(&t->data),
        [PLACE_STACK] = range_of(&t->stack),
        [PLACE_CODE] = range_of(&t->code),
        [PLACE_OTHER] = range_of(other),
        [PLACE_AREA] = {t->area, EXCHANGE_AREA_ORDER},
        [PLACE_ARENA] = {image->arena, arena_order(image)},
        [PLACE_DEVICE] = {MACHINE_DEVICE_BASE, DEVICE_ORDER},
        [PLACE_ALL] = {0, ORDER_MAX},
    };
    return flexpage_memory(range[value->index], value->detail);
}

static uint32_t worded_objects(const struct speaker *w, const struct value *value)
{
    (void)w;
    return flexpage_objects(value->index, value->detail);
}

static uint32_t worded_base(const struct speaker *w, const struct value *value)
{
    return flexpage_base(w->before, value->detail);
}

uint32_t session_value_after(const struct session *s, process_id process,
                             const struct operand *operand, const struct value *value,
                             uint32_t before)
{
    static uint32_t (*const worded[WORDINGS])(const struct speaker *, const struct value *) = {
        [WORDED_SMALL] = worded_small,       [WORDED_NAME] = worded_name,
        [WORDED_RECENT] = worded_recent,     [WORDED_BENT] = worded_bent,
        [WORDED_EDGE] = worded_edge,         [WORDED_LABEL] = worded_label,
        [WORDED_SELECTOR] = worded_selector, [WORDED_OWN] = worded_own,
        [WORDED_ADDRESS] = worded_address,   [WORDED_WORD] = worded_word,
        [WORDED_MEMORY] = worded_memory,     [WORDED_OBJECTS] = worded_objects,
        [WORDED_BASE] = worded_base,
    };
    const struct speaker speaker = {s, operand, process, before};
    return worded[value->wording](&speaker, value);
}

uint32_t session_value(const struct session *s, process_id process, const struct operand *operand,
                       const struct value *value)
{
    return session_value_after(s, process, operand, value, 0);
}
