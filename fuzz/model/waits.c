/*
 * The model's waits for signals of objects.
 *
 * Nobody keeps a list of who waits for what: all threads are looked at, the longest waiting first.
 * What a wait has come to is written when its thread next runs. Must not know any kernel structure.
 */
#include "sentry.h"

#define NS_PER_MS 1000000u

uint64_t model_ticks_of_ns(const struct model *m, int64_t ns)
{
    if (ns <= 0 || ns == INT64_MAX) {
        return ns <= 0 ? 0 : MODEL_NEVER;
    }
    uint64_t whole = (uint64_t)ns / NS_PER_MS;
    uint64_t rest = (uint64_t)ns % NS_PER_MS * m->ms; /* ns of a millisecond, in its ticks */
    return whole * m->ms + rest / NS_PER_MS + (rest % NS_PER_MS != 0);
}

/* Each item gets to know what its object shows. True: it is what one of them wants. */
static bool wait_look(struct model *m, struct model_wait *wait, uint64_t gone)
{
    bool wanted = false;
    for (unsigned i = 0; i < wait->count; i++) {
        struct model_item *item = &wait->item[i];
        uint32_t shown = model_object_at(m, item->type, item->object)->signals;
        wanted = wanted || (shown & item->signals) != 0;
        item->signals = shown | (item->identity == gone ? MODEL_HANDLE_CLOSED : 0);
    }
    return wanted;
}

/* The wait is over; gone is the handle that was closed, 0: none was. */
static void wait_ends(struct model *m, unsigned thread, int32_t status, uint64_t gone)
{
    struct model_wait *wait = &m->thread[thread].wait;
    (void)wait_look(m, wait, gone);
    wait->status = status;
    wait->unreported = true;
    model_wake(m, thread, 0);
    m->thread[thread].has_result = false; /* its memory comes first */
}

/* Whether one of the thread's items is by this handle, or (0) wants what this object shows. */
static bool wait_concerns(struct model *m, unsigned thread, uint64_t identity, enum names_type type,
                          unsigned number)
{
    const struct model_wait *wait = &m->thread[thread].wait;
    for (unsigned i = 0; i < wait->count; i++) {
        const struct model_item *item = &wait->item[i];
        bool by_handle = identity != 0 && item->identity == identity;
        bool of_object = identity == 0 && item->type == type && item->object == number &&
                         (item->signals & model_object_at(m, type, number)->signals) != 0;
        if (by_handle || of_object) {
            return true;
        }
    }
    return false;
}

/* All whom it concerns, the longest waiting first. */
static void waits_end(struct model *m, int32_t status, uint64_t identity, enum names_type type,
                      unsigned number)
{
    for (;;) {
        unsigned oldest = 0;
        for (unsigned i = 1; i < MODEL_THREADS; i++) {
            bool concerned =
                m->thread[i].state == MODEL_AWAITING && wait_concerns(m, i, identity, type, number);
            if (concerned && (oldest == 0 || m->thread[i].since < m->thread[oldest].since)) {
                oldest = i;
            }
        }
        if (oldest == 0) {
            return;
        }
        wait_ends(m, oldest, status, identity);
    }
}

void model_waits_notify(struct model *m, enum names_type type, unsigned number)
{
    waits_end(m, MODEL_ZX_OK, 0, type, number);
}

void model_waits_cancel(struct model *m, uint64_t identity)
{
    waits_end(m, MODEL_ZX_CANCELED, identity, NAMES_ANY, 0);
}

void model_wait_times_out(struct model *m, unsigned thread)
{
    wait_ends(m, thread, MODEL_ZX_TIMED_OUT, 0);
}

/* Writes what the items have seen to where the running thread wants it. */
static int32_t wait_write(struct model *m, const struct model_wait *wait)
{
    enum { RECORD = 12, PENDING = 8 };
    for (unsigned i = 0; wait->out != 0 && i < wait->count; i++) {
        uint32_t at = wait->many ? wait->out + i * RECORD + PENDING : wait->out;
        if (!model_memory_word(m, at, wait->item[i].signals)) {
            return MODEL_ZX_INVALID_ARGS;
        }
    }
    return wait->status;
}

void model_wait_report(struct model *m)
{
    struct model_thread *thread = &m->thread[m->current];
    if (m->current != 0 && thread->wait.unreported) {
        thread->wait.unreported = false;
        thread->result = (uint32_t)wait_write(m, &thread->wait);
        thread->has_result = true;
    }
}

bool model_wait_await(struct model *m, const struct model_wait *wanted, int64_t ns, int32_t *status)
{
    struct model_wait now = *wanted;
    uint64_t end = model_ticks_of_ns(m, ns);
    bool satisfied = wait_look(m, &now, 0);
    if (satisfied || end <= m->now) {
        now.status = satisfied ? MODEL_ZX_OK : MODEL_ZX_TIMED_OUT;
        *status = wait_write(m, &now);
        return true;
    }
    struct model_thread *thread = model_block(m, m->current, MODEL_AWAITING);
    thread->wait = *wanted;
    thread->deadline = end;
    return false;
}
