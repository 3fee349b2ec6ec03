/*
 * The scheduler. It owns struct sched and decides alone which thread runs.
 *
 * Invariants: bit p of ready is set if and only if ready_queue[p] is not empty; the running thread
 * is the first of the most urgent queue whenever user code runs, and none runs while there is work;
 * the running thread is sliced if and only if another one of its priority is ready.
 */
#include "sched.h"

#include "kernel.h"

void sched_add(struct kernel *k, thread_id thread)
{
    struct thread *added = &k->thread[thread];
    added->slice_left = added->quantum;
    queue_append(k, &k->sched.ready_queue[added->priority], thread);
    k->sched.ready |= 1u << added->priority;
}

void sched_remove(struct kernel *k, thread_id thread)
{
    uint8_t priority = k->thread[thread].priority;
    queue_remove(k, &k->sched.ready_queue[priority], thread);
    if (k->sched.ready_queue[priority].first == NONE) {
        k->sched.ready &= ~(1u << priority);
    }
}

static thread_id sched_pick(const struct kernel *k)
{
    if (k->sched.ready == 0 || k->sched.work != 0) {
        return NONE;
    }
    unsigned priority = PRIORITY_MAX - (unsigned)__builtin_clz(k->sched.ready);
    return k->sched.ready_queue[priority].first;
}

static bool sched_contended(const struct kernel *k)
{
    thread_id current = k->sched.current;
    return k->thread[current].next != current; /* NONE is alone: its next is NONE */
}

/* The running thread's slice stops; what is left of it is there when it runs next. */
static void slice_stop(struct kernel *k)
{
    struct thread *current = &k->thread[k->sched.current];
    uint64_t now = arch_now(k);
    current->slice_left = now < k->sched.slice_end ? (uint32_t)(k->sched.slice_end - now) : 0;
    k->sched.sliced = 0;
}

static void slice_start(struct kernel *k)
{
    k->sched.slice_end = arch_now(k) + k->thread[k->sched.current].slice_left;
    k->sched.sliced = 1;
    time_arm(k, k->sched.slice_end);
}

void sched_rotate(struct kernel *k)
{
    struct thread *current = &k->thread[k->sched.current];
    current->slice_left = current->quantum;
    k->sched.sliced = 0;
    k->sched.ready_queue[current->priority].first = current->next;
}

/* The running thread's slice is to run if and only if another one of its priority is ready. */
static void slice_adjust(struct kernel *k)
{
    bool contended = sched_contended(k);
    if (contended == (k->sched.sliced != 0)) {
        return;
    }
    if (contended) {
        slice_start(k);
    } else {
        slice_stop(k);
    }
}

void sched_run(struct kernel *k, thread_id thread)
{
    if (thread != k->sched.current) {
        if (k->sched.sliced != 0) {
            slice_stop(k);
        }
        arch_switch(k, k->sched.current, thread);
        k->sched.current = thread;
    }
    slice_adjust(k);
}

COLD static void sched_idle(struct kernel *k)
{
    if (k->sched.work == 0 && k->time.first == NONE && k->irq.armed == 0) {
        arch_halt(k, task_board_status(k));
    }
}

void sched_settle(struct kernel *k)
{
    if (k->sched.work != 0) {
        work_settle(k);
    }
    thread_id next = sched_pick(k);
    sched_run(k, next);
    if (next == NONE) {
        sched_idle(k);
    }
}
