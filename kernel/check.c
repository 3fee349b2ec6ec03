/*
 * kernel_check: the invariants of threads, queues, scheduler, time and IPC.
 *
 * It shares no code with what it checks beyond the layout and the naming of ids: counts are taken
 * anew, lists are walked with a bound. One function for each owner of state.
 */
#include "check.h"

bool check_alive(const struct kernel *k, thread_id thread)
{
    uint8_t state = k->thread[thread].state;
    return state != THREAD_FREE && state != THREAD_INITIAL && state != THREAD_DEAD;
}

/* How often thread is linked in the queue; -1 when the queue is not a proper circle. */
static int queue_count(const struct kernel *k, const struct queue *queue, thread_id counted)
{
    int count = 0;
    thread_id thread = queue->first;
    for (unsigned steps = 0; thread != NONE; steps++) {
        if (thread > CONFIG_THREADS || steps > CONFIG_THREADS) {
            return -1;
        }
        thread_id next = k->thread[thread].next;
        if (next > CONFIG_THREADS || k->thread[next].previous != thread) {
            return -1;
        }
        count += thread == counted;
        thread = next == queue->first ? NONE : next;
    }
    return count;
}

static const char *check_queues(const struct kernel *k)
{
    for (unsigned p = 0; p < PRIORITIES; p++) {
        const struct queue *queue = &k->sched.ready_queue[p];
        REQUIRE(queue_count(k, queue, NONE) == 0, "ready queue is no circle");
        REQUIRE((queue->first != NONE) == ((k->sched.ready >> p & 1) != 0), "ready bit is wrong");
    }
    for (process_id process = 1; process <= CONFIG_PROCESSES; process++) {
        const struct queue *senders = &k->ipc.process[process].senders;
        const struct queue *waiters = &k->event.process[process].waiters;
        REQUIRE(queue_count(k, senders, NONE) == 0, "senders are no circle");
        REQUIRE(queue_count(k, waiters, NONE) == 0, "waiters are no circle");
        bool running = k->process[process].state == PROCESS_RUNNING;
        REQUIRE(running || (senders->first == NONE && waiters->first == NONE),
                "somebody waits for or in a process that does not run");
    }
    return NULL;
}

/* In how many queues of all a thread is. */
static int queue_memberships(const struct kernel *k, thread_id thread)
{
    int count = 0;
    for (unsigned p = 0; p < PRIORITIES; p++) {
        count += queue_count(k, &k->sched.ready_queue[p], thread);
    }
    for (process_id process = 1; process <= CONFIG_PROCESSES; process++) {
        count += queue_count(k, &k->ipc.process[process].senders, thread);
        count += queue_count(k, &k->event.process[process].waiters, thread);
    }
    return count;
}

/* The queue that a thread's state names, NULL for none. */
static const struct queue *queue_due(const struct kernel *k, thread_id thread)
{
    const struct thread *t = &k->thread[thread];
    switch (t->state) {
    case THREAD_READY:
        return t->stopped != 0 ? NULL : &k->sched.ready_queue[t->priority];
    case THREAD_SENDING:
        return &k->ipc.process[k->ipc.thread[thread].target].senders;
    case THREAD_WAITING:
        return t->stopped != 0 ? NULL : &k->event.process[t->process].waiters;
    default:
        return NULL;
    }
}

static const char *check_send(const struct kernel *k, thread_id thread)
{
    const struct ipc_thread *ipc = &k->ipc.thread[thread];
    const struct thread *t = &k->thread[thread];
    if (t->state != THREAD_SENDING) {
        REQUIRE(ipc->target == NONE && ipc->length == 0 && ipc->sent == 0, "stale send");
        return NULL;
    }
    REQUIRE(ipc->target >= 1 && ipc->target <= CONFIG_PROCESSES, "send to no process");
    REQUIRE(ipc->length >= 1 && ipc->length <= IPC_LENGTH_MAX, "send of a bad length");
    REQUIRE(ipc->sent >= 1 && ipc->sent <= k->ipc.sends, "send without an order");
    REQUIRE(t->area != 0, "sender without exchange area");
    REQUIRE(k->process[ipc->target].domain == k->process[t->process].domain,
            "send between domains");
    return NULL;
}

static const char *check_wait(const struct kernel *k, thread_id thread)
{
    const struct event_wait *wait = &k->event.wait[thread];
    const struct thread *t = &k->thread[thread];
    bool masked = t->state == THREAD_SLEEPING || t->state == THREAD_WAITING;
    bool timed = masked || t->state == THREAD_NANOSLEEPING || t->state == THREAD_AWAITING;
    bool running = k->time.timer[timer_of_thread(thread)].running != 0;
    REQUIRE(wait->mask <= EVENT_MASK_ALL, "unknown kinds in a mask");
    REQUIRE((timed && t->stopped == 0) || !running, "deadline without a wait");
    REQUIRE(t->state != THREAD_SLEEPING || running || t->stopped != 0, "sleeper without deadline");
    REQUIRE(t->state != THREAD_WAITING || t->area != 0, "waiter without exchange area");
    REQUIRE(t->state != THREAD_WAITING || running || wait->mask != 0 || t->stopped != 0,
            "waits for nothing, for ever");
    REQUIRE(t->state == THREAD_SENDING ? wait->follows <= 1 : wait->follows == 0, "stale wait");
    REQUIRE(wait->follows != 0 || wait->timeout == 0 ||
                (t->state == THREAD_WAITING && t->stopped != 0),
            "timeout of no wait");
    REQUIRE(masked || wait->follows != 0 || wait->mask == 0, "stale mask");
    uint8_t pending = k->event.process[t->process].pending;
    REQUIRE(t->state != THREAD_WAITING || t->stopped != 0 || (wait->mask & pending) == 0,
            "event kept from a waiter");
    return NULL;
}

static const char *check_thread(const struct kernel *k, thread_id thread)
{
    const struct thread *t = &k->thread[thread];
    const struct object *object = &k->object[object_of_thread(thread)];
    REQUIRE(t->state <= THREAD_DEAD, "unknown thread state");
    REQUIRE((t->state == THREAD_FREE) == (object->type == OBJECT_FREE), "thread and object differ");
    REQUIRE(t->priority <= PRIORITY_MAX, "priority above 31");
    REQUIRE(t->process <= CONFIG_PROCESSES, "thread of no process");
    if (t->state == THREAD_FREE) {
        REQUIRE(queue_memberships(k, thread) == 0, "free thread in a queue");
        return NULL;
    }
    const char *broken = check_suspension(k, thread);
    REQUIRE(broken == NULL, broken);
    REQUIRE(!check_alive(k, thread) || k->process[t->process].state == PROCESS_RUNNING,
            "thread of a process that does not run");
    REQUIRE(check_alive(k, thread) || (t->area == 0 && t->sibling == NONE),
            "remains of a dead thread");
    broken = check_send(k, thread);
    REQUIRE(broken == NULL, broken);
    broken = check_wait(k, thread);
    REQUIRE(broken == NULL, broken);
    const struct queue *due = queue_due(k, thread);
    REQUIRE(queue_memberships(k, thread) == (due != NULL), "thread in too many or too few queues");
    REQUIRE(due == NULL || queue_count(k, due, thread) == 1, "thread in the wrong queue");
    REQUIRE(due != NULL || (t->next == NONE && t->previous == NONE), "stale queue links");
    REQUIRE(t->slice_left <= t->quantum, "slice longer than the quantum");
    return NULL;
}

static const char *check_sched(const struct kernel *k)
{
    thread_id current = k->sched.current;
    REQUIRE(current <= CONFIG_THREADS, "running thread out of range");
    if (current == NONE) {
        REQUIRE(k->sched.ready == 0 || k->sched.work != 0, "idle while a thread is ready");
        REQUIRE(k->sched.sliced == 0, "slice of nobody");
        return NULL;
    }
    const struct thread *t = &k->thread[current];
    REQUIRE(k->sched.work == 0, "a thread runs, and there is work");
    REQUIRE(t->state == THREAD_READY && t->stopped == 0, "running thread not ready");
    REQUIRE(k->sched.ready_queue[t->priority].first == current, "running thread not first");
    REQUIRE(k->sched.sliced == (t->next != current),
            "slice without contention, or contention without slice");
    return NULL;
}

static const char *check_time(const struct kernel *k)
{
    uint64_t last = 0;
    timer_id previous = NONE;
    unsigned listed = 0;
    for (timer_id timer = k->time.first; timer != NONE; timer = k->time.timer[timer].next) {
        REQUIRE(timer < TIMER_END && ++listed < TIMER_END, "deadlines are no list");
        const struct timer *t = &k->time.timer[timer];
        REQUIRE(t->previous == previous, "deadlines are linked one way");
        REQUIRE(t->running == 1, "listed, but not running");
        REQUIRE(t->deadline >= last, "deadlines out of order");
        last = t->deadline;
        previous = timer;
    }
    unsigned running = 0;
    for (timer_id timer = 1; timer < TIMER_END; timer++) {
        const struct timer *t = &k->time.timer[timer];
        REQUIRE(t->running == (t->deadline != TIME_NEVER), "timer neither running nor not");
        running += t->running;
    }
    uint64_t armed = k->arch.clock.deadline;
    REQUIRE(running == listed, "deadline that is not listed");
    REQUIRE(k->time.timer[NONE].deadline == TIME_NEVER, "timer of nobody");
    REQUIRE(armed <= k->time.timer[k->time.first].deadline, "timer set too late for a deadline");
    REQUIRE(k->sched.sliced == 0 || armed <= k->sched.slice_end,
            "timer set too late for the slice");
    return NULL;
}

static const char *check_stuck(const struct kernel *k)
{
    /* The definition itself, by elimination: who is left waits for nobody but each other. */
    bool stuck[CONFIG_THREADS + 1] = {false};
    for (thread_id thread = 1; thread <= CONFIG_THREADS; thread++) {
        stuck[thread] = k->thread[thread].state == THREAD_SENDING && k->thread[thread].stopped == 0;
    }
    for (bool changed = true; changed;) {
        changed = false;
        for (thread_id thread = 1; thread <= CONFIG_THREADS; thread++) {
            for (thread_id other = 1; stuck[thread] && other <= CONFIG_THREADS; other++) {
                bool reader = check_alive(k, other) &&
                              k->thread[other].process == k->ipc.thread[thread].target;
                if (reader && !stuck[other]) {
                    stuck[thread] = false;
                    changed = true;
                }
            }
        }
    }
    for (thread_id thread = 1; thread <= CONFIG_THREADS; thread++) {
        REQUIRE(!stuck[thread], "deadlock");
    }
    return NULL;
}

static const char *check_order(const struct kernel *k)
{
    for (process_id process = 1; process <= CONFIG_PROCESSES; process++) {
        uint64_t last = 0;
        thread_id first = k->ipc.process[process].senders.first;
        for (thread_id t = first; t != NONE;
             t = k->thread[t].next == first ? NONE : k->thread[t].next) {
            REQUIRE(k->ipc.thread[t].sent > last, "senders out of order");
            last = k->ipc.thread[t].sent;
        }
    }
    return NULL;
}

const char *kernel_check(const struct kernel *k)
{
    static const char *(*const whole[])(const struct kernel *) = {
        check_queues,   check_sched,      check_time,  check_all_objects, check_order,
        check_stuck,    check_all_events, check_tree,  check_all_spaces,  check_quota,
        check_channels, check_forest,     check_waits, check_all_tasks,
    };
    for (unsigned i = 0; i < sizeof whole / sizeof whole[0]; i++) {
        const char *broken = whole[i](k);
        REQUIRE(broken == NULL, broken);
    }
    for (thread_id thread = 1; thread <= CONFIG_THREADS; thread++) {
        const char *broken = check_thread(k, thread);
        REQUIRE(broken == NULL, broken);
    }
    return NULL;
}
