/*
 * tree.c against a model that knows each node's parent and its children in order, over random
 * sequences of all its operations. The model is asked for pre-order and depths by walking down;
 * the tree has them as a list.
 */
#include "fixture.h"

enum { NODES = 24, STEPS = 20000 };

/* The places of the nodes, of all three kinds and at their edges. */
static const node_id places[NODES] = {
    NODE_FIRST_SLOT,        NODE_FIRST_SLOT + 1,    NODE_FIRST_SLOT + 2,    NODE_FIRST_SLOT + 3,
    NODE_FIRST_TRANSIT - 1, NODE_FIRST_TRANSIT - 2, NODE_FIRST_TRANSIT - 3, NODE_FIRST_TRANSIT - 4,
    NODE_FIRST_TRANSIT,     NODE_FIRST_TRANSIT + 1, NODE_FIRST_TRANSIT + 2, NODE_FIRST_TRANSIT + 3,
    NODE_FIRST_MAPPING - 1, NODE_FIRST_MAPPING - 2, NODE_FIRST_MAPPING - 3, NODE_FIRST_MAPPING - 4,
    NODE_FIRST_MAPPING,     NODE_FIRST_MAPPING + 1, NODE_FIRST_MAPPING + 2, NODE_FIRST_MAPPING + 3,
    NODE_END - 1,           NODE_END - 2,           NODE_END - 3,           NODE_END - 4};

/* Each node is an index into places; ROOT is the root, NOWHERE is not in the tree. */
enum { ROOT = NODES, NOWHERE = -1 };

struct model {
    int parent[NODES];
    int order[NODES]; /* all nodes of the tree, siblings in order: earlier ones before later ones */
    unsigned count;
};

/* ---- The model. ---- */

static unsigned model_place(const struct model *t, int node)
{
    unsigned at = 0;
    while (t->order[at] != node) {
        at++;
    }
    return at;
}

/* Puts the node into this place of the order, before what is there. */
static void model_insert(struct model *t, int node, int parent, unsigned at)
{
    for (unsigned i = t->count++; i > at; i--) {
        t->order[i] = t->order[i - 1];
    }
    t->order[at] = node;
    t->parent[node] = parent;
}

static void model_take(struct model *t, int node)
{
    for (unsigned i = model_place(t, node) + 1; i < t->count; i++) {
        t->order[i - 1] = t->order[i];
    }
    t->count--;
    t->parent[node] = NOWHERE;
}

/* The first child of a node; NOWHERE: it has none. */
static int model_child(const struct model *t, int node)
{
    for (unsigned i = 0; i < t->count; i++) {
        if (t->parent[t->order[i]] == node) {
            return t->order[i];
        }
    }
    return NOWHERE;
}

/* Its children come where it was, among their new siblings. */
static void model_remove(struct model *t, int node)
{
    for (int child = model_child(t, node); child != NOWHERE; child = model_child(t, node)) {
        model_take(t, child);
        model_insert(t, child, t->parent[node], model_place(t, node));
    }
    model_take(t, node);
}

static void model_move(struct model *t, int from, int to)
{
    t->order[model_place(t, from)] = to;
    t->parent[to] = t->parent[from];
    t->parent[from] = NOWHERE;
    for (int i = 0; i < NODES; i++) {
        t->parent[i] = t->parent[i] == from ? to : t->parent[i];
    }
}

/* The next node in pre-order below top, walking from above; ROOT: there is none. */
static int model_next(const struct model *t, int node)
{
    int child = model_child(t, node);
    if (child != NOWHERE) {
        return child;
    }
    while (node != ROOT) {
        for (unsigned i = model_place(t, node) + 1; i < t->count; i++) {
            if (t->parent[t->order[i]] == t->parent[node]) {
                return t->order[i]; /* its next sibling */
            }
        }
        node = t->parent[node];
    }
    return ROOT;
}

static unsigned model_depth(const struct model *t, int node)
{
    unsigned depth = 0;
    for (; node != ROOT; node = t->parent[node]) {
        depth++;
    }
    return depth;
}

/* ---- The tree. ---- */

static struct tree_node *node_at(struct kernel *k, node_id node)
{
    return node < NODE_FIRST_MAPPING ? &k->slot[node].node
                                     : &k->mapping[node - NODE_FIRST_MAPPING + 1].node;
}

static node_id place_of(int node)
{
    return node == ROOT ? NODE_ROOT : places[node];
}

static void assert_same(struct kernel *k, const struct model *t)
{
    int node = ROOT;
    unsigned count = 0;
    do {
        int next = model_next(t, node);
        assert_int_equal(node_at(k, place_of(node))->next, place_of(next));
        assert_int_equal(node_at(k, place_of(next))->previous, place_of(node));
        assert_int_equal(node_at(k, place_of(node))->depth, model_depth(t, node));
        node = next;
        count++;
    } while (node != ROOT);
    assert_int_equal(count, t->count + 1);
    static const struct tree_node nothing;
    for (int i = 0; i < NODES; i++) {
        if (t->parent[i] == NOWHERE) {
            assert_memory_equal(node_at(k, places[i]), &nothing, sizeof nothing);
        }
    }
}

/* Whether a node is this one, or was made from it at whatever remove. */
static bool model_descends(const struct model *t, int node, int from)
{
    while (node != from && node != ROOT) {
        node = t->parent[node];
    }
    return node == from;
}

/* What the list is asked for: who is made from whom, and subtrees as runs of it. */
static void assert_answers(const struct kernel *k, const struct model *t)
{
    for (int top = 0; top < NODES; top++) {
        int last = top;
        if (t->parent[top] == NOWHERE) {
            continue;
        }
        for (int node = top; node != ROOT && model_descends(t, node, top);
             node = model_next(t, node)) {
            int next = model_next(t, node);
            bool below = next != ROOT && model_descends(t, next, top);
            assert_int_equal(tree_next_below(k, place_of(top), place_of(node)),
                             below ? place_of(next) : NODE_ROOT);
            assert_int_equal(tree_previous(k, place_of(next)), place_of(node));
            last = node;
        }
        assert_int_equal(tree_last_below(k, place_of(top)), place_of(last));
        for (int other = 0; other < NODES; other++) {
            if (t->parent[other] == NOWHERE) {
                continue;
            }
            assert_int_equal(tree_is_below(k, place_of(top), place_of(other)),
                             model_descends(t, other, top));
            assert_int_equal(tree_is_child(k, place_of(top), place_of(other)),
                             t->parent[other] == top);
        }
    }
}

/* A kernel whose tree is empty: nothing else of it is looked at. */
static struct kernel *empty_tree(struct model *t)
{
    struct kernel *k = machine_kernel(MACHINE({.label = 1}));
    for (node_id node = 0; node < NODE_END; node++) {
        *node_at(k, node) = (struct tree_node){0};
    }
    *t = (struct model){.count = 0};
    for (int i = 0; i < NODES; i++) {
        t->parent[i] = NOWHERE;
    }
    return k;
}

/* xorshift: the same values in every run. */
static uint32_t next_value(uint64_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    return (uint32_t)(*seed >> 16);
}

/* A node that is in the tree, or is not; NOWHERE when there is none. */
static int choose(const struct model *t, uint64_t *seed, bool in_tree)
{
    int first = (int)(next_value(seed) % NODES);
    for (int i = 0; i < NODES; i++) {
        int node = (first + i) % NODES;
        if ((t->parent[node] != NOWHERE) == in_tree) {
            return node;
        }
    }
    return NOWHERE;
}

static void step_add(struct kernel *k, struct model *t, uint64_t *seed, int added)
{
    int other = choose(t, seed, true);
    switch (other == NOWHERE ? 0 : next_value(seed) % 4) {
    case 0:
        tree_add(k, places[added]);
        model_insert(t, added, ROOT, 0);
        break;
    case 1:
        tree_add_sibling(k, places[other], places[added]);
        model_insert(t, added, t->parent[other], model_place(t, other));
        break;
    default:
        tree_add_child(k, places[other], places[added]);
        model_insert(t, added, other, 0);
        break;
    }
}

static void step(struct kernel *k, struct model *t, uint64_t *seed)
{
    int inside = choose(t, seed, true);
    int outside = choose(t, seed, false);
    unsigned kind = next_value(seed) % 8;
    if (inside == NOWHERE || (outside != NOWHERE && kind < 4)) {
        step_add(k, t, seed, outside);
    } else if (outside == NOWHERE || kind < 7) {
        tree_remove(k, places[inside]);
        model_remove(t, inside);
    } else {
        tree_move(k, places[inside], places[outside]);
        model_move(t, inside, outside);
    }
}

static void random_sequences_follow_the_model(void **state)
{
    (void)state;
    struct model t;
    struct kernel *k = empty_tree(&t);
    uint64_t seed = 88172645463325252u;
    unsigned deepest = 0;
    unsigned full = 0;
    for (unsigned i = 0; i < STEPS; i++) {
        step(k, &t, &seed);
        assert_same(k, &t);
        if (i % 16 == 0) {
            assert_answers(k, &t);
        }
        for (unsigned n = 0; n < t.count; n++) {
            unsigned depth = model_depth(&t, t.order[n]);
            deepest = depth > deepest ? depth : deepest;
        }
        full += t.count == NODES;
    }
    assert_true(deepest >= 6); /* the sequence has been everywhere */
    assert_true(full > 0);
}

/* As deep as there are nodes: each the child of the one before, and away again from the top. */
static void chain_of_children(void **state)
{
    (void)state;
    struct model t;
    struct kernel *k = empty_tree(&t);
    tree_add(k, places[0]);
    model_insert(&t, 0, ROOT, 0);
    for (int i = 1; i < NODES; i++) {
        tree_add_child(k, places[i - 1], places[i]);
        model_insert(&t, i, i - 1, 0);
        assert_same(k, &t);
        assert_answers(k, &t);
    }
    assert_int_equal(node_at(k, places[NODES - 1])->depth, NODES);
    for (int i = 0; i < NODES; i++) {
        tree_remove(k, places[i]);
        model_remove(&t, i);
        assert_same(k, &t);
    }
    assert_int_equal(node_at(k, NODE_ROOT)->next, NODE_ROOT);
}

/* What the kernel itself makes of it: slots and mappings of tasks are roots of their own. */
static void booted_tree_is_flat(void **state)
{
    (void)state;
    struct kernel *k = machine_kernel(MACHINE({.label = 1}, {.label = 2}));
    unsigned nodes = 0;
    for (node_id node = node_at(k, NODE_ROOT)->next; node != NODE_ROOT;
         node = node_at(k, node)->next) {
        assert_int_equal(node_at(k, node)->depth, 1);
        nodes++;
    }
    assert_int_equal(nodes, 2 * (3 + 3)); /* initial handles; code, data and stack */
}

static void nodes_of_slots_are_told_apart(void **state)
{
    (void)state;
    node_id expected = NODE_FIRST_SLOT;
    for (process_id process = 1; process <= CONFIG_PROCESSES; process++) {
        for (slot_id slot = 1; slot <= CONFIG_SLOTS; slot++) {
            node_id node = node_of_slot(process, slot);
            assert_int_equal(node, expected++);
            assert_int_equal(slot_of_node(node), slot);
            assert_int_equal(process_of_node(node), process);
        }
    }
    assert_int_equal(expected, NODE_FIRST_TRANSIT);
    assert_int_equal(node_of_mapping(1), NODE_FIRST_MAPPING);
    assert_int_equal(node_of_mapping(CONFIG_MAPPINGS), NODE_END - 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(random_sequences_follow_the_model),
        TEST(chain_of_children),
        TEST(booted_tree_is_flat),
        TEST(nodes_of_slots_are_told_apart),
    };
    return cmocka_run_group_tests_name("tree", tests, NULL, NULL);
}
