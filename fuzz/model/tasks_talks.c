/*
 * The model's calls about channels, exceptions and families, and those that block: in which order
 * each is refused, and what it does. See tasks_calls.h.
 */
#include "tasks_calls.h"

#include <stddef.h>

/* ---- Channels. ---- */

int32_t can_channel_create(struct tasks *m, unsigned self)
{
    if (!caller_may(m, self, P_NEW_CHANNEL)) {
        return Z_ACCESS_DENIED;
    }
    bool room = has_room(m, caller_job(m, self), IN_CHANNELS);
    return room ? promise(m, self, 2) : Z_NO_MEMORY;
}

void do_channel_create(struct tasks *m, unsigned self, struct made made)
{
    pair_begins(m, made.id, made.other, caller_job(m, self));
    receives(m, self, made.slot, made.id);
    receives(m, self, made.other_slot, made.other);
}

int32_t can_write(struct tasks *m, unsigned self, unsigned channel, unsigned carried)
{
    int32_t status = look_up(m, self, channel, CHANNEL, R_WRITE);
    if (status != Z_OK) {
        return status;
    }
    unsigned end = object_named(m, self, channel);
    unsigned peer = at(m, end)->peer;
    bool heard = (at(m, end)->signals & PEER_CLOSED) == 0;
    if (!has_room(m, caller_job(m, self), IN_MESSAGES)) {
        return Z_NO_MEMORY;
    }
    if (carried != NO_NAME) {
        status = look_up(m, self, carried, NOTHING, R_TRANSFER);
        if (status != Z_OK) {
            return status;
        }
        unsigned id = object_named(m, self, carried);
        if (kind_at(m, id) == CHANNEL && (id == end || (heard && holds(m, id, peer)))) {
            return Z_NOT_SUPPORTED;
        }
    }
    return heard ? Z_OK : Z_PEER_CLOSED;
}

void do_write(struct tasks *m, unsigned self, unsigned channel, unsigned carried)
{
    struct letter message = {.end = at(m, object_named(m, self, channel))->peer,
                             .job = caller_job(m, self)};
    if (carried != NO_NAME) {
        message.carries = true;
        message.held = *named(m, self, carried);
        *named(m, self, carried) = (struct held){0};
    }
    message_send(m, &message);
}

int32_t can_read(struct tasks *m, unsigned self, unsigned channel)
{
    int32_t status = look_up(m, self, channel, CHANNEL, R_READ);
    if (status != Z_OK) {
        return status;
    }
    unsigned end = object_named(m, self, channel);
    const struct letter *oldest = message_oldest(m, end);
    if (oldest == NULL) {
        return (at(m, end)->signals & PEER_CLOSED) != 0 ? Z_PEER_CLOSED : Z_SHOULD_WAIT;
    }
    if (!caller(m, self)->memory) {
        return Z_INVALID_ARGS; /* where the sizes go */
    }
    return promise(m, self, oldest->held.object != 0);
}

struct letter do_read(struct tasks *m, unsigned self, unsigned channel, struct made made)
{
    struct letter taken = message_take(m, message_oldest(m, object_named(m, self, channel)));
    if (taken.held.object != 0) {
        name_cancels(m, taken.held.serial);
        name_make(m, process_of(m, self), made.slot, taken.held.object, taken.held.rights);
    }
    return taken;
}

/* ---- Exceptions. ---- */

static unsigned listener_place(struct tasks *m, unsigned task, bool debugger)
{
    unsigned place = debugger ? LISTEN_DEBUGGER : LISTEN_REGULAR;
    unsigned end = debugger && kind_at(m, task) == JOB ? LISTEN_ALL : place + 1;
    while (place < end && at(m, task)->listener[place] != 0) {
        place++;
    }
    return place < end ? place : LISTEN_ALL;
}

int32_t can_listen(struct tasks *m, unsigned self, unsigned task, bool debugger, bool *asked)
{
    *asked = true;
    if (!caller_may(m, self, P_NEW_CHANNEL)) {
        return Z_ACCESS_DENIED;
    }
    const uint32_t needs = R_INSPECT | R_DUPLICATE | R_TRANSFER | R_MANAGE_THREAD;
    int32_t status = look_up(m, self, task, NOTHING, needs);
    if (status != Z_OK) {
        return status;
    }
    unsigned id = object_named(m, self, task);
    enum tasks_kind kind = kind_at(m, id);
    if (kind == THREAD && debugger) {
        return Z_INVALID_ARGS;
    }
    if (kind != THREAD && kind != PROCESS && kind != JOB) {
        return Z_WRONG_TYPE;
    }
    if (kind != THREAD && look_up(m, self, task, NOTHING, R_ENUMERATE) != Z_OK) {
        return Z_ACCESS_DENIED;
    }
    if (!has_room(m, caller_job(m, self), IN_CHANNELS)) {
        return Z_NO_MEMORY;
    }
    if (at(m, id)->life == DEAD || at(m, id)->life == DYING) {
        return Z_BAD_STATE;
    }
    return listener_place(m, id, debugger) == LISTEN_ALL ? Z_ALREADY_BOUND : promise(m, self, 1);
}

void do_listen(struct tasks *m, unsigned self, unsigned task, bool debugger, struct made made)
{
    unsigned id = object_named(m, self, task);
    pair_begins(m, made.id, made.other, caller_job(m, self));
    at(m, made.other)->listens = id;
    at(m, id)->listener[listener_place(m, id, debugger)] = made.other;
    name_make(m, process_of(m, self), made.slot, made.id, R_TRANSFER | R_WAIT | R_READ);
}

static unsigned thread_of(struct tasks *m, unsigned exception)
{
    return at(m, exception)->parent;
}

static bool is_excepted(struct tasks *m, unsigned thread)
{
    return started(m, thread) && at(m, thread)->doing == EXCEPTED;
}

static struct asked holder(struct tasks *m, unsigned thread)
{
    return asked_at(m, thread, at(m, thread)->excepted.asked - 1);
}

int32_t can_get(struct tasks *m, unsigned self, unsigned exception, bool process)
{
    int32_t status = look_up(m, self, exception, EXCEPTION, R_INSPECT);
    if (status != Z_OK) {
        return status;
    }
    if (process && at(m, object_named(m, self, exception))->own) {
        return Z_ACCESS_DENIED;
    }
    return promise(m, self, 1);
}

void do_get(struct tasks *m, unsigned self, unsigned exception, bool process, struct made made)
{
    unsigned thread = thread_of(m, object_named(m, self, exception));
    receives(m, self, made.slot, process ? process_of(m, thread) : thread);
}

int32_t can_set(struct tasks *m, unsigned self, unsigned exception, bool strategy, uint32_t value)
{
    int32_t status = look_up(m, self, exception, NOTHING, R_SET_PROPERTY);
    if (status != Z_OK) {
        return status;
    }
    unsigned id = object_named(m, self, exception);
    if (kind_at(m, id) != EXCEPTION) {
        return Z_WRONG_TYPE;
    }
    if (!caller(m, self)->memory || value > (strategy ? 1u : 2u)) {
        return Z_INVALID_ARGS;
    }
    unsigned thread = thread_of(m, id);
    if (!is_excepted(m, thread)) {
        return Z_BAD_STATE;
    }
    struct asked handler = holder(m, thread);
    bool debugs = handler.task == process_of(m, thread) && handler.listener == LISTEN_DEBUGGER &&
                  at(m, thread)->excepted.asked == 1; /* it is its first chance */
    return strategy && !debugs ? Z_BAD_STATE : Z_OK;
}

void do_set(struct tasks *m, unsigned self, unsigned exception, bool strategy, uint32_t value)
{
    struct excepted *excepted = &at(m, thread_of(m, object_named(m, self, exception)))->excepted;
    if (strategy) {
        excepted->second = value == 1;
    } else {
        excepted->answer = value;
    }
}

int32_t can_read_state(struct tasks *m, unsigned self, unsigned thread)
{
    int32_t status = look_up(m, self, thread, THREAD, R_READ);
    if (status != Z_OK) {
        return status;
    }
    unsigned id = object_named(m, self, thread);
    bool still = started(m, id) && (at(m, id)->stopped || at(m, id)->doing == EXCEPTED);
    if (!still || at(m, id)->lost || !at(m, process_of(m, id))->memory) {
        return Z_BAD_STATE;
    }
    return caller(m, self)->memory ? Z_OK : Z_INVALID_ARGS;
}

/* ---- Families. ---- */

static bool is_below(struct tasks *m, unsigned id, unsigned above)
{
    enum tasks_kind kind = kind_at(m, id);
    if (kind_at(m, above) == PROCESS) {
        return kind == THREAD && process_of(m, id) == above;
    }
    return (kind == PROCESS || kind == JOB) && id != above &&
           lies_within(m, kind == JOB ? id : at(m, id)->parent, above);
}

int32_t can_get_child(struct tasks *m, unsigned self, unsigned above, unsigned id)
{
    int32_t status = look_up(m, self, above, NOTHING, R_ENUMERATE);
    if (status != Z_OK) {
        return status;
    }
    enum tasks_kind kind = kind_at(m, object_named(m, self, above));
    if (kind != PROCESS && kind != JOB) {
        return Z_WRONG_TYPE;
    }
    bool found = is_below(m, id, object_named(m, self, above)) && at(m, id)->life != DEAD;
    return found ? promise(m, self, 1) : Z_NOT_FOUND;
}

void do_get_child(struct tasks *m, unsigned self, unsigned above, unsigned id, struct made made)
{
    name_make(m, process_of(m, self), made.slot, id, named(m, self, above)->rights);
}

int32_t can_set_critical(struct tasks *m, unsigned self, unsigned job, unsigned process)
{
    int32_t status = look_up(m, self, job, JOB, R_DESTROY);
    status = status == Z_OK ? look_up(m, self, process, PROCESS, R_WAIT) : status;
    if (status != Z_OK) {
        return status;
    }
    const struct thing *bound = at(m, object_named(m, self, process));
    if (!lies_within(m, bound->parent, object_named(m, self, job))) {
        return Z_INVALID_ARGS;
    }
    if (bound->critical != 0) {
        return Z_ALREADY_BOUND;
    }
    return bound->life == DEAD ? Z_BAD_STATE : Z_OK;
}

void do_set_critical(struct tasks *m, unsigned self, unsigned job, unsigned process, bool nonzero)
{
    struct thing *bound = at(m, object_named(m, self, process));
    bound->critical = object_named(m, self, job);
    bound->only_nonzero = nonzero;
}

/* The conditions that one stands for. */
static bool stands_for(unsigned condition, unsigned one)
{
    bool makes = (one >= P_NEW_CHANNEL && one <= P_NEW_CHANNEL + 2) || one == P_NEW_PROCESS;
    return condition == P_NEW_ANY ? makes : condition == one;
}

int32_t can_set_policy(struct tasks *m, unsigned self, unsigned job, unsigned condition,
                       unsigned action, bool absolute)
{
    int32_t status = look_up(m, self, job, JOB, R_SET_POLICY);
    if (status != Z_OK) {
        return status;
    }
    if (!caller(m, self)->memory) {
        return Z_INVALID_ARGS;
    }
    const struct thing *decided = at(m, object_named(m, self, job));
    if (decided->life != ALIVE || (decided->signals & NO_CHILDREN) == 0) {
        return Z_BAD_STATE;
    }
    for (unsigned i = 0; i < P_CONDITIONS; i++) {
        bool differs = decided->policy[i] != 0 && decided->policy[i] != action + 1;
        if (absolute && stands_for(condition, i) && differs) {
            return Z_ALREADY_EXISTS;
        }
    }
    return Z_OK;
}

void do_set_policy(struct tasks *m, unsigned self, unsigned job, unsigned condition,
                   unsigned action)
{
    struct thing *decided = at(m, object_named(m, self, job));
    for (unsigned i = 0; i < P_CONDITIONS; i++) {
        if (stands_for(condition, i) && decided->policy[i] == 0) {
            decided->policy[i] = action + 1;
        }
    }
}

/* ---- Blocking. ---- */

uint32_t can_send(struct tasks *m, unsigned self, unsigned target)
{
    bool runs = kind_at(m, target) == PROCESS && at(m, target)->life == ALIVE;
    if (!runs || !at(m, self)->area) {
        return S_INVALID;
    }
    return would_be_stuck(m, self, target) ? S_DEADLK : S_OK;
}

void do_send(struct tasks *m, unsigned self, unsigned target)
{
    at(m, self)->target = target;
    at(m, self)->follows = false;
    message_offered(m, self);
}

void do_send_and_wait(struct tasks *m, unsigned self, unsigned target, unsigned mask,
                      int32_t timeout)
{
    at(m, self)->target = target;
    at(m, self)->follows = true;
    at(m, self)->mask = mask;
    at(m, self)->timeout = timeout;
    message_offered(m, self);
}

uint32_t can_wait_event(struct tasks *m, unsigned self, unsigned mask, int32_t timeout)
{
    return at(m, self)->area && (mask != 0 || timeout != 0) ? S_OK : S_INVALID;
}

void do_sleep(struct tasks *m, unsigned self, unsigned ms, bool deep)
{
    at(m, self)->shallow = !deep;
    thread_blocks(m, self, SLEEPING, m->now + ms * m->ms);
}

void do_nanosleep(struct tasks *m, unsigned self, uint64_t end)
{
    if (end > m->now) {
        thread_blocks(m, self, NANOSLEEPING, end);
    }
}

int32_t can_await(struct tasks *m, unsigned self, const unsigned *slots, unsigned count, bool many)
{
    if (many && !caller(m, self)->memory) {
        return Z_INVALID_ARGS;
    }
    for (unsigned i = 0; i < count; i++) {
        int32_t status = look_up(m, self, slots[i], NOTHING, R_WAIT);
        if (status != Z_OK) {
            return status;
        }
    }
    return caller(m, self)->memory ? Z_OK : Z_INVALID_ARGS;
}

void do_await(struct tasks *m, unsigned self, const unsigned *slots, const uint32_t *signals,
              unsigned count, bool many, uint64_t end)
{
    struct thing *waiter = at(m, self);
    for (unsigned i = 0; i < count; i++) {
        const struct held *held = named(m, self, slots[i]);
        waiter->item[i] = (struct item){held->object, held->serial, signals[i]};
    }
    waiter->items = count;
    waiter->many = many;
    bool satisfied = wait_satisfied(m, self);
    if (!satisfied && end > m->now) {
        thread_blocks(m, self, AWAITING, end);
        return;
    }
    for (unsigned i = 0; i < count; i++) {
        waiter->item[i].signals = at(m, waiter->item[i].object)->signals;
    }
    waiter->result = (uint32_t)(satisfied ? Z_OK : Z_TIMED_OUT);
    waiter->reports = true;
}
