/*
 * Waits for signals of objects.
 *
 * It owns struct wait_state and object.first_wait. Invariants: the items of an AWAITING thread, and
 * no others, are in the lists of their objects; no such item's signals are shown by its object, but
 * of stopped threads. The
 * results of a wait that was not over at once are written when its thread next runs, in its own
 * space: kernel_resume.
 */
#include "wait.h"

#include <string.h>

#include "kernel.h"
#include "zircon.h"

static wait_id item_of(thread_id thread, unsigned i)
{
    return (wait_id)(thread * WAIT_ITEMS + i);
}

static struct wait_item *item_at(struct kernel *k, wait_id item)
{
    return &k->wait.thread[item / WAIT_ITEMS].item[item % WAIT_ITEMS];
}

/* ---- The lists. ---- */

static void item_link(struct kernel *k, wait_id item)
{
    struct wait_item *linked = item_at(k, item);
    wait_id *first = &k->object[linked->object].first_wait;
    linked->next = NONE;
    if (*first == NONE) {
        *first = item;
        linked->previous = item; /* the first one's previous is the last */
        return;
    }
    linked->previous = item_at(k, *first)->previous;
    item_at(k, linked->previous)->next = item;
    item_at(k, *first)->previous = item;
}

static void item_unlink(struct kernel *k, wait_id item)
{
    struct wait_item *left = item_at(k, item);
    wait_id *first = &k->object[left->object].first_wait;
    if (*first == item) {
        *first = left->next;
    } else {
        item_at(k, left->previous)->next = left->next;
    }
    wait_id behind = left->next != NONE ? left->next : *first;
    if (behind != NONE) {
        item_at(k, behind)->previous = left->previous;
    }
    left->object = NONE;
    left->node = NONE;
    left->next = NONE;
    left->previous = NONE;
}

void wait_leave(struct kernel *k, thread_id thread)
{
    for (unsigned i = 0; i < k->wait.thread[thread].count; i++) {
        item_unlink(k, item_of(thread, i));
    }
}

/* ---- The end of a wait. ---- */

/* Each item keeps what its object shows now. True: one of them is what it waits for. */
static bool wait_observe(const struct kernel *k, struct wait_thread *wait)
{
    bool satisfied = false;
    for (unsigned i = 0; i < wait->count; i++) {
        struct wait_item *item = &wait->item[i];
        uint32_t shown = k->object[item->object].signals;
        satisfied = satisfied || (shown & item->signals) != 0;
        item->signals = shown;
    }
    return satisfied;
}

/* What was waited for by the handle in the place closed says so; NODE_ROOT: no handle is gone. */
static void wait_finish(struct kernel *k, thread_id thread, enum zircon_status status,
                        node_id closed)
{
    struct wait_thread *wait = &k->wait.thread[thread];
    (void)wait_observe(k, wait);
    for (unsigned i = 0; i < wait->count; i++) {
        wait->item[i].signals |= wait->item[i].node == closed ? ZX_HANDLE_CLOSED : 0;
    }
    wait->status = (int16_t)status;
    thread_resume(k, thread);
}

void wait_timeout(struct kernel *k, thread_id thread)
{
    wait_finish(k, thread, ZX_TIMED_OUT, NODE_ROOT);
}

bool wait_reconsider(struct kernel *k, thread_id thread)
{
    const struct wait_thread *wait = &k->wait.thread[thread];
    bool satisfied = false;
    for (unsigned i = 0; i < wait->count; i++) {
        const struct wait_item *item = &wait->item[i];
        satisfied = satisfied || (k->object[item->object].signals & item->signals) != 0;
    }
    if (satisfied) {
        wait_finish(k, thread, ZX_OK, NODE_ROOT);
    }
    return satisfied;
}

/* The next item of the list that belongs to another thread. */
static wait_id item_of_other(struct kernel *k, wait_id item)
{
    wait_id next = item_at(k, item)->next;
    while (next != NONE && next / WAIT_ITEMS == item / WAIT_ITEMS) {
        next = item_at(k, next)->next;
    }
    return next;
}

void wait_notify(struct kernel *k, object_id object)
{
    uint32_t shown = k->object[object].signals;
    wait_id item = k->object[object].first_wait;
    while (item != NONE) {
        bool stopped = k->thread[item / WAIT_ITEMS].stopped != 0;
        bool satisfied = !stopped && (item_at(k, item)->signals & shown) != 0;
        wait_id next = satisfied ? item_of_other(k, item) : item_at(k, item)->next;
        if (satisfied) {
            wait_finish(k, (thread_id)(item / WAIT_ITEMS), ZX_OK, NODE_ROOT);
        }
        item = next;
    }
}

void wait_cancel(struct kernel *k, object_id object, node_id node)
{
    wait_id item = k->object[object].first_wait;
    while (item != NONE) {
        bool bound = item_at(k, item)->node == node;
        wait_id next = bound ? item_of_other(k, item) : item_at(k, item)->next;
        if (bound) {
            wait_finish(k, (thread_id)(item / WAIT_ITEMS), ZX_CANCELED, node);
        }
        item = next;
    }
}

void wait_follow(struct kernel *k, object_id object, node_id from, node_id to)
{
    for (wait_id item = k->object[object].first_wait; item != NONE; item = item_at(k, item)->next) {
        if (item_at(k, item)->node == from) {
            item_at(k, item)->node = to;
        }
    }
}

/* ---- The results. ---- */

/* Writes what was observed to where the running thread wants it. */
static uint32_t wait_deliver(struct kernel *k, const struct wait_thread *wait)
{
    uint32_t at = wait->out;
    if (wait->many != 0) {
        at += (uint32_t)offsetof(struct wait_record, pending);
    }
    for (unsigned i = 0; wait->out != 0 && i < wait->count; i++) {
        if (!user_write(k, at, &wait->item[i].signals, sizeof wait->item[i].signals)) {
            return zircon(ZX_INVALID_ARGS);
        }
        at += (uint32_t)sizeof(struct wait_record);
    }
    return (uint32_t)(int32_t)wait->status;
}

uint32_t kernel_resume(struct kernel *k)
{
    const struct wait_thread over = k->wait.thread[k->sched.current];
    k->wait.thread[k->sched.current] = (struct wait_thread){0};
    return wait_deliver(k, &over);
}

uint32_t wait_begin(struct kernel *k, const struct wait_thread *wanted, int64_t deadline)
{
    thread_id self = k->sched.current;
    struct wait_thread now = *wanted;
    uint64_t end = time_of_ns(k, deadline);
    bool satisfied = wait_observe(k, &now);
    if (satisfied || end <= arch_now(k)) {
        now.status = satisfied ? ZX_OK : ZX_TIMED_OUT;
        return wait_deliver(k, &now);
    }
    /* Commit. */
    k->wait.thread[self] = *wanted;
    for (unsigned i = 0; i < wanted->count; i++) {
        item_link(k, item_of(self, i));
    }
    thread_park(k, self, THREAD_AWAITING, end);
    sched_settle(k);
    return ZX_OK;
}
