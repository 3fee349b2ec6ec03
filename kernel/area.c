/*
 * Kernel-user memory. It owns struct area_state.
 *
 * Invariants: only a process that has a space has areas; the thread of an area is a living one of
 * that process and finds its exchange area there; an area nobody exchanges through holds what its
 * process has left there, one that nobody has holds zeros.
 */
#include "area.h"

#include "kernel.h"

uint32_t area_address(const struct kernel *k, unsigned number)
{
    return arch_image(k)->arena + number * EXCHANGE_AREA_SIZE;
}

unsigned area_find(const struct kernel *k, process_id process, uint32_t address)
{
    uint32_t number = (address - arch_image(k)->arena) / EXCHANGE_AREA_SIZE;
    bool found = number < arch_image(k)->area_count && k->area.area[number].process == process;
    return found ? number : CONFIG_AREAS;
}

bool area_range(const struct kernel *k, uint32_t base, uint8_t order, unsigned *first,
                unsigned *count)
{
    uint32_t offset = base - arch_image(k)->arena;
    uint32_t number = offset / EXCHANGE_AREA_SIZE;
    uint32_t areas = (uint32_t)1 << order >> EXCHANGE_AREA_ORDER;
    *first = number;
    *count = areas;
    return areas > 0 && number < arch_image(k)->area_count &&
           areas <= arch_image(k)->area_count - number;
}

bool area_free(const struct kernel *k, unsigned first, unsigned count)
{
    bool free = true;
    for (unsigned i = first; i < first + count; i++) {
        free = free && k->area.area[i].process == NONE;
    }
    return free;
}

void area_give(struct kernel *k, process_id process, unsigned first, unsigned count)
{
    for (unsigned i = first; i < first + count; i++) {
        k->area.area[i] = (struct area){.process = process};
        quota_charge(k, k->process[process].job, POOL_AREAS);
    }
    arch_memory_zero(k, area_address(k, first), count * EXCHANGE_AREA_SIZE);
}

/* The first area of this owner that no thread exchanges through; CONFIG_AREAS: none. */
static unsigned area_idle(const struct kernel *k, process_id owner)
{
    for (unsigned i = 0; i < arch_image(k)->area_count; i++) {
        if (k->area.area[i].process == owner && k->area.area[i].thread == NONE) {
            return i;
        }
    }
    return CONFIG_AREAS;
}

uint32_t area_take(struct kernel *k, process_id process, thread_id thread)
{
    const struct process *taker = &k->process[process];
    unsigned number = area_idle(k, process);
    if (number == CONFIG_AREAS && taker->task != TASK_NONE &&
        quota_room(k, taker->job, POOL_AREAS, 1)) {
        number = area_idle(k, NONE);
        if (number < CONFIG_AREAS) {
            area_give(k, process, number, 1);
        }
    }
    if (number == CONFIG_AREAS) {
        return 0;
    }
    k->area.area[number].thread = thread;
    return area_address(k, number);
}

void area_leave(struct kernel *k, thread_id thread)
{
    unsigned number = area_find(k, k->thread[thread].process, k->thread[thread].area);
    if (number < CONFIG_AREAS) {
        k->area.area[number].thread = NONE;
    }
}

void area_clear(struct kernel *k, process_id process)
{
    for (unsigned i = 0; i < arch_image(k)->area_count; i++) {
        if (k->area.area[i].process == process) {
            arch_memory_zero(k, area_address(k, i), EXCHANGE_AREA_SIZE);
            k->area.area[i] = (struct area){0};
            quota_release(k, k->process[process].job, POOL_AREAS);
        }
    }
}
