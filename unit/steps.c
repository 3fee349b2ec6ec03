/*
 * Work one step at a time; see steps.h.
 */
#include "steps.h"

#include "check.h"

#define STEPS_MAX 1000u /* after an entry: more would be without end */

static unsigned taken;

struct machine *steps_machine(uint8_t ending)
{
    struct machine_task tasks[TASKS] = {{0}};
    for (uint32_t i = 0; i < TASKS; i++) {
        tasks[i] = (struct machine_task){.label = i + 1, .priority = 5, .domain = 1};
    }
    tasks[0].data_order = DATA_ORDER;
    tasks[0].on_exit = ending;
    tasks[0].on_fault = ending;
    struct machine_image *image = fixture_image(tasks, TASKS);
    image->image.window = LAST_SLOT;
    struct machine *m = fixture_boot(image);
    for (uint32_t label = B; label <= LAST; label++) {
        (void)place_task(m, A, FIRST_SLOT + label - B, label, RIGHTS_ALL);
    }
    be(m, A);
    return m;
}

uint32_t name_of(uint32_t label)
{
    return label == A ? SELF : selector(FIRST_SLOT + label - B);
}

uint32_t piece_at(struct machine *m, unsigned n)
{
    return data_of(m, A) + (n << PIECE_ORDER);
}

uint32_t piece(struct machine *m, unsigned n, unsigned access)
{
    return memory_page(piece_at(m, n), PIECE_ORDER, access);
}

void share_piece(struct machine *m, uint32_t from, uint32_t to, unsigned n)
{
    assert_int_equal(
        l4(m, SYS_TASK_MAP, name_of(to), name_of(from), piece(m, n, RW), piece_at(m, n)), 0);
}

void share_pieces(struct machine *m, uint32_t from, uint32_t to)
{
    for (unsigned n = 0; n < PIECES; n++) {
        share_piece(m, from, to, n);
    }
}

unsigned spread_memory(struct machine *m, enum shape shape)
{
    unsigned made = 0;
    for (; shape != CHAINS && made < PIECES; made++) {
        share_piece(m, A, shape == WIDE ? B : B + made % (LAST - A), made);
    }
    for (unsigned n = 0; shape == CHAINS && n < 5; n++) {
        for (uint32_t to = B; to <= LAST; to++, made++) {
            share_piece(m, to - 1, to, n);
        }
    }
    return made;
}

unsigned spread_names(struct machine *m, enum shape shape, unsigned slot)
{
    struct kernel *k = machine_kernel(m);
    object_id job = object_of_job(k->process[machine_process(m, A)].job);
    (void)place(m, A, slot, object_create(k, OBJECT_EVENT, job), RIGHTS_ALL);
    uint32_t from = A;
    unsigned from_slot = slot;
    unsigned made = 0;
    for (unsigned to_slot = FIRST_SLOT; to_slot < FIRST_SLOT + 5; to_slot++) {
        for (uint32_t to = B; to <= LAST; to++, made++) {
            assert_int_equal(l4(m, SYS_TASK_MAP, name_of(to), name_of(from),
                                slot_page(from_slot, 0, RWSD), to_slot << 12),
                             0);
            from = shape == WIDE ? A : to;
            from_slot = shape == WIDE ? slot : to_slot;
        }
        from = shape == SPREAD ? A : from;
        from_slot = shape == SPREAD ? slot : from_slot;
    }
    return made;
}

bool has_no_piece(struct machine *m, uint32_t label)
{
    unsigned found = 0;
    for (unsigned n = 0; n < PIECES; n++) {
        found += access_at(m, label, piece_at(m, n)) != 0;
    }
    return found == 0;
}

struct nodes nodes_of(struct machine *m)
{
    const struct kernel *k = machine_kernel(m);
    struct nodes nodes = {0, 0};
    for (node_id node = NODE_FIRST_SLOT; node < NODE_FIRST_MAPPING; node++) {
        nodes.names += k->slot[node].object != NONE;
    }
    for (mapping_id mapping = 1; mapping <= CONFIG_MAPPINGS; mapping++) {
        nodes.mappings += k->mapping[mapping].process != NONE;
    }
    return nodes;
}

uint32_t steps_enter(struct machine *m, const uint32_t call[1 + CALL_REGISTERS])
{
    uint32_t registers[12] = {0};
    taken = 0;
    for (unsigned i = 0; i < CALL_REGISTERS; i++) {
        registers[CALL_REGISTER(i)] = call[1 + i];
    }
    uint32_t result = kernel_syscall(machine_kernel(m), call[0], registers);
    assert_between(m);
    return result;
}

void assert_between(struct machine *m)
{
    const struct kernel *k = machine_kernel(m);
    const char *broken = kernel_check(k);
    if (broken != NULL) {
        fail_msg("invariant: %s", broken);
    }
    assert_true(!kernel_has_work(k) || machine_current(m) == NONE);
    assert_regions(m);
}

struct nodes step(struct machine *m)
{
    struct nodes before = nodes_of(m);
    assert_true(++taken < STEPS_MAX);
    kernel_work(machine_kernel(m));
    assert_between(m);
    struct nodes after = nodes_of(m);
    return (struct nodes){before.names - after.names, before.mappings - after.mappings};
}

unsigned steps(struct machine *m)
{
    unsigned done = 0;
    while (kernel_has_work(machine_kernel(m))) {
        struct nodes gone = step(m);
        assert_true(gone.names + gone.mappings <= STEP_NODES);
        done++;
    }
    return done;
}

void assert_nothing_unmapped(struct machine *m)
{
    static const struct unmap_state nothing;
    assert_memory_equal(&machine_kernel(m)->unmap, &nothing, sizeof nothing);
}
