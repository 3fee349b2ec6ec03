/*
 * The model's user memory: what a process may touch, byte by byte, and what is there.
 *
 * Code is zeros: the worlds' tasks have none. An exchange area is its own thread's alone, and what
 * begins in it must end in it. Must not know any kernel structure.
 */
#include <string.h>

#include "sentry.h"

#define STACK_SIZE 256u /* of a further thread */

static bool region_has(const struct model_region *region, uint64_t address, bool write)
{
    return address >= region->base && address - region->base < region->size &&
           (region->writable || !write);
}

static bool byte_permits(const struct model *m, uint64_t address, bool write)
{
    const struct model_process *process = &m->process[m->thread[m->current].process];
    for (unsigned i = 0; i < MODEL_REGIONS; i++) {
        if (region_has(&m->task[process->task].memory[i], address, write)) {
            return true;
        }
    }
    for (unsigned i = 1; i < MODEL_THREADS; i++) {
        const struct model_region stack = {process->stack[i], STACK_SIZE, true};
        if (stack.base != 0 && region_has(&stack, address, write)) {
            return true;
        }
    }
    return false;
}

/* Whether all of it lies in the thread's exchange area. */
static bool area_holds(const struct model_thread *thread, uint32_t address, uint64_t size)
{
    return thread->area_at != 0 && address >= thread->area_at &&
           address + size <= (uint64_t)thread->area_at + MODEL_AREA && size > 0;
}

bool model_permits(struct model *m, uint32_t address, uint32_t size, bool write)
{
    if (area_holds(&m->thread[m->current], address, size)) {
        return true;
    }
    for (uint32_t i = 0; i < size; i++) {
        if (!byte_permits(m, (uint64_t)address + i, write)) {
            return false;
        }
    }
    return true;
}

bool model_memory_read(struct model *m, uint32_t address, void *to, uint32_t size)
{
    uint8_t *bytes = to;
    if (!model_permits(m, address, size, false)) {
        return false;
    }
    const struct model_thread *thread = &m->thread[m->current];
    if (area_holds(thread, address, size)) {
        memcpy(bytes, &thread->area[address - thread->area_at], size);
        return true;
    }
    for (uint32_t i = 0; i < size; i++) {
        uint32_t at = address + i - m->ram_at;
        bytes[i] = at < MODEL_RAM ? m->ram[at] : 0;
    }
    return true;
}

void model_memory_put(struct model *m, unsigned user, uint32_t address, const void *from,
                      uint32_t size)
{
    struct model_thread *thread = &m->thread[user];
    bool in_area = area_holds(thread, address, size);
    if (size > 0) {
        memcpy(in_area ? &thread->area[address - thread->area_at] : &m->ram[address - m->ram_at],
               from, size);
    }
}

bool model_memory_write(struct model *m, uint32_t address, const void *from, uint32_t size)
{
    if (!model_permits(m, address, size, true)) {
        return false;
    }
    model_memory_put(m, m->current, address, from, size);
    return true;
}

uint32_t model_word_of(const uint8_t bytes[4])
{
    return (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 |
           (uint32_t)bytes[3] << 24;
}

bool model_word_wanted(struct model *m, uint32_t at, uint32_t word)
{
    return at == 0 || model_memory_word(m, at, word);
}

bool model_memory_word(struct model *m, uint32_t address, uint32_t word)
{
    uint8_t bytes[4];
    model_word_put(bytes, word);
    return model_memory_write(m, address, bytes, sizeof bytes);
}
