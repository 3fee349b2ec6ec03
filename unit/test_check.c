/*
 * check.c and check_objects.c: a watchman who is never called is worth nothing. Each row spoils one
 * thing in a kernel full of life; kernel_check must complain, in these words.
 */
#include "check.h"

#include "corruption.h"
#include "fixture.h"

enum { VOID = SLOT_THREAD + 1 /* a slot of the window in which nothing is */ };
enum { RUNNER = 10, WAITER = 20, SENDER = 30, SLEEPER = 40, SECOND = 50, STRANGER = 60 };

/* A kernel with a thread in every state, and the ids to talk about it. */
struct scene {
    struct machine *m;
    struct kernel *k;
    process_id process, waiting, sending, sleeping, stranger, absent, dead;
    thread_id runner;   /* runs, with an equal behind it */
    thread_id equal;    /* ready */
    thread_id waiter;   /* waits for IRQs, with a deadline; second lets it have senders */
    thread_id sender;   /* sends to the waiter's process, first */
    thread_id second;   /* likewise, after it */
    thread_id sleeper;  /* sleeps lightly */
    thread_id initial;  /* not started */
    thread_id ended;    /* dead, but named */
    thread_id free;     /* no thread at all */
    slot_id slot;       /* of a handle in the runner's table */
    job_id job, domain; /* the runner's, and its parent */
};

static void scene_park(struct scene *s)
{
    struct machine *m = s->m;
    run(m, s->waiter);
    call_parks(m, SYS_WAIT_FOR_EVENT, EVENT_IRQ, 70);
    run(m, s->sender);
    call_parks(m, SYS_SEND_IPC, handle_of(m, WAITER), 8);
    run(m, s->second);
    call_parks(m, SYS_SEND_IPC, handle_of(m, WAITER), 9);
    run(m, s->sleeper);
    call_parks(m, SYS_SLEEP, 90, SLEEP_SHALLOW);
}

static void scene_make(struct scene *s)
{
    struct machine *m = s->m;
    struct kernel *k = machine_kernel(m);
    *s = (struct scene){.m = m, .k = k};
    s->process = machine_process(m, RUNNER);
    s->waiting = machine_process(m, WAITER);
    s->sending = machine_process(m, SENDER);
    s->sleeping = machine_process(m, SLEEPER);
    s->stranger = machine_process(m, STRANGER);
    s->absent = CONFIG_PROCESSES;
    s->runner = thread_of(m, RUNNER);
    s->waiter = thread_of(m, WAITER);
    s->sender = thread_of(m, SENDER);
    s->second = thread_of(m, SECOND);
    s->sleeper = thread_of(m, SLEEPER);
    s->equal = machine_thread(m, s->process, true);
    s->initial = thread_create(k, s->process, 5, 10);
    s->ended = machine_thread(m, s->process, true);
    s->free = CONFIG_THREADS;
    uint32_t name = machine_handle(m, s->process, object_of_thread(s->ended), RIGHTS_ALL);
    s->slot = name_slot(k, s->process, name);
    machine_thread_exit(m, s->ended);
    (void)machine_handle(m, s->process, object_of_thread(s->initial), 0);
    s->dead = process_create(k, k->process[s->process].job);
    (void)machine_handle(m, s->process, object_of_process(s->dead), 0);
    process_end(k, s->dead, ENDED_EXIT, 0);
    s->job = k->process[s->process].job;
    s->domain = k->job[s->job].parent;
    scene_park(s);
    run(m, s->runner);
}

#define THREAD(who)    s->k->thread[s->who]
#define IPC(who)       s->k->ipc.thread[s->who]
#define WAIT(who)      s->k->event.wait[s->who]
#define TIMER(who)     s->k->time.timer[timer_of_thread(s->who)]
#define PROCESS(who)   s->k->process[s->who]
#define SCHED          s->k->sched
#define SLOT(who, n)   s->k->slot[node_of_slot(s->who, n)]
#define OBJECT(id)     s->k->object[id]
#define MAPPING(which) s->k->mapping[PROCESS(process).which]

/* Links a thread into a queue it does not belong into. */
static void misplace(struct scene *s, struct queue *queue, thread_id thread)
{
    s->k->thread[thread].next = NONE;
    s->k->thread[thread].previous = NONE;
    queue_append(s->k, queue, thread);
}

/* The sender waits for another process to read its message. */
static void redirect(struct scene *s, thread_id sender, process_id target)
{
    queue_remove(s->k, &s->k->ipc.process[s->waiting].senders, sender);
    misplace(s, &s->k->ipc.process[target].senders, sender);
    s->k->ipc.thread[sender].target = target;
    s->k->event.process[target].pending = EVENT_IPC;
}

#define CORRUPTIONS(ROW)                                                                           \
    ROW("ready queue is no circle", THREAD(runner).next = s->sleeper)                              \
    ROW("ready queue is no circle", THREAD(runner).previous = s->sleeper)                          \
    ROW("ready queue is no circle", THREAD(runner).next = 999)                                     \
    ROW("ready queue is no circle", SCHED.ready_queue[3].first = CONFIG_THREADS + 1;               \
        SCHED.ready |= 8)                                                                          \
    ROW("ready queue is no circle", THREAD(equal).next = s->equal;                                 \
        THREAD(equal).previous = s->equal; THREAD(runner).next = s->equal)                         \
    ROW("ready bit is wrong", SCHED.ready |= 1u << 9)                                              \
    ROW("ready bit is wrong", SCHED.ready &= ~(1u << 5))                                           \
    ROW("ready bit is wrong", SCHED.ready_queue[0].first = NONE; SCHED.ready |= 1)                 \
    ROW("senders are no circle", THREAD(sender).next = s->runner)                                  \
    ROW("waiters are no circle", THREAD(waiter).previous = NONE)                                   \
    ROW("does not run", misplace(s, &s->k->ipc.process[s->absent].senders, s->free))               \
    ROW("does not run", misplace(s, &s->k->event.process[s->dead].waiters, s->free))               \
    ROW("running thread out of range", SCHED.current = CONFIG_THREADS + 1)                         \
    ROW("idle while a thread is ready", SCHED.current = NONE)                                      \
    ROW("running thread not ready", THREAD(runner).stopped = 1)                                    \
    ROW("running thread not ready", SCHED.current = s->sleeper)                                    \
    ROW("running thread not first", SCHED.current = s->equal)                                      \
    ROW("contention without slice", SCHED.sliced = 0)                                              \
    ROW("contention without slice", sched_remove(s->k, s->equal))                                  \
    ROW("deadlines are no list", s->k->time.first = TIMER_END)                                     \
    ROW("linked one way", TIMER(sleeper).previous = NONE)                                          \
    ROW("linked one way", TIMER(waiter).previous = timer_of_thread(s->sleeper))                    \
    ROW("linked one way", TIMER(sleeper).next = timer_of_thread(s->waiter))                        \
    ROW("listed, but not running", TIMER(sleeper).running = 0)                                     \
    ROW("neither running nor not", TIMER(sleeper).deadline = TIME_NEVER)                           \
    ROW("neither running nor not", TIMER(runner).deadline = 5)                                     \
    ROW("neither running nor not", TIMER(runner).running = 1)                                      \
    ROW("timer of nobody", s->k->time.timer[NONE].deadline = 5)                                    \
    ROW("deadlines out of order", TIMER(waiter).deadline = TIMER(sleeper).deadline + 1)            \
    ROW("deadline that is not listed", TIMER(waiter).next = NONE)                                  \
    ROW("deadline that is not listed", s->k->time.first = NONE)                                    \
    ROW("deadline that is not listed", TIMER(runner).deadline = TIME_NEVER - 1;                    \
        TIMER(runner).running = 1)                                                                 \
    ROW("too late for a deadline", s->k->arch.clock.deadline = TIMER(waiter).deadline + 1;         \
        SCHED.slice_end = TIMER(waiter).deadline + 1)                                              \
    ROW("too late for the slice", s->k->arch.clock.deadline = SCHED.slice_end + 1)                 \
    ROW("unknown thread state", THREAD(sleeper).state = THREAD_DEAD + 1)                           \
    ROW("thread and object differ", THREAD(free).state = THREAD_INITIAL)                           \
    ROW("thread and object differ", THREAD(initial).state = THREAD_FREE)                           \
    ROW("priority above 31", THREAD(waiter).priority = PRIORITY_MAX + 1)                           \
    ROW("thread of no process", THREAD(initial).process = CONFIG_PROCESSES + 1)                    \
    ROW("free thread in a queue", misplace(s, &SCHED.ready_queue[5], s->free))                     \
    ROW("remains of a dead thread", THREAD(ended).area = 4)                                        \
    ROW("remains of a dead thread", THREAD(ended).sibling = s->runner)                             \
    ROW("remains of a dead thread", THREAD(initial).area = 4)                                      \
    ROW("sleeper without deadline", timer_stop(s->k, timer_of_thread(s->sleeper)))                 \
    ROW("deadline without a wait", timer_start(s->k, timer_of_thread(s->equal), TIME_NEVER - 1))   \
    ROW("deadline without a wait", timer_start(s->k, timer_of_thread(s->sender), TIME_NEVER - 1))  \
    ROW("deadlock", THREAD(waiter).state = THREAD_SENDING; IPC(waiter).target = s->sending)        \
    ROW("send to no process", IPC(sender).target = CONFIG_PROCESSES + 1;                           \
        THREAD(initial).process = CONFIG_PROCESSES + 1; THREAD(initial).state = THREAD_READY;      \
        OBJECT(object_of_thread(s->initial)).references++)                                         \
    ROW("send to no process", IPC(sender).target = NONE; THREAD(initial).process = NONE;           \
        THREAD(initial).state = THREAD_READY; OBJECT(object_of_thread(s->initial)).references++)   \
    ROW("send of a bad length", IPC(sender).length = 0)                                            \
    ROW("send of a bad length", IPC(sender).length = 249)                                          \
    ROW("senders out of order", IPC(sender).sent = 0)                                              \
    ROW("senders out of order", IPC(sender).sent = IPC(second).sent)                               \
    ROW("senders out of order", IPC(second).sent = 0)                                              \
    ROW("send without an order", IPC(second).sent = s->k->ipc.sends + 1)                           \
    ROW("send without an order",                                                                   \
        queue_remove(s->k, &s->k->ipc.process[s->waiting].senders, s->sender);                     \
        IPC(sender).sent = 0)                                                                      \
    ROW("stale mask", WAIT(sender).mask = 1)                                                       \
    ROW("stale wait", WAIT(sender).follows = 2)                                                    \
    ROW("stale wait", WAIT(waiter).follows = 1)                                                    \
    ROW("stale wait", WAIT(ended).follows = 1)                                                     \
    ROW("timeout of no wait", WAIT(sender).timeout = 1)                                            \
    ROW("timeout of no wait", WAIT(waiter).timeout = -1)                                           \
    ROW("waits for nothing, for ever", WAIT(waiter).mask = 0;                                      \
        timer_stop(s->k, timer_of_thread(s->waiter)))                                              \
    ROW("sender without exchange area", THREAD(sender).area = 0)                                   \
    ROW("send between domains", redirect(s, s->sender, s->stranger))                               \
    ROW("stale send", IPC(runner).target = s->waiting)                                             \
    ROW("stale send", IPC(sleeper).length = 1)                                                     \
    ROW("stale send", IPC(waiter).sent = 1)                                                        \
    ROW("stale mask", WAIT(equal).mask = EVENT_IPC)                                                \
    ROW("stale mask", WAIT(ended).mask = EVENT_IPC)                                                \
    ROW("waiter without exchange area", THREAD(waiter).area = 0)                                   \
    ROW("unknown kinds in a mask", WAIT(sleeper).mask = EVENT_MASK_ALL + 1)                        \
    ROW("event kept from a waiter", WAIT(waiter).mask = EVENT_MASK_ALL)                            \
    ROW("too many or too few queues", misplace(s, &SCHED.ready_queue[5], s->sleeper))              \
    ROW("too many or too few queues", misplace(s, &SCHED.ready_queue[5], s->initial))              \
    ROW("too many or too few queues", sched_remove(s->k, s->equal); SCHED.sliced = 0)              \
    ROW("wrong queue", THREAD(equal).priority = 6)                                                 \
    ROW("stale queue links", THREAD(sleeper).next = s->free)                                       \
    ROW("stale queue links", THREAD(initial).previous = s->free)                                   \
    ROW("slice longer than the quantum", THREAD(sleeper).slice_left = THREAD(sleeper).quantum + 1)

#define OBJECT_CORRUPTIONS(ROW)                                                                    \
    ROW("threads are no list", PROCESS(process).first_thread = CONFIG_THREADS + 1)                 \
    ROW("threads are no list", THREAD(runner).sibling = s->runner)                                 \
    ROW("foreign or dead thread", THREAD(runner).sibling = s->sleeper)                             \
    ROW("foreign or dead thread", PROCESS(process).first_thread = s->ended)                        \
    ROW("thread missing in its process", PROCESS(process).first_thread = s->runner)                \
    ROW("running without threads", PROCESS(dead).state = PROCESS_RUNNING)                          \
    ROW("does not run", PROCESS(waiting).state = PROCESS_INITIAL)                                  \
    ROW("threads without running", PROCESS(sleeping).state = PROCESS_INITIAL)                      \
    ROW("unknown process state", PROCESS(dead).state = PROCESS_DEAD + 1)                           \
    ROW("process and object differ", PROCESS(absent).state = PROCESS_DEAD)                         \
    ROW("process and object differ", PROCESS(dead).state = PROCESS_FREE)                           \
    ROW("generation too wide", PROCESS(process).generation = GENERATION_MASK + 1)                  \
    ROW("memory of a dead process", {                                                              \
        const struct region r = MAPPING(data).region;                                              \
        (void)space_add(s->k, s->dead, &r);                                                        \
    })                                                                                             \
    ROW("process without a job", PROCESS(process).job = NONE)                                      \
    ROW("process without a job", PROCESS(process).job = CONFIG_JOBS + 1)                           \
    ROW("process in no job", PROCESS(process).job = CONFIG_JOBS)                                   \
    ROW("not its job's domain", OBJECT(object_of_job(s->job)).domain = 9)                          \
    ROW("not its object's domain", OBJECT(object_of_process(s->process)).domain = 9)               \
    ROW("not its object's domain", PROCESS(dead).domain = 9)                                       \
    ROW("free slots are no list", s->k->handle_table[s->process].free_first = CONFIG_SLOTS + 1)    \
    ROW("free slots are no list",                                                                  \
        SLOT(process, CONFIG_SLOTS).node.next = s->k->handle_table[s->process].free_first)         \
    ROW("slot of the window in the free list", SLOT(process, CONFIG_SLOTS).node.next = SLOT_JOB)   \
    ROW("slot of the window in the free list",                                                     \
        SLOT(process, CONFIG_SLOTS).node.next = arch_image(s->k)->window)                          \
    ROW("slot free and occupied", SLOT(process, CONFIG_SLOTS).node.next = s->slot)                 \
    ROW("wrong end of the free slots", s->k->handle_table[s->process].free_last = s->slot)         \
    ROW("lost slot", s->k->handle_table[s->process].free_first =                                   \
                         SLOT(process, s->k->handle_table[s->process].free_first).node.next)       \
    ROW("generation too wide", SLOT(process, VOID).generation = GENERATION_MASK + 1)               \
    ROW("handle of no object", SLOT(process, s->slot).object = OBJECT_END)                         \
    ROW("unknown rights", SLOT(process, s->slot).rights = RIGHTS_ALL + 1)                          \
    ROW("handle of a dead process", SLOT(dead, VOID).object = object_of_process(s->dead);          \
        OBJECT(object_of_process(s->dead)).handles++)                                              \
    ROW("rights to nothing", SLOT(process, CONFIG_SLOTS).rights = 1)                               \
    ROW("free object", SLOT(process, VOID).object = object_of_thread(s->free))                     \
    ROW("another domain's object", SLOT(process, VOID).object = object_of_process(s->stranger);    \
        OBJECT(object_of_process(s->stranger)).handles++)                                          \
    ROW("wrong count of handles", OBJECT(object_of_thread(s->ended)).handles++)                    \
    ROW("wrong count of handles", SLOT(process, s->slot).object = object_of_process(s->process))   \
    ROW("free object held", OBJECT(object_of_thread(s->free)).references = 1)                      \
    ROW("another type's pool", OBJECT(object_of_job(s->domain)).type = OBJECT_PROCESS)             \
    ROW("another type's pool", OBJECT(object_of_process(s->process)).type = OBJECT_THREAD)         \
    ROW("another type's pool", OBJECT(object_of_thread(s->runner)).type = OBJECT_JOB)              \
    ROW("koid never given out", OBJECT(object_of_thread(s->runner)).koid = 0)                      \
    ROW("koid never given out",                                                                    \
        OBJECT(object_of_thread(s->runner)).koid = s->k->objects.koids + 1)                        \
    ROW("object that nothing holds", OBJECT(object_of_thread(s->equal)).references = 0)            \
    ROW("koid given out twice",                                                                    \
        OBJECT(object_of_thread(s->runner)).koid = OBJECT(object_of_thread(s->waiter)).koid)       \
    ROW("held too often", OBJECT(object_of_job(s->domain)).references += 2)                        \
    ROW("held too often", OBJECT(object_of_process(s->process)).references++)                      \
    ROW("held too often", OBJECT(object_of_process(s->dead)).references++)                         \
    ROW("held too often", OBJECT(object_of_thread(s->ended)).references++)                         \
    ROW("not held enough", OBJECT(object_of_thread(s->equal)).references = 0;                      \
        OBJECT(object_of_thread(s->equal)).handles = 1;                                            \
        SLOT(process, VOID).object = object_of_thread(s->equal))                                   \
    ROW("object of nobody", OBJECT(OBJECT_FIRST_JOB).parent = OBJECT_END)                          \
    ROW("object of nobody", OBJECT(object_of_process(s->process)).parent = NONE;                   \
        OBJECT(object_of_job(s->job)).references--)                                                \
    ROW("below another type", OBJECT(object_of_thread(s->equal)).parent = object_of_job(s->job);   \
        OBJECT(object_of_process(s->process)).references--)                                        \
    ROW("below another type",                                                                      \
        OBJECT(object_of_process(s->dead)).parent = object_of_process(s->process);                 \
        OBJECT(object_of_process(s->process)).references++;                                        \
        OBJECT(object_of_job(s->job)).references--)                                                \
    ROW("domain than its parent", OBJECT(object_of_thread(s->equal)).domain = 9)                   \
    ROW("zero-handles step", s->k->objects.unnamed_first = 1)                                      \
    ROW("link of the unnamed", OBJECT(object_of_thread(s->equal)).unnamed = 1)                     \
    ROW("link of the unnamed", OBJECT(object_of_thread(s->free)).unnamed = 1)                      \
    ROW("remains of a free object", OBJECT(object_of_thread(s->free)).koid = 1)                    \
    ROW("remains of a free object", OBJECT(object_of_thread(s->free)).signals = 1)                 \
    ROW("remains of a free object", OBJECT(object_of_thread(s->free)).parent = 1)                  \
    ROW("remains of a free object", OBJECT(object_of_thread(s->free)).first_wait = 1)              \
    ROW("remains of a free object", OBJECT(object_of_thread(s->free)).domain = 1)                  \
    ROW("process that does not go", PROCESS(dead).vacates = 1;                                     \
        OBJECT(object_of_process(s->dead)).references++)                                           \
    ROW("process that does not go", PROCESS(process).vacates = 1;                                  \
        OBJECT(object_of_process(s->process)).references++)                                        \
    ROW("not held enough", PROCESS(dead).vacates = 1)                                              \
    ROW("not held enough", OBJECT(object_of_job(s->domain)).references = 1)

static const struct corruption of_threads[] = {CORRUPTIONS(DESCRIPTION)};
static const struct corruption of_objects[] = {OBJECT_CORRUPTIONS(DESCRIPTION)};

static void corrupt_threads(struct scene *s, int n)
{
    CORRUPTIONS(CASE)
}

static void corrupt_objects(struct scene *s, int n)
{
    OBJECT_CORRUPTIONS(CASE)
}

static struct machine *make_machine(void)
{
    return MACHINE({.label = RUNNER, .priority = 5, .domain = 1},
                   {.label = WAITER, .priority = 5, .domain = 1},
                   {.label = SENDER, .priority = 5, .domain = 1},
                   {.label = SLEEPER, .priority = 5, .domain = 1},
                   {.label = SECOND, .priority = 5, .domain = 1},
                   {.label = STRANGER, .priority = 1, .domain = 2});
}

static void corruptions_of_threads_are_noticed(void **state)
{
    (void)state;
    struct scene s = {.m = make_machine()};
    assert_noticed(of_threads, s.m, &s, scene_make, corrupt_threads, kernel_check);
}

static void corruptions_of_objects_are_noticed(void **state)
{
    (void)state;
    struct scene s = {.m = make_machine()};
    assert_noticed(of_objects, s.m, &s, scene_make, corrupt_objects, kernel_check);
}

/* An idle machine has rules of its own. */
static void corruptions_of_an_idle_kernel_are_noticed(void **state)
{
    (void)state;
    struct machine *m = MACHINE({.label = RUNNER});
    struct kernel *k = machine_kernel(m);
    call_parks(m, SYS_SLEEP, 9, SLEEP_DEEP);
    assert_null(kernel_check(k));
    k->sched.sliced = 1;
    assert_string_equal(kernel_check(k), "slice of nobody");
}

/* machine_check knows more than kernel_check: whom the scheduler must have picked. */
static void wrong_thread_running_is_noticed(void **state)
{
    (void)state;
    struct machine *m = MACHINE({.label = RUNNER, .priority = 6}, {.label = WAITER});
    struct kernel *k = machine_kernel(m);
    run(m, thread_of(m, WAITER)); /* whom a test has chosen is no mistake */
    assert_int_equal(fixture_call(m, FIXTURE_CALL(SYS_SCHED_YIELD)).value, SENTRY_OK);
    assert_int_equal(machine_current(m), thread_of(m, RUNNER));
    for (unsigned i = 0; i < 2; i++) {
        assert_null(machine_check(m));
        k->sched.current = thread_of(m, WAITER);
        assert_null(kernel_check(k));
        assert_string_equal(machine_check(m), "running thread not the most urgent");
        machine_reset(m);
        run(m, thread_of(m, WAITER));
        machine_reset(m);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(corruptions_of_threads_are_noticed),
        TEST(corruptions_of_objects_are_noticed),
        TEST(corruptions_of_an_idle_kernel_are_noticed),
        TEST(wrong_thread_running_is_noticed),
    };
    return cmocka_run_group_tests_name("check", tests, NULL, NULL);
}
