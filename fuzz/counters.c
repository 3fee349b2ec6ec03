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

#define STATUSES 16u /* answers told apart: 0 to 14, and all others; what parks has its own */
#define DEPTHS   64u /* a number of something */
#define MIXTURES 256u

static struct {
    uint8_t answer[SYS_CALLS + 1][STATUSES + 1];
    uint8_t blocked[DEPTHS];   /* threads that send, wait or sleep */
    uint8_t chain[DEPTHS];     /* senders one behind the other */
    uint8_t signals[DEPTHS];   /* cells that are not empty */
    uint8_t timers[DEPTHS];    /* that run */
    uint8_t mixture[MIXTURES]; /* how many threads do what: two bits for each state */
} counters __attribute__((section("__libfuzzer_extra_counters"), aligned(8)));

static void depth_count(uint8_t counter[DEPTHS], unsigned depth)
{
    counter[depth < DEPTHS ? depth : DEPTHS - 1] = 1;
}

void counters_call(uint32_t number, const struct machine_result *result)
{
    unsigned call = number < SYS_CALLS ? number : SYS_CALLS;
    unsigned status = result->value < STATUSES ? result->value : STATUSES - 1;
    counters.answer[call][result->returned ? status : STATUSES] = 1;
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
    for (unsigned state = THREAD_READY; state <= THREAD_SLEEPING; state++) {
        mixture = mixture << 2 | (threads[state] < 3 ? threads[state] : 3);
    }
    counters.mixture[mixture] = 1;
    depth_count(counters.blocked,
                threads[THREAD_SENDING] + threads[THREAD_WAITING] + threads[THREAD_SLEEPING]);
    depth_count(counters.chain, chain);
    depth_count(counters.signals, signals_taken(k));
    depth_count(counters.timers, timers_running(k));
}
