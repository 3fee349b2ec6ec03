/*
 * The deadlock detector: processes of several threads that send, wait, end and begin.
 *
 * Oracle: the definition, model/stuck.h, over a sketch of who sends to whom. A send must be refused
 * if and only if it would leave somebody stuck, and then change nothing; after a thread's end the
 * stuck must be woken, oldest send first, until nobody is; and nobody else may be touched.
 *
 * The byte format is in formats.h.
 */
#include <anvil/machine.h>
#include <string.h>

#include <anvil/syscalls.h>

#include "expect.h"
#include "formats.h"
#include "model/stuck.h"
#include "reader.h"
#include "world.h"

_Static_assert(CONFIG_THREADS < STUCK_THREADS, "a set of threads is a long word");

#define LENGTH 4u /* bytes of each message */

enum statuses { OK = 0, DEADLK = 10, BROKENPIPE = 12 };

/* What a thread does, as far as deadlocks care. */
struct sketch_thread {
    bool lives;       /* started and not ended */
    bool listens;     /* waits for messages */
    unsigned process; /* it belongs to */
    unsigned target;  /* process it is blocked in a send to, 0: none */
    uint64_t sent;    /* order of that send */
    uint32_t result;  /* expected of its last send, once it is over */
    bool has_result;
};

struct sketch {
    uint64_t sends;
    struct sketch_thread thread[STUCK_THREADS];
};

struct scene {
    struct reader reader;
    struct machine *machine;
    struct kernel *k;
    unsigned processes; /* this many take part, those of the first tasks */
    struct sketch sketch;
};

/* ---- The sketch. ---- */

static uint64_t sketch_threads_of(const struct sketch *sketch, unsigned process)
{
    uint64_t set = 0;
    for (unsigned i = 1; i < STUCK_THREADS; i++) {
        if (sketch->thread[i].lives && sketch->thread[i].process == process) {
            set |= (uint64_t)1 << i;
        }
    }
    return set;
}

/* Who is stuck, if this thread sends to that process as well (0, 0: nobody else sends). */
static uint64_t sketch_stuck(const struct sketch *sketch, unsigned sender, unsigned target)
{
    struct stuck_question question = {0};
    for (unsigned i = 1; i < STUCK_THREADS; i++) {
        const struct sketch_thread *thread = &sketch->thread[i];
        unsigned to = i == sender ? target : thread->target;
        if (thread->lives && to != 0) {
            question.blocked |= (uint64_t)1 << i;
            question.readers[i] = sketch_threads_of(sketch, to);
        }
    }
    return stuck_set(&question);
}

static void sketch_wake(struct sketch *sketch, unsigned thread, uint32_t result)
{
    sketch->thread[thread].target = 0;
    sketch->thread[thread].listens = false;
    sketch->thread[thread].result = result;
    sketch->thread[thread].has_result = true;
}

/* The oldest send of these threads. */
static unsigned sketch_oldest(const struct sketch *sketch, uint64_t set)
{
    unsigned oldest = 0;
    for (unsigned i = 1; i < STUCK_THREADS; i++) {
        bool member = (set >> i & 1u) != 0;
        if (member && (oldest == 0 || sketch->thread[i].sent < sketch->thread[oldest].sent)) {
            oldest = i;
        }
    }
    return oldest;
}

static void sketch_process_ends(struct sketch *sketch, unsigned process)
{
    for (unsigned i = 1; i < STUCK_THREADS; i++) {
        if (sketch->thread[i].lives && sketch->thread[i].process == process) {
            sketch->thread[i] = (struct sketch_thread){0};
        }
    }
    for (unsigned i = 1; i < STUCK_THREADS; i++) {
        if (sketch->thread[i].lives && sketch->thread[i].target == process) {
            sketch_wake(sketch, i, BROKENPIPE);
        }
    }
}

static void sketch_thread_ends(struct sketch *sketch, unsigned thread)
{
    unsigned process = sketch->thread[thread].process;
    sketch->thread[thread] = (struct sketch_thread){0};
    if (sketch_threads_of(sketch, process) == 0) {
        sketch_process_ends(sketch, process);
        return;
    }
    for (uint64_t stuck = sketch_stuck(sketch, 0, 0); stuck != 0;
         stuck = sketch_stuck(sketch, 0, 0)) {
        sketch_wake(sketch, sketch_oldest(sketch, stuck), DEADLK);
    }
}

/* ---- Comparing. ---- */

static void compare_thread(const struct scene *s, thread_id thread)
{
    const struct sketch_thread *expected = &s->sketch.thread[thread];
    bool sends = s->k->thread[thread].state == THREAD_SENDING;
    EXPECT(thread_started(s->k, thread) == expected->lives, "thread %u lives", thread);
    EXPECT(sends == (expected->target != 0), "thread %u sends: %d", thread, sends);
    EXPECT(!sends || s->k->ipc.thread[thread].target == expected->target,
           "thread %u sends to %u, not %u", thread, s->k->ipc.thread[thread].target,
           expected->target);
    if (expected->has_result && s->k->thread[thread].state == THREAD_READY) {
        uint32_t result = machine_call_result(s->machine, thread);
        EXPECT(result == expected->result, "thread %u's send: %u, not %u", thread, result,
               expected->result);
    }
}

static void compare_all(const struct scene *s)
{
    const char *broken = machine_check(s->machine);
    EXPECT(broken == NULL, "invariant: %s", broken);
    for (thread_id thread = 1; thread <= CONFIG_THREADS; thread++) {
        compare_thread(s, thread);
    }
}

/* ---- Operations. ---- */

static struct machine_result call(struct scene *s, uint32_t number, uint32_t first, uint32_t second)
{
    const uint32_t arguments[CALL_REGISTERS] = {first, second};
    count_call();
    thread_id caller = machine_current(s->machine);
    struct machine_result result = machine_call(s->machine, number, arguments);
    trace("thread %u: call %u(%#x, %u): %s %u\n", caller, number, first, second,
          result.returned ? "returns" : "waits", result.value);
    return result;
}

/* A thread of the process that waits for messages: one is enough for a send to succeed. */
static bool sketch_listens(const struct sketch *sketch, unsigned process)
{
    for (unsigned i = 1; i < STUCK_THREADS; i++) {
        if (sketch->thread[i].process == process && sketch->thread[i].listens) {
            return true;
        }
    }
    return false;
}

/* Who was sent to now runs: the kernel chose it, and the sketch asks only that there be one. */
static void message_was_read(struct scene *s, unsigned process)
{
    unsigned readers = 0;
    for (thread_id thread = 1; thread <= CONFIG_THREADS; thread++) {
        struct sketch_thread *reader = &s->sketch.thread[thread];
        bool read = reader->listens && s->k->thread[thread].state == THREAD_READY;
        EXPECT(!read || reader->process == process, "thread %u read another's message", thread);
        reader->listens = reader->listens && !read;
        readers += read;
    }
    EXPECT(readers == 1, "a message for process %u was read %u times", process, readers);
}

/* The process of one of the tasks; none of them ever begins again. */
static process_id process_choose(struct scene *s)
{
    return (process_id)(1 + 2 * reader_below(&s->reader, s->processes));
}

static void operation_send(struct scene *s, thread_id sender)
{
    process_id target = process_choose(s);
    if (s->k->process[target].state != PROCESS_RUNNING) {
        return;
    }
    bool listens = sketch_listens(&s->sketch, target);
    bool stuck = !listens && sketch_stuck(&s->sketch, sender, target) != 0;
    uint64_t before = stuck ? machine_hash(s->machine) : 0;
    uint32_t name = name_of_task(s->k, target);
    struct machine_result result = call(s, SYS_SEND_IPC, name, LENGTH);
    if (listens) {
        EXPECT(result.returned && result.value == OK, "a send to a waiter: %u", result.value);
        message_was_read(s, target);
    } else if (stuck) {
        EXPECT(result.returned && result.value == DEADLK, "a deadlock of thread %u and process %u",
               sender, target);
        EXPECT(machine_hash(s->machine) == before, "a refused send changed something");
    } else {
        EXPECT(!result.returned, "a false alarm for thread %u and process %u: %u", sender, target,
               result.value);
        s->sketch.thread[sender].target = target;
        s->sketch.thread[sender].sent = ++s->sketch.sends;
    }
    s->sketch.thread[sender].has_result = false;
}

static void operation_wait(struct scene *s, thread_id receiver)
{
    unsigned how = reader_byte(&s->reader);
    struct sketch_thread *waiter = &s->sketch.thread[receiver];
    bool for_messages = how % 4 != 0;
    uint64_t senders = 0;
    for (unsigned i = 1; for_messages && i < STUCK_THREADS; i++) {
        bool sends = s->sketch.thread[i].lives && s->sketch.thread[i].target == waiter->process;
        senders |= (uint64_t)sends << i;
    }
    struct machine_result result =
        call(s, SYS_WAIT_FOR_EVENT, for_messages ? EVENT_IPC : EVENT_SIGNAL, how / 4 % 2);
    EXPECT(result.returned == (senders != 0), "thread %u waits: %d", receiver, result.returned);
    waiter->has_result = false;
    if (senders != 0) {
        sketch_wake(&s->sketch, sketch_oldest(&s->sketch, senders), OK);
    } else {
        waiter->listens = for_messages;
    }
}

static unsigned threads_living(const struct scene *s)
{
    unsigned count = 0;
    for (unsigned i = 1; i < STUCK_THREADS; i++) {
        count += s->sketch.thread[i].lives;
    }
    return count;
}

static void operation_begin(struct scene *s)
{
    process_id process = process_choose(s);
    if (s->k->process[process].state != PROCESS_RUNNING || threads_living(s) >= STUCK_LIVING) {
        return;
    }
    thread_id thread = machine_thread(s->machine, process, true);
    trace("thread %u begins in process %u\n", thread, process);
    if (thread != NONE) {
        EXPECT(!s->sketch.thread[thread].lives, "thread %u exists", thread);
        s->sketch.thread[thread] = (struct sketch_thread){.lives = true, .process = process};
    }
}

/* The n-th thread that lives, or of those the n-th that can run. NONE: there is none. */
static thread_id thread_choose(const struct scene *s, unsigned n, bool ready)
{
    thread_id list[CONFIG_THREADS];
    unsigned count = 0;
    for (thread_id thread = 1; thread <= CONFIG_THREADS; thread++) {
        bool fits =
            ready ? s->k->thread[thread].state == THREAD_READY : s->sketch.thread[thread].lives;
        if (fits) {
            list[count++] = thread;
        }
    }
    return count == 0 ? NONE : list[n % count];
}

static void operation_leave(struct scene *s)
{
    thread_id thread = thread_choose(s, reader_byte(&s->reader), false);
    trace("thread %u ends\n", thread);
    machine_thread_exit(s->machine, thread);
    sketch_thread_ends(&s->sketch, thread);
}

/* Time has passed: those who did not want to wait for ever are back. */
static void time_passes(struct scene *s)
{
    machine_advance(s->machine, MACHINE_TICKS_PER_MS);
    for (thread_id thread = 1; thread <= CONFIG_THREADS; thread++) {
        struct sketch_thread *waiter = &s->sketch.thread[thread];
        waiter->listens = waiter->listens && s->k->thread[thread].state == THREAD_WAITING;
    }
}

static void operation_other(struct scene *s, thread_id thread)
{
    unsigned what = reader_below(&s->reader, OTHERS);
    s->sketch.thread[thread].has_result = false;
    if (what == OTHER_EXIT) {
        unsigned process = s->sketch.thread[thread].process;
        (void)call(s, SYS_EXIT, 0, 0);
        sketch_process_ends(&s->sketch, process);
    } else if (what < OTHER_TIME) {
        (void)call(s, SYS_SLEEP, 1, SLEEP_DEEP);
    } else {
        time_passes(s);
    }
}

/* What the running thread does; 0 to 3 are sends. */
static void (*const calls[OPERATION_KINDS])(struct scene *, thread_id) = {
    operation_send,
    operation_send,
    operation_send,
    operation_send,
    [DEADLOCK_WAIT] = operation_wait,
    [DEADLOCK_OTHER] = operation_other,
};

static void operation_play(struct scene *s)
{
    uint8_t byte = reader_byte(&s->reader);
    unsigned operation = byte % OPERATION_KINDS;
    thread_id thread = thread_choose(s, byte >> OPERATION_SHIFT, true);
    if (operation == DEADLOCK_BEGIN) {
        operation_begin(s);
    } else if (operation == DEADLOCK_LEAVE) {
        operation_leave(s);
    } else if (thread == NONE) {
        time_passes(s);
    } else {
        machine_run(s->machine, thread);
        calls[operation](s, thread);
    }
}

static void scene_begin(struct scene *s)
{
    s->machine = world_machine(WORLD_CROWD, 0);
    s->k = machine_kernel(s->machine);
    s->processes = 1 + reader_below(&s->reader, world_at(WORLD_CROWD)->count);
    memset(&s->sketch, 0, sizeof s->sketch);
    for (unsigned task = 0; task < world_at(WORLD_CROWD)->count; task++) {
        process_id process = s->k->task.task[task].process;
        thread_id thread = machine_first_thread(s->machine, process);
        s->sketch.thread[thread] = (struct sketch_thread){.lives = true, .process = process};
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct scene scene = {.reader = {data, size}};
    count_execution();
    scene_begin(&scene);
    while (reader_has_more(&scene.reader) && !machine_halted(scene.machine, NULL)) {
        operation_play(&scene);
        compare_all(&scene);
    }
    count_state(machine_hash(scene.machine));
    return 0;
}
