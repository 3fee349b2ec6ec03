/*
 * check_tree.c, check_channels.c and what check_objects.c knows of pairs and of handles in transit:
 * each row spoils one thing; kernel_check must complain, in these words.
 */
#include "check.h"

#include "corruption.h"
#include "shares.h"

/* Alice has two threads that wait; Bob runs, and a thread of his sleeps. */
struct scene {
    struct machine *m;
    struct kernel *k;
    process_id alice;
    thread_id runner;
    thread_id one;     /* waits for the event and for an end of the pair */
    thread_id other;   /* waits for the event */
    thread_id sleeper; /* sleeps for ever, but for a millisecond */
    job_id job;        /* Alice's */
    object_id event;   /* waited for by both, also sent in the first message */
    object_id pair;    /* its first end is waited for */
    object_id writer;  /* an end of a channel ... */
    object_id reader;  /* ... and the other, with two messages, first and second */
    object_id sent;    /* an end, sent in the first message; its peer is Alice's */
    object_id lone;    /* an end without a peer */
    object_id half;    /* the half of a pair */
    message_id first;  /* with two handles */
    message_id second; /* without */
    message_id free;
    mapping_id unmapped;
};

static object_id object_of(struct scene *s, uint32_t handle)
{
    return s->k->slot[node_of_slot(s->alice, name_slot(s->k, s->alice, handle))].object;
}

static void scene_messages(struct scene *s)
{
    struct machine *m = s->m;
    uint32_t event = make_event(m);
    struct ends channel = make_channel(m);
    struct ends inner = make_channel(m);
    s->event = object_of(s, event);
    s->writer = object_of(s, channel.a);
    s->reader = object_of(s, channel.b);
    s->sent = object_of(s, inner.a);
    const uint32_t handles[2] = {inner.a, with_rights(m, event, ZX_RIGHT_SAME_RIGHTS)};
    assert_int_equal(send(m, channel.a, "text", 2, handles), ZX_OK);
    assert_int_equal(send(m, channel.a, "more", 0, NULL), ZX_OK);
    s->first = s->k->channel.end[s->reader - OBJECT_FIRST_CHANNEL].first;
    s->second = s->k->channel.message[s->first].next;
    s->free = s->k->channel.free_first;
    struct ends lone = make_channel(m);
    s->lone = object_of(s, lone.a);
    assert_int_equal(zx(m, SYS_HANDLE_CLOSE, lone.b), ZX_OK);
    struct ends half = make_eventpair(m);
    s->half = object_of(s, half.a);
    assert_int_equal(zx(m, SYS_HANDLE_CLOSE, half.b), ZX_OK);
    put_words(m, ITEMS, event, ZX_SIGNALED, 0);
}

static void scene_waits(struct scene *s)
{
    struct machine *m = s->m;
    uint32_t event = word(m, ITEMS);
    struct ends pair = make_eventpair(m);
    s->pair = object_of(s, pair.a);
    put_words(m, ITEMS + 12, pair.a, ZX_SIGNALED, 0);
    s->one = machine_current(m);
    call_parks(m, SYS_OBJECT_WAIT_MANY, at(m, ITEMS), 2, FOR_EVER);
    run(m, s->other);
    call_parks(m, SYS_OBJECT_WAIT_ONE, event, ZX_SIGNALED, FOR_EVER, 0);
    run(m, s->sleeper);
    call_parks(m, SYS_SLEEP, UINT32_MAX, SLEEP_DEEP);
}

static void scene_make(struct scene *s)
{
    struct machine *m = s->m;
    struct kernel *k = machine_kernel(m);
    *s = (struct scene){.m = m, .k = k, .alice = machine_process(m, ALICE)};
    s->job = k->process[s->alice].job;
    s->other = machine_thread(m, s->alice, true);
    s->sleeper = machine_thread(m, machine_process(m, BOB), true);
    s->unmapped = k->space.free_first;
    s->runner = thread_of(m, BOB);
    be(m, ALICE);
    scene_messages(s);
    scene_waits(s);
    be(m, BOB);
}

#define OBJECT(which)  s->k->object[s->which]
#define JOB            s->k->job[s->job]
#define END(which)     s->k->channel.end[s->which - OBJECT_FIRST_CHANNEL]
#define MESSAGE(which) s->k->channel.message[s->which]
#define WAITS(which)   s->k->wait.thread[s->which]
#define ITEM(which, n) s->k->wait.thread[s->which].item[n]
#define ITEM_AT(id)    s->k->wait.thread[(id) / WAIT_ITEMS].item[(id) % WAIT_ITEMS]
#define VOID           (SLOT_THREAD + 1) /* a slot of the window in which nothing is */
#define SLOT(n)        s->k->slot[node_of_slot(s->alice, n)]
#define ROOT           s->k->slot[NODE_ROOT].node
#define PLACE(which, n)                                                                            \
    (node_id)(NODE_FIRST_TRANSIT + (s->which - 1) * CONFIG_MESSAGE_HANDLES + (n))
#define TRANSIT(which, n) s->k->slot[PLACE(which, n)]
#define NODE(n)           s->k->slot[n].node

/* The place of an object's first name. */
static node_id name_of(const struct scene *s, object_id object)
{
    node_id node = NODE_FIRST_SLOT;
    while (s->k->slot[node].object != object) {
        node++;
    }
    return node;
}

/* The job pays for one message more or less, as far as anybody counts. */
static void pay(struct scene *s, message_id message, job_id job)
{
    struct message *paid = &s->k->channel.message[message];
    if (paid->job != NONE) {
        quota_release(s->k, paid->job, POOL_MESSAGES);
        s->k->object[object_of_job(paid->job)].references--;
    }
    if (job != NONE) {
        quota_charge(s->k, job, POOL_MESSAGES);
        s->k->object[object_of_job(job)].references++;
    }
    paid->job = job;
}

/* A handle of Alice's gets into this place in transit. */
static void put_in_transit(struct scene *s, object_id object, node_id place)
{
    handle_send(s->k, s->alice, slot_of_node(name_of(s, object)), place);
}

/* A free message is in the queue of an end, and paid for. */
static void queue_free_message(struct scene *s, object_id end)
{
    struct channel_end *queue = &s->k->channel.end[end - OBJECT_FIRST_CHANNEL];
    pay(s, s->free, s->job);
    queue->first = s->free;
    queue->last = s->free;
    s->k->channel.free_first = s->k->channel.message[s->free].next;
    s->k->channel.message[s->free].next = NONE;
    s->k->channel.message[s->free].end = end;
}

/* The first node of the tree is not in it any more, but does not know. */
static void cut_out_first(struct scene *s)
{
    node_id cut = ROOT.next;
    node_id second = NODE(cut).next;
    ROOT.next = second;
    NODE(second).previous = NODE_ROOT;
}

#define TREE_CORRUPTIONS(ROW)                                                                      \
    ROW("tree is no list", ROOT.next = NODE_END)                                                   \
    ROW("tree is no list", NODE(ROOT.next).next = ROOT.next)                                       \
    ROW("unused node in the tree", tree_add(s->k, node_of_slot(s->alice, VOID)))                   \
    ROW("unused node in the tree", tree_add(s->k, node_of_mapping(s->unmapped)))                   \
    ROW("unused node in the tree", SLOT(VOID).node.depth = 1)                                      \
    ROW("unused node in the tree", SLOT(VOID).node.previous = 1)                                   \
    ROW("unused node in the tree", s->k->mapping[s->unmapped].node.depth = 1)                      \
    ROW("stale link of an unused node", TRANSIT(free, 0).node.next = 1)                            \
    ROW("stale link of an unused node", s->k->mapping[s->unmapped].node.next = 1)                  \
    ROW("linked one way", NODE(ROOT.next).previous = ROOT.next)                                    \
    ROW("node too deep", NODE(ROOT.next).depth = 2)                                                \
    ROW("node too deep", NODE(ROOT.next).depth = 0)                                                \
    ROW("node too deep", NODE(NODE(ROOT.next).next).depth = 3)                                     \
    ROW("root of the tree", ROOT.previous = ROOT.next)                                             \
    ROW("root of the tree", ROOT.depth = 1)                                                        \
    ROW("node missing", cut_out_first(s))                                                          \
    ROW("quota counted wrong", JOB.used[POOL_EVENTS]++)                                            \
    ROW("quota counted wrong", JOB.used[POOL_CHANNELS]--)                                          \
    ROW("quota counted wrong", JOB.used[POOL_EVENTPAIRS]--)                                        \
    ROW("quota counted wrong", JOB.used[POOL_MESSAGES]--)                                          \
    ROW("quota counted wrong", JOB.used[POOL_THREADS]--)                                           \
    ROW("quota counted wrong", JOB.used[POOL_JOBS]++)                                              \
    ROW("quota counted wrong", JOB.used[POOL_PROCESSES]++)                                         \
    ROW("quota counted wrong", JOB.used[POOL_MAPPINGS]++)                                          \
    ROW("quota counted wrong", s->k->job[JOB.parent].used[POOL_EVENTS]++)                          \
    ROW("quota counted wrong", s->k->job[OBJECT_FIRST_JOB].used[POOL_EVENTS]++)                    \
    ROW("quota exceeded", JOB.limit[POOL_EVENTS] = 0)                                              \
    ROW("quota exceeded", s->k->job[JOB.parent].limit[POOL_MESSAGES] = 1)

#define CHANNEL_CORRUPTIONS(ROW)                                                                   \
    ROW("peer closed or not", OBJECT(writer).signals |= ZX_PEER_CLOSED_BIT)                        \
    ROW("peer closed or not", OBJECT(lone).signals = 0)                                            \
    ROW("peer closed or not", OBJECT(half).signals = 0)                                            \
    ROW("peer closed or not", OBJECT(pair).signals = ZX_PEER_CLOSED_BIT)                           \
    ROW("writable without", OBJECT(writer).signals = 0)                                            \
    ROW("writable without", OBJECT(lone).signals |= ZX_WRITABLE)                                   \
    ROW("readable without", OBJECT(reader).signals = ZX_WRITABLE)                                  \
    ROW("readable without", OBJECT(writer).signals |= ZX_READABLE)                                 \
    ROW("generation too wide", TRANSIT(first, 0).generation = GENERATION_MASK + 1)                 \
    ROW("handle of no object", TRANSIT(first, 0).object = OBJECT_END)                              \
    ROW("unknown rights", TRANSIT(first, 1).rights = RIGHTS_ALL + 1)                               \
    ROW("rights to nothing", s->k->slot[NODE_FIRST_MAPPING - 1].rights = 1)                        \
    ROW("handle of a free object", TRANSIT(free, 0).object = OBJECT_END - 1)                       \
    ROW("object held too often", OBJECT(event).references = 1)                                     \
    ROW("object held too often", OBJECT(writer).references = 1)                                    \
    ROW("object not held enough", s->k->object[object_of_job(s->job)].references -= 2)             \
    ROW("messages are no list", END(reader).first = MESSAGES_ALL + 1)                              \
    ROW("messages are no list", MESSAGE(second).next = s->first)                                   \
    ROW("message in another queue", MESSAGE(second).end = s->writer)                               \
    ROW("message that nobody pays for", pay(s, s->first, NONE))                                    \
    ROW("message too long", MESSAGE(first).length = CONFIG_MESSAGE_BYTES + 1)                      \
    ROW("message too long", MESSAGE(first).handles = CONFIG_MESSAGE_HANDLES + 1)                   \
    ROW("wrong end of a queue", END(reader).last = s->first)                                       \
    ROW("wrong end of a queue", END(writer).last = s->first)                                       \
    ROW("remains of a closed",                                                                     \
        s->k->channel.end[object_peer(s->lone) - OBJECT_FIRST_CHANNEL].name = NODE_FIRST_SLOT)     \
    ROW("remains of a closed",                                                                     \
        s->k->channel.end[object_peer(s->lone) - OBJECT_FIRST_CHANNEL].listens = 1)                \
    ROW("remains of a closed", queue_free_message(s, object_peer(s->lone)))                        \
    ROW("without its one name", END(writer).name = END(reader).name)                               \
    ROW("without its one name", END(writer).name = NODE_ROOT)                                      \
    ROW("without its one name", END(writer).name = NODE_FIRST_MAPPING)                             \
    ROW("without its one name", handle_place(s->k, s->alice, VOID, s->writer, 0))                  \
    ROW("free messages are no list", s->k->channel.free_first = CONFIG_MESSAGES + 1)               \
    ROW("free messages are no list", s->k->channel.free_first = s->second)                         \
    ROW("free messages are no list", MESSAGE(free).next = s->free)                                 \
    ROW("free message with contents", MESSAGE(free).handles = 1)                                   \
    ROW("free message with contents", pay(s, s->free, s->job))                                     \
    ROW("lost message", s->k->channel.free_first = MESSAGE(free).next)                             \
    ROW("transit of no message", put_in_transit(s, s->lone, PLACE(free, 0)))                       \
    ROW("transit of no message", put_in_transit(s, s->lone, PLACE(first, 2)))                      \
    ROW("message about an exception", put_in_transit(s, s->lone, NODE_FIRST_OWN))                  \
    ROW("transit of no message", put_in_transit(s, s->lone, NODE_FIRST_OWN - 1))                   \
    ROW("channel inside itself", MESSAGE(first).handles = 3;                                       \
        put_in_transit(s, s->reader, PLACE(first, 2)))

#define WAIT_CORRUPTIONS(ROW)                                                                      \
    ROW("waits are no list", OBJECT(event).first_wait = (CONFIG_THREADS + 1) * WAIT_ITEMS)         \
    ROW("waits are no list", OBJECT(event).first_wait = OBJECT(pair).first_wait)                   \
    ROW("waits are no list", ITEM(one, 0).next = (wait_id)(s->one * WAIT_ITEMS))                   \
    ROW("waits are no list", ITEM(one, 0).previous = (wait_id)(s->one * WAIT_ITEMS))               \
    ROW("waits are no list", ITEM(other, 0).previous = (wait_id)(s->other * WAIT_ITEMS))           \
    ROW("waits are no list",                                                                       \
        ITEM_AT(ITEM_AT(OBJECT(event).first_wait).previous).next = OBJECT(event).first_wait)       \
    ROW("waits are no list", ITEM(one, 1).object = s->event)                                       \
    ROW("too many items", WAITS(one).count = WAIT_ITEMS + 1)                                       \
    ROW("results of no wait", WAITS(sleeper).count = 1)                                            \
    ROW("results of no wait", s->k->wait.thread[NONE].count = 1)                                   \
    ROW("results of no wait", s->k->wait.thread[CONFIG_THREADS].count = 1)                         \
    ROW("that does not wait", ITEM(runner, 0).object = s->event)                                   \
    ROW("that does not wait", ITEM(runner, 1).node = 1)                                            \
    ROW("that does not wait", ITEM(sleeper, 2).next = 1)                                           \
    ROW("that does not wait", ITEM(sleeper, 7).previous = 1)                                       \
    ROW("that does not wait", ITEM(one, 2).node = 1)                                               \
    ROW("that does not wait", WAITS(one).count = 1)                                                \
    ROW("wait for no object", OBJECT(pair).first_wait = NONE; ITEM(one, 1).object = NONE)          \
    ROW("wait for no object", OBJECT(pair).first_wait = NONE; ITEM(one, 1).object = OBJECT_END)    \
    ROW("wait for no object", WAITS(one).count = 3)                                                \
    ROW("handle that is gone", ITEM(one, 0).node = ITEM(one, 1).node)                              \
    ROW("handle that is gone", ITEM(one, 0).node = NODE_ROOT)                                      \
    ROW("handle that is gone", ITEM(one, 0).node = NODE_FIRST_MAPPING)                             \
    ROW("lost wake-up", OBJECT(event).signals |= ZX_SIGNALED)                                      \
    ROW("lost wake-up", ITEM(other, 0).signals = ZX_USER_ALL; OBJECT(event).signals = 1u << 31)    \
    ROW("wait missing", OBJECT(pair).first_wait = NONE)                                            \
    ROW("wait missing", ITEM(one, 0).previous = OBJECT(event).first_wait; ITEM(one, 0).next = NONE)

static const struct corruption of_trees[] = {TREE_CORRUPTIONS(DESCRIPTION)};
static const struct corruption of_channels[] = {CHANNEL_CORRUPTIONS(DESCRIPTION)};
static const struct corruption of_waits[] = {WAIT_CORRUPTIONS(DESCRIPTION)};

static void corrupt_trees(struct scene *s, int n)
{
    TREE_CORRUPTIONS(CASE)
}

static void corrupt_channels(struct scene *s, int n)
{
    CHANNEL_CORRUPTIONS(CASE)
}

static void corrupt_waits(struct scene *s, int n)
{
    WAIT_CORRUPTIONS(CASE)
}

static void corruptions_of_trees_are_noticed(void **state)
{
    (void)state;
    struct scene s = {.m = zircon_machine()};
    assert_noticed(of_trees, s.m, &s, scene_make, corrupt_trees, kernel_check);
}

static void corruptions_of_channels_are_noticed(void **state)
{
    (void)state;
    struct scene s = {.m = zircon_machine()};
    assert_noticed(of_channels, s.m, &s, scene_make, corrupt_channels, kernel_check);
}

static void corruptions_of_waits_are_noticed(void **state)
{
    (void)state;
    struct scene s = {.m = zircon_machine()};
    assert_noticed(of_waits, s.m, &s, scene_make, corrupt_waits, kernel_check);
}

/* What the image gives is held although nobody has a handle of it, once. */
static void events_of_the_image_are_held(void **state)
{
    (void)state;
    struct kernel *k = machine_kernel(shares_machine(START_BOOT));
    k->object[OBJECT_FIRST_EVENT].references = 0;
    assert_string_equal(kernel_check(k), "object not held enough");
    k->object[OBJECT_FIRST_EVENT].references = 2;
    assert_string_equal(kernel_check(k), "object held too often");
}

/* The check of the forest relies on nothing that it has not looked at itself. */
static void forest_ends_at_the_pool(void **state)
{
    (void)state;
    struct scene s = {.m = zircon_machine()};
    static const object_id ends[] = {NONE, OBJECT_FIRST_CHANNEL - 1, OBJECT_FIRST_EVENTPAIR,
                                     UINT16_MAX};
    scene_make(&s);
    for (unsigned i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        s.k->channel.message[s.first].end = ends[i];
        assert_string_equal(check_forest(s.k), "message in no queue");
    }
}

/* What is named by nobody and listens to nothing is held by nothing, which is noticed before. */
static void channels_are_had_by_somebody(void **state)
{
    (void)state;
    struct scene s = {.m = zircon_machine()};
    scene_make(&s);
    s.k->object[s.lone].handles = 0;
    s.k->channel.end[s.lone - OBJECT_FIRST_CHANNEL].name = NODE_ROOT;
    assert_string_equal(check_channels(s.k), "channel that nobody has");
    s.k->sched.work |= WORK_UNNAMED;
    assert_null(check_channels(s.k));
}

/* The check of the quota ends, whatever is above a job. */
static void job_above_itself(void **state)
{
    (void)state;
    struct scene s = {.m = zircon_machine()};
    scene_make(&s);
    s.k->job[s.job].parent = s.job;
    assert_string_equal(check_quota(s.k), "quota counted wrong");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(corruptions_of_trees_are_noticed),
        TEST(corruptions_of_channels_are_noticed),
        TEST(corruptions_of_waits_are_noticed),
        TEST(events_of_the_image_are_held),
        TEST(forest_ends_at_the_pool),
        TEST(channels_are_had_by_somebody),
        TEST(job_above_itself),
    };
    return cmocka_run_group_tests_name("check_channels", tests, NULL, NULL);
}
