/*
 * check_tasks.c: each row spoils one thing about jobs, suspension, exceptions or work; kernel_check
 * must complain, in these words.
 */
#include "check.h"

#include "children.h"
#include "corruption.h"

/* One child is suspended asleep, one is in an exception that is unread, one is initial. */
struct scene {
    struct machine *m;
    struct kernel *k;
    struct child sleeper;
    struct child faulter;
    thread_id runner; /* Alice's */
    job_id job;       /* of both */
    job_id dead;      /* still named */
    job_id image;     /* Alice's */
    object_id end;    /* the kernel's, that listens to the faulter */
    object_id token;
    message_id own; /* about the exception */
};

static void scene_make(struct scene *s)
{
    struct machine *m = s->m;
    struct kernel *k = machine_kernel(m);
    be(m, ALICE);
    *s = (struct scene){.m = m, .k = k, .runner = machine_current(m)};
    uint32_t dead = make_job(m, DOMAIN_JOB);
    kill_task(m, dead);
    s->dead = job_of_object(object_named(m, dead));
    uint32_t job = make_job(m, DOMAIN_JOB);
    s->job = job_of_object(object_named(m, job));
    s->image = k->process[machine_process(m, ALICE)].job;
    s->sleeper = child_run(m, job, 0);
    s->faulter = child_run(m, job, 1);
    s->token = object_named(m, suspend(m, s->sleeper.thread));
    uint32_t channel = listen_to(m, s->faulter.process, REGULAR);
    s->end = object_peer(object_named(m, channel));
    s->own = message_of_thread(s->faulter.tid);
    run(m, s->faulter.tid);
    fault_now(m, FAULT_DIVIDE);
    be(m, ALICE);
}

/* Nobody runs, as while there is work. */
static void idle(struct scene *s)
{
    s->k->sched.current = NONE;
    s->k->sched.sliced = 0;
}

#define THREAD(which)    s->k->thread[s->which.tid]
#define SHOWN(which)     s->k->object[object_of_thread(s->which.tid)].signals
#define EXCEPTION(which) s->k->exception.thread[s->which.tid]
#define OF_EXCEPTION     s->k->object[object_of_exception(s->faulter.tid)]
#define END              s->k->channel.end[s->end - OBJECT_FIRST_CHANNEL]
#define LISTENER(which)  s->k->exception.channel[object_of_process(s->which.pid)][LISTENER_REGULAR]
#define JOB(which)       s->k->job[s->which]
#define JOB_SHOWN(which) s->k->object[object_of_job(s->which)].signals

#define TASK_CORRUPTIONS(ROW)                                                                      \
    ROW("tokens counted wrong", THREAD(sleeper).suspends = 2)                                      \
    ROW("tokens counted wrong", THREAD(sleeper).suspends = 0)                                      \
    ROW("tokens counted wrong", s->k->process[s->faulter.pid].suspends = 1)                        \
    ROW("stopped or not", THREAD(sleeper).stopped = 0)                                             \
    ROW("stopped or not", THREAD(faulter).stopped = 1)                                             \
    ROW("suspended or not", SHOWN(sleeper) = ZX_RUNNING)                                           \
    ROW("suspended or not", SHOWN(faulter) |= ZX_SUSPENDED)                                        \
    ROW("running or not", SHOWN(sleeper) |= ZX_RUNNING)                                            \
    ROW("running or not", SHOWN(faulter) = 0)                                                      \
    ROW("terminated or not", SHOWN(faulter) |= ZX_TERMINATED)                                      \
    ROW("deadline of no stopped thread", s->k->suspend.deadline[s->faulter.tid] = 1)               \
    ROW("asks handlers outside", EXCEPTION(faulter).stage = 0)                                     \
    ROW("asks handlers outside", EXCEPTION(sleeper).stage = 1)                                     \
    ROW("report of no exception", EXCEPTION(faulter).report.type = 0)                              \
    ROW("report of no exception", EXCEPTION(sleeper).report.type = ZX_EXCP_GENERAL)                \
    ROW("asks handlers outside", s->k->exception.thread[s->runner].stage = 1)                      \
    ROW("remains of an exception", EXCEPTION(sleeper).own = 1)                                     \
    ROW("remains of an exception", EXCEPTION(sleeper).told = ZX_EXCP_GENERAL)                      \
    ROW("listener is no channel", LISTENER(sleeper) = OBJECT_FIRST_EVENTPAIR)                      \
    ROW("listener is no channel", LISTENER(sleeper) = OBJECT_FIRST_CHANNEL - 1)                    \
    ROW("listener that somebody names", LISTENER(sleeper) = object_peer(s->end))                   \
    ROW("listens to another task", LISTENER(sleeper) = s->end)                                     \
    ROW("listens to another task",                                                                 \
        s->k->channel.end[s->end - OBJECT_FIRST_CHANNEL].listens = object_of_job(s->job))          \
    ROW("name of an end that has none", END.name = NODE_FIRST_SLOT)                                \
    ROW("own message lost", s->k->channel.message[message_of_thread(s->sleeper.tid)].end = s->end) \
    ROW("exchange area of nobody", THREAD(sleeper).area += CONFIG_AREAS * EXCHANGE_AREA_SIZE)      \
    ROW("listener that somebody names", LISTENER(sleeper) = OBJECT_FIRST_EVENTPAIR - 1)            \
    ROW("object not held enough", work_add(&s->k->sched.work, WORK_UNNAMED); idle(s);              \
        s->k->objects.unnamed_first = s->token; s->k->object[s->token].unnamed = s->token)         \
    ROW("unnamed objects are no list", work_add(&s->k->sched.work, WORK_UNNAMED); idle(s);         \
        s->k->objects.unnamed_first = OBJECT_END)                                                  \
    ROW("unnamed objects are no list", work_add(&s->k->sched.work, WORK_UNNAMED); idle(s);         \
        s->k->objects.unnamed_first = s->token; s->k->object[s->token].unnamed = OBJECT_END)       \
    ROW("job that outlives the one above", work_add(&s->k->sched.work, WORK_KILL); idle(s);        \
        s->k->job[JOB(job).parent].state = JOB_KILLING)                                            \
    ROW("members counted wrong", JOB(job).processes++)                                             \
    ROW("members counted wrong", JOB(job).jobs++)                                                  \
    ROW("members counted wrong", s->k->job[OBJECT_FIRST_JOB].jobs--)                               \
    ROW("jobs or none", JOB_SHOWN(job) = 0)                                                        \
    ROW("jobs or none", JOB_SHOWN(dead) &= ~ZX_NO_JOBS)                                            \
    ROW("processes or none", JOB_SHOWN(job) |= ZX_NO_PROCESSES)                                    \
    ROW("processes or none", JOB_SHOWN(dead) &= ~ZX_NO_PROCESSES)                                  \
    ROW("members, and not shown", JOB_SHOWN(job) |= ZX_NO_CHILDREN)                                \
    ROW("members, and not shown", JOB_SHOWN(dead) &= ~ZX_NO_CHILDREN)                              \
    ROW("dead, not shown", JOB_SHOWN(dead) &= ~ZX_TERMINATED)                                      \
    ROW("dead, not shown", JOB_SHOWN(job) |= ZX_TERMINATED)                                        \
    ROW("members of a dead job", JOB(job).state = JOB_DEAD; JOB_SHOWN(job) |= ZX_TERMINATED;       \
        s->k->job[JOB(job).parent].jobs--)                                                         \
    ROW("kill that stopped", JOB(job).state = JOB_KILLING)                                         \
    ROW("unknown work", s->k->sched.work = WORK_KILL * 2; idle(s))                                 \
    ROW("listeners counted wrong", s->k->exception.bound++)                                        \
    ROW("listeners counted wrong", s->k->exception.bound--)                                        \
    ROW("process unmapped without work", s->k->unmap.process = 1)                                  \
    ROW("process unmapped without work", work_add(&s->k->sched.work, WORK_UNMAP); idle(s))         \
    ROW("tasks due without work", s->k->task.due = 1)                                              \
    ROW("tasks due without work", work_add(&s->k->sched.work, WORK_START); idle(s))                \
    ROW("unnamed objects without work", work_add(&s->k->sched.work, WORK_UNNAMED); idle(s))

/* What other parts of the check would notice first: these are asked of this part alone. */
#define ALONE_CORRUPTIONS(ROW)                                                                     \
    ROW("job and object differ", s->k->object[object_of_job(s->dead)].type = OBJECT_FREE)          \
    ROW("unnamed objects without work", s->k->objects.unnamed_first = 1)                           \
    ROW("tokens counted wrong", s->k->process[s->faulter.pid].suspends = 1)                        \
    ROW("exception that nobody can answer", OF_EXCEPTION.handles = 0)                              \
    ROW("exception with several names", OF_EXCEPTION.handles = 2;                                  \
        work_add(&s->k->sched.work, WORK_KILL))                                                    \
    ROW("message about nothing", s->k->channel.message[s->own].handles = 0)                        \
    ROW("exception in no message", s->k->channel.message[s->own].end = NONE)                       \
    ROW("listener to nothing", s->k->object[object_of_process(s->faulter.pid)].type = OBJECT_FREE)

static const struct corruption of_tasks[] = {TASK_CORRUPTIONS(DESCRIPTION)};
static const struct corruption alone[] = {ALONE_CORRUPTIONS(DESCRIPTION)};

static void corrupt_tasks(struct scene *s, int n)
{
    TASK_CORRUPTIONS(CASE)
}

static void corrupt_alone(struct scene *s, int n)
{
    ALONE_CORRUPTIONS(CASE)
}

static void corruptions_of_tasks_are_noticed(void **state)
{
    (void)state;
    struct scene s = {.m = family_machine()};
    assert_noticed(of_tasks, s.m, &s, scene_make, corrupt_tasks, kernel_check);
}

static void corruptions_that_others_notice_too(void **state)
{
    (void)state;
    struct scene s = {.m = family_machine()};
    assert_noticed(alone, s.m, &s, scene_make, corrupt_alone, check_all_tasks);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(corruptions_of_tasks_are_noticed),
        TEST(corruptions_that_others_notice_too),
    };
    return cmocka_run_group_tests_name("check_tasks", tests, NULL, NULL);
}
