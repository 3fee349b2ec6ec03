/*
 * Wirings; see wiring.h.
 */
#include "wiring.h"

#include <string.h>

/* ---- All wirings of an alphabet of roles. ---- */

unsigned wiring_threads(const struct wiring *w)
{
    return w->processes * THREADS_EACH;
}

static unsigned walk_role(const struct walk *walk, unsigned digit)
{
    return digit < walk->roles ? walk->alphabet[digit] : SENDS + (digit - walk->roles);
}

static void walk_set(struct walk *walk, unsigned thread, unsigned digit)
{
    walk->digit[thread] = digit;
    walk->wiring.role[thread] = walk_role(walk, digit);
}

void walk_start(struct walk *walk, unsigned processes)
{
    walk->wiring.processes = processes;
    for (unsigned t = 0; t < THREADS_MAX; t++) {
        walk_set(walk, t, 0);
    }
}

/* Counts up to the next wiring, digit by digit; false after the last one. */
bool walk_next(struct walk *walk)
{
    unsigned threads = wiring_threads(&walk->wiring);
    unsigned digits = walk->roles + walk->wiring.processes;
    for (unsigned t = 0; t < threads; t++) {
        unsigned digit = walk->digit[t] + 1;
        if (digit < digits) {
            walk_set(walk, t, digit);
            if (!walk->ordered && t % THREADS_EACH == 1) {
                walk_set(walk, t - 1, digit); /* the twins' wiring was there before */
            }
            return true;
        }
        walk_set(walk, t, 0);
    }
    return false;
}

/* ---- The model: the definition, word by word. ---- */

bool model_started(const struct wiring *w, unsigned thread)
{
    return w->role[thread] >= RUNS;
}

/* The started threads of a process. */
unsigned model_team(const struct wiring *w, unsigned process)
{
    unsigned team = 0;
    for (unsigned t = process * THREADS_EACH; t < (process + 1) * THREADS_EACH; t++) {
        team |= model_started(w, t) ? 1u << t : 0;
    }
    return team;
}

/* Each of the set is blocked in a send and every started thread of its target is in the set. */
static bool model_closed(const struct wiring *w, unsigned set)
{
    for (unsigned t = 0; t < wiring_threads(w); t++) {
        if ((set >> t & 1) == 0) {
            continue;
        }
        if (w->role[t] < SENDS || (model_team(w, w->role[t] - SENDS) & ~set) != 0) {
            return false;
        }
    }
    return true;
}

/* The largest closed set, by taking out what breaks it until nothing does. */
unsigned model_stuck(const struct wiring *w)
{
    unsigned set = (1u << wiring_threads(w)) - 1;
    for (unsigned before = 0; before != set;) {
        before = set;
        for (unsigned t = 0; t < wiring_threads(w); t++) {
            if (w->role[t] < SENDS || (model_team(w, w->role[t] - SENDS) & ~set) != 0) {
                set &= ~(1u << t);
            }
        }
    }
    return set;
}

/* The largest closed set, by trying every set there is. */
unsigned model_stuck_slowly(const struct wiring *w)
{
    unsigned all = 0;
    for (unsigned set = 0; set < 1u << wiring_threads(w); set++) {
        all |= model_closed(w, set) ? set : 0;
    }
    return all;
}

/* Which senders are woken: the oldest of the stuck, until none is stuck. */
unsigned model_woken(const struct wiring *before, const unsigned order[THREADS_MAX])
{
    struct wiring w = *before;
    unsigned woken = 0;
    unsigned n = 0;
    while (model_stuck(&w) != 0) {
        while ((model_stuck(&w) >> order[n] & 1) == 0) {
            n++;
        }
        w.role[order[n]] = RUNS;
        woken |= 1u << order[n];
        n = 0;
    }
    return woken;
}

/* ---- The wiring in a struct kernel. ---- */

/* From both ends of the pools, so that no end of them is forgotten. */
thread_id wiring_thread(unsigned thread)
{
    return (thread_id)(thread % 2 == 0 ? 1 + thread / 2 : CONFIG_THREADS - thread / 2);
}

process_id wiring_process(unsigned process)
{
    return (process_id)(process % 2 == 0 ? 1 + process / 2 : CONFIG_PROCESSES - process / 2);
}

static void build_thread(struct kernel *k, const struct wiring *w, unsigned t, uint64_t sent)
{
    static const uint8_t state_of[] = {
        [ABSENT] = THREAD_FREE, [INITIAL] = THREAD_INITIAL, [DEAD] = THREAD_DEAD,
        [RUNS] = THREAD_READY,  [WAITS] = THREAD_WAITING,   [SLEEPS] = THREAD_SLEEPING,
    };
    thread_id id = wiring_thread(t);
    struct thread *thread = &k->thread[id];
    process_id own = wiring_process(t / THREADS_EACH);
    memset(thread, 0, sizeof *thread);
    memset(&k->ipc.thread[id], 0, sizeof k->ipc.thread[id]);
    memset(&k->event.wait[id], 0, sizeof k->event.wait[id]);
    thread->process = own;
    thread->area = 1; /* it has one; nobody looks into it here */
    if (w->role[t] >= SENDS) {
        process_id target = wiring_process(w->role[t] - SENDS);
        thread->state = THREAD_SENDING;
        k->ipc.thread[id].target = target;
        k->ipc.thread[id].length = 1;
        k->ipc.thread[id].sent = sent;
        queue_append(k, &k->ipc.process[target].senders, id);
    } else {
        thread->state = state_of[w->role[t]];
    }
    if (w->role[t] == WAITS) {
        k->event.wait[id].mask = EVENT_IPC;
        queue_append(k, &k->event.process[own].waiters, id);
    } else if (w->role[t] == RUNS) {
        sched_add(k, id);
    }
    if (model_started(w, t)) {
        thread->sibling = k->process[own].first_thread;
        k->process[own].first_thread = id;
    }
}

/* order[n] is the n-th sender in the order of sends; the first one's number is 1. */
void wiring_build(struct kernel *k, const struct wiring *w, const unsigned order[THREADS_MAX])
{
    memset(&k->sched, 0, sizeof k->sched);
    memset(&k->ipc.process, 0, sizeof k->ipc.process);
    memset(&k->event.process, 0, sizeof k->event.process);
    memset(&k->time, 0, sizeof k->time);
    time_init(k);
    for (unsigned p = 0; p < w->processes; p++) {
        k->process[wiring_process(p)].first_thread = NONE;
        k->process[wiring_process(p)].state = PROCESS_RUNNING;
    }
    for (unsigned n = 0; n < THREADS_MAX; n++) {
        if (order[n] < wiring_threads(w)) {
            build_thread(k, w, order[n], n + 1);
        }
    }
    k->ipc.sends = THREADS_MAX;
}
