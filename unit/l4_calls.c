/*
 * Calls of the L4 family, and what can be seen of them; see l4_calls.h.
 */
#include "l4_calls.h"

#include "mpu.h"

struct machine *l4_machine(void)
{
    struct machine *m = MACHINE({.label = A, .priority = 5, .domain = 1, .data_order = 10},
                                {.label = B, .priority = 5, .domain = 1, .data_order = 10},
                                {.label = C, .priority = 5, .domain = 1, .data_order = 10});
    be(m, A);
    return m;
}

struct machine *copy_of(struct machine *m)
{
    /* The image of a machine is the first member of what it was made from. */
    struct machine *copy =
        fixture_boot((const struct machine_image *)arch_image(machine_kernel(m)));
    machine_copy(copy, m);
    return copy;
}

/* ---- Calls. ---- */

/* The region that the kernel says is there; false: none. */
static bool region_due(const struct kernel *k, thread_id thread, unsigned index,
                       struct region *region)
{
    mapping_id loaded = k->arch.context[thread].loaded[index];
    *region = (struct region){.order = EXCHANGE_AREA_ORDER, .access = RW};
    if (index == REGION_AREA) {
        region->base = k->thread[thread].area;
    } else if (loaded >= LOADED_FIRST_AREA) {
        region->base = area_address(k, loaded - LOADED_FIRST_AREA);
    } else {
        *region = k->mapping[loaded].region;
        return loaded != NONE;
    }
    return region->base != 0;
}

void assert_regions(struct machine *m)
{
    const struct kernel *k = machine_kernel(m);
    for (thread_id thread = 1; thread <= CONFIG_THREADS; thread++) {
        for (unsigned i = 0; thread_started(k, thread) && i < REGIONS; i++) {
            struct region region;
            uint32_t due[2];
            bool any = region_due(k, thread, i, &region);
            mpu_encode(due, i, any ? &region : NULL);
            assert_int_equal(k->arch.context[thread].region[i][1], due[1]);
            assert_true(!any || k->arch.context[thread].region[i][0] == due[0]);
        }
    }
}

int32_t l4_call(struct machine *m, const uint32_t call[1 + CALL_REGISTERS])
{
    uint32_t label = fixture_call_returns(m, call);
    assert_regions(m);
    return (int32_t)label;
}

uint32_t memory_page(uint32_t base, unsigned order, unsigned access)
{
    return base | 1u << (order - 1) | L4_MEMORY << 4 | access;
}

uint32_t slot_page(unsigned slot, unsigned order, unsigned rights)
{
    return slot << 12 | order << 6 | L4_OBJECTS << 4 | rights;
}

/* ---- Names. ---- */

uint32_t place(struct machine *m, uint32_t label, unsigned slot, object_id object, uint32_t rights)
{
    handle_place(machine_kernel(m), machine_process(m, label), (slot_id)slot, object, rights);
    check(m);
    return selector(slot);
}

uint32_t place_task(struct machine *m, uint32_t label, unsigned slot, uint32_t named,
                    uint32_t rights)
{
    return place(m, label, slot, object_of_process(machine_process(m, named)), rights);
}

const struct slot *slot_at(struct machine *m, process_id process, unsigned slot)
{
    return &machine_kernel(m)->slot[node_of_slot(process, (slot_id)slot)];
}

/* ---- Memory. ---- */

static const struct image_task *task_of(struct machine *m, uint32_t label)
{
    return &arch_image(machine_kernel(m))->tasks[label - 1];
}

uint32_t data_of(struct machine *m, uint32_t label)
{
    return task_of(m, label)->data.base;
}

uint32_t code_of(struct machine *m, uint32_t label)
{
    return task_of(m, label)->code.base;
}

uint32_t stack_of(struct machine *m, uint32_t label)
{
    return task_of(m, label)->stack.base;
}

unsigned access_in(struct machine *m, process_id process, uint32_t address)
{
    const struct kernel *k = machine_kernel(m);
    mapping_id mapping = space_find(k, process, address);
    return mapping == NONE ? 0 : k->mapping[mapping].region.access;
}

unsigned access_at(struct machine *m, uint32_t label, uint32_t address)
{
    return access_in(m, machine_process(m, label), address);
}

void assert_access(struct machine *m, uint32_t label, const char *blocks)
{
    for (unsigned i = 0; blocks[i] != '\0'; i++) {
        unsigned access = access_at(m, label, data_of(m, A) + i * 128);
        static const char letters[] = {[0] = '-', [R] = 'r', [RX] = 'x', [RW] = '+', [RWX] = 'a'};
        char seen = letters[access];
        if (seen != blocks[i]) {
            fail_msg("block %u of task %u: %c, not %c", i, (unsigned)label, seen, blocks[i]);
        }
    }
}

unsigned free_mappings(struct machine *m)
{
    const struct kernel *k = machine_kernel(m);
    unsigned free = 0;
    for (mapping_id mapping = k->space.image_last + 1u; mapping <= CONFIG_MAPPINGS; mapping++) {
        free += k->mapping[mapping].process == NONE;
    }
    return free;
}

unsigned used_by(struct machine *m, uint32_t label, enum pool pool)
{
    const struct kernel *k = machine_kernel(m);
    return k->job[k->process[machine_process(m, label)].job].used[pool];
}

void give(struct machine *m, uint32_t to, uint32_t page)
{
    uint32_t place = page >> 6 << 6;
    assert_int_equal(l4(m, SYS_TASK_MAP, to, SELF, page, place & (place - 1)), 0);
}

process_id make_task(struct machine *m, unsigned slot)
{
    assert_int_equal(l4(m, SYS_FACTORY_CREATE_TASK, JOB, selector(slot), 0), 0);
    process_id self = machine_kernel(m)->thread[machine_current(m)].process;
    return process_of_object(slot_at(m, self, slot)->object);
}
