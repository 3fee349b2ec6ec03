/*
 * name.c against the page that defines names.
 *
 * The reference (model_) decides by looking through the tables for whoever has this very name:
 * it never takes a name apart. It is compared over all values near every good name, over all
 * small values, and over a walk through the whole 32 bits.
 */
#include "fixture.h"

#include <string.h>

enum { ALICE = 0xa1, BOB = 0xb0, EVE = 0xe0, GHOST = 0x60 };
enum { WINDOW = 4 };

struct names {
    struct machine *m;
    struct kernel *k;
    process_id alice; /* whose names are decoded */
    process_id bob;   /* of her domain */
    process_id eve;   /* of another */
    process_id ghost; /* of her domain, ended, still named */
};

/* Rights that slots have, turned round among the objects. */
static const uint32_t slot_rights[] = {0, RIGHTS_ALL, RIGHT_WRITE, RIGHT_READ | RIGHT_WAIT,
                                       RIGHTS_ALL & ~(uint32_t)RIGHT_WRITE};
#define RIGHTS_TURNS 5u

static struct machine *make_machine(void)
{
    const struct machine_task tasks[] = {{.label = ALICE, .priority = 5, .domain = 1},
                                         {.label = BOB, .priority = 5, .domain = 1},
                                         {.label = EVE, .priority = 5, .domain = 2},
                                         {.label = GHOST, .priority = 5, .domain = 1}};
    struct machine_image *image = fixture_image(tasks, 4);
    image->image.window = WINDOW;
    return fixture_boot(image);
}

/* Only the slots above the window are full of these objects in turn, but for a few of them. */
static void table_fill(struct names *n, process_id owner, const object_id objects[5], unsigned turn)
{
    handle_close_all(n->k, owner);
    for (unsigned i = 0; i < CONFIG_SLOTS - WINDOW; i++) {
        uint32_t rights = slot_rights[(i + turn) % RIGHTS_TURNS];
        assert_int_not_equal(machine_handle(n->m, owner, objects[i % 5], rights), 0);
    }
    for (slot_id slot = WINDOW + 6; slot < CONFIG_SLOTS; slot++) {
        handle_close(n->k, owner, slot);
    }
}

/* Alice names herself, Bob, the ghost, a thread and a job; Eve has a table of the same shape. */
static void names_make(struct names *n, unsigned turn)
{
    if (n->m == NULL) {
        n->m = make_machine();
    }
    machine_reset(n->m);
    n->k = machine_kernel(n->m);
    n->alice = machine_process(n->m, ALICE);
    n->bob = machine_process(n->m, BOB);
    n->eve = machine_process(n->m, EVE);
    n->ghost = machine_process(n->m, GHOST);
    object_id job = object_of_job(n->k->process[n->alice].job);
    object_id eve = object_of_process(n->eve);
    const object_id hers[5] = {object_of_process(n->bob), object_of_process(n->ghost),
                               object_of_thread(thread_of(n->m, BOB)), job,
                               object_of_process(n->alice)};
    const object_id eves[5] = {eve, eve, eve, eve, eve};
    table_fill(n, n->alice, hers, turn);
    table_fill(n, n->eve, eves, turn);
    handle_place(n->k, n->alice, 1, object_of_process(n->bob), slot_rights[turn]);
    handle_place(n->k, n->alice, 2, object_of_process(n->bob), slot_rights[turn]);
    handle_place(n->k, n->alice, 3, job, slot_rights[turn]);
    run(n->m, thread_of(n->m, GHOST));
    call_parks(n->m, SYS_EXIT, 0);
}

/* ---- The reference. ---- */

static slot_id model_slot(const struct names *n, uint32_t name)
{
    for (slot_id slot = 1; slot <= CONFIG_SLOTS; slot++) {
        bool named = name == name_of_selector(slot) || name == name_of_handle(n->k, n->alice, slot);
        if (named && n->k->slot[node_of_slot(n->alice, slot)].object != NONE) {
            return slot;
        }
    }
    return NONE;
}

static enum refusal model_decode(const struct names *n, uint32_t name, enum object_type type,
                                 uint32_t rights, struct named *named)
{
    slot_id slot = model_slot(n, name);
    if (slot == NONE) {
        return REFUSED_BAD_HANDLE;
    }
    object_id found = n->k->slot[node_of_slot(n->alice, slot)].object;
    if (type != OBJECT_ANY && n->k->object[found].type != type) {
        return REFUSED_WRONG_TYPE;
    }
    if ((~n->k->slot[node_of_slot(n->alice, slot)].rights & rights) != 0) {
        return REFUSED_ACCESS;
    }
    *named = (struct named){.object = found, .slot = slot};
    return REFUSED_NOTHING;
}

static enum refusal model_peer(const struct names *n, uint32_t name, uint32_t right,
                               process_id *process)
{
    const process_id domain_members[] = {n->alice, n->bob}; /* those that run */
    for (unsigned i = 0; i < 2; i++) {
        if (name == name_of_task(n->k, domain_members[i])) {
            *process = domain_members[i];
            return REFUSED_NOTHING;
        }
    }
    struct named named = {0};
    enum refusal refusal = model_decode(n, name, OBJECT_PROCESS, right, &named);
    if (refusal != REFUSED_NOTHING) {
        return refusal;
    }
    if (named.object == object_of_process(n->ghost)) {
        return REFUSED_BAD_HANDLE;
    }
    *process = process_of_object(named.object);
    return REFUSED_NOTHING;
}

/* ---- Comparing. ---- */

static const enum object_type types[] = {OBJECT_JOB, OBJECT_PROCESS, OBJECT_THREAD, OBJECT_ANY};
static const uint32_t wanted[] = {0, RIGHT_WRITE, RIGHT_WRITE | RIGHT_WAIT, RIGHT_MANAGE_THREAD,
                                  RIGHTS_ALL};

static bool same_answers(const struct names *n, uint32_t name)
{
    bool same = name_slot(n->k, n->alice, name) == model_slot(n, name);
    for (unsigned r = 0; r < sizeof wanted / sizeof wanted[0]; r++) {
        for (unsigned t = 0; t < sizeof types / sizeof types[0]; t++) {
            struct named got = {0x7777, 0x7777};
            struct named expected = {0x7777, 0x7777};
            same &= name_decode(n->k, n->alice, name, types[t], wanted[r], &got) ==
                    model_decode(n, name, types[t], wanted[r], &expected);
            same &= got.object == expected.object && got.slot == expected.slot;
        }
        process_id got = NONE;
        process_id expected = NONE;
        same &= name_decode_peer(n->k, n->alice, name, wanted[r], &got) ==
                model_peer(n, name, wanted[r], &expected);
        same &= got == expected;
    }
    return same;
}

static void compare(const struct names *n, uint32_t name)
{
    if (!same_answers(n, name)) {
        print_error("name %#x\n", (unsigned)name);
        fail();
    }
}

/* Calls compare for every name that means something to somebody; the number of them. */
static unsigned each_good_name(const struct names *n,
                               void (*visit)(const struct names *n, uint32_t name))
{
    unsigned visited = 0;
    for (process_id owner = 1; owner <= CONFIG_PROCESSES; owner++) {
        for (slot_id slot = 1; slot <= CONFIG_SLOTS; slot++) {
            visit(n, name_of_handle(n->k, owner, slot));
            visit(n, name_of_selector(slot));
            visited += 2;
        }
        visit(n, name_of_task(n->k, owner));
        visited++;
    }
    return visited;
}

/* The name itself and all values that differ from it in one or two bits. */
static void compare_flips(const struct names *n, uint32_t name)
{
    compare(n, name);
    for (unsigned i = 0; i < 32; i++) {
        compare(n, name ^ 1u << i);
        for (unsigned j = 0; j < i; j++) {
            compare(n, name ^ 1u << i ^ 1u << j);
        }
    }
}

static void every_flip_of_every_good_name(void **state)
{
    (void)state;
    struct names n = {0};
    names_make(&n, 0);
    assert_true(each_good_name(&n, compare_flips) > 100);
}

static void every_right_of_every_name(void **state)
{
    (void)state;
    struct names n = {0};
    for (unsigned turn = 0; turn < RIGHTS_TURNS; turn++) {
        names_make(&n, turn);
        (void)each_good_name(&n, compare);
    }
}

static void all_small_values_and_a_walk_through_the_rest(void **state)
{
    (void)state;
    struct names n = {0};
    names_make(&n, 1);
    for (uint32_t name = 0; name < 1u << 18; name++) {
        compare(&n, name);
        compare(&n, ~name);
    }
    uint32_t name = 0;
    do {
        compare(&n, name);
        name += 65521; /* odd: meets every remainder of every power of two on its way */
    } while (name >= 65521);
}

/* ---- The spellings. ---- */

static void spellings_are_told_by_two_bits(void **state)
{
    (void)state;
    struct names n = {0};
    names_make(&n, 1);
    for (slot_id slot = 1; slot <= CONFIG_SLOTS; slot++) {
        assert_int_equal(name_of_handle(n.k, n.alice, slot) & 3u, 3);
        assert_int_equal(name_of_selector(slot), slot << 12);
    }
    assert_int_equal(name_of_task(n.k, n.bob) & 3u, 1);
    assert_int_equal(name_slot(n.k, n.alice, name_of_task(n.k, n.bob)), NONE);
}

static void names_are_different_names(void **state)
{
    (void)state;
    struct names n = {0};
    names_make(&n, 1);
    const process_id owners[] = {n.alice, n.bob, n.eve};
    uint32_t names[3 * CONFIG_SLOTS + 3];
    unsigned count = 0;
    for (unsigned o = 0; o < 3; o++) {
        for (slot_id slot = 1; slot <= CONFIG_SLOTS; slot++) {
            names[count++] = name_of_handle(n.k, owners[o], slot);
        }
        names[count++] = name_of_task(n.k, owners[o]);
    }
    for (unsigned i = 0; i < count; i++) {
        for (unsigned j = 0; j < i; j++) {
            assert_int_not_equal(names[i], names[j]);
        }
    }
}

/* A handle is refused in every table but its own, although the same slot is occupied there. */
static void handle_of_another_process(void **state)
{
    (void)state;
    struct names n = {0};
    names_make(&n, 1);
    for (slot_id slot = 1; slot <= CONFIG_SLOTS; slot++) {
        if (n.k->slot[node_of_slot(n.eve, slot)].object != NONE) {
            assert_int_not_equal(n.k->slot[node_of_slot(n.alice, slot)].object, NONE);
            assert_int_equal(name_slot(n.k, n.alice, name_of_handle(n.k, n.eve, slot)), NONE);
        }
    }
}

/* Bits that would be cut off by a narrower slot or process number. */
static void no_part_of_a_name_is_cut(void **state)
{
    (void)state;
    struct names n = {0};
    names_make(&n, 1);
    for (uint32_t high = 1; high < 1u << 20; high <<= 1) {
        compare(&n, (2u ^ high) << 12);
        compare(&n, name_of_task(n.k, n.bob) ^ high << 12);
    }
    for (uint32_t index = 0; index < 1024; index++) {
        compare(&n, (name_of_task(n.k, n.bob) & ~0xfffu) | index << 2 | 1);
    }
}

/* What lies behind the pool of processes looks like one of them, and is none. */
static void pool_ends_where_it_ends(void **state)
{
    (void)state;
    struct names n = {0};
    names_make(&n, 1);
    uint8_t *behind = (uint8_t *)n.k + offsetof(struct kernel, process) + sizeof n.k->process;
    memcpy(behind, &n.k->process[n.bob], sizeof n.k->process[0]);
    uint32_t name = name_of_task(n.k, n.bob) + ((CONFIG_PROCESSES + 1u - n.bob) << 2);
    process_id got = NONE;
    assert_int_equal(name_decode_peer(n.k, n.alice, name, 0, &got), REFUSED_BAD_HANDLE);
    machine_reset(n.m);
}

/* ---- Generations. ---- */

/* One slot that is closed and filled again: its first value is dead until generations wrap. */
static void closed_handle_is_dead_until_the_wrap(void **state)
{
    (void)state;
    struct machine_image *image = fixture_image(&(const struct machine_task){.label = ALICE}, 1);
    image->image.window = CONFIG_SLOTS - 1;
    struct machine *m = fixture_boot(image);
    struct kernel *k = machine_kernel(m);
    process_id alice = machine_process(m, ALICE);
    object_id own = object_of_process(alice);
    uint32_t first = machine_handle(m, alice, own, RIGHTS_ALL);
    for (uint32_t use = 1; use < 1u << CONFIG_GENERATION_BITS; use++) {
        handle_close(k, alice, CONFIG_SLOTS);
        bool dead = name_slot(k, alice, first) == NONE;
        slot_id slot = handle_create(k, alice, own, RIGHTS_ALL);
        dead &= name_slot(k, alice, first) == NONE;
        if (!dead || slot != CONFIG_SLOTS) {
            fail();
        }
    }
    handle_close(k, alice, CONFIG_SLOTS);
    assert_int_equal(handle_create(k, alice, own, RIGHTS_ALL), CONFIG_SLOTS);
    assert_int_equal(name_slot(k, alice, first), CONFIG_SLOTS);
    check(m);
}

static void task_handle_needs_its_generation(void **state)
{
    (void)state;
    struct names n = {0};
    names_make(&n, 1);
    uint32_t name = name_of_task(n.k, n.bob);
    process_id got = NONE;
    for (uint32_t bit = 1; bit <= GENERATION_MASK; bit <<= 1) {
        n.k->process[n.bob].generation ^= bit;
        assert_int_equal(name_decode_peer(n.k, n.alice, name, 0, &got), REFUSED_BAD_HANDLE);
        n.k->process[n.bob].generation ^= bit;
    }
    assert_int_equal(name_decode_peer(n.k, n.alice, name, RIGHTS_ALL, &got), REFUSED_NOTHING);
    assert_int_equal(got, n.bob);
}

static void task_handle_needs_a_running_process_of_the_domain(void **state)
{
    (void)state;
    struct names n = {0};
    names_make(&n, 1);
    process_id got = NONE;
    uint32_t name = name_of_task(n.k, n.bob);
    static const uint8_t states[] = {PROCESS_FREE, PROCESS_INITIAL, PROCESS_DEAD};
    for (unsigned i = 0; i < 3; i++) {
        n.k->process[n.bob].state = states[i];
        assert_int_equal(name_decode_peer(n.k, n.alice, name, 0, &got), REFUSED_BAD_HANDLE);
    }
    n.k->process[n.bob].state = PROCESS_RUNNING;
    assert_int_equal(name_decode_peer(n.k, n.eve, name, 0, &got), REFUSED_BAD_HANDLE);
    assert_int_equal(name_decode_peer(n.k, n.bob, name, 0, &got), REFUSED_NOTHING);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(every_flip_of_every_good_name),
        TEST(every_right_of_every_name),
        TEST(all_small_values_and_a_walk_through_the_rest),
        TEST(spellings_are_told_by_two_bits),
        TEST(names_are_different_names),
        TEST(handle_of_another_process),
        TEST(no_part_of_a_name_is_cut),
        TEST(pool_ends_where_it_ends),
        TEST(closed_handle_is_dead_until_the_wrap),
        TEST(task_handle_needs_its_generation),
        TEST(task_handle_needs_a_running_process_of_the_domain),
    };
    return cmocka_run_group_tests_name("name", tests, NULL, NULL);
}
