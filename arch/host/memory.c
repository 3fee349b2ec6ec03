/*
 * Simulated memory: three stretches of bytes, and which lines of them were written.
 *
 * It owns struct memory and struct dirt. Invariant: a line that is not dirty is as it was after
 * boot; so a reset copies the dirty ones only.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "internal.h"

/* Where each stretch of the address space lies in struct memory. */
static const struct stretch {
    uint32_t base;
    uint32_t size;
    uint32_t offset;
} stretches[] = {
    {MACHINE_FLASH_BASE, MACHINE_FLASH_SIZE, 0},
    {MACHINE_RAM_BASE, MACHINE_RAM_SIZE, MACHINE_FLASH_SIZE},
    {MACHINE_DEVICE_BASE, MACHINE_DEVICE_SIZE, MACHINE_FLASH_SIZE + MACHINE_RAM_SIZE},
};

#define OFFSET_NONE UINT32_MAX

void host_abort(const char *message)
{
    (void)fprintf(stderr, "machine: %s\n", message);
    abort();
}

static uint32_t memory_offset(uint32_t address, uint32_t size)
{
    for (unsigned i = 0; i < sizeof stretches / sizeof stretches[0]; i++) {
        const struct stretch *s = &stretches[i];
        if (address - s->base < s->size && size <= s->size - (address - s->base)) {
            return s->offset + (address - s->base);
        }
    }
    return OFFSET_NONE;
}

static void dirt_add(struct dirt *dirt, uint32_t line)
{
    if (!dirt->is_dirty[line]) {
        dirt->is_dirty[line] = true;
        dirt->lines[dirt->count++] = (uint16_t)line;
    }
}

const uint8_t *host_memory_read(const struct machine *m, uint32_t address, uint32_t size)
{
    uint32_t offset = memory_offset(address, size);
    return offset == OFFSET_NONE ? NULL : &m->memory.bytes[offset];
}

uint8_t *host_memory(struct machine *m, uint32_t address, uint32_t size)
{
    uint32_t offset = memory_offset(address, size);
    if (offset == OFFSET_NONE) {
        return NULL;
    }
    for (uint32_t line = offset / LINE_SIZE; size > 0 && line <= (offset + size - 1) / LINE_SIZE;
         line++) {
        dirt_add(&m->dirt, line);
    }
    return &m->memory.bytes[offset];
}

static void memory_copy_lines(struct machine *m, const struct machine *from,
                              const struct dirt *dirt)
{
    for (uint16_t i = 0; i < dirt->count; i++) {
        uint32_t offset = dirt->lines[i] * LINE_SIZE;
        (void)memcpy(&m->memory.bytes[offset], &from->memory.bytes[offset], LINE_SIZE);
    }
}

void host_memory_restore(struct machine *m, const struct machine *from)
{
    memory_copy_lines(m, from, &m->dirt);
    memory_copy_lines(m, from, &from->dirt);
    for (uint16_t i = 0; i < m->dirt.count; i++) {
        m->dirt.is_dirty[m->dirt.lines[i]] = false;
    }
    m->dirt.count = 0;
    for (uint16_t i = 0; i < from->dirt.count; i++) {
        dirt_add(&m->dirt, from->dirt.lines[i]);
    }
}

void *machine_memory(struct machine *m, uint32_t address, uint32_t size)
{
    void *bytes = host_memory(m, address, size);
    if (bytes == NULL) {
        host_abort("no such memory");
    }
    return bytes;
}

uint8_t *machine_area(struct machine *m, thread_id thread)
{
    uint32_t area = m->kernel.thread[thread].area;
    return area == 0 ? NULL : machine_memory(m, area, EXCHANGE_AREA_SIZE);
}
