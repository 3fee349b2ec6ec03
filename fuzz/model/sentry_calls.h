/*
 * How the model's Sentry calls end, and those of them that are about messages and events.
 */
#ifndef ANVIL_FUZZ_MODEL_SENTRY_CALLS_H
#define ANVIL_FUZZ_MODEL_SENTRY_CALLS_H

#include "calls.h"

static inline struct model_outcome returns(struct model *m, uint32_t value)
{
    return model_answers(m, (int32_t)value);
}

static inline struct model_outcome refuses(struct model *m, uint32_t value)
{
    return model_fails(m, (int32_t)value);
}

/* A call that changed who is ready: it has answered its caller, but another may run now. */
static inline struct model_outcome settles(struct model *m, struct model_outcome outcome)
{
    model_settle(m);
    return outcome;
}

static inline struct model_outcome blocks(struct model *m)
{
    return settles(m, (struct model_outcome){.returned = false});
}

/* The caller's process. */
static inline unsigned caller_process(const struct model *m)
{
    return m->thread[m->current].process;
}

static inline bool caller_has_area(const struct model *m)
{
    return m->thread[m->current].area_at != 0;
}

/* ---- talk.c ---- */
struct model_outcome model_send(struct model *m, uint32_t name, uint32_t length);
struct model_outcome model_wait(struct model *m, uint32_t mask, int32_t timeout);
struct model_outcome model_send_and_wait(struct model *m, const uint32_t arguments[8]);
struct model_outcome model_send_signal(struct model *m, uint32_t name, uint32_t number);
struct model_outcome model_alarm(struct model *m, uint32_t delay, uint32_t flag);
/* One of the three calls about interrupts. */
struct model_outcome model_irq(struct model *m, uint32_t call, uint32_t number);

#endif
