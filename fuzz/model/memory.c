/*
 * The model's user memory: what a process may touch, byte by byte, and what is there.
 *
 * Code is zeros: the worlds' tasks have none. To calls an exchange area is its own thread's alone,
 * and what begins in it must end in it; the code of a process may use all of its areas. Must not
 * know any kernel structure.
 */
#include <string.h>

#include "spaces.h"

unsigned model_access_at(const struct model *m, unsigned process, uint64_t address)
{
    for (unsigned i = 0; i < MODEL_MAPPINGS; i++) {
        const struct model_mapping *mapping = &m->mapping[i];
        if (mapping->identity != 0 && mapping->process == process &&
            model_range_meets(mapping, address, 1)) {
            return mapping->access;
        }
    }
    return 0;
}

/* Whether all of it lies in the thread's exchange area. */
static bool area_holds(const struct model_thread *thread, uint32_t address, uint64_t size)
{
    return thread->area_at != 0 && address >= thread->area_at &&
           address + size <= (uint64_t)thread->area_at + MODEL_AREA && size > 0;
}

bool model_permits(struct model *m, uint32_t address, uint32_t size, bool write)
{
    unsigned process = m->thread[m->current].process;
    if (area_holds(&m->thread[m->current], address, size)) {
        return true;
    }
    for (uint32_t i = 0; i < size; i++) {
        unsigned access = model_access_at(m, process, (uint64_t)address + i);
        if ((access & (write ? MODEL_ACCESS_WRITE : MODEL_ACCESS_READ)) == 0) {
            return false;
        }
    }
    return true;
}

/* Where the byte is, NULL: in memory that nobody writes. */
static uint8_t *byte_at(struct model *m, uint32_t address)
{
    for (unsigned i = 1; i < MODEL_THREADS; i++) {
        if (m->thread[i].state != MODEL_ABSENT && area_holds(&m->thread[i], address, 1)) {
            return &m->thread[i].area[address - m->thread[i].area_at];
        }
    }
    return address - m->ram_at < MODEL_RAM ? &m->ram[address - m->ram_at] : NULL;
}

static void memory_get(struct model *m, uint32_t address, void *to, uint32_t size)
{
    uint8_t *bytes = to;
    for (uint32_t i = 0; i < size; i++) {
        const uint8_t *byte = byte_at(m, address + i);
        bytes[i] = byte == NULL ? 0 : *byte;
    }
}

bool model_memory_read(struct model *m, uint32_t address, void *to, uint32_t size)
{
    bool may = model_permits(m, address, size, false);
    if (may) {
        memory_get(m, address, to, size);
    }
    return may;
}

void model_memory_put(struct model *m, uint32_t address, const void *from, uint32_t size)
{
    const uint8_t *bytes = from;
    for (uint32_t i = 0; i < size; i++) {
        *byte_at(m, address + i) = bytes[i];
    }
}

bool model_memory_write(struct model *m, uint32_t address, const void *from, uint32_t size)
{
    if (!model_permits(m, address, size, true)) {
        return false;
    }
    model_memory_put(m, address, from, size);
    return true;
}

/* ---- What user code does by itself. ---- */

/* Whether an exchange area of the process has the byte: the thread's own, or one of the arena's. */
static bool area_permits(const struct model *m, unsigned thread, uint32_t address)
{
    unsigned process = m->thread[thread].process;
    bool found = area_holds(&m->thread[thread], address, 1);
    for (unsigned i = 0; i < CONFIG_AREAS; i++) {
        found = found ||
                (m->area[i].process == process && address - model_area_address(m, i) < MODEL_AREA);
    }
    return found;
}

bool model_may(const struct model *m, unsigned thread, uint32_t address, unsigned access)
{
    bool fetches = access == MODEL_ACCESS_EXECUTE;
    return (model_access_at(m, m->thread[thread].process, address) & access) != 0 ||
           (!fetches && area_permits(m, thread, address));
}

bool model_access(struct model *m, uint32_t address, void *bytes, uint32_t size, unsigned access)
{
    for (uint32_t i = 0; i < size; i++) {
        if (!model_may(m, m->current, address + i, access)) {
            model_process_fault(m, m->thread[m->current].process);
            return false;
        }
    }
    if (access == MODEL_ACCESS_WRITE) {
        model_memory_put(m, address, bytes, size);
    } else if (access == MODEL_ACCESS_READ) {
        memory_get(m, address, bytes, size);
    }
    return true;
}

/* ---- Words. ---- */

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
