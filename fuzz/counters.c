/*
 * State counters: what libFuzzer counts as coverage besides the edges of the kernel's code.
 *
 * Many deep states run through the same edges as shallow ones: the fourth sender of a chain takes
 * the path of the third. Each counter here stands for one feature of the state (so many threads
 * blocked, so long a chain), so that an input that deepens it is kept. The engine clears the
 * section before each input; without that engine the counters count for nobody.
 */
#include <anvil/syscalls.h>

#include "session.h"

#define STATUSES                                                                                   \
    48u /* answers told apart: 0 to 14, all others, -1 to -32; what parks has its own */
#define DEPTHS   64u /* a number of something */
#define MIXTURES 4096u

static struct {
    uint8_t answer[SYS_CALLS + 1][STATUSES + 1];
    uint8_t blocked[DEPTHS];   /* threads that send, wait or sleep */
    uint8_t chain[DEPTHS];     /* senders one behind the other */
    uint8_t signals[DEPTHS];   /* cells that are not empty */
    uint8_t timers[DEPTHS];    /* that run */
    uint8_t messages[DEPTHS];  /* unread in one queue */
    uint8_t transit[DEPTHS];   /* handles in messages */
    uint8_t nesting[DEPTHS];   /* channels one in the other */
    uint8_t objects[DEPTHS];   /* made at run time, and there */
    uint8_t mappings[DEPTHS];  /* of all spaces */
    uint8_t derived[DEPTHS];   /* names and mappings made one from the other, the longest line */
    uint8_t unborn[DEPTHS];    /* processes without a thread yet */
    uint8_t areas[DEPTHS];     /* of the arena that somebody has */
    uint8_t mixture[MIXTURES]; /* how many threads do what: two bits for each state */
} counters __attribute__((section("__libfuzzer_extra_counters"), aligned(8)));

static void depth_count(uint8_t counter[DEPTHS], unsigned depth)
{
    counter[depth < DEPTHS ? depth : DEPTHS - 1] = 1;
}

static unsigned status_index(uint32_t value)
{
    if (value < 15) {
        return value;
    }
    return 0u - value <= 32 ? 15 + (0u - value) : 15;
}

void counters_call(uint32_t number, const struct machine_result *result)
{
    unsigned call = number < SYS_CALLS ? number : SYS_CALLS;
    counters.answer[call][result->returned ? status_index(result->value) : STATUSES] = 1;
}

/* How many sends, one behind the other, begin with this thread's. */
static unsigned chain_length(const struct kernel *k, thread_id thread)
{
    unsigned length = 0;
    while (thread != NONE && k->thread[thread].state == THREAD_SENDING && length < DEPTHS) {
        thread = k->process[k->ipc.thread[thread].target].first_thread;
        length++;
    }
    return length;
}

static unsigned signals_taken(const struct kernel *k)
{
    unsigned count = 0;
    for (process_id process = 1; process <= CONFIG_PROCESSES; process++) {
        const struct signal_row *row = &k->signal.row[process];
        for (unsigned cell = row->first; cell != 0; cell = row->cell[cell].next) {
            count++;
        }
    }
    return count;
}

static unsigned timers_running(const struct kernel *k)
{
    unsigned count = 0;
    for (timer_id timer = k->time.first; timer != NONE; timer = k->time.timer[timer].next) {
        count++;
    }
    return count;
}

/* How many channels an end is in, one in the other. */
static unsigned nesting_depth(const struct kernel *k, unsigned end)
{
    unsigned depth = 0;
    node_id name = k->channel.end[end].name;
    while (name >= NODE_FIRST_TRANSIT && depth < DEPTHS) {
        unsigned message = ((unsigned)name - NODE_FIRST_TRANSIT) / CONFIG_MESSAGE_HANDLES + 1u;
        name = k->channel.end[k->channel.message[message].end - OBJECT_FIRST_CHANNEL].name;
        depth++;
    }
    return depth;
}

static unsigned queue_length(const struct kernel *k, unsigned end)
{
    unsigned length = 0;
    for (message_id id = k->channel.end[end].first; id != NONE; id = k->channel.message[id].next) {
        length++;
    }
    return length;
}

static void channels_count(const struct kernel *k)
{
    unsigned transit = 0;
    unsigned objects = 0;
    for (unsigned end = 0; end < 2 * CONFIG_CHANNELS; end++) {
        depth_count(counters.nesting, nesting_depth(k, end));
        depth_count(counters.messages, queue_length(k, end));
    }
    for (node_id node = NODE_FIRST_TRANSIT; node < NODE_FIRST_MAPPING; node++) {
        transit += k->slot[node].object != NONE;
    }
    for (object_id id = OBJECT_FIRST_EVENT; id < OBJECT_END; id++) {
        objects += k->object[id].type != OBJECT_FREE;
    }
    depth_count(counters.transit, transit);
    depth_count(counters.objects, objects);
}

/* How many nodes lie one below the other; each knows its depth in the tree. */
static unsigned derivation_depth(const struct kernel *k)
{
    unsigned deepest = 0;
    for (node_id node = NODE_FIRST_SLOT; node < NODE_FIRST_MAPPING; node++) {
        bool is_used = k->slot[node].object != NONE;
        unsigned depth = is_used ? k->slot[node].node.depth : 0;
        deepest = depth > deepest ? depth : deepest;
    }
    for (mapping_id mapping = 1; mapping <= CONFIG_MAPPINGS; mapping++) {
        unsigned depth = k->mapping[mapping].process != NONE ? k->mapping[mapping].node.depth : 0;
        deepest = depth > deepest ? depth : deepest;
    }
    return deepest;
}

static void spaces_count(const struct kernel *k)
{
    unsigned mappings = 0;
    unsigned unborn = 0;
    unsigned areas = 0;
    for (mapping_id mapping = 1; mapping <= CONFIG_MAPPINGS; mapping++) {
        mappings += k->mapping[mapping].process != NONE;
    }
    for (process_id process = 1; process <= CONFIG_PROCESSES; process++) {
        unborn += k->process[process].state == PROCESS_INITIAL;
    }
    for (unsigned area = 0; area < CONFIG_AREAS; area++) {
        areas += k->area.area[area].process != NONE;
    }
    depth_count(counters.mappings, mappings);
    depth_count(counters.derived, derivation_depth(k));
    depth_count(counters.unborn, unborn);
    depth_count(counters.areas, areas);
}

void counters_state(const struct kernel *k)
{
    unsigned threads[THREAD_DEAD + 1] = {0};
    unsigned chain = 0;
    for (thread_id thread = 1; thread <= CONFIG_THREADS; thread++) {
        unsigned length = chain_length(k, thread);
        threads[k->thread[thread].state]++;
        chain = length > chain ? length : chain;
    }
    unsigned mixture = 0;
    for (unsigned state = THREAD_READY; state <= THREAD_AWAITING; state++) {
        mixture = mixture << 2 | (threads[state] < 3 ? threads[state] : 3);
    }
    counters.mixture[mixture] = 1;
    depth_count(counters.blocked, threads[THREAD_SENDING] + threads[THREAD_WAITING] +
                                      threads[THREAD_SLEEPING] + threads[THREAD_NANOSLEEPING] +
                                      threads[THREAD_AWAITING]);
    depth_count(counters.chain, chain);
    depth_count(counters.signals, signals_taken(k));
    depth_count(counters.timers, timers_running(k));
    channels_count(k);
    spaces_count(k);
}
