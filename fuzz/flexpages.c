/* The words of flexpages. Written from their published form; knows no machine. */
#include "flexpages.h"

#define KIND_MEMORY  (1u << 4)
#define KIND_OBJECTS (3u << 4)
#define KIND_MASK    (3u << 4)
#define LOW_BITS     63u /* of a flexpage of memory: what is no address */
#define ORDER_SHIFT  6u
#define SLOT_SHIFT   12u
#define ORDER_MIN    7u
#define ORDER_ALL    20u

/* The bit behind the address says how large it is. */
static uint32_t memory_word(uint64_t base, unsigned order, unsigned access)
{
    return (uint32_t)base | (uint32_t)1 << (order - 1) | KIND_MEMORY | access;
}

uint32_t flexpage_memory(struct place_range range, unsigned detail)
{
    unsigned block = detail >> DETAIL_BLOCK_SHIFT;
    unsigned access = detail & ((1u << DETAIL_BLOCK_SHIFT) - 1u);
    if (block == 0) {
        uint64_t size = (uint64_t)2 << range.order;
        return memory_word(range.base & ~(size - 1), range.order + 1, access);
    }
    unsigned depth = 31u - (unsigned)__builtin_clz(block);
    unsigned order = range.order >= ORDER_MIN + depth ? range.order - depth : ORDER_MIN;
    uint64_t offset = (uint64_t)(block - (1u << depth)) << order;
    return memory_word(range.base + offset, order, access);
}

uint32_t flexpage_objects(unsigned index, unsigned detail)
{
    uint32_t order = index + 1 < OBJECTS_ORDERS ? index : ORDER_ALL;
    uint32_t rights = detail & ((1u << DETAIL_SLOT_SHIFT) - 1u);
    uint32_t slot = detail >> DETAIL_SLOT_SHIFT;
    return slot << SLOT_SHIFT | order << ORDER_SHIFT | KIND_OBJECTS | rights;
}

uint32_t flexpage_base(uint32_t page, unsigned detail)
{
    uint32_t flags = detail & ((1u << DETAIL_SLOT_SHIFT) - 1u);
    uint32_t place = page & ~LOW_BITS;
    uint32_t spot = (page & KIND_MASK) == KIND_MEMORY ? (place & (place - 1)) >> SLOT_SHIFT
                                                      : detail >> DETAIL_SLOT_SHIFT;
    return spot << SLOT_SHIFT | flags;
}
