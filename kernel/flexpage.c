/*
 * Flexpages: the words by which L4's calls mean a stretch of memory or of slots. Pure.
 *
 * Objects, as L4 publishes them:  first slot : 20 | order : 6  | 3 : 2 | rights : 4
 * Memory, as small as 128 bytes:  address : 26                 | 1 : 2 | rights : 4
 *                                 the address's lowest bit that is set is bit n - 1 of a size of
 *                                 2^n, and no part of it
 */
#include "l4.h"

#include "image.h"

#define KIND_SHIFT   4u
#define ORDER_SHIFT  6u
#define ORDER_MASK   63u
#define SLOT_SHIFT   12u
#define MEMORY_SHIFT 6u

static bool memory_decode(uint32_t word, struct flexpage *page)
{
    uint32_t place = word >> MEMORY_SHIFT << MEMORY_SHIFT;
    if (place == 0) {
        return false;
    }
    page->order = (uint8_t)(__builtin_ctz(place) + 1);
    page->base = place & (place - 1);
    return page->order <= ORDER_MAX;
}

static void objects_decode(uint32_t word, struct flexpage *page)
{
    page->order = (uint8_t)(word >> ORDER_SHIFT & ORDER_MASK);
    page->base = word >> SLOT_SHIFT;
    if (page->order > 20) {
        page->order = 20; /* more slots than there can be */
    }
    page->base &= ~(((uint32_t)1 << page->order) - 1u);
}

bool flexpage_decode(uint32_t word, struct flexpage *page)
{
    *page = (struct flexpage){.kind = word >> KIND_SHIFT & 3u, .rights = word & 15u};
    if (page->kind == L4_OBJECTS) {
        objects_decode(word, page);
        return true;
    }
    return page->kind == L4_MEMORY && memory_decode(word, page);
}

uint32_t l4_rights_mask(uint32_t rights)
{
    static const struct {
        uint32_t l4;
        uint32_t mask;
    } groups[] = {
        {L4_RIGHT_R, RIGHT_READ | RIGHT_WAIT | RIGHT_INSPECT | RIGHT_GET_PROPERTY |
                         RIGHT_GET_POLICY | RIGHT_ENUMERATE},
        {L4_RIGHT_W, RIGHT_WRITE | RIGHT_SET_PROPERTY | RIGHT_SET_POLICY | RIGHT_SIGNAL |
                         RIGHT_SIGNAL_PEER | RIGHT_MANAGE_JOB | RIGHT_MANAGE_PROCESS |
                         RIGHT_MANAGE_THREAD | RIGHT_EXECUTE | RIGHT_MAP},
        {L4_RIGHT_S, RIGHT_TRANSFER | RIGHT_DUPLICATE},
        {L4_RIGHT_D, RIGHT_DESTROY},
    };
    uint32_t mask = 0;
    for (unsigned i = 0; i < sizeof groups / sizeof groups[0]; i++) {
        mask |= (rights & groups[i].l4) != 0 ? groups[i].mask : 0;
    }
    return mask;
}
