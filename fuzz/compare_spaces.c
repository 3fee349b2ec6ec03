/*
 * Compares a machine's spaces with the model's: what each process may do with which memory, whose
 * exchange areas are whose, what was made from what, what jobs are charged for it; and what the
 * simulated MPUs would let threads do, by the words they would be loaded with and by trying.
 *
 * Knows both the kernel's structures and the model's, and changes neither: what may end a process
 * is tried on a copy of the machine.
 */
#include <string.h>

#include "expect.h"
#include "model/spaces.h"
#include "session.h"

/* ---- Memory. ---- */

static void compare_address(const struct session *s, process_id process, uint32_t address)
{
    unsigned expected = model_access_at(s->model, process, address);
    for (unsigned access = ACCESS_EXECUTE; access <= ACCESS_READ; access *= 2) {
        bool permits = space_permits(s->kernel, process, address, 1, access);
        EXPECT(permits == ((expected & access) != 0), "process %u: access %u to %#x: %d", process,
               access, address, permits);
    }
}

/* The first and last byte of a stretch, and those beside it. */
static void compare_edges(const struct session *s, process_id process, uint32_t base, uint32_t size)
{
    const uint32_t edges[] = {base - 1, base, base + size - 1, base + size};
    for (unsigned i = 0; i < sizeof edges / sizeof edges[0]; i++) {
        compare_address(s, process, edges[i]);
    }
}

static void compare_mappings(const struct session *s)
{
    unsigned difference = 0;
    for (mapping_id i = 1; i <= CONFIG_MAPPINGS; i++) {
        const struct mapping *mapping = &s->kernel->mapping[i];
        if (mapping->process != NONE) {
            compare_edges(s, mapping->process, mapping->region.base, region_size(&mapping->region));
            difference++;
        }
    }
    for (unsigned i = 0; i < MODEL_MAPPINGS; i++) {
        const struct model_mapping *mapping = &s->model->mapping[i];
        if (mapping->identity != 0) {
            compare_edges(s, (process_id)mapping->process, mapping->base, mapping->size);
            difference--;
        }
    }
    EXPECT(difference == 0, "%d mappings too many", (int)difference);
}

/* ---- Exchange areas. ---- */

static bool area_is_used(const struct session *s, uint32_t address)
{
    for (unsigned i = 1; i < MODEL_THREADS; i++) {
        if (s->model->thread[i].state != MODEL_ABSENT && s->model->thread[i].area_at == address) {
            return true;
        }
    }
    return false;
}

/* What nobody exchanges through holds what its process has left there, or nothing. */
static void compare_unused_area(const struct session *s, uint32_t address)
{
    if (!area_is_used(s, address)) {
        const void *memory = machine_memory(s->machine, address, MODEL_AREA);
        EXPECT(memcmp(memory, &s->model->ram[address - s->model->ram_at], MODEL_AREA) == 0,
               "area %#x that no thread has", address);
    }
}

static void compare_areas(const struct session *s)
{
    for (unsigned i = 0; i < CONFIG_AREAS; i++) {
        const struct area *area = &s->kernel->area.area[i];
        const struct model_area *expected = &s->model->area[i];
        EXPECT(area->process == expected->process && area->thread == expected->thread,
               "area %u of process %u, thread %u; model %u, %u", i, area->process, area->thread,
               expected->process, expected->thread);
        compare_unused_area(s, area_address(s->kernel, i));
    }
    for (task_index task = 0; task < s->world->count; task++) {
        compare_unused_area(s, arch_image(s->kernel)->tasks[task].area);
    }
    for (thread_id thread = 1; thread <= CONFIG_THREADS; thread++) {
        const struct model_thread *expected = &s->model->thread[thread];
        EXPECT(expected->state == MODEL_ABSENT ||
                   s->kernel->thread[thread].area == expected->area_at,
               "thread %u's area at %#x, model %#x", thread, s->kernel->thread[thread].area,
               expected->area_at);
    }
}

/* ---- What was made from what. ---- */

/* The model's identity of what is in each of the kernel's places, 0: nothing. */
struct identities {
    uint64_t of[NODE_END];
};

static void handles_identify(const struct session *s, struct identities *identities)
{
    const struct model *m = s->model;
    for (process_id process = 1; process <= CONFIG_PROCESSES; process++) {
        for (slot_id slot = 1; slot <= CONFIG_SLOTS; slot++) {
            unsigned occupant = m->names.process[process].occupant[slot];
            identities->of[node_of_slot(process, slot)] =
                occupant == 0 ? 0 : m->names.log[occupant - 1].identity;
        }
    }
    for (unsigned i = 1; i < MODEL_MESSAGES; i++) {
        for (unsigned j = 0; j < m->message[i].count; j++) {
            identities->of[NODE_FIRST_TRANSIT + (i - 1) * CONFIG_MESSAGE_HANDLES + j] =
                m->message[i].handle[j].identity;
        }
    }
}

static struct identities identities_of(const struct session *s)
{
    struct identities identities = {0};
    handles_identify(s, &identities);
    for (mapping_id i = 1; i <= CONFIG_MAPPINGS; i++) {
        const struct mapping *mapping = &s->kernel->mapping[i];
        const struct model_mapping *same =
            mapping->process == NONE
                ? NULL
                : model_mapping_at(s->model, mapping->process, mapping->region.base, 1);
        identities.of[node_of_mapping(i)] = same == NULL ? 0 : same->identity;
    }
    return identities;
}

static const struct tree_node *node_at(const struct kernel *k, node_id node)
{
    return node < NODE_FIRST_MAPPING ? &k->slot[node].node
                                     : &k->mapping[node - NODE_FIRST_MAPPING + 1].node;
}

/* A node's parent is the last one before it that was one less deep. */
static void compare_parents(const struct session *s)
{
    const struct identities identities = identities_of(s);
    uint64_t line[NODE_END] = {0}; /* the identity met last, by depth */
    unsigned count = 0;
    for (node_id node = node_at(s->kernel, NODE_ROOT)->next; node != NODE_ROOT;
         node = node_at(s->kernel, node)->next) {
        const struct tree_node *at = node_at(s->kernel, node);
        uint64_t identity = identities.of[node];
        EXPECT(identity != 0, "node %u should not be there", node);
        EXPECT(model_kin_parent(s->model, identity) == line[at->depth - 1],
               "node %u was made from another one", node);
        line[at->depth] = identity;
        count++;
    }
    EXPECT(count == s->model->kin_count, "%u nodes, model %u", count, s->model->kin_count);
}

/* ---- Quota. ---- */

static void compare_quota(const struct session *s)
{
    unsigned free = 0;
    for (mapping_id i = s->kernel->space.free_first; i != NONE; i = s->kernel->mapping[i].next) {
        free++;
    }
    EXPECT(free == model_mappings_free(s->model), "%u mappings are free, model %u", free,
           model_mappings_free(s->model));
    for (task_index task = 0; task < s->world->count; task++) {
        const struct job *job = &s->kernel->job[s->kernel->task.task[task].job];
        const struct {
            enum pool pool;
            unsigned expected;
        } charges[] = {{POOL_MAPPINGS, model_mappings_charged(s->model, task)},
                       {POOL_AREAS, model_areas_charged(s->model, task)},
                       {POOL_PROCESSES, model_processes_charged(s->model, task)}};
        for (unsigned i = 0; i < sizeof charges / sizeof charges[0]; i++) {
            EXPECT(job->used[charges[i].pool] == charges[i].expected,
                   "task %u is charged %u of pool %u, model %u", task, job->used[charges[i].pool],
                   charges[i].pool, charges[i].expected);
        }
    }
}

/* ---- The MPU, by its words. ---- */

/* A region as the architecture's manual reads RBAR and RASR. */
struct loaded {
    uint64_t size; /* 0: it is off */
    uint32_t base;
    unsigned access; /* unprivileged: enum access */
};

static struct loaded loaded_of(const uint32_t words[2])
{
    static const unsigned access_of_ap[8] = {
        [2] = ACCESS_READ, [3] = ACCESS_READ | ACCESS_WRITE, [6] = ACCESS_READ, [7] = ACCESS_READ};
    bool enabled = (words[1] & 1u) != 0;
    unsigned access = access_of_ap[words[1] >> 24 & 7u];
    bool never_executes = (words[1] >> 28 & 1u) != 0;
    EXPECT((words[1] >> 8 & 0xffu) == 0, "RASR %#x switches sub-regions off", words[1]);
    return (struct loaded){
        .base = words[0] & ~31u,
        .size = enabled ? (uint64_t)2 << (words[1] >> 1 & 31u) : 0,
        .access = access | (access != 0 && !never_executes ? (unsigned)ACCESS_EXECUTE : 0),
    };
}

static bool stretch_holds(uint32_t base, uint64_t size, const struct loaded *loaded)
{
    return loaded->base >= base && loaded->base + loaded->size <= base + size;
}

/* Whether the thread's process has it, with these rights at least. */
static bool loaded_covered(const struct session *s, thread_id thread, const struct loaded *loaded)
{
    const struct model_thread *expected = &s->model->thread[thread];
    const struct model_mapping *mapping =
        model_mapping_at(s->model, expected->process, loaded->base, 1);
    bool covered = mapping != NULL && stretch_holds(mapping->base, mapping->size, loaded) &&
                   (loaded->access & ~mapping->access) == 0;
    bool is_data = (loaded->access & ACCESS_EXECUTE) == 0;
    covered = covered || (is_data && expected->area_at != 0 &&
                          stretch_holds(expected->area_at, MODEL_AREA, loaded));
    for (unsigned i = 0; i < CONFIG_AREAS; i++) {
        covered = covered || (is_data && s->model->area[i].process == expected->process &&
                              stretch_holds(model_area_address(s->model, i), MODEL_AREA, loaded));
    }
    return covered;
}

static void compare_loaded(const struct session *s, thread_id thread)
{
    struct loaded loaded[REGIONS];
    for (unsigned i = 0; i < REGIONS; i++) {
        loaded[i] = loaded_of(s->kernel->arch.context[thread].region[i]);
        EXPECT(loaded[i].size == 0 || loaded_covered(s, thread, &loaded[i]),
               "thread %u has region %u: access %u to %#x, %llu bytes", thread, i, loaded[i].access,
               loaded[i].base, (unsigned long long)loaded[i].size);
        for (unsigned j = 0; j < i && loaded[i].size != 0; j++) {
            bool apart = loaded[j].size == 0 || loaded[i].base + loaded[i].size <= loaded[j].base ||
                         loaded[j].base + loaded[j].size <= loaded[i].base;
            EXPECT(apart, "regions %u and %u of thread %u overlap", i, j, thread);
        }
    }
}

/* ---- The MPU, by trying. ---- */

#define TRIES 6u /* each time */

/* What is tried, by numbers that differ from step to step. */
struct attempt {
    uint32_t address;
    unsigned access; /* enum access, one of them */
};

/* At an edge, in the middle of or beside some process's mapping, or in an exchange area. */
static struct attempt attempt_choose(const struct session *s, unsigned n)
{
    static const unsigned accesses[] = {ACCESS_READ, ACCESS_WRITE, ACCESS_EXECUTE};
    unsigned number = n * 7u % (CONFIG_MAPPINGS + CONFIG_AREAS);
    const struct region *region = &s->kernel->mapping[1 + number % CONFIG_MAPPINGS].region;
    uint32_t base = region->base;
    uint32_t size = region_size(region);
    if (number >= CONFIG_MAPPINGS) {
        base = area_address(s->kernel, number - CONFIG_MAPPINGS);
        size = MODEL_AREA;
    }
    const uint32_t places[] = {base, base + size - 1, base - 1, base + size, base + size / 2};
    uint32_t address = places[n % 5];
    unsigned access = accesses[n / 5 % 3];
    return (struct attempt){access == ACCESS_EXECUTE ? address & ~1u : address, access};
}

static bool attempt_make(struct machine *m, const struct attempt *attempt)
{
    uint8_t byte = 0x5a;
    switch (attempt->access) {
    case ACCESS_READ:
        return machine_load(m, attempt->address, &byte, 1);
    case ACCESS_WRITE:
        return machine_store(m, attempt->address, &byte, 1);
    default:
        return machine_fetch(m, attempt->address);
    }
}

/* The n-th of the ready threads, counted round; NONE: there is none. */
static thread_id ready_choose(const struct kernel *k, unsigned n)
{
    thread_id ready[CONFIG_THREADS];
    unsigned count = 0;
    for (thread_id thread = 1; thread <= CONFIG_THREADS; thread++) {
        if (k->thread[thread].state == THREAD_READY) {
            ready[count++] = thread;
        }
    }
    return count == 0 ? (thread_id)NONE : ready[n % count];
}

/* What is permitted works, after one refill at most. What is not ends the process: it comes last.
 */
static void compare_attempts(const struct session *s)
{
    thread_id thread = ready_choose(s->kernel, s->serial / TRIES);
    struct attempt forbidden = {.access = 0};
    if (thread == NONE) {
        return;
    }
    machine_copy(s->spare, s->machine);
    machine_run(s->spare, thread);
    const struct arch_context *context = &machine_kernel(s->spare)->arch.context[thread];
    for (unsigned i = 0; i < TRIES; i++) {
        const struct attempt attempt = attempt_choose(s, s->serial * TRIES + i);
        uint32_t refills = context->refills;
        if (!model_may(s->model, thread, attempt.address, attempt.access)) {
            forbidden = attempt;
            continue;
        }
        EXPECT(attempt_make(s->spare, &attempt), "thread %u: access %u to %#x fails", thread,
               attempt.access, attempt.address);
        EXPECT(context->refills - refills <= 1, "%u refills", context->refills - refills);
    }
    EXPECT(forbidden.access == 0 || !attempt_make(s->spare, &forbidden),
           "thread %u: access %u to %#x works", thread, forbidden.access, forbidden.address);
}

void compare_spaces(const struct session *s)
{
    compare_mappings(s);
    compare_areas(s);
    compare_parents(s);
    compare_quota(s);
    for (thread_id thread = 1; thread <= CONFIG_THREADS; thread++) {
        if (s->model->thread[thread].state != MODEL_ABSENT) {
            compare_loaded(s, thread);
        }
    }
    compare_attempts(s);
}
