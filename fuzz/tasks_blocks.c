/*
 * What may block a thread: each call, and the model's.
 *
 * What such a call returns is in the model's thread, at once or when it goes on.
 */
#include "expect.h"
#include "tasks_scene.h"

#define NS_PER_TICK (1000000u / MACHINE_TICKS_PER_MS)

/* The call is made in the model, too: the caller has come to what it says. */
static void compare_call(struct scene *s, unsigned self, uint32_t number, struct machine_result got)
{
    const struct thing *thread = at(&s->model, self);
    bool returns = started(&s->model, self) && thread->doing == READY;
    EXPECT(got.returned == returns, "call %u of thread %u returns: %d", number, self, got.returned);
    EXPECT(!returns || got.value == thread->result, "call %u of thread %u returns %d, not %d",
           number, self, (int32_t)got.value, (int32_t)thread->result);
    settle(&s->model);
}

static int32_t read_timeout(struct scene *s)
{
    static const int32_t timeouts[] = {0, -1, 1, 3};
    return timeouts[reader_below(&s->reader, 4)];
}

/* In ticks. */
static uint64_t read_deadline(struct scene *s)
{
    static const uint64_t ms[] = {0, 1, 2, 5};
    unsigned n = reader_below(&s->reader, 5);
    return n == 4 ? TASKS_NEVER : s->model.now + ms[n] * s->model.ms;
}

static int64_t ns_of(uint64_t ticks)
{
    return ticks == TASKS_NEVER ? INT64_MAX : (int64_t)(ticks * NS_PER_TICK);
}

static uint32_t task_handle(struct scene *s, unsigned process)
{
    return name_of_task(s->k, process_of_object((object_id)process));
}

void operation_send(struct scene *s, unsigned self)
{
    unsigned target = read_running(s);
    thread_id thread = thread_of_object((object_id)self);
    uint32_t status = can_send(&s->model, self, target);
    struct machine_result result =
        scene_call(s, self, SYS_SEND_IPC, ARGUMENTS(task_handle(s, target), thread));
    at(&s->model, self)->result = status;
    if (status == S_OK) {
        do_send(&s->model, self, target);
    }
    compare_call(s, self, SYS_SEND_IPC, result);
}

void operation_send_and_wait(struct scene *s, unsigned self)
{
    unsigned target = read_running(s);
    unsigned mask = reader_below(&s->reader, 8) == 0 ? 0 : 1;
    int32_t timeout = read_timeout(s);
    thread_id thread = thread_of_object((object_id)self);
    uint32_t status = can_wait_event(&s->model, self, mask, timeout);
    status = status == S_OK ? can_send(&s->model, self, target) : status;
    struct machine_result result =
        scene_call(s, self, SYS_SEND_AND_WAIT,
                   ARGUMENTS(task_handle(s, target), thread, mask, (uint32_t)timeout));
    at(&s->model, self)->result = status;
    if (status == S_OK) {
        do_send_and_wait(&s->model, self, target, mask, timeout);
    }
    compare_call(s, self, SYS_SEND_AND_WAIT, result);
}

void operation_wait_event(struct scene *s, unsigned self)
{
    unsigned mask = reader_below(&s->reader, 8) == 0 ? 0 : 1;
    int32_t timeout = read_timeout(s);
    uint32_t status = can_wait_event(&s->model, self, mask, timeout);
    struct machine_result result =
        scene_call(s, self, SYS_WAIT_FOR_EVENT, ARGUMENTS(mask, (uint32_t)timeout));
    at(&s->model, self)->result = status;
    if (status == S_OK) {
        waits_for_event(&s->model, self, mask, timeout);
    }
    compare_call(s, self, SYS_WAIT_FOR_EVENT, result);
}

void operation_sleep(struct scene *s, unsigned self)
{
    unsigned byte = reader_byte(&s->reader);
    bool deep = byte % 2 != 0;
    unsigned ms = 1 + byte / 2 % 4;
    struct machine_result result = scene_call(s, self, SYS_SLEEP, ARGUMENTS(ms, deep));
    do_sleep(&s->model, self, ms, deep);
    compare_call(s, self, SYS_SLEEP, result);
}

void operation_nanosleep(struct scene *s, unsigned self)
{
    uint64_t end = read_deadline(s);
    int64_t ns = ns_of(end);
    struct machine_result result =
        scene_call(s, self, SYS_NANOSLEEP, ARGUMENTS((uint32_t)ns, (uint32_t)(ns >> 32)));
    at(&s->model, self)->result = Z_OK;
    do_nanosleep(&s->model, self, end);
    compare_call(s, self, SYS_NANOSLEEP, result);
}

/* Waits for one of these; what is known at once is compared at once. */
static void await(struct scene *s, unsigned self, const unsigned *slots, const uint32_t *signals,
                  unsigned count, bool many)
{
    uint64_t end = read_deadline(s);
    int64_t ns = ns_of(end);
    uint32_t part = part_of(s, self);
    int32_t status = can_await(&s->model, self, slots, count, many);
    uint32_t number = many ? SYS_OBJECT_WAIT_MANY : SYS_OBJECT_WAIT_ONE;
    const uint32_t *arguments =
        many ? ARGUMENTS(part + LIST, count, (uint32_t)ns, (uint32_t)(ns >> 32))
             : ARGUMENTS(name_value(s, self, slots[0]), signals[0], (uint32_t)ns,
                         (uint32_t)(ns >> 32), part + OUT);
    struct machine_result result = scene_call(s, self, number, arguments);
    if (status != Z_OK) {
        EXPECT(!result.returned || (int32_t)result.value == status,
               "call %u of thread %u returns %d, not %d", number, self, (int32_t)result.value,
               status);
        call_ends(&s->model, self, status, false, 0);
        return;
    }
    do_await(&s->model, self, slots, signals, count, many, end);
    compare_call(s, self, number, result);
}

static uint32_t read_signals(struct scene *s)
{
    static const uint32_t signals[] = {TERMINATED,  RUNNING,     SUSPENDED, READABLE,
                                       PEER_CLOSED, NO_CHILDREN, 0,         READABLE | PEER_CLOSED};
    return signals[reader_below(&s->reader, 8)];
}

void operation_wait_one(struct scene *s, unsigned self)
{
    unsigned slot = read_slot(s, self, NOTHING);
    uint32_t signals = read_signals(s);
    await(s, self, &slot, &signals, 1, false);
}

void operation_wait_many(struct scene *s, unsigned self)
{
    enum { RECORD = 12 };
    unsigned slots[TASKS_ITEMS];
    uint32_t signals[TASKS_ITEMS];
    for (unsigned i = 0; i < TASKS_ITEMS; i++) {
        slots[i] = read_slot(s, self, NOTHING);
        signals[i] = read_signals(s);
        word_put(s, self, LIST + RECORD * i, name_value(s, self, slots[i]));
        word_put(s, self, LIST + RECORD * i + 4, signals[i]);
    }
    await(s, self, slots, signals, TASKS_ITEMS, true);
}
