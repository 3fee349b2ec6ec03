/*
 * The choices of fuzz_spaces: bytes become names, flexpages and addresses that mean something to
 * the machine as it is. Must not choose anything by what the model says.
 */
#include "spaces_choices.h"

#include "formats.h"
#include "l4.h"

/* ---- Steps. ---- */

void spaces_call_with(struct spaces *s, uint32_t number, const uint32_t registers[CALL_REGISTERS])
{
    struct step step = {.verb = VERB_OPERATION + OPERATION_RAW, .who = (uint16_t)s->who};
    for (unsigned i = 0; i < PROGRAM_OPERANDS; i++) {
        step.value[i] = (struct value){.wording = WORDED_WORD,
                                       .word = i < CALL_REGISTERS ? registers[i] : number};
    }
    session_step(&s->session, &step);
}

void spaces_call(struct spaces *s, uint32_t number, uint32_t r0, uint32_t r1, uint32_t r2,
                 uint32_t r3)
{
    const uint32_t registers[CALL_REGISTERS] = {r0, r1, r2, r3};
    spaces_call_with(s, number, registers);
}

void spaces_operate(struct spaces *s, enum operation operation, unsigned who, unsigned a,
                    unsigned b, unsigned c)
{
    const struct step step = {
        .verb = (uint16_t)(VERB_OPERATION + operation),
        .who = (uint16_t)who,
        .value = {{.index = (uint8_t)a}, {.index = (uint8_t)b}, {.index = (uint8_t)c}}};
    session_step(&s->session, &step);
}

/* ---- Choosing from what there is. ---- */

slot_id spaces_slot(struct spaces *s, enum object_type type, unsigned n)
{
    slot_id found[CONFIG_SLOTS];
    unsigned count = 0;
    for (slot_id slot = 1; slot <= CONFIG_SLOTS; slot++) {
        object_id object = spaces_kernel(s)->slot[node_of_slot(s->process, slot)].object;
        if (object != NONE && spaces_kernel(s)->object[object].type == type) {
            found[count++] = slot;
        }
    }
    return count == 0 ? (slot_id)NONE : found[n % count];
}

struct known_task spaces_task(struct spaces *s)
{
    uint8_t byte = reader_byte(&s->reader);
    slot_id slot = spaces_slot(s, OBJECT_PROCESS, byte & 7u);
    if (byte >= SPACES_ANY_NAME || slot == NONE) {
        slot = (slot_id)(byte % (CONFIG_SLOTS + 2u));
        return (struct known_task){name_of_selector(slot), s->process};
    }
    object_id object = spaces_kernel(s)->slot[node_of_slot(s->process, slot)].object;
    return (struct known_task){(byte & 8u) != 0 ? name_of_handle(spaces_kernel(s), s->process, slot)
                                                : name_of_selector(slot),
                               process_of_object(object)};
}

/* The n-th mapping of the process, or of all if it has none. */
static const struct region *region_choose(struct spaces *s, process_id process, unsigned n)
{
    mapping_id found[CONFIG_MAPPINGS];
    unsigned count = 0;
    for (mapping_id i = 1; i <= CONFIG_MAPPINGS; i++) {
        if (spaces_kernel(s)->mapping[i].process == process) {
            found[count++] = i;
        }
    }
    return &spaces_kernel(s)
                ->mapping[count == 0 ? 1 + n % CONFIG_MAPPINGS : found[n % count]]
                .region;
}

/* A mapping, a block of it or one that it is in, and what may be done with that. */
static const int order_changes[16] = {0, 0, 0, 0, 0, 0, 0, 0, -1, -1, -2, -3, 1, 2, 4, 8};
uint32_t spaces_memory_page(struct spaces *s, process_id process, unsigned rights)
{
    const struct region *region = region_choose(s, process, reader_byte(&s->reader));
    uint8_t shape = reader_byte(&s->reader);
    unsigned order = region->order == 0 ? MEMORY_ORDER_MIN : region->order;
    order = (unsigned)((int)order + order_changes[shape & 15u]);
    order = order < MEMORY_ORDER_MIN ? MEMORY_ORDER_MIN : order;
    uint32_t size = (uint32_t)1 << order;
    uint32_t base = (region->base + (shape >> 4) * size) & ~(size - 1);
    if (order <= region->order) {
        base = region->base + (base - region->base) % ((uint32_t)1 << region->order);
    }
    return base | size >> 1 | L4_MEMORY << 4 | rights;
}

uint32_t spaces_objects_page(struct spaces *s, unsigned rights)
{
    uint8_t byte = reader_byte(&s->reader);
    uint32_t slot = (byte & 31u) % (CONFIG_SLOTS + 2u);
    uint32_t order = byte >> 5;
    return slot << SELECTOR_SHIFT | order << 6 | L4_OBJECTS << 4 | rights;
}

uint32_t spaces_areas(struct spaces *s)
{
    uint8_t byte = reader_byte(&s->reader);
    uint32_t size = EXCHANGE_AREA_SIZE << (byte & 3u);
    uint32_t base = arch_image(spaces_kernel(s))->arena + (byte >> 2) % (CONFIG_AREAS + 1u) * size;
    return (base & ~(size - 1)) | size >> 1 | L4_MEMORY << 4 | L4_RIGHT_R;
}

/* The n-th exchange area of the process, or of all if it has none. */
static unsigned area_choose(struct spaces *s, unsigned n)
{
    unsigned found[CONFIG_AREAS];
    unsigned count = 0;
    for (unsigned i = 0; i < CONFIG_AREAS; i++) {
        if (spaces_kernel(s)->area.area[i].process == s->process) {
            found[count++] = i;
        }
    }
    return count == 0 ? n % CONFIG_AREAS : found[n % count];
}

uint32_t spaces_address(struct spaces *s)
{
    uint8_t byte = reader_byte(&s->reader);
    uint8_t place = reader_byte(&s->reader);
    const struct region *region =
        byte < 0x80 ? region_choose(s, s->process, byte)
                    : &spaces_kernel(s)->mapping[1 + byte % CONFIG_MAPPINGS].region;
    uint32_t base = region->base;
    uint32_t size = region_size(region);
    if ((place & 6u) == 6u) {
        base = area_address(spaces_kernel(s), area_choose(s, byte));
        size = EXCHANGE_AREA_SIZE;
    }
    const uint32_t from[] = {base, base + size, base + size / 2, base};
    return from[place >> 6] + (uint32_t)((place >> 3 & 7u) * 4u) - ((place & 1u) != 0 ? 4u : 0);
}
