/*
 * The model's ends: of a thread, of a process, and what they mean to those who wait.
 *
 * An ended thread is absent at once. Its area is not looked at any more; whoever compares knows
 * that its memory must be zero. Must not know any kernel structure.
 */
#include "sentry.h"
#include "stuck.h"

#define PANIC_STATUS 103u

uint32_t model_stuck(const struct model *m, unsigned sender, unsigned target)
{
    struct stuck_question question = {0};
    for (unsigned i = 1; i < MODEL_THREADS; i++) {
        const struct model_thread *thread = &m->thread[i];
        bool asks = i == sender;
        if (thread->state != MODEL_SENDING && !asks) {
            continue;
        }
        question.blocked |= 1u << i;
        for (unsigned reader = 1; reader < MODEL_THREADS; reader++) {
            if (m->thread[reader].state != MODEL_ABSENT &&
                m->thread[reader].process == (asks ? target : thread->target)) {
                question.readers[i] |= 1u << reader;
            }
        }
    }
    return stuck_set(&question);
}

/* The thread of this set that has been blocked longest. */
static unsigned oldest_of(const struct model *m, uint32_t set)
{
    unsigned oldest = 0;
    for (unsigned i = 1; i < MODEL_THREADS; i++) {
        bool older = oldest == 0 || m->thread[i].since < m->thread[oldest].since;
        if ((set >> i & 1u) != 0 && older) {
            oldest = i;
        }
    }
    return oldest;
}

static void thread_vanishes(struct model *m, unsigned thread)
{
    m->process[m->thread[thread].process].threads--;
    m->thread[thread] = (struct model_thread){0};
    if (m->current == thread) {
        m->current = 0;
    }
}

/* Those who send to the process, oldest first, get their broken pipe. */
static void pipes_break(struct model *m, unsigned process)
{
    uint32_t senders = 0;
    for (unsigned i = 1; i < MODEL_THREADS; i++) {
        if (m->thread[i].state == MODEL_SENDING && m->thread[i].target == process) {
            senders |= 1u << i;
        }
    }
    while (senders != 0) {
        unsigned oldest = oldest_of(m, senders);
        model_wake(m, oldest, MODEL_BROKENPIPE);
        senders &= ~(1u << oldest);
    }
}

void model_process_end(struct model *m, unsigned process, bool faulted, int32_t status)
{
    struct model_process *ended = &m->process[process];
    for (unsigned i = 1; i < MODEL_THREADS; i++) {
        if (m->thread[i].state != MODEL_ABSENT && m->thread[i].process == process) {
            thread_vanishes(m, i);
        }
    }
    ended->running = false;
    ended->faulted = faulted;
    ended->status = status;
    names_process_ends(&m->names, process);
    pipes_break(m, process);
    if (faulted ? ended->panics_on_fault : ended->panics_on_exit) {
        m->halted = true;
        m->halt_status = PANIC_STATUS;
    }
    model_settle(m);
}

void model_thread_exit(struct model *m, unsigned thread)
{
    unsigned process = m->thread[thread].process;
    if (m->process[process].threads == 1) {
        model_process_end(m, process, false, 0);
        return;
    }
    thread_vanishes(m, thread);
    for (uint32_t stuck = model_stuck(m, 0, 0); stuck != 0; stuck = model_stuck(m, 0, 0)) {
        model_wake(m, oldest_of(m, stuck), MODEL_DEADLK);
    }
    model_settle(m);
}
