/*
 * kernel_check, fifth part: channels, messages and waits for signals.
 */
#include "check.h"

/* ---- Channels ---- */

static const char *check_queue(const struct kernel *k, object_id end, unsigned places[])
{
    const struct channel_end *queue = &k->channel.end[end - OBJECT_FIRST_CHANNEL];
    message_id last = NONE;
    for (message_id message = queue->first; message != NONE;) {
        REQUIRE(message <= MESSAGES_ALL && places[message]++ == 0, "messages are no list");
        REQUIRE(k->channel.message[message].end == end, "message in another queue");
        REQUIRE((k->channel.message[message].job != NONE) == (message <= CONFIG_MESSAGES),
                "message that nobody pays for");
        REQUIRE(k->channel.message[message].length <= CONFIG_MESSAGE_BYTES &&
                    k->channel.message[message].handles <= CONFIG_MESSAGE_HANDLES,
                "message too long");
        last = message;
        message = k->channel.message[message].next;
    }
    REQUIRE(queue->last == last, "wrong end of a queue of messages");
    if (k->object[end].type == OBJECT_FREE) {
        REQUIRE(queue->first == NONE && queue->name == NONE && queue->listens == NONE,
                "remains of a closed channel");
        return NULL;
    }
    if (k->object[end].handles == 0) {
        bool closing = (k->sched.work & WORK_UNNAMED) != 0; /* and will forget its name */
        REQUIRE(queue->name == NONE || closing, "name of an end that has none");
        REQUIRE(queue->listens != NONE || closing, "channel that nobody has");
        return NULL;
    }
    REQUIRE(queue->name >= NODE_FIRST_SLOT && queue->name < NODE_FIRST_MAPPING &&
                k->slot[queue->name].object == end && k->object[end].handles == 1,
            "channel without its one name");
    return NULL;
}

static const char *check_free_messages(const struct kernel *k, unsigned places[])
{
    for (message_id message = k->channel.free_first; message != NONE;) {
        REQUIRE(message <= CONFIG_MESSAGES && places[message]++ == 0,
                "free messages are no list, or in use");
        REQUIRE(k->channel.message[message].job == NONE && k->channel.message[message].handles == 0,
                "free message with contents");
        message = k->channel.message[message].next;
    }
    return NULL;
}

const char *check_channels(const struct kernel *k)
{
    unsigned places[MESSAGES_ALL + 1] = {0};
    for (object_id end = OBJECT_FIRST_CHANNEL; end < OBJECT_FIRST_EVENTPAIR; end++) {
        const char *broken = check_queue(k, end, places);
        REQUIRE(broken == NULL, broken);
    }
    const char *broken = check_free_messages(k, places);
    REQUIRE(broken == NULL, broken);
    for (message_id message = 1; message <= CONFIG_MESSAGES; message++) {
        REQUIRE(places[message] == 1, "lost message");
        for (unsigned i = k->channel.message[message].handles; i < CONFIG_MESSAGE_HANDLES; i++) {
            node_id node =
                (node_id)(NODE_FIRST_TRANSIT + (message - 1u) * CONFIG_MESSAGE_HANDLES + i);
            REQUIRE(k->slot[node].object == NONE, "handle in transit of no message");
        }
    }
    for (message_id own = CONFIG_MESSAGES + 1; own <= MESSAGES_ALL; own++) {
        bool queued = k->channel.message[own].end != NONE;
        REQUIRE(places[own] == queued, "thread's own message lost");
    }
    return NULL;
}

/* No end is among its own messages, at any depth: outwards from each one ends at a process. */
const char *check_forest(const struct kernel *k)
{
    for (object_id end = OBJECT_FIRST_CHANNEL; end < OBJECT_FIRST_EVENTPAIR; end++) {
        bool named = k->object[end].handles > 0;
        node_id name = named ? k->channel.end[end - OBJECT_FIRST_CHANNEL].name : NODE_ROOT;
        for (unsigned steps = 0; name >= NODE_FIRST_TRANSIT; steps++) {
            REQUIRE(steps <= CONFIG_MESSAGES, "channel inside itself");
            REQUIRE(name < NODE_FIRST_OWN, "channel in a message about an exception");
            unsigned message = (name - (unsigned)NODE_FIRST_TRANSIT) / CONFIG_MESSAGE_HANDLES + 1;
            object_id outer = k->channel.message[message].end;
            REQUIRE(outer >= OBJECT_FIRST_CHANNEL && outer < OBJECT_FIRST_EVENTPAIR,
                    "message in no queue");
            name = k->channel.end[outer - OBJECT_FIRST_CHANNEL].name;
        }
    }
    return NULL;
}

/* ---- Waits ---- */

static const struct wait_item *item_at(const struct kernel *k, wait_id item)
{
    return &k->wait.thread[item / WAIT_ITEMS].item[item % WAIT_ITEMS];
}

/* How often an item is in the list of its object; -1 when that is no proper list. */
static int list_count(const struct kernel *k, object_id object, wait_id counted)
{
    int count = 0;
    wait_id previous = NONE;
    unsigned steps = 0;
    for (wait_id item = k->object[object].first_wait; item != NONE; item = item_at(k, item)->next) {
        if (item >= (CONFIG_THREADS + 1) * WAIT_ITEMS || steps++ > CONFIG_THREADS * WAIT_ITEMS ||
            item_at(k, item)->object != object ||
            (previous != NONE && item_at(k, item)->previous != previous)) {
            return -1;
        }
        count += item == counted;
        previous = item;
    }
    wait_id first = k->object[object].first_wait;
    return first == NONE || item_at(k, first)->previous == previous ? count : -1;
}

static const char *check_item(const struct kernel *k, thread_id thread, unsigned i, bool waits)
{
    const struct wait_item *item = &k->wait.thread[thread].item[i];
    if (!waits) {
        REQUIRE(item->object == NONE && item->node == NONE && item->next == NONE &&
                    item->previous == NONE,
                "item of a thread that does not wait");
        return NULL;
    }
    REQUIRE(item->object != NONE && item->object < OBJECT_END, "wait for no object");
    REQUIRE(item->node >= NODE_FIRST_SLOT && item->node < NODE_FIRST_MAPPING &&
                k->slot[item->node].object == item->object,
            "wait by a handle that is gone");
    REQUIRE(k->thread[thread].stopped != 0 ||
                (k->object[item->object].signals & item->signals) == 0,
            "lost wake-up");
    REQUIRE(list_count(k, item->object, (wait_id)(thread * WAIT_ITEMS + i)) == 1,
            "wait missing in its object's list");
    return NULL;
}

const char *check_waits(const struct kernel *k)
{
    for (object_id object = 1; object < OBJECT_END; object++) {
        REQUIRE(list_count(k, object, NONE) == 0, "waits are no list");
    }
    for (thread_id thread = 0; thread <= CONFIG_THREADS; thread++) {
        const struct wait_thread *wait = &k->wait.thread[thread];
        uint8_t state = k->thread[thread].state;
        bool waits = thread != NONE && state == THREAD_AWAITING;
        REQUIRE(wait->count <= WAIT_ITEMS, "too many items");
        REQUIRE(waits || wait->count == 0 || state == THREAD_READY, "results of no wait");
        for (unsigned i = 0; i < WAIT_ITEMS; i++) {
            const char *broken = check_item(k, thread, i, waits && i < wait->count);
            REQUIRE(broken == NULL, broken);
        }
    }
    return NULL;
}
